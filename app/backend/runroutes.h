#pragma once
#include "app/backend/api.h"

namespace slipway::backend {

/// POST …/retry and GET …/runs of a container.
void addRunRoutes(httpd::Router &router, const ApiParts &parts);

/// The container in full, with `expected` when earlier runs of the same kind are known. Reads the store: for
/// pool threads.
QJsonObject withExpected(EventStore &store, const Container &container);
/// What a run of `container` is expected to take; runs is 0 when nothing is known.
ExpectedDurations expectedOf(EventStore &store, const Container &container);

} // namespace slipway::backend
