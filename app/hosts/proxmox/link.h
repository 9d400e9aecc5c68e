#pragma once
#include "app/domain/node.h"
#include "app/hosts/proxmox/containerref.h"
#include "app/hosts/proxmox/inside.h"
#include "app/hosts/proxmox/nodegate.h"
#include "app/hosts/proxmox/proxmoxhost.h"
#include "net/proxmox/client.h"
#include <mutex>

namespace slipway::hosts {

/// Both ways to one node, and what was found out about it. Thread-safe; blocks.
class Link
{
public:
    Link(Node node, ProxmoxHost::Options options);

    const Node &node() const { return m_node; }
    const ProxmoxHost::Options &options() const { return m_options; }
    proxmox::Client &api() { return m_api; }
    const std::shared_ptr<NodeGate> &gate() const { return m_gate; }
    PctShell::Pools &pools() { return m_pools; }
    const ssh::Options &ssh() const { return m_ssh; }

    /// The node's name in its cluster: as set, else the one that answers at the endpoint.
    Result<QString> pveNode(const CancelToken &cancel);
    /// A way in. Invalid when ssh is switched off for the node.
    Result<std::unique_ptr<PctShell>> inside(int vmid);
    /// Our container's configuration. NotFound: it is gone, or its VMID belongs to another one by now.
    Result<proxmox::ContainerConfig> ours(const ContainerRef &ref, const CancelToken &cancel);
    /// Follows a task into the log of the call.
    proxmox::Answer<proxmox::TaskEnd> follow(const proxmox::Upid &upid, const QString &purpose,
                                             HostCall &call, std::chrono::milliseconds timeout);

private:
    const Node m_node;
    const ProxmoxHost::Options m_options;
    proxmox::Client m_api;
    const std::shared_ptr<NodeGate> m_gate;
    const ssh::Options m_ssh;
    PctShell::Pools m_pools;
    std::mutex m_mutex;
    QString m_pveNode;
};

proxmox::Cancel apiCancel(const CancelToken &cancel);
/// The error without what only the Proxmox client knows.
Error plainError(const proxmox::ApiError &error);
Result<ContainerRef> parsedRef(const QString &ref);
ssh::Options sshOptions(const Node &node);
proxmox::ClientOptions clientOptions(const Node &node);

} // namespace slipway::hosts
