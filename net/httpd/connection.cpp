#include "net/httpd/connection.h"

#include "app/base/log.h"

#include <sys/socket.h>

namespace slipway::httpd {

namespace {

// A refused client still sends; reading it a while lets it see the answer instead of a reset (RFC 9112, 9.6).
constexpr int kLingerMs = 2'000;
constexpr qint64 kLingerBytes = 16 * 1024 * 1024;

} // namespace

Connection::Connection(QTcpSocket *socket, Server *server)
    : QObject(socket), m_socket(socket), m_server(server)
{
    m_server->m_connections.append(this);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Connection::expire);
    connect(socket, &QTcpSocket::readyRead, this, &Connection::receive);
    connect(socket, &QTcpSocket::bytesWritten, this, &Connection::written);
    connect(socket, &QTcpSocket::disconnected, &m_timer, &QTimer::stop);
    m_timer.start(server->m_limits.headTimeoutMs);
}

Connection::~Connection()
{
    m_server->m_connections.removeOne(this);
    if (m_server->m_current == this)
        m_server->m_current = nullptr;
    const bool isWaitedFor = m_state == State::Handling;
    m_state = State::Closing; // the socket above us is going: an answer that comes from here on is for nobody
    if (isWaitedFor && m_whenGone && *m_whenGone)
        (*m_whenGone)();
}

void Connection::turnAway()
{
    Response response = problem(503, QStringLiteral("Cannot take another connection. The limit is reached. "
                                                    "Close one or try again in a moment."));
    refuse(response.with("Retry-After", "2"));
}

void Connection::receive()
{
    m_server->m_current = this;
    switch (m_state) {
    case State::Head:
        receiveHead();
        break;
    case State::Body:
        receiveBody(m_socket->bytesAvailable());
        break;
    case State::Handling:
        // A pipelined request while an answer is pending: QHttpServer would answer out of order. We stop
        // reading and close after the answer; the client sends the rest again (RFC 9112, 9.3.2).
        if (m_socket->bytesAvailable() > 0) {
            m_keepAlive = false;
            silenceQt();
        }
        break;
    case State::Closing:
        discard();
        break;
    case State::Complete:
    case State::Detached:
        break;
    }
}

void Connection::receiveHead()
{
    const qsizetype had = m_headBytes.size();
    const qsizetype limit = m_server->m_limits.headBytes;
    if (m_socket->bytesAvailable() == 0)
        return;
    if (had == 0) {
        m_started.start();
        m_timer.start(m_server->m_limits.headTimeoutMs);
    }
    m_headBytes += m_socket->peek(limit + 4 - had);
    const qsizetype end = headEnd(m_headBytes);
    if (end > limit || (end < 0 && m_headBytes.size() > limit)) {
        refuse(problem(431, QStringLiteral("Cannot read the request. Its head is longer than %1 bytes. "
                                           "Send fewer or shorter header lines.")
                                .arg(limit)));
        return;
    }
    if (end < 0)
        return;
    checkHead(end);
    if (m_state == State::Body)
        receiveBody(m_socket->bytesAvailable() - (end - had));
}

void Connection::checkHead(qsizetype headBytes)
{
    auto parsed = parseRequestHead(QByteArrayView(m_headBytes).first(headBytes));
    if (!parsed) {
        refuse(problem(parsed.error().status, parsed.error().detail));
        return;
    }
    m_head = std::move(*parsed);
    if (m_head.wantsWebSocket) {
        refuse(problem(
            501, QStringLiteral("Cannot open a WebSocket. This server streams text/event-stream only.")));
        return;
    }
    if (m_head.hasTransferEncoding) {
        refuse(problem(411, QStringLiteral("Cannot take a chunked request body. Its length must be known. "
                                           "Send a Content-Length.")));
        return;
    }
    const QByteArray path = m_head.path();
    if (m_head.contentLength > 0) {
        // Who may not ask, or asks for nothing we have, must not make us keep a body first.
        if (auto no = m_server->refusal(m_head, m_server->m_router.match(m_head.method, path))) {
            refuse(*std::move(no));
            return;
        }
    }
    if (m_head.contentLength > m_server->m_limits.bodyBytes) {
        refuse(problem(413,
                       QStringLiteral("Cannot take a request body of %1 bytes. The limit is %2. Send less.")
                           .arg(m_head.contentLength)
                           .arg(m_server->m_limits.bodyBytes),
                       QString::fromLatin1(path)));
        return;
    }
    m_bodyLeft = m_head.contentLength;
    m_state = State::Body;
#if QT_VERSION < QT_VERSION_CHECK(6, 5, 0) // later ones say it themselves
    if (m_head.expectsContinue && m_bodyLeft > 0)
        m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
#endif
    m_timer.start(m_server->m_limits.bodyTimeoutMs);
}

void Connection::receiveBody(qint64 bytes)
{
    m_bodyLeft -= std::min(bytes, m_bodyLeft);
    if (m_bodyLeft == 0)
        m_state = State::Complete;
}

