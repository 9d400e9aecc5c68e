#include "app/jobs/eventlog.h"
#include "app/base/clock.h"
#include "app/base/log.h"
#include <QCoreApplication>
#include <QJsonDocument>
#include <QSet>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace slipway {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr auto kRetry = milliseconds(250);       // a full disk is looked at again this often
constexpr auto kLastChance = milliseconds(5000); // bound of the destructor
constexpr qsizetype kCommitAtOnce = 512 * 1024;  // so much waiting is worth a commit before its time

// What the log knows of one container. `current` is as of the last appended event, `committed` as of the last
// stored one.
struct Entry
{
    Container current;
    Container committed;
    qint64 last = 0;
    QList<EventBatch> pending;
    bool dirty = false;
    bool finished() const { return current.snapshot.isTerminal(); }
};
using EntryPtr = std::shared_ptr<Entry>;

// What one transaction stores.
struct Commit
{
    QList<EventBatch> batches;
    QList<Container> changed;
    qsizetype bytes = 0;
    quint64 upTo = 0;
    bool isEmpty() const { return changed.isEmpty(); }
};

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

struct EventLog::Private
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EventLog)
public:
    Private(EventStore &s, EventBus &b, Limits l) : store(s), bus(b), limits(l) {}

    EventStore &store;
    EventBus &bus;
    const Limits limits;

    std::mutex loading; // taken before `mutex`; held while an entry is read from the store
    mutable std::mutex mutex;
    std::condition_variable work;
    std::condition_variable space;
    std::condition_variable done;
    QHash<ContainerId, EntryPtr> entries;
    QList<ContainerId> dirty; // in the order in which they became so
    QSet<ContainerId> removed;
    QSet<ContainerId> inFlight;
    qsizetype queued = 0;
    quint64 appended = 0;
    quint64 completed = 0;
    quint64 failures = 0;
    QString failure;
    std::recursive_mutex telling; // held while the listener runs: after setListener() the old one is done
    Listener listener;
    bool hurry = false;
    bool stopping = false;
    SteadyClock::time_point deadline;
    std::thread writer;

    Result<EntryPtr> load(const ContainerId &id);
    Result<EntryPtr> openEntry(const ContainerId &id, std::unique_lock<std::mutex> &lock);
    EntryPtr known(const ContainerId &id) const;
    Result<EventSeq> add(const ContainerId &id, ProgressEvent event, QByteArray json,
                         EventBatch::Source source);
    Result<void> makeRoom(std::unique_lock<std::mutex> &lock);
    void apply(Entry &entry, const ProgressEvent &event) const;
    void queue(const ContainerId &id, Entry &entry, const QByteArray &line, EventBatch::Source source);
    void touch(const ContainerId &id, Entry &entry);

    void run();
    bool waitForWork(std::unique_lock<std::mutex> &lock, SteadyClock::time_point lastCommit);
    Commit take();
    bool storeAll(Commit &commit);
    bool storeOneByOne(Commit &commit, const Error &error);
    bool waitForStore(const Commit &commit, const Error &error);
    void drop(const ContainerId &id);
    void finish(const Commit &commit);
};

EventLog::EventLog(EventStore &store, EventBus &bus, Limits limits)
    : d(std::make_unique<Private>(store, bus, limits))
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

EntryPtr EventLog::Private::known(const ContainerId &id) const
{
    const auto it = entries.constFind(id);
    return it == entries.cend() ? EntryPtr() : it.value();
}

