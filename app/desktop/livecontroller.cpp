#include "app/desktop/livecontroller.h"

#include "app/desktop/session.h"

#include <QJsonDocument>

namespace slipway::desktop {

using namespace Qt::Literals::StringLiterals;

LiveAnswer liveFromJson(const QByteArray &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    LiveAnswer live;
    live.status = hostStatusFromJson(object);
    live.displayName = object.value("displayName"_L1).toString();
    const QJsonObject action = object.value("action"_L1).toObject();
    if (!action.isEmpty())
        live.action = PowerRun{action.value("name"_L1).toString(), action.value("startedAt"_L1).toString(),
                               action.value("finishedAt"_L1).toString(), action.value("error"_L1).toString(),
                               action.value("code"_L1).toString()};
    return live;
}

LiveController::LiveController(Session &session, QObject *parent) : QObject(parent), m_session(session)
{
    m_clock.start();
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &LiveController::refresh);
}

void LiveController::watch(const ContainerId &id)
{
    if (m_id == id)
        return;
    ++m_generation;
    m_id = id;
    m_live.reset();
    m_history.clear();
    m_problem.clear();
    m_asked.clear();
    m_accepted = false;
    m_seen.clear();
    m_searching = false;
    m_timer.stop();
    emit changed();
    if (m_active)
        refresh();
}

void LiveController::setActive(bool active)
{
    if (m_active == active)
        return;
    m_active = active;
    if (active)
        refresh();
    else
        m_timer.stop();
}

QString LiveController::runningAction() const
{
    if (!m_asked.isEmpty())
        return m_asked;
    return m_live && m_live->action && m_live->action->isRunning() ? m_live->action->action : QString();
}

qint64 LiveController::runningMs() const
{
    return runningAction().isEmpty() || !m_since.isValid() ? 0 : m_since.elapsed();
}

void LiveController::refresh()
{
    m_timer.stop();
    if (!m_active || m_id.value.isEmpty() || !m_session.isUsable())
        return;
    const quint64 generation = ++m_generation;
    m_session.client().get(u"/api/containers/%1/live"_s.arg(m_id.value), this,
                           [this, generation](const Result<http::JsonReply> &reply) {
                               if (generation != m_generation)
                                   return;
                               take(reply ? Result<QByteArray>(reply->body)
                                          : Result<QByteArray>(tl::unexpected(reply.error())));
                           });
}

void LiveController::take(const Result<QByteArray> &body)
{
    constexpr int kBusyMs = 1000;
    constexpr int kTroubleMs = 8000;
    const std::optional<PowerRun> before = m_live ? m_live->action : std::nullopt;
    const bool isFirst = !m_live.has_value();
    if (body) {
        m_problem.clear();
        m_live = liveFromJson(*body);
        m_history.append(LiveSample{m_clock.elapsed(), m_live->status});
    } else {
        m_problem = body.error().message;
        m_history.append(LiveSample{m_clock.elapsed(), {}});
    }
    if (m_history.size() > kHistory)
        m_history.removeFirst();
    if (m_active)
        m_timer.start(!body ? kTroubleMs : runningAction().isEmpty() ? kIntervalMs : kBusyMs);
    if (body && isFirst && m_asked.isEmpty() && m_live->action && !m_live->action->isRunning())
        m_seen = m_live->action->startedAt; // how that one ended was told when it did
    if (body)
        follow(before);
    emit changed();
}

void LiveController::follow(const std::optional<PowerRun> &before)
{
    const std::optional<PowerRun> now = m_live->action;
    const bool isOld = !now || now->startedAt == m_seen;
    if (!isOld || m_accepted) { // a backend that was started anew knows of none
        m_asked.clear();
        m_accepted = false;
    }
    if (isOld)
        return;
    if (now->isRunning()) {
        if (!m_since.isValid() || !before || before->startedAt != now->startedAt)
            m_since.start();
        return;
    }
    m_seen = now->startedAt;
    m_since.invalidate();
    if (now->error.isEmpty())
        emit powerDone(now->action);
    else
        emit powerFailed(now->action, now->error, now->code);
}

void LiveController::power(const QString &action, int timeoutSeconds)
{
    if (!runningAction().isEmpty())
        return;
    m_asked = action;
    m_since.start();
    emit changed();
    const ContainerId id = m_id;
    const QByteArray body =
        QJsonDocument(QJsonObject{{u"action"_s, action}, {u"timeoutSeconds"_s, timeoutSeconds}})
            .toJson(QJsonDocument::Compact);
    m_session.client().post(u"/api/containers/%1/power"_s.arg(id.value), body, this,
                            [this, id, action](const Result<http::JsonReply> &reply) {
                                if (m_id != id)
                                    return;
                                m_accepted = reply.has_value();
                                if (!reply) {
                                    m_asked.clear();
                                    m_since.invalidate();
                                    emit changed();
                                    emit powerFailed(action, reply.error().message, {});
                                }
                                refresh();
                            });
}

void LiveController::rediscover()
{
    if (m_searching)
        return;
    m_searching = true;
    emit changed();
    const ContainerId id = m_id;
    m_session.client().post(u"/api/containers/%1/rediscover"_s.arg(id.value), QByteArrayLiteral("{}"), this,
                            [this, id](const Result<http::JsonReply> &reply) {
                                if (m_id != id)
                                    return;
                                m_searching = false;
                                emit changed();
                                const auto list = reply ? serviceListFromJson(reply->body)
                                                        : Result<ServiceList>(tl::unexpected(reply.error()));
                                if (list)
                                    emit servicesFound(*list);
                                else
                                    emit searchFailed(list.error().message);
                            });
}

} // namespace slipway::desktop
