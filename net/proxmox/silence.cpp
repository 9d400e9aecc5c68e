#include "net/proxmox/silence.h"

namespace slipway::proxmox {

std::optional<Transport::Incoming> Silence::known()
{
    const std::scoped_lock lock(m_mutex);
    if (!m_last)
        return std::nullopt;
    if (m_isAsking || Clock::now() < m_until)
        return m_last;
    m_isAsking = true;
    return std::nullopt;
}

void Silence::note(const Transport::Incoming &incoming)
{
    using End = Transport::End;
    const std::scoped_lock lock(m_mutex);
    m_isAsking = false;
    // A refusal is an answer, and quick: that machine is there, and pveproxy may be back in a moment.
    const bool isNobody = incoming.end == End::Unreachable && !incoming.isPassing && !incoming.noTls;
    if (isNobody) {
        m_last = incoming;
        m_until = Clock::now() + m_lasts;
    } else if (incoming.sent || (incoming.end != End::Cancelled && incoming.end != End::TimedOut)) {
        m_last.reset();
    }
}

void Silence::forget()
{
    const std::scoped_lock lock(m_mutex);
    m_last.reset();
    m_isAsking = false;
}

} // namespace slipway::proxmox
