#pragma once
#include "app/hosts/common/discovery.h"
#include "app/hosts/lxc/lxctools.h"

namespace slipway::hosts {

/// Looks into the running container `ref`. Works without any tool inside but sh and cat.
Result<ServiceList> discover(const LxcTools &tools, const QString &ref, const CancelToken &cancel);

} // namespace slipway::hosts
