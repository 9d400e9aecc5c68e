#include "app/desktop/session.h"

#include "app/desktop/backendprocess.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

namespace slipway::desktop {

Result<Secret> readTokenFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(ErrorCode::Unavailable,
                    Session::tr("Cannot read the token file %1. %2. Check --token-file.")
                        .arg(path, file.errorString()));
    }
    const QByteArray token = file.readLine(4096).trimmed();
    if (token.isEmpty())
        return fail(ErrorCode::Invalid, Session::tr("Cannot use the token file %1. It is empty.").arg(path));
    return Secret(token);
}

HostInfo hostInfoFromHealth(const QByteArray &json)
{
    const QJsonObject health = QJsonDocument::fromJson(json).object();
    const QJsonValue host = health.value(QLatin1StringView("host"));
    HostInfo info;
    if (host.isString()) {
        info.name = host.toString();
    } else {
        info.name = host.toObject().value(QLatin1StringView("name")).toString();
        info.isSimulated = host.toObject().value(QLatin1StringView("simulated")).toBool();
    }
    info.isSimulated = info.isSimulated || info.name == QLatin1StringView("simulated") ||
                       health.value(QLatin1StringView("simulated")).toBool();
    info.version = health.value(QLatin1StringView("version")).toString();
    return info;
}

Session::Session(const Options &options, QObject *parent) : QObject(parent), m_options(options) {}

Session::~Session() = default;

qint64 Session::ownBackendPid() const { return m_process ? m_process->processId() : 0; }

QString Session::signInAdvice() const
{
    const QString server = m_server.toDisplayString(QUrl::RemoveUserInfo);
    if (!m_options.profile.isEmpty())
        return m_options.token.isEmpty()
                   ? tr("Cannot sign in to %1. It asks for a token. Enter it in the settings of the "
                        "connection.")
                         .arg(server)
                   : tr("Cannot sign in to %1. It does not accept the token of the connection. Enter the "
                        "right one in the settings.")
                         .arg(server);
    if (m_options.tokenFile.isEmpty())
        return tr("Cannot sign in to %1. It asks for a token. Start slipway with --token-file FILE.")
            .arg(server);
    return tr("Cannot sign in to %1. It does not accept the token in %2. Put the right one there, then "
              "retry.")
        .arg(server, m_options.tokenFile);
}

void Session::start()
{
    setConnection({ConnectionInfo::State::Connecting, tr("Looking for the backend"), 0, -1});
    if (!m_options.server.isEmpty()) {
        Secret token = m_options.token;
        if (!m_options.tokenFile.isEmpty()) {
            Result<Secret> read = readTokenFile(m_options.tokenFile);
            if (!read) {
                setConnection({ConnectionInfo::State::SignedOut, read.error().message, 0, -1});
                return;
            }
            token = *read;
        }
        attach(m_options.server, token);
        return;
    }
    BackendProcess::Settings settings;
    settings.host = m_options.host;
    settings.dataDir = m_options.dataDir;
    m_process = std::make_unique<BackendProcess>(settings);
    connect(m_process.get(), &BackendProcess::ready, this,
            [this](const QUrl &url) { attach(url, m_process->token()); });
    connect(m_process.get(), &BackendProcess::failed, this,
            [this](const QString &reason, int attempt, int next) {
                m_usable = false;
                setConnection({next < 0 ? ConnectionInfo::State::Offline : ConnectionInfo::State::Waiting,
                               reason, attempt, next});
                emit usableChanged(false);
            });
    setConnection({ConnectionInfo::State::Connecting, tr("Starting the backend"), 0, -1});
    m_process->start();
}

void Session::retryNow()
{
    const bool tokenMayDiffer = !m_process && !m_options.tokenFile.isEmpty();
    if (m_usable && !tokenMayDiffer)
        askHealth();
    else if (m_process)
        m_process->startNow();
    else
        start();
}

void Session::refuse(const QString &reason)
{
    setConnection({ConnectionInfo::State::SignedOut, reason, 0, -1});
}

void Session::resume()
{
    emit connectionChanged();
    emit usableChanged(m_usable);
    if (!m_host.name.isEmpty())
        emit hostChanged();
}

void Session::attach(const QUrl &server, const Secret &token)
{
    m_server = server;
    m_headers.clear();
    if (!token.isEmpty())
        m_headers.append({QByteArrayLiteral("Authorization"), "Bearer " + token.reveal()});
    m_client.setBaseUrl(server);
    m_client.setHeaders(m_headers);
    m_usable = true;
    m_isHostTold = false;
    setConnection({ConnectionInfo::State::Connecting, {}, 0, -1});
    emit usableChanged(true);
    askHealth();
}

void Session::askHealth()
{
    m_isAskedForHost = true;
    m_client.get(QStringLiteral("/api/health"), this, [this](const Result<http::JsonReply> &reply) {
        m_isAskedForHost = false;
        if (!reply)
            return; // the list's requests say what is wrong, and backendAnswers() comes when nothing is any
                    // more
        const HostInfo host = hostInfoFromHealth(reply->body);
        if (std::exchange(m_isHostTold, true) && host == m_host)
            return;
        m_host = host;
        emit hostChanged();
    });
}

// One that was not there when the window opened could not say what it makes containers on; one that comes
// back may have been started anew, with another host.
void Session::backendAnswers()
{
    if (!m_isAskedForHost)
        askHealth();
}

void Session::setConnection(const ConnectionInfo &info)
{
    m_connection = info;
    emit connectionChanged();
}

} // namespace slipway::desktop
