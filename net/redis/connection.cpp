#include "net/redis/connection.h"
#include <QCoreApplication>
#include <QFile>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <future>
#include <hiredis/hiredis.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

namespace slipway::redis {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::redis::Connection)
};

constexpr qsizetype kKeep = 256 * 1024; // of a buffer that was sent

// The reason only; whoever knows the address makes the sentence of it.
tl::unexpected<Error> unavailable(const QString &reason)
{
    return fail(ErrorCode::Unavailable, reason, {}, true);
}
tl::unexpected<Error> unavailable(int number)
{
    return unavailable(QString::fromLocal8Bit(std::strerror(number)));
}
tl::unexpected<Error> cancelled() { return fail(ErrorCode::Cancelled, Words::tr("It was stopped")); }
tl::unexpected<Error> timedOut()
{
    return fail(ErrorCode::Unavailable, Words::tr("It does not answer"), {}, true);
}

// Polls one descriptor in slices, so that a stop is heeded.
Result<void> waitFor(int descriptor, short events, SteadyClock::time_point deadline,
                     const Connection::Stopped &stopped)
{
    for (;;) {
        if (stopped())
            return cancelled();
        const auto left = std::chrono::duration_cast<milliseconds>(deadline - SteadyClock::now()).count();
        if (left <= 0)
            return timedOut();
        pollfd entry{descriptor, events, 0};
        const int ready = ::poll(&entry, 1, int(std::min<qint64>(left, 50)));
        if (ready > 0)
            return {};
        if (ready < 0 && errno != EINTR)
            return unavailable(errno);
    }
}

struct Address
{
    int family;
    QByteArray bytes; // a sockaddr
};

QList<Address> lookUp(const QByteArray &host, int port, int flags, int &error)
{
    addrinfo hints = {};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = flags | AI_NUMERICSERV;
    addrinfo *list = nullptr;
    error = ::getaddrinfo(host.constData(), QByteArray::number(port).constData(), &hints, &list);
    QList<Address> all;
    for (const addrinfo *it = list; it; it = it->ai_next)
        all.append({it->ai_family,
                    QByteArray(reinterpret_cast<const char *>(it->ai_addr), qsizetype(it->ai_addrlen))});
    if (list)
        ::freeaddrinfo(list);
    return all;
}

// The resolver cannot be interrupted and may take half a minute: a thread of its own waits for it, we do not.
Result<QList<Address>> resolve(const QString &name, int port, SteadyClock::time_point deadline,
                               const Connection::Stopped &stopped)
{
    const QByteArray host = name.toUtf8();
    int error = 0;
    QList<Address> literal = lookUp(host, port, AI_NUMERICHOST, error);
    if (error == 0)
        return literal;
    using Answer = std::pair<QList<Address>, int>;
    auto promise = std::make_shared<std::promise<Answer>>();
    std::future<Answer> answer = promise->get_future();
    std::thread([promise, host, port] {
        Answer found;
        found.first = lookUp(host, port, 0, found.second);
        promise->set_value(std::move(found));
    }).detach();
    while (answer.wait_for(milliseconds(50)) != std::future_status::ready) {
        if (stopped())
            return cancelled();
        if (SteadyClock::now() >= deadline)
            return unavailable(Words::tr("The name of the host was not found in time"));
    }
    const Answer found = answer.get();
    if (found.second != 0)
        return unavailable(QString::fromLocal8Bit(::gai_strerror(found.second)));
    return found.first;
}

Result<QList<Address>> addresses(const RedisUrl &url, SteadyClock::time_point deadline,
                                 const Connection::Stopped &stopped)
{
    if (url.socketPath.isEmpty())
        return resolve(url.host, url.port, deadline, stopped);
    const QByteArray path = QFile::encodeName(url.socketPath);
    sockaddr_un local = {};
    if (size_t(path.size()) >= sizeof local.sun_path)
        return unavailable(ENAMETOOLONG);
    local.sun_family = AF_UNIX;
    std::memcpy(local.sun_path, path.constData(), size_t(path.size()));
    return QList<Address>{
        {AF_UNIX, QByteArray(reinterpret_cast<const char *>(&local), qsizetype(sizeof local))}};
}

