#pragma once
#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QString>
#include <tl/expected.hpp>
#include <utility>

namespace slipway::httpd {

/// Request line and header fields of one HTTP/1.x request, checked more strictly than QHttpServer does, so
/// that both always agree on where a request ends (RFC 9112, 11.2: request smuggling).
struct RequestHead
{
    QByteArray method;
    QByteArray target;                               ///< origin-form as received: "/path?query"
    int minorVersion = 1;                            ///< HTTP/1.minorVersion
    QList<std::pair<QByteArray, QByteArray>> fields; ///< in order; values trimmed
    qint64 contentLength = 0;                        ///< bytes of the body; 0 when there is none
    bool hasTransferEncoding = false;
    bool keepAlive = true; ///< RFC 9112, 9.3
    bool expectsContinue = false;
    bool wantsWebSocket = false;

    QByteArray path() const { return target.contains('?') ? target.left(target.indexOf('?')) : target; }
    /// First field called `name` (any case), or an empty array.
    QByteArray field(QByteArrayView name) const;
};

/// Why a head is refused: a status and a sentence for the problem's detail.
struct HeadError
{
    int status = 400;
    QString detail;
};

/// Bytes of `input` up to and with the empty line that ends a head; -1 while it is not there yet.
qsizetype headEnd(QByteArrayView input);
/// Parses one whole head, as measured by headEnd(). Line ends must be CRLF.
tl::expected<RequestHead, HeadError> parseRequestHead(QByteArrayView head);

} // namespace slipway::httpd
