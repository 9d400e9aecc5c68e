// The manners on the wire, who may come in, what they may do, and what breaks there on demand. Byte by byte.
#include "tests/fakes/fakepve.h"
#include "tests/fakes/fakepve/rawpve.h"
#include "tests/fakes/fakepve/wire.h"
#include "tests/support/patience.h"
#include "tests/support/tsan.h"
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QTest>

using namespace slipway::fakes;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

class TestFakePveWire : public QObject
{
    Q_OBJECT

    static QByteArray session(const QJsonObject &ticket)
    {
        return "Cookie: PVEAuthCookie=" + QUrl::toPercentEncoding(ticket.value("ticket"_L1).toString()) +
               "\r\nCSRFPreventionToken: " + ticket.value("CSRFPreventionToken"_L1).toString().toLatin1() +
               "\r\n";
    }

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void decodesAFormAsTheyDo_data()
    {
        QTest::addColumn<QByteArray>("form");
        QTest::addColumn<QString>("value"); // of "a"
        QTest::newRow("plain") << QByteArray("a=1&b=2") << u"1"_s;
        QTest::newRow("semicolon splits") << QByteArray("b=2;a=1;c=3") << u"1"_s;
        QTest::newRow("raw semicolon cuts") << QByteArray("a=x;y") << u"x"_s;
        QTest::newRow("second raw = cuts") << QByteArray("a=name=eth0,ip=dhcp") << u"name"_s;
        QTest::newRow("plus is a space") << QByteArray("a=x+y") << u"x y"_s;
        QTest::newRow("encoded") << QByteArray("a=%3D%3B%2B%26%25") << u"=;+&%"_s;
        QTest::newRow("a lone percent stays") << QByteArray("a=100%25") << u"100%"_s;
        QTest::newRow("utf-8") << QByteArray("a=%C3%BC") << u"ü"_s;
        QTest::newRow("empty") << QByteArray("a=") << QString(u""_s);
    }
    void decodesAFormAsTheyDo()
    {
        QFETCH(QByteArray, form);
        QTEST(pve::decodeForm(form).value(u"a"_s), "value");
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("statusLine");
        const auto row = [](const char *name, const QByteArray &request, const char *line) {
            QTest::newRow(name) << request << QByteArray(line);
        };
        row("chunked",
            "POST /api2/json/nodes/pve/lxc HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 501 chunked transfer encoding not supported");
        row("DELETE with a body",
            "DELETE /api2/json/nodes/pve/lxc/100 HTTP/1.1\r\n@Content-Length: 7\r\n\r\npurge=1",
            "HTTP/1.1 501 Unexpected content for method 'DELETE'");
        row("GET with a body", "GET /api2/json/version HTTP/1.1\r\n@Content-Length: 1\r\n\r\nx",
            "HTTP/1.1 501 Unexpected content for method 'GET'");
        row("too large", "POST /api2/json/nodes/pve/lxc HTTP/1.1\r\n@Content-Length: 524289\r\n\r\n",
            "HTTP/1.1 501 for data too large");
        row("PATCH", "PATCH /api2/json/version HTTP/1.1\r\n\r\n",
            "HTTP/1.1 501 method 'PATCH' not available");
        row("multipart",
            "POST /api2/json/nodes/pve/lxc HTTP/1.1\r\n@Content-Type: text/plain\r\nContent-Length: "
            "1\r\n\r\nx",
            "HTTP/1.1 506 upload 'Content-Type 'text/plain' not implemented");
        row("not the API", "GET /api2/xml/version HTTP/1.1\r\n\r\n", "HTTP/1.1 501 no such uri");
        row("nonsense", "HELLO\r\n\r\n", "HTTP/1.0 400 bad request");
        row("nobody", "GET /api2/json/version HTTP/1.1\r\n\r\n", "HTTP/1.1 401 No ticket");
        row("no such user", "GET /api2/json/version HTTP/1.1\r\nAuthorization: PVEAPIToken=x@pam!t=1\r\n\r\n",
            "HTTP/1.1 401 no such user ('x@pam')");
        row("no such token",
            "GET /api2/json/version HTTP/1.1\r\nAuthorization: PVEAPIToken=root@pam!x=1\r\n\r\n",
            "HTTP/1.1 401 no such token 'x' for user 'root@pam'");
        row("wrong secret",
            "GET /api2/json/version HTTP/1.1\r\nAuthorization: PVEAPIToken=root@pam!t=1\r\n\r\n",
            "HTTP/1.1 401 invalid token value!");
        row("wrong ticket",
            "GET /api2/json/version HTTP/1.1\r\nCookie: PVEAuthCookie=PVE:root@pam:1::x\r\n\r\n",
            "HTTP/1.1 401 permission denied - invalid PVE ticket");
    }
    void refuses()
    {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, statusLine);
        FakePve fake;
        const QByteArray token = RawPve::rootToken(fake);
        RawPve client(fake);
        const RawAnswer answer =
            client.exchange(request.replace("@", request.contains("@Content") ? token : "@"));
        QCOMPARE(answer.head.left(answer.head.indexOf("\r\n")), statusLine);
        QVERIFY(!answer.head.contains("\r\nContent-Length"));
        QVERIFY(!answer.head.contains("\r\nContent-Type"));
        QCOMPARE(answer.body, "");
        QVERIFY(answer.closed);
        QCOMPARE(answer.header("Connection"), "close");
    }

    void holdsBackA401()
    {
        FakePve fake({.heldBack401 = 300ms});
        RawPve client(fake);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(client.get("/version").status(), 401);
        QVERIFY(timer.elapsed() >= 290);
        const RawAnswer login = client.post("/access/ticket", "username=root%40pam&password=wrong");
        QCOMPARE(login.reason(), u"authentication failure"_s);
        QCOMPARE(login.body, R"({"data":null})"); // refused by the API, not in front of it
        QVERIFY(timer.elapsed() >= 590);
    }

    void closesAfterSoManyRequests()
    {
        FakePve fake({.requestsPerConnection = 3});
        RawPve client(fake, RawPve::rootToken(fake));
        QVERIFY(!client.get("/version").closed);
        QVERIFY(!client.get("/version").closed);
        QVERIFY(client.get("/version").closed);
        QCOMPARE(fake.connectionCount(), 1);
    }

    void closesWhenIdle()
    {
        FakePve fake({.idleClose = 200ms});
        RawPve client(fake, RawPve::rootToken(fake));
        QVERIFY(!client.get("/version").closed);
        QVERIFY(client.socket().state() == QAbstractSocket::UnconnectedState ||
                client.socket().waitForDisconnected(RawPve::patience));
        QTRY_COMPARE(fake.openConnections(), 0);
    }

    void packsLongAnswers()
    {
        FakePve fake;
        RawPve client(fake, "Accept-Encoding: gzip, deflate\r\n" + RawPve::rootToken(fake));
        const RawAnswer packed = client.get("/nodes/pve/aplinfo");
        QCOMPARE(packed.header("Content-Encoding"), "gzip");
        QVERIFY(packed.body.startsWith("\x1f\x8b\x08"));
        QVERIFY(client.get("/version").header("Content-Encoding").isEmpty());
        // And what was packed can be unpacked by others.
        FakePve plain({.tls = false});
        QNetworkAccessManager network;
        QNetworkRequest request(plain.url(u"/api2/json/nodes/pve/aplinfo"_s));
        request.setRawHeader("Authorization", plain.addToken(u"root@pam"_s, u"t"_s, false));
        std::unique_ptr<QNetworkReply> reply(network.get(request));
        QTRY_VERIFY(reply->isFinished());
        const QJsonArray list = QJsonDocument::fromJson(reply->readAll()).object().value("data"_L1).toArray();
        QCOMPARE(list.size(), 3);
    }

    void ticketsLiveTwoHoursAndRenewThemselves()
    {
        FakePve fake;
        RawPve client(fake);
        const QJsonObject first =
            client.post("/access/ticket", "username=root%40pam&password=fakepve-root").data().toObject();
        QVERIFY(first.value("ticket"_L1).toString().startsWith("PVE:root@pam:"_L1));
        client.setAuthorization(session(first));
        QCOMPARE(client.get("/version").status(), 200);
        fake.addContainer({.vmid = 100});
        QCOMPARE(client.post("/nodes/pve/lxc/100/status/start").status(), 200);
        client.setAuthorization(
            "Cookie: PVEAuthCookie=" + QUrl::toPercentEncoding(first.value("ticket"_L1).toString()) + "\r\n");
        QCOMPARE(client.get("/version").status(), 200); // reads need no second token
        QCOMPARE(client.post("/nodes/pve/lxc/100/status/stop").reason(),
                 u"Permission denied - invalid csrf token"_s);

        const QByteArray renewal =
            "username=root%40pam&password=" + QUrl::toPercentEncoding(first.value("ticket"_L1).toString());
        fake.advanceClock(7000s);
        const QJsonObject second = client.post("/access/ticket", renewal).data().toObject();
        QVERIFY(!second.isEmpty());
        fake.advanceClock(300s);
        QCOMPARE(client.get("/version").reason(), u"permission denied - invalid PVE ticket"_s);
        QCOMPARE(client.post("/access/ticket", renewal).reason(), u"authentication failure"_s);
        client.setAuthorization(session(second));
        QCOMPARE(client.get("/version").status(), 200);
        fake.expireTickets();
        QCOMPARE(client.get("/version").status(), 401);
        QCOMPARE(fake.violations(), QStringList());
    }

    void asksForTheSecondFactor()
    {
        FakePve fake;
        fake.setOneTimePassword(u"root@pam"_s, u"123456"_s);
        RawPve client(fake);
        const QJsonObject half =
            client.post("/access/ticket", "username=root%40pam&password=fakepve-root").data().toObject();
        QCOMPARE(half.value("NeedTFA"_L1), QJsonValue(1));
        client.setAuthorization(session(half));
        QCOMPARE(client.get("/version").reason(), u"No ticket"_s); // it is no session yet
        const QByteArray challenge = QUrl::toPercentEncoding(half.value("ticket"_L1).toString());
        const QByteArray start = "username=root%40pam&tfa-challenge=" + challenge + "&password=totp%3A";
        QCOMPARE(client.post("/access/ticket", start + "000000").status(), 401);
        client.setAuthorization(session(client.post("/access/ticket", start + "123456").data().toObject()));
        QCOMPARE(client.get("/version").status(), 200);
    }

    void aSeparatedTokenSeesNothingAndMayNothing()
    {
        FakePve fake;
        fake.addContainer({.vmid = 100});
        fake.addPool(u"prod"_s);
        RawPve client(fake, "Authorization: " + fake.addToken(u"root@pam"_s, u"s"_s) + "\r\n");
        for (const char *path : {"/nodes/pve/lxc", "/nodes/pve/storage", "/cluster/resources?type=vm",
                                 "/pools", "/nodes/pve/network?type=any_bridge"})
            QCOMPARE(client.get(path).body, R"({"data":[]})");
        QCOMPARE(client.get("/access/permissions").body, R"({"data":{}})");
        QCOMPARE(client.get("/nodes/pve/lxc/100/status/current").reason(),
                 u"Permission check failed (/vms/100, VM.Audit)"_s);
        QCOMPARE(client.call("DELETE", "/nodes/pve/lxc/100").reason(),
                 u"Permission check failed (/vms/100, VM.Allocate)"_s);
        QCOMPARE(client.post("/nodes/pve/lxc", RawPve::createForm(101)).reason(),
                 u"Permission check failed"_s);

        const QString who = u"root@pam!s"_s;
        const auto refusal = [&](const QByteArray &more = {}) {
            return client.post("/nodes/pve/lxc", RawPve::createForm(101) + more).reason();
        };
        fake.grant(who, u"/vms"_s, {u"VM.Allocate"_s, u"VM.Audit"_s});
        QCOMPARE(refusal(), u"Permission check failed (/vms/101, VM.Config.Network)"_s);
        fake.grant(who, u"/vms"_s, {u"VM.Allocate"_s, u"VM.Audit"_s, u"VM.Config.Network"_s});
        QCOMPARE(refusal(), u"Permission check failed (/sdn/zones/localnetwork/vmbr0, SDN.Use)"_s);
        fake.grant(who, u"/sdn"_s, {u"SDN.Use"_s});
        QCOMPARE(refusal(), u"Permission check failed (/vms/101, VM.Config.Disk)"_s);
        fake.grant(who, u"/vms"_s,
                   {u"VM.Allocate"_s, u"VM.Audit"_s, u"VM.Config.Network"_s, u"VM.Config.Disk"_s,
                    u"VM.Config.Options"_s});
        QVERIFY(refusal().startsWith("Permission check failed (/storage/local, "_L1));
        fake.grant(who, u"/storage/local"_s, {u"Datastore.Audit"_s});
        QCOMPARE(refusal(), u"Permission check failed (/storage/local-lvm, Datastore.AllocateSpace)"_s);
        fake.grant(who, u"/storage/local-lvm"_s, {u"Datastore.AllocateSpace"_s});
        QCOMPARE(
            refusal("&features=keyctl%3D1%2Cnesting%3D1"),
            u"Permission check failed (changing feature flags (except nesting) is only allowed for root@pam)"_s);
        QCOMPARE(refusal("&mp0=%2Fsrv%2Cmp%3D%2Fsrv"),
                 u"Permission check failed (mount point type bind is only allowed for root@pam)"_s);
        QCOMPARE(client.waitForTask(
                     client.post("/nodes/pve/lxc", RawPve::createForm(101) + "&features=nesting%3D1").text()),
                 u"OK"_s);
        QCOMPARE(client.get("/access/permissions", "path=/sdn").body, R"({"data":{"/sdn":{"SDN.Use":1}}})");
        QCOMPARE(
            client.post("/nodes/pve/lxc", RawPve::createForm(102).replace("unprivileged=1", "unprivileged=0"))
                .reason(),
            u"Permission check failed (/, Sys.Modify)"_s);
        QCOMPARE(fake.violations(), QStringList());
    }

    void faultsOnTheWire()
    {
        FakePve fake;
        fake.addContainer({.vmid = 100});
        const QByteArray token = RawPve::rootToken(fake);
        RawPve client(fake, token);
        fake.inject(PveFault::answer(596, u"Broken pipe"_s).on(u"GET"_s, u"/version"_s).after(1).times(2));
        QCOMPARE(client.get("/version").status(), 200);
        const RawAnswer answer = client.get("/version");
        QCOMPARE(answer.head.left(answer.head.indexOf("\r\n")), "HTTP/1.1 596 Broken pipe");
        QCOMPARE(answer.body, "");
        QCOMPARE(client.get("/version").status(), 596);
        QCOMPARE(client.get("/version").status(), 200);

        fake.inject(PveFault::cut(20).on(u"POST"_s, u".*/status/start"_s));
        const RawAnswer cut = client.post("/nodes/pve/lxc/100/status/start");
        QVERIFY(cut.body.size() <= 20);
        QVERIFY(cut.closed);
        QTRY_VERIFY(fake.container(100)->running); // the call took effect all the same

        fake.inject(PveFault::notVisibleYet(2));
        for (int i = 0; i < 2; ++i)
            QCOMPARE(client.get("/nodes/pve/lxc/100/config").reason(),
                     u"Configuration file 'nodes/pve/lxc/100.conf' does not exist"_s);
        QCOMPARE(client.get("/nodes/pve/lxc/100/config").status(), 200);

        fake.inject(PveFault::silence().withoutEffect());
        client.socket().write("POST /api2/json/nodes/pve/lxc/100/status/stop HTTP/1.1\r\n" + token + "\r\n");
        QVERIFY(!client.socket().waitForReadyRead(200));
        QTRY_COMPARE(fake.requests().constLast().path, u"/nodes/pve/lxc/100/status/stop"_s);
        QVERIFY(fake.container(100)->running);
        QCOMPARE(fake.repeatedWrites(), QStringList());
        client.socket().abort();
        client.post("/nodes/pve/lxc/100/status/start");
        QCOMPARE(fake.repeatedWrites(), QStringList{u"POST /nodes/pve/lxc/100/status/start"_s});
        QCOMPARE(fake.violations(), QStringList());
    }

    void anotherCertificateNow()
    {
        FakePve fake;
        RawPve before(fake, RawPve::rootToken(fake));
        QVERIFY(before.connectNow());
        const QString first = fake.fingerprint();
        QCOMPARE(first.size(), 95);
        fake.changeCertificate();
        QVERIFY(fake.fingerprint() != first);
        QCOMPARE(before.get("/version").status(), 200); // the open connection stays
        before.socket().abort();
        QVERIFY(!before.connectNow()); // it pins the old one
    }

    void aServerThatIsDown()
    {
        FakePve fake;
        RawPve client(fake, RawPve::rootToken(fake));
        QCOMPARE(client.get("/version").status(), 200);
        const quint16 port = fake.port();
        QVERIFY(fake.setReachable(false));
        QVERIFY(client.socket().state() == QAbstractSocket::UnconnectedState ||
                client.socket().waitForDisconnected(RawPve::patience));
        QVERIFY(!client.connectNow());
        QCOMPARE(client.socket().error(), QAbstractSocket::ConnectionRefusedError);
        QVERIFY(fake.setReachable(true));
        QCOMPARE(fake.port(), port);
        QCOMPARE(client.get("/version").status(), 200);
    }

    void aNodeThatIsDown()
    {
        FakePve fake;
        fake.addNode(u"two"_s, false);
        RawPve client(fake, RawPve::rootToken(fake));
        const RawAnswer answer = client.get("/nodes/two/lxc");
        QCOMPARE(answer.head.left(answer.head.indexOf("\r\n")), "HTTP/1.1 595 No route to host");
        QCOMPARE(answer.body, "");
        // A DNS name in the place of the name of the node.
        QCOMPARE(client.get("/nodes/pve.example.org/lxc").status(), 596);
    }
};

QTEST_GUILESS_MAIN(TestFakePveWire)
#include "tst_fakepvewire.moc"
