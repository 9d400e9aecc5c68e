#include "widgets/logview/logscrollbar.h"

#include <QSignalBlocker>

namespace slipway::logview {

LogScrollBar::LogScrollBar(QWidget *parent) : QScrollBar(Qt::Vertical, parent) { enforce(); }

void LogScrollBar::setArithmetic(int maximum, int page, int singleStep, int value)
{
    const QSignalBlocker blocker(this);
    m_maximum = maximum;
    m_page = page;
    m_step = singleStep;
    enforce();
    if (!isSliderDown())
        setValue(value);
}

/// setRange() tells us before it bounds the value, so a foreign range never moves it.
void LogScrollBar::sliderChange(SliderChange change)
{
    if (change == SliderRangeChange || change == SliderStepsChange)
        enforce();
    QScrollBar::sliderChange(change);
}

void LogScrollBar::enforce()
{
    if (minimum() != 0 || maximum() != m_maximum)
        setRange(0, m_maximum);
    if (pageStep() != m_page)
        setPageStep(m_page);
    if (singleStep() != m_step)
        setSingleStep(m_step);
}

} // namespace slipway::logview
