#include "app/domain/progresseventparser.h"

#include "app/base/clock.h"
#include "app/base/json.h"
#include "app/domain/jsoncursor.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <array>
#include <cmath>
#include <limits>

namespace slipway {
namespace progresseventparser {
namespace {

enum Field {
    Type,
    StepName,
    Percent,
    Message,
    Timestamp,
    ScriptName,
    ScriptIndex,
    ScriptTotal,
    ScriptNames,
    Seq,
    Count
};

constexpr std::array<QByteArrayView, Count> kFields = {
    "type",       "step",        "percent",     "message",     "timestamp",
    "scriptName", "scriptIndex", "scriptTotal", "scriptNames", "seq"};

int fieldOf(QByteArrayView key)
{
    for (size_t i = 0; i < kFields.size(); ++i) {
        if (kFields[i] == key)
            return static_cast<int>(i);
    }
    return Count;
}

std::optional<EventType> typeFromName(QStringView name)
{
    if (name == u"log")
        return EventType::Log;
    if (name == u"step")
        return EventType::Step;
    if (name == u"complete")
        return EventType::Complete;
    if (name == u"error")
        return EventType::Error;
    return std::nullopt;
}

bool readSmall(JsonCursor &cursor, qint64 max, std::optional<int> &out)
{
    qint64 value = 0;
    if (!cursor.readInteger(value) || value < 0 || value > max)
        return false;
    out = static_cast<int>(value);
    return true;
}

bool readStrings(JsonCursor &cursor, QStringList &out)
{
    if (!cursor.beginArray())
        return false;
    while (cursor.nextElement()) {
        QString item;
        if (!cursor.readString(item))
            return false;
        out.append(item);
    }
    return !cursor.failed();
}

bool readField(JsonCursor &cursor, int field, ProgressEvent &event)
{
    constexpr int kMaxInt = std::numeric_limits<int>::max();
    switch (field) {
    case Type: {
        QString name;
        if (!cursor.readString(name))
            return false;
        const std::optional<EventType> type = typeFromName(name);
        event.type = type.value_or(EventType::Unknown);
        return type.has_value();
    }
    case StepName:
        return cursor.readString(event.stepName);
    case Percent:
        return readSmall(cursor, 100, event.percent);
    case Message:
        return cursor.readString(event.message);
    case Timestamp:
        return cursor.readString(event.timestamp);
    case ScriptName:
        return cursor.readString(event.scriptName);
    case ScriptIndex:
        return readSmall(cursor, kMaxInt, event.scriptIndex);
    case ScriptTotal:
        return readSmall(cursor, kMaxInt, event.scriptTotal);
    case ScriptNames:
        return readStrings(cursor, event.scriptNames);
    case Seq:
        return cursor.readInteger(event.seq.value) && event.seq.value > 0;
    default:
        return false;
    }
}

// ---- the general way ----

std::optional<double> number(const QJsonValue &value)
{
    if (value.isDouble())
        return value.toDouble();
    bool ok = false;
    const double parsed = value.isString() ? value.toString().trimmed().toDouble(&ok) : 0;
    return ok && std::isfinite(parsed) ? std::optional(parsed) : std::nullopt;
}

std::optional<int> count(const QJsonValue &value)
{
    const std::optional<double> parsed = number(value);
    if (!parsed || *parsed < 0 || *parsed > std::numeric_limits<int>::max())
        return std::nullopt;
    return static_cast<int>(std::lround(*parsed));
}

std::optional<int> percentOf(const QJsonValue &value)
{
    const std::optional<double> parsed = number(value);
    if (!parsed)
        return std::nullopt;
    return static_cast<int>(std::lround(std::clamp(*parsed, 0.0, 100.0)));
}

QString text(const QJsonValue &value)
{
    if (value.isDouble() || value.isBool())
        return value.toVariant().toString();
    return value.toString();
}

QString timestampOf(const QJsonValue &value)
{
    // A number is what Date.now() gives. Years 1973–5138 in milliseconds; anything else is no time.
    if (value.isDouble()) {
        const double ms = value.toDouble();
        return ms >= 1e11 && ms < 1e14 ? QString::fromLatin1(isoTimestamp(static_cast<qint64>(ms)))
                                       : QString();
    }
    return value.toString();
}

EventSeq seqOf(const QJsonValue &value)
{
    if (value.isString())
        return {std::max<qint64>(0, value.toString().toLongLong())};
    return {std::max<qint64>(0, value.toInteger())};
}

void assignField(ProgressEvent &event, int field, const QJsonValue &value)
{
    switch (field) {
    case StepName:
        event.stepName = value.toString();
        break;
    case Percent:
        event.percent = percentOf(value);
        break;
    case Message:
        event.message = text(value);
        break;
    case Timestamp:
        event.timestamp = timestampOf(value);
        break;
    case ScriptName:
        event.scriptName = text(value);
        break;
    case ScriptIndex:
        event.scriptIndex = count(value);
        break;
    case ScriptTotal:
        event.scriptTotal = count(value);
        break;
    case ScriptNames:
        for (const QJsonValue &name : value.toArray()) {
            if (name.isString())
                event.scriptNames.append(name.toString());
        }
        break;
    case Seq:
        event.seq = seqOf(value);
        break;
    default:
        break;
    }
}

void assignMembers(ProgressEvent &event, const QJsonObject &object)
{
    for (auto it = object.begin(); it != object.end(); ++it) {
        const int field = fieldOf(it.key().toUtf8());
        if (field == Count)
            event.extra.insert(it.key(), it.value());
        else if (field != Type)
            assignField(event, field, it.value());
    }
}

tl::unexpected<Error> refused(const QString &reason)
{
    return fail(ErrorCode::Protocol, QCoreApplication::translate(
                                         "slipway::ProgressEvent",
                                         "Cannot read a progress event. %1 The other events are shown; check "
                                         "that client and server fit together.")
                                         .arg(reason));
}

} // namespace

std::optional<ProgressEvent> parseCommon(QByteArrayView json)
{
    if (!json.isValidUtf8())
        return std::nullopt;
    JsonCursor cursor(json);
    if (!cursor.beginObject())
        return std::nullopt;
    ProgressEvent event;
    unsigned seen = 0;
    QByteArrayView key;
    while (cursor.nextMember(key)) {
        const int field = fieldOf(key);
        const unsigned bit = 1U << field;
        if (field == Count || (seen & bit) != 0 || !readField(cursor, field, event))
            return std::nullopt;
        seen |= bit;
    }
    if (!cursor.atEnd() || cursor.sawSurrogateEscape() || (seen & (1U << Type)) == 0)
        return std::nullopt;
    return event;
}

Result<ProgressEvent> parseAny(QByteArrayView json)
{
    QJsonParseError parseError;
    const QJsonDocument document = readJson(json, &parseError);
    if (parseError.error != QJsonParseError::NoError) {
        return refused(QCoreApplication::translate("slipway::ProgressEvent", "It is not JSON: %1.")
                           .arg(parseError.errorString()));
    }
    if (!document.isObject())
        return refused(QCoreApplication::translate("slipway::ProgressEvent", "It is not a JSON object."));
    QJsonObject object = document.object();
    // The planned form wraps an event: its type is `eventType`, its numbers stand in `metadata`.
    const bool replayed = object.value(QLatin1StringView("type")).toString() == u"replay" &&
                          object.value(QLatin1StringView("eventType")).isString();
    QJsonObject metadata;
    if (replayed) {
        object.insert(QLatin1StringView("type"), object.take(QLatin1StringView("eventType")));
        metadata = object.take(QLatin1StringView("metadata")).toObject();
    }
    const QString name = object.value(QLatin1StringView("type")).toString();
    if (name.isEmpty())
        return refused(QCoreApplication::translate("slipway::ProgressEvent", "It has no type."));
    ProgressEvent event;
    const std::optional<EventType> type = typeFromName(name);
    event.type = type.value_or(EventType::Unknown);
    if (!type)
        event.typeName = name;
    metadata.remove(QLatin1StringView("type"));
    assignMembers(event, metadata);
    assignMembers(event, object);
    return event;
}

} // namespace progresseventparser

Result<ProgressEvent> progressEventFromJson(QByteArrayView json)
{
    if (std::optional<ProgressEvent> event = progresseventparser::parseCommon(json))
        return *std::move(event);
    return progresseventparser::parseAny(json);
}

} // namespace slipway
