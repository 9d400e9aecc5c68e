#pragma once
#include "app/base/ids.h"
#include "app/base/result.h"
#include "app/domain/step.h"
#include <QByteArray>
#include <QJsonObject>
#include <QStringList>
#include <optional>

namespace slipway {

enum class EventType { Step, Log, Complete, Error, Unknown };

/// One progress event (contract: README of app/domain, "Progress event"). Unknown fields survive in `extra`;
/// an unknown type keeps its name in `typeName` and never breaks a reader.
struct ProgressEvent
{
    EventType type = EventType::Log;
    QString typeName;           ///< only for EventType::Unknown
    QString stepName;           ///< wire name; may be one we do not know; empty when absent
    std::optional<int> percent; ///< 0–100
    QString message;
    QString timestamp;              ///< ISO 8601 as received; empty when absent
    QString scriptName;             ///< empty when absent
    std::optional<int> scriptIndex; ///< from 0
    std::optional<int> scriptTotal;
    QStringList scriptNames; ///< in order; on the start of syncing
    EventSeq seq;            ///< 0 when the sender gives none (the origin)
    QJsonObject extra;       ///< fields not named above, untouched

    std::optional<Step> step() const { return stepFromName(stepName); }
    bool isTerminal() const { return type == EventType::Complete || type == EventType::Error; }
    bool operator==(const ProgressEvent &) const = default;

    static ProgressEvent makeStep(Step step, int percent, QString message);
    static ProgressEvent makeLog(QString message, QString scriptName = {});
    static ProgressEvent makeComplete(QString message);
    static ProgressEvent makeError(QString message);
};

/// Compact JSON, keys in the order of the contract, `seq` last and only when it is > 0.
QByteArray toJson(const ProgressEvent &event);
/// Also understands the planned `{"type":"replay","eventType":…,"metadata":{…}}` form. Wrong types of known
/// fields are coerced where the meaning is clear ("5" as percent) and dropped otherwise. Errors: Protocol.
Result<ProgressEvent> progressEventFromJson(QByteArrayView json);
/// `json` (an object) with `"seq":N` set, keeping every other byte: what we do to a foreign publisher's
/// event. Only line ends between tokens become spaces, so that the result is one line. Empty when `json` is
/// not an object of strict RFC 8259 JSON in valid UTF-8: then serialise what progressEventFromJson() made of
/// it.
QByteArray withSeq(QByteArrayView json, EventSeq seq);

} // namespace slipway
