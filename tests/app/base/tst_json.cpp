#include "app/base/json.h"

#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace Qt::Literals::StringLiterals;

class TestJson : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void byteOrderMarksAreText_data()
    {
        const QString mark(1, QChar(0xFEFF));
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QJsonObject>("object");
        QTest::newRow("before a value")
            << QByteArray("{\"a\":\"\xEF\xBB\xBFx\"}") << QJsonObject{{u"a"_s, mark + u'x'}};
        QTest::newRow("two of them") << QByteArray("{\"a\":\"\xEF\xBB\xBF\xEF\xBB\xBF\"}")
                                     << QJsonObject{{u"a"_s, mark + mark}};
        QTest::newRow("in the middle")
            << QByteArray("{\"a\":\"x\xEF\xBB\xBFx\"}") << QJsonObject{{u"a"_s, u'x' + mark + u'x'}};
        QTest::newRow("before a key")
            << QByteArray("{\"\xEF\xBB\xBFp\":1,\"q\":2}") << QJsonObject{{mark + u'p', 1}, {u"q"_s, 2}};
        QTest::newRow("before the document")
            << QByteArray("\xEF\xBB\xBF{\"a\":1}") << QJsonObject{{u"a"_s, 1}};
        QTest::newRow("nested key") << QByteArray("{\"m\":{\"\xEF\xBB\xBFp\":\"c\",\"percent\":\"5\"}}")
                                    << QJsonObject{{u"m"_s, QJsonObject{{mark + u'p', u"c"_s},
                                                                        {u"percent"_s, u"5"_s}}}};
    }
    void byteOrderMarksAreText()
    {
        QFETCH(QByteArray, json);
        QFETCH(QJsonObject, object);
        const QJsonObject read = readJson(json).object();
        QCOMPARE(read, object);
        const QByteArray written = QJsonDocument(read).toJson(QJsonDocument::Compact);
        QCOMPARE(QJsonDocument(readJson(written)).toJson(QJsonDocument::Compact), written);
    }

    void outsideOfStringsTheyAreRefused()
    {
        QJsonParseError error;
        QVERIFY(readJson("{\xEF\xBB\xBF\"a\":1}", &error).isNull());
        QVERIFY(error.error != QJsonParseError::NoError);
    }
};

QTEST_GUILESS_MAIN(TestJson)
#include "tst_json.moc"
