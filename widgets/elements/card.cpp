#include "widgets/elements/card.h"

#include "widgets/theme/metrics.h"
#include "widgets/theme/stylepaint.h"
#include "widgets/theme/theme.h"

#include <QPainter>

namespace slipway::elements {

Card::Card(QWidget *parent) : QFrame(parent) {}

void Card::setEdge(theme::Role edge)
{
    m_edge = edge;
    update();
}

void Card::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    theme::paint::roundedRect(painter, rect(), theme::cornerRadius() * 1.3, theme::color(theme::Role::Card),
                              theme::color(m_edge));
}

} // namespace slipway::elements
