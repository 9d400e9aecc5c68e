// Making, listing and removing.
#include "app/jobs/containerservice.h"

#include "app/base/clock.h"
#include "app/base/log.h"
#include "app/jobs/containerservice_p.h"
#include "app/jobs/fieldrefusal.h"
#include <QElapsedTimer>
#include <QtConcurrentRun>

using namespace Qt::Literals::StringLiterals;

namespace slipway {

namespace {

constexpr int kIoThreads = 4;
constexpr int kCallThreads = 8;
constexpr int kLookThreads = 16; // they wait, mostly: for nodes that do not answer
constexpr int kActThreads = 32;
constexpr int kShutdownMs = 30000;
constexpr int kLogLinesMax = 200;

/// What the host is asked about: features which only the template wishes for are no reason to refuse.
ContainerSpec asAsked(ContainerSpec resolved, const ContainerSpec &asked)
{
    resolved.features = asked.features;
    resolved.unprivileged = asked.unprivileged;
    return resolved;
}

} // namespace

ContainerService::Private::Private(ContainerService *itsOwner, EventStore &itsStore, EventLog &itsLog,
                                   HostDirectory &itsHosts, Limits itsLimits)
    : owner(itsOwner), store(itsStore), log(itsLog), hosts(itsHosts), limits(itsLimits)
{
    runs.setMaxThreadCount(std::max(1, limits.parallelRuns));
    io.setMaxThreadCount(kIoThreads);
    calls.setMaxThreadCount(kCallThreads);
    looks.setMaxThreadCount(kLookThreads);
    acts.setMaxThreadCount(kActThreads);
}

// ---- what all of it needs
// ----------------------------------------------------------------------------------

bool ContainerService::Private::isActive(const ContainerId &id) const
{
    const QMutexLocker lock(&mutex);
    return runGoesOn(id);
}

/// Call with `mutex`. After its last event a run does nothing more to the container, though its thread has
/// not ended: who has seen that event may go on at once.
bool ContainerService::Private::runGoesOn(const ContainerId &id) const
{
    return active.contains(id) && !log.hasEnded(id);
}

Result<Container> ContainerService::Private::stored(const ContainerId &id)
{
    Result<Container> found = log.container(id);
    if (!found && found.error().code == ErrorCode::NotFound)
        return fail(ErrorCode::NotFound, u"Container not found"_s);
    return found;
}

Result<ContainerService::Private::HostPtr> ContainerService::Private::hostOf(const Container &container,
                                                                             const QString &failure)
{
    if (container.host == kForeignHost)
        return fail(
            ErrorCode::Unavailable,
            u"%1 Another program on the same Redis made it, and that alone can reach it."_s.arg(failure));
    Result<HostPtr> host = hosts.host(container.node);
    if (!host && host.error().code == ErrorCode::NotFound)
        return fail(ErrorCode::Unavailable,
                    u"%1 It lives on the node \"%2\", which was removed. Add the node again under that name "
                    "first."_s.arg(failure, container.node));
    if (!host)
        return fail(ErrorCode::Unavailable, u"%1 %2"_s.arg(failure, host.error().message),
                    host.error().detail, host.error().retryable);
    if ((*host)->name() != container.host)
        return fail(ErrorCode::Unavailable,
                    u"%1 It lives on the host \"%2\", which this backend does not serve. Start slipwayd with "
                    "--host %2 first."_s.arg(failure, container.host));
    return host;
}

Result<ContainerService::Private::Place> ContainerService::Private::place(const ContainerId &id,
                                                                          const QString &failure)
{
    const Result<Container> container = stored(id);
    if (!container)
        return tl::unexpected(container.error());
    const Result<HostPtr> host = hostOf(*container, failure);
    if (!host)
        return tl::unexpected(host.error());
    if (container->hostRef.isEmpty())
        return fail(ErrorCode::NotFound, u"%1 It does not exist on the host."_s.arg(failure));
    return Place{*container, *host};
}

Result<void> ContainerService::Private::reserve(const ContainerId &id, const QString &what,
                                                const QString &failure)
{
    const QMutexLocker lock(&mutex);
    if (closing)
        return fail(ErrorCode::Unavailable, u"%1 slipwayd is stopping. Start it again."_s.arg(failure));
    if (runGoesOn(id))
        return fail(ErrorCode::Conflict, u"%1 Its run goes on. Cancel it first."_s.arg(failure));
    if (const auto other = busy.constFind(id); other != busy.cend())
        return fail(
            ErrorCode::Conflict,
            u"%1 \"%2\" goes on since %3. Wait for its end."_s.arg(failure, other->what, other->since), {},
            true);
    busy.insert(id, {what, QString::fromLatin1(isoTimestampNow())});
    return {};
}

void ContainerService::Private::release(const ContainerId &id)
{
    const QMutexLocker lock(&mutex);
    busy.remove(id);
    ++changes[id];
}

// ---- create
// ------------------------------------------------------------------------------------------------

Result<ContainerSpec> ContainerService::Private::resolved(const ContainerSpec &asked,
                                                          const ContainerHost &host) const
{
    ContainerSpec spec = asked;
    if (resolver) {
        Result<ContainerSpec> merged = resolver(asked);
        if (!merged)
            return merged;
        spec = std::move(*merged);
    }
    spec = host.completed(std::move(spec));
    const QList<FieldError> errors = validateComplete(spec);
    if (!errors.isEmpty())
        return tl::unexpected(refusal(errors));
    return spec;
}

Result<Container> ContainerService::Private::begin(const ContainerSpec &asked)
{
    const Result<HostPtr> found = hosts.host(asked.node);
    if (!found && found.error().code == ErrorCode::NotFound)
        return tl::unexpected(refusal({{u"node"_s, found.error().message}}));
    if (!found)
        return tl::unexpected(found.error());
    const HostPtr host = *found;
    const Result<ContainerSpec> spec = resolved(asked, *host);
    if (!spec)
        return tl::unexpected(spec.error());
    if (const Result<void> able = host->check(); !able)
        return tl::unexpected(able.error());
    if (const Result<void> accepted = host->validate(asAsked(*spec, asked)); !accepted)
        return tl::unexpected(accepted.error());

    Container container;
    container.id = ContainerId::generate();
    container.hostname = spec->hostname;
    container.templateName = spec->templateName;
    container.host = host->name();
    container.node = asked.node;
    container.isSimulated = host->isSimulated();
    container.lifecycle = Lifecycle::Pending;
    container.createdAt = QString::fromLatin1(isoTimestampNow());
    container.spec = toRedactedJson(*spec);
    container.snapshot.hostname = spec->hostname;
    container.snapshot.lifecycle = Lifecycle::Pending;
    if (const Result<void> opened = log.open(container); !opened)
        return tl::unexpected(opened.error());

    CancelToken token;
    qsizetype before = 0;
    {
        const QMutexLocker lock(&mutex);
        before = active.size();
        active.insert(container.id, token);
        if (closing)
            token.cancel();
    }
    if (before >= limits.parallelRuns) {
        const QString text =
            u"Waiting for a free place: %1 other runs go on, %2 at a time."_s.arg(before).arg(
                limits.parallelRuns);
        std::ignore = log.append(container.id, ProgressEvent::makeLog(text));
    }
    const Order order{*spec, std::nullopt};
    runs.start([this, id = container.id, order, host, token] { run(id, order, host, token); });
    return container;
}

RunSink ContainerService::Private::sink(const ContainerId &id, const RecorderPtr &recorder)
{
    RunSink sink;
    sink.append = [this, id, recorder](const ProgressEvent &event) -> Result<void> {
        ProgressEvent stamped = event;
        if (stamped.timestamp.isEmpty())
            stamped.timestamp = QString::fromLatin1(isoTimestampNow());
        if (stamped.type == EventType::Error) // with its end: what was to be removed, if it is still there
            rememberCleanup(id, {});
        const Result<EventSeq> seq = log.append(id, stamped);
        if (!seq)
            return tl::unexpected(seq.error());
        const QMutexLocker lock(&recorder->mutex);
        recorder->recorder.apply(stamped, *seq);
        return {};
    };
    sink.created = [this, id](const QString &ref) {
        std::ignore = log.update(id, [ref](Container &container) { container.hostRef = ref; });
        if (!ref.isEmpty())
            std::ignore =
                log.flush(); // on the disk before the host begins: whoever comes after us looks there
    };
    sink.addressFound = [this, id](const QString &address) {
        std::ignore = log.update(id, [address](Container &container) { container.address = address; });
    };
    sink.saveServices = [this, id](const ServiceList &services) { return store.saveServices(id, services); };
    return sink;
}

void ContainerService::Private::run(const ContainerId &id, const Order &order, const HostPtr &host,
                                    const CancelToken &token)
{
    if (!order.resumed)
        std::ignore = log.update(id, [](Container &container) {
            container.lifecycle = Lifecycle::Creating;
            container.snapshot.lifecycle = Lifecycle::Creating;
        });
    const RecorderPtr recorder = recorderFor(id);
    RunContext context(*host, order.spec, sink(id, recorder), token);
    context.resumed = order.resumed;
    if (!order.resumed && host->isSimulated())
        context.log("This is a simulation: no container is created, every line is made up.");
    std::ignore = runRecipe(creationRecipe(), context);
    noteRun(id, recorder);
    std::ignore = log.flush(); // over means: its last event can be read
    const Result<Container> ended = log.container(id);
    if (ended && ended->cleanup)
        planCleanup(ended->node, limits.cleanupFirstMs);
    const QMutexLocker lock(&mutex);
    active.remove(id);
    recording.remove(id);
}

// ---- the rest
// ----------------------------------------------------------------------------------------------

Result<void> ContainerService::Private::destroy(const Container &container)
{
    if (container.host == kForeignHost || container.hostRef.isEmpty())
        return {};
    const Result<HostPtr> host = hostOf(container, u"Cannot delete the container."_s);
    if (!host)
        return container.isSimulated ? Result<void>() : tl::unexpected(host.error());
    return destroyOn(**host, container.hostRef, [](const QByteArray &) {});
}

/// Cancelled only when slipwayd is stopped.
Result<void> ContainerService::Private::destroyOn(ContainerHost &host, const QString &ref,
                                                  const std::function<void(const QByteArray &)> &tell) const
{
    HostCall call;
    call.log = tell;
    call.secret = [](const QByteArray &) {};
    call.cancel = stopping.limitedTo(std::chrono::seconds(limits.removeSeconds));
    const Result<void> gone = host.destroy(ref, call);
    if (!gone && gone.error().code == ErrorCode::Cancelled && !stopping.wasAsked())
        return fail(ErrorCode::Timeout,
                    u"Cannot delete the container. Its host took longer than %1 s. Try again."_s.arg(
                        limits.removeSeconds),
                    gone.error().detail, true);
    return gone;
}

Result<void> ContainerService::Private::remove(const ContainerId &id, Removal how)
{
    if (const Result<Container> known = stored(id); !known)
        return tl::unexpected(known.error());
    const Result<void> mine = reserve(id, u"delete"_s, u"Cannot delete the container."_s);
    if (!mine)
        return mine;
    const Result<Container> container = stored(id); // as it is now that nobody else touches it
    Result<void> gone = container ? destroy(*container) : tl::unexpected(container.error());
    if (container && !gone && how == Removal::Forced && !stopping.wasAsked()) {
        qCWarning(lcJobs).noquote() << container->hostname
                                    << "is forgotten, and may be left on its host:" << gone.error().message;
        gone = {};
    }
    const Result<void> removed = gone ? log.remove(id) : gone;
    release(id);
    if (removed) {
        const QMutexLocker lock(&mutex);
        actions.remove(id);
        changes.remove(id);
    }
    return removed;
}

Result<QStringList> ContainerService::Private::serviceLogs(const ContainerId &id, const QString &service,
                                                           int lines)
{
    if (!isSafeServiceName(service))
        return fail(ErrorCode::Invalid, u"Cannot read the log. The name of the service is not valid."_s);
    const Result<Place> there = place(id, u"Cannot read the log."_s);
    if (!there)
        return tl::unexpected(there.error());
    return there->host->serviceLogs(there->container.hostRef, service, std::clamp(lines, 1, kLogLinesMax));
}

ContainerService::ContainerService(EventStore &store, EventLog &log, HostDirectory &hosts, Limits limits,
                                   QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(this, store, log, hosts, limits))
{}

ContainerService::~ContainerService()
{
    d->cancelAll();
    // Every host call ends within 2 s of a cancel; the pools' own destructors wait for what does not.
    QElapsedTimer timer;
    timer.start();
    bool ended = true;
    for (QThreadPool *pool : {&d->io, &d->calls, &d->looks, &d->acts, &d->runs})
        ended = pool->waitForDone(std::max(0, kShutdownMs - static_cast<int>(timer.elapsed()))) && ended;
    if (!ended)
        qCCritical(lcJobs) << "a run does not stop; waiting for it";
}

void ContainerService::setResolver(Resolver resolver) { d->resolver = std::move(resolver); }
HostDirectory &ContainerService::hosts() const { return d->hosts; }

QFuture<Result<Container>> ContainerService::create(const ContainerSpec &spec)
{
    return QtConcurrent::run(&d->calls, [p = d.get(), spec] { return p->begin(spec); });
}

QFuture<Result<Container>> ContainerService::find(const ContainerId &id)
{
    return QtConcurrent::run(&d->io, [p = d.get(), id] { return p->log.container(id); });
}

QFuture<Result<ServiceList>> ContainerService::services(const ContainerId &id)
{
    return QtConcurrent::run(&d->io, [p = d.get(), id]() -> Result<ServiceList> {
        if (const Result<Container> container = p->log.container(id); !container)
            return tl::unexpected(container.error());
        return p->store.services(id);
    });
}

QFuture<Result<QStringList>> ContainerService::serviceLogs(const ContainerId &id, const QString &service,
                                                           int lines)
{
    return QtConcurrent::run(
        &d->calls, [p = d.get(), id, service, lines] { return p->serviceLogs(id, service, lines); });
}

QFuture<Result<void>> ContainerService::remove(const ContainerId &id, Removal how)
{
    return QtConcurrent::run(&d->calls, [p = d.get(), id, how] { return p->remove(id, how); });
}

Result<void> ContainerService::cancel(const ContainerId &id)
{
    const QMutexLocker lock(&d->mutex);
    const auto found = d->active.find(id);
    if (found == d->active.end())
        return fail(ErrorCode::Conflict, u"Cannot cancel. No run of this container goes on."_s);
    found->cancel();
    return {};
}

QFuture<Result<Container>> ContainerService::retry(const ContainerId &id, const RetryRequest &request)
{
    return QtConcurrent::run(&d->calls, [p = d.get(), id, request] { return p->beginRetry(id, request); });
}

QFuture<Result<QList<RunRecord>>> ContainerService::runHistory(const ContainerId &id)
{
    return QtConcurrent::run(&d->io, [p = d.get(), id] { return p->runHistory(id); });
}

int ContainerService::activeRuns() const
{
    const QMutexLocker lock(&d->mutex);
    return static_cast<int>(d->active.size());
}

} // namespace slipway
