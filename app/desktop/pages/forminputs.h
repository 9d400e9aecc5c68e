#pragma once
#include "app/desktop/pages/formfield.h"
#include "widgets/elements/card.h"
#include "widgets/elements/responsivegrid.h"
#include "widgets/theme/label.h"
#include "widgets/theme/metrics.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPainter>
#include <QScrollArea>
#include <QSpinBox>

namespace slipway::desktop {

// The inputs of a form, named by the field of the request that they fill.

QLineEdit *lineInput(const QString &name, const QString &placeholder = {});
QSpinBox *numberInput(const QString &name, int min, int max, int value, const QString &suffix = {});
/// A choice that also takes what is typed.
QComboBox *editableChoice(const QString &name, const QString &placeholder = {});
/// Entries with data; `values` and `texts` in step.
QComboBox *choiceInput(const QString &name, const QList<std::pair<QString, QString>> &valuesAndTexts);
/// As many columns as fit, of at least `units` spacing units.
elements::ResponsiveGrid *inputGrid(double units);

/// The head line of a page: as high with a button beside it as without one.
theme::Label *pageTitle(const QString &text);
/// From the window's edges to what is on a page.
QMargins pageMargins();
/// The room right of what scrolls: with the scroll bar, whose place is always kept free, it is the page's
/// margin. So the contents stand below their head and do not jump when there are more of them.
int scrollMargin();
/// An area of a page that scrolls up to the window's edge; its contents end in `scrollMargin()`.
void makePageScroll(QScrollArea &area);

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
