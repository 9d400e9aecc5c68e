#pragma once
#include "app/base/problem.h"
#include "net/httpd/filedescriptor.h"
#include "net/httpd/requesthead.h"
#include <QFuture>
#include <QHash>
#include <QHostAddress>
#include <QJsonObject>
#include <QUrlQuery>
#include <functional>
#include <memory>
#include <variant>

namespace slipway::httpd {

/// One request as a handler sees it. A value; may be moved to another thread.
struct Request
{
    RequestHead head;
    QString path; ///< decoded, without the query
    QUrlQuery query;
    QHash<QByteArray, QString> params; ///< what stood at {name} in the route
    QByteArray body;
    QHostAddress peer;
    /// For a handler that answers later: what stands in here is called, on the server's thread, when the
    /// client leaves before its answer, so that nobody works on for it. Never empty within a handler of the
    /// server.
    std::shared_ptr<std::function<void()>> whenGone;

    bool isHead() const { return head.method == "HEAD"; }
    /// A query value, decoded; nothing when it is absent.
    std::optional<QString> queryValue(const QString &name) const;
};

/// A connection that has left HTTP: its socket, non-blocking, and the version to speak on it.
struct DetachedConnection
{
    FileDescriptor socket;
    int minorVersion = 1;
};

/// One answer. Content-Length, Date and Connection are added by the server; the body of a HEAD is left out.
struct Response
{
    int status = 200;
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
    /// When set, nothing is written: the socket is handed over and the HTTP side forgets it. Called on the
    /// server's thread.
    std::function<void(DetachedConnection)> takeOver;

    Response &with(const QByteArray &name, const QByteArray &value);

    static Response json(const QJsonObject &object, int status = 200);
    static Response json(const QByteArray &bytes, int status = 200);
    static Response empty(int status = 204);
};

/// An RFC 9457 problem as an answer, with the problem's own status.
Response problem(const Problem &problem);
/// The same for a refusal of the server itself, known by its status only.
Response problem(int status, const QString &detail, const QString &instance = {});
/// Status line and fields up to the empty line, with the answer's own headers.
QByteArray responseHead(const Response &response, int minorVersion, bool keepAlive, qsizetype contentLength);

/// What a handler gives back: now, or later. A future that is cancelled becomes 503.
using Answer = std::variant<Response, QFuture<Response>>;
using Handler = std::function<Answer(const Request &)>;

} // namespace slipway::httpd
