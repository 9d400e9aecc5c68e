#include "widgets/elements/timingchart.h"

#include "widgets/theme/metrics.h"
#include "widgets/theme/stylepaint.h"
#include "widgets/theme/theme.h"

#include <QEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace slipway::elements {

using namespace theme;

TimingChart::TimingChart(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("timingChart"));
    setAccessibleName(tr("Where the time went"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void TimingChart::setBars(const QList<TimingBar> &bars)
{
    if (m_bars == bars)
        return;
    m_bars = bars;
    setAccessibleDescription(asText());
    updateGeometry();
    update();
}

QString TimingChart::asText() const
{
    QStringList lines;
    for (const TimingBar &bar : m_bars)
        lines.append(bar.usualText.isEmpty()
                         ? tr("%1: %2.").arg(bar.label, bar.valueText)
                         : tr("%1: %2, %3.").arg(bar.label, bar.valueText, bar.usualText));
    return lines.join(QLatin1Char(' '));
}

int TimingChart::rowHeight() const
{
    return QFontMetrics(theme::font(TextStyle::Body)).height() + space(0.5);
}

QSize TimingChart::sizeHint() const { return {space(44), std::max(1, int(m_bars.size()) * rowHeight())}; }
QSize TimingChart::minimumSizeHint() const { return {space(24), sizeHint().height()}; }

void TimingChart::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateGeometry();
}

TimingChart::Columns TimingChart::columns() const
{
    const QFont body = theme::font(TextStyle::Body);
    const QFont small = theme::font(TextStyle::Small);
    Columns wide;
    // Rounded up: eliding measures in fractions of a pixel, and the longest one must not lose its middle.
    const auto room = [](const QFont &font, const QString &text) {
        return int(std::ceil(QFontMetricsF(font).horizontalAdvance(text))) + 1;
    };
    for (const TimingBar &bar : m_bars) {
        wide.label = std::max(wide.label, room(body, bar.label) + (bar.isPart ? space(1.6) : 0));
        wide.value = std::max(wide.value, room(body, bar.valueText));
        wide.usual = std::max(wide.usual, room(small, bar.usualText));
    }
    wide.label = std::min(wide.label, width() * 2 / 5);
    const int gap = space(1);
    const auto rest = [&] {
        return width() - wide.label - wide.value - wide.usual - (wide.usual > 0 ? 3 : 2) * gap;
    };
    if (rest() < space(8))
        wide.usual = 0; // the tool tip and the description still say it
    wide.bar = std::max(space(3), rest());
    return wide;
}

double TimingChart::lengthOf(double value) const
{
    double longest = 0;
    for (const TimingBar &bar : m_bars)
        longest = std::max({longest, bar.value, bar.usual});
    if (longest <= 0 || value < 0)
        return 0;
    // What took no time worth a pixel is seen, too.
    return std::max(2.0, value / longest * columns().bar);
}

QString TimingChart::shownLabel(qsizetype at) const
{
    const TimingBar &bar = m_bars.at(at);
    return QFontMetrics(theme::font(TextStyle::Body))
        .elidedText(bar.label, Qt::ElideMiddle, columns().label - (bar.isPart ? space(1.6) : 0));
}

void TimingChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Columns wide = columns();
    const int gap = space(1);
    const int high = rowHeight();
    for (qsizetype at = 0; at < m_bars.size(); ++at) {
        const TimingBar &bar = m_bars.at(at);
        const int top = int(at) * high;
        const int indent = bar.isPart ? space(1.6) : 0;
        painter.setFont(theme::font(TextStyle::Body));
        painter.setPen(color(bar.isPart ? Role::Muted : Role::Text));
        painter.drawText(QRect(indent, top, wide.label - indent, high), Qt::AlignLeft | Qt::AlignVCenter,
                         shownLabel(at));
        const double thick = bar.isPart ? high * 0.26 : high * 0.42;
        const QRectF track(wide.label + gap, top + (high - thick) / 2, wide.bar, thick);
        paint::roundedRect(painter, track, thick / 2, color(Role::Sunken));
        if (bar.value >= 0) {
            QRectF filled = track;
            filled.setWidth(lengthOf(bar.value));
            paint::roundedRect(painter, filled, std::min(thick / 2, filled.width() / 2), color(bar.tone));
        }
        if (bar.usual >= 0) {
            const double x = track.left() + lengthOf(bar.usual);
            painter.fillRect(QRectF(x - 2, track.top() - 3, 4, thick + 6), color(Role::Card));
            painter.fillRect(QRectF(x - 1, track.top() - 3, 2, thick + 6), color(Role::Text));
        }
        int x = wide.label + gap + wide.bar + gap;
        painter.setPen(color(Role::Text));
        painter.drawText(QRect(x, top, wide.value, high), Qt::AlignRight | Qt::AlignVCenter, bar.valueText);
        if (wide.usual > 0) {
            x += wide.value + gap;
            painter.setFont(theme::font(TextStyle::Small));
            painter.setPen(color(Role::Muted));
            painter.drawText(QRect(x, top, wide.usual, high), Qt::AlignLeft | Qt::AlignVCenter,
                             bar.usualText);
        }
    }
}

} // namespace slipway::elements
