#include "app/desktop/pages/forminputs.h"

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

} // namespace slipway::desktop
