#include "net/proxmox/createcontainer.h"
#include <QRegularExpression>
#include <QTest>
#include <functional>

using namespace Qt::Literals::StringLiterals;
using namespace slipway;
using namespace slipway::proxmox;

using Change = std::function<void(CreateContainer &)>;

class TestCreateContainer : public QObject
{
    Q_OBJECT

    static CreateContainer simple()
    {
        CreateContainer what;
        what.node = u"pve"_s;
        what.vmid = 105;
        what.hostname = u"web"_s;
        what.osTemplate = u"local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst"_s;
        what.rootStorage = u"local-lvm"_s;
        return what;
    }

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void theWholeForm()
    {
        CreateContainer what = simple();
        what.rootGib = 12;
        what.memoryMib = 1024;
        what.cores = 2;
        what.onBoot = true;
        what.features.nesting = true;
        NetworkInterface nic;
        nic.ip = u"192.0.2.5/24"_s;
        nic.gateway = u"192.0.2.1"_s;
        nic.ip6 = u"auto"_s;
        nic.vlan = 7;
        nic.firewall = true;
        what.networks = {nic, {.name = u"eth1"_s, .bridge = u"vmbr1"_s, .ip = u"dhcp"_s}};
        what.nameServers = {u"192.0.2.53"_s, u"2001:db8::53"_s};
        what.searchDomain = u"example.com"_s;
        what.password = Secret(QByteArray("s3cret=&;+%"));
        what.sshPublicKeys = {u"ssh-ed25519 AAAA+/== a@b\n"_s, u"ssh-rsa BBBB c"_s};
        what.tags = {u"slipway"_s, u"web"_s};
        what.pool = u"dev"_s;
        what.timezone = u"host"_s;
        what.description = u"made by Slipway"_s;
        what.mountPoints = {u"local-lvm:8,mp=/data"_s};
        what.devices = {u"/dev/dri/renderD128,gid=104"_s};
        const auto form = what.parameters();
        QVERIFY2(form, form ? "" : qPrintable(form.error().message));
        const QList<std::pair<const char *, QString>> expected{
            {"vmid", u"105"_s},
            {"ostemplate", u"local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst"_s},
            {"hostname", u"web"_s},
            {"rootfs", u"local-lvm:12"_s},
            {"memory", u"1024"_s},
            {"swap", u"512"_s},
            {"cores", u"2"_s},
            {"unprivileged", u"1"_s},
            {"onboot", u"1"_s},
            {"features", u"nesting=1"_s},
            {"net0", u"name=eth0,bridge=vmbr0,ip=192.0.2.5/24,gw=192.0.2.1,ip6=auto,tag=7,firewall=1"_s},
            {"net1", u"name=eth1,bridge=vmbr1,ip=dhcp"_s},
            {"nameserver", u"192.0.2.53 2001:db8::53"_s},
            {"searchdomain", u"example.com"_s},
            {"password", u"s3cret=&;+%"_s},
            {"ssh-public-keys", u"ssh-ed25519 AAAA+/== a@b\nssh-rsa BBBB c"_s}, // trap 16: plain lines
            {"tags", u"slipway;web"_s},
            {"pool", u"dev"_s},
            {"timezone", u"host"_s},
            {"description", u"made by Slipway"_s},
            {"mp0", u"local-lvm:8,mp=/data"_s},
            {"dev0", u"/dev/dri/renderD128,gid=104"_s},
        };
        for (const auto &[name, value] : expected)
            QCOMPARE(form->value(name), value);
        QCOMPARE(form->encoded().count('&'), expected.size() - 1);
        QCOMPARE(form->secrets().size(), 1);
    }

    void trap14_unprivilegedIsAlwaysSent()
    {
        for (const bool unprivileged : {false, true}) {
            CreateContainer what = simple();
            what.unprivileged = unprivileged;
            const auto form = what.parameters();
            QVERIFY(form);
            QVERIFY(form->contains("unprivileged"));
            QCOMPARE(form->value("unprivileged"), unprivileged ? u"1"_s : u"0"_s); // trap 7
        }
    }

    void trap07_booleansAreZeroOrOne()
    {
        QCOMPARE(Parameters().add("a", true).add("b", false).encoded(), "a=1&b=0");
    }

    void trap16_passwords_data()
    {
        QTest::addColumn<bool>("isGood");
        for (const char *password : {"abcd", "$6$salt$hash", "$y$j9T$x$y", "$1$a$b", "a"})
            QTest::newRow(password) << false;
        for (const char *password : {"abcde", "$6abc", "pass$word$x", "=;&+%", "$abcd"})
            QTest::newRow(password) << true;
    }
    void trap16_passwords()
    {
        QFETCH(bool, isGood);
        CreateContainer what = simple();
        what.password = Secret(QByteArray(QTest::currentDataTag()));
        const auto form = what.parameters();
        QCOMPARE(form.has_value(), isGood);
        if (!isGood) {
            QCOMPARE(form.error().fields.constFirst().field, u"password"_s);
            QVERIFY(!form.error().message.contains(QString::fromLatin1(QTest::currentDataTag())) ||
                    QByteArray(QTest::currentDataTag()) == "a");
        }
    }

