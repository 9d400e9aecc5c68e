#include "widgets/elements/skeleton.h"

#include "widgets/theme/metrics.h"
#include "widgets/theme/theme.h"

#include <QLinearGradient>
#include <QPainter>
#include <QTimerEvent>

namespace slipway::elements {

namespace {
constexpr int kFrameMs = 40;
constexpr int kSweepMs = 1600;
// A backend that does not come takes hours. Whoever has waited for some sweeps knows that something is
// awaited; after them the lines stand still and cost nothing.
constexpr int kSweeps = 6;
int lineStep() { return theme::space(3.2); }
int lineHeight() { return theme::space(1.3); }
} // namespace

Skeleton::Skeleton(QList<int> lineWidths, QWidget *parent) : QWidget(parent), m_widths(std::move(lineWidths))
{
    setAccessibleName(tr("Loading"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void Skeleton::setLeadingDots(bool on)
{
    m_dots = on;
    update();
}

void Skeleton::setOnTerminal(bool on)
{
    m_onTerminal = on;
    update();
}

QSize Skeleton::sizeHint() const { return {theme::space(24), int(m_widths.size()) * lineStep()}; }
QSize Skeleton::minimumSizeHint() const { return {theme::space(8), sizeHint().height()}; }

void Skeleton::paintEvent(QPaintEvent *)
{
    using namespace theme;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const QColor base = color(m_onTerminal ? Role::TerminalBorder : Role::Sunken);
    const QColor light = m_onTerminal ? blend(Qt::white, base, 0.12) : color(Role::Border);
    const bool still = !m_timer.isActive();
    const double phase = still ? 0.5 : double(m_clock.elapsed() % kSweepMs) / kSweepMs;
    QLinearGradient shimmer((phase * 2 - 1) * width(), 0, phase * 2 * width(), 0);
    shimmer.setColorAt(0, base);
    shimmer.setColorAt(0.5, light);
    shimmer.setColorAt(1, base);
    painter.setBrush(shimmer);
    for (qsizetype i = 0; i < m_widths.size(); ++i) {
        const int top = int(i) * lineStep() + (lineStep() - lineHeight()) / 2;
        int left = 0;
        if (m_dots) {
            const double side = space(2);
            painter.drawEllipse(QRectF(0, top + lineHeight() / 2.0 - side / 2, side, side));
            left = space(3);
        }
        const double length = (width() - left) * m_widths.at(i) / 100.0;
        painter.drawRoundedRect(QRectF(left, top, length, lineHeight()), lineHeight() / 3.0,
                                lineHeight() / 3.0);
    }
}

void Skeleton::showEvent(QShowEvent *)
{
    m_clock.start();
    if (!theme::Theme::instance().reduceMotion())
        m_timer.start(kFrameMs, this);
}

void Skeleton::hideEvent(QHideEvent *) { m_timer.stop(); }

void Skeleton::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId()) {
        QWidget::timerEvent(event);
        return;
    }
    if (m_clock.hasExpired(kSweeps * kSweepMs))
        m_timer.stop();
    update();
}

} // namespace slipway::elements
