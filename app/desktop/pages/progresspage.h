#pragma once
#include "app/desktop/runstate.h"
#include "app/progress/containerprogress.h"

#include <QWidget>

class QPushButton;
class QScrollArea;
class QSplitter;
class QStackedWidget;

namespace slipway::logview {
class LogPanel;
}
namespace slipway::stepper {
class Stepper;
}
namespace slipway::elements {
class InlineMessage;
class TimingChart;
} // namespace slipway::elements
namespace slipway::credentials {
class SecretClipboard;
}

namespace slipway::desktop {

class ErrorCard;
class ProgressHeader;
class ServicesView;

/// One run: header, stepper, log; at the end services or the error. Draws RunState and lines, knows no
/// network. Wide: stepper beside the log. Narrow: above it, in one line. Low as well: the result has the room
/// to itself, and a button brings the log.
class ProgressPage : public QWidget
{
    Q_OBJECT
public:
    explicit ProgressPage(credentials::SecretClipboard &clipboard, QWidget *parent = nullptr);

    void startRun();                          ///< another run: empty log, no filter, percent from 0
    void resumeRun();                         ///< the same container again: percent from 0, the log goes on
    void showProblem(const QString &message); ///< what was asked for did not work
    void setCaption(const QString &caption);  ///< under the bar
    void showRun(const RunState &run);
    void appendLines(const QList<LogLine> &lines);
    void showServices(const ServiceList &list);
    void showServicesFailure(const QString &message);
    /// Keys of an open find bar work from the whole page; false: not one of them.
    bool takeFindKey(const QKeyEvent &event);
    /// Width of the stepper while it stands beside the log; 0: ours.
    void setStepsWidth(int width);
    const RunState &run() const { return m_run; }
    logview::LogPanel *log() const { return m_log; }
    stepper::Stepper *stepper() const { return m_stepper; }

signals:
    void stepsWidthChosen(int width);
    void viewRequested(const slipway::ContainerId &id);
    void anotherRequested();
    void tryAgainRequested();
    void detailsRequested();
    void cancelRequested();
    void deleteRequested(const slipway::ContainerId &id);
    void retryRequested();
    void serviceLogRequested(const QString &service);
    void servicesRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeSteps();
    QWidget *makeResult();
    QWidget *makeLog();
    void connectParts();
    void showSteps();
    void showParts();
    void arrange();
    void fitSteps();
    void shareHeight();
    void showStepsWidth();

    RunState m_run;
    bool m_narrow = false;
    int m_stepsWidth = 0;
    bool m_logWanted = false; ///< in a low window: the log instead of the result
    int m_sharedHeight = -1;  ///< what the result got last
    ProgressHeader *m_header;
    QSplitter *m_main;
    QSplitter *m_right;
    QPushButton *m_switch;
    QStackedWidget *m_stepsStack;
    QWidget *m_bones; ///< of the steps, while they are not known
    QStackedWidget *m_logStack;
    QScrollArea *m_result;
    stepper::Stepper *m_stepper;
    logview::LogPanel *m_log;
    ServicesView *m_services;
    ErrorCard *m_error;
    elements::InlineMessage *m_problem;
    QWidget *m_times;
    elements::TimingChart *m_chart;
};

} // namespace slipway::desktop
