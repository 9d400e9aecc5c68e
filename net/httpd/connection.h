#pragma once
#include "net/httpd/server.h"
#include <QElapsedTimer>
#include <QPointer>
#include <QTcpSocket>
#include <QTimer>

namespace slipway::httpd {

/// Gate and pen of one connection. Its slot is connected to the socket before QHttpServer's own, peeks at the
/// new bytes and decides whether QHttpServer may see them; it writes every answer. Child of its socket.
class Connection : public QObject
{
    Q_OBJECT
public:
    Connection(QTcpSocket *socket, Server *server);
    ~Connection() override;

    /// For a connection over the limit: answers without ever reading a request.
    void turnAway();
    /// QHttpServer has a whole request: `body` belongs to the head this gate has passed.
    void dispatch(const QByteArray &body);
    /// No further request; ends at once when none is under way.
    void retire();

private:
    enum class State { Head, Body, Complete, Handling, Closing, Detached };

    void receive();
    void receiveHead();
    void checkHead(qsizetype headBytes);
    void receiveBody(qint64 bytes);
    void refuse(Response response);
    void send(const Response &response);
    void handOver(const Response &response);
    void writeAnswer(const Response &response, bool keepAlive);
    void written();
    void expire();
    void awaitNextRequest();
    void silenceQt();
    void linger();
    void discard();
    void logAnswer(int status) const;

    QTcpSocket *m_socket;
    Server *m_server;
    QTimer m_timer;
    QElapsedTimer m_started;
    State m_state = State::Head;
    QByteArray m_headBytes;
    RequestHead m_head;
    qint64 m_bodyLeft = 0;
    qint64 m_discarded = 0;
    bool m_keepAlive = true;
    bool m_shutDown = false;
    std::shared_ptr<std::function<void()>> m_whenGone; // of the request that is being handled
};

} // namespace slipway::httpd
