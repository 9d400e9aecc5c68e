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

elements::TimingBar scriptBar(const ScriptTime &script, const ExpectedTimes &expected)
{
    elements::TimingBar bar;
    bar.label = stepper::scriptLabel(script.name);
    bar.isPart = true;
    bar.value = double(script.ms);
    const bool failed = script.state == "error"_L1;
    if (script.ms >= 0)
        bar.valueText = failed ? tr("%1, failed").arg(stepper::durationText(script.ms))
                               : stepper::durationText(script.ms);
    else
        bar.valueText = failed                           ? tr("failed")
                        : script.state == "completed"_L1 ? tr("done")
                        : script.state == "pending"_L1   ? tr("not run")
                                                         : tr("running");
    if (failed)
        bar.tone = theme::Role::Danger;
    setUsual(bar, expected.scripts.value(script.name, -1));
    return bar;
}

} // namespace

QList<elements::TimingBar> timingBars(const RunRecord &run, const ExpectedTimes &expected)
{
    QList<elements::TimingBar> bars;
    for (const Step step : kAllSteps) {
        const QString name(stepName(step));
        const qint64 ms = run.phases.value(name, -1);
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
        for (const ScriptTime &script : run.scripts)
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
    run.phases = snapshot.phaseDurations;
    return run;
}

} // namespace slipway::desktop
