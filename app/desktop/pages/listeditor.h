#pragma once
#include "app/base/problem.h"
#include "app/desktop/pages/formfield.h"

#include <QList>

class QListWidget;

namespace slipway::desktop {

// What the editors of scripts and of files have in common: a list, beside it the fields of the chosen entry.

/// The list to the left, the fields to the right, as the only content of `page`.
void layBeside(QWidget *page, QWidget *list, QWidget *fields);
/// A field whose input takes all the height there is.
FormField *tallField(const QString &label, QWidget *input, const QString &hint = {});
/// What is wrong with `part` (".name"; empty: any) of entry `row` of the request's list `of` ("scripts").
QString entryError(const QList<FieldError> &errors, const QString &of, int row, const QString &part);
/// Entries with an error get a warning sign. Says nothing of it as a change of the list.
void markWrongEntries(QListWidget *list, const QList<FieldError> &errors, const QString &of);

} // namespace slipway::desktop
