#pragma once
#include "widgets/stepper/stepstate.h"

#include <QWidget>

namespace slipway::theme {
class Label;
}

namespace slipway::stepper {

class EasedProgress;
class StepRow;
class StepStrip;

/// Overall progress and the phases below it. Holds no logic about runs: it shows what it is told.
/// GUI thread. Keyboard: Tab reaches the scripts, Up and Down move between them, Space chooses.
class Stepper : public QWidget
{
    Q_OBJECT
public:
    explicit Stepper(QWidget *parent = nullptr);

    void setSteps(const QList<StepInfo> &steps);
    void setStepState(int step, StepState state, qint64 durationMs = -1);
    StepState stepState(int step) const;
    void setStepNote(int step, const QString &note);
    void setScripts(int step, const QList<ScriptInfo> &scripts);
    /// Which script the log is filtered by; empty = none.
    void setSelectedScript(const QString &name);
    QString selectedScript() const { return m_selected; }
    void setPercent(int percent); ///< never backwards before reset()
    int percent() const;
    /// A line under the bar ("12 s so far"); empty hides it.
    void setCaption(const QString &caption);
    void setTone(theme::Role tone);
    /// For little room: the bar and one line with all steps instead of a list.
    void setCompact(bool compact);
    void reset();
    /// "[x] Create Container / [>] Start Container / [!] Run Scripts": for tests and reports.
    QString asText() const;

signals:
    /// A script was pressed: filter by it. Pressed again: empty, show everything.
    void scriptChosen(const QString &name);

private:
    void choose(const QString &name);

    QList<StepInfo> m_steps;
    QList<StepRow *> m_rows;
    QString m_selected;
    QWidget *m_list;
    StepStrip *m_strip;
    EasedProgress *m_bar;
    theme::Label *m_percent;
    theme::Label *m_caption;
};

} // namespace slipway::stepper
