#include "widgets/theme/style.h"

#include "widgets/theme/metrics.h"
#include "widgets/theme/stylepaint.h"
#include "widgets/theme/theme.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QStyleOption>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>

namespace slipway::theme {

namespace {

constexpr const char *kKindProperty = "slipwayButtonKind";
constexpr const char *kInvalidProperty = "slipwayInvalid";
constexpr const char *kTabLineProperty = "slipwayTabLineInset";

bool isOnTerminal(const QWidget *widget)
{
    for (const QWidget *w = widget; w; w = w->parentWidget()) {
        if (w->property("slipwayTerminal").toBool())
            return true;
    }
    return false;
}

/// A list or a text with an edge of its own.
bool isRoundedView(const QWidget *widget)
{
    const auto *area = qobject_cast<const QAbstractScrollArea *>(widget);
    return area && area->frameShape() == QFrame::StyledPanel && !area->property("slipwayTerminal").toBool();
}

} // namespace

void setButtonKind(QAbstractButton *button, ButtonKind kind)
{
    button->setProperty(kKindProperty, static_cast<int>(kind));
    button->update();
}

ButtonKind buttonKind(const QWidget *widget)
{
    return widget ? static_cast<ButtonKind>(widget->property(kKindProperty).toInt()) : ButtonKind::Normal;
}

void setInvalid(QWidget *input, bool invalid)
{
    if (isInvalid(input) == invalid)
        return;
    input->setProperty(kInvalidProperty, invalid);
    input->update();
}

bool isInvalid(const QWidget *input) { return input && input->property(kInvalidProperty).toBool(); }

void setTabLineInset(QTabWidget *tabs, int pixels)
{
    // The bar is as wide as all of it and draws the line; where it is not, the rest of it is the other's.
    tabs->setProperty(kTabLineProperty, pixels);
    tabs->tabBar()->setProperty(kTabLineProperty, pixels);
}

Style::Style() : QProxyStyle(QStringLiteral("Fusion")) { setObjectName(QStringLiteral("slipway")); }

QPalette Style::standardPalette() const { return Theme::instance().palette(); }

QIcon Style::standardIcon(StandardPixmap icon, const QStyleOption *option, const QWidget *widget) const
{
    if (icon == SP_LineEditClearButton)
        return theme::icon(Icon::Cross, Role::Muted);
    return QProxyStyle::standardIcon(icon, option, widget);
}

void Style::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton *>(widget) || qobject_cast<QComboBox *>(widget) ||
        qobject_cast<QAbstractSpinBox *>(widget) || qobject_cast<QScrollBar *>(widget) ||
        widget->inherits("QLineEdit"))
        widget->setAttribute(Qt::WA_Hover);
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return unit();
    case PM_LayoutLeftMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutBottomMargin:
        return space(1.5);
    case PM_ButtonIconSize:
    case PM_SmallIconSize:
    case PM_TabBarIconSize:
        return iconSize();
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return iconSize() - 2;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    case PM_ScrollBarExtent:
        return space(1.4);
    case PM_ScrollBarSliderMin:
        return space(4);
    case PM_SplitterWidth:
        return unit();
    case PM_MenuPanelWidth:
        return 1;
    case PM_MenuVMargin:
        return space(0.5);
    case PM_ScrollView_ScrollBarSpacing:
        return 0;
    case PM_DefaultFrameWidth:
        // So far inside that the square contents do not cut the rounded edge.
        return isRoundedView(widget) ? 3 : QProxyStyle::pixelMetric(metric, option, widget);
    case PM_FocusFrameHMargin:
        return qobject_cast<const QAbstractItemView *>(widget)
                   ? space(0.5)
                   : QProxyStyle::pixelMetric(metric, option, widget);
    case PM_TabBarTabHSpace:
        return space(2.6);
    case PM_TabBarTabVSpace:
        return space(1.5);
    case PM_TabBarTabOverlap:
    case PM_TabBarBaseOverlap:
    case PM_TabBarTabShiftVertical:
        return 0;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                     QStyleHintReturn *result) const
{
    switch (hint) {
    case SH_EtchDisabledText:
        return 0;
    case SH_Widget_Animation_Duration:
        return 0;
    case SH_FormLayoutLabelAlignment:
        return Qt::AlignLeft;
    case SH_FormLayoutFieldGrowthPolicy:
        return 2; // QFormLayout::AllNonFixedFieldsGrow
    case SH_ScrollView_FrameOnlyAroundContents:
        return 0;
    case SH_ComboBox_Popup:
        return 0;
    case SH_ToolTipLabel_Opacity:
        return 255;
    default:
        return QProxyStyle::styleHint(hint, option, widget, result);
    }
}

