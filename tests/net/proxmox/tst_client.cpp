// What goes over the wire and what is made of the answers.
#include "net/proxmox/client.h"
#include "tests/net/proxmox/blocking.h"
#include "tests/net/proxmox/pvescript.h"
#include <QRegularExpression>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace slipway;
using namespace slipway::proxmox;
using namespace slipway::fakes;
using slipway::test::allTexts;
using slipway::test::asProxmoxReads;
using slipway::test::blocking;
using slipway::test::data;
using slipway::test::error;
using slipway::test::tokenOptions;
using HttpRequest = slipway::fakes::Request;
using ApiRequest = slipway::proxmox::Request;

class TestClient : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void endpoints_data()
    {
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *typed, const char *expected) {
            QTest::newRow(typed) << QString::fromLatin1(expected);
        };
        row("pve", "https://pve:8006");
        row(" pve.example.com ", "https://pve.example.com:8006");
        row("pve:8443", "https://pve:8443");
        row("192.0.2.1", "https://192.0.2.1:8006");
        row("2001:db8::1", "https://[2001:db8::1]:8006");
        row("[2001:db8::1]:9", "https://[2001:db8::1]:9");
        row("https://pve:8006/", "https://pve:8006");
        row("http://127.0.0.1:80", "http://127.0.0.1:80");
        row("http://localhost", "http://localhost:8006");
        row("http://pve", "");
        row("ftp://pve", "");
        row("", "");
        row("pve/api2", "");
        row("root@pve", "");
        row("pve?x=1", "");
        row("pve:99999", "");
        row("a b", "");
    }
    void endpoints()
    {
        QFETCH(QString, expected);
        const Result<QUrl> endpoint = parseEndpoint(QString::fromLatin1(QTest::currentDataTag()));
        QCOMPARE(endpoint ? endpoint->toString() : QString(), expected);
    }

    void theTokenIsAHeaderAndNothingElse()
    {
        ScriptedServer server;
        server.setDefault(data(R"({"version":"8.4.1","release":"8.4","repoid":"abc12345"})"));
        Client client(tokenOptions(server.url()));
        const auto version = blocking([&] { return client.version(); });
        QVERIFY(version);
        QCOMPARE(version->version, u"8.4.1"_s);
        QCOMPARE(version->majorNumber(), 8);
        QCOMPARE(version->minorNumber(), 4);
        const HttpRequest request = server.requests().constFirst();
        QCOMPARE(request.method, "GET");
        QCOMPARE(request.target, "/api2/json/version");
        QCOMPARE(request.header("Authorization"),
                 QByteArray("PVEAPIToken=slipway@pve!web=") + test::kTokenSecret);
        QVERIFY(!request.hasHeader("Cookie"));
        QVERIFY(!request.hasHeader("CSRFPreventionToken"));
    }

    void trap01_theErrorTextIsTheReasonPhrase_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("detail");
        QTest::addColumn<QString>("field");
        const QByteArray close = "Connection: close\r\n";
        QTest::newRow("reason, no body, no length")
            << QByteArray("HTTP/1.1 500 unable to parse\r\n" + close + "\r\n") << u"unable to parse"_s
            << QString();
        QTest::newRow("reason and data null")
            << QByteArray("HTTP/1.1 500 some text\r\n" + close + "Content-Length: 13\r\n\r\n{\"data\":null}")
            << u"some text"_s << QString();
        QTest::newRow("message in the body")
            << QByteArray("HTTP/1.1 500 short\r\n" + close +
                          "\r\n{\"data\":null,\"message\":\"the long text\\n\"}")
            << u"the long text"_s << QString();
        QTest::newRow("errors of fields")
            << QByteArray("HTTP/1.1 400 Parameter verification failed.\r\n" + close +
                          "\r\n{\"data\":null,\"errors\":{\"net0\":\"invalid format - x\\n\"}}")
            << u"Parameter verification failed.\nnet0: invalid format - x"_s << u"net0"_s;
        QTest::newRow("UTF-8 in the reason")
            << QByteArray("HTTP/1.1 500 caf\xc3\xa9\r\n" + close + "\r\n") << u"café"_s << QString();
        QTest::newRow("an HTML page is not a text")
            << QByteArray("HTTP/1.1 502 Bad Gateway\r\n" + close + "\r\n<html>x</html>") << u"Bad Gateway"_s
            << QString();
    }
    void trap01_theErrorTextIsTheReasonPhrase()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, detail);
        QFETCH(QString, field);
        ScriptedServer server;
        server.setDefault(Script().send(answer).close());
        Client client(tokenOptions(server.url()));
        const auto version = blocking([&] { return client.version(); });
        QVERIFY(!version);
        QCOMPARE(version.error().detail, detail);
        QVERIFY2(version.error().message.contains(detail.section(u'\n', -1)),
                 qPrintable(version.error().message));
        QCOMPARE(version.error().fields.value(0).field, field);
        QCOMPARE(server.requests().size(), 1);
    }

    void trap02_everyValueArrivesAsItWas_data()
    {
        QTest::addColumn<QString>("value");
        for (const char *value :
             {"a=b=c", "a;b", "a+b", "a&b=c", "100%", "%2B", "a b", "tag1;tag2", "\"'<>#?/\\",
              "name=eth0,bridge=vmbr0,ip=192.0.2.5/24,gw=192.0.2.1", "AAAAB3Nza+/==", "é€😀"})
            QTest::newRow(value) << QString::fromUtf8(value);
        QTest::newRow("line end") << u"ssh-ed25519 A\nssh-rsa B"_s;
    }
    void trap02_everyValueArrivesAsItWas()
    {
        QFETCH(QString, value);
        ScriptedServer server;
        server.setDefault(data("null"));
        Client client(tokenOptions(server.url()));
        const Parameters parameters = Parameters().add("plain", value).add("secret", Secret(value));
        for (const ApiRequest::Verb verb : {ApiRequest::Verb::Post, ApiRequest::Verb::Put,
                                            ApiRequest::Verb::Get, ApiRequest::Verb::Delete}) {
            const ApiRequest request{.verb = verb, .path = u"/x"_s, .parameters = parameters, .purpose = {}};
            QVERIFY(blocking([&] { return client.call(request); }));
            const HttpRequest seen = server.requests().constLast();
            const bool isInQuery = verb == ApiRequest::Verb::Get || verb == ApiRequest::Verb::Delete;
            const auto values =
                asProxmoxReads(isInQuery ? seen.target.mid(seen.target.indexOf('?') + 1) : seen.body);
            QCOMPARE(values.value("plain"), value.toUtf8());
            QCOMPARE(values.value("secret"), value.toUtf8());
            QCOMPARE(values.size(), 2);
        }
    }

    void trap03_deleteHasItsParametersInTheQuery()
    {
        ScriptedServer server;
        server.setDefault(data('"' + test::upid("vzdestroy") + '"'));
        Client client(tokenOptions(server.url()));
        const auto task = blocking([&] { return client.removeContainer(u"pve"_s, 105, true, false); });
        QVERIFY(task);
        QCOMPARE(task->type, u"vzdestroy"_s);
        const HttpRequest request = server.requests().constFirst();
        QCOMPARE(request.method, "DELETE");
        QCOMPARE(request.target, "/api2/json/nodes/pve/lxc/105?purge=1&force=0"); // trap 7: 0 and 1
        QCOMPARE(request.body, "");
        QVERIFY(!request.hasHeader("Content-Type"));
    }

    void trap03_nothingIsEverChunkedAndEveryBodyHasALength()
    {
        ScriptedServer server;
        server.setDefault(data("null"));
        Client client(tokenOptions(server.url()));
        for (const ApiRequest::Verb verb : {ApiRequest::Verb::Post, ApiRequest::Verb::Put}) {
            for (const qsizetype size : {0, 1, 100'000, 500'000}) {
                Parameters form;
                if (size > 0)
                    form.add("x", QString(size, u'x'));
                const ApiRequest request{.verb = verb, .path = u"/x"_s, .parameters = form, .purpose = {}};
                QVERIFY(blocking([&] { return client.call(request); }));
                const HttpRequest seen = server.requests().constLast();
                QVERIFY(!seen.hasHeader("Transfer-Encoding"));
                QCOMPARE(seen.header("Content-Length").toLongLong(), size > 0 ? size + 2 : 0);
                QCOMPARE(seen.header("Content-Type"), "application/x-www-form-urlencoded");
            }
        }
    }

    void trap03_moreThan512KiBIsRefusedHere()
    {
        ScriptedServer server;
        Client client(tokenOptions(server.url()));
        const ApiRequest request{.verb = ApiRequest::Verb::Post,
                                 .path = u"/x"_s,
                                 .parameters = Parameters().add("x", QString(512 * 1024, u'x')),
                                 .purpose = {}};
        const auto answer = blocking([&] { return client.call(request); });
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::TooLarge);
        QCOMPARE(server.connectionCount(), 0);
    }

    void trap06_numbersAsTextAndNull()
    {
        ScriptedServer server;
        server.setDefault("/api2/json/cluster/nextid", data("\"105\""));
        server.setDefault("/api2/json/nodes/pve/lxc/105/interfaces", data("null"));
        server.setDefault("/api2/json/nodes", data(R"([{"node":"b","status":"online"},{"node":"a"}])"));
        Client client(tokenOptions(server.url()));
        const auto vmid = blocking([&] { return client.nextVmid(); });
        QVERIFY(vmid);
        QCOMPARE(*vmid, 105);
        const auto interfaces = blocking([&] { return client.interfaces(u"pve"_s, 105); });
        QVERIFY(interfaces);
        QVERIFY(interfaces->isEmpty());
        const auto nodes = blocking([&] { return client.nodes(); });
        QVERIFY(nodes);
        QCOMPARE(nodes->at(0).name, u"a"_s); // sorted
        QCOMPARE(nodes->at(1).name, u"b"_s);
    }

    void trap13_aTakenVmidIsNoError()
    {
        ScriptedServer server;
        server.enqueue(data("105"));
        server.enqueue(error(400, "Parameter verification failed.",
                             R"({"data":null,"errors":{"vmid":"VM 105 already exists"}})"));
        server.enqueue(error(500, "something else"));
        Client client(tokenOptions(server.url()));
        QCOMPARE(blocking([&] { return client.isVmidFree(105); }).value_or(false), true);
        QCOMPARE(blocking([&] { return client.isVmidFree(105); }).value_or(true), false);
        QVERIFY(!blocking([&] { return client.isVmidFree(105); }));
        QCOMPARE(server.requests().at(0).target, "/api2/json/cluster/nextid?vmid=105");
    }

    void trap15_a403NamesPathAndPrivilege()
    {
        ScriptedServer server;
        server.setDefault(error(403, "Permission check failed (/vms/105, VM.Allocate)"));
        Client client(tokenOptions(server.url()));
        const auto start = blocking([&] { return client.start(u"pve"_s, 105); });
        QVERIFY(!start);
        QCOMPARE(start.error().code, ErrorCode::Forbidden);
        QVERIFY(start.error().permission);
        QCOMPARE(start.error().permission->path, u"/vms/105"_s);
        QCOMPARE(start.error().permission->privileges, QStringList{u"VM.Allocate"_s});
        QVERIFY(start.error().message.contains(u"VM.Allocate"));
        QVERIFY(start.error().message.contains(u"privilege separation"));
    }

    void trap18_595And596SayWhatToDo()
    {
        ScriptedServer server;
        Client client(tokenOptions(server.url()));
        server.setDefault(
            error(595, "Errors during connection establishment, proxy handshake: No route to host"));
        const auto down = blocking([&] { return client.start(u"pve2"_s, 105); });
        QVERIFY(!down);
        QCOMPARE(down.error().status, 595);
        QCOMPARE(down.error().code, ErrorCode::Unavailable);
        QVERIFY(down.error().message.contains(u"pve2"));
        QVERIFY(!down.error().mayHaveHappened);
        server.setDefault(error(596, "Connection timed out"));
        const auto late = blocking([&] { return client.start(u"pve2.example.com"_s, 105); });
        QVERIFY(!late);
        QCOMPARE(late.error().status, 596);
        QVERIFY(late.error().message.contains(u"pve2.example.com"));
        QVERIFY(late.error().message.contains(u"DNS"));
        QVERIFY(late.error().mayHaveHappened);
        QCOMPARE(server.requests().size(), 2); // no change is repeated
    }

    void noSecretInAnyError_data()
    {
        QTest::addColumn<QByteArray>("reason");
        QTest::addColumn<QByteArray>("body");
        const QByteArray echo = "bad value hunter2-marker and " + QByteArray(test::kTokenSecret);
        QTest::newRow("reason") << echo << QByteArray();
        QTest::newRow("message") << QByteArray("no")
                                 << QByteArray("{\"data\":null,\"message\":\"" + echo + "\"}");
        QTest::newRow("field") << QByteArray("no")
                               << QByteArray("{\"data\":null,\"errors\":{\"password\":\"" + echo + "\"}}");
        QTest::newRow("encoded") << QByteArray("no hunter2%2Dmarker hunter2-marker") << QByteArray();
    }
    void noSecretInAnyError()
    {
        QFETCH(QByteArray, reason);
        QFETCH(QByteArray, body);
        for (const int status : {400, 401, 403, 500, 501, 595, 596}) {
            ScriptedServer server;
            server.setDefault(error(status, reason, body));
            Client client(tokenOptions(server.url()));
            const ApiRequest request{.verb = ApiRequest::Verb::Post,
                                     .path = u"/nodes/pve/lxc"_s,
                                     .parameters =
                                         Parameters().add("password", Secret(QByteArray("hunter2-marker"))),
                                     .purpose = {}};
            const auto answer = blocking([&] { return client.call(request); });
            QVERIFY(!answer);
            const QByteArray texts = allTexts(answer.error());
            QVERIFY2(!texts.contains("hunter2-marker"), texts.constData());
            QVERIFY2(!texts.contains(test::kTokenSecret), texts.constData());
            QVERIFY(!server.requests().constFirst().target.contains("hunter2"));
        }
    }

    void whatIsNotProxmoxIsSaid_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("HTML") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>");
        QTest::newRow("other JSON") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        QTest::newRow("redirect") << QByteArray("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
                                                "Content-Length: 0\r\n\r\n");
    }
    void whatIsNotProxmoxIsSaid()
    {
        QFETCH(QByteArray, answer);
        ScriptedServer server;
        server.setDefault(Script().send(answer).close());
        Client client(tokenOptions(server.url()));
        const auto nodes = blocking([&] { return client.nodes(); });
        QVERIFY(!nodes);
        QCOMPARE(nodes.error().code, ErrorCode::Protocol);
        QVERIFY(nodes.error().message.contains(u"8006"));
    }

    void namesCannotLeaveTheirPlace()
    {
        ScriptedServer server;
        server.setDefault(data("[]"));
        Client client(tokenOptions(server.url()));
        QVERIFY(blocking([&] { return client.storages(u"a/../b?x=1#y"_s); }));
        QCOMPARE(server.requests().constLast().target,
                 "/api2/json/nodes/a%2F..%2Fb%3Fx%3D1%23y/storage?enabled=1");
        for (const QString &node : {u""_s, u".."_s}) {
            const auto storages = blocking([&] { return client.storages(node); });
            QVERIFY(!storages);
            QCOMPARE(storages.error().code, ErrorCode::Invalid);
        }
        QCOMPARE(server.requests().size(), 1);
        ClientOptions bad = tokenOptions(server.url());
        bad.auth = ApiToken{u"a@b!c"_s, Secret(QByteArray("x\r\nEvil: 1"))};
        Client evil(bad);
        QVERIFY(!blocking([&] { return evil.nodes(); }));
        QCOMPARE(server.requests().size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestClient)
#include "tst_client.moc"
