#include "app/hosts/proxmox/nodegate.h"

#include <QHash>

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

std::shared_ptr<NodeGate> NodeGate::of(const QString &endpoint)
{
    static std::mutex mutex;
    static QHash<QString, std::weak_ptr<NodeGate>> gates;
    const std::lock_guard lock(mutex);
    std::shared_ptr<NodeGate> gate = gates.value(endpoint).lock();
    if (!gate) {
        gate = std::make_shared<NodeGate>();
        gates.insert(endpoint, gate);
    }
    return gate;
}

NodeGate::Reservation &NodeGate::Reservation::operator=(Reservation &&other) noexcept
{
    if (this != &other) {
        drop();
        m_gate = std::move(other.m_gate);
        m_vmid = other.m_vmid;
    }
    return *this;
}

void NodeGate::Reservation::drop()
{
    if (!m_gate)
        return;
    const std::lock_guard lock(m_gate->m_mutex);
    m_gate->m_vmids.remove(m_vmid);
}

bool NodeGate::reserve(int vmid)
{
    const std::lock_guard lock(m_mutex);
    if (m_vmids.contains(vmid))
        return false;
    m_vmids.insert(vmid);
    return true;
}

int NodeGate::reserveFrom(int vmid)
{
    const std::lock_guard lock(m_mutex);
    while (m_vmids.contains(vmid))
        ++vmid;
    m_vmids.insert(vmid);
    return vmid;
}

NodeGate::Turn::~Turn()
{
    if (!m_gate)
        return;
    {
        const std::lock_guard lock(m_gate->m_mutex);
        --m_gate->m_inside;
    }
    m_gate->m_changed.notify_one();
}

Result<NodeGate::Turn> NodeGate::enter(const std::shared_ptr<NodeGate> &gate, int limit,
                                       const CancelToken &cancel, const std::function<void(int)> &waiting)
{
    bool told = false;
    std::unique_lock lock(gate->m_mutex);
    while (gate->m_inside >= limit) {
        if (cancel.isCancelled())
            return fail(ErrorCode::Cancelled, u"Stopped while waiting for other creations on this node."_s);
        if (!told) {
            told = true;
            const int inside = gate->m_inside;
            lock.unlock(); // a log may block
            waiting(inside);
            lock.lock();
            continue;
        }
        gate->m_changed.wait_for(lock, std::chrono::milliseconds(200));
    }
    ++gate->m_inside;
    return Turn(gate);
}

} // namespace slipway::hosts
