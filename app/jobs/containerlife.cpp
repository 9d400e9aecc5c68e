// A container after its creation: its state on the host, power, services looked for again.
#include "app/base/clock.h"
#include "app/base/log.h"
#include "app/jobs/containerservice_p.h"
#include <QtConcurrentRun>
#include <thread>

using namespace Qt::Literals::StringLiterals;

namespace slipway {

namespace {

using Power = HostStatus::Power;

constexpr int kStartSeconds = 180;
constexpr int kStopSeconds = 60;
constexpr int kGraceSeconds = 30; // for the host itself, beside the time that the container gets
constexpr int kDiscoverSeconds = 120;
constexpr int kAddressSeconds = 30;
constexpr int kKeptLines = 20;
constexpr auto kGiveUpTime = std::chrono::seconds(10); // a host ends within 2 s of a cancel

struct ActionName
{
    PowerAction action;
    QLatin1StringView name; ///< on the wire
    const char *failure;
};

constexpr std::array kActions = {
    ActionName{PowerAction::Start, QLatin1StringView("start"), "Cannot start the container."},
    ActionName{PowerAction::Shutdown, QLatin1StringView("shutdown"), "Cannot shut down the container."},
    ActionName{PowerAction::Stop, QLatin1StringView("stop"), "Cannot stop the container."},
    ActionName{PowerAction::Reboot, QLatin1StringView("reboot"), "Cannot restart the container."},
};

const ActionName &row(PowerAction action)
{
    return *std::find_if(kActions.begin(), kActions.end(),
                         [action](const ActionName &known) { return known.action == action; });
}

QString failureOf(PowerAction action) { return QLatin1StringView(row(action).failure); }

int secondsFor(PowerAction action, int timeoutSeconds)
{
    switch (action) {
    case PowerAction::Start:
        return kStartSeconds;
    case PowerAction::Stop:
        return kStopSeconds;
    case PowerAction::Shutdown:
        return timeoutSeconds + kGraceSeconds;
    case PowerAction::Reboot:
        return timeoutSeconds + kStartSeconds;
    }
    return kStopSeconds;
}

/// What a running or stopped container that was ready is; nothing when its stored state says so already.
std::optional<Lifecycle> lifecycleAfter(Lifecycle before, Power power)
{
    if (before == Lifecycle::Ready && power == Power::Stopped)
        return Lifecycle::Stopped;
    if (before == Lifecycle::Stopped && power == Power::Running)
        return Lifecycle::Ready;
    return std::nullopt; // a failed creation stays one
}

Error endedByTime(const QString &failure, int seconds, const Error &error)
{
    return {
        ErrorCode::Timeout,
        u"%1 Its host took longer than %2 s. Look at its state, then try again."_s.arg(failure).arg(seconds),
        error.detail, true};
}

} // namespace

QLatin1StringView powerActionName(PowerAction action) { return row(action).name; }

std::optional<PowerAction> powerActionFromName(QStringView name)
{
    for (const ActionName &known : kActions) {
        if (known.name == name)
            return known.action;
    }
    return std::nullopt;
}

// ---- live
// --------------------------------------------------------------------------------------------------

QFuture<Result<LiveState>> ContainerService::live(const ContainerId &id)
{
    const auto promise = std::make_shared<QPromise<Result<LiveState>>>();
    promise->start();
    QFuture<Result<LiveState>> future = promise->future();
    const QMutexLocker lock(&d->mutex);
    std::vector<Private::Asker> &askers = d->asking[id];
    askers.push_back(promise);
    if (askers.size() == 1)
        std::ignore = QtConcurrent::run(&d->looks, [p = d.get(), id] { p->look(id); });
    return future;
}

void ContainerService::Private::look(const ContainerId &id)
{
    const Result<LiveState> state = lookAt(id);
    std::vector<Asker> askers;
    {
        const QMutexLocker lock(&mutex);
        askers = std::move(asking[id]);
        asking.remove(id);
    }
    for (const Asker &asker : askers) {
        asker->addResult(state);
        asker->finish();
    }
}

HostStatus ContainerService::Private::beingCreated()
{
    HostStatus status;
    status.task = tr("it is being created");
    return status;
}

Result<LiveState> ContainerService::Private::lookAt(const ContainerId &id)
{
    const QString failure = u"Cannot look at the container."_s;
    if (stopping.wasAsked())
        return fail(ErrorCode::Unavailable, u"%1 slipwayd is stopping. Start it again."_s.arg(failure));
    const Result<Place> there = place(id, failure);
    if (!there && there.error().code == ErrorCode::NotFound && isActive(id))
        return LiveState{beingCreated(), {}, {}}; // its run waits, or has not named it yet
    if (!there)
        return tl::unexpected(there.error());
    quint64 change = 0;
    {
        const QMutexLocker lock(&mutex);
        change = changes.value(id);
    }
    const QString ref = there->container.hostRef;
    Result<HostStatus> status = there->host->status(ref);
    if (!status)
        return tl::unexpected(status.error());
    LiveState state{*status, there->host->displayName(ref), {}};
    bool isRun = false;
    {
        const QMutexLocker lock(&mutex);
        if (const auto last = actions.constFind(id); last != actions.cend())
            state.action = *last;
        isRun = runGoesOn(id);
    }
    if (isRun && state.status.power == Power::Gone) // claimed, not made yet
        state.status = beingCreated();
    if (!isRun)
        follow(there->container, status->power, change);
    return state;
}

/// What was seen when `change` was counted; nothing, if somebody did something to the container since.
void ContainerService::Private::follow(const Container &container, HostStatus::Power power, quint64 change)
{
    if (!lifecycleAfter(container.lifecycle, power))
        return;
    const QMutexLocker lock(&mutex); // an action that begins now waits until this is noted
    if (busy.contains(container.id) || runGoesOn(container.id) || changes.value(container.id) != change)
        return;
    std::ignore = log.update(container.id, [power](Container &stored) {
        stored.lifecycle = lifecycleAfter(stored.lifecycle, power).value_or(stored.lifecycle);
    });
}

// ---- power
// -------------------------------------------------------------------------------------------------

QFuture<Result<void>> ContainerService::power(const ContainerId &id, PowerAction action, int timeoutSeconds)
{
    return QtConcurrent::run(&d->calls, [p = d.get(), id, action, timeoutSeconds] {
        return p->beginAction(id, action, timeoutSeconds);
    });
}

Result<void> ContainerService::Private::beginAction(const ContainerId &id, PowerAction action,
                                                    int timeoutSeconds)
{
    const QString failure = failureOf(action);
    if (isActive(id)) // also while it does not exist yet
        return fail(ErrorCode::Conflict,
                    u"%1 Its run goes on. Wait for its end, or cancel it."_s.arg(failure));
    Result<Place> there = place(id, failure);
    if (!there)
        return tl::unexpected(there.error());
    const Result<void> mine = action == PowerAction::Stop ? reserveForStop(id, failure)
                                                          : reserve(id, powerActionName(action), failure);
    if (!mine)
        return mine;
    if (there->container.cleanup && (action == PowerAction::Start || action == PowerAction::Reboot))
        forgetCleanup(id); // who starts it by hand wants it kept
    CancelToken token;
    {
        const QMutexLocker lock(&mutex);
        if (closing)
            token.cancel();
        acting.insert(id, token);
        LiveState::Action begun;
        begun.action = action;
        begun.startedAt = busy.value(id).since;
        actions.insert(id, begun);
        ++changes[id];
    }
    std::ignore = QtConcurrent::run(&acts, [this, place = *std::move(there), action, timeoutSeconds, token] {
        act(place, action, timeoutSeconds, token);
    });
    return {};
}

bool ContainerService::Private::endsWaiting(const ContainerId &id)
{
    const QMutexLocker lock(&mutex);
    const auto going = acting.find(id);
    if (going == acting.end())
        return false;
    const PowerAction action = actions.value(id).action;
    const bool isWait = action == PowerAction::Shutdown || action == PowerAction::Reboot;
    if (isWait)
        going->cancel();
    return isWait;
}

/// Who pulls the plug does not wait for the shutdown that does not come to its end.
Result<void> ContainerService::Private::reserveForStop(const ContainerId &id, const QString &failure)
{
    const QString name = powerActionName(PowerAction::Stop);
    Result<void> mine = reserve(id, name, failure);
    const auto deadline = std::chrono::steady_clock::now() + kGiveUpTime;
    while (!mine && mine.error().code == ErrorCode::Conflict && endsWaiting(id) &&
           std::chrono::steady_clock::now() < deadline) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        mine = reserve(id, name, failure);
    }
    return mine;
}

