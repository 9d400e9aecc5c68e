#include "app/base/problem.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

using namespace slipway;

class TestProblem : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void everyCodeSurvivesTheWire()
    {
        for (int i = 0; i <= static_cast<int>(ErrorCode::Internal); ++i) {
            const auto code = static_cast<ErrorCode>(i);
            const Problem sent{httpStatus(code),
                               {code, QStringLiteral("Cannot do it."), QStringLiteral("errno 5"), i % 2 == 0},
                               {{QStringLiteral("scripts[1].name"), QStringLiteral("Cannot use it.")}},
                               QStringLiteral("/api/containers")};
            QVERIFY(sent.status >= 400 && sent.status < 600);
            const Problem got = problemFromJson(sent.status, problemJson(sent));
            QCOMPARE(got.error.code, code);
            QCOMPARE(got.error.message, sent.error.message);
            QCOMPARE(got.error.detail, sent.error.detail);
            QCOMPARE(got.fields, sent.fields);
            QCOMPARE(got.instance, sent.instance);
        }
    }

    void hasTheMembersOfTheContract()
    {
        const QByteArray body =
            problemJson({ErrorCode::NotFound, QStringLiteral("Container not found"), {}, false});
        const QJsonObject object = QJsonDocument::fromJson(body).object();
        QCOMPARE(object.value(QStringLiteral("type")).toString(), QStringLiteral("about:blank"));
        QCOMPARE(object.value(QStringLiteral("title")).toString(), QStringLiteral("Not Found"));
        QCOMPARE(object.value(QStringLiteral("status")).toInt(), 404);
        QCOMPARE(object.value(QStringLiteral("detail")).toString(), QStringLiteral("Container not found"));
        QCOMPARE(object.value(QStringLiteral("error")).toString(), QStringLiteral("Container not found"));
        QVERIFY(!object.contains(QStringLiteral("fields")));
    }

    void understandsEveryBody_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("message");
        QTest::newRow("the dashboard's error")
            << 404 << QByteArray(R"({"error":"Container not found"})") << int(ErrorCode::NotFound)
            << QStringLiteral("Container not found");
        QTest::newRow("detail before error") << 400 << QByteArray(R"({"error":"a","detail":"b"})")
                                             << int(ErrorCode::Invalid) << QStringLiteral("b");
        QTest::newRow("a code that does not fit the status is not believed")
            << 404 << QByteArray(R"({"error":"x","code":"internal"})") << int(ErrorCode::NotFound)
            << QStringLiteral("x");
        QTest::newRow("redirect to a sign-in page")
            << 307 << QByteArray() << int(ErrorCode::Unauthorized) << QString();
        QTest::newRow("HTML of a proxy")
            << 502 << QByteArray("<html>Bad Gateway</html>") << int(ErrorCode::HostFailed) << QString();
        QTest::newRow("wrong types") << 500 << QByteArray(R"({"error":{"a":1},"fields":7})")
                                     << int(ErrorCode::Internal) << QString();
        QTest::newRow("an array") << 418 << QByteArray("[1,2]") << int(ErrorCode::Invalid) << QString();
    }
    void understandsEveryBody()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(int, code);
        QFETCH(QString, message);
        const Problem problem = problemFromJson(status, body);
        QCOMPARE(int(problem.error.code), code);
        if (message.isEmpty())
            QVERIFY(problem.error.message.size() > 20); // words of our own
        else
            QCOMPARE(problem.error.message, message);
    }
};

QTEST_GUILESS_MAIN(TestProblem)
#include "tst_problem.moc"
