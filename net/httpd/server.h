#pragma once
#include "app/base/result.h"
#include "net/httpd/bearergate.h"
#include "net/httpd/filedescriptor.h"
#include "net/httpd/router.h"
#include <QHostAddress>
#include <QObject>
#include <QTimer>
#include <memory>

namespace slipway::httpd {

/// What one client may cost us. QHttpServer bounds none of these.
struct ServerLimits
{
    qsizetype headBytes = 16 * 1024;    ///< request line and fields: 431
    qint64 bodyBytes = 4 * 1024 * 1024; ///< refused by Content-Length before a byte of it is read: 413
    int headTimeoutMs = 10'000;         ///< from the first byte of a head to its last: 408
    int bodyTimeoutMs = 30'000;         ///< from the head to the last byte of the body: 408
    int idleTimeoutMs = 60'000;         ///< between two requests: closed without a word
    int writeTimeoutMs = 30'000;        ///< for the client to take an answer: closed
    int connections = 256;              ///< further ones: 503. Streams handed over do not count here
};

class Connection;

/// HTTP/1.1 server on Qt's HttpServer module (6.4 to 6.8): the module accepts, reads bodies and keeps
/// connections; routes, authorisation, limits, timeouts and answers are ours. Lives on one thread with an
/// event loop; handlers are called on that thread and may answer later. A client that leaves meanwhile costs
/// nothing.
class Server : public QObject
{
    Q_OBJECT
public:
    Server(Router router, BearerGate gate, ServerLimits limits, QObject *parent = nullptr);
    ~Server() override;

    /// Returns the port (a free one for 0). Unavailable: the address cannot be bound; the message says why.
    Result<quint16> listen(const QHostAddress &address, quint16 port);
    /// The same on a TCP socket that already listens: socket activation. Takes the descriptor. Invalid: it is
    /// something else.
    Result<quint16> listen(FileDescriptor listening);
    /// Who is let in from the next request on; streams that are open stay.
    void setGate(BearerGate gate) { m_gate = std::move(gate); }
    /// Stops listening, closes idle connections, lets answers under way go out with Connection: close.
    void close();
    int connectionCount() const;
    const Router &router() const { return m_router; }

private:
    friend class Connection;
    class Core;
    class Acceptor;

    quint16 serve(std::unique_ptr<Acceptor> acceptor);
    void accept(qintptr descriptor, Acceptor &acceptor);
    /// The refusal a request gets whatever its body says, known from the head alone; nothing when it may
    /// pass.
    std::optional<Response> refusal(const RequestHead &head, const Router::Match &match) const;
    Answer route(const Request &request, const Router::Match &match) const;
    void handedOver();

    Router m_router;
    BearerGate m_gate;
    ServerLimits m_limits;
    QList<Connection *> m_connections;
    /// Whose readyRead is being delivered: QHttpServer calls us back within it and does not say for whom.
    Connection *m_current = nullptr;
    bool m_closing = false;
    int m_handedOver = 0; ///< streams since memory was last given back
    QTimer m_herdIsOver;
    std::unique_ptr<Core> m_core;
    Acceptor *m_acceptor = nullptr; // owned by the core once bound
};

} // namespace slipway::httpd
