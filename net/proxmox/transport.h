#pragma once
#include "net/proxmox/certificate.h"
#include <QByteArray>
#include <QList>
#include <QString>
#include <QThread>
#include <QUrl>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace slipway::proxmox {

class Office;

/// One HTTP exchange at a time per calling thread, done by a network thread of its own. Knows nothing of
/// Proxmox but that its idle connections live for 5 s. Thread-safe.
///
/// What is sent is sent once. Each exchange has a QNetworkAccessManager to itself while it lasts, for two
/// reasons: a manager that serves several at once opens connections ahead, and such a one becomes ready
/// without a reply that could look at its certificate; and what changes something gets a fresh connection, so
/// that a connection which the server has just closed for being idle cannot make its fate uncertain. A
/// manager that has served a GET is kept for the next one for 3.5 s.
class Transport
{
public:
    using Clock = std::chrono::steady_clock;

    struct Outgoing
    {
        QByteArray verb;
        QUrl url;
        QList<std::pair<QByteArray, QByteArray>> headers;
        QByteArray body;
        bool handshakeOnly = false; ///< shake hands over TLS, look at the certificate, hang up
    };
    enum class End {
        Answered,    ///< with a status
        Broken,      ///< the connection ended before the whole answer
        Unreachable, ///< refused, unknown name, no TLS, no connection in time: nothing was sent
        Untrusted,   ///< the certificate: nothing was sent
        TooLarge,    ///< the answer
        TimedOut,
        Cancelled,
        Shaken ///< handshakeOnly
    };
    struct Incoming
    {
        End end = End::Cancelled;
        int status = 0;
        QString reason; ///< the phrase of the status line
        QByteArray body;
        QString words;     ///< of the network layer; no URL in it
        bool sent = false; ///< the server may have seen the request
        bool noTls = false;
        bool isPassing = false;                        ///< it may work in a moment
        std::optional<CertificateProblem> certificate; ///< with Untrusted
        std::optional<PresentedCertificate> shown;     ///< with Shaken
    };

    explicit Transport(Fingerprint pinned);
    /// close(), then waits until every Visit has ended.
    ~Transport();

    /// `connected`: until then its bytes are on their way, or it is Unreachable.
    Incoming exchange(Outgoing outgoing, Clock::time_point connected, Clock::time_point deadline,
                      const Cancel &cancel);
    /// Waits; false when it was cancelled or closed before `until`.
    bool pause(Clock::time_point until, const Cancel &cancel);

    /// A thread that is inside and uses what the owner of this owns.
    class Visit
    {
    public:
        explicit Visit(Transport &transport);
        ~Visit();
        Visit(const Visit &) = delete;
        Visit &operator=(const Visit &) = delete;

    private:
        Transport &m_transport;
    };

    /// Between a caller and the network thread; guarded by the transport's mutex but for `outgoing`, which is
    /// the network thread's once it is posted.
    struct Exchange
    {
        Outgoing outgoing;
        Incoming incoming;
        bool begun = false;
        bool sent = false; ///< its bytes may be on their way
        bool done = false;
        bool abandoned = false;
        ~Exchange();
    };
    using ExchangePointer = std::shared_ptr<Exchange>;

private:
    friend class Office;
    void finish(const ExchangePointer &exchange, Incoming incoming); // network thread
    void noteSent(const ExchangePointer &exchange);
    void noteEnd();    // the last thing the network thread does here
    void wakeOffice(); // with the mutex held

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<ExchangePointer> m_posted; // begun or abandoned since the network thread looked
    int m_inside = 0;
    bool m_closing = false;
    bool m_hasEnded = false;
    bool m_isAwake = false;
    QThread m_thread;
    std::unique_ptr<Office> m_office; // lives on m_thread
};

} // namespace slipway::proxmox
