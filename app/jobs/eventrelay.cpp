#include "app/jobs/eventrelay.h"
#include "app/base/clock.h"
#include "app/base/log.h"
#include "app/jobs/eventbag.h"
#include "app/jobs/eventseq.h"
#include "app/jobs/messagequeue.h"
#include <QSet>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

using namespace Qt::Literals::StringLiterals;

namespace slipway {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr QLatin1StringView kForeign = "foreign"_L1;
constexpr auto kRingMemory = std::chrono::seconds(60); // so long after the list its message may still come
constexpr auto kLookAgain = std::chrono::seconds(2);
// Messages that come one by one are gathered: to wake a thread costs more than one, and the log commits every
// 8 ms anyhow.
constexpr auto kGather = milliseconds(2);
constexpr size_t kTogether = 64;                      // messages between two looks at the clock
constexpr auto kClaimIdle = std::chrono::minutes(10); // a claim is not kept for a run that says nothing
constexpr qint64 kLookBack = 2500;                    // stored events that a list may repeat

// A container that others publish.
struct Foreign
{
    enum class Numbers {
        Unknown,
        Owner, // the backend that made it gives them: we never do
        Claim  // nobody's: whoever holds the claim gives them
    };
    Numbers numbers = Numbers::Unknown;
    bool ours = false;                   // we hold the claim
    SteadyClock::time_point nextClaim{}; // not asked again before
    SteadyClock::time_point lastMessage{};
    QByteArrayList held; // without number, waiting for somebody else's
    EventBag fromRing;   // taken from the list; their messages may still come
    SteadyClock::time_point ringRead{};
    bool incomplete = false; // the bus could not be asked: to be done again
};

} // namespace

struct EventRelay::Private
{
    Private(EventLog &l, EventStore &s, EventBus &b, Limits m)
        : log(l), store(s), bus(b), limits(m), queue(m.queueBytes)
    {}

    EventLog &log;
    EventStore &store;
    EventBus &bus;
    const Limits limits;

    std::mutex mutex;
    std::condition_variable work;
    MessageQueue queue;
    bool resync = false;
    bool overflowed = false;
    bool stopping = false;
    bool gathering = false; // looks at the queue soon, without being woken
    std::thread thread;

    // Of the thread alone.
    SteadyClock::time_point lastTurn{};
    QHash<ContainerId, Foreign> foreign;
    std::optional<int> adopted; // counted when the first one comes
    bool saidFull = false;

    void receive(const QList<EventBus::Message> &messages);
    void gather(std::unique_lock<std::mutex> &lock);
    void run();
    int countAdopted();
    void process(const EventBus::Message &message);
    void resyncAll();
    void tick();
    Foreign *adopt(const ContainerId &id);
    Foreign &known(const ContainerId &id);
    bool fill(const ContainerId &id, Foreign &foreign);
    EventBag stored(const ContainerId &id);
    bool claim(const ContainerId &id, Foreign &foreign);
    void takeUnnumbered(const ContainerId &id, Foreign &entry, const QByteArrayList &ring);
    void numbered(const ContainerId &id, Foreign &foreign, EventSeq seq, const QByteArray &json);
    void unnumbered(const ContainerId &id, Foreign &foreign, const QByteArray &json);
    void hold(Foreign &foreign, const QByteArray &json) const;
    bool append(const ContainerId &id, const QByteArray &json);
    bool forgetIfEnded(const ContainerId &id);
};

EventRelay::EventRelay(EventLog &log, EventStore &store, EventBus &bus)
    : EventRelay(log, store, bus, Limits{})
{}

EventRelay::EventRelay(EventLog &log, EventStore &store, EventBus &bus, Limits limits)
    : d(std::make_unique<Private>(log, store, bus, limits))
{}

EventRelay::~EventRelay()
{
    d->bus.setReceiver({});
    d->bus.setConnected({});
    {
        const std::lock_guard lock(d->mutex);
        d->stopping = true;
    }
    d->work.notify_all();
    if (d->thread.joinable())
        d->thread.join();
}

