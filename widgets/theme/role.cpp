#include "widgets/theme/role.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace slipway::theme {

namespace {

struct Pair
{
    QRgb light;
    QRgb dark;
};

// In the order of Role.
constexpr std::array<Pair, kRoleCount> kColors = {{
    {0xfff6f7f9, 0xff0f1115}, // Window
    {0xffffffff, 0xff171a21}, // Card
    {0xffeceef2, 0xff1d212a}, // Sunken
    {0xffe9ecf2, 0xff232833}, // Hover
    {0xffd8dce3, 0xff2b303b}, // Border
    {0xff868e9c, 0xff667085}, // ControlBorder
    {0xff1b1f27, 0xffe7eaf0}, // Text
    {0xff5b6472, 0xff98a2b3}, // Muted
    {0xff9aa1ad, 0xff5d6574}, // Disabled
    {0xff2457d6, 0xff7aa2ff}, // Accent
    {0xffffffff, 0xff0d1220}, // OnAccent
    {0xffe6ecfb, 0xff1e2a47}, // AccentSoft
    {0xff14713d, 0xff4cc38a}, // Success
    {0xffe2f3e8, 0xff15291f}, // SuccessSoft
    {0xff8a5300, 0xfff0b356}, // Warning
    {0xfffbefd9, 0xff2e2413}, // WarningSoft
    {0xffb3261e, 0xffff7b72}, // Danger
    {0xffffffff, 0xff240b09}, // OnDanger
    {0xfffbe7e5, 0xff351a1a}, // DangerSoft
    {0xff0b0d12, 0xff0b0d12}, // TerminalPaper
    {0xffd4d7de, 0xffd4d7de}, // TerminalText
    {0xff8089a0, 0xff8089a0}, // TerminalTime
    {0xff26406f, 0xff26406f}, // TerminalSelection
    {0xff2b303b, 0xff2b303b}, // TerminalBorder
}};

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &c)
{
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

} // namespace

QColor color(Role role, Scheme scheme)
{
    const Pair &pair = kColors[static_cast<size_t>(role)];
    return QColor::fromRgb(scheme == Scheme::Light ? pair.light : pair.dark);
}

Role softRole(Role tone)
{
    switch (tone) {
    case Role::Accent:
        return Role::AccentSoft;
    case Role::Success:
        return Role::SuccessSoft;
    case Role::Warning:
        return Role::WarningSoft;
    case Role::Danger:
        return Role::DangerSoft;
    default:
        return Role::Sunken;
    }
}

double contrastRatio(const QColor &a, const QColor &b)
{
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

} // namespace slipway::theme
