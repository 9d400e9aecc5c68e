#include "net/http/jsonclient.h"
#include "app/base/problem.h"
#include "net/http/sendonce.h"
#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QNetworkProxyFactory>
#include <QNetworkReply>
#include <QPointer>
#include <QTimer>
#include <optional>

using namespace Qt::Literals::StringLiterals;

namespace slipway::http {

namespace {

constexpr qint64 largestBody = 64 * 1024 * 1024;
constexpr qsizetype largestDetail = 64 * 1024; // a proxy's error page is no use beyond that

// Scheme, host and port only: the path may name a container, the rest may hold a secret.
QString place(const QUrl &url)
{
    return url.adjusted(QUrl::RemoveUserInfo | QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment)
        .toString();
}

bool isHeaderSafe(QByteArrayView text)
{
    return !text.contains('\r') && !text.contains('\n') && !text.contains('\0');
}

} // namespace

class Exchange;

struct JsonClient::Private
{
    JsonClient *q = nullptr;
    std::optional<QNetworkAccessManager> made; ///< with the first request
    QUrl baseUrl;
    QList<std::pair<QByteArray, QByteArray>> headers;
    int timeoutMs = kAnswerMs;
    QList<const Exchange *> pending;

    QNetworkAccessManager &manager();
    QUrl urlOf(const QString &path) const;
    QNetworkRequest requestFor(const QString &path, const QByteArray &body) const;
    void send(const QByteArray &verb, const QString &path, const QByteArray &body, QObject *context,
              Callback done);
    void keepTime(QNetworkReply &reply, Exchange &exchange, QTimer &timer);
    void forget(const Exchange *exchange);
    Result<JsonReply> resultOf(QNetworkReply &reply, const Exchange &exchange) const;
    Error timeoutError(bool isSent) const;
};

// Called once, with the answer or the reason why there is none; dropped when the context dies. Destroyed with
// the reply.
class Exchange : public QObject
{
public:
    Exchange(QNetworkReply *reply, const QByteArray &verb, const QString &path, QObject *context,
             JsonClient::Callback done)
        : QObject(reply), m_verb(verb), m_path(path), m_context(context), m_done(std::move(done))
    {
        m_since.start();
    }

    PendingRequest pending() const { return {m_verb, m_path, m_since.elapsed()}; }

