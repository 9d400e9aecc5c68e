#include "net/http/streamerror.h"
#include "app/base/problem.h"
#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

using namespace Qt::Literals::StringLiterals;

namespace slipway::http {

namespace {

using Kind = StreamError::Kind;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(slipway::http::StreamError)
};

// Without user name, password, path and query, which may hold a secret.
QString place(const QUrl &url)
{
    return url.adjusted(QUrl::RemoveUserInfo | QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment)
        .toString();
}

QString sentence(QString text)
{
    while (text.endsWith(u'.'))
        text.chop(1);
    return text;
}

QString reasonOf(const QNetworkReply &reply, const QUrl &url)
{
    switch (reply.error()) {
    case QNetworkReply::ConnectionRefusedError:
        return Text::tr("Nothing listens there");
    case QNetworkReply::HostNotFoundError:
        return Text::tr("The name %1 is unknown").arg(url.host());
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::ContentReSendError: // before it answered; see sendonce.h
        return Text::tr("The server closed the connection");
    case QNetworkReply::TimeoutError:
        return Text::tr("It does not answer");
    default:
        // Qt's own texts may repeat the whole URL.
        return sentence(reply.errorString().replace(url.toString(), place(url)));
    }
}

int seconds(int milliseconds) { return (milliseconds + 500) / 1000; }

QString duration(int milliseconds)
{
    return milliseconds < 1000 ? Text::tr("%1 ms").arg(milliseconds)
                               : Text::tr("%1 s").arg(seconds(milliseconds));
}

} // namespace

bool isRetryable(const StreamError &error)
{
    switch (error.kind) {
    case Kind::Network:
    case Kind::Timeout:
    case Kind::ServerClosed:
        return true;
    case Kind::HttpStatus:
        return error.httpStatus >= 500 || error.httpStatus == 429 || error.httpStatus == 408;
    case Kind::None:
    case Kind::NotSignedIn:
    case Kind::NotFound:
    case Kind::NoContent:
    case Kind::WrongContentType:
    case Kind::Tls:
    case Kind::TooLarge:
    case Kind::TooManyRedirects:
    case Kind::InvalidUrl:
        return false;
    }
    return false;
}

StreamError networkError(const QNetworkReply &reply, const QUrl &url, bool open)
{
    const QString reason = reasonOf(reply, url);
    return {Kind::Network, 0,
            open ? Text::tr("Log stream lost. %1.").arg(reason)
                 : Text::tr("Cannot reach %1. %2.").arg(place(url), reason)};
}

StreamError tlsError(const QUrl &url, const QList<QSslError> &errors, const QString &otherwise)
{
    const QString reason = errors.isEmpty() ? otherwise : errors.constFirst().errorString();
    return {Kind::Tls, 0,
            Text::tr("Cannot trust the certificate of %1. %2.").arg(place(url), sentence(reason))};
}

StreamError silenceError(int milliseconds)
{
    return {Kind::Timeout, 0, Text::tr("Log stream lost (no data for %1).").arg(duration(milliseconds))};
}

StreamError answerTimeoutError(const QUrl &url, int milliseconds)
{
    return {Kind::Timeout, 0,
            Text::tr("Cannot reach %1. No answer within %2.").arg(place(url), duration(milliseconds))};
}

StreamError statusError(int status)
{
    switch (status) {
    case 204:
        return noContentError();
    case 401:
        return {Kind::NotSignedIn, status,
                Text::tr("Cannot open the log stream. You are not signed in. Sign in again.")};
    case 403:
        return {Kind::NotSignedIn, status,
                Text::tr("Cannot open the log stream. You are not allowed to see it.")};
    case 404:
        return {Kind::NotFound, status,
                Text::tr("Cannot open the log stream. The server does not know this container.")};
    default:
        return {Kind::HttpStatus, status,
                Text::tr("Cannot open the log stream. The server answered %1 %2.")
                    .arg(status)
                    .arg(QString::fromUtf8(httpReason(status)))};
    }
}

StreamError wrongContentTypeError(const QByteArray &contentType)
{
    const QByteArray type = contentType.split(';').constFirst().trimmed().left(80);
    return {Kind::WrongContentType, 200,
            type.isEmpty()
                ? Text::tr("Cannot open the log stream. The server's answer is not an event stream.")
                : Text::tr("Cannot open the log stream. The server sent %1 instead of an event stream.")
                      .arg(QString::fromLatin1(type))};
}

StreamError signInPageError()
{
    return {Kind::NotSignedIn, 200,
            Text::tr("Cannot open the log stream. You are not signed in: the server sent its sign-in page. "
                     "Sign in again.")};
}

StreamError redirectError(int status, const QUrl &target)
{
    return {
        Kind::HttpStatus, status,
        target.isValid()
            ? Text::tr("Cannot open the log stream. The server redirects to %1, which is not safe to follow.")
                  .arg(place(target))
            : Text::tr("Cannot open the log stream. The server redirects without saying where to.")};
}

StreamError tooManyRedirectsError()
{
    return {Kind::TooManyRedirects, 0,
            Text::tr("Cannot open the log stream. The server redirects in circles.")};
}

StreamError serverClosedError()
{
    return {Kind::ServerClosed, 0, Text::tr("The server ended the log stream.")};
}

StreamError noContentError()
{
    return {Kind::NoContent, 204, Text::tr("The server has nothing more to send.")};
}

StreamError invalidUrlError()
{
    return {Kind::InvalidUrl, 0,
            Text::tr("Cannot open the log stream. The address is not an http or https URL.")};
}

StreamError tooLargeError(sse::ParserError error, const sse::ParserLimits &limits)
{
    const bool line = error == sse::ParserError::LineTooLong;
    const QString limit =
        QLocale::c().formattedDataSize(line ? limits.maxLineBytes : limits.maxEventBytes, 0);
    return {Kind::TooLarge, 200,
            line ? Text::tr("Cannot read the log stream. A line is longer than %1.").arg(limit)
                 : Text::tr("Cannot read the log stream. An event is larger than %1.").arg(limit)};
}

std::optional<qint64> parseRetryAfter(const QByteArray &value, const QDateTime &now)
{
    constexpr qint64 longest = 3'600'000;
    const QByteArray text = value.trimmed();
    if (text.isEmpty())
        return {};
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    if (std::all_of(text.cbegin(), text.cend(), isDigit))
        return text.size() > 6 ? longest : qMin(text.toLongLong() * 1000, longest);
    const QDateTime local =
        QLocale::c().toDateTime(QString::fromLatin1(text), u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s);
    if (!local.isValid())
        return {};
    const QDateTime date(local.date(), local.time(), QTimeZone::utc());
    return qBound<qint64>(0, now.msecsTo(date), longest);
}

bool isEventStreamType(const QByteArray &contentType)
{
    const QByteArray type = contentType.split(';').constFirst().trimmed();
    return type.compare("text/event-stream", Qt::CaseInsensitive) == 0;
}

bool isSameOrigin(const QUrl &a, const QUrl &b)
{
    const auto port = [](const QUrl &url) { return url.port(url.scheme() == "https"_L1 ? 443 : 80); };
    return a.scheme() == b.scheme() && a.host() == b.host() && port(a) == port(b);
}

} // namespace slipway::http
