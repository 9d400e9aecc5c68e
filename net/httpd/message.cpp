#include "net/httpd/message.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QLocale>
#include <array>

namespace slipway::httpd {

namespace {

struct Phrase
{
    int status;
    const char *text;
};
constexpr std::array kPhrases = {
    Phrase{200, "OK"},
    Phrase{201, "Created"},
    Phrase{202, "Accepted"},
    Phrase{204, "No Content"},
    Phrase{400, "Bad Request"},
    Phrase{401, "Unauthorized"},
    Phrase{403, "Forbidden"},
    Phrase{404, "Not Found"},
    Phrase{405, "Method Not Allowed"},
    Phrase{408, "Request Timeout"},
    Phrase{409, "Conflict"},
    Phrase{411, "Length Required"},
    Phrase{413, "Content Too Large"},
    Phrase{415, "Unsupported Media Type"},
    Phrase{422, "Unprocessable Content"},
    Phrase{431, "Request Header Fields Too Large"},
    Phrase{500, "Internal Server Error"},
    Phrase{501, "Not Implemented"},
    Phrase{502, "Bad Gateway"},
    Phrase{503, "Service Unavailable"},
    Phrase{504, "Gateway Timeout"},
    Phrase{505, "HTTP Version Not Supported"},
};

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

QByteArray reasonPhrase(int status)
{
    for (const Phrase &phrase : kPhrases)
        if (phrase.status == status)
            return phrase.text;
    return "Unknown";
}

Response problem(int status, const QString &detail, const QString &instance, QJsonObject extra)
{
    extra.insert(QLatin1StringView("type"), QStringLiteral("about:blank"));
    extra.insert(QLatin1StringView("title"), QString::fromLatin1(reasonPhrase(status)));
    extra.insert(QLatin1StringView("status"), status);
    extra.insert(QLatin1StringView("detail"), detail);
    extra.insert(QLatin1StringView("error"), detail);
    if (!instance.isEmpty())
        extra.insert(QLatin1StringView("instance"), instance);
    Response response;
    response.status = status;
    response.headers = {{"Content-Type", "application/problem+json"}, {"Cache-Control", "no-store"}};
    response.body = QJsonDocument(extra).toJson(QJsonDocument::Compact);
    return response;
}

QByteArray responseHead(const Response &response, int minorVersion, bool keepAlive, qsizetype contentLength)
{
    QByteArray head;
    head.reserve(256);
    // Always our own version (RFC 9110, 6.2); a client of 1.0 understands the head all the same.
    head += "HTTP/1.1 " + QByteArray::number(response.status) + ' ' + reasonPhrase(response.status) + "\r\n";
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
