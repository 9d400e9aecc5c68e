#pragma once
#include "app/domain/template.h"

#include <QHash>
#include <QScrollArea>

class QComboBox;
class QLineEdit;
class QSpinBox;
class QVBoxLayout;

namespace slipway::desktop {

class FormField;

/// Name, description, size, system, features, packages and buckets of a template.
class TemplateSettings : public QScrollArea
{
    Q_OBJECT
public:
    explicit TemplateSettings(QWidget *parent = nullptr);
    void setBuckets(const QStringList &names); ///< to choose from; before show()
    void show(const Template &entry, bool isNew);
    using QScrollArea::show;
    void fill(Template &entry) const; ///< with what is typed here
    void showErrors(const QList<FieldError> &errors);
    void focusFirst();

signals:
    void changed();

private:
    bool isSent(qsizetype list) const;
    void addTexts(QVBoxLayout *rows);
    void addNumbers(QVBoxLayout *rows);
    void addPackages(QVBoxLayout *rows);
    FormField *field(const QString &name, const QString &label, QWidget *input, const QString &hint = {});

    QHash<QString, FormField *> m_fields;
    QLineEdit *m_name;
    QLineEdit *m_title;
    QLineEdit *m_description;
    QLineEdit *m_tags;
    QLineEdit *m_os;
    QLineEdit *m_source;
    QSpinBox *m_cores;
    QSpinBox *m_memory;
    QSpinBox *m_disk;
    QComboBox *m_unprivileged;
    QComboBox *m_nesting;
    QComboBox *m_keyctl;
    QComboBox *m_fuse;
    QList<PackageList> m_lists; ///< in the order of m_packages
    qsizetype m_listsThere = 0; ///< the rest are offers
    QList<QLineEdit *> m_packages;
    QList<FormField *> m_packageFields;
    QWidget *m_packageBox;
    QWidget *m_bucketBox;
    QStringList m_bucketNames;
    QStringList m_chosenBuckets;
};

} // namespace slipway::desktop
