#pragma once
#include "widgets/stepper/stepstate.h"

#include <QAbstractButton>

namespace slipway::stepper {

/// One script of the fourth step: its state, its name; pressed, it filters the log. Checked = the filter is
/// on.
class ScriptButton : public QAbstractButton
{
    Q_OBJECT
public:
    explicit ScriptButton(const QString &name, QWidget *parent = nullptr);
    void setState(StepState state);
    StepState state() const { return m_state; }
    QString scriptName() const { return m_name; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void nextCheckState() override {} ///< the owner decides which one is checked

private:
    void describe();

    QString m_name;
    StepState m_state = StepState::Pending;
};

} // namespace slipway::stepper
