#pragma once
#include "widgets/theme/icons.h"
#include "widgets/theme/role.h"

class QPainter;
class QStyleOption;
class QStyleOptionComplex;
class QStyleOptionTab;
class QWidget;

/// The drawing behind Style, one function a shape. Not for pages: they use widgets.
namespace slipway::theme::paint {

void roundedRect(QPainter &painter, const QRectF &rect, double radius, const QColor &fill,
                 const QColor &edge = Qt::transparent, double edgeWidth = 1);
void buttonPanel(QPainter &painter, const QStyleOption &option, const QWidget *widget);
QColor buttonTextColor(const QStyleOption &option, const QWidget *widget);
void toolButtonPanel(QPainter &painter, const QStyleOption &option, const QWidget *widget);
void inputPanel(QPainter &painter, const QStyleOption &option, const QRect &rect, const QWidget *widget);
/// The line that all tabs stand on; it ends `inset` before the right edge.
void tabBarBase(QPainter &painter, const QStyleOption &option, int inset);
void tab(QPainter &painter, const QStyleOption &option);
void tabLabel(QPainter &painter, const QStyleOptionTab &tab, const QRect &textRect);
void checkBox(QPainter &painter, const QStyleOption &option);
void radioButton(QPainter &painter, const QStyleOption &option);
void scrollBarHandle(QPainter &painter, const QRect &rect, bool horizontal, bool active, bool terminal);
void chevron(QPainter &painter, const QRect &rect, Icon icon, bool enabled);
void focusRing(QPainter &painter, const QRectF &rect, double radius);

} // namespace slipway::theme::paint
