#pragma once
#include "app/jobs/eventbus.h"
#include "app/jobs/eventstore.h"
#include <functional>
#include <memory>

namespace slipway {

/// The one way of an event: numbered → stored (group commit) → published (listeners, bus). What a subscriber
/// has seen is therefore in the store: a kill -9 neither loses nor renumbers it.
///
/// Thread-safe; owns a writer thread. append() blocks for a moment when the writer is behind by more than
/// `Limits::queueBytes` (back-pressure on a script that prints without end) and never drops.
/// When the disk is full the writer retries and keeps the queue; events are not published meanwhile; see
/// storeError(). The destructor stores what is queued (bounded by 5 s) and joins the thread.
class EventLog
{
public:
    struct Limits
    {
        int commitIntervalMs = 8; ///< coalescing: at most this old when committed, or half as much again when
                                  ///< many containers are busy
        qsizetype queueBytes = 16 * 1024 * 1024;
    };
    /// Called on the writer thread after each commit, in order, with every batch of that commit. Batches of
    /// one container rise; a jump between two (adopted containers only) is a gap.
    using Listener = std::function<void(const QList<EventBatch> &batches)>;
    /// What became of containers. Called on the writer thread, or on that of whoever opens or removes; per
    /// container in order, and before the call that made the change returns or flush() does.
    struct Watcher
    {
        std::function<void(const QList<Container> &containers)>
            changed; ///< as they are stored now; new ones too
        std::function<void(const ContainerId &id)> removed;
    };

    EventLog(EventStore &store, EventBus &bus, Limits limits);
    EventLog(EventStore &store, EventBus &bus);
    ~EventLog();
    EventLog(const EventLog &) = delete;
    EventLog &operator=(const EventLog &) = delete;

    /// Makes the container known to the log and stores it. Conflict: hostname or id taken.
    Result<void> open(const Container &container);
    /// Numbers and queues `event`; sets its time stamp when empty; applies it to the container's snapshot and
    /// lifecycle (complete → Ready, error → Error). NotFound for a container never opened nor stored.
    /// Conflict after a terminal event: nothing follows it but addAfterEnd() and the next run.
    Result<EventSeq> append(const ContainerId &id, ProgressEvent event);
    /// Begins a new run of a container whose run has ended: `first` is its first event, a step, and is
    /// stored, with the container as Creating, when this returns. Conflict when its run goes on, or when
    /// another container has its hostname meanwhile.
    Result<EventSeq> beginRun(const ContainerId &id, ProgressEvent first);
    /// Adds to a run that has ended what became of it later: the last of `events` is its end as it reads from
    /// now on (an error). `change` is applied to the container in the same transaction; its run's times stay.
    /// Conflict while a run goes on.
    Result<void> addAfterEnd(const ContainerId &id, QList<ProgressEvent> events,
                             const std::function<void(Container &)> &change);
    /// As append(), for an event that another publisher sent without a number: its bytes are kept, `"seq"` is
    /// added. Errors besides: Protocol (not a JSON object).
    Result<EventSeq> appendForeign(const ContainerId &id, const QByteArray &json);
    /// The same for an event that another backend numbered: `json` is stored as it is. False when its number
    /// is not above the last one (known already). A jump of the number is kept as a gap.
    Result<bool> appendNumbered(const ContainerId &id, EventSeq seq, const QByteArray &json);
    /// Changes fields other than the snapshot (address, hostRef…), stored with the next commit.
    Result<void> update(const ContainerId &id, const std::function<void(Container &)> &change);
    /// The container as of its last *committed* event: what a subscriber's snapshot frame shows.
    Result<Container> container(const ContainerId &id);
    /// Number of the last event appended (committed or not); 0 when there is none.
    Result<EventSeq> lastAppended(const ContainerId &id);
    /// True after a terminal event was appended (committed or not): nothing more will be taken.
    bool hasEnded(const ContainerId &id);
    /// Deletes the container with its events, here, in the store and on the bus. What is appended for it
    /// later is NotFound.
    Result<void> remove(const ContainerId &id);
    /// True when remove() was called for `id` in this process: nobody adopts it again.
    bool wasRemoved(const ContainerId &id) const;
    /// Blocks until everything appended before the call is committed and published. Unavailable (and the
    /// queue is kept) when the store refuses now.
    Result<void> flush();

    /// When it returns, the old listener is not running any more (unless it was that which called).
    void setListener(Listener listener);
    /// To be set before anything is opened, changed or removed.
    void setWatcher(Watcher watcher);
    /// Message of the store's present failure (disk full…), empty when it works.
    QString storeError() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway
