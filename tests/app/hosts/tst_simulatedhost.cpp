#include "app/hosts/simulated/simulatedhost.h"

#include "app/jobs/recipe.h"
#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTest>
#include <thread>

using namespace slipway;
using namespace Qt::Literals::StringLiterals;

namespace {

struct Run
{
    QList<ProgressEvent> events;
    ServiceList services;
    Result<void> result;
};

Run simulate(hosts::SimulatedHost &host, ContainerSpec spec, const CancelToken &token = {})
{
    Run run;
    RunSink sink{[&](const ProgressEvent &event) -> Result<void> {
                     run.events.append(event);
                     return {};
                 },
                 [](const QString &) {}, [](const QString &) {},
                 [&](const ServiceList &services) -> Result<void> {
                     run.services = services;
                     return {};
                 }};
    RunContext context(host, host.completed(std::move(spec)), sink, token);
    run.result = runRecipe(creationRecipe(), context);
    return run;
}

ContainerSpec spec(const QString &hostname, double seconds, int lines)
{
    ContainerSpec made;
    made.hostname = hostname;
    made.simulation = SimulationSpec();
    made.simulation->durationSeconds = seconds;
    made.simulation->lines = lines;
    return made;
}

QStringList scriptLines(const Run &run)
{
    QStringList lines;
    for (const ProgressEvent &event : run.events) {
        if (event.type == EventType::Log && !event.scriptName.isEmpty() && !event.scriptIndex)
            lines.append(event.message);
    }
    return lines;
}

} // namespace

class TestSimulatedHost : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void theSameHostnameTellsTheSameStory();
    void failsWhereItIsAsked_data();
    void failsWhereItIsAsked();
    void takesItsTime();
    void cancelEndsTheWait();
    void namesOfTheRequestsOwnScripts();
    void servicesAndTheirLogs();
    void aNameIsTakenOnce();
    void downAndUpAgain();
    void lookups();
};

void TestSimulatedHost::theSameHostnameTellsTheSameStory()
{
    hosts::SimulatedHost one;
    hosts::SimulatedHost two;
    const Run first = simulate(one, spec(u"web"_s, 0, 300));
    const Run second = simulate(two, spec(u"web"_s, 0, 300));
    QVERIFY(first.result);
    QCOMPARE(scriptLines(first).size(), 300);
    QCOMPARE(scriptLines(first), scriptLines(second));
    QCOMPARE(first.services, second.services);
    const Run other = simulate(one, spec(u"db"_s, 0, 300));
    QVERIFY(scriptLines(other) != scriptLines(first));
    QVERIFY(other.services != first.services);
    QVERIFY(scriptLines(first).join(u'\n').contains(u"\x1b["_s));
}

void TestSimulatedHost::failsWhereItIsAsked_data()
{
    QTest::addColumn<QString>("failAt");
    QTest::addColumn<QString>("message");
    QTest::newRow("creating") << u"creating"_s << u"Cannot finish the step \"creating\""_s;
    QTest::newRow("starting") << u"starting"_s << u"Cannot finish the step \"starting\""_s;
    QTest::newRow("deploying") << u"deploying"_s << u"Cannot finish the step \"deploying\""_s;
    QTest::newRow("finalizing") << u"finalizing"_s << u"Cannot finish the step \"finalizing\""_s;
    QTest::newRow("syncing") << u"syncing"_s << u"Script \"00-pre-checks.sh\" failed with exit code 42"_s;
    QTest::newRow("the first script")
        << u"00-pre-checks.sh"_s << u"Script \"00-pre-checks.sh\" failed with exit code 42"_s;
    QTest::newRow("the last script") << u"02-docker-install.sh"_s
                                     << u"Script \"02-docker-install.sh\" failed with exit code 42"_s;
    QTest::newRow("a script") << u"01-setup-user.sh"_s
                              << u"Script \"01-setup-user.sh\" failed with exit code 42"_s;
}

void TestSimulatedHost::failsWhereItIsAsked()
{
    QFETCH(QString, failAt);
    QFETCH(QString, message);
    hosts::SimulatedHost host;
    ContainerSpec made = spec(u"web"_s, 0, 30);
    made.simulation->failAt = failAt;
    made.simulation->failExitCode = 42;
    const Run run = simulate(host, made);
    QVERIFY(!run.result);
    QVERIFY2(run.events.last().message.startsWith(message), qPrintable(run.events.last().message));
    QCOMPARE(run.events.last().type, EventType::Error);
    // In that step and no later one; a script's is syncing.
    QString lastStep;
    for (const ProgressEvent &event : run.events) {
        if (event.type == EventType::Step)
            lastStep = event.stepName;
    }
    QCOMPARE(lastStep, failAt.endsWith(u".sh"_s) ? u"syncing"_s : failAt);

    // The same with something to deploy and to install.
    made.hostname = u"full"_s;
    made.files = {{u"/etc/a"_s, "a"}};
    made.packages = {u"nginx"_s};
    made.npmPackages = {u"pm2"_s};
    QVERIFY(simulate(host, made).events.last().message.startsWith(message));
}

void TestSimulatedHost::takesItsTime()
{
    hosts::SimulatedHost host;
    QElapsedTimer timer;
    timer.start();
    QVERIFY(simulate(host, spec(u"slow"_s, 1, 50)).result);
    QVERIFY2(timer.elapsed() >= 700, qPrintable(QString::number(timer.elapsed())));
}

