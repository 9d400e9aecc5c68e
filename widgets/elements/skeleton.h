#pragma once
#include <QBasicTimer>
#include <QElapsedTimer>
#include <QWidget>

namespace slipway::elements {

/// Grey lines where text will be, with a slow shimmer for the first seconds after they are shown
/// (none with reduced motion). Widths are in percent.
class Skeleton : public QWidget
{
    Q_OBJECT
public:
    explicit Skeleton(QList<int> lineWidths, QWidget *parent = nullptr);
    /// Room for an icon before each line, as the stepper has.
    void setLeadingDots(bool on);
    void setOnTerminal(bool on);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void timerEvent(QTimerEvent *event) override;

private:
    QList<int> m_widths;
    bool m_dots = false;
    bool m_onTerminal = false;
    QBasicTimer m_timer;
    QElapsedTimer m_clock;
};

} // namespace slipway::elements
