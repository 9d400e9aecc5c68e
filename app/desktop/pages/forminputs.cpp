#include "app/desktop/pages/forminputs.h"

#include "widgets/theme/theme.h"

#include <QApplication>
#include <QStyle>
#include <QVBoxLayout>

namespace slipway::desktop {

using namespace theme;

QLineEdit *lineInput(const QString &name, const QString &placeholder)
{
    auto *edit = new QLineEdit;
    edit->setObjectName(name);
    edit->setPlaceholderText(placeholder);
    return edit;
}

QSpinBox *numberInput(const QString &name, int min, int max, int value, const QString &suffix)
{
    auto *box = new QSpinBox;
    box->setObjectName(name);
    box->setRange(min, max);
    box->setValue(value);
    box->setSuffix(suffix);
    return box;
}

QComboBox *editableChoice(const QString &name, const QString &placeholder)
{
    auto *box = new QComboBox;
    box->setObjectName(name);
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->lineEdit()->setPlaceholderText(placeholder);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(8);
    return box;
}

QComboBox *choiceInput(const QString &name, const QList<std::pair<QString, QString>> &valuesAndTexts)
{
    auto *box = new QComboBox;
    box->setObjectName(name);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    for (const auto &[value, text] : valuesAndTexts)
        box->addItem(text, value);
    return box;
}

elements::ResponsiveGrid *inputGrid(double units)
{
    auto *grid = new elements::ResponsiveGrid(space(units));
    grid->setSpacing(space(1.4));
    grid->setContentsMargins(0, 0, 0, 0);
    return grid;
}

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
