#include "app/desktop/pages/createpage.h"
#include "app/desktop/pages/servicecard.h"
#include "app/desktop/runstate.h"
#include "tests/app/desktop/quiet.h"

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;

class TestRunState : public QObject
{
    Q_OBJECT
private slots:
    void init() { desktoptest::failOnWarnings(); }
    void namesThePlace_data();
    void namesThePlace();
    void blamesNoScriptForWhatEndedTheRun();
    void reportMasksSecrets();
    void addresses_data();
    void addresses();
    void nextNames_data();
    void nextNames();
};

void TestRunState::namesThePlace_data()
{
    QTest::addColumn<QString>("step");
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("place");
    QTest::newRow("script with exit code") << u"syncing"_s << u"02-docker-install.sh"_s
                                           << u"Script \"02-docker-install.sh\" failed with exit code 100"_s
                                           << u"Run Scripts: docker install (exit code 100)"_s;
    QTest::newRow("step without script")
        << u"starting"_s << QString() << u"No address"_s << u"Start Container"_s;
    QTest::newRow("step we do not know") << u"polishing"_s << QString() << u"No"_s << u"polishing"_s;
}

void TestRunState::namesThePlace()
{
    RunState run;
    QFETCH(QString, step);
    QFETCH(QString, script);
    QFETCH(QString, message);
    run.snapshot.step = step;
    run.snapshot.activeScript = script;
    run.snapshot.errorMessage = message;
    QTEST(failurePlace(run), "place");
    QVERIFY(!failureAdvice(run).isEmpty());
}

void TestRunState::blamesNoScriptForWhatEndedTheRun()
{
    RunState run;
    run.snapshot.step = u"syncing"_s;
    run.snapshot.activeScript = u"00-pre-checks.sh"_s;
    run.snapshot.errorMessage = u"slipwayd was restarted while step \"syncing\" was running."_s;
    QVERIFY2(!failureAdvice(run).contains(u"failed"_s), qPrintable(failureAdvice(run)));
    run.snapshot.errorMessage = u"Script \"00-pre-checks.sh\" failed with exit code 1"_s;
    QVERIFY(failureAdvice(run).contains(u"The script 00-pre-checks.sh failed"_s));
}

void TestRunState::reportMasksSecrets()
{
    RunState run;
    run.hostname = u"web-01"_s;
    run.snapshot.errorMessage = u"login with hunter2-secret failed"_s;
    ServiceList services;
    Service service;
    service.credentials.push_back({u"PASSWORD"_s, Secret(QByteArray("hunter2-secret"))});
    services.services.append(service);
    const QString report = failureReport(run, {u"+ mysql -phunter2-secret"_s}, services);
    QVERIFY(!report.contains(u"hunter2-secret"_s));
    QVERIFY(report.contains(u"web-01"_s));
    QVERIFY(report.contains(u"+ mysql -p"_s));
    QVERIFY(report.contains(QStringLiteral(SLIPWAY_VERSION)));
}

void TestRunState::addresses_data()
{
    QTest::addColumn<int>("port");
    QTest::addColumn<QString>("ip");
    QTest::addColumn<QString>("webUrl");
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("url");
    QTest::newRow("web over TLS") << 8443 << u"10.0.0.5"_s << QString() << u"10.0.0.5:8443"_s
                                  << u"https://10.0.0.5:8443"_s;
    QTest::newRow("a database is not a web page")
        << 5432 << u"10.0.0.5"_s << QString() << u"10.0.0.5:5432"_s << QString();
    QTest::newRow("IPv6") << 8080 << u"fd00::5"_s << QString() << u"[fd00::5]:8080"_s
                          << u"http://[fd00::5]:8080"_s;
    QTest::newRow("no port") << 0 << u"10.0.0.5"_s << QString() << QString() << QString();
    QTest::newRow("the backend's own word")
        << 0 << QString() << u"https://x.test/a"_s << QString() << u"https://x.test/a"_s;
    QTest::newRow("never a file") << 0 << QString() << u"file:///etc/passwd"_s << QString() << QString();
}

void TestRunState::addresses()
{
    QFETCH(const int, port);
    QFETCH(const QString, ip);
    QFETCH(const QString, webUrl);
    Service service;
    if (port > 0)
        service.port = port;
    service.webUrl = webUrl;
    const QString address = serviceAddress(service, ip);
    QTEST(address, "address");
    QTEST(serviceUrl(service, address).toString(), "url");
}

void TestRunState::nextNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("next");
    QTest::newRow("number with zero") << u"web-01"_s << u"web-02"_s;
    QTest::newRow("carry") << u"web-09"_s << u"web-10"_s;
    QTest::newRow("no number") << u"web"_s << u"web-2"_s;
    QTest::newRow("empty") << QString() << QString();
}

void TestRunState::nextNames()
{
    QFETCH(const QString, name);
    QTEST(nextHostname(name), "next");
}

QTEST_MAIN(TestRunState)
#include "tst_runstate.moc"
