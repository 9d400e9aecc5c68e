#pragma once
#include "net/sse/bytearena.h"
#include "net/sse/utf8decoder.h"
#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <optional>
#include <string>

namespace slipway::sse {

/// One dispatched event (WHATWG HTML, "Server-sent events", 9.2.6). UTF-8 bytes; invalid input already
/// replaced by U+FFFD, data lines joined by LF. Values of neighbouring events may share memory (see
/// ByteArena).
struct Event
{
    QByteArray type; ///< "message" when the stream names none
    QByteArray data;
    QByteArray lastEventId; ///< the stream's last event ID at dispatch
    bool operator==(const Event &) const = default;
};

/// Bounds on what one stream may make us keep. Crossing one is an error that ends the parse.
struct ParserLimits
{
    qsizetype maxLineBytes = 4 * 1024 * 1024;
    qsizetype maxEventBytes = 16 * 1024 * 1024;
};

enum class ParserError { None, LineTooLong, EventTooLong };

/// Incremental parser of text/event-stream. Pure: bytes in, events out; no I/O, no timers, no Qt event loop.
/// Not thread-safe; one per connection. Cheap to reset for a reconnect (reset() keeps the last event
/// ID, 9.2.3).
class EventStreamParser
{
public:
    explicit EventStreamParser(ParserLimits limits = {});

    /// Parses `chunk` (cut anywhere, even inside a UTF-8 sequence or between CR and LF) and appends the
    /// events it completes to `out`. Returns None or the error that ended the parse; after an error feed()
    /// does nothing.
    ParserError feed(QByteArrayView chunk, QList<Event> &out);
    /// For a new connection on the same stream: forgets the unfinished event and the BOM state, keeps the
    /// last event ID. An event unfinished at the end of a connection is never dispatched.
    void reset();

    QByteArray lastEventId() const;
    void setLastEventId(const QByteArray &id);
    /// Milliseconds of the last valid `retry` field since the last take, if there was one.
    std::optional<qint64> takeRetry();

private:
    /// A field's value: a view into the chunk or line at hand while that lasts, our own copy afterwards.
    struct Value
    {
        QByteArrayView view;
        std::string kept;
        bool isSet = false;
        bool isView = false;

        void set(QByteArrayView bytes);
        void keep();
        void clear();
        QByteArrayView bytes() const { return isView ? view : QByteArrayView(kept); }
    };

    void takeText(QByteArrayView text, QList<Event> &out);
    void takeLine(QByteArrayView line, QList<Event> &out);
    void takeField(QByteArrayView line);
    void takeData(QByteArrayView value);
    void takeRetryTime(QByteArrayView value);
    void dispatch(QList<Event> &out);
    void keepValues();
    QByteArray typeArray();

    const ParserLimits m_limits;
    ParserError m_error = ParserError::None;
    Utf8Decoder m_decoder;
    ByteArena m_arena;
    std::string m_line;    // the beginning of a line whose end has not come yet
    bool m_skipLf = false; // the last chunk ended with CR
    Value m_data;          // data buffer, without its last LF; set also when its value is empty
    Value m_type;          // event type buffer
    QByteArray m_typeName; // of the last event, when it is one of the names that are kept
    Value m_id;            // last event ID buffer, set when an id field came since the last dispatch
    Value m_lastEventId;   // the stream's; a view until the chunk is done, since most are followed by another
    std::optional<qint64> m_retry;
};

} // namespace slipway::sse

Q_DECLARE_TYPEINFO(slipway::sse::Event, Q_RELOCATABLE_TYPE);
