#pragma once
#include "widgets/theme/label.h"

#include <QScrollArea>

class QTabWidget;

namespace slipway::desktop {

// Where things stand on a page: the same on all of them.

/// The head line of a page: as high with a button beside it as without one.
theme::Label *pageTitle(const QString &text);
/// From the window's edges to what is on a page.
QMargins pageMargins();
/// The room right of what scrolls: with the scroll bar, whose place is always kept free, it is the page's
/// margin. So the contents stand below their head and do not jump when there are more of them.
int scrollMargin();
/// Of a page with a head that stays above what scrolls to the window's right and lower edge.
QMargins headMargins();
/// Of a page that scrolls whole, its head too.
QMargins scrolledMargins();
/// An area of a page that scrolls up to the window's edge; its contents end in `scrollMargin()`.
void makePageScroll(QScrollArea &area);

/// The parts of a page as tabs up to the window's edge; their line ends where the page's margin begins.
QTabWidget *pageTabs(const QString &name);

/// `content` in the page's right and lower margin: beside an area that scrolls to the edge.
QWidget *inset(QWidget *content);

/// Stays in sight while the form scrolls.
class BottomBar : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace slipway::desktop
