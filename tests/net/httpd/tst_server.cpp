#include "net/httpd/server.h"
#include "tests/support/patience.h"

#include <QJsonDocument>
#include <QPromise>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>

using namespace slipway;
using namespace slipway::httpd;

namespace {

constexpr char kToken[] = "0123456789abcdef-token";

QByteArray get(const QByteArray &target, const QByteArray &more = {})
{
    return "GET " + target + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + kToken + "\r\n" + more +
           "\r\n";
}

QByteArray post(const QByteArray &target, const QByteArray &body)
{
    return "POST " + target + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + kToken +
           "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

int statusOf(const QByteArray &answer) { return answer.mid(9, 3).toInt(); }
QByteArray bodyOf(const QByteArray &answer) { return answer.mid(answer.indexOf("\r\n\r\n") + 4); }

/// A client that says exactly what it is told to.
class Client : public QTcpSocket
{
public:
    explicit Client(quint16 port)
    {
        connect(this, &QTcpSocket::readyRead, this, [this] { received += readAll(); });
        connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    }
    bool isClosed() const { return state() == UnconnectedState; }
    QByteArray received;
};

} // namespace

class TestServer : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void answers_data();
    void answers();
    void answersCutAtEveryByte();
    void severalRequestsOnOneConnection();
    void pipelinedRequestsInOneSegment();
    void pipeliningBehindALateAnswerCloses();
    void bodies();
    void bodyInPieces();
    void limits_data();
    void limits();
    void unauthorisedBodyIsNotRead();
    void continueIsSent();
    void timeouts_data();
    void timeouts();
    void tooManyConnections();
    void lateAnswer();
    void clientLeavesBeforeTheAnswer();
    void cancelledAnswer();
    void headHasNoBody();
    void handsTheSocketOver();
    void closeEndsIdleConnections();
    void portInUse();
    void tokenNeverInTheLog();

private:
    void start(ServerLimits limits = {});
    QByteArray ask(const QByteArray &request);

    std::unique_ptr<Server> m_server;
    quint16 m_port = 0;
    std::vector<QPromise<Response>> m_promises;
    int m_handled = 0;
    int m_gone = 0;
    std::vector<DetachedConnection> m_detached;
};

static QStringList logged;
static QtMessageHandler previousHandler = nullptr;

void TestServer::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    start();
}

void TestServer::cleanup()
{
    m_server.reset();
    m_promises.clear();
    m_detached.clear();
    m_handled = 0;
    m_gone = 0;
}

void TestServer::start(ServerLimits limits)
{
    Router router;
    router.add("GET", QStringLiteral("/public"), Access::Public,
               [](const Request &) -> Answer { return Response::json(QByteArray("{}")); });
    router.add("GET", QStringLiteral("/things/{id}"), Access::Authorised, [this](const Request &r) -> Answer {
        ++m_handled;
        return Response::json(
            QJsonObject{{QStringLiteral("id"), r.params.value("id")},
                        {QStringLiteral("q"), r.queryValue(QStringLiteral("q")).value_or(QString())}});
    });
    router.add("POST", QStringLiteral("/echo"), Access::Authorised, [this](const Request &r) -> Answer {
        ++m_handled;
        return Response::json(r.body);
    });
    router.add("GET", QStringLiteral("/late"), Access::Authorised, [this](const Request &r) -> Answer {
        *r.whenGone = [this] { ++m_gone; };
        m_promises.emplace_back();
        m_promises.back().start();
        return m_promises.back().future();
    });
    router.add("GET", QStringLiteral("/raw"), Access::Authorised, [this](const Request &) -> Answer {
        Response response;
        response.takeOver = [this](DetachedConnection c) { m_detached.push_back(std::move(c)); };
        return response;
    });
    m_server = std::make_unique<Server>(std::move(router), BearerGate(Secret(QByteArray(kToken))), limits);
    const auto port = m_server->listen(QHostAddress::LocalHost, 0);
    QVERIFY(port);
    m_port = *port;
}

