// Several hosts behind one service, and what happens to a container after its creation.
#include "app/jobs/containerservice.h"

#include "app/jobs/fieldrefusal.h"
#include "app/store/sqlitestore.h"
#include "tests/app/jobs/fakehost.h"
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace Qt::Literals::StringLiterals;
using test::FakeDirectory;
using test::FakeHost;
using Power = HostStatus::Power;

namespace {

constexpr int kLong = 60000;

template<typename T>
T waited(QFuture<T> future)
{
    future.waitForFinished();
    return future.result();
}

/// A backend without HTTP on three hosts: its own (lxc) and the nodes "a" and "b" (proxmox).
struct House
{
    explicit House(const QString &directory, ContainerService::Limits limits = {})
        : store(std::move(store::SqliteStore::open(directory).value())), log(*store, bus)
    {
        hosts.hosts = {{u""_s, own}, {u"a"_s, a}, {u"b"_s, b}};
        service = std::make_unique<ContainerService>(*store, log, hosts, limits);
    }
    ~House()
    {
        for (FakeHost *host : {own.get(), a.get(), b.get()})
            host->holdAnswers = false; // a failed test must end
    }
    Container stored(const ContainerId &id)
    {
        std::ignore = log.flush();
        return store->container(id).value();
    }
    ProgressEvent lastEvent(const ContainerId &id)
    {
        std::ignore = log.flush();
        ProgressEvent last;
        for (EventSeq after;;) {
            const QList<EventBatch> batches = store->read(id, after, 1 << 20).value();
            if (batches.isEmpty())
                return last;
            for (const EventBatch &batch : batches) {
                last = progressEventFromJson(batch.lines.chopped(1).split('\n').last()).value();
                after = batch.last();
            }
        }
    }
    /// All messages, a line each.
    QString logOf(const ContainerId &id)
    {
        std::ignore = log.flush();
        QString all;
        const QList<EventBatch> batches = store->read(id, {}, 1 << 20).value();
        for (const EventBatch &batch : batches) {
            for (const QByteArray &line : batch.lines.chopped(1).split('\n'))
                all += progressEventFromJson(line).value().message + u'\n';
        }
        return all;
    }
    /// A container whose run is over.
    ContainerId made(const QString &hostname, const QString &node = u"a"_s)
    {
        const Result<Container> created = waited(service->create(spec(hostname, node)));
        if (!created)
            qFatal("%s", qPrintable(created.error().message));
        if (!QTest::qWaitFor([this] { return service->activeRuns() == 0; }, kLong))
            qFatal("the run does not end");
        return created->id;
    }
    /// As a killed process leaves it.
    ContainerId interrupted(const QString &hostname, const QString &node, const QString &ref,
                            OnFailure onFailure = OnFailure::Keep)
    {
        Container container;
        ContainerSpec asked = spec(hostname, node);
        asked.onFailure = onFailure;
        container.spec = toRedactedJson(asked);
        container.id = ContainerId::generate();
        container.hostname = hostname;
        container.host = node.isEmpty() ? u"lxc"_s : u"proxmox"_s;
        container.node = node;
        container.hostRef = ref;
        container.createdAt = u"2026-11-21T16:37:26.805Z"_s;
        if (!log.open(container))
            qFatal("not opened");
        std::ignore = log.append(container.id,
                                 ProgressEvent::makeStep(Step::Creating, 5, u"Creating LXC container..."_s));
        std::ignore = log.flush();
        return container.id;
    }
    static ContainerSpec spec(const QString &hostname, const QString &node)
    {
        ContainerSpec spec;
        spec.hostname = hostname;
        spec.node = node;
        return spec;
    }
    Result<void> power(const ContainerId &id, PowerAction action)
    {
        return waited(service->power(id, action, 60));
    }
    LiveState live(const ContainerId &id) { return waited(service->live(id)).value(); }
    bool isOver(const ContainerId &id)
    {
        const LiveState state = live(id);
        return state.action && !state.action->finishedAt.isEmpty();
    }

