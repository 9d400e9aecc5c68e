#pragma once
#include "app/cli/context.h"
#include <functional>

namespace slipway::cli {

/// Lets people name a container by its hostname, or by the first four or more characters of its id: where the
/// server does not know the argument as an id, its list is asked (`GET /api/containers`) for whom it names,
/// and `start` runs again about that one. A failed container gives its name up to a later one that has it.
/// Ends with a message when nobody is meant, or more than one. What looks like a whole id is not looked up.
void findContainerByName(Context &context, const std::function<void()> &start);

} // namespace slipway::cli
