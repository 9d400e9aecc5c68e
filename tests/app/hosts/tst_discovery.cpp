#include "app/hosts/common/discovery.h"

#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace slipway::hosts;
using namespace Qt::Literals::StringLiterals;

namespace {

/// "KEY=value" a field, for one comparison.
QStringList shown(const std::vector<Credential> &fields)
{
    QStringList out;
    for (const Credential &field : fields)
        out.append(field.key + u'=' + field.value.revealText());
    return out;
}

/// "name type port status system [credentials]" a service.
QStringList shown(const ServiceList &list)
{
    QStringList out;
    for (const Service &service : list.services)
        out.append(u"%1 %2 %3 %4%5 [%6]"_s.arg(
            service.name, service.type, QString::number(service.port.value_or(0)), service.status,
            service.isSystem ? u" system"_s : QString(), shown(service.credentials).join(u' ')));
    return out;
}

} // namespace

class TestDiscovery : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void credentials_data();
    void credentials();
    void sockets();
    void cgroups_data();
    void cgroups();
    void units();
    void merging_data();
    void merging();
};

void TestDiscovery::credentials_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QStringList>("fields");
    const auto row = [](const char *name, const QByteArray &file, const QStringList &fields) {
        QTest::newRow(name) << file << fields;
    };
    row("plain", "USER=coder\nPASSWORD=x=y\n", {u"USER=coder"_s, u"PASSWORD=x=y"_s});
    row("no line end", "A=b", {u"A=b"_s});
    row("comments and blanks", "# note\n\n  A=b  \n", {u"A=b"_s});
    row("export", "export A=b\n", {u"A=b"_s});
    row("single quotes", "A='it is \\n $x'\n", {u"A=it is \\n $x"_s});
    row("double quotes", "A=\"a \\\"b\\\" \\$c \\`d\\` \\\\ \\n\\r.\"\n", {u"A=a \"b\" $c `d` \\ \n\r."_s});
    row("one quote only", "A=\"\nB='\n", {u"A=\""_s, u"B='"_s});
    row("escape at the end", "A=\"x\\\"\n", {u"A=x\\"_s});
    row("empty value", "A=\nB=\"\"\n", {u"A="_s, u"B="_s});
    row("not a line of ours", "just text\n=x\n1A=b\nbad key=x\n", {});
    row("the last one counts", "A=1\nB=2\nA=3\n", {u"A=3"_s, u"B=2"_s});
    row("CR LF", "A=b\r\nC=d\r\n", {u"A=b"_s, u"C=d"_s});
}

void TestDiscovery::credentials()
{
    QFETCH(QByteArray, file);
    QFETCH(QStringList, fields);
    QCOMPARE(shown(parseCredentials(file)), fields);
}

void TestDiscovery::sockets()
{
    const QByteArray tcp =
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
        "   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 26917 1 "
        "0 100 0 0 10 0\n"
        "   1: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 26918 1 "
        "0 100 0 0 10 0\n"
        "   2: 0200570A:1F90 0100570A:A1B2 01 00000000:00000000 00:00000000 00000000     0        0 26919 1 "
        "0 20 4 30 10 -1\n";
    QCOMPARE(listeningSockets(tcp), (QMap<quint64, int>{{26917, 8080}, {26918, 5432}}));
    const QByteArray tcp6 = "  sl  local_address                         remote_address                      "
                            "  st tx_queue rx_queue tr\n"
                            "   0: 00000000000000000000000000000000:0050 "
                            "00000000000000000000000000000000:0000 0A 00000000:00000000 "
                            "00:00000000 00000000     0        0 777 1 0 100 0 0 10 0\n";
    QCOMPARE(listeningSockets(tcp6), (QMap<quint64, int>{{777, 80}}));
    QVERIFY(listeningSockets("").isEmpty());
    QVERIFY(listeningSockets("garbage 1 2 0A x x x x x x\n").isEmpty());
}

void TestDiscovery::cgroups_data()
{
    QTest::addColumn<QByteArray>("cgroup");
    QTest::addColumn<QString>("unit");
    QTest::newRow("v2") << QByteArray("0::/lxc.payload.web/system.slice/foo.service\n") << u"foo"_s;
    QTest::newRow("v1") << QByteArray("9:pids:/lxc.payload.web/system.slice/a-b.service\n1:name=systemd:/x\n")
                        << u"a-b"_s;
    QTest::newRow("instance") << QByteArray("0::/lxc.payload.web/system.slice/system-c.slice/c@u.service\n")
                              << u"c@u"_s;
    QTest::newRow("none") << QByteArray("0::/lxc.payload.web\n") << QString();
}

