#include "app/domain/runrecord.h"

#include "app/base/clock.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>
#include <numeric>

using namespace Qt::Literals::StringLiterals;

namespace slipway {
namespace {

QJsonValue textOrNull(const QString &text) { return text.isEmpty() ? QJsonValue() : QJsonValue(text); }

QString outcomeName(RunRecord::Outcome outcome)
{
    switch (outcome) {
    case RunRecord::Outcome::Complete:
        return u"complete"_s;
    case RunRecord::Outcome::Error:
        return u"error"_s;
    case RunRecord::Outcome::Running:
        break;
    }
    return u"running"_s;
}

/// As stepStateName(), but a script that goes on is "running" here.
QString scriptStateName(StepState state)
{
    return state == StepState::Active ? u"running"_s : QString(stepStateName(state));
}

StepState scriptStateFromName(const QString &name)
{
    for (const StepState state : {StepState::Active, StepState::Completed, StepState::Error}) {
        if (scriptStateName(state) == name)
            return state;
    }
    return StepState::Pending;
}

QJsonObject toJson(const QMap<QString, qint64> &times)
{
    QJsonObject object;
    for (auto it = times.begin(); it != times.end(); ++it)
        object.insert(it.key(), it.value());
    return object;
}

QMap<QString, qint64> timesFromJson(const QJsonObject &object)
{
    QMap<QString, qint64> times;
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it.value().isDouble())
            times.insert(it.key(), std::max<qint64>(0, it.value().toInteger()));
    }
    return times;
}

qint64 median(QList<qint64> values)
{
    std::sort(values.begin(), values.end());
    const qsizetype half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

/// Of each name the median of those runs that have it.
QMap<QString, qint64> medians(const QList<RunDurations> &runs, QMap<QString, qint64> RunDurations::*times)
{
    QMap<QString, QList<qint64>> all;
    for (const RunDurations &run : runs) {
        for (auto it = (run.*times).begin(); it != (run.*times).end(); ++it)
            all[it.key()].append(it.value());
    }
    QMap<QString, qint64> result;
    for (auto it = all.begin(); it != all.end(); ++it)
        result.insert(it.key(), median(it.value()));
    return result;
}

bool isSkipped(const ProgressEvent &event) { return event.extra.value("skipped"_L1).toBool(); }

} // namespace

QJsonObject toJson(const RunRecord &run)
{
    QJsonArray scripts;
    for (const RunRecord::Script &script : run.scripts)
        scripts.append(
            QJsonObject{{u"name"_s, script.name},
                        {u"durationMs"_s, script.durationMs ? QJsonValue(*script.durationMs) : QJsonValue()},
                        {u"state"_s, scriptStateName(script.state)}});
    return {{u"number"_s, run.number},
            {u"firstSeq"_s, run.firstSeq.value},
            {u"lastSeq"_s, run.lastSeq.value},
            {u"startedAt"_s, run.startedAt},
            {u"finishedAt"_s, textOrNull(run.finishedAt)},
            {u"outcome"_s, outcomeName(run.outcome)},
            {u"errorMessage"_s, textOrNull(run.errorMessage)},
            {u"failedStep"_s, textOrNull(run.failedStep)},
            {u"phaseDurations"_s, toJson(run.phaseDurations)},
            {u"scripts"_s, scripts},
            {u"resumed"_s, run.isResumed}};
}

