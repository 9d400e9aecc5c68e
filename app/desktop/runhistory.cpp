#include "app/desktop/runhistory.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

namespace slipway::desktop {

using namespace Qt::Literals::StringLiterals;

namespace {

QMap<QString, qint64> durationsIn(const QJsonObject &object)
{
    QMap<QString, qint64> durations;
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it->isDouble() && it->toDouble() >= 0)
            durations.insert(it.key(), it->toInteger());
    }
    return durations;
}

RunRecord runFromJson(const QJsonObject &object)
{
    RunRecord run;
    run.number = object.value("number"_L1).toInt(1);
    run.firstSeq = qMax<qint64>(1, object.value("firstSeq"_L1).toInteger(1));
    run.lastSeq = qMax<qint64>(0, object.value("lastSeq"_L1).toInteger());
    run.startedAt = object.value("startedAt"_L1).toString();
    run.finishedAt = object.value("finishedAt"_L1).toString();
    const QString outcome = object.value("outcome"_L1).toString();
    run.outcome = outcome == "complete"_L1 ? RunRecord::Outcome::Complete
                  : outcome == "error"_L1  ? RunRecord::Outcome::Error
                                           : RunRecord::Outcome::Running;
    run.errorMessage = object.value("errorMessage"_L1).toString();
    run.failedStep = object.value("failedStep"_L1).toString();
    run.phases = durationsIn(object.value("phaseDurations"_L1).toObject());
    const QJsonArray scripts = object.value("scripts"_L1).toArray();
    for (const QJsonValue &value : scripts) {
        const QJsonObject script = value.toObject();
        const QString name = script.value("name"_L1).toString();
        if (!name.isEmpty())
            run.scripts.append(
                {name, script.value("durationMs"_L1).toInteger(-1), script.value("state"_L1).toString()});
    }
    return run;
}

} // namespace

Result<QList<RunRecord>> runsFromJson(const QByteArray &json)
{
    const QJsonValue rows = QJsonDocument::fromJson(json).object().value("runs"_L1);
    if (!rows.isArray())
        return fail(ErrorCode::Protocol,
                    QCoreApplication::translate(
                        "slipway::desktop::RunRecord",
                        "Cannot read the runs of the container. The answer is not a list of them. Check the "
                        "server's address."));
    QList<RunRecord> runs;
    const QJsonArray array = rows.toArray();
    for (const QJsonValue &row : array)
        runs.append(runFromJson(row.toObject()));
    return runs;
}

ExpectedTimes expectedFromJson(const QJsonObject &expected)
{
    ExpectedTimes times;
    times.runs = expected.value("runs"_L1).toInt();
    times.totalMs = expected.value("totalMs"_L1).toInteger();
    times.phases = durationsIn(expected.value("phases"_L1).toObject());
    times.scripts = durationsIn(expected.value("scripts"_L1).toObject());
    return times;
}

qint64 totalMs(const RunRecord &run)
{
    const QDateTime from = QDateTime::fromString(run.startedAt, Qt::ISODateWithMs);
    const QDateTime to = QDateTime::fromString(run.finishedAt, Qt::ISODateWithMs);
    if (from.isValid() && to.isValid())
        return qMax<qint64>(0, from.msecsTo(to));
    if (run.phases.isEmpty())
        return -1;
    qint64 total = 0;
    for (const qint64 ms : run.phases)
        total += ms;
    return total;
}

} // namespace slipway::desktop
