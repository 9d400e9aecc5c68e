#pragma once
#include "app/cli/answers.h"

namespace slipway::cli {

/// Starts the `template …` or `bucket …` command that the command line names.
void startTemplateCommand(Context &context);

} // namespace slipway::cli
