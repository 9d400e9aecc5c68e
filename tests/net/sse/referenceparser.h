#pragma once
#include "net/sse/eventstreamparser.h"
#include <limits>
#include <optional>

namespace slipway::sse::reference {

/// What a whole stream comes to. Slow and written straight from the texts of the standards, with the whole
/// stream in hand: the measure for the incremental parser.
struct Outcome
{
    QList<Event> events;
    QByteArray lastEventId;
    std::optional<qint64> retry;
    bool operator==(const Outcome &) const = default;
};

/// Encoding Standard, "UTF-8 decode", its state machine word by word; result encoded again.
inline QByteArray utf8Decode(QByteArray bytes)
{
    if (bytes.startsWith("\xEF\xBB\xBF"))
        bytes.remove(0, 3);
    QByteArray out;
    QByteArray sequence;
    int needed = 0;
    int lower = 0x80;
    int upper = 0xBF;
    for (qsizetype i = 0; i < bytes.size();) {
        const int byte = static_cast<unsigned char>(bytes.at(i));
        if (needed == 0) {
            sequence = bytes.mid(i++, 1);
            if (byte <= 0x7F) {
                out += sequence;
            } else if (byte >= 0xC2 && byte <= 0xDF) {
                needed = 1;
            } else if (byte >= 0xE0 && byte <= 0xEF) {
                if (byte == 0xE0)
                    lower = 0xA0;
                if (byte == 0xED)
                    upper = 0x9F;
                needed = 2;
            } else if (byte >= 0xF0 && byte <= 0xF4) {
                if (byte == 0xF0)
                    lower = 0x90;
                if (byte == 0xF4)
                    upper = 0x8F;
                needed = 3;
            } else {
                out += "\xEF\xBF\xBD";
            }
            continue;
        }
        if (byte < lower || byte > upper) { // prepend byte to the stream, return error
            needed = 0;
            out += "\xEF\xBF\xBD";
        } else {
            sequence += bytes.at(i++);
            if (--needed == 0)
                out += sequence;
        }
        lower = 0x80;
        upper = 0xBF;
    }
    return needed > 0 ? out + "\xEF\xBF\xBD" : out;
}

inline Outcome parse(const QByteArray &bytes, const QByteArray &lastEventId = {})
{
    QByteArray text = utf8Decode(bytes);
    text.replace("\r\n", "\n").replace('\r', '\n');
    text.truncate(text.lastIndexOf('\n') + 1); // a line that did not end is discarded
    Outcome outcome;
    outcome.lastEventId = lastEventId;
    QByteArray dataBuffer;
    QByteArray typeBuffer;
    QByteArray idBuffer = lastEventId;
    QList<QByteArray> lines = text.split('\n');
    lines.removeLast();
    for (const QByteArray &line : lines) {
        if (line.isEmpty()) {
            outcome.lastEventId = idBuffer;
            if (!dataBuffer.isEmpty()) {
                dataBuffer.chop(1);
                outcome.events.append(
                    {typeBuffer.isEmpty() ? QByteArray("message") : typeBuffer, dataBuffer, idBuffer});
            }
            dataBuffer.clear();
            typeBuffer.clear();
            continue;
        }
        if (line.startsWith(':'))
            continue;
        const qsizetype colon = line.indexOf(':');
        const QByteArray field = colon < 0 ? line : line.left(colon);
        QByteArray value = colon < 0 ? QByteArray() : line.mid(colon + 1);
        if (value.startsWith(' '))
            value.remove(0, 1);
        if (field == "event") {
            typeBuffer = value;
        } else if (field == "data") {
            dataBuffer += value + '\n';
        } else if (field == "id") {
            if (!value.contains('\0'))
                idBuffer = value;
        } else if (field == "retry" && !value.isEmpty()) {
            bool digits = true;
            for (const char c : value)
                digits = digits && c >= '0' && c <= '9';
            if (digits) { // larger than we can hold is as large as we can hold
                bool fits = false;
                const qint64 number = value.toLongLong(&fits);
                outcome.retry = fits ? number : std::numeric_limits<qint64>::max();
            }
        }
    }
    return outcome;
}

} // namespace slipway::sse::reference