void ContainerService::Private::act(const Place &place, PowerAction action, int timeoutSeconds,
                                    const CancelToken &token)
{
    const ContainerId id = place.container.id;
    const int seconds = secondsFor(action, timeoutSeconds);
    QByteArrayList lines; // of the host, for an error's detail
    HostCall call;
    call.secret = [](const QByteArray &) {};
    call.log = [&](const QByteArray &line) {
        lines.append(line);
        if (lines.size() > kKeptLines)
            lines.removeFirst();
    };
    call.cancel = token.limitedTo(std::chrono::seconds(seconds));
    Result<void> done = perform(place, action, timeoutSeconds, call);
    if (!done && done.error().code == ErrorCode::Cancelled && !token.wasAsked())
        done = tl::unexpected(endedByTime(failureOf(action), seconds, done.error()));
    if (!done && done.error().detail.isEmpty())
        done.error().detail = QString::fromUtf8(lines.join('\n'));
    if (done)
        noteSuccess(place, action, call);
    const QMutexLocker lock(&mutex);
    LiveState::Action &mine = actions[id];
    mine.finishedAt = QString::fromLatin1(isoTimestampNow());
    if (!done)
        mine.error = done.error();
    busy.remove(id);
    acting.remove(id);
    ++changes[id];
}

/// What is so already is done.
Result<void> ContainerService::Private::perform(const Place &place, PowerAction action, int timeoutSeconds,
                                                HostCall &call)
{
    ContainerHost &host = *place.host;
    const QString ref = place.container.hostRef;
    const Result<bool> running = host.isRunning(ref);
    if (!running)
        return tl::unexpected(running.error());
    if (call.cancel.isCancelled())
        return fail(ErrorCode::Cancelled, u"%1 slipwayd is stopping."_s.arg(failureOf(action)));
    switch (action) {
    case PowerAction::Start:
        return *running ? Result<void>() : host.start(ref, call);
    case PowerAction::Shutdown:
        return *running ? host.shutdown(ref, timeoutSeconds, call) : Result<void>();
    case PowerAction::Stop:
        return *running ? host.stop(ref, call) : Result<void>();
    case PowerAction::Reboot:
        if (!*running)
            return fail(ErrorCode::Conflict, u"%1 It is not running. Start it."_s.arg(failureOf(action)));
        return host.reboot(ref, timeoutSeconds, call);
    }
    return {};
}

