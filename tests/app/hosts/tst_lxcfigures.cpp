#include "app/hosts/lxc/lxcfigures.h"

#include "app/hosts/lxc/lxcconfig.h"
#include "app/hosts/lxc/lxcrules.h"
#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <unistd.h>

using namespace slipway;
using namespace slipway::hosts;
using namespace Qt::Literals::StringLiterals;
using std::chrono::milliseconds;

namespace {

/// /proc and /sys/fs/cgroup as they look around a container with the first process 42.
class Tree
{
public:
    Tree()
    {
        write(u"proc/uptime"_s, "1000.50 900.00\n");
        const QByteArray ticks = QByteArray::number(400 * ::sysconf(_SC_CLK_TCK));
        write(u"proc/42/stat"_s,
              "42 (in it) x) S 1 42 42 0 -1 4194560 1 2 0 0 0 0 0 0 20 0 1 0 " + ticks + " 23 3\n");
        write(u"proc/42/net/dev"_s, "Inter-|   Receive  |  Transmit\n face |bytes    packets\n"
                                    "    lo: 9 1 0 0 0 0 0 0 9 1 0 0 0 0 0 0\n"
                                    "  eth0: 100 1 0 0 0 0 0 0 20 1 0 0 0 0 0 0\n"
                                    "eth1:1000 1 0 0 0 0 0 0 200 1 0 0 0 0 0 0\n");
    }
    void write(const QString &path, const QByteArray &content)
    {
        const QString full = m_directory.filePath(path);
        QDir().mkpath(full.section(u'/', 0, -2));
        QFile file(full);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    LxcFigures read() const
    {
        return readFigures(42, m_directory.filePath(u"proc"_s), m_directory.filePath(u"cgroup"_s));
    }

private:
    QTemporaryDir m_directory;
};

ContainerSpec with(const std::function<void(ContainerSpec &)> &change)
{
    ContainerSpec spec;
    spec.hostname = u"web"_s;
    change(spec);
    return spec;
}

} // namespace

class TestLxcFigures : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void version1();
    void version2();
    void withoutLimits();
    void aProcessThatEnded();
    void groups_data();
    void groups();
    void cpuNeedsTwoLooks();
    void whatWouldBeIgnoredIsRefused_data();
    void whatWouldBeIgnoredIsRefused();
    void whatIsKept();
};

void TestLxcFigures::version1()
{
    Tree tree;
    tree.write(u"proc/42/cgroup"_s, "9:name=systemd:/lxc.payload.web/init.scope\n4:memory:/lxc.payload.web\n"
                                    "2:cpu,cpuacct:/lxc.payload.web/init.scope\n0::/\n");
    const QString memory = u"cgroup/memory/lxc.payload.web/"_s;
    tree.write(memory + u"memory.usage_in_bytes"_s, "5000\n");
    tree.write(memory + u"memory.stat"_s, "inactive_file 1\ntotal_inactive_file 2000\n");
    tree.write(memory + u"memory.limit_in_bytes"_s, "268435456\n");
    const QString cpu = u"cgroup/cpu,cpuacct/lxc.payload.web/"_s;
    tree.write(cpu + u"cpuacct.usage"_s, "123456789\n");
    tree.write(cpu + u"cpu.cfs_quota_us"_s, "200000\n");
    tree.write(cpu + u"cpu.cfs_period_us"_s, "100000\n");
    const LxcFigures figures = tree.read();
    QCOMPARE(figures.memoryBytes, 3000);
    QCOMPARE(figures.memoryTotalBytes, 268435456);
    QCOMPARE(figures.cpuNanoseconds, 123456789);
    QCOMPARE(figures.cores, 2);
    QCOMPARE(figures.netInBytes, 1100);
    QCOMPARE(figures.netOutBytes, 220);
    QCOMPARE(figures.uptimeSeconds, 600);
}

