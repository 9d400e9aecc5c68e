#pragma once
#include "app/base/result.h"
#include <QStringList>

namespace slipway {

inline constexpr int kMaxExpandedHostnames = 64;

/// The hostnames that `pattern` stands for, in its order: "web-{1..3}" is web-1, web-2, web-3; "{08..10}"
/// keeps the zeros; "{a,b,c}" takes each word. Several groups are combined, the last one counting fastest. A
/// name without a group stands for itself. Pure. Errors: Invalid, with what is wrong: a group that is none,
/// more than kMaxExpandedHostnames names, the same name twice, or a name that no container can have
/// (validateHostname()).
Result<QStringList> expandHostnames(const QString &pattern);
/// True when `pattern` holds a brace, so that it is meant to be expanded.
bool isHostnamePattern(const QString &pattern);

} // namespace slipway