    void answer(Result<JsonReply> result)
    {
        // Taken out first: the callback may do anything, also destroy the client.
        const JsonClient::Callback done = std::exchange(m_done, {});
        if (done && m_context)
            done(std::move(result));
    }
    bool isTold = false; ///< when the connection stands
    bool isConnecting = false;
    bool isSent = false;
    bool timedOut = false;
    bool tooLarge = false;

private:
    const QByteArray m_verb;
    const QString m_path;
    QElapsedTimer m_since;
    QPointer<QObject> m_context;
    JsonClient::Callback m_done;
};

QUrl JsonClient::Private::urlOf(const QString &path) const
{
    // The base may have a path of its own (a reverse proxy's prefix).
    QString base = baseUrl.toString(QUrl::FullyEncoded | QUrl::RemoveQuery | QUrl::RemoveFragment);
    while (base.endsWith(u'/'))
        base.chop(1);
    return QUrl(base + (path.startsWith(u'/') ? path : u'/' + path), QUrl::TolerantMode);
}

Error JsonClient::Private::timeoutError(bool isSent) const
{
    const QString server = place(baseUrl);
    const QString text =
        isSent
            ? JsonClient::tr("Cannot reach %1. It did not answer within %2 s. Try again.").arg(server)
            : JsonClient::tr("Cannot reach %1. No connection within %2 s. Check that it runs.").arg(server);
    const int limit = isSent ? timeoutMs : qMin(timeoutMs, kConnectMs);
    return {ErrorCode::Timeout, text.arg((limit + 999) / 1000), {}, true};
}

Result<JsonReply> JsonClient::Private::resultOf(QNetworkReply &reply, const Exchange &exchange) const
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QString server = place(baseUrl);
    if (exchange.timedOut)
        return tl::unexpected(timeoutError(exchange.isSent || !exchange.isConnecting));
    if (exchange.tooLarge)
        return fail(ErrorCode::TooLarge,
                    JsonClient::tr("Cannot read the answer of %1. It is larger than 64 MB.").arg(server));
    if (reply.error() == QNetworkReply::SslHandshakeFailedError) {
        return fail(
            ErrorCode::Forbidden,
            JsonClient::tr("Cannot trust the certificate of %1. Check the address or the certificate.")
                .arg(server),
            reply.errorString());
    }
    if (status == 0) {
        const QString reason =
            reply.error() == QNetworkReply::ConnectionRefusedError ? JsonClient::tr("Nothing listens there")
            : reply.error() == QNetworkReply::HostNotFoundError    ? JsonClient::tr("The name is unknown")
                                                                   : JsonClient::tr("The connection failed");
        return fail(ErrorCode::Unavailable,
                    JsonClient::tr("Cannot reach %1. %2. Check that the backend runs.").arg(server, reason),
                    reply.errorString().replace(reply.url().toString(), server), true);
    }
    if (status >= 300 && status < 400) {
        return fail(ErrorCode::Unauthorized, JsonClient::tr("Cannot go on. You are not signed in: the server "
                                                            "redirects to its sign-in page. Sign in again."));
    }
    const QByteArray body = reply.readAll();
    if (status < 200 || status >= 300) {
        Error error = problemFromJson(status, body).error;
        error.detail = QString::fromUtf8(body.left(largestDetail));
        return tl::unexpected(error);
    }
    // A head that promised more than came is no answer.
    if (reply.error() != QNetworkReply::NoError) {
        return fail(
            ErrorCode::Unavailable,
            JsonClient::tr("Cannot read the answer of %1. The connection broke. Try again.").arg(server), {},
            true);
    }
    return JsonReply{status, body, reply.rawHeader("Content-Type")};
}

QNetworkRequest JsonClient::Private::requestFor(const QString &path, const QByteArray &body) const
{
    QNetworkRequest request(urlOf(path));
    request.setRawHeader("Accept", "application/json, application/problem+json");
    if (!body.isNull())
        request.setRawHeader("Content-Type", "application/json");
    for (const auto &[name, value] : std::as_const(headers)) {
        if (isHeaderSafe(name) && isHeaderSafe(value))
            request.setRawHeader(name, value);
    }
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    return request;
}

/// Not before it is needed: it looks for plugins, and the first frame would wait for that.
QNetworkAccessManager &JsonClient::Private::manager()
{
    if (!made)
        made.emplace().setProxyFactory(bufferedConnections().release()); // which it owns
    return *made;
}

void JsonClient::Private::send(const QByteArray &verb, const QString &path, const QByteArray &body,
                               QObject *context, Callback done)
{
    const QNetworkRequest request = requestFor(path, body);
    // Only what changes nothing may be repeated by Qt when a connection ends before the answer: a second POST
    // could create a second container.
    QNetworkReply *const reply =
        verb == "GET" ? manager().get(request) : sendOnce(manager(), request, verb, body);
    auto *const exchange = new Exchange(reply, verb, path, context, std::move(done));
    auto *const timer = new QTimer(exchange);
    pending.append(exchange);
    // Of a content without bytes Qt (6.4 to 6.8) does not tell when it is sent.
    exchange->isTold = verb == "GET" || !body.isEmpty();
    keepTime(*reply, *exchange, *timer);
    // Nobody is left to hear the answer: the connection need not be held for it.
    QObject::connect(context, &QObject::destroyed, reply, &QObject::deleteLater);
    QObject::connect(context, &QObject::destroyed, exchange, [this, exchange] { forget(exchange); });
    emit q->pendingChanged();
}

