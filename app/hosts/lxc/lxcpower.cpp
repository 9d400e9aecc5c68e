// A container of LxcHost after its creation: down, up again, and how it is.
#include "app/hosts/lxc/lxchost.h"

#include <thread>

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

using Power = HostStatus::Power;

constexpr auto kStopTime = std::chrono::seconds(30);
constexpr auto kToolGrace = std::chrono::seconds(15);
constexpr auto kFirstSample = std::chrono::milliseconds(200);

Error notFound(const QString &ref)
{
    return {ErrorCode::NotFound,
            u"Cannot find \"%1\". Slipway has no container of that name on this host."_s.arg(ref),
            {},
            false};
}

Error tookTooLong(const QString &what, const QString &ref, int seconds, const QString &detail)
{
    return {
        ErrorCode::Timeout,
        u"Cannot %1 \"%2\". It did not go down within %3 s. Wait, or stop it."_s.arg(what, ref).arg(seconds),
        detail, true};
}

} // namespace

Result<void> LxcHost::shutdown(const QString &ref, int timeoutSeconds, HostCall &call)
{
    if (!isOurs(ref))
        return tl::unexpected(notFound(ref));
    const CancelToken bound = call.cancel.limitedTo(std::chrono::seconds(timeoutSeconds) + kToolGrace);
    const Result<ChildResult> down = LxcTools::run({u"lxc-stop"_s, u"-P"_s, m_options.lxcPath, u"-n"_s, ref,
                                                    u"--nokill"_s, u"-t"_s, QString::number(timeoutSeconds)},
                                                   bound, u"Cannot shut down \"%1\"."_s.arg(ref), call.log);
    const Result<QString> state = m_tools.state(ref);
    if (state && *state == "STOPPED"_L1)
        return {};
    if (!down && down.error().code == ErrorCode::Cancelled)
        return tl::unexpected(down.error());
    return tl::unexpected(
        tookTooLong(u"shut down"_s, ref, timeoutSeconds, down ? QString() : down.error().detail));
}

Result<void> LxcHost::stop(const QString &ref, HostCall &call)
{
    if (!isOurs(ref))
        return tl::unexpected(notFound(ref));
    const Result<ChildResult> stopped =
        LxcTools::run({u"lxc-stop"_s, u"-P"_s, m_options.lxcPath, u"-n"_s, ref, u"-k"_s},
                      call.cancel.limitedTo(kStopTime), u"Cannot stop \"%1\"."_s.arg(ref), call.log);
    if (!stopped && m_tools.state(ref).value_or(QString()) != "STOPPED"_L1)
        return tl::unexpected(stopped.error());
    return {};
}

Result<void> LxcHost::reboot(const QString &ref, int timeoutSeconds, HostCall &call)
{
    if (!isOurs(ref))
        return tl::unexpected(notFound(ref));
    const CancelToken bound = call.cancel.limitedTo(std::chrono::seconds(timeoutSeconds) + kToolGrace);
    const Result<ChildResult> done = LxcTools::run({u"lxc-stop"_s, u"-P"_s, m_options.lxcPath, u"-n"_s, ref,
                                                    u"-r"_s, u"-t"_s, QString::number(timeoutSeconds)},
                                                   bound, u"Cannot restart \"%1\"."_s.arg(ref), call.log);
    if (!done && done.error().code == ErrorCode::HostFailed)
        return tl::unexpected(tookTooLong(u"restart"_s, ref, timeoutSeconds, done.error().detail));
    if (!done)
        return tl::unexpected(done.error());
    return awaitBoot(ref, call);
}

Result<HostStatus> LxcHost::status(const QString &ref)
{
    HostStatus status;
    if (!isOurs(ref)) {
        status.power = Power::Gone;
        return status;
    }
    const Result<LxcTools::Life> life = m_tools.life(ref);
    if (!life && life.error().code == ErrorCode::NotFound) {
        status.power = Power::Gone;
        return status;
    }
    if (!life)
        return tl::unexpected(life.error());
    const bool isFrozen = life->state == "FROZEN"_L1;
    status.power =
        life->state == "STOPPED"_L1 || life->state == "STARTING"_L1 ? Power::Stopped : Power::Running;
    if (isFrozen)
        status.lock = u"frozen"_s;
    else if (life->state != "RUNNING"_L1 && life->state != "STOPPED"_L1)
        status.task = life->state.toLower();
    if (status.power == Power::Running && life->init > 1)
        addFigures(status, ref, life->init);
    return status;
}

void LxcHost::addFigures(HostStatus &status, const QString &ref, pid_t init)
{
    LxcFigures figures = readFigures(init);
    std::optional<double> fraction;
    for (int look = 0; look < 2 && !fraction && figures.cpuNanoseconds >= 0; ++look) {
        if (look == 1) { // the first time there is nothing to compare with
            std::this_thread::sleep_for(kFirstSample);
            figures = readFigures(init);
        }
        const QMutexLocker lock(&m_mutex);
        fraction = m_samples[ref].next(init, figures, CpuSample::Clock::now());
    }
    status.cpuFraction = fraction.value_or(-1);
    status.cores = figures.cores;
    status.memoryBytes = figures.memoryBytes;
    status.memoryTotalBytes = figures.memoryTotalBytes;
    status.netInBytes = figures.netInBytes;
    status.netOutBytes = figures.netOutBytes;
    status.uptimeSeconds = figures.uptimeSeconds;
    // The disk is a directory of this machine: its size is nobody's in particular.
}

} // namespace slipway::hosts
