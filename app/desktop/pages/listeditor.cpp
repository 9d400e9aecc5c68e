#include "app/desktop/pages/listeditor.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/metrics.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QSignalBlocker>
#include <algorithm>

namespace slipway::desktop {

using namespace theme;

void layBeside(QWidget *page, QWidget *list, QWidget *fields)
{
    auto *columns = new QHBoxLayout(page);
    columns->setContentsMargins(0, margins(1).top(), 0, 0);
    columns->setSpacing(space(1.2));
    columns->addWidget(list, 2);
    columns->addWidget(fields, 5);
}

FormField *tallField(const QString &label, QWidget *input, const QString &hint)
{
    auto *field = new FormField(label, input, hint);
    static_cast<QVBoxLayout *>(field->layout())->setStretchFactor(input, 1);
    return field;
}

QString entryError(const QList<FieldError> &errors, const QString &of, int row, const QString &part)
{
    const QString field = QStringLiteral("%1[%2]%3").arg(of).arg(row).arg(part);
    const auto at = std::find_if(errors.begin(), errors.end(),
                                 [&field](const FieldError &error) { return error.field.startsWith(field); });
    return at == errors.end() ? QString() : at->message;
}

void markWrongEntries(QListWidget *list, const QList<FieldError> &errors, const QString &of)
{
    const QSignalBlocker quiet(list);
    for (int row = 0; row < list->count(); ++row)
        list->item(row)->setIcon(
            entryError(errors, of, row, {}).isEmpty() ? QIcon() : theme::icon(Icon::Warning, Role::Danger));
}

} // namespace slipway::desktop
