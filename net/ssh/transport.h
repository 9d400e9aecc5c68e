#pragma once
#include "net/ssh/session.h"
#include "net/ssh/wait.h"
#include <QElapsedTimer>
#include <libssh/callbacks.h>
#include <libssh/libssh.h>

namespace slipway::ssh {

/// One libssh session on a socket of ours, never blocking, with the watch that finds a vanished peer. All
/// waiting of this room happens in turn(). Not thread-safe. Private to the room: nobody else sees libssh.
class Transport
{
public:
    /// TCP and key exchange; nothing is signed in yet. `hostKeyTypes`: libssh's list, the preferred first.
    /// Errors: Unreachable, Timeout, Cancelled.
    static Outcome<std::unique_ptr<Transport>> connect(const Options &options, const char *hostKeyTypes,
                                                       const QDeadlineTimer &deadline, const Cancel &cancel);
    ~Transport();
    Transport(const Transport &) = delete;
    Transport &operator=(const Transport &) = delete;

    ssh_session handle() const { return m_session; }
    HostKey hostKey() const;
    /// "host:port" for messages.
    const QString &where() const { return m_where; }

    /// Lets libssh read, answer, call back and send what is possible without waiting.
    void work();
    /// Waits at most one slice for the socket and lets libssh work on what came. Sends the request that
    /// must be answered when it is time. Never Ready after the connection is gone: Lost.
    Turn turn(const QDeadlineTimer &deadline, const Cancel &cancel);
    /// Repeats `step` (a libssh call) until it no longer answers `again`; then Ready.
    template<typename Step>
    Turn await(int again, int &result, const QDeadlineTimer &deadline, const Cancel &cancel, Step step)
    {
        while ((result = step()) == again) {
            const Turn turn = this->turn(deadline, cancel);
            if (turn != Turn::Ready && turn != Turn::Quiet)
                return turn;
        }
        return isAlive() ? Turn::Ready : Turn::Lost;
    }

    /// From now on silence is watched; before, only deadlines count, and a server takes no such request.
    void watch();
    /// Sends a request that must be answered. False, and nothing is sent, while the last one is unanswered.
    bool probe();
    quint64 heardBytes() const { return m_socketCounter.in_bytes; }
    bool hasUnsent() const { return (ssh_get_status(m_session) & SSH_WRITE_PENDING) != 0; }
    /// The time since then does not count as silence of the peer: the caller was busy.
    void excuse(std::chrono::milliseconds time) { m_excusedMs += time.count(); }

    bool isAlive() const;
    void giveUp() { m_isGivenUp = true; }
    /// libssh's own words for a fatal error; what happened, never a secret.
    QString reason() const;

private:
    Transport(int descriptor, const Options &options);
    Outcome<void> handshake(const char *hostKeyTypes, const QDeadlineTimer &deadline, const Cancel &cancel);
    bool setUp(const char *hostKeyTypes);
    bool isSilentTooLong();

    ssh_session m_session;
    ssh_counter_struct m_socketCounter = {};
    ssh_counter_struct m_packetCounter = {};
    int m_descriptor; // a duplicate: libssh closes the other one when it likes
    QString m_where;
    QString m_user;
    QString m_agentSocket;
    KeepAlive m_keepAlive;
    QElapsedTimer m_sinceHeard;
    QElapsedTimer m_sinceProbe;
    qint64 m_excusedMs = 0;
    quint64 m_lastHeard = 0;
    bool m_isWatched = false;
    bool m_isGivenUp = false;
    bool m_isSilent = false;
};

} // namespace slipway::ssh
