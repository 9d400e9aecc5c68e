#pragma once
#include "app/base/result.h"
#include "app/base/secret.h"
#include <QString>

namespace slipway::store {

/// The key under which credentials are stored: 32 random bytes in a file of its own (64 hexadecimal digits,
/// mode 0600), so that a copy of the database alone tells nothing. XChaCha20-Poly1305 (libsodium); the
/// context (whose credentials) is authenticated, so that rows cannot be exchanged.
class MasterKey
{
public:
    /// Reads `file`; when it is not there, makes it if `mayCreate`. Errors: Forbidden (others may read it),
    /// Unavailable.
    static Result<MasterKey> open(const QString &file, bool mayCreate);

    QByteArray seal(const Secret &plain, const QByteArray &context) const;
    /// Errors: Internal when the key or the bytes are not the right ones.
    Result<Secret> unseal(const QByteArray &sealed, const QByteArray &context) const;

private:
    explicit MasterKey(Secret key) : m_key(std::move(key)) {}
    Secret m_key;
};

} // namespace slipway::store
