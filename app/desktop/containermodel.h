#pragma once
#include "app/domain/container.h"
#include "app/domain/hostoffers.h"

#include <QAbstractListModel>
#include <QHash>
#include <QSortFilterProxyModel>

namespace slipway::desktop {

/// Containers as rows. setContainers() turns the difference into inserts, removals and changes, so that
/// selection and scroll position survive a refresh; apply() patches single rows.
class ContainerModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        IdRole = Qt::UserRole,
        HostnameRole,
        LifecycleRole,
        SimulatedRole,
        PercentRole,
        CreatedRole,
        NodeRole,
        PowerRole,
        ActivityRole ///< "Deleting…": what goes on with it right now, empty: nothing
    };

    using QAbstractListModel::QAbstractListModel;
    void setContainers(QList<Container> containers);
    /// Only these: what a stream of changes brings. Costs what changed, not what there is.
    void apply(const QList<Container> &changed, const QList<ContainerId> &removed);
    /// What somebody has asked for and what has not ended yet; empty: nothing any more.
    void setActivity(const ContainerId &id, const QString &activity);
    QString activityOf(const ContainerId &id) const { return m_activity.value(id.value); }
    /// How its host says that it is powered; forgotten when it is gone from the list.
    void setPower(const ContainerId &id, HostStatus::Power power);
    HostStatus::Power powerOf(const Container &container) const;
    const Container &at(int row) const { return m_rows.at(row); }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    void removeRow(int row);
    void countRows(int from = 0); ///< m_at, after rows moved

    QList<Container> m_rows;
    QHash<QString, int> m_at; // id → row
    QHash<QString, HostStatus::Power> m_power;
    QHash<QString, QString> m_activity;
};

/// Filter over hostname, template, address, node and state; what was deleted is not shown.
class ContainerFilter : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit ContainerFilter(QObject *parent = nullptr);
    enum class Order { Newest, Name, State };
    void setText(const QString &text);
    void setNode(const std::optional<QString> &node); ///< nothing: all; empty: the backend's own host
    void setOrder(Order order);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    QString m_text;
    std::optional<QString> m_node;
    Order m_order = Order::Newest;
};

/// "ready", "creating, 62 %" …: how its creation stands, in words.
QString lifecycleText(const Container &container);
/// "running", "stopped", "gone"; empty when it is not known.
QString powerText(HostStatus::Power power);
/// What a row says: how it is powered once that is known, else how its creation stands.
QString stateText(const Container &container, HostStatus::Power power);

} // namespace slipway::desktop
