#include "app/desktop/profiles.h"

#include "app/desktop/desktopsettings.h"

#include <QHostAddress>
#include <QUuid>

namespace slipway::desktop {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kMaxName = 60;
}

Profiles::Profiles(DesktopSettings &settings, TokenVault &vault, QObject *parent)
    : QObject(parent), m_settings(settings), m_vault(vault), m_profiles(settings.profiles())
{}

const Profile *Profiles::find(const QString &id) const
{
    const auto it = std::find_if(m_profiles.begin(), m_profiles.end(),
                                 [&](const Profile &profile) { return profile.id == id; });
    return it == m_profiles.end() ? nullptr : &*it;
}

QUrl Profiles::addressFrom(const QString &typed)
{
    QString text = typed.trimmed();
    if (text.isEmpty())
        return {};
    if (!text.contains("://"_L1))
        text.prepend("https://"_L1); // whoever means the other says so
    QUrl url(text, QUrl::StrictMode);
    const bool isHttp = url.scheme() == "http"_L1 || url.scheme() == "https"_L1;
    if (!url.isValid() || !isHttp || url.host().isEmpty() || !url.userInfo().isEmpty() || url.hasQuery() ||
        url.hasFragment())
        return {};
    while (url.path().endsWith(u'/'))
        url.setPath(url.path().chopped(1));
    return url;
}

bool Profiles::isPlainAcrossNetwork(const QUrl &url)
{
    if (url.scheme() != "http"_L1 || url.host() == "localhost"_L1)
        return false;
    return !QHostAddress(url.host()).isLoopback();
}

ProfileProblems Profiles::check(const QString &name, const QString &url, const QString &id) const
{
    ProfileProblems problems;
    const QString trimmed = name.trimmed();
    const bool isTaken = std::any_of(m_profiles.begin(), m_profiles.end(), [&](const Profile &profile) {
        return profile.id != id && profile.name.compare(trimmed, Qt::CaseInsensitive) == 0;
    });
    if (trimmed.isEmpty())
        problems.name = tr("Give the connection a name.");
    else if (trimmed.size() > kMaxName)
        problems.name = tr("A name has at most %n characters.", nullptr, kMaxName);
    else if (isTaken)
        problems.name = tr("There is a connection of this name already.");
    if (url.trimmed().isEmpty())
        problems.url = tr("Enter the address of the backend.");
    else if (addressFrom(url).isEmpty())
        problems.url = tr("This is no address of a backend. It looks like https://slipway.example:8790.");
    return problems;
}

QString Profiles::store(Profile profile, const std::optional<Secret> &token, QObject *context,
                        TokenVault::Stored kept)
{
    if (profile.isOwn())
        profile.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const auto it = std::find_if(m_profiles.begin(), m_profiles.end(),
                                 [&](const Profile &known) { return known.id == profile.id; });
    if (it == m_profiles.end())
        m_profiles.append(profile);
    else
        *it = profile;
    if (token)
        m_vault.store(profile.id, *token, context, std::move(kept));
    save();
    return profile.id;
}

void Profiles::remove(const QString &id)
{
    m_profiles.removeIf([&](const Profile &profile) { return profile.id == id; });
    m_vault.remove(id);
    save();
}

void Profiles::readToken(const QString &id, QObject *context, TokenVault::Read done)
{
    m_vault.read(id, context, std::move(done));
}

void Profiles::save()
{
    m_settings.setProfiles(m_profiles);
    emit changed();
}

} // namespace slipway::desktop
