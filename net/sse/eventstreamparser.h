#pragma once
#include "net/sse/bytearena.h"
#include "net/sse/framehead.h"
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

/// The same event as the parser sees it, before anything is copied.
struct EventView
{
    QByteArrayView type;
    QByteArrayView data;
    QByteArrayView lastEventId;
};

/// Takes events while their bytes are at hand. For who needs only a part of each, or something else made of
/// it.
class EventSink
{
public:
    virtual ~EventSink() = default;
    /// The views hold until it returns.
    virtual void take(const EventView &event) = 0;
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
    /// The same, without a copy: `out` is told each event during the call.
    ParserError feed(QByteArrayView chunk, EventSink &out);
    /// For a new connection on the same stream: forgets the unfinished event and the BOM state, keeps the
    /// last event ID. An event unfinished at the end of a connection is never dispatched.
    void reset();

    /// Events since the parser was made.
    qint64 eventCount() const { return m_eventCount; }

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

    template<typename Out>
    ParserError parse(QByteArrayView chunk, Out &out);
    template<typename Out>
    void takeText(QByteArrayView text, Out &out);
    template<typename Out>
    const char *takeUsualFrames(const char *at, const char *end, Out &out);
    template<typename Out>
    const char *takeLineAt(const char *at, const char *end, Out &out);
    template<typename Out>
    void dispatch(Out &out);
    void takeField(QByteArrayView line);
    void takeData(QByteArrayView value);
    void takeRetryTime(QByteArrayView value);
    bool isAtFrameStart() const;
    void keepValues();

    const ParserLimits m_limits;
    const qsizetype m_shortest; // of the limits: within it a line needs no look at either
    ParserError m_error = ParserError::None;
    qint64 m_eventCount = 0;
    Utf8Decoder m_decoder;
    ByteArena m_arena;
    std::string m_line;    // the beginning of a line whose end has not come yet
    bool m_skipLf = false; // the last chunk ended with CR
    Value m_data;          // data buffer, without its last LF; set also when its value is empty
    Value m_type;          // event type buffer
    FrameHead m_head;      // of the last event
    Value m_id;            // last event ID buffer, set when an id field came since the last dispatch
    Value m_lastEventId;   // the stream's; a view until the chunk is done, since most are followed by another
    std::optional<qint64> m_retry;
};

} // namespace slipway::sse

Q_DECLARE_TYPEINFO(slipway::sse::Event, Q_RELOCATABLE_TYPE);
