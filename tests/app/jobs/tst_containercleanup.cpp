// What was to be removed and could not be: a node that was down, a stop of slipwayd, a lock.
#include "app/jobs/containerservice.h"

#include "tests/app/jobs/threehosts.h"
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace Qt::Literals::StringLiterals;
using test::FakeHost;
using test::kLong;
using test::waited;
using House = test::ThreeHosts;

namespace {

const QString kRef = u"101-x"_s;

ContainerService::Limits quick()
{
    ContainerService::Limits limits;
    limits.cleanupFirstMs = 20;
    limits.cleanupMostMs = 80;
    return limits;
}

ContainerService::Limits once()
{
    ContainerService::Limits limits;
    limits.cleanupFirstMs = limits.cleanupMostMs = 3'600'000;
    return limits;
}

} // namespace

class TestContainerCleanup : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void aNodeThatIsDownIsTriedUntilItIsUp();
    void theNextStartGoesOn();
    void aStopInterruptsIt();
    void whatIsGoneAlreadyIsDone();
    void aRunThatCouldNotRollBack();
    void aLockedContainerIsTriedAgain();
    void aRemovalThatTakesTooLongWasNotCancelled();
    void givenUp_data();
    void givenUp();
    void whoTouchesItKeepsIt_data();
    void whoTouchesItKeepsIt();
    void aSilentNodeIsAskedOnceARound();
    void keptContainersAreLeftAlone();
};

