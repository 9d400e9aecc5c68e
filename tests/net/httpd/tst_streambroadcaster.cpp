#include "streamfixture.h"
#include "tests/support/patience.h"

#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>
#include <thread>

using namespace slipway;
using namespace slipway::httpd;

class TestStreamBroadcaster : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void replayThenLive_data();
    void replayThenLive();
    void endsAtConnect_data();
    void endsAtConnect();
    void endsLive();
    void endWhileJoining();
    void joinsAtEveryMoment();
    void joinsInTheMiddleOfABlock();
    void publishedWhileNobodyListened();
    void duplicatesAreDropped();
    void jumpIsRepairedFromTheSource();
    void gapAtTheStart();
    void gapInTheMiddle();
    void http10IsRaw();
    void herdSharesReads();
    void slowReaderCostsNothingAndMissesNothing();
    void stalledReaderIsCutOff();
    void heartbeat();
    void leaverIsNoticedAtOnce();
    void talkerIsCutOff();
    void refusesAtTheLimit();
    void brokenSourceEndsTheStream();
    void closeEndsInGoodOrder();
    void topicCanBeEnded();
    void cutOffAtRandom();
    void manyClientsSeeAll();

private:
    StreamClient subscribe(StreamBroadcaster &b, qint64 after = 0, std::optional<qint64> endsAt = {},
                           bool chunked = true);
    void compareAll(const StreamClient &client, qint64 from = 1);
    static StreamLimits limits();

    std::unique_ptr<MemorySource> m_source;
};

void TestStreamBroadcaster::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    m_source = std::make_unique<MemorySource>();
}

StreamLimits TestStreamBroadcaster::limits()
{
    StreamLimits limits;
    limits.portablePoller = false;
    return limits;
}

StreamClient TestStreamBroadcaster::subscribe(StreamBroadcaster &b, qint64 after,
                                              std::optional<qint64> endsAt, bool chunked)
{
    auto [server, client] = tcpPair();
    Subscription s;
    s.topic = "c1";
    s.socket = std::move(server);
    s.chunked = chunked;
    s.intro = "event: snapshot\ndata: {}\n\n";
    s.after = after;
    s.endsAt = endsAt;
    if (!b.subscribe(std::move(s)))
        qFatal("refused");
    return StreamClient(std::move(client), chunked);
}

/// Events from..N, each once, in order, byte for byte, with their ids.
void TestStreamBroadcaster::compareAll(const StreamClient &client, qint64 from)
{
    const QList<sse::Event> got = client.named("progress");
    QCOMPARE(got.size(), m_source->size() - from + 1);
    for (qsizetype i = 0; i < got.size(); ++i) {
        QCOMPARE(got[i].lastEventId, QByteArray::number(from + i));
        QCOMPARE(got[i].data, m_source->data(from + i));
    }
}

void TestStreamBroadcaster::replayThenLive_data()
{
    QTest::addColumn<bool>("portable");
    QTest::newRow("epoll") << false;
    QTest::newRow("poll") << true;
}

void TestStreamBroadcaster::replayThenLive()
{
    QFETCH(bool, portable);
    StreamLimits l = limits();
    l.portablePoller = portable;
    StreamBroadcaster b(*m_source, l);
    m_source->store(1000);
    StreamClient client = subscribe(b);
    for (int i = 0; i < 50; ++i)
        b.publish("c1", {m_source->store(20)});
    b.publish("c1", {m_source->store(1, "complete")});
    QVERIFY(client.readToEnd());
    compareAll(client);
    QCOMPARE(client.events.first().type, QByteArray("snapshot"));
    QCOMPARE(client.events.last().type, QByteArray("done"));
    QCOMPARE(client.events.last().data, QByteArray(R"({"reason":"complete"})"));
    QVERIFY(client.chunks.atEnd);
    QVERIFY(!client.reset);
}

void TestStreamBroadcaster::endsAtConnect_data()
{
    QTest::addColumn<qint64>("after");
    QTest::addColumn<int>("count");
    QTest::newRow("from the start") << qint64(0) << 300;
    QTest::newRow("from the middle") << qint64(200) << 100;
    QTest::newRow("has all but one") << qint64(299) << 1;
    QTest::newRow("has all") << qint64(300) << 0;
}

