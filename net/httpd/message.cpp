#include "net/httpd/message.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QLocale>

namespace slipway::httpd {

namespace {

QByteArray httpDate()
{
    // RFC 9110, 5.6.7; once a second is often enough to format it.
    thread_local qint64 second = -1;
    thread_local QByteArray text;
    const QDateTime now = QDateTime::currentDateTimeUtc();
    if (now.toSecsSinceEpoch() != second) {
        second = now.toSecsSinceEpoch();
        text = QLocale::c().toString(now, QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'")).toLatin1();
    }
    return text;
}

} // namespace

std::optional<QString> Request::queryValue(const QString &name) const
{
    if (!query.hasQueryItem(name))
        return std::nullopt;
    return query.queryItemValue(name, QUrl::FullyDecoded);
}

Response Response::json(const QJsonObject &object, int status)
{
    return json(QJsonDocument(object).toJson(QJsonDocument::Compact), status);
}

Response Response::json(const QByteArray &bytes, int status)
{
    Response response;
    response.status = status;
    response.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
    response.body = bytes;
    return response;
}

Response Response::empty(int status)
{
    Response response;
    response.status = status;
    return response;
}

Response &Response::with(const QByteArray &name, const QByteArray &value)
{
    headers.emplaceBack(name, value);
    return *this;
}

Response problem(const Problem &problem)
{
    Response response;
    response.status = problem.status;
    response.headers = {{"Content-Type", kProblemContentType}, {"Cache-Control", "no-store"}};
    response.body = problemJson(problem);
    return response;
}

Response problem(int status, const QString &detail, const QString &instance)
{
    const Error error{errorCodeFromHttpStatus(status), detail, {}, status == 503 || status == 408};
    return problem(Problem{status, error, {}, instance});
}

QByteArray responseHead(const Response &response, int minorVersion, bool keepAlive, qsizetype contentLength)
{
    QByteArray head;
    head.reserve(256);
    // Always our own version (RFC 9110, 6.2); a client of 1.0 understands the head all the same.
    head += "HTTP/1.1 " + QByteArray::number(response.status) + ' ' + httpReason(response.status) + "\r\n";
    head += "Date: " + httpDate() + "\r\n";
    for (const auto &[name, value] : response.headers)
        head += name + ": " + value + "\r\n";
    if (contentLength >= 0 && response.status != 204)
        head += "Content-Length: " + QByteArray::number(contentLength) + "\r\n";
    if (!keepAlive)
        head += "Connection: close\r\n";
    else if (minorVersion == 0)
        head += "Connection: keep-alive\r\n";
    head += "\r\n";
    return head;
}

} // namespace slipway::httpd
