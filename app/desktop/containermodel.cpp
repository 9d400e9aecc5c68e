#include "app/desktop/containermodel.h"

#include <QHash>

namespace slipway::desktop {

QString lifecycleText(const Container &container)
{
    switch (container.lifecycle) {
    case Lifecycle::Pending:
        return ContainerModel::tr("waiting");
    case Lifecycle::Creating:
        return ContainerModel::tr("creating, %1 %").arg(container.snapshot.percent);
    case Lifecycle::Ready:
        return ContainerModel::tr("ready");
    case Lifecycle::Stopped:
        return ContainerModel::tr("stopped");
    case Lifecycle::Error:
        return ContainerModel::tr("failed");
    case Lifecycle::Deleted:
        return ContainerModel::tr("deleted");
    case Lifecycle::Unknown:
        return ContainerModel::tr("unknown");
    }
    return {};
}

QString powerText(HostStatus::Power power)
{
    switch (power) {
    case HostStatus::Power::Running:
        return ContainerModel::tr("running");
    case HostStatus::Power::Stopped:
        return ContainerModel::tr("stopped");
    case HostStatus::Power::Gone:
        return ContainerModel::tr("gone from its host");
    case HostStatus::Power::Unknown:
        break;
    }
    return {};
}

QString stateText(const Container &container, HostStatus::Power power)
{
    const bool isMade = container.lifecycle == Lifecycle::Ready || container.lifecycle == Lifecycle::Stopped;
    const QString text = isMade ? powerText(power) : QString();
    return text.isEmpty() ? lifecycleText(container) : text;
}

void ContainerModel::setPower(const ContainerId &id, HostStatus::Power power)
{
    for (int row = 0; row < m_rows.size(); ++row) {
        if (m_rows.at(row).id != id || m_power.value(id.value, HostStatus::Power::Unknown) == power)
            continue;
        m_power.insert(id.value, power);
        emit dataChanged(index(row), index(row), {PowerRole, Qt::AccessibleTextRole});
    }
}

HostStatus::Power ContainerModel::powerOf(const Container &container) const
{
    return m_power.value(container.id.value, HostStatus::Power::Unknown);
}

void ContainerModel::setContainers(QList<Container> containers)
{
    QHash<QString, Container> fresh;
    for (const Container &container : std::as_const(containers))
        fresh.insert(container.id.value, container);
    for (int row = int(m_rows.size()) - 1; row >= 0; --row) {
        if (fresh.contains(m_rows.at(row).id.value))
            continue;
        beginRemoveRows({}, row, row);
        m_power.remove(m_rows.at(row).id.value);
        m_rows.removeAt(row);
        endRemoveRows();
    }
    for (int row = 0; row < m_rows.size(); ++row) {
        const Container now = fresh.take(m_rows.at(row).id.value);
        if (now == m_rows.at(row))
            continue;
        m_rows[row] = now;
        emit dataChanged(index(row), index(row));
    }
    QList<Container> added;
    for (const Container &container : std::as_const(containers)) {
        if (fresh.remove(container.id.value) > 0)
            added.append(container);
    }
    if (added.isEmpty())
        return;
    beginInsertRows({}, int(m_rows.size()), int(m_rows.size() + added.size()) - 1);
    m_rows += added;
    endInsertRows();
}

int ContainerModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant ContainerModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Container &container = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case HostnameRole:
        return container.hostname;
    case Qt::AccessibleTextRole:
        return tr("%1, %2").arg(container.hostname, stateText(container, powerOf(container))) +
               (container.node.isEmpty() ? QString() : tr(", on %1").arg(container.node)) +
               (container.isSimulated ? tr(", simulation") : QString());
    case Qt::ToolTipRole:
        return container.errorMessage.isEmpty() ? QVariant() : container.errorMessage.toHtmlEscaped();
    case IdRole:
        return container.id.value;
    case LifecycleRole:
        return int(container.lifecycle);
    case SimulatedRole:
        return container.isSimulated;
    case PercentRole:
        return container.snapshot.percent;
    case NodeRole:
        return container.node;
    case PowerRole:
        return int(powerOf(container));
    case CreatedRole:
        return container.createdAt;
    default:
        return {};
    }
}

ContainerFilter::ContainerFilter(bool onlyRuns, QObject *parent)
    : QSortFilterProxyModel(parent), m_onlyRuns(onlyRuns)
{
    setDynamicSortFilter(true);
    sort(0);
}

void ContainerFilter::setText(const QString &text)
{
    m_text = text.trimmed();
    invalidateFilter();
}

void ContainerFilter::setNode(const std::optional<QString> &node)
{
    if (m_node == node)
        return;
    m_node = node;
    invalidateFilter();
}

void ContainerFilter::setOrder(Order order)
{
    m_order = order;
    invalidate();
}

bool ContainerFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    const auto *model = static_cast<const ContainerModel *>(sourceModel());
    const Container &c = model->at(row);
    if (c.lifecycle == Lifecycle::Deleted)
        return false;
    const bool isRun = !isTerminal(c.lifecycle) || c.lifecycle == Lifecycle::Error;
    if (m_onlyRuns && !isRun)
        return false;
    if (m_node && c.node != *m_node)
        return false;
    return m_text.isEmpty() || c.hostname.contains(m_text, Qt::CaseInsensitive) ||
           c.templateName.contains(m_text, Qt::CaseInsensitive) ||
           c.address.contains(m_text, Qt::CaseInsensitive) || c.node.contains(m_text, Qt::CaseInsensitive) ||
           stateText(c, model->powerOf(c)).contains(m_text, Qt::CaseInsensitive);
}

bool ContainerFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const auto name = [](const QModelIndex &index) {
        return index.data(ContainerModel::HostnameRole).toString();
    };
    if (m_order == Order::State) {
        const auto rank = [](const QModelIndex &index) {
            return std::pair(index.data(ContainerModel::LifecycleRole).toInt(),
                             -index.data(ContainerModel::PowerRole).toInt());
        };
        if (rank(left) != rank(right))
            return rank(left) < rank(right);
    }
    if (m_order != Order::Newest)
        return QString::localeAwareCompare(name(left), name(right)) < 0;
    // Newest first; ISO 8601 sorts as text.
    return left.data(ContainerModel::CreatedRole).toString() >
           right.data(ContainerModel::CreatedRole).toString();
}

} // namespace slipway::desktop
