#include "app/jobs/eventlog.h"
#include "app/base/clock.h"
#include "app/jobs/eventlog_p.h"

namespace slipway {
namespace {

constexpr auto kLastChance = std::chrono::milliseconds(5000); // bound of the destructor

QByteArray withNumber(QByteArray json, qint64 seq)
{
    json.chop(1); // toJson() writes an object with at least "type"
    json.append(",\"seq\":");
    json.append(QByteArray::number(seq));
    json.append('}');
    return json;
}

// A line feed between two tokens is only white space, and inside a string JSON forbids it.
QByteArray onOneLine(QByteArray json)
{
    for (char &c : json) {
        if (c == '\n' || c == '\r')
            c = ' ';
    }
    return json.trimmed();
}

} // namespace

EventLog::EventLog(EventStore &store, EventBus &bus, Limits limits)
    : d(std::make_unique<Private>(store, bus, limits, *this))
{
    d->writer = std::thread([p = d.get()] { p->run(); });
}

EventLog::EventLog(EventStore &store, EventBus &bus) : EventLog(store, bus, Limits{}) {}

EventLog::~EventLog()
{
    {
        const std::lock_guard lock(d->mutex);
        d->stopping = true;
        d->deadline = SteadyClock::now() + kLastChance;
    }
    d->work.notify_all();
    d->space.notify_all();
    d->done.notify_all();
    d->writer.join();
}

LogEntryPtr EventLog::Private::known(const ContainerId &id) const
{
    const auto it = entries.constFind(id);
    return it == entries.cend() ? LogEntryPtr() : it.value();
}

// Call without `mutex`; reads the entry from the store when it is not at hand.
Result<LogEntryPtr> EventLog::Private::load(const ContainerId &id)
{
    const std::lock_guard load(loading);
    {
        const std::lock_guard lock(mutex);
        if (LogEntryPtr found = known(id))
            return found;
        if (removed.contains(id))
            return fail(ErrorCode::NotFound, tr("Cannot change container %1. It was deleted.").arg(id.value));
    }
    Result<Container> stored = store.container(id);
    if (!stored)
        return tl::unexpected(stored.error());
    const Result<EventSeq> last = store.lastSeq(id);
    if (!last)
        return tl::unexpected(last.error());
    auto fresh = std::make_shared<LogEntry>();
    fresh->current = *stored;
    fresh->committed = std::move(*stored);
    fresh->last = last->value;
    const std::lock_guard lock(mutex);
    entries.insert(id, fresh);
    return fresh;
}

// The entry, with room in the queue and a run that has not ended; `lock` holds `mutex` before and after.
// With `next` also one that has ended, when that event begins a new run.
Result<LogEntryPtr> EventLog::Private::openEntry(const ContainerId &id, std::unique_lock<std::mutex> &lock,
                                                 const ProgressEvent *next)
{
    if (auto room = makeRoom(lock); !room)
        return tl::unexpected(room.error());
    LogEntryPtr entry = known(id);
    while (!entry) {
        lock.unlock();
        const Result<LogEntryPtr> loaded = load(id);
        lock.lock();
        if (!loaded)
            return tl::unexpected(loaded.error());
        entry = known(id); // the one in the table, whatever happened between the two locks
    }
    if (!entry->finished() || (next != nullptr && entry->current.snapshot.beginsNewRun(*next)))
        return entry;
    if (!entry->dirty)
        entries.remove(id);
    return fail(ErrorCode::Conflict, tr("Cannot add to container %1. Its run has ended.").arg(id.value));
}

Result<void> EventLog::open(const Container &container)
{
    const std::lock_guard load(d->loading);
    {
        const std::lock_guard lock(d->mutex);
        if (d->removed.contains(container.id) || d->entries.contains(container.id))
            return fail(ErrorCode::Conflict,
                        Private::tr("Cannot create container %1. The id was used before. Try again.")
                            .arg(container.id.value));
    }
    Container first = container;
    first.snapshot.hostname = first.hostname;
    first.snapshot.lifecycle = first.lifecycle;
    if (auto inserted = d->store.insertContainer(first); !inserted)
        return inserted;
    if (d->watcher.changed) // before anybody can append to it
        d->watcher.changed({first});
    auto fresh = std::make_shared<LogEntry>();
    fresh->current = first;
    fresh->committed = std::move(first);
    const std::lock_guard lock(d->mutex);
    d->entries.insert(container.id, fresh);
    return {};
}

Result<EventSeq> EventLog::append(const ContainerId &id, ProgressEvent event)
{
    event.seq = {};
    if (event.timestamp.isEmpty())
        event.timestamp = QString::fromLatin1(isoTimestampNow());
    QByteArray json = toJson(event); // outside of the lock: the costly part
    return d->add(id, std::move(event), std::move(json), EventBatch::Source::Own);
}

Result<EventSeq> EventLog::beginRun(const ContainerId &id, ProgressEvent first)
{
    if (const Result<void> flushed = flush(); !flushed) // the store is to have all that comes before
        return tl::unexpected(flushed.error());
    const std::lock_guard load(d->loading); // nobody changes it meanwhile
    const Result<Container> before = container(id);
    if (!before)
        return tl::unexpected(before.error());
    if (!before->snapshot.isTerminal())
        return fail(ErrorCode::Conflict,
                    Private::tr("Cannot begin a run of container %1. Its run goes on.").arg(id.value));
    const Result<EventSeq> last = d->store.lastSeq(id);
    if (!last)
        return tl::unexpected(last.error());
    // By its time stamp a reader tells it from what comes late, so that it must not bear that of the end.
    const qint64 ended = parseIsoTimestamp(before->snapshot.finishedAt.toLatin1());
    first.timestamp =
        QString::fromLatin1(isoTimestamp(std::max(QDateTime::currentMSecsSinceEpoch(), ended + 1)));
    first.seq = {};
    const QByteArray line = withNumber(toJson(first), last->value + 1) + '\n';
    first.seq = last->next();
    LogEntry fresh;
    fresh.current = *before;
    fresh.last = first.seq.value;
    d->apply(fresh, first);
    fresh.committed = fresh.current;
    fresh.changed = false;
    const EventBatch batch{id, first.seq, 1, line, EventBatch::Source::Own};
    // In one transaction, and not by the writer: the hostname may belong to another one now.
    if (const Result<void> stored = d->store.append({batch}, {fresh.current}); !stored)
        return tl::unexpected(stored.error());
    {
        const std::lock_guard lock(d->mutex);
        d->entries.insert(id, std::make_shared<LogEntry>(fresh));
    }
    d->tellAtOnce(batch, fresh.current);
    return first.seq;
}

Result<void> EventLog::Private::settle(const ContainerId &id, std::unique_lock<std::mutex> &load)
{
    for (;;) {
        {
            const std::lock_guard lock(mutex);
            const LogEntryPtr entry = known(id);
            if (!entry || (!entry->dirty && !inFlight.contains(id)))
                return {};
        }
        load.unlock();
        const Result<void> flushed = eventLog.flush();
        load.lock();
        if (!flushed)
            return flushed;
    }
}

Result<void> EventLog::addAfterEnd(const ContainerId &id, QList<ProgressEvent> events,
                                   const std::function<void(Container &)> &change)
{
    std::unique_lock load(d->loading); // nobody changes it meanwhile
    if (const Result<void> settled = d->settle(id, load); !settled)
        return settled;
    Result<Container> now = container(id);
    if (!now)
        return tl::unexpected(now.error());
    if (!now->snapshot.isTerminal())
        return fail(ErrorCode::Conflict,
                    Private::tr("Cannot add to container %1. Its run goes on.").arg(id.value));
    const Result<EventSeq> last = d->store.lastSeq(id);
    if (!last)
        return tl::unexpected(last.error());
    EventBatch batch{id, last->next(), int(events.size()), {}, EventBatch::Source::Own};
    EventSeq seq = *last;
    for (ProgressEvent &event : events) {
        event.timestamp = QString::fromLatin1(isoTimestampNow());
        event.seq = {};
        seq = seq.next();
        batch.lines += withNumber(toJson(event), seq.value) + '\n';
    }
    change(*now);
    now->errorMessage = events.last().message;
    now->snapshot.errorMessage = events.last().message;
    now->snapshot.seq = seq;
    if (const Result<void> stored = d->store.append({batch}, {*now}); !stored)
        return stored;
    {
        const std::lock_guard lock(d->mutex);
        d->entries.remove(id); // read anew at its next use
    }
    load.unlock();
    d->tellAtOnce(batch, *now);
    return {};
}

void EventLog::Private::tellAtOnce(const EventBatch &batch, const Container &container)
{
    if (watcher.changed)
        watcher.changed({container});
    {
        const std::lock_guard lock(telling);
        if (const Listener told = listener)
            told({batch});
    }
    bus.publish({batch});
}

Result<EventSeq> EventLog::appendForeign(const ContainerId &id, const QByteArray &json)
{
    Result<ProgressEvent> event = progressEventFromJson(json);
    if (!event)
        return tl::unexpected(event.error());
    return d->add(id, std::move(*event), onOneLine(json), EventBatch::Source::Foreign);
}

Result<EventSeq> EventLog::Private::add(const ContainerId &id, ProgressEvent event, QByteArray json,
                                        EventBatch::Source source)
{
    std::unique_lock lock(mutex);
    const Result<LogEntryPtr> found = openEntry(id, lock);
    if (!found)
        return tl::unexpected(found.error());
    const LogEntryPtr entry = *found;
    event.seq = {entry->last + 1};
    const QByteArray line = source == EventBatch::Source::Own ? withNumber(std::move(json), event.seq.value)
                                                              : withSeq(json, event.seq);
    if (line.isEmpty())
        return fail(
            ErrorCode::Protocol,
            tr("Cannot take over an event of container %1. It is not a JSON object. Check who publishes it.")
                .arg(id.value));
    entry->last = event.seq.value;
    apply(*entry, event);
    queue(id, *entry, line, source);
    return event.seq;
}

Result<bool> EventLog::appendNumbered(const ContainerId &id, EventSeq seq, const QByteArray &json)
{
    Result<ProgressEvent> event = progressEventFromJson(json);
    if (!event)
        return tl::unexpected(event.error());
    std::unique_lock lock(d->mutex);
    const Result<LogEntryPtr> found = d->openEntry(id, lock, &*event); // another backend may have tried again
    if (!found)
        return tl::unexpected(found.error());
    const LogEntryPtr entry = *found;
    if (seq.value <= entry->last)
        return false;
    event->seq = seq;
    entry->last = seq.value;
    d->apply(*entry, *event);
    d->queue(id, *entry, onOneLine(json), EventBatch::Source::Relayed);
    return true;
}

// Back-pressure. The writer itself (a listener that appends) must not wait for the writer.
Result<void> EventLog::Private::makeRoom(std::unique_lock<std::mutex> &lock)
{
    if (std::this_thread::get_id() != writer.get_id())
        space.wait(lock, [this] { return stopping || queued <= limits.queueBytes; });
    if (stopping)
        return fail(ErrorCode::Unavailable,
                    tr("Cannot store the event. slipwayd is stopping. Start it again."));
    return {};
}

void EventLog::Private::apply(LogEntry &entry, const ProgressEvent &event) const
{
    Container &container = entry.current;
    const bool isNewRun = container.snapshot.beginsNewRun(event);
    entry.changed = container.snapshot.apply(event) || isNewRun || entry.changed;
    container.snapshot.seq = event.seq;
    if (isNewRun || (event.type == EventType::Step && container.lifecycle == Lifecycle::Pending))
        container.lifecycle = Lifecycle::Creating;
    if (isNewRun) {
        container.errorMessage.clear();
        container.finishedAt.clear();
    }
    if (event.isTerminal()) {
        const bool ok = event.type == EventType::Complete;
        container.lifecycle = ok ? Lifecycle::Ready : Lifecycle::Error;
        container.errorMessage = ok ? QString() : event.message;
        container.finishedAt =
            event.timestamp.isEmpty() ? QString::fromLatin1(isoTimestampNow()) : event.timestamp;
    }
    container.snapshot.lifecycle = container.lifecycle;
}

void EventLog::Private::queue(const ContainerId &id, LogEntry &entry, const QByteArray &line,
                              EventBatch::Source source)
{
    QList<EventBatch> &pending = entry.pending;
    if (pending.isEmpty() || pending.last().source != source ||
        pending.last().last().next().value != entry.last)
        pending.append(EventBatch{id, {entry.last}, 0, {}, source});
    EventBatch &batch = pending.last();
    batch.lines.append(line);
    batch.lines.append('\n');
    ++batch.count;
    queued += line.size() + 1;
    touch(id, entry);
}

void EventLog::Private::touch(const ContainerId &id, LogEntry &entry)
{
    ++appended;
    const bool wake = (dirty.isEmpty() && !pausing) || queued >= kCommitAtOnce;
    if (!entry.dirty) {
        entry.dirty = true;
        dirty.append(id);
    }
    if (wake)
        work.notify_one();
}

Result<void> EventLog::update(const ContainerId &id, const std::function<void(Container &)> &change)
{
    const Result<LogEntryPtr> found = d->load(id);
    if (!found)
        return tl::unexpected(found.error());
    const std::lock_guard load(d->loading); // nobody reads it from the store meanwhile
    const std::lock_guard lock(d->mutex);
    if (d->removed.contains(id))
        return fail(ErrorCode::NotFound,
                    Private::tr("Cannot change container %1. It was deleted.").arg(id.value));
    LogEntryPtr entry = d->known(id);
    if (!entry) { // written back since
        entry = *found;
        d->entries.insert(id, entry);
    }
    const Snapshot keep = entry->current.snapshot;
    change(entry->current);
    entry->current.snapshot = keep;
    entry->current.snapshot.hostname = entry->current.hostname;
    entry->current.snapshot.lifecycle = entry->current.lifecycle;
    entry->changed = true;
    d->touch(id, *entry);
    return {};
}

Result<Container> EventLog::container(const ContainerId &id)
{
    {
        const std::lock_guard lock(d->mutex);
        if (const LogEntryPtr entry = d->known(id))
            return entry->committed;
    }
    return d->store.container(id);
}

Result<EventSeq> EventLog::lastAppended(const ContainerId &id)
{
    {
        const std::lock_guard lock(d->mutex);
        if (const LogEntryPtr entry = d->known(id))
            return EventSeq{entry->last};
    }
    return d->store.lastSeq(id);
}

bool EventLog::hasEnded(const ContainerId &id)
{
    {
        const std::lock_guard lock(d->mutex);
        if (const LogEntryPtr entry = d->known(id))
            return entry->finished();
    }
    const auto stored = d->store.container(id);
    return stored && stored->snapshot.isTerminal();
}

Result<void> EventLog::remove(const ContainerId &id)
{
    const std::lock_guard load(d->loading);
    const Result<Container> before = container(id);
    if (!before)
        return tl::unexpected(before.error());
    {
        std::unique_lock lock(d->mutex);
        d->removed.insert(id);
        // While the disk is full we do not wait: the commit will find the container gone and leave it out.
        d->done.wait(lock, [&] { return !d->inFlight.contains(id) || !d->failure.isEmpty() || d->stopping; });
        d->drop(id);
    }
    d->space.notify_all();
    auto result = d->store.removeContainer(id);
    if (!result) {
        const std::lock_guard lock(d->mutex);
        d->removed.remove(id);
        return result;
    }
    if (d->watcher.removed)
        d->watcher.removed(id);
    if (before->host != QLatin1String("foreign"))
        d->bus.forget(id);
    return {};
}

bool EventLog::wasRemoved(const ContainerId &id) const
{
    const std::lock_guard lock(d->mutex);
    return d->removed.contains(id);
}

Result<void> EventLog::flush()
{
    std::unique_lock lock(d->mutex);
    const quint64 want = d->appended;
    const quint64 failuresBefore = d->failures;
    d->hurry = true;
    d->work.notify_one();
    d->done.wait(lock, [&] { return d->completed >= want || d->failures != failuresBefore || d->stopping; });
    if (d->completed >= want)
        return {};
    return fail(ErrorCode::Unavailable,
                d->failure.isEmpty()
                    ? Private::tr("Cannot store events. slipwayd is stopping. Start it again.")
                    : d->failure,
                {}, true);
}

void EventLog::setListener(Listener listener)
{
    const std::lock_guard lock(d->telling);
    d->listener = std::move(listener);
}

void EventLog::setWatcher(Watcher watcher) { d->watcher = std::move(watcher); }

QString EventLog::storeError() const
{
    const std::lock_guard lock(d->mutex);
    return d->failure;
}

} // namespace slipway
