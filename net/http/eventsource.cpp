#include "net/http/eventsource.h"
#include "net/http/networkthread.h"
#include "net/http/streammailbox.h"
#include "net/http/streamworker.h"
#include <QDeadlineTimer>
#include <QPointer>
#include <deque>

namespace slipway::http {

struct EventSource::Private
{
    EventSource *q;
    std::shared_ptr<StreamMailbox> mailbox; // of the connection that counts; null when closed by us
    StreamWorker *worker = nullptr;         // lives on the network thread, ends with the mailbox
    std::deque<StreamUpdate> inbox;         // taken, not yet signalled
    StreamState state = StreamState::Closed;
    StreamError error;
    QByteArray lastEventId;
    int attempt = 0;
    QDeadlineTimer nextAttempt;

    void drop();
    void deliver();
    void signal(const StreamUpdate &update);
};

void EventSource::Private::drop()
{
    if (!mailbox)
        return;
    mailbox->detach();
    mailbox.reset();
    // After all that was asked of it before.
    runOnNetworkThread([ended = std::exchange(worker, nullptr)] { delete ended; });
    inbox.clear();
}

void EventSource::Private::deliver()
{
    const QPointer<EventSource> alive(q);
    const std::shared_ptr<StreamMailbox> box = mailbox;
    if (!box)
        return;
    for (StreamUpdate &update : box->take())
        inbox.push_back(std::move(update));
    runOnNetworkThread([taker = worker] { taker->taken(); });
    // A slot may close, reopen or destroy us, or run an event loop in which we are called again: the inbox
    // keeps the order, and whoever comes first empties it.
    while (alive && mailbox == box && !inbox.empty()) {
        const StreamUpdate update = std::move(inbox.front());
        inbox.pop_front();
        signal(update);
    }
}

void EventSource::Private::signal(const StreamUpdate &update)
{
    const QPointer<EventSource> alive(q);
    const std::shared_ptr<StreamMailbox> box = mailbox;
    lastEventId = update.lastEventId;
    if (!update.events.isEmpty() || !update.decoded.isEmpty()) {
        attempt = 0;
        if (!update.events.isEmpty())
            emit q->eventsReceived(update.events);
        else
            emit q->decodedReceived(update.decoded);
        if (!alive || mailbox != box)
            return;
    }
    if (!update.status)
        return;
    const StreamStatus &status = *update.status;
    const bool changed = status.state != state;
    state = status.state;
    if (state != StreamState::Connecting) // while we try again, the reason for it is worth showing
        error = status.error;
    attempt = status.attempt;
    nextAttempt = QDeadlineTimer(std::max<qint64>(status.waitMs, 0));
    if (changed)
        emit q->stateChanged(state);
    if (!alive || mailbox != box)
        return;
    if (status.state == StreamState::Failed || status.state == StreamState::Closed)
        emit q->finished(status.error);
}

EventSource::EventSource(QObject *parent) : QObject(parent), d(std::make_unique<Private>())
{
    d->q = this;
    qRegisterMetaType<EventBatch>();
}

EventSource::~EventSource() { d->drop(); }

void EventSource::open(const QUrl &url, const EventSourceOptions &options)
{
    d->drop();
    d->mailbox = std::make_shared<StreamMailbox>(this);
    d->worker = new StreamWorker(url, options, d->mailbox);
    moveToNetworkThread(d->worker);
    runOnNetworkThread([worker = d->worker] { worker->connectNow(); });
    d->error = {};
    d->attempt = 0;
    d->lastEventId = options.lastEventId;
    if (d->state != StreamState::Connecting) {
        d->state = StreamState::Connecting;
        emit stateChanged(d->state);
    }
}

bool EventSource::event(QEvent *event)
{
    if (event->type() != StreamMailbox::eventType())
        return QObject::event(event);
    d->deliver();
    return true;
}

void EventSource::close()
{
    d->drop();
    if (d->state == StreamState::Closed)
        return;
    d->state = StreamState::Closed;
    emit stateChanged(d->state);
}

void EventSource::retryNow()
{
    if (d->worker && (d->state == StreamState::Waiting || d->state == StreamState::Failed))
        runOnNetworkThread([worker = d->worker] { worker->retryNow(); });
}

StreamState EventSource::state() const { return d->state; }

StreamError EventSource::error() const { return d->error; }

QByteArray EventSource::lastEventId() const { return d->lastEventId; }

int EventSource::attempt() const { return d->attempt; }

int EventSource::nextAttemptInMs() const
{
    return d->state == StreamState::Waiting ? int(std::min<qint64>(d->nextAttempt.remainingTime(), INT_MAX))
                                            : -1;
}

} // namespace slipway::http
