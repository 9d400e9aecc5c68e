#pragma once
#include "net/ssh/failure.h"
#include "net/ssh/options.h"
#include <QDeadlineTimer>

namespace slipway::ssh {

/// The longest time between two looks at Cancel.
inline constexpr int kSliceMs = 50;

inline bool isCancelled(const Cancel &cancel) { return cancel && cancel(); }

/// How a piece of waiting ended.
enum class Turn { Ready, Quiet, Cancelled, Timeout, Lost };

/// Waits at most one slice for `events` (poll()) on a descriptor. Ready, Quiet, Cancelled or Timeout.
Turn waitSlice(int descriptor, short events, const QDeadlineTimer &deadline, const Cancel &cancel);

/// "host" or "host:port" where it is not 22, for messages.
QString place(const QString &host, int port);
/// "Cannot …. It was cancelled."
tl::unexpected<Failure> cancelledFailure(const QString &place);
tl::unexpected<Failure> timeoutFailure(const QString &place, const QString &doing);

} // namespace slipway::ssh
