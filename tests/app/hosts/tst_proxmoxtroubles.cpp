// What goes wrong, and many at once: the host against a stand-in of Proxmox VE.
#include "app/hosts/proxmox/containerref.h"
#include "tests/app/hosts/proxmoxfake.h"
#include "tests/support/patience.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QScopeGuard>
#include <QTest>
#include <atomic>
#include <future>
#include <thread>

using namespace slipway;
using namespace slipway::fakes;
using namespace slipway::hosts;
using namespace slipway::test;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

class TestProxmoxTroubles : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void trap11_whatOnlyTheTaskKnows_data()
    {
        QTest::addColumn<QString>("task");
        QTest::addColumn<QString>("text");
        QTest::newRow("full storage")
            << u"vzcreate"_s << u"lvcreate 'pve/vm-100-disk-0' error: not enough free space"_s;
        QTest::newRow("broken archive")
            << u"vzcreate"_s << u"unable to create CT 100 - command 'tar' failed: exit code 2"_s;
        QTest::newRow("wrong bridge") << u"vzstart"_s << u"bridge 'vmbr9' does not exist"_s;
    }
    void trap11_whatOnlyTheTaskKnows()
    {
        QFETCH(QString, task);
        QFETCH(QString, text);
        FakePve fake;
        fake.inject(PveFault::taskFails(text).onTask(task));
        ProxmoxHost host(nodeOf(fake), quick());
        Heard heard;
        HostCall call = heard.call();
        const Result<QString> ref = host.create(web(), {}, call);
        Error error;
        if (task == "vzcreate"_L1) {
            QVERIFY(!ref);
            error = ref.error();
            QVERIFY(fake.containers().isEmpty());
            QCOMPARE(host.isRunning(heard.claims.last()).error().code, ErrorCode::NotFound);
        } else {
            VERIFY_OK(ref);
            const Result<void> started = host.start(*ref, call);
            QVERIFY(!started);
            error = started.error();
        }
        QVERIFY2(error.message.startsWith("Cannot "_L1), words(error).constData());
        QVERIFY2((error.message + error.detail).contains(text), words(error).constData());
        QCOMPARE(fake.repeatedWrites(), QStringList());
    }

    void trap11_aKilledCreationIsNamedAndCanBeRemoved()
    {
        FakePve fake;
        fake.inject(PveFault::taskKilled().onTask(u"vzcreate"_s));
        const Node node = nodeOf(fake);
        ProxmoxHost host(node, quick());
        Heard heard;
        HostCall call = heard.call();
        const Result<QString> ref = host.create(web(), {}, call);
        QVERIFY(!ref);
        QVERIFY2(ref.error().detail.contains("Left behind: container 100 on the node pve"_L1),
                 words(ref.error()).constData());
        QVERIFY2(ref.error().detail.contains("pct unlock 100"_L1), words(ref.error()).constData());
        const QString left = heard.claims.last();
        QCOMPARE(host.isRunning(left).value_or(true), false); // there, so that it is told as left on the host
        QCOMPARE(host.status(left)->lock, u"create"_s);
        ProxmoxHost another(node, quick()); // as after a restart
        QCOMPARE(another.isRunning(left).value_or(true), false);
        QCOMPARE(another.status(left)->lock, u"create"_s);
        for (ProxmoxHost *each : {&host, &another}) {
            const Result<void> gone = each->destroy(left, call);
            QVERIFY(!gone);
            QCOMPARE(gone.error().code, ErrorCode::Conflict);
            QVERIFY2(gone.error().message.contains("locked (create)"_L1), words(gone.error()).constData());
        }
    }

    void trap11_aTaskThatOutlivesItsBackendIsFoundAgain()
    {
        FakePve fake;
        fake.inject(PveFault::taskHangs().onTask(u"vzcreate"_s));
        const Node node = nodeOf(fake);
        ProxmoxHost dying(node, quick());
        std::promise<QString> claimed; // the last word of the backend before it dies
        CancelToken death;
        std::thread creation([&] {
            HostCall call{[](const QByteArray &) {},
                          {},
                          death,
                          [&](const QString &ref) {
                              if (ContainerRef::parse(ref).value_or(ContainerRef()).task.isEmpty())
                                  return;
                              claimed.set_value(ref);
                          }};
            std::ignore = dying.create(web(), {}, call);
        });
        const auto joined = qScopeGuard([&] {
            death.cancel();
            creation.join();
        });
        auto ref = claimed.get_future();
        QCOMPARE(ref.wait_for(20s), std::future_status::ready);
        const QString left = ref.get();
        QVERIFY(!isMarked(fake.container(100)->config.value(u"description"_s), *ContainerRef::parse(left)));

        ProxmoxHost next(node, quick());
        QCOMPARE(next.isRunning(left).value_or(true), false);
        QCOMPARE(next.status(left)->power, HostStatus::Power::Stopped);
        QCOMPARE(next.status(left)->lock, u"create"_s);
        QCOMPARE(next.status(left)->task, u"being created"_s);
        Heard heard;
        HostCall call = heard.call();
        const Result<void> started = next.start(left, call);
        QVERIFY(!started);
        QCOMPARE(started.error().code, ErrorCode::Conflict);
        QVERIFY2(words(started.error()).contains("still making it"), words(started.error()).constData());
        heard.onLine = [&](const QString &line) {
            if (line.contains(u"still making"_s))
                fake.finishTask(fake.tasks().last().upid);
        };
        VERIFY_OK(next.destroy(left, call));
        QVERIFY(!fake.container(100));
    }

    void trap11_anothersCreationUnderTheSameNumberIsLeftAlone()
    {
        FakePve fake;
        fake.inject(PveFault::taskKilled().onTask(u"vzcreate"_s));
        const Node node = nodeOf(fake);
        ProxmoxHost other(node, quick());
        Heard heard;
        HostCall call = heard.call();
        QVERIFY(!other.create(web(), {}, call));
        const ContainerRef theirs = *ContainerRef::parse(heard.claims.last());
        proxmox::Upid earlier;
        earlier.pid = 17;
        earlier.startTime = 1'700'000'000;
        ProxmoxHost host(node, quick());
        for (const QString &ref :
             {ContainerRef::make(100).text(), ContainerRef::make(100).madeBy(earlier).text()}) {
            QCOMPARE(host.isRunning(ref).error().code, ErrorCode::NotFound);
            QCOMPARE(host.status(ref)->power, HostStatus::Power::Gone);
            QCOMPARE(host.destroy(ref, call).error().code, ErrorCode::Forbidden);
        }
        QVERIFY(!theirs.task.isEmpty());
        QVERIFY(fake.container(100));
    }

    void trap12_locksAreNamed()
    {
        FakePve fake;
        ProxmoxHost host(nodeOf(fake), quick());
        Heard heard;
        HostCall call = heard.call();
        const Result<QString> ref = host.create(web(), {}, call);
        VERIFY_OK(ref);
        fake.setLock(100, u"backup"_s);
        QCOMPARE(host.status(*ref)->lock, u"backup"_s);
        for (const Result<void> &refused : {host.start(*ref, call), host.destroy(*ref, call)}) {
            QVERIFY(!refused);
            QCOMPARE(refused.error().code, ErrorCode::Conflict);
            QVERIFY2(words(refused.error()).contains("backup"), words(refused.error()).constData());
        }
        QVERIFY(fake.container(100));
        fake.setLock(100, {});
        fake.inject(
            PveFault::answer(500, u"can't lock file '/run/lock/lxc/pve-config-100.lock' - got timeout"_s)
                .on(u"DELETE"_s, u"/nodes/pve/lxc/100"_s));
        VERIFY_OK(host.destroy(*ref, call)); // waited out
        QVERIFY(!fake.container(100));
    }

    void trap13_aVmidThatIsTakenMeanwhile_data()
    {
        QTest::addColumn<bool>("late");
        QTest::newRow("first text") << false;
        QTest::newRow("second text") << true;
    }
    void trap13_aVmidThatIsTakenMeanwhile()
    {
        QFETCH(bool, late);
        FakePve fake;
        fake.inject(PveFault::vmidTaken(late).times(2));
        ProxmoxHost host(nodeOf(fake), quick());
        Heard heard;
        HostCall call = heard.call();
        const Result<QString> ref = host.create(web(), {}, call);
        VERIFY_OK(ref);
        QCOMPARE(host.displayName(*ref), u"102"_s);
        QCOMPARE(heard.claims.size(), 3);
        QVERIFY2(heard.has(u"VMID 100 was taken meanwhile, trying 101"_s),
                 qPrintable(heard.lines.join(u'\n')));
        QCOMPARE(fake.containers().size(), 3); // what the others made is untouched

        fake.inject(PveFault::vmidTaken(late));
        ContainerSpec spec = web(u"other"_s);
        spec.vmid = 500;
        const Result<QString> fixed = host.create(spec, {}, call);
        QVERIFY(!fixed);
        QCOMPARE(fixed.error().code, ErrorCode::Conflict);
        QVERIFY(fake.container(500)); // theirs
    }

    void race_theContainerIsNotVisibleYet()
    {
        FakePve fake;
        fake.inject(PveFault::notVisibleYet(3));
        ProxmoxHost host(nodeOf(fake), quick());
        Heard heard;
        HostCall call = heard.call();
        VERIFY_OK(host.create(web(), {}, call));
        QVERIFY2(heard.has(u"cannot be seen yet"_s), qPrintable(heard.lines.join(u'\n')));
    }

    void race_theTemplateIsLocked()
    {
        FakePve fake;
        fake.inject(PveFault::templateLocked().times(2));
        ProxmoxHost host(nodeOf(fake), quick());
        Heard heard;
        HostCall call = heard.call();
        VERIFY_OK(host.create(web(), {}, call));
        QVERIFY2(heard.has(u"Another task holds a lock"_s), qPrintable(heard.lines.join(u'\n')));
        QCOMPARE(fake.containers().size(), 1);
    }

    void race_noAddressYet()
    {
        FakePve fake({.addressDelay = 400ms});
        ProxmoxHost host(nodeOf(fake), quick());
        Heard heard;
        HostCall call = heard.call();
        const Result<QString> ref = host.create(web(), {}, call);
        VERIFY_OK(ref);
        VERIFY_OK(host.start(*ref, call));
        const Result<QString> address = host.awaitAddress(*ref, call);
        VERIFY_OK(address);
        QVERIFY2(address->startsWith("10.77."_L1), qPrintable(*address)); // and never the fe80 before it
        QVERIFY(heard.has(u"waiting for DHCP"_s));
    }

    void noAddressAtAll()
    {
        FakePve fake({.addressDelay = 1h});
        ProxmoxHost::Options options = quick();
        options.addressTime = 200ms;
        ProxmoxHost host(nodeOf(fake), options);
        Heard heard;
        HostCall call = heard.call();
        const Result<QString> ref = host.create(web(), {}, call);
        VERIFY_OK(ref);
        VERIFY_OK(host.start(*ref, call));
        const Result<QString> address = host.awaitAddress(*ref, call);
        VERIFY_OK(address);
        QCOMPARE(*address, QString());
    }

    void fault_theAnswerIsLost_data()
    {
        QTest::addColumn<bool>("effect");
        QTest::newRow("it took effect") << true;
        QTest::newRow("it did not") << false;
    }
    void fault_theAnswerIsLost()
    {
        QFETCH(bool, effect);
        FakePve fake;
        const PveFault cut = PveFault::cut(20).on(u"POST"_s, u"/nodes/pve/lxc"_s);
        fake.inject(effect ? cut : cut.withoutEffect());
        ProxmoxHost host(nodeOf(fake), quick());
        Heard heard;
        HostCall call = heard.call();
        const Result<QString> ref = host.create(web(), {}, call);
        VERIFY_OK(ref);
        QVERIFY(heard.has(u"The answer of Proxmox was lost"_s));
        QCOMPARE(fake.containers().size(), 1);
        QCOMPARE(fake.requests(u"POST"_s, u"/nodes/pve/lxc"_s).size(), effect ? 1 : 2);
        QCOMPARE(heard.claims.size(), 1);
    }

    void fault_refusedWithProxmoxsOwnWords()
    {
        FakePve fake;
        fake.inject(PveFault::answer(500, u"the moon is full"_s).on(u"POST"_s, u"/nodes/pve/lxc"_s));
        ProxmoxHost host(nodeOf(fake), quick());
        Heard heard;
        HostCall call = heard.call();
        const Result<QString> ref = host.create(web(), {}, call);
        QVERIFY(!ref);
        QVERIFY2(words(ref.error()).contains("the moon is full"), words(ref.error()).constData());
        QVERIFY(fake.containers().isEmpty());
        QCOMPARE(fake.requests(u"POST"_s, u"/nodes/pve/lxc"_s).size(), 1);
    }

    void fault_aTaskThatNeverEndsIsCancelled()
    {
        FakePve fake;
        fake.inject(PveFault::taskHangs().onTask(u"vzcreate"_s));
        ProxmoxHost host(nodeOf(fake), quick());
        Heard heard;
        heard.onLine = [&](const QString &line) {
            if (line.startsWith("Creating container"_L1))
                std::thread([token = heard.cancel, &fake]() mutable {
                    while (fake.tasks().isEmpty())
                        std::this_thread::yield();
                    token.cancel();
                }).detach();
        };
        HostCall call = heard.call();
        QElapsedTimer time;
        time.start();
        const Result<QString> ref = host.create(web(), {}, call);
        QVERIFY(!ref);
        QCOMPARE(ref.error().code, ErrorCode::Cancelled);
        QVERIFY(!fake.tasks().first().running);
        QVERIFY2(fake.containers().isEmpty() || ref.error().detail.contains("Left behind"_L1),
                 words(ref.error()).constData());
    }

    void fault_theCertificateChanged()
    {
        FakePve fake;
        const Node node = nodeOf(fake);
        const QString before = fake.fingerprint();
        fake.changeCertificate();
        ProxmoxHost host(node, quick());
        const Result<void> able = host.check();
        QVERIFY(!able);
        QVERIFY2(words(able.error()).contains(before.toUtf8()) &&
                     words(able.error()).contains(fake.fingerprint().toUtf8()),
                 words(able.error()).constData());
        const Preflight found = host.preflight({});
        QVERIFY(!found.isOk());
        QCOMPARE(found.fingerprints.certificateSha256, fake.fingerprint());
        QVERIFY(!found.fingerprints.isCertificateTrusted);
        const QString told = found.checks.at(1).details.join(u'\n');
        QVERIFY2(told.contains(before) && told.contains(fake.fingerprint()), qPrintable(told));
        QCOMPARE(fake.requests().size(), 0); // not a byte of HTTP
    }

    void fault_theTicketRunsOut()
    {
        FakePve fake;
        Node node = nodeOf(fake);
        node.signIn = Node::SignIn::Password;
        node.secret = Secret(QByteArray("fakepve-root"));
        ProxmoxHost host(node, quick());
        Heard heard;
        heard.onLine = [&](const QString &line) {
            if (line.startsWith("Creating container"_L1))
                fake.expireTickets();
        };
        HostCall call = heard.call();
        VERIFY_OK(host.create(web(), {}, call));
        QCOMPARE(fake.containers().size(), 1);
    }

    void twentyAtOnce()
    {
        FakePve fake;
        std::atomic_int inside = 0, most = 0;
        PveHooks hooks;
        hooks.create = [&](const PveHookCall &) {
            const int now = ++inside;
            for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
            }
            for (QElapsedTimer time =
                     [] {
                         QElapsedTimer t;
                         t.start();
                         return t;
                     }();
                 time.elapsed() < 30;)
                std::this_thread::yield();
            --inside;
            return PveHookResult{};
        };
        fake.setHooks(hooks);
        const Node node = nodeOf(fake);
        ProxmoxHost one(node, quick()), other(node, quick()); // as before and after an edit
        std::vector<std::thread> threads;
        std::vector<Heard> heard(20);
        std::vector<QString> refs(20);
        for (size_t i = 0; i < 20; ++i) {
            threads.emplace_back([&, i] {
                HostCall call = heard[i].call();
                ProxmoxHost &host = i % 2 == 0 ? one : other;
                refs[i] = host.create(web(u"web%1"_s.arg(i)), {}, call).value_or(QString());
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QSet<QString> vmids;
        for (size_t i = 0; i < 20; ++i) {
            vmids.insert(one.displayName(refs[i]));
            // Every log is about its own container, and only that.
            const QString own = u"Creating container %1 (web%2)"_s.arg(one.displayName(refs[i])).arg(i);
            QVERIFY2(heard[i].lines.contains(own), qPrintable(heard[i].lines.join(u'\n')));
            QCOMPARE(heard[i].lines.filter(u"Creating container "_s).size(), 1);
        }
        QVERIFY(!vmids.contains(QString()));
        QCOMPARE(vmids.size(), 20);
        QCOMPARE(fake.containers().size(), 20);
        QVERIFY2(most <= 4, qPrintable(QString::number(most)));
        QVERIFY(
            std::any_of(heard.cbegin(), heard.cend(), [](const Heard &h) { return h.has(u"Waiting: "_s); }));
        QCOMPARE(fake.repeatedWrites(), QStringList());
        QCOMPARE(fake.violations(), QStringList());
    }

    void anothersContainerIsNotTouched()
    {
        FakePve fake;
        ProxmoxHost host(nodeOf(fake), quick());
        Heard heard;
        HostCall call = heard.call();
        const Result<QString> ref = host.create(web(), {}, call);
        VERIFY_OK(ref);
        PveContainer theirs;
        theirs.vmid = 100;
        theirs.running = true;
        theirs.config = {{u"hostname"_s, u"theirs"_s}, {u"memory"_s, u"512"_s}};
        fake.addContainer(theirs); // the number is used again
        for (const Result<void> &refused :
             {host.destroy(*ref, call), host.stop(*ref, call), host.shutdown(*ref, 5, call),
              host.reboot(*ref, 5, call), host.start(*ref, call)}) {
            QVERIFY(!refused);
            QCOMPARE(refused.error().code, ErrorCode::Forbidden);
        }
        QCOMPARE(host.isRunning(*ref).error().code, ErrorCode::NotFound);
        QCOMPARE(host.status(*ref)->power, HostStatus::Power::Gone);
        QVERIFY(fake.container(100)->running);
        QVERIFY(!host.destroy(u"100"_s, call)); // a bare VMID is none of our names
    }

    void noSecretIsSaid()
    {
        FakePve fake;
        const Node node = nodeOf(fake);
        const QByteArray secret = node.secret.reveal(), password = "root-pw-marker-88";
        QVERIFY(secret.size() > 20);
        ProxmoxHost host(node, quick());
        ContainerSpec spec = web();
        spec.rootPassword = Secret(password);
        Heard heard;
        HostCall call = heard.call();
        QByteArray said;
        for (const PveFault &fault :
             {PveFault::answer(500, u"no"_s), PveFault::answer(400, u"Parameter verification failed."_s),
              PveFault::answer(403, u"Permission check failed (/vms/100, VM.Allocate)"_s),
              PveFault::answer(401, u"authentication failure"_s)}) {
            fake.inject(fault.on(u"POST"_s, u"/nodes/pve/lxc"_s));
            const Result<QString> ref = host.create(spec, {}, call);
            QVERIFY(!ref);
            said += words(ref.error());
        }
        said += heard.lines.join(u'\n').toUtf8();
        QVERIFY(!said.contains(secret) && !said.contains(password));
    }
};

QTEST_GUILESS_MAIN(TestProxmoxTroubles)
#include "tst_proxmoxtroubles.moc"
