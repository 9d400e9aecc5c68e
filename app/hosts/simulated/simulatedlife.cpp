// A simulated container after its creation.
#include "app/hosts/simulated/simulatedhost.h"

#include "app/hosts/simulated/simulatedlines.h"
#include <algorithm>
#include <cmath>
#include <thread>

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

using Clock = std::chrono::steady_clock;
using Power = HostStatus::Power;
constexpr auto kDownTime = std::chrono::milliseconds(500);
constexpr auto kSlice = std::chrono::milliseconds(20);
constexpr qint64 kMegabyte = 1024 * 1024;

bool passes(Clock::duration time, const CancelToken &cancel)
{
    for (const auto until = Clock::now() + time; Clock::now() < until;) {
        if (cancel.isCancelled())
            return false;
        std::this_thread::sleep_for(kSlice);
    }
    return true;
}

} // namespace

void SimulatedHost::setRunning(const QString &ref, bool isRunning)
{
    const QMutexLocker lock(&m_mutex);
    const auto found = m_machines.find(ref);
    if (found == m_machines.end())
        return; // removed meanwhile
    found->running = isRunning;
    found->startedAt = Clock::now();
}

Result<void> SimulatedHost::shutdown(const QString &ref, int timeoutSeconds, HostCall &call)
{
    const Result<Machine> found = machine(ref);
    if (!found)
        return tl::unexpected(found.error());
    if (!passes(std::min<Clock::duration>(kDownTime, std::chrono::seconds(timeoutSeconds)), call.cancel))
        return fail(ErrorCode::Cancelled, u"Stopped."_s);
    setRunning(ref, false);
    return {};
}

Result<void> SimulatedHost::stop(const QString &ref, HostCall &)
{
    const Result<Machine> found = machine(ref);
    if (!found)
        return tl::unexpected(found.error());
    setRunning(ref, false);
    return {};
}

Result<void> SimulatedHost::reboot(const QString &ref, int timeoutSeconds, HostCall &call)
{
    if (const Result<void> down = shutdown(ref, timeoutSeconds, call); !down)
        return down;
    setRunning(ref, true);
    return {};
}

Result<HostStatus> SimulatedHost::status(const QString &ref)
{
    HostStatus status;
    const Result<Machine> found = machine(ref);
    if (!found) {
        status.power = Power::Gone;
        return status;
    }
    const ContainerSpec &spec = found->spec;
    status.power = found->running ? Power::Running : Power::Stopped;
    status.cores = spec.cores;
    status.memoryTotalBytes = spec.memoryMb * kMegabyte;
    status.diskTotalBytes = spec.diskGb * 1024 * kMegabyte;
    const quint64 seed = stableHash(spec.hostname.toUtf8());
    const auto part = [seed](int shift) { return static_cast<double>((seed >> shift) & 0xff) / 255; };
    status.diskBytes =
        static_cast<qint64>(static_cast<double>(status.diskTotalBytes) * (0.1 + 0.3 * part(0)));
    if (!found->running)
        return status;
    const double seconds = std::chrono::duration<double>(Clock::now() - found->startedAt).count();
    status.uptimeSeconds = static_cast<qint64>(seconds);
    const auto at = static_cast<double>(status.uptimeSeconds); // the same within a second
    const double wave = (1 + std::sin(at / 7 + 6 * part(8))) / 2;
    status.cpuFraction = 0.02 + 0.2 * part(16) * wave;
    status.memoryBytes = static_cast<qint64>(static_cast<double>(status.memoryTotalBytes) *
                                             (0.25 + 0.2 * part(24) + 0.05 * wave));
    status.netInBytes = static_cast<qint64>(at * (2000 + 20000 * part(32)));
    status.netOutBytes = static_cast<qint64>(at * (1000 + 8000 * part(40)));
    return status;
}

} // namespace slipway::hosts
