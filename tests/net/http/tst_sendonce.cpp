// The server sees each request once, however the answer ends.
#include "net/http/eventsource.h"
#include "net/http/jsonclient.h"
#include <QRegularExpression>
#include <QSemaphore>
#include <QTest>
#include <arpa/inet.h>
#include <array>
#include <functional>
#include <mutex>
#include <netinet/tcp.h>
#include <optional>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace slipway;
using namespace slipway::http;
using Kind = StreamError::Kind;

namespace {
// How an answer comes and ends. The server has it on the wire before Qt looks, or in parts, or later.
enum class End {
    OneSegment,   // head, events and FIN
    OneLarge,     // the same with half a megabyte between the events
    TwoSegments,  // head; events and FIN
    AfterPause,   // head; events; FIN some milliseconds later
    EventPerPart, // head; events one by one; FIN
    ResetLater,   // head; events; RST some milliseconds later
};

// A server on a plain thread with blocking calls: it answers in microseconds, before the client's event loop
// looks, which a server with an event loop of its own does not.
class PromptServer
{
public:
    using Answer = std::function<void(const PromptServer &, int socket, const QByteArray &lastEventId)>;

    explicit PromptServer(Answer answer) : m_answer(std::move(answer))
    {
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        const auto *const bare = reinterpret_cast<const sockaddr *>(&address);
        if (::bind(m_listener, bare, size) != 0 || ::listen(m_listener, 64) != 0 ||
            ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &size) != 0)
            qFatal("no server");
        url = QUrl(QStringLiteral("http://127.0.0.1:%1/").arg(ntohs(address.sin_port)));
        m_thread = std::thread([this] { serve(); });
    }
    ~PromptServer()
    {
        ::shutdown(m_listener, SHUT_RDWR); // ends accept()
        m_thread.join();
        ::close(m_listener);
    }
    Q_DISABLE_COPY_MOVE(PromptServer)

    QByteArrayList lastEventIds() const // of each request
    {
        const std::scoped_lock lock(m_mutex);
        return m_lastEventIds;
    }
    void write(int socket, const QByteArray &bytes) const
    {
        (void)::send(socket, bytes.constData(), size_t(bytes.size()), MSG_NOSIGNAL);
    }
    void readOn(int socket, qsizetype contentSize) const // what has not come with the head
    {
        std::array<char, 4096> buffer;
        ssize_t count = 0;
        for (qsizetype left = contentSize - m_contentRead; left > 0; left -= count) {
            count = ::recv(socket, buffer.data(), buffer.size(), 0);
            if (count <= 0)
                return;
        }
    }
    void reset(int socket) const
    {
        const linger atOnce = {1, 0};
        ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
    }

    QUrl url;

private:
    void serve()
    {
        for (int socket; (socket = ::accept(m_listener, nullptr, nullptr)) >= 0; ::close(socket)) {
            const int on = 1;
            ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            QByteArray request;
            std::array<char, 4096> buffer;
            ssize_t count = 0;
            while (!request.contains("\r\n\r\n") &&
                   (count = ::recv(socket, buffer.data(), buffer.size(), 0)) > 0)
                request.append(buffer.data(), count);
            if (request.isEmpty())
                continue; // Qt 6.8 connects again before it finds that it may not send again
            m_contentRead = request.size() - request.indexOf("\r\n\r\n") - 4;
            QByteArray id = "";
            for (const QByteArray &line : request.split('\n')) {
                if (line.toLower().startsWith("last-event-id:"))
                    id = line.mid(14).trimmed();
            }
            {
                const std::scoped_lock lock(m_mutex);
                m_lastEventIds.append(id);
            }
            m_answer(*this, socket, id);
        }
    }

    const Answer m_answer;
    const int m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    qsizetype m_contentRead = 0; // with the head of the request at hand
    mutable std::mutex m_mutex;
    QByteArrayList m_lastEventIds;
    std::thread m_thread;
};

void pauseBetweenWrites() { QSemaphore().tryAcquire(1, 5); }