void TestDiscovery::cgroups()
{
    QFETCH(QByteArray, cgroup);
    QFETCH(QString, unit);
    QCOMPARE(unitOfCgroup(cgroup), unit);
}

void TestDiscovery::units()
{
    const QByteArray listing = "code-server@coder.service loaded active running code-server\n"
                               "dbus.service loaded active running D-Bus System Message Bus\n"
                               "systemd-journald.service loaded active running Journal Service\n"
                               "e2scrub_all.service loaded inactive dead Online ext4\n"
                               "systemd-tmpfiles-setup.service loaded active exited Create Volatile Files\n"
                               "broken.service loaded failed failed A broken one\n"
                               "slow.service loaded activating start-pre A slow one\n"
                               "gone.service not-found inactive dead gone.service\n"
                               "web.socket loaded active listening A socket\n"
                               "\xe2\x97\x8f not a line\n";
    QCOMPARE(shown(ServiceList{parseUnits(listing), {}}),
             QStringList({u"code-server@coder systemd 0 running []"_s, u"dbus systemd 0 running system []"_s,
                          u"systemd-journald systemd 0 running system []"_s, u"broken systemd 0 error []"_s,
                          u"slow systemd 0 installing []"_s}));
}

void TestDiscovery::merging_data()
{
    QTest::addColumn<QByteArray>("units");
    QTest::addColumn<QList<Listener>>("listeners");
    QTest::addColumn<QByteArray>("credentials"); // NAME on its own line, then its fields
    QTest::addColumn<QStringList>("services");
    const QByteArray code = "code-server@coder.service loaded active running x\n";
    QTest::newRow("unit, its port, its credentials")
        << code << QList<Listener>{{8443, u"node"_s, u"code-server@coder"_s}}
        << QByteArray("[code-server]\nPASSWORD=x\n")
        << QStringList{u"code-server@coder systemd 8443 running [PASSWORD=x]"_s};
    QTest::newRow("lowest port of several, v4 and v6 once")
        << QByteArray() << QList<Listener>{{443, u"nginx"_s, {}}, {80, u"nginx"_s, {}}, {80, u"nginx"_s, {}}}
        << QByteArray() << QStringList{u"nginx process 80 running []"_s};
    QTest::newRow("credentials by PORT")
        << QByteArray() << QList<Listener>{{8080, u"httpd"_s, {}}} << QByteArray("[web]\nPORT=8080\n")
        << QStringList{u"web process 8080 running [PORT=8080]"_s};
    QTest::newRow("credentials of nothing that runs")
        << QByteArray() << QList<Listener>{} << QByteArray("[db]\nUSER=u\n")
        << QStringList{u"db process 0 stopped [USER=u]"_s};
    QTest::newRow("a system service somebody signs in to")
        << QByteArray("ssh.service loaded active running x\n") << QList<Listener>{{22, u"sshd"_s, u"ssh"_s}}
        << QByteArray("[ssh]\nUSER=u\n") << QStringList{u"ssh systemd 22 running [USER=u]"_s};
    QTest::newRow("the system's last")
        << QByteArray("cron.service loaded active running x\nzoo.service loaded active running x\n")
        << QList<Listener>{} << QByteArray()
        << QStringList{u"zoo systemd 0 running []"_s, u"cron systemd 0 running system []"_s};
}

void TestDiscovery::merging()
{
    QFETCH(QByteArray, units);
    QFETCH(QList<Listener>, listeners);
    QFETCH(QByteArray, credentials);
    QFETCH(QStringList, services);
    QMap<QString, std::vector<Credential>> files;
    if (!credentials.isEmpty())
        files.insert(QString::fromUtf8(credentials.sliced(1, credentials.indexOf(']') - 1)),
                     parseCredentials(credentials.sliced(credentials.indexOf('\n') + 1)));
    QCOMPARE(shown(mergeServices(parseUnits(units), listeners, files)), services);
}

QTEST_GUILESS_MAIN(TestDiscovery)
#include "tst_discovery.moc"
