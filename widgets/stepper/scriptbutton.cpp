#include "widgets/stepper/scriptbutton.h"

#include "widgets/elements/spinner.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/stylepaint.h"
#include "widgets/theme/theme.h"

#include <QAccessible>
#include <QDateTime>
#include <QKeyEvent>
#include <QPainter>

namespace slipway::stepper {

using namespace theme;

ScriptButton::ScriptButton(const QString &name, QWidget *parent) : QAbstractButton(parent), m_name(name)
{
    setObjectName(QStringLiteral("script:") + name);
    setText(scriptLabel(name));
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setToolTip(tr("Show only the log of %1").arg(name).toHtmlEscaped());
    describe();
}

void ScriptButton::setState(StepState state)
{
    if (m_state == state)
        return;
    m_state = state;
    describe();
    update();
    QAccessibleEvent event(this, QAccessible::NameChanged);
    QAccessible::updateAccessibility(&event);
}

void ScriptButton::describe()
{
    setAccessibleName(tr("Script %1, %2").arg(m_name, stateText(m_state)));
    setAccessibleDescription(tr("Shows only the log of this script"));
}

QSize ScriptButton::sizeHint() const
{
    const QFontMetrics fm(theme::font(TextStyle::Body));
    return {fm.horizontalAdvance(text()) + space(4), fm.height() + space(0.6)};
}

QSize ScriptButton::minimumSizeHint() const { return {space(8), sizeHint().height()}; }

void ScriptButton::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Down || event->key() == Qt::Key_Up) {
        focusNextPrevChild(event->key() == Qt::Key_Down);
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

void ScriptButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (isChecked() || underMouse() || isDown())
        paint::roundedRect(painter, rect(), cornerRadius(),
                           color(isChecked() ? Role::AccentSoft : Role::Hover));
    const double side = space(1.5);
    const QRectF iconRect(space(0.6), (height() - side) / 2, side, side);
    if (m_state == StepState::Active) {
        const bool still = Theme::instance().reduceMotion();
        const double turn = still ? 0 : double(QDateTime::currentMSecsSinceEpoch() % 1100) / 1100;
        elements::Spinner::paint(painter, iconRect, turn, color(Role::Accent));
    } else {
        paintIcon(painter, iconRect, stateIcon(m_state), color(stateRole(m_state)));
    }
    painter.setFont(theme::font(m_state == StepState::Active ? TextStyle::Strong : TextStyle::Body));
    painter.setPen(color(m_state == StepState::Pending ? Role::Muted
                         : m_state == StepState::Error ? Role::Danger
                                                       : Role::Text));
    const QRect words = rect().adjusted(space(2.8), 0, -space(0.6), 0);
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, words.width()));
    if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange))
        paint::focusRing(painter, rect(), cornerRadius());
}

} // namespace slipway::stepper
