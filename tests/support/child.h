#pragma once
#include <QProcess>
#include <csignal>
#include <sys/prctl.h>

namespace slipway::test {

/// Has the kernel end `process` (SIGTERM) when the thread that starts it is gone: a test that was killed in
/// the middle leaves no server behind. To be called before start(), on a thread that outlives the process.
inline void endsWithItsParent(QProcess &process)
{
    process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });
}

} // namespace slipway::test