void TestLxcFigures::version2()
{
    Tree tree;
    tree.write(u"proc/42/cgroup"_s, "0::/lxc.payload.web/init.scope\n");
    const QString group = u"cgroup/lxc.payload.web/"_s;
    tree.write(group + u"memory.current"_s, "5000\n");
    tree.write(group + u"memory.stat"_s, "anon 3000\ninactive_file 1500\n");
    tree.write(group + u"memory.max"_s, "536870912\n");
    tree.write(group + u"cpu.max"_s, "150000 100000\n");
    tree.write(group + u"cpu.stat"_s, "usage_usec 7000\nuser_usec 1\n");
    const LxcFigures figures = tree.read();
    QCOMPARE(figures.memoryBytes, 3500);
    QCOMPARE(figures.memoryTotalBytes, 536870912);
    QCOMPARE(figures.cpuNanoseconds, 7000000);
    QCOMPARE(figures.cores, 2);
}

void TestLxcFigures::withoutLimits()
{
    Tree tree;
    tree.write(u"proc/42/cgroup"_s, "0::/lxc.payload.web\n");
    tree.write(u"cgroup/lxc.payload.web/memory.max"_s, "max\n");
    tree.write(u"cgroup/lxc.payload.web/cpu.max"_s, "max 100000\n");
    const LxcFigures figures = tree.read();
    QCOMPARE(figures.memoryBytes, -1);
    QCOMPARE(figures.memoryTotalBytes, -1);
    QCOMPARE(figures.cpuNanoseconds, -1);
    QCOMPARE(figures.cores, QThread::idealThreadCount());
}

void TestLxcFigures::aProcessThatEnded()
{
    const LxcFigures figures = Tree().read(); // it has no cgroup file
    QCOMPARE(figures.memoryBytes, -1);
    QCOMPARE(figures.uptimeSeconds, -1);
}

void TestLxcFigures::groups_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("group");
    QTest::newRow("LXC 4") << u"/lxc.payload.web"_s << u"/lxc.payload.web"_s;
    QTest::newRow("its init moved") << u"/lxc.payload.web/init.scope"_s << u"/lxc.payload.web"_s;
    QTest::newRow("below a unit") << u"/system.slice/slipwayd.service/lxc.payload.web/a"_s
                                  << u"/system.slice/slipwayd.service/lxc.payload.web"_s;
    QTest::newRow("the second of that name") << u"/lxc.payload.web-1/a"_s << u"/lxc.payload.web-1"_s;
    QTest::newRow("LXC 3") << u"/lxc/web/init.scope"_s << u"/lxc/web"_s;
    QTest::newRow("unknown") << u"/a/b"_s << u"/a/b"_s;
}

void TestLxcFigures::groups()
{
    QFETCH(QString, path);
    QTEST(containerGroup(path), "group");
}

void TestLxcFigures::cpuNeedsTwoLooks()
{
    CpuSample sample;
    LxcFigures figures;
    figures.cores = 2;
    figures.cpuNanoseconds = 1000;
    const CpuSample::Clock::time_point begin{};
    QVERIFY(!sample.next(7, figures, begin));
    figures.cpuNanoseconds += 500'000'000; // half a second of two cores, within one
    QCOMPARE(sample.next(7, figures, begin + milliseconds(1000)).value(), 0.25);
    figures.cpuNanoseconds += 40'000'000;
    QCOMPARE(sample.next(7, figures, begin + milliseconds(1020)).value(), 0.25); // too soon: the last one
    QCOMPARE(sample.next(7, figures, begin + milliseconds(2000)).value(), 0.02);
    figures.cpuNanoseconds += 9'000'000'000;
    QCOMPARE(sample.next(7, figures, begin + milliseconds(3000)).value(), 1.0); // never more than all
    figures.cpuNanoseconds = 5000;
    QVERIFY(!sample.next(8, figures, begin + milliseconds(4000))); // it was restarted
}

