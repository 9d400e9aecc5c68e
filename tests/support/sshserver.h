#pragma once
#include "net/ssh/options.h"
#include "tests/support/child.h"
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace slipway::test {

/// The real OpenSSH server on a free port of the loopback interface, with keys, configuration and account
/// list of its own in a temporary folder; as root or as the user who runs the test, who can sign in with
/// clientKey(). Nothing of the machine's own SSH is read or changed. Ends with the object, and with the test.
class SshServer
{
public:
    /// Why there can be none here, for QSKIP; empty when there can.
    static QString missing()
    {
        for (const QString &program : {sshd(), QStandardPaths::findExecutable(QStringLiteral("ssh-keygen"))})
            if (program.isEmpty() || !QFile::exists(program))
                return QStringLiteral("sshd or ssh-keygen is not installed (openssh-server, openssh-client)");
        if (::getuid() == 0 && !QDir().mkpath(QStringLiteral("/run/sshd")))
            return QStringLiteral("sshd as root needs /run/sshd, which cannot be made");
        return {};
    }

    ~SshServer() { stop(); }

    /// `extra`: lines of sshd_config that go before the ones here (the first one counts). On the port of an
    /// earlier start when there was one. False, with problem(), when it did not start.
    bool start(const QByteArray &extra = {})
    {
        if (!QFile::exists(path("client")) && !makeKeys())
            return false;
        if (m_port == 0)
            m_port = freePort();
        const QByteArray folder = m_folder.path().toLocal8Bit();
        // bash reads ~/.bashrc for each command of a sshd unless it seems to be inside of another shell: what
        // the account does there is not under test, and can take seconds.
        write(path("config"),
              extra + "\nListenAddress 127.0.0.1\nPort " + QByteArray::number(m_port) + "\nHostKey " +
                  folder + "/host_ed25519\nHostKey " + folder + "/host_ecdsa\nHostKey " + folder +
                  "/host_rsa\nAuthorizedKeysFile " + folder +
                  "/authorized\nSetEnv SHLVL=1\nPidFile none\nStrictModes no\nUsePAM no\nUseDNS no\n"
                  "PermitRootLogin yes\nPasswordAuthentication no\nMaxStartups 100\n"
                  "KbdInteractiveAuthentication no\nLogLevel VERBOSE\n" +
                  (punishes() ? "PerSourcePenalties no\n" : ""));
        m_process.reset(new QProcess);
        endsWithItsParent(*m_process);
        m_process->setStandardErrorFile(path("log"), QIODevice::Append);
        m_process->start(sshd(),
                         {QStringLiteral("-D"), QStringLiteral("-e"), QStringLiteral("-f"), path("config")});
        return m_process->waitForStarted() &&
               QTest::qWaitFor([this] { return m_process->state() != QProcess::Running || isOpen(); },
                               20000) &&
               m_process->state() == QProcess::Running;
    }
    /// Ends the listener; sessions go on unless killSessions().
    void stop()
    {
        if (!m_process || m_process->state() == QProcess::NotRunning)
            return;
        m_process->terminate();
        if (!m_process->waitForFinished(10000))
            m_process->kill();
        m_process->waitForFinished();
    }
    /// Ends the processes that serve connections, without a word to the clients.
    void killSessions()
    {
        const QList<qint64> sessions = children(m_process->processId());
        for (const qint64 pid : sessions) {
            ::kill(pid_t(pid), SIGSTOP);             // or it may still report how its command ended
            for (const qint64 child : children(pid)) // the one without privileges holds the socket
                ::kill(pid_t(child), SIGKILL);
            ::kill(pid_t(pid), SIGKILL);
        }
    }
    int sessionCount() const { return int(children(m_process->processId()).size()); }

    int port() const { return m_port; }
    QString user() const { return m_user; }
    QByteArray clientKey() const { return read(path("client")); }
    /// `type`: "ed25519", "ecdsa" or "rsa".
    QString hostKey(const char *type = "ed25519") const
    {
        const QString file = path("host_") + QString::fromLatin1(type) + QStringLiteral(".pub");
        return QString::fromLatin1(run({QStringLiteral("-l"), QStringLiteral("-f"), file}))
            .section(u' ', 1, 1);
    }
    ssh::Options options() const
    {
        ssh::Options options;
        options.host = QStringLiteral("127.0.0.1");
        options.port = m_port;
        options.user = m_user;
        options.auth = ssh::Key{Secret(clientKey()), {}};
        options.hostKeySha256 = hostKey();
        return options;
    }
    /// A file of the temporary folder.
    QString path(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    QByteArray log() const { return read(path("log")); }
    QString problem() const
    {
        return QStringLiteral("sshd did not start: ") + QString::fromLocal8Bit(m_keygenSaid + log());
    }
    /// Runs ssh-keygen; its output, empty when it failed.
    static QByteArray run(const QStringList &arguments)
    {
        QProcess process;
        process.start(QStringLiteral("ssh-keygen"), arguments);
        const bool isDone = process.waitForFinished(60000) && process.exitCode() == 0;
        return isDone ? process.readAllStandardOutput() : QByteArray();
    }
    /// The keys of the host anew, as after an installation; takes effect with the next start().
    bool makeHostKeys()
    {
        bool isDone = true;
        for (const char *type : {"ed25519", "ecdsa", "rsa"})
            isDone = makeKey(type, path("host_") + QString::fromLatin1(type)) && isDone;
        return isDone;
    }
    bool makeKey(const char *type, const QString &file, const QStringList &more = {})
    {
        QFile::remove(file);
        QStringList arguments{QStringLiteral("-q"),
                              QStringLiteral("-t"),
                              QString::fromLatin1(type),
                              QStringLiteral("-N"),
                              QString(),
                              QStringLiteral("-f"),
                              file};
        QProcess process;
        process.start(QStringLiteral("ssh-keygen"), arguments + more);
        const bool isDone = process.waitForFinished(60000) && process.exitCode() == 0;
        m_keygenSaid = process.readAllStandardError();
        return isDone;
    }
    /// Lets the public half `file`.pub sign in too.
    void authorize(const QString &file)
    {
        QFile list(path("authorized"));
        if (list.open(QIODevice::Append))
            list.write(read(file + QStringLiteral(".pub")));
    }
    static QByteArray read(const QString &file)
    {
        QFile in(file);
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }
    static void write(const QString &file, const QByteArray &bytes)
    {
        QFile out(file);
        if (out.open(QIODevice::WriteOnly | QIODevice::Truncate))
            out.write(bytes);
    }
    /// A port of the loopback interface on which nothing listens.
    static int freePort()
    {
        const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address = loopback(0);
        socklen_t size = sizeof address;
        const bool isBound = ::bind(fd, reinterpret_cast<sockaddr *>(&address), size) == 0 &&
                             ::getsockname(fd, reinterpret_cast<sockaddr *>(&address), &size) == 0;
        ::close(fd);
        return isBound ? ntohs(address.sin_port) : 0;
    }

private:
    static QString sshd() { return QStringLiteral("/usr/sbin/sshd"); } // it insists on its absolute path
    /// From OpenSSH 9.8 on an address that breaks off connections is not served for a while, and the tests do
    /// so. Older ones refuse to start with a word that they do not know.
    static bool punishes()
    {
        QFile program(sshd());
        return program.open(QIODevice::ReadOnly) && program.readAll().contains("persourcepenalties");
    }
    static sockaddr_in loopback(int port)
    {
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_port = htons(quint16(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return address;
    }
    bool makeKeys()
    {
        const bool isDone = makeHostKeys() && makeKey("ed25519", path("client"));
        authorize(path("client"));
        return isDone;
    }
    bool isOpen() const
    {
        const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
        const sockaddr_in address = loopback(m_port);
        const bool isConnected =
            ::connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
        ::close(fd);
        return isConnected;
    }
    static QList<qint64> children(qint64 parent)
    {
        QList<qint64> found;
        const QString file = QStringLiteral("/proc/%1/task/%1/children").arg(parent);
        for (const QByteArray &pid : read(file).simplified().split(' '))
            if (!pid.isEmpty())
                found.append(pid.toLongLong());
        return found;
    }

    QTemporaryDir m_folder{QDir::tempPath() + QStringLiteral("/slipway-sshd-XXXXXX")};
    std::unique_ptr<QProcess> m_process;
    const QString m_user = QString::fromLocal8Bit(::getpwuid(::getuid())->pw_name);
    QByteArray m_keygenSaid;
    int m_port = 0;
};

} // namespace slipway::test
