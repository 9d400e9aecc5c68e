#pragma once
#include "app/domain/container.h"
#include "app/domain/hostoffers.h"

#include <QAbstractListModel>
#include <QHash>
#include <QSortFilterProxyModel>

namespace slipway::desktop {

/// Containers as rows. setContainers() turns the difference into inserts, removals and changes, so that
/// selection and scroll position survive a refresh.
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
        PowerRole
    };

    using QAbstractListModel::QAbstractListModel;
    void setContainers(QList<Container> containers);
    /// How its host says that it is powered; forgotten when it is gone from the list.
    void setPower(const ContainerId &id, HostStatus::Power power);
    HostStatus::Power powerOf(const Container &container) const;
    const Container &at(int row) const { return m_rows.at(row); }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<Container> m_rows;
    QHash<QString, HostStatus::Power> m_power;
};

/// Filter over hostname, template and address; `onlyRuns` leaves what is being created or has failed.
class ContainerFilter : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit ContainerFilter(bool onlyRuns, QObject *parent = nullptr);
    enum class Order { Newest, Name, State };
    void setText(const QString &text);
    void setNode(const std::optional<QString> &node); ///< nothing: all; empty: the backend's own host
    void setOrder(Order order);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    bool m_onlyRuns;
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
