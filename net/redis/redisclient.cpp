#include "net/redis/redisclient.h"
#include "app/base/log.h"
#include "net/redis/connection.h"
#include <QCoreApplication>
#include <QRandomGenerator>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <optional>
#include <poll.h>
#include <sys/eventfd.h>
#include <thread>
#include <unistd.h>

namespace slipway::redis {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

struct Request
{
    QByteArray commands;
    int count = 0;
    RedisClient::Done done;
    QList<Reply> replies;
    SteadyClock::time_point sent;
};

} // namespace

struct RedisClient::Private
{
    Q_DECLARE_TR_FUNCTIONS(slipway::redis::RedisClient)
public:
    Private(Options o, Handlers h) : options(std::move(o)), handlers(std::move(h)) {}

    const Options options;
    const Handlers handlers;

    mutable std::mutex mutex;
    std::condition_variable wakeUp; // out of the pause between two attempts
    std::atomic_bool stopping = false;
    bool connected = false;
    bool refusedToSend = false;
    QString problem;
    std::deque<Request> queue;     // not yet written
    qsizetype queuedBytes = 0;     // of queue and of what the socket has not taken
    std::deque<Request> pending;   // written, and not answered
    Connection *command = nullptr; // while connected; what is sent on it is sent with `mutex`
    int event = -1;
    std::thread thread;

    // Of the thread alone.
    SteadyClock::time_point commandAlive, subscriberAlive, commandPinged, subscriberPinged;

    void run();
    Result<void> session();
    Result<QList<Reply>> subscribe(Connection &subscriber) const;
    Result<void> loop(Connection &subscriber);
    bool writeAtOnce(Request &request);
    void write(Request request);
    Result<bool> sendQueue();
    Result<void> stayAlive(Connection &subscriber);
    Result<void> receive(Connection &subscriber, bool commandReady, bool subscriberReady);
    void dispatch(Reply &&reply);
    void deliver(QList<Reply> replies) const;
    void setConnected(Connection &opened);
    void lose(const Error &reason);
    void wake() const;
    Error sentence(const Error &reason) const;
};

RedisClient::RedisClient(Options options, Handlers handlers)
    : d(std::make_unique<Private>(std::move(options), std::move(handlers)))
{
    d->problem =
        d->sentence({ErrorCode::Unavailable, Private::tr("It was not reached yet"), {}, true}).message;
    d->event = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    d->thread = std::thread([p = d.get()] { p->run(); });
}

RedisClient::~RedisClient()
{
    {
        const std::lock_guard lock(d->mutex);
        d->stopping = true;
    }
    d->wakeUp.notify_all();
    d->wake();
    d->thread.join();
    ::close(d->event);
}

void RedisClient::Private::wake() const
{
    const quint64 one = 1;
    (void)!::write(event, &one, sizeof one);
}

bool RedisClient::send(const QByteArray &commands, int count, Done done)
{
    {
        const std::lock_guard lock(d->mutex);
        if (!d->connected || d->stopping)
            return false;
        if (d->queuedBytes > 0 && d->queuedBytes + commands.size() > d->options.sendBytes) {
            d->refusedToSend = true;
            return false;
        }
        Request request{commands, count, std::move(done), {}, {}};
        if (d->writeAtOnce(request))
            return true;
        d->queuedBytes += commands.size();
        d->queue.push_back(std::move(request));
    }
    d->wake();
    return true;
}

// With `mutex`. While the socket takes all, nobody is woken to write to it: with a hundred busy containers
// that was one of four times that the thread woke. False, and nothing was done, when the thread is to do it.
bool RedisClient::Private::writeAtOnce(Request &request)
{
    if (!command || !queue.empty() || command->unsent() > 0)
        return false;
    write(std::move(request));
    // What fails or is left over now, is the thread's: it fails there, too.
    if (!command->flush() || command->unsent() > 0) {
        queuedBytes = command->unsent();
        wake();
    }
    return true;
}

// With `mutex`.
void RedisClient::Private::write(Request request)
{
    command->write(request.commands);
    request.commands.clear();
    request.sent = SteadyClock::now();
    pending.push_back(std::move(request));
}

RedisClient::Replies RedisClient::call(const QList<QByteArrayList> &commands)
{
    QByteArray bytes;
    for (const QByteArrayList &command : commands)
        appendCommand(bytes, command);
    auto promise = std::make_shared<std::promise<Replies>>();
    std::future<Replies> answer = promise->get_future();
    if (!send(bytes, int(commands.size()),
              [promise](const Replies &replies) { promise->set_value(replies); }))
        return fail(ErrorCode::Unavailable,
                    isConnected() ? Private::tr("Cannot ask Redis. Too much waits to be sent. "
                                                "Try again.")
                                  : problem(),
                    {}, true);
    return answer.get(); // bounded: a reply that does not come ends the connection
}

