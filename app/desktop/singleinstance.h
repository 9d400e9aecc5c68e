#pragma once
#include "app/desktop/options.h"

#include <QDeadlineTimer>
#include <QLocalServer>
#include <QLockFile>
#include <QObject>
#include <optional>

namespace slipway::desktop {

/// What a second start hands to the first one.
struct HandedOver
{
    ContainerLink open;
    QString create;
    QString createTemplate;
    bool operator==(const HandedOver &) const = default;
};

/// One window per user, backend and data directory. It holds a lock as long as it is there, and listens on a
/// socket; both lie in the user's private run-time directory. Without one (or off Unix, without a way to be
/// sure of it) every start has its own window. GUI thread.
class SingleInstance : public QObject
{
    Q_OBJECT
public:
    /// `directory` is private to the user; empty: there is none.
    SingleInstance(const Options &options, const QString &directory, QObject *parent = nullptr);
    static QString runtimeDirectory();

    /// True: another one runs and has taken it over; this one has nothing more to do. False: this one is the
    /// first, or the other one does not answer within 3 s. Where nobody runs it takes the lock and does no
    /// more: the first frame waits for it.
    bool handOver(const HandedOver &what);
    /// For what others hand over who start from now on, or have begun to.
    void listen();

signals:
    void received(const slipway::desktop::HandedOver &what);

private:
    bool send(const HandedOver &what, QDeadlineTimer until);
    void serve();

    QString m_path;
    std::optional<QLockFile> m_lock;
    QLocalServer m_server;
};

} // namespace slipway::desktop
