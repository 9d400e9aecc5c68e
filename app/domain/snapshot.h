#pragma once
#include "app/domain/progressevent.h"
#include <QMap>

namespace slipway {

/// Life of a container as the operator sees it. Wire: pending creating ready running stopped error deleted unknown.
enum class Lifecycle { Pending, Creating, Ready, Stopped, Error, Deleted, Unknown };
QLatin1StringView lifecycleName(Lifecycle lifecycle);
Lifecycle lifecycleFromName(QStringView name);
/// True when no further progress event will come: the stream replays and closes.
bool isTerminal(Lifecycle lifecycle);

/// The state of a run after its first N events: what `event: snapshot` carries, and what the client keeps.
/// A pure reducer: backend, desktop and terminal all use this one.
///
/// Rules beyond the origin's: percent never falls within a run; `activeScript` survives an error, so that the
/// script that failed can be named; on an error percent keeps its last value (the origin says 100).
struct Snapshot
{
    QString step;                       ///< last step named, empty = null
    int percent = 0;
    QStringList seenSteps;              ///< distinct, in order of first appearance
    bool isComplete = false;
    bool isError = false;
    QString errorMessage;               ///< empty = null
    QStringList scriptNames;
    std::optional<int> scriptTotal;
    QStringList completedScripts;
    QString activeScript;               ///< empty = null
    EventSeq seq;                       ///< last event included
    Lifecycle lifecycle = Lifecycle::Unknown;
    QString hostname;
    QString startedAt;                  ///< ISO 8601 of the first event
    QMap<QString, qint64> phaseDurations; ///< wire step name → ms, for steps that have ended
    QString currentStepStartedAt;       ///< ISO 8601; not on the wire of the origin
    QJsonObject extra;                  ///< unknown fields, untouched

    bool operator==(const Snapshot &) const = default;

    void apply(const ProgressEvent &event);
    StepState stepState(Step step) const;
    StepState scriptState(const QString &scriptName) const;
    bool isTerminal() const { return isComplete || isError; }
};

QByteArray toJson(const Snapshot &snapshot);
Result<Snapshot> snapshotFromJson(QByteArrayView json);

} // namespace slipway
