#include "widgets/theme/label.h"

#include "widgets/theme/theme.h"

#include <QEvent>

namespace slipway::theme {

Label::Label(const QString &text, TextStyle style, Role role, QWidget *parent)
    : QLabel(text, parent), m_style(style), m_role(role)
{
    // Text from a server is never interpreted as rich text.
    setTextFormat(Qt::PlainText);
    setFont(theme::font(style));
    applyRole();
    connect(&Theme::instance(), &Theme::changed, this, &Label::applyRole);
}

void Label::setTextStyle(TextStyle style)
{
    m_style = style;
    setFont(theme::font(style));
}

void Label::setRole(Role role)
{
    m_role = role;
    applyRole();
}

void Label::applyRole()
{
    QPalette p; // only what is set here is ours; the rest is inherited
    p.setColor(QPalette::WindowText, color(m_role));
    p.setColor(QPalette::Text, color(m_role));
    setPalette(p);
}

void Label::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::ApplicationFontChange)
        setFont(theme::font(m_style));
    QLabel::changeEvent(event);
}

} // namespace slipway::theme
