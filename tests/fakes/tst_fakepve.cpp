// The life of a container as a client sees it: what is answered, in which shape, and what only a task tells.
#include "tests/fakes/fakepve.h"
#include "tests/fakes/fakepve/rawpve.h"
#include "tests/support/patience.h"
#include "tests/support/tsan.h"
#include <QRegularExpression>
#include <QTest>

using namespace slipway::fakes;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

class TestFakePve : public QObject
{
    Q_OBJECT

    static QByteArray createForm(int vmid, const QByteArray &more = {})
    {
        return "vmid=" + QByteArray::number(vmid) +
               "&ostemplate=" + QUrl::toPercentEncoding(FakePve::defaultTemplate()) +
               "&rootfs=local-lvm%3A8&memory=1024&unprivileged=1&hostname=web"
               "&net0=name%3Deth0%2Cbridge%3Dvmbr0%2Cip%3Ddhcp" +
               more;
    }

    static QStringList lines(const RawAnswer &answer)
    {
        QStringList list;
        const QJsonArray array = answer.data().toArray();
        for (const QJsonValue &value : array)
            list.append(u"%1 %2"_s.arg(value.toObject().value("n"_L1).toInt())
                            .arg(value.toObject().value("t"_L1).toString()));
        return list;
    }

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void answersLikePveproxy_data()
    {
        QTest::addColumn<int>("version");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("8")
            << 8 << QByteArray(R"({"data":{"release":"8.4","repoid":"2a5fa54a8503f96d","version":"8.4.1"}})");
        QTest::newRow("9")
            << 9 << QByteArray(R"({"data":{"release":"9.1","repoid":"42db4a6cf33dac83","version":"9.1.1"}})");
    }
    void answersLikePveproxy()
    {
        QFETCH(int, version);
        QFETCH(QByteArray, body);
        FakePve fake({.version = version});
        QVERIFY2(fake.errorString().isEmpty(), qPrintable(fake.errorString()));
        RawPve client(fake, RawPve::rootToken(fake));
        const RawAnswer answer = client.get("/version");
        QCOMPARE(answer.body, body);
        const QRegularExpression head(
            u"^HTTP/1\\.1 200 OK\r\nCache-Control: max-age=0\r\nConnection: Keep-Alive\r\n"
            "Date: [^\r]+ GMT\r\nPragma: no-cache\r\nServer: pve-api-daemon/3\\.0\r\n"
            "Content-Length: %1\r\nContent-Type: application/json;charset=UTF-8\r\n"
            "Expires: [^\r]+ GMT\r\n$"_s.arg(body.size()));
        QVERIFY2(head.match(QString::fromLatin1(answer.head)).hasMatch(), answer.head.constData());
        QCOMPARE(fake.violations(), QStringList());
    }

