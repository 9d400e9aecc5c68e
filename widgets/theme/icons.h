#pragma once
#include "widgets/theme/role.h"

#include <QIcon>
#include <QPixmap>

class QPainter;
class QRectF;

namespace slipway::theme {

/// Our own line icons (resources/icons, 24 × 24, stroke 2; compiled in by tools/compileicons), drawn in the
/// colour of a role.
enum class Icon {
    App,
    Container,
    Start,
    Files,
    Scripts,
    Finish,
    Check,
    Cross,
    Pending,
    Copy,
    Eye,
    EyeOff,
    Open,
    Search,
    Plus,
    Trash,
    Refresh,
    Back,
    ChevronRight,
    ChevronDown,
    ChevronUp,
    Warning,
    Info,
    Runs,
    List,
    Theme,
    More,
    Lock,
    Flask,
    Plug,
    Unplugged,
    Clock,
    Log,
    Save,
    Service,
    Node,
    Stop,
    Power,
    Shield,
};
constexpr int kIconCount = static_cast<int>(Icon::Shield) + 1;
/// File name below resources/icons without ".svg".
QLatin1StringView iconName(Icon icon);

/// A QIcon that resolves its role when it is painted: it follows a live switch of the theme and every scale
/// factor.
QIcon icon(Icon icon, Role role = Role::Text);
/// The same drawn once; for painters of our own.
void paintIcon(QPainter &painter, const QRectF &rect, Icon icon, const QColor &color);
/// The program's icon in its own colours.
QIcon applicationIcon();

} // namespace slipway::theme
