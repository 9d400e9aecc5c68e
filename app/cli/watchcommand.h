#pragma once
#include "app/cli/context.h"
#include "app/cli/liveview.h"
#include "app/domain/remainingtime.h"
#include "app/progress/containerprogress.h"
#include <QElapsedTimer>
#include <QTimer>

namespace slipway::cli {

/// `watch ID` and the second half of `create --follow`: follows one container to its end. JSON: each progress
/// event on a line, its bytes as sent. Terminal: stepper redrawn below the log. Otherwise: plain lines. Exits
/// 0 when ready, 1 when failed. A connection that was open once is resumed for as long as it takes (--timeout
/// bounds it); a server that cannot be reached at all is exit 3 at the first attempt.
class WatchCommand : public QObject
{
    Q_OBJECT
public:
    /// Events up to `after` are known, and not printed again.
    WatchCommand(Context &context, const ContainerId &id, EventSeq after = {});
    ~WatchCommand() override;
    void start();

private:
    void printEvent(const ProgressEvent &event, const QByteArray &json);
    void printPlain(const ProgressEvent &event);
    void noteScript(const ProgressEvent &event);
    void addLines(const QList<LogLine> &lines);
    void checkConnection();
    void draw();
    QString connectionText() const;
    QString logText(const LogLine &line, const Terminal &terminal) const;
    void end();
    void fetchServices();
    void showServices(const Result<http::JsonReply> &reply);

    Context &m_context;
    ContainerId m_id;
    EventSeq m_after;
    ContainerProgress m_progress;
    LiveView m_live;
    QTimer m_redraw;
    QElapsedTimer m_clock;
    QList<LogLine> m_waitingLines;
    QString m_lastNote;
    RemainingTime m_remaining;
    qint64 m_scriptStartedMs = -1;
    int m_frame = 0;
};

} // namespace slipway::cli
