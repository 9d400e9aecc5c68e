#pragma once
#include "app/jobs/containerhost.h"
#include <memory>

namespace slipway {

/// Port: which ContainerHost a container lives on. A host that was handed out stays usable for as long as
/// somebody holds it, also when its node is edited or removed meanwhile. Any thread.
class HostDirectory
{
public:
    virtual ~HostDirectory() = default;
    /// `node`: name of a Node; empty = the backend's own host. NotFound: no node of that name, with the names
    /// there are.
    virtual Result<std::shared_ptr<ContainerHost>> host(const QString &node) = 0;
};

/// For a backend (or a test) with one host and no nodes.
class SingleHost final : public HostDirectory
{
public:
    explicit SingleHost(std::shared_ptr<ContainerHost> host) : m_host(std::move(host)) {}
    Result<std::shared_ptr<ContainerHost>> host(const QString &node) override
    {
        if (node.isEmpty())
            return m_host;
        return fail(ErrorCode::NotFound,
                    QStringLiteral("Cannot use the node \"%1\". This backend has none.").arg(node));
    }

private:
    std::shared_ptr<ContainerHost> m_host;
};

} // namespace slipway
