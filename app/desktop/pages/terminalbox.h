#pragma once
#include "widgets/theme/metrics.h"
#include "widgets/theme/stylepaint.h"
#include "widgets/theme/theme.h"

#include <QPainter>
#include <QWidget>

namespace slipway::desktop {

/// The ground of some lines of a log: dark in both schemes, as the log view is. Give it a layout.
class TerminalBox : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        theme::paint::roundedRect(painter, rect(), theme::cornerRadius(),
                                  theme::color(theme::Role::TerminalPaper),
                                  theme::color(theme::Role::TerminalBorder));
    }
};

} // namespace slipway::desktop
