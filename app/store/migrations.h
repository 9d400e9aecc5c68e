#pragma once
#include "app/store/connections.h"

namespace slipway::store {

/// The schema this version writes: the number of migrations.
int schemaVersion();
/// Brings the file up to date, each step in a transaction of its own. Errors: Unavailable when a newer
/// Slipway or another program wrote it.
Result<void> migrate(Connection &connection, const QString &file);

} // namespace slipway::store
