#include "widgets/logview/logscrollbar.h"

namespace slipway::logview {

LogScrollBar::LogScrollBar(Qt::Orientation orientation, QWidget *parent) : QScrollBar(orientation, parent)
{
    enforce();
}

void LogScrollBar::setArithmetic(int maximum, int page, int step, int value)
{
    const bool rangeChanges = maximum != m_maximum;
    m_maximum = maximum;
    m_page = page;
    m_step = step;
    const bool wasBlocked = blockSignals(true);
    enforce();
    if (!isSliderDown())
        setValue(value);
    blockSignals(wasBlocked);
    if (rangeChanges)
        emit rangeChanged(0, m_maximum); // the scroll area shows or hides the bar by this
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
