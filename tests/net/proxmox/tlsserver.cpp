#include "tests/net/proxmox/tlsserver.h"
#include <QFile>
#include <QHostAddress>
#include <QSslConfiguration>
#include <QStandardPaths>
#include <QUrl>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace Qt::Literals::StringLiterals;

namespace slipway::test {

QString CertificateMaker::problem() const
{
    if (QStandardPaths::findExecutable(u"openssl"_s).isEmpty())
        return u"the program openssl is not installed"_s;
    return QSslSocket::supportsSsl() ? QString() : u"this Qt has no TLS"_s;
}

// Not QProcess: after its fork ThreadSanitizer no longer sees what the forking thread locks.
bool CertificateMaker::run(const QStringList &arguments, bool mayFail) const
{
    QByteArrayList words{"openssl"};
    for (const QString &argument : arguments)
        words << argument.toLocal8Bit();
    std::vector<char *> argv;
    for (QByteArray &word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (const int output : {STDOUT_FILENO, STDERR_FILENO})
        posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    int status = -1;
    const bool isStarted = ::posix_spawnp(&child, "openssl", &actions, nullptr, argv.data(), environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    const bool isDone = isStarted && ::waitpid(child, &status, 0) == child && status == 0;
    if (!isDone && !mayFail)
        qCritical("openssl %s: status %d", qPrintable(arguments.join(u' ')), status);
    return isDone;
}

Identity CertificateMaker::load(const QString &name) const
{
    const auto content = [this](const QString &file) {
        QFile opened(path(file));
        return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
    };
    return {QSslCertificate(content(name + u".crt"_s)), QSslKey(content(name + u".key"_s), QSsl::Ec)};
}

Identity CertificateMaker::selfSigned(const QString &name, int days)
{
    const QString file = u"self%1"_s.arg(++m_count);
    const QString kind = QHostAddress(name).isNull() ? u"DNS:"_s : u"IP:"_s;
    run({u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:prime256v1"_s,
         u"-nodes"_s, u"-keyout"_s, path(file + u".key"_s), u"-out"_s, path(file + u".csr"_s), u"-subj"_s,
         u"/CN="_s + name, u"-days"_s, u"1"_s, u"-addext"_s, u"subjectAltName="_s + kind + name});
    if (days >= 0)
        QFile::rename(path(file + u".csr"_s), path(file + u".crt"_s));
    else { // openssl 3.0 knows no -not_after, and later ones no days below zero
        QStringList expired{u"x509"_s,
                            u"-in"_s,
                            path(file + u".csr"_s),
                            u"-signkey"_s,
                            path(file + u".key"_s),
                            u"-out"_s,
                            path(file + u".crt"_s)};
        if (!run(expired + QStringList{u"-days"_s, QString::number(days)}, true))
            run(expired +
                QStringList{u"-not_before"_s, u"20200101000000Z"_s, u"-not_after"_s, u"20200102000000Z"_s});
    }
    return load(file);
}

QSslCertificate CertificateMaker::authority()
{
    if (!QFile::exists(path(u"ca.crt"_s)))
        run({u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:prime256v1"_s,
             u"-nodes"_s, u"-keyout"_s, path(u"ca.key"_s), u"-out"_s, path(u"ca.crt"_s), u"-subj"_s,
             u"/CN=Test authority"_s, u"-days"_s, u"1"_s});
    return load(u"ca"_s).certificate;
}

Identity CertificateMaker::signedByAuthority()
{
    authority();
    const QString file = u"signed%1"_s.arg(++m_count);
    QFile extensions(path(file + u".ext"_s));
    if (extensions.open(QIODevice::WriteOnly))
        extensions.write("subjectAltName=IP:127.0.0.1\n");
    extensions.close();
    run({u"req"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:prime256v1"_s, u"-nodes"_s,
         u"-keyout"_s, path(file + u".key"_s), u"-out"_s, path(file + u".csr"_s), u"-subj"_s,
         u"/CN=127.0.0.1"_s});
    run({u"x509"_s, u"-req"_s, u"-in"_s, path(file + u".csr"_s), u"-CA"_s, path(u"ca.crt"_s), u"-CAkey"_s,
         path(u"ca.key"_s), u"-CAcreateserial"_s, u"-days"_s, u"1"_s, u"-extfile"_s, path(file + u".ext"_s),
         u"-out"_s, path(file + u".crt"_s)});
    return load(file);
}

TlsServer::TlsServer(const Identity &identity, QObject *parent) : QTcpServer(parent), m_identity(identity)
{
    if (!listen(QHostAddress::LocalHost))
        qFatal("no server");
}

TlsServer::~TlsServer() { dropConnections(); }

QUrl TlsServer::url(const QString &host) const
{
    return QUrl(u"https://%1:%2"_s.arg(host).arg(serverPort()));
}

int TlsServer::openConnections() const
{
    return int(std::count_if(m_sockets.begin(), m_sockets.end(), [](const QPointer<QSslSocket> &socket) {
        return socket && socket->state() != QAbstractSocket::UnconnectedState;
    }));
}

void TlsServer::dropConnections()
{
    for (const QPointer<QSslSocket> &socket : std::exchange(m_sockets, {})) {
        if (socket) {
            socket->disconnect(this);
            delete socket;
        }
    }
}

void TlsServer::incomingConnection(qintptr descriptor)
{
    ++m_connections;
    auto *const socket = new QSslSocket(this);
    QSslConfiguration configuration = socket->sslConfiguration();
    configuration.setLocalCertificate(m_identity.certificate);
    configuration.setPrivateKey(m_identity.key);
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    socket->setSslConfiguration(configuration);
    m_sockets << socket;
    connect(socket, &QSslSocket::encrypted, this, [this] { ++m_handshakes; });
    connect(socket, &QSslSocket::readyRead, this, [this, socket] { read(socket); });
    connect(socket, &QSslSocket::disconnected, socket, &QObject::deleteLater);
    socket->setSocketDescriptor(descriptor);
    socket->startServerEncryption();
}

void TlsServer::read(QSslSocket *socket)
{
    const QByteArray bytes = socket->readAll();
    m_received += bytes;
    QByteArray &pending = m_pending[socket];
    pending += bytes;
    // Heads only: what is asked here has no body.
    for (qsizetype end = pending.indexOf("\r\n\r\n"); end >= 0; end = pending.indexOf("\r\n\r\n")) {
        pending.remove(0, end + 4);
        socket->write(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{\"data\":[]}");
    }
}

} // namespace slipway::test
