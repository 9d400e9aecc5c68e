#include "app/jobs/containerhost.h"

using namespace Qt::Literals::StringLiterals;

namespace slipway {

namespace {

Error cannot(const ContainerHost &host, const QString &what)
{
    return {ErrorCode::Invalid,
            u"Cannot %1 the container. The host \"%2\" does not offer that."_s.arg(what, host.name()),
            {},
            false};
}

} // namespace

Result<void> ContainerHost::shutdown(const QString &, int, HostCall &)
{
    return tl::unexpected(cannot(*this, u"shut down"_s));
}

Result<void> ContainerHost::stop(const QString &, HostCall &)
{
    return tl::unexpected(cannot(*this, u"stop"_s));
}

Result<void> ContainerHost::reboot(const QString &, int, HostCall &)
{
    return tl::unexpected(cannot(*this, u"restart"_s));
}

Result<HostStatus> ContainerHost::status(const QString &ref)
{
    const Result<bool> running = isRunning(ref);
    HostStatus status;
    if (!running && running.error().code != ErrorCode::NotFound)
        return tl::unexpected(running.error());
    using Power = HostStatus::Power;
    status.power = !running ? Power::Gone : *running ? Power::Running : Power::Stopped;
    return status;
}

} // namespace slipway
