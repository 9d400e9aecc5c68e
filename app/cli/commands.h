#pragma once
#include "app/cli/context.h"

namespace slipway::cli {

/// Starts the command that `context.line()` names; the context's finished() ends it. What is created lives as
/// long as the context.
void startCommand(Context &context);

} // namespace slipway::cli
