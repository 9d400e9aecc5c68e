// WHATWG HTML, "Server-sent events": 9.2.5 "Parsing an event stream" and 9.2.6 "Interpreting an event
// stream".
#include "net/sse/eventstreamparser.h"
#include "net/sse/lineend.h"
#include <algorithm>
#include <cstring>
#include <limits>

namespace slipway::sse {

namespace {

// Buffers up to this size are kept for the next event, larger ones are given back.
constexpr size_t keptCapacity = 64 * 1024;

void clearBuffer(std::string &buffer)
{
    if (buffer.capacity() > keptCapacity)
        buffer = {};
    else
        buffer.clear();
}

// True if the field's name is `name`; then `value` is its value: what follows the colon without one leading
// space, or nothing where the line has no colon.
template<size_t N>
inline bool isField(QByteArrayView line, const char (&name)[N], QByteArrayView &value)
{
    constexpr qsizetype length = qsizetype(N) - 1;
    if (line.size() < length || std::memcmp(line.data(), name, size_t(length)) != 0)
        return false;
    if (line.size() == length) {
        value = {};
        return true;
    }
    if (line.at(length) != ':')
        return false;
    const bool space = line.size() > length + 1 && line.at(length + 1) == ' ';
    value = line.sliced(length + (space ? 2 : 1));
    return true;
}

// Numbers, mostly: calling memchr for five digits takes longer than looking at them.
inline bool holdsNul(QByteArrayView value)
{
    if (value.size() > 16)
        return value.contains('\0');
    bool found = false;
    for (const char c : value)
        found |= c == '\0';
    return found;
}

// What feed() does with an event: as its caller's list has it …
struct ListOut
{
    QList<Event> &list;
    ByteArena &arena;

    void take(const QByteArray &type, QByteArrayView data, QByteArrayView id)
    {
        list.emplaceBack(Event{type, arena.copy(data), arena.copy(id)});
    }
};

// … or told to a sink.
struct SinkOut
{
    EventSink &sink;