void EventRelay::start()
{
    Private *const p = d.get();
    p->thread = std::thread([p] { p->run(); });
    p->bus.setReceiver([p](const QList<EventBus::Message> &messages) { p->receive(messages); });
    p->bus.setConnected([p] {
        const std::lock_guard lock(p->mutex);
        p->resync = true;
        p->work.notify_all();
    });
}

// On the bus's thread.
void EventRelay::Private::receive(const QList<EventBus::Message> &messages)
{
    const std::lock_guard lock(mutex);
    if (!queue.add(messages)) {
        if (!overflowed)
            qCWarning(lcRedis,
                      "Events of other publishers come faster than they can be stored; the rest is read "
                      "from the bus later.");
        overflowed = true;
    }
    if (!gathering)
        work.notify_all();
}

void EventRelay::Private::run()
{
    const auto interval = milliseconds(std::max(20, limits.claimMs / 3));
    auto nextTick = SteadyClock::now() + interval;
    auto lookAgain = SteadyClock::time_point::max();
    std::unique_lock lock(mutex);
    while (!stopping) {
        work.wait_until(lock, std::min(nextTick, lookAgain),
                        [this] { return stopping || resync || !queue.isEmpty(); });
        if (stopping)
            return;
        if (SteadyClock::now() >= nextTick) {
            nextTick = SteadyClock::now() + interval;
            lock.unlock();
            tick();
            lock.lock();
        } else if (resync || SteadyClock::now() >= lookAgain) {
            // A publisher that publishes first and pushes to the list then may have been between the two.
            lookAgain = resync ? SteadyClock::now() + kLookAgain : SteadyClock::time_point::max();
            resync = false;
            lock.unlock();
            resyncAll();
            lock.lock();
        } else if (!queue.isEmpty()) {
            const std::deque<EventBus::Message> some =
                queue.take(kTogether); // one by one, the two threads stood in each other's way
            lock.unlock();
            for (const EventBus::Message &message : some)
                process(message);
            lock.lock();
            if (overflowed && queue.isEmpty()) {
                overflowed = false;
                resync = true;
            }
            gather(lock);
        }
    }
}

// With `lock` on `mutex`: while turn follows turn, the next one comes by the clock.
void EventRelay::Private::gather(std::unique_lock<std::mutex> &lock)
{
    const auto before = std::exchange(lastTurn, SteadyClock::now());
    if (!queue.isEmpty() || lastTurn - before > 2 * kGather)
        return;
    gathering = true;
    work.wait_for(lock, kGather, [this] { return stopping; });
    gathering = false;
}

int EventRelay::Private::countAdopted()
{
    if (!adopted) {
        int count = 0;
        std::ignore = store.eachContainer(
            [&count](const Container &container) { count += container.host == kForeign ? 1 : 0; });
        adopted = count;
    }
    return *adopted;
}

void EventRelay::Private::process(const EventBus::Message &message)
{
    const ContainerId &id = message.id;
    if (log.wasRemoved(id))
        return;
    const auto container = log.container(id);
    const EventSeq seq = seqOf(message.json);
    if (container && container->host != kForeign) {
        // Ours: a number can only be one that we gave.
        if (seq.value == 0)
            append(id, message.json);
        return;
    }
    if (container && !foreign.contains(id) && !goesOnWith(container->snapshot, message.json))
        return;
    Foreign *const entry = container ? &known(id) : adopt(id);
    if (!entry)
        return;
    entry->lastMessage = SteadyClock::now();
    if (seq.value > 0)
        numbered(id, *entry, seq, message.json);
    else
        unnumbered(id, *entry, message.json);
    forgetIfEnded(id);
}

// Of a container that the store knows already (we were restarted), too.
Foreign &EventRelay::Private::known(const ContainerId &id)
{
    const auto it = foreign.find(id);
    if (it != foreign.end())
        return it.value();
    Foreign &entry = foreign[id];
    fill(id, entry);
    return foreign[id];
}

