#include "app/backend/redisbus.h"
#include "app/jobs/eventlog.h"
#include "app/jobs/eventrelay.h"
#include "app/jobs/eventseq.h"
#include "net/redis/redisclient.h"
#include "tests/app/jobs/memorystore.h"
#include "tests/net/redis/redisserver.h"
#include "tests/support/patience.h"
#include "tests/support/tsan.h"
#include <QRegularExpression>

using namespace slipway;
using slipway::backend::RedisBus;
using slipway::redis::RedisClient;
using slipway::redis::RedisUrl;
using slipway::tests::MemoryStore;
using slipway::tests::RedisServer;

namespace {

const ContainerId kA{QStringLiteral("aaa")};

Container makeContainer(const ContainerId &id)
{
    Container container;
    container.id = id;
    container.hostname = id.value;
    container.host = QStringLiteral("simulated");
    return container;
}

QByteArray foreignEvent(int number, const QByteArray &type = "log")
{
    return "{\"type\":\"" + type + "\",\"message\":\"line " + QByteArray::number(number) +
           "\",\"timestamp\":\"2026-11-21T16:37:26." + QByteArray::number(100 + number % 900) + "Z\"}";
}

/// One slipwayd without its HTTP side; its "disk" can outlive it.
struct Backend
{
    explicit Backend(const QString &url, std::shared_ptr<MemoryStore> disk = std::make_shared<MemoryStore>(),
                     int claimMs = 15000, int adopted = 100)
        : store(std::move(disk)), bus(std::make_unique<RedisBus>(*RedisUrl::parse(url), *store)),
          log(std::make_unique<EventLog>(*store, *bus)),
          relay(std::make_unique<EventRelay>(*log, *store, *bus,
                                             EventRelay::Limits{adopted, 1 << 24, claimMs, 2000}))
    {
        log->setListener([this](const QList<EventBatch> &batches) {
            const std::lock_guard lock(mutex);
            for (const EventBatch &batch : batches) {
                if (batch.first.value != last.value(batch.id, batch.first.value - 1) + 1)
                    ++holes;
                last[batch.id] = batch.last().value;
                seen[batch.id] += batch.lines;
            }
        });
        relay->start();
    }
    ~Backend()
    {
        relay.reset();
        log.reset();
        bus.reset();
    }
    QByteArray lines(const ContainerId &id = kA)
    {
        const std::lock_guard lock(mutex);
        return seen.value(id);
    }
    qint64 count(const ContainerId &id = kA) { return lines(id).count('\n'); }
    /// Creates a container and numbers `count` events of it.
    bool run(int count, const ContainerId &id = kA)
    {
        if (!log->open(makeContainer(id)))
            return false;
        for (int i = 1; i <= count; ++i) {
            if (!log->append(id, ProgressEvent::makeLog(QStringLiteral("line %1").arg(i))))
                return false;
        }
        return log->flush().has_value();
    }

    std::shared_ptr<MemoryStore> store;
    std::mutex mutex;
    QHash<ContainerId, qint64> last;
    QHash<ContainerId, QByteArray> seen;
    int holes = 0;
    std::unique_ptr<RedisBus> bus;
    std::unique_ptr<EventLog> log;
    std::unique_ptr<EventRelay> relay;
};

/// What anybody else sees on Redis, and a publisher as the origin is one.
struct Other
{
    explicit Other(const QString &url)
        : client({*RedisUrl::parse(url), {"container:*"}, 5000, 10000, 20, 200, 64 << 20},
                 {{},
                  {},
                  [this](const QList<RedisClient::Message> &together) {
                      const std::lock_guard lock(mutex);
                      for (const RedisClient::Message &message : together)
                          messages[message.channel].append(message.payload);
                  },
                  {}})
    {}
    QByteArrayList on(const QByteArray &channel)
    {
        const std::lock_guard lock(mutex);
        return messages.value(channel);
    }
    QByteArrayList list(const QByteArray &key)
    {
        const auto replies = client.call({{"LRANGE", key, "0", "-1"}});
        return replies ? replies->first().texts() : QByteArrayList();
    }
    /// First the channel, then the list, as the origin does.
    bool publish(const QByteArray &event, const ContainerId &id = kA)
    {
        const QByteArray name = "container:" + id.value.toLatin1();
        return client.call({{"PUBLISH", name + ":progress", event}, {"RPUSH", name + ":logs", event}})
            .has_value();
    }
    std::mutex mutex;
    QHash<QByteArray, QByteArrayList> messages;
    RedisClient client;
};

QByteArrayList linesOf(const QByteArray &lines)
{
    QByteArrayList all = lines.split('\n');
    all.removeLast();
    return all;
}

// The messages in order, each with its number: "1 line 1|2 line 2|…".
QByteArray summary(const QByteArray &lines)
{
    QByteArrayList all;
    for (const QByteArray &line : linesOf(lines)) {
        const auto event = progressEventFromJson(line);
        all.append(event ? QByteArray::number(event->seq.value) + ' ' + event->message.toUtf8()
                         : QByteArray("?"));
    }
    return all.join('|');
}

QByteArray expected(int count, int first = 1)
{
    QByteArrayList all;
    for (int i = first; i < first + count; ++i)
        all.append(QByteArray::number(i) + " line " + QByteArray::number(i));
    return all.join('|');
}

} // namespace

