// Every error of a stream: which are final, which are tried again, and what is said.
#include "tests/net/http/streamwatcher.h"
#include <QRegularExpression>
#include <QSslSocket>
#include <QTest>

using namespace slipway;
using namespace slipway::test;

class TestEventSourceErrors : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void finalErrors_data();
    void finalErrors();
    void retriedErrors_data();
    void retriedErrors();
    void retryAfterIsHonoured();
    void serverNotThereThenThere();
    void certificates_data();
    void certificates();
    void unusableUrls_data();
    void unusableUrls();
    void cutMidEvent_data();
    void cutMidEvent();
    void silenceIsADeadConnection();
    void anyByteIsASignOfLife();
    void answerTimeout();
    void aSlowAnswerIsWaitedFor();
    void redirectsGoneWrong_data();
    void redirectsGoneWrong();
    void tooLarge();
};

void TestEventSourceErrors::finalErrors_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<int>("status");
    QTest::newRow("204") << Script::reply(204, {}, {}) << Kind::NoContent << 204;
    QTest::newRow("400") << Script::reply(400, "text/plain", "no") << Kind::HttpStatus << 400;
    QTest::newRow("401") << Script::reply(401, "application/json", "{}", {{"WWW-Authenticate", "Bearer"}})
                         << Kind::NotSignedIn << 401;
    QTest::newRow("401 Basic") << Script::reply(401, {}, {}, {{"WWW-Authenticate", "Basic realm=\"x\""}})
                               << Kind::NotSignedIn << 401;
    QTest::newRow("403") << Script::reply(403, "application/json", "{}") << Kind::NotSignedIn << 403;
    QTest::newRow("404") << Script::reply(404, "application/json", "{\"error\":\"Container not found\"}")
                         << Kind::NotFound << 404;
    QTest::newRow("410") << Script::reply(410, {}, {}) << Kind::HttpStatus << 410;
    QTest::newRow("206 is not 200") << Script::reply(206, "text/event-stream", "data: a\n\n")
                                    << Kind::HttpStatus << 206;
    QTest::newRow("200 text/html") << Script::reply(200, "text/html", "<html>") << Kind::WrongContentType
                                   << 200;
    QTest::newRow("200 application/json")
        << Script::reply(200, "application/json; x=text/event-stream", "{}") << Kind::WrongContentType << 200;
    QTest::newRow("200 without a type")
        << Script::reply(200, {}, "data: a\n\n") << Kind::WrongContentType << 200;
    QTest::newRow("wrong type that never ends")
        << Script().send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\ndata: a\n\n")
        << Kind::WrongContentType << 200;
    QTest::newRow("redirect without a target")
        << Script().send("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n") << Kind::HttpStatus << 302;
}

void TestEventSourceErrors::finalErrors()
{
    QFETCH(Script, script);
    QFETCH(Kind, kind);
    QFETCH(int, status);
    ScriptedServer server;
    server.setDefault(script);
    EventSource source;
    Watcher seen(source);
    source.open(server.url(), quick());
    QTRY_COMPARE(seen.finished.size(), 1);
    const State last = kind == Kind::NoContent ? State::Closed : State::Failed;
    QCOMPARE(seen.states, (QList<State>{State::Connecting, last}));
    QCOMPARE(seen.finished.constFirst().kind, kind);
    QCOMPARE(seen.finished.constFirst().httpStatus, status);
    QVERIFY(seen.finished.constFirst().message.endsWith(u'.'));
    QCOMPARE(source.error(), seen.finished.constFirst());
    QVERIFY(seen.data.isEmpty());
    QTRY_COMPARE(server.openConnections(), 0);
    QCOMPARE(server.requests().size(), 1);
}

void TestEventSourceErrors::retriedErrors_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<int>("status");
    for (const int status : {408, 429, 500, 502, 503, 504})
        QTest::addRow("%d", status) << Script::reply(status, "text/html", "<html>") << Kind::HttpStatus
                                    << status;
    QTest::newRow("reset before the head") << Script().reset() << Kind::Network << 0;
    QTest::newRow("closed before the head") << Script().close() << Kind::Network << 0;
    QTest::newRow("head cut") << Script().send("HTTP/1.1 200 OK\r\nContent-Ty").close() << Kind::Network << 0;
    QTest::newRow("not HTTP") << Script().send("SSH-2.0-OpenSSH_9.2\r\n").close() << Kind::Network << 0;
    QTest::newRow("closed after the head") << Script::eventStream().close() << Kind::ServerClosed << 0;
    QTest::newRow("whole answer with a length")
        << Script::reply(200, "text/event-stream", ": hello\n\n") << Kind::ServerClosed << 0;
}

