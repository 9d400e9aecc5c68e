#pragma once
#include "widgets/stepper/stepstate.h"

#include <QBasicTimer>
#include <QWidget>

namespace slipway::stepper {

/// The steps in one line, for little room: bubbles joined by a line, and the name of the one that matters
/// now.
class StepStrip : public QWidget
{
    Q_OBJECT
public:
    explicit StepStrip(QWidget *parent = nullptr);
    void setSteps(const QList<StepInfo> &steps);
    void setStepState(int step, StepState state);
    StepState stepState(int step) const { return m_states.value(step, StepState::Pending); }
    void setNote(const QString &note); ///< beside the current step's name
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    int currentStep() const; ///< active or failed, else the last one completed; -1: none begun
    void describe();
    void animate();

    QList<StepInfo> m_steps;
    QList<StepState> m_states;
    QString m_note;
    QBasicTimer m_timer;
};

} // namespace slipway::stepper
