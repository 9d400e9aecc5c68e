#pragma once
#include "app/base/result.h"
#include "net/httpd/filedescriptor.h"
#include <QByteArray>
#include <QTimer>

namespace slipway::backend {

/// The service manager's side of slipwayd: sd_notify(3) and its watchdog, on a datagram socket of its own.
/// Without NOTIFY_SOCKET in the environment every call does nothing. Lives on the main thread; the watchdog
/// is fed by its event loop, so that a loop that hangs is noticed. One a process: it takes the variables out
/// of the environment, since no child is meant by them.
class ServiceManager
{
public:
    ServiceManager();

    /// Serving; from now on the watchdog is fed. `status` is for people (systemctl status).
    void ready(const QString &status);
    void reloading();
    void stopping();
    bool isPresent() const { return !m_address.isEmpty(); }

private:
    void send(const QByteArray &message) const;

    QByteArray m_address;
    QTimer m_watchdog;
};

/// The socket that the service manager listens on for us (sd_listen_fds(3)), or none. Only the first is used.
/// Errors: Invalid when it is no listening TCP socket.
Result<httpd::FileDescriptor> takeListenDescriptor();

} // namespace slipway::backend
