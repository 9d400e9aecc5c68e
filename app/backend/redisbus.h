#pragma once
#include "app/jobs/eventbus.h"
#include "app/jobs/eventstore.h"
#include "net/redis/redisurl.h"
#include <memory>

namespace slipway::backend {

/// EventBus on Redis (contract: section "Redis"). Publishes an own event on `container:{id}:progress` and
/// keeps the last 2,000 in the list `container:{id}:logs` for 48 h; events of others that were numbered here
/// go to `container:{id}:numbered` (and a list of the same name with `:logs`), not to the channel they came
/// from.
///
/// Redis may be away at any time, also at the start: nothing here blocks or fails for that. What could not be
/// published meanwhile is read from the store and published after the reconnect (the last 2,000 of a
/// container), and the lists are filled again. Thread-safe; owns two threads.
class RedisBus final : public EventBus
{
public:
    struct Limits
    {
        int ringEvents = 2000;
        int ringSeconds = 48 * 3600;
        qsizetype queueBytes = 8 * 1024 * 1024; ///< beyond this the store is read later instead
    };
    /// `store` and the bus's users must outlive it resp. be gone before it.
    RedisBus(const redis::RedisUrl &url, EventStore &store, Limits limits);
    RedisBus(const redis::RedisUrl &url, EventStore &store);
    ~RedisBus() override;
    RedisBus(const RedisBus &) = delete;
    RedisBus &operator=(const RedisBus &) = delete;

    void publish(const QList<EventBatch> &batches) override;
    void setReceiver(Receiver receiver) override;
    void setConnected(std::function<void()> connected) override;
    Result<Recent> recent(const ContainerId &id) override;
    Result<QList<ContainerId>> known() override;
    Result<bool> claim(const ContainerId &id, int ttlMs) override;
    void forget(const ContainerId &id) override;

    bool isConnected() const;
    /// "" when connected, otherwise "Cannot reach Redis at …. Reason. What now." For /api/health.
    QString problem() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway::backend
