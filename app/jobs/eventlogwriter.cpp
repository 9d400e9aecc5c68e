#include "app/base/log.h"
#include "app/jobs/eventlog_p.h"

namespace slipway {
namespace {

using std::chrono::milliseconds;

// Much of a commit is the same however many containers are in it. From nine on the pause between two is half
// as long again: a thousand lines a second of a hundred containers are 87 commits a second instead of 125,
// and a line is up to 4 ms later.
std::chrono::microseconds pauseAfter(const LogCommit &commit, milliseconds interval)
{
    const auto further = std::clamp<qint64>(commit.parts.size() - 1, 0, 8);
    return interval + std::chrono::microseconds(interval) * further / 16;
}

constexpr auto kRetry = milliseconds(250); // a full disk is looked at again this often

} // namespace

void EventLog::Private::run()
{
    SteadyClock::time_point due{};
    for (;;) {
        LogCommit commit;
        {
            std::unique_lock lock(mutex);
            if (!waitForWork(lock, due))
                return;
            commit = take();
        }
        if (!storeAll(commit)) {
            const std::lock_guard lock(mutex);
            inFlight.clear();
            done.notify_all();
            return;
        }
        due = SteadyClock::now() + pauseAfter(commit, milliseconds(limits.commitIntervalMs));
        finish(commit);
    }
}

// Commits at once after a quiet time, and otherwise once per interval: the first line of a burst is not late,
// and a thousand lines do not cost a thousand commits. Between two commits nobody wakes it.
bool EventLog::Private::waitForWork(std::unique_lock<std::mutex> &lock, SteadyClock::time_point due)
{
    pausing = true;
    work.wait_until(lock, due, [this] { return stopping || hurry || queued >= kCommitAtOnce; });
    pausing = false;
    work.wait(lock, [this] { return stopping || hurry || !dirty.isEmpty(); });
    hurry = false;
    return !(stopping && dirty.isEmpty());
}

LogCommit EventLog::Private::take()
{
    LogCommit commit;
    commit.upTo = appended;
    commit.batches.reserve(dirty.size());
    commit.parts.reserve(dirty.size());
    for (const ContainerId &id : std::as_const(dirty)) {
        const LogEntryPtr entry = known(id);
        if (!entry)
            continue;
        for (EventBatch &batch : entry->pending) {
            commit.bytes += batch.lines.size();
            commit.batches.append(std::move(batch));
        }
        entry->pending.clear();
        entry->dirty = false;
        commit.parts.append({id, entry->current.snapshot.seq});
        if (std::exchange(entry->changed, false))
            commit.changed.append(entry->current);
        inFlight.insert(id);
    }
    dirty.clear();
    return commit;
}

// Tries until it is stored; leaves in `commit` what is. False when that was not possible before the end.
bool EventLog::Private::storeAll(LogCommit &commit)
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

bool EventLog::Private::waitForStore(const LogCommit &commit, const Error &error)
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
bool EventLog::Private::storeOneByOne(LogCommit &commit, const Error &error)
{
    if (commit.parts.size() == 1) {
        const ContainerId id = commit.parts.first().id;
        const std::lock_guard lock(mutex);
        if (!removed.contains(id))
            qCCritical(lcStore, "Cannot store events of container %s: %s", qUtf8Printable(id.value),
                       qUtf8Printable(error.message));
        commit.parts.clear();
        commit.batches.clear();
        commit.changed.clear();
        drop(id); // read anew from the store at its next use
        return true;
    }
    LogCommit stored;
    for (const LogCommit::Part &part : std::as_const(commit.parts)) {
        LogCommit one;
        one.parts = {part};
        std::copy_if(commit.batches.cbegin(), commit.batches.cend(), std::back_inserter(one.batches),
                     [&](const EventBatch &batch) { return batch.id == part.id; });
        std::copy_if(commit.changed.cbegin(), commit.changed.cend(), std::back_inserter(one.changed),
                     [&](const Container &container) { return container.id == part.id; });
        if (!storeAll(one))
            return false;
        stored.parts.append(one.parts);
        stored.batches.append(one.batches);
        stored.changed.append(one.changed);
    }
    commit.parts = std::move(stored.parts);
    commit.batches = std::move(stored.batches);
    commit.changed = std::move(stored.changed);
    return true;
}

// Call with `mutex`.
void EventLog::Private::drop(const ContainerId &id)
{
    if (const LogEntryPtr entry = entries.take(id)) {
        for (const EventBatch &batch : std::as_const(entry->pending))
            queued -= batch.lines.size();
        dirty.removeAll(id);
    }
}

// All of a commit at once: each call wakes a thread. Who numbered a relayed event has told everybody.
void EventLog::Private::publish(const QList<EventBatch> &batches)
{
    QList<EventBatch> ours;
    std::copy_if(batches.cbegin(), batches.cend(), std::back_inserter(ours),
                 [](const EventBatch &batch) { return batch.source != EventBatch::Source::Relayed; });
    if (!ours.isEmpty())
        bus.publish(ours);
}

void EventLog::Private::finish(const LogCommit &commit)
{
    {
        const std::lock_guard lock(mutex);
        for (const Container &container : commit.changed) {
            if (const LogEntryPtr entry = known(container.id))
                entry->committed = container;
        }
        for (const LogCommit::Part &part : commit.parts) {
            const LogEntryPtr entry = known(part.id);
            if (!entry)
                continue;
            entry->committed.snapshot.seq = part.last;
            if (entry->finished() && !entry->dirty)
                entries.remove(part.id); // the store has it all
        }
    }
    if (watcher.changed && !commit.changed.isEmpty())
        watcher.changed(commit.changed); // remove() waits for this: nothing is changed after it was removed
    if (!commit.batches.isEmpty()) {
        {
            const std::lock_guard lock(telling);
            if (const Listener told = listener) // a copy: it may replace itself
                told(commit.batches);
        }
        publish(commit.batches);
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