void TestStreamBroadcaster::endsAtConnect()
{
    QFETCH(qint64, after);
    QFETCH(int, count);
    StreamBroadcaster b(*m_source, limits());
    m_source->store(300, "error");
    StreamClient client = subscribe(b, after, 300);
    QVERIFY(client.readToEnd());
    QCOMPARE(client.progressCount(), count);
    compareAll(client, after + 1);
    QCOMPARE(client.events.last().data, QByteArray(R"({"reason":"terminal"})"));
    QVERIFY(client.chunks.atEnd);
}

void TestStreamBroadcaster::endsLive()
{
    StreamBroadcaster b(*m_source, limits());
    StreamClient client = subscribe(b);
    b.publish("c1", {m_source->store(3, "error")});
    QVERIFY(client.readToEnd());
    compareAll(client);
    QCOMPARE(client.events.last().data, QByteArray(R"({"reason":"error"})"));
}

/// The run ends between the look at the container and the subscription: nobody says `endsAt`, nothing is
/// published any more. The end must be found in the store. (The origin leaves such a page spinning for ever.)
void TestStreamBroadcaster::endWhileJoining()
{
    StreamBroadcaster b(*m_source, limits());
    b.publish("c1", {m_source->store(10, "complete")});
    for (const qint64 after : {0, 5, 9}) {
        StreamClient client = subscribe(b, after);
        QVERIFY(client.readToEnd());
        compareAll(client, after + 1);
        QCOMPARE(client.events.last().data, QByteArray(R"({"reason":"complete"})"));
    }
}

void TestStreamBroadcaster::joinsAtEveryMoment()
{
    StreamBroadcaster b(*m_source, limits());
    std::thread publisher([&] {
        for (int i = 0; i < 400; ++i) {
            b.publish("c1", {m_source->store(1 + i % 7)});
            std::this_thread::yield();
        }
        b.publish("c1", {m_source->store(1, "complete")});
    });
    std::vector<StreamClient> clients;
    while (clients.size() < 60)
        clients.push_back(subscribe(b, m_source->size() / 2));
    publisher.join();
    for (StreamClient &client : clients) {
        QVERIFY(client.readToEnd());
        compareAll(client, client.named("progress").first().lastEventId.toLongLong());
        QVERIFY(client.named("gap").isEmpty());
    }
}

void TestStreamBroadcaster::joinsInTheMiddleOfABlock()
{
    StreamBroadcaster b(*m_source, limits());
    StreamClient first = subscribe(b);
    b.publish("c1", {m_source->store(100)});
    QVERIFY(first.readUntil([&] { return first.progressCount() == 100; }));
    const int reads = m_source->reads;
    StreamClient second = subscribe(b, 42);
    QVERIFY(second.readUntil([&] { return second.progressCount() == 58; }));
    QCOMPARE(m_source->reads, reads); // all of it was in the ring
    b.publish("c1", {m_source->store(1, "complete")});
    QVERIFY(second.readToEnd());
    compareAll(second, 43);
}

void TestStreamBroadcaster::publishedWhileNobodyListened()
{
    StreamBroadcaster b(*m_source, limits());
    {
        StreamClient client = subscribe(b);
        b.publish("c1", {m_source->store(5)});
        QVERIFY(client.readUntil([&] { return client.progressCount() == 5; }));
    }
    QTRY_COMPARE(b.stats().streams, 0);
    b.publish("c1", {m_source->store(5)});
    StreamClient again = subscribe(b, 5);
    QVERIFY(again.readUntil([&] { return again.progressCount() == 5; }));
    b.publish("c1", {m_source->store(1, "complete")});
    QVERIFY(again.readToEnd());
    compareAll(again, 6);
}

void TestStreamBroadcaster::duplicatesAreDropped()
{
    StreamBroadcaster b(*m_source, limits());
    StreamClient client = subscribe(b);
    const StreamChunk chunk = m_source->store(5);
    b.publish("c1", {chunk, chunk});
    b.publish("c1", {chunk});
    StreamChunk overlapping = m_source->store(5);
    overlapping = {1, 10, chunk.lines + overlapping.lines, {}};
    b.publish("c1", {overlapping});
    b.publish("c1", {m_source->store(1, "complete")});
    QVERIFY(client.readToEnd());
    compareAll(client);
}

