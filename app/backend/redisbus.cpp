#include "app/backend/redisbus.h"
#include "app/base/log.h"
#include "app/jobs/eventseq.h"
#include "net/redis/redisclient.h"
#include <QCoreApplication>
#include <QRandomGenerator>
#include <QSet>
#include <QStringList>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

using namespace Qt::Literals::StringLiterals;

namespace slipway::backend {
namespace {

using redis::appendArgument;
using redis::appendCommand;
using redis::beginCommand;
using redis::RedisClient;
using redis::Reply;

using SteadyClock = std::chrono::steady_clock;
constexpr auto kLastChance = std::chrono::seconds(3);
constexpr qsizetype kMessageBytes = 4 * 1024 * 1024; // a longer message is nobody's progress event
constexpr qsizetype kReadBytes = 256 * 1024;
constexpr int kTracks = 4096;
constexpr int kLook = 100; // entries of a list in which we look for its last number

// Keeps the claim only for the one who holds it.
constexpr char kRenew[] =
    "if redis.call('get',KEYS[1])==ARGV[1] then return redis.call('pexpire',KEYS[1],ARGV[2]) "
    "else return 0 end";

QByteArray key(const ContainerId &id, const char *suffix)
{
    return "container:" + id.value.toLatin1() + suffix;
}
QByteArray channel(const ContainerId &id, bool numbered)
{
    return key(id, numbered ? ":numbered" : ":progress");
}
QByteArray list(const ContainerId &id, bool numbered)
{
    return key(id, numbered ? ":numbered:logs" : ":logs");
}

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

template<typename Take>
int forEachLine(const QByteArray &lines, Take take)
{
    int count = 0;
    for (qsizetype at = 0; at < lines.size(); ++count) {
        qsizetype end = lines.indexOf('\n', at);
        end = end < 0 ? lines.size() : end;
        take(QByteArrayView(lines).sliced(at, end - at));
        at = end + 1;
    }
    return count;
}

// What we know of one container that this process publishes.
struct Track
{
    qint64 first = 0;  // first number we published: what lies between it and `target` comes back as an echo
    qint64 target = 0; // last number there is to publish
    qint64 sent = 0;   // last number handed to the client
    qint64 confirmed = 0;  // last number that Redis has answered for
    bool numbered = false; // events of others only: they go to the channel of numbered events
    bool verified = false; // its list was looked at on this connection
    bool behind = false;   // the rest is to be read from the store
};

} // namespace

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
    QHash<ContainerId, Track> tracks;
    std::deque<EventBatch> queue;
    qsizetype queuedBytes = 0;
    QSet<ContainerId> behind;
    QList<ContainerId> forgotten;
    bool connected = false;
    bool room = true;
    bool stopping = false;
    SteadyClock::time_point deadline; // of the end: what can be published until then is
    std::unique_ptr<RedisClient> client;
    std::thread feeder;

    void connectionMade();
    void connectionLost();
    void receive(const QByteArray &channel, const QByteArray &payload);
    bool isEcho(const ContainerId &id, const QByteArray &json);
    void trim();
    bool over() const { return stopping && SteadyClock::now() > deadline; }

