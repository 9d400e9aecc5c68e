#pragma once
#include "app/hosts/proxmox/inside.h"

namespace slipway::hosts {

/// A script that runs by itself inside the container: in a session of its own, its output in a file there
/// that is followed. A connection that is cut takes nothing with it; afterwards it is read on at the exact
/// byte, and nothing is started a second time. Its files lie in a directory of mode 0700 below /run/slipway,
/// named by the run's random mark, which also stands in the environment of everything it starts.
struct DetachedJob
{
    QString name; ///< isScriptName()
    QByteArray content;
    QByteArray helpers;  ///< read by the shell first
    QString interpreter; ///< "bash", "sh", "own"
    QString label;       ///< VMID, for messages
};

struct DetachedTimes
{
    std::chrono::milliseconds patience{std::chrono::minutes(10)}; ///< a connection may be away for so long
    std::chrono::milliseconds pause{700};                         ///< between attempts to connect
    std::chrono::milliseconds killTime{5000}; ///< for ending it inside, when the node is not reached at once
    QByteArray directory = "/run/slipway";    ///< inside; another one in tests
};

/// Blocks until it has ended. The exit code; Cancelled when call.cancel said so: it has been killed then,
/// with all it started, or the log says that the node could not be reached for that. HostFailed: it could not
/// be brought in, or its container stopped. Unavailable: the connection stayed away.
Result<int> runDetached(InsideShell &shell, const DetachedJob &job, HostCall &call,
                        const DetachedTimes &times = {});

/// Kills what runs of others left going inside, and removes their directories.
ssh::Outcome<ssh::Output> endDetached(InsideShell &shell, const CancelToken &cancel,
                                      const DetachedTimes &times = {});

} // namespace slipway::hosts
