#pragma once
#include <QString>

namespace slipway::desktop {

/// Where the connection to the backend stands, for people. `nextAttemptMs` counts from when it was said.
struct ConnectionInfo
{
    enum class State { Idle, Connecting, Connected, Waiting, SignedOut, Offline };
    State state = State::Idle;
    QString reason;
    int attempt = 0;
    int nextAttemptMs = -1;
    bool operator==(const ConnectionInfo &) const = default;
};

} // namespace slipway::desktop