Result<RunRecord> runRecordFromJson(const QJsonObject &object)
{
    RunRecord run;
    run.number = object.value("number"_L1).toInt();
    run.firstSeq = {object.value("firstSeq"_L1).toInteger()};
    run.lastSeq = {object.value("lastSeq"_L1).toInteger()};
    if (run.number < 1 || run.firstSeq.value < 1)
        return fail(ErrorCode::Protocol,
                    QCoreApplication::translate("slipway::RunRecord",
                                                "Cannot read a run. It has no number. Check that client and "
                                                "server fit together."));
    run.startedAt = object.value("startedAt"_L1).toString();
    run.finishedAt = object.value("finishedAt"_L1).toString();
    const QString outcome = object.value("outcome"_L1).toString();
    for (const auto known : {RunRecord::Outcome::Complete, RunRecord::Outcome::Error}) {
        if (outcomeName(known) == outcome)
            run.outcome = known;
    }
    run.errorMessage = object.value("errorMessage"_L1).toString();
    run.failedStep = object.value("failedStep"_L1).toString();
    run.phaseDurations = timesFromJson(object.value("phaseDurations"_L1).toObject());
    const QJsonArray scripts = object.value("scripts"_L1).toArray();
    for (const QJsonValue &value : scripts) {
        const QJsonObject script = value.toObject();
        const QJsonValue duration = script.value("durationMs"_L1);
        run.scripts.append({script.value("name"_L1).toString(),
                            duration.isDouble() ? std::optional(duration.toInteger()) : std::nullopt,
                            scriptStateFromName(script.value("state"_L1).toString())});
    }
    run.isResumed = object.value("resumed"_L1).toBool();
    return run;
}

Result<QList<RunRecord>> runsFromJson(const QByteArray &json)
{
    const QJsonValue rows = QJsonDocument::fromJson(json).object().value("runs"_L1);
    if (!rows.isArray())
        return fail(ErrorCode::Protocol,
                    QCoreApplication::translate(
                        "slipway::RunRecord",
                        "Cannot read the runs of the container. The answer is not a list of them. Check the "
                        "server's address."));
    QList<RunRecord> runs;
    const QJsonArray array = rows.toArray();
    for (const QJsonValue &row : array) {
        if (const Result<RunRecord> run = runRecordFromJson(row.toObject()))
            runs.append(*run);
    }
    return runs;
}

std::optional<qint64> tookMs(const RunRecord &run)
{
    const qint64 began = parseIsoTimestamp(run.startedAt.toLatin1());
    const qint64 ended = parseIsoTimestamp(run.finishedAt.toLatin1());
    if (began >= 0 && ended >= began)
        return ended - began;
    if (run.phaseDurations.isEmpty())
        return std::nullopt;
    return std::accumulate(run.phaseDurations.cbegin(), run.phaseDurations.cend(), qint64(0));
}

// ---- RunRecorder

RunRecorder::RunRecorder(QList<RunRecord> before) : m_runs(std::move(before))
{
    if (m_runs.isEmpty())
        return;
    m_snapshot.isError = true; // an end; which one does not matter for what follows
    m_snapshot.finishedAt = m_runs.last().finishedAt;
}

void RunRecorder::begin(const ProgressEvent &event, EventSeq seq)
{
    RunRecord run;
    run.number = static_cast<int>(m_runs.size()) + 1;
    run.firstSeq = seq;
    run.startedAt = event.timestamp;
    run.isResumed = event.extra.contains("resumedFrom"_L1);
    m_runs.append(run);
    m_script.clear();
}

void RunRecorder::apply(const ProgressEvent &event, EventSeq seq)
{
    const bool isBetween = m_runs.isEmpty() || m_runs.last().outcome != RunRecord::Outcome::Running;
    if (isBetween) {
        if (!m_runs.isEmpty() && !m_snapshot.beginsNewRun(event))
            return; // late: of a run that has ended
        begin(event, seq);
    }
    m_runs.last().lastSeq = seq;
    if (!isBetween && event.type == EventType::Log && !event.scriptIndex)
        return; // output: nearly all events are
    m_snapshot.apply(event);
    follow(event);
}

void RunRecorder::follow(const ProgressEvent &event)
{
    RunRecord &run = m_runs.last();
    for (const QString &name : event.scriptNames) {
        if (std::none_of(run.scripts.cbegin(), run.scripts.cend(),
                         [&](const RunRecord::Script &script) { return script.name == name; }))
            run.scripts.append({name, std::nullopt, StepState::Pending});
    }
    if (event.type == EventType::Log && event.scriptIndex && !event.scriptName.isEmpty()) {
        m_script = event.scriptName;
        m_scriptStartedAt = event.timestamp;
    } else if (event.type == EventType::Step && !event.scriptName.isEmpty()) {
        endScript(event.scriptName, isSkipped(event) ? QString() : event.timestamp);
    } else if (event.isTerminal()) {
        endScript(QString(m_script), event.timestamp);
        const bool isComplete = event.type == EventType::Complete;
        run.outcome = isComplete ? RunRecord::Outcome::Complete : RunRecord::Outcome::Error;
        run.finishedAt = event.timestamp;
        run.errorMessage = isComplete ? QString() : event.message;
        if (!isComplete)
            run.failedStep = m_snapshot.step.isEmpty() ? QString(stepName(Step::Creating)) : m_snapshot.step;
    }
    run.phaseDurations = m_snapshot.phaseDurations;
    for (RunRecord::Script &script : run.scripts)
        script.state = m_snapshot.scriptState(script.name);
}

