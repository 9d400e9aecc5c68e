#include "widgets/elements/iconbutton.h"

#include "widgets/theme/metrics.h"

namespace slipway::elements {

IconButton::IconButton(theme::Icon icon, const QString &name, QWidget *parent) : QToolButton(parent)
{
    setAutoRaise(true);
    setFocusPolicy(Qt::StrongFocus);
    setIconSize({theme::iconSize(), theme::iconSize()});
    set(icon, name);
}

void IconButton::set(theme::Icon icon, const QString &name, theme::Role role)
{
    setIcon(theme::icon(icon, role));
    setAccessibleName(name);
    setToolTip(name);
}

} // namespace slipway::elements
