#pragma once
#include "net/proxmox/client.h"
#include "net/proxmox/refusal.h"
#include "net/proxmox/silence.h"
#include "net/proxmox/transport.h"
#include <mutex>
#include <optional>

namespace slipway::proxmox {

/// A session of a user with a password. Copies are wiped.
struct Ticket
{
    Secret cookie;
    Secret csrf;
    Transport::Clock::time_point obtained;
    quint64 number = 0; ///< rises; 0 = none
};

struct Client::Private
{
    using Clock = Transport::Clock;
    using End = Transport::End;

    /// What goes with every step of one call.
    struct Limits
    {
        Clock::time_point deadline;
        const Cancel &cancel;
    };

    explicit Private(ClientOptions given);

    /// One call with everything: sign-in, the request, repeats. A Visit must be held.
    Answer<QJsonValue> call(const Request &request, const Limits &limits);
    Answer<QJsonValue> attempts(const Request &request, const Asked &asked, const Limits &limits);
    /// One exchange with its two limits in time. A read is answered from what is known of a silent server.
    Transport::Incoming exchange(Transport::Outgoing outgoing, bool changes, const Limits &limits);
    Transport::Outgoing outgoing(const Request &request, const QString &root, const Ticket &ticket) const;
    Asked asked(const Request &request) const;

    /// A ticket that is good and is not the refused one. One thread signs in, the others wait for its result.
    Answer<Ticket> ticket(quint64 refusedNumber, const Asked &about, const Limits &limits);
    Answer<Ticket> signIn(const std::optional<Ticket> &renewed, const Limits &limits);
    Answer<Ticket> requestTicket(const Secret &password, const Limits &limits);
    QList<Secret> secrets() const;

    const ClientOptions options;
    const bool isToken;
    Transport transport;
    Silence silence;

    std::mutex sessionMutex;
    std::optional<Ticket> session;
    bool isSigningIn = false;
    quint64 signIns = 0;             ///< ended so far
    std::optional<ApiError> refused; ///< how the last one ended
};

/// "host:port" without anything else.
QString serverOf(const QUrl &endpoint);
/// `data` of an answer with status 2xx; nullopt when the body is not Proxmox's.
std::optional<QJsonValue> dataOf(const QByteArray &body);

} // namespace slipway::proxmox
