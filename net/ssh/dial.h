#pragma once
#include "net/ssh/wait.h"

namespace slipway::ssh {

/// A TCP connection, non-blocking; the caller closes it. Tries every address of the name. A peer that stops
/// acknowledging is given up by the kernel after `keepAlive.lostAfter`, also while nobody looks.
/// Errors: Unreachable, Timeout, Cancelled.
Outcome<int> dial(const QString &host, int port, const KeepAlive &keepAlive, const QDeadlineTimer &deadline,
                  const Cancel &cancel);

} // namespace slipway::ssh
