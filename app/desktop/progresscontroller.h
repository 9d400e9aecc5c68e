#pragma once
#include "app/base/secret.h"
#include "app/desktop/connectioninfo.h"
#include "app/desktop/runstate.h"
#include "app/desktop/timeleft.h"
#include "app/progress/containerprogress.h"

#include <QObject>
#include <QTimer>
#include <memory>

namespace slipway::desktop {

class Session;

/// Watches one run and hands its page what to show: state, lines, services after completion. GUI thread, no
/// widgets.
class ProgressController : public QObject
{
    Q_OBJECT
public:
    explicit ProgressController(Session &session, QObject *parent = nullptr);
    ~ProgressController() override;

    /// An own backend that was started again has another address: a run that was under way is then watched
    /// there, from its beginning, so that no line is missing. Begins with `known` (so that hostname and badge
    /// are there at once) and follows its stream.
    void watch(const Container &known);
    /// The run that is watched begins again (a retry): its lines stay, and what is new comes after them.
    void resume();
    /// What the list says of a container. When it tells of a later run of the one that is watched and over,
    /// begun by somebody else, that run is followed.
    void noteRow(const Container &row);
    void stop();
    const RunState &run() const { return m_run; }
    const ServiceList &services() const { return m_services; }
    ConnectionInfo connection() const;
    QStringList lastLines(int count) const;

public slots:
    void retryNow();
    void loadServices();
    void cancel();
    /// Goes on with the step that failed. `rootPassword`: only when the backend said that it needs it.
    void retry(const slipway::Secret &rootPassword = {});

signals:
    void runChanged(const slipway::desktop::RunState &run);
    void restarted(); ///< another run: forget all lines
    void resumed();   ///< the same container runs again: percent begins anew, lines stay
    /// `needsPassword`: the same with the root password may work.
    void retryFailed(const QString &message, bool needsPassword);
    void cancelFailed(const QString &message);
    void captionChanged(const QString &caption); ///< how long it will take, or takes so far; once a second
    void linesAppended(const QList<slipway::LogLine> &lines);
    void servicesLoaded();
    void servicesFailed(const QString &message);
    void connectionChanged();

private:
    void follow(const QByteArray &after);
    void refresh();
    void loadRecord();
    void showTime();

    Session &m_session;
    Container m_known;
    QUrl m_watchedServer;
    std::unique_ptr<ContainerProgress> m_progress;
    RunState m_run;
    QTimer m_second;
    bool m_isLooking = false; // whether there is a later run
    bool m_isResumed = false; // what came before it is on the page: no skeleton
    QString m_caption;
    ServerClock m_clock;
    RemainingTime m_time;
    ServiceList m_services;
    quint64 m_generation = 0;
};

} // namespace slipway::desktop