Foreign *EventRelay::Private::adopt(const ContainerId &id)
{
    if (countAdopted() >= limits.adopted) {
        if (!std::exchange(saidFull, true))
            qCWarning(lcRedis,
                      "Containers of other publishers are not taken over any more: %d are known. Delete "
                      "some.",
                      *adopted);
        return nullptr;
    }
    Container container;
    container.id = id;
    container.hostname = id.value;
    container.host = kForeign;
    container.lifecycle = Lifecycle::Creating;
    container.createdAt = QString::fromLatin1(isoTimestampNow());
    if (const auto opened = log.open(container); !opened) {
        qCWarning(lcRedis, "%s", qUtf8Printable(opened.error().message));
        return nullptr;
    }
    ++*adopted;
    qCInfo(lcRedis, "Container %s of another publisher is taken over.", qUtf8Printable(id.value));
    return &known(id);
}

/// Brings in what the bus still keeps. False when it cannot be asked now.
bool EventRelay::Private::fill(const ContainerId &id, Foreign &entry)
{
    const auto recent = bus.recent(id);
    entry.incomplete = !recent;
    if (!recent)
        return false;
    std::map<qint64, QByteArray> withNumber;
    QByteArrayList without;
    bool owner = false;
    for (const QByteArray &event : recent->events) {
        const qint64 seq = seqOf(event).value;
        owner = owner || seq > 0;
        if (seq > 0)
            withNumber.emplace(seq, event);
        else
            without.append(event);
    }
    for (const QByteArray &event : recent->numbered) {
        if (const qint64 seq = seqOf(event).value; seq > 0)
            withNumber.emplace(seq, event);
    }
    if (owner)
        entry.numbers = Foreign::Numbers::Owner;
    else if (!without.isEmpty() || !recent->numbered.isEmpty())
        entry.numbers = Foreign::Numbers::Claim;
    for (const auto &[seq, event] : withNumber)
        (void)log.appendNumbered(id, {seq}, event); // false: known; errors: the run has ended
    if (entry.numbers == Foreign::Numbers::Claim)
        takeUnnumbered(id, entry, without);
    return true;
}

/// The list's events without number, as far as they are not stored; then what was held, if it is ours now.
void EventRelay::Private::takeUnnumbered(const ContainerId &id, Foreign &entry, const QByteArrayList &ring)
{
    EventBag have = stored(id);
    EventBag waiting; // came as messages before the list was read: they will not come again
    for (const QByteArray &event : std::as_const(entry.held))
        waiting.add(event);
    const auto now = SteadyClock::now();
    if (now - entry.ringRead > kRingMemory)
        entry.fromRing.clear();
    entry.ringRead = now;
    for (const QByteArray &event : ring) {
        if (have.take(event))
            continue;
        entry.ours = entry.ours || claim(id, entry);
        const bool came = waiting.take(event);
        if (!came)
            entry.fromRing.add(event);
        if (entry.ours)
            append(id, event);
        else if (!came)
            hold(entry, event);
    }
    if (!entry.ours || entry.held.isEmpty())
        return;
    const QByteArrayList held = std::exchange(entry.held, {});
    have = stored(id);
    for (const QByteArray &event : held) {
        if (!have.take(event))
            append(id, event);
    }
}

EventBag EventRelay::Private::stored(const ContainerId &id)
{
    EventBag bag;
    (void)log.flush(); // while the disk is full: what is stored, is enough
    const auto last = log.lastAppended(id);
    EventSeq after{last ? std::max<qint64>(0, last->value - kLookBack) : 0};
    for (;;) {
        const auto batches = store.read(id, after, 256 * 1024);
        if (!batches || batches->isEmpty())
            return bag;
        for (const EventBatch &batch : *batches) {
            const QByteArrayList lines = batch.lines.split('\n');
            for (const QByteArray &line : lines) {
                if (!line.isEmpty())
                    bag.add(line);
            }
            after = batch.last();
        }
    }
}

bool EventRelay::Private::claim(const ContainerId &id, Foreign &entry)
{
    const auto now = SteadyClock::now();
    if (now < entry.nextClaim)
        return false;
    entry.nextClaim = now + milliseconds(limits.claimMs / 3);
    const auto got = bus.claim(id, limits.claimMs);
    return got && *got;
}