void TestLxcFigures::whatWouldBeIgnoredIsRefused_data()
{
    QTest::addColumn<ContainerSpec>("spec");
    QTest::addColumn<QString>("field"); // none: it is accepted
    const auto row = [](const char *name, const QString &field,
                        const std::function<void(ContainerSpec &)> &change) {
        QTest::newRow(name) << with(change) << field;
    };
    row("nothing", {}, [](ContainerSpec &) {});
    row("simulation", u"simulation"_s, [](ContainerSpec &s) { s.simulation = SimulationSpec(); });
    row("vmid", u"vmid"_s, [](ContainerSpec &s) { s.vmid = 100; });
    row("its storage", {}, [](ContainerSpec &s) { s.storage = kLxcStorage; });
    row("another storage", u"storage"_s, [](ContainerSpec &s) { s.storage = u"zfs"_s; });
    row("templateStorage", u"templateStorage"_s, [](ContainerSpec &s) { s.templateStorage = u"local"_s; });
    row("its bridge", {}, [](ContainerSpec &s) { s.bridge = u"br7"_s; });
    row("another bridge", u"bridge"_s, [](ContainerSpec &s) { s.bridge = u"vmbr0"_s; });
    row("pool", u"pool"_s, [](ContainerSpec &s) { s.pool = u"a"_s; });
    row("ipv4", u"network.ipv4"_s, [](ContainerSpec &s) { s.network.ipv4 = u"10.0.0.2/24"_s; });
    row("gateway", u"network.gateway"_s, [](ContainerSpec &s) { s.network.gateway = u"10.0.0.1"_s; });
    row("ipv6", u"network.ipv6"_s, [](ContainerSpec &s) { s.network.ipv6 = u"auto"_s; });
    row("gateway6", u"network.gateway6"_s, [](ContainerSpec &s) { s.network.gateway6 = u"fe80::1"_s; });
    row("vlan", u"network.vlan"_s, [](ContainerSpec &s) { s.network.vlan = 7; });
    row("firewall", u"network.firewall"_s, [](ContainerSpec &s) { s.network.firewall = true; });
    row("name servers", {}, [](ContainerSpec &s) { s.network.nameservers = QStringList{u"9.9.9.9"_s}; });
    row("nesting", {}, [](ContainerSpec &s) { s.features.nesting = true; });
    row("no nesting", u"features.nesting"_s, [](ContainerSpec &s) { s.features.nesting = false; });
    row("no keyctl", u"features.keyctl"_s, [](ContainerSpec &s) { s.features.keyctl = false; });
    row("fuse", u"features.fuse"_s, [](ContainerSpec &s) { s.features.fuse = true; });
    row("unprivileged", u"unprivileged"_s, [](ContainerSpec &s) { s.unprivileged = true; });
    row("privileged", {}, [](ContainerSpec &s) { s.unprivileged = false; });
    row("swap", u"swapMb"_s, [](ContainerSpec &s) { s.swapMb = 0; });
    row("start on boot", u"startOnBoot"_s, [](ContainerSpec &s) { s.startOnBoot = true; });
    row("no start on boot", {}, [](ContainerSpec &s) { s.startOnBoot = false; });
    row("keys and a description", {}, [](ContainerSpec &s) {
        s.sshPublicKeys = QStringList{u"ssh-ed25519 AAAA"_s};
        s.description = u"words"_s;
    });
}

void TestLxcFigures::whatWouldBeIgnoredIsRefused()
{
    QFETCH(ContainerSpec, spec);
    QFETCH(QString, field);
    const QList<FieldError> errors = unusableFields(spec, u"br7"_s);
    QCOMPARE(errors.size(), field.isEmpty() ? 0 : 1);
    if (!field.isEmpty())
        QCOMPARE(errors.first().field, field);
}

void TestLxcFigures::whatIsKept()
{
    NetworkSpec network;
    QCOMPARE(resolvConf(network), hostNameservers());
    network.nameservers = QStringList{u"9.9.9.9"_s, u"2620:fe::fe"_s};
    network.searchDomain = u"example.org"_s;
    QCOMPARE(resolvConf(network), "nameserver 9.9.9.9\nnameserver 2620:fe::fe\nsearch example.org\n");
    const ContainerSpec spec =
        with([](ContainerSpec &s) { s.description = u"One\nlxc.cap.keep = sys_admin\r\n\n"_s; });
    const QByteArray config = lxcConfig(spec, u"web"_s, u"/d"_s, {}, RootfsSource::Kind::Tarball);
    QVERIFY(config.startsWith("# One\n# lxc.cap.keep = sys_admin\nlxc.net.0.type"));
}

QTEST_GUILESS_MAIN(TestLxcFigures)
#include "tst_lxcfigures.moc"
