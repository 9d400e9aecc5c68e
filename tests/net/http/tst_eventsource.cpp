// Every state and every error of a stream, against a server that does exactly what the script says.
#include "net/http/eventsource.h"
#include "tests/fakes/scriptedserver.h"
#include "tests/support/patience.h"
#include <QRegularExpression>
#include <QSemaphore>
#include <QSignalSpy>
#include <QSslSocket>
#include <QTest>
#include <QThread>
#include <QTimer>
#include <functional>
#include <memory>
#include <mutex>

using namespace slipway;
using namespace slipway::http;
using namespace slipway::fakes;
using Kind = StreamError::Kind;
using State = StreamState;

namespace {

// What a consumer sees, as one list of words: states, data of the events, the final error.
class Watcher : public QObject
{
public:
    explicit Watcher(EventSource &source)
    {
        connect(&source, &EventSource::stateChanged, this, [this, &source](State state) {
            QCOMPARE(source.state(), state);
            states.append(state);
            if (state == State::Waiting)
                waits.append({source.error(), source.nextAttemptInMs(), source.attempt()});
        });
        connect(&source, &EventSource::eventsReceived, this, [this](const EventBatch &batch) {
            ++batches;
            QVERIFY(!batch.isEmpty());
            for (const sse::Event &event : batch)
                data.append(event.data);
        });
        connect(&source, &EventSource::finished, this,
                [this](const StreamError &error) { finished.append(error); });
    }

    struct Wait
    {
        StreamError error;
        int ms;
        int attempt;
    };
    QList<State> states;
    QList<Wait> waits;
    QByteArrayList data;
    int batches = 0;
    QList<StreamError> finished;
};

EventSourceOptions quick()
{
    EventSourceOptions options;
    options.initialRetryMs = 10;
    options.maxRetryMs = 50;
    return options;
}

// A server on a thread of its own, for tests that block the main thread. The work goes through a mutex that
// ThreadSanitizer sees, unlike Qt's.
class ServerThread : public QObject
{
public:
    ServerThread()
    {
        m_thread.start();
        moveToThread(&m_thread);
        run([this] {
            server = new ScriptedServer;
            url = server->url();
        });
    }
    ~ServerThread() override
    {
        run([this] { delete server; });
        m_thread.quit();
        m_thread.wait();
    }
    void run(std::function<void()> work)
    {
        {
            const std::scoped_lock lock(m_mutex);
            m_work = std::move(work);
        }
        QMetaObject::invokeMethod(this, &ServerThread::runWork, Qt::BlockingQueuedConnection);
        const std::scoped_lock lock(m_mutex);
    }
    ScriptedServer *server = nullptr; // used on its thread only, by run()
    QUrl url;

private:
    void runWork()
    {
        const std::scoped_lock lock(m_mutex);
        m_work();
    }
    std::mutex m_mutex;
    std::function<void()> m_work;
    QThread m_thread;
};

} // namespace

class TestEventSource : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void opensAndReceives();
    void requestHeaders();
    void reconnectsWithTheLastId();
    void retryFieldIsTheFloor();
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
    void connectTimeout();
    void followsRedirects_data();
    void followsRedirects();
    void headersStayWithTheirOrigin();
    void redirectsGoneWrong_data();
    void redirectsGoneWrong();
    void tooLarge();
    void attemptsGrowAndAnEventResetsThem();
    void retryNowEndsAWaitAndAFailure();
    void batchesAreFewAndComplete();
    void compressedStreamArrivesAtOnce();
    void slowConsumerStopsTheServer();
    void cutAnywhereNothingLostNothingTwice();
    void closeInEveryState_data();
    void closeInEveryState();
    void closeInsideASlot_data();
    void closeInsideASlot();
    void reopenInsideASlot();
    void orderHoldsInANestedEventLoop();
    void nothingOfAnEarlierStreamAfterOpen();
    void manyStreamsAtOnce();
    void eventLoopStaysAlive();
};

