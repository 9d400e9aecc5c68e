#pragma once
#include "app/base/result.h"
#include "app/base/secret.h"
#include <QString>

namespace slipway::backend {

/// The access token in `path`: read, or made (256 random bits, mode 0600) when there is no such file. Refuses
/// a file that others can read (Forbidden), that holds nothing usable (Invalid) or cannot be opened
/// (Unavailable).
Result<Secret> loadOrCreateToken(const QString &path);

} // namespace slipway::backend
