#include "net/http/jsonclient.h"
#include "app/base/problem.h"
#include "net/http/sendonce.h"
#include <QNetworkAccessManager>
#include <QNetworkProxyFactory>
#include <QNetworkReply>
#include <QPointer>
#include <QTimer>

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

struct JsonClient::Private
{
    QNetworkAccessManager manager;
    QUrl baseUrl;
    QList<std::pair<QByteArray, QByteArray>> headers;
    int timeoutMs = 20'000;

    QUrl urlOf(const QString &path) const;
    void send(const QByteArray &verb, const QString &path, const QByteArray &body, QObject *context,
              Callback done);
    Result<JsonReply> resultOf(QNetworkReply &reply, bool timedOut, bool tooLarge) const;
};

// Called once, with the answer or the reason why there is none; dropped when the context dies. Destroyed with
// the reply.
class Exchange : public QObject
{
public:
    Exchange(QNetworkReply *reply, QObject *context, JsonClient::Callback done)
        : QObject(reply), m_context(context), m_done(std::move(done))
    {}

    void answer(Result<JsonReply> result)
    {
        // Taken out first: the callback may do anything, also destroy the client.
        const JsonClient::Callback done = std::exchange(m_done, {});
        if (done && m_context)
            done(std::move(result));
    }
    bool timedOut = false;
    bool tooLarge = false;

private:
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

Result<JsonReply> JsonClient::Private::resultOf(QNetworkReply &reply, bool timedOut, bool tooLarge) const
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QString server = place(baseUrl);
    if (timedOut) {
        return fail(ErrorCode::Timeout,
                    JsonClient::tr("Cannot reach %1. It did not answer within %2 s. Try again.")
                        .arg(server)
                        .arg((timeoutMs + 999) / 1000),
                    {}, true);
    }
    if (tooLarge)
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

void JsonClient::Private::send(const QByteArray &verb, const QString &path, const QByteArray &body,
                               QObject *context, Callback done)
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
    // Only what changes nothing may be repeated by Qt when a connection ends before the answer: a second POST
    // could create a second container.
    QNetworkReply *const reply = verb == "GET" ? manager.sendCustomRequest(request, verb, body)
                                               : sendOnce(manager, request, verb, body);
    auto *const exchange = new Exchange(reply, context, std::move(done));
    auto *const timer = new QTimer(exchange);
    timer->setSingleShot(true);
    // From the event loop, not from the reply's signal: the callback may destroy the client, and the reply
    // with it. The reply's destructor ends a request that goes on; abort() could meet an error that is on its
    // way and warn.
    const auto conclude = [this, reply, exchange, timer] {
        timer->stop();
        reply->disconnect(exchange);
        QMetaObject::invokeMethod(
            exchange,
            [reply, exchange, result = resultOf(*reply, exchange->timedOut, exchange->tooLarge)] {
                reply->deleteLater();
                exchange->answer(result);
            },
            Qt::QueuedConnection);
    };
    QObject::connect(reply, &QNetworkReply::finished, exchange, conclude);
    QObject::connect(timer, &QTimer::timeout, exchange, [exchange, conclude] {
        exchange->timedOut = true;
        conclude();
    });
    QObject::connect(reply, &QNetworkReply::downloadProgress, exchange,
                     [exchange, conclude](qint64 received, qint64 total) {
                         if (received > largestBody || total > largestBody) {
                             exchange->tooLarge = true;
                             conclude();
                         }
                     });
    // Nobody is left to hear the answer: the connection need not be held for it.
    QObject::connect(context, &QObject::destroyed, reply, &QObject::deleteLater);
    timer->start(timeoutMs);
}

JsonClient::JsonClient(QObject *parent) : QObject(parent), d(std::make_unique<Private>())
{
    d->manager.setProxyFactory(bufferedConnections().release()); // which it owns
}

JsonClient::~JsonClient()
{
    // Replies are children of the manager and go with it; what they would say in dying is for nobody.
    const QList<QNetworkReply *> replies = d->manager.findChildren<QNetworkReply *>();
    for (QNetworkReply *reply : replies)
        QObject::disconnect(reply, &QNetworkReply::finished, nullptr, nullptr);
}

void JsonClient::setBaseUrl(const QUrl &url) { d->baseUrl = url; }

QUrl JsonClient::baseUrl() const { return d->baseUrl; }

void JsonClient::setHeaders(const QList<std::pair<QByteArray, QByteArray>> &headers) { d->headers = headers; }

QList<std::pair<QByteArray, QByteArray>> JsonClient::headers() const { return d->headers; }

void JsonClient::setTimeout(int milliseconds) { d->timeoutMs = milliseconds; }

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
