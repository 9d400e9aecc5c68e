#pragma once
#include "net/proxmox/transport.h"
#include <mutex>
#include <optional>

namespace slipway::proxmox {

/// What is known of a server that takes no connections: for a while nobody knocks there, and then one caller
/// at a time, while the others get the answer that the last one got. So a machine that is switched off costs
/// one thread a few seconds now and then, and not every caller as much. Thread-safe.
class Silence
{
public:
    using Clock = Transport::Clock;
    explicit Silence(std::chrono::milliseconds lasts) : m_lasts(lasts) {}

    /// The answer to give without asking; nothing: ask, and say how it went with note(). For those in a
    /// Hurry.
    std::optional<Transport::Incoming> known();
    /// How a question ended that known() let pass, or any other one.
    void note(const Transport::Incoming &incoming);
    void forget(); ///< somebody wants to know it for sure

private:
    const std::chrono::milliseconds m_lasts;
    std::mutex m_mutex;
    std::optional<Transport::Incoming> m_last; ///< empty: it answers, as far as is known
    Clock::time_point m_until;
    bool m_isAsking = false;
};

} // namespace slipway::proxmox