Result<int> connectTo(const Address &address, SteadyClock::time_point deadline,
                      const Connection::Stopped &stopped)
{
    const int fd = ::socket(address.family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return unavailable(errno);
    Result<void> done;
    if (::connect(fd, reinterpret_cast<const sockaddr *>(address.bytes.constData()),
                  socklen_t(address.bytes.size())) != 0) {
        const int number = errno;
        if (number == EINPROGRESS)
            done = waitFor(fd, POLLOUT, deadline, stopped);
        else
            done = unavailable(number);
    }
    int number = 0;
    socklen_t size = sizeof number;
    if (done && ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &number, &size) == 0 && number != 0)
        done = unavailable(number);
    if (!done) {
        ::close(fd);
        return tl::unexpected(done.error());
    }
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); // fails on a Unix socket, which needs none
    return fd;
}

// What nearly every reply of a pipeline of transactions says needs no copy each time.
QByteArray textOf(const redisReply &raw)
{
    const QByteArrayView text(raw.str, qsizetype(raw.len));
    for (const QByteArray &known : {QByteArrayLiteral("QUEUED"), QByteArrayLiteral("OK")}) {
        if (raw.type == REDIS_REPLY_STATUS && text == known)
            return known;
    }
    return text.toByteArray();
}

Reply toReply(const redisReply &raw)
{
    Reply reply;
    switch (raw.type) {
    case REDIS_REPLY_STATUS:
        reply.type = Reply::Type::Status;
        break;
    case REDIS_REPLY_ERROR:
        reply.type = Reply::Type::Error;
        break;
    case REDIS_REPLY_STRING:
        reply.type = Reply::Type::Bulk;
        break;
    case REDIS_REPLY_INTEGER:
        reply.type = Reply::Type::Integer;
        break;
    case REDIS_REPLY_ARRAY:
        reply.type = Reply::Type::Array;
        break;
    default:
        break;
    }
    if (raw.str)
        reply.text = textOf(raw);
    reply.integer = raw.integer;
    if (raw.type == REDIS_REPLY_ARRAY)
        reply.items.reserve(qsizetype(raw.elements));
    for (size_t i = 0; raw.type == REDIS_REPLY_ARRAY && i < raw.elements; ++i)
        reply.items.append(toReply(*raw.element[i]));
    return reply;
}

} // namespace

Connection::Connection(int descriptor) : m_descriptor(descriptor), m_reader(redisReaderCreate()) {}

Connection::Connection(Connection &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1)), m_reader(std::exchange(other.m_reader, nullptr)),
      m_out(std::move(other.m_out)), m_sent(std::exchange(other.m_sent, 0))
{}

Connection &Connection::operator=(Connection &&other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    std::swap(m_reader, other.m_reader);
    std::swap(m_out, other.m_out);
    std::swap(m_sent, other.m_sent);
    return *this;
}

Connection::~Connection()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    if (m_reader)
        redisReaderFree(m_reader);
}

Result<Connection> Connection::open(const RedisUrl &url, milliseconds timeout, const Stopped &stopped)
{
    const auto deadline = SteadyClock::now() + timeout;
    const auto all = addresses(url, deadline, stopped);
    if (!all)
        return tl::unexpected(all.error());
    Result<int> fd = unavailable(Words::tr("The host has no address"));
    for (const Address &address : *all) {
        fd = connectTo(address, deadline, stopped);
        if (fd || fd.error().code == ErrorCode::Cancelled)
            break;
    }
    if (!fd)
        return tl::unexpected(fd.error());
    Connection connection(*fd);
    if (auto in = connection.signIn(url, timeout, stopped); !in)
        return tl::unexpected(in.error());
    return connection;
}