QByteArray TestServer::ask(const QByteArray &request)
{
    Client client(m_port);
    client.write(request);
    const auto complete = [&] {
        const qsizetype end = client.received.indexOf("\r\n\r\n");
        if (end < 0)
            return client.isClosed();
        const qsizetype at = client.received.indexOf("Content-Length: ");
        const qsizetype length =
            at < 0 ? 0
                   : client.received.mid(at + 16, client.received.indexOf('\r', at) - at - 16).toLongLong();
        return client.received.size() >= end + 4 + length || client.isClosed();
    };
    [[maybe_unused]] const bool ok = QTest::qWaitFor(complete, 10'000);
    return client.received;
}

void TestServer::answers_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("contains");
    const auto row = [](const char *name, const QByteArray &request, int status, const QByteArray &contains) {
        QTest::newRow(name) << request << status << contains;
    };
    row("found", get("/things/7?q=a+b%26c"), 200, R"({"id":"7","q":"a b&c"})");
    row("HTTP/1.0", "GET /public HTTP/1.0\r\n\r\n", 200, "Connection: close");
    row("unknown path", get("/nowhere"), 404, "\"status\":404");
    row("unknown method",
        "PUT /things/7 HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + QByteArray(kToken) + "\r\n\r\n", 405,
        "Allow: GET, HEAD\r\n");
    row("problem type", get("/nowhere"), 404, "Content-Type: application/problem+json");
    row("error repeats detail", get("/nowhere"), 404, "\"error\":\"There is nothing at this path.\"");
    row("public", "GET /public HTTP/1.1\r\nHost: h\r\n\r\n", 200, "{}");
    row("no token", "GET /things/7 HTTP/1.1\r\nHost: h\r\n\r\n", 401,
        "WWW-Authenticate: Bearer realm=\"slipway\"\r\n");
    row("wrong token", "GET /things/7 HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer nope\r\n\r\n", 401,
        "invalid_token");
    row("token as prefix",
        "GET /things/7 HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + QByteArray(kToken) + "x\r\n\r\n", 401,
        "invalid_token");
    row("other scheme",
        "GET /things/7 HTTP/1.1\r\nHost: h\r\nAuthorization: Basic " + QByteArray(kToken) + "\r\n\r\n", 401,
        "WWW-Authenticate");
    row("scheme in any case",
        "GET /things/7 HTTP/1.1\r\nHost: h\r\nAuthorization: bEARER " + QByteArray(kToken) + "\r\n\r\n", 200,
        "\"id\"");
    row("unknown path without token", "GET /nowhere HTTP/1.1\r\nHost: h\r\n\r\n", 401, "");
    row("bad escape", get("/things/%zz"), 200, "\"id\"");
    row("garbage", "\x16\x03\x01\x02\x01\r\n\r\n", 400, "problem+json");
    row("leading empty line", "\r\n" + get("/things/7"), 200, "\"id\"");
    row("websocket", get("/things/7", "Connection: Upgrade\r\nUpgrade: websocket\r\n"), 501, "");
    row("other upgrade is ignored", get("/things/7", "Connection: Upgrade\r\nUpgrade: h2c\r\n"), 200,
        "\"id\"");
    row("chunked body",
        "POST /echo HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + QByteArray(kToken) +
            "\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
        411, "");
}

void TestServer::answers()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    QFETCH(QByteArray, contains);
    const QByteArray answer = ask(request);
    QCOMPARE(statusOf(answer), status);
    QVERIFY2(answer.contains(contains), answer.constData());
}

void TestServer::answersCutAtEveryByte()
{
    const QByteArray request = post("/echo", "[1,2,3]");
    for (qsizetype cut = 1; cut < request.size(); ++cut) {
        Client client(m_port);
        QSignalSpy written(&client, &QTcpSocket::bytesWritten);
        client.write(request.left(cut));
        QTRY_VERIFY(!written.isEmpty());
        client.write(request.mid(cut));
        QTRY_VERIFY2(client.received.endsWith("[1,2,3]"), QByteArray::number(cut).constData());
    }
    QCOMPARE(m_handled, int(request.size()) - 1);
}

void TestServer::severalRequestsOnOneConnection()
{
    Client client(m_port);
    for (int i = 1; i <= 5; ++i) {
        client.received.clear();
        client.write(i % 2 ? get("/things/" + QByteArray::number(i))
                           : post("/echo", "{\"id\":\"" + QByteArray::number(i) + "\"}"));
        QTRY_VERIFY(client.received.contains("\"id\":\"" + QByteArray::number(i) + '"'));
        QVERIFY(!client.received.contains("Connection: close"));
    }
    QCOMPARE(m_server->connectionCount(), 1);
}

void TestServer::pipelinedRequestsInOneSegment()
{
    Client client(m_port);
    client.write(get("/things/1") + post("/echo", "[2]") + get("/things/3", "Connection: close\r\n"));
    QTRY_VERIFY(client.isClosed());
    QCOMPARE(client.received.count("HTTP/1.1 200 OK"), 3);
    QVERIFY(client.received.indexOf("\"1\"") < client.received.indexOf("[2]"));
    QVERIFY(client.received.indexOf("[2]") < client.received.indexOf("\"3\""));
}