QSize Style::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                              const QWidget *widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    switch (type) {
    case CT_PushButton:
        if (buttonKind(widget) == ButtonKind::Chip) {
            result = QSize(size.width() + 2 * space(1), size.height() + space(0.6));
            break;
        }
        result = QSize(size.width() + 2 * space(buttonKind(widget) == ButtonKind::Quiet ? 0.8 : 1.6),
                       controlHeight());
        break;
    case CT_LineEdit:
    case CT_ComboBox:
        result = QSize(result.width() + space(1), qMax(controlHeight(), size.height() + space(0.5)));
        break;
    case CT_SpinBox:
        result = QSize(result.width() + space(1), controlHeight());
        break;
    case CT_ToolButton:
        result = size + QSize(space(1), space(1));
        break;
    case CT_MenuItem:
        result.setHeight(qMax(result.height(), controlHeight()));
        break;
    case CT_ItemViewItem:
        result.setHeight(result.height() + space(0.6));
        break;
    case CT_TabBarTab:
        result.setHeight(controlHeight() + space(0.6));
        break;
    default:
        break;
    }
    return result;
}

QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl sub,
                            const QWidget *widget) const
{
    if (control == CC_ScrollBar) {
        const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
        if (!bar)
            return QProxyStyle::subControlRect(control, option, sub, widget);
        const bool horizontal = bar->orientation == Qt::Horizontal;
        const int length = horizontal ? bar->rect.width() : bar->rect.height();
        const qint64 range = qint64(bar->maximum) - bar->minimum;
        int handle = length;
        if (range > 0)
            handle = qBound(qMin(space(4), length),
                            int(qint64(bar->pageStep) * length / (range + bar->pageStep)), length);
        const int start = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition,
                                                  length - handle, bar->upsideDown);
        const auto part = [&](int from, int size) {
            return horizontal ? QRect(bar->rect.left() + from, bar->rect.top(), size, bar->rect.height())
                              : QRect(bar->rect.left(), bar->rect.top() + from, bar->rect.width(), size);
        };
        switch (sub) {
        case SC_ScrollBarGroove:
            return bar->rect;
        case SC_ScrollBarSlider:
            return part(start, handle);
        case SC_ScrollBarSubPage:
            return part(0, start);
        case SC_ScrollBarAddPage:
            return part(start + handle, length - start - handle);
        default:
            return {};
        }
    }
    QRect rect = QProxyStyle::subControlRect(control, option, sub, widget);
    if (control == CC_ComboBox && sub == SC_ComboBoxEditField)
        rect = option->rect.adjusted(space(0.7), 2, -space(2.2), -2);
    else if (control == CC_SpinBox && sub == SC_SpinBoxEditField)
        rect = option->rect.adjusted(space(0.5), 2, -space(2.4), -2);
    else if (control == CC_SpinBox && (sub == SC_SpinBoxUp || sub == SC_SpinBoxDown)) {
        const QRect &r = option->rect;
        const int half = (r.height() - 4) / 2;
        rect = QRect(r.right() - space(2.2), sub == SC_SpinBoxUp ? r.top() + 2 : r.top() + 2 + half, space(2),
                     half);
    }
    return rect;
}

