#pragma once
// What tests and benches of the broadcaster share: a source in memory and a client on a real TCP connection.
#include "net/httpd/streambroadcaster.h"
#include "net/sse/eventstreamparser.h"
#include <QByteArray>
#include <QElapsedTimer>
#include <QList>
#include <QSemaphore>
#include <array>
#include <atomic>
#include <mutex>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace slipway::httpd {

/// Events 1…N of one topic, stored before they are published, as the event log does it.
class MemorySource final : public StreamSource
{
public:
    Result<QList<StreamChunk>> read(const QByteArray &, qint64 after, qsizetype maxBytes) override
    {
        ++reads;
        if (gate)
            gate->acquire();
        const std::lock_guard lock(m_mutex);
        if (broken)
            return fail(ErrorCode::Unavailable, QStringLiteral("The disk is gone."));
        const qint64 first = std::max(after + 1, keptFrom);
        StreamChunk chunk{first, 0, {}, {}};
        for (qint64 seq = first; seq <= m_lines.size() && (chunk.count == 0 || chunk.lines.size() < maxBytes);
             ++seq) {
            chunk.lines += m_lines[seq - 1];
            ++chunk.count;
            if (seq == m_endAt)
                chunk.end = m_end;
        }
        return chunk.count > 0 ? QList<StreamChunk>{chunk} : QList<StreamChunk>{};
    }

    /// Stores `count` events more; the last one ends the topic when `end` says how.
    StreamChunk store(int count, const QByteArray &end = {}, qsizetype padding = 0)
    {
        const std::lock_guard lock(m_mutex);
        StreamChunk chunk{m_lines.size() + 1, count, {}, end};
        for (int i = 0; i < count; ++i) {
            m_lines.append("{\"type\":\"log\",\"message\":\"line " + QByteArray::number(m_lines.size() + 1) +
                           QByteArray(padding, '.') + "\"}\n");
            chunk.lines += m_lines.last();
        }
        if (!end.isEmpty()) {
            m_endAt = m_lines.size();
            m_end = end;
        }
        return chunk;
    }

    /// data of event `seq`.
    QByteArray data(qint64 seq)
    {
        const std::lock_guard lock(m_mutex);
        return m_lines[seq - 1].chopped(1);
    }
    qint64 size()
    {
        const std::lock_guard lock(m_mutex);
        return m_lines.size();
    }

    std::atomic_int reads = 0;
    qint64 keptFrom = 1;
    bool broken = false;
    QSemaphore *gate = nullptr; ///< a read waits for it

private:
    std::mutex m_mutex;
    QByteArrayList m_lines;
    qint64 m_endAt = 0;
    QByteArray m_end;
};

/// Two ends of a TCP connection over loopback.
inline std::pair<FileDescriptor, FileDescriptor> tcpPair()
{
    const FileDescriptor listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    ::bind(listener.get(), reinterpret_cast<sockaddr *>(&address), sizeof address);
    ::listen(listener.get(), 1);
    ::getsockname(listener.get(), reinterpret_cast<sockaddr *>(&address), &length);
    FileDescriptor client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    ::connect(client.get(), reinterpret_cast<sockaddr *>(&address), sizeof address);
    FileDescriptor server(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    return {std::move(server), std::move(client)};
}

/// Takes an HTTP/1.1 body out of its chunks; bytes in, bytes out.
class Dechunker
{
public:
    void feed(QByteArrayView bytes, QByteArray &out)
    {
        m_buffer.append(bytes);
        while (!atEnd && !broken) {
            if (m_left == 0) {
                const qsizetype end = m_buffer.indexOf("\r\n");
                if (end < 0)
                    return;
                bool ok = false;
                m_left = m_buffer.left(end).toLongLong(&ok, 16);
                broken = !ok || end == 0;
                atEnd = m_left == 0;
                m_left += atEnd ? 0 : 2; // its line end
                m_buffer.remove(0, end + 2);
                continue;
            }
            // What is there of a chunk is passed on: a client that is cut off inside of one has seen that
            // much.
            const qint64 payload = std::min<qint64>(m_left - 2, m_buffer.size());
            if (payload > 0) {
                out += QByteArrayView(m_buffer).first(payload);
                m_buffer.remove(0, payload);
                m_left -= payload;
            }
            if (m_left > 2 || m_buffer.size() < 2)
                return;
            broken = !m_buffer.startsWith("\r\n");
            m_buffer.remove(0, 2);
            m_left = 0;
        }
    }
    bool atEnd = false; ///< the empty chunk has come
    bool broken = false;

private:
    QByteArray m_buffer;
    qint64 m_left = 0;
};

/// A subscriber that reads with plain system calls and keeps what it was told.
class StreamClient
{
public:
    explicit StreamClient(FileDescriptor socket, bool chunked = true)
        : m_socket(std::move(socket)), m_chunked(chunked)
    {}

    /// Reads until `done` says so, the stream ends or `timeoutMs` is over.
    template<typename Done>
    bool readUntil(Done done, int timeoutMs = 20'000)
    {
        QElapsedTimer timer;
        timer.start();
        while (!done()) {
            pollfd waiting{m_socket.get(), POLLIN, 0};
            const int left = timeoutMs - static_cast<int>(timer.elapsed());
            if (closed || left <= 0 || ::poll(&waiting, 1, left) <= 0)
                return done();
            readSome();
        }
        return true;
    }
    bool readToEnd(int timeoutMs = 20'000)
    {
        return readUntil([this] { return closed; }, timeoutMs);
    }
    void readSome(size_t atMost = 65536)
    {
        std::array<char, 65536> bytes;
        const ssize_t got = ::recv(m_socket.get(), bytes.data(), std::min(atMost, bytes.size()), 0);
        if (got <= 0) {
            closed = true;
            reset = got < 0;
            return;
        }
        received += got;
        QByteArray body;
        if (m_chunked)
            chunks.feed({bytes.data(), got}, body);
        else
            body = QByteArray(bytes.data(), got);
        m_parser->feed(body, events);
    }

    QList<sse::Event> named(const QByteArray &type) const
    {
        QList<sse::Event> found;
        for (const sse::Event &event : events)
            if (event.type == type)
                found.append(event);
        return found;
    }
    int progressCount() const { return static_cast<int>(named("progress").size()); }
    int fd() const { return m_socket.get(); }
    void close() { const FileDescriptor gone = std::move(m_socket); }

    QList<sse::Event> events;
    Dechunker chunks;
    qint64 received = 0;
    bool closed = false;
    bool reset = false;

private:
    FileDescriptor m_socket;
    bool m_chunked;
    std::unique_ptr<sse::EventStreamParser> m_parser = std::make_unique<sse::EventStreamParser>();
};

} // namespace slipway::httpd