// What a consumer sees.
class Watcher : public QObject
{
public:
    explicit Watcher(EventSource &source)
    {
        connect(&source, &EventSource::stateChanged, this, [this, &source](StreamState state) {
            if (state == StreamState::Waiting)
                waits.append(source.error());
        });
        connect(&source, &EventSource::eventsReceived, this, [this](const EventBatch &batch) {
            for (const sse::Event &event : batch)
                data.append(event.data);
        });
        connect(&source, &EventSource::finished, this,
                [this](const StreamError &error) { finished.append(error); });
    }
    QByteArrayList data;
    QList<StreamError> waits;
    QList<StreamError> finished;
};

EventSourceOptions quick()
{
    EventSourceOptions options;
    options.initialRetryMs = 10;
    options.maxRetryMs = 50;
    return options;
}

} // namespace

class TestSendOnce : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void oneRequestPerAttempt_data();
    void oneRequestPerAttempt();
    void askedOnceWithoutAnAnswer_data();
    void askedOnceWithoutAnAnswer();
    void nothingIsDoneTwice_data();
    void nothingIsDoneTwice();
};

void TestSendOnce::oneRequestPerAttempt_data()
{
    QTest::addColumn<End>("end");
    QTest::addColumn<QByteArray>("header");
    for (const auto &[name, header] :
         {std::pair("close", "Connection: close\r\n"), {"no word of closing", ""}}) {
        QTest::addRow("one segment, %s", name) << End::OneSegment << QByteArray(header);
        QTest::addRow("half a megabyte at once, %s", name) << End::OneLarge << QByteArray(header);
        QTest::addRow("two segments, %s", name) << End::TwoSegments << QByteArray(header);
        QTest::addRow("FIN after a pause, %s", name) << End::AfterPause << QByteArray(header);
        QTest::addRow("an event per segment, %s", name) << End::EventPerPart << QByteArray(header);
        QTest::addRow("RST, %s", name) << End::ResetLater << QByteArray(header);
    }
}