void TestEventSource::opensAndReceives()
{
    ScriptedServer server;
    server.enqueue(Script::eventStream("id: 1\nevent: progress\ndata: one\n\n: comment\n\ndata: two\n\n",
                                       {{"X-Accel-Buffering", "no"}}));
    EventSource source;
    Watcher seen(source);
    QCOMPARE(source.state(), State::Closed);
    source.open(server.url(QStringLiteral("/api/x?y=%2F")));
    QCOMPARE(source.state(), State::Connecting);
    QTRY_COMPARE(seen.data, (QByteArrayList{"one", "two"}));
    QCOMPARE(seen.states, (QList<State>{State::Connecting, State::Open}));
    QCOMPARE(source.lastEventId(), "1");
    QCOMPARE(source.error(), StreamError());
    QCOMPARE(source.nextAttemptInMs(), -1);
    QCOMPARE(server.requests().constFirst().target, "/api/x?y=%2F");
    source.close();
    QCOMPARE(source.state(), State::Closed);
    QTRY_COMPARE(server.openConnections(), 0);
    QVERIFY(seen.finished.isEmpty());
}

void TestEventSource::requestHeaders()
{
    ScriptedServer server;
    server.enqueue(Script::eventStream({}, {{"Set-Cookie", "session=other"}}).close());
    server.setDefault(Script::eventStream());
    EventSourceOptions options = quick();
    options.lastEventId = "41";
    options.headers = {{"Authorization", "Bearer t"}, {"Cookie", "session=mine"}};
    EventSource source;
    source.open(server.url(), options);
    QCOMPARE(source.lastEventId(), "41");
    QTRY_COMPARE(server.requests().size(), 2);
    for (const Request &request : server.requests()) {
        QCOMPARE(request.method, "GET");
        QCOMPARE(request.header("Accept"), "text/event-stream");
        QCOMPARE(request.header("Cache-Control"), "no-cache");
        QCOMPARE(request.header("Authorization"), "Bearer t");
        QCOMPARE(request.header("Cookie"), "session=mine");
        QCOMPARE(request.header("Last-Event-ID"), "41");
    }
}

void TestEventSource::reconnectsWithTheLastId()
{
    ScriptedServer server;
    server.enqueue(Script::eventStream("id: 7\ndata: a\n\nid: 8\ndata: lost").close());
    server.enqueue(Script::eventStream("data: b\n\nid: 9\n\n").close()); // an id counts also without data
    server.enqueue(Script::eventStream("id\ndata: c\n\n").close());      // and an empty one takes it back
    server.setDefault(Script::eventStream());
    EventSource source;
    Watcher seen(source);
    source.open(server.url(), quick());
    QTRY_COMPARE(server.requests().size(), 4);
    QCOMPARE(seen.data, (QByteArrayList{"a", "b", "c"}));
    QVERIFY(!server.requests().at(0).hasHeader("Last-Event-ID"));
    QCOMPARE(server.requests().at(1).header("Last-Event-ID"), "7");
    QCOMPARE(server.requests().at(2).header("Last-Event-ID"), "9");
    QVERIFY(!server.requests().at(3).hasHeader("Last-Event-ID"));
    QTRY_COMPARE(seen.states.size(), 2 + 3 * 3);
    QCOMPARE(seen.states.mid(0, 4),
             (QList<State>{State::Connecting, State::Open, State::Waiting, State::Connecting}));
    QCOMPARE(seen.waits.constFirst().error.kind, Kind::ServerClosed);
    QCOMPARE(seen.waits.constFirst().attempt, 1);
}

void TestEventSource::retryFieldIsTheFloor()
{
    ScriptedServer server;
    server.enqueue(Script::eventStream("retry: 60000\n\ndata: a\n\n").close());
    EventSource source;
    Watcher seen(source);
    source.open(server.url(), quick());
    QTRY_COMPARE(seen.waits.size(), 1);
    QVERIFY2(seen.waits.constFirst().ms > 50'000 && seen.waits.constFirst().ms <= 75'000,
             qPrintable(QString::number(seen.waits.constFirst().ms)));
}

void TestEventSource::finalErrors_data()
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

void TestEventSource::finalErrors()
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

void TestEventSource::retriedErrors_data()
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

void TestEventSource::retriedErrors()
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

void TestEventSource::retryAfterIsHonoured()
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

void TestEventSource::serverNotThereThenThere()
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

void TestEventSource::certificates_data()
{
    QTest::addColumn<bool>("hook");
    QTest::addColumn<bool>("pinned");
    QTest::newRow("the system's verdict") << false << false;
    QTest::newRow("the hook knows it") << true << true;
    QTest::newRow("the hook does not know it") << true << false;
}

