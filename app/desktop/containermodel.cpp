#include "app/desktop/containermodel.h"

#include <QHash>
#include <QSet>

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
    const auto at = m_at.constFind(id.value);
    if (at == m_at.cend() || m_power.value(id.value, HostStatus::Power::Unknown) == power)
        return;
    m_power.insert(id.value, power);
    emit dataChanged(index(*at), index(*at), {PowerRole, Qt::AccessibleTextRole});
}

HostStatus::Power ContainerModel::powerOf(const Container &container) const
{
    return m_power.value(container.id.value, HostStatus::Power::Unknown);
}

void ContainerModel::setActivity(const ContainerId &id, const QString &activity)
{
    if (m_activity.value(id.value) == activity)
        return;
    if (activity.isEmpty())
        m_activity.remove(id.value);
    else
        m_activity.insert(id.value, activity);
    if (const auto at = m_at.constFind(id.value); at != m_at.cend())
        emit dataChanged(index(*at), index(*at), {ActivityRole, Qt::AccessibleTextRole});
}

void ContainerModel::countRows(int from)
{
    for (int row = from; row < m_rows.size(); ++row)
        m_at.insert(m_rows.at(row).id.value, row);
}

void ContainerModel::removeRow(int row)
{
    const QString id = m_rows.at(row).id.value;
    beginRemoveRows({}, row, row);
    m_power.remove(id);
    m_activity.remove(id);
    m_at.remove(id);
    m_rows.removeAt(row);
    countRows(row);
    endRemoveRows();
}

void ContainerModel::setContainers(QList<Container> containers)
{
    QSet<QString> there;
    there.reserve(containers.size());
    for (const Container &container : std::as_const(containers))
        there.insert(container.id.value);
    QList<ContainerId> gone;
    for (const Container &container : std::as_const(m_rows)) {
        if (!there.contains(container.id.value))
            gone.append(container.id);
    }
    apply(containers, gone);
}

void ContainerModel::apply(const QList<Container> &changed, const QList<ContainerId> &removed)
{
    for (const ContainerId &id : removed) {
        if (const auto at = m_at.constFind(id.value); at != m_at.cend())
            removeRow(*at);
    }
    QList<Container> added;
    QHash<QString, qsizetype> addedAt; // nobody is to stand there twice
    for (const Container &container : changed) {
        const auto at = m_at.constFind(container.id.value);
        if (at == m_at.cend()) {
            if (const auto again = addedAt.constFind(container.id.value); again != addedAt.cend()) {
                added[*again] = container;
                continue;
            }
            addedAt.insert(container.id.value, added.size());
            added.append(container);
            continue;
        }
        const int row = *at;
        if (m_rows.at(row) == container)
            continue;
        m_rows[row] = container;
        emit dataChanged(index(row), index(row));
    }
    if (added.isEmpty())
        return;
    const int first = int(m_rows.size());
    beginInsertRows({}, first, first + int(added.size()) - 1);
    m_rows += added;
    countRows(first);
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
        return tr("%1, %2").arg(container.hostname, m_activity.contains(container.id.value)
                                                        ? m_activity.value(container.id.value)
                                                        : stateText(container, powerOf(container))) +
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
    case ActivityRole:
        return m_activity.value(container.id.value);
    case CreatedRole:
        return container.createdAt;
    default:
        return {};
    }
}

ContainerFilter::ContainerFilter(QObject *parent) : QSortFilterProxyModel(parent)
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
    if (m_node && c.node != *m_node)
        return false;
    return m_text.isEmpty() || c.hostname.contains(m_text, Qt::CaseInsensitive) ||
           c.templateName.contains(m_text, Qt::CaseInsensitive) ||
           c.address.contains(m_text, Qt::CaseInsensitive) || c.node.contains(m_text, Qt::CaseInsensitive) ||
           stateText(c, model->powerOf(c)).contains(m_text, Qt::CaseInsensitive);
}

bool ContainerFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    // A thousand rows are some ten thousand comparisons: no variants on the way.
    const auto *model = static_cast<const ContainerModel *>(sourceModel());
    const Container &a = model->at(left.row());
    const Container &b = model->at(right.row());
    if (m_order == Order::State) {
        const std::pair rankA(int(a.lifecycle), -int(model->powerOf(a)));
        const std::pair rankB(int(b.lifecycle), -int(model->powerOf(b)));
        if (rankA != rankB)
            return rankA < rankB;
    }
    if (m_order != Order::Newest)
        return QString::localeAwareCompare(a.hostname, b.hostname) < 0;
    // Newest first; ISO 8601 sorts as text.
    return a.createdAt > b.createdAt;
}

} // namespace slipway::desktop
