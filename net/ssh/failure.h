#pragma once
#include "app/base/result.h"
#include <QStringList>

namespace slipway::ssh {

/// What went wrong, for callers that decide by it.
enum class Kind {
    Invalid,        ///< the call itself: no host, NUL in a command, a path that is none
    Unreachable,    ///< name, TCP, or it ended while signing in: nothing ran. Retryable
    Dropped,        ///< the server hung up before keys were agreed; a busy one does that. Retryable
    HostKeyUnknown, ///< no fingerprint is pinned; `presentedKey` is what the server shows. Nothing was sent
    HostKeyChanged, ///< another key than the pinned one. Nothing was sent
    BadKey,         ///< our private key cannot be read: wrong format, or its passphrase is missing or wrong
    AuthRefused,    ///< the server did not take it; `offeredMethods` says what it would take
    ConnectionLost, ///< while a command ran. It may still run there: look before repeating. Retryable
    Refused,        ///< the server would not open a channel or start the command. Nothing ran
    CommandFailed,  ///< upload or download: what the other side said is in `message` and `detail`
    TooLarge,       ///< past a limit of the caller
    Timeout,        ///< connectTimeout passed
    Cancelled,      ///< Cancel said so. A command was sent SIGTERM, if time allowed; it may go on
    Internal
};

/// An Error with its structured part; plain() leaves that out.
struct Failure : Error
{
    Kind kind = Kind::Internal;
    QString keyType;            ///< "ssh-ed25519"; of presentedKey
    QString presentedKey;       ///< "SHA256:…" the server showed
    QString pinnedKey;          ///< "SHA256:…" that was expected; empty when none
    QStringList offeredMethods; ///< "publickey", "password", …
    bool operator==(const Failure &) const = default;
};

template<typename T>
using Outcome = tl::expected<T, Failure>;

/// For callers that need no more than the Error: `Result<void> r = plain(session->upload(…));`
template<typename T>
Result<T> plain(Outcome<T> outcome)
{
    if (!outcome)
        return tl::unexpected<Error>(std::move(outcome.error()));
    if constexpr (std::is_void_v<T>)
        return {};
    else
        return std::move(*outcome);
}

/// The one mapping from kinds to codes and to whether the same call may work later.
ErrorCode errorCode(Kind kind);
bool isRetryable(Kind kind);
/// `return refuse(Kind::Invalid, tr("…"));` Neither text may hold a secret.
tl::unexpected<Failure> refuse(Kind kind, QString message, QString detail = {});

} // namespace slipway::ssh
