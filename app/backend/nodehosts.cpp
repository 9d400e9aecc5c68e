#include "app/backend/nodehosts.h"

#include <QCoreApplication>
#include <QStringList>

namespace slipway::backend {

NodeHosts::NodeHosts(std::shared_ptr<ContainerHost> own, NodeStore &store, Factory factory)
    : m_own(std::move(own)), m_store(store), m_factory(std::move(factory))
{}

Result<std::shared_ptr<ContainerHost>> NodeHosts::host(const QString &node)
{
    if (node.isEmpty())
        return m_own;
    std::shared_ptr<ContainerHost> replaced; // its end may take a while: not under the lock
    const std::lock_guard lock(m_mutex);
    const Result<Node> stored = m_store.node(node);
    if (!stored) {
        if (stored.error().code != ErrorCode::NotFound)
            return tl::unexpected(stored.error());
        return tl::unexpected(unknown(node, stored.error()));
    }
    Made &made = m_made[node];
    if (!made.host || !(made.node == *stored)) {
        replaced = std::exchange(made.host, m_factory(*stored));
        made.node = *stored;
    }
    return made.host;
}

void NodeHosts::forget(const QString &node)
{
    Made dropped;
    const std::lock_guard lock(m_mutex);
    dropped = m_made.take(node);
}

Error NodeHosts::unknown(const QString &node, const Error &cause)
{
    QStringList names;
    if (const Result<QList<Node>> all = m_store.nodes()) {
        for (const Node &one : *all)
            names.append(one.name);
    }
    const QString there =
        names.isEmpty()
            ? QCoreApplication::translate("backend", "There are no nodes yet: add one first.")
            : QCoreApplication::translate("backend", "There are: %1.").arg(names.join(QStringLiteral(", ")));
    return {ErrorCode::NotFound,
            QCoreApplication::translate("backend", "Cannot use the node \"%1\". It is not known here. %2")
                .arg(node, there),
            cause.detail, false};
}

} // namespace slipway::backend
