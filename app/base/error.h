#pragma once
#include <QString>

namespace slipway {

/// What kind of refusal an Error is. One table maps it to HTTP (app/backend), one to an exit code (app/cli).
enum class ErrorCode {
    Invalid,      ///< the caller's input is wrong; say which field
    NotFound,     ///< no such container, run, service
    Conflict,     ///< exists already, or is in a state that forbids this
    Unauthorized, ///< no or wrong credentials
    Forbidden,    ///< known, but not allowed
    TooLarge,     ///< past a limit of ours
    Unavailable,  ///< a part we need (host, Redis, disk) cannot be reached now
    Timeout,      ///< it did not answer in time
    Cancelled,    ///< somebody asked to stop
    HostFailed,   ///< the container host refused or failed: detail holds its own words
    ScriptFailed, ///< a script ended with a non-zero exit code
    Protocol,     ///< the other side sent what its contract forbids
    Internal      ///< our own mistake
};

/// An error as a value. `message` is for people: "Cannot X. Reason. What now."; no secret in either text.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    QString message;
    QString detail;         ///< technical words (stderr, errno text), may be empty
    bool retryable = false; ///< the same call may work later without a change by the caller

    bool operator==(const Error &) const = default;
};

} // namespace slipway
