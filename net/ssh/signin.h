#pragma once
#include "net/ssh/transport.h"

namespace slipway::ssh {

/// Signs in on a transport whose host key has been checked. Errors: BadKey, AuthRefused, Unreachable (the
/// server ended the connection), Timeout, Cancelled.
Outcome<void> signIn(Transport &transport, const Options &options, const QDeadlineTimer &deadline,
                     const Cancel &cancel);

} // namespace slipway::ssh
