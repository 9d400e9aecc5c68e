#pragma once
#include "app/desktop/historycontroller.h"

#include <QWidget>

class QListWidget;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace slipway::elements {
class ElidedLabel;
class EmptyState;
class InlineMessage;
class TimingChart;
} // namespace slipway::elements
namespace slipway::theme {
class Label;
}
namespace slipway::logview {
class LogPanel;
}

namespace slipway::desktop {

/// Every run of a container: which, how it ended, how long it took against the usual, and its log. Wide: the
/// runs beside the one that is looked at; narrow: above it. In little height the times take the place of the
/// log and back.
class HistoryView : public QWidget
{
    Q_OBJECT
public:
    explicit HistoryView(HistoryController &controller, QWidget *parent = nullptr);
    logview::LogPanel *log() const { return m_log; }
    void setFileName(const QString &hostname);
    /// Keys of an open find bar work from the whole page; false: not one of them.
    bool takeFindKey(const QKeyEvent &event);

signals:
    void followRequested(); ///< of a run that goes on: to its own page

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeRuns();
    QWidget *makeRun();
    void connectController();
    void refresh();
    void listRuns();
    void showRun();
    void showReading();
    void arrange();

    HistoryController &m_controller;
    QString m_hostname;
    bool m_isLow = false;
    bool m_timesWanted = false; ///< in little height: the times instead of the log
    QStackedWidget *m_stack;
    elements::EmptyState *m_empty;
    QSplitter *m_splitter;
    QListWidget *m_runs;
    elements::ElidedLabel *m_title;
    theme::Label *m_facts;
    QPushButton *m_follow;
    QPushButton *m_switch;
    QWidget *m_times;
    elements::TimingChart *m_chart;
    elements::InlineMessage *m_note;
    logview::LogPanel *m_log;
};

/// "Run 2 failed at Run Scripts"
QString runTitle(const RunRecord &run);
/// When and how long: "21 Nov 2026, 16:04 · took 1 min 10 s"
QString runFacts(const RunRecord &run);

} // namespace slipway::desktop