Result<void> Connection::signIn(const RedisUrl &url, milliseconds timeout, const Stopped &stopped)
{
    int count = 0;
    const auto add = [&](const QByteArrayList &command) {
        appendCommand(m_out, command);
        ++count;
    };
    if (!url.password.isEmpty() && url.user.isEmpty())
        add({"AUTH", url.password.reveal()});
    else if (!url.password.isEmpty())
        add({"AUTH", url.user.toUtf8(), url.password.reveal()});
    if (url.database != 0)
        add({"SELECT", QByteArray::number(url.database)});
    add({"PING"});
    const auto replies = roundTrip(count, timeout, stopped);
    m_out.fill('\0'); // the password was in it
    m_out.clear();
    m_sent = 0;
    if (!replies)
        return tl::unexpected(replies.error());
    for (const Reply &reply : *replies) {
        if (!reply.isError())
            continue;
        const QString text = QString::fromUtf8(reply.text);
        const bool refused = reply.text.startsWith("NOAUTH") || reply.text.startsWith("WRONGPASS") ||
                             reply.text.startsWith("ERR invalid password") ||
                             reply.text.startsWith("ERR AUTH");
        return refused ? Result<void>(fail(ErrorCode::Unauthorized,
                                           Words::tr("It refuses the user or password"), text, true))
                       : Result<void>(unavailable(text));
    }
    return {};
}

Result<void> Connection::flush()
{
    while (unsent() > 0) {
        const ssize_t done = ::send(m_descriptor, m_out.constData() + m_sent, size_t(unsent()), MSG_NOSIGNAL);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            break;
        if (done < 0)
            return unavailable(errno);
        m_sent += done;
    }
    if (unsent() == 0) {
        if (m_out.capacity() > kKeep)
            m_out.clear();
        m_out.resize(0); // its room is for the next one
        m_sent = 0;
    } else if (m_sent > 1024 * 1024) {
        m_out.remove(0, m_sent);
        m_sent = 0;
    }
    return {};
}

Result<void> Connection::read(const std::function<void(Reply &&)> &take)
{
    char buffer[64 * 1024];
    for (int turn = 0; turn < 16; ++turn) {
        const ssize_t got = ::recv(m_descriptor, buffer, sizeof buffer, 0);
        if (got == 0)
            return unavailable(Words::tr("It closed the connection"));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno == EAGAIN || errno == EWOULDBLOCK ? Result<void>() : unavailable(errno);
        void *raw = nullptr;
        bool ok = redisReaderFeed(m_reader, buffer, size_t(got)) == REDIS_OK;
        while (ok && (ok = redisReaderGetReply(m_reader, &raw) == REDIS_OK) && raw) {
            Reply reply = toReply(*static_cast<redisReply *>(raw));
            freeReplyObject(raw);
            take(std::move(reply));
        }
        if (!ok)
            return fail(ErrorCode::Protocol, Words::tr("What answers there is not a Redis"), {}, true);
        if (got < ssize_t(sizeof buffer))
            break;
    }
    return {};
}

Result<QList<Reply>> Connection::roundTrip(int count, milliseconds timeout, const Stopped &stopped)
{
    const auto deadline = SteadyClock::now() + timeout;
    QList<Reply> replies;
    while (replies.size() < count) {
        if (auto sent = flush(); !sent)
            return tl::unexpected(sent.error());
        const short events = unsent() > 0 ? POLLIN | POLLOUT : POLLIN;
        if (auto ready = waitFor(m_descriptor, events, deadline, stopped); !ready)
            return tl::unexpected(ready.error());
        if (auto got = read([&](Reply &&reply) { replies.append(std::move(reply)); }); !got)
            return tl::unexpected(got.error());
    }
    return replies;
}

} // namespace slipway::redis
