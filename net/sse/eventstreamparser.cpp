// WHATWG HTML, "Server-sent events": 9.2.5 "Parsing an event stream" and 9.2.6 "Interpreting an event
// stream".
#include "net/sse/eventstreamparser.h"
#include "net/sse/lineend.h"
#include <algorithm>
#include <cstring>
#include <deque>
#include <limits>
#include <mutex>

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

// Event types are a few short names, the same in every event: they are kept for the life of the process, so
// that an event's type is a pointer to one and nothing is copied or counted. Null for a long name, and when
// there are strangely many.
QByteArray keptName(QByteArrayView name)
{
    constexpr qsizetype longest = 32;
    constexpr size_t most = 64;
    static std::mutex mutex;
    static std::deque<std::string> names;
    if (name.size() > longest)
        return {};
    const std::scoped_lock lock(mutex);
    auto known = std::find_if(names.begin(), names.end(),
                              [name](const std::string &other) { return QByteArrayView(other) == name; });
    if (known == names.end()) {
        if (names.size() == most)
            return {};
        known = names.emplace(names.end(), name.data(), size_t(name.size()));
    }
    return QByteArray::fromRawData(known->data(), qsizetype(known->size()));
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

EventStreamParser::EventStreamParser(ParserLimits limits) : m_limits(limits) {}

ParserError EventStreamParser::feed(QByteArrayView chunk, QList<Event> &out)
{
    if (m_error != ParserError::None || chunk.isEmpty())
        return m_error;
    takeText(m_decoder.decode(chunk), out);
    keepValues(); // the caller's chunk goes away, also where an error ends it
    return m_error;
}

inline void EventStreamParser::takeText(QByteArrayView text, QList<Event> &out)
{
    const char *at = text.begin();
    const char *const end = text.end();
    if (m_skipLf && at != end) {
        m_skipLf = false;
        if (*at == '\n')
            ++at;
    }
    while (at != end) {
        const char *const lineEnd = findLineEnd(at, end);
        const QByteArrayView part(at, lineEnd - at);
        if (qsizetype(m_line.size()) + part.size() > m_limits.maxLineBytes) {
            m_error = ParserError::LineTooLong;
            return;
        }
        if (lineEnd == end) {
            m_line.append(part.data(), size_t(part.size()));
            break;
        }
        if (m_line.empty()) {
            takeLine(part, out);
        } else {
            m_line.append(part.data(), size_t(part.size()));
            takeLine(m_line, out);
            keepValues(); // they may point into the line
            clearBuffer(m_line);
        }
        if (m_error != ParserError::None)
            return;
        at = lineEnd + 1;
        if (*lineEnd == '\r') {
            if (at == end)
                m_skipLf = true;
            else if (*at == '\n')
                ++at;
        }
    }
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

inline void EventStreamParser::takeLine(QByteArrayView line, QList<Event> &out)
{
    if (line.isEmpty())
        dispatch(out);
    else
        takeField(line);
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

inline QByteArray EventStreamParser::typeArray()
{
    QByteArrayView type = m_type.bytes();
    if (type.isEmpty())
        type = "message";
    if (type.size() != m_typeName.size() ||
        std::memcmp(type.data(), m_typeName.constData(), size_t(type.size())) != 0)
        m_typeName = keptName(type);
    return m_typeName.isNull() ? m_arena.copy(type) : m_typeName;
}

inline void EventStreamParser::dispatch(QList<Event> &out)
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
        out.emplaceBack(
            Event{typeArray(), m_arena.copy(m_data.bytes()), m_arena.copy(m_lastEventId.bytes())});
        m_data.clear();
    }
    m_type.clear();
}

} // namespace slipway::sse
