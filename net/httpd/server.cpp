#include "net/httpd/server.h"

#include "net/httpd/connection.h"

#include <QAbstractHttpServer>
#include <QCoreApplication>
#include <QHttpServerRequest>
#include <QHttpServerResponder>
#include <QTcpServer>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace slipway::httpd {

namespace {
// Connections over the limit are told so, but not without a limit either.
constexpr int kTurnedAwayAtOnce = 64;

constexpr int kHerd = 64;        // streams opened since the last time
constexpr int kHerdOverMs = 250; // and none any more

void giveMemoryBack()
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}
} // namespace

/// The one place that knows the difference between Qt's versions: 6.4 hands over a socket, later ones a
/// responder. We use neither: the connection that is just being read is known, and writes for itself.
class Server::Core final : public QAbstractHttpServer
{
public:
    explicit Core(Server &server) : m_server(server) {}

private:
#if QT_VERSION < QT_VERSION_CHECK(6, 5, 0)
    bool handleRequest(const QHttpServerRequest &request, QTcpSocket *) override { return pass(request); }
    void missingHandler(const QHttpServerRequest &, QTcpSocket *) override {}
#else
    bool handleRequest(const QHttpServerRequest &request, QHttpServerResponder &) override
    {
        return pass(request);
    }
#if QT_VERSION < QT_VERSION_CHECK(6, 8, 0)
    void missingHandler(const QHttpServerRequest &, QHttpServerResponder &&) override {}
#else
    void missingHandler(const QHttpServerRequest &, QHttpServerResponder &) override {}
#endif
#endif

    bool pass(const QHttpServerRequest &request)
    {
        if (m_server.m_current)
            m_server.m_current->dispatch(request.body());
        return true;
    }

    Server &m_server;
};

class Server::Acceptor final : public QTcpServer
{
public:
    explicit Acceptor(Server &server) : m_server(server) {}
    using QTcpServer::addPendingConnection;

protected:
    void incomingConnection(qintptr descriptor) override { m_server.accept(descriptor, *this); }

private:
    Server &m_server;
};

Server::Server(Router router, BearerGate gate, ServerLimits limits, QObject *parent)
    : QObject(parent), m_router(std::move(router)), m_gate(std::move(gate)), m_limits(limits),
      m_core(std::make_unique<Core>(*this))
{
    m_herdIsOver.setSingleShot(true);
    connect(&m_herdIsOver, &QTimer::timeout, this, [this] {
        m_handedOver = 0;
        giveMemoryBack();
    });
}

Server::~Server()
{
    // Sockets belong to the acceptor or to Qt's handlers, both children of the core; connections name us.
    m_closing = true;
    m_core.reset();
    delete m_acceptor;
}

Result<quint16> Server::listen(const QHostAddress &address, quint16 port)
{
    auto acceptor = std::make_unique<Acceptor>(*this);
    acceptor->setListenBacklogSize(512); // a herd that reconnects after a restart comes all at once
    if (!acceptor->listen(address, port)) {
        const bool inUse = acceptor->serverError() == QAbstractSocket::AddressInUseError;
        const QString where = QStringLiteral("%1:%2").arg(address.toString()).arg(port);
        return fail(
            inUse ? ErrorCode::Conflict : ErrorCode::Unavailable,
            inUse ? QCoreApplication::translate("httpd", "Cannot listen on %1. The port is in use. Stop "
                                                         "the other program or choose another port.")
                        .arg(where)
                  : QCoreApplication::translate("httpd", "Cannot listen on %1. %2. Choose another address "
                                                         "or port.")
                        .arg(where, acceptor->errorString()));
    }
    return serve(std::move(acceptor));
}

Result<quint16> Server::listen(FileDescriptor listening)
{
    auto acceptor = std::make_unique<Acceptor>(*this);
    if (!acceptor->setSocketDescriptor(listening.get()))
        return fail(ErrorCode::Invalid,
                    QCoreApplication::translate("httpd", "Cannot listen on the socket that was handed over. "
                                                         "%1. It must be a listening TCP socket.")
                        .arg(acceptor->errorString()));
    listening.release();
    return serve(std::move(acceptor));
}

quint16 Server::serve(std::unique_ptr<Acceptor> acceptor)
{
    m_acceptor = acceptor.release();
    m_core->bind(m_acceptor);
    connect(m_acceptor, &QObject::destroyed, this, [this] { m_acceptor = nullptr; });
    return m_acceptor->serverPort();
}

void Server::close()
{
    m_closing = true;
    if (m_acceptor)
        m_acceptor->close();
    const QList<Connection *> connections = m_connections;
    for (Connection *connection : connections)
        connection->retire();
}

int Server::connectionCount() const { return static_cast<int>(m_connections.size()); }

// Qt reads each request into 16 kB of its own. A herd that opens a thousand streams at once leaves 14 MB of
// such buffers free between what stays, and the heap keeps them: 19 kB a stream, 2 kB with this.
void Server::handedOver()
{
    if (++m_handedOver >= kHerd)
        m_herdIsOver.start(kHerdOverMs);
}

void Server::accept(qintptr descriptor, Acceptor &acceptor)
{
    auto *socket = new QTcpSocket(&acceptor);
    socket->setSocketDescriptor(descriptor);
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    const qsizetype before = m_connections.size();
    if (before >= m_limits.connections + kTurnedAwayAtOnce) {
        socket->abort();
        socket->deleteLater();
        return;
    }
    auto *connection = new Connection(socket, this); // its slot is the first on readyRead
    if (before >= m_limits.connections) {
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        connection->turnAway();
        return;
    }
    acceptor.addPendingConnection(socket);
}

std::optional<Response> Server::refusal(const RequestHead &head, const Router::Match &match) const
{
    const QString instance = QString::fromLatin1(head.path());
    const bool isPublic = match.route && match.route->access == Access::Public;
    // Before 404 and 405: who is not let in does not learn which paths there are.
    if (!isPublic && !m_gate.admits(head)) {
        Response response = problem(401,
                                    QStringLiteral("Not signed in. Send the token as \"Authorization: Bearer "
                                                   "TOKEN\"."),
                                    instance);
        return response.with("WWW-Authenticate", BearerGate::challenge(head));
    }
    if (match.route)
        return std::nullopt;
    if (match.allow.isEmpty())
        return problem(404, QStringLiteral("There is nothing at this path."), instance);
    Response response = problem(405,
                                QStringLiteral("This path does not know the method %1. It knows %2.")
                                    .arg(QString::fromLatin1(head.method), QString::fromLatin1(match.allow)),
                                instance);
    return response.with("Allow", match.allow);
}

Answer Server::route(const Request &request, const Router::Match &match) const
{
    if (auto no = refusal(request.head, match))
        return *std::move(no);
    return match.route->handler(request);
}

} // namespace slipway::httpd
