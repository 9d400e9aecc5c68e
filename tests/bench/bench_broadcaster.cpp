// One stream for a thousand: what a delivery costs, how late it comes and what memory the broadcaster needs.
// The subscribers are another process, so that neither its time nor its memory is counted for ours.
#include "tests/bench/bench.h"
#include "tests/net/httpd/streamfixture.h"

#include <QFile>
#include <chrono>
#include <cstring>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>

using namespace slipway;
using namespace slipway::bench;
using namespace slipway::httpd;
using Clock = std::chrono::steady_clock; // one clock for all processes of a machine

namespace {

struct Load
{
    int subscribers;
    int eventsPerSecond;
    int seconds;
};

/// What the subscribers saw.
struct Seen
{
    qint64 deliveries = 0;
    qint64 complete = 0; ///< subscribers that got every byte of all events and the end
    double p50Ms = 0;
    double p99Ms = 0;
    double maxMs = 0;
    double seconds = 0; ///< from the first publication to the last delivery
};

qint64 nowNs() { return Clock::now().time_since_epoch().count(); }

qint64 memoryKb(const char *key)
{
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray all = file.readAll();
    const qsizetype at = all.indexOf(key) + qsizetype(std::strlen(key)) + 1;
    return all.mid(at, all.indexOf("kB", at) - at).trimmed().toLongLong();
}

/// Follows chunk heads over a stream without copying it.
struct Reader
{
    FileDescriptor socket;
    qint64 bodyBytes = 0;
    qint64 left = 0; ///< of the present chunk with its line end
    QByteArray head; ///< of the next chunk, incomplete
    bool ended = false;
    QByteArray tail; ///< sampled readers: bytes of an unfinished line

