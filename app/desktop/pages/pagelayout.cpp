#include "app/desktop/pages/pagelayout.h"

#include "widgets/theme/metrics.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QPainter>
#include <QStyle>
#include <QTabWidget>
#include <QVBoxLayout>

namespace slipway::desktop {

using namespace theme;

theme::Label *pageTitle(const QString &text)
{
    auto *title = new Label(text, TextStyle::Title);
    title->setMinimumHeight(controlHeight());
    return title;
}

QMargins pageMargins() { return {space(2), space(1.2), space(2), space(2)}; }

int scrollMargin()
{
    return qMax(0, space(2) - QApplication::style()->pixelMetric(QStyle::PM_ScrollBarExtent));
}

QMargins headMargins()
{
    return pageMargins() - QMargins(0, 0, pageMargins().right(), pageMargins().bottom());
}

QMargins scrolledMargins()
{
    QMargins margins = pageMargins();
    margins.setRight(scrollMargin());
    return margins;
}

void makePageScroll(QScrollArea &area)
{
    area.setWidgetResizable(true);
    area.setFrameShape(QFrame::NoFrame);
    area.setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area.setVerticalScrollBarPolicy(
        Qt::ScrollBarAlwaysOn); // nothing is drawn where there is nothing to scroll
    area.setFocusPolicy(Qt::NoFocus);
    area.viewport()->setAutoFillBackground(false);
}

QTabWidget *pageTabs(const QString &name)
{
    auto *tabs = new QTabWidget;
    tabs->setObjectName(name);
    tabs->setDocumentMode(true);
    setTabLineInset(tabs, pageMargins().right());
    return tabs;
}

QWidget *inset(QWidget *content)
{
    auto *around = new QWidget;
    auto *layout = new QVBoxLayout(around);
    layout->setContentsMargins(0, 0, pageMargins().right(), pageMargins().bottom());
    layout->addWidget(content);
    return around;
}

void BottomBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Role::Card));
    painter.setPen(color(Role::Border));
    painter.drawLine(rect().topLeft(), rect().topRight());
}

} // namespace slipway::desktop
