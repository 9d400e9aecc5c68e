#include "app/desktop/pages/lookupform.h"

#include "app/desktop/pages/lookupfield.h"

namespace slipway::desktop {

LookupForm::LookupForm(HostLookups &lookups, QWidget *parent) : QWidget(parent), m_lookups(lookups) {}

FormField *LookupForm::add(const QString &name, const QString &label, QWidget *input, const QString &hint)
{
    auto *field = new FormField(label, input, hint);
    m_fields.insert(name, field);
    return field;
}

LookupField *LookupForm::addLookup(HostLookups::Kind kind, const QString &name, const QString &label,
                                   QComboBox *input, const QString &hint)
{
    auto *field = new LookupField(label, input, hint);
    m_fields.insert(name, field->field());
    connect(field, &LookupField::changed, this, &LookupForm::tellTyped);
    connect(field, &LookupField::retryRequested, this, [this, kind] { m_lookups.load(kind); });
    return field;
}

void LookupForm::tellTyped()
{
    if (!m_filling)
        emit changed();
}

} // namespace slipway::desktop