    std::unique_ptr<store::SqliteStore> store;
    NullBus bus;
    EventLog log;
    std::shared_ptr<FakeHost> own = std::make_shared<FakeHost>(u"lxc"_s);
    std::shared_ptr<FakeHost> a = std::make_shared<FakeHost>(u"proxmox"_s);
    std::shared_ptr<FakeHost> b = std::make_shared<FakeHost>(u"proxmox"_s);
    FakeDirectory hosts;
    std::unique_ptr<ContainerService> service;
};

} // namespace

class TestContainerLife : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void everyContainerOnTheHostOfItsNode();
    void anUnknownNode();
    void aNodeThatWasRemoved();
    void aRunKeepsItsHost();
    void theHostSeesWhatWasAsked();
    void theClaimIsStoredBeforeAnythingIsMade();
    void afterAFailedCreate_data();
    void afterAFailedCreate();
    void aKilledBackend_data();
    void aKilledBackend();
    void aKilledBackendRollsBack_data();
    void aKilledBackendRollsBack();
    void aSilentNodeHoldsUpNothing();
    void powerAndWhatIsStored();
    void whatIsSoAlready();
    void oneActionAtATime();
    void aStopEndsAShutdown();
    void aFailedAction();
    void twentyShutdownsAtOnce();
    void liveFollowsTheHost();
    void liveWhileARunGoesOn();
    void liveIsAskedOnce();
    void rediscover();
    void whoIsNotThere();
};

void TestContainerLife::everyContainerOnTheHostOfItsNode()
{
    QTemporaryDir directory;
    House house(directory.path());
    const ContainerId onOwn = house.made(u"own"_s, {});
    const ContainerId onA = house.made(u"one"_s, u"a"_s);
    const ContainerId onB = house.made(u"two"_s, u"b"_s);
    QCOMPARE(house.own->machines.size(), 1);
    QCOMPARE(house.a->machines.value(u"100-nonce"_s).hostname, u"one"_s);
    QCOMPARE(house.b->machines.value(u"100-nonce"_s).hostname, u"two"_s);
    QCOMPARE(house.stored(onOwn).host, u"lxc"_s);
    QCOMPARE(house.stored(onOwn).node, QString());
    QCOMPARE(house.stored(onB).host, u"proxmox"_s);
    QCOMPARE(house.stored(onB).node, u"b"_s);
    QCOMPARE(house.stored(onB).hostRef, u"100-nonce"_s);
    QCOMPARE(waited(house.service->serviceLogs(onOwn, u"x"_s, 1)).value().first(), u"lxc 100-nonce"_s);
    QCOMPARE(waited(house.service->serviceLogs(onB, u"x"_s, 1)).value().first(), u"proxmox 100-nonce"_s);
    QVERIFY(waited(house.service->remove(onB)));
    QCOMPARE(house.b->destroyed, QStringList{u"100-nonce"_s});
    QVERIFY(house.a->destroyed.isEmpty());
    QVERIFY(house.own->destroyed.isEmpty());
    QCOMPARE(house.live(onA).displayName, u"100"_s);
}

void TestContainerLife::anUnknownNode()
{
    QTemporaryDir directory;
    House house(directory.path());
    const Result<Container> refused = waited(house.service->create(House::spec(u"web"_s, u"c"_s)));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Invalid);
    const QList<FieldError> fields = refusedFields(refused.error());
    QCOMPARE(fields.size(), 1);
    QCOMPARE(fields.first().field, u"node"_s);
    QVERIFY2(fields.first().message.contains(u"a, b"_s), qPrintable(fields.first().message));
    QVERIFY(waited(house.service->list()).value().isEmpty());
}

