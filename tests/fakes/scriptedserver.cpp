#include "tests/fakes/scriptedserver.h"
#include "tests/support/paths.h"
#include <QFile>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QTcpSocket>
#include <QTimer>
#ifdef Q_OS_UNIX
#include <sys/socket.h>
#endif

namespace slipway::fakes {

QByteArray Request::header(QByteArrayView name) const
{
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value.isNull() ? QByteArray("") : value;
    }
    return {};
}

Script &Script::send(const QByteArray &bytes)
{
    m_steps.append({Action::Send, bytes});
    return *this;
}

Script &Script::sendCut(const QByteArray &bytes, const QList<qsizetype> &cuts)
{
    qsizetype from = 0;
    for (const qsizetype cut : cuts) {
        // A pause lets the event loop turn, so that the other side really sees two reads.
        send(bytes.mid(from, cut - from)).pause(1);
        from = cut;
    }
    return send(bytes.mid(from));
}

Script &Script::sendPieces(const QByteArray &bytes, qsizetype pieceSize)
{
    QList<qsizetype> cuts;
    for (qsizetype at = pieceSize; at < bytes.size(); at += pieceSize)
        cuts.append(at);
    return sendCut(bytes, cuts);
}

Script &Script::pause(int milliseconds)
{
    m_steps.append({Action::Pause, {}, milliseconds});
    return *this;
}

Script &Script::waitFor(const QByteArray &gate)
{
    m_steps.append({Action::WaitFor, gate});
    return *this;
}

Script &Script::close()
{
    m_steps.append({Action::Close});
    return *this;
}

Script &Script::reset()
{
    m_steps.append({Action::Reset});
    return *this;
}

Script &Script::nextRequest()
{
    m_steps.append({Action::NextRequest});
    return *this;
}

static QByteArray head(int status, const QByteArray &contentType, const Headers &headers)
{
    QByteArray text = "HTTP/1.1 " + QByteArray::number(status) + " Scripted\r\n";
    if (!contentType.isEmpty())
        text += "Content-Type: " + contentType + "\r\n";
    for (const auto &[key, value] : headers)
        text += key + ": " + value + "\r\n";
    return text;
}

Script Script::reply(int status, const QByteArray &contentType, const QByteArray &body,
                     const Headers &headers)
{
    QByteArray text = head(status, contentType, headers);
    if (status != 204 && status != 304)
        text += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    Script script;
    script.send(text + "Connection: close\r\n\r\n" + body).close();
    return script;
}

Script Script::redirect(const QByteArray &location, int status)
{
    return reply(status, {}, {}, {{"Location", location}});
}

Script Script::eventStream(const QByteArray &body, const Headers &headers)
{
    Script script;
    script.send(head(200, "text/event-stream", headers) +
                "Cache-Control: no-cache\r\nConnection: close\r\n\r\n");
    if (!body.isEmpty())
        script.send(body);
    return script;
}

struct ScriptedServer::Connection : QObject
{
    int number = 0;
    QTcpSocket *socket = nullptr;
    QByteArray input;
    bool playing = false; // false: reading a request
    QList<Script::Step> steps;
    QByteArray waitingFor;
    bool paused = false;
};

static QByteArray contentOf(const QString &name)
{
    QFile file(test::sourceDir() + QStringLiteral("/tests/fakes/tls/") + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qUtf8Printable(file.fileName()));
    return file.readAll();
}

ScriptedServer::ScriptedServer(QObject *parent) : QObject(parent) { listen(std::make_unique<QTcpServer>()); }

void ScriptedServer::listen(std::unique_ptr<QTcpServer> server)
{
    m_server = std::move(server);
    m_server->setParent(this); // so that it moves to another thread with us
    // Not newConnection: with TLS it comes before the handshake.
    connect(m_server.get(), &QTcpServer::pendingConnectionAvailable, this, &ScriptedServer::accept);
    if (!m_server->listen(QHostAddress::LocalHost))
        qFatal("scripted server cannot listen: %s", qUtf8Printable(m_server->errorString()));
    m_port = m_server->serverPort();
}

QSslCertificate ScriptedServer::tlsCertificate()
{
    return QSslCertificate(contentOf(QStringLiteral("test-only.crt")));
}

void ScriptedServer::useTls()
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(tlsCertificate());
    configuration.setPrivateKey(QSslKey(contentOf(QStringLiteral("test-only.key")), QSsl::Ec));
    auto server = std::make_unique<QSslServer>();
    server->setSslConfiguration(configuration);
    m_scheme = QStringLiteral("https");
    listen(std::move(server));
}

ScriptedServer::~ScriptedServer() { shutDown(); }

quint16 ScriptedServer::port() const { return m_port; }

QUrl ScriptedServer::url(const QString &path) const
{
    return QUrl(QStringLiteral("%1://127.0.0.1:%2%3").arg(m_scheme).arg(m_port).arg(path));
}

void ScriptedServer::enqueue(const Script &script) { m_queue.append(script); }

void ScriptedServer::enqueue(const QByteArray &path, const Script &script)
{
    m_queueByPath[path].append(script);
}

