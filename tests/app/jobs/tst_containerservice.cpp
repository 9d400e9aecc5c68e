#include "house.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::Literals::StringLiterals;

class TestContainerService : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void createStoresEveryEvent();
    void aHundredThousandLines();
    void aTakenHostname();
    void anInvalidSpecAndARefusingResolver();
    void theResolverDecidesWhatRuns();
    void cancel();
    void noMoreThanTheLimitAtOnce();
    void removeOnlyWhenNothingRuns();
    void servicesAndLogs();
    void aRestartEndsWhatRan();
    void aRestartOnAnotherHost_data();
    void aRestartOnAnotherHost();
    void removeFromAHostThatIsNotServed();
    void failAtMustBeAPlace();
    void theDestructorEndsWhatRuns();
};

void TestContainerService::createStoresEveryEvent()
{
    QTemporaryDir directory;
    House house(directory.path());
    const Result<Container> created = waited(house.service->create(spec(u"web"_s)));
    QVERIFY2(created, created ? "" : qPrintable(created.error().message));
    QCOMPARE(created->lifecycle, Lifecycle::Pending);
    QVERIFY(created->isSimulated);
    QTRY_COMPARE_WITH_TIMEOUT(house.service->activeRuns(), 0, kLong);
    const QList<ProgressEvent> events = house.events(created->id);
    QCOMPARE(events.last().type, EventType::Complete);
    QVERIFY(events.first().message.contains(u"simulation"_s));
    for (qsizetype i = 0; i < events.size(); ++i) {
        QCOMPARE(events.at(i).seq.value, i + 1);
        QVERIFY(!events.at(i).timestamp.isEmpty());
    }
    qsizetype lines = 0;
    for (const ProgressEvent &event : events)
        lines += event.type == EventType::Log && !event.scriptName.isEmpty() && !event.scriptIndex ? 1 : 0;
    QCOMPARE(lines, qsizetype(300));
    const Container found = waited(house.service->find(created->id)).value();
    QCOMPARE(found.lifecycle, Lifecycle::Ready);
    QCOMPARE(found.hostRef, u"web"_s);
    QVERIFY(!found.address.isEmpty());
    QCOMPARE(found.snapshot.percent, 100);
    QCOMPARE(house.store->containers().value().size(), 1);
}

void TestContainerService::aHundredThousandLines()
{
    constexpr int kLines = 100000;
    QTemporaryDir directory;
    House house(directory.path());
    ContainerSpec many = spec(u"many"_s);
    many.simulation->lines = kLines;
    QElapsedTimer timer;
    timer.start();
    const Container created = waited(house.service->create(many)).value();
    QTRY_COMPARE_WITH_TIMEOUT(house.service->activeRuns(), 0, 2 * kLong);
    qInfo("%d lines, numbered and stored, in %lld ms", kLines, static_cast<long long>(timer.elapsed()));
    const QList<ProgressEvent> events = house.events(created.id);
    QVERIFY(events.size() > kLines);
    for (qsizetype i = 0; i < events.size(); ++i)
        QCOMPARE(events.at(i).seq.value, i + 1);
    QCOMPARE(events.last().type, EventType::Complete);
}

void TestContainerService::aTakenHostname()
{
    QTemporaryDir directory;
    House house(directory.path());
    QVERIFY(waited(house.service->create(spec(u"web"_s))));
    QCOMPARE(waited(house.service->create(spec(u"web"_s))).error().code, ErrorCode::Conflict);
}

void TestContainerService::anInvalidSpecAndARefusingResolver()
{
    QTemporaryDir directory;
    House house(directory.path());
    const Result<Container> refused = waited(house.service->create(spec(u"no spaces"_s)));
    QCOMPARE(refused.error().code, ErrorCode::Invalid);
    QVERIFY(refused.error().detail.contains(u"hostname"_s));
    house.service->setResolver([](const ContainerSpec &asked) -> Result<ContainerSpec> {
        return fail(ErrorCode::NotFound, u"Cannot find the template \"%1\"."_s.arg(asked.templateName));
    });
    ContainerSpec asked = spec(u"web"_s);
    asked.templateName = u"nothing"_s;
    QCOMPARE(waited(house.service->create(asked)).error().code, ErrorCode::NotFound);
    QVERIFY(house.store->containers().value().isEmpty());
}

void TestContainerService::theResolverDecidesWhatRuns()
{
    QTemporaryDir directory;
    House house(directory.path());
    house.service->setResolver([](ContainerSpec asked) -> Result<ContainerSpec> {
        asked.scripts.append(ScriptSpec{u"from-template.sh"_s, "true\n", 10});
        return asked;
    });
    const Container created = waited(house.service->create(spec(u"web"_s))).value();
    QTRY_COMPARE_WITH_TIMEOUT(house.service->activeRuns(), 0, kLong);
    QCOMPARE(house.log.container(created.id).value().snapshot.completedScripts,
             QStringList{u"from-template.sh"_s});
}

