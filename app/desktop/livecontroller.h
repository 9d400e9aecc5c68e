#pragma once
#include "app/base/ids.h"
#include "app/base/result.h"
#include "app/domain/hostoffers.h"
#include "app/domain/service.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <optional>

namespace slipway::desktop {

class Session;

/// What somebody asked a container's power to do, as GET …/live tells it.
struct PowerRun
{
    QString action; ///< "start" "shutdown" "stop" "reboot"
    QString startedAt;
    QString finishedAt; ///< empty while it goes on
    QString error;      ///< empty: it went well
    QString code;       ///< "timeout", "conflict"…
    bool isRunning() const { return finishedAt.isEmpty(); }
    bool operator==(const PowerRun &) const = default;
};

struct LiveAnswer
{
    HostStatus status;
    QString displayName;
    std::optional<PowerRun> action;
    bool operator==(const LiveAnswer &) const = default;
};
/// What was seen when.
struct LiveSample
{
    qint64 ms = 0; ///< of a clock that only goes on
    HostStatus status;
};
LiveAnswer liveFromJson(const QByteArray &json);

/// The live state of one container while somebody looks at it: asked every few seconds, with the last five
/// minutes as a history. Pauses when nobody looks. GUI thread, no widgets.
class LiveController : public QObject
{
    Q_OBJECT
public:
    static constexpr int kIntervalMs = 3000;
    static constexpr int kHistory = 100;

    explicit LiveController(Session &session, QObject *parent = nullptr);

    void watch(const ContainerId &id); ///< forgets the one before
    void setActive(bool active);       ///< looked at, and worth asking
    const ContainerId &id() const { return m_id; }
    const std::optional<LiveAnswer> &live() const { return m_live; }
    const QString &problem() const { return m_problem; } ///< why the last question got no answer
    const QList<LiveSample> &history() const { return m_history; }
    bool isSearching() const { return m_searching; }
    /// The action that goes on, ours or somebody else's; empty: none.
    QString runningAction() const;
    qint64 runningMs() const;

public slots:
    void refresh();
    void power(const QString &action, int timeoutSeconds = 60);
    void rediscover();

signals:
    void changed();
    /// `code` as of the API; "timeout" of a shutdown: it did not go down, and can be stopped.
    void powerFailed(const QString &action, const QString &message, const QString &code);
    void powerDone(const QString &action);
    void servicesFound(const slipway::ServiceList &services);
    void searchFailed(const QString &message);

private:
    void take(const Result<QByteArray> &body);
    void follow(const std::optional<PowerRun> &before);

    Session &m_session;
    QTimer m_timer;
    ContainerId m_id;
    bool m_active = false;
    bool m_searching = false;
    std::optional<LiveAnswer> m_live;
    QElapsedTimer m_clock;
    QList<LiveSample> m_history;
    QString m_problem;
    QString m_asked;         // sent, and not seen in an answer yet
    bool m_accepted = false; // m_asked was: the next answer has to know it
    QString m_seen;          // startedAt of the action whose end is known
    QElapsedTimer m_since;
    quint64 m_generation = 0; // an answer to an older question is dropped
};

} // namespace slipway::desktop
