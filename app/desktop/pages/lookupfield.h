#pragma once
#include "app/desktop/hostlookups.h"
#include "app/desktop/pages/formfield.h"

class QComboBox;

namespace slipway::elements {
class InlineMessage;
}

namespace slipway::desktop {

struct LookupEntry
{
    QString value;
    QString text;
};

/// A field whose choices come from a node: says that they are on their way, or why not (with Retry), and
/// takes what is typed all the same. What is typed or chosen stays when the choices come.
class LookupField : public QWidget
{
    Q_OBJECT
public:
    LookupField(const QString &label, QComboBox *input, const QString &hint, QWidget *parent = nullptr);

    void setState(HostLookups::State state, const QString &problem = {});
    void setHint(const QString &hint);
    void setEntries(const QList<LookupEntry> &entries);
    QString value() const; ///< of the entry that is chosen, else what is typed
    void setValue(const QString &value);
    FormField *field() const { return m_field; }

signals:
    void changed();
    void retryRequested();

private:
    QComboBox *m_input;
    FormField *m_field;
    QString m_hint;
    elements::InlineMessage *m_problem;
};

} // namespace slipway::desktop
