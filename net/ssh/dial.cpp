#include "net/ssh/dial.h"
#include <QCoreApplication>
#include <QList>
#include <cerrno>
#include <cstring>
#include <future>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace slipway::ssh {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ssh::Session)
};

struct Address
{
    int family = AF_UNSPEC;
    QByteArray bytes; // a sockaddr
};
struct Found
{
    QList<Address> addresses;
    int error = 0; // of getaddrinfo
};

Found lookUp(const QByteArray &host, int port, int flags)
{
    addrinfo hints = {};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = flags | AI_NUMERICSERV;
    addrinfo *list = nullptr;
    Found found;
    found.error = ::getaddrinfo(host.constData(), QByteArray::number(port).constData(), &hints, &list);
    for (const addrinfo *it = list; found.error == 0 && it; it = it->ai_next) {
        const auto *bytes = reinterpret_cast<const char *>(it->ai_addr);
        found.addresses.append({it->ai_family, QByteArray(bytes, qsizetype(it->ai_addrlen))});
    }
    if (list)
        ::freeaddrinfo(list);
    return found;
}

// The resolver cannot be interrupted and may take half a minute: a thread of its own waits for it, we do not.
Outcome<QList<Address>> resolve(const QString &name, int port, const QDeadlineTimer &deadline,
                                const Cancel &cancel)
{
    const QByteArray host = name.toUtf8();
    Found found = lookUp(host, port, AI_NUMERICHOST);
    if (found.error == 0)
        return found.addresses;
    auto promise = std::make_shared<std::promise<Found>>();
    std::future<Found> answer = promise->get_future();
    std::thread([promise, host, port] { promise->set_value(lookUp(host, port, 0)); }).detach();
    while (answer.wait_for(std::chrono::milliseconds(kSliceMs)) != std::future_status::ready) {
        if (isCancelled(cancel))
            return cancelledFailure(place(name, port));
        if (deadline.hasExpired())
            return timeoutFailure(place(name, port), Words::tr("Finding its address"));
    }
    found = answer.get();
    if (found.error == 0)
        return found.addresses;
    return refuse(
        Kind::Unreachable,
        Words::tr("Cannot reach %1. Its name was not found. Check the name, or use an IP address.").arg(name),
        QString::fromLocal8Bit(::gai_strerror(found.error)));
}

void tune(int descriptor, const KeepAlive &keepAlive)
{
    const auto set = [descriptor](int level, int name, int value) {
        ::setsockopt(descriptor, level, name, &value, sizeof value);
    };
    const auto seconds = [](std::chrono::milliseconds time) { return std::max(1, int(time.count() / 1000)); };
    set(IPPROTO_TCP, TCP_NODELAY, 1);
    set(SOL_SOCKET, SO_KEEPALIVE, 1);
    set(IPPROTO_TCP, TCP_KEEPIDLE, seconds(keepAlive.interval));
    set(IPPROTO_TCP, TCP_KEEPINTVL, seconds(keepAlive.interval));
    set(IPPROTO_TCP, TCP_KEEPCNT, std::max(1, seconds(keepAlive.lostAfter) / seconds(keepAlive.interval)));
    set(IPPROTO_TCP, TCP_USER_TIMEOUT, std::max(1, int(keepAlive.lostAfter.count())));
}

struct Attempt
{
    int descriptor = -1;
    int error = 0; // errno, when Turn::Ready
    Turn turn = Turn::Ready;
};

Attempt connectTo(const Address &address, const QDeadlineTimer &deadline, const Cancel &cancel)
{
    Attempt attempt;
    const int fd = ::socket(address.family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        attempt.error = errno;
        return attempt;
    }
    const auto *target = reinterpret_cast<const sockaddr *>(address.bytes.constData());
    if (::connect(fd, target, socklen_t(address.bytes.size())) != 0) {
        attempt.error = errno;
        if (attempt.error == EINPROGRESS) {
            do
                attempt.turn = waitSlice(fd, POLLOUT, deadline, cancel);
            while (attempt.turn == Turn::Quiet);
            socklen_t size = sizeof attempt.error;
            ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &attempt.error, &size);
        }
    }
    if (attempt.turn != Turn::Ready || attempt.error != 0)
        ::close(fd);
    else
        attempt.descriptor = fd;
    return attempt;
}

tl::unexpected<Failure> unreachable(const QString &where, int number)
{
    const QString reason = QString::fromLocal8Bit(std::strerror(number));
    if (number == ECONNREFUSED)
        return refuse(Kind::Unreachable,
                      Words::tr("Cannot reach %1. Nothing listens on that port. Check the port and "
                                "that the SSH service runs there.")
                          .arg(where),
                      reason);
    return refuse(Kind::Unreachable,
                  Words::tr("Cannot reach %1. %2. Check the address and the network.").arg(where, reason),
                  reason);
}

} // namespace

Outcome<int> dial(const QString &host, int port, const KeepAlive &keepAlive, const QDeadlineTimer &deadline,
                  const Cancel &cancel)
{
    const QString where = place(host, port);
    auto addresses = resolve(host, port, deadline, cancel);
    if (!addresses)
        return tl::unexpected(addresses.error());
    int lastError = EHOSTUNREACH;
    for (qsizetype i = 0; i < addresses->size(); ++i) {
        // A black hole must not use up the time of the addresses after it.
        const qint64 share =
            deadline.isForever() ? 10000 : deadline.remainingTime() / (addresses->size() - i);
        const Attempt attempt = connectTo(addresses->at(i), QDeadlineTimer(share), cancel);
        if (attempt.turn == Turn::Cancelled)
            return cancelledFailure(where);
        if (attempt.descriptor >= 0) {
            tune(attempt.descriptor, keepAlive);
            return attempt.descriptor;
        }
        lastError = attempt.turn == Turn::Timeout ? ETIMEDOUT : attempt.error;
    }
    if (lastError == ETIMEDOUT)
        return timeoutFailure(where, Words::tr("Connecting"));
    return unreachable(where, lastError);
}

} // namespace slipway::ssh
