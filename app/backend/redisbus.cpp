#include "app/backend/redisbus.h"
#include "app/backend/redisbus_p.h"
#include "app/base/log.h"
#include "app/jobs/eventseq.h"

namespace slipway::backend {
namespace {

using redis::RedisClient;
using redis::Reply;

constexpr auto kLastChance = std::chrono::seconds(3);
constexpr qsizetype kMessageBytes = 4 * 1024 * 1024; // a longer message is nobody's progress event

// Keeps the claim only for the one who holds it.
constexpr char kRenew[] =
    "if redis.call('get',KEYS[1])==ARGV[1] then return redis.call('pexpire',KEYS[1],ARGV[2]) "
    "else return 0 end";

// "container:ID:suffix" → ID; nothing for other names.
std::optional<ContainerId> idIn(const QByteArray &name, QByteArrayView suffix)
{
    static constexpr QByteArrayView kPrefix = "container:";
    if (!name.startsWith(kPrefix) || !name.endsWith(suffix) || name.size() <= kPrefix.size() + suffix.size())
        return std::nullopt;
    const QByteArray middle = name.mid(kPrefix.size(), name.size() - kPrefix.size() - suffix.size());
    ContainerId id{QString::fromLatin1(middle)};
    if (!ContainerId::isValid(id.value))
        return std::nullopt;
    return id;
}

} // namespace

RedisBus::RedisBus(const redis::RedisUrl &url, EventStore &store) : RedisBus(url, store, Limits{}) {}

RedisBus::RedisBus(const redis::RedisUrl &url, EventStore &store, Limits limits)
    : d(std::make_unique<Private>(store, limits))
{
    RedisClient::Options options;
    options.url = url;
    options.patterns = {"container:*:progress", "container:*:numbered"};
    Private *const p = d.get();
    const std::lock_guard lock(d->mutex); // the client's thread may call before `client` is set
    d->client = std::make_unique<RedisClient>(
        options,
        RedisClient::Handlers{[p] { p->connectionMade(); }, [p](const Error &) { p->connectionLost(); },
                              [p](const QList<RedisClient::Message> &messages) { p->receive(messages); },
                              [p] {
                                  const std::lock_guard inner(p->mutex);
                                  p->room = true;
                                  p->work.notify_all();
                              }});
    d->feeder = std::thread([p] { p->feed(); });
}

RedisBus::~RedisBus()
{
    setReceiver({});
    setConnected({});
    {
        const std::lock_guard lock(d->mutex);
        d->stopping = true;
        d->deadline = std::chrono::steady_clock::now() + kLastChance;
    }
    d->work.notify_all();
    d->feeder.join();
    if (d->client->isConnected())
        (void)d->client->call({{"PING"}}); // its answer comes after those to all that was sent
    d->client.reset();
}

void RedisBus::setReceiver(Receiver receiver)
{
    const std::lock_guard lock(d->receiving);
    d->receiver = std::move(receiver);
}

void RedisBus::setConnected(std::function<void()> connected)
{
    const std::lock_guard lock(d->receiving);
    d->connectedHandler = std::move(connected);
    if (d->connectedHandler && isConnected())
        d->connectedHandler();
}

bool RedisBus::isConnected() const { return d->client->isConnected(); }
QString RedisBus::problem() const { return d->client->problem(); }

// ---- what comes in: on the client's thread

void RedisBus::Private::connectionMade()
{
    {
        const std::lock_guard lock(mutex);
        connected = true;
        room = true;
        // Redis may have been started anew without its data: every list is looked at.
        for (auto it = tracks.begin(); it != tracks.end(); ++it) {
            it->behind = true;
            behind.insert(it.key());
        }
    }
    work.notify_all();
    const std::lock_guard lock(receiving);
    if (connectedHandler)
        connectedHandler();
}

void RedisBus::Private::connectionLost()
{
    const std::lock_guard lock(mutex);
    connected = false;
    queue.clear(); // the store has it
    queuedBytes = 0;
    for (auto it = tracks.begin(); it != tracks.end(); ++it) {
        it->sent = it->confirmed;
        it->verified = false;
        it->behind = true;
        behind.insert(it.key());
    }
    work.notify_all();
}

void RedisBus::Private::receive(const QList<RedisClient::Message> &messages)
{
    QList<EventBus::Message> taken;
    for (const RedisClient::Message &message : messages) {
        if (auto ours = take(message))
            taken.append(std::move(*ours));
    }
    if (taken.isEmpty())
        return;
    const std::lock_guard lock(receiving);
    if (receiver)
        receiver(taken);
}

std::optional<EventBus::Message> RedisBus::Private::take(const RedisClient::Message &message)
{
    auto id = idIn(message.channel, ":progress");
    if (!id)
        id = idIn(message.channel, ":numbered");
    if (!id || message.payload.size() > kMessageBytes) {
        qCWarning(lcRedis, "A message was left out: it is too long, or its channel names no container.");
        return {};
    }
    if (isEcho(*id, message.payload))
        return {};
    return EventBus::Message{*id, message.payload};
}

// Our own messages carry nothing that marks them, and must not (others read the same bytes); but we know
// which numbers we gave out.
bool RedisBus::Private::isEcho(const ContainerId &id, const QByteArray &json)
{
    const qint64 seq = seqOf(json).value;
    if (seq == 0)
        return false;
    const std::lock_guard lock(mutex);
    const auto it = tracks.constFind(id);
    return it != tracks.cend() && seq >= it->first && seq <= it->target;
}

// ---- questions

Result<EventBus::Recent> RedisBus::recent(const ContainerId &id)
{
    const auto replies =
        d->client->call({{"LRANGE", listOf(id, false), "0", "-1"}, {"LRANGE", listOf(id, true), "0", "-1"}});
    if (!replies)
        return tl::unexpected(replies.error());
    return Recent{replies->at(0).texts(), replies->at(1).texts()};
}

Result<QList<ContainerId>> RedisBus::known()
{
    QSet<ContainerId> found;
    QByteArray cursor = "0";
    do {
        const auto replies =
            d->client->call({{"SCAN", cursor, "MATCH", "container:*:logs", "COUNT", "1000"}});
        if (!replies)
            return tl::unexpected(replies.error());
        const Reply &reply = replies->first();
        if (reply.items.size() != 2)
            return fail(ErrorCode::Protocol,
                        Private::tr("Cannot list the containers on Redis. It answers %1. Check "
                                    "its version.")
                            .arg(QString::fromUtf8(reply.text)));
        cursor = reply.items.at(0).text;
        const QByteArrayList names = reply.items.at(1).texts();
        for (const QByteArray &name : names) {
            auto id = idIn(name, ":numbered:logs");
            if (!id)
                id = idIn(name, ":logs");
            if (id)
                found.insert(*id);
        }
    } while (cursor != "0");
    return found.values();
}

Result<bool> RedisBus::claim(const ContainerId &id, int ttlMs)
{
    const QByteArray name = "slipway:owner:" + id.value.toLatin1();
    const QByteArray ttl = QByteArray::number(ttlMs);
    const auto replies = d->client->call(
        {{"SET", name, d->token, "NX", "PX", ttl}, {"EVAL", kRenew, "1", name, d->token, ttl}});
    if (!replies)
        return tl::unexpected(replies.error());
    for (const Reply &reply : *replies) {
        if (reply.isError())
            return fail(ErrorCode::Unavailable,
                        Private::tr("Cannot claim container %1 on Redis. It answers %2. Correct that.")
                            .arg(id.value, QString::fromUtf8(reply.text)));
    }
    return replies->at(1).integer == 1;
}

} // namespace slipway::backend
