// What only a task finds out, locks, races, hooks: the troubles of a node on demand.
#include "tests/fakes/fakepve.h"
#include "tests/fakes/fakepve/rawpve.h"
#include "tests/support/patience.h"
#include "tests/support/tsan.h"
#include <QRegularExpression>
#include <QTest>
#include <atomic>
#include <thread>

using namespace slipway::fakes;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

class TestFakePveTroubles : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void onlyTheTaskKnows_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("exitStatus");
        QTest::newRow("template gone")
            << u"template"_s
            << "unable to create CT 100 - volume '"_L1 + FakePve::defaultTemplate() + "' does not exist"_L1;
        QTest::newRow("storage full")
            << u"full"_s
            << u"unable to create CT 100 - lvcreate 'pve/vm-100-disk-0' error:   Volume group "
               "\"pve\" has insufficient free space (256 extents): 2048 required."_s;
        QTest::newRow("template locked") << u"locked"_s
                                         << u"unable to create CT 100 - can't lock file "
                                            "'/var/lock/pve-manager/pve-storage-local' - got timeout"_s;
        QTest::newRow("failing") << u"fails"_s << u"no luck today"_s;
    }
    void onlyTheTaskKnows()
    {
        QFETCH(QString, what);
        FakePve fake;
        RawPve client(fake, RawPve::rootToken(fake));
        if (what == "template"_L1)
            fake.removeTemplate(u"pve"_s, FakePve::defaultTemplate());
        if (what == "full"_L1) {
            fake.addStorage(u"pve"_s, {.name = u"local-lvm"_s,
                                       .type = u"lvmthin"_s,
                                       .content = {u"rootdir"_s},
                                       .total = 2LL << 30,
                                       .used = 1LL << 30});
        }
        if (what == "locked"_L1)
            fake.inject(PveFault::templateLocked());
        if (what == "fails"_L1)
            fake.inject(PveFault::taskFails(u"no luck today"_s).onTask(u"vzcreate"_s));
        const QString upid = client.post("/nodes/pve/lxc", RawPve::createForm(100)).text();
        QTEST(client.waitForTask(upid), "exitStatus");
        QVERIFY(fake.containers().isEmpty()); // a failed create leaves nothing
        const QString last = fake.tasks().constLast().log.constLast();
        QCOMPARE(last, "TASK ERROR: "_L1 + fake.tasks().constLast().exitStatus);
        QCOMPARE(fake.pendingFaults(), 0);
    }

    void aWrongBridgeShowsOnlyAtStart()
    {
        FakePve fake;
        RawPve client(fake, RawPve::rootToken(fake));
        const QByteArray form = RawPve::createForm(100).replace("vmbr0", "vmbr9");
        QCOMPARE(client.waitForTask(client.post("/nodes/pve/lxc", form).text()), u"OK"_s);
        QCOMPARE(client.waitForTask(client.post("/nodes/pve/lxc/100/status/start").text()),
                 u"bridge 'vmbr9' does not exist"_s);
    }

    void storageDefaultsToLocal()
    {
        FakePve fake;
        RawPve client(fake, RawPve::rootToken(fake));
        const RawAnswer answer =
            client.post("/nodes/pve/lxc", RawPve::createForm(100).replace("local-lvm%3A8", "8"));
        QCOMPARE(answer.error("storage"), u"storage 'local' does not support container directories"_s);
    }

    void locksAreToldAtOnceOrByTheTask()
    {
        FakePve fake;
        fake.addContainer({.vmid = 100});
        fake.setLock(100, u"backup"_s);
        RawPve client(fake, RawPve::rootToken(fake));
        QCOMPARE(client.call("DELETE", "/nodes/pve/lxc/100").reason(), u"CT is locked (backup)"_s);
        QCOMPARE(client.waitForTask(client.post("/nodes/pve/lxc/100/status/start").text()),
                 u"CT is locked (backup)"_s);
        fake.setLock(100, {});
        fake.inject(PveFault::taskHangs());
        const QString hanging = client.post("/nodes/pve/lxc/100/status/start").text();
        QTRY_VERIFY(client.waitForTask(client.post("/nodes/pve/lxc/100/status/start").text())
                        .startsWith("can't lock file '/run/lock/lxc/pve-config-100.lock' - got timeout"_L1));
        fake.finishTask(hanging);
        QCOMPARE(client.waitForTask(hanging), u"OK"_s);
    }

    void bothTextsOfATakenVmid()
    {
        FakePve fake;
        RawPve client(fake, RawPve::rootToken(fake));
        fake.inject(PveFault::vmidTaken());
        QCOMPARE(client.post("/nodes/pve/lxc", RawPve::createForm(100)).reason(),
                 u"CT 100 already exists on node 'pve'"_s);
        fake.inject(PveFault::vmidTaken(true));
        QCOMPARE(client.post("/nodes/pve/lxc", RawPve::createForm(101)).reason(),
                 u"unable to create CT 101 - CT 101 already exists on node 'pve'"_s);
        QCOMPARE(client.get("/cluster/nextid").text(), u"102"_s);
    }

    void exitStatuses()
    {
        FakePve fake;
        fake.addContainer({.vmid = 100});
        RawPve client(fake, RawPve::rootToken(fake));
        fake.inject(PveFault::taskWarns(2));
        QCOMPARE(client.waitForTask(client.post("/nodes/pve/lxc/100/status/start").text()), u"WARNINGS: 2"_s);
        QVERIFY(fake.container(100)->running);
        fake.inject(PveFault::taskKilled());
        QCOMPARE(client.waitForTask(client.post("/nodes/pve/lxc", RawPve::createForm(101)).text()),
                 u"unexpected status"_s);
        QCOMPARE(fake.container(101)->lock, u"create"_s); // what a killed worker leaves
    }

    void hooksWorkBehindTheTasks()
    {
        FakePve fake;
        RawPve client(fake, RawPve::rootToken(fake));
        std::atomic<int> made = 0;
        fake.setHooks(
            {.create = [&](const PveHookCall &call) -> PveHookResult {
                 made = call.container.vmid;
                 return {.log = {u"made "_s + call.container.config.value(u"rootfs"_s)}};
             },
             .start = [](const PveHookCall &) -> PveHookResult { return {.ipv4 = u"10.1.2.3/24"_s}; },
             .destroy = [](const PveHookCall &) -> PveHookResult { return {.error = u"it will not go"_s}; }});
        const QString upid = client.post("/nodes/pve/lxc", RawPve::createForm(100) + "&start=1").text();
        QCOMPARE(client.waitForTask(upid), u"OK"_s);
        QCOMPARE(made, 100);
        QVERIFY(fake.tasks().constFirst().log.contains(u"made local-lvm:vm-100-disk-0,size=8G"_s));
        QTRY_COMPARE(fake.container(100)->ipv4, u"10.1.2.3/24"_s);
        QCOMPARE(client.waitForTask(client.call("DELETE", "/nodes/pve/lxc/100", "force=1").text()),
                 u"it will not go"_s);
        QVERIFY(fake.container(100));
    }

    // Somebody who does not go by himself.
    void aShutdownThatIsNotHeard()
    {
        FakePve fake;
        fake.addContainer({.vmid = 100, .running = true});
        fake.setIgnoresShutdown(100);
        RawPve client(fake, RawPve::rootToken(fake));
        const QByteArray path = "/nodes/pve/lxc/100/status/shutdown";
        QCOMPARE(client.waitForTask(client.post(path, "timeout=1").text()), u"container did not stop"_s);
        QVERIFY(fake.container(100)->running);
        QCOMPARE(client.waitForTask(client.post(path, "timeout=1&forceStop=1").text()), u"OK"_s);
        QVERIFY(!fake.container(100)->running);
    }

    // Many at once: whoever loses the race for a number hears so and takes the next.
    void twentyAtOnce()
    {
        FakePve fake({.taskTime = 20ms});
        const QByteArray token = RawPve::rootToken(fake);
        std::atomic<int> collisions = 0, good = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 20; ++i) {
            threads.emplace_back([&] {
                RawPve client(fake, token);
                QString upid;
                while (upid.isEmpty()) {
                    const RawAnswer answer = client.post(
                        "/nodes/pve/lxc", RawPve::createForm(client.get("/cluster/nextid").text().toInt()));
                    if (answer.status() == 200)
                        upid = answer.text();
                    else if (answer.reason().contains("already exists on node"_L1))
                        ++collisions;
                    else
                        return;
                }
                good += client.waitForTask(upid) == "OK"_L1 ? 1 : 0;
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(good, 20);
        QCOMPARE(fake.containers().size(), 20);
        QCOMPARE(fake.violations(), QStringList());
        QCOMPARE(fake.repeatedWrites().size(), int(collisions)); // the refused ones asked for a number again
    }

    void aHookMayAskTheFakeWhileItEnds()
    {
        std::atomic<bool> began = false, ended = false;
        auto fake = std::make_unique<FakePve>();
        FakePve *pointer = fake.get();
        fake->setHooks({.create = [&, pointer](const PveHookCall &) -> PveHookResult {
            began = true;
            for (int i = 0; i < 200; ++i)
                pointer->containers();
            ended = true;
            return {};
        }});
        RawPve client(*fake, RawPve::rootToken(*fake));
        QCOMPARE(client.post("/nodes/pve/lxc", RawPve::createForm(100)).status(), 200);
        QTRY_VERIFY(began);
        fake.reset();
        QVERIFY(ended);
    }

    void theAddressComesLater()
    {
        FakePve fake({.addressDelay = 300ms});
        RawPve client(fake, RawPve::rootToken(fake));
        client.waitForTask(client.post("/nodes/pve/lxc", RawPve::createForm(100)).text());
        client.waitForTask(client.post("/nodes/pve/lxc/100/status/start").text());
        const auto addresses = [&] {
            const QJsonArray interfaces = client.get("/nodes/pve/lxc/100/interfaces").data().toArray();
            return interfaces.at(1).toObject().value("ip-addresses"_L1).toArray().size();
        };
        QTRY_COMPARE(addresses(), 2);
        fake.setAddressDelay(1h);
        QCOMPARE(client.waitForTask(client.post("/nodes/pve/lxc/100/status/reboot").text()), u"OK"_s);
        QVERIFY(fake.container(100)->running);
        QCOMPARE(fake.tasks().constLast().type, u"vzreboot"_s); // one task for both halves
        QCOMPARE(addresses(), 1);                               // fe80 alone
    }
};

QTEST_GUILESS_MAIN(TestFakePveTroubles)
#include "tst_fakepvetroubles.moc"
