#pragma once
#include "app/base/result.h"

#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QString>

namespace slipway::desktop {

struct ScriptTime
{
    QString name;
    qint64 ms = -1; ///< -1: not known
    QString state;  ///< "completed" "running" "error" "pending"
    bool operator==(const ScriptTime &) const = default;
};

/// One run of a container: its creation, or a retry of it. A row of GET /api/containers/{id}/runs.
struct RunRecord
{
    enum class Outcome { Running, Complete, Error };
    int number = 1; ///< from 1, oldest first
    qint64 firstSeq = 1;
    qint64 lastSeq = 0; ///< 0: not known, as far as there is something
    QString startedAt;  ///< ISO 8601
    QString finishedAt; ///< ISO 8601, empty while it goes on
    Outcome outcome = Outcome::Running;
    QString errorMessage;
    QString failedStep;           ///< wire name; empty: none, or not known
    QMap<QString, qint64> phases; ///< wire step name → ms
    QList<ScriptTime> scripts;    ///< in their order
    bool operator==(const RunRecord &) const = default;
};

/// How long earlier runs of the same template took (medians): `expected` of a container and of a snapshot.
struct ExpectedTimes
{
    int runs = 0; ///< how many there were; 0: nothing is known
    qint64 totalMs = 0;
    QMap<QString, qint64> phases;
    QMap<QString, qint64> scripts;
    bool isKnown() const { return runs > 0; }
    bool operator==(const ExpectedTimes &) const = default;
};

/// Body of GET …/runs, oldest first. What a field cannot be read from is left at its default. Errors:
/// Protocol.
Result<QList<RunRecord>> runsFromJson(const QByteArray &json);
ExpectedTimes expectedFromJson(const QJsonObject &expected);
/// How long the run took, all phases; -1 when that is not known.
qint64 totalMs(const RunRecord &run);

} // namespace slipway::desktop
