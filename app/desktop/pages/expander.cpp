#include "app/desktop/pages/expander.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/metrics.h"

#include <QVBoxLayout>

namespace slipway::desktop {

Expander::Expander(const QString &title, QWidget *content, QWidget *parent)
    : QWidget(parent), m_button(new QToolButton), m_content(content)
{
    m_button->setObjectName(QStringLiteral("expander:") + content->objectName());
    m_button->setText(title);
    m_button->setCheckable(true);
    m_button->setAutoRaise(true);
    m_button->setProperty("slipwayNoOn", true); // the chevron says that it is open
    m_button->setFocusPolicy(Qt::StrongFocus);
    m_button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_button->setFont(theme::font(theme::TextStyle::Strong));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_button, 0, Qt::AlignLeft);
    layout->addWidget(content);
    connect(m_button, &QToolButton::toggled, this, &Expander::refresh);
    refresh(false);
}

void Expander::setExpanded(bool expanded) { m_button->setChecked(expanded); }

void Expander::refresh(bool expanded)
{
    m_button->setIcon(
        theme::icon(expanded ? theme::Icon::ChevronDown : theme::Icon::ChevronRight, theme::Role::Muted));
    m_button->setAccessibleName(expanded ? tr("%1, expanded").arg(m_button->text())
                                         : tr("%1, collapsed").arg(m_button->text()));
    m_content->setVisible(expanded);
}

} // namespace slipway::desktop
