#include "net/httpd/streamloop.h"

#include "app/base/log.h"

#include <algorithm>

namespace slipway::httpd {

using std::chrono::milliseconds;

namespace {
constexpr milliseconds kHousekeeping{250};
} // namespace

StreamBroadcaster::StreamBroadcaster(StreamSource &source, StreamLimits limits)
    : m_loop(std::make_unique<Loop>(source, limits))
{}

StreamBroadcaster::~StreamBroadcaster() = default;
bool StreamBroadcaster::subscribe(Subscription &&s) { return m_loop->subscribe(std::move(s)); }
void StreamBroadcaster::publish(const QByteArray &topic, const QList<StreamChunk> &chunks)
{
    m_loop->publish(topic, chunks);
}
void StreamBroadcaster::endTopic(const QByteArray &topic) { m_loop->endTopic(topic); }
void StreamBroadcaster::close(int graceMs) { m_loop->close(graceMs); }
StreamBroadcaster::Stats StreamBroadcaster::stats() const { return m_loop->stats(); }

StreamBroadcaster::Loop::Loop(StreamSource &source, StreamLimits limits)
    : m_source(source), m_limits(limits),
      m_poller(limits.portablePoller ? Poller::createPortable() : Poller::create()),
      m_tick(milliseconds(limits.minTickMs))
{
    m_readers = std::make_unique<StreamReaders>(limits.readers);
    m_thread = std::thread([this] { run(); });
}

StreamBroadcaster::Loop::~Loop()
{
    m_closing = true;
    {
        const std::lock_guard lock(m_mutex);
        m_inbox.stop = true;
    }
    m_poller->wake();
    m_thread.join();
    m_readers.reset(); // a late page goes into the inbox and is forgotten with it
    qDeleteAll(m_topics);
}

bool StreamBroadcaster::Loop::subscribe(Subscription &&subscription)
{
    if (m_closing)
        return false;
    if (++m_streams > m_limits.streams) {
        --m_streams;
        return false;
    }
    {
        const std::lock_guard lock(m_mutex);
        m_inbox.subscriptions.push_back(std::move(subscription));
    }
    m_poller->wake();
    return true;
}

void StreamBroadcaster::Loop::publish(const QByteArray &topic, const QList<StreamChunk> &chunks)
{
    if (chunks.isEmpty() || m_streams == 0) // a subscriber that comes later reads them from the source
        return;
    bool isCalled =
        false; // one commit brings many topics; a system call for each would be half of their cost
    {
        const std::lock_guard lock(m_mutex);
        isCalled = std::exchange(m_inbox.isCalled, true);
        for (const StreamChunk &chunk : chunks)
            m_inbox.bytes += chunk.lines.size();
        if (m_inbox.bytes > m_limits.inboxBytes) {
            m_inbox.missed = true;
            m_inbox.published.clear();
            m_inbox.bytes = 0;
        } else {
            m_inbox.published.emplace_back(topic, chunks);
        }
    }
    if (!isCalled)
        m_poller->wake();
}

void StreamBroadcaster::Loop::endTopic(const QByteArray &topic)
{
    {
        const std::lock_guard lock(m_mutex);
        m_inbox.ended.append(topic);
    }
    m_poller->wake();
}

void StreamBroadcaster::Loop::close(int graceMs)
{
    m_closing = true;
    {
        const std::lock_guard lock(m_mutex);
        m_inbox.close = true;
    }
    m_poller->wake();
    std::unique_lock lock(m_mutex);
    m_empty.wait_for(lock, milliseconds(graceMs), [this] { return m_streams == 0; });
}

void StreamBroadcaster::Loop::leave()
{
    const std::lock_guard lock(m_mutex);
    if (--m_streams == 0)
        m_empty.notify_all();
}

StreamBroadcaster::Stats StreamBroadcaster::Loop::stats() const
{
    return {m_streams, m_bytesSent, m_writes, m_pagesRead, m_stalled, m_ringBytes};
}

void StreamBroadcaster::Loop::run()
{
    std::vector<Poller::Ready> ready;
    m_lastFlush = m_nextHousekeeping = StreamClock::now();
    while (true) {
        m_poller->wait(ready, waitMs(StreamClock::now()));
        if (!takeInbox())
            break;
        for (const Poller::Ready &event : ready)
            react(event);
        const auto now = StreamClock::now();
        if (!m_dirty.empty() && now >= m_lastFlush + m_tick)
            flush();
        if (now >= m_nextHousekeeping) {
            m_nextHousekeeping = now + kHousekeeping;
            housekeep();
        }
        m_dropped.clear();
    }
    m_subscribers.clear();
    m_streams = 0;
}

int StreamBroadcaster::Loop::waitMs(TimePoint now) const
{
    const TimePoint next =
        m_dirty.empty() ? m_nextHousekeeping : std::min(m_nextHousekeeping, m_lastFlush + m_tick);
    if (next <= now)
        return 0;
    return static_cast<int>(std::chrono::ceil<milliseconds>(next - now).count());
}

bool StreamBroadcaster::Loop::takeInbox()
{
    Inbox inbox;
    {
        const std::lock_guard lock(m_mutex);
        std::swap(inbox, m_inbox);
    }
    if (inbox.stop)
        return false;
    if (inbox.missed)
        forgetLive();
    // Who joins is there before what was published after it: that order is what leaves no gap.
    for (Subscription &subscription : inbox.subscriptions)
        join(std::move(subscription));
    for (const auto &[topic, chunks] : inbox.published)
        take(topic, chunks);
    for (Page &page : inbox.pages)
        deliver(std::move(page));
    for (const QByteArray &name : std::as_const(inbox.ended)) {
        if (StreamTopic *topic = topicNamed(name)) {
            const auto all = topic->subscribers;
            for (StreamSubscriber *s : all) {
                s->closing = true;
                pump(*s);
            }
        }
    }
    if (inbox.close) {
        flush(); // what was published before the end is sent before the end
        std::vector<StreamSubscriber *> all;
        for (const auto &[id, s] : m_subscribers)
            all.push_back(s.get());
        for (StreamSubscriber *s : all) {
            s->closing = true;
            pump(*s);
        }
    }
    return true;
}

void StreamBroadcaster::Loop::join(Subscription subscription)
{
    auto owned = std::make_unique<StreamSubscriber>();
    StreamSubscriber &s = *owned;
    s.id = m_nextId++;
    s.socket = std::move(subscription.socket);
    s.chunked = subscription.chunked;
    s.next = subscription.after + 1;
    s.endsAfter = subscription.endsAt ? *subscription.endsAt - 1 : subscription.endsAfter;
    s.endsAt = subscription.endsAt;
    s.own = subscription.head + (s.chunked ? chunkOf(subscription.intro) : subscription.intro);
    s.lastProgress = StreamClock::now();
    scheduleHeartbeat(s, s.lastProgress);
    tuneStreamSocket(s.socket.get(), m_limits.stallMs + m_limits.heartbeatMs);
    if (!m_poller->add(s.socket.get(), &s)) {
        leave();
        return;
    }
    StreamTopic *&topic = m_topics[subscription.topic];
    if (!topic)
        topic = new StreamTopic(subscription.topic, m_limits.ringBytes);
    else if (topic->subscribers.empty())
        forget(*topic); // what was published while nobody listened may be missing here
    s.topic = topic;
    topic->subscribers.push_back(&s);
    seal(*topic); // so that it finds in the ring what was published already
    s.closing = m_closing;
    m_subscribers.emplace(s.id, std::move(owned));
    pump(s);
}

void StreamBroadcaster::Loop::take(const QByteArray &name, const QList<StreamChunk> &chunks)
{
    StreamTopic *topic = topicNamed(name);
    if (!topic)
        return;
    if (!topic->dirty)
        m_dirty.push_back(topic);
    topic->dirty = true;
    for (const StreamChunk &chunk : chunks) {
        if (chunk.count <= 0 || chunk.last() <= topic->last)
            continue; // known already
        if (!topic->fresh.isEmpty() && chunk.first > topic->last + 1)
            seal(*topic);
        topic->fresh.append(chunk.first <= topic->last ? tailOf(chunk, topic->last + 1) : chunk);
        topic->last = chunk.last();
    }
}

void StreamBroadcaster::Loop::seal(StreamTopic &topic)
{
    if (topic.fresh.isEmpty())
        return;
    const qsizetype before = topic.ring.bytes();
    topic.ring.append(makeBlock(topic.fresh));
    m_ringBytes += topic.ring.bytes() - before;
    topic.fresh.clear();
}

void StreamBroadcaster::Loop::flush()
{
    const auto start = StreamClock::now();
    std::vector<StreamTopic *> dirty;
    std::swap(dirty, m_dirty);
    std::vector<StreamSubscriber *> all;
    for (StreamTopic *topic : dirty) {
        topic->dirty = false;
        seal(*topic);
        all = topic->subscribers; // pump() may drop some
        for (StreamSubscriber *s : all) {
            if (!s->blocked && !s->reading)
                pump(*s);
        }
    }
    m_lastFlush = StreamClock::now();
    // Half of the time is for writing: the busier, the fuller each write.
    m_tick = std::clamp<StreamClock::duration>(m_lastFlush - start, milliseconds(m_limits.minTickMs),
                                               milliseconds(m_limits.maxTickMs));
}

void StreamBroadcaster::Loop::forgetLive()
{
    for (StreamTopic *topic : std::as_const(m_topics)) {
        forget(*topic);
        const auto all = topic->subscribers;
        for (StreamSubscriber *s : all) {
            s->synced = false;
            if (!s->blocked)
                pump(*s);
        }
    }
}

void StreamBroadcaster::Loop::forget(StreamTopic &topic)
{
    topic.last = 0;
    topic.fresh.clear();
    m_ringBytes -= topic.ring.bytes();
    topic.ring.clear();
}

void StreamBroadcaster::Loop::react(const Poller::Ready &ready)
{
    auto &s = *static_cast<StreamSubscriber *>(ready.key);
    if (!s.socket.isValid()) // dropped in this round
        return;
    if (ready.hungUp || (ready.readable && !drain(s))) {
        drop(s);
        return;
    }
    if (ready.writable && s.blocked) {
        s.blocked = false;
        m_poller->setWriteWanted(s.socket.get(), &s, false);
        pump(s);
    }
}

void StreamBroadcaster::Loop::housekeep()
{
    const auto now = StreamClock::now();
    cutOffStalled(now);
    sendHeartbeats(now);
    for (auto it = m_topics.begin(); it != m_topics.end();) {
        std::erase_if((*it)->pages, [](const auto &page) { return page.second.expired(); });
        if ((*it)->subscribers.empty() && !(*it)->dirty) {
            m_ringBytes -= (*it)->ring.bytes();
            delete *it;
            it = m_topics.erase(it);
        } else {
            ++it;
        }
    }
}

void StreamBroadcaster::Loop::cutOffStalled(TimePoint now)
{
    for (size_t i = 0; i < m_watched.size();) {
        const auto found = m_subscribers.find(m_watched[i]);
        StreamSubscriber *const s = found == m_subscribers.end() ? nullptr : found->second.get();
        if (s && s->blocked && now <= s->lastProgress + milliseconds(m_limits.stallMs)) {
            ++i;
            continue;
        }
        m_watched[i] = m_watched.back();
        m_watched.pop_back();
        if (!s)
            continue;
        s->watched = false;
        if (!s->blocked)
            continue;
        qCInfo(lcStream, "Cut off a reader of %s that took nothing for %d s; it may resume after event %lld",
               s->topic->name.constData(), m_limits.stallMs / 1000, static_cast<long long>(s->next - 1));
        ++m_stalled;
        drop(*s);
    }
}

// A blocked one gets its heartbeat when it takes bytes again.
void StreamBroadcaster::Loop::sendHeartbeats(TimePoint now)
{
    while (!m_heartbeats.empty() && m_heartbeats.front().first <= now) {
        const auto found = m_subscribers.find(m_heartbeats.front().second);
        m_heartbeats.pop_front();
        if (found != m_subscribers.end() && !found->second->blocked)
            pump(*found->second);
    }
}

// All wait equally long: the one that is put off last is the last that is due.
void StreamBroadcaster::Loop::scheduleHeartbeat(StreamSubscriber &s, TimePoint now)
{
    s.nextHeartbeat = now + milliseconds(m_limits.heartbeatMs);
    m_heartbeats.emplace_back(s.nextHeartbeat, s.id);
}

StreamTopic *StreamBroadcaster::Loop::topicNamed(const QByteArray &name) const
{
    return m_topics.value(name);
}

} // namespace slipway::httpd
