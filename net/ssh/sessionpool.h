#pragma once
#include "net/ssh/session.h"

namespace slipway::ssh {

/// Sessions that are kept for the next worker. Each acquire() gives a session of its own; it comes back when
/// the lease is destroyed, unless its connection is gone. Keyed by all of Options, credentials included (as a
/// salted hash, no secret is kept). Thread-safe; leases must not outlive the pool.
class SessionPool
{
public:
    struct Limits
    {
        int sessions = 8; ///< per key at once; who comes later waits
        /// Being opened at once, per key: sshd drops some of more than ten that have not signed in
        /// (MaxStartups).
        int opening = 3;
        std::chrono::milliseconds idle{60000}; ///< unused for longer: closed
        std::chrono::milliseconds trustedFor{
            1000}; ///< unused for longer: a round trip before it is handed out
    };

    class Lease
    {
    public:
        Lease(Lease &&other) noexcept = default;
        Lease &operator=(Lease &&other) noexcept;
        ~Lease();
        Session *operator->() const { return m_session.get(); }
        Session &operator*() const { return *m_session; }

    private:
        friend class SessionPool;
        Lease(SessionPool *pool, QByteArray key, std::unique_ptr<Session> session);
        void giveBack();
        SessionPool *m_pool;
        QByteArray m_key;
        std::unique_ptr<Session> m_session;
    };

    SessionPool();
    explicit SessionPool(const Limits &limits);
    ~SessionPool(); ///< closes what is idle
    SessionPool(const SessionPool &) = delete;
    SessionPool &operator=(const SessionPool &) = delete;

    /// A live session: an idle one or a new one. Errors as of Session::open(); Cancelled also while waiting.
    Outcome<Lease> acquire(const Options &options, const Cancel &cancel = {});
    /// Closes idle sessions now, for example after a node was changed or removed.
    void closeIdle();
    int idleCount() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway::ssh
