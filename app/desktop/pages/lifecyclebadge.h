#pragma once
#include "app/domain/hostoffers.h"
#include "app/domain/snapshot.h"
#include "widgets/theme/icons.h"

namespace slipway::desktop {

struct LifecycleLook
{
    theme::Role tone = theme::Role::Muted;
    theme::Icon icon = theme::Icon::Info;
};

inline LifecycleLook lookOf(Lifecycle lifecycle)
{
    switch (lifecycle) {
    case Lifecycle::Pending:
        return {theme::Role::Muted, theme::Icon::Clock};
    case Lifecycle::Creating:
        return {theme::Role::Accent, theme::Icon::Runs};
    case Lifecycle::Ready:
        return {theme::Role::Success, theme::Icon::Check};
    case Lifecycle::Stopped:
        return {theme::Role::Muted, theme::Icon::Pending};
    case Lifecycle::Error:
        return {theme::Role::Danger, theme::Icon::Cross};
    case Lifecycle::Deleted:
        return {theme::Role::Muted, theme::Icon::Trash};
    case Lifecycle::Unknown:
        break;
    }
    return {theme::Role::Muted, theme::Icon::Info};
}

inline LifecycleLook lookOf(HostStatus::Power power)
{
    switch (power) {
    case HostStatus::Power::Running:
        return {theme::Role::Success, theme::Icon::Start};
    case HostStatus::Power::Stopped:
        return {theme::Role::Muted, theme::Icon::Stop};
    case HostStatus::Power::Gone:
        return {theme::Role::Danger, theme::Icon::Cross};
    case HostStatus::Power::Unknown:
        break;
    }
    return {theme::Role::Muted, theme::Icon::Pending};
}

/// "running", "stopped", "installing", "error" of a service.
inline LifecycleLook lookOfService(const QString &status)
{
    if (status == QLatin1StringView("running"))
        return {theme::Role::Success, theme::Icon::Check};
    if (status == QLatin1StringView("error"))
        return {theme::Role::Danger, theme::Icon::Cross};
    if (status == QLatin1StringView("installing"))
        return {theme::Role::Accent, theme::Icon::Runs};
    return {theme::Role::Muted, theme::Icon::Pending};
}

} // namespace slipway::desktop
