#pragma once
#include "app/base/secret.h"
#include "app/desktop/connectioninfo.h"
#include "app/desktop/options.h"
#include "app/desktop/slowanswers.h"
#include "net/http/jsonclient.h"

#include <QObject>
#include <memory>

namespace slipway::desktop {

class BackendProcess;

/// What GET /api/health says of the host behind the backend, as far as pages need it.
struct HostInfo
{
    QString name; ///< "lxc", "simulated"; empty while unknown
    bool isSimulated = false;
    QString version;
    bool operator==(const HostInfo &) const = default;
};

/// The connection to one backend: its address, token and a client for short requests. With no server in the
/// options it starts its own slipwayd. Holds no data of containers. GUI thread.
class Session : public QObject
{
    Q_OBJECT
public:
    explicit Session(const Options &options, QObject *parent = nullptr);
    ~Session() override;

    void start();
    void setToken(const Secret &token) { m_options.token = token; } ///< before start()
    void resume();                      ///< tells all again, for pages that are new
    void refuse(const QString &reason); ///< there is no connection, and why; it waits for the operator
    void retryNow();                    ///< reads the token file again: it may have been mended
    void backendAnswers();              ///< for the first time, or again: it is asked what it is

    bool isUsable() const { return m_usable; } ///< there is an address to talk to
    QUrl server() const { return m_server; }
    const QList<std::pair<QByteArray, QByteArray>> &headers() const { return m_headers; }
    http::JsonClient &client() { return m_client; }
    const SlowAnswers &slowAnswers() const { return m_slow; } ///< of client()
    const HostInfo &host() const { return m_host; }
    const ConnectionInfo &connection() const { return m_connection; }
    /// What the operator can do about a refused token.
    QString signInAdvice() const;
    bool hasOwnBackend() const { return m_process != nullptr; }
    qint64 ownBackendPid() const; ///< 0: none, or not running

signals:
    void usableChanged(bool usable);
    void hostChanged();
    void connectionChanged(); ///< about the own backend or the token file; the requests report for themselves

private:
    void attach(const QUrl &server, const Secret &token);
    void setConnection(const ConnectionInfo &info);
    void askHealth();

    Options m_options;
    http::JsonClient m_client;
    SlowAnswers m_slow{m_client};
    std::unique_ptr<BackendProcess> m_process;
    QUrl m_server;
    QList<std::pair<QByteArray, QByteArray>> m_headers;
    HostInfo m_host;
    bool m_isAskedForHost = false;
    bool m_isHostTold = false;
    ConnectionInfo m_connection;
    bool m_usable = false;
};

/// The token in `path`: first line, without white space. Errors in the words of the one who has to mend it.
Result<Secret> readTokenFile(const QString &path);
/// Reads what /api/health tells about the host; unknown shapes give an empty HostInfo.
HostInfo hostInfoFromHealth(const QByteArray &json);

} // namespace slipway::desktop
