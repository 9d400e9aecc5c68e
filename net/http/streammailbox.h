#pragma once
#include "net/http/eventsource.h"
#include <QEvent>
#include <memory>
#include <mutex>
#include <optional>

namespace slipway::http {

struct StreamStatus
{
    StreamState state = StreamState::Closed;
    StreamError error;
    int attempt = 0;
    qint64 waitMs = -1; ///< Waiting: until the next attempt
};

/// One step of what happened: first the events, then the change of state.
struct StreamUpdate
{
    EventBatch events;
    QList<DecodedBatch> decoded; ///< instead of events, where they are decoded
    QByteArray lastEventId;
    std::optional<StreamStatus> status;
};

/// What the network thread has for the owner's thread, in order. At most one call to the owner is under way,
/// however much arrives. All functions are thread-safe.
class StreamMailbox
{
public:
    /// `receiver` gets an event of eventType() when there is something to take, until detach().
    explicit StreamMailbox(QObject *receiver) : m_receiver(receiver) {}
    static QEvent::Type eventType();

    void addEvents(EventBatch events, const QByteArray &lastEventId, qint64 bytes);
    void addDecoded(DecodedBatch events, const QByteArray &lastEventId, qint64 bytes);
    void addStatus(const StreamStatus &status, const QByteArray &lastEventId);
    /// Calls the receiver unless a call is under way already.
    void post();
    /// Everything so far; the receiver's side.
    QList<StreamUpdate> take();
    /// Nothing is delivered any more. The receiver may be destroyed after this.
    void detach();

    qint64 waitingBytes() const; ///< added and not taken yet, about
    bool isPosted() const;
    bool hasUpdates() const;

private:
    StreamUpdate &openUpdate(const QByteArray &lastEventId);

    mutable std::mutex m_mutex; // not QMutex: ThreadSanitizer sees what this one orders
    QObject *m_receiver;
    QList<StreamUpdate> m_updates;
    qint64 m_bytes = 0;
    bool m_posted = false;
};

} // namespace slipway::http
