#pragma once
#include "app/desktop/connectioninfo.h"
#include "app/desktop/runstate.h"
#include "app/progress/containerprogress.h"

#include <QObject>
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
    void stop();
    const RunState &run() const { return m_run; }
    const ServiceList &services() const { return m_services; }
    ConnectionInfo connection() const;
    QStringList lastLines(int count) const;

public slots:
    void retryNow();
    void loadServices();

signals:
    void runChanged(const slipway::desktop::RunState &run);
    void restarted(); ///< another run: forget all lines
    void linesAppended(const QList<slipway::LogLine> &lines);
    void servicesLoaded();
    void servicesFailed(const QString &message);
    void connectionChanged();

private:
    void refresh();

    Session &m_session;
    Container m_known;
    QUrl m_watchedServer;
    std::unique_ptr<ContainerProgress> m_progress;
    RunState m_run;
    ServiceList m_services;
    quint64 m_generation = 0;
};

} // namespace slipway::desktop