void TestEventSource::certificates()
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

void TestEventSource::unusableUrls_data()
{
    QTest::addColumn<QUrl>("url");
    QTest::newRow("empty") << QUrl();
    QTest::newRow("relative") << QUrl(QStringLiteral("/api"));
    QTest::newRow("file") << QUrl(QStringLiteral("file:///etc/passwd"));
    QTest::newRow("ftp") << QUrl(QStringLiteral("ftp://127.0.0.1/"));
    QTest::newRow("no host") << QUrl(QStringLiteral("http:///x"));
    QTest::newRow("invalid") << QUrl(QStringLiteral("http://a b/"));
}

void TestEventSource::unusableUrls()
{
    QFETCH(QUrl, url);
    EventSource source;
    Watcher seen(source);
    source.open(url);
    QTRY_COMPARE(seen.finished.size(), 1);
    QCOMPARE(seen.finished.constFirst().kind, Kind::InvalidUrl);
    QCOMPARE(seen.states, (QList<State>{State::Connecting, State::Failed}));
}

void TestEventSource::cutMidEvent_data()
{
    QTest::addColumn<bool>("chunked");
    QTest::addColumn<bool>("reset");
    QTest::addColumn<Kind>("kind");
    // Where the end of the connection is the end of the body, nobody can tell the two apart (RFC 9112 6.3).
    QTest::newRow("FIN, no length") << false << false << Kind::ServerClosed;
    QTest::newRow("FIN, chunked") << true << false << Kind::Network;
    QTest::newRow("RST, chunked") << true << true << Kind::Network;
}

void TestEventSource::cutMidEvent()
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

void TestEventSource::silenceIsADeadConnection()
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

void TestEventSource::anyByteIsASignOfLife()
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

void TestEventSource::connectTimeout()
{
    ScriptedServer server;
    server.enqueue(Script::silence());
    server.setDefault(Script::eventStream("data: a\n\n"));
    EventSourceOptions options = quick();
    options.connectTimeoutMs = 200;
    EventSource source;
    Watcher seen(source);
    source.open(server.url(), options);
    QTRY_COMPARE(seen.data, (QByteArrayList{"a"}));
    QCOMPARE(seen.waits.constFirst().error.kind, Kind::Timeout);
    QVERIFY(seen.waits.constFirst().error.message.contains(QStringLiteral("No answer within 200 ms")));
}

void TestEventSource::followsRedirects_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {301, 302, 303, 307, 308})
        QTest::addRow("%d", status) << status;
}

void TestEventSource::followsRedirects()
{
    QFETCH(int, status);
    ScriptedServer server;
    server.setDefault("/a", Script::redirect("b?x=1", status));
    server.enqueue("/b", Script::eventStream("id: 5\ndata: a\n\n").close());
    server.setDefault("/b", Script::eventStream("data: b\n\n"));
    EventSourceOptions options = quick();
    options.headers = {{"Authorization", "Bearer t"}};
    EventSource source;
    Watcher seen(source);
    source.open(server.url(QStringLiteral("/a")), options);
    QTRY_COMPARE(seen.data, (QByteArrayList{"a", "b"}));
    QByteArrayList targets;
    for (const Request &request : server.requests()) {
        targets.append(request.target);
        QCOMPARE(request.header("Authorization"), "Bearer t");
    }
    // A reconnect asks at the first address again: where it leads may have changed.
    QCOMPARE(targets, (QByteArrayList{"/a", "/b?x=1", "/a", "/b?x=1"}));
    QCOMPARE(server.requests().at(3).header("Last-Event-ID"), "5");
}

void TestEventSource::headersStayWithTheirOrigin()
{
    ScriptedServer first;
    ScriptedServer second; // another port is another origin
    first.enqueue("/a", Script::redirect(second.url(QStringLiteral("/b")).toEncoded()));
    second.enqueue("/b", Script::redirect(first.url(QStringLiteral("/c")).toEncoded()));
    first.enqueue("/c", Script::eventStream("data: a\n\n"));
    EventSourceOptions options = quick();
    options.headers = {{"Authorization", "Bearer t"}, {"Cookie", "a=b"}, {"X-Mine", "1"}};
    EventSource source;
    Watcher seen(source);
    source.open(first.url(QStringLiteral("/a")), options);
    QTRY_COMPARE(seen.data, (QByteArrayList{"a"}));
    QCOMPARE(first.requests().at(0).header("Authorization"), "Bearer t");
    for (const Request &request : {second.requests().at(0), first.requests().at(1)}) {
        QVERIFY(!request.hasHeader("Authorization"));
        QVERIFY(!request.hasHeader("Cookie"));
        QVERIFY(!request.hasHeader("X-Mine"));
        QCOMPARE(request.header("Accept"), "text/event-stream");
    }
}

