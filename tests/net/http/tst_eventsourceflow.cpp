// Many events, many streams, and consumers that do not keep up.
#include "tests/net/http/streamwatcher.h"
#include <QRegularExpression>
#include <QSemaphore>
#include <QTest>
#include <QTimer>
#include <memory>
#include <utility>

using namespace slipway;
using namespace slipway::test;

namespace {

// Makes a list of numbers of the events' data.
class Numbers : public StreamDecoder
{
public:
    void take(const sse::EventView &event) override { m_numbers.append(event.data.toInt()); }
    DecodedBatch takeBatch() override { return std::make_shared<QList<int>>(std::exchange(m_numbers, {})); }

private:
    QList<int> m_numbers;
};

} // namespace

class TestEventSourceFlow : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void batchesAreFewAndComplete();
    void compressedStreamArrivesAtOnce();
    void slowConsumerStopsTheServer();
    void cutAnywhereNothingLostNothingTwice();
    void aDecoderTakesTheEvents();
    void manyStreamsAtOnce();
    void eventLoopStaysAlive();
};

void TestEventSourceFlow::batchesAreFewAndComplete()
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

void TestEventSourceFlow::compressedStreamArrivesAtOnce()
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

void TestEventSourceFlow::slowConsumerStopsTheServer()
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

void TestEventSourceFlow::cutAnywhereNothingLostNothingTwice()
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

void TestEventSourceFlow::aDecoderTakesTheEvents()
{
    // Over two connections; what is unfinished at the end of the first is no event.
    constexpr int count = 20'000;
    ScriptedServer server;
    server.setHandler([](const Request &request) {
        QByteArray body;
        const int from = request.header("Last-Event-ID").toInt() + 1;
        for (int i = from; i <= (from == 1 ? count / 2 : count); ++i)
            body += "id: " + QByteArray::number(i) + "\ndata: " + QByteArray::number(i) + "\n\n";
        return Script::eventStream(body + "id: 7\ndata: 7\n").close();
    });
    EventSource source;
    Watcher seen(source);
    QList<int> numbers;
    connect(&source, &EventSource::decodedReceived, this, [&](const QList<DecodedBatch> &batches) {
        for (const DecodedBatch &batch : batches) {
            const QList<int> &some = *std::static_pointer_cast<QList<int>>(batch);
            QVERIFY(!some.isEmpty());
            numbers += some;
        }
        QCOMPARE(source.lastEventId(), QByteArray::number(numbers.constLast()));
    });
    EventSourceOptions options = quick();
    options.decoder = std::make_shared<Numbers>();
    source.open(server.url(), options);
    QTRY_VERIFY(numbers.size() >= count);
    source.close();
    QCOMPARE(numbers.size(), count);
    for (int i = 0; i < count; ++i)
        QCOMPARE(numbers.at(i), i + 1);
    QCOMPARE(seen.batches, 0);
}

void TestEventSourceFlow::manyStreamsAtOnce()
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

void TestEventSourceFlow::eventLoopStaysAlive()
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

QTEST_GUILESS_MAIN(TestEventSourceFlow)
#include "tst_eventsourceflow.moc"
