#include "widgets/stepper/steprow.h"

#include "widgets/stepper/bubble.h"
#include "widgets/stepper/scriptbutton.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/stylepaint.h"
#include "widgets/theme/theme.h"

#include <QAccessible>
#include <QDateTime>
#include <QPainter>
#include <QTimerEvent>
#include <QVBoxLayout>

namespace slipway::stepper {

using namespace theme;

namespace {
constexpr int kFrameMs = 33;
int bubbleSide() { return space(2.9); }
int textLeft() { return bubbleSide() + space(1.2); }
} // namespace

StepRow::StepRow(StepInfo info, Position position, QWidget *parent)
    : QWidget(parent), m_info(std::move(info)), m_position(position), m_scripts(new QVBoxLayout(this))
{
    m_scripts->setSpacing(0);
    m_scripts->setContentsMargins(textLeft() - space(0.6), headerHeight(), 0, 0);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    describe();
}

int StepRow::headerHeight() const
{
    const int lines = m_state == StepState::Active ? QFontMetrics(theme::font(TextStyle::Small)).height() : 0;
    return qMax(bubbleSide(), fontMetrics().height() + lines) + space(1.3);
}

QSize StepRow::sizeHint() const
{
    int height = headerHeight();
    for (const ScriptButton *button : m_buttons)
        height += button->sizeHint().height();
    return {space(28), height + (m_buttons.isEmpty() ? 0 : space(0.6))};
}

QSize StepRow::minimumSizeHint() const { return {space(18), sizeHint().height()}; }

void StepRow::setState(StepState state, qint64 durationMs)
{
    if (m_state == state && m_durationMs == durationMs)
        return;
    const bool turned = m_state != state;
    m_state = state;
    m_durationMs = durationMs;
    m_scripts->setContentsMargins(textLeft() - space(0.6), headerHeight(), 0, 0);
    describe();
    animate();
    updateGeometry();
    update();
    if (turned) {
        QAccessibleEvent event(this, QAccessible::NameChanged);
        QAccessible::updateAccessibility(&event);
    }
}

void StepRow::setNote(const QString &note)
{
    if (m_note == note)
        return;
    m_note = note;
    describe();
    update();
}

void StepRow::setScripts(const QList<ScriptInfo> &scripts)
{
    bool same = scripts.size() == m_buttons.size();
    for (qsizetype i = 0; same && i < scripts.size(); ++i)
        same = m_buttons.at(i)->scriptName() == scripts.at(i).name;
    if (!same) {
        qDeleteAll(m_buttons);
        m_buttons.clear();
        for (const ScriptInfo &script : scripts) {
            auto *button = new ScriptButton(script.name, this);
            connect(button, &QAbstractButton::clicked, this,
                    [this, button] { emit scriptClicked(button->scriptName()); });
            m_scripts->addWidget(button);
            m_buttons.append(button);
        }
        updateGeometry();
    }
    for (qsizetype i = 0; i < scripts.size(); ++i)
        m_buttons.at(i)->setState(scripts.at(i).state);
    animate();
}

void StepRow::setSelectedScript(const QString &name)
{
    for (ScriptButton *button : m_buttons)
        button->setChecked(button->scriptName() == name);
}

QString StepRow::trailing() const
{
    switch (m_state) {
    case StepState::Completed:
        return m_durationMs >= 0 ? durationText(m_durationMs) : QString();
    case StepState::Active:
        return m_note;
    case StepState::Error:
        return tr("failed");
    case StepState::Pending:
        break;
    }
    return {};
}

void StepRow::describe()
{
    QString name = tr("%1, %2").arg(m_info.label, stateText(m_state));
    if (m_state == StepState::Completed && m_durationMs >= 0)
        name += QStringLiteral(", ") + durationText(m_durationMs);
    setAccessibleName(name);
    setAccessibleDescription(m_state == StepState::Active ? m_info.description : QString());
}

void StepRow::animate()
{
    if (m_state == StepState::Active && isVisible() && !Theme::instance().reduceMotion())
        m_timer.start(kFrameMs, this);
    else
        m_timer.stop();
}

void StepRow::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId()) {
        QWidget::timerEvent(event);
        return;
    }
    update(0, 0, textLeft(), headerHeight());
    for (ScriptButton *button : m_buttons) {
        if (button->state() == StepState::Active)
            button->update();
    }
}

void StepRow::showEvent(QShowEvent *) { animate(); }
void StepRow::hideEvent(QHideEvent *) { m_timer.stop(); }

void StepRow::paintLine(QPainter &painter, const QRectF &bubble) const
{
    const double x = bubble.center().x();
    painter.setPen(QPen(color(Role::Border), 2));
    if (m_position != Position::First)
        painter.drawLine(QPointF(x, 0), QPointF(x, bubble.top() - 3));
    if (m_position != Position::Last)
        painter.drawLine(QPointF(x, bubble.bottom() + 3), QPointF(x, height()));
}

void StepRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double side = bubbleSide();
    const QRectF bubble(2, (headerHeight() - side) / 2, side, side);
    paintLine(painter, bubble);
    paintBubble(painter, bubble, m_state, m_info.icon);

    const bool active = m_state == StepState::Active;
    const QFont labelFont =
        theme::font(active || m_state == StepState::Error ? TextStyle::Strong : TextStyle::Body);
    const QFontMetrics labelMetrics(labelFont);
    const QFontMetrics smallMetrics(theme::font(TextStyle::Small));
    const int block = labelMetrics.height() + (active ? smallMetrics.height() : 0);
    const int top = (headerHeight() - block) / 2;
    const QString right = trailing();
    const int rightWidth = right.isEmpty() ? 0 : smallMetrics.horizontalAdvance(right) + space(1);
    const int available = width() - textLeft() - rightWidth;

    painter.setFont(labelFont);
    painter.setPen(color(m_state == StepState::Pending ? Role::Muted : Role::Text));
    painter.drawText(QRect(textLeft(), top, available, labelMetrics.height()),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     labelMetrics.elidedText(m_info.label, Qt::ElideRight, available));
    painter.setFont(theme::font(TextStyle::Small));
    painter.setPen(color(m_state == StepState::Error ? Role::Danger : Role::Muted));
    painter.drawText(QRect(width() - rightWidth, top, rightWidth, labelMetrics.height()),
                     Qt::AlignRight | Qt::AlignVCenter, right);
    if (active) {
        const int room = width() - textLeft();
        painter.drawText(QRect(textLeft(), top + labelMetrics.height(), room, smallMetrics.height()),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         smallMetrics.elidedText(m_info.description, Qt::ElideRight, room));
    }
}

} // namespace slipway::stepper
