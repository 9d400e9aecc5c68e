#pragma once
// The inside of EventLog, shared by its two source files: what callers do (eventlog.cpp) and the writer
// thread (eventlogwriter.cpp).
#include "app/jobs/eventlog.h"
#include <QCoreApplication>
#include <QHash>
#include <QSet>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace slipway {

using SteadyClock = std::chrono::steady_clock;
inline constexpr qsizetype kCommitAtOnce = 512 * 1024; // so much waiting is worth a commit before its time

// What the log knows of one container. `current` is as of the last appended event, `committed` as of the last
// stored one.
struct LogEntry
{
    Container current;
    Container committed;
    qint64 last = 0;
    QList<EventBatch> pending;
    bool dirty = false;
    bool changed = false; // since the last take(), and more than the number of its last event
    bool finished() const { return current.snapshot.isTerminal(); }
};
using LogEntryPtr = std::shared_ptr<LogEntry>;

// What one transaction stores. Most containers bring lines and nothing else: to copy, compare and pass on
// each of them whole was a quarter of what a commit of many containers cost.
struct LogCommit
{
    struct Part
    {
        ContainerId id;
        EventSeq last;
    };
    QList<Part> parts; // every container that has anything in it
    QList<EventBatch> batches;
    QList<Container> changed; // those of which more changed than the number of the last event
    qsizetype bytes = 0;
    quint64 upTo = 0;
    bool isEmpty() const { return parts.isEmpty(); }
};

struct EventLog::Private
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EventLog)
public:
    Private(EventStore &s, EventBus &b, Limits l, EventLog &itsLog)
        : store(s), bus(b), limits(l), eventLog(itsLog)
    {}

    EventStore &store;
    EventBus &bus;
    const Limits limits;
    EventLog &eventLog;

    std::mutex loading; // taken before `mutex`; held while an entry is read from the store
    mutable std::mutex mutex;
    std::condition_variable work;
    std::condition_variable space;
    std::condition_variable done;
    QHash<ContainerId, LogEntryPtr> entries;
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
    Watcher watcher; // set before there is anything to watch
    bool hurry = false;
    bool pausing = false; // the writer looks at `dirty` soon, without being woken
    bool stopping = false;
    SteadyClock::time_point deadline;
    std::thread writer;

    Result<LogEntryPtr> load(const ContainerId &id);
    Result<LogEntryPtr> openEntry(const ContainerId &id, std::unique_lock<std::mutex> &lock,
                                  const ProgressEvent *next = nullptr);
    LogEntryPtr known(const ContainerId &id) const;
    Result<EventSeq> add(const ContainerId &id, ProgressEvent event, QByteArray json,
                         EventBatch::Source source);
    /// Waits until nothing of it waits to be stored; `load` holds `loading` before and after.
    Result<void> settle(const ContainerId &id, std::unique_lock<std::mutex> &load);
    void tellAtOnce(const EventBatch &batch, const Container &container);
    Result<void> makeRoom(std::unique_lock<std::mutex> &lock);
    void apply(LogEntry &entry, const ProgressEvent &event) const;
    void queue(const ContainerId &id, LogEntry &entry, const QByteArray &line, EventBatch::Source source);
    void touch(const ContainerId &id, LogEntry &entry);

    void run();
    bool waitForWork(std::unique_lock<std::mutex> &lock, SteadyClock::time_point due);
    LogCommit take();
    bool storeAll(LogCommit &commit);
    bool storeOneByOne(LogCommit &commit, const Error &error);
    bool waitForStore(const LogCommit &commit, const Error &error);
    void drop(const ContainerId &id);
    void publish(const QList<EventBatch> &batches);
    void finish(const LogCommit &commit);
};

} // namespace slipway
