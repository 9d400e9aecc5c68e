#include "net/proxmox/client.h"
#include "net/proxmox/clientprivate.h"
#include "net/proxmox/texts.h"
#include <QHostAddress>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace slipway::proxmox {

namespace {

constexpr qsizetype largestForm = 512 * 1024; // PVE::APIServer::AnyEvent: limit_max_post
constexpr int mostAttempts = 4;
thread_local int hurries = 0;

QByteArray verbOf(Request::Verb verb)
{
    switch (verb) {
    case Request::Verb::Get:
        return "GET";
    case Request::Verb::Post:
        return "POST";
    case Request::Verb::Put:
        return "PUT";
    case Request::Verb::Delete:
        break;
    }
    return "DELETE";
}

// Nothing that could begin another header.
bool isHeaderSafe(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c != 0x7f; });
}

bool isThisMachine(const QString &host) { return host == u"localhost" || QHostAddress(host).isLoopback(); }

tl::unexpected<ApiError> refuse(ErrorCode code, const QString &message)
{
    ApiError error;
    error.code = code;
    error.message = message;
    return tl::unexpected(error);
}

} // namespace

Result<QUrl> parseEndpoint(const QString &text, int defaultPort)
{
    QString typed = text.trimmed();
    if (QHostAddress(typed).protocol() == QAbstractSocket::IPv6Protocol)
        typed = u'[' + typed + u']';
    const QUrl url(typed.contains("://"_L1) ? typed : "https://"_L1 + typed, QUrl::StrictMode);
    const bool isPath = !url.path().isEmpty() && url.path() != u"/";
    if (!url.isValid() || url.host().isEmpty() || isPath || url.hasQuery() || url.hasFragment() ||
        !url.userInfo().isEmpty() || url.port(defaultPort) < 1)
        return fail(ErrorCode::Invalid,
                    Texts::tr("Cannot use this address. It is not a host with an optional port. "
                              "Write it like pve.example.com or pve.example.com:8006."));
    if (url.scheme() != u"https" && !(url.scheme() == u"http" && isThisMachine(url.host())))
        return fail(
            ErrorCode::Invalid,
            Texts::tr("Cannot use this address. Passwords and tokens travel over https only. Leave the "
                      "scheme out."));
    QUrl endpoint;
    endpoint.setScheme(url.scheme());
    endpoint.setHost(url.host());
    endpoint.setPort(url.port(defaultPort));
    return endpoint;
}

QString segment(const QString &text) { return QString::fromLatin1(QUrl::toPercentEncoding(text)); }

QString serverOf(const QUrl &endpoint)
{
    const QString host = endpoint.host();
    return u"%1:%2"_s.arg(host.contains(u':') ? u'[' + host + u']' : host).arg(endpoint.port());
}

std::optional<QJsonValue> dataOf(const QByteArray &body)
{
    QJsonParseError error{};
    QJsonDocument document = QJsonDocument::fromJson(body, &error);
    // A task's log may hold any bytes; they are shown as U+FFFD.
    if (error.error == QJsonParseError::IllegalUTF8String)
        document = QJsonDocument::fromJson(QString::fromUtf8(body).toUtf8(), &error);
    if (!document.isObject() || !document.object().contains("data"_L1))
        return std::nullopt;
    return document.object().value("data"_L1);
}

Client::Private::Private(ClientOptions given)
    : options(std::move(given)), isToken(std::holds_alternative<ApiToken>(options.auth)),
      transport(options.pinned), silence(options.silence)
{}

QList<Secret> Client::Private::secrets() const
{
    return {isToken ? std::get<ApiToken>(options.auth).secret : std::get<Login>(options.auth).password};
}

Asked Client::Private::asked(const Request &request) const
{
    static const QRegularExpression nodePattern(u"\\A/nodes/([^/]+)"_s);
    Asked about;
    about.purpose =
        request.purpose.isEmpty()
            ? Texts::tr("ask for %1 %2").arg(QString::fromLatin1(verbOf(request.verb)), request.path)
            : request.purpose;
    about.server = serverOf(options.endpoint);
    about.node = QUrl::fromPercentEncoding(nodePattern.match(request.path).captured(1).toLatin1());
    about.isToken = isToken;
    about.who = isToken ? std::get<ApiToken>(options.auth).id : std::get<Login>(options.auth).user;
    about.changes = request.verb != Request::Verb::Get;
    about.needs = request.needs;
    return about;
}

Transport::Outgoing Client::Private::outgoing(const Request &request, const QString &root,
                                              const Ticket &ticket) const
{
    Transport::Outgoing out;
    out.verb = verbOf(request.verb);
    // From Qt 6.8 on two slashes stay two, and Proxmox knows no such path.
    QString url = (root.endsWith(u'/') ? root.chopped(1) : root) + "/api2/json"_L1 + request.path;
    const bool isInQuery = request.verb == Request::Verb::Get || request.verb == Request::Verb::Delete;
    // A body with GET or DELETE is a 501, a chunked one always.
    if (!isInQuery)
        out.body = request.parameters.encoded();
    else if (!request.parameters.isEmpty())
        url += u'?' + QString::fromLatin1(request.parameters.encoded());
    out.url = QUrl(url, QUrl::StrictMode);
    out.headers.emplace_back("Accept", "application/json");
    if (!isInQuery)
        out.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    if (isToken) {
        const ApiToken &token = std::get<ApiToken>(options.auth);
        out.headers.append(
            {"Authorization", "PVEAPIToken=" + token.id.toUtf8() + '=' + token.secret.reveal()});
    } else if (ticket.number != 0) {
        out.headers.append({"Cookie", "PVEAuthCookie=" + ticket.cookie.reveal().toPercentEncoding()});
        if (request.verb != Request::Verb::Get)
            out.headers.append({"CSRFPreventionToken", ticket.csrf.reveal()});
    }
    return out;
}

