#include "tests/app/jobs/threehosts.h"
#include <QRegularExpression>
#include <QTemporaryDir>

using namespace slipway;
using namespace Qt::Literals::StringLiterals;
using test::kLong;
using test::waited;
using House = test::ThreeHosts;
using Power = HostStatus::Power;

/// What is done with a container after its creation: power, live state, services.
class TestContainerPower : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
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

void TestContainerPower::powerAndWhatIsStored()
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

void TestContainerPower::whatIsSoAlready()
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

void TestContainerPower::oneActionAtATime()
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

void TestContainerPower::aStopEndsAShutdown()
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

void TestContainerPower::aFailedAction()
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

void TestContainerPower::twentyShutdownsAtOnce()
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
    QCOMPARE(house.store->containers().value().size(), 21);
    QCOMPARE(house.live(extra).status.power, Power::Running);
    QVERIFY(waited(house.service->rediscover(extra)));
    QVERIFY(waited(house.service->remove(extra)));
    house.service.reset(); // does not wait for a minute each: they are cancelled
    QCOMPARE(house.a->waiting.load(), 0);
    for (const ContainerId &id : ids)
        QCOMPARE(house.stored(id).lifecycle, Lifecycle::Ready);
}

void TestContainerPower::liveFollowsTheHost()
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

void TestContainerPower::liveWhileARunGoesOn()
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

void TestContainerPower::liveIsAskedOnce()
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

void TestContainerPower::rediscover()
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

void TestContainerPower::whoIsNotThere()
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

QTEST_GUILESS_MAIN(TestContainerPower)
#include "tst_containerpower.moc"
