#include "widgets/elements/sparkline.h"

#include "widgets/theme/metrics.h"
#include "widgets/theme/theme.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>

namespace slipway::elements {

using namespace theme;

Sparkline::Sparkline(QWidget *parent) : QWidget(parent)
{
    setFocusPolicy(Qt::NoFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void Sparkline::setValues(const QList<double> &values, double maximum, int across)
{
    m_slots = std::max(2, across);
    m_values = values.size() > m_slots ? values.last(m_slots) : values;
    m_maximum = maximum;
    if (m_maximum <= 0) {
        const auto highest = std::max_element(m_values.cbegin(), m_values.cend());
        m_maximum = highest == m_values.cend() ? 1 : std::max(*highest * 1.2, 1e-9);
    }
    update();
}

void Sparkline::setTone(Role tone)
{
    m_tone = tone;
    update();
}

double Sparkline::heightOf(double value) const { return std::clamp(value / m_maximum, 0.0, 1.0); }

QSize Sparkline::sizeHint() const { return {space(18), space(4)}; }
QSize Sparkline::minimumSizeHint() const { return {space(6), space(3)}; }

void Sparkline::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF area = QRectF(rect()).adjusted(1, 2, -2, -1);
    painter.setPen(QPen(color(Role::Border), 1));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    const double step = area.width() / (m_slots - 1);
    const auto x = [&](qsizetype at) { return area.right() - double(m_values.size() - 1 - at) * step; };
    const auto y = [&](qsizetype at) { return area.bottom() - heightOf(m_values.at(at)) * area.height(); };
    const QColor line = color(m_tone);
    QColor fill = line;
    fill.setAlphaF(0.14F);
    for (qsizetype begin = 0; begin < m_values.size();) {
        if (m_values.at(begin) < 0) {
            ++begin;
            continue;
        }
        qsizetype end = begin;
        QPainterPath path(QPointF(x(begin), y(begin)));
        while (end + 1 < m_values.size() && m_values.at(end + 1) >= 0) {
            ++end;
            path.lineTo(x(end), y(end));
        }
        QPainterPath below = path;
        below.lineTo(x(end), area.bottom());
        below.lineTo(x(begin), area.bottom());
        painter.fillPath(below, fill);
        painter.setPen(QPen(line, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPath(path);
        if (end == m_values.size() - 1) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(line);
            painter.drawEllipse(QPointF(x(end), y(end)), 2.2, 2.2);
            painter.setBrush(Qt::NoBrush);
        }
        begin = end + 1;
    }
}

} // namespace slipway::elements
