#pragma once
#include "app/domain/runrecord.h"
#include "widgets/elements/timingchart.h"

namespace slipway::desktop {

/// A run as lines of a chart: each phase that took place and, below the phase of the scripts, each script;
/// what earlier runs of the template took stands beside it.
QList<elements::TimingBar> timingBars(const RunRecord &run, const ExpectedDurations &expected);
/// The run that a snapshot tells of, for the page that watches it; scripts have no durations there.
RunRecord recordOf(const Snapshot &snapshot);

} // namespace slipway::desktop