/// Something published was lost on the way (a full inbox, another process): the store has it.
void TestStreamBroadcaster::jumpIsRepairedFromTheSource()
{
    StreamBroadcaster b(*m_source, limits());
    StreamClient client = subscribe(b);
    b.publish("c1", {m_source->store(5)});
    QVERIFY(client.readUntil([&] { return client.progressCount() == 5; }));
    m_source->store(7);
    b.publish("c1", {m_source->store(5)});
    QVERIFY(client.readUntil([&] { return client.progressCount() == 17; }));
    b.publish("c1", {m_source->store(1, "complete")});
    QVERIFY(client.readToEnd());
    compareAll(client);
    QVERIFY(client.named("gap").isEmpty());
}

void TestStreamBroadcaster::gapAtTheStart()
{
    StreamBroadcaster b(*m_source, limits());
    m_source->store(100, "complete");
    m_source->keptFrom = 41;
    StreamClient client = subscribe(b, 10, 100);
    QVERIFY(client.readToEnd());
    QCOMPARE(client.named("gap").size(), 1);
    QCOMPARE(client.named("gap").first().data, QByteArray(R"({"from":11,"to":40})"));
    QCOMPARE(client.named("gap").first().lastEventId, QByteArray()); // a gap is no event of the run
    compareAll(client, 41);
}

void TestStreamBroadcaster::gapInTheMiddle()
{
    StreamBroadcaster b(*m_source, limits());
    StreamClient client = subscribe(b);
    b.publish("c1", {m_source->store(5)});
    QVERIFY(client.readUntil([&] { return client.progressCount() == 5; }));
    m_source->store(7);
    m_source->keptFrom = 13;
    b.publish("c1", {m_source->store(5, "complete")});
    QVERIFY(client.readToEnd());
    QCOMPARE(client.named("gap").value(0).data, QByteArray(R"({"from":6,"to":12})"));
    QCOMPARE(client.progressCount(), 10);
}

void TestStreamBroadcaster::http10IsRaw()
{
    StreamBroadcaster b(*m_source, limits());
    m_source->store(10);
    StreamClient client = subscribe(b, 3, {}, false);
    QVERIFY(client.readUntil([&] { return client.progressCount() == 7; }));
    b.publish("c1", {m_source->store(10)});
    b.publish("c1", {m_source->store(1, "complete")});
    QVERIFY(client.readToEnd());
    compareAll(client, 4);
    QCOMPARE(client.events.last().type, QByteArray("done"));
}

/// Everybody comes back at once after a restart: the store is read once, not once for each.
void TestStreamBroadcaster::herdSharesReads()
{
    QSemaphore gate;
    m_source->gate = &gate;
    StreamBroadcaster b(*m_source, limits());
    m_source->store(1000, "complete");
    std::vector<StreamClient> clients;
    for (int i = 0; i < 100; ++i)
        clients.push_back(subscribe(b, 0, 1000));
    QTRY_COMPARE(m_source->reads, 1);
    gate.release(1000);
    for (StreamClient &client : clients) {
        QVERIFY(client.readToEnd());
        compareAll(client);
    }
    QVERIFY2(m_source->reads < 20, QByteArray::number(m_source->reads).constData());
}