void TestEventSource::redirectsGoneWrong_data()
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

void TestEventSource::redirectsGoneWrong()
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

void TestEventSource::tooLarge()
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

void TestEventSource::attemptsGrowAndAnEventResetsThem()
{
    ScriptedServer server;
    for (int i = 0; i < 3; ++i)
        server.enqueue(Script::reply(503, {}, {}));
    server.enqueue(Script::eventStream().close());
    server.enqueue(Script::eventStream("data: a\n\n").waitFor("read").close());
    server.setDefault(Script::reply(503, {}, {}));
    EventSourceOptions options = quick();
    options.maxRetryMs = 400;
    EventSource source;
    Watcher seen(source);
    source.open(server.url(), options);
    QTRY_COMPARE_WITH_TIMEOUT(seen.data, (QByteArrayList{"a"}), 20'000);
    QCOMPARE(source.attempt(), 0);
    server.release("read");
    QTRY_VERIFY(seen.waits.size() >= 5);
    QList<int> attempts;
    for (const Watcher::Wait &wait : seen.waits.first(5))
        attempts.append(wait.attempt);
    QCOMPARE(attempts, (QList<int>{1, 2, 3, 4, 1}));
}

void TestEventSource::retryNowEndsAWaitAndAFailure()
{
    ScriptedServer server;
    server.enqueue(Script::reply(503, {}, {}, {{"Retry-After", "1000"}}));
    server.enqueue(Script::reply(404, {}, {}));
    server.setDefault(Script::eventStream("data: a\n\n"));
    EventSource source;
    Watcher seen(source);
    source.retryNow(); // never opened: nothing
    QCOMPARE(source.state(), State::Closed);
    source.open(server.url(), quick());
    QTRY_COMPARE(source.state(), State::Waiting);
    source.retryNow();
    source.retryNow();
    QTRY_COMPARE(source.state(), State::Failed);
    source.retryNow();
    QTRY_COMPARE(seen.data, (QByteArrayList{"a"}));
    source.retryNow(); // open: nothing
    source.close();
    source.retryNow(); // closed by us: nothing
    QCOMPARE(seen.states, (QList<State>{State::Connecting, State::Waiting, State::Connecting, State::Failed,
                                        State::Connecting, State::Open, State::Closed}));
    QTRY_COMPARE(server.openConnections(), 0);
    QCOMPARE(server.requests().size(), 3);
}

void TestEventSource::batchesAreFewAndComplete()
{
    constexpr int count = 200'000;
    QByteArray body;
    for (int i = 1; i <= count; ++i)
        body += "id: " + QByteArray::number(i) + "\ndata: " + QByteArray::number(i) + "\n\n";
    ScriptedServer server;
    server.setDefault(Script::eventStream(body));
    EventSourceOptions options = quick();
    options.batchIntervalMs = 50;
    EventSource source;
    QElapsedTimer timer;
    timer.start();
    Watcher seen(source);
    source.open(server.url(), options);
    QTRY_COMPARE_WITH_TIMEOUT(seen.data.size(), count, 60'000);
    const qint64 elapsed = timer.elapsed();
    for (int i = 0; i < count; ++i)
        QCOMPARE(seen.data.at(i).toInt(), i + 1);
    // One per interval, and one for each time that 2 MiB wait for the consumer.
    const qint64 full = (body.size() + count * qint64(sizeof(sse::Event))) / (2 * 1024 * 1024);
    QVERIFY2(seen.batches <= elapsed / 50 + full + 2,
             qPrintable(QStringLiteral("%1 batches in %2 ms").arg(seen.batches).arg(elapsed)));
    QCOMPARE(source.lastEventId(), QByteArray::number(count));
}

void TestEventSource::compressedStreamArrivesAtOnce()
{
    // zlib's format with a sync flush after each event, as a compressing proxy sends it: qCompress gives one
    // block only, so this is "stored" blocks, which need no compressor. deflate: 78 01, then 00 LEN NLEN
    // bytes per block.
    const auto stored = [](const QByteArray &bytes) {
        const auto size = quint16(bytes.size());
        const auto low = [](quint16 value) { return char(value & 0xFF); };
        const auto high = [](quint16 value) { return char(value >> 8); };
        const quint16 inverse = quint16(~size);
        return QByteArray(1, '\0') + low(size) + high(size) + low(inverse) + high(inverse) + bytes;
    };
    ScriptedServer server;
    server.setDefault(
        Script::eventStream(QByteArray("\x78\x01") + stored("data: a\n\n"), {{"Content-Encoding", "deflate"}})
            .waitFor("seen")
            .send(stored("data: b\n\n")));
    EventSource source;
    Watcher seen(source);
    source.open(server.url(), quick());
    QTRY_COMPARE(seen.data, (QByteArrayList{"a"}));
    server.release("seen");
    QTRY_COMPARE(seen.data, (QByteArrayList{"a", "b"}));
}

void TestEventSource::slowConsumerStopsTheServer()
{
    // 128 MB at once for a consumer whose thread does nothing: what is not taken must stay with the server.
    constexpr int count = 128;
    const QByteArray filler(1'000'000, 'x');
    QByteArray body;
    for (int i = 0; i < count; ++i)
        body += "data: " + QByteArray::number(i) + " " + filler + "\n\n";
    ServerThread thread;
    thread.run([&] { thread.server->setDefault(Script::eventStream(body)); });
    const auto sent = [&] {
        qint64 bytes = 0;
        thread.run([&] { bytes = thread.server->bytesSent(); });
        return bytes;
    };
    EventSourceOptions options = quick();
    options.silenceTimeoutMs = 1'500; // the silence is our own and must not count
    EventSource source;
    int next = 0;
    bool inOrder = true;
    QList<State> states;
    connect(&source, &EventSource::stateChanged, this, [&](State state) { states.append(state); });
    connect(&source, &EventSource::eventsReceived, this, [&](const EventBatch &batch) {
        for (const sse::Event &event : batch)
            inOrder = inOrder && event.data.startsWith(QByteArray::number(next++) + ' ');
    });
    source.open(thread.url, options);
    // Blocked, not waiting for a fixed time: until the server has been stuck for two seconds.
    QSemaphore never;
    qint64 before = -1;
    for (int still = 0; still < 10;) {
        never.tryAcquire(1, 200);
        const qint64 now = sent();
        still = now == before && now > 0 ? still + 1 : 0;
        before = now;
    }
    QVERIFY2(before < 25'000'000, qPrintable(QString::number(before)));
    QTRY_COMPARE_WITH_TIMEOUT(next, count, 60'000);
    QVERIFY(inOrder);
    QCOMPARE(states, (QList<State>{State::Connecting, State::Open}));
}

void TestEventSource::cutAnywhereNothingLostNothingTwice()
{
    // The server honours Last-Event-ID and cuts each answer some bytes further, by FIN and by RST in turn.
    constexpr int count = 300;
    ScriptedServer server;
    int cut = 40;
    server.setHandler([&cut](const Request &request) {
        QByteArray body;
        for (int i = request.header("Last-Event-ID").toInt() + 1; i <= count; ++i)
            body += "id: " + QByteArray::number(i) + "\r\ndata: gr\xC3\xBC\xC3\x9F " + QByteArray::number(i) +
                    "\r\n\r\n";
        cut += 7;
        Script script = Script::eventStream(body.left(cut));
        if (cut < body.size())
            cut % 2 ? script.close() : script.pause(5).reset();
        return script;
    });
    EventSource source;
    Watcher seen(source);
    source.open(server.url(), quick());
    QTRY_COMPARE_WITH_TIMEOUT(seen.data.size(), count, 60'000);
    for (int i = 0; i < count; ++i)
        QCOMPARE(seen.data.at(i), "gr\xC3\xBC\xC3\x9F " + QByteArray::number(i + 1));
    QVERIFY(server.requests().size() > 20);
}

void TestEventSource::closeInEveryState_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<State>("state");
    QTest::addColumn<bool>("destroy");
    for (const bool destroy : {false, true}) {
        const char *how = destroy ? "destroyed" : "closed";
        QTest::addRow("%s before connecting", how)
            << Script::eventStream("data: a\n\n") << State::Connecting << destroy;
        QTest::addRow("%s while open", how) << Script::eventStream() << State::Open << destroy;
        QTest::addRow("%s mid event", how)
            << Script::eventStream("id: 1\ndata: half") << State::Open << destroy;
        QTest::addRow("%s during a wait", how) << Script::reply(503, {}, {}) << State::Waiting << destroy;
        QTest::addRow("%s after a failure", how) << Script::reply(404, {}, {}) << State::Failed << destroy;
    }
}

void TestEventSource::closeInEveryState()
{
    QFETCH(Script, script);
    QFETCH(State, state);
    QFETCH(bool, destroy);
    ScriptedServer server;
    server.setDefault(script);
    auto source = std::make_unique<EventSource>();
    Watcher seen(*source);
    EventSourceOptions options;
    options.initialRetryMs = 5'000;
    source->open(server.url(), options);
    QTRY_COMPARE(source->state(), state);
    const QList<State> before = seen.states;
    if (destroy) {
        source.reset();
        QCOMPARE(seen.states, before); // the destructor says nothing
    } else {
        source->close();
        source->close();
        QCOMPARE(seen.states, before + QList<State>{State::Closed});
    }
    QTRY_COMPARE(server.openConnections(), 0);
    // What was under way before has had its chance once another stream has come and gone on the same threads.
    ScriptedServer other;
    other.setDefault(Script::eventStream("data: other\n\n"));
    EventSource probe;
    Watcher probed(probe);
    probe.open(other.url(), quick());
    QTRY_COMPARE(probed.data, (QByteArrayList{"other"}));
    QCOMPARE(seen.states.size(), before.size() + (destroy ? 0 : 1));
    QVERIFY(seen.data.isEmpty());
    QVERIFY(server.requests().size() <= 1);
}

void TestEventSource::closeInsideASlot_data()
{
    QTest::addColumn<bool>("destroy");
    QTest::addColumn<QByteArray>("signal");
    for (const char *signal : {"events", "open", "waiting", "failed", "finished"}) {
        QTest::addRow("close in %s", signal) << false << QByteArray(signal);
        QTest::addRow("destroy in %s", signal) << true << QByteArray(signal);
    }
}

void TestEventSource::closeInsideASlot()
{
    QFETCH(bool, destroy);
    QFETCH(QByteArray, signal);
    ScriptedServer server;
    const bool fails = signal == "failed" || signal == "finished";
    server.setDefault(fails ? Script::reply(404, {}, {}) : Script::eventStream("data: a\n\n").close());
    auto source = std::make_unique<EventSource>();
    int ended = 0;
    int afterwards = 0;
    const auto end = [&] {
        ++ended;
        if (destroy)
            source.reset();
        else
            source->close();
    };
    connect(source.get(), &EventSource::eventsReceived, this, [&] {
        afterwards += ended;
        if (signal == "events")
            end();
    });
    connect(source.get(), &EventSource::stateChanged, this, [&](State state) {
        if (state != State::Closed)
            afterwards += ended;
        if ((signal == "open" && state == State::Open) || (signal == "waiting" && state == State::Waiting) ||
            (signal == "failed" && state == State::Failed))
            end();
    });
    connect(source.get(), &EventSource::finished, this, [&] {
        afterwards += ended;
        if (signal == "finished")
            end();
    });
    source->open(server.url(), quick());
    QTRY_COMPARE(ended, 1);
    QTRY_COMPARE(server.openConnections(), 0);
    QCOMPARE(afterwards, 0);
    QCOMPARE(ended, 1);
    if (!destroy)
        QCOMPARE(source->state(), State::Closed);
}

void TestEventSource::reopenInsideASlot()
{
    ScriptedServer server;
    server.setDefault("/1", Script::eventStream("data: first\n\ndata: second\n\n").close());
    server.setDefault("/2", Script::eventStream("data: other\n\n"));
    EventSource source;
    Watcher seen(source);
    bool reopened = false;
    connect(&source, &EventSource::eventsReceived, this, [&] {
        if (!std::exchange(reopened, true))
            source.open(server.url(QStringLiteral("/2")), quick());
    });
    source.open(server.url(QStringLiteral("/1")), quick());
    QTRY_VERIFY(seen.data.contains("other"));
    QCOMPARE(seen.data.count("other"), 1);
    QCOMPARE(source.state(), State::Open);
    QCOMPARE(server.requests().size(), 2);
}

void TestEventSource::orderHoldsInANestedEventLoop()
{
    // A slot that opens a dialogue: what arrives meanwhile comes in order, after what was already taken.
    ScriptedServer server;
    server.setDefault(Script::eventStream("data: 1\n\n").waitFor("go").send("data: 2\n\n").close());
    EventSource source;
    QStringList seen;
    bool nested = false;
    connect(&source, &EventSource::eventsReceived, this, [&](const EventBatch &batch) {
        for (const sse::Event &event : batch)
            seen.append(QString::fromUtf8(event.data));
        if (!std::exchange(nested, true)) {
            server.release("go");
            QTRY_VERIFY(seen.contains(QStringLiteral("waiting")));
        }
    });
    connect(&source, &EventSource::stateChanged, this, [&](State state) {
        if (state == State::Waiting)
            seen.append(QStringLiteral("waiting"));
    });
    EventSourceOptions options;
    options.initialRetryMs = 60'000;
    options.maxRetryMs = 60'000;
    source.open(server.url(), options);
    QTRY_COMPARE(seen, (QStringList{QStringLiteral("1"), QStringLiteral("2"), QStringLiteral("waiting")}));
}

void TestEventSource::nothingOfAnEarlierStreamAfterOpen()
{
    ScriptedServer server;
    server.setDefault("/old", Script::eventStream(QByteArray("data: old\n\n").repeated(20'000)));
    server.setDefault("/new", Script::eventStream("data: new\n\n"));
    EventSource source;
    for (int round = 0; round < 20; ++round) {
        Watcher seen(source);
        source.open(server.url(QStringLiteral("/old")), quick());
        if (round % 2)
            QTRY_VERIFY(!seen.data.isEmpty());
        seen.data.clear();
        source.open(server.url(QStringLiteral("/new")), quick());
        QTRY_COMPARE(seen.data, (QByteArrayList{"new"}));
    }
    source.close();
    QTRY_COMPARE(server.openConnections(), 0);
}

void TestEventSource::manyStreamsAtOnce()
{
    // More than the six connections Qt opens per host and manager.
    ScriptedServer server;
    server.setDefault(Script::eventStream("data: a\n\n"));
    std::vector<std::unique_ptr<EventSource>> sources;
    std::vector<std::unique_ptr<Watcher>> watchers;
    for (int i = 0; i < 30; ++i) {
        sources.push_back(std::make_unique<EventSource>());
        watchers.push_back(std::make_unique<Watcher>(*sources.back()));
        sources.back()->open(server.url(), quick());
    }
    for (const auto &watcher : watchers)
        QTRY_COMPARE_WITH_TIMEOUT(watcher->data, (QByteArrayList{"a"}), 30'000);
    QCOMPARE(server.openConnections(), 30);
    sources.clear();
    QTRY_COMPARE(server.openConnections(), 0);
}

void TestEventSource::eventLoopStaysAlive()
{
    // A fast stream must leave the consumer's event loop turning: a zero-timer gets its turns all along.
    constexpr int count = 500'000;
    ServerThread thread;
    thread.run([&] {
        thread.server->setDefault(
            Script::eventStream(QByteArray("event: progress\ndata: 0123456789\n\n").repeated(count)));
    });
    EventSource source;
    qsizetype received = 0;
    int turns = 0;
    int turnsBetween = 0;
    QTimer ticker;
    connect(&ticker, &QTimer::timeout, this, [&] { ++turns; });
    connect(&source, &EventSource::eventsReceived, this, [&](const EventBatch &batch) {
        if (received > 0 && turns > 0)
            ++turnsBetween;
        turns = 0;
        received += batch.size();
    });
    ticker.start(0);
    source.open(thread.url, quick());
    QTRY_COMPARE_WITH_TIMEOUT(received, count, 60'000);
    QVERIFY2(turnsBetween > 0, "the event loop did nothing but deliver");
}

QTEST_GUILESS_MAIN(TestEventSource)
#include "tst_eventsource.moc"
