#pragma once
#include <QByteArray>
#include <QHash>
#include <QPointer>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>
#include <QTcpServer>
#include <QTemporaryDir>

namespace slipway::test {

struct Identity
{
    QSslCertificate certificate;
    QSslKey key;
};

/// Certificates made by the program openssl, in a directory of their own.
class CertificateMaker
{
public:
    /// Empty when it works; else why not.
    QString problem() const;
    /// Self-signed. `days` < 0 = it has expired. `name` is its common name and its DNS name or IP.
    Identity selfSigned(const QString &name, int days = 30);
    /// For 127.0.0.1, signed by authority().
    Identity signedByAuthority();
    QSslCertificate authority();

private:
    bool run(const QStringList &arguments, bool mayFail = false) const;
    Identity load(const QString &name) const;
    QString path(const QString &name) const { return m_directory.filePath(name); }
    QTemporaryDir m_directory;
    int m_count = 0;
};

/// Speaks TLS on 127.0.0.1 with one identity and keeps what came through it: answers each request with
/// {"data":[]} and keeps the connection.
class TlsServer : public QTcpServer
{
    Q_OBJECT
public:
    explicit TlsServer(const Identity &identity, QObject *parent = nullptr);
    ~TlsServer() override;
    void setIdentity(const Identity &identity) { m_identity = identity; } ///< for the next connection
    /// The address of the server; `host` is what the client believes its name to be.
    QUrl url(const QString &host = QStringLiteral("127.0.0.1")) const;
    QByteArray received() const { return m_received; } ///< after decryption, all connections
    int connections() const { return m_connections; }
    int handshakes() const { return m_handshakes; }
    /// Those that are not closed yet by both sides: with none, nothing more can arrive.
    int openConnections() const;
    void dropConnections();

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void read(QSslSocket *socket);
    Identity m_identity;
    QByteArray m_received;
    QList<QPointer<QSslSocket>> m_sockets;
    QHash<QSslSocket *, QByteArray> m_pending;
    int m_connections = 0;
    int m_handshakes = 0;
};

} // namespace slipway::test
