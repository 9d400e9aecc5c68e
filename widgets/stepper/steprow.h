#pragma once
#include "widgets/stepper/stepstate.h"

#include <QBasicTimer>
#include <QWidget>

class QVBoxLayout;

namespace slipway::stepper {

class ScriptButton;

/// One phase: state bubble on the line that joins the phases, label, description while active, duration when
/// done, and its scripts below.
class StepRow : public QWidget
{
    Q_OBJECT
public:
    enum class Position { First, Middle, Last };

    StepRow(StepInfo info, Position position, QWidget *parent = nullptr);
    void setState(StepState state, qint64 durationMs);
    void setNote(const QString &note); ///< e.g. "2/3" while active
    void setScripts(const QList<ScriptInfo> &scripts);
    void setSelectedScript(const QString &name);
    StepState state() const { return m_state; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void scriptClicked(const QString &name);

protected:
    void paintEvent(QPaintEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    int headerHeight() const;
    QString trailing() const;
    void describe();
    void animate();
    void paintLine(QPainter &painter, const QRectF &bubble) const;

    StepInfo m_info;
    Position m_position;
    StepState m_state = StepState::Pending;
    qint64 m_durationMs = -1;
    QString m_note;
    QVBoxLayout *m_scripts;
    QList<ScriptButton *> m_buttons;
    QBasicTimer m_timer;
};

} // namespace slipway::stepper
