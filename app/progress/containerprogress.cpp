#include "app/progress/containerprogress.h"

#include "app/base/json.h"
#include "app/progress/progressreducer.h"
#include "net/http/jsonclient.h"

#include <QElapsedTimer>
#include <QMetaMethod>
#include <QPointer>
#include <QTimer>
#include <deque>
#include <utility>

namespace slipway {
namespace {

constexpr int kFrameMs = 16;
constexpr int kSliceMs = 8; // of a frame; the rest belongs to the owner's event loop
// Events taken over and not worked through, some 300 bytes each: what they become is kept anyway.
constexpr qsizetype kMaxQueued = 524'288;
// A replay comes in one piece; this long without an event it is over.
constexpr int kReplaySilenceMs = 500;
// After a terminal event the server says `done` and closes; a retry of the run may follow the event instead.
constexpr int kTerminalGraceMs = 1'000;

// A step of what the connection did, in the order in which it happened.
struct Arrival
{
    DecodedEvents events;
    std::optional<http::StreamState> state;
    http::StreamError error;
};

// An id that somebody typed must not reach another address; a valid one is not changed by this.
QString containerPath(const ContainerId &id)
{
    return QStringLiteral("/api/containers/") + QString::fromLatin1(QUrl::toPercentEncoding(id.value));
}

QUrl progressUrl(const QUrl &server, const ContainerId &id)
{
    QUrl url = server.adjusted(QUrl::RemoveQuery | QUrl::RemoveFragment);
    QString path = url.path(QUrl::FullyEncoded);
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path + containerPath(id) + QStringLiteral("/progress"), QUrl::TolerantMode);
    return url;
}

} // namespace

struct ContainerProgress::Private
{
    explicit Private(ContainerProgress *owner) : q(owner), source(owner), client(owner) {}

    void start(const QUrl &server, const http::EventSourceOptions &options);
    void enqueue(Arrival arrival);
    void work();
    void workSlice();
    void takeArrival(const Arrival &arrival);
    void connectionEnded(const http::StreamError &error);
    void lookUp();
    void takeLookup(const Result<http::JsonReply> &reply);
    bool isOver() const;
    bool wantsEvents() const; ///< somebody listens to eventReceived
    void updatePhase();
    void tell();
    void finish();

    ContainerProgress *q;
    http::EventSource source;
    http::JsonClient client;
    QTimer frame;   // next slice or next time to tell
    QTimer silence; // ends a replay
    QTimer grace;   // ends a run whose server does not say done
    ContainerId id;
    quint64 watchNumber = 0; // rises with each watch and stop: answers for an earlier one are for nobody
    ProgressReducer reducer;
    ProgressChanges changes;
    std::deque<Arrival> queue;
    qsizetype queuedEvents = 0;
    size_t workedParts = 0; // of the first arrival
    QElapsedTimer sinceTold;
    Phase phase = Phase::Idle;
    Phase toldPhase = Phase::Idle;
    QList<ProgressEvent> events;
    QList<LogLine> lines;
    bool keepLines = true;
    quint64 tellingWatch = 0; // the watch whose signals are being emitted
    bool isActive = false;    // between watch() and stop()
    bool streamEnded = false; // nothing more will come of a finished run
    bool isFinished = false;
    bool lookupUnderWay = false;
};

ContainerProgress::ContainerProgress(QObject *parent) : QObject(parent), d(std::make_unique<Private>(this))
{
    Private *const p = d.get();
    for (QTimer *timer : {&p->frame, &p->silence, &p->grace})
        timer->setSingleShot(true);
    p->frame.setTimerType(Qt::PreciseTimer);
    p->silence.setInterval(kReplaySilenceMs);
    p->grace.setInterval(kTerminalGraceMs);
    connect(&p->frame, &QTimer::timeout, this, [p] { p->work(); });
    connect(&p->silence, &QTimer::timeout, this, [p] {
        p->reducer.decide(p->changes);
        p->work();
    });
    connect(&p->grace, &QTimer::timeout, this, [p] {
        p->streamEnded = true;
        p->work();
    });
    connect(
        &p->source, &http::EventSource::decodedReceived, this, [p](const QList<http::DecodedBatch> &batches) {
            for (const http::DecodedBatch &batch : batches)
                p->enqueue({std::move(*std::static_pointer_cast<DecodedEvents>(batch)), std::nullopt, {}});
        });
    connect(&p->source, &http::EventSource::stateChanged, this, [this, p](http::StreamState state) {
        p->enqueue({{}, state, p->source.error()});
        emit connectionChanged();
    });
}

ContainerProgress::~ContainerProgress() = default;

void ContainerProgress::watch(const QUrl &server, const ContainerId &id,
                              const QList<std::pair<QByteArray, QByteArray>> &headers)
{
    http::EventSourceOptions options;
    options.headers = headers;
    watch(server, id, options);
}

void ContainerProgress::watch(const QUrl &server, const ContainerId &id,
                              const http::EventSourceOptions &options)
{
    const QPointer<ContainerProgress> alive(this);
    stop();
    if (!alive)
        return;
    d->id = id;
    d->start(server, options);
}