bool RedisClient::isConnected() const
{
    const std::lock_guard lock(d->mutex);
    return d->connected;
}

QString RedisClient::problem() const
{
    const std::lock_guard lock(d->mutex);
    return d->problem;
}

Error RedisClient::Private::sentence(const Error &reason) const
{
    Error error = reason;
    error.message =
        tr("Cannot reach Redis at %1. %2. Start it, or correct the address; it is tried again by itself.")
            .arg(options.url.display(), reason.message);
    return error;
}

// ---- the thread
// ------------------------------------------------------------------------------------------------

void RedisClient::Private::run()
{
    int pause = options.firstPauseMs;
    while (!stopping) {
        const Result<void> ended = session();
        bool was = false;
        {
            const std::lock_guard lock(mutex);
            was = connected;
        }
        if (was)
            pause = options.firstPauseMs;
        if (!ended)
            lose(ended.error());
        std::unique_lock lock(mutex);
        const int jittered = pause / 2 + int(QRandomGenerator::global()->bounded(pause / 2 + 1));
        wakeUp.wait_for(lock, milliseconds(jittered), [this] { return stopping.load(); });
        pause = std::min(pause * 2, options.longestPauseMs);
    }
    lose({ErrorCode::Cancelled, tr("It was stopped"), {}, false});
}

Result<void> RedisClient::Private::session()
{
    const auto stopped = [this] { return stopping.load(); };
    auto subscriber = Connection::open(options.url, milliseconds(options.timeoutMs), stopped);
    if (!subscriber)
        return tl::unexpected(subscriber.error());
    const auto early = subscribe(*subscriber);
    if (!early)
        return tl::unexpected(early.error());
    auto opened = Connection::open(options.url, milliseconds(options.timeoutMs), stopped);
    if (!opened)
        return tl::unexpected(opened.error());
    commandAlive = subscriberAlive = commandPinged = subscriberPinged = SteadyClock::now();
    setConnected(*opened);
    deliver(*early);
    const Result<void> ended = loop(*subscriber);
    const std::lock_guard lock(mutex);
    command = nullptr;
    return ended;
}

// What came together with the confirmations. It may hold messages, which must not be delivered before send()
// and call() work: who gets one may have to ask about it.
Result<QList<Reply>> RedisClient::Private::subscribe(Connection &subscriber) const
{
    if (options.patterns.isEmpty())
        return QList<Reply>();
    QByteArray bytes;
    appendCommand(bytes, QByteArrayList{"PSUBSCRIBE"} + options.patterns);
    subscriber.write(bytes);
    auto replies = subscriber.roundTrip(int(options.patterns.size()), milliseconds(options.timeoutMs),
                                        [this] { return stopping.load(); });
    if (!replies)
        return replies;
    for (const Reply &reply : std::as_const(*replies)) {
        if (reply.isError())
            return fail(ErrorCode::Unavailable, QString::fromUtf8(reply.text), {}, true);
    }
    return replies;
}

void RedisClient::Private::setConnected(Connection &opened)
{
    {
        const std::lock_guard lock(mutex);
        connected = true;
        command = &opened;
        problem.clear();
    }
    qCInfo(lcRedis, "Connected to Redis at %s.", qUtf8Printable(options.url.display()));
    if (handlers.connected)
        handlers.connected();
}

void RedisClient::Private::lose(const Error &reason)
{
    const Error error = sentence(reason);
    std::deque<Request> failed;
    {
        const std::lock_guard lock(mutex);
        if (problem != error.message && reason.code != ErrorCode::Cancelled)
            qCWarning(lcRedis, "%s", qUtf8Printable(error.message));
        connected = false;
        refusedToSend = false;
        problem = error.message;
        failed = std::move(pending);
        pending.clear();
        std::move(queue.begin(), queue.end(), std::back_inserter(failed));
        queue.clear();
        queuedBytes = 0;
    }
    for (const Request &request : failed) {
        if (request.done)
            request.done(tl::unexpected(error));
    }
    if (handlers.lost)
        handlers.lost(error);
}

