#pragma once
#include "app/jobs/containerhost.h"
#include <QMutex>
#include <QSet>
#include <QString>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>

namespace slipway::hosts {

/// What creations on one Proxmox endpoint must agree on within this process: which VMIDs are spoken for (its
/// own nextid reserves nothing), and how many are made at once. One per endpoint, shared by every host object
/// for it, also by those of before and after an edit of the node. Thread-safe.
class NodeGate
{
public:
    static std::shared_ptr<NodeGate> of(const QString &endpoint);

    /// A VMID that nobody else here will use until it is dropped.
    class Reservation
    {
    public:
        Reservation() = default;
        Reservation(std::shared_ptr<NodeGate> gate, int vmid) : m_gate(std::move(gate)), m_vmid(vmid) {}
        Reservation(Reservation &&other) noexcept : m_gate(std::move(other.m_gate)), m_vmid(other.m_vmid) {}
        Reservation &operator=(Reservation &&other) noexcept;
        ~Reservation() { drop(); }
        int vmid() const { return m_vmid; }

    private:
        void drop();
        std::shared_ptr<NodeGate> m_gate;
        int m_vmid = 0;
    };
    /// False: somebody here has it.
    bool reserve(int vmid);
    /// The first from `vmid` on that nobody here has.
    int reserveFrom(int vmid);

    /// One of `limit` turns, given back when destroyed.
    class Turn
    {
    public:
        explicit Turn(std::shared_ptr<NodeGate> gate) : m_gate(std::move(gate)) {}
        Turn(Turn &&) noexcept = default;
        Turn &operator=(Turn &&) = delete;
        ~Turn();

    private:
        std::shared_ptr<NodeGate> m_gate;
    };
    /// Waits for a turn; `waiting` is called once when there is none at once. Cancelled.
    static Result<Turn> enter(const std::shared_ptr<NodeGate> &gate, int limit, const CancelToken &cancel,
                              const std::function<void(int ahead)> &waiting);
    /// Held by who downloads a template, so that several wanting the same one fetch it once.
    std::timed_mutex templates;

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    QSet<int> m_vmids;
    int m_inside = 0;
};

} // namespace slipway::hosts
