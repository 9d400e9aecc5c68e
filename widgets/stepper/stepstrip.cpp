#include "widgets/stepper/stepstrip.h"

#include "widgets/stepper/bubble.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/theme.h"

#include <QPainter>
#include <QTimerEvent>

namespace slipway::stepper {

using namespace theme;

namespace {
constexpr int kFrameMs = 33;
int bubbleSide() { return space(2.6); }
} // namespace

StepStrip::StepStrip(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("stepStrip"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void StepStrip::setSteps(const QList<StepInfo> &steps)
{
    m_steps = steps;
    m_states = QList<StepState>(steps.size(), StepState::Pending);
    describe();
    update();
}

void StepStrip::setStepState(int step, StepState state)
{
    if (step < 0 || step >= m_states.size() || m_states.at(step) == state)
        return;
    m_states[step] = state;
    describe();
    animate();
    update();
}

void StepStrip::setNote(const QString &note)
{
    if (m_note == note)
        return;
    m_note = note;
    update();
}

void StepStrip::describe()
{
    QStringList parts;
    for (qsizetype i = 0; i < m_steps.size(); ++i)
        parts << tr("%1 %2").arg(m_steps.at(i).label, stateText(m_states.at(i)));
    setAccessibleName(parts.join(QStringLiteral(", ")));
}

int StepStrip::currentStep() const
{
    int last = -1;
    for (qsizetype i = 0; i < m_states.size(); ++i) {
        if (m_states.at(i) == StepState::Active || m_states.at(i) == StepState::Error)
            return int(i);
        if (m_states.at(i) == StepState::Completed)
            last = int(i);
    }
    return last;
}

QSize StepStrip::sizeHint() const
{
    return {int(qMax<qsizetype>(1, m_steps.size())) * space(4), bubbleSide() + space(0.8)};
}

void StepStrip::animate()
{
    if (m_states.contains(StepState::Active) && isVisible() && !Theme::instance().reduceMotion())
        m_timer.start(kFrameMs, this);
    else
        m_timer.stop();
}

void StepStrip::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_timer.timerId())
        update();
    else
        QWidget::timerEvent(event);
}

void StepStrip::showEvent(QShowEvent *) { animate(); }
void StepStrip::hideEvent(QHideEvent *) { m_timer.stop(); }

void StepStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double side = bubbleSide();
    const double gap = space(1.6);
    const double top = (height() - side) / 2;
    const int current = currentStep();
    double x = 2;
    for (qsizetype i = 0; i < m_steps.size(); ++i) {
        paintBubble(painter, QRectF(x, top, side, side), m_states.at(i), m_steps.at(i).icon);
        x += side;
        if (i + 1 < m_steps.size()) {
            painter.setPen(QPen(color(Role::Border), 2));
            painter.drawLine(QPointF(x + 4, height() / 2.0), QPointF(x + gap - 4, height() / 2.0));
            x += gap;
        }
    }
    if (current < 0)
        return;
    const StepState state = m_states.at(current);
    QString words = m_steps.at(current).label;
    if (state == StepState::Active && !m_note.isEmpty())
        words = tr("%1, %2").arg(words, m_note);
    else if (state != StepState::Active)
        words = tr("%1 %2").arg(words, stateText(state));
    if (m_states.count(StepState::Completed) == m_states.size())
        words = tr("All steps completed");
    painter.setFont(theme::font(TextStyle::Strong));
    painter.setPen(color(state == StepState::Error ? Role::Danger : Role::Text));
    const int left = int(x) + space(1.2);
    const QRect area(left, 0, width() - left, height());
    painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(words, Qt::ElideRight, area.width()));
}

} // namespace slipway::stepper
