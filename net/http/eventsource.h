#pragma once
#include "net/sse/eventstreamparser.h"
#include <QObject>
#include <QSslError>
#include <QUrl>
#include <functional>
#include <memory>

class QNetworkReply;

namespace slipway::http {

/// Why a stream is not (or no longer) open. `isRetryable()` is the one place that decides whether to go on.
struct StreamError
{
    enum class Kind {
        None,
        Network,          ///< could not connect, connection reset, name not found
        Timeout,          ///< no byte for the silence limit
        ServerClosed,     ///< the server ended the stream: reconnect (9.2.3)
        HttpStatus,       ///< not 200; `httpStatus` tells
        NotSignedIn,      ///< 401, 403, or redirected to an HTML page (a sign-in form)
        NotFound,         ///< 404
        NoContent,        ///< 204: the server says stop; final, not a failure
        WrongContentType, ///< 200 but not text/event-stream
        Tls,              ///< certificate refused
        TooLarge,         ///< a line or event past the parser's limits
        TooManyRedirects,
        InvalidUrl ///< not http or https, or no host
    };
    Kind kind = Kind::None;
    int httpStatus = 0;
    QString
        message; ///< for people: "Log stream lost (no data for 45 s)." What comes next is the state's to say.
    bool operator==(const StreamError &) const = default;
};
/// Whether the same request may work later without a change by anyone: Network, Timeout, ServerClosed, and
/// the statuses 408, 429 and 5xx. The standard makes every status but 200 final; but a proxy in front of a
/// restarting backend answers 502 or 503, and a stream that gave up then would have to be started again by
/// hand.
bool isRetryable(const StreamError &error);

enum class StreamState { Closed, Connecting, Open, Waiting /* for the next attempt */, Failed /* final */ };

/// A batch of events as handed to the consumer's thread: everything parsed since the last hand-over.
using EventBatch = QList<sse::Event>;

/// What a StreamDecoder made of some events: its maker knows the type.
using DecodedBatch = std::shared_ptr<void>;

/// Work on events that the owner's thread need not do. Called on the network thread with each event, in
/// order, before its bytes are copied; it may be called for a moment after close().
class StreamDecoder : public sse::EventSink
{
public:
    /// What became of the events since the last call. Comes after the events of some reads, with at least
    /// one.
    virtual DecodedBatch takeBatch() = 0;
};

struct EventSourceOptions
{
    QList<std::pair<QByteArray, QByteArray>> headers; ///< sent with every attempt (Authorization, Cookie …)
    QByteArray lastEventId;        ///< sent as Last-Event-ID with the first attempt when not empty
    int silenceTimeoutMs = 45'000; ///< this long without a byte is a dead connection; 0 = never
    /// From the start of an attempt to the head of the answer; 0 = never. The connection is a small part of
    /// it (Qt gives that up after 30 s): what takes time is a server that is overloaded or far away, which
    /// may need half a minute for every request. Longer than the 60 s after which the usual proxies answer
    /// 504, so that theirs is the reason shown; and not for ever, since a server that died after it took the
    /// request looks the same.
    int answerTimeoutMs = 90'000;
    int initialRetryMs = 1'000; ///< until a `retry` field says otherwise
    int maxRetryMs = 30'000;    ///< the back-off's ceiling (a longer `retry` of the server wins)
    int batchIntervalMs = 16;   ///< at most one hand-over per interval, unless the consumer is waited for
    sse::ParserLimits limits;
    /// Certificate pinning: called on the network thread with the errors of a handshake; returns true to go
    /// on. Null = the system's verdict.
    std::function<bool(const QNetworkReply &reply, const QList<QSslError> &errors)> acceptCertificate;
    /// Takes the events instead of eventsReceived; what it makes of them comes with decodedReceived. Null:
    /// events come as they are.
    std::shared_ptr<StreamDecoder> decoder;
};

/// An EventSource (WHATWG HTML 9.2) on QNetworkAccessManager.
///
/// Lives on its owner's thread and signals there; the network work, with a manager of its own (Qt opens at
/// most six HTTP/1.1 connections per host and manager), happens on one network thread shared by all
/// EventSources of the process. Bytes are parsed there; events arrive here in batches, in order, none lost,
/// none twice.
///
/// close() and the destructor may be called in any state, also inside a slot of one of the signals; after
/// close() returns no signal of an earlier connection comes any more. Does not interpret events.
///
/// A consumer that does not keep up is not buffered for: past some megabytes not handed over, nothing more is
/// read from the socket and the server feels it. Cookies are neither kept nor sent, but for those in
/// `headers`.
class EventSource : public QObject
{
    Q_OBJECT
public:
    explicit EventSource(QObject *parent = nullptr);
    ~EventSource() override;

    /// Starts (again) with `url`. Follows redirects (301, 302, 303, 307, 308; at most 10, never https → http;
    /// custom headers are not sent to another origin).
    /// stateChanged(Connecting) comes before open() returns; everything else from the event loop.
    void open(const QUrl &url, const EventSourceOptions &options = {});
    void close();    ///< → Closed, silent besides stateChanged
    void retryNow(); ///< ends a wait; starts again after Failed; otherwise nothing

    StreamState state() const;
    StreamError error() const;      ///< the last one; kind None while all is well
    QByteArray lastEventId() const; ///< of the last event handed over
    int attempt() const;            ///< failed attempts since the last event
    int nextAttemptInMs() const;    ///< while Waiting, otherwise -1

signals:
    void eventsReceived(const slipway::http::EventBatch &events);
    void decodedReceived(const QList<slipway::http::DecodedBatch> &batches); ///< with a decoder only
    void stateChanged(slipway::http::StreamState state);
    /// Final: Failed, or Closed because of 204 (kind NoContent). Comes after stateChanged.
    void finished(const slipway::http::StreamError &error);

protected:
    bool event(QEvent *event) override; ///< how the network thread knocks

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway::http

Q_DECLARE_METATYPE(slipway::http::StreamError)
Q_DECLARE_METATYPE(slipway::http::StreamState)
