// slipwayctl watch against a real backend that is killed and started again on the same port.
#include "ctlprocess.h"
#include "tests/integration/backendprocess.h"
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

using namespace slipway;
using namespace slipway::integration;
using namespace Qt::Literals::StringLiterals;

class TestSlipwayctlRestart : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void watchGoesOnAcrossARestart();
};

void TestSlipwayctlRestart::watchGoesOnAcrossARestart()
{
    const QTemporaryDir dir;
    auto backend = std::make_unique<BackendProcess>(dir.path());
    QVERIFY2(backend->awaitServing(), backend->err.constData());
    const QString server = u"--server="_s + backend->url.toString();
    const QString token = u"--token-file="_s + backend->tokenFile();
    CtlProcess create({u"create"_s, u"--hostname=restarted"_s, u"--sim-lines=2000"_s, u"--sim-rate=50"_s,
                       u"--json"_s, server, token});
    QCOMPARE(create.wait(), 0);
    const QString id = QJsonDocument::fromJson(create.out).object().value("id"_L1).toString();
    QVERIFY2(!id.isEmpty(), create.out.constData());

    CtlProcess watch({u"watch"_s, id, u"--json"_s, server, token});
    QTRY_VERIFY_WITH_TIMEOUT((watch.out += watch.readAllStandardOutput()).count('\n') > 30, 60'000);
    const QString listen = u"127.0.0.1:%1"_s.arg(backend->url.port());
    backend->kill();
    QCOMPARE(backend->awaitEnd(), -2);
    QCOMPARE(watch.state(), QProcess::Running);
    backend = std::make_unique<BackendProcess>(dir.path(), QStringList{u"--listen"_s, listen});
    QVERIFY2(backend->awaitServing(), backend->err.constData());

    QVERIFY2(watch.wait() == 1, (watch.err + watch.out.right(1000)).constData()); // the run was interrupted
    int seq = 0;
    QJsonObject event;
    for (const QByteArray &line : watch.outLines()) {
        event = QJsonDocument::fromJson(line).object();
        QVERIFY2(event.value("seq"_L1).toInt() == ++seq, line.constData());
    }
    QVERIFY(seq > 31);
    QCOMPARE(event.value("type"_L1).toString(), u"error"_s);
    QVERIFY2(watch.err.contains(event.value("message"_L1).toString().toUtf8()), watch.err.constData());
    QCOMPARE(backend->stop(), 0);
}

QTEST_GUILESS_MAIN(TestSlipwayctlRestart)
#include "tst_slipwayctl_restart.moc"
