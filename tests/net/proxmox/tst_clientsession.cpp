// Tickets: fetched once, renewed, replaced when they are refused; and sign-ins that fail.
#include "net/proxmox/client.h"
#include "tests/net/proxmox/blocking.h"
#include "tests/net/proxmox/pvescript.h"
#include <QRegularExpression>
#include <QTest>
#include <atomic>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;
using namespace slipway::proxmox;
using namespace slipway::fakes;
using slipway::test::allTexts;
using slipway::test::asProxmoxReads;
using slipway::test::blocking;
using slipway::test::data;
using slipway::test::error;
using slipway::test::loginOptions;
using slipway::test::tokenOptions;
using HttpRequest = slipway::fakes::Request;

namespace {

const QByteArray kTicket = "PVE:root@pam:67400000::c2lnbmF0dXJl+/==";

QByteArray ticketJson(const QByteArray &ticket = kTicket)
{
    return R"({"username":"root@pam","ticket":")" + ticket + R"(","CSRFPreventionToken":"67400000:csrf+/="})";
}

} // namespace

class TestClientSession : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void trap05_aTicketIsFetchedOnceAndUsed()
    {
        ScriptedServer server;
        server.setDefault("/api2/json/access/ticket", data(ticketJson()));
        server.setDefault("/api2/json/nodes", data("[]"));
        server.setDefault(data('"' + test::upid("vzstart") + '"'));
        Client client(loginOptions(server.url(), "p;a+s=s&w%rd"));
        QVERIFY(blocking([&] { return client.nodes(); }));
        QVERIFY(blocking([&] { return client.start(u"pve"_s, 105); }));
        QCOMPARE(server.requests().size(), 3);
        const HttpRequest signIn = server.requests().at(0);
        QCOMPARE(signIn.method, "POST");
        QCOMPARE(asProxmoxReads(signIn.body).value("username"), "root@pam");
        QCOMPARE(asProxmoxReads(signIn.body).value("password"), "p;a+s=s&w%rd");
        QVERIFY(!signIn.hasHeader("Cookie"));
        const HttpRequest read = server.requests().at(1);
        QCOMPARE(QByteArray::fromPercentEncoding(read.header("Cookie")), "PVEAuthCookie=" + kTicket);
        QVERIFY(!read.hasHeader("CSRFPreventionToken"));
        const HttpRequest change = server.requests().at(2);
        QCOMPARE(QByteArray::fromPercentEncoding(change.header("Cookie")), "PVEAuthCookie=" + kTicket);
        QCOMPARE(change.header("CSRFPreventionToken"), "67400000:csrf+/=");
        QVERIFY(!change.hasHeader("Authorization"));
    }

    void trap05_aTicketIsRenewedWithItselfAndThenWithThePassword()
    {
        ScriptedServer server;
        server.setDefault("/api2/json/nodes", data("[]"));
        ClientOptions options = loginOptions(server.url(), "password");
        options.renewTicketAfter = 0ms; // at once
        Client client(options);
        const QByteArray path = "/api2/json/access/ticket";
        server.enqueue(path, data(ticketJson("PVE:one")));
        server.enqueue(path, data(ticketJson("PVE:two")));
        server.enqueue(path, error(401, "authentication failure")); // the second is refused already
        server.enqueue(path, data(ticketJson("PVE:three")));
        server.enqueue(path, error(500, "cluster not ready"));
        for (int i = 0; i < 4; ++i)
            QVERIFY(blocking([&] { return client.nodes(); }));
        QByteArrayList passwords;
        QByteArrayList cookies;
        for (const HttpRequest &request : server.requests()) {
            if (request.method == "POST")
                passwords << asProxmoxReads(request.body).value("password");
            else
                cookies << QByteArray::fromPercentEncoding(request.header("Cookie"));
        }
        QCOMPARE(passwords, (QByteArrayList{"password", "PVE:one", "PVE:two", "password", "PVE:three"}));
        QCOMPARE(cookies, (QByteArrayList{"PVEAuthCookie=PVE:one", "PVEAuthCookie=PVE:two",
                                          "PVEAuthCookie=PVE:three", "PVEAuthCookie=PVE:three"}));
    }

    void trap05_anOutdatedTicketIsReplacedAndTheRequestSentAgain()
    {
        ScriptedServer server;
        const QByteArray path = "/api2/json/access/ticket";
        server.enqueue(path, data(ticketJson("PVE:one")));
        server.enqueue(path, data(ticketJson("PVE:two")));
        const QByteArray start = "/api2/json/nodes/pve/lxc/105/status/start";
        server.enqueue(start, error(401, "permission denied - invalid PVE ticket"));
        server.enqueue(start, data('"' + test::upid("vzstart") + '"'));
        Client client(loginOptions(server.url(), "password"));
        QVERIFY(blocking([&] { return client.start(u"pve"_s, 105); }));
        QCOMPARE(server.requests().size(), 4);
        QCOMPARE(asProxmoxReads(server.requests().at(2).body).value("password"),
                 "password"); // it cannot renew itself
        QCOMPARE(QByteArray::fromPercentEncoding(server.requests().at(3).header("Cookie")),
                 "PVEAuthCookie=PVE:two");

        // And only once: a server that refuses every ticket is believed.
        server.setDefault(path, data(ticketJson("PVE:more")));
        server.setDefault(start, error(401, "permission denied - invalid PVE ticket"));
        const auto again = blocking([&] { return client.start(u"pve"_s, 105); });
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::Unauthorized);
        QCOMPARE(server.requests().size(), 7);
    }

    void trap05_aRefusedPasswordIsTriedOnce()
    {
        ScriptedServer server;
        server.setDefault("/api2/json/access/ticket",
                          Script()
                              .pause(300)
                              .send("HTTP/1.1 401 authentication failure\r\nConnection: close\r\n\r\n")
                              .close());
        Client client(loginOptions(server.url(), "wrong-password-1"));
        std::atomic_int refusals = 0;
        const auto all = blocking([&] {
            std::vector<std::thread> threads;
            for (int i = 0; i < 8; ++i)
                threads.emplace_back([&] {
                    const auto nodes = client.nodes();
                    if (!nodes && nodes.error().code == ErrorCode::Unauthorized &&
                        !allTexts(nodes.error()).contains("wrong-password-1") &&
                        nodes.error().message.contains(u"root@pam"))
                        ++refusals;
                });
            for (std::thread &thread : threads)
                thread.join();
            return true;
        });
        QVERIFY(all);
        QCOMPARE(refusals.load(), 8);
        // Those that came while it was asked share its answer; only a late comer asks again.
        QVERIFY2(server.requests().size() < 8, qPrintable(QString::number(server.requests().size())));
    }

    void trap05_needTfaIsNoSession_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("NeedTFA 1") << QByteArray(
            R"({"NeedTFA":1,"ticket":"PVE:!tfa!%7B","username":"root@pam"})");
        QTest::newRow("NeedTFA true")
            << QByteArray(R"({"NeedTFA":true,"ticket":"x","CSRFPreventionToken":"c","username":"root@pam"})");
        QTest::newRow("only the ticket says so")
            << QByteArray(R"({"ticket":"PVE:!tfa!%7B","CSRFPreventionToken":"c","username":"root@pam"})");
    }
    void trap05_needTfaIsNoSession()
    {
        QFETCH(QByteArray, answer);
        ScriptedServer server;
        server.setDefault("/api2/json/access/ticket", data(answer));
        Client client(loginOptions(server.url(), "password"));
        const auto nodes = blocking([&] { return client.nodes(); });
        QVERIFY(!nodes);
        QCOMPARE(nodes.error().code, ErrorCode::Unauthorized);
        QVERIFY2(nodes.error().message.contains(u"API token"), qPrintable(nodes.error().message));
        QCOMPARE(server.requests().size(), 1);
    }

    void trap05_a401HeldBackForThreeSecondsIsAwaited()
    {
        ScriptedServer server;
        server.setDefault(
            Script().pause(3000).send("HTTP/1.1 401 no such token\r\nConnection: close\r\n\r\n").close());
        Client client(tokenOptions(server.url()));
        const auto nodes = blocking([&] { return client.nodes(); });
        QVERIFY(!nodes);
        QCOMPARE(nodes.error().code, ErrorCode::Unauthorized);
        QCOMPARE(nodes.error().status, 401);
        QVERIFY(nodes.error().message.contains(u"slipway@pve!web"));
        QVERIFY(nodes.error().message.contains(u"no such token"));
        QCOMPARE(server.requests().size(), 1); // a token is not signed in again
    }
};

QTEST_GUILESS_MAIN(TestClientSession)
#include "tst_clientsession.moc"