void TestServer::pipeliningBehindALateAnswerCloses()
{
    Client client(m_port);
    client.write(get("/late") + get("/things/1"));
    QTRY_COMPARE(m_promises.size(), size_t(1));
    m_promises[0].addResult(Response::json(QByteArray("[]")));
    m_promises[0].finish();
    QTRY_VERIFY(client.isClosed());
    QCOMPARE(client.received.count("HTTP/1.1 200 OK"), 1);
    QVERIFY(client.received.contains("Connection: close"));
    QCOMPARE(m_handled, 0);
}

void TestServer::bodies()
{
    const QByteArray big(3 * 1024 * 1024, 'x');
    const QByteArray answer = ask(post("/echo", big));
    QCOMPARE(statusOf(answer), 200);
    QCOMPARE(bodyOf(answer), big);
    QCOMPARE(bodyOf(ask(post("/echo", {}))), QByteArray());
}

void TestServer::bodyInPieces()
{
    Client client(m_port);
    const QByteArray body(100'000, 'y');
    const QByteArray request = post("/echo", body);
    for (qsizetype at = 0; at < request.size(); at += 7'001) {
        client.write(request.mid(at, 7'001));
        QTRY_COMPARE(client.bytesToWrite(), 0);
    }
    QTRY_VERIFY(client.received.endsWith(body));
}

void TestServer::limits_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const QByteArray filler = "X-Filler: " + QByteArray(500, 'x') + "\r\n";
    QTest::newRow("head of 15 KiB") << get("/things/1", filler.repeated(30)) << 200;
    QTest::newRow("head of 17 KiB") << get("/things/1", filler.repeated(34)) << 431;
    QTest::newRow("head without end") << "GET /" + QByteArray(1024 * 1024, 'a') << 431;
    QTest::newRow("body over the limit") << post("/echo", QByteArray(10 * 1024 * 1024, 'x')) << 413;
    QTest::newRow("length over the limit, nothing sent")
        << "POST /echo HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + QByteArray(kToken) +
               "\r\nContent-Length: 999999999999\r\n\r\n"
        << 413;
}

void TestServer::limits()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    QCOMPARE(statusOf(ask(request)), status);
    QCOMPARE(m_handled, status == 200 ? 1 : 0);
}

void TestServer::unauthorisedBodyIsNotRead()
{
    // Answered at the head: the body never comes.
    const QByteArray answer = ask("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n");
    QCOMPARE(statusOf(answer), 401);
}

void TestServer::continueIsSent()
{
    Client client(m_port);
    client.write("POST /echo HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + QByteArray(kToken) +
                 "\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    QTRY_COMPARE(client.received, QByteArray("HTTP/1.1 100 Continue\r\n\r\n"));
    client.write("[]");
    QTRY_VERIFY(client.received.endsWith("[]"));
}

void TestServer::timeouts_data()
{
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("nothing said") << QByteArray() << QByteArray();
    QTest::newRow("half a head") << QByteArray("GET /public HTTP/1.1\r\nHo") << QByteArray("HTTP/1.1 408");
    QTest::newRow("half a body") << post("/echo", "12345").chopped(2) << QByteArray("HTTP/1.1 408");
    QTest::newRow("idle after a request") << get("/things/1") << QByteArray("HTTP/1.1 200");
}

void TestServer::timeouts()
{
    QFETCH(QByteArray, sent);
    QFETCH(QByteArray, answer);
    ServerLimits limits;
    limits.headTimeoutMs = limits.bodyTimeoutMs = limits.idleTimeoutMs = 150;
    start(limits);
    Client client(m_port);
    client.write(sent);
    QTRY_VERIFY(client.received.startsWith(answer));
    QTRY_VERIFY(client.isClosed());
    QTRY_COMPARE(m_server->connectionCount(), 0);
}

void TestServer::tooManyConnections()
{
    ServerLimits limits;
    limits.connections = 2;
    start(limits);
    Client first(m_port);
    auto second = std::make_unique<Client>(m_port);
    QTRY_COMPARE(m_server->connectionCount(), 2);
    const QByteArray refused = ask(get("/things/1"));
    QCOMPARE(statusOf(refused), 503);
    QVERIFY(refused.contains("Retry-After"));
    second.reset();
    QTRY_VERIFY(m_server->connectionCount() < 2);
    QCOMPARE(statusOf(ask(get("/things/1"))), 200);
}

void TestServer::lateAnswer()
{
    Client client(m_port);
    client.write(get("/late"));
    QTRY_COMPARE(m_promises.size(), size_t(1));
    QVERIFY(client.received.isEmpty());
    m_promises[0].addResult(Response::json(QByteArray("[1]"), 201));
    m_promises[0].finish();
    QTRY_VERIFY(client.received.endsWith("[1]"));
    QCOMPARE(statusOf(client.received), 201);
    m_server.reset();
    QCOMPARE(m_gone, 0); // it had its answer
}

void TestServer::clientLeavesBeforeTheAnswer()
{
    {
        Client client(m_port);
        client.write(get("/late"));
        QTRY_COMPARE(m_promises.size(), size_t(1));
    }
    QTRY_COMPARE(m_server->connectionCount(), 0);
    QCOMPARE(m_gone, 1);
    m_promises[0].addResult(Response::json(QByteArray("[1]")));
    m_promises[0].finish();
    QCOMPARE(statusOf(ask(get("/things/1"))), 200);
}

void TestServer::cancelledAnswer()
{
    Client client(m_port);
    client.write(get("/late"));
    QTRY_COMPARE(m_promises.size(), size_t(1));
    m_promises[0].future().cancel();
    m_promises[0].finish();
    QTRY_COMPARE(statusOf(client.received), 503);
}

void TestServer::headHasNoBody()
{
    Client client(m_port);
    QByteArray request = get("/things/1");
    request.replace(0, 3, "HEAD");
    client.write(request + get("/things/2"));
    QTRY_VERIFY(client.received.contains("\"2\""));
    QVERIFY(!client.received.contains("\"1\""));
    QCOMPARE(client.received.count("Content-Length: 17\r\n"), 2);
}

void TestServer::handsTheSocketOver()
{
    Client client(m_port);
    client.write(get("/things/1") + get("/raw"));
    QTRY_COMPARE(m_detached.size(), size_t(1));
    // The HTTP side has forgotten the connection, the client has not noticed anything.
    QTRY_COMPARE(m_server->connectionCount(), 0);
    QTcpSocket taken;
    QVERIFY(taken.setSocketDescriptor(m_detached[0].socket.release()));
    taken.write("hello");
    QTRY_VERIFY(client.received.endsWith("hello"));
    taken.disconnectFromHost();
    QTRY_VERIFY(client.isClosed());
}

void TestServer::closeEndsIdleConnections()
{
    Client idle(m_port);
    Client busy(m_port);
    busy.write(get("/late"));
    QTRY_COMPARE(m_promises.size(), size_t(1));
    QTRY_COMPARE(m_server->connectionCount(), 2);
    m_server->close();
    QTRY_VERIFY(idle.isClosed());
    QVERIFY(!busy.isClosed());
    m_promises[0].addResult(Response::json(QByteArray("[1]")));
    m_promises[0].finish();
    QTRY_VERIFY(busy.isClosed());
    QVERIFY(busy.received.contains("Connection: close"));
    QVERIFY(busy.received.endsWith("[1]"));
}

void TestServer::portInUse()
{
    Server second(Router(), BearerGate(Secret(QByteArray(kToken))), {});
    const auto port = second.listen(QHostAddress::LocalHost, m_port);
    QVERIFY(!port);
    QVERIFY2(port.error().message.contains(QStringLiteral("in use")), qPrintable(port.error().message));
}

void TestServer::tokenNeverInTheLog()
{
    logged.clear();
    QLoggingCategory::setFilterRules(QStringLiteral("slipway.*=true"));
    previousHandler = qInstallMessageHandler(
        [](QtMsgType, const QMessageLogContext &, const QString &message) { logged.append(message); });
    ask(get("/things/1?q=query-secret"));
    ask("GET /things/1 HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer wrong-secret\r\n\r\n");
    qInstallMessageHandler(previousHandler);
    QLoggingCategory::setFilterRules(QString());
    const QString all = logged.join(u'\n');
    QVERIFY2(all.contains(QStringLiteral("GET /things/1 200")), qPrintable(all));
    for (const char *secret : {kToken, "query-secret", "wrong-secret"})
        QVERIFY2(!all.contains(QLatin1StringView(secret)), qPrintable(all));
}

QTEST_GUILESS_MAIN(TestServer)
#include "tst_server.moc"
