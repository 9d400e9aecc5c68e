#pragma once
#include <QBasicTimer>
#include <QElapsedTimer>
#include <QWidget>

namespace slipway::elements {

/// Something is going on. Turns only while visible; stands still with reduced motion.
class Spinner : public QWidget
{
    Q_OBJECT
public:
    explicit Spinner(QWidget *parent = nullptr);
    QSize sizeHint() const override;
    /// The arc at `turn` (0–1), for painters of their own.
    static void paint(QPainter &painter, const QRectF &rect, double turn, const QColor &color);

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void timerEvent(QTimerEvent *event) override;

private:
    QBasicTimer m_timer;
    QElapsedTimer m_clock;
};

} // namespace slipway::elements