void TestContainerLife::aNodeThatWasRemoved()
{
    QTemporaryDir directory;
    House house(directory.path());
    const ContainerId id = house.made(u"web"_s);
    house.hosts.hosts.remove(u"a"_s);
    for (const Error &error :
         {house.power(id, PowerAction::Stop).error(), waited(house.service->live(id)).error(),
          waited(house.service->rediscover(id)).error(), waited(house.service->remove(id)).error(),
          waited(house.service->serviceLogs(id, u"x"_s, 1)).error()}) {
        QCOMPARE(error.code, ErrorCode::Unavailable);
        QVERIFY2(error.message.contains(u"the node \"a\", which was removed. Add the node again"_s),
                 qPrintable(error.message));
    }
    QVERIFY(waited(house.service->find(id))); // it is not forgotten
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"is forgotten, and may be left on its host"_s));
    QVERIFY(waited(house.service->remove(id, ContainerService::Removal::Forced)));
    QCOMPARE(waited(house.service->find(id)).error().code, ErrorCode::NotFound);
}

void TestContainerLife::aRunKeepsItsHost()
{
    QTemporaryDir directory;
    House house(directory.path());
    house.a->holdCreate = true;
    const Container created = waited(house.service->create(House::spec(u"web"_s, u"a"_s))).value();
    QTRY_COMPARE_WITH_TIMEOUT(house.a->waiting.load(), 1, kLong);
    const std::weak_ptr<FakeHost> watched = house.a;
    house.a->holdCreate = false;
    house.hosts.hosts.remove(u"a"_s);
    house.a = std::make_shared<FakeHost>(u"other"_s);
    QTRY_COMPARE_WITH_TIMEOUT(house.service->activeRuns(), 0, kLong);
    QCOMPARE(house.stored(created.id).lifecycle, Lifecycle::Ready);
    QTRY_VERIFY_WITH_TIMEOUT(watched.expired(), kLong); // and lets it go
}

void TestContainerLife::theHostSeesWhatWasAsked()
{
    QTemporaryDir directory;
    House house(directory.path());
    house.service->setResolver([](ContainerSpec asked) -> Result<ContainerSpec> {
        asked.features.nesting = true; // as a template has it
        asked.unprivileged = true;
        asked.memoryMb = 1024;
        return asked;
    });
    ContainerSpec asked = House::spec(u"web"_s, u"a"_s);
    asked.features.keyctl = true;
    QVERIFY(waited(house.service->create(asked)));
    QCOMPARE(house.a->validated.features, asked.features);
    QCOMPARE(house.a->validated.unprivileged, std::nullopt);
    QCOMPARE(house.a->validated.memoryMb, 1024);
}

void TestContainerLife::theClaimIsStoredBeforeAnythingIsMade()
{
    QTemporaryDir directory;
    House house(directory.path());
    house.a->holdCreate = true;
    const Container created = waited(house.service->create(House::spec(u"web"_s, u"a"_s))).value();
    QTRY_COMPARE_WITH_TIMEOUT(house.a->waiting.load(), 1, kLong);
    QCOMPARE(house.store->container(created.id).value().hostRef,
             u"100-nonce"_s); // on the disk, not on its way
    QVERIFY(house.a->machines.isEmpty());
    house.a->holdCreate = false;
    QTRY_COMPARE_WITH_TIMEOUT(house.service->activeRuns(), 0, kLong);
}

void TestContainerLife::afterAFailedCreate_data()
{
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<bool>("leaves");
    QTest::addColumn<bool>("destroyFails");
    QTest::addColumn<bool>("down");
    QTest::addColumn<QString>("ref"); // that is kept
    QTest::addColumn<bool>("isLeft");
    const QString ref = u"100-nonce"_s;
    QTest::newRow("nothing left") << ErrorCode::HostFailed << false << false << false << QString() << false;
    QTest::newRow("left, removed then")
        << ErrorCode::HostFailed << true << false << false << QString() << false;
    QTest::newRow("left for good") << ErrorCode::HostFailed << true << true << false << ref << true;
    QTest::newRow("the host does not answer")
        << ErrorCode::HostFailed << true << false << true << ref << false;
    QTest::newRow("the name is another's")
        << ErrorCode::Conflict << true << false << false << QString() << false;
}