void TestEventSourceErrors::retriedErrors()
{
    QFETCH(Script, script);
    QFETCH(Kind, kind);
    QFETCH(int, status);
    // Qt itself asks again up to twice when a connection closes without a word; a path of its own keeps them
    // apart.
    ScriptedServer server;
    server.setDefault(script);
    EventSource source;
    Watcher seen(source);
    source.open(server.url(), quick());
    QTRY_VERIFY(seen.waits.size() >= 1);
    QCOMPARE(seen.waits.constFirst().error.kind, kind);
    QCOMPARE(seen.waits.constFirst().error.httpStatus, status);
    QVERIFY(seen.waits.constFirst().error.message.endsWith(u'.'));
    server.setDefault(Script::eventStream("data: back\n\n"));
    QTRY_COMPARE(seen.data, (QByteArrayList{"back"}));
    QCOMPARE(source.state(), State::Open);
    QCOMPARE(source.error(), StreamError());
    QCOMPARE(source.attempt(), 0);
    QVERIFY(seen.finished.isEmpty());
}

void TestEventSourceErrors::retryAfterIsHonoured()
{
    ScriptedServer server;
    server.enqueue(Script::reply(503, {}, {}, {{"Retry-After", "120"}}));
    EventSource source;
    Watcher seen(source);
    source.open(server.url(), quick());
    QTRY_COMPARE(seen.waits.size(), 1);
    QVERIFY(seen.waits.constFirst().ms > 110'000);
    QVERIFY(source.nextAttemptInMs() > 100'000);
    QVERIFY(source.nextAttemptInMs() <= 120'000);
}

void TestEventSourceErrors::serverNotThereThenThere()
{
    ScriptedServer server;
    server.shutDown();
    EventSource source;
    Watcher seen(source);
    source.open(server.url(), quick());
    QTRY_VERIFY(seen.waits.size() >= 2);
    QCOMPARE(seen.waits.constFirst().error.kind, Kind::Network);
    QCOMPARE(seen.waits.constFirst().error.message,
             QStringLiteral("Cannot reach http://127.0.0.1:%1. Nothing listens there.").arg(server.port()));
    server.setDefault(Script::eventStream("data: a\n\n"));
    QVERIFY(server.listenAgain());
    QTRY_COMPARE(seen.data, (QByteArrayList{"a"}));
}

void TestEventSourceErrors::certificates_data()
{
    QTest::addColumn<bool>("hook");
    QTest::addColumn<bool>("pinned");
    QTest::newRow("the system's verdict") << false << false;
    QTest::newRow("the hook knows it") << true << true;
    QTest::newRow("the hook does not know it") << true << false;
}

void TestEventSourceErrors::certificates()
{
    QFETCH(bool, hook);
    QFETCH(bool, pinned);
    if (!QSslSocket::supportsSsl())
        QSKIP("Qt has no TLS backend here");
    ScriptedServer server;
    server.useTls();
    server.setDefault(Script::eventStream("data: a\n\n"));
    EventSourceOptions options = quick();
    options.headers = {{"Authorization", "Bearer t"}};
    const QByteArray known =
        pinned ? ScriptedServer::tlsCertificate().digest(QCryptographicHash::Sha256) : QByteArray("other");
    QThread *calledOn = nullptr;
    if (hook) {
        options.acceptCertificate = [&calledOn, known](const QNetworkReply &,
                                                       const QList<QSslError> &errors) {
            calledOn = QThread::currentThread();
            return std::all_of(errors.cbegin(), errors.cend(), [&](const QSslError &error) {
                return error.certificate().digest(QCryptographicHash::Sha256) == known;
            });
        };
    }
    EventSource source;
    Watcher seen(source);
    source.open(server.url(), options);
    if (pinned) {
        QTRY_COMPARE(seen.data, (QByteArrayList{"a"}));
    } else {
        QTRY_COMPARE(seen.finished.size(), 1);
        QCOMPARE(seen.finished.constFirst().kind, Kind::Tls);
        QVERIFY2(seen.finished.constFirst().message.startsWith(
                     QStringLiteral("Cannot trust the certificate of https://127.0.0.1:")),
                 qPrintable(seen.finished.constFirst().message));
        QVERIFY(server.requests().isEmpty()); // not a byte of a header went to a stranger
    }
    QCOMPARE(calledOn != nullptr, hook);
    QVERIFY(calledOn != QThread::currentThread());
}

void TestEventSourceErrors::unusableUrls_data()
{
    QTest::addColumn<QUrl>("url");
    QTest::newRow("empty") << QUrl();
    QTest::newRow("relative") << QUrl(QStringLiteral("/api"));
    QTest::newRow("file") << QUrl(QStringLiteral("file:///etc/passwd"));
    QTest::newRow("ftp") << QUrl(QStringLiteral("ftp://127.0.0.1/"));
    QTest::newRow("no host") << QUrl(QStringLiteral("http:///x"));
    QTest::newRow("invalid") << QUrl(QStringLiteral("http://a b/"));
}

void TestEventSourceErrors::unusableUrls()
{
    QFETCH(QUrl, url);
    EventSource source;
    Watcher seen(source);
    source.open(url);
    QTRY_COMPARE(seen.finished.size(), 1);
    QCOMPARE(seen.finished.constFirst().kind, Kind::InvalidUrl);
    QCOMPARE(seen.states, (QList<State>{State::Connecting, State::Failed}));
}

void TestEventSourceErrors::cutMidEvent_data()
{
    QTest::addColumn<bool>("chunked");
    QTest::addColumn<bool>("reset");
    QTest::addColumn<Kind>("kind");
    // Where the end of the connection is the end of the body, nobody can tell the two apart (RFC 9112 6.3).
    QTest::newRow("FIN, no length") << false << false << Kind::ServerClosed;
    QTest::newRow("FIN, chunked") << true << false << Kind::Network;
    QTest::newRow("RST, chunked") << true << true << Kind::Network;
}

void TestEventSourceErrors::cutMidEvent()
{
    QFETCH(bool, chunked);
    QFETCH(bool, reset);
    QFETCH(Kind, kind);
    const QByteArray part = "id: 1\ndata: a\n\nid: 2\ndata: \xE2\x82";
    Script script = chunked
                        ? Script::eventStream(QByteArray::number(part.size(), 16) + "\r\n" + part + "\r\n",
                                              {{"Transfer-Encoding", "chunked"}})
                        : Script::eventStream(part);
    script.waitFor("read");
    ScriptedServer server;
    server.enqueue(reset ? script.reset() : script.close());
    server.setDefault(Script::eventStream("id: 2\ndata: b\n\n"));
    EventSource source;
    Watcher seen(source);
    source.open(server.url(), quick());
    QTRY_COMPARE(seen.data, (QByteArrayList{"a"}));
    server.release("read");
    QTRY_COMPARE(seen.data, (QByteArrayList{"a", "b"}));
    QCOMPARE(server.requests().at(1).header("Last-Event-ID"), "1");
    QCOMPARE(seen.waits.constFirst().error.kind, kind);
    if (kind == Kind::Network)
        QCOMPARE(seen.waits.constFirst().error.message,
                 QStringLiteral("Log stream lost. The server closed the connection."));
}

void TestEventSourceErrors::silenceIsADeadConnection()
{
    ScriptedServer server;
    server.enqueue(Script::eventStream("data: a\n\n"));
    server.setDefault(Script::eventStream("data: b\n\n"));
    EventSourceOptions options = quick();
    options.silenceTimeoutMs = 300;
    EventSource source;
    Watcher seen(source);
    source.open(server.url(), options);
    QTRY_VERIFY(seen.data.contains("b"));
    QCOMPARE(seen.waits.constFirst().error.kind, Kind::Timeout);
    QCOMPARE(seen.waits.constFirst().error.message, QStringLiteral("Log stream lost (no data for 300 ms)."));
    QTRY_VERIFY(server.openConnections() <= 1); // the dead one is not kept
}

void TestEventSourceErrors::anyByteIsASignOfLife()
{
    // 30 bytes, one every 50 ms: longer than the limit in all, never silent for as long.
    Script script = Script::eventStream();
    for (int i = 0; i < 30; ++i)
        script.send(":").pause(50);
    script.send("\n\ndata: end\n\n");
    ScriptedServer server;
    server.setDefault(script);
    EventSourceOptions options = quick();
    options.silenceTimeoutMs = 1'000;
    EventSource source;
    Watcher seen(source);
    source.open(server.url(), options);
    QTRY_COMPARE_WITH_TIMEOUT(seen.data, (QByteArrayList{"end"}), 20'000);
    QCOMPARE(seen.states, (QList<State>{State::Connecting, State::Open}));
}

void TestEventSourceErrors::answerTimeout()
{
    ScriptedServer server;
    server.enqueue(Script::silence());
    server.setDefault(Script::eventStream("data: a\n\n"));
    EventSourceOptions options = quick();
    options.answerTimeoutMs = 200;
    EventSource source;
    Watcher seen(source);
    source.open(server.url(), options);
    QTRY_COMPARE(seen.data, (QByteArrayList{"a"}));
    QCOMPARE(seen.waits.constFirst().error.kind, Kind::Timeout);
    QVERIFY(seen.waits.constFirst().error.message.contains(QStringLiteral("No answer within 200 ms")));
}

// An overloaded server, in a tenth of its time: 3 s for an answer that may take 9.
void TestEventSourceErrors::aSlowAnswerIsWaitedFor()
{
    ScriptedServer server;
    server.setDelay(3'000);
    server.setDefault(Script::eventStream("data: a\n\n"));
    EventSourceOptions options = quick();
    QCOMPARE(options.answerTimeoutMs, 90'000);
    options.answerTimeoutMs /= 10;
    EventSource source;
    Watcher seen(source);
    source.open(server.url(), options);
    QTRY_COMPARE(seen.data, (QByteArrayList{"a"}));
    QCOMPARE(seen.states, (QList<State>{State::Connecting, State::Open}));
    QCOMPARE(server.requests().size(), 1);
}

void TestEventSourceErrors::redirectsGoneWrong_data()
{
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<int>("status");
    QTest::newRow("to a sign-in page") << QByteArray("/login?next=%2F") << Kind::NotSignedIn << 200;
    QTest::newRow("in circles") << QByteArray("/a") << Kind::TooManyRedirects << 0;
    QTest::newRow("to a file") << QByteArray("file:///etc/passwd") << Kind::HttpStatus << 307;
    QTest::newRow("to nowhere") << QByteArray("http://") << Kind::HttpStatus << 307;
    QTest::newRow("to JSON") << QByteArray("/json") << Kind::WrongContentType << 200;
    QTest::newRow("to what is not there") << QByteArray("/gone") << Kind::NotFound << 404;
}

void TestEventSourceErrors::redirectsGoneWrong()
{
    QFETCH(QByteArray, location);
    QFETCH(Kind, kind);
    QFETCH(int, status);
    ScriptedServer server;
    server.setDefault("/a", Script::redirect(location, 307));
    server.setDefault("/login", Script::reply(200, "text/html; charset=utf-8", "<form>"));
    server.setDefault("/json", Script::reply(200, "application/json", "{}"));
    EventSource source;
    Watcher seen(source);
    source.open(server.url(QStringLiteral("/a")), quick());
    QTRY_COMPARE(seen.finished.size(), 1);
    QCOMPARE(seen.finished.constFirst().kind, kind);
    QCOMPARE(seen.finished.constFirst().httpStatus, status);
    QCOMPARE(source.state(), State::Failed);
    QVERIFY(server.requests().size() <= 11);
}

void TestEventSourceErrors::tooLarge()
{
    ScriptedServer server;
    server.setDefault(Script::eventStream("data: a\n\ndata: " + QByteArray(5'000, 'x')));
    EventSourceOptions options = quick();
    options.limits = {1'000, 2'000};
    EventSource source;
    Watcher seen(source);
    source.open(server.url(), options);
    QTRY_COMPARE(seen.finished.size(), 1);
    QCOMPARE(seen.data, (QByteArrayList{"a"})); // what was whole is delivered
    QCOMPARE(seen.finished.constFirst().kind, Kind::TooLarge);
    QTRY_COMPARE(server.openConnections(), 0);
}

QTEST_GUILESS_MAIN(TestEventSourceErrors)
#include "tst_eventsourceerrors.moc"
