#pragma once
#include "app/desktop/hostlookups.h"
#include "app/desktop/pages/formfield.h"

#include <QHash>

class QComboBox;

namespace slipway::desktop {

class LookupField;

/// A form some of whose choices come from a node. Knows its fields by the field of the request that each of
/// them fills, and keeps what fills the form apart from what somebody types.
class LookupForm : public QWidget
{
    Q_OBJECT
signals:
    void changed();

protected:
    explicit LookupForm(HostLookups &lookups, QWidget *parent);
    FormField *add(const QString &name, const QString &label, QWidget *input, const QString &hint = {});
    /// Its Retry asks the node once more.
    LookupField *addLookup(HostLookups::Kind kind, const QString &name, const QString &label,
                           QComboBox *input, const QString &hint);
    void tellTyped(); ///< changed(), unless the form is being filled

    HostLookups &m_lookups;
    bool m_filling = false;
    QHash<QString, FormField *> m_fields;
};

} // namespace slipway::desktop
