#pragma once
#include "app/base/problem.h"
#include "app/domain/containerspec.h"

namespace slipway::hosts {

/// The one storage of this host: its lxcpath.
inline constexpr QLatin1StringView kLxcStorage("local");

bool hasProgram(const QString &name); ///< in PATH or where a system keeps its own

/// What a request says and this host would have to ignore. `bridge`: the one its containers are on. A
/// template's wishes for features do not get here: see withTemplate().
QList<FieldError> unusableFields(const ContainerSpec &spec, const QString &bridge);

} // namespace slipway::hosts
