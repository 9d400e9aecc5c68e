#pragma once
#include "app/desktop/options.h"

#include <QLocalServer>
#include <QLockFile>
#include <QObject>
#include <memory>

namespace slipway::desktop {

/// What a second start hands to the first one.
struct HandedOver
{
    ContainerLink open;
    QString create;
    QString createTemplate;
    bool operator==(const HandedOver &) const = default;
};

/// One window per user, backend and data directory. The socket lies in the user's private run-time directory;
/// without one (or off Unix, without a way to be sure of it) every start has its own window. GUI thread.
class SingleInstance : public QObject
{
    Q_OBJECT
public:
    /// `directory` is private to the user; empty: there is none.
    SingleInstance(const Options &options, const QString &directory, QObject *parent = nullptr);
    static QString runtimeDirectory();

    /// True: another one runs and has taken it over; this one has nothing more to do. Waits at most 3 s. Else
    /// this one is the first, and listens.
    bool handOver(const HandedOver &what);

signals:
    void received(const slipway::desktop::HandedOver &what);

private:
    bool send(const HandedOver &what);
    void serve();

    QString m_path;
    QLocalServer m_server;
};

} // namespace slipway::desktop
