#include "widgets/theme/stylepaint.h"

#include "widgets/theme/metrics.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"

#include <QPainter>
#include <QPainterPath>
#include <QStyleOption>
#include <QWidget>

namespace slipway::theme::paint {

void roundedRect(QPainter &painter, const QRectF &rect, double radius, const QColor &fill, const QColor &edge,
                 double edgeWidth)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const bool hasEdge = edge.alpha() > 0 && edgeWidth > 0;
    const double inset = hasEdge ? edgeWidth / 2 : 0;
    painter.setPen(hasEdge ? QPen(edge, edgeWidth) : QPen(Qt::NoPen));
    painter.setBrush(fill);
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius);
    painter.restore();
}

void focusRing(QPainter &painter, const QRectF &rect, double radius)
{
    roundedRect(painter, rect, radius, Qt::transparent, color(Role::Accent), 2);
}

namespace {

bool hasKeyboardFocus(const QStyleOption &option)
{
    return option.state.testFlag(QStyle::State_HasFocus) &&
           option.state.testFlag(QStyle::State_KeyboardFocusChange);
}

QColor pressedOrHovered(const QColor &base, const QStyleOption &option)
{
    if (option.state.testFlag(QStyle::State_Sunken))
        return blend(color(Role::Text), base, 0.16);
    if (option.state.testFlag(QStyle::State_MouseOver))
        return blend(color(Role::Text), base, 0.08);
    return base;
}

} // namespace

void buttonPanel(QPainter &painter, const QStyleOption &option, const QWidget *widget)
{
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    QColor fill = color(Role::Card);
    QColor edge = color(Role::ControlBorder);
    switch (buttonKind(widget)) {
    case ButtonKind::Primary:
        fill = color(Role::Accent);
        edge = Qt::transparent;
        break;
    case ButtonKind::Danger:
        fill = color(Role::Danger);
        edge = Qt::transparent;
        break;
    case ButtonKind::Quiet:
        fill = Qt::transparent;
        edge = Qt::transparent;
        break;
    case ButtonKind::Chip:
        fill = color(option.state.testFlag(QStyle::State_On) ? Role::AccentSoft : Role::Card);
        edge = color(option.state.testFlag(QStyle::State_On) ? Role::Accent : Role::ControlBorder);
        break;
    case ButtonKind::Normal:
        break;
    }
    const bool solid = fill.alpha() > 0;
    if (!enabled) {
        if (solid)
            fill = color(Role::Sunken);
        edge = solid ? color(Role::Border) : edge;
    } else if (solid) {
        fill = pressedOrHovered(fill, option);
    } else if (option.state & (QStyle::State_MouseOver | QStyle::State_Sunken)) {
        fill = color(Role::Hover);
    }
    const QRectF rect = option.rect;
    const double radius = buttonKind(widget) == ButtonKind::Chip ? rect.height() / 2 : cornerRadius();
    roundedRect(painter, rect, radius, fill, edge);
    if (hasKeyboardFocus(option)) {
        const bool accentFilled = solid && edge.alpha() == 0;
        if (accentFilled) // a gap keeps the ring visible on the accent itself
            roundedRect(painter, rect.adjusted(2, 2, -2, -2), cornerRadius() - 2, Qt::transparent,
                        color(Role::OnAccent), 1.5);
        else
            focusRing(painter, rect, radius);
    }
}

QColor buttonTextColor(const QStyleOption &option, const QWidget *widget)
{
    if (!option.state.testFlag(QStyle::State_Enabled))
        return color(Role::Disabled);
    switch (buttonKind(widget)) {
    case ButtonKind::Primary:
        return color(Role::OnAccent);
    case ButtonKind::Danger:
        return color(Role::OnDanger);
    case ButtonKind::Quiet:
        return color(Role::Accent);
    case ButtonKind::Chip:
        return color(option.state.testFlag(QStyle::State_On) ? Role::Accent : Role::Muted);
    case ButtonKind::Normal:
        break;
    }
    return color(Role::Text);
}

void toolButtonPanel(QPainter &painter, const QStyleOption &option, const QWidget *widget)
{
    const bool on =
        option.state.testFlag(QStyle::State_On) && !(widget && widget->property("slipwayNoOn").toBool());
    const bool active = option.state & (QStyle::State_MouseOver | QStyle::State_Sunken);
    if (on || active) {
        const QColor fill = on ? color(Role::AccentSoft) : color(Role::Hover);
        roundedRect(painter, option.rect, cornerRadius(), fill);
    }
    if (hasKeyboardFocus(option))
        focusRing(painter, option.rect, cornerRadius());
}