void Connection::dispatch(const QByteArray &body)
{
    if (m_state != State::Complete || body.size() != m_head.contentLength) {
        refuse(problem(400, QStringLiteral("Cannot read the request. Head and body do not fit together.")));
        return;
    }
    m_state = State::Handling;
    m_timer.stop();
    const qsizetype queryAt = m_head.target.indexOf('?');
    const QByteArray path = m_head.path();
    Request request;
    request.head = m_head;
    request.path = QString::fromUtf8(QByteArray::fromPercentEncoding(path));
    if (queryAt >= 0) {
        QByteArray query = m_head.target.sliced(queryAt + 1);
        request.query = QUrlQuery(QString::fromLatin1(query.replace('+', "%20")));
    }
    request.body = body;
    request.peer = m_socket->peerAddress();
    m_whenGone = std::make_shared<std::function<void()>>();
    request.whenGone = m_whenGone;
    Router::Match match = m_server->m_router.match(m_head.method, path);
    request.params = match.params;

    Answer answer = m_server->route(request, match);
    if (auto *now = std::get_if<Response>(&answer)) {
        send(*now);
        return;
    }
    // `this` is the context: when the client has left, the socket and we are gone and the answer with us.
    auto &later = std::get<QFuture<Response>>(answer);
    later.then(this, [this](const Response &response) { send(response); }).onCanceled(this, [this] {
        send(problem(503, QStringLiteral("Cannot answer. The server is shutting down. Try again later.")));
    });
}

void Connection::retire()
{
    m_keepAlive = false;
    if (m_state == State::Head && m_headBytes.isEmpty())
        linger();
}

void Connection::refuse(Response response)
{
    silenceQt();
    m_keepAlive = false;
    if (!m_started.isValid())
        m_started.start();
    writeAnswer(response, false);
    linger();
}

void Connection::send(const Response &response)
{
    if (m_state != State::Handling || m_socket->state() != QAbstractSocket::ConnectedState)
        return;
    if (response.takeOver) {
        handOver(response);
        return;
    }
    const bool keepAlive = m_keepAlive && m_head.keepAlive && !m_server->m_closing;
    writeAnswer(response, keepAlive);
    if (keepAlive)
        awaitNextRequest();
    else
        linger();
}

void Connection::writeAnswer(const Response &response, bool keepAlive)
{
    logAnswer(response.status);
    const bool bodiless = m_head.method == "HEAD" || response.status == 204;
    // The head of a stream, asked for by HEAD, names no length: there is none.
    const bool isChunked = std::any_of(response.headers.begin(), response.headers.end(),
                                       [](const auto &field) { return field.first == "Transfer-Encoding"; });
    QByteArray bytes =
        responseHead(response, m_head.minorVersion, keepAlive, isChunked ? -1 : response.body.size());
    if (!bodiless)
        bytes += response.body;
    m_socket->write(bytes);
}

void Connection::awaitNextRequest()
{
    m_state = State::Head;
    m_headBytes = {};
    m_head = {};
    const ServerLimits &limits = m_server->m_limits;
    m_timer.start(m_socket->bytesToWrite() > 0 ? limits.writeTimeoutMs : limits.idleTimeoutMs);
}

void Connection::handOver(const Response &response)
{
    // Nothing of an earlier answer may still be in Qt's buffer: the new owner writes behind Qt's back.
    while (m_socket->bytesToWrite() > 0 && m_socket->flush()) {
    }
    FileDescriptor socket = FileDescriptor::duplicateOf(static_cast<int>(m_socket->socketDescriptor()));
    if (m_socket->bytesToWrite() > 0 || !socket.isValid()) {
        writeAnswer(
            problem(503, QStringLiteral("Cannot open a stream. The connection is busy or the server is out "
                                        "of descriptors. Try again.")),
            false);
        linger();
        return;
    }
    logAnswer(response.status);
    m_state = State::Detached;
    m_timer.stop();
    silenceQt();
    // Closing Qt's descriptor sends nothing: the connection lives as long as the duplicate.
    m_socket->abort();
    response.takeOver({std::move(socket), m_head.minorVersion});
    m_server->handedOver();
}

void Connection::written()
{
    if (m_socket->bytesToWrite() > 0)
        return;
    if (m_state == State::Closing && !m_shutDown) {
        m_shutDown = true;
        ::shutdown(static_cast<int>(m_socket->socketDescriptor()), SHUT_WR);
    } else if (m_state == State::Head && m_headBytes.isEmpty()) {
        m_timer.start(m_server->m_limits.idleTimeoutMs);
    }
}

void Connection::expire()
{
    const bool midRequest = m_state == State::Body || (m_state == State::Head && !m_headBytes.isEmpty());
    if (midRequest)
        refuse(problem(
            408,
            QStringLiteral("Cannot wait any longer. The request did not arrive in time. Send it again.")));
    else if (m_state != State::Handling)
        m_socket->abort();
}

void Connection::silenceQt()
{
    // Inside an emission this also keeps QHttpServer's slot, which comes after ours, from running.
    QObject::disconnect(m_socket, &QTcpSocket::readyRead, nullptr, nullptr);
    if (m_socket->isTransactionStarted())
        m_socket->commitTransaction();
    if (m_state != State::Detached)
        connect(m_socket, &QTcpSocket::readyRead, this, &Connection::receive);
}

void Connection::linger()
{
    if (m_socket->state() != QAbstractSocket::ConnectedState)
        return;
    m_state = State::Closing;
    silenceQt();
    discard();
    m_timer.start(kLingerMs);
    written();
}

void Connection::discard()
{
    m_discarded += m_socket->skip(m_socket->bytesAvailable());
    if (m_discarded > kLingerBytes)
        m_socket->abort();
}

void Connection::logAnswer(int status) const
{
    // Never the query and never a field: both may carry what is nobody's business.
    qCDebug(lcHttpd).noquote() << m_head.method << m_head.path() << status << m_started.elapsed() << "ms";
}

} // namespace slipway::httpd