    template<typename Body>
    void feed(const char *at, qint64 size, Body body)
    {
        while (size > 0 && !ended) {
            if (left > 0) {
                const qint64 part = std::min(left, size);
                const qint64 payload = std::min(part, std::max<qint64>(0, left - 2));
                bodyBytes += payload;
                body(at, payload);
                at += part;
                size -= part;
                left -= part;
                continue;
            }
            head += *at++;
            --size;
            if (head.endsWith("\r\n")) {
                left = head.chopped(2).toLongLong(nullptr, 16);
                ended = left == 0;
                left += 2;
                head.clear();
            }
        }
    }
};

class Subscribers
{
public:
    Subscribers(int count, sockaddr_in address) : m_readers(static_cast<size_t>(count))
    {
        for (Reader &reader : m_readers) {
            reader.socket = FileDescriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
            if (::connect(reader.socket.get(), reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
                std::_Exit(3);
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.ptr = &reader;
            ::epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, reader.socket.get(), &event);
        }
    }

    Seen run()
    {
        size_t open = m_readers.size();
        std::vector<char> bytes(256 * 1024);
        std::array<epoll_event, 512> events;
        while (open > 0) {
            const int n = ::epoll_wait(m_epoll.get(), events.data(), static_cast<int>(events.size()), 20'000);
            if (n <= 0)
                break;
            for (int i = 0; i < n; ++i) {
                auto &reader = *static_cast<Reader *>(events[static_cast<size_t>(i)].data.ptr);
                const ssize_t got = ::recv(reader.socket.get(), bytes.data(), bytes.size(), 0);
                if (got <= 0) {
                    const FileDescriptor gone = std::move(reader.socket);
                    --open;
                    continue;
                }
                take(reader, bytes.data(), got);
            }
        }
        return result();
    }

private:
    void take(Reader &reader, const char *bytes, qint64 size)
    {
        const qint64 now = nowNs();
        // Every twentieth reader looks at each event, the others only count: the measure must not be the
        // load.
        const bool sampled = (&reader - m_readers.data()) % 20 == 0;
        reader.feed(bytes, size, [&](const char *body, qint64 n) {
            if (!sampled)
                return;
            reader.tail.append(body, n);
            qsizetype end = 0;
            for (qsizetype at = 0; (at = reader.tail.indexOf("\"t\":", end)) >= 0;) {
                const qsizetype close = reader.tail.indexOf('}', at);
                if (close < 0)
                    break;
                const qint64 published = reader.tail.mid(at + 4, close - at - 4).toLongLong();
                m_firstNs = std::min(m_firstNs, published);
                m_latencies.push_back(now - published);
                end = close;
            }
            reader.tail.remove(0, end > 0 ? end : std::max<qsizetype>(0, reader.tail.size() - 512));
        });
        m_lastNs = now;
    }

    Seen result()
    {
        Seen seen;
        const auto sampled = static_cast<qint64>((m_readers.size() + 19) / 20);
        const qint64 each = static_cast<qint64>(m_latencies.size()) / sampled;
        for (const Reader &reader : m_readers)
            seen.complete += reader.ended && reader.bodyBytes == m_readers[0].bodyBytes ? 1 : 0;
        seen.deliveries = each * static_cast<qint64>(m_readers.size());
        std::sort(m_latencies.begin(), m_latencies.end());
        if (!m_latencies.empty()) {
            const auto at = [&](double share) {
                const auto last = static_cast<double>(m_latencies.size() - 1);
                return static_cast<double>(m_latencies[static_cast<size_t>(last * share)]) / 1e6;
            };
            seen.p50Ms = at(0.5);
            seen.p99Ms = at(0.99);
            seen.maxMs = at(1);
        }
        seen.seconds = static_cast<double>(m_lastNs - m_firstNs) / 1e9;
        return seen;
    }

    FileDescriptor m_epoll{::epoll_create1(EPOLL_CLOEXEC)};
    std::vector<Reader> m_readers;
    std::vector<qint64> m_latencies;
    qint64 m_firstNs = std::numeric_limits<qint64>::max(); ///< first publication seen
    qint64 m_lastNs = 0;
};

/// Keeps what it published for who is late, like the event store.
class Source final : public StreamSource
{
public:
    Result<QList<StreamChunk>> read(const QByteArray &, qint64 after, qsizetype maxBytes) override
    {
        ++pages;
        const std::lock_guard lock(m_mutex);
        QList<StreamChunk> found;
        auto it = std::lower_bound(m_chunks.begin(), m_chunks.end(), after + 1,
                                   [](const StreamChunk &c, qint64 seq) { return c.last() < seq; });
        for (qsizetype bytes = 0; it != m_chunks.end() && bytes < maxBytes; ++it) {
            found.append(it->first > after ? *it : tailOf(*it, after + 1));
            bytes += it->lines.size();
        }
        return found;
    }
    StreamChunk make(int count, bool isLast)
    {
        StreamChunk chunk{m_next, count, {}, isLast ? "complete" : QByteArray()};
        for (int i = 0; i < count; ++i) {
            chunk.lines += "{\"type\":\"log\",\"message\":\"[INFO   ] Unpacking libsomething (1.2.3-4) over "
                           "(1.2.3-3) ...\","
                           "\"timestamp\":\"2026-11-21T16:37:26.805Z\",\"t\":" +
                           QByteArray::number(nowNs()) + "}\n";
        }
        m_next += count;
        const std::lock_guard lock(m_mutex);
        m_chunks.push_back(chunk);
        return chunk;
    }
    std::atomic_int pages = 0;

private:
    std::mutex m_mutex;
    std::vector<StreamChunk> m_chunks;
    qint64 m_next = 1;
};

/// The event log's rhythm: a commit every 8 ms, whatever has come by then. Returns the largest backlog seen.
qint64 publish(StreamBroadcaster &broadcaster, Source &source, const Load &load)
{
    const int total = load.eventsPerSecond * load.seconds;
    qint64 backlog = 0;
    auto next = Clock::now();
    const auto start = next;
    for (int sent = 0; sent < total;) {
        next += std::chrono::milliseconds(8);
        std::this_thread::sleep_until(next);
        const double due = std::chrono::duration<double>(Clock::now() - start).count() * load.eventsPerSecond;
        const int count = std::min(total - sent, std::max(1, static_cast<int>(due) - sent));
        sent += count;
        broadcaster.publish("c", {source.make(count, sent == total)});
        backlog = std::max(backlog, broadcaster.stats().ringBytes);
    }
    return backlog;
}

Seen measure(Report &report, const Load &load, const char *name, bool judged)
{
    const FileDescriptor listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    ::bind(listener.get(), reinterpret_cast<sockaddr *>(&address), sizeof address);
    ::listen(listener.get(), 1024);
    ::getsockname(listener.get(), reinterpret_cast<sockaddr *>(&address), &length);
    std::array<int, 2> back{};
    if (::pipe(back.data()) != 0)
        return {};
    const pid_t child = ::fork(); // before there is a thread
    if (child == 0) {
        const Seen seen = Subscribers(load.subscribers, address).run();
        const bool ok = ::write(back[1], &seen, sizeof seen) == sizeof seen;
        std::_Exit(ok ? 0 : 1);
    }
    const FileDescriptor results(back[0]);
    ::close(back[1]);

    const QByteArray intro = "event: snapshot\ndata: {}\n\n";
    Source source;
    StreamLimits limits;
    limits.streams = load.subscribers;
    const qint64 before = memoryKb("VmRSS:");
    qint64 perSubscriber = 0;
    qint64 backlog = 0;
    StreamBroadcaster::Stats stats;
    {
        StreamBroadcaster broadcaster(source, limits);
        for (int i = 0; i < load.subscribers; ++i) {
            Subscription s;
            s.topic = "c";
            s.socket =
                FileDescriptor(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
            s.intro = intro;
            broadcaster.subscribe(std::move(s));
        }
        while (broadcaster.stats().bytesSent < qint64(chunkOf(intro).size()) * load.subscribers) // all are in
            std::this_thread::yield();
        perSubscriber = (memoryKb("VmRSS:") - before) * 1024 / load.subscribers;
        backlog = publish(broadcaster, source, load);
        while (broadcaster.stats().streams > 0)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        stats = broadcaster.stats();
    }
    Seen seen;
    const bool got = ::read(results.get(), &seen, sizeof seen) == sizeof seen;
    int status = 0;
    ::waitpid(child, &status, 0);
    if (!got)
        return {};

    const auto title = [&](const char *what) { return QByteArray(name) + ": " + what; };
    const auto aim = [&](Aim a) { return judged ? std::optional(a) : std::nullopt; };
    report.add(title("complete subscribers").constData(), static_cast<double>(seen.complete), "",
               aim(atLeast(load.subscribers)));
    report.add(title("deliveries").constData(), static_cast<double>(seen.deliveries) / seen.seconds / 1e6,
               "M/s", aim(atLeast(0.95 * load.subscribers * load.eventsPerSecond / 1e6)));
    report.add(title("p50").constData(), seen.p50Ms, "ms");
    report.add(title("p99").constData(), seen.p99Ms, "ms", aim(atMost(50)),
               "publish to received, every 20th reader");
    report.add(title("longest").constData(), seen.maxMs, "ms");
    report.add(title("peak memory").constData(), static_cast<double>(memoryKb("VmHWM:")) / 1024, "MB",
               aim(atMost(100)));
    report.add(title("memory per subscriber").constData(), static_cast<double>(perSubscriber) / 1024, "kB",
               aim(atMost(15)));
    report.add(title("framed backlog").constData(), static_cast<double>(backlog) / 1024, "kB",
               aim(atMost(1100)), "shared by all");
    report.add(title("writes").constData(), static_cast<double>(stats.writes) / seen.seconds, "/s");
    report.add(title("pages read").constData(), static_cast<double>(source.pages), "");
    return seen;
}

} // namespace

int main(int argc, char **argv)
{
    Report report("fan-out", argc, argv);
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    if (report.smoke()) {
        measure(report, {20, 500, 1}, "20 x 500/s", false);
        return report.finish();
    }
    measure(report, {1000, 1000, 10}, "1,000 x 1,000/s", true);
    measure(report, {1000, 4000, 5}, "1,000 x 4,000/s", false);
    return report.finish();
}
