#pragma once
#include "app/domain/containerspec.h"
#include "app/domain/packagebucket.h"
#include "app/domain/template.h"

#include <QScrollArea>
#include <optional>

class QVBoxLayout;

namespace slipway::desktop {

class PackageLines;

/// Packages of the request, and read-only those that come anyway: the template's own and its buckets'.
class CreatePackagesStep : public QScrollArea
{
    Q_OBJECT
public:
    explicit CreatePackagesStep(QWidget *parent = nullptr);

    /// Nothing: no template, or it is not here yet.
    void setTemplate(const std::optional<Template> &entry, const QList<PackageBucket> &buckets);
    void fill(ContainerSpec &spec) const;
    void showSpec(const ContainerSpec &spec);
    void showErrors(const QList<FieldError> &errors);
    void focusFirst();

signals:
    void changed();

private:
    void addSource(const QString &title, const QStringList &apt, const QStringList &npm,
                   const QStringList &pip);

    QWidget *m_given;
    QVBoxLayout *m_givenRows;
    PackageLines *m_apt;
    PackageLines *m_npm;
    PackageLines *m_pip;
};

} // namespace slipway::desktop
