#pragma once
#include "app/backend/api.h"

namespace slipway::backend {

/// What is done with a container that is there: its state on the host, power, services looked for again.
void addLiveRoutes(httpd::Router &router, const ApiParts &parts);

/// Keys: those of HostStatus, displayName, action{name startedAt finishedAt error code [reason]} or null.
QJsonObject toJson(const LiveState &state);

} // namespace slipway::backend