void TestContainerService::cancel()
{
    QTemporaryDir directory;
    House house(directory.path());
    const Container created = waited(house.service->create(spec(u"web"_s, 600))).value();
    QTRY_VERIFY_WITH_TIMEOUT(house.lifecycle(created.id) == Lifecycle::Creating, kLong);
    QVERIFY(house.service->cancel(created.id));
    QTRY_COMPARE_WITH_TIMEOUT(house.service->activeRuns(), 0, kLong);
    const QList<ProgressEvent> events = house.events(created.id);
    QCOMPARE(events.last().type, EventType::Error);
    QVERIFY(events.last().message.startsWith(u"Cancelled"_s));
    QCOMPARE(house.lifecycle(created.id), Lifecycle::Error);
    QCOMPARE(house.service->cancel(created.id).error().code, ErrorCode::Conflict);
    QCOMPARE(house.service->cancel(ContainerId::generate()).error().code, ErrorCode::Conflict);
}

void TestContainerService::noMoreThanTheLimitAtOnce()
{
    QTemporaryDir directory;
    House house(directory.path(), 1);
    const Container first = waited(house.service->create(spec(u"one"_s, 600))).value();
    const Container second = waited(house.service->create(spec(u"two"_s))).value();
    QTRY_VERIFY_WITH_TIMEOUT(house.lifecycle(first.id) == Lifecycle::Creating, kLong);
    QCOMPARE(house.service->activeRuns(), 2);
    QCOMPARE(house.lifecycle(second.id), Lifecycle::Pending);
    QVERIFY(house.events(second.id).first().message.contains(u"Waiting for a free place"_s));
    QVERIFY(house.service->cancel(first.id));
    QTRY_VERIFY_WITH_TIMEOUT(house.lifecycle(second.id) == Lifecycle::Ready, kLong);
}

void TestContainerService::removeOnlyWhenNothingRuns()
{
    QTemporaryDir directory;
    House house(directory.path());
    const Container created = waited(house.service->create(spec(u"web"_s, 600))).value();
    QCOMPARE(waited(house.service->remove(created.id)).error().code, ErrorCode::Conflict);
    QVERIFY(house.service->cancel(created.id));
    QTRY_COMPARE_WITH_TIMEOUT(house.service->activeRuns(), 0, kLong);
    QVERIFY(waited(house.service->remove(created.id)));
    QCOMPARE(waited(house.service->find(created.id)).error().code, ErrorCode::NotFound);
    QCOMPARE(waited(house.service->remove(created.id)).error().code, ErrorCode::NotFound);
    QVERIFY(waited(house.service->create(spec(u"web"_s)))); // the name is free again
}

void TestContainerService::servicesAndLogs()
{
    QTemporaryDir directory;
    House house(directory.path());
    const Container created = waited(house.service->create(spec(u"web"_s))).value();
    QTRY_COMPARE_WITH_TIMEOUT(house.service->activeRuns(), 0, kLong);
    const ServiceList services = waited(house.service->services(created.id)).value();
    QCOMPARE(services.services.size(), 2);
    QVERIFY(!services.containerIp.isEmpty());
    QByteArray all;
    for (const ProgressEvent &event : house.events(created.id))
        all += toJson(event);
    for (const Service &service : services.services) {
        for (const Credential &credential : service.credentials) {
            if (credential.key == u"PASSWORD"_s)
                QVERIFY(!all.contains(credential.value.reveal()));
        }
    }
    const auto logs = [&](const QString &name) {
        return waited(house.service->serviceLogs(created.id, name, 5));
    };
    QCOMPARE(logs(u"postgresql"_s).value().size(), 5);
    QCOMPARE(logs(u"nothing"_s).error().code, ErrorCode::NotFound);
    QCOMPARE(logs(u"a; rm -rf /"_s).error().code, ErrorCode::Invalid);
    QCOMPARE(waited(house.service->services(ContainerId::generate())).error().code, ErrorCode::NotFound);
}

