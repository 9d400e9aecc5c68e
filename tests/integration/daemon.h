#pragma once
// A real slipwayd as a child process, and the plainest HTTP client that can watch it.
#include "tests/net/httpd/streamfixture.h"
#include "tests/support/child.h"
#include "tests/support/paths.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

namespace slipway::test {

struct Reply
{
    int status = 0;
    QByteArray head;
    QByteArray body;
    QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
};

/// One progress stream, opened and read with plain system calls.
struct Stream
{
    int status = 0;
    QByteArray head;
    std::unique_ptr<httpd::StreamClient> client;
};

class Daemon
{
public:
    /// Starts slipwayd on a free port with a data directory of its own (or the given one).
    /// What it says on standard error goes into `logFile`, or to ours. With `setpriv` it runs under that
    /// program, whose arguments end with this one's path.
    explicit Daemon(const QString &dataDir, QStringList more = {}, quint16 port = 0,
                    const QString &logFile = {}, const QStringList &setpriv = {})
        : m_dataDir(dataDir)
    {
        QStringList arguments = {QStringLiteral("--listen"),   QStringLiteral("127.0.0.1:%1").arg(port),
                                 QStringLiteral("--data-dir"), dataDir,
                                 QStringLiteral("--host"),     QStringLiteral("simulated")};
        // With ThreadSanitizer: a daemon that would only print its finding ends, so that the test fails.
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        const QString sanitizer = environment.value(QStringLiteral("TSAN_OPTIONS"));
        environment.insert(QStringLiteral("TSAN_OPTIONS"), sanitizer + QStringLiteral(":halt_on_error=1"));
        m_process.setProcessEnvironment(environment);
        if (logFile.isEmpty())
            m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        else
            m_process.setStandardErrorFile(logFile, QIODevice::Append);
        endsWithItsParent(m_process);
        if (setpriv.isEmpty())
            m_process.start(program(), arguments + more);
        else
            m_process.start(QStringLiteral("setpriv"), setpriv + arguments + more);
        while (m_process.state() != QProcess::NotRunning && !m_process.canReadLine())
            m_process.waitForReadyRead(10'000);
        m_line = m_process.readLine();
        m_port = m_line.mid(m_line.lastIndexOf(':') + 1).trimmed().toUShort();
        QFile token(QDir(dataDir).filePath(QStringLiteral("token")));
        if (token.open(QIODevice::ReadOnly))
            m_token = token.readAll().trimmed();
    }
    ~Daemon()
    {
        if (m_process.state() != QProcess::NotRunning) {
            m_process.kill();
            m_process.waitForFinished();
        }
    }

    static QString program() { return test::binDir() + QStringLiteral("/slipwayd"); }
    bool isServing() const { return m_port != 0; }
    quint16 port() const { return m_port; }
    const QByteArray &token() const { return m_token; }
    const QByteArray &firstLine() const { return m_line; }
    QProcess &process() { return m_process; }

    httpd::FileDescriptor connect() const
    {
        httpd::FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(m_port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket.get(), reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
            return httpd::FileDescriptor();
        return socket;
    }

    Reply ask(const QByteArray &method, const QByteArray &target, const QByteArray &body = {},
              const QByteArray &fields = "*") const
    {
        const httpd::FileDescriptor socket = connect();
        send(socket, method, target, body,
             (fields == "*" ? authorization() : fields) + "Connection: close\r\n");
        QByteArray all;
        std::array<char, 65536> bytes;
        for (ssize_t got = 0; (got = ::recv(socket.get(), bytes.data(), bytes.size(), 0)) > 0;)
            all.append(bytes.data(), got);
        const qsizetype end = all.indexOf("\r\n\r\n");
        return {all.mid(9, 3).toInt(), all.left(end), all.mid(end + 4)};
    }

    Stream watch(const QByteArray &id, qint64 lastEventId = 0) const
    {
        return open("/api/containers/" + id + "/progress", lastEventId);
    }

    Stream open(const QByteArray &target, qint64 lastEventId = 0) const
    {
        httpd::FileDescriptor socket = connect();
        QByteArray fields = authorization();
        if (lastEventId > 0)
            fields += "Last-Event-ID: " + QByteArray::number(lastEventId) + "\r\n";
        send(socket, "GET", target, {}, fields);
        Stream stream;
        char c = 0;
        while (!stream.head.endsWith("\r\n\r\n") && ::recv(socket.get(), &c, 1, 0) == 1)
            stream.head += c;
        stream.status = stream.head.mid(9, 3).toInt();
        stream.client = std::make_unique<httpd::StreamClient>(std::move(socket));
        return stream;
    }

    /// Creates a container on the simulated host; returns its id.
    QByteArray create(const QByteArray &hostname, const QJsonObject &simulation) const
    {
        const QJsonObject request{{QStringLiteral("hostname"), QString::fromLatin1(hostname)},
                                  {QStringLiteral("simulation"), simulation}};
        const Reply reply = ask("POST", "/api/containers", QJsonDocument(request).toJson());
        if (reply.status != 201)
            qWarning("create: %d %s", reply.status, reply.body.constData());
        return reply.json().value(QStringLiteral("id")).toString().toLatin1();
    }

    QJsonObject health() const { return ask("GET", "/api/health", {}, {}).json(); }
    int streams() const { return health().value(QStringLiteral("streams")).toInt(-1); }

    qint64 residentKb() const
    {
        QFile file(QStringLiteral("/proc/%1/status").arg(m_process.processId()));
        if (!file.open(QIODevice::ReadOnly))
            return -1;
        const QByteArray all = file.readAll();
        const qsizetype at = all.indexOf("VmRSS:") + 6;
        return all.mid(at, all.indexOf("kB", at) - at).trimmed().toLongLong();
    }
    /// Sockets the process holds; what else it has open (the store's files) depends on its threads.
    int openSockets() const
    {
        int count = 0;
        const QDir dir(QStringLiteral("/proc/%1/fd").arg(m_process.processId()));
        for (const QString &name : dir.entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot)) {
            std::array<char, 64> target{};
            const ssize_t n =
                ::readlink(QFile::encodeName(dir.filePath(name)).constData(), target.data(), target.size());
            count += n > 0 && QByteArrayView(target.data(), n).startsWith("socket:") ? 1 : 0;
        }
        return count;
    }

private:
    QByteArray authorization() const { return "Authorization: Bearer " + m_token + "\r\n"; }
    static void send(const httpd::FileDescriptor &socket, const QByteArray &method, const QByteArray &target,
                     const QByteArray &body, const QByteArray &fields)
    {
        const QByteArray request =
            method + ' ' + target +
            " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n" +
            fields + "\r\n" + body;
        for (qsizetype at = 0; at < request.size();) {
            const ssize_t sent = ::send(socket.get(), request.constData() + at,
                                        static_cast<size_t>(request.size() - at), MSG_NOSIGNAL);
            if (sent <= 0)
                return;
            at += sent;
        }
    }

    QString m_dataDir;
    QProcess m_process;
    QByteArray m_line;
    QByteArray m_token;
    quint16 m_port = 0;
};

} // namespace slipway::test
