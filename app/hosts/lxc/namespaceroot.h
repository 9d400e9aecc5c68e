#pragma once
#include "app/base/result.h"
#include <sys/types.h>

namespace slipway::hosts {

/// Whether who joins the mount namespace of process `pid` (setns(2), as lxc-attach does) finds the root
/// directory that the process has. Not so in a chroot: there not even the first process of a container has
/// the root of its namespace, and lxc-attach lands in the machine around both, with all its rights. Needs
/// root. Unavailable: it cannot be found out. Blocks for the life of a short process; any thread.
Result<bool> isRootOfItsNamespace(pid_t pid);

} // namespace slipway::hosts
