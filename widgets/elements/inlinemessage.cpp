#include "widgets/elements/inlinemessage.h"

#include "widgets/theme/label.h"
#include "widgets/theme/style.h"
#include "widgets/theme/stylepaint.h"
#include "widgets/theme/theme.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>

namespace slipway::elements {

using namespace theme;

namespace {

Role toneOf(InlineMessage::Kind kind)
{
    switch (kind) {
    case InlineMessage::Kind::Success:
        return Role::Success;
    case InlineMessage::Kind::Warning:
        return Role::Warning;
    case InlineMessage::Kind::Error:
        return Role::Danger;
    case InlineMessage::Kind::Info:
        break;
    }
    return Role::Accent;
}

Icon iconOf(InlineMessage::Kind kind)
{
    switch (kind) {
    case InlineMessage::Kind::Success:
        return Icon::Check;
    case InlineMessage::Kind::Warning:
    case InlineMessage::Kind::Error:
        return Icon::Warning;
    case InlineMessage::Kind::Info:
        break;
    }
    return Icon::Info;
}

} // namespace

InlineMessage::InlineMessage(QWidget *parent)
    : QFrame(parent), m_label(new Label({}, TextStyle::Body, Role::Text, this)),
      m_action(new QPushButton(this))
{
    m_label->setWordWrap(true);
    m_label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_action->setObjectName(QStringLiteral("messageAction"));
    setButtonKind(m_action, ButtonKind::Quiet);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(space(1.2) + iconSize() + space(0.8), space(0.8), space(1), space(0.8));
    layout->addWidget(m_label, 1);
    layout->addWidget(m_action);
    setVisible(false);
    connect(m_action, &QPushButton::clicked, this, &InlineMessage::actionTriggered);
}

void InlineMessage::showMessage(Kind kind, const QString &text, const QString &action)
{
    m_kind = kind;
    m_label->setText(text);
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    setAccessibleName(text);
    setVisible(true);
    update();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

QString InlineMessage::text() const { return m_label->text(); }

void InlineMessage::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Role tone = toneOf(m_kind);
    theme::paint::roundedRect(painter, rect(), cornerRadius(), color(softRole(tone)),
                              blend(color(tone), color(softRole(tone)), 0.35));
    const int side = iconSize();
    const int top = m_label->geometry().top() + (m_label->fontMetrics().height() - side) / 2;
    const int y = m_label->heightForWidth(m_label->width()) < m_label->fontMetrics().height() * 2
                      ? (height() - side) / 2
                      : top;
    paintIcon(painter, QRectF(space(1.2), y, side, side), iconOf(m_kind), color(tone));
}

} // namespace slipway::elements
