#pragma once
#include <QColor>

namespace slipway::theme {

/// What a colour means. Code names roles and never colours, so that light and dark stay one piece of code.
/// Text roles have a contrast of at least 4.5 on Window and Card, icons and ControlBorder at least 3
/// (tst_role).
enum class Role {
    Window,
    Card,
    Sunken,        ///< side bar, tracks, skeletons: a shade off Window
    Hover,         ///< behind the row or tool button under the pointer
    Border,        ///< hair line of cards and separators: decoration, not the only sign of anything
    ControlBorder, ///< edge of what can be typed into or pressed (≥ 3)
    Text,
    Muted,
    Disabled,
    Accent,
    OnAccent,
    AccentSoft, ///< selected row, chip
    Success,
    SuccessSoft,
    Warning,
    WarningSoft,
    Danger,
    OnDanger,
    DangerSoft,
    TerminalPaper, ///< the terminal is dark in both schemes
    TerminalText,
    TerminalTime,
    TerminalSelection,
    TerminalBorder,
};
constexpr int kRoleCount = static_cast<int>(Role::TerminalBorder) + 1;

enum class Scheme { Light, Dark };

/// Pure lookup. `color(role)` in theme.h takes the scheme in force.
QColor color(Role role, Scheme scheme);
/// The soft background that belongs to a tone (Success → SuccessSoft …); Sunken for any other role.
Role softRole(Role tone);
/// WCAG 2.1 contrast ratio of two opaque colours, 1–21.
double contrastRatio(const QColor &a, const QColor &b);

} // namespace slipway::theme