class tst_RedisBus : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void cleanup() { m_server.reset(); }
    void publishesAsTheContractSays();
    void keepsTheLastTwoThousand();
    void hearsNothingOfItself();
    void anotherBackendSeesTheSame();
    void aLateBackendReadsTheList();
    void numbersForeignMessagesOfOurContainer();
    void adoptsAForeignContainer();
    void adoptsWithTheListFirst();
    void exactlyOneNumbers();
    void takesOverFromADeadBackend();
    void catchesUpAfterARestart();
    void publishesWhatADeadProcessCouldNot();
    void redisDiesAndComesBack();
    void redisIsNotThereAtFirst();
    void adoptsNotWithoutBound();
    void forgetsDeletedContainers();
    void ignoresNonsense();

private:
    std::unique_ptr<RedisServer> m_server;
};

void tst_RedisBus::init()
{
    // In an outage each client says once that the server is gone, and why: how often depends on the moment.
    const bool outage = QByteArrayView(QTest::currentTestFunction()).startsWith("redis");
    QTest::failOnWarning(
        QRegularExpression(outage ? QStringLiteral("^(?!Cannot reach Redis)") : QStringLiteral(".*")));
    if (const QString missing = RedisServer::missing(); !missing.isEmpty())
        QSKIP(qPrintable(missing));
    m_server = std::make_unique<RedisServer>();
    QVERIFY(m_server->start());
}

#define TRY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, 30000)
#define TRY_SAME(actual, wanted) QTRY_COMPARE_WITH_TIMEOUT(actual, wanted, 30000)

void tst_RedisBus::publishesAsTheContractSays()
{
    Other other(m_server->url());
    TRY(other.client.isConnected());
    Backend a(m_server->url());
    TRY(a.bus->isConnected());
    QVERIFY(a.run(100));
    TRY_SAME(other.on("container:aaa:progress").size(), 100);
    QCOMPARE(other.on("container:aaa:progress"), linesOf(a.lines()));
    TRY_SAME(other.list("container:aaa:logs"), linesOf(a.lines()));
    const auto ttl = other.client.call({{"TTL", "container:aaa:logs"}});
    QVERIFY(ttl->first().integer > 48 * 3600 - 600 && ttl->first().integer <= 48 * 3600);
    QVERIFY(other.on("container:aaa:numbered").isEmpty());
}

void tst_RedisBus::keepsTheLastTwoThousand()
{
    Other other(m_server->url());
    TRY(other.client.isConnected());
    Backend a(m_server->url());
    TRY(a.bus->isConnected());
    QVERIFY(a.run(3000));
    TRY_SAME(other.on("container:aaa:progress").size(), 3000);
    TRY_SAME(other.list("container:aaa:logs"), linesOf(a.lines()).mid(1000));
}

void tst_RedisBus::hearsNothingOfItself()
{
    MemoryStore store;
    RedisBus bus(*RedisUrl::parse(m_server->url()), store);
    EventLog log(store, bus);
    std::mutex mutex;
    QByteArrayList heard;
    bus.setReceiver([&](const QList<EventBus::Message> &messages) {
        const std::lock_guard lock(mutex);
        for (const EventBus::Message &message : messages)
            heard.append(message.json);
    });
    TRY(bus.isConnected());
    QVERIFY(log.open(makeContainer(kA)));
    for (int i = 1; i <= 500; ++i)
        QVERIFY(log.append(kA, ProgressEvent::makeLog(QStringLiteral("x"))));
    QVERIFY(log.flush());
    Other other(m_server->url());
    TRY(other.client.isConnected());
    TRY_SAME(other.list("container:aaa:logs").size(), 500);
    QVERIFY(other.publish("{\"type\":\"log\",\"message\":\"end\"}")); // comes after all of ours
    const auto all = [&] {
        const std::lock_guard lock(mutex);
        return heard;
    };
    TRY_SAME(all(), QByteArrayList{"{\"type\":\"log\",\"message\":\"end\"}"});
    bus.setReceiver({});
}

