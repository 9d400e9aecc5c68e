#pragma once
#include "net/ssh/transport.h"

namespace slipway::ssh {

/// A connection whose server has proved to hold the pinned key. A server has one key per type: when it shows
/// another than the pinned one, it is asked for its keys of the other types before it is refused.
/// Errors: Invalid, HostKeyUnknown, HostKeyChanged, and those of Transport::connect().
Outcome<std::unique_ptr<Transport>> connectPinned(const Options &options, const QDeadlineTimer &deadline,
                                                  const Cancel &cancel);

} // namespace slipway::ssh
