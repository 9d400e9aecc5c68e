#pragma once
#include "app/jobs/hostdirectory.h"
#include "app/jobs/nodestore.h"
#include <QHash>
#include <functional>
#include <mutex>

namespace slipway::backend {

/// The backend's own host, and one for each stored node: made when it is first wanted, kept for as long as
/// its node stays as it was, replaced after an edit, dropped with the node. Whoever holds one that was
/// replaced goes on with it: a run ends on the host that it began with. Any thread; blocks for a look into
/// the store.
class NodeHosts final : public HostDirectory
{
public:
    /// Called under a lock: must not reach out to the node.
    using Factory = std::function<std::shared_ptr<ContainerHost>(const Node &)>;

    NodeHosts(std::shared_ptr<ContainerHost> own, NodeStore &store, Factory factory);

    Result<std::shared_ptr<ContainerHost>> host(const QString &node) override;
    /// A host for a node that is not stored (yet): for a test, kept by nobody else.
    std::shared_ptr<ContainerHost> unsaved(const Node &node) const { return m_factory(node); }
    /// Ends our hold on the host of a node that was edited or removed, with the secrets in it.
    void forget(const QString &node);

private:
    struct Made
    {
        Node node;
        std::shared_ptr<ContainerHost> host;
    };
    Error unknown(const QString &node, const Error &cause);

    const std::shared_ptr<ContainerHost> m_own;
    NodeStore &m_store;
    const Factory m_factory;
    std::mutex m_mutex; // guards m_made, and keeps a look into the store and its use together
    QHash<QString, Made> m_made;
};

} // namespace slipway::backend