    void trap16_noPasswordIsNotSent() { QVERIFY(!simple().parameters()->contains("password")); }

    void trap17_addressesNeedTheirPrefix_data()
    {
        QTest::addColumn<bool>("isGood");
        for (const char *ip : {"192.0.2.5/24", "dhcp", "manual", "", "10.0.0.1/32"})
            QTest::newRow(ip) << true;
        for (const char *ip : {"192.0.2.5", "192.0.2.5/33", "192.0.2.5/", "192.0.2/24", "2001:db8::1/64",
                               "192.0.2.5/24,gw=1", "auto", "DHCP"})
            QTest::newRow(ip) << false;
    }
    void trap17_addressesNeedTheirPrefix()
    {
        QFETCH(bool, isGood);
        NetworkInterface nic;
        nic.ip = QString::fromLatin1(QTest::currentDataTag());
        QCOMPARE(nic.property().has_value(), isGood);
        CreateContainer what = simple();
        what.networks = {nic};
        const auto form = what.parameters();
        QCOMPARE(form.has_value(), isGood);
        if (!isGood)
            QCOMPARE(form.error().fields.constFirst().field, u"net0"_s);
    }

    void trap17_theStorageIsNeverLeftToProxmox()
    {
        CreateContainer what = simple();
        what.rootStorage.clear();
        const auto form = what.parameters();
        QVERIFY(!form);
        QCOMPARE(form.error().fields.constFirst().field, u"rootfs"_s);
    }

    void refusedHere_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("field");
        const auto row = [](const char *name, const QString &field, const Change &change) {
            QTest::newRow(name) << change << field;
        };
        row("vmid 99", u"vmid"_s, [](CreateContainer &c) { c.vmid = 99; });
        row("hostname with a space", u"hostname"_s, [](CreateContainer &c) { c.hostname = u"a b"_s; });
        row("hostname with _", u"hostname"_s, [](CreateContainer &c) { c.hostname = u"a_b"_s; });
        row("hostname with a line end", u"hostname"_s, [](CreateContainer &c) { c.hostname = u"a\n"_s; });
        row("no template", u"ostemplate"_s, [](CreateContainer &c) { c.osTemplate.clear(); });
        row("storage with a comma", u"rootfs"_s, [](CreateContainer &c) { c.rootStorage = u"a,size=1"_s; });
        row("disk 0", u"rootfs"_s, [](CreateContainer &c) { c.rootGib = 0; });
        row("memory 15", u"memory"_s, [](CreateContainer &c) { c.memoryMib = 15; });
        row("swap -1", u"swap"_s, [](CreateContainer &c) { c.swapMib = -1; });
        row("cores 0", u"cores"_s, [](CreateContainer &c) { c.cores = 0; });
        row("file system with a comma", u"features"_s,
            [](CreateContainer &c) { c.features.mount = {u"nfs,nesting=1"_s}; });
        row("tag with a comma", u"tags"_s, [](CreateContainer &c) { c.tags = {u"a,b"_s}; });
        row("name server by name", u"nameserver"_s, [](CreateContainer &c) { c.nameServers = {u"dns"_s}; });
        row("two keys in one", u"ssh-public-keys"_s,
            [](CreateContainer &c) { c.sshPublicKeys = {u"a b\nc d"_s}; });
        row("a private key", u"ssh-public-keys"_s,
            [](CreateContainer &c) { c.sshPublicKeys = {u"-----BEGIN OPENSSH PRIVATE KEY-----"_s}; });
        row("bridge with a comma", u"net0"_s,
            [](CreateContainer &c) { c.networks = {{.bridge = u"a,tag=1"_s}}; });
        row("vlan 4095", u"net0"_s, [](CreateContainer &c) { c.networks = {{.vlan = 4095}}; });
        row("gateway with a prefix", u"net0"_s, [](CreateContainer &c) {
            c.networks = {{.ip = u"192.0.2.5/24"_s, .gateway = u"192.0.2.1/24"_s}};
        });
    }
    void refusedHere()
    {
        QFETCH(Change, change);
        QFETCH(QString, field);
        CreateContainer what = simple();
        QVERIFY(what.parameters());
        change(what);
        const auto form = what.parameters();
        QVERIFY(!form);
        QCOMPARE(form.error().code, ErrorCode::Invalid);
        QCOMPARE(form.error().fields.size(), 1);
        QCOMPARE(form.error().fields.constFirst().field, field);
        QVERIFY(form.error().message.startsWith(u"Cannot "));
    }

    void trap15_featuresThatNeedRoot()
    {
        QVERIFY(!Features{.nesting = true}.needsRoot());
        QVERIFY((Features{.nesting = true, .keyctl = true}.needsRoot()));
        const Features all{
            .nesting = true, .keyctl = true, .fuse = true, .mknod = true, .mount = {u"nfs"_s, u"cifs"_s}};
        QCOMPARE(all.property(), u"nesting=1,keyctl=1,fuse=1,mknod=1,mount=nfs;cifs"_s);
        QCOMPARE(Features().property(), QString());
    }
};

QTEST_GUILESS_MAIN(TestCreateContainer)
#include "tst_createcontainer.moc"