void TestContainerCleanup::aNodeThatIsDownIsTriedUntilItIsUp()
{
    QTemporaryDir directory;
    ContainerId id;
    {
        House before(directory.path());
        id = before.interrupted(u"web"_s, u"a"_s, kRef, OnFailure::Rollback);
    }
    House house(directory.path(), quick());
    house.a->down = true;
    house.a->machines.insert(kRef, {u"web"_s, true});
    QCOMPARE(house.service->recoverInterruptedRuns().value(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(house.stored(id).lifecycle, Lifecycle::Error, kLong);
    const EventSeq end = house.stored(id).snapshot.seq;
    QTRY_VERIFY_WITH_TIMEOUT(house.stored(id).cleanup && house.stored(id).cleanup->attempts >= 2, kLong);
    const PendingCleanup pending = *house.stored(id).cleanup;
    QVERIFY(!pending.since.isEmpty());
    QVERIFY2(pending.problem.contains(u"The line is dead"_s), qPrintable(pending.problem));
    QCOMPARE(house.stored(id).snapshot.seq, end); // not a word each time
    const QString finishedAt = house.stored(id).finishedAt;

    house.a->down = false;
    QTRY_VERIFY_WITH_TIMEOUT(!house.stored(id).cleanup, kLong);
    QVERIFY(house.a->machines.isEmpty());
    const Container after = house.stored(id);
    QVERIFY(after.hostRef.isEmpty());
    QCOMPARE(after.lifecycle, Lifecycle::Error);
    QCOMPARE(after.finishedAt, finishedAt);
    QVERIFY2(after.errorMessage.startsWith(u"slipwayd was restarted while step"_s) &&
                 after.errorMessage.endsWith(u"What was left of it has been removed since."_s),
             qPrintable(after.errorMessage));
    QCOMPARE(after.snapshot.errorMessage, after.errorMessage);
    QCOMPARE(after.snapshot.seq.value, end.value + 2);
    const ProgressEvent last = house.lastEvent(id);
    QCOMPARE(last.type, EventType::Error);
    QCOMPARE(last.message, after.errorMessage);
    QCOMPARE(last.extra.value(u"code"_s).toString(), u"interrupted"_s);
    QVERIFY(last.extra.contains(u"leftOnHost"_s) && last.extra.value(u"leftOnHost"_s).isNull());
    QVERIFY(house.logOf(id).contains(u"Removed the unfinished container \"101\"."_s));
    QCOMPARE(waited(house.service->runHistory(id)).value().size(), 1); // no run of its own
}

void TestContainerCleanup::theNextStartGoesOn()
{
    QTemporaryDir directory;
    ContainerId id;
    {
        House before(directory.path());
        id = before.interrupted(u"web"_s, u"a"_s, kRef, OnFailure::Rollback);
    }
    {
        House house(directory.path(), once());
        house.a->down = true;
        QCOMPARE(house.service->recoverInterruptedRuns().value(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(house.stored(id).lifecycle, Lifecycle::Error, kLong);
        QVERIFY(house.stored(id).cleanup); // with the end, not after it
    }
    House house(directory.path(), once());
    house.a->machines.insert(kRef, {u"web"_s, true});
    QCOMPARE(house.service->recoverInterruptedRuns().value(), 0);
    QTRY_VERIFY_WITH_TIMEOUT(house.stored(id).hostRef.isEmpty(), kLong); // at once, not after an hour
    QVERIFY(house.a->machines.isEmpty());
    QVERIFY(!house.stored(id).cleanup);
}

void TestContainerCleanup::aStopInterruptsIt()
{
    QTemporaryDir directory;
    ContainerId id;
    {
        House before(directory.path());
        id = before.interrupted(u"web"_s, u"a"_s, kRef, OnFailure::Rollback);
    }
    {
        House house(directory.path(), once());
        house.a->machines.insert(kRef, {u"web"_s, true});
        house.a->holdDestroy = true;
        QCOMPARE(house.service->recoverInterruptedRuns().value(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(house.a->waiting.load(), 1, kLong);
        house.service.reset(); // SIGTERM
        QVERIFY(house.stored(id).cleanup);
        QCOMPARE(house.stored(id).hostRef, kRef);
        QVERIFY(house.stored(id).errorMessage.contains(u"slipwayd goes on trying."_s));
    }
    House house(directory.path(), once());
    house.a->machines.insert(kRef, {u"web"_s, true});
    QCOMPARE(house.service->recoverInterruptedRuns().value(), 0);
    QTRY_VERIFY_WITH_TIMEOUT(house.stored(id).hostRef.isEmpty(), kLong);
    QVERIFY(house.a->machines.isEmpty());
}

void TestContainerCleanup::whatIsGoneAlreadyIsDone()
{
    QTemporaryDir directory;
    House house(directory.path(), quick());
    house.a->down = true;
    const ContainerId id = house.interrupted(u"web"_s, u"a"_s, kRef, OnFailure::Rollback);
    QCOMPARE(house.service->recoverInterruptedRuns().value(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(house.stored(id).cleanup, kLong);
    house.a->down = false; // by hand, meanwhile
    QTRY_VERIFY_WITH_TIMEOUT(!house.stored(id).cleanup, kLong);
    QVERIFY(house.a->destroyed.isEmpty());
    QVERIFY(house.logOf(id).contains(u"The unfinished container is not on its host any more."_s));
}

void TestContainerCleanup::aRunThatCouldNotRollBack()
{
    QTemporaryDir directory;
    House house(directory.path(), quick());
    house.a->scriptExits = 1;
    house.a->destroyFails = true;
    ContainerSpec spec = House::spec(u"web"_s, u"a"_s);
    spec.onFailure = OnFailure::Rollback;
    spec.scripts = {{u"a.sh"_s, "exit 1\n"}};
    const Container created = waited(house.service->create(spec)).value();
    QTRY_VERIFY_WITH_TIMEOUT(house.stored(created.id).cleanup, kLong);
    QCOMPARE(house.lastEvent(created.id).extra.value(u"leftOnHost"_s).toString(), u"100"_s); // not the ref
    QVERIFY(
        house.logOf(created.id)
            .contains(u"Container \"100\" is still on the host. It was to be removed: slipwayd goes on"_s));
    house.a->destroyFails = false;
    QTRY_VERIFY_WITH_TIMEOUT(!house.stored(created.id).cleanup, kLong);
    QVERIFY(house.a->machines.isEmpty());
    const ProgressEvent last = house.lastEvent(created.id);
    QCOMPARE(last.message,
             u"Script \"a.sh\" failed with exit code 1. What was left of it has been removed since."_s);
    QCOMPARE(last.extra.value(u"code"_s).toString(), QString(errorCodeName(ErrorCode::ScriptFailed)));
    QVERIFY(last.extra.value(u"leftOnHost"_s).isNull());
    // What the next run makes of all that.
    const auto runs = waited(house.service->runHistory(created.id)).value();
    QCOMPARE(runs.size(), 1);
    QCOMPARE(runs.first().errorMessage, u"Script \"a.sh\" failed with exit code 1"_s);
}

void TestContainerCleanup::aLockedContainerIsTriedAgain()
{
    QTemporaryDir directory;
    House house(directory.path(), quick());
    house.own->machines.insert(kRef, {u"web"_s, true});
    house.own->destroyFails = true;
    const ContainerId id = house.interrupted(u"web"_s, {}, kRef, OnFailure::Rollback);
    QCOMPARE(house.service->recoverInterruptedRuns().value(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(house.stored(id).cleanup && house.stored(id).cleanup->attempts > 0, kLong);
    QCOMPARE(house.stored(id).cleanup->problem, u"It is locked."_s);
    house.own->destroyFails = false;
    QTRY_VERIFY_WITH_TIMEOUT(!house.stored(id).cleanup, kLong);
    QVERIFY(house.own->machines.isEmpty());
}

// Nobody cancelled it, and nobody may read that.
void TestContainerCleanup::aRemovalThatTakesTooLongWasNotCancelled()
{
    QTemporaryDir directory;
    ContainerService::Limits limits = quick();
    limits.removeSeconds = 1;
    House house(directory.path(), limits);
    house.a->machines.insert(kRef, {u"web"_s, true});
    house.a->holdDestroy = true;
    const ContainerId id = house.interrupted(u"web"_s, u"a"_s, kRef, OnFailure::Rollback);
    QCOMPARE(house.service->recoverInterruptedRuns().value(), 1);
    const QString words = u"Cannot delete the container. Its host took longer than 1 s. Try again."_s;
    QTRY_COMPARE_WITH_TIMEOUT(house.stored(id).lifecycle, Lifecycle::Error, kLong);
    QVERIFY2(house.lastEvent(id).message.contains(u"It was to be removed, and that failed: "_s + words),
             qPrintable(house.lastEvent(id).message));
    QTRY_VERIFY_WITH_TIMEOUT(house.stored(id).cleanup && house.stored(id).cleanup->attempts > 0, kLong);
    QCOMPARE(house.stored(id).cleanup->problem, words);
    house.a->holdDestroy = false;
    QTRY_VERIFY_WITH_TIMEOUT(!house.stored(id).cleanup, kLong);
    QVERIFY(house.a->machines.isEmpty());
}

void TestContainerCleanup::givenUp_data()
{
    QTest::addColumn<bool>("isOld");
    QTest::newRow("tried for too long") << true;
    QTest::newRow("not ours any more") << false;
}

void TestContainerCleanup::givenUp()
{
    QFETCH(bool, isOld);
    QTemporaryDir directory;
    ContainerService::Limits limits = quick();
    if (isOld)
        limits.cleanupGiveUpMs = 0;
    House house(directory.path(), limits);
    house.a->machines.insert(kRef, {u"web"_s, false});
    house.a->destroyFails = true;
    house.a->destroyCode = isOld ? ErrorCode::HostFailed : ErrorCode::Forbidden;
    const ContainerId id = house.interrupted(u"web"_s, u"a"_s, kRef, OnFailure::Rollback);
    QCOMPARE(house.service->recoverInterruptedRuns().value(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(house.stored(id).errorMessage.contains(u"slipwayd gave up"_s), kLong);
    QVERIFY(!house.stored(id).cleanup);
    QCOMPARE(house.stored(id).hostRef, kRef); // a delete still knows what to remove
    const ProgressEvent last = house.lastEvent(id);
    QCOMPARE(last.extra.value(u"leftOnHost"_s).toString(), u"101"_s);
    QVERIFY2(last.message.contains(u"Container \"101\" is left on the host: delete it here"_s),
             qPrintable(last.message));
    QVERIFY(last.message.contains(u"It is locked."_s));
    house.a->destroyFails = false;
    QVERIFY(waited(house.service->remove(id)));
    QVERIFY(house.a->machines.isEmpty());
}

void TestContainerCleanup::whoTouchesItKeepsIt_data()
{
    QTest::addColumn<QString>("what");
    for (const QString &what : {u"retry"_s, u"start"_s, u"delete"_s})
        QTest::newRow(qPrintable(what)) << what;
}

void TestContainerCleanup::whoTouchesItKeepsIt()
{
    QFETCH(QString, what);
    QTemporaryDir directory;
    House house(directory.path(), once());
    house.a->scriptExits = 1;
    house.a->destroyFails = true;
    ContainerSpec spec = House::spec(u"web"_s, u"a"_s);
    spec.onFailure = OnFailure::Rollback;
    spec.scripts = {{u"a.sh"_s, "exit 1\n"}};
    const ContainerId id = waited(house.service->create(spec)).value().id;
    QTRY_VERIFY_WITH_TIMEOUT(house.stored(id).cleanup, kLong);
    QTRY_COMPARE_WITH_TIMEOUT(house.service->activeRuns(), 0, kLong);
    house.a->destroyFails = false;
    house.a->scriptExits = 0;
    if (what == u"retry"_s) {
        QVERIFY(waited(house.service->retry(id, {})));
        QTRY_COMPARE_WITH_TIMEOUT(house.stored(id).lifecycle, Lifecycle::Ready, kLong);
    } else if (what == u"start"_s) {
        QVERIFY(house.power(id, PowerAction::Start));
        QTRY_VERIFY_WITH_TIMEOUT(house.isOver(id), kLong);
    } else {
        QVERIFY(waited(house.service->remove(id)));
        QVERIFY(house.a->machines.isEmpty());
        return;
    }
    QVERIFY(!house.stored(id).cleanup);
    QVERIFY(house.a->machines.contains(u"100-nonce"_s));
}

void TestContainerCleanup::aSilentNodeIsAskedOnceARound()
{
    QTemporaryDir directory;
    QList<ContainerId> ids;
    {
        House before(directory.path());
        for (const QString &name : {u"one"_s, u"two"_s, u"three"_s})
            ids.append(before.interrupted(name, u"a"_s, name + u"-x"_s, OnFailure::Rollback));
        before.a->down = true;
        QCOMPARE(before.service->recoverInterruptedRuns().value(), 3);
        for (const ContainerId &id : ids)
            QTRY_VERIFY_WITH_TIMEOUT(before.stored(id).cleanup, kLong);
    }
    House house(directory.path(), once());
    house.a->down = true;
    QCOMPARE(house.service->recoverInterruptedRuns().value(), 0);
    QTRY_COMPARE_WITH_TIMEOUT(house.a->refused.load(), 1, kLong);
    int attempts = 0;
    QTRY_VERIFY_WITH_TIMEOUT(
        [&] {
            attempts = 0;
            for (const ContainerId &id : ids)
                attempts += house.stored(id).cleanup->attempts;
            return attempts > 0;
        }(),
        kLong);
    QCOMPARE(attempts, 1);
    QCOMPARE(house.a->refused.load(), 1);
}

void TestContainerCleanup::keptContainersAreLeftAlone()
{
    QTemporaryDir directory;
    House house(directory.path(), quick());
    house.a->down = true;
    house.a->machines.insert(kRef, {u"web"_s, true});
    const ContainerId id = house.interrupted(u"web"_s, u"a"_s, kRef);
    const ContainerId other = house.interrupted(u"other"_s, u"a"_s, u"102-x"_s, OnFailure::Rollback);
    QCOMPARE(house.service->recoverInterruptedRuns().value(), 2);
    QTRY_VERIFY_WITH_TIMEOUT(house.stored(other).cleanup, kLong);
    house.a->down = false;
    QTRY_VERIFY_WITH_TIMEOUT(!house.stored(other).cleanup, kLong);
    QVERIFY(!house.stored(id).cleanup);
    QVERIFY(house.a->machines.contains(kRef));
}

QTEST_GUILESS_MAIN(TestContainerCleanup)
#include "tst_containercleanup.moc"
