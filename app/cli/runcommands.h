#pragma once
#include "app/cli/context.h"
#include "app/domain/runrecord.h"

namespace slipway::cli {

/// `retry ID`: goes on with a creation that failed; with --follow to its end.
void retry(Context &context);
/// `runs ID`.
void showRuns(Context &context);

/// Runs for people: a table, each run's parts and error below its row. Terminal-safe.
QStringList runLines(const QList<RunRecord> &runs);
/// "0.4 s", "12.3 s", "2 min 05 s".
QString spanText(qint64 milliseconds);

} // namespace slipway::cli