void ContainerService::Private::noteSuccess(const Place &place, PowerAction action, HostCall &call)
{
    const bool isUp = action == PowerAction::Start || action == PowerAction::Reboot;
    QString address;
    if (isUp) { // a DHCP server may have given another one
        call.cancel = call.cancel.limitedTo(std::chrono::seconds(kAddressSeconds));
        address = place.host->awaitAddress(place.container.hostRef, call).value_or(QString());
    }
    const Power power = isUp ? Power::Running : Power::Stopped;
    const Result<void> noted = log.update(place.container.id, [power, address](Container &stored) {
        stored.lifecycle = lifecycleAfter(stored.lifecycle, power).value_or(stored.lifecycle);
        if (!address.isEmpty())
            stored.address = address;
    });
    if (noted)
        std::ignore = log.flush(); // over means: who asks sees it
}

// ---- services, again
// ---------------------------------------------------------------------------------------

QFuture<Result<ServiceList>> ContainerService::rediscover(const ContainerId &id)
{
    return QtConcurrent::run(&d->calls, [p = d.get(), id] { return p->rediscover(id); });
}

Result<ServiceList> ContainerService::Private::rediscover(const ContainerId &id)
{
    const QString failure = u"Cannot look for services."_s;
    if (isActive(id)) // also while it does not exist yet
        return fail(ErrorCode::Conflict, u"%1 Its run goes on. Wait for its end."_s.arg(failure));
    const Result<Place> there = place(id, failure);
    if (!there)
        return tl::unexpected(there.error());
    // Not beside a restart either: half of the services would be missing, and stay so.
    if (const Result<void> mine = reserve(id, u"rediscover"_s, failure); !mine)
        return tl::unexpected(mine.error());
    HostCall call;
    call.log = [](const QByteArray &) {};
    call.secret = [](const QByteArray &) {};
    call.cancel = stopping.limitedTo(std::chrono::seconds(kDiscoverSeconds));
    Result<ServiceList> found = there->host->discoverServices(there->container.hostRef, call);
    if (!found && found.error().code == ErrorCode::Cancelled && !stopping.wasAsked())
        found = tl::unexpected(endedByTime(failure, kDiscoverSeconds, found.error()));
    if (found && found->containerIp.isEmpty())
        found->containerIp = there->container.address;
    if (found) {
        if (const Result<void> saved = store.saveServices(id, *found); !saved)
            found = tl::unexpected(saved.error());
    }
    release(id);
    return found;
}

void ContainerService::Private::cancelAll()
{
    const QMutexLocker lock(&mutex);
    closing = true;
    stopping.cancel();
    for (const QHash<ContainerId, CancelToken> *tokens : {&active, &acting}) {
        for (const CancelToken &token : *tokens)
            CancelToken(token).cancel();
    }
}

} // namespace slipway
