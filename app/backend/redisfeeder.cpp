#include "app/backend/redisbus_p.h"
#include "app/base/log.h"
#include "app/jobs/eventseq.h"

namespace slipway::backend {
namespace {

using redis::appendArgument;
using redis::appendCommand;
using redis::beginCommand;
using redis::RedisClient;
using redis::Reply;

constexpr qsizetype kReadBytes = 256 * 1024;
constexpr int kTracks = 4096;
constexpr qsizetype kAtOnce = 64 * 1024; // of this much the commands are made where it was committed
constexpr int kLook = 100;               // entries of a list in which we look for its last number

const Reply *firstError(const Reply *begin, const Reply *end)
{
    const Reply *const found = std::find_if(begin, end, [](const Reply &reply) { return reply.isError(); });
    return found == end ? nullptr : found;
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

} // namespace

void RedisBus::publish(const QList<EventBatch> &batches)
{
    QList<EventBatch> ours;
    std::copy_if(batches.cbegin(), batches.cend(), std::back_inserter(ours), [](const EventBatch &batch) {
        return batch.count > 0 && batch.source != EventBatch::Source::Relayed;
    });
    if (ours.isEmpty())
        return;
    {
        const std::lock_guard lock(d->mutex);
        if (d->sendAtOnce(ours))
            return;
        for (const EventBatch &batch : std::as_const(ours))
            d->enqueue(batch);
    }
    d->work.notify_all();
}

// Call with `mutex`. False, and nothing was done, when the feeder is to do it. A commit that follows what was
// sent needs no other thread: to wake it was a twelfth of slipwayd's work with a hundred busy containers.
bool RedisBus::Private::sendAtOnce(const QList<EventBatch> &batches)
{
    if (!connected || feeding || stopping || !queue.empty())
        return false;
    qsizetype bytes = 0;
    QSet<ContainerId> once;
    for (const EventBatch &batch : batches) {
        bytes += batch.lines.size();
        if (!isNext(batch) || bytes > kAtOnce || once.contains(batch.id))
            return false;
        once.insert(batch.id);
    }
    RedisSending sending;
    for (const EventBatch &batch : batches)
        addEvents(sending, batch, batch.source == EventBatch::Source::Foreign);
    if (!client->send(sending.commands, sending.count(), confirming(sending)))
        return false;
    for (const EventBatch &batch : batches) {
        RedisTrack &track = tracks[batch.id];
        track.sent = track.target = batch.last().value;
        track.numbered = track.numbered && batch.source == EventBatch::Source::Foreign;
    }
    return true;
}

// Call with `mutex`.
bool RedisBus::Private::isNext(const EventBatch &batch) const
{
    const auto it = tracks.constFind(batch.id);
    return it != tracks.cend() && it->verified && !it->behind && it->sent == it->target &&
           batch.first.value == it->sent + 1;
}

// Call with `mutex`.
void RedisBus::Private::enqueue(const EventBatch &batch)
{
    const bool numbered = batch.source == EventBatch::Source::Foreign;
    const auto known = tracks.find(batch.id);
    if (known == tracks.end())
        trim();
    RedisTrack &track = known == tracks.end() ? tracks[batch.id] : *known;
    if (track.first == 0) {
        track.first = batch.first.value;
        track.sent = track.confirmed = batch.first.value - 1;
        track.numbered = numbered;
    }
    track.target = batch.last().value;
    track.numbered = track.numbered && numbered;
    if (connected && !track.behind && queuedBytes + batch.lines.size() <= limits.queueBytes) {
        queue.push_back(batch);
        queuedBytes += batch.lines.size();
    } else {
        track.behind = true;
        behind.insert(batch.id);
    }
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
        feeding = true;
        if (!forgotten.isEmpty()) {
            const QList<ContainerId> ids = std::exchange(forgotten, {});
            lock.unlock();
            sendForgotten(ids);
        } else if (!queue.empty()) {
            const std::deque<EventBatch> batches = std::exchange(queue, {});
            queuedBytes = 0;
            lock.unlock();
            sendQueue(batches);
        } else {
            const ContainerId id = *behind.cbegin();
            behind.remove(id);
            lock.unlock();
            catchUp(id);
        }
        lock.lock();
        feeding = false;
    }
}

// Together: with a hundred containers that say ten lines a second a commit brings eight batches, and each
// by itself cost a write and two wake-ups: 2,800 switches of threads a second became 1,300 to 2,200.
void RedisBus::Private::sendQueue(const std::deque<EventBatch> &batches)
{
    RedisSending sending;
    for (const EventBatch &batch : batches) {
        if (!takesBatch(batch))
            continue;
        addEvents(sending, batch, batch.source == EventBatch::Source::Foreign);
        if (sending.commands.size() >= kReadBytes)
            send(std::exchange(sending, {}));
    }
    send(sending);
}

// False when it is not to be sent now, or never.
bool RedisBus::Private::takesBatch(const EventBatch &batch)
{
    const std::lock_guard lock(mutex);
    const auto it = tracks.find(batch.id);
    if (it == tracks.end() || batch.last().value <= it->sent)
        return false; // deleted, or read from the store already
    if (it->behind || !it->verified || batch.first.value != it->sent + 1) {
        it->behind = true;
        behind.insert(batch.id);
        return false;
    }
    it->sent = batch.last().value;
    return true;
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
            RedisSending sending;
            addEvents(sending, batch, numbered);
            send(sending);
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
    const auto replies = client->call({{"LRANGE", listOf(id, numbered), QByteArray::number(-kLook), "-1"}});
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
                    appendArgument(published, channelOf(id, numbered));
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
    const QByteArray ring = listOf(id, numbered);
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
    send({published, {{id, after, commands + 6}}});
}

void RedisBus::Private::addEvents(RedisSending &sending, const EventBatch &batch, bool numbered) const
{
    const QByteArray name = channelOf(batch.id, numbered);
    const QByteArray ring = listOf(batch.id, numbered);
    QByteArray &commands = sending.commands;
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
    sending.parts.append({batch.id, batch.last().value, count + 5});
}

void RedisBus::Private::send(const RedisSending &sending)
{
    if (sending.parts.isEmpty())
        return;
    sendAll(sending.commands, sending.count(), confirming(sending));
}

RedisClient::Done RedisBus::Private::confirming(const RedisSending &sending)
{
    return [this, parts = sending.parts](const RedisClient::Replies &replies) { confirm(parts, replies); };
}

void RedisBus::Private::sendForgotten(const QList<ContainerId> &ids)
{
    QByteArray commands;
    for (const ContainerId &id : ids)
        appendCommand(commands, {"DEL", listOf(id, false), listOf(id, true)});
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

void RedisBus::Private::confirm(const QList<RedisSending::Part> &parts, const RedisClient::Replies &replies)
{
    if (!replies)
        return; // connectionLost() follows
    qsizetype at = 0;
    const std::lock_guard lock(mutex);
    for (const RedisSending::Part &part : parts) {
        const Reply *const first = replies->constData() + at;
        at += part.commands;
        const QList<Reply> &results = replies->at(at - 1).items; // of EXEC
        const Reply *refused = firstError(first, first + part.commands);
        if (!refused)
            refused = firstError(results.constData(), results.constData() + results.size());
        if (refused)
            qCWarning(lcRedis, "Redis refuses events of container %s: %s", qUtf8Printable(part.id.value),
                      refused->text.constData());
        if (const auto it = tracks.find(part.id); it != tracks.end())
            it->confirmed = std::max(it->confirmed, part.last);
    }
}

} // namespace slipway::backend
