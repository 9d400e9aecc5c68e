// The host against a stand-in of Proxmox VE, without ssh: making, looking, taking away.
#include "app/hosts/proxmox/containerref.h"
#include "app/jobs/fieldrefusal.h"
#include "tests/app/hosts/proxmoxfake.h"
#include "tests/support/patience.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTest>
#include <atomic>
#include <thread>

using namespace slipway;
using namespace slipway::fakes;
using namespace slipway::hosts;
using namespace slipway::test;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

class TestProxmoxHost : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void createsWithAllThatWasAsked()
    {
        FakePve fake;
        fake.addPool(u"apps"_s);
        fake.addBridge(u"pve"_s, u"vmbr1"_s);
        ProxmoxHost host(nodeOf(fake), quick());
        ContainerSpec spec = web();
        spec.cores = 3;
        spec.memoryMb = 1024;
        spec.diskGb = 12;
        spec.bridge = u"vmbr1"_s;
        spec.network.ipv4 = u"10.0.0.5/24"_s;
        spec.network.gateway = u"10.0.0.1"_s;
        spec.network.vlan = 12;
        spec.network.firewall = true;
        spec.network.nameservers = {u"1.1.1.1"_s};
        spec.tags = {u"Web Shop"_s, u"web-shop"_s, u"--"_s, u"prod"_s};
        spec.pool = u"apps"_s;
        spec.startOnBoot = true;
        spec.features.nesting = true;
        spec.rootPassword = Secret(QByteArray("p=;+&% 'x\""));
        spec.sshPublicKeys = {u"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGV+/x== me@home"_s};
        spec.description = u"For the shop & co; 100 %"_s;
        Heard heard;
        HostCall call = heard.call();
        const Result<QString> ref = host.create(spec, u"web"_s, call);
        VERIFY_OK(ref);
        QCOMPARE(host.displayName(*ref), u"100"_s);
        QCOMPARE(heard.claims, QStringList{*ref});
        const auto made = fake.container(100);
        QVERIFY(made);
        QCOMPARE(made->config.value(u"hostname"_s), u"web"_s);
        QCOMPARE(made->config.value(u"cores"_s), u"3"_s);
        QVERIFY(made->config.value(u"rootfs"_s).contains("size=12G"_L1));
        QCOMPARE(made->config.value(u"tags"_s).split(u';').size(), 2);
        QCOMPARE(made->config.value(u"features"_s), u"nesting=1"_s);
        QCOMPARE(made->config.value(u"onboot"_s), u"1"_s);
        QCOMPARE(made->pool, u"apps"_s);
        QCOMPARE(made->password, u"p=;+&% 'x\""_s);
        QCOMPARE(made->sshPublicKeys.trimmed(), spec.sshPublicKeys.first());
        const QString net0 = made->config.value(u"net0"_s);
        for (const QString &part :
             {u"bridge=vmbr1"_s, u"ip=10.0.0.5/24"_s, u"gw=10.0.0.1"_s, u"tag=12"_s, u"firewall=1"_s})
            QVERIFY2(net0.contains(part), qPrintable(net0));
        const QString description = made->config.value(u"description"_s);
        QVERIFY2(description.startsWith("For the shop & co; 100 %\n\nManaged by Slipway ("_L1),
                 qPrintable(description));
        QVERIFY(isMarked(description, *ContainerRef::parse(*ref)));
        QVERIFY(!heard.has(u"p=;+&%"_s));
        QCOMPARE(fake.violations(), QStringList());
        VERIFY_OK(host.start(*ref, call));
        QCOMPARE(host.awaitAddress(*ref, call).value_or(QString()), u"10.0.0.5"_s);
        VERIFY_OK(host.destroy(*ref, call));
        QVERIFY(fake.containers().isEmpty());
        VERIFY_OK(host.destroy(*ref, call)); // gone is gone
        QCOMPARE(fake.violations(), QStringList());
        QCOMPARE(fake.repeatedWrites(), QStringList());
    }

    void trap10_everyLineOfATaskOnce()
    {
        FakePve fake;
        fake.inject(PveFault::taskBurst(340).onTask(u"vzcreate"_s));
        ProxmoxHost host(nodeOf(fake), quick());
        Heard heard;
        HostCall call = heard.call();
        VERIFY_OK(host.create(web(), {}, call));
        QStringList burst = heard.lines.filter(QRegularExpression(u"^progress \\d+ of 340$"_s));
        QCOMPARE(burst.size(), 340);
        QCOMPARE(burst.first(), u"progress 1 of 340"_s);
        burst.removeDuplicates();
        QCOMPARE(burst.size(), 340);
    }

    void trap14_unprivilegedIsAlwaysSaid_data()
    {
        QTest::addColumn<int>("version");
        QTest::addColumn<QString>("asked");
        QTest::addColumn<QString>("sent");
        for (const int version : {8, 9}) {
            QTest::addRow("%d, left open", version) << version << QString() << u"1"_s;
            QTest::addRow("%d, privileged", version) << version << u"no"_s << u"0"_s;
        }
    }
    void trap14_unprivilegedIsAlwaysSaid()
    {
        QFETCH(int, version);
        QFETCH(QString, asked);
        QFETCH(QString, sent);
        FakePve fake({.version = version});
        ProxmoxHost host(nodeOf(fake), quick());
        ContainerSpec spec = web();
        if (!asked.isEmpty())
            spec.unprivileged = false;
        Heard heard;
        HostCall call = heard.call();
        VERIFY_OK(host.create(spec, {}, call));
        const QList<PveRequest> posts = fake.requests(u"POST"_s, u"/nodes/pve/lxc"_s);
        QCOMPARE(posts.size(), 1);
        QCOMPARE(posts.first().parameters.value(u"unprivileged"_s), sent);
        QCOMPARE(fake.violations(), QStringList());
    }

    void trap15_whatOnlyRootMay()
    {
        FakePve fake;
        ProxmoxHost host(nodeOf(fake), quick());
        ContainerSpec spec = web();
        spec.features.keyctl = true;
        const Result<void> refused = host.validate(spec);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Invalid);
        QVERIFY(refused.error().message.contains("root@pam with its password"_L1));
        QCOMPARE(refusedFields(refused.error()).constFirst().field,
                 u"features.keyctl"_s); // lands in the form
        // As a wish of a template it is left out, and told.
        Heard heard;
        HostCall call = heard.call();
        spec.features.nesting = true;
        VERIFY_OK(host.create(spec, {}, call));
        QVERIFY(heard.has(u"Leaving out the feature keyctl"_s));
        QCOMPARE(fake.container(100)->config.value(u"features"_s), u"nesting=1"_s);
        // With the password it is sent.
        Node root = nodeOf(fake);
        root.signIn = Node::SignIn::Password;
        root.secret = Secret(QByteArray("fakepve-root"));
        ProxmoxHost byPassword(root, quick());
        VERIFY_OK(byPassword.validate(spec));
        VERIFY_OK(byPassword.create(spec, {}, call));
        QVERIFY(fake.container(101)->config.value(u"features"_s).contains("keyctl=1"_L1));
    }

    void trap15_aTokenWithoutRightsIsToldWhatIsMissing()
    {
        FakePve fake;
        fake.addUser(u"slipway@pve"_s, u"whatever"_s);
        Node node = nodeOf(fake, u"slipway@pve"_s, true);
        node.pveNode = u"pve"_s;
        node.storage = u"local-lvm"_s;
        node.bridge = u"vmbr0"_s;
        ProxmoxHost host(node, quick());
        const Preflight found = host.preflight({});
        QVERIFY(!found.isOk());
        const auto check = std::find_if(found.checks.cbegin(), found.checks.cend(),
                                        [](const PreflightCheck &c) { return c.id == "permissions"_L1; });
        QVERIFY(check != found.checks.cend());
        QCOMPARE(check->state, PreflightCheck::State::Failed);
        const QString all = check->details.join(u'\n');
        QVERIFY2(all.contains("VM.Allocate on /vms: pveum acl modify /vms --roles PVEVMAdmin --tokens "
                              "'slipway@pve!slipway'"_L1),
                 qPrintable(all));
    }

    void trap16_passwords_data()
    {
        QTest::addColumn<QByteArray>("password");
        QTest::addColumn<bool>("good");
        QTest::newRow("four") << QByteArray("abcd") << false;
        QTest::newRow("five") << QByteArray("abcde") << true;
        QTest::newRow("looks like a hash") << QByteArray("$6$abcd$abcdefgh") << false;
        QTest::newRow("dollar") << QByteArray("$ixty") << true;
        QTest::newRow("line end") << QByteArray("abcde\nf") << false;
    }
    void trap16_passwords()
    {
        QFETCH(QByteArray, password);
        QFETCH(bool, good);
        FakePve fake;
        ProxmoxHost host(nodeOf(fake), quick());
        ContainerSpec spec = web();
        spec.rootPassword = Secret(password);
        const Result<void> checked = host.validate(spec);
        QCOMPARE(checked.has_value(), good);
        QVERIFY(good || !checked.error().message.contains(QString::fromUtf8(password)));
    }

    void trap17_storages()
    {
        FakePve fake;
        ProxmoxHost host(nodeOf(fake), quick());
        Heard heard;
        HostCall call = heard.call();
        ContainerSpec spec = web();
        spec.storage = u"local"_s; // no rootdir
        Result<QString> made = host.create(spec, {}, call);
        QVERIFY(!made);
        QVERIFY2(made.error().message.contains("local-lvm"_L1), words(made.error()).constData());
        fake.addStorage(u"pve"_s, {.name = u"tank"_s, .type = u"zfspool"_s, .content = {u"rootdir"_s}});
        made = host.create(web(), {}, call);
        QVERIFY(!made);
        QVERIFY2(made.error().message.contains("local-lvm, tank"_L1), words(made.error()).constData());
        spec.storage = u"tank"_s;
        VERIFY_OK(host.create(spec, {}, call));
        QVERIFY(fake.container(100)->config.value(u"rootfs"_s).startsWith("tank:"_L1));
        spec.network.ipv4 = u"10.0.0.5"_s; // without its prefix
        made = host.create(spec, {}, call);
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::Invalid);
        QCOMPARE(fake.violations(), QStringList()); // found before it was sent
    }

    void trap18_aNodeThatIsDown()
    {
        FakePve fake;
        fake.addNode(u"pve2"_s, false);
        Node node = nodeOf(fake);
        node.pveNode = u"pve2"_s;
        ProxmoxHost host(node, quick());
        Heard heard;
        heard.cancel = CancelToken().limitedTo(20s);
        HostCall call = heard.call();
        const Result<QString> made = host.create(web(), {}, call);
        QVERIFY(!made);
        QVERIFY2(made.error().code == ErrorCode::Unavailable || made.error().code == ErrorCode::Cancelled,
                 words(made.error()).constData());
        const Preflight found = host.preflight({});
        for (const PreflightCheck &check : found.checks) {
            if (check.id == "node"_L1)
                QVERIFY2(check.message.contains("offline"_L1), qPrintable(check.message));
        }
    }

    void aMissingTemplateIsFetchedOnce()
    {
        FakePve fake;
        fake.removeTemplate(u"pve"_s, FakePve::defaultTemplate());
        fake.addAppliance(u"debian-12-standard_12.2-1_amd64.tar.zst"_s, u"debian-12"_s);
        fake.addAppliance(u"debian-12-standard_12.12-1_amd64.tar.zst"_s, u"debian-12"_s);
        ProxmoxHost host(nodeOf(fake), quick());
        std::vector<std::thread> threads;
        std::atomic_int failures = 0, downloads = 0;
        for (int i = 0; i < 3; ++i) {
            threads.emplace_back([&, i] {
                Heard heard;
                HostCall call = heard.call();
                failures += host.create(web(u"web%1"_s.arg(i)), {}, call) ? 0 : 1;
                downloads += heard.has(u"Downloading the OS template debian-12-standard_12.12-1"_s) ? 1 : 0;
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(failures.load(), 0);
        QCOMPARE(downloads.load(), 1);
        QCOMPARE(fake.requests(u"POST"_s, u"/nodes/pve/aplinfo"_s).size(), 1);
        QCOMPARE(fake.container(100)->ostemplate, u"local:vztmpl/debian-12-standard_12.12-1_amd64.tar.zst"_s);
        Heard heard;
        HostCall call = heard.call();
        ContainerSpec spec = web(u"odd"_s);
        spec.source = u"plan9-standard"_s;
        const Result<QString> none = host.create(spec, {}, call);
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::NotFound);
        QVERIFY2(none.error().message.contains("debian-12-standard"_L1), words(none.error()).constData());
    }

    void upAndDown()
    {
        FakePve fake;
        ProxmoxHost host(nodeOf(fake), quick());
        Heard heard;
        HostCall call = heard.call();
        const Result<QString> ref = host.create(web(), {}, call);
        VERIFY_OK(ref);
        QCOMPARE(host.status(*ref)->power, HostStatus::Power::Stopped);
        VERIFY_OK(host.start(*ref, call));
        VERIFY_OK(host.start(*ref, call)); // it runs already
        QCOMPARE(host.isRunning(*ref).value_or(false), true);
        const Result<HostStatus> status = host.status(*ref);
        VERIFY_OK(status);
        QCOMPARE(status->power, HostStatus::Power::Running);
        QVERIFY(status->memoryTotalBytes > 0 && status->uptimeSeconds >= 0);
        VERIFY_OK(host.reboot(*ref, 20, call));
        VERIFY_OK(host.shutdown(*ref, 20, call));
        QCOMPARE(host.status(*ref)->power, HostStatus::Power::Stopped);
        VERIFY_OK(host.start(*ref, call));
        fake.inject(PveFault::taskFails(u"container did not stop"_s).onTask(u"vzshutdown"_s));
        const Result<void> down = host.shutdown(*ref, 1, call);
        QVERIFY(!down);
        QCOMPARE(down.error().code, ErrorCode::Timeout);
        QVERIFY2(down.error().message.contains("stop it"_L1), words(down.error()).constData());
        VERIFY_OK(host.stop(*ref, call));
        VERIFY_OK(host.stop(*ref, call)); // it is down already
        VERIFY_OK(host.start(*ref, call));
        VERIFY_OK(host.destroy(*ref, call)); // stopped first
        QCOMPARE(host.status(*ref)->power, HostStatus::Power::Gone);
        QCOMPARE(fake.violations(), QStringList());
    }

    // What cannot be seen is not gone: an operator who reads "gone" makes it a second time.
    void whatCannotBeSeenIsNotGone_data()
    {
        QTest::addColumn<bool>("isCertificate");
        QTest::newRow("another certificate") << true;
        QTest::newRow("403 Permission check failed") << false;
    }
    void whatCannotBeSeenIsNotGone()
    {
        QFETCH(bool, isCertificate);
        FakePve fake;
        const Node node = nodeOf(fake);
        ProxmoxHost host(node, quick());
        Heard heard;
        HostCall call = heard.call();
        const Result<QString> ref = host.create(web(), {}, call);
        VERIFY_OK(ref);
        if (isCertificate)
            fake.changeCertificate();
        else
            fake.inject(PveFault::answer(403, u"Permission check failed (/vms/100, VM.Audit)"_s)
                            .on(u"GET"_s, u".*/lxc/100/.*"_s)
                            .times(100));
        ProxmoxHost later(node, quick());
        const Result<HostStatus> status = later.status(*ref);
        QVERIFY(!status);
        QVERIFY2(words(status.error()).contains(isCertificate ? "CHANGED" : "VM.Audit"),
                 words(status.error()).constData());
        const Result<bool> running = later.isRunning(*ref);
        QVERIFY(!running && running.error().code != ErrorCode::NotFound);
        QVERIFY(!later.destroy(*ref, call));
        QVERIFY(fake.container(100));
    }

    // A node that takes its time has been cancelled by nobody.
    void aLookThatRunsOutOfTime_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("the configuration") << u".*/lxc/100/config"_s;
        QTest::newRow("the state") << u".*/lxc/100/status/current"_s;
    }
    void aLookThatRunsOutOfTime()
    {
        QFETCH(QString, path);
        FakePve fake;
        ProxmoxHost::Options options = quick();
        options.answerTime = 300ms;
        ProxmoxHost host(nodeOf(fake), options);
        Heard heard;
        HostCall call = heard.call();
        const Result<QString> ref = host.create(web(), {}, call);
        VERIFY_OK(ref);
        fake.inject(PveFault::silence().on(u"GET"_s, path).times(2));
        const Result<bool> running = host.isRunning(*ref);
        const Result<HostStatus> status = host.status(*ref);
        QVERIFY(!running && !status);
        for (const Error &error : {running.error(), status.error()}) {
            QCOMPARE(error.code, ErrorCode::Timeout);
            QCOMPARE(error.message, u"Cannot look at container 100. The node \"one\" did not answer in time. "
                                    "Test the node."_s);
        }
    }

    void aTestThatRunsOutOfTime()
    {
        FakePve fake;
        ProxmoxHost host(nodeOf(fake), quick());
        fake.inject(PveFault::silence().on(u"GET"_s, u"/version"_s));
        const Preflight found = host.catalog()->preflight(CancelToken().limitedTo(3s));
        const auto signIn = std::find_if(found.checks.begin(), found.checks.end(),
                                         [](const PreflightCheck &check) { return check.id == "signIn"_L1; });
        QVERIFY(signIn != found.checks.end());
        QCOMPARE(signIn->message, u"Cannot look. The node did not answer in time. Test it once more."_s);
    }

    void looksUp()
    {
        FakePve fake;
        fake.addNode(u"pve2"_s);
        fake.addAppliance(u"alpine-3.20-default_20240908_amd64.tar.xz"_s, u"alpine-3.20"_s);
        Node node = nodeOf(fake);
        node.pveNode = u"pve"_s;
        ProxmoxHost host(node, quick());
        HostCatalog *catalog = host.catalog();
        QVERIFY(catalog);
        const auto nodes = catalog->nodes({});
        VERIFY_OK(nodes);
        QCOMPARE(nodes->size(), 2);
        QCOMPARE(nodes->first().name, u"pve"_s);
        QVERIFY(nodes->first().isThis && !nodes->last().isThis);
        QCOMPARE(catalog->storages(u"rootdir"_s, {})->first().name, u"local-lvm"_s);
        QCOMPARE(catalog->bridges({})->first().name, u"vmbr0"_s);
        const auto templates = catalog->osTemplates({});
        VERIFY_OK(templates);
        QCOMPARE(templates->first().source, FakePve::defaultTemplate());
        QVERIFY(templates->first().isInstalled);
        const auto alpine = std::find_if(templates->cbegin(), templates->cend(), [](const OsTemplate &t) {
            return t.source == "alpine-3.20-default"_L1;
        });
        QVERIFY(alpine != templates->cend() && !alpine->isInstalled);
        QCOMPARE(catalog->nextId({}).value_or(0), 100);
        Heard heard;
        HostCall call = heard.call();
        const Result<QString> fetched = catalog->download(alpine->source, {}, call);
        VERIFY_OK(fetched);
        QCOMPARE(*fetched, u"local:vztmpl/alpine-3.20-default_20240908_amd64.tar.xz"_s);
        QVERIFY(!heard.lines.isEmpty());
        QCOMPARE(fake.violations(), QStringList());
    }

    void preflightOfAGoodNode()
    {
        FakePve fake;
        ProxmoxHost host(nodeOf(fake), quick());
        VERIFY_OK(host.check());
        const Preflight found = host.preflight({});
        QStringList told;
        for (const PreflightCheck &check : found.checks)
            told.append(check.id + u": "_s + check.message);
        QVERIFY2(found.isOk(), qPrintable(told.join(u'\n')));
        QCOMPARE(found.pveNode, u"pve"_s);
        QVERIFY(found.version.startsWith("8."_L1));
        QCOMPARE(found.checks.size(), 12);
        QCOMPARE(fake.violations(), QStringList());
    }

    void preflightOfAnUnknownCertificate()
    {
        FakePve fake;
        Node node = nodeOf(fake);
        node.certificateSha256.clear();
        ProxmoxHost host(node, quick());
        const Preflight found = host.preflight({});
        QVERIFY(!found.isOk());
        QCOMPARE(found.fingerprints.certificateSha256, fake.fingerprint());
        QVERIFY(!found.fingerprints.certificateNotAfter.isEmpty());
        QCOMPARE(fake.requests().size(), 0);
    }
};

QTEST_GUILESS_MAIN(TestProxmoxHost)
#include "tst_proxmoxhost.moc"
