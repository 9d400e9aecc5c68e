#pragma once
#include "app/jobs/eventbatch.h"
#include <functional>

namespace slipway {

/// Port: carries events to and from other processes. In one process nothing is needed (NullBus); with Redis
/// see net/redis and app/backend/redisbus. Thread-safe.
class EventBus
{
public:
    /// A message somebody else published for `id`. `json` is one progress event, with or without "seq".
    using Receiver = std::function<void(const ContainerId &id, const QByteArray &json)>;

    virtual ~EventBus() = default;
    /// Publishes every event of `batch` in order. Never blocks on the network: queues up to a bound, then drops
    /// the oldest and says so in the log (the store has them all).
    virtual void publish(const EventBatch &batch) = 0;
    /// Called on the bus's own thread, once per message, in order. Our own messages do not come back.
    virtual void setReceiver(Receiver receiver) = 0;
};

class NullBus final : public EventBus
{
public:
    void publish(const EventBatch &) override {}
    void setReceiver(Receiver) override {}
};

} // namespace slipway
