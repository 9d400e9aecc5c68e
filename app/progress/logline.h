#pragma once
#include "app/domain/progressevent.h"

namespace slipway {

/// One line for the log view: a log event's text, or the message of a step, of the completion or of the
/// error, so that a log tells the whole run. Never holds a line end; a message of several lines becomes
/// several.
struct LogLine
{
    QString text;           ///< may hold ANSI sequences
    qint64 timestampMs = 0; ///< since the epoch, 0 when unknown
    QString scriptName;     ///< empty when it belongs to no script
    bool isError = false;
    EventType type = EventType::Log; ///< of the event it came with
    bool operator==(const LogLine &) const = default;
};

} // namespace slipway

// Lists of a million grow by moving bytes, not by a million constructors.
Q_DECLARE_TYPEINFO(slipway::LogLine, Q_RELOCATABLE_TYPE);
