#pragma once
#include "app/base/error.h"
#include <QSqlError>

namespace slipway::store {

/// What SQLite said, as an Error with what to do. `doing` begins the sentence: "Cannot store events".
Error toError(const QSqlError &error, const QString &doing, const QString &file);
/// True for a broken UNIQUE rule (or any other constraint).
bool isConstraint(const QSqlError &error);

} // namespace slipway::store
