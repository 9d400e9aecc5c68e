#pragma once
#include "app/backend/api.h"

namespace slipway::backend {

/// What is done with a container that is there: its state on the host, power, services looked for again.
void addLiveRoutes(httpd::Router &router, const ApiParts &parts);

/// An error of a container's host as a problem: what is between us and the host is 502, never 401 or 403,
/// which a client would take for its own token.
httpd::Response hostProblem(const Error &error, const httpd::Request &request);

/// Keys: those of HostStatus, displayName, action{name startedAt finishedAt error code [reason]} or null.
QJsonObject toJson(const LiveState &state);

} // namespace slipway::backend
