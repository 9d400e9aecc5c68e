#include "tests/bench/subscribers.h"
#include "tests/bench/bench.h"
#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <memory>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace slipway::bench {

using httpd::FileDescriptor;

qint64 nowNs() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

namespace {

constexpr QByteArrayView kMark = "@t=";
constexpr qsizetype kLongestTail = 64; // a mark and its number, cut by the end of what was read

struct Command
{
    int events = 0; // 0: leave
    int timeoutMs = 0;
};

struct Reader
{
    FileDescriptor socket;
    QByteArray head; // until its empty line
    bool open = false;
    bool sampled = false;
    qint64 bytes = 0;
    qint64 events = 0;
    qint64 doneNs = 0;
    QByteArray tail; // sampled readers: bytes that may hold a cut mark
};

struct Percentiles
{
    double p50 = 0;
    double p99 = 0;
    double max = 0;
};

Percentiles percentiles(std::vector<qint64> &nanoseconds)
{
    if (nanoseconds.empty())
        return {};
    std::sort(nanoseconds.begin(), nanoseconds.end());
    const auto at = [&](double share) {
        const auto last = static_cast<double>(nanoseconds.size() - 1);
        return static_cast<double>(nanoseconds[static_cast<size_t>(last * share)]) / 1e6;
    };
    return {at(0.5), at(0.99), at(1)};
}

/// The process with the readers.
class Crowd
{
public:
    Crowd(const Audience &audience, int commands, int results)
        : m_audience(audience), m_commands(commands), m_results(results),
          m_readers(static_cast<size_t>(audience.readers))
    {
        for (size_t i = 0; i < m_readers.size(); ++i)
            m_readers[i].sampled = i % static_cast<size_t>(audience.sampleEvery) == 0;
    }

    void run()
    {
        m_wanted = m_audience.events;
        m_startNs = nowNs();
        for (size_t i = 0; i < m_readers.size(); ++i)
            connectReader(m_readers[i], m_audience.request(static_cast<int>(i)));
        const auto everybody = static_cast<qint64>(m_readers.size());
        const qint64 deadline = m_startNs + m_audience.timeoutMs * 1'000'000LL;
        while (m_open < everybody && nowNs() < deadline)
            poll(20);
        const Opened opened{m_open, static_cast<double>(m_lastOpenNs - m_startNs) / 1e9};
        say(&opened, sizeof opened);
        watch(m_commands, nullptr);
        while (!m_leaving)
            poll(m_deadlineNs > 0 ? 20 : -1);
    }

private:
    void watch(int fd, void *key)
    {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = key;
        ::epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, fd, &event);
    }

