#include "app/base/clock.h"
#include "app/base/log.h"
#include "net/httpd/streamloop.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <sys/uio.h>

namespace slipway::httpd {

using std::chrono::milliseconds;

namespace {

constexpr qint64 kMaxDrained = 64 * 1024; // an event-stream client has nothing more to say
constexpr size_t kMaxPieces = 32;         // of one write
constexpr QByteArrayView kLastChunk = "0\r\n\r\n";

iovec pieceOf(QByteArrayView bytes)
{
    // sendmsg() only reads; iovec has no const form.
    return {const_cast<char *>(bytes.data()), static_cast<size_t>(bytes.size())};
}

} // namespace

/// Writes until the socket is full or there is nothing to say.
void StreamBroadcaster::Loop::pump(StreamSubscriber &s)
{
    while (!s.blocked && s.socket.isValid()) {
        if (s.own.isEmpty() && !s.block && !refill(s))
            return;
        if (!write(s))
            return;
    }
}

/// Between two blocks: chooses what comes next. False: nothing now.
bool StreamBroadcaster::Loop::refill(StreamSubscriber &s)
{
    if (s.ending) { // its last bytes are out
        drop(s);
        return false;
    }
    if (s.closing) {
        end(s, {});
        return true;
    }
    if (s.endsAt && s.next > *s.endsAt) {
        end(s, "terminal");
        return true;
    }
    const auto now = StreamClock::now();
    if (now >= s.nextHeartbeat) {
        scheduleHeartbeat(s, now);
        say(s, "event: heartbeat\ndata: {\"time\":\"" + isoTimestampNow() + "\"}\n\n");
        return true;
    }
    if (s.reading)
        return false;
    if (StreamBlockPtr block = s.topic->ring.at(s.next)) {
        if (block->first <= s.next) {
            s.block = block->first == s.next ? std::move(block) : sliceOf(*block, s.next);
            s.offset = 0;
            return true;
        }
        s.synced = false; // live events have run ahead of it
    } else if (s.topic->last > 0 && s.topic->last == s.next - 1) {
        s.synced = true; // everything so far was live: nothing to be read
    }
    return !s.synced && askForPage(s);
}

bool StreamBroadcaster::Loop::write(StreamSubscriber &s)
{
    std::array<iovec, kMaxPieces> pieces;
    size_t count = 0;
    if (!s.own.isEmpty())
        pieces[count++] = pieceOf(QByteArrayView(s.own).sliced(s.ownOffset));
    if (s.block) {
        pieces[count++] = pieceOf(s.block->wire(s.chunked).sliced(s.offset));
        // Blocks that follow in the ring go along; the cursor moves over them in advance().
        qint64 next = s.block->last + 1;
        for (bool more = s.block->end.isEmpty() && !s.endsAt; more && count < kMaxPieces;) {
            const StreamBlockPtr following = s.topic->ring.at(next);
            more = following && following->first == next;
            if (!more)
                break;
            pieces[count++] = pieceOf(following->wire(s.chunked));
            next = following->last + 1;
            more = following->end.isEmpty();
        }
    }
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = count;
    const ssize_t sent = ::sendmsg(s.socket.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
        if (errno == EINTR)
            return true;
        if (errno != EAGAIN && errno != EWOULDBLOCK) {
            drop(s);
            return false;
        }
        s.blocked = true;
        if (!std::exchange(s.watched, true))
            m_watched.push_back(s.id);
        m_poller->setWriteWanted(s.socket.get(), &s, true);
        return false;
    }
    ++m_writes;
    m_bytesSent += sent;
    s.lastProgress = StreamClock::now();
    advance(s, sent);
    return true;
}

void StreamBroadcaster::Loop::advance(StreamSubscriber &s, qsizetype bytes)
{
    if (!s.own.isEmpty()) {
        const qsizetype part = std::min(bytes, s.own.size() - s.ownOffset);
        s.ownOffset += part;
        bytes -= part;
        if (s.ownOffset < s.own.size())
            return;
        s.own = {};
        s.ownOffset = 0;
    }
    while (s.block) {
        const qsizetype size = s.block->wire(s.chunked).size();
        const qsizetype part = std::min(bytes, size - s.offset);
        s.offset += part;
        bytes -= part;
        if (s.offset < size)
            return;
        finishBlock(s);
        if (bytes == 0)
            return;
        s.block = s.topic->ring.at(s.next); // what write() sent along
    }
}

void StreamBroadcaster::Loop::finishBlock(StreamSubscriber &s)
{
    const StreamBlockPtr done = std::exchange(s.block, nullptr);
    s.offset = 0;
    s.next = done->last + 1;
    if (!done->end.isEmpty() && done->last > s.endsAfter)
        end(s, s.endsAt ? QByteArrayView("terminal") : QByteArrayView(done->end));
}

/// The last words: `done` with its reason, or none when the stream ends but the run may go on.
void StreamBroadcaster::Loop::end(StreamSubscriber &s, QByteArrayView reason)
{
    if (!reason.isEmpty())
        say(s, "event: done\ndata: {\"reason\":\"" + reason.toByteArray() + "\"}\n\n");
    if (s.chunked)
        s.own += kLastChunk;
    s.ending = true;
}

void StreamBroadcaster::Loop::say(StreamSubscriber &s, QByteArrayView frames)
{
    if (s.chunked)
        s.own += chunkOf(frames);
    else
        s.own += frames;
}

void StreamBroadcaster::Loop::sayGap(StreamSubscriber &s, qint64 to)
{
    say(s, "event: gap\ndata: {\"from\":" + QByteArray::number(s.next) + ",\"to\":" + QByteArray::number(to) +
               "}\n\n");
    s.next = to + 1;
}

/// True when the page is at hand because somebody else is sending it; otherwise it comes with deliver().
bool StreamBroadcaster::Loop::askForPage(StreamSubscriber &s)
{
    const qint64 after = s.next - 1;
    StreamTopic &topic = *s.topic;
    if (const auto known = topic.pages.find(after); known != topic.pages.end()) {
        if (const StreamBlockPtr block = known->second.lock()) {
            s.block = block;
            s.offset = 0;
            return true;
        }
    }
    s.reading = true;
    std::vector<quint64> &waiting = topic.waiting[after];
    waiting.push_back(s.id);
    if (waiting.size() > 1)
        return false; // somebody asked already
    ++m_pagesRead;
    m_readers->start([this, name = topic.name, after] {
        Page page{name, after, m_source.read(name, after, m_limits.pageBytes)};
        {
            const std::lock_guard lock(m_mutex);
            m_inbox.pages.push_back(std::move(page));
        }
        m_poller->wake();
    });
    return false;
}

void StreamBroadcaster::Loop::deliver(Page page)
{
    StreamTopic *topic = topicNamed(page.topic);
    if (!topic)
        return;
    const std::vector<quint64> waiting = std::move(topic->waiting[page.after]);
    topic->waiting.erase(page.after);

    StreamBlockPtr block;
    if (page.chunks && !page.chunks->isEmpty()) {
        block = makeBlock(*page.chunks);
        topic->pages[page.after] = block;
    } else if (!page.chunks) {
        qCWarning(lcStream, "Cannot read events of %s: %s Its streams are closed and may resume.",
                  page.topic.constData(), qUtf8Printable(page.chunks.error().message));
    }
    for (const quint64 id : waiting) {
        const auto found = m_subscribers.find(id);
        if (found == m_subscribers.end())
            continue;
        StreamSubscriber &s = *found->second;
        s.reading = false;
        if (!page.chunks)
            s.closing = true;
        else if (!s.closing)
            givePage(s, block);
        pump(s);
    }
}

void StreamBroadcaster::Loop::givePage(StreamSubscriber &s, const StreamBlockPtr &block)
{
    if (block) {
        if (block->first > s.next)
            sayGap(s, block->first - 1);
        s.block = block;
        s.offset = 0;
        return;
    }
    s.synced = true;
    if (s.endsAt) {
        s.next = *s.endsAt + 1; // ended, and nothing more is kept
        return;
    }
    // The source has nothing after what it has, but live events went on later: what lies between is lost.
    if (const StreamBlockPtr live = s.topic->ring.at(s.next); live && live->first > s.next)
        sayGap(s, live->first - 1);
}

void StreamBroadcaster::Loop::drop(StreamSubscriber &s)
{
    if (!s.socket.isValid())
        return;
    m_poller->remove(s.socket.get());
    if (s.ending && s.own.isEmpty())
        ::shutdown(s.socket.get(), SHUT_WR); // in good order: the client reads the end before the close
    const FileDescriptor closed = std::move(s.socket);
    std::erase(s.topic->subscribers, &s);
    const auto found = m_subscribers.find(s.id);
    m_dropped.push_back(std::move(found->second));
    m_subscribers.erase(found);
    leave();
}

/// Reads and forgets what the client sends. False: it has closed, or says too much.
bool StreamBroadcaster::Loop::drain(StreamSubscriber &s)
{
    std::array<char, 4096> bytes;
    while (true) {
        const ssize_t got = ::recv(s.socket.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (got == 0)
            return false;
        if (got < 0)
            return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
        s.drained += got;
        if (s.drained > kMaxDrained)
            return false;
    }
}

} // namespace slipway::httpd
