#pragma once
// The inside of RedisBus, shared by its two source files: what comes in and what is asked (redisbus.cpp), and
// what goes out (redisfeeder.cpp).
#include "app/backend/redisbus.h"
#include "net/redis/redisclient.h"
#include <QCoreApplication>
#include <QRandomGenerator>
#include <QSet>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <numeric>
#include <optional>
#include <thread>

namespace slipway::backend {

// What we know of one container that this process publishes.
struct RedisTrack
{
    qint64 first = 0;  // first number we published: what lies between it and `target` comes back as an echo
    qint64 target = 0; // last number there is to publish
    qint64 sent = 0;   // last number handed to the client
    qint64 confirmed = 0;  // last number that Redis has answered for
    bool numbered = false; // events of others only: they go to the channel of numbered events
    bool verified = false; // its list was looked at on this connection
    bool behind = false;   // the rest is to be read from the store
};

inline QByteArray channelOf(const ContainerId &id, bool numbered)
{
    return "container:" + id.value.toLatin1() + (numbered ? ":numbered" : ":progress");
}
inline QByteArray listOf(const ContainerId &id, bool numbered)
{
    return "container:" + id.value.toLatin1() + (numbered ? ":numbered:logs" : ":logs");
}

// Commands that go out with one write, and what of which container they publish.
struct RedisSending
{
    struct Part
    {
        ContainerId id;
        qint64 last = 0; // number of its last event
        int commands = 0;
    };
    QByteArray commands;
    QList<Part> parts;
    int count() const
    {
        return std::accumulate(parts.cbegin(), parts.cend(), 0,
                               [](int sum, const Part &part) { return sum + part.commands; });
    }
};

struct RedisBus::Private
{
    Q_DECLARE_TR_FUNCTIONS(slipway::backend::RedisBus)
public:
    Private(EventStore &s, Limits l)
        : store(s), limits(l), token(QByteArray::number(QRandomGenerator::system()->generate64(), 16))
    {}

    EventStore &store;
    const Limits limits;
    const QByteArray token;

    std::mutex mutex;
    std::condition_variable work;
    Receiver receiver;
    std::function<void()> connectedHandler;
    std::mutex receiving; // held while either runs: after it was taken away, it does not run any more
    QHash<ContainerId, RedisTrack> tracks;
    std::deque<EventBatch> queue;
    qsizetype queuedBytes = 0;
    QSet<ContainerId> behind;
    QList<ContainerId> forgotten;
    bool connected = false;
    bool room = true;
    bool feeding = false; // the feeder is sending, and publish() must not come between
    bool stopping = false;
    std::chrono::steady_clock::time_point deadline; // of the end: what can be published until then is
    std::unique_ptr<redis::RedisClient> client;
    std::thread feeder;

    void connectionMade();
    void connectionLost();
    void receive(const QList<redis::RedisClient::Message> &messages);
    std::optional<EventBus::Message> take(const redis::RedisClient::Message &message);
    bool isEcho(const ContainerId &id, const QByteArray &json);
    void trim();
    bool over() const { return stopping && std::chrono::steady_clock::now() > deadline; }

    void enqueue(const EventBatch &batch);
    bool sendAtOnce(const QList<EventBatch> &batches);
    bool isNext(const EventBatch &batch) const;
    void feed();
    void sendQueue(const std::deque<EventBatch> &batches);
    bool takesBatch(const EventBatch &batch);
    void catchUp(const ContainerId &id);
    bool verify(const ContainerId &id, qint64 next, bool &rebuild);
    void rebuildList(const ContainerId &id);
    void addEvents(RedisSending &sending, const EventBatch &batch, bool numbered) const;
    void send(const RedisSending &sending);
    redis::RedisClient::Done confirming(const RedisSending &sending);
    void sendForgotten(const QList<ContainerId> &ids);
    bool sendAll(const QByteArray &commands, int count, redis::RedisClient::Done done);
    void confirm(const QList<RedisSending::Part> &parts, const redis::RedisClient::Replies &replies);
};

} // namespace slipway::backend
