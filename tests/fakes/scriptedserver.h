#pragma once
#include <QByteArray>
#include <QHash>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QSet>
#include <QSslCertificate>
#include <QTcpServer>
#include <QUrl>
#include <functional>
#include <memory>
#include <utility>

class QTcpSocket;

namespace slipway::fakes {

using Headers = QList<std::pair<QByteArray, QByteArray>>;

/// One request as the server read it: head and body (Content-Length only).
struct Request
{
    QByteArray method;
    QByteArray target; ///< path and query as sent
    Headers headers;
    QByteArray body;
    int connection = 0; ///< number of the connection it came on, from 1

    /// First header of that name (case does not matter), or a null array.
    QByteArray header(QByteArrayView name) const;
    bool hasHeader(QByteArrayView name) const { return !header(name).isNull(); }
};

/// What the server does once it has read a request. Build with the chain of calls; a script that simply ends
/// leaves the connection open.
///
///     Script::eventStream("data: 1\n\n").pause(20).send("data: 2\n\n").close()
class Script
{
public:
    /// Bytes as they are, nothing added.
    Script &send(const QByteArray &bytes);
    /// The same in separate writes, cut before each of `cuts` (offsets into `bytes`, rising).
    Script &sendCut(const QByteArray &bytes, const QList<qsizetype> &cuts);
    /// The same in writes of `pieceSize` bytes.
    Script &sendPieces(const QByteArray &bytes, qsizetype pieceSize);
    Script &pause(int milliseconds);
    /// Goes on when ScriptedServer::release(`gate`) has been called (before or after; a gate stays open).
    Script &waitFor(const QByteArray &gate);
    Script &close(); ///< orderly (FIN) once all is written
    Script &reset(); ///< RST, what is unsent is lost
    /// Reads the next request on this connection (keep-alive) and starts the script chosen for that one.
    Script &nextRequest();

    /// A whole answer with Content-Length; `headers` are added. Followed by close().
    static Script reply(int status, const QByteArray &contentType, const QByteArray &body,
                        const Headers &headers = {});
    /// 302 (or `status`) to `location`, empty body, then close().
    static Script redirect(const QByteArray &location, int status = 302);
    /// Head of an open event stream (200, text/event-stream, no length), then `body`; stays open.
    static Script eventStream(const QByteArray &body = {}, const Headers &headers = {});
    /// Accepts, reads the request and never answers.
    static Script silence() { return {}; }

private:
    friend class ScriptedServer;
    enum class Action { Send, Pause, WaitFor, Close, Reset, NextRequest };
    struct Step
    {
        Action action;
        QByteArray bytes = {};
        int milliseconds = 0;
    };
    QList<Step> m_steps;
};

/// A raw TCP server on 127.0.0.1 that plays scripts: no HTTP library between the test and the bytes.
///
/// Listens on a free port once constructed. Lives on one thread with a running event loop. For each request
/// the script is, in this order: the next one queued for its path, the next one queued for any path, the
/// default one. Without any: 404.
class ScriptedServer : public QObject
{
    Q_OBJECT
public:
    explicit ScriptedServer(QObject *parent = nullptr);
    ~ScriptedServer() override;

    /// Speaks TLS from now on, with the self-signed certificate for 127.0.0.1 in tests/fakes/tls; url() is
    /// https. Call before the first connection. The port changes.
    void useTls();
    static QSslCertificate tlsCertificate();

    quint16 port() const;
    QUrl url(const QString &path = QStringLiteral("/")) const;

    void enqueue(const Script &script);                         ///< for the next request, whatever its path
    void enqueue(const QByteArray &path, const Script &script); ///< for the next request to `path` (no query)
    void setDefault(const Script &script);                      ///< when nothing is queued
    void setDefault(const QByteArray &path, const Script &script); ///< for every request to `path`
    /// Asked for every request, before anything queued: a server that answers by what it was asked.
    void setHandler(std::function<Script(const Request &)> handler) { m_handler = std::move(handler); }
    /// The same for the requests to `path` (no query) that nothing is queued for.
    void setHandler(const QByteArray &path, std::function<Script(const Request &)> handler)
    {
        m_handlerByPath[path] = std::move(handler);
    }
    /// Every answer begins that much later: an overloaded machine, a slow link. 0: at once.
    void setDelay(int milliseconds) { m_delayMs = milliseconds; }
    void release(const QByteArray &gate);

    const QList<Request> &requests() const { return m_requests; }
    int connectionCount() const { return m_connectionCount; } ///< accepted so far
    int openConnections() const { return int(m_connections.size()); }
    qint64 bytesSent() const { return m_bytesSent; } ///< handed to the kernel, all connections

    /// Stops listening (a connect is refused from now on) and resets what is open; listenAgain() takes the
    /// same port: a server restart.
    void shutDown();
    bool listenAgain();

signals:
    void requestReceived(int count);
    void connectionClosed(); ///< by either side

private:
    struct Connection;
    void accept();
    void readRequest(Connection *connection);
    const Script scriptFor(const Request &request);
    void play(Connection *connection);
    void drop(Connection *connection);

    std::function<Script(const Request &)> m_handler;
    QHash<QByteArray, std::function<Script(const Request &)>> m_handlerByPath;
    void listen(std::unique_ptr<QTcpServer> server);

    std::unique_ptr<QTcpServer> m_server;
    quint16 m_port = 0;
    QString m_scheme = QStringLiteral("http");
    QList<Connection *> m_connections;
    QList<Script> m_queue;
    QHash<QByteArray, QList<Script>> m_queueByPath;
    QList<Script> m_default; // none or one
    QHash<QByteArray, Script> m_defaultByPath;
    QSet<QByteArray> m_openGates;
    int m_delayMs = 0;
    QList<Request> m_requests;
    int m_connectionCount = 0;
    qint64 m_bytesSent = 0;
};

} // namespace slipway::fakes
