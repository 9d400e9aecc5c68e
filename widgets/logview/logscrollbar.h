#pragma once
#include <QScrollBar>
#include <QSignalBlocker>

namespace slipway::logview {

/// A bar of a LogView: its range is that of all lines, not of the few in the document. QPlainTextEdit sets
/// the range of the bars it finds whenever its document changes; this one keeps to what the view said.
class LogScrollBar : public QScrollBar
{
    Q_OBJECT
public:
    /// Around a call of the base class that moves the bar (resize, font, wrapping, cursor): it stays where it
    /// was, and nobody hears of it.
    class Hold
    {
    public:
        explicit Hold(LogScrollBar *bar) : m_bar(bar), m_silence(bar), m_value(bar ? bar->value() : 0) {}
        ~Hold()
        {
            if (m_bar)
                m_bar->setValue(m_value);
        }
        Q_DISABLE_COPY_MOVE(Hold)

    private:
        LogScrollBar *m_bar;
        QSignalBlocker m_silence;
        int m_value;
    };

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
