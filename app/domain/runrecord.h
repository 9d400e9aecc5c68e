#pragma once
#include "app/domain/snapshot.h"
#include <QJsonObject>
#include <QList>
#include <QMap>

namespace slipway {

/// One run of a container's creation, as GET /api/containers/{id}/runs shows it.
struct RunRecord
{
    enum class Outcome { Running, Complete, Error };
    struct Script
    {
        QString name;
        std::optional<qint64> durationMs; ///< of one that has ended in this run
        StepState state = StepState::Pending;
        bool operator==(const Script &) const = default;
    };
    int number = 1;
    EventSeq firstSeq;
    EventSeq lastSeq;
    QString startedAt;  ///< ISO 8601
    QString finishedAt; ///< empty: it goes on
    Outcome outcome = Outcome::Running;
    QString errorMessage;
    QString failedStep;                   ///< wire name, empty when it did not fail
    QMap<QString, qint64> phaseDurations; ///< wire step name → ms, of those that were gone through
    QList<Script> scripts;
    bool isResumed = false; ///< it left out what an earlier run had done
    bool operator==(const RunRecord &) const = default;
};
QJsonObject toJson(const RunRecord &run);
Result<RunRecord> runRecordFromJson(const QJsonObject &object);
/// Body of GET …/runs, oldest first; a run that cannot be read is left out. Errors: Protocol.
Result<QList<RunRecord>> runsFromJson(const QByteArray &json);
/// Milliseconds from its first event to its last, else all that its phases took; nothing when neither is
/// known.
std::optional<qint64> tookMs(const RunRecord &run);

/// Events in, runs out: tells where a run begins and ends and how long its parts took. Pure. Give it every
/// event in order, or each line as stored, of which only those that matter are read.
class RunRecorder
{
public:
    /// After `before`, whose events are not needed again.
    explicit RunRecorder(QList<RunRecord> before = {});
    void apply(const ProgressEvent &event, EventSeq seq);
    /// `lines`: JSON objects, each ended by '\n', the first of which has the number `first`.
    void applyLines(QByteArrayView lines, EventSeq first);
    const QList<RunRecord> &runs() const { return m_runs; }

private:
    void begin(const ProgressEvent &event, EventSeq seq);
    void follow(const ProgressEvent &event);
    void endScript(const QString &name, const QString &timestamp);

    QList<RunRecord> m_runs;
    Snapshot m_snapshot;
    QString m_script; // that runs
    QString m_scriptStartedAt;
};

/// Creations that can be compared: of the same template in the same place.
struct DurationKey
{
    QString templateName;
    QString host;
    QString node;
};
inline constexpr int kKeptDurations = 20;

/// How long the parts of a whole, successful run took.
struct RunDurations
{
    qint64 totalMs = 0;
    QMap<QString, qint64> phases;  ///< wire step name → ms
    QMap<QString, qint64> scripts; ///< name → ms
    bool operator==(const RunDurations &) const = default;
};
/// Nothing for a run that failed, goes on or left something out.
std::optional<RunDurations> durationsOf(const RunRecord &run);

/// What a run is expected to take: medians over earlier ones.
struct ExpectedDurations : RunDurations
{
    int runs = 0; ///< how many it is known from; 0 = nothing is known
    bool operator==(const ExpectedDurations &) const = default;
};
ExpectedDurations expectedFrom(const QList<RunDurations> &runs);
QJsonObject toJson(const RunDurations &durations);
/// {"runs":N,"totalMs":…,"phases":{…},"scripts":{…}}
QJsonObject toJson(const ExpectedDurations &expected);
/// Reads either; what is no number is left out.
ExpectedDurations expectedFromJson(const QJsonObject &object);

} // namespace slipway