// Call without `mutex`; reads the entry from the store when it is not at hand.
Result<EntryPtr> EventLog::Private::load(const ContainerId &id)
{
    const std::lock_guard load(loading);
    {
        const std::lock_guard lock(mutex);
        if (EntryPtr found = known(id))
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
    auto fresh = std::make_shared<Entry>();
    fresh->current = *stored;
    fresh->committed = std::move(*stored);
    fresh->last = last->value;
    const std::lock_guard lock(mutex);
    entries.insert(id, fresh);
    return fresh;
}

// The entry, with room in the queue and a run that has not ended; `lock` holds `mutex` before and after.
Result<EntryPtr> EventLog::Private::openEntry(const ContainerId &id, std::unique_lock<std::mutex> &lock)
{
    if (auto room = makeRoom(lock); !room)
        return tl::unexpected(room.error());
    EntryPtr entry = known(id);
    while (!entry) {
        lock.unlock();
        const Result<EntryPtr> loaded = load(id);
        lock.lock();
        if (!loaded)
            return tl::unexpected(loaded.error());
        entry = known(id); // the one in the table, whatever happened between the two locks
    }
    if (!entry->finished())
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
    auto fresh = std::make_shared<Entry>();
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
    const Result<EntryPtr> found = openEntry(id, lock);
    if (!found)
        return tl::unexpected(found.error());
    const EntryPtr entry = *found;
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
    const Result<EntryPtr> found = d->openEntry(id, lock);
    if (!found)
        return tl::unexpected(found.error());
    const EntryPtr entry = *found;
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

void EventLog::Private::apply(Entry &entry, const ProgressEvent &event) const
{
    Container &container = entry.current;
    container.snapshot.apply(event);
    container.snapshot.seq = event.seq;
    if (event.type == EventType::Step && container.lifecycle == Lifecycle::Pending)
        container.lifecycle = Lifecycle::Creating;
    if (event.isTerminal()) {
        const bool ok = event.type == EventType::Complete;
        container.lifecycle = ok ? Lifecycle::Ready : Lifecycle::Error;
        container.errorMessage = ok ? QString() : event.message;
        container.finishedAt =
            event.timestamp.isEmpty() ? QString::fromLatin1(isoTimestampNow()) : event.timestamp;
    }
    container.snapshot.lifecycle = container.lifecycle;
}

void EventLog::Private::queue(const ContainerId &id, Entry &entry, const QByteArray &line,
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

void EventLog::Private::touch(const ContainerId &id, Entry &entry)
{
    ++appended;
    const bool wake = dirty.isEmpty() || queued >= kCommitAtOnce;
    if (!entry.dirty) {
        entry.dirty = true;
        dirty.append(id);
    }
    if (wake)
        work.notify_one();
}

Result<void> EventLog::update(const ContainerId &id, const std::function<void(Container &)> &change)
{
    const Result<EntryPtr> found = d->load(id);
    if (!found)
        return tl::unexpected(found.error());
    const std::lock_guard load(d->loading); // nobody reads it from the store meanwhile
    const std::lock_guard lock(d->mutex);
    if (d->removed.contains(id))
        return fail(ErrorCode::NotFound,
                    Private::tr("Cannot change container %1. It was deleted.").arg(id.value));
    EntryPtr entry = d->known(id);
    if (!entry) { // written back since
        entry = *found;
        d->entries.insert(id, entry);
    }
    const Snapshot keep = entry->current.snapshot;
    change(entry->current);
    entry->current.snapshot = keep;
    entry->current.snapshot.hostname = entry->current.hostname;
    entry->current.snapshot.lifecycle = entry->current.lifecycle;
    d->touch(id, *entry);
    return {};
}

Result<Container> EventLog::container(const ContainerId &id)
{
    {
        const std::lock_guard lock(d->mutex);
        if (const EntryPtr entry = d->known(id))
            return entry->committed;
    }
    return d->store.container(id);
}

Result<EventSeq> EventLog::lastAppended(const ContainerId &id)
{
    {
        const std::lock_guard lock(d->mutex);
        if (const EntryPtr entry = d->known(id))
            return EventSeq{entry->last};
    }
    return d->store.lastSeq(id);
}

bool EventLog::hasEnded(const ContainerId &id)
{
    {
        const std::lock_guard lock(d->mutex);
        if (const EntryPtr entry = d->known(id))
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

QString EventLog::storeError() const
{
    const std::lock_guard lock(d->mutex);
    return d->failure;
}

// ---- the writer thread
// -------------------------------------------------------------------------------------

void EventLog::Private::run()
{
    SteadyClock::time_point lastCommit{};
    for (;;) {
        Commit commit;
        {
            std::unique_lock lock(mutex);
            if (!waitForWork(lock, lastCommit))
                return;
            commit = take();
        }
        if (!storeAll(commit)) {
            const std::lock_guard lock(mutex);
            inFlight.clear();
            done.notify_all();
            return;
        }
        lastCommit = SteadyClock::now();
        finish(commit);
    }
}

// Commits at once after a quiet time, and otherwise once per interval: the first line of a burst is not late,
// and a thousand lines do not cost a thousand commits.
bool EventLog::Private::waitForWork(std::unique_lock<std::mutex> &lock, SteadyClock::time_point lastCommit)
{
    work.wait(lock, [this] { return stopping || hurry || !dirty.isEmpty(); });
    const auto due = lastCommit + milliseconds(limits.commitIntervalMs);
    work.wait_until(lock, due, [this] { return stopping || hurry || queued >= kCommitAtOnce; });
    hurry = false;
    return !(stopping && dirty.isEmpty());
}

Commit EventLog::Private::take()
{
    Commit commit;
    commit.upTo = appended;
    for (const ContainerId &id : std::as_const(dirty)) {
        const EntryPtr entry = known(id);
        if (!entry)
            continue;
        for (EventBatch &batch : entry->pending) {
            commit.bytes += batch.lines.size();
            commit.batches.append(std::move(batch));
        }
        entry->pending.clear();
        entry->dirty = false;
        commit.changed.append(entry->current);
        inFlight.insert(id);
    }
    dirty.clear();
    return commit;
}

// Tries until it is stored; leaves in `commit` what is. False when that was not possible before the end.
bool EventLog::Private::storeAll(Commit &commit)
{
    while (!commit.isEmpty()) {
        const Result<void> result = store.append(commit.batches, commit.changed);
        if (result)
            break;
        if (result.error().code != ErrorCode::Unavailable)
            return storeOneByOne(commit, result.error());
        if (!waitForStore(commit, result.error()))
            return false;
    }
    const std::lock_guard lock(mutex);
    if (!failure.isEmpty()) {
        qCInfo(lcStore, "Events can be stored again; nothing was lost.");
        failure.clear();
    }
    return true;
}

bool EventLog::Private::waitForStore(const Commit &commit, const Error &error)
{
    std::unique_lock lock(mutex);
    if (failure != error.message)
        qCWarning(lcStore, "%s", qUtf8Printable(error.message));
    failure = error.message;
    ++failures;
    done.notify_all();
    if (!stopping || SteadyClock::now() < deadline) {
        work.wait_for(lock, kRetry, [this] { return stopping && SteadyClock::now() >= deadline; });
        return true;
    }
    qint64 lost = 0;
    for (const EventBatch &batch : commit.batches)
        lost += batch.count;
    qCCritical(lcStore, "%lld events could not be stored before the end.", qlonglong(lost));
    return false;
}

// One container's trouble (deleted meanwhile, numbers that do not fit) must not stop the others.
bool EventLog::Private::storeOneByOne(Commit &commit, const Error &error)
{
    if (commit.changed.size() == 1) {
        const ContainerId id = commit.changed.first().id;
        const std::lock_guard lock(mutex);
        if (!removed.contains(id))
            qCCritical(lcStore, "Cannot store events of container %s: %s", qUtf8Printable(id.value),
                       qUtf8Printable(error.message));
        commit.batches.clear();
        commit.changed.clear();
        drop(id); // read anew from the store at its next use
        return true;
    }
    QList<EventBatch> batches;
    QList<Container> changed;
    for (const Container &container : std::as_const(commit.changed)) {
        Commit one;
        one.changed = {container};
        std::copy_if(commit.batches.cbegin(), commit.batches.cend(), std::back_inserter(one.batches),
                     [&](const EventBatch &batch) { return batch.id == container.id; });
        if (!storeAll(one))
            return false;
        batches.append(one.batches);
        changed.append(one.changed);
    }
    commit.batches = std::move(batches);
    commit.changed = std::move(changed);
    return true;
}

// Call with `mutex`.
void EventLog::Private::drop(const ContainerId &id)
{
    if (const EntryPtr entry = entries.take(id)) {
        for (const EventBatch &batch : std::as_const(entry->pending))
            queued -= batch.lines.size();
        dirty.removeAll(id);
    }
}

void EventLog::Private::finish(const Commit &commit)
{
    {
        const std::lock_guard lock(mutex);
        for (const Container &container : commit.changed) {
            const EntryPtr entry = known(container.id);
            if (!entry)
                continue;
            entry->committed = container;
            if (entry->finished() && !entry->dirty)
                entries.remove(container.id); // the store has it all
        }
    }
    if (!commit.batches.isEmpty()) {
        {
            const std::lock_guard lock(telling);
            if (const Listener told = listener) // a copy: it may replace itself
                told(commit.batches);
        }
        for (const EventBatch &batch : commit.batches) {
            if (batch.source != EventBatch::Source::Relayed)
                bus.publish(batch);
        }
    }
    {
        const std::lock_guard lock(mutex);
        queued -= commit.bytes;
        completed = commit.upTo;
        inFlight.clear();
    }
    space.notify_all();
    done.notify_all();
}

} // namespace slipway