void tst_RedisBus::anotherBackendSeesTheSame()
{
    Backend a(m_server->url());
    Backend b(m_server->url());
    TRY(a.bus->isConnected() && b.bus->isConnected());
    QVERIFY(a.run(300));
    QVERIFY(a.log->append(kA, ProgressEvent::makeStep(Step::Syncing, 65, QStringLiteral("Running"))));
    QVERIFY(a.log->append(kA, ProgressEvent::makeComplete(QStringLiteral("Container ready!"))));
    TRY_SAME(b.count(), 302);
    QCOMPARE(b.lines(), a.lines());
    QCOMPARE(b.holes, 0);
    TRY(b.store->container(kA).has_value());
    const Container adopted = *b.store->container(kA);
    QCOMPARE(adopted.host, QStringLiteral("foreign"));
    QCOMPARE(adopted.hostname, QStringLiteral("aaa"));
    QCOMPARE(adopted.lifecycle, Lifecycle::Ready);
    QCOMPARE(adopted.snapshot.seq.value, 302);
    QCOMPARE(b.store->lines(kA), a.store->lines(kA));
}

void tst_RedisBus::aLateBackendReadsTheList()
{
    Other other(m_server->url());
    Backend a(m_server->url());
    TRY(other.client.isConnected() && a.bus->isConnected());
    QVERIFY(a.run(2500));
    TRY_SAME(other.list("container:aaa:logs").size(), 2000);
    TRY_SAME(seqOf(other.list("container:aaa:logs").last()).value, 2500);
    Backend b(m_server->url());
    TRY_SAME(b.count(), 2000);
    QCOMPARE(b.lines(), linesOf(a.lines()).mid(500).join('\n') + '\n'); // 1–500 are a gap
    QVERIFY(a.log->append(kA, ProgressEvent::makeLog(QStringLiteral("line 2501"))));
    TRY_SAME(b.count(), 2001);
    QCOMPARE(b.holes, 0);
}

void tst_RedisBus::numbersForeignMessagesOfOurContainer()
{
    Other other(m_server->url());
    Backend a(m_server->url());
    Backend b(m_server->url());
    TRY(other.client.isConnected() && a.bus->isConnected() && b.bus->isConnected());
    QVERIFY(a.run(10));
    TRY_SAME(b.count(), 10);
    for (int i = 11; i <= 15; ++i)
        QVERIFY(other.publish(foreignEvent(i)));
    TRY_SAME(a.count(), 15);
    QVERIFY(a.log->append(kA, ProgressEvent::makeLog(QStringLiteral("line 16"))));
    TRY_SAME(a.count(), 16);
    QCOMPARE(summary(a.lines()), expected(16));
    TRY_SAME(b.lines(), a.lines());
    QCOMPARE(b.holes + a.holes, 0);
    // The origin's page sees each once: the numbered form is on a channel of its own.
    QCOMPARE(other.on("container:aaa:progress").size(), 16);
    TRY_SAME(other.on("container:aaa:numbered").size(), 5);
    QCOMPARE(other.on("container:aaa:numbered").first(), linesOf(a.lines()).at(10));
    QCOMPARE(withoutSeq(other.on("container:aaa:numbered").first()), withoutSeq(foreignEvent(11)));
}

void tst_RedisBus::adoptsAForeignContainer()
{
    Other other(m_server->url());
    Backend a(m_server->url());
    TRY(other.client.isConnected() && a.bus->isConnected());
    for (int i = 1; i <= 200; ++i)
        QVERIFY(other.publish(foreignEvent(i)));
    QVERIFY(other.publish(foreignEvent(201, "complete")));
    TRY_SAME(a.count(), 201);
    QCOMPARE(summary(a.lines()), expected(201));
    TRY(a.store->container(kA).has_value());
    QTRY_COMPARE(a.store->container(kA)->lifecycle, Lifecycle::Ready);
    TRY_SAME(other.list("container:aaa:numbered:logs"), linesOf(a.lines()));
    QCOMPARE(other.list("container:aaa:logs").size(), 201); // the publisher's own, not touched
}