void ContainerProgress::Private::start(const QUrl &server, const http::EventSourceOptions &options)
{
    ++watchNumber;
    reducer.restart({std::max<qint64>(0, options.lastEventId.toLongLong())});
    changes = {};
    events.clear();
    lines.clear();
    streamEnded = isFinished = lookupUnderWay = false;
    phase = Phase::Connecting;
    changes.stateChanged = true;
    isActive = true;
    frame.start(0);
    client.setBaseUrl(server);
    client.setHeaders(options.headers);
    http::EventSourceOptions decoding = options;
    decoding.decoder = std::make_shared<EventDecoder>(!wantsEvents());
    source.open(progressUrl(server, id), decoding); // last: a slot of connectionChanged may destroy us
}

void ContainerProgress::stop()
{
    ++d->watchNumber;
    d->isActive = false;
    d->queue.clear();
    d->queuedEvents = 0;
    d->workedParts = 0;
    d->frame.stop();
    d->silence.stop();
    d->grace.stop();
    d->source.close();
}

void ContainerProgress::retryNow() { d->source.retryNow(); }

void ContainerProgress::setKeepLines(bool keep)
{
    d->keepLines = keep;
    if (!keep)
        d->lines = {};
}

void ContainerProgress::Private::enqueue(Arrival arrival)
{
    if (!isActive)
        return;
    const bool isUrgent = arrival.state.has_value();
    queuedEvents += arrival.events.eventCount;
    queue.push_back(std::move(arrival));
    // Past the bound the sender has to feel that we do not keep up: it does while we work here.
    while (queuedEvents > kMaxQueued)
        workSlice();
    if (isUrgent) { // before EventSource connects again to a run that is over
        frame.start(0);
        return;
    }
    if (frame.isActive())
        return;
    const qint64 since = sinceTold.isValid() ? sinceTold.elapsed() : kFrameMs;
    frame.start(static_cast<int>(std::clamp<qint64>(kFrameMs - since, 0, kFrameMs)));
}

// One slice, then the signals for it, then the rest of the frame for others.
void ContainerProgress::Private::work()
{
    if (!isActive || tellingWatch == watchNumber)
        return; // an event loop inside a slot: the outer turn goes on when it comes back
    const QPointer<ContainerProgress> alive(q);
    const quint64 watch = watchNumber;
    workSlice();
    sinceTold.start();
    tellingWatch = watch;
    tell();
    if (!alive || watchNumber != watch)
        return;
    tellingWatch = 0;
    if (!queue.empty() || !changes.isEmpty())
        frame.start(kFrameMs - kSliceMs);
    else if (reducer.needsDecision())
        silence.start();
    finish();
}

void ContainerProgress::Private::workSlice()
{
    QElapsedTimer timer;
    timer.start();
    qsizetype sinceLook = 0;
    const bool isListenedTo = wantsEvents();
    while (!queue.empty()) {
        std::vector<DecodedPart> &parts = queue.front().events.parts;
        while (workedParts < parts.size()) {
            DecodedPart &part = parts[workedParts++];
            const qsizetype count = part.eventCount();
            reducer.take(std::move(part), isListenedTo, changes);
            queuedEvents -= count;
            sinceLook += count;
            if (sinceLook >= 128) { // looking at the clock costs as much as an event
                sinceLook = 0;
                if (timer.elapsed() >= kSliceMs)
                    return;
            }
        }
        workedParts = 0;
        const Arrival done = std::move(queue.front());
        queue.pop_front();
        takeArrival(done);
    }
}

void ContainerProgress::Private::takeArrival(const Arrival &arrival)
{
    if (!arrival.state)
        return;
    switch (*arrival.state) {
    case http::StreamState::Open:
        reducer.connectionOpened();
        break;
    case http::StreamState::Waiting:
    case http::StreamState::Failed:
        connectionEnded(arrival.error);
        break;
    case http::StreamState::Closed:
        if (arrival.error.kind == http::StreamError::Kind::NoContent)
            connectionEnded(arrival.error);
        break;
    case http::StreamState::Connecting:
        break;
    }
}

void ContainerProgress::Private::connectionEnded(const http::StreamError &error)
{
    using Kind = http::StreamError::Kind;
    reducer.flush(changes);
    const bool closed = error.kind == Kind::ServerClosed || error.kind == Kind::Timeout;
    const bool mute = closed && reducer.newEventsInConnection() == 0;
    const bool isFinal = error.kind == Kind::NoContent || !http::isRetryable(error);
    if (reducer.state().isTerminal()) {
        // Closing without `done` is no error. But numbers that are still missing are fetched first: a reader
        // that was too slow is cut off and has to come again.
        streamEnded = isFinal || mute || (closed && reducer.hasEverything());
        return;
    }
    // The stream resumes by itself. One that ends without a word may belong to a run that ended meanwhile.
    if (mute || error.kind == Kind::NoContent)
        lookUp();
}

