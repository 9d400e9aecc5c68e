// The client against a whole Proxmox VE double, which checks every request by the rules of the API of both
// versions.
#include "net/proxmox/client.h"
#include "tests/fakes/fakepve.h"
#include "tests/support/patience.h"
#include <QRegularExpression>
#include <QSet>
#include <QTest>
#include <atomic>
#include <mutex>
#include <thread>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;
using namespace slipway::proxmox;
using slipway::fakes::FakePve;
using slipway::fakes::FakePveOptions;
using slipway::fakes::PveFault;

namespace {

const QByteArray kPassword = "fakepve-root";

ClientOptions rootOptions(const FakePve &pve)
{
    ClientOptions options;
    options.endpoint = pve.url().adjusted(QUrl::RemovePath);
    options.auth = Login{u"root@pam"_s, Secret(kPassword)};
    options.pinned = *Fingerprint::parse(pve.fingerprint());
    return options;
}

ClientOptions tokenOptions(FakePve &pve, bool privilegeSeparation)
{
    ClientOptions options = rootOptions(pve);
    const QByteArray header = pve.addToken(u"root@pam"_s, u"slipway"_s, privilegeSeparation);
    options.auth = ApiToken{u"root@pam!slipway"_s, Secret(header.mid(header.indexOf('=', 15) + 1))};
    return options;
}

CreateContainer web(int vmid)
{
    CreateContainer what;
    what.node = u"pve"_s;
    what.vmid = vmid;
    what.hostname = u"web-%1"_s.arg(vmid);
    what.osTemplate = FakePve::defaultTemplate();
    what.rootStorage = u"local-lvm"_s;
    what.rootGib = 2;
    NetworkInterface nic;
    nic.ip = u"192.0.2.5/24"_s;
    nic.gateway = u"192.0.2.1"_s;
    what.networks = {nic};
    what.features.nesting = true;
    what.password = Secret(QByteArray("s3cret=;&+% "));
    what.sshPublicKeys = {u"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ+x/y== me@here"_s};
    what.tags = {u"slipway"_s, u"web"_s};
    what.description = u"a=b;c+d&e%20"_s;
    what.nameServers = {u"192.0.2.53"_s};
    what.timezone = u"host"_s;
    return what;
}

TaskWatch quick(QStringList *log = nullptr)
{
    TaskWatch watch;
    watch.purpose = u"do it"_s;
    watch.interval = 20ms;
    if (log)
        watch.logLine = [log](const QString &line) { *log << line; };
    return watch;
}

template<typename T>
QString problemOf(const Answer<T> &answer)
{
    return answer ? QString() : answer.error().message + u" | "_s + answer.error().detail;
}

#define GOOD(answer) QCOMPARE(problemOf(answer), QString())

} // namespace

class TestLifecycle : public QObject
{
    Q_OBJECT

