#include "app/base/json.h"
#include "app/domain/jsonwriter.h"
#include "app/domain/snapshot.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <algorithm>

namespace slipway {
namespace {

QStringList takeStrings(QJsonObject &object, QLatin1StringView key)
{
    QStringList list;
    const QJsonArray values = object.take(key).toArray();
    for (const QJsonValue &value : values) {
        if (value.isString() && !list.contains(value.toString()))
            list.append(value.toString());
    }
    return list;
}

QString takeString(QJsonObject &object, QLatin1StringView key) { return object.take(key).toString(); }

int toPercent(const QJsonValue &value)
{
    const double number = value.isString() ? value.toString().toDouble() : value.toDouble();
    return static_cast<int>(std::clamp(number, 0.0, 100.0) + 0.5);
}

void repair(Snapshot &snapshot)
{
    if (snapshot.isComplete)
        snapshot.percent = 100;
    if (!snapshot.isError)
        return;
    const std::optional<Step> step = stepFromName(snapshot.step);
    if (snapshot.percent >= 100)
        snapshot.percent = step ? stepStartPercent(*step) : 0;
    if (snapshot.activeScript.isEmpty() && step == Step::Syncing) {
        const auto &done = snapshot.completedScripts;
        const auto failed = std::find_if(snapshot.scriptNames.begin(), snapshot.scriptNames.end(),
                                         [&done](const QString &name) { return !done.contains(name); });
        if (failed != snapshot.scriptNames.end())
            snapshot.activeScript = *failed;
    }
}

} // namespace

QByteArray toJson(const Snapshot &snapshot)
{
    JsonObjectWriter json(512);
    json.stringOrNull("step", snapshot.step);
    json.integer("percent", snapshot.percent);
    json.strings("seenSteps", snapshot.seenSteps);
    json.boolean("isComplete", snapshot.isComplete);
    json.boolean("isError", snapshot.isError);
    // An error without words is still an error; null would read as none.
    if (snapshot.isError)
        json.string("errorMessage", snapshot.errorMessage);
    else
        json.stringOrNull("errorMessage", snapshot.errorMessage);
    if (!snapshot.scriptNames.isEmpty())
        json.strings("scriptNames", snapshot.scriptNames);
    if (snapshot.scriptTotal)
        json.integer("scriptTotal", *snapshot.scriptTotal);
    if (!snapshot.completedScripts.isEmpty())
        json.strings("completedScripts", snapshot.completedScripts);
    json.stringOrNull("activeScript", snapshot.activeScript);
    if (snapshot.seq.value > 0)
        json.integer("seq", snapshot.seq.value);
    if (snapshot.lifecycle != Lifecycle::Unknown)
        json.string("lifecycle", QString(lifecycleName(snapshot.lifecycle)));
    if (!snapshot.hostname.isEmpty())
        json.string("hostname", snapshot.hostname);
    if (!snapshot.startedAt.isEmpty())
        json.string("startedAt", snapshot.startedAt);
    if (!snapshot.phaseDurations.isEmpty()) {
        JsonObjectWriter durations(128);
        for (auto it = snapshot.phaseDurations.begin(); it != snapshot.phaseDurations.end(); ++it) {
            if (stepFromName(it.key())) // the key is written as it stands
                durations.integer(it.key().toUtf8(), it.value());
        }
        json.raw("phaseDurations", durations.finish());
    }
    if (!snapshot.currentStepStartedAt.isEmpty())
        json.string("currentStepStartedAt", snapshot.currentStepStartedAt);
    if (!snapshot.finishedAt.isEmpty())
        json.string("finishedAt", snapshot.finishedAt);
    json.members(snapshot.extra);
    return json.finish();
}

Result<Snapshot> snapshotFromJson(QByteArrayView json)
{
    QJsonParseError parseError;
    const QJsonDocument document = readJson(json, &parseError);
    if (!document.isObject()) {
        return fail(ErrorCode::Protocol,
                    QCoreApplication::translate("slipway::Snapshot",
                                                "Cannot read the state of the run. The server sent no JSON "
                                                "object. The events that follow are used instead."),
                    parseError.error == QJsonParseError::NoError ? QString() : parseError.errorString());
    }
    QJsonObject object = document.object();
    Snapshot snapshot;
    snapshot.step = takeString(object, QLatin1StringView("step"));
    snapshot.percent = toPercent(object.take(QLatin1StringView("percent")));
    snapshot.seenSteps = takeStrings(object, QLatin1StringView("seenSteps"));
    snapshot.isComplete = object.take(QLatin1StringView("isComplete")).toBool();
    snapshot.isError = object.take(QLatin1StringView("isError")).toBool() && !snapshot.isComplete;
    snapshot.errorMessage = takeString(object, QLatin1StringView("errorMessage"));
    snapshot.scriptNames = takeStrings(object, QLatin1StringView("scriptNames"));
    const QJsonValue total = object.take(QLatin1StringView("scriptTotal"));
    if (total.isDouble() && total.toInt(-1) >= 0)
        snapshot.scriptTotal = total.toInt();
    snapshot.completedScripts = takeStrings(object, QLatin1StringView("completedScripts"));
    snapshot.activeScript = takeString(object, QLatin1StringView("activeScript"));
    snapshot.seq = {std::max<qint64>(0, object.take(QLatin1StringView("seq")).toInteger())};
    snapshot.lifecycle = lifecycleFromName(takeString(object, QLatin1StringView("lifecycle")));
    snapshot.hostname = takeString(object, QLatin1StringView("hostname"));
    snapshot.startedAt = takeString(object, QLatin1StringView("startedAt"));
    const QJsonObject durations = object.take(QLatin1StringView("phaseDurations")).toObject();
    for (auto it = durations.begin(); it != durations.end(); ++it) {
        if (it.value().isDouble() && stepFromName(it.key()))
            snapshot.phaseDurations.insert(it.key(), std::max<qint64>(0, it.value().toInteger()));
    }
    snapshot.currentStepStartedAt = takeString(object, QLatin1StringView("currentStepStartedAt"));
    snapshot.finishedAt = takeString(object, QLatin1StringView("finishedAt"));
    snapshot.extra = object;
    repair(snapshot);
    return snapshot;
}

} // namespace slipway
