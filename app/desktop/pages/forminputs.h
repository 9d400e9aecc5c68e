#pragma once
#include "app/desktop/pages/formfield.h"
#include "widgets/elements/card.h"
#include "widgets/elements/responsivegrid.h"
#include "widgets/theme/metrics.h"

#include <QComboBox>
#include <QLineEdit>
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

} // namespace slipway::desktop