    void take(const QByteArray &type, QByteArrayView data, QByteArrayView id) { sink.take({type, data, id}); }
};

template<size_t N>
inline bool beginsWith(const char *at, const char *end, const char (&text)[N])
{
    return end - at >= qsizetype(N) - 1 && std::memcmp(at, text, N - 1) == 0;
}

} // namespace

inline void EventStreamParser::Value::set(QByteArrayView bytes)
{
    view = bytes;
    isSet = true;
    isView = true;
}

inline void EventStreamParser::Value::keep()
{
    if (!isView)
        return;
    kept.assign(view.data(), size_t(view.size()));
    isView = false;
}

inline void EventStreamParser::Value::clear()
{
    isSet = false;
    isView = false;
    if (!kept.empty())
        clearBuffer(kept);
}

EventStreamParser::EventStreamParser(ParserLimits limits)
    : m_limits(limits), m_shortest(std::min(limits.maxLineBytes, limits.maxEventBytes))
{}

ParserError EventStreamParser::feed(QByteArrayView chunk, QList<Event> &out)
{
    ListOut list{out, m_arena};
    return parse(chunk, list);
}

ParserError EventStreamParser::feed(QByteArrayView chunk, EventSink &out)
{
    SinkOut sink{out};
    return parse(chunk, sink);
}

template<typename Out>
ParserError EventStreamParser::parse(QByteArrayView chunk, Out &out)
{
    if (m_error != ParserError::None || chunk.isEmpty())
        return m_error;
    takeText(m_decoder.decode(chunk), out);
    keepValues(); // the caller's chunk goes away, also where an error ends it
    return m_error;
}

template<typename Out>
inline void EventStreamParser::takeText(QByteArrayView text, Out &out)
{
    const char *at = text.begin();
    const char *const end = text.end();
    if (m_skipLf && at != end) {
        m_skipLf = false;
        if (*at == '\n')
            ++at;
    }
    while (at != end && m_error == ParserError::None) {
        if (end - at >= FrameHead::longest && isAtFrameStart())
            at = takeUsualFrames(at, end, out);
        if (at != end)
            at = takeLineAt(at, end, out);
    }
}

inline bool EventStreamParser::isAtFrameStart() const
{
    return m_line.empty() && !m_data.isSet && !m_type.isSet && !m_id.isSet;
}

// Whole frames of `id: N` (or none), the last frame's head, one line of data and a blank line, each line
// ended by LF: field by field, by the rules below, they come to the same. Returns where something else
// begins. Not inline, so that what is fed byte by byte does not pay for it.
template<typename Out>
Q_NEVER_INLINE const char *EventStreamParser::takeUsualFrames(const char *at, const char *end, Out &out)
{
    if (m_head.size() > m_shortest)
        return at;
    for (;;) {
        const char *line = at;
        QByteArrayView id;
        if (beginsWith(line, end, "id: ")) {
            const char *const lineEnd = findLineEnd(line, end);
            id = QByteArrayView(line + 4, lineEnd);
            if (end - lineEnd < 2 || *lineEnd != '\n' || lineEnd - line > m_shortest || holdsNul(id))
                return at;
            line = lineEnd + 1;
        }
        if (!m_head.isAt(line, end))
            return at;
        const char *const data = line + m_head.size();
        const char *const dataEnd = findLineEnd(data, end);
        if (dataEnd == end && end - line <= m_shortest) {
            // Unfinished: to search it again from the line before costs a tenth where events are long.
            if (line != at)
                m_id.set(id);
            if (!m_head.name().isEmpty())
                m_type.set(m_head.name());
            m_line.assign(data - FrameHead::beforeData.size(), end);
            return end;
        }
        if (end - dataEnd < 2 || dataEnd[0] != '\n' || dataEnd[1] != '\n' || dataEnd - line > m_shortest)
            return at;
        if (line != at)
            m_lastEventId.set(id);
        ++m_eventCount;
        out.take(m_head.type(), QByteArrayView(data, dataEnd), m_lastEventId.bytes());
        at = dataEnd + 2;
    }
}

// One line, or the rest of the text where that is none. Returns what follows it.
template<typename Out>
inline const char *EventStreamParser::takeLineAt(const char *at, const char *end, Out &out)
{
    const char *const lineEnd = findLineEnd(at, end);
    QByteArrayView line(at, lineEnd);
    if (qsizetype(m_line.size()) + line.size() > m_limits.maxLineBytes) {
        m_error = ParserError::LineTooLong;
        return end;
    }
    const bool isContinued = !m_line.empty();
    if (isContinued || lineEnd == end) {
        m_line.append(line.data(), size_t(line.size()));
        if (lineEnd == end)
            return end;
        line = m_line;
    }
    if (line.isEmpty())
        dispatch(out);
    else
        takeField(line);
    if (isContinued) {
        keepValues(); // they may point into the line
        clearBuffer(m_line);
    }
    at = lineEnd + 1;
    if (*lineEnd == '\r') {
        if (at == end)
            m_skipLf = true;
        else if (*at == '\n')
            ++at;
    }
    return at;
}

void EventStreamParser::reset()
{
    m_error = ParserError::None;
    m_decoder.reset();
    clearBuffer(m_line);
    m_skipLf = false;
    m_data.clear();
    m_type.clear();
    m_id.clear(); // an id of an event that never came does not count
}

QByteArray EventStreamParser::lastEventId() const { return m_lastEventId.bytes().toByteArray(); }

void EventStreamParser::setLastEventId(const QByteArray &id)
{
    m_lastEventId.set(id);
    m_lastEventId.keep();
    m_id.clear();
}

std::optional<qint64> EventStreamParser::takeRetry() { return std::exchange(m_retry, std::nullopt); }

inline void EventStreamParser::keepValues()
{
    m_data.keep();
    m_type.keep();
    m_id.keep();
    m_lastEventId.keep();
}

inline void EventStreamParser::takeField(QByteArrayView line)
{
    QByteArrayView value;
    switch (line.front()) {
    case 'd':
        if (isField(line, "data", value))
            takeData(value);
        break;
    case 'e':
        if (isField(line, "event", value))
            m_type.set(value);
        break;
    case 'i':
        if (isField(line, "id", value) && !holdsNul(value))
            m_id.set(value);
        break;
    case 'r':
        if (isField(line, "retry", value))
            takeRetryTime(value);
        break;
    default: // ':' begins a comment; any other field is ignored
        break;
    }
}

inline void EventStreamParser::takeData(QByteArrayView value)
{
    const qsizetype before = m_data.isSet ? m_data.bytes().size() + 1 : 0;
    if (before + value.size() > m_limits.maxEventBytes) {
        m_error = ParserError::EventTooLong;
        return;
    }
    if (!m_data.isSet) {
        m_data.set(value);
        return;
    }
    m_data.keep();
    m_data.kept += '\n';
    m_data.kept.append(value.data(), size_t(value.size()));
}

void EventStreamParser::takeRetryTime(QByteArrayView value)
{
    constexpr qint64 longest = std::numeric_limits<qint64>::max();
    if (value.isEmpty())
        return;
    qint64 milliseconds = 0;
    for (const char c : value) {
        if (c < '0' || c > '9')
            return;
        // A number too large for us means "very long", it is not invalid.
        const int digit = c - '0';
        milliseconds = milliseconds > (longest - digit) / 10 ? longest : milliseconds * 10 + digit;
    }
    m_retry = milliseconds;
}

template<typename Out>
inline void EventStreamParser::dispatch(Out &out)
{
    // The last event ID is set also where no event comes of it.
    if (m_id.isSet) {
        if (m_id.isView) {
            m_lastEventId.set(m_id.view);
        } else {
            m_lastEventId.kept.swap(m_id.kept);
            m_lastEventId.isView = false;
        }
        m_id.clear();
    }
    if (m_data.isSet) {
        const QByteArrayView name = m_type.bytes();
        if (name != m_head.name())
            m_head.learn(name);
        const QByteArray type = name == m_head.name() ? m_head.type() : m_arena.copy(name);
        ++m_eventCount;
        out.take(type, m_data.bytes(), m_lastEventId.bytes());
        m_data.clear();
    }
    m_type.clear();
}

} // namespace slipway::sse
