#pragma once
#include "net/redis/redisurl.h"
#include "net/redis/reply.h"
#include <functional>
#include <memory>

namespace slipway::redis {

/// A Redis that may come and go: one connection for commands, one for a pattern subscription, both on a
/// thread of this object, reconnected with a growing pause (jittered) for as long as it lives. Commands are
/// pipelined; those in flight when the connection is lost fail (they may have been carried out). Thread-safe.
class RedisClient
{
public:
    struct Options
    {
        RedisUrl url;
        QByteArrayList patterns; ///< PSUBSCRIBE; the client is connected only when that stands
        int timeoutMs = 5000;    ///< to connect, and for a reply
        int pingMs = 10000;      ///< idle connections are tried this often
        int firstPauseMs = 100;
        int longestPauseMs = 5000;
        qsizetype sendBytes = 8 * 1024 * 1024; ///< unsent at most
    };
    struct Message
    {
        QByteArray channel;
        QByteArray payload;
    };
    /// All are called on the client's thread and must not call call().
    struct Handlers
    {
        std::function<void()> connected;
        std::function<void(const Error &)> lost;              ///< also after each failed attempt
        std::function<void(const QList<Message> &)> messages; ///< in order; what came together
        std::function<void()> drained;                        ///< there is room again after send() said no
    };
    using Replies = Result<QList<Reply>>;
    using Done = std::function<void(const Replies &)>; ///< on the client's thread

    RedisClient(Options options, Handlers handlers); ///< begins to connect at once
    ~RedisClient(); ///< ends within about 100 ms; no handler is called after it
    RedisClient(const RedisClient &) = delete;
    RedisClient &operator=(const RedisClient &) = delete;

    /// Queues `commands` (appendCommand(), `count` of them). False, and nothing happens, when not connected
    /// or when too much is unsent. `done` is called once, with `count` replies or the error that ended it.
    bool send(const QByteArray &commands, int count, Done done);
    /// The same and waits for the replies; not from a handler. Errors: Unavailable.
    Replies call(const QList<QByteArrayList> &commands);

    bool isConnected() const;
    /// "" when connected, otherwise "Cannot reach Redis at …. Reason. What now.", without any credentials.
    QString problem() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway::redis