void inputPanel(QPainter &painter, const QStyleOption &option, const QRect &rect, const QWidget *widget)
{
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    const bool focused = enabled && option.state.testFlag(QStyle::State_HasFocus);
    const bool hovered = enabled && option.state.testFlag(QStyle::State_MouseOver);
    QColor edge = color(enabled ? Role::ControlBorder : Role::Border);
    if (isInvalid(widget))
        edge = color(Role::Danger);
    else if (focused)
        edge = color(Role::Accent);
    else if (hovered)
        edge = color(Role::Muted);
    roundedRect(painter, rect, cornerRadius(), color(enabled ? Role::Card : Role::Window), edge,
                focused ? 2 : 1);
}

void tabBarBase(QPainter &painter, const QStyleOption &option, int inset)
{
    painter.fillRect(QRectF(option.rect.left(), option.rect.bottom(), option.rect.width() - inset, 1),
                     color(Role::Border));
}

void tab(QPainter &painter, const QStyleOption &option)
{
    const QRectF rect = option.rect;
    if (option.state.testFlag(QStyle::State_MouseOver) && option.state.testFlag(QStyle::State_Enabled))
        roundedRect(painter, rect.adjusted(1, 2, -1, -4), cornerRadius(), color(Role::Hover));
    if (option.state.testFlag(QStyle::State_Selected)) {
        constexpr double kThick = 2;
        painter.fillRect(QRectF(rect.left(), rect.bottom() - kThick, rect.width(), kThick),
                         color(Role::Accent));
    }
    if (hasKeyboardFocus(option))
        focusRing(painter, rect.adjusted(1, 2, -1, -4), cornerRadius());
}

void tabLabel(QPainter &painter, const QStyleOptionTab &tab, const QRect &textRect)
{
    const bool isSelected = tab.state.testFlag(QStyle::State_Selected);
    painter.save();
    painter.setPen(color(!tab.state.testFlag(QStyle::State_Enabled) ? Role::Disabled
                         : isSelected                               ? Role::Text
                                                                    : Role::Muted));
    QRect rect = textRect;
    if (!tab.icon.isNull()) {
        const int side = iconSize();
        const QRect sign(tab.rect.left() + space(1), tab.rect.center().y() - side / 2, side, side);
        tab.icon.paint(&painter, sign);
        rect.setLeft(sign.right() + space(0.6));
    }
    painter.drawText(rect, Qt::AlignCenter | Qt::TextShowMnemonic, tab.text);
    painter.restore();
}

void checkBox(QPainter &painter, const QStyleOption &option)
{
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    const bool on = option.state.testFlag(QStyle::State_On);
    const QColor accent = color(enabled ? Role::Accent : Role::Disabled);
    const QRectF rect = option.rect;
    if (on)
        roundedRect(painter, rect, rect.width() * 0.22, accent);
    else
        roundedRect(painter, rect, rect.width() * 0.22, color(Role::Card),
                    color(enabled ? Role::ControlBorder : Role::Border));
    if (on)
        paintIcon(painter, rect.adjusted(1, 1, -1, -1), Icon::Check, color(Role::OnAccent));
    if (hasKeyboardFocus(option))
        focusRing(painter, rect, rect.width() * 0.22);
}

void radioButton(QPainter &painter, const QStyleOption &option)
{
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    const bool on = option.state.testFlag(QStyle::State_On);
    const QRectF rect = option.rect;
    const QColor accent = color(enabled ? Role::Accent : Role::Disabled);
    roundedRect(painter, rect, rect.width() / 2, color(Role::Card),
                on ? accent : color(enabled ? Role::ControlBorder : Role::Border),
                on ? rect.width() * 0.3 : 1);
    if (hasKeyboardFocus(option))
        focusRing(painter, rect, rect.width() / 2);
}

void scrollBarHandle(QPainter &painter, const QRect &rect, bool horizontal, bool active, bool terminal)
{
    const QColor ink = terminal ? color(Role::TerminalTime) : color(Role::Muted);
    const QColor paper = terminal ? color(Role::TerminalPaper) : color(Role::Window);
    const double thickness = (horizontal ? rect.height() : rect.width()) * 0.5;
    QRectF bar = rect;
    if (horizontal)
        bar = QRectF(rect.left() + 2, rect.center().y() - thickness / 2 + 0.5, rect.width() - 4, thickness);
    else
        bar = QRectF(rect.center().x() - thickness / 2 + 0.5, rect.top() + 2, thickness, rect.height() - 4);
    roundedRect(painter, bar, thickness / 2, blend(ink, paper, active ? 0.9 : 0.55));
}

void chevron(QPainter &painter, const QRect &rect, Icon icon, bool enabled)
{
    const double side = qMin<double>(qMin(rect.width(), rect.height()), iconSize() * 0.8);
    const QRectF box(rect.center().x() + 0.5 - side / 2, rect.center().y() + 0.5 - side / 2, side, side);
    paintIcon(painter, box, icon, color(enabled ? Role::Muted : Role::Disabled));
}

} // namespace slipway::theme::paint
