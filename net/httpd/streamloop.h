#pragma once
// Inside of StreamBroadcaster: what its thread knows. Not for others.
#include "net/httpd/poller.h"
#include "net/httpd/streambroadcaster.h"
#include "net/httpd/streamreaders.h"
#include <QHash>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

namespace slipway::httpd {

using StreamClock = std::chrono::steady_clock;

struct StreamTopic;

/// One connection: a cursor and its socket.
struct StreamSubscriber
{
    FileDescriptor socket;
    StreamTopic *topic = nullptr;
    quint64 id = 0;
    qint64 next = 1;      ///< number of the event that `block` or the next block begins with
    StreamBlockPtr block; ///< being sent; shared
    qsizetype offset = 0; ///< of `block`, already sent
    QByteArray own;       ///< frames for this one only (intro, heartbeat, gap, done); sent before `block`
    qsizetype ownOffset = 0;
    qint64 endsAfter = 0;
    std::optional<qint64> endsAt;
    StreamClock::time_point lastProgress;
    StreamClock::time_point nextHeartbeat;
    qint64 drained = 0; ///< bytes the client sent after its request, thrown away
    bool chunked = true;
    bool blocked = false; ///< the socket takes nothing now
    bool watched = false; ///< is in the list of those that were blocked
    bool reading = false; ///< waits for a page
    bool synced = false;  ///< the source had nothing more when last asked; live events follow
    bool closing = false; ///< to be ended at the next event's end
    bool ending = false;  ///< the last bytes are in `own`
};

struct StreamTopic
{
    explicit StreamTopic(QByteArray n, qsizetype ringBytes) : name(std::move(n)), ring(ringBytes) {}
    QByteArray name;
    StreamRing ring;
    QList<StreamChunk> fresh; ///< published since the last tick, consecutive
    qint64 last = 0;          ///< newest number published; 0: none since somebody listens
    bool dirty = false;       ///< is in the list of the next flush
    std::vector<StreamSubscriber *> subscribers;
    std::unordered_map<qint64, std::vector<quint64>> waiting; ///< page after N → who waits for it
    std::map<qint64, std::weak_ptr<const StreamBlock>> pages; ///< pages somebody is still sending
};

class StreamBroadcaster::Loop
{
public:
    Loop(StreamSource &source, StreamLimits limits);
    ~Loop();

    bool subscribe(Subscription &&subscription);
    void publish(const QByteArray &topic, const QList<StreamChunk> &chunks);
    void endTopic(const QByteArray &topic);
    void close(int graceMs);
    Stats stats() const;

private:
    struct Page
    {
        QByteArray topic;
        qint64 after = 0;
        Result<QList<StreamChunk>> chunks;
    };
    struct Inbox
    {
        std::vector<Subscription> subscriptions;
        std::vector<std::pair<QByteArray, QList<StreamChunk>>> published;
        std::vector<Page> pages;
        QList<QByteArray> ended;
        qsizetype bytes = 0;
        bool isCalled = false; ///< the thread knows that there is something
        bool missed = false;   ///< something published was left out for its size
        bool close = false;
        bool stop = false;
    };
    using TimePoint = StreamClock::time_point;

    // streamloop.cpp: the thread and what comes in
    void run();
    bool takeInbox();
    int waitMs(TimePoint now) const;
    void join(Subscription subscription);
    void take(const QByteArray &topic, const QList<StreamChunk> &chunks);
    void seal(StreamTopic &topic);
    void flush();
    void forgetLive();
    void forget(StreamTopic &topic);
    void react(const Poller::Ready &ready);
    void housekeep();
    void cutOffStalled(TimePoint now);
    void sendHeartbeats(TimePoint now);
    StreamTopic *topicNamed(const QByteArray &name) const;

    // streampump.cpp: what goes out
    void pump(StreamSubscriber &s);
    bool refill(StreamSubscriber &s);
    bool write(StreamSubscriber &s);
    void advance(StreamSubscriber &s, qsizetype bytes);
    void finishBlock(StreamSubscriber &s);
    void end(StreamSubscriber &s, QByteArrayView reason);
    void say(StreamSubscriber &s, QByteArrayView frames);
    void sayGap(StreamSubscriber &s, qint64 to);
    bool askForPage(StreamSubscriber &s);
    void deliver(Page page);
    void givePage(StreamSubscriber &s, const StreamBlockPtr &block);
    void drop(StreamSubscriber &s);
    bool drain(StreamSubscriber &s);
    void leave();
    void scheduleHeartbeat(StreamSubscriber &s, TimePoint now);

    StreamSource &m_source;
    const StreamLimits m_limits;
    std::unique_ptr<Poller> m_poller;

    mutable std::mutex m_mutex; // guards m_inbox
    Inbox m_inbox;
    std::condition_variable m_empty; // m_streams has become 0
    std::atomic_bool m_closing = false;
    std::atomic_int m_streams = 0;
    std::atomic<qint64> m_bytesSent = 0;
    std::atomic<qint64> m_writes = 0;
    std::atomic<qint64> m_pagesRead = 0;
    std::atomic<qint64> m_stalled = 0;
    std::atomic<qint64> m_ringBytes = 0;

    // Only on the thread:
    QHash<QByteArray, StreamTopic *> m_topics;
    std::unordered_map<quint64, std::unique_ptr<StreamSubscriber>> m_subscribers;
    std::vector<StreamTopic *> m_dirty;
    // Who has to be looked at, so that those who only wait cost nothing: with 10,000 of them to look at all
    // four times a second was an eighth of the thread's work. Both may name one that is gone.
    std::deque<std::pair<TimePoint, quint64>> m_heartbeats; // in the order in which they are due
    std::vector<quint64> m_watched;                         // blocked, or were a moment ago
    std::vector<std::unique_ptr<StreamSubscriber>>
        m_dropped; // freed between rounds: the poller may still name them
    quint64 m_nextId = 1;
    StreamClock::duration m_tick{};
    TimePoint m_lastFlush;
    TimePoint m_nextHousekeeping;

    std::unique_ptr<StreamReaders> m_readers;
    std::thread m_thread;
};

} // namespace slipway::httpd
