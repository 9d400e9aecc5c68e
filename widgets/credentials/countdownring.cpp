#include "widgets/credentials/countdownring.h"

#include "widgets/credentials/secretclipboard.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/theme.h"

#include <QPainter>
#include <QTimerEvent>

namespace slipway::credentials {

namespace {
constexpr int kStepMs = 250; // a ring that moves 8° at a time is smooth enough and costs nothing
}

CountdownRing::CountdownRing(SecretClipboard &clipboard, QWidget *parent)
    : QWidget(parent), m_clipboard(clipboard)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setToolTip(tr("The clipboard will be cleared by itself"));
    setAccessibleName(toolTip());
}

QSize CountdownRing::sizeHint() const { return {theme::space(1.6), theme::space(1.6)}; }

void CountdownRing::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double width = 2;
    const QRectF ring = QRectF(rect()).adjusted(width, width, -width, -width);
    painter.setPen(QPen(theme::color(theme::Role::Border), width));
    painter.drawEllipse(ring);
    painter.setPen(QPen(theme::color(theme::Role::Accent), width, Qt::SolidLine, Qt::RoundCap));
    painter.drawArc(ring, 90 * 16, qRound(360 * 16 * m_clipboard.remaining()));
}

void CountdownRing::showEvent(QShowEvent *) { m_timer.start(kStepMs, this); }
void CountdownRing::hideEvent(QHideEvent *) { m_timer.stop(); }

void CountdownRing::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_timer.timerId())
        update();
    else
        QWidget::timerEvent(event);
}

} // namespace slipway::credentials
