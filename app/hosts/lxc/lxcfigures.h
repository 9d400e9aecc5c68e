#pragma once
#include "app/domain/hostoffers.h"
#include <QByteArray>
#include <chrono>
#include <optional>
#include <sys/types.h>

namespace slipway::hosts {

/// What the kernel says of a running container, read from the control groups (version 1 and 2) and /proc of
/// its first process. What cannot be read stays below 0.
struct LxcFigures
{
    qint64 cpuNanoseconds = -1; ///< used so far by all of it
    int cores = -1;             ///< its quota, rounded up; without one those of the machine
    qint64 memoryBytes = -1;    ///< without file cache that can go
    qint64 memoryTotalBytes = -1;
    qint64 netInBytes = -1; ///< all interfaces but lo, as the container sees them
    qint64 netOutBytes = -1;
    qint64 uptimeSeconds = -1;
};

/// The roots are for tests.
LxcFigures readFigures(pid_t init, const QString &proc = QStringLiteral("/proc"),
                       const QString &cgroup = QStringLiteral("/sys/fs/cgroup"));

/// The container's own group in a path of /proc/PID/cgroup: its init may be in one below.
QString containerGroup(const QString &path);

/// CPU time needs two looks: this keeps the one before.
class CpuSample
{
public:
    using Clock = std::chrono::steady_clock;
    /// The part of `cores` that was used since the last call for this `init`, 0–1; nothing when there was
    /// none, or too short a time ago to say anything: then the last answer is given again.
    std::optional<double> next(pid_t init, const LxcFigures &figures, Clock::time_point now);

private:
    pid_t m_init = 0;
    qint64 m_used = -1;
    Clock::time_point m_at;
    std::optional<double> m_fraction;
};

} // namespace slipway::hosts