void TestSimulatedHost::cancelEndsTheWait()
{
    hosts::SimulatedHost host;
    CancelToken token;
    Run run;
    QElapsedTimer timer;
    timer.start();
    std::thread worker([&] { run = simulate(host, spec(u"long"_s, 600, 30), token); });
    token.cancel();
    worker.join();
    QVERIFY(timer.elapsed() < 20000);
    QCOMPARE(run.result.error().code, ErrorCode::Cancelled);
    QVERIFY(run.events.last().message.startsWith(u"Cancelled"_s));
}

void TestSimulatedHost::namesOfTheRequestsOwnScripts()
{
    hosts::SimulatedHost host;
    ContainerSpec made = spec(u"own"_s, 0, 10);
    made.scripts.append(ScriptSpec{u"install.sh"_s, "true\n", 10});
    const Run run = simulate(host, made);
    QVERIFY(run.result);
    QVERIFY(std::any_of(run.events.cbegin(), run.events.cend(), [](const ProgressEvent &e) {
        return e.message == u"Running script: install.sh (1/1)"_s;
    }));
}

void TestSimulatedHost::servicesAndTheirLogs()
{
    hosts::SimulatedHost host;
    const Run run = simulate(host, spec(u"web"_s, 0, 3));
    QCOMPARE(run.services.services.size(), 2);
    for (const Service &service : run.services.services) {
        QVERIFY(!service.credentials.empty());
        QVERIFY(service.port);
    }
    QCOMPARE(host.serviceLogs(u"web"_s, u"postgresql"_s, 7)->size(), 7);
    QCOMPARE(host.serviceLogs(u"web"_s, u"nothing"_s, 7).error().code, ErrorCode::NotFound);
    QCOMPARE(host.serviceLogs(u"gone"_s, u"postgresql"_s, 7).error().code, ErrorCode::NotFound);
}

void TestSimulatedHost::aNameIsTakenOnce()
{
    hosts::SimulatedHost host;
    QVERIFY(simulate(host, spec(u"web"_s, 0, 3)).result);
    const Run again = simulate(host, spec(u"web"_s, 0, 3));
    QCOMPARE(again.result.error().code, ErrorCode::Conflict);
    QCOMPARE(host.isRunning(u"web"_s).value(), true); // the first one is untouched
}

void TestSimulatedHost::downAndUpAgain()
{
    using Power = HostStatus::Power;
    hosts::SimulatedHost host;
    QVERIFY(simulate(host, spec(u"web"_s, 0, 3)).result);
    HostCall call;
    call.log = [](const QByteArray &) {};
    const HostStatus up = host.status(u"web"_s).value();
    QCOMPARE(up.power, Power::Running);
    QVERIFY(up.cpuFraction >= 0 && up.cpuFraction <= 1);
    QVERIFY(up.memoryBytes > 0 && up.memoryBytes < up.memoryTotalBytes);
    QVERIFY(up.diskBytes > 0 && up.diskBytes < up.diskTotalBytes);
    QVERIFY(host.shutdown(u"web"_s, 60, call));
    const HostStatus down = host.status(u"web"_s).value();
    QCOMPARE(down.power, Power::Stopped);
    QCOMPARE(down.cpuFraction, -1);
    QCOMPARE(down.uptimeSeconds, -1);
    QCOMPARE(down.diskBytes, up.diskBytes); // what is stored stays
    QVERIFY(host.start(u"web"_s, call));
    const HostStatus again = host.status(u"web"_s).value();
    QCOMPARE(again.power, Power::Running);
    if (again.uptimeSeconds == up.uptimeSeconds)
        QCOMPARE(again, up); // made up, but not rolled
    QVERIFY(host.reboot(u"web"_s, 60, call));
    QVERIFY(host.isRunning(u"web"_s).value());
    QVERIFY(host.stop(u"web"_s, call));
    QVERIFY(!host.isRunning(u"web"_s).value());
    CancelToken token;
    token.cancel();
    call.cancel = token;
    QVERIFY(host.start(u"web"_s, call).error().code == ErrorCode::Cancelled);
    QVERIFY(host.destroy(u"web"_s, call));
    QCOMPARE(host.status(u"web"_s).value().power, Power::Gone);
    QCOMPARE(host.stop(u"web"_s, call).error().code, ErrorCode::NotFound);
}

void TestSimulatedHost::lookups()
{
    hosts::SimulatedHost host;
    HostCatalog &catalog = *host.catalog();
    QVERIFY(catalog.preflight({}).isOk());
    QCOMPARE(catalog.storages(u"rootdir"_s, {}).value().size(), 1);
    QCOMPARE(catalog.storages({}, {}).value().size(), 2);
    const QList<OsTemplate> systems = catalog.osTemplates({}).value();
    for (const OsTemplate &system : systems)
        QVERIFY(system.title.contains(u"simulated"_s));
    ContainerSpec chosen = spec(u"web"_s, 0, 3);
    chosen.storage = catalog.storages(u"rootdir"_s, {}).value().first().name;
    chosen.bridge = catalog.bridges({}).value().first().name;
    chosen.source = catalog.osTemplates({}).value().first().source;
    QVERIFY(host.validate(host.completed(chosen)));
    const Run run = simulate(host, chosen);
    QVERIFY(run.result);
    QVERIFY(std::any_of(run.events.cbegin(), run.events.cend(), [](const ProgressEvent &event) {
        return event.message == u"Bridge simbr0 (simulated)"_s;
    }));
}

QTEST_GUILESS_MAIN(TestSimulatedHost)
#include "tst_simulatedhost.moc"