    static void versions()
    {
        QTest::addColumn<int>("version");
        QTest::newRow("8.4") << 8;
        QTest::newRow("9.1") << 9;
    }
    static std::unique_ptr<FakePve> start(int version)
    {
        FakePveOptions options;
        options.version = version;
        return std::make_unique<FakePve>(options);
    }

private slots:
    void initTestCase()
    {
        const FakePve pve;
        if (!pve.errorString().isEmpty())
            QSKIP(qPrintable(pve.errorString()));
    }
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void everythingFitsTheSchema_data() { versions(); }
    void everythingFitsTheSchema()
    {
        QFETCH(int, version);
        const auto pve = start(version);
        pve->addPool(u"dev"_s);
        pve->addAppliance(u"debian-12-standard_12.7-1_amd64.tar.zst"_s, u"debian-12"_s);
        Client client(rootOptions(*pve));
        const QString node = u"pve"_s;

        const auto told = client.version();
        GOOD(told);
        QCOMPARE(told->majorNumber(), version);
        const auto nodes = client.nodes();
        GOOD(nodes);
        QCOMPARE(nodes->size(), 1);
        QVERIFY(nodes->constFirst().isOnline());
        GOOD(client.nodeStatus(node));
        GOOD(client.resources(u"vm"_s));
        GOOD(client.resources({}));
        const auto permissions = client.permissions();
        GOOD(permissions);
        QVERIFY(permissions->has(u"/vms/105"_s, u"VM.Allocate"_s));
        GOOD(client.permissions(u"/vms/105"_s));
        const auto pools = client.pools();
        GOOD(pools);
        QCOMPARE(pools->constFirst().id, u"dev"_s);
        const auto storages = client.storages(node, u"rootdir"_s);
        GOOD(storages);
        QCOMPARE(storages->size(), 1);
        QCOMPARE(storages->constFirst().name, u"local-lvm"_s);
        const auto templates = client.storageContent(node, u"local"_s, u"vztmpl"_s);
        GOOD(templates);
        QCOMPARE(templates->constFirst().volid, FakePve::defaultTemplate());
        const auto bridges = client.bridges(node);
        GOOD(bridges);
        QCOMPARE(bridges->constFirst().name, u"vmbr0"_s);
        const auto appliances = client.appliances(node);
        GOOD(appliances);
        QVERIFY(!appliances->isEmpty());
        const auto download =
            client.downloadAppliance(node, u"local"_s, appliances->constFirst().templateName);
        GOOD(download);
        GOOD(client.waitForTask(*download, quick()));

        const auto vmid = client.nextVmid();
        GOOD(vmid);
        QVERIFY(*client.isVmidFree(*vmid));
        CreateContainer what = web(*vmid);
        what.pool = u"dev"_s;
        const auto create = client.createContainer(what);
        GOOD(create);
        QStringList log;
        GOOD(client.waitForTask(*create, quick(&log)));
        QVERIFY(!log.isEmpty());
        QCOMPARE(log, pve->tasks().constLast().log);
        QVERIFY(!*client.isVmidFree(*vmid));
        const auto made = pve->container(*vmid);
        QVERIFY(made);
        QCOMPARE(made->password, what.password.revealText());
        QCOMPARE(made->sshPublicKeys, what.sshPublicKeys.constFirst());
        const auto config = client.containerConfig(node, *vmid);
        GOOD(config);
        QCOMPARE(config->hostname(), what.hostname);
        QVERIFY(config->isUnprivileged());
        QCOMPARE(config->tags(), what.tags);
        QCOMPARE(config->description().trimmed(), what.description);
        QCOMPARE(config->property(u"net0"_s).value(u"ip"_s), u"192.0.2.5/24"_s);

        const auto stopped = client.interfaces(node, *vmid);
        GOOD(stopped);
        QCOMPARE(ipv4Of(*stopped), QString()); // null while it is stopped
        const auto started = client.start(node, *vmid);
        GOOD(started);
        GOOD(client.waitForTask(*started, quick()));
        const auto status = client.containerStatus(node, *vmid);
        GOOD(status);
        QVERIFY(status->isRunning());
        const auto again = client.start(node, *vmid);
        QVERIFY(!again || !client.waitForTask(*again, quick()));
        const auto interfaces = client.interfaces(node, *vmid);
        GOOD(interfaces);
        QCOMPARE(ipv4Of(*interfaces), u"192.0.2.5"_s);
        GOOD(client.tasks(node, *vmid, false));
        GOOD(client.setContainerConfig(node, *vmid, Parameters().add("memory", 256).add("onboot", true)));
        const auto reboot = client.reboot(node, *vmid, 10s);
        GOOD(reboot);
        GOOD(client.waitForTask(*reboot, quick()));
        const auto snapshot = client.snapshot(node, *vmid, u"before"_s, u"x;y"_s);
        GOOD(snapshot);
        GOOD(client.waitForTask(*snapshot, quick()));
        GOOD(client.snapshots(node, *vmid));
        const auto larger = client.resize(node, *vmid, u"rootfs"_s, u"+1G"_s);
        GOOD(larger);
        GOOD(client.waitForTask(*larger, quick()));
        const auto shutdown = client.shutdown(node, *vmid, 10s, false);
        GOOD(shutdown);
        GOOD(client.waitForTask(*shutdown, quick()));
        const auto removed = client.removeContainer(node, *vmid, true, false);
        GOOD(removed);
        GOOD(client.waitForTask(*removed, quick()));
        const auto gone = client.containerStatus(node, *vmid);
        QVERIFY(!gone);
        QCOMPARE(gone.error().cause, Cause::NoSuchContainer);
        QCOMPARE(gone.error().code, ErrorCode::NotFound);

        // The rules of that version found nothing; but for the second start nothing was sent twice.
        QCOMPARE(pve->violations(), QStringList());
        QVERIFY2(pve->repeatedWrites().size() <= 1, qPrintable(pve->repeatedWrites().join(u'\n')));
        QCOMPARE(pve->requests(u"POST"_s, u"/access/ticket"_s).size(), 1);
    }

    void trap05_ticketsExpireInTheMiddle_data() { versions(); }
    void trap05_ticketsExpireInTheMiddle()
    {
        QFETCH(int, version);
        const auto pve = start(version);
        Client client(rootOptions(*pve));
        GOOD(client.nodes());
        pve->expireTickets();
        const auto create = client.createContainer(web(105));
        GOOD(create);
        GOOD(client.waitForTask(*create, quick()));
        pve->expireTickets();
        GOOD(client.nodes());
        QCOMPARE(pve->containers().size(), 1);
        QCOMPARE(pve->requests(u"POST"_s, u"/access/ticket"_s).size(), 3);
    }