void TestSendOnce::oneRequestPerAttempt()
{
    // The server ends each answer after two events. Whoever asked a second time on its own, without the id of
    // what came, would be seen here, and so would an event that is lost or comes twice.
    QFETCH(End, end);
    QFETCH(QByteArray, header);
    constexpr int attempts = 100;
    const QByteArray head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n" + header + "\r\nretry: 1\n\n";
    const auto answer = [end, head](const PromptServer &server, int socket, const QByteArray &lastEventId) {
        const int seen = lastEventId.toInt();
        if (seen >= 2 * attempts) {
            server.write(socket, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
            return;
        }
        const auto event = [](int id) {
            const QByteArray number = QByteArray::number(id);
            return "id: " + number + "\ndata: " + number + "\n\n";
        };
        if (end == End::OneSegment || end == End::OneLarge) {
            const QByteArray between = end == End::OneLarge ? ':' + QByteArray(500'000, 'x') + '\n' : "";
            server.write(socket, head + event(seen + 1) + between + event(seen + 2));
            return;
        }
        server.write(socket, head);
        server.write(socket, event(seen + 1) + (end == End::EventPerPart ? QByteArray() : event(seen + 2)));
        if (end == End::EventPerPart)
            server.write(socket, event(seen + 2));
        if (end == End::AfterPause || end == End::ResetLater)
            pauseBetweenWrites();
        if (end == End::ResetLater)
            server.reset(socket);
    };
    PromptServer server(answer);
    EventSource source;
    Watcher seen(source);
    source.open(server.url, quick());
    QTRY_COMPARE_WITH_TIMEOUT(seen.finished.size(), 1, 120'000);
    QCOMPARE(seen.finished.constFirst().kind, Kind::NoContent);
    QByteArrayList ids;
    QByteArrayList expected = {""};
    for (int i = 1; i <= 2 * attempts; ++i)
        ids.append(QByteArray::number(i));
    QCOMPARE(seen.data, ids);
    for (int i = 2; i <= 2 * attempts; i += 2)
        expected.append(QByteArray::number(i));
    QCOMPARE(server.lastEventIds(), expected);
    for (const StreamError &error : std::as_const(seen.waits))
        QCOMPARE(error.kind, Kind::ServerClosed); // Qt takes RST for the end, as it does FIN
}

void TestSendOnce::askedOnceWithoutAnAnswer_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("reset");
    QTest::newRow("FIN") << QByteArray() << false;
    QTest::newRow("RST") << QByteArray() << true;
    QTest::newRow("FIN inside the status line") << QByteArray("HTTP/1.") << false;
    QTest::newRow("FIN inside the head") << QByteArray("HTTP/1.1 200 OK\r\nContent-Ty") << false;
}

void TestSendOnce::askedOnceWithoutAnAnswer()
{
    QFETCH(QByteArray, answer);
    QFETCH(bool, reset);
    constexpr int failures = 5;
    int count = 0;
    PromptServer server([&](const PromptServer &self, int socket, const QByteArray &) {
        if (++count > failures)
            return self.write(socket, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        self.write(socket, answer);
        if (reset)
            self.reset(socket);
    });
    EventSource source;
    Watcher seen(source);
    source.open(server.url, quick());
    QTRY_COMPARE_WITH_TIMEOUT(seen.finished.size(), 1, 60'000);
    QCOMPARE(seen.waits.size(), failures);
    QCOMPARE(server.lastEventIds().size(), failures + 1);
    for (const StreamError &error : std::as_const(seen.waits)) {
        QCOMPARE(error.kind, Kind::Network);
        QVERIFY2(error.message.contains(QStringLiteral("The server closed the connection")),
                 qPrintable(error.message));
    }
}

void TestSendOnce::nothingIsDoneTwice_data()
{
    QTest::addColumn<QByteArray>("verb");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("answer");
    const QByteArray created = "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n\r\n{}";
    QTest::newRow("POST, no answer") << QByteArray("POST") << QByteArray("{\"hostname\":\"a\"}")
                                     << QByteArray();
    QTest::newRow("POST, half an answer")
        << QByteArray("POST") << QByteArray("{\"hostname\":\"a\"}") << created.left(20);
    QTest::newRow("POST, answer without a length")
        << QByteArray("POST") << QByteArray("{\"hostname\":\"a\"}") << created;
    QTest::newRow("large POST, no answer")
        << QByteArray("POST") << '"' + QByteArray(300'000, 'x') + '"' << QByteArray();
    QTest::newRow("POST without content, no answer") << QByteArray("POST") << QByteArray() << QByteArray();
    QTest::newRow("DELETE, no answer") << QByteArray("DELETE") << QByteArray() << QByteArray();
    QTest::newRow("DELETE, answer without a length") << QByteArray("DELETE") << QByteArray() << created;
}

void TestSendOnce::nothingIsDoneTwice()
{
    // A backend that dies over a request may have done what it was asked: a second POST, sent by Qt on its
    // own, would create a second container.
    QFETCH(QByteArray, verb);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, answer);
    PromptServer server([&](const PromptServer &self, int socket, const QByteArray &) {
        self.readOn(socket, body.size());
        self.write(socket, answer);
    });
    for (int i = 1; i <= 20; ++i) {
        JsonClient client;
        client.setBaseUrl(server.url);
        std::optional<Result<JsonReply>> result;
        const auto done = [&](const Result<JsonReply> &reply) { result = reply; };
        if (verb == "POST")
            client.post(QStringLiteral("/x"), body, this, done);
        else
            client.remove(QStringLiteral("/x"), this, done);
        QTRY_VERIFY_WITH_TIMEOUT(result, 30'000);
        QCOMPARE(result->has_value(), answer.endsWith("{}"));
        if (!*result)
            QCOMPARE(result->error().code, ErrorCode::Unavailable);
        QCOMPARE(server.lastEventIds().size(), i);
    }
}

QTEST_GUILESS_MAIN(TestSendOnce)
#include "tst_sendonce.moc"