Transport::Incoming Client::Private::exchange(Transport::Outgoing outgoing, bool changes,
                                              const Limits &limits)
{
    const bool isHurried = !changes && Hurry::isOn();
    if (isHurried) {
        if (std::optional<Transport::Incoming> known = silence.known())
            return *std::move(known);
    }
    const auto connected = isHurried ? Clock::now() + options.hurriedConnect : limits.deadline;
    Transport::Incoming incoming =
        transport.exchange(std::move(outgoing), connected, limits.deadline, limits.cancel);
    silence.note(incoming);
    return incoming;
}

Answer<QJsonValue> Client::Private::call(const Request &request, const Limits &limits)
{
    const Asked about = asked(request);
    const QString cannot = Texts::tr("Cannot %1.").arg(about.purpose) + u' ';
    if (!parseEndpoint(options.endpoint.toString()))
        return refuse(ErrorCode::Invalid,
                      cannot + Texts::tr("The address of the server is not usable. Correct it."));
    if (!request.path.startsWith(u'/') || request.path.contains(u'?') || request.path.contains(u'#') ||
        request.path.contains("/.."_L1) || request.path.contains("//"_L1) || request.path.endsWith(u'/'))
        return refuse(ErrorCode::Invalid,
                      cannot + Texts::tr("A name in it is missing or not usable. Correct it."));
    if (isToken && (!isHeaderSafe(about.who.toUtf8()) || !isHeaderSafe(secrets().constFirst().reveal()) ||
                    !about.who.contains(u'!') || !about.who.contains(u'@')))
        return refuse(
            ErrorCode::Invalid,
            cannot + Texts::tr("The API token is not usable. Its name is like user@realm!name, its secret "
                               "like xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx."));
    if (request.parameters.encoded().size() > largestForm)
        return refuse(
            ErrorCode::TooLarge,
            cannot + Texts::tr("The request is larger than the 512 KiB that Proxmox takes. Shorten it."));
    Answer<QJsonValue> answer = attempts(request, about, limits);
    if (!answer)
        redact(answer.error(), secrets() + request.parameters.secrets());
    return answer;
}

Answer<QJsonValue> Client::Private::attempts(const Request &request, const Asked &about, const Limits &limits)
{
    const bool mayRepeat = request.verb == Request::Verb::Get && request.mayRepeat;
    const QString root = options.endpoint.toString(QUrl::FullyEncoded);
    quint64 refusedTicket = 0;
    auto backOff = 250ms;
    for (int attempt = 1;; ++attempt) {
        Ticket pass;
        if (!isToken) {
            Answer<Ticket> signedIn = ticket(refusedTicket, about, limits);
            if (!signedIn)
                return tl::unexpected(signedIn.error());
            pass = std::move(*signedIn);
        }
        const Transport::Incoming incoming = exchange(outgoing(request, root, pass), about.changes, limits);
        const bool isAnswer = incoming.end == End::Answered;
        // A request with an outdated ticket has not been looked at: sent again, it is done once.
        if (isAnswer && incoming.status == 401 && !isToken && refusedTicket == 0) {
            refusedTicket = pass.number;
            continue;
        }
        const bool isGood = isAnswer && incoming.status >= 200 && incoming.status < 300;
        const std::optional<QJsonValue> data = isGood ? dataOf(incoming.body) : std::nullopt;
        if (data)
            return *data;
        const bool isPassing =
            isAnswer ? incoming.status == 595 || incoming.status == 596 : incoming.isPassing;
        const auto next = Clock::now() + backOff;
        if (mayRepeat && isPassing && attempt < mostAttempts && next < limits.deadline) {
            backOff *= 2;
            if (transport.pause(next, limits.cancel))
                continue;
            return tl::unexpected(noAnswer(about, {})); // cancelled
        }
        if (isGood) {
            ApiError strange;
            strange.code = ErrorCode::Protocol;
            strange.status = incoming.status;
            strange.mayHaveHappened = about.changes;
            strange.message =
                Texts::tr("Cannot %1. The answer of %2 is not Proxmox's. Check host and port; Proxmox "
                          "VE has 8006.")
                    .arg(about.purpose, about.server);
            return tl::unexpected(strange);
        }
        return tl::unexpected(isAnswer ? refusal(about, incoming.status, incoming.reason, incoming.body)
                                       : noAnswer(about, incoming));
    }
}

Hurry::Hurry() { ++hurries; }

Hurry::~Hurry() { --hurries; }

bool Hurry::isOn() { return hurries > 0; }

Client::Client(ClientOptions options) : d(std::make_unique<Private>(std::move(options))) {}

Client::~Client() = default;

QUrl Client::endpoint() const { return d->options.endpoint; }

void Client::forgetSilence() { d->silence.forget(); }

Answer<QJsonValue> Client::call(const Request &request, const Cancel &cancel)
{
    const Transport::Visit visit(d->transport);
    const auto timeout = request.timeout.count() > 0 ? request.timeout : d->options.timeout;
    return d->call(request, {Private::Clock::now() + timeout, cancel});
}

} // namespace slipway::proxmox