    void feed();
    void sendBatch(const EventBatch &batch);
    void catchUp(const ContainerId &id);
    bool verify(const ContainerId &id, qint64 next, bool &rebuild);
    void rebuildList(const ContainerId &id);
    void sendEvents(const ContainerId &id, const EventBatch &batch, bool numbered);
    void sendForgotten(const QList<ContainerId> &ids);
    bool sendAll(const QByteArray &commands, int count, RedisClient::Done done);
    void confirm(const ContainerId &id, qint64 last, const RedisClient::Replies &replies);
};

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
        RedisClient::Handlers{
            [p] { p->connectionMade(); }, [p](const Error &) { p->connectionLost(); },
            [p](const QByteArray &channel, const QByteArray &payload) { p->receive(channel, payload); },
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
        d->deadline = SteadyClock::now() + kLastChance;
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
// ---------------------------------------------------------------------

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

void RedisBus::Private::receive(const QByteArray &channel, const QByteArray &payload)
{
    auto id = idIn(channel, ":progress");
    if (!id)
        id = idIn(channel, ":numbered");
    if (!id || payload.size() > kMessageBytes) {
        qCWarning(lcRedis, "A message was left out: it is too long, or its channel names no container.");
        return;
    }
    if (isEcho(*id, payload))
        return;
    const std::lock_guard lock(receiving);
    if (receiver)
        receiver(*id, payload);
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

// ---- what goes out
// ---------------------------------------------------------------------------------------------

void RedisBus::publish(const EventBatch &batch)
{
    if (batch.count == 0 || batch.source == EventBatch::Source::Relayed)
        return;
    {
        const std::lock_guard lock(d->mutex);
        const bool numbered = batch.source == EventBatch::Source::Foreign;
        const auto known = d->tracks.find(batch.id);
        if (known == d->tracks.end())
            d->trim();
        Track &track = known == d->tracks.end() ? d->tracks[batch.id] : *known;
        if (track.first == 0) {
            track.first = batch.first.value;
            track.sent = track.confirmed = batch.first.value - 1;
            track.numbered = numbered;
        }
        track.target = batch.last().value;
        track.numbered = track.numbered && numbered;
        if (d->connected && !track.behind && d->queuedBytes + batch.lines.size() <= d->limits.queueBytes) {
            d->queue.push_back(batch);
            d->queuedBytes += batch.lines.size();
        } else {
            track.behind = true;
            d->behind.insert(batch.id);
        }
    }
    d->work.notify_all();
}

void RedisBus::forget(const ContainerId &id)
{
    {
        const std::lock_guard lock(d->mutex);
        d->tracks.remove(id);
        d->behind.remove(id);
        d->forgotten.append(id);
    }
    d->work.notify_all();
}

// Thousands of containers, most of them long finished: only what is not done needs to be known.
void RedisBus::Private::trim()
{
    if (tracks.size() < kTracks)
        return;
    tracks.removeIf(
        [this](const auto &it) { return it->confirmed == it->target && !behind.contains(it.key()); });
}

void RedisBus::Private::feed()
{
    std::unique_lock lock(mutex);
    for (;;) {
        work.wait(lock, [this] {
            return stopping || (connected && (!queue.empty() || !behind.isEmpty() || !forgotten.isEmpty()));
        });
        if (over() ||
            (stopping && (!connected || (queue.empty() && behind.isEmpty() && forgotten.isEmpty()))))
            return;
        if (!forgotten.isEmpty()) {
            const QList<ContainerId> ids = std::exchange(forgotten, {});
            lock.unlock();
            sendForgotten(ids);
        } else if (!queue.empty()) {
            const EventBatch batch = std::move(queue.front());
            queue.pop_front();
            queuedBytes -= batch.lines.size();
            lock.unlock();
            sendBatch(batch);
        } else {
            const ContainerId id = *behind.cbegin();
            behind.remove(id);
            lock.unlock();
            catchUp(id);
        }
        lock.lock();
    }
}

void RedisBus::Private::sendBatch(const EventBatch &batch)
{
    {
        const std::lock_guard lock(mutex);
        const auto it = tracks.find(batch.id);
        if (it == tracks.end() || batch.last().value <= it->sent)
            return; // deleted, or read from the store already
        if (it->behind || !it->verified || batch.first.value != it->sent + 1) {
            it->behind = true;
            behind.insert(batch.id);
            return;
        }
        it->sent = batch.last().value;
    }
    sendEvents(batch.id, batch, batch.source == EventBatch::Source::Foreign);
}

// From the store, until nothing is left; then batches go the short way again.
void RedisBus::Private::catchUp(const ContainerId &id)
{
    for (;;) {
        qint64 sent = 0;
        qint64 target = 0;
        bool numbered = false;
        bool verified = false;
        {
            const std::lock_guard lock(mutex);
            const auto it = tracks.find(id);
            if (it == tracks.end() || !connected || over())
                return;
            if (it->verified && it->sent >= it->target) {
                it->behind = false;
                return;
            }
            sent = it->sent;
            target = it->target;
            numbered = it->numbered;
            verified = it->verified;
        }
        if (!verified) {
            bool rebuild = false;
            if (!verify(id, sent + 1, rebuild))
                return; // the connection went; it is tried again after the next one
            // More to publish than the list holds: that fills it by itself.
            if (rebuild && target - sent < limits.ringEvents)
                rebuildList(id);
            continue;
        }
        const auto batches = store.read(id, {sent}, kReadBytes);
        if (!batches || batches->isEmpty()) {
            if (!batches && batches.error().code != ErrorCode::NotFound)
                qCWarning(lcRedis, "%s", qUtf8Printable(batches.error().message));
            const std::lock_guard lock(mutex);
            if (const auto it = tracks.find(id); it != tracks.end()) {
                it->sent = std::max(it->sent, target);
                it->behind = false;
            }
            return;
        }
        for (const EventBatch &batch : *batches) {
            {
                const std::lock_guard lock(mutex);
                if (const auto it = tracks.find(id); it != tracks.end()) {
                    it->sent = batch.last().value;
                    it->target = std::max(it->target, it->sent);
                }
            }
            sendEvents(id, batch, numbered);
        }
    }
}

// What does Redis have of it? Sets where to go on. False when it cannot be asked.
bool RedisBus::Private::verify(const ContainerId &id, qint64 next, bool &rebuild)
{
    bool numbered = false;
    {
        const std::lock_guard lock(mutex);
        if (const auto it = tracks.constFind(id); it != tracks.cend())
            numbered = it->numbered;
    }
    const auto replies = client->call({{"LRANGE", list(id, numbered), QByteArray::number(-kLook), "-1"}});
    if (!replies)
        return false;
    const QByteArrayList events = replies->first().texts();
    qint64 there = 0;
    for (const QByteArray &event : events)
        there = std::max(there, seqOf(event).value);
    const std::lock_guard lock(mutex);
    const auto it = tracks.find(id);
    if (it == tracks.end())
        return true;
    it->verified = true;
    // A process that died may have stored more than it could publish: we go on behind what is there. A list
    // that is gone, or knows more than we (a restored backup), is written anew.
    rebuild = (events.isEmpty() && next > 1) || there > it->target;
    if (!rebuild && there > 0) {
        it->sent = there;
        it->first = std::min(it->first, there + 1);
    }
    return true;
}

// The list's last events at once; whoever listens gets those that it has not seen.
void RedisBus::Private::rebuildList(const ContainerId &id)
{
    qint64 sent = 0;
    qint64 target = 0;
    bool numbered = false;
    {
        const std::lock_guard lock(mutex);
        const auto it = tracks.constFind(id);
        if (it == tracks.cend())
            return;
        sent = it->sent;
        target = it->target;
        numbered = it->numbered;
    }
    qint64 after = std::max<qint64>(0, target - limits.ringEvents);
    QByteArray published;
    appendCommand(published, {"MULTI"});
    QByteArray pushed;
    int commands = 0;
    int entries = 0;
    for (;;) {
        const auto batches = store.read(id, {after}, kReadBytes);
        if (!batches || batches->isEmpty())
            break;
        for (const EventBatch &batch : *batches) {
            qint64 seq = batch.first.value;
            forEachLine(batch.lines, [&](QByteArrayView line) {
                if (seq++ > sent) {
                    beginCommand(published, 3);
                    appendArgument(published, "PUBLISH");
                    appendArgument(published, channel(id, numbered));
                    appendArgument(published, line);
                    ++commands;
                }
                appendArgument(pushed, line);
                ++entries;
            });
            after = batch.last().value;
        }
    }
    if (entries == 0)
        return;
    const QByteArray ring = list(id, numbered);
    appendCommand(published, {"DEL", ring});
    beginCommand(published, entries + 2);
    appendArgument(published, "RPUSH");
    appendArgument(published, ring);
    published.append(pushed);
    appendCommand(published, {"LTRIM", ring, QByteArray::number(-limits.ringEvents), "-1"});
    appendCommand(published, {"EXPIRE", ring, QByteArray::number(limits.ringSeconds)});
    appendCommand(published, {"EXEC"});
    {
        const std::lock_guard lock(mutex);
        if (const auto it = tracks.find(id); it != tracks.end()) {
            it->sent = std::max(it->sent, after);
            it->target = std::max(it->target, after);
        }
    }
    sendAll(published, commands + 6,
            [this, id, after](const RedisClient::Replies &replies) { confirm(id, after, replies); });
}

void RedisBus::Private::sendEvents(const ContainerId &id, const EventBatch &batch, bool numbered)
{
    const QByteArray name = channel(id, numbered);
    const QByteArray ring = list(id, numbered);
    QByteArray commands;
    commands.reserve(batch.lines.size() * 2 + batch.count * (name.size() + 48) + 256);
    // As one transaction: who gets the message finds it in the list, and after a cut the list says exactly
    // what was published.
    appendCommand(commands, {"MULTI"});
    const int count = forEachLine(batch.lines, [&](QByteArrayView line) {
        beginCommand(commands, 3);
        appendArgument(commands, "PUBLISH");
        appendArgument(commands, name);
        appendArgument(commands, line);
    });
    beginCommand(commands, count + 2);
    appendArgument(commands, "RPUSH");
    appendArgument(commands, ring);
    forEachLine(batch.lines, [&](QByteArrayView line) { appendArgument(commands, line); });
    appendCommand(commands, {"LTRIM", ring, QByteArray::number(-limits.ringEvents), "-1"});
    appendCommand(commands, {"EXPIRE", ring, QByteArray::number(limits.ringSeconds)});
    appendCommand(commands, {"EXEC"});
    const qint64 last = batch.last().value;
    sendAll(commands, count + 5,
            [this, id, last](const RedisClient::Replies &replies) { confirm(id, last, replies); });
}

void RedisBus::Private::sendForgotten(const QList<ContainerId> &ids)
{
    QByteArray commands;
    for (const ContainerId &id : ids)
        appendCommand(commands, {"DEL", list(id, false), list(id, true)});
    if (!sendAll(commands, int(ids.size()), {})) {
        const std::lock_guard lock(mutex);
        forgotten.append(ids);
    }
}

// Waits for room, not for replies. False when the connection is gone.
bool RedisBus::Private::sendAll(const QByteArray &commands, int count, RedisClient::Done done)
{
    std::unique_lock lock(mutex);
    for (;;) {
        if (!connected)
            return false;
        room = false;
        lock.unlock();
        if (client->send(commands, count, done))
            return true;
        if (!client->isConnected())
            return false;
        lock.lock();
        if (over())
            return false;
        work.wait_for(lock, std::chrono::milliseconds(500), [this] { return room || !connected; });
    }
}

void RedisBus::Private::confirm(const ContainerId &id, qint64 last, const RedisClient::Replies &replies)
{
    if (!replies)
        return; // connectionLost() follows
    QList<Reply> all = *replies;
    all.append(replies->last().items); // of EXEC
    for (const Reply &reply : std::as_const(all)) {
        if (reply.isError()) {
            qCWarning(lcRedis, "Redis refuses events of container %s: %s", qUtf8Printable(id.value),
                      reply.text.constData());
            break;
        }
    }
    const std::lock_guard lock(mutex);
    if (const auto it = tracks.find(id); it != tracks.end())
        it->confirmed = std::max(it->confirmed, last);
}

// ---- questions
// -------------------------------------------------------------------------------------------------

Result<EventBus::Recent> RedisBus::recent(const ContainerId &id)
{
    const auto replies =
        d->client->call({{"LRANGE", list(id, false), "0", "-1"}, {"LRANGE", list(id, true), "0", "-1"}});
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