    void trap05_aSecondFactorIsSaid()
    {
        const auto pve = start(8);
        pve->setOneTimePassword(u"root@pam"_s, u"123456"_s);
        Client client(rootOptions(*pve));
        const auto nodes = client.nodes();
        QVERIFY(!nodes);
        QCOMPARE(nodes.error().code, ErrorCode::Unauthorized);
        QVERIFY(nodes.error().message.contains(u"API token"));
    }

    void trap13_20CreationsAtOnceAndNoVmidTwice_data() { versions(); }
    void trap13_20CreationsAtOnceAndNoVmidTwice()
    {
        QFETCH(int, version);
        const auto pve = start(version);
        Client client(rootOptions(*pve));
        std::mutex mutex;
        QSet<int> vmids;
        QStringList problems;
        std::vector<std::thread> threads;
        for (int i = 0; i < 20; ++i)
            threads.emplace_back([&] {
                // nextid reserves nothing: all 20 get the same one at first.
                for (int attempt = 0; attempt < 60; ++attempt) {
                    const auto vmid = client.nextVmid();
                    const auto create =
                        vmid ? client.createContainer(web(*vmid)) : tl::unexpected(vmid.error());
                    const auto end =
                        create ? client.waitForTask(*create, quick()) : tl::unexpected(create.error());
                    const std::scoped_lock lock(mutex);
                    if (end) {
                        if (vmids.contains(*vmid))
                            problems << u"%1 twice"_s.arg(*vmid);
                        vmids << *vmid;
                        return;
                    }
                    if (end.error().cause != Cause::DuplicateVmid && end.error().cause != Cause::Locked &&
                        end.error().cause != Cause::LockTimeout) {
                        problems << end.error().message;
                        return;
                    }
                }
                const std::scoped_lock lock(mutex);
                problems << u"gave up"_s;
            });
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(problems, QStringList());
        QCOMPARE(vmids.size(), 20);
        QCOMPARE(pve->containers().size(), 20);
        QCOMPARE(pve->violations(), QStringList());
    }

    void trap15_aTokenWithPrivilegeSeparation()
    {
        const auto pve = start(8);
        Client client(tokenOptions(*pve, true));
        const auto permissions = client.permissions();
        GOOD(permissions);
        QVERIFY(permissions->isEmpty());
        const auto storages = client.storages(u"pve"_s);
        QVERIFY(!storages || storages->isEmpty()); // sees nothing, or is told so
        const auto create = client.createContainer(web(105));
        QVERIFY(!create);
        QCOMPARE(create.error().code, ErrorCode::Forbidden);
        QVERIFY(create.error().permission);
        // Proxmox names nothing in this one case.
        QCOMPARE(create.error().permission->path, u"/vms/105"_s);
        QCOMPARE(create.error().permission->privileges, QStringList{u"VM.Allocate"_s});
        pve->grant(u"root@pam!slipway"_s, u"/vms"_s, {u"VM.Allocate"_s});
        const auto next = client.createContainer(web(105));
        QVERIFY(!next);
        QVERIFY(next.error().permission);
        QVERIFY2(!next.error().permission->path.isEmpty(), qPrintable(next.error().detail));
        QVERIFY(!next.error().permission->privileges.contains(u"VM.Allocate"_s)); // the next one
        // What is given further down replaces what comes from above, so /vms gets it all as well.
        for (const QString &path : {u"/"_s, u"/vms"_s})
            pve->grant(u"root@pam!slipway"_s, path,
                       {u"VM.Allocate"_s, u"VM.Audit"_s, u"Datastore.AllocateSpace"_s, u"Datastore.Audit"_s,
                        u"SDN.Use"_s, u"Sys.Audit"_s, u"VM.Config.Disk"_s, u"VM.Config.CPU"_s,
                        u"VM.Config.Memory"_s, u"VM.Config.Network"_s, u"VM.Config.Options"_s,
                        u"VM.PowerMgmt"_s});
        const auto allowed = client.createContainer(web(105));
        GOOD(allowed);
        GOOD(client.waitForTask(*allowed, quick()));
        QVERIFY(client.permissions()->has(u"/vms/105"_s, u"VM.Allocate"_s));
    }

