#include "net/proxmox/clientprivate.h"
#include "net/proxmox/texts.h"
#include <QJsonObject>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace slipway::proxmox {

namespace {

// PVE::AccessControl: tickets live for two hours; a ticket that is over cannot renew itself.
constexpr auto ticketLife = 2h - 5min;
constexpr QLatin1StringView secondFactorMark("PVE:!tfa!");

} // namespace

Answer<Ticket> Client::Private::ticket(quint64 refusedNumber, const Asked &about, const Limits &limits)
{
    std::optional<Ticket> renewed;
    quint64 waitedFor = 0;
    bool hasWaited = false;
    for (;;) {
        {
            const std::scoped_lock lock(sessionMutex);
            const bool isKnown = session && session->number != refusedNumber;
            if (isKnown && Clock::now() - session->obtained < options.renewTicketAfter)
                return *session;
            if (!isSigningIn) {
                // The one we waited for has just been refused: with the same password we would be, too.
                if (hasWaited && signIns == waitedFor + 1 && refused)
                    return tl::unexpected(*refused);
                isSigningIn = true;
                if (isKnown && Clock::now() - session->obtained < ticketLife)
                    renewed = session;
                break;
            }
            if (!std::exchange(hasWaited, true))
                waitedFor = signIns;
        }
        const auto soon = Clock::now() + 20ms;
        if (!transport.pause(std::min(soon, limits.deadline), limits.cancel))
            return tl::unexpected(noAnswer(about, {}));
        if (Clock::now() >= limits.deadline) {
            Transport::Incoming late;
            late.end = End::TimedOut;
            return tl::unexpected(noAnswer(about, late));
        }
    }
    Answer<Ticket> fresh = signIn(renewed, limits);
    const std::scoped_lock lock(sessionMutex);
    isSigningIn = false;
    ++signIns;
    refused.reset();
    if (fresh) {
        fresh->number = signIns;
        session = *fresh;
    } else if (renewed && fresh.error().code != ErrorCode::Unauthorized) {
        return *renewed; // it was to be renewed early: it is good for a while yet
    } else if (fresh.error().code == ErrorCode::Unauthorized) {
        session.reset();
        refused = fresh.error();
    }
    return fresh;
}

Answer<Ticket> Client::Private::signIn(const std::optional<Ticket> &renewed, const Limits &limits)
{
    if (renewed) {
        Answer<Ticket> fresh = requestTicket(renewed->cookie, limits);
        if (fresh || fresh.error().code != ErrorCode::Unauthorized)
            return fresh;
    }
    return requestTicket(std::get<Login>(options.auth).password, limits);
}

Answer<Ticket> Client::Private::requestTicket(const Secret &password, const Limits &limits)
{
    const QString user = std::get<Login>(options.auth).user;
    Request request;
    request.verb = Request::Verb::Post;
    request.path = u"/access/ticket"_s;
    request.parameters.add("username", user).add("password", password);
    request.purpose = Texts::tr("sign in as %1").arg(user);
    Asked about = asked(request);
    about.changes = false; // a sign-in more does no harm
    Transport::Incoming incoming =
        exchange(outgoing(request, options.endpoint.toString(QUrl::FullyEncoded), {}), false, limits);
    const auto error = [&](ApiError what) {
        redact(what, secrets() + request.parameters.secrets());
        return tl::unexpected(what);
    };
    if (incoming.end != End::Answered)
        return error(noAnswer(about, incoming));
    if (incoming.status < 200 || incoming.status > 299)
        return error(refusal(about, incoming.status, incoming.reason, incoming.body));
    const QJsonObject data = dataOf(incoming.body).value_or(QJsonValue()).toObject();
    wipe(incoming.body);
    const QString cookie = data["ticket"_L1].toString();
    const QJsonValue second = data["NeedTFA"_L1];
    if (second.toInt() != 0 || second.toBool() || second.toString() == u"1" ||
        cookie.startsWith(secondFactorMark)) {
        ApiError needed;
        needed.code = ErrorCode::Unauthorized;
        needed.status = incoming.status;
        needed.detail = u"NeedTFA"_s;
        needed.message =
            Texts::tr("Cannot sign in as %1. This user has a second factor, which a program cannot "
                      "give. Use an API token instead (Datacenter → Permissions → API Tokens).")
                .arg(user);
        return error(needed);
    }
    const QString csrf = data["CSRFPreventionToken"_L1].toString();
    if (cookie.isEmpty() || csrf.isEmpty()) {
        ApiError strange;
        strange.code = ErrorCode::Protocol;
        strange.status = incoming.status;
        strange.message =
            Texts::tr("Cannot sign in as %1. The answer of %2 holds no ticket. Check that this is "
                      "Proxmox VE.")
                .arg(user, about.server);
        return error(strange);
    }
    return Ticket{Secret(cookie), Secret(csrf), Clock::now(), 0};
}

} // namespace slipway::proxmox