void ScriptedServer::setDefault(const Script &script) { m_default = {script}; }

void ScriptedServer::setDefault(const QByteArray &path, const Script &script)
{
    m_defaultByPath.insert(path, script);
}

void ScriptedServer::release(const QByteArray &gate)
{
    m_openGates.insert(gate);
    const QList<Connection *> connections = m_connections;
    for (Connection *connection : connections) {
        if (connection->waitingFor == gate) {
            connection->waitingFor.clear();
            play(connection);
        }
    }
}

void ScriptedServer::shutDown()
{
    m_server->close();
    while (!m_connections.isEmpty()) {
        Connection *connection = m_connections.constLast();
        connection->socket->disconnect(this);
        connection->socket->abort();
        drop(connection);
    }
}

bool ScriptedServer::listenAgain() { return m_server->listen(QHostAddress::LocalHost, m_port); }

void ScriptedServer::accept()
{
    while (QTcpSocket *socket = m_server->nextPendingConnection()) {
        auto *connection = new Connection;
        connection->setParent(this);
        connection->number = ++m_connectionCount;
        connection->socket = socket;
        socket->setParent(connection);
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_connections.append(connection);
        connect(socket, &QTcpSocket::readyRead, connection, [this, connection] {
            connection->input += connection->socket->readAll();
            readRequest(connection);
        });
        connect(socket, &QTcpSocket::bytesWritten, this, [this](qint64 count) { m_bytesSent += count; });
        connect(socket, &QTcpSocket::disconnected, this, [this, connection] { drop(connection); });
    }
}

void ScriptedServer::drop(Connection *connection)
{
    if (!m_connections.removeOne(connection))
        return;
    connection->deleteLater();
    emit connectionClosed();
}

void ScriptedServer::readRequest(Connection *connection)
{
    const qsizetype headEnd = connection->input.indexOf("\r\n\r\n");
    if (connection->playing || headEnd < 0)
        return;
    Request request;
    request.connection = connection->number;
    const QList<QByteArray> lines = connection->input.left(headEnd).split('\n');
    const QList<QByteArray> words = lines.constFirst().trimmed().split(' ');
    request.method = words.value(0);
    request.target = words.value(1);
    for (const QByteArray &line : lines.mid(1)) {
        const qsizetype colon = line.indexOf(':');
        request.headers.append({line.left(colon).trimmed(), line.mid(colon + 1).trimmed()});
    }
    const qsizetype length = request.header("Content-Length").toLongLong();
    if (connection->input.size() < headEnd + 4 + length)
        return;
    request.body = connection->input.mid(headEnd + 4, length);
    connection->input.remove(0, headEnd + 4 + length);
    connection->steps = scriptFor(request).m_steps;
    if (m_delayMs > 0)
        connection->steps.prepend({Script::Action::Pause, {}, m_delayMs});
    connection->playing = true;
    m_requests.append(request);
    emit requestReceived(int(m_requests.size()));
    play(connection);
}

const Script ScriptedServer::scriptFor(const Request &request)
{
    if (m_handler)
        return m_handler(request);
    const QByteArray path = request.target.split('?').constFirst();
    if (const auto queued = m_queueByPath.find(path); queued != m_queueByPath.end() && !queued->isEmpty())
        return queued->takeFirst();
    if (!m_queue.isEmpty())
        return m_queue.takeFirst();
    if (const auto handler = m_handlerByPath.constFind(path); handler != m_handlerByPath.cend())
        return (*handler)(request);
    if (const auto fixed = m_defaultByPath.constFind(path); fixed != m_defaultByPath.cend())
        return *fixed;
    if (!m_default.isEmpty())
        return m_default.constFirst();
    return Script::reply(404, "application/json", "{\"error\":\"Not scripted\"}");
}

void ScriptedServer::play(Connection *connection)
{
    const QPointer<Connection> alive(connection);
    while (alive && m_connections.contains(connection) && !connection->paused &&
           !connection->steps.isEmpty()) {
        const Script::Step step = connection->steps.takeFirst();
        switch (step.action) {
        case Script::Action::Send:
            connection->socket->write(step.bytes);
            connection->socket->flush();
            break;
        case Script::Action::Pause:
            connection->paused = true;
            QTimer::singleShot(step.milliseconds, connection, [this, connection] {
                connection->paused = false;
                play(connection);
            });
            return;
        case Script::Action::WaitFor:
            if (!m_openGates.contains(step.bytes)) {
                connection->waitingFor = step.bytes;
                return;
            }
            break;
        case Script::Action::Close:
            connection->socket->disconnectFromHost();
            return;
        case Script::Action::Reset:
#ifdef Q_OS_UNIX
        {
            // Linger 0 makes close() send RST instead of FIN.
            const linger hard{1, 0};
            setsockopt(int(connection->socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &hard,
                       sizeof hard);
        }
#endif
            connection->socket->abort();
            return;
        case Script::Action::NextRequest:
            connection->playing = false;
            readRequest(connection);
            return;
        }
    }
}

} // namespace slipway::fakes
