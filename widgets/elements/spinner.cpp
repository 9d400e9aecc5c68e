#include "widgets/elements/spinner.h"

#include "widgets/theme/metrics.h"
#include "widgets/theme/theme.h"

#include <QPainter>
#include <QTimerEvent>

namespace slipway::elements {

namespace {
constexpr int kFrameMs = 33;
constexpr int kTurnMs = 1100;
} // namespace

Spinner::Spinner(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(tr("Working"));
    m_clock.start();
}

QSize Spinner::sizeHint() const { return {theme::iconSize(), theme::iconSize()}; }

void Spinner::paint(QPainter &painter, const QRectF &rect, double turn, const QColor &color)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double width = qMax(2.0, rect.width() / 9);
    const QRectF ring = rect.adjusted(width, width, -width, -width);
    painter.setPen(QPen(theme::color(theme::Role::Border), width));
    painter.drawEllipse(ring);
    painter.setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap));
    painter.drawArc(ring, qRound((90 - turn * 360) * 16), -100 * 16);
    painter.restore();
}

void Spinner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const double turn =
        theme::Theme::instance().reduceMotion() ? 0 : double(m_clock.elapsed() % kTurnMs) / kTurnMs;
    const double side = qMin(width(), height());
    paint(painter, QRectF((width() - side) / 2, (height() - side) / 2, side, side), turn,
          theme::color(theme::Role::Accent));
}

void Spinner::showEvent(QShowEvent *)
{
    if (!theme::Theme::instance().reduceMotion())
        m_timer.start(kFrameMs, this);
}

void Spinner::hideEvent(QHideEvent *) { m_timer.stop(); }

void Spinner::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_timer.timerId())
        update();
    else
        QWidget::timerEvent(event);
}

} // namespace slipway::elements
