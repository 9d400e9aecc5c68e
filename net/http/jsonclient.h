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

/// A request that has no answer yet.
struct PendingRequest
{
    QByteArray verb;
    QString path; ///< as given, with its query
    qint64 ageMs = 0;
};

/// Small JSON-over-HTTP client for short requests (streams have EventSource). Lives on one thread with an
/// event loop; every call is asynchronous, bounded in time, and cancelled when `context` dies. Redirects are
/// not followed: a 3xx is "not signed in" (Unauthorized). Never logs bodies or headers.
///
/// Time is counted in two parts: 15 s to connect, which a machine that is there does at once, and 90 s from
/// the request until the answer, for the reasons that EventSourceOptions gives, counted anew with each part
/// of it that arrives (a long list over a slow link takes as long as it takes). Qt opens six connections at
/// most: while all of them wait, a further request waits for its turn, also 90 s at most. (A change without
/// a body has 90 s for connection and answer.)
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
    /// For the answer. Less than the 15 s for the connection shortens those, too.
    void setTimeout(int milliseconds);
    static constexpr int kConnectMs = 15'000;
    static constexpr int kAnswerMs = 90'000;

    QList<PendingRequest> pending() const; ///< oldest first; without those that nobody waits for any more

    void get(const QString &path, QObject *context, Callback done);
    void post(const QString &path, const QByteArray &json, QObject *context, Callback done);
    void put(const QString &path, const QByteArray &json, QObject *context, Callback done);
    void patch(const QString &path, const QByteArray &json, QObject *context, Callback done);
    void remove(const QString &path, QObject *context, Callback done); ///< DELETE

signals:
    void pendingChanged();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway::http
