#include "app/progress/eventdecoder.h"

#include "app/base/clock.h"
#include <bit>
#include <cstring>

namespace slipway {
namespace {

constexpr QByteArrayView kProgress = "progress";
constexpr qsizetype kCanonicalTime = 24; // 2026-11-21T16:37:26.805Z

// The first quote, backslash or control character. Eight bytes at a time: byte by byte this was a quarter of
// the network thread's work on a million lines.
const char *findSpecial(const char *at, const char *end)
{
    constexpr quint64 kOnes = 0x0101010101010101U;
    constexpr quint64 kHigh = 0x80 * kOnes;
    for (; std::endian::native == std::endian::little && end - at >= 8; at += 8) {
        quint64 word = 0;
        std::memcpy(&word, at, sizeof word);
        const quint64 quote = word ^ ('"' * kOnes);
        const quint64 backslash = word ^ ('\\' * kOnes);
        // A bit may be set wrongly only above a right one (the borrow), and the lowest is what counts.
        const quint64 found = (((quote - kOnes) & ~quote) | ((backslash - kOnes) & ~backslash) |
                               ((word - 0x20 * kOnes) & ~word)) &
                              kHigh;
        if (found != 0)
            return at + std::countr_zero(found) / 8;
    }
    while (at != end && *at != '"' && *at != '\\' && static_cast<unsigned char>(*at) >= 0x20)
        ++at;
    return at;
}

// The bytes between the quotes of a string without escapes. What must not stand there is left to the careful
// reader.
bool readPlain(const char *&at, const char *end, QByteArrayView &out)
{
    if (at == end || *at != '"')
        return false;
    const char *const begin = ++at;
    at = findSpecial(at, end);
    if (at == end || *at != '"')
        return false;
    out = {begin, at++ - begin};
    return true;
}

bool readNumber(const char *&at, const char *end, qint64 &out)
{
    const char *const begin = at;
    for (out = 0; at != end && *at >= '0' && *at <= '9' && at - begin < 18; ++at)
        out = out * 10 + (*at - '0');
    return at != begin && *begin != '0';
}

struct Fields
{
    QByteArrayView type, message, timestamp, scriptName;
    qint64 seq = 0;
};

// Only `{"key":"value",…,"seq":N}`, each known key once, as slipwayd writes it; anything else is not for us.
bool readFields(QByteArrayView json, Fields &out)
{
    const char *at = json.begin();
    const char *const end = json.end();
    if (at == end || *at++ != '{')
        return false;
    for (;;) {
        QByteArrayView key;
        if (!readPlain(at, end, key) || at == end || *at++ != ':')
            return false;
        if (key == "seq") {
            if (out.seq != 0 || !readNumber(at, end, out.seq))
                return false;
        } else {
            QByteArrayView *const field = key == "type"         ? &out.type
                                          : key == "message"    ? &out.message
                                          : key == "timestamp"  ? &out.timestamp
                                          : key == "scriptName" ? &out.scriptName
                                                                : nullptr;
            if (!field || !field->isNull() || !readPlain(at, end, *field))
                return false;
        }
        if (at == end)
            return false;
        const char next = *at++;
        if (next == '}')
            return at == end;
        if (next != ',')
            return false;
    }
}

} // namespace

DecodedEvents EventDecoder::decode(QList<sse::Event> &&frames)
{
    DecodedEvents decoded(static_cast<size_t>(frames.size()));
    auto out = decoded.begin();
    for (sse::Event &frame : frames) {
        out->isLine = m_makesLines && readLine(frame, *out);
        if (out->isLine)
            out->frame.data = std::move(frame.data);
        else
            out->frame = std::move(frame);
        ++out;
    }
    return decoded;
}

bool EventDecoder::readLine(const sse::Event &frame, DecodedEvent &out)
{
    Fields fields;
    if (frame.type != kProgress || !readFields(frame.data, fields) || fields.type != "log" ||
        fields.seq == 0 || fields.message.isNull() || fields.timestamp.size() != kCanonicalTime ||
        !fields.timestamp.endsWith('Z') || frame.lastEventId.toLongLong() != fields.seq)
        return false;
    const qint64 time = parseIsoTimestamp(fields.timestamp);
    if (time <= 0)
        return false;
    if (fields.scriptName != m_rawScript) {
        m_rawScript = fields.scriptName.toByteArray();
        m_script = QString::fromUtf8(m_rawScript);
    }
    out.line = {QString::fromUtf8(fields.message), time, m_script, false, EventType::Log};
    out.seq = {fields.seq};
    return true;
}

sse::Event frameOf(const DecodedEvent &line)
{
    return {kProgress.toByteArray(), line.frame.data, QByteArray::number(line.seq.value)};
}

} // namespace slipway