void tst_RedisBus::adoptsWithTheListFirst()
{
    Other other(m_server->url());
    TRY(other.client.isConnected());
    for (int i = 1; i <= 50; ++i)
        QVERIFY(other.publish(foreignEvent(i)));
    Backend a(m_server->url());
    for (int i = 51; i <= 100; ++i) // while it starts
        QVERIFY(other.publish(foreignEvent(i)));
    TRY(a.bus->isConnected());
    for (int i = 101; i <= 150; ++i)
        QVERIFY(other.publish(foreignEvent(i)));
    TRY_SAME(a.count(), 150);
    QCOMPARE(summary(a.lines()), expected(150));
}

void tst_RedisBus::exactlyOneNumbers()
{
    Other other(m_server->url());
    Backend a(m_server->url());
    Backend b(m_server->url());
    Backend c(m_server->url());
    TRY(other.client.isConnected() && a.bus->isConnected() && b.bus->isConnected() && c.bus->isConnected());
    for (int i = 1; i <= 300; ++i)
        QVERIFY(other.publish(foreignEvent(i)));
    for (Backend *backend : {&a, &b, &c}) {
        TRY_SAME(backend->count(), 300);
        QCOMPARE(summary(backend->lines()), expected(300));
        QCOMPARE(backend->lines(), a.lines());
    }
    QCOMPARE(other.on("container:aaa:numbered").size(), 300);
}

void tst_RedisBus::takesOverFromADeadBackend()
{
    Other other(m_server->url());
    TRY(other.client.isConnected());
    auto a = std::make_unique<Backend>(m_server->url(), std::make_shared<MemoryStore>(), 1500);
    TRY(a->bus->isConnected());
    QVERIFY(other.publish(foreignEvent(1)));
    TRY_SAME(a->count(), 1); // it has the claim
    Backend b(m_server->url(), std::make_shared<MemoryStore>(), 1500);
    TRY(b.bus->isConnected());
    for (int i = 2; i <= 50; ++i)
        QVERIFY(other.publish(foreignEvent(i)));
    TRY_SAME(b.count(), 50);
    a.reset(); // its claim runs out by itself
    for (int i = 51; i <= 100; ++i)
        QVERIFY(other.publish(foreignEvent(i)));
    TRY_SAME(b.count(), 100);
    QCOMPARE(summary(b.lines()), expected(100));
    QCOMPARE(b.holes, 0);
}

void tst_RedisBus::catchesUpAfterARestart()
{
    Other other(m_server->url());
    TRY(other.client.isConnected());
    const auto disk = std::make_shared<MemoryStore>();
    {
        Backend a(m_server->url(), disk, 600);
        TRY(a.bus->isConnected());
        for (int i = 1; i <= 50; ++i)
            QVERIFY(other.publish(foreignEvent(i)));
        TRY_SAME(a.count(), 50);
    }
    for (int i = 51; i <= 80; ++i)
        QVERIFY(other.publish(foreignEvent(i))); // nobody is there
    Backend a(m_server->url(), disk, 600);
    TRY(a.bus->isConnected());
    for (int i = 81; i <= 100; ++i)
        QVERIFY(other.publish(foreignEvent(i)));
    TRY_SAME(disk->lines(kA).count('\n'), 100);
    QCOMPARE(summary(disk->lines(kA)), expected(100));
}

// kill -9 between the commit and the publishing.
void tst_RedisBus::publishesWhatADeadProcessCouldNot()
{
    Backend b(m_server->url());
    TRY(b.bus->isConnected());
    const auto disk = std::make_shared<MemoryStore>();
    {
        Backend a(m_server->url(), disk);
        TRY(a.bus->isConnected());
        QVERIFY(a.run(20));
    }
    {
        NullBus none;
        EventLog log(*disk, none);
        for (int i = 21; i <= 30; ++i)
            QVERIFY(log.append(kA, ProgressEvent::makeLog(QStringLiteral("line %1").arg(i))));
    }
    Backend a(m_server->url(), disk);
    TRY(a.bus->isConnected());
    QVERIFY(a.log->append(kA, ProgressEvent::makeLog(QStringLiteral("line 31"))));
    TRY_SAME(b.count(), 31);
    QCOMPARE(summary(b.lines()), expected(31));
    QCOMPARE(b.lines(), disk->lines(kA));
}