void EventRelay::Private::numbered(const ContainerId &id, Foreign &entry, EventSeq seq,
                                   const QByteArray &json)
{
    if (entry.numbers == Foreign::Numbers::Unknown)
        entry.numbers = Foreign::Numbers::Owner;
    auto last = log.lastAppended(id);
    if (last && seq.value > last->value + 1) {
        if (!fill(id, entry)) // something was missed
            return; // and the bus is away: both are read later. Taken now, it would make a gap for ever
        last = log.lastAppended(id);
    }
    if (last && seq.value > last->value)
        (void)log.appendNumbered(id, seq, json);
    if (!entry.held.isEmpty()) {
        const QByteArray bare = withoutSeq(json);
        const auto it = std::find_if(entry.held.begin(), entry.held.end(),
                                     [&](const QByteArray &held) { return withoutSeq(held) == bare; });
        if (it != entry.held.end())
            entry.held.erase(it);
    }
}

void EventRelay::Private::unnumbered(const ContainerId &id, Foreign &entry, const QByteArray &json)
{
    if (!entry.fromRing.isEmpty()) {
        if (SteadyClock::now() - entry.ringRead > kRingMemory)
            entry.fromRing.clear();
        else if (entry.fromRing.take(json))
            return;
    }
    if (entry.numbers == Foreign::Numbers::Owner)
        return; // its numbered form will come
    entry.numbers = Foreign::Numbers::Claim;
    if (!entry.ours && claim(id, entry)) {
        // Who gave the numbers is gone, or was never there: first what it left, and what waited for it.
        entry.ours = true;
        fill(id, entry);
    }
    if (!entry.ours) {
        hold(entry, json);
        return;
    }
    if (!entry.fromRing.take(json)) // the list may have had it by now
        append(id, json);
}

void EventRelay::Private::hold(Foreign &entry, const QByteArray &json) const
{
    if (entry.held.size() >= limits.heldPerContainer)
        entry.held.removeFirst();
    entry.held.append(json);
}

bool EventRelay::Private::append(const ContainerId &id, const QByteArray &json)
{
    const auto appended = log.appendForeign(id, json);
    if (!appended && appended.error().code != ErrorCode::Conflict)
        qCWarning(lcRedis, "%s", qUtf8Printable(appended.error().message));
    return appended.has_value();
}

// Runs that have ended need no memory here.
bool EventRelay::Private::forgetIfEnded(const ContainerId &id)
{
    const auto it = foreign.constFind(id);
    if (it == foreign.cend() || !log.hasEnded(id))
        return false;
    foreign.erase(it);
    return true;
}

void EventRelay::Private::resyncAll()
{
    const auto ids = bus.known();
    if (!ids)
        return; // the next connection asks again
    for (const ContainerId &id : *ids) {
        {
            const std::lock_guard lock(mutex);
            if (stopping)
                return;
        }
        if (log.wasRemoved(id))
            continue;
        const auto container = log.container(id);
        if (!container) {
            if (container.error().code == ErrorCode::NotFound)
                (void)adopt(id); // which reads its list
        } else if (container->host == kForeign && !log.hasEnded(id)) {
            Foreign &entry = foreign[id];
            entry.nextClaim = {};
            fill(id, entry);
        }
        forgetIfEnded(id);
    }
}

// Keeps our claims, and takes over where the holder is silent.
void EventRelay::Private::tick()
{
    const QList<ContainerId> ids = foreign.keys();
    for (const ContainerId &id : ids) {
        Foreign &entry = foreign[id];
        if (log.wasRemoved(id)) {
            foreign.remove(id);
            if (adopted)
                --*adopted;
            continue;
        }
        if (entry.incomplete)
            fill(id, entry);
        if (forgetIfEnded(id) || entry.numbers != Foreign::Numbers::Claim)
            continue;
        if (entry.ours && SteadyClock::now() - entry.lastMessage > kClaimIdle) {
            entry.ours = false; // asked for again with its next message
        } else if (entry.ours) {
            const auto kept = bus.claim(id, limits.claimMs);
            if (kept)
                entry.ours = *kept;
        } else if (!entry.held.isEmpty() && claim(id, entry)) {
            entry.ours = true;
            fill(id, entry);
            forgetIfEnded(id);
        }
    }
}

} // namespace slipway