void TestContainerLife::afterAFailedCreate()
{
    QFETCH(ErrorCode, code);
    QFETCH(bool, leaves);
    QFETCH(bool, destroyFails);
    QFETCH(bool, down);
    QFETCH(QString, ref);
    QFETCH(bool, isLeft);
    QTemporaryDir directory;
    House house(directory.path());
    house.a->createFails = Error{code, u"Cannot create it."_s, {}, false};
    house.a->leaves = leaves;
    house.a->destroyFails = destroyFails;
    house.a->holdCreate = true;
    const Container created = waited(house.service->create(House::spec(u"web"_s, u"a"_s))).value();
    QTRY_COMPARE_WITH_TIMEOUT(house.a->waiting.load(), 1, kLong);
    house.a->down = down;
    house.a->holdCreate = false;
    QTRY_COMPARE_WITH_TIMEOUT(house.service->activeRuns(), 0, kLong);
    const ProgressEvent last = house.lastEvent(created.id);
    QCOMPARE(last.type, EventType::Error);
    QCOMPARE(house.stored(created.id).hostRef, ref);
    QCOMPARE(last.extra.value(u"leftOnHost"_s).isString(), isLeft);
    if (code == ErrorCode::Conflict) {
        QVERIFY(house.a->destroyed.isEmpty()); // what another made is not touched
        QVERIFY(house.a->machines.contains(u"100-nonce"_s));
    }
    if (!ref.isEmpty()) { // what may be there is removed with the container
        house.a->down = house.a->destroyFails = false;
        QVERIFY(waited(house.service->remove(created.id)));
        QVERIFY(house.a->machines.isEmpty());
    }
}

void TestContainerLife::aKilledBackend_data()
{
    QTest::addColumn<QString>("node");
    QTest::addColumn<QString>("ref");
    QTest::addColumn<bool>("isThere");
    QTest::addColumn<bool>("down");
    QTest::addColumn<QString>("says");
    QTest::addColumn<bool>("keepsRef");
    QTest::newRow("own, before its claim")
        << u""_s << u""_s << false << false << u"Nothing is left on the host."_s << false;
    QTest::newRow("own, made") << u""_s << u"101-x"_s << true << false
                               << u"Container \"101\" is left on the host"_s << true;
    QTest::newRow("node, before its claim")
        << u"a"_s << u""_s << false << true << u"Nothing is left on the host."_s << false;
    QTest::newRow("node, claimed only")
        << u"a"_s << u"101-x"_s << false << false << u"Nothing is left on the host."_s << false;
    QTest::newRow("node, made") << u"a"_s << u"101-x"_s << true << false
                                << u"Container \"101\" is left on the host, stopped"_s << true;
    QTest::newRow("node that is down")
        << u"a"_s << u"101-x"_s << true << true
        << u"What is left of \"101\" on the node \"a\" cannot be seen now."_s << true;
    QTest::newRow("node that was removed")
        << u"c"_s << u"101-x"_s << true << false << u"on the node \"c\" cannot be seen now."_s << true;
}

