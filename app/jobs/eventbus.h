#pragma once
#include "app/base/result.h"
#include "app/jobs/eventbatch.h"
#include <QByteArrayList>
#include <functional>

namespace slipway {

/// Port: carries events to and from other processes. In one process nothing is needed (NullBus); with Redis
/// see app/backend/redisbus. Thread-safe.
class EventBus
{
public:
    /// What somebody else published for `id`: one progress event, with or without "seq".
    struct Message
    {
        ContainerId id;
        QByteArray json;
    };
    using Receiver = std::function<void(const QList<Message> &messages)>;

    virtual ~EventBus() = default;
    /// Publishes every event of `batches`, which one commit has stored, in order. Never blocks on the
    /// network: what cannot be sent now is read from the store again later.
    virtual void publish(const QList<EventBatch> &batches) = 0;
    /// Called on the bus's own thread, with every message once, in order; those that came together are given
    /// together. Our own do not come back.
    virtual void setReceiver(Receiver receiver) = 0;

    /// Called on the bus's own thread whenever messages may have been missed: after each (re)connect, when
    /// the subscription stands.
    virtual void setConnected(std::function<void()>) {}
    /// What the bus still keeps of `id`, oldest first, as published; blocks, bounded. Unavailable when it is
    /// away.
    struct Recent
    {
        QByteArrayList events;   ///< as the publisher of the container sent them
        QByteArrayList numbered; ///< events of `events` (or of others) that a backend has numbered since
    };
    virtual Result<Recent> recent(const ContainerId &) { return Recent{}; }
    /// Containers of which the bus keeps anything; blocks, bounded.
    virtual Result<QList<ContainerId>> known() { return QList<ContainerId>{}; }
    /// True when this process is (or becomes now) the one that numbers what others publish for `id` without a
    /// number. Holds for `ttlMs`; ask again before that to keep it. Blocks, bounded.
    virtual Result<bool> claim(const ContainerId &, int /*ttlMs*/) { return true; }
    /// The container was deleted: drops what the bus keeps for others. Never blocks.
    virtual void forget(const ContainerId &) {}
};

class NullBus final : public EventBus
{
public:
    void publish(const QList<EventBatch> &) override {}
    void setReceiver(Receiver) override {}
};

} // namespace slipway
