#pragma once
#include "app/domain/container.h"

#include <QAbstractListModel>
#include <QSortFilterProxyModel>

namespace slipway::desktop {

/// Containers as rows. setContainers() turns the difference into inserts, removals and changes, so that
/// selection and scroll position survive a refresh.
class ContainerModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { IdRole = Qt::UserRole, HostnameRole, LifecycleRole, SimulatedRole, PercentRole, CreatedRole };

    using QAbstractListModel::QAbstractListModel;
    void setContainers(QList<Container> containers);
    const Container &at(int row) const { return m_rows.at(row); }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<Container> m_rows;
};

/// Filter over hostname, template and address; `onlyRuns` leaves what is being created or has failed.
class ContainerFilter : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit ContainerFilter(bool onlyRuns, QObject *parent = nullptr);
    void setText(const QString &text);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    bool m_onlyRuns;
    QString m_text;
};

/// "running", "being created, 62 %" …: state in words.
QString lifecycleText(const Container &container);

} // namespace slipway::desktop
