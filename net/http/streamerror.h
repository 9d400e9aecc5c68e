#pragma once
#include "net/http/eventsource.h"
#include <QNetworkReply>
#include <optional>

namespace slipway::http {

// Where the words of a stream's errors are made. `open`: the stream was open before, so it is lost, not
// refused.

StreamError networkError(const QNetworkReply &reply, const QUrl &url, bool open);
StreamError tlsError(const QUrl &url, const QList<QSslError> &errors, const QString &otherwise);
StreamError silenceError(int milliseconds);
StreamError answerTimeoutError(const QUrl &url, int milliseconds);
StreamError statusError(int status);
StreamError wrongContentTypeError(const QByteArray &contentType);
StreamError signInPageError();
StreamError redirectError(int status, const QUrl &target);
StreamError tooManyRedirectsError();
StreamError serverClosedError();
StreamError noContentError();
StreamError invalidUrlError();
StreamError tooLargeError(sse::ParserError error, const sse::ParserLimits &limits);

/// Milliseconds a Retry-After header (RFC 9110 10.2.3: seconds or a date) asks for, at most an hour.
std::optional<qint64> parseRetryAfter(const QByteArray &value, const QDateTime &now);

/// True for `text/event-stream` with any parameters, in any case.
bool isEventStreamType(const QByteArray &contentType);

/// Same scheme, host and port: custom headers may go there (RFC 6454).
bool isSameOrigin(const QUrl &a, const QUrl &b);

} // namespace slipway::http