void TestContainerService::aRestartEndsWhatRan()
{
    QTemporaryDir directory;
    ContainerId id;
    {
        // As a killed process leaves it: stored, running, and nobody there to go on.
        House house(directory.path());
        Container container;
        container.id = id = ContainerId::generate();
        container.hostname = u"web"_s;
        container.host = u"simulated"_s;
        container.createdAt = u"2026-11-21T16:37:26.805Z"_s;
        QVERIFY(house.log.open(container));
        QVERIFY(house.log.append(
            id, ProgressEvent::makeStep(Step::Syncing, 65, u"Running 3 setup scripts..."_s)));
        QVERIFY(house.log.flush());
    }
    House house(directory.path());
    QCOMPARE(house.service->recoverInterruptedRuns().value(), 1);
    const QList<ProgressEvent> events = house.events(id);
    QCOMPARE(events.size(), 2);
    QCOMPARE(events.last().type, EventType::Error);
    QCOMPARE(events.last().seq.value, 2);
    QVERIFY2(events.last().message.startsWith(u"slipwayd was restarted while step \"syncing\" was running"_s),
             qPrintable(events.last().message));
    QCOMPARE(house.lifecycle(id), Lifecycle::Error);
    QCOMPARE(house.service->recoverInterruptedRuns().value(), 0);
}

void TestContainerService::aRestartOnAnotherHost_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<bool>("simulated");
    QTest::addColumn<QString>("says"); // nothing: it is not ended
    QTest::newRow("lxc") << u"lxc"_s << false << u"--host lxc"_s;
    QTest::newRow("another simulation") << u"dreams"_s << true << u"it was a simulation"_s;
    QTest::newRow("another program on the bus") << u"foreign"_s << false << QString();
}

void TestContainerService::aRestartOnAnotherHost()
{
    QFETCH(QString, host);
    QFETCH(bool, simulated);
    QFETCH(QString, says);
    QTemporaryDir directory;
    Container container;
    container.id = ContainerId::generate();
    container.hostname = u"web"_s;
    container.host = host;
    container.hostRef = u"web"_s;
    container.isSimulated = simulated;
    container.createdAt = u"2026-11-21T16:37:26.805Z"_s;
    {
        House house(directory.path());
        QVERIFY(house.log.open(container));
        QVERIFY(house.log.append(container.id,
                                 ProgressEvent::makeStep(Step::Starting, 25, u"Starting container..."_s)));
        QVERIFY(house.log.flush());
    }
    House house(directory.path());
    const bool ends = !says.isEmpty();
    QCOMPARE(house.service->recoverInterruptedRuns().value(), ends ? 1 : 0);
    const ProgressEvent last = house.events(container.id).last();
    QCOMPARE(last.type, ends ? EventType::Error : EventType::Step);
    QCOMPARE(house.lifecycle(container.id) == Lifecycle::Error, ends);
    if (ends) {
        QVERIFY2(last.message.startsWith(u"slipwayd was restarted while step \"starting\" was running"_s) &&
                     last.message.contains(says),
                 qPrintable(last.message));
        QCOMPARE(last.extra.value(u"code"_s).toString(), u"interrupted"_s);
        QCOMPARE(last.extra.value(u"leftOnHost"_s).isString(), !simulated);
    }
}

void TestContainerService::removeFromAHostThatIsNotServed()
{
    QTemporaryDir directory;
    House house(directory.path());
    Container container;
    container.id = ContainerId::generate();
    container.hostname = u"web"_s;
    container.host = u"lxc"_s;
    container.hostRef = u"web"_s;
    container.createdAt = u"2026-11-21T16:37:26.805Z"_s;
    QVERIFY(house.log.open(container));
    const Result<void> refused = waited(house.service->remove(container.id));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Unavailable);
    QVERIFY(refused.error().message.contains(u"--host lxc"_s));
    QVERIFY(waited(house.service->find(container.id))); // it is not forgotten
}

void TestContainerService::failAtMustBeAPlace()
{
    QTemporaryDir directory;
    House house(directory.path());
    ContainerSpec asked = spec(u"web"_s);
    asked.simulation->failAt = u"deployng"_s;
    const Result<Container> refused = waited(house.service->create(asked));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Invalid);
    QVERIFY2(refused.error().detail.startsWith(u"simulation.failAt: "_s), qPrintable(refused.error().detail));
    QVERIFY(refused.error().message.contains(u"deploying"_s)); // what it could have been
    asked.simulation->failAt = u"02-docker-install.sh"_s;      // the host's own script
    QVERIFY(waited(house.service->create(asked)));
}

void TestContainerService::theDestructorEndsWhatRuns()
{
    QTemporaryDir directory;
    House house(directory.path(), 1);
    const Container running = waited(house.service->create(spec(u"one"_s, 600))).value();
    const Container waiting = waited(house.service->create(spec(u"two"_s, 600))).value();
    QFuture<Result<Container>> asked = house.service->create(spec(u"three"_s, 600));
    house.service.reset();
    for (const ContainerId &id : {running.id, waiting.id, waited(asked).value().id}) {
        QVERIFY(house.events(id).last().message.startsWith(u"Cancelled"_s)); // also commits
        QCOMPARE(house.lifecycle(id), Lifecycle::Error);
    }
}

QTEST_GUILESS_MAIN(TestContainerService)
#include "tst_containerservice.moc"