void tst_RedisBus::redisDiesAndComesBack()
{
    Backend a(m_server->url());
    Backend b(m_server->url());
    TRY(a.bus->isConnected() && b.bus->isConnected());
    QVERIFY(a.run(100));
    TRY_SAME(b.count(), 100);
    int next = 101;
    for (int round = 0; round < 2; ++round) {
        m_server->kill(); // all that it had is gone
        TRY(!a.bus->isConnected() && !b.bus->isConnected());
        QVERIFY(a.bus->problem().startsWith(QStringLiteral("Cannot reach Redis at redis://127.0.0.1:")));
        for (int i = 0; i < 150; ++i, ++next)
            QVERIFY(a.log->append(kA, ProgressEvent::makeLog(QStringLiteral("line %1").arg(next))));
        QVERIFY(a.log->flush());
        QCOMPARE(a.count(), next - 1); // our own subscribers do not notice
        QVERIFY(m_server->start());
        for (int i = 0; i < 50; ++i, ++next)
            QVERIFY(a.log->append(kA, ProgressEvent::makeLog(QStringLiteral("line %1").arg(next))));
        TRY_SAME(b.count(), next - 1);
        Other other(m_server->url());
        TRY(other.client.isConnected());
        TRY_SAME(other.list("container:aaa:logs").size(), next - 1);
        QCOMPARE(other.list("container:aaa:logs"), linesOf(a.lines()));
        const auto ttl = other.client.call({{"TTL", "container:aaa:logs"}});
        QVERIFY(ttl && ttl->first().integer > 0);
    }
    QCOMPARE(summary(a.lines()), expected(next - 1));
    QCOMPARE(b.lines(), a.lines());
    QCOMPARE(a.holes + b.holes, 0);
}

void tst_RedisBus::redisIsNotThereAtFirst()
{
    m_server->kill();
    Backend a(m_server->url());
    QVERIFY(a.run(100)); // at once: nothing waits for Redis
    QCOMPARE(a.count(), 100);
    QVERIFY(!a.bus->problem().isEmpty());
    QCOMPARE(a.bus->recent(kA).error().code, ErrorCode::Unavailable);
    QVERIFY(m_server->start());
    TRY(a.bus->isConnected());
    QCOMPARE(a.bus->problem(), QString());
    QVERIFY(a.log->append(kA, ProgressEvent::makeComplete(QStringLiteral("line 101"))));
    Backend b(m_server->url());
    TRY_SAME(b.count(), 101);
    QCOMPARE(b.lines(), a.lines());
}

void tst_RedisBus::adoptsNotWithoutBound()
{
    Other other(m_server->url());
    Backend a(m_server->url(), std::make_shared<MemoryStore>(), 15000, 3);
    TRY(other.client.isConnected() && a.bus->isConnected());
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(QStringLiteral("not taken over any more: 3 are known")));
    for (int i = 1; i <= 20; ++i)
        QVERIFY(other.publish(foreignEvent(i), {QStringLiteral("c%1").arg(i)}));
    QVERIFY(other.publish(foreignEvent(2), {QStringLiteral("c3")}));
    TRY_SAME(a.count({QStringLiteral("c3")}), 2);
    QCOMPARE(a.store->containers()->size(), 3);
}

void tst_RedisBus::forgetsDeletedContainers()
{
    Other other(m_server->url());
    Backend a(m_server->url());
    TRY(other.client.isConnected() && a.bus->isConnected());
    QVERIFY(a.run(10));
    QVERIFY(other.publish(foreignEvent(1), {QStringLiteral("theirs")}));
    TRY_SAME(other.list("container:aaa:logs").size(), 10);
    TRY_SAME(a.count({QStringLiteral("theirs")}), 1);
    QVERIFY(a.log->remove(kA));
    QVERIFY(a.log->remove({QStringLiteral("theirs")}));
    TRY_SAME(other.list("container:aaa:logs").size(), 0);
    QCOMPARE(other.list("container:theirs:logs").size(), 1); // is not ours to delete
    QVERIFY(other.publish(foreignEvent(2), {QStringLiteral("theirs")}));
    QVERIFY(other.publish(foreignEvent(2)));
    QVERIFY(other.publish(foreignEvent(1), {QStringLiteral("third")})); // comes after both
    TRY_SAME(a.count({QStringLiteral("third")}), 1);
    QCOMPARE(a.store->containers()->size(), 1);
}

void tst_RedisBus::ignoresNonsense()
{
    Other other(m_server->url());
    Backend a(m_server->url());
    TRY(other.client.isConnected() && a.bus->isConnected());
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("its channel names no container")));
    QVERIFY(other.client.call({{"PUBLISH", "container:a/../b:progress", foreignEvent(1)}}));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("not a JSON object|Cannot read")));
    QVERIFY(other.client.call({{"PUBLISH", "container:aaa:progress", "garbage"}}));
    QVERIFY(other.publish(foreignEvent(1)));
    TRY_SAME(a.count(), 1);
    QCOMPARE(summary(a.lines()), expected(1));
}

QTEST_GUILESS_MAIN(tst_RedisBus)
#include "tst_redisbus.moc"
