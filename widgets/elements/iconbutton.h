#pragma once
#include "widgets/theme/icons.h"

#include <QToolButton>

namespace slipway::elements {

/// A flat button with an icon, and a name for those who cannot see it (also the tool tip).
class IconButton : public QToolButton
{
    Q_OBJECT
public:
    IconButton(theme::Icon icon, const QString &name, QWidget *parent = nullptr);
    void set(theme::Icon icon, const QString &name, theme::Role role = theme::Role::Muted);
};

} // namespace slipway::elements
