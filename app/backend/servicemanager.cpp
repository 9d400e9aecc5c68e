#include "app/backend/servicemanager.h"

#include "app/backend/options.h"
#include "app/base/log.h"

#include <QCoreApplication>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace slipway::backend {

using httpd::FileDescriptor;

namespace {

constexpr int kFirstListenDescriptor = 3; // SD_LISTEN_FDS_START

QString text(const char *source) { return QCoreApplication::translate("slipwayd", source); }

QByteArray take(const char *variable)
{
    const QByteArray value = qgetenv(variable);
    qunsetenv(variable);
    return value;
}

bool isForUs(const QByteArray &pid) { return pid.toLongLong() == static_cast<qint64>(::getpid()); }

/// Microseconds of CLOCK_MONOTONIC, as RELOADING=1 asks for.
qint64 monotonicMicroseconds()
{
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<qint64>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1000;
}

} // namespace

ServiceManager::ServiceManager() : m_address(take("NOTIFY_SOCKET"))
{
    const QByteArray interval = take("WATCHDOG_USEC");
    const QByteArray pid = take("WATCHDOG_PID");
    const qint64 microseconds = interval.toLongLong();
    if (m_address.isEmpty() || microseconds <= 0 || (!pid.isEmpty() && !isForUs(pid)))
        return;
    // Half of the interval, as sd_watchdog_enabled(3) advises.
    m_watchdog.setInterval(static_cast<int>(qBound(qint64(1), microseconds / 2000, qint64(3600000))));
    QObject::connect(&m_watchdog, &QTimer::timeout, &m_watchdog, [this] { send("WATCHDOG=1"); });
}

void ServiceManager::ready(const QString &status)
{
    send("READY=1\nSTATUS=" + status.toUtf8());
    if (m_watchdog.interval() > 0)
        m_watchdog.start();
}

void ServiceManager::reloading()
{
    send("RELOADING=1\nMONOTONIC_USEC=" + QByteArray::number(monotonicMicroseconds()));
}

void ServiceManager::stopping()
{
    // Stopping blocks the event loop, bounded by TimeoutStopSec=.
    m_watchdog.stop();
    send("STOPPING=1");
}

void ServiceManager::send(const QByteArray &message) const
{
    if (m_address.isEmpty())
        return;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const bool isAddress = m_address.startsWith('/') || m_address.startsWith('@');
    if (!isAddress || static_cast<size_t>(m_address.size()) >= sizeof address.sun_path)
        return;
    std::memcpy(address.sun_path, m_address.constData(), static_cast<size_t>(m_address.size()));
    if (address.sun_path[0] == '@') // an abstract name
        address.sun_path[0] = '\0';
    const auto length =
        static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + static_cast<size_t>(m_address.size()));
    const FileDescriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const ssize_t sent = ::sendto(socket.get(), message.constData(), static_cast<size_t>(message.size()),
                                  MSG_NOSIGNAL, reinterpret_cast<const sockaddr *>(&address), length);
    if (sent < 0)
        qCWarning(lcBackend).noquote()
            << text("Cannot tell the service manager. %1.").arg(QString::fromLocal8Bit(std::strerror(errno)));
}

void Options::adopt(FileDescriptor listening)
{
    if (!listening.isValid())
        return;
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    if (::getsockname(listening.get(), reinterpret_cast<sockaddr *>(&name), &size) == 0)
        address.setAddress(reinterpret_cast<const sockaddr *>(&name));
    listenDescriptor = listening.release();
}

Result<FileDescriptor> takeListenDescriptor()
{
    const QByteArray pid = take("LISTEN_PID");
    const int count = take("LISTEN_FDS").toInt();
    take("LISTEN_FDNAMES");
    if (!isForUs(pid) || count < 1)
        return FileDescriptor();
    for (int fd = kFirstListenDescriptor; fd < kFirstListenDescriptor + count; ++fd)
        ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    FileDescriptor socket(kFirstListenDescriptor);
    int listens = 0;
    socklen_t size = sizeof listens;
    sockaddr_storage name{};
    socklen_t nameSize = sizeof name;
    const bool isGood = ::getsockopt(socket.get(), SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 &&
                        listens != 0 &&
                        ::getsockname(socket.get(), reinterpret_cast<sockaddr *>(&name), &nameSize) == 0 &&
                        (name.ss_family == AF_INET || name.ss_family == AF_INET6);
    if (!isGood)
        return fail(ErrorCode::Invalid,
                    text("Cannot serve on the socket that was handed over. It is no "
                         "listening TCP socket. Correct ListenStream= of the socket unit."));
    if (count > 1)
        qCWarning(lcBackend).noquote()
            << text("Of %1 sockets that were handed over the first is used.").arg(count);
    return socket;
}

} // namespace slipway::backend
