#pragma once
#include "app/hosts/proxmox/link.h"

namespace slipway::hosts {

/// Everything a creation has settled on before the first thing is made: storage, template (downloaded if need
/// be), bridge. What was chosen is told in the log. The VMID and the description are still open.
Result<proxmox::CreateContainer> creationOrder(Link &link, const ContainerSpec &spec, HostCall &call);
/// The volume id for `source` (a volume id or a system's name); downloads what is not there.
Result<QString> provideTemplate(Link &link, const QString &source, const QString &templateStorage,
                                HostCall &call);
/// All templates on all storages of the node that hold some.
Result<QList<proxmox::StorageContent>> installedTemplates(Link &link, const QString &node,
                                                          const CancelToken &cancel);

/// Makes one container. Blocks.
class Creation
{
public:
    Creation(Link &link, const ContainerSpec &spec, HostCall &call) : m_link(link), m_spec(spec), m_call(call)
    {}
    Result<QString> run();
    /// After run() failed: something of ours is there that does not carry our mark yet (lock "create").
    std::optional<ContainerRef> halfMade() const { return m_halfMade; }

private:
    enum class Next { Done, OtherVmid, SameAgain, Failed };
    Result<void> reserve();
    Next attempt();
    Next posted(proxmox::Answer<proxmox::Upid> answer);
    Next lookForLost(const proxmox::ApiError &error);
    Next followed(const proxmox::Upid &upid);
    Next refused(const proxmox::ApiError &error);
    Next becomeVisible();
    void cleanUp();
    void claim(const ContainerRef &ref);
    void say(const QString &line) { m_call.log(line.toUtf8()); }

    Link &m_link;
    const ContainerSpec &m_spec;
    HostCall &m_call;
    proxmox::CreateContainer m_order;
    NodeGate::Reservation m_reservation;
    std::optional<ContainerRef> m_ref;
    std::optional<ContainerRef> m_halfMade;
    bool m_began = false;   // a task of ours made, or makes, something under that VMID
    bool m_wasLost = false; // a request without an answer: a duplicate may be our own
    int m_floor = 0;        // VMIDs below are known to be taken
    int m_collisions = 0, m_lockTimeouts = 0, m_losses = 0;
    Error m_error;
};

} // namespace slipway::hosts
