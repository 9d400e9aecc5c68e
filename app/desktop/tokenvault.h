#pragma once
#include "app/base/result.h"
#include "app/base/secret.h"

#include <QHash>
#include <QObject>
#include <functional>

namespace slipway::desktop {

/// Where access tokens live, by the id of their profile. All calls answer later, on the GUI thread, and not
/// at all once `context` is gone. Errors are in the words of the one who has to act.
class TokenVault
{
public:
    enum class Kept {
        Keychain,    ///< for good, in the system's keychain
        SessionOnly, ///< there is no keychain: until the program ends, in memory
    };
    using Stored = std::function<void(Kept)>;
    using Read = std::function<void(Result<Secret>)>;

    virtual ~TokenVault() = default;
    /// Never fails: without a keychain the token is kept for this session.
    virtual void store(const QString &id, const Secret &token, QObject *context, Stored done) = 0;
    /// Nothing stored: an empty secret. An error only when there may be one that cannot be read.
    virtual void read(const QString &id, QObject *context, Read done) = 0;
    virtual void remove(const QString &id) = 0;
};

/// Keeps tokens in memory and nowhere else; they are wiped at the end.
class MemoryVault : public TokenVault
{
public:
    void store(const QString &id, const Secret &token, QObject *context, Stored done) override;
    void read(const QString &id, QObject *context, Read done) override;
    void remove(const QString &id) override { m_tokens.remove(id); }
    bool has(const QString &id) const { return m_tokens.contains(id); }

private:
    QHash<QString, Secret> m_tokens;
};

/// The system's keychain: Secret Service or KWallet, the credential store of Windows, the keychain of macOS.
/// What it does not take is kept in memory; there is no plain file, ever.
class KeychainVault : public TokenVault
{
public:
    /// `service` is the name under which the keychain shows the entries.
    explicit KeychainVault(QString service = QStringLiteral("slipway"));
    void store(const QString &id, const Secret &token, QObject *context, Stored done) override;
    void read(const QString &id, QObject *context, Read done) override;
    void remove(const QString &id) override;

private:
    QString m_service;
    MemoryVault m_session;
};

} // namespace slipway::desktop
