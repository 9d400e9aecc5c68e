#pragma once
#include "tests/support/child.h"
#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

namespace slipway::tests {

/// A redis-server of the test's own: loopback, a free port, no data on disk.
class RedisServer
{
public:
    ~RedisServer() { kill(); }
    static QString missing()
    {
        return QStandardPaths::findExecutable(QStringLiteral("redis-server")).isEmpty()
                   ? QStringLiteral("redis-server is not installed (Debian: apt install redis-server).")
                   : QString();
    }
    int port()
    {
        if (m_port == 0) {
            QTcpServer probe;
            if (probe.listen(QHostAddress::LocalHost))
                m_port = probe.serverPort();
        }
        return m_port;
    }
    QString url() { return QStringLiteral("redis://127.0.0.1:%1").arg(port()); }
    QString socketPath() const { return m_dir.filePath(QStringLiteral("redis.sock")); }

    /// On the same port each time; empty again after a kill().
    [[nodiscard]] bool start(const QStringList &more = {})
    {
        m_process.setWorkingDirectory(m_dir.path());
        m_process.setStandardOutputFile(m_dir.filePath(QStringLiteral("log")));
        test::endsWithItsParent(m_process);
        m_process.start(QStringLiteral("redis-server"),
                        QStringList{QStringLiteral("--port"), QString::number(port()),
                                    QStringLiteral("--bind"), QStringLiteral("127.0.0.1"),
                                    QStringLiteral("--save"), QString(), QStringLiteral("--appendonly"),
                                    QStringLiteral("no"), QStringLiteral("--dir"), m_dir.path(),
                                    QStringLiteral("--unixsocket"), socketPath()} +
                            more);
        if (!m_process.waitForStarted(10000))
            return false;
        // An answer, not a connection: Redis answers only when it listens everywhere, at its socket file,
        // too.
        return QTest::qWaitFor(
            [this] {
                QTcpSocket socket;
                socket.connectToHost(QHostAddress::LocalHost, quint16(port()));
                return socket.waitForConnected(200) && socket.write("PING\r\n") > 0 &&
                       socket.waitForReadyRead(1000);
            },
            20000);
    }
    void kill()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        m_process.kill();
        m_process.waitForFinished(10000);
    }
    void freeze(bool frozen) { ::kill(pid_t(m_process.processId()), frozen ? SIGSTOP : SIGCONT); }

private:
    QTemporaryDir m_dir;
    QProcess m_process;
    int m_port = 0;
};

} // namespace slipway::tests