void ContainerProgress::Private::lookUp()
{
    if (lookupUnderWay || isFinished)
        return;
    lookupUnderWay = true;
    client.get(containerPath(id), q, [this, watch = watchNumber](const Result<http::JsonReply> &reply) {
        if (watch != watchNumber)
            return;
        lookupUnderWay = false;
        takeLookup(reply);
    });
}

void ContainerProgress::Private::takeLookup(const Result<http::JsonReply> &reply)
{
    if (!reply)
        return; // the connection's own state says what is wrong
    QJsonObject object = readJson(reply->body).object();
    if (object.value(QLatin1StringView("container")).isObject())
        object = object.value(QLatin1StringView("container")).toObject();
    QString name = object.value(QLatin1StringView("lifecycle")).toString();
    if (name.isEmpty())
        name = object.value(QLatin1StringView("status")).toString();
    const Lifecycle lifecycle = lifecycleFromName(name);
    if (!isTerminal(lifecycle))
        return;
    reducer.settle(lifecycle, object.value(QLatin1StringView("errorMessage")).toString(), changes);
    streamEnded = true;
    work();
}

bool ContainerProgress::Private::isOver() const
{
    return queue.empty() && reducer.state().isTerminal() && (reducer.isDone() || streamEnded);
}

bool ContainerProgress::Private::wantsEvents() const
{
    static const QMetaMethod eventSignal = QMetaMethod::fromSignal(&ContainerProgress::eventReceived);
    return q->isSignalConnected(eventSignal);
}

void ContainerProgress::Private::updatePhase()
{
    if (isFinished || phase == Phase::Idle)
        return;
    if (isOver())
        phase = reducer.state().isComplete ? Phase::Complete : Phase::Error;
    else if (reducer.heardFromServer())
        phase = Phase::Streaming;
}

// Signals for what has come since the last time. A slot may watch something else, stop, or destroy us.
void ContainerProgress::Private::tell()
{
    const QPointer<ContainerProgress> alive(q);
    const quint64 watch = watchNumber;
    const auto isStale = [&] { return !alive || watchNumber != watch; };
    updatePhase();
    ProgressChanges now = std::exchange(changes, {});
    for (const ProgressChanges::Received &received : std::as_const(now.events)) {
        if (received.event.type != EventType::Log)
            events.append(received.event);
    }
    if (keepLines)
        lines.append(now.lines);
    for (const auto &[from, to] : std::as_const(now.gaps)) {
        emit q->gapReported(from, to);
        if (isStale())
            return;
    }
    if (wantsEvents()) {
        for (const ProgressChanges::Received &received : std::as_const(now.events)) {
            emit q->eventReceived(received.event, received.json);
            if (isStale())
                return;
        }
    }
    if (!now.lines.isEmpty()) {
        emit q->logAppended(now.lines);
        if (isStale())
            return;
    }
    if (now.stateChanged || phase != toldPhase) {
        toldPhase = phase;
        emit q->changed();
    }
}

void ContainerProgress::Private::finish()
{
    if (isFinished)
        return;
    if (phase == Phase::Complete || phase == Phase::Error) {
        isFinished = true;
        const QPointer<ContainerProgress> alive(q);
        const quint64 watch = watchNumber;
        grace.stop();
        source.close();
        if (alive && watchNumber == watch)
            emit q->finished();
    } else if (reducer.isDone()) {
        if (!reducer.state().isTerminal())
            lookUp(); // "done", but not how it ended
    } else if (reducer.state().isTerminal() && reducer.hasEverything()) {
        grace.start(); // anew with whatever comes
    } else {
        grace.stop();
    }
}

ContainerId ContainerProgress::id() const { return d->id; }
ContainerProgress::Phase ContainerProgress::phase() const { return d->phase; }
const Snapshot &ContainerProgress::snapshot() const { return d->reducer.state(); }
int ContainerProgress::percent() const { return snapshot().percent; }
StepState ContainerProgress::stepState(Step step) const { return snapshot().stepState(step); }
QStringList ContainerProgress::scriptNames() const { return snapshot().scriptNames; }
StepState ContainerProgress::scriptState(const QString &name) const { return snapshot().scriptState(name); }
bool ContainerProgress::isComplete() const { return snapshot().isComplete; }
bool ContainerProgress::isError() const { return snapshot().isError; }
QString ContainerProgress::errorMessage() const { return snapshot().errorMessage; }
const QList<ProgressEvent> &ContainerProgress::events() const { return d->events; }
const QList<LogLine> &ContainerProgress::lines() const { return d->lines; }
http::StreamState ContainerProgress::connectionState() const { return d->source.state(); }

http::StreamError ContainerProgress::connectionError() const
{
    // A run that is over needs no connection: how it ended is not worth a word.
    return d->isFinished ? http::StreamError() : d->source.error();
}

int ContainerProgress::connectionAttempt() const { return d->source.attempt(); }
int ContainerProgress::nextAttemptInMs() const { return d->source.nextAttemptInMs(); }

} // namespace slipway