void TestStreamBroadcaster::slowReaderCostsNothingAndMissesNothing()
{
    StreamLimits l = limits();
    l.ringBytes = 128 * 1024;
    StreamBroadcaster b(*m_source, l);
    StreamClient slow = subscribe(b);
    StreamClient quick = subscribe(b);
    // 40 MB go by while one reads nothing: many times the ring and what the kernel takes.
    for (int i = 0; i < 200; ++i) {
        b.publish("c1", {m_source->store(200, {}, 1000)});
        QVERIFY(quick.readUntil([&] { return quick.events.size() - 1 == (i + 1) * 200; }));
    }
    QVERIFY(b.stats().ringBytes < 2 * l.ringBytes);
    b.publish("c1", {m_source->store(1, "complete")});
    QVERIFY(slow.readToEnd(60'000));
    compareAll(slow);
    QVERIFY(quick.readToEnd());
    compareAll(quick);
    QCOMPARE(b.stats().stalled, 0);
}

void TestStreamBroadcaster::stalledReaderIsCutOff()
{
    StreamLimits l = limits();
    l.stallMs = 2000; // what this thread takes at most to come to reading, also under ThreadSanitizer
    StreamBroadcaster b(*m_source, l);
    StreamClient stalled = subscribe(b);
    StreamClient idle = subscribe(b); // has nothing to read later on, which is no crime
    for (int i = 0; i < 100; ++i)
        b.publish("c1", {m_source->store(100, {}, 1000)});
    QVERIFY(idle.readUntil([&] { return idle.events.size() == 10'001; }));
    QTRY_COMPARE_WITH_TIMEOUT(b.stats().stalled, 1, 30'000);
    QCOMPARE(b.stats().streams, 1);
    QVERIFY(stalled.readToEnd());
    QVERIFY(stalled.progressCount() < 10'000);
    // It resumes by number.
    StreamClient again = subscribe(b, stalled.named("progress").last().lastEventId.toLongLong());
    QVERIFY(again.readUntil([&] { return again.progressCount() + stalled.progressCount() == 10'000; }));
    compareAll(again, stalled.progressCount() + 1);
}

void TestStreamBroadcaster::heartbeat()
{
    StreamLimits l = limits();
    l.heartbeatMs = 50;
    StreamBroadcaster b(*m_source, l);
    StreamClient client = subscribe(b);
    QVERIFY(client.readUntil([&] { return client.named("heartbeat").size() == 3; }));
    const QRegularExpression form(QStringLiteral(R"(^\{"time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"\}$)"));
    QVERIFY(form.match(QString::fromUtf8(client.named("heartbeat").first().data)).hasMatch());
    QCOMPARE(client.named("heartbeat").first().lastEventId, QByteArray());
    b.publish("c1", {m_source->store(3, "complete")});
    QVERIFY(client.readToEnd());
    compareAll(client);
}

void TestStreamBroadcaster::leaverIsNoticedAtOnce()
{
    StreamBroadcaster b(*m_source, limits());
    StreamClient client = subscribe(b);
    QVERIFY(client.readUntil([&] { return !client.events.isEmpty(); }));
    QCOMPARE(b.stats().streams, 1);
    client.close();
    QTRY_COMPARE_WITH_TIMEOUT(b.stats().streams, 0, 1000); // without a write or a heartbeat
}

void TestStreamBroadcaster::talkerIsCutOff()
{
    StreamBroadcaster b(*m_source, limits());
    StreamClient client = subscribe(b);
    const QByteArray noise(200 * 1024, 'x');
    [[maybe_unused]] const auto n =
        (::send(client.fd(), noise.constData(), static_cast<size_t>(noise.size()), MSG_NOSIGNAL));
    QTRY_COMPARE(b.stats().streams, 0);
}

void TestStreamBroadcaster::refusesAtTheLimit()
{
    StreamLimits l = limits();
    l.streams = 2;
    StreamBroadcaster b(*m_source, l);
    StreamClient one = subscribe(b);
    StreamClient two = subscribe(b);
    auto [server, client] = tcpPair();
    Subscription third;
    third.topic = "c1";
    third.socket = std::move(server);
    QVERIFY(!b.subscribe(std::move(third)));
    QVERIFY(third.socket.isValid());
    one.close();
    QTRY_COMPARE(b.stats().streams, 1);
    QVERIFY(b.subscribe(std::move(third)));
}

void TestStreamBroadcaster::brokenSourceEndsTheStream()
{
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(QStringLiteral("Cannot read events of c1: The disk is gone")));
    m_source->broken = true;
    StreamBroadcaster b(*m_source, limits());
    StreamClient client = subscribe(b);
    QVERIFY(client.readToEnd());
    QVERIFY(client.chunks.atEnd);
    QVERIFY(client.named("done").isEmpty()); // the run is not over: resume
}

void TestStreamBroadcaster::closeEndsInGoodOrder()
{
    StreamBroadcaster b(*m_source, limits());
    StreamClient client = subscribe(b);
    StreamClient stalled = subscribe(b);
    for (int i = 0; i < 50; ++i)
        b.publish("c1", {m_source->store(100, {}, 1000)});
    QVERIFY(client.readUntil([&] { return client.events.size() == 5'001; }));
    QElapsedTimer timer;
    timer.start();
    b.close(300);
    QVERIFY(timer.elapsed() < 15'000);
    QVERIFY(client.readToEnd());
    QVERIFY(client.chunks.atEnd);
    QVERIFY(client.named("done").isEmpty());
    auto [server, other] = tcpPair();
    Subscription late;
    late.socket = std::move(server);
    QVERIFY(!b.subscribe(std::move(late)));
}

void TestStreamBroadcaster::topicCanBeEnded()
{
    StreamBroadcaster b(*m_source, limits());
    StreamClient client = subscribe(b);
    QVERIFY(client.readUntil([&] { return !client.events.isEmpty(); }));
    b.endTopic("other");
    b.endTopic("c1");
    QVERIFY(client.readToEnd());
    QVERIFY(client.chunks.atEnd);
}

/// One client, cut off at any byte a hundred times, sees what an undisturbed one sees.
void TestStreamBroadcaster::cutOffAtRandom()
{
    StreamBroadcaster b(*m_source, limits());
    std::atomic_bool stop = false;
    std::thread publisher([&] {
        while (!stop) {
            if (m_source->size() < 100'000)
                b.publish("c1", {m_source->store(10)});
            std::this_thread::yield();
        }
        b.publish("c1", {m_source->store(1, "complete")});
    });
    QRandomGenerator random(42);
    QList<sse::Event> seen;
    for (int cut = 0; cut < 100; ++cut) {
        StreamClient client = subscribe(b, seen.isEmpty() ? 0 : seen.last().lastEventId.toLongLong());
        const qint64 bytes = random.bounded(1, 20'000);
        QVERIFY(client.readUntil([&] { return client.received >= bytes || client.progressCount() >= 500; }));
        seen += client.named("progress");
    }
    stop = true;
    QVERIFY(!seen.isEmpty());
    StreamClient last = subscribe(b, seen.last().lastEventId.toLongLong());
    QVERIFY(last.readToEnd());
    publisher.join();
    seen += last.named("progress");
    QCOMPARE(seen.size(), m_source->size());
    for (qsizetype i = 0; i < seen.size(); ++i) {
        QCOMPARE(seen[i].lastEventId, QByteArray::number(i + 1));
        QCOMPARE(seen[i].data, m_source->data(i + 1));
    }
}

/// Two hundred of every kind: early, late, slow, resumed, leaving. Who stays sees all.
void TestStreamBroadcaster::manyClientsSeeAll()
{
    StreamBroadcaster b(*m_source, limits());
    QRandomGenerator random(7);
    std::vector<StreamClient> clients;
    std::vector<qint64> after;
    for (int round = 0; round < 200; ++round) {
        after.push_back(random.bounded(static_cast<int>(m_source->size()) + 1));
        clients.push_back(subscribe(b, after.back()));
        b.publish("c1", {m_source->store(1 + random.bounded(20))});
        const size_t who = static_cast<size_t>(random.bounded(round + 1));
        pollfd ready{clients[who].fd(), POLLIN, 0};
        if (::poll(&ready, 1, 0) == 1)
            clients[who].readSome(static_cast<size_t>(random.bounded(1, 5000)));
        if (round % 10 == 9) { // one leaves and comes back at its number
            StreamClient &leaver = clients[who];
            const QList<sse::Event> got = leaver.named("progress");
            const qint64 have = got.isEmpty() ? after[who] : got.last().lastEventId.toLongLong();
            leaver = subscribe(b, have);
            after[who] = have;
        }
    }
    b.publish("c1", {m_source->store(1, "complete")});
    for (size_t i = 0; i < clients.size(); ++i) {
        QVERIFY(clients[i].readToEnd());
        compareAll(clients[i], after[i] + 1);
    }
}

QTEST_GUILESS_MAIN(TestStreamBroadcaster)
#include "tst_streambroadcaster.moc"
