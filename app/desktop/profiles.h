#pragma once
#include "app/desktop/tokenvault.h"

#include "app/desktop/profile.h"

namespace slipway::desktop {

class DesktopSettings;

/// The backends that the operator has named: addresses in the settings, tokens in the vault. GUI thread, no
/// widgets.
class Profiles : public QObject
{
    Q_OBJECT
public:
    /// Both outlive it.
    Profiles(DesktopSettings &settings, TokenVault &vault, QObject *parent = nullptr);

    const QList<Profile> &all() const { return m_profiles; } ///< without "This computer"
    const Profile *find(const QString &id) const;
    /// Name and address as typed; `id` is the one being edited, its own name is not taken.
    ProfileProblems check(const QString &name, const QString &url, const QString &id) const;
    /// The address that is meant: with a scheme, without a path.
    static QUrl addressFrom(const QString &typed);
    /// The token would travel readable for everyone on the way.
    static bool isPlainAcrossNetwork(const QUrl &url);

    /// Adds (without an id) or changes one. No token: the stored one stays. `kept` is told where a new token
    /// is.
    QString store(Profile profile, const std::optional<Secret> &token, QObject *context,
                  TokenVault::Stored kept);
    void remove(const QString &id);
    void readToken(const QString &id, QObject *context, TokenVault::Read done);

signals:
    void changed();

private:
    void save();

    DesktopSettings &m_settings;
    TokenVault &m_vault;
    QList<Profile> m_profiles;
};

} // namespace slipway::desktop
