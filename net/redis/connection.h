#pragma once
#include "net/redis/redisurl.h"
#include "net/redis/reply.h"
#include <chrono>
#include <functional>

struct redisReader;

namespace slipway::redis {

/// One non-blocking socket to Redis and the parser of its replies (hiredis). No thread, no timer of its own:
/// the owner polls descriptor() and calls. Not thread-safe.
class Connection
{
public:
    using Stopped = std::function<bool()>; ///< asked every 50 ms while a call waits
    /// Connects, signs in, selects the database and asks for a sign of life. Blocks at most `timeout`.
    /// Errors: Unavailable, Unauthorized, Protocol (not a Redis), Cancelled.
    static Result<Connection> open(const RedisUrl &url, std::chrono::milliseconds timeout,
                                   const Stopped &stopped);
    Connection(Connection &&other) noexcept;
    Connection &operator=(Connection &&other) noexcept;
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;
    ~Connection();

    int descriptor() const { return m_descriptor; }
    qsizetype unsent() const { return m_out.size() - m_sent; }
    void write(QByteArrayView bytes) { m_out.append(bytes); }
    /// Sends what the socket takes now. Errors: Unavailable.
    Result<void> flush();
    /// Reads what there is now and hands every complete reply to `take`. Errors: Unavailable, Protocol.
    Result<void> read(const std::function<void(Reply &&)> &take);
    /// Sends what is unsent and waits for `count` replies. For the start; blocks at most `timeout`.
    Result<QList<Reply>> roundTrip(int count, std::chrono::milliseconds timeout, const Stopped &stopped);

private:
    explicit Connection(int descriptor);
    Result<void> signIn(const RedisUrl &url, std::chrono::milliseconds timeout, const Stopped &stopped);

    int m_descriptor = -1;
    redisReader *m_reader = nullptr;
    QByteArray m_out;
    qsizetype m_sent = 0;
};

} // namespace slipway::redis
