#pragma once
#include "app/base/result.h"
#include <QByteArray>
#include <QFuture>
#include <QObject>
#include <QUrl>
#include <functional>
#include <memory>

class QNetworkAccessManager;

namespace slipway::http {

/// Answer of one request. Non-2xx answers are Errors instead: message from the problem+json `detail` (or the
/// origin's `error`), code from the status, field errors in `Error::detail` as the raw problem JSON.
struct JsonReply
{
    int status = 0;
    QByteArray body;
    QByteArray contentType;
};

/// Small JSON-over-HTTP client for short requests (streams have EventSource). Lives on one thread with an
/// event loop; every call is asynchronous, bounded in time, and cancelled when `context` dies. Redirects are
/// not followed: a 3xx is "not signed in" (Unauthorized). Never logs bodies or headers.
class JsonClient : public QObject
{
    Q_OBJECT
public:
    using Callback = std::function<void(Result<JsonReply>)>;

    explicit JsonClient(QObject *parent = nullptr);
    ~JsonClient() override;

    void setBaseUrl(const QUrl &url);
    QUrl baseUrl() const;
    void setHeaders(const QList<std::pair<QByteArray, QByteArray>> &headers); ///< sent with each request
    QList<std::pair<QByteArray, QByteArray>> headers() const;
    void setTimeout(int milliseconds); ///< default 20,000

    void get(const QString &path, QObject *context, Callback done);
    void post(const QString &path, const QByteArray &json, QObject *context, Callback done);
    void put(const QString &path, const QByteArray &json, QObject *context, Callback done);
    void patch(const QString &path, const QByteArray &json, QObject *context, Callback done);
    void remove(const QString &path, QObject *context, Callback done); ///< DELETE

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway::http
