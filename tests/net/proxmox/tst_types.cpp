#include "net/proxmox/types.h"
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace slipway::proxmox;

namespace {
QJsonObject object(const char *json) { return QJsonDocument::fromJson(json).object(); }
} // namespace

class TestTypes : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void trap06_numbersStringsAndBooleansComeInAnyForm_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("as the schema says") << QByteArray(
            R"({"storage":"local","type":"dir","content":"vztmpl,rootdir","active":1,"enabled":1,)"
            R"("shared":0,"avail":8589934592,"used":3,"total":9})");
        QTest::newRow("as strings") << QByteArray(
            R"({"storage":"local","type":"dir","content":"vztmpl,rootdir","active":"1",)"
            R"("enabled":"1","shared":"0","avail":"8589934592","used":"3","total":"9"})");
        QTest::newRow("as JSON booleans")
            << QByteArray(R"({"storage":"local","type":"dir","content":"vztmpl rootdir","active":true,)"
                          R"("enabled":true,"shared":false,"avail":8589934592.0,"used":3.7,"total":9})");
        QTest::newRow("false left out") << QByteArray(
            R"({"storage":"local","type":"dir","content":"vztmpl;rootdir","active":1,"enabled":1,)"
            R"("avail":8.589934592e9,"used":3,"total":9})");
    }
    void trap06_numbersStringsAndBooleansComeInAnyForm()
    {
        QFETCH(QByteArray, json);
        const Storage storage = Storage::fromJson(object(json.constData()));
        QCOMPARE(storage.name, u"local"_s);
        QVERIFY(storage.active && storage.enabled && !storage.shared);
        QVERIFY(storage.holds(u"rootdir") && storage.holds(u"vztmpl") && !storage.holds(u"root"));
        QCOMPARE(storage.available, 8'589'934'592);
        QCOMPARE(storage.used, 3);
        QCOMPARE(storage.total, 9);
    }

    void trap06_statusOfANode()
    {
        const NodeStatus status = NodeStatus::fromJson(object(
            R"({"pveversion":"pve-manager/8.4.1/x","loadavg":["0.10","1.25","3"],"cpu":0.5,"uptime":100,)"
            R"("cpuinfo":{"cpus":8,"model":"M"},"memory":{"used":1,"total":2},"rootfs":{"used":"3","total":4},)"
            R"("current-kernel":{"release":"6.8"}})"));
        QCOMPARE(status.loadAverage, (QList<double>{0.10, 1.25, 3}));
        QCOMPARE(status.cpus, 8);
        QCOMPARE(status.memoryTotal, 2);
        QCOMPARE(status.rootUsed, 3);
        QCOMPARE(status.kernel, u"6.8"_s);
    }

    void trap06_aTemplatesFormatIsTzst()
    {
        const StorageContent content = StorageContent::fromJson(
            object(R"({"volid":"nas:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst","format":"tzst",)"
                   R"("content":"vztmpl","size":126515062,"ctime":1700000000})"));
        QCOMPARE(content.format, u"tzst"_s);
        QCOMPARE(content.fileName(), u"debian-12-standard_12.7-1_amd64.tar.zst"_s);
        QCOMPARE(content.size, 126'515'062);
    }

    void trap06_netmaskIsAString_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("cidr");
        QTest::newRow("cidr") << QByteArray(
                                     R"({"iface":"vmbr0","cidr":"192.0.2.1/24","address":"192.0.2.1"})")
                              << u"192.0.2.1/24"_s;
        QTest::newRow("length") << QByteArray(R"({"iface":"vmbr0","address":"192.0.2.1","netmask":"25"})")
                                << u"192.0.2.1/25"_s;
        QTest::newRow("number") << QByteArray(R"({"iface":"vmbr0","address":"192.0.2.1","netmask":26})")
                                << u"192.0.2.1/26"_s;
        QTest::newRow("dots") << QByteArray(
                                     R"({"iface":"vmbr0","address":"192.0.2.1","netmask":"255.255.255.0"})")
                              << u"192.0.2.1/24"_s;
        QTest::newRow("none") << QByteArray(R"({"iface":"vmbr0"})") << QString();
    }
    void trap06_netmaskIsAString()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, cidr);
        const Bridge bridge = Bridge::fromJson(object(json.constData()));
        QCOMPARE(bridge.name, u"vmbr0"_s);
        QCOMPARE(bridge.cidr, cidr);
    }

    void trap06_ipv4IsFoundBehindFe80_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("expected");
        const QByteArray lo = R"({"name":"lo","inet":"127.0.0.1/8","inet6":"::1/128","hwaddr":"0"},)";
        QTest::newRow("8.x")
            << "[" + lo + R"({"name":"eth0","inet":"10.0.0.5/24","inet6":"fe80::1/64","hwaddr":"x"}])"
            << u"10.0.0.5"_s;
        QTest::newRow("fe80 only, so far")
            << "[" + lo + R"({"name":"eth0","inet6":"fe80::1/64","hwaddr":"x"}])" << QString();
        QTest::newRow("list with fe80 first") << "[" + lo +
                                                     R"({"name":"eth0","hardware-address":"x","ip-addresses":[
                      {"ip-address":"fe80::1","ip-address-type":"inet6","prefix":"64"},
                      {"ip-address":"2001:db8::5","ip-address-type":"inet6","prefix":64},
                      {"ip-address":"10.0.0.6","ip-address-type":"inet","prefix":24}]}])"
                                              << u"10.0.0.6"_s;
        QTest::newRow("169.254 is none")
            << "[" + lo + R"({"name":"eth0","inet":"169.254.3.4/16"}])" << QString();
        QTest::newRow("nothing") << QByteArray("[]") << QString();
    }
    void trap06_ipv4IsFoundBehindFe80()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, expected);
        QList<Interface> interfaces;
        for (const QJsonValue value : QJsonDocument::fromJson(json).array())
            interfaces << Interface::fromJson(value.toObject());
        QCOMPARE(ipv4Of(interfaces), expected);
    }

    void trap09_exitStatus_data()
    {
        QTest::addColumn<bool>("isOk");
        QTest::addColumn<int>("warnings");
        QTest::newRow("OK") << true << 0;
        QTest::newRow("WARNINGS: 3") << true << 3;
        QTest::newRow("WARNINGS: x") << false << 0;
        QTest::newRow("unexpected status") << false << 0;
        QTest::newRow("unable to create CT 105 - OK") << false << 0;
        QTest::newRow("") << false << 0;
    }
    void trap09_exitStatus()
    {
        QFETCH(bool, isOk);
        QFETCH(int, warnings);
        const QString text = QString::fromLatin1(QTest::currentDataTag());
        const TaskStatus status =
            TaskStatus::fromJson({{u"status"_s, u"stopped"_s}, {u"exitstatus"_s, text}});
        QCOMPARE(status.isOk(), isOk);
        QCOMPARE(status.warnings(), warnings);
        const TaskStatus running = TaskStatus::fromJson({{u"status"_s, u"running"_s}});
        QVERIFY(running.running && !running.isOk());
    }

    void whichTasksRun_data()
    {
        QTest::addColumn<bool>("runs");
        QTest::newRow(R"({"starttime":1,"status":"RUNNING"})") << true;
        QTest::newRow(R"({"starttime":1})") << true;
        QTest::newRow(R"({"starttime":1,"endtime":2,"status":"OK"})") << false;
        QTest::newRow(R"({"starttime":1,"status":"unexpected status"})") << false;
    }
    void whichTasksRun()
    {
        QFETCH(bool, runs);
        QCOMPARE(TaskEntry::fromJson(QJsonDocument::fromJson(QTest::currentDataTag()).object()).isRunning(),
                 runs);
    }

    void trap15_permissionsAreInherited_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("privilege");
        QTest::addColumn<bool>("isHeld");
        const auto row = [](const char *path, const char *privilege, bool isHeld) {
            QTest::addRow("%s %s", path, privilege)
                << QString::fromLatin1(path) << QString::fromLatin1(privilege) << isHeld;
        };
        row("/", "Sys.Audit", true);
        row("/nodes/pve", "Sys.Audit", false); // does not propagate
        row("/vms", "VM.Allocate", true);
        row("/vms/105", "VM.Allocate", true);
        row("/vms/105", "VM.Audit", false);
        row("/storage/local", "Datastore.AllocateSpace", true);
        row("/storage/nas", "Datastore.AllocateSpace", false);
        row("/vms/666", "VM.Allocate", false); // what is listed itself counts alone
        row("/vmsx", "VM.Allocate", false);
        row("/sdn/zones/localnetwork/vmbr0", "SDN.Use", true);
    }
    void trap15_permissionsAreInherited()
    {
        QFETCH(QString, path);
        QFETCH(QString, privilege);
        QFETCH(bool, isHeld);
        const Permissions permissions = Permissions::fromJson(object(
            R"({"/":{"Sys.Audit":0,"SDN.Use":1},"/vms":{"VM.Allocate":1,"VM.Audit":"0"},"/vms/666":{"VM.Audit":1},)"
            R"("/storage/local":{"Datastore.AllocateSpace":1}})"));
        QCOMPARE(permissions.has(path, privilege), isHeld);
    }

    void trap15_aTokenWithoutRightsSeesNothingAndNoError()
    {
        QVERIFY(Permissions::fromJson({}).isEmpty());
        QVERIFY(!Permissions::fromJson({}).has(u"/"_s, u"Sys.Audit"_s));
    }

    void aConfigurationAsText()
    {
        const ContainerConfig config = ContainerConfig::fromJson(
            object(R"({"hostname":"web","memory":512,"cpulimit":"1.5","unprivileged":1,"tags":"a;b",)"
                   R"("rootfs":"local-lvm:vm-105-disk-0,size=8G","lock":"backup","lxc":[["a","b"]],)"
                   R"("net0":"name=eth0,bridge=vmbr0,ip=192.0.2.5/24,type=veth"})"));
        QCOMPARE(config.hostname(), u"web"_s);
        QCOMPARE(config.values.value(u"memory"_s), u"512"_s);
        QCOMPARE(config.values.value(u"cpulimit"_s), u"1.5"_s);
        QVERIFY(config.isUnprivileged());
        QCOMPARE(config.tags(), (QStringList{u"a"_s, u"b"_s}));
        QCOMPARE(config.lock(), u"backup"_s);
        QCOMPARE(config.property(u"net0"_s).value(u"ip"_s), u"192.0.2.5/24"_s);
        QCOMPARE(config.property(u"rootfs"_s).value(QString()), u"local-lvm:vm-105-disk-0"_s);
    }

    void strangeValuesDoNoHarm()
    {
        for (const char *json :
             {R"({})", R"({"vmid":null,"maxmem":[],"tags":{},"uptime":"x","cpu":"","lock":7})",
              R"({"vmid":99999999999,"uptime":-1,"maxmem":1e300})"}) {
            const ContainerStatus status = ContainerStatus::fromJson(object(json));
            QVERIFY(!status.isRunning());
        }
        QCOMPARE(Version::fromJson(object(R"({"version":9.1})")).majorNumber(), 9);
    }
};

QTEST_GUILESS_MAIN(TestTypes)
#include "tst_types.moc"