    void trap04_aCutAnswerToACreateIsNotRepeated()
    {
        const auto pve = start(8);
        Client client(rootOptions(*pve));
        pve->inject(PveFault::cut(20).on(u"POST"_s, u"/nodes/[^/]+/lxc"_s));
        const auto create = client.createContainer(web(105));
        QVERIFY(!create);
        QVERIFY(create.error().mayHaveHappened);
        // And it has: looking first finds it, repeating would have failed.
        QTRY_VERIFY(pve->container(105));
        QCOMPARE(pve->requests(u"POST"_s, u"/nodes/pve/lxc"_s).size(), 1);
        QCOMPARE(pve->repeatedWrites(), QStringList());
        // The task is found where it stands.
        const auto tasks = client.tasks(u"pve"_s, 105, false);
        GOOD(tasks);
        QCOMPARE(tasks->constFirst().type, u"vzcreate"_s);
        QVERIFY(Upid::parse(tasks->constFirst().upid));
    }

    void trap10_aBurstOfLinesIsReadWhole()
    {
        const auto pve = start(8);
        Client client(rootOptions(*pve));
        pve->inject(PveFault::taskBurst(3000).onTask(u"vzcreate"_s));
        pve->inject(PveFault::cut(100).on(u"GET"_s, u".*/log"_s).after(2).times(2));
        pve->inject(PveFault::answer(596, u"timed out"_s).on(u"GET"_s, u".*/tasks/.*"_s).after(5).times(2));
        const auto create = client.createContainer(web(105));
        GOOD(create);
        QStringList log;
        GOOD(client.waitForTask(*create, quick(&log)));
        QVERIFY(log.size() >= 3000);
        QCOMPARE(log, pve->tasks().constLast().log);
    }

    void trap09_warningsAndKilledWorkers()
    {
        const auto pve = start(8);
        Client client(rootOptions(*pve));
        pve->inject(PveFault::taskWarns(2).onTask(u"vzcreate"_s));
        const auto warned = client.createContainer(web(105));
        GOOD(warned);
        const auto end = client.waitForTask(*warned, quick());
        GOOD(end);
        QCOMPARE(end->warnings, 2);
        pve->inject(PveFault::taskKilled().onTask(u"vzcreate"_s));
        const auto killed = client.createContainer(web(106));
        GOOD(killed);
        const auto failed = client.waitForTask(*killed, quick());
        QVERIFY(!failed);
        const auto config = client.containerConfig(u"pve"_s, 106);
        GOOD(config);
        QCOMPARE(config->lock(), u"create"_s);
        const auto removed = client.removeContainer(u"pve"_s, 106, true, false); // trap 12: at once
        QVERIFY(!removed);
        QCOMPARE(removed.error().cause, Cause::Locked);
        QCOMPARE(removed.error().lock, u"create"_s);
    }

    void cancelStopsAHangingTask()
    {
        const auto pve = start(8);
        Client client(rootOptions(*pve));
        pve->inject(PveFault::taskHangs().onTask(u"vzcreate"_s));
        const auto create = client.createContainer(web(105));
        GOOD(create);
        std::atomic_int asked = 0;
        const auto end = client.waitForTask(*create, quick(), [&] { return ++asked > 8; });
        QVERIFY(!end);
        QCOMPARE(end.error().code, ErrorCode::Cancelled);
        QTRY_VERIFY(!pve->tasks().constLast().running);
    }

    void trap18_aNodeThatIsDown()
    {
        const auto pve = start(8);
        pve->addNode(u"pve2"_s, false);
        Client client(rootOptions(*pve));
        const auto storages = client.storages(u"pve2"_s);
        QVERIFY(!storages);
        QCOMPARE(storages.error().status, 595);
        QCOMPARE(storages.error().code, ErrorCode::Unavailable);
        QVERIFY(storages.error().message.contains(u"pve2"));
    }

    void trap21_aChangedCertificate()
    {
        const auto pve = start(8);
        Client client(rootOptions(*pve));
        GOOD(client.nodes());
        const QString before = pve->fingerprint();
        pve->changeCertificate();
        const auto requests = pve->requests().size();
        const auto create = client.createContainer(web(105)); // a connection of its own
        QVERIFY(!create);
        QVERIFY(create.error().certificate && create.error().certificate->isChange());
        QVERIFY(create.error().message.contains(before));
        QVERIFY(create.error().message.contains(pve->fingerprint()));
        QCOMPARE(pve->requests().size(), requests);
        const auto shown = probeCertificate(u"127.0.0.1"_s, pve->port());
        QVERIFY(shown);
        QCOMPARE(shown->fingerprint.text(), pve->fingerprint());
    }
};

QTEST_GUILESS_MAIN(TestLifecycle)
#include "tst_lifecycle.moc"