Result<void> RedisClient::Private::loop(Connection &subscriber)
{
    while (!stopping) {
        if (auto alive = stayAlive(subscriber); !alive)
            return alive;
        const Result<bool> allSent = sendQueue();
        if (!allSent)
            return tl::unexpected(allSent.error());
        if (auto sent = subscriber.flush(); !sent)
            return sent;
        const auto interest = [](bool all) { return short(all ? POLLIN : POLLIN | POLLOUT); };
        pollfd entries[] = {{command->descriptor(), interest(*allSent), 0},
                            {subscriber.descriptor(), interest(subscriber.unsent() == 0), 0},
                            {event, POLLIN, 0}};
        if (::poll(entries, 3, std::max(20, std::min(options.pingMs, options.timeoutMs) / 4)) < 0 &&
            errno != EINTR)
            return fail(ErrorCode::Unavailable, tr("poll failed"), {}, true);
        if (entries[2].revents != 0) {
            quint64 count = 0;
            (void)!::read(event, &count, sizeof count);
        }
        constexpr short kReadable = POLLIN | POLLERR | POLLHUP;
        if (auto got = receive(subscriber, (entries[0].revents & kReadable) != 0,
                               (entries[1].revents & kReadable) != 0);
            !got)
            return got;
    }
    return {};
}

// False when the socket did not take all. Tells who waits for room.
Result<bool> RedisClient::Private::sendQueue()
{
    bool drained = false;
    bool all = false;
    {
        const std::lock_guard lock(mutex);
        for (; !queue.empty(); queue.pop_front())
            write(std::move(queue.front()));
        if (const auto sent = command->flush(); !sent)
            return tl::unexpected(sent.error());
        queuedBytes = command->unsent();
        all = queuedBytes == 0;
        drained = refusedToSend && queuedBytes <= options.sendBytes / 2;
        refusedToSend = refusedToSend && !drained;
    }
    if (drained && handlers.drained)
        handlers.drained();
    return all;
}

// A peer that is gone without a word (power, cable, stopped process) is noticed by what does not come.
Result<void> RedisClient::Private::stayAlive(Connection &subscriber)
{
    const auto now = SteadyClock::now();
    const auto timeout = milliseconds(options.timeoutMs);
    const auto idle = milliseconds(options.pingMs);
    QByteArray ping;
    appendCommand(ping, {"PING"});
    {
        const std::lock_guard lock(mutex);
        if (!pending.empty() && now - std::max(pending.front().sent, commandAlive) > timeout)
            return fail(ErrorCode::Unavailable, tr("It does not answer"), {}, true);
        if (pending.empty() && now - std::max(commandAlive, commandPinged) > idle) {
            commandPinged = now;
            write({ping, 1, {}, {}, {}});
        }
    }
    if (subscriberPinged > subscriberAlive && now - subscriberPinged > timeout)
        return fail(ErrorCode::Unavailable, tr("It does not answer"), {}, true);
    if (!options.patterns.isEmpty() && subscriberPinged <= subscriberAlive && now - subscriberAlive > idle) {
        subscriberPinged = now;
        subscriber.write(ping);
    }
    return {};
}

Result<void> RedisClient::Private::receive(Connection &subscriber, bool commandReady, bool subscriberReady)
{
    if (commandReady) {
        commandAlive = SteadyClock::now();
        if (auto got = command->read([this](Reply &&reply) { dispatch(std::move(reply)); }); !got)
            return got;
    }
    if (subscriberReady) {
        subscriberAlive = SteadyClock::now();
        QList<Reply> replies;
        const auto got = subscriber.read([&](Reply &&reply) { replies.append(std::move(reply)); });
        deliver(std::move(replies));
        return got;
    }
    return {};
}

void RedisClient::Private::dispatch(Reply &&reply)
{
    Request done;
    {
        const std::lock_guard lock(mutex);
        if (pending.empty())
            return; // nobody asked
        Request &request = pending.front();
        request.replies.reserve(request.count);
        request.replies.append(std::move(reply));
        if (request.replies.size() < request.count)
            return;
        done = std::move(request);
        pending.pop_front();
    }
    if (done.done)
        done.done(done.replies);
}

// ["pmessage", pattern, channel, payload]; everything else is a confirmation or a pong.
void RedisClient::Private::deliver(QList<Reply> replies) const
{
    QList<Message> messages;
    for (Reply &reply : replies) {
        if (reply.items.size() == 4 && reply.items.first().text == "pmessage")
            messages.append({std::move(reply.items[2].text), std::move(reply.items[3].text)});
    }
    if (!messages.isEmpty() && handlers.messages)
        handlers.messages(messages);
}

} // namespace slipway::redis
