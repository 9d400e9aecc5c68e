#pragma once
#include <QScrollBar>

namespace slipway::logview {

/// A bar of a LogView: its range is that of all lines, not of the few in the document. QPlainTextEdit sets
/// the range of the bars it finds whenever its document changes; this one keeps to what the view said.
class LogScrollBar : public QScrollBar
{
    Q_OBJECT
public:
    explicit LogScrollBar(Qt::Orientation orientation, QWidget *parent = nullptr);

    /// Sets everything at once without a valueChanged(). A slider held by the mouse stays where it is.
    void setArithmetic(int maximum, int page, int step, int value);

protected:
    void sliderChange(SliderChange change) override;

private:
    void enforce();

    int m_maximum = 0;
    int m_page = 1;
    int m_step = 1;
};

} // namespace slipway::logview