    void createsStartsStopsDeletes()
    {
        FakePve fake;
        RawPve client(fake, RawPve::rootToken(fake));
        QCOMPARE(client.get("/cluster/nextid").body, R"({"data":"100"})");
        const QString upid = client.post("/nodes/pve/lxc", createForm(100)).text();
        static const QRegularExpression shape(
            u"^UPID:pve:[0-9A-F]{8}:[0-9A-F]{8,9}:[0-9A-F]{8}:vzcreate:100:root@pam!t:$"_s);
        QVERIFY2(shape.match(upid).hasMatch(), qPrintable(upid));
        QCOMPARE(client.waitForTask(upid), u"OK"_s);
        QCOMPARE(client.get("/cluster/nextid").text(), u"101"_s);

        const QJsonObject config = client.get("/nodes/pve/lxc/100/config").data().toObject();
        QCOMPARE(config.value("memory"_L1), QJsonValue(1024));
        QCOMPARE(config.value("unprivileged"_L1), QJsonValue(1));
        QCOMPARE(config.value("rootfs"_L1).toString(), u"local-lvm:vm-100-disk-0,size=8G"_s);
        QCOMPARE(client.get("/nodes/pve/lxc/100/interfaces").body, R"({"data":null})");
        const QJsonObject idle = client.get("/nodes/pve/lxc/100/status/current").data().toObject();
        QCOMPARE(idle.value("status"_L1).toString(), u"stopped"_s);
        for (const char *figure :
             {"cpu", "mem", "disk", "netin", "netout", "diskread", "diskwrite", "uptime"})
            QCOMPARE(idle.value(QLatin1StringView(figure)), QJsonValue(0));

        QCOMPARE(client.waitForTask(client.post("/nodes/pve/lxc/100/status/start").text()), u"OK"_s);
        QCOMPARE(client.post("/nodes/pve/lxc/100/status/start").reason(), u"CT 100 already running"_s);
        const QJsonArray interfaces = client.get("/nodes/pve/lxc/100/interfaces").data().toArray();
        const QJsonArray addresses = interfaces.at(1).toObject().value("ip-addresses"_L1).toArray();
        QCOMPARE(addresses.size(), 2);
        QVERIFY(addresses.at(0).toObject().value("ip-address"_L1).toString().startsWith("fe80:"_L1));
        QCOMPARE(addresses.at(1).toObject().value("ip-address-type"_L1).toString(), u"inet"_s);

        QCOMPARE(client.call("DELETE", "/nodes/pve/lxc/100").reason(),
                 u"unable to destroy CT 100 - container is running"_s);
        QCOMPARE(client.waitForTask(client.post("/nodes/pve/lxc/100/status/shutdown", "timeout=5").text()),
                 u"OK"_s);
        QCOMPARE(client.waitForTask(client.call("DELETE", "/nodes/pve/lxc/100", "purge=1").text()), u"OK"_s);
        QCOMPARE(client.get("/nodes/pve/lxc/100/status/current").reason(),
                 u"Configuration file 'nodes/pve/lxc/100.conf' does not exist"_s);
        QVERIFY(fake.containers().isEmpty());
        QCOMPARE(fake.violations(), QStringList());
    }

    void readsTheLogByOffset()
    {
        FakePve fake;
        RawPve client(fake, RawPve::rootToken(fake));
        fake.inject(PveFault::taskHangs());
        fake.inject(PveFault::taskBurst(120));
        const QString upid = client.post("/nodes/pve/lxc", createForm(100)).text();
        const QByteArray log = "/nodes/pve/tasks/" + upid.toLatin1() + "/log";
        const QStringList first = lines(client.get(log));
        QCOMPARE(first.size(), 50);
        QCOMPARE(first.constFirst(), u"1 progress 1 of 120"_s);
        QCOMPARE(lines(client.get(log, "start=50&limit=2")),
                 (QStringList{u"51 progress 51 of 120"_s, u"52 progress 52 of 120"_s}));
        QVERIFY(lines(client.get(log, "start=0&limit=0")).size() >= 120);
        QCOMPARE(client.get("/nodes/pve/tasks/" + upid.toLatin1() + "/status")
                     .data()
                     .toObject()
                     .value("status"_L1)
                     .toString(),
                 u"running"_s);
        fake.finishTask(upid);
        QCOMPARE(client.waitForTask(upid), u"OK"_s);
        QCOMPARE(lines(client.get(log, "start=120&limit=500")).constLast().section(u' ', 1), u"TASK OK"_s);
        QCOMPARE(lines(client.get(log, "start=500")), QStringList());
        QCOMPARE(fake.violations(), QStringList());
    }

    void anEmptyLogSaysSo()
    {
        FakePve fake;
        fake.addContainer({.vmid = 100});
        fake.inject(PveFault::taskHangs());
        RawPve client(fake, RawPve::rootToken(fake));
        const QString upid = client.post("/nodes/pve/lxc/100/status/start").text();
        QCOMPARE(client.get("/nodes/pve/tasks/" + upid.toLatin1() + "/log").body,
                 R"({"data":[{"n":1,"t":"no content"}],"total":1})");
        QCOMPARE(client.call("DELETE", "/nodes/pve/tasks/" + upid.toLatin1()).body, R"({"data":null})");
        QCOMPARE(client.waitForTask(upid), u"received interrupt"_s);
    }
};

QTEST_GUILESS_MAIN(TestFakePve)
#include "tst_fakepve.moc"
