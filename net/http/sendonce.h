#pragma once
#include <QByteArray>
#include <memory>

class QNetworkAccessManager;
class QNetworkProxyFactory;
class QNetworkReply;
class QNetworkRequest;

namespace slipway::http {

// Qt sends a request again by itself, up to three times and without a word to its owner, when it takes the
// end of a connection for the end of one that had been idle (QHttpNetworkConnectionChannel::_q_error and
// handleUnexpectedEOF, the same in Qt 6.4 to 6.8). For an event stream that is a second reader nobody has
// asked for, with a Last-Event-ID of the past. A request that is sent once keeps it from that.
//
// Without a proxy Qt reads plain HTTP from an unbuffered socket. When the answer is there the moment the
// request has been written, it is read past the place that notes "an answer has begun"
// (QHttpProtocolHandler::sendRequest, WaitingState), and the orderly end of an answer without a length then
// looks like a connection that closed before any answer: all of it has come, and the reply ends with
// ContentReSendError. Who waits for answers avoids that, who reads a stream looks through it.

/// For a manager's setProxyFactory(): the application's proxies, and where that is none, Qt's buffered
/// socket, which has nothing to read before the event loop has run, so that the place is not missed. It reads
/// 64 KiB at a time and copies them once more: of a long log Qt's thread has twice the work.
std::unique_ptr<QNetworkProxyFactory> bufferedConnections();

/// Whether what ended like a connection without an answer was the end of an answer without a length. Of a
/// reply whose head has come.
bool isEndWithoutLength(const QNetworkReply &reply);

/// A request that is sent once: its content cannot be rewound, and such a request Qt does not repeat. When
/// the connection ends without an answer, the reply ends with QNetworkReply::ContentReSendError instead of a
/// second request. `Content-Length` is set to the size of `content`.
///
/// Such a request starts from the event loop; what is set on the reply before does not reach Qt's HTTP
/// thread.
QNetworkReply *sendOnce(QNetworkAccessManager &manager, QNetworkRequest request, const QByteArray &verb,
                        const QByteArray &content);

/// A GET that is sent once; on the wire that is `Content-Length: 0`. `readBufferSize` in bytes, as
/// QNetworkReply::setReadBufferSize().
QNetworkReply *getOnce(QNetworkAccessManager &manager, QNetworkRequest request, qint64 readBufferSize);

} // namespace slipway::http