    // connect() over loopback is over at once, but for a full backlog: then it waits, as a client would.
    void connectReader(Reader &reader, const QByteArray &request)
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(m_audience.port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        reader.socket = FileDescriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        const int fd = reader.socket.get();
        if (::connect(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0 ||
            ::send(fd, request.constData(), static_cast<size_t>(request.size()), MSG_NOSIGNAL) < 0)
            return;
        watch(fd, &reader);
    }

    void poll(int timeoutMs)
    {
        const int n =
            ::epoll_wait(m_epoll.get(), m_events.data(), static_cast<int>(m_events.size()), timeoutMs);
        for (int i = 0; i < n; ++i) {
            void *const key = m_events[static_cast<size_t>(i)].data.ptr;
            if (key)
                read(*static_cast<Reader *>(key));
            else
                obey();
        }
        if (m_deadlineNs > 0 && (m_waitingFor == 0 || nowNs() > m_deadlineNs))
            answer();
    }

    void read(Reader &reader)
    {
        const ssize_t got = ::recv(reader.socket.get(), m_bytes.data(), m_bytes.size(), MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (got <= 0) {
            const FileDescriptor gone = std::move(reader.socket);
            return;
        }
        const QByteArrayView bytes(m_bytes.data(), got);
        m_lastNs = nowNs();
        reader.bytes += got;
        if (!reader.open)
            readHead(reader, bytes);
        else if (reader.sampled)
            take(reader, bytes);
    }

    void readHead(Reader &reader, QByteArrayView bytes)
    {
        reader.head.append(bytes);
        const qsizetype end = reader.head.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        reader.open = true;
        if (reader.head.startsWith("HTTP/1.1 200") || reader.head.startsWith("HTTP/1.0 200")) {
            ++m_open;
            m_lastOpenNs = m_lastNs;
        }
        const QByteArray rest = reader.head.sliced(end + 4);
        reader.head = {};
        if (reader.sampled)
            take(reader, rest);
    }

    void take(Reader &reader, QByteArrayView bytes)
    {
        QByteArray joined;
        if (!reader.tail.isEmpty()) {
            joined = reader.tail + bytes.toByteArray();
            reader.tail = {};
            bytes = joined;
        }
        qsizetype from = 0;
        for (;;) {
            const qsizetype at = bytes.indexOf(kMark, from);
            if (at < 0)
                break;
            qint64 published = 0;
            qsizetype digit = at + kMark.size();
            for (; digit < bytes.size() && bytes[digit] >= '0' && bytes[digit] <= '9'; ++digit)
                published = published * 10 + (bytes[digit] - '0');
            if (digit == bytes.size()) {
                from = at;
                break; // the rest of the number is still to come
            }
            from = digit;
            count(reader, published);
        }
        reader.tail = bytes.sliced(std::max(from, bytes.size() - kLongestTail)).toByteArray();
    }

    void count(Reader &reader, qint64 published)
    {
        m_firstNs = std::min(m_firstNs, published);
        m_latencies.push_back(m_lastNs - published);
        if (++reader.events == m_wanted) {
            reader.doneNs = m_lastNs;
            --m_waitingFor;
        }
    }

    void obey()
    {
        Command command;
        if (::read(m_commands, &command, sizeof command) != sizeof command || command.events == 0) {
            m_leaving = true;
            return;
        }
        // A replay may be here before it is asked for: then everything counts from the opening on.
        m_wanted = command.events;
        m_waitingFor = 0;
        for (Reader &reader : m_readers) {
            if (reader.sampled && reader.events < m_wanted)
                ++m_waitingFor;
        }
        m_deadlineNs = nowNs() + command.timeoutMs * 1'000'000LL;
    }

    void answer()
    {
        Round round;
        std::vector<qint64> done;
        qint64 all = 0;
        qint64 sampledBytes = 0;
        qint64 sampledEvents = 0;
        for (Reader &reader : m_readers) {
            all += reader.bytes;
            if (reader.sampled) {
                ++round.sampled;
                sampledBytes += reader.bytes;
                sampledEvents += reader.events;
                round.complete += reader.events >= m_wanted ? 1 : 0;
                if (reader.events >= m_wanted)
                    done.push_back(std::max<qint64>(0, reader.doneNs - m_startNs));
            }
            reader.bytes = 0;
            reader.events = 0;
        }
        round.deliveries = sampledBytes > 0
                               ? qint64(static_cast<double>(all) * static_cast<double>(sampledEvents) /
                                        static_cast<double>(sampledBytes))
                               : 0;
        const Percentiles late = percentiles(m_latencies);
        round.p50Ms = late.p50;
        round.p99Ms = late.p99;
        round.maxMs = late.max;
        const Percentiles finished = percentiles(done);
        round.doneP50Ms = finished.p50;
        round.doneP99Ms = finished.p99;
        round.doneMaxMs = finished.max;
        round.seconds = static_cast<double>(std::max<qint64>(0, m_lastNs - m_firstNs)) / 1e9;
        m_latencies.clear();
        m_firstNs = std::numeric_limits<qint64>::max();
        m_deadlineNs = 0;
        m_wanted = 0;
        say(&round, sizeof round);
    }

    void say(const void *what, size_t size)
    {
        if (::write(m_results, what, size) != static_cast<ssize_t>(size))
            m_leaving = true;
    }

    const Audience &m_audience;
    const int m_commands;
    const int m_results;
    FileDescriptor m_epoll{::epoll_create1(EPOLL_CLOEXEC)};
    std::array<epoll_event, 512> m_events{};
    std::vector<char> m_bytes = std::vector<char>(256 * 1024);
    std::vector<Reader> m_readers;
    std::vector<qint64> m_latencies;
    qint64 m_startNs = 0;
    qint64 m_lastOpenNs = 0;
    qint64 m_open = 0;
    qint64 m_wanted = 0; // events for each
    qint64 m_waitingFor = 0;
    qint64 m_deadlineNs = 0; // of the round; 0: there is none
    qint64 m_firstNs = std::numeric_limits<qint64>::max();
    qint64 m_lastNs = 0;
    bool m_leaving = false;
};

template<typename Record>
Record receive(int fd)
{
    Record record;
    if (::read(fd, &record, sizeof record) != sizeof record)
        giveUp("The subscribers have died.");
    return record;
}

} // namespace

Subscribers::Subscribers(const Audience &audience)
{
    std::array<int, 2> down{};
    std::array<int, 2> up{};
    if (::pipe2(down.data(), O_CLOEXEC) != 0 || ::pipe2(up.data(), O_CLOEXEC) != 0)
        giveUp("No pipe can be made.");
    m_child = ::fork();
    if (m_child == 0) {
        ::close(down[1]);
        ::close(up[0]);
        Crowd(audience, down[0], up[1]).run();
        std::_Exit(0);
    }
    ::close(down[0]);
    ::close(up[1]);
    m_commands = FileDescriptor(down[1]);
    m_results = FileDescriptor(up[0]);
}

Subscribers::~Subscribers()
{
    {
        const FileDescriptor closed = std::move(m_commands);
    }
    ::waitpid(m_child, nullptr, 0);
}

Opened Subscribers::opened() { return receive<Opened>(m_results.get()); }

void Subscribers::begin(int events, int timeoutMs)
{
    const Command command{events, timeoutMs};
    if (::write(m_commands.get(), &command, sizeof command) != sizeof command)
        giveUp("The subscribers have died.");
}

Round Subscribers::finish() { return receive<Round>(m_results.get()); }

} // namespace slipway::bench
