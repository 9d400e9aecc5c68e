#include "app/domain/snapshot.h"

#include "app/base/clock.h"

#include <algorithm>
#include <array>

namespace slipway {
namespace {

struct LifecycleRow
{
    Lifecycle lifecycle;
    QLatin1StringView name;
};

constexpr std::array kLifecycles = {
    LifecycleRow{Lifecycle::Pending, QLatin1StringView("pending")},
    LifecycleRow{Lifecycle::Creating, QLatin1StringView("creating")},
    LifecycleRow{Lifecycle::Ready, QLatin1StringView("ready")},
    LifecycleRow{Lifecycle::Ready, QLatin1StringView("running")}, // a ready container, seen as a machine
    LifecycleRow{Lifecycle::Stopped, QLatin1StringView("stopped")},
    LifecycleRow{Lifecycle::Error, QLatin1StringView("error")},
    LifecycleRow{Lifecycle::Deleted, QLatin1StringView("deleted")},
    LifecycleRow{Lifecycle::Unknown, QLatin1StringView("unknown")},
};

qint64 toMs(const QString &timestamp) { return parseIsoTimestamp(timestamp.toLatin1()); }

/// A retry tells what an earlier run has done; that took no time of this one.
bool isSkipped(const ProgressEvent &event)
{
    return event.extra.value(QLatin1StringView("skipped")).toBool();
}

int indexOf(const QString &stepName)
{
    const std::optional<Step> step = stepFromName(stepName);
    return step ? static_cast<int>(*step) : -1;
}

} // namespace

QLatin1StringView lifecycleName(Lifecycle lifecycle)
{
    for (const LifecycleRow &row : kLifecycles) {
        if (row.lifecycle == lifecycle)
            return row.name;
    }
    return QLatin1StringView("unknown");
}

Lifecycle lifecycleFromName(QStringView name)
{
    for (const LifecycleRow &row : kLifecycles) {
        if (name == row.name)
            return row.lifecycle;
    }
    return Lifecycle::Unknown;
}

bool isTerminal(Lifecycle lifecycle)
{
    switch (lifecycle) {
    case Lifecycle::Pending:
    case Lifecycle::Creating:
    case Lifecycle::Unknown:
        return false;
    case Lifecycle::Ready:
    case Lifecycle::Stopped:
    case Lifecycle::Error:
    case Lifecycle::Deleted:
        return true;
    }
    return false;
}

int stepStartPercent(Step step)
{
    constexpr std::array<int, kStepCount> starts = {5, 25, 40, 65, 92};
    return starts[static_cast<size_t>(step)];
}

bool Snapshot::beginsNewRun(const ProgressEvent &event) const
{
    if (!isTerminal() || event.type != EventType::Step || event.stepName.isEmpty())
        return false;
    if (event.stepName == stepName(Step::Creating) &&
        event.percent.value_or(0) <= stepStartPercent(Step::Creating))
        return true;
    // A publisher that does not wait may deliver a step of the old run after its end; its time stamp is
    // older.
    const qint64 ended = toMs(finishedAt);
    return ended >= 0 && toMs(event.timestamp) > ended;
}

void Snapshot::startOver()
{
    Snapshot fresh;
    fresh.seq = seq;
    fresh.hostname = hostname;
    fresh.extra = extra;
    *this = fresh;
}

bool Snapshot::apply(const ProgressEvent &event)
{
    seq = std::max(seq, event.seq);
    if (isTerminal()) {
        if (!beginsNewRun(event))
            return false;
        startOver();
    }
    bool changed = event.type != EventType::Log || startedAt.isEmpty() || lifecycle != Lifecycle::Creating;
    if (startedAt.isEmpty())
        startedAt = event.timestamp;
    switch (event.type) {
    case EventType::Step:
        applyStep(event);
        break;
    case EventType::Log:
        changed = applyScript(event) || changed;
        break;
    case EventType::Complete:
        endStep(event.timestamp);
        if (!activeScript.isEmpty())
            completeScript(QString(activeScript));
        isComplete = true;
        percent = 100;
        finishedAt = event.timestamp;
        lifecycle = Lifecycle::Ready;
        return true;
    case EventType::Error:
        endStep(event.timestamp);
        isError = true;
        errorMessage = event.message;
        finishedAt = event.timestamp;
        lifecycle = Lifecycle::Error;
        return true;
    case EventType::Unknown:
        return true;
    }
    lifecycle = Lifecycle::Creating;
    return changed;
}

void Snapshot::applyStep(const ProgressEvent &event)
{
    if (!event.stepName.isEmpty() && event.stepName != step) {
        const int from = indexOf(step), to = indexOf(event.stepName);
        if (from < 0 || to < 0 || to > from)
            enterStep(event.stepName, isSkipped(event) ? QString() : event.timestamp);
    }
    if (event.percent)
        percent = std::max(percent, std::clamp(*event.percent, 0, 100));
    if (!event.scriptNames.isEmpty())
        scriptNames = event.scriptNames;
    if (!event.scriptName.isEmpty()) {
        if (!scriptNames.contains(event.scriptName))
            scriptNames.append(event.scriptName);
        completeScript(event.scriptName);
    }
    if (event.scriptTotal)
        scriptTotal = event.scriptTotal;
}

bool Snapshot::applyScript(const ProgressEvent &event)
{
    const bool isTotal = event.scriptTotal && scriptTotal != event.scriptTotal;
    if (isTotal)
        scriptTotal = event.scriptTotal;
    const QString &name = event.scriptName;
    if (name.isEmpty() || name == activeScript || completedScripts.contains(name))
        return isTotal;
    if (!scriptNames.contains(name))
        scriptNames.append(name);
    // Scripts run one after the other and a failure ends the run: the next one's start completes the one
    // before.
    if (!activeScript.isEmpty())
        completeScript(QString(activeScript));
    activeScript = name;
    return true;
}

void Snapshot::completeScript(const QString &name)
{
    if (!completedScripts.contains(name))
        completedScripts.append(name);
    if (activeScript == name)
        activeScript.clear();
}

void Snapshot::enterStep(const QString &name, const QString &timestamp)
{
    endStep(timestamp);
    if (step == stepName(Step::Syncing) && !activeScript.isEmpty())
        completeScript(QString(activeScript));
    step = name;
    currentStepStartedAt = timestamp;
    if (!seenSteps.contains(name))
        seenSteps.append(name);
}

void Snapshot::endStep(const QString &timestamp)
{
    const qint64 began = toMs(currentStepStartedAt), ended = toMs(timestamp);
    if (!step.isEmpty() && began >= 0 && ended >= began)
        phaseDurations[step] += ended - began;
    currentStepStartedAt.clear();
}

StepState Snapshot::stepState(Step which) const
{
    if (isComplete)
        return StepState::Completed;
    const int current = indexOf(step), index = static_cast<int>(which);
    if (index == current)
        return isError ? StepState::Error : StepState::Active;
    // A run that failed before it named a step failed in its first.
    if (isError && step.isEmpty() && which == Step::Creating)
        return StepState::Error;
    return index < current || seenSteps.contains(stepName(which)) ? StepState::Completed : StepState::Pending;
}

StepState Snapshot::scriptState(const QString &scriptName) const
{
    if (isComplete || completedScripts.contains(scriptName))
        return StepState::Completed;
    if (scriptName == activeScript && !activeScript.isEmpty())
        return isError ? StepState::Error : StepState::Active;
    return StepState::Pending;
}

} // namespace slipway
