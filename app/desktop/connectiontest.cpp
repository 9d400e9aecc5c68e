#include "app/desktop/connectiontest.h"

#include "app/desktop/containerlistcontroller.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace slipway::desktop {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kTimeoutMs = 10'000;
}

ConnectionTest::~ConnectionTest() = default;

void ConnectionTest::start(const QUrl &url, const Secret &token)
{
    const bool wasRunning = isRunning();
    m_url = url;
    m_hasToken = !token.isEmpty();
    m_client = std::make_unique<http::JsonClient>();
    m_client->setTimeout(kTimeoutMs);
    m_client->setBaseUrl(url);
    if (!wasRunning)
        emit runningChanged(true);
    // Without the token: whatever answers there has not shown yet that it is one of ours.
    m_client->get(u"/api/health"_s, this, [this, token](const Result<http::JsonReply> &reply) {
        const QByteArray body = reply ? reply->body : QByteArray();
        const QJsonObject health = QJsonDocument::fromJson(body).object();
        static constexpr std::array kPlain = {ErrorCode::Unavailable, ErrorCode::Timeout,
                                              ErrorCode::Forbidden}; // the last: its certificate
        if (!reply && std::find(kPlain.begin(), kPlain.end(), reply.error().code) != kPlain.end()) {
            refuse(reply.error().message);
            return;
        }
        if (!health.contains("host"_L1) || !health.contains("version"_L1)) {
            refuse(tr("Cannot use %1. What answers there is not a Slipway backend. Check the address.")
                       .arg(m_url.toDisplayString(QUrl::RemoveUserInfo)));
            return;
        }
        if (!token.isEmpty())
            m_client->setHeaders({{"Authorization"_ba, "Bearer " + token.reveal()}});
        askList(health["version"_L1].toString());
    });
}

void ConnectionTest::askList(const QString &version)
{
    m_client->get(u"/api/containers"_s, this, [this, version](const Result<http::JsonReply> &reply) {
        if (!reply && reply.error().code == ErrorCode::Unauthorized) {
            refuse(m_hasToken
                       ? tr("Cannot sign in. The backend does not accept this token. Paste the right one.")
                       : tr("Cannot sign in. The backend asks for a token. Enter it."));
            return;
        }
        const auto list =
            reply ? containersFromJson(reply->body) : Result<QList<Container>>(tl::unexpected(reply.error()));
        if (!list) {
            refuse(list.error().message);
            return;
        }
        finish();
        emit passed(tr("Connected: Slipway %1 with %n containers.", nullptr, int(list->size())).arg(version));
    });
}

void ConnectionTest::cancel()
{
    if (isRunning())
        finish();
}

void ConnectionTest::finish()
{
    // May be called from inside one of its answers.
    m_client.release()->deleteLater();
    emit runningChanged(false);
}

void ConnectionTest::refuse(const QString &message)
{
    finish();
    emit failed(message);
}

} // namespace slipway::desktop
