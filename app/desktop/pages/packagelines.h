#pragma once
#include "app/domain/template.h"

#include <QWidget>

class QPlainTextEdit;

namespace slipway::desktop {

class FormField;

/// Packages of one installer, one a line; text of many lines can be pasted, what stands twice counts once. A
/// line that is wrong is marked, and said below with its number.
class PackageLines : public QWidget
{
    Q_OBJECT
public:
    /// `name` is that of the input; it fills `field` of a request ("packages", "apt", …).
    PackageLines(const QString &name, const QString &label, const QString &field, const QString &example,
                 QWidget *parent = nullptr);

    QStringList packages() const; ///< each once
    void setPackages(const QStringList &packages);
    void showErrors(const QList<FieldError> &errors); ///< of all fields; others are passed over
    void setHint(const QString &hint);

signals:
    void changed();

private:
    void mark(const QList<int> &lines);
    int lineOf(qsizetype package) const; ///< from 0

    QString m_field;
    QString m_hint;
    QPlainTextEdit *m_text;
    FormField *m_input;
};

} // namespace slipway::desktop