void TestContainerLife::aKilledBackend()
{
    QFETCH(QString, node);
    QFETCH(QString, ref);
    QFETCH(bool, isThere);
    QFETCH(bool, down);
    QFETCH(QString, says);
    QFETCH(bool, keepsRef);
    QTemporaryDir directory;
    ContainerId id;
    {
        House before(directory.path());
        id = before.interrupted(u"web"_s, node, ref);
    }
    House house(directory.path());
    house.a->down = down;
    if (isThere) {
        house.a->machines.insert(ref, {u"web"_s, false});
        house.own->machines.insert(ref, {u"web"_s, false});
    }
    QCOMPARE(house.service->recoverInterruptedRuns().value(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(house.stored(id).lifecycle, Lifecycle::Error, kLong);
    const ProgressEvent last = house.lastEvent(id);
    QVERIFY2(last.message.startsWith(u"slipwayd was restarted while step \"creating\" was running. "_s) &&
                 last.message.contains(says),
             qPrintable(last.message));
    QCOMPARE(last.extra.value(u"code"_s).toString(), u"interrupted"_s);
    QCOMPARE(last.extra.value(u"leftOnHost"_s).isString(), isThere && !down && node != u"c"_s);
    QTRY_COMPARE_WITH_TIMEOUT(house.stored(id).hostRef, keepsRef ? ref : QString(), kLong);
    QCOMPARE(house.service->recoverInterruptedRuns().value(), 0);
}

void TestContainerLife::aKilledBackendRollsBack_data()
{
    QTest::addColumn<QString>("node");
    QTest::addColumn<bool>("down");
    QTest::addColumn<bool>("destroyFails");
    QTest::addColumn<QString>("says");
    QTest::addColumn<bool>("keepsRef");
    const QString removed = u"Container \"101\" was removed, as it was asked for."_s;
    QTest::newRow("own") << u""_s << false << false << removed << false;
    QTest::newRow("node") << u"a"_s << false << false << removed << false;
    QTest::newRow("node that cannot remove it")
        << u"a"_s << false << true
        << u"Container \"101\" is left on the host. It was to be removed, and that failed: It is locked."_s
        << true;
    QTest::newRow("node that is down")
        << u"a"_s << true << false << u"It was to be removed: delete it when it can be seen again."_s << true;
}

void TestContainerLife::aKilledBackendRollsBack()
{
    QFETCH(QString, node);
    QFETCH(bool, down);
    QFETCH(bool, destroyFails);
    QFETCH(QString, says);
    QFETCH(bool, keepsRef);
    const QString ref = u"101-x"_s;
    QTemporaryDir directory;
    ContainerId id;
    {
        House before(directory.path());
        id = before.interrupted(u"web"_s, node, ref, OnFailure::Rollback);
    }
    House house(directory.path());
    FakeHost &host = node.isEmpty() ? *house.own : *house.a;
    host.down = down;
    host.destroyFails = destroyFails;
    host.machines.insert(ref, {u"web"_s, true});
    QCOMPARE(house.service->recoverInterruptedRuns().value(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(house.stored(id).lifecycle, Lifecycle::Error, kLong);
    const ProgressEvent last = house.lastEvent(id);
    QVERIFY2(last.message.contains(says), qPrintable(last.message));
    QCOMPARE(last.extra.value(u"leftOnHost"_s).isString(), destroyFails);
    QTRY_COMPARE_WITH_TIMEOUT(house.stored(id).hostRef, keepsRef ? ref : QString(), kLong);
    QCOMPARE(host.machines.contains(ref), keepsRef);
    QCOMPARE(house.logOf(id).contains(u"Rolling back: the container is removed"_s), !down);
}

void TestContainerLife::aSilentNodeHoldsUpNothing()
{
    QTemporaryDir directory;
    QList<ContainerId> silent;
    ContainerId answering;
    {
        House before(directory.path());
        for (const QString &name : {u"one"_s, u"two"_s, u"three"_s})
            silent.append(before.interrupted(name, u"a"_s, name + u"-x"_s));
        answering = before.interrupted(u"four"_s, u"b"_s, u"four-x"_s);
    }
    House house(directory.path(), {8, 5000});
    house.a->holdAnswers = true;
    house.a->down = true;
    QCOMPARE(house.service->recoverInterruptedRuns().value(), 4); // returns, although nothing was answered
    QTRY_COMPARE_WITH_TIMEOUT(house.stored(answering).lifecycle, Lifecycle::Error, kLong);
    QTRY_COMPARE_WITH_TIMEOUT(house.a->waiting.load(), 1, kLong); // one question for the three of them
    QCOMPARE(house.stored(silent.first()).lifecycle, Lifecycle::Creating);
    const Error busy = waited(house.service->remove(silent.first())).error();
    QCOMPARE(busy.code, ErrorCode::Conflict);
    QVERIFY2(busy.message.contains(u"look what is left of it"_s), qPrintable(busy.message));
    // Nobody waits for the node longer than that.
    for (const ContainerId &id : silent) {
        QTRY_COMPARE_WITH_TIMEOUT(house.stored(id).lifecycle, Lifecycle::Error, kLong);
        QVERIFY(house.lastEvent(id).message.contains(u"cannot be seen now. It did not answer."_s));
    }
    QCOMPARE(house.a->waiting.load(), 1);
    house.a->holdAnswers = false;
    QTRY_VERIFY_WITH_TIMEOUT(waited(house.service->remove(silent.last())).error().code != ErrorCode::Conflict,
                             kLong);
    QCOMPARE(house.a->asked.load(), 0);
}

void TestContainerLife::powerAndWhatIsStored()
{
    QTemporaryDir directory;
    House house(directory.path());
    const ContainerId id = house.made(u"web"_s);
    const QString address = house.stored(id).address;
    const EventSeq last = house.log.lastAppended(id).value();
    QVERIFY(!house.live(id).action);
    QVERIFY(house.power(id, PowerAction::Shutdown));
    QTRY_VERIFY_WITH_TIMEOUT(house.isOver(id), kLong);
    LiveState state = house.live(id);
    QCOMPARE(state.status.power, Power::Stopped);
    QCOMPARE(state.action->action, PowerAction::Shutdown);
    QVERIFY(!state.action->startedAt.isEmpty());
    QVERIFY(!state.action->error);
    QCOMPARE(house.stored(id).lifecycle, Lifecycle::Stopped);
    QCOMPARE(house.stored(id).snapshot.lifecycle, Lifecycle::Stopped);

    QVERIFY(house.power(id, PowerAction::Start));
    QTRY_VERIFY_WITH_TIMEOUT(house.isOver(id), kLong);
    QCOMPARE(house.live(id).action->action, PowerAction::Start);
    QCOMPARE(house.stored(id).lifecycle, Lifecycle::Ready);
    QVERIFY(house.stored(id).address != address); // the new one
    QVERIFY(house.power(id, PowerAction::Reboot));
    QTRY_VERIFY_WITH_TIMEOUT(house.isOver(id), kLong);
    QCOMPARE(house.stored(id).lifecycle, Lifecycle::Ready);
    QVERIFY(house.power(id, PowerAction::Stop));
    QTRY_VERIFY_WITH_TIMEOUT(house.isOver(id), kLong);
    QCOMPARE(house.stored(id).lifecycle, Lifecycle::Stopped);
    // The run is over as it was: its stream replays the same and closes.
    QCOMPARE(house.log.lastAppended(id).value(), last);
    QVERIFY(house.log.hasEnded(id));
    QCOMPARE(house.stored(id).snapshot.percent, 100);
    QCOMPARE(house.lastEvent(id).type, EventType::Complete);
}

void TestContainerLife::whatIsSoAlready()
{
    QTemporaryDir directory;
    House house(directory.path());
    const ContainerId id = house.made(u"web"_s);
    QVERIFY(house.power(id, PowerAction::Start)); // it runs
    QTRY_VERIFY_WITH_TIMEOUT(house.isOver(id), kLong);
    QVERIFY(!house.live(id).action->error);
    QVERIFY(house.a->setRunning(u"100-nonce"_s, false));
    house.a->stubborn = true;
    QVERIFY(house.power(id, PowerAction::Shutdown));
    QTRY_VERIFY_WITH_TIMEOUT(house.isOver(id), kLong);
    QVERIFY(!house.live(id).action->error);
    QVERIFY(house.power(id, PowerAction::Reboot));
    QTRY_VERIFY_WITH_TIMEOUT(house.isOver(id), kLong);
    QCOMPARE(house.live(id).action->error->code, ErrorCode::Conflict);
    QVERIFY(house.live(id).action->error->message.contains(u"not running. Start it"_s));
}

void TestContainerLife::oneActionAtATime()
{
    QTemporaryDir directory;
    House house(directory.path());
    const ContainerId id = house.made(u"web"_s);
    house.a->holdShutdown = true;
    QVERIFY(house.power(id, PowerAction::Shutdown));
    const LiveState during = house.live(id);
    QVERIFY(during.action && during.action->finishedAt.isEmpty());
    for (const Error &error :
         {house.power(id, PowerAction::Reboot).error(), waited(house.service->remove(id)).error(),
          waited(house.service->rediscover(id)).error()}) {
        QCOMPARE(error.code, ErrorCode::Conflict);
        QVERIFY2(error.message.contains(u"\"shutdown\" goes on since "_s + during.action->startedAt),
                 qPrintable(error.message));
    }
    const ContainerId other = house.made(u"other"_s);
    QVERIFY(house.power(other, PowerAction::Stop)); // another one's is its own
    QTRY_VERIFY_WITH_TIMEOUT(house.isOver(other), kLong);
    house.a->holdShutdown = false;
    QTRY_VERIFY_WITH_TIMEOUT(house.isOver(id), kLong);
    QVERIFY(house.power(id, PowerAction::Start));
    QTRY_VERIFY_WITH_TIMEOUT(house.isOver(id), kLong);
}

void TestContainerLife::aStopEndsAShutdown()
{
    QTemporaryDir directory;
    House house(directory.path());
    const ContainerId id = house.made(u"web"_s);
    house.a->holdShutdown = true; // for ever
    QVERIFY(house.power(id, PowerAction::Shutdown));
    QTRY_COMPARE_WITH_TIMEOUT(house.a->waiting.load(), 1, kLong);
    QVERIFY(house.power(id, PowerAction::Stop));
    QTRY_VERIFY_WITH_TIMEOUT(house.isOver(id), kLong);
    QCOMPARE(house.a->waiting.load(), 0);
    const LiveState state = house.live(id);
    QCOMPARE(state.action->action, PowerAction::Stop);
    QVERIFY(!state.action->error);
    QCOMPARE(state.status.power, Power::Stopped);
    QCOMPARE(house.stored(id).lifecycle, Lifecycle::Stopped);
}

void TestContainerLife::aFailedAction()
{
    QTemporaryDir directory;
    House house(directory.path());
    const ContainerId id = house.made(u"web"_s);
    house.a->stubborn = true;
    QVERIFY(house.power(id, PowerAction::Shutdown));
    QTRY_VERIFY_WITH_TIMEOUT(house.isOver(id), kLong);
    QCOMPARE(house.live(id).action->error->code, ErrorCode::Timeout);
    QCOMPARE(house.stored(id).lifecycle, Lifecycle::Ready); // it still runs
    QVERIFY(house.power(id, PowerAction::Stop));            // and can be stopped
    QTRY_VERIFY_WITH_TIMEOUT(house.isOver(id), kLong);
    QVERIFY(!house.live(id).action->error);
    house.a->down = true;
    QVERIFY(house.power(id, PowerAction::Start));
    QTRY_COMPARE_WITH_TIMEOUT(house.a->refused.load(), 1, kLong); // by the action: nobody else asks
    QCOMPARE(waited(house.service->live(id)).error().code, ErrorCode::Unavailable);
    house.a->down = false;
    QTRY_VERIFY_WITH_TIMEOUT(house.isOver(id), kLong);
    QCOMPARE(house.live(id).action->error->code, ErrorCode::Unavailable);
}

void TestContainerLife::twentyShutdownsAtOnce()
{
    QTemporaryDir directory;
    House house(directory.path());
    QList<ContainerId> ids;
    for (int i = 0; i < 20; ++i)
        ids.append(house.made(u"web%1"_s.arg(i)));
    house.a->holdShutdown = true;
    for (const ContainerId &id : ids)
        QVERIFY(house.power(id, PowerAction::Shutdown));
    QTRY_COMPARE_WITH_TIMEOUT(house.a->waiting.load(), 20, kLong); // all of them, none waits for another
    const ContainerId extra = house.made(u"extra"_s);              // and everything else goes on
    QCOMPARE(waited(house.service->list()).value().size(), 21);
    QCOMPARE(house.live(extra).status.power, Power::Running);
    QVERIFY(waited(house.service->rediscover(extra)));
    QVERIFY(waited(house.service->remove(extra)));
    house.service.reset(); // does not wait for a minute each: they are cancelled
    QCOMPARE(house.a->waiting.load(), 0);
    for (const ContainerId &id : ids)
        QCOMPARE(house.stored(id).lifecycle, Lifecycle::Ready);
}

void TestContainerLife::liveFollowsTheHost()
{
    QTemporaryDir directory;
    House house(directory.path());
    const ContainerId id = house.made(u"web"_s);
    QVERIFY(house.a->setRunning(u"100-nonce"_s, false)); // by somebody else
    QCOMPARE(house.live(id).status.power, Power::Stopped);
    QCOMPARE(house.stored(id).lifecycle, Lifecycle::Stopped);
    QVERIFY(house.a->setRunning(u"100-nonce"_s, true));
    QCOMPARE(house.live(id).status.power, Power::Running);
    QCOMPARE(house.stored(id).lifecycle, Lifecycle::Ready);
    house.a->machines.clear();
    QCOMPARE(house.live(id).status.power, Power::Gone);
    QCOMPARE(house.stored(id).lifecycle, Lifecycle::Ready); // what it was: it may be back
    QVERIFY(waited(house.service->remove(id)));
}

void TestContainerLife::liveWhileARunGoesOn()
{
    QTemporaryDir directory;
    House house(directory.path());
    house.a->holdCreate = true;
    const Container created = waited(house.service->create(House::spec(u"web"_s, u"a"_s))).value();
    QTRY_COMPARE_WITH_TIMEOUT(house.a->waiting.load(), 1, kLong);
    const LiveState state = house.live(created.id);
    QCOMPARE(state.status.power, Power::Unknown); // not "gone": it comes
    QCOMPARE(state.status.task, u"it is being created"_s);
    QCOMPARE(house.power(created.id, PowerAction::Stop).error().code, ErrorCode::Conflict);
    QCOMPARE(waited(house.service->rediscover(created.id)).error().code, ErrorCode::Conflict);
    house.a->holdCreate = false;
    QTRY_COMPARE_WITH_TIMEOUT(house.service->activeRuns(), 0, kLong);
}

void TestContainerLife::liveIsAskedOnce()
{
    QTemporaryDir directory;
    House house(directory.path());
    const ContainerId id = house.made(u"web"_s);
    const int before = house.a->asked;
    house.a->holdAnswers = true;
    QList<QFuture<Result<LiveState>>> answers;
    for (int i = 0; i < 50; ++i)
        answers.append(house.service->live(id));
    QTRY_COMPARE_WITH_TIMEOUT(house.a->waiting.load(), 1, kLong);
    house.a->holdAnswers = false;
    for (QFuture<Result<LiveState>> &answer : answers)
        QVERIFY(waited(answer));
    QCOMPARE(house.a->asked - before, 1);
}

void TestContainerLife::rediscover()
{
    QTemporaryDir directory;
    House house(directory.path());
    const ContainerId id = house.made(u"web"_s);
    QCOMPARE(waited(house.service->services(id)).value().services.size(), 1);
    house.a->services = 3;
    const ServiceList found = waited(house.service->rediscover(id)).value();
    QCOMPARE(found.services.size(), 3);
    QCOMPARE(found.containerIp, house.stored(id).address);
    QCOMPARE(waited(house.service->services(id)).value(), found);
}

void TestContainerLife::whoIsNotThere()
{
    QTemporaryDir directory;
    House house(directory.path());
    const ContainerId nobody = ContainerId::generate();
    QCOMPARE(house.power(nobody, PowerAction::Start).error(),
             (Error{ErrorCode::NotFound, u"Container not found"_s, {}, false}));
    QCOMPARE(waited(house.service->live(nobody)).error().code, ErrorCode::NotFound);
    QCOMPARE(waited(house.service->rediscover(nobody)).error().code, ErrorCode::NotFound);
    house.a->createFails = Error{ErrorCode::HostFailed, u"Cannot create it."_s, {}, false};
    const ContainerId neverMade = house.made(u"web"_s);
    const Error error = waited(house.service->live(neverMade)).error();
    QCOMPARE(error.code, ErrorCode::NotFound);
    QVERIFY2(error.message.contains(u"does not exist on the host"_s), qPrintable(error.message));
}

QTEST_GUILESS_MAIN(TestContainerLife)
#include "tst_containerlife.moc"
