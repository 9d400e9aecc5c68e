#pragma once
#include "app/jobs/eventbus.h"
#include "app/jobs/eventlog.h"
#include <memory>

namespace slipway {

/// Takes what others publish on the bus into the event log, so that a container made elsewhere can be listed
/// and streamed here like one of ours.
///
/// - For a container of ours a message without number is numbered and stored (EventLog::appendForeign).
/// - An unknown container is adopted: Container{host "foreign", hostname = id, Creating}; what the bus still
/// keeps
///   of it comes first. Numbers given by another backend are kept; what nobody keeps any more becomes a gap.
/// - Messages without number for a container that no backend owns are numbered by exactly one backend, the
/// one
///   that holds the claim; the others wait for its numbered form, and take over when it dies.
///
/// Thread-safe; owns one worker thread, on which all of this happens, so that a slow bus or a full disk stops
/// nobody else. Bounded: when it falls behind, the rest is read from the bus again. Not for a NullBus
/// (harmless).
class EventRelay
{
public:
    struct Limits
    {
        int adopted = 1000; ///< containers of others known at once; further ones are ignored
        qsizetype queueBytes = 32 * 1024 * 1024; ///< received, not yet processed
        int claimMs = 15000;                     ///< after this a dead backend's containers are taken over
        int heldPerContainer = 2000;             ///< messages that wait for another backend's number
    };
    EventRelay(EventLog &log, EventStore &store, EventBus &bus, Limits limits);
    EventRelay(EventLog &log, EventStore &store, EventBus &bus);
    ~EventRelay(); ///< takes the receiver off the bus and joins the thread
    EventRelay(const EventRelay &) = delete;
    EventRelay &operator=(const EventRelay &) = delete;

    /// Begins to receive. Call once, after ContainerService::recoverInterruptedRuns() and before serving.
    void start();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway
