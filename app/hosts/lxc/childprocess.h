#pragma once
#include "app/jobs/containerhost.h"
#include <QByteArrayList>
#include <functional>

namespace slipway::hosts {

/// A program to run to its end, from a worker thread.
struct ChildProcess
{
    QStringList
        command;      ///< program (looked up in PATH) and arguments; nothing secret: everybody can read them
    QByteArray input; ///< its stdin; empty = /dev/null
    /// Called on the calling thread with what it prints as it comes (stdout and stderr in one order). Without
    /// it both are collected in the result (the last 256 KiB of each).
    std::function<void(QByteArrayView bytes)> output;
    CancelToken cancel;
    /// Called once when it is to stop, before its session is killed: what it started elsewhere.
    std::function<void()> onStop;
};

struct ChildResult
{
    int exitCode = 0; ///< 128+n after a signal
    QByteArray output;
    QByteArray errors;
};

/// Runs `child` in a session of its own with a clean environment (PATH, HOME, LC_ALL=C and the proxy
/// variables). Blocks until it ends; output of what it leaves behind in the background is not waited for.
/// Within 1 s of a cancel its session is dead. Errors: Cancelled; Unavailable (cannot be started).
Result<ChildResult> runChild(const ChildProcess &child);

} // namespace slipway::hosts
