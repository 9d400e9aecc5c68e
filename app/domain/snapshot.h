#pragma once
#include "app/domain/progressevent.h"
#include <QMap>

namespace slipway {

/// Life of a container as the operator sees it. Wire: pending creating ready running stopped error deleted
/// unknown.
enum class Lifecycle { Pending, Creating, Ready, Stopped, Error, Deleted, Unknown };
QLatin1StringView lifecycleName(Lifecycle lifecycle);
Lifecycle lifecycleFromName(QStringView name);
/// True when no further progress event will come: the stream replays and closes.
bool isTerminal(Lifecycle lifecycle);

/// The state of a run after its first N events: what `event: snapshot` carries, and what the client keeps.
/// A pure reducer: backend, desktop and terminal all use this one.
///
/// Rules beyond the origin's: percent and step never fall back within a run (events may arrive out of order
/// within a millisecond); `activeScript` survives an error, so that the script that failed can be named; on
/// an error percent keeps its last value (the origin says 100). The first terminal event decides; what comes
/// late changes nothing. A step that begins after it (`creating` at its start, or any step with a later time
/// stamp) is a new run of the same container, a retry: everything but `seq`, `hostname` and `extra` starts
/// over.
struct Snapshot
{
    QString step; ///< last step named, empty = null
    int percent = 0;
    QStringList seenSteps; ///< distinct, in order of first appearance
    bool isComplete = false;
    bool isError = false;
    QString errorMessage; ///< empty = null
    QStringList scriptNames;
    std::optional<int> scriptTotal;
    QStringList completedScripts;
    QString activeScript; ///< empty = null
    EventSeq seq;         ///< last event included
    Lifecycle lifecycle = Lifecycle::Unknown;
    QString hostname;
    QString startedAt;                    ///< ISO 8601 of the first event
    QMap<QString, qint64> phaseDurations; ///< wire step name → ms, for steps that have ended
    QString currentStepStartedAt;         ///< ISO 8601; not on the wire of the origin
    QString finishedAt;                   ///< ISO 8601 of the terminal event; empty while the run goes on
    QJsonObject extra;                    ///< unknown fields, untouched

    bool operator==(const Snapshot &) const = default;

    /// False when nothing changed but `seq`, as with nearly every line of a log.
    bool apply(const ProgressEvent &event);
    /// True when `event` begins a new run after the end of this one (apply() starts over then).
    bool beginsNewRun(const ProgressEvent &event) const;
    StepState stepState(Step step) const;
    StepState scriptState(const QString &scriptName) const;
    bool isTerminal() const { return isComplete || isError; }

private:
    void applyStep(const ProgressEvent &event);
    bool applyScript(const ProgressEvent &event);
    void completeScript(const QString &name);
    void enterStep(const QString &name, const QString &timestamp);
    void endStep(const QString &timestamp);
    void startOver();
};

/// Keys as in the contract: step percent seenSteps isComplete isError errorMessage [scriptNames scriptTotal
/// completedScripts] activeScript [seq lifecycle hostname startedAt phaseDurations currentStepStartedAt
/// finishedAt] and what `extra` holds; those in brackets only when known and not empty.
QByteArray toJson(const Snapshot &snapshot);
/// Every generation's snapshot. What the origin gets wrong is put right: `percent` 100 with `isError` becomes
/// the percent its step begins with, and the active script it forgets is the first that is not completed.
/// Wrong types are dropped. Errors: Protocol, when it is no JSON object.
Result<Snapshot> snapshotFromJson(QByteArrayView json);
/// Percent at which a step begins in a run: 5, 25, 40, 65, 92.
int stepStartPercent(Step step);

} // namespace slipway
