// What the stand-in refuses for its parameters, and in which words: a row for each rule.
#include "tests/fakes/fakepve.h"
#include "tests/fakes/fakepve/rawpve.h"
#include <QRegularExpression>
#include <QTest>

using namespace slipway::fakes;
using namespace Qt::Literals::StringLiterals;

class TestFakePveRules : public QObject
{
    Q_OBJECT

    std::unique_ptr<FakePve> m_eight, m_nine;

    static QMap<QByteArray, QByteArray> goodCreate()
    {
        return {{"vmid", "500"},
                {"ostemplate", FakePve::defaultTemplate().toUtf8()},
                {"rootfs", "local-lvm:8"},
                {"unprivileged", "1"},
                {"net0", "name=eth0,bridge=vmbr0,ip=dhcp"}};
    }

    static QByteArray form(const QMap<QByteArray, QByteArray> &values)
    {
        QByteArrayList pairs;
        for (auto value = values.begin(); value != values.end(); ++value)
            pairs.append(value.key().toPercentEncoding() + '=' + value.value().toPercentEncoding());
        return pairs.join('&');
    }

private slots:
    void initTestCase()
    {
        m_eight = std::make_unique<FakePve>();
        m_nine = std::make_unique<FakePve>(FakePveOptions{.version = 9});
        QVERIFY2(m_eight->errorString().isEmpty(), qPrintable(m_eight->errorString()));
    }
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    // Each row is a good create with one value changed ("" stands for left out).
    void create_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("error"); // empty: accepted
        const auto row = [](const char *name, const char *value, const QString &error = {}) {
            QTest::newRow(QByteArray(QByteArray(name) + '=' + value).constData())
                << QByteArray(name) << QByteArray(value) << error;
        };
        const QString unknown =
            u"property is not defined in schema and the schema does not allow additional properties"_s;
        const auto format = [](const QString &text) { return u"invalid format - %1\n"_s.arg(text); };
        const auto inside = [](const QString &key, const QString &text) {
            return u"invalid format - format error\n%1: %2\n"_s.arg(key, text);
        };
        row("foo", "1", unknown);
        row("net32", "name=eth0", unknown);
        row("net01", "name=eth0", unknown);
        row("vmid", "", u"property is missing and it is not optional"_s);
        row("ostemplate", "", u"property is missing and it is not optional"_s);
        row("vmid", "99", format(u"value does not look like a valid VM ID"_s));
        row("vmid", "1000000000", format(u"value does not look like a valid VM ID"_s));
        row("vmid", "abc", u"type check ('integer') failed - got 'abc'"_s);
        row("memory", "15", u"value must have a minimum value of 16"_s);
        row("memory", "1g", u"type check ('integer') failed - got '1g'"_s);
        row("cores", "0", u"value must have a minimum value of 1"_s);
        row("cores", "8193", u"value must have a maximum value of 8192"_s);
        row("cpulimit", "1.5");
        row("cpulimit", "much", u"type check ('number') failed - got 'much'"_s);
        row("onboot", "1");
        row("onboot", "true", u"type check ('boolean') failed - got 'true'"_s);
        row("unprivileged", "yes", u"type check ('boolean') failed - got 'yes'"_s);
        row("start", "2", u"type check ('boolean') failed - got '2'"_s);
        row("password", "1234", u"value must be at least 5 characters long"_s);
        row("password", "a=b;c+d&e%f");
        row("hostname", "web-1.example.org");
        row("hostname", "web_1", format(u"value does not look like a valid DNS name"_s));
        row("hostname", "-web", format(u"value does not look like a valid DNS name"_s));
        row("ostype", "windows",
            u"value 'windows' does not have a value in the enumeration 'debian, devuan, ubuntu, centos, "
            u"fedora, "
            "opensuse, archlinux, alpine, gentoo, nixos, unmanaged'"_s);
        row("storage", "x", format(u"storage ID 'x' cannot be shorter than 2 characters"_s));
        row("storage", "a b", format(u"storage ID 'a b' contains illegal characters"_s));
        row("pool", "a b", format(u"value 'a b' does not look like a valid pool name"_s));
        row("tags", "web;prod");
        row("tags", "we/b", format(u"invalid characters in tag"_s));
        row("nameserver", "1.1.1.1 fe80::1");
        row("nameserver", "dns", format(u"value does not look like a valid IP address"_s));
        row("searchdomain", "example.org");
        row("timezone", "Europe/Vienna");
        row("timezone", "Mars/Base", format(u"invalid time zone 'Mars/Base'"_s));
        row("unique", "1", {}); // needs "restore": see below
        row("net0", "name=eth0,bridge=vmbr0,ip=10.77.0.5/16,gw=10.77.0.1,tag=12,firewall=1");
        row("net0", "name=eth0,bridge=vmbr0,firewall=yes");
        row("net0", "bridge=vmbr0,ip=dhcp",
            inside(u"net0.name"_s, u"property is missing and it is not optional"_s));
        row("net0", "name=eth0,ip=10.77.0.5",
            inside(u"net0.ip"_s,
                   u"invalid format - value does not look like a valid ipv4 network configuration\n"_s));
        row("net0", "name=eth0,ip=10.77.0.5/33",
            inside(u"net0.ip"_s,
                   u"invalid format - value does not look like a valid ipv4 network configuration\n"_s));
        row("net0", "name=eth0,gw=10.77.0",
            inside(u"net0.gw"_s, u"invalid format - value does not look like a valid IPv4 address\n"_s));
        row("net0", "name=eth0,tag=4095",
            inside(u"net0.tag"_s, u"value must have a maximum value of 4094"_s));
        row("net0", "name=eth0,hwaddr=01:00:00:00:00:00",
            inside(u"net0.hwaddr"_s,
                   u"invalid format - value does not look like a valid unicast MAC address\n"_s));
        row("net0", "name=eth0,vlan=3", format(u"invalid key in comma-separated list property: vlan"_s));
        row("net0", "name=eth0,name=eth1", format(u"duplicate key in comma-separated list property: name"_s));
        row("net0", "eth0", format(u"value without key, but schema does not define a default key"_s));
        row("rootfs", "local-lvm:8,size=8G");
        row("rootfs", "local-lvm:8,size=big",
            inside(u"rootfs.size"_s,
                   u"invalid format - value does not look like a valid disk size: big\n"_s));
        row("rootfs", "local-lvm:8,mp=/data", format(u"invalid key in comma-separated list property: mp"_s));
        row("mp0", "local-lvm:4", inside(u"mp0.mp"_s, u"property is missing and it is not optional"_s));
        row("features", "nesting=1");
        row("features", "nesting=maybe",
            inside(u"features.nesting"_s, u"type check ('boolean') failed - got 'maybe'"_s));
        row("features", "docker=1", format(u"invalid key in comma-separated list property: docker"_s));
        row("dev0", "path=/etc/passwd",
            inside(u"dev0.path"_s, u"invalid format - /etc/passwd is not a valid device path\n"_s));
        row("entrypoint", "/sbin/init", unknown); // of 9
        row("ha-managed", "0", unknown);
    }
    void create()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, value);
        QFETCH(QString, error);
        QMap<QByteArray, QByteArray> values = goodCreate();
        values.insert(name, value);
        if (value.isEmpty())
            values.remove(name);
        if (name == "unique")
            error = u"missing property required by 'unique'"_s;
        RawPve client(*m_eight, RawPve::rootToken(*m_eight));
        const qsizetype before = m_eight->violations().size();
        const RawAnswer answer = client.post("/nodes/pve/lxc", form(values));
        if (error.isEmpty()) {
            QCOMPARE(m_eight->violations().size(), before);
            QVERIFY2(answer.error(name.constData()).isEmpty(), answer.body.constData());
            if (answer.status() == 200)
                QVERIFY(!client.waitForTask(answer.text()).isEmpty());
            if (m_eight->container(500))
                client.waitForTask(client.call("DELETE", "/nodes/pve/lxc/500", "force=1").text());
            return;
        }
        QCOMPARE(answer.reason(), u"Parameter verification failed."_s);
        QCOMPARE(answer.status(), 400);
        QVERIFY(answer.closed);
        const QByteArray field = name == "unique" ? QByteArray("restore") : name;
        QCOMPARE(answer.error(field.constData()), error);
        QVERIFY(answer.json().contains("data"_L1) && answer.data().isNull());
        QVERIFY(!answer.json().contains("message"_L1));
        QVERIFY2(m_eight->violations().constLast().startsWith("POST /nodes/pve/lxc: "_L1),
                 qPrintable(m_eight->violations().constLast()));
        QVERIFY(m_eight->containers().isEmpty());
    }

    void nineKnowsMoreAndSaysTheMessageInTheBody()
    {
        RawPve client(*m_nine, RawPve::rootToken(*m_nine));
        QMap<QByteArray, QByteArray> values = goodCreate();
        values.insert("ha-managed", "0");
        values.insert("foo", "1");
        const RawAnswer answer = client.post("/nodes/pve/lxc", form(values));
        QCOMPARE(
            answer.body,
            R"({"data":null,"errors":{"foo":"property is not defined in schema and the schema does not allow )"
            R"(additional properties"},"message":"Parameter verification failed.\n"})");
    }

    void otherCalls_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("values");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<QString>("field");
        const QString verification = u"Parameter verification failed."_s;
        const auto row = [](const char *name, const char *method, const char *path, const char *values,
                            int status, const QString &reason, const QString &field = {}) {
            QTest::newRow(name) << QByteArray(method) << QByteArray(path) << QByteArray(values) << status
                                << reason << field;
        };
        row("unknown path", "GET", "/nodes/pve/nothing", "", 501,
            u"Method 'GET /nodes/pve/nothing' not implemented"_s);
        row("unknown method", "PUT", "/nodes/pve/lxc", "", 501,
            u"Method 'PUT /nodes/pve/lxc' not implemented"_s);
        row("unknown node", "GET", "/nodes/pvx/lxc", "", 500,
            u"hostname lookup 'pvx' failed - failed to get address info for: pvx: Name or service not known"_s);
        row("vmid in the path", "GET", "/nodes/pve/lxc/7/config", "", 400, verification, u"vmid"_s);
        row("path and parameter differ", "GET", "/nodes/pve/lxc/700/config", "vmid=701", 400, verification,
            u"vmid"_s);
        row("DELETE with an unknown parameter", "DELETE", "/nodes/pve/lxc/700", "purge=1&now=1", 400,
            verification, u"now"_s);
        row("DELETE with a word", "DELETE", "/nodes/pve/lxc/700", "purge=true", 400, verification,
            u"purge"_s);
        row("shutdown in the past", "POST", "/nodes/pve/lxc/700/status/shutdown", "timeout=-1", 400,
            verification, u"timeout"_s);
        row("no such thing", "POST", "/nodes/pve/lxc/700/status/stop", "", 500, u"CT 700 not running"_s);
        row("nextid is taken", "GET", "/cluster/nextid", "vmid=900", 400, verification, u"vmid"_s);
        row("nextid too low", "GET", "/cluster/nextid", "vmid=1", 400, verification, u"vmid"_s);
        row("resources of what", "GET", "/cluster/resources", "type=lxc", 400, verification, u"type"_s);
        row("network of 9", "GET", "/nodes/pve/network", "type=include_sdn", 400, verification, u"type"_s);
        row("content of a storage", "GET", "/nodes/pve/storage/local/content", "content=templates", 400,
            verification, u"content"_s);
        row("storage unknown", "GET", "/nodes/pve/storage/nope/content", "", 500,
            u"storage 'nope' does not exist"_s);
        row("a url without its scheme", "POST", "/nodes/pve/storage/local/download-url",
            "url=ftp%3A//x&content=vztmpl&filename=a.tar.zst", 400, verification, u"url"_s);
        row("checksum alone", "POST", "/nodes/pve/storage/local/download-url",
            "url=http%3A//x/a&content=vztmpl&filename=a.tar.zst&checksum=00", 400, verification,
            u"checksum-algorithm"_s);
        row("appliance unknown", "POST", "/nodes/pve/aplinfo", "storage=local&template=x.tar.zst", 400,
            verification, u"template"_s);
        row("snapshot without a name", "POST", "/nodes/pve/lxc/900/snapshot", "", 400, verification,
            u"snapname"_s);
        row("resize of what", "PUT", "/nodes/pve/lxc/900/resize", "disk=mp256&size=%2B1G", 400, verification,
            u"disk"_s);
        row("shrink", "PUT", "/nodes/pve/lxc/900/resize", "disk=rootfs&size=1G", 500,
            u"unable to shrink disk size"_s);
        row("a task of nobody", "GET", "/nodes/pve/tasks/UPID:pve:1/status", "", 500,
            u"unable to parse worker upid 'UPID:pve:1'"_s);
        row("a task of another node", "GET",
            "/nodes/pve/tasks/UPID:two:00000001:123456789:00000001:vzstart:100:root@pam:/status", "", 400,
            verification, u"upid"_s);
        row("log from before", "GET", "/nodes/pve/tasks/x/log", "start=-1", 400, verification, u"start"_s);
        row("skiplock for a token", "POST", "/nodes/pve/lxc/900/status/start", "skiplock=1", 400,
            verification, u"skiplock"_s);
        row("read-only option", "PUT", "/nodes/pve/lxc/900/config", "unprivileged=0", 500,
            u"unable to modify read-only option: 'unprivileged'"_s);
    }
    void otherCalls()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, values);
        QFETCH(int, status);
        QFETCH(QString, reason);
        QFETCH(QString, field);
        m_eight->addContainer({.vmid = 900, .config = {{u"rootfs"_s, u"local-lvm:vm-900-disk-0,size=8G"_s}}});
        RawPve client(*m_eight, RawPve::rootToken(*m_eight));
        const RawAnswer answer = client.call(method, path, values);
        QCOMPARE(answer.reason(), reason);
        QCOMPARE(answer.status(), status);
        QVERIFY(answer.closed);
        if (!field.isEmpty())
            QVERIFY2(!answer.error(field.toLatin1().constData()).isEmpty(), answer.body.constData());
    }

    void theReadCallsOfAClientPass_data()
    {
        QTest::addColumn<QByteArray>("path");
        for (const char *path : {"/version",
                                 "/nodes",
                                 "/nodes/pve/status",
                                 "/nodes/pve/version",
                                 "/cluster/nextid",
                                 "/cluster/nextid?vmid=950",
                                 "/cluster/resources?type=vm",
                                 "/cluster/resources",
                                 "/cluster/status",
                                 "/cluster/tasks",
                                 "/access/permissions",
                                 "/access/permissions?path=/vms",
                                 "/pools",
                                 "/nodes/pve/storage",
                                 "/nodes/pve/storage?content=rootdir&enabled=1",
                                 "/nodes/pve/storage/local/status",
                                 "/nodes/pve/storage/local/content?content=vztmpl",
                                 "/nodes/pve/network?type=any_bridge",
                                 "/nodes/pve/aplinfo",
                                 "/nodes/pve/lxc",
                                 "/nodes/pve/lxc/900",
                                 "/nodes/pve/lxc/900/config",
                                 "/nodes/pve/lxc/900/config?current=1",
                                 "/nodes/pve/lxc/900/interfaces",
                                 "/nodes/pve/lxc/900/status",
                                 "/nodes/pve/lxc/900/status/current",
                                 "/nodes/pve/lxc/900/snapshot",
                                 "/nodes/pve/tasks?vmid=900&source=all",
                                 "/nodes/pve/query-url-metadata?url=http%3A%2F%2Fx%2Fa.tar.zst"})
            QTest::newRow(path) << QByteArray(path);
    }
    void theReadCallsOfAClientPass()
    {
        QFETCH(QByteArray, path);
        for (FakePve *fake : {m_eight.get(), m_nine.get()}) {
            fake->addContainer({.vmid = 900});
            RawPve client(*fake, RawPve::rootToken(*fake));
            const qsizetype before = fake->violations().size();
            const RawAnswer answer = client.get(path);
            QVERIFY2(answer.status() == 200, answer.head.constData());
            QVERIFY(answer.json().contains("data"_L1));
            QCOMPARE(fake->violations().size(), before);
        }
    }
};

QTEST_GUILESS_MAIN(TestFakePveRules)
#include "tst_fakepverules.moc"
