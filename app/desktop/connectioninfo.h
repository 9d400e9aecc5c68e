#pragma once
#include <QString>

namespace slipway::desktop {

/// Where the connection to the backend stands, for people. `nextAttemptMs` and `askedMs` count from when it
/// was said.
struct ConnectionInfo
{
    /// Asked: the backend has a question, and we wait for its answer longer than one usually does.
    enum class State { Idle, Connecting, Connected, Waiting, SignedOut, Offline, Asked };
    State state = State::Idle;
    QString reason;
    int attempt = 0;
    int nextAttemptMs = -1;
    int askedMs = -1; ///< Asked: how long already
    bool operator==(const ConnectionInfo &) const = default;
};

} // namespace slipway::desktop