void JsonClient::Private::keepTime(QNetworkReply &reply, Exchange &exchange, QTimer &timer)
{
    timer.setSingleShot(true);
    // From the event loop, not from the reply's signal: the callback may destroy the client, and the reply
    // with it. The reply's destructor ends a request that goes on; abort() could meet an error that is on its
    // way and warn.
    const auto conclude = [this, reply = &reply, exchange = &exchange, timer = &timer] {
        timer->stop();
        reply->disconnect(exchange);
        QMetaObject::invokeMethod(
            exchange,
            [this, reply, exchange, result = resultOf(*reply, *exchange)] {
                reply->deleteLater();
                const QPointer<Exchange> alive(exchange); // whoever is told may destroy the client
                forget(exchange);
                if (alive)
                    exchange->answer(result);
            },
            Qt::QueuedConnection);
    };
    QObject::connect(&reply, &QNetworkReply::finished, &exchange, conclude);
    QObject::connect(&timer, &QTimer::timeout, &exchange, [exchange = &exchange, conclude] {
        exchange->timedOut = true;
        conclude();
    });
    QObject::connect(&reply, &QNetworkReply::socketStartedConnecting, &exchange,
                     [this, exchange = &exchange, timer = &timer] {
                         exchange->isConnecting = exchange->isTold;
                         timer->start(exchange->isTold ? qMin(kConnectMs, timeoutMs) : timeoutMs);
                     });
    QObject::connect(&reply, &QNetworkReply::requestSent, &exchange,
                     [this, exchange = &exchange, timer = &timer] {
                         exchange->isSent = true;
                         timer->start(timeoutMs);
                     });
    QObject::connect(&reply, &QNetworkReply::downloadProgress, &exchange,
                     [this, exchange = &exchange, timer = &timer, conclude](qint64 received, qint64 total) {
                         if (received > largestBody || total > largestBody) {
                             exchange->tooLarge = true;
                             conclude();
                         } else if (received > 0) {
                             timer->start(timeoutMs);
                         }
                     });
    timer.start(timeoutMs); // for its turn
}

void JsonClient::Private::forget(const Exchange *exchange)
{
    if (pending.removeOne(exchange))
        emit q->pendingChanged();
}

JsonClient::JsonClient(QObject *parent) : QObject(parent), d(std::make_unique<Private>()) { d->q = this; }

JsonClient::~JsonClient()
{
    if (!d->made)
        return;
    // Replies are children of the manager and go with it; what they would say in dying is for nobody.
    const QList<QNetworkReply *> replies = d->made->findChildren<QNetworkReply *>();
    for (QNetworkReply *reply : replies)
        QObject::disconnect(reply, &QNetworkReply::finished, nullptr, nullptr);
}

void JsonClient::setBaseUrl(const QUrl &url) { d->baseUrl = url; }

QUrl JsonClient::baseUrl() const { return d->baseUrl; }

void JsonClient::setHeaders(const QList<std::pair<QByteArray, QByteArray>> &headers) { d->headers = headers; }

QList<std::pair<QByteArray, QByteArray>> JsonClient::headers() const { return d->headers; }

void JsonClient::setTimeout(int milliseconds) { d->timeoutMs = milliseconds; }

QList<PendingRequest> JsonClient::pending() const
{
    QList<PendingRequest> list;
    for (const Exchange *exchange : std::as_const(d->pending))
        list.append(exchange->pending());
    return list;
}

void JsonClient::get(const QString &path, QObject *context, Callback done)
{
    d->send("GET", path, {}, context, std::move(done));
}

void JsonClient::post(const QString &path, const QByteArray &json, QObject *context, Callback done)
{
    d->send("POST", path, json.isNull() ? QByteArray("") : json, context, std::move(done));
}

void JsonClient::put(const QString &path, const QByteArray &json, QObject *context, Callback done)
{
    d->send("PUT", path, json.isNull() ? QByteArray("") : json, context, std::move(done));
}

void JsonClient::patch(const QString &path, const QByteArray &json, QObject *context, Callback done)
{
    d->send("PATCH", path, json.isNull() ? QByteArray("") : json, context, std::move(done));
}

void JsonClient::remove(const QString &path, QObject *context, Callback done)
{
    d->send("DELETE", path, {}, context, std::move(done));
}

} // namespace slipway::http