void RunRecorder::endScript(const QString &name, const QString &timestamp)
{
    if (name.isEmpty() || name != m_script)
        return;
    m_script.clear();
    const qint64 began = parseIsoTimestamp(m_scriptStartedAt.toLatin1());
    const qint64 ended = parseIsoTimestamp(timestamp.toLatin1());
    for (RunRecord::Script &script : m_runs.last().scripts) {
        if (script.name == name && began >= 0 && ended >= began)
            script.durationMs = ended - began;
    }
}

void RunRecorder::applyLines(QByteArrayView lines, EventSeq first)
{
    EventSeq seq = first;
    for (qsizetype at = 0; at < lines.size(); seq = seq.next()) {
        const qsizetype end = lines.indexOf('\n', at);
        const QByteArrayView line = lines.sliced(at, (end < 0 ? lines.size() : end) - at);
        at += line.size() + 1;
        // Nearly all lines are a script's output, which changes nothing here.
        const bool isOutput = line.startsWith(R"({"type":"log")") && !line.contains(R"("scriptIndex":)");
        if (isOutput && !m_runs.isEmpty()) {
            if (m_runs.last().outcome == RunRecord::Outcome::Running)
                m_runs.last().lastSeq = seq;
            continue;
        }
        if (const Result<ProgressEvent> event = progressEventFromJson(line))
            apply(*event, seq);
    }
}

// ---- durations

std::optional<RunDurations> durationsOf(const RunRecord &run)
{
    if (run.outcome != RunRecord::Outcome::Complete || run.isResumed || run.phaseDurations.isEmpty())
        return std::nullopt;
    RunDurations durations;
    durations.phases = run.phaseDurations;
    // Not the time between its first event and its last: it may have waited for a place.
    durations.totalMs = std::accumulate(run.phaseDurations.cbegin(), run.phaseDurations.cend(), qint64(0));
    for (const RunRecord::Script &script : run.scripts) {
        if (script.durationMs)
            durations.scripts.insert(script.name, *script.durationMs);
    }
    return durations;
}

ExpectedDurations expectedFrom(const QList<RunDurations> &runs)
{
    ExpectedDurations expected;
    if (runs.isEmpty())
        return expected;
    QList<qint64> totals;
    for (const RunDurations &run : runs)
        totals.append(run.totalMs);
    expected.runs = static_cast<int>(runs.size());
    expected.totalMs = median(totals);
    expected.phases = medians(runs, &RunDurations::phases);
    expected.scripts = medians(runs, &RunDurations::scripts);
    return expected;
}

QJsonObject toJson(const RunDurations &durations)
{
    return {{u"totalMs"_s, durations.totalMs},
            {u"phases"_s, toJson(durations.phases)},
            {u"scripts"_s, toJson(durations.scripts)}};
}

QJsonObject toJson(const ExpectedDurations &expected)
{
    QJsonObject object = toJson(static_cast<const RunDurations &>(expected));
    object.insert(u"runs"_s, expected.runs);
    return object;
}

ExpectedDurations expectedFromJson(const QJsonObject &object)
{
    ExpectedDurations expected;
    expected.runs = std::max(0, object.value("runs"_L1).toInt());
    expected.totalMs = std::max<qint64>(0, object.value("totalMs"_L1).toInteger());
    expected.phases = timesFromJson(object.value("phases"_L1).toObject());
    expected.scripts = timesFromJson(object.value("scripts"_L1).toObject());
    return expected;
}

} // namespace slipway
