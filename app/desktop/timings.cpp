#include "app/desktop/timings.h"

#include "widgets/stepper/stepstate.h"

#include <QCoreApplication>

namespace slipway::desktop {

using namespace Qt::Literals::StringLiterals;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("slipway::desktop::Timings", text); }

void setUsual(elements::TimingBar &bar, qint64 usual)
{
    if (usual < 0)
        return;
    bar.usual = double(usual);
    bar.usualText = tr("usually %1").arg(stepper::durationText(usual));
}

QString wordOf(StepState state)
{
    switch (state) {
    case StepState::Error:
        return tr("failed");
    case StepState::Completed:
        return tr("done");
    case StepState::Pending:
        return tr("not run");
    case StepState::Active:
        break;
    }
    return tr("running");
}

elements::TimingBar scriptBar(const RunRecord::Script &script, const ExpectedDurations &expected)
{
    elements::TimingBar bar;
    bar.label = stepper::scriptLabel(script.name);
    bar.isPart = true;
    bar.value = double(script.durationMs.value_or(-1));
    const bool failed = script.state == StepState::Error;
    if (script.durationMs)
        bar.valueText = failed ? tr("%1, failed").arg(stepper::durationText(*script.durationMs))
                               : stepper::durationText(*script.durationMs);
    else
        bar.valueText = wordOf(script.state);
    if (failed)
        bar.tone = theme::Role::Danger;
    setUsual(bar, expected.scripts.value(script.name, -1));
    return bar;
}

} // namespace

QList<elements::TimingBar> timingBars(const RunRecord &run, const ExpectedDurations &expected)
{
    QList<elements::TimingBar> bars;
    for (const Step step : kAllSteps) {
        const QString name(stepName(step));
        const qint64 ms = run.phaseDurations.value(name, -1);
        const bool failed = run.failedStep == name;
        const bool hasScripts = step == Step::Syncing && !run.scripts.isEmpty();
        if (ms < 0 && !failed && !hasScripts)
            continue; // it was not reached
        elements::TimingBar bar;
        bar.label = stepLabel(step);
        bar.value = double(ms);
        bar.valueText = ms < 0   ? (failed ? tr("failed") : QString())
                        : failed ? tr("%1, failed").arg(stepper::durationText(ms))
                                 : stepper::durationText(ms);
        bar.tone = failed ? theme::Role::Danger : theme::Role::Accent;
        setUsual(bar, expected.phases.value(name, -1));
        bars.append(bar);
        if (!hasScripts)
            continue;
        for (const RunRecord::Script &script : run.scripts)
            bars.append(scriptBar(script, expected));
    }
    return bars;
}

RunRecord recordOf(const Snapshot &snapshot)
{
    RunRecord run;
    run.startedAt = snapshot.startedAt;
    run.finishedAt = snapshot.finishedAt;
    run.outcome = snapshot.isError      ? RunRecord::Outcome::Error
                  : snapshot.isComplete ? RunRecord::Outcome::Complete
                                        : RunRecord::Outcome::Running;
    run.errorMessage = snapshot.errorMessage;
    if (snapshot.isError)
        run.failedStep = snapshot.step;
    run.phaseDurations = snapshot.phaseDurations;
    return run;
}

} // namespace slipway::desktop
