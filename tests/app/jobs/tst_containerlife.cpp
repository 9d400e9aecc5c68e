// Several hosts behind one service, and what a killed backend finds of its creations.
#include "app/jobs/fieldrefusal.h"
#include "tests/app/jobs/threehosts.h"
#include <QRegularExpression>
#include <QTemporaryDir>

using namespace slipway;
using namespace Qt::Literals::StringLiterals;
using test::FakeHost;
using test::kLong;
using test::waited;
using House = test::ThreeHosts;

/// Where a container is made, and what a backend that was killed meanwhile makes of it.
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
    QVERIFY(house.store->containers().value().isEmpty());
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
        << u"a"_s << true << false
        << u"It was to be removed, and is when it can be seen again: slipwayd goes on trying."_s << true;
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

QTEST_GUILESS_MAIN(TestContainerLife)
#include "tst_containerlife.moc"
