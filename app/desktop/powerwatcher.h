#pragma once
#include "app/base/ids.h"
#include "app/domain/hostoffers.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QTimer>
#include <functional>

namespace slipway::desktop {

class Session;

/// Asks how the containers in sight are powered: only those, each at most every ten seconds, two at a time. A
/// list of a thousand costs no more than the rows that can be seen; a hidden one nothing. GUI thread.
class PowerWatcher : public QObject
{
    Q_OBJECT
public:
    static constexpr int kAtOnce = 2;
    static constexpr qint64 kFreshMs = 10'000;

    /// `inSight`: the containers that somebody sees now and whose host can be asked; asked every second.
    PowerWatcher(Session &session, std::function<QList<ContainerId>()> inSight, QObject *parent = nullptr);

    int inFlight() const { return m_inFlight; }

signals:
    /// Also Power::Unknown, when the host cannot be asked.
    void powerSeen(const slipway::ContainerId &id, slipway::HostStatus::Power power);
    /// What goes on with its power ("start", "shutdown", "stop", "reboot"), whoever asked for it; empty:
    /// nothing.
    void actionSeen(const slipway::ContainerId &id, const QString &action);

private:
    void askNext();
    void ask(const ContainerId &id);

    Session &m_session;
    std::function<QList<ContainerId>()> m_inSight;
    QTimer m_tick;
    QElapsedTimer m_clock;
    QHash<QString, qint64> m_askedAt;
    int m_inFlight = 0;
};

} // namespace slipway::desktop
