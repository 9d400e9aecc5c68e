#include "app/desktop/powerwatcher.h"

#include "app/desktop/livecontroller.h"
#include "app/desktop/session.h"

namespace slipway::desktop {

PowerWatcher::PowerWatcher(Session &session, std::function<QList<ContainerId>()> inSight, QObject *parent)
    : QObject(parent), m_session(session), m_inSight(std::move(inSight))
{
    constexpr int kTickMs = 1000;
    m_clock.start();
    m_tick.setInterval(kTickMs);
    connect(&m_tick, &QTimer::timeout, this, &PowerWatcher::askNext);
    m_tick.start();
}

void PowerWatcher::askNext()
{
    if (m_inFlight >= kAtOnce || !m_session.isUsable())
        return;
    const qint64 now = m_clock.elapsed();
    m_askedAt.removeIf([now](auto it) { return now - it.value() > 6 * kFreshMs; });
    const QList<ContainerId> inSight = m_inSight();
    for (const ContainerId &id : inSight) {
        if (m_inFlight >= kAtOnce)
            return;
        const auto asked = m_askedAt.constFind(id.value);
        if (asked == m_askedAt.cend() || now - *asked >= kFreshMs)
            ask(id);
    }
}

void PowerWatcher::ask(const ContainerId &id)
{
    m_askedAt.insert(id.value, m_clock.elapsed());
    ++m_inFlight;
    m_session.client().get(QStringLiteral("/api/containers/%1/live").arg(id.value), this,
                           [this, id](const Result<http::JsonReply> &reply) {
                               --m_inFlight;
                               const LiveAnswer answer = reply ? liveFromJson(reply->body) : LiveAnswer();
                               emit powerSeen(id, answer.status.power);
                               emit actionSeen(id, answer.action && answer.action->isRunning()
                                                       ? answer.action->action
                                                       : QString());
                               if (reply)
                                   askNext(); // the rest of those in sight, without waiting for the tick
                           });
}

} // namespace slipway::desktop