QRect Style::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    if (element == SE_LineEditContents) {
        const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
        if (frame && frame->lineWidth > 0)
            return option->rect.adjusted(space(0.5), 1, -space(0.5), -1);
    }
    if (element == SE_ItemViewItemFocusRect) // around the row, its box and sign too
        return option->rect;
    return QProxyStyle::subElementRect(element, option, widget);
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                          const QWidget *widget) const
{
    switch (element) {
    case PE_PanelButtonCommand:
        paint::buttonPanel(*painter, *option, widget);
        return;
    case PE_PanelButtonTool:
        paint::toolButtonPanel(*painter, *option, widget);
        return;
    case PE_IndicatorCheckBox:
        paint::checkBox(*painter, *option);
        return;
    case PE_IndicatorRadioButton:
        paint::radioButton(*painter, *option);
        return;
    case PE_PanelLineEdit: {
        const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
        if (frame && frame->lineWidth > 0)
            paint::inputPanel(*painter, *option, option->rect, widget);
        return;
    }
    case PE_FrameLineEdit:
        return;
    case PE_FrameFocusRect:
        // Buttons and inputs show focus on their own edge; what is left are item views and labels.
        if (!qobject_cast<const QAbstractButton *>(widget) && !qobject_cast<const QComboBox *>(widget) &&
            option->state.testFlag(State_KeyboardFocusChange))
            paint::focusRing(*painter, option->rect, cornerRadius());
        return;
    case PE_Frame:
        if (widget && widget->property("slipwayTerminal").toBool())
            paint::roundedRect(*painter, option->rect, 0, Qt::transparent, color(Role::TerminalBorder));
        else if (qobject_cast<const QAbstractItemView *>(widget) &&
                 isRoundedView(widget)) // its row has the ring
            paint::roundedRect(
                *painter, option->rect, cornerRadius(), color(Role::Card),
                color(option->state.testFlag(State_HasFocus) ? Role::Accent : Role::ControlBorder));
        else if (isRoundedView(widget))
            paint::inputPanel(*painter, *option, option->rect, widget);
        else
            paint::roundedRect(*painter, option->rect, cornerRadius(), Qt::transparent, color(Role::Border));
        return;
    case PE_FrameTabBarBase:
        paint::tabBarBase(*painter, *option, widget ? widget->property(kTabLineProperty).toInt() : 0);
        return;
    case PE_FrameTabWidget: // the line below the tabs is all the frame there is
        return;
    case PE_PanelItemViewItem:
    case PE_PanelItemViewRow: {
        const bool selected = option->state.testFlag(State_Selected);
        if (selected || option->state.testFlag(State_MouseOver))
            paint::roundedRect(*painter, option->rect, cornerRadius(),
                               color(selected ? Role::AccentSoft : Role::Hover));
        return;
    }
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void Style::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                        const QWidget *widget) const
{
    if (element == CE_PushButtonLabel) {
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option)) {
            QStyleOptionButton copy(*button);
            copy.palette.setColor(QPalette::ButtonText, paint::buttonTextColor(*option, widget));
            QProxyStyle::drawControl(element, &copy, painter, widget);
            return;
        }
    }
    if (element == CE_ItemViewItem) {
        if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option)) {
            QStyleOptionViewItem copy(*item);
            copy.palette.setColor(QPalette::HighlightedText, color(Role::Text)); // on AccentSoft
            QProxyStyle::drawControl(element, &copy, painter, widget);
            return;
        }
    }
    if (element == CE_TabBarTabShape) {
        paint::tab(*painter, *option);
        return;
    }
    if (element == CE_TabBarTabLabel) {
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option)) {
            paint::tabLabel(*painter, *tab, subElementRect(SE_TabBarTabText, option, widget));
            return;
        }
    }
    if (element == CE_Splitter) {
        const bool horizontal = option->state.testFlag(State_Horizontal);
        const bool active = option->state & (State_MouseOver | State_Sunken);
        const QRectF r = option->rect;
        const double length = space(3);
        const QRectF grip = horizontal ? QRectF(r.center().x() - 1, r.center().y() - length / 2, 3, length)
                                       : QRectF(r.center().x() - length / 2, r.center().y() - 1, length, 3);
        paint::roundedRect(*painter, grip, 1.5, color(active ? Role::Accent : Role::Border));
        return;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                               const QWidget *widget) const
{
    const bool enabled = option->state.testFlag(State_Enabled);
    if (control == CC_ComboBox) {
        paint::inputPanel(*painter, *option, option->rect, widget);
        const int side = space(2);
        paint::chevron(*painter,
                       QRect(option->rect.right() - side, option->rect.top(), side, option->rect.height()),
                       Icon::ChevronDown, enabled);
        return;
    }
    if (control == CC_SpinBox) {
        paint::inputPanel(*painter, *option, option->rect, widget);
        paint::chevron(*painter, subControlRect(control, option, SC_SpinBoxUp, widget), Icon::ChevronUp,
                       enabled);
        paint::chevron(*painter, subControlRect(control, option, SC_SpinBoxDown, widget), Icon::ChevronDown,
                       enabled);
        return;
    }
    if (control == CC_ToolButton) {
        if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option)) {
            QStyleOptionToolButton copy(*button);
            copy.features &= ~QStyleOptionToolButton::HasMenu; // no arrow: the icon says it
            QProxyStyle::drawComplexControl(control, &copy, painter, widget);
            return;
        }
    }
    if (control == CC_ScrollBar) {
        const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
        if (bar && bar->maximum > bar->minimum) {
            const bool active =
                option->state.testFlag(State_MouseOver) || bar->activeSubControls == SC_ScrollBarSlider;
            paint::scrollBarHandle(*painter, subControlRect(control, option, SC_ScrollBarSlider, widget),
                                   bar->orientation == Qt::Horizontal, active, isOnTerminal(widget));
        }
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

} // namespace slipway::theme
