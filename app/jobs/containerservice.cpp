#include "app/jobs/containerservice.h"

#include "app/base/clock.h"
#include "app/base/log.h"
#include "app/jobs/recipe.h"
#include <QHash>
#include <QMutex>
#include <QThreadPool>
#include <QtConcurrentRun>

using namespace Qt::Literals::StringLiterals;

namespace slipway {

namespace {

constexpr int kIoThreads = 4;
constexpr int kShutdownMs = 30000;
constexpr int kRemoveSeconds = 60;
constexpr int kLogLinesMax = 200;
constexpr QLatin1StringView kForeignHost("foreign"); // made by another program on the same Redis

} // namespace

struct ContainerService::Private
{
    Private(EventStore &itsStore, EventLog &itsLog, ContainerHost &itsHost, Limits itsLimits)
        : store(itsStore), log(itsLog), host(itsHost), limits(itsLimits)
    {
        runs.setMaxThreadCount(std::max(1, limits.parallelRuns));
        io.setMaxThreadCount(kIoThreads);
    }

    EventStore &store;
    EventLog &log;
    ContainerHost &host;
    const Limits limits;
    Resolver resolver;

    mutable QMutex mutex;
    QHash<ContainerId, CancelToken> active; // running and waiting
    bool closing = false;

    QThreadPool runs; // one thread a run
    QThreadPool io;   // short calls; last members: their threads end before the rest goes

    Result<Container> begin(const ContainerSpec &asked);
    Result<ContainerSpec> resolved(const ContainerSpec &asked);
    void run(const ContainerId &id, const ContainerSpec &spec, const CancelToken &token);
    RunSink sink(const ContainerId &id);
    bool isActive(const ContainerId &id) const;
    struct Remains
    {
        QString text; ///< for the run's last words
        bool isThere = false;
    };
    Remains lookForRemains(const Container &container, const QString &ref);
    Result<bool> endInterrupted(const Container &container);
    Result<void> remove(const ContainerId &id);
    Result<QStringList> serviceLogs(const ContainerId &id, const QString &service, int lines);
};

// ---- create
// ------------------------------------------------------------------------------------------------

Result<ContainerSpec> ContainerService::Private::resolved(const ContainerSpec &asked)
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
    if (errors.isEmpty())
        return spec;
    QStringList all;
    for (const FieldError &error : errors)
        all.append(error.field + u": "_s + error.message);
    return fail(ErrorCode::Invalid, errors.first().message, all.join(u'\n'));
}

Result<Container> ContainerService::Private::begin(const ContainerSpec &asked)
{
    const Result<ContainerSpec> spec = resolved(asked);
    if (!spec)
        return tl::unexpected(spec.error());
    if (const Result<void> able = host.check(); !able)
        return tl::unexpected(able.error());
    if (const Result<void> accepted = host.validate(*spec); !accepted)
        return tl::unexpected(accepted.error());

    Container container;
    container.id = ContainerId::generate();
    container.hostname = spec->hostname;
    container.templateName = spec->templateName;
    container.host = host.name();
    container.isSimulated = host.isSimulated();
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
    runs.start([this, id = container.id, spec = *spec, token] { run(id, spec, token); });
    return container;
}

RunSink ContainerService::Private::sink(const ContainerId &id)
{
    RunSink sink;
    sink.append = [this, id](const ProgressEvent &event) -> Result<void> {
        return log.append(id, event).map([](EventSeq) {});
    };
    sink.created = [this, id](const QString &ref) {
        std::ignore = log.update(id, [ref](Container &container) { container.hostRef = ref; });
    };
    sink.addressFound = [this, id](const QString &address) {
        std::ignore = log.update(id, [address](Container &container) { container.address = address; });
    };
    sink.saveServices = [this, id](const ServiceList &services) { return store.saveServices(id, services); };
    return sink;
}

void ContainerService::Private::run(const ContainerId &id, const ContainerSpec &spec,
                                    const CancelToken &token)
{
    std::ignore = log.update(id, [](Container &container) {
        container.lifecycle = Lifecycle::Creating;
        container.snapshot.lifecycle = Lifecycle::Creating;
    });
    RunContext context(host, spec, sink(id), token);
    if (host.isSimulated())
        context.log("This is a simulation: no container is created, every line is made up.");
    std::ignore = runRecipe(creationRecipe(), context);
    std::ignore = log.flush(); // over means: its last event can be read
    const QMutexLocker lock(&mutex);
    active.remove(id);
}

bool ContainerService::Private::isActive(const ContainerId &id) const
{
    const QMutexLocker lock(&mutex);
    return active.contains(id);
}

// ---- after a restart
// ---------------------------------------------------------------------------------------

ContainerService::Private::Remains ContainerService::Private::lookForRemains(const Container &container,
                                                                             const QString &ref)
{
    if (container.host != host.name() && container.isSimulated)
        return {u"Nothing is left of it: it was a simulation."_s, false};
    if (container.host != host.name()) // we cannot ask that one
        return {u"What is left of \"%1\" on the host \"%2\" cannot be seen from here; start slipwayd with "
                "--host %2 to look and to delete it."_s.arg(ref, container.host),
                !container.hostRef.isEmpty()};
    host.endInterrupted(ref);
    const Result<bool> running = host.isRunning(ref);
    if (running)
        return {u"Container \"%1\" is left on the host, %2; delete it when it is not needed."_s.arg(
                    ref, *running ? u"running"_s : u"stopped"_s),
                true};
    if (running.error().code == ErrorCode::NotFound)
        return {u"Nothing is left on the host."_s, false};
    return {u"Cannot tell what is left on the host. %1"_s.arg(running.error().message), false};
}

Result<bool> ContainerService::Private::endInterrupted(const Container &container)
{
    // What another program makes goes on without us; its end comes over the bus.
    if (container.host == kForeignHost || isTerminal(container.lifecycle) || isActive(container.id))
        return false;
    // create() on the host may have finished without our having noted its ref.
    const QString ref = container.hostRef.isEmpty() ? container.hostname : container.hostRef;
    const QString step = container.snapshot.step.isEmpty()
                             ? u"it waited for its start"_s
                             : u"step \"%1\" was running"_s.arg(container.snapshot.step);
    const Remains remains = lookForRemains(container, ref);
    ProgressEvent event =
        ProgressEvent::makeError(u"slipwayd was restarted while %1. %2"_s.arg(step, remains.text));
    event.extra.insert(u"code"_s, u"interrupted"_s);
    if (remains.isThere) {
        event.extra.insert(u"leftOnHost"_s, ref);
        std::ignore = log.update(container.id, [ref](Container &c) { c.hostRef = ref; });
    }
    return log.append(container.id, event).map([](EventSeq) { return true; });
}

Result<int> ContainerService::recoverInterruptedRuns()
{
    const Result<QList<Container>> all = d->store.containers();
    if (!all)
        return tl::unexpected(all.error());
    int ended = 0;
    for (const Container &container : *all) {
        const Result<bool> done = d->endInterrupted(container);
        if (!done)
            return tl::unexpected(done.error());
        ended += *done ? 1 : 0;
    }
    if (ended > 0) {
        if (const Result<void> flushed = d->log.flush(); !flushed)
            return tl::unexpected(flushed.error());
    }
    return ended;
}

// ---- the rest
// ----------------------------------------------------------------------------------------------

Result<void> ContainerService::Private::remove(const ContainerId &id)
{
    if (isActive(id))
        return fail(ErrorCode::Conflict, u"Cannot delete the container. Its run goes on. Cancel it first."_s);
    const Result<Container> container = log.container(id);
    if (!container)
        return tl::unexpected(container.error());
    if (container->host != host.name() && container->host != kForeignHost && !container->isSimulated &&
        !container->hostRef.isEmpty())
        return fail(ErrorCode::Unavailable,
                    u"Cannot delete the container. It lives on the host \"%1\", which this backend does not "
                    "serve. Start slipwayd with --host %1 first."_s.arg(container->host));
    if (container->host == host.name() && !container->hostRef.isEmpty()) {
        HostCall call;
        call.log = [](const QByteArray &) {};
        call.secret = [](const QByteArray &) {};
        call.cancel = CancelToken().limitedTo(std::chrono::seconds(kRemoveSeconds));
        if (const Result<void> gone = host.destroy(container->hostRef, call); !gone)
            return gone;
    }
    return log.remove(id);
}

Result<QStringList> ContainerService::Private::serviceLogs(const ContainerId &id, const QString &service,
                                                           int lines)
{
    if (!isSafeServiceName(service))
        return fail(ErrorCode::Invalid, u"Cannot read the log. The name of the service is not valid."_s);
    const Result<Container> container = log.container(id);
    if (!container)
        return tl::unexpected(container.error());
    if (container->host != host.name())
        return fail(
            ErrorCode::Unavailable,
            u"Cannot read the log. The container lives on host \"%1\", which this backend does not serve."_s
                .arg(container->host));
    if (container->hostRef.isEmpty())
        return fail(ErrorCode::NotFound, u"Cannot read the log. The container does not exist on the host."_s);
    return host.serviceLogs(container->hostRef, service, std::clamp(lines, 1, kLogLinesMax));
}

ContainerService::ContainerService(EventStore &store, EventLog &log, ContainerHost &host, Limits limits,
                                   QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(store, log, host, limits))
{}

ContainerService::~ContainerService()
{
    {
        const QMutexLocker lock(&d->mutex);
        d->closing = true;
        for (const CancelToken &token : std::as_const(d->active))
            CancelToken(token).cancel();
    }
    // Every host call ends within 2 s of a cancel; the pools' own destructors wait for what does not.
    if (!d->io.waitForDone(kShutdownMs) || !d->runs.waitForDone(kShutdownMs))
        qCCritical(lcJobs) << "a run does not stop; waiting for it";
}

void ContainerService::setResolver(Resolver resolver) { d->resolver = std::move(resolver); }
ContainerHost &ContainerService::host() const { return d->host; }

QFuture<Result<Container>> ContainerService::create(const ContainerSpec &spec)
{
    return QtConcurrent::run(&d->io, [p = d.get(), spec] { return p->begin(spec); });
}

QFuture<Result<QList<Container>>> ContainerService::list()
{
    return QtConcurrent::run(&d->io, [p = d.get()] { return p->store.containers(); });
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
        &d->io, [p = d.get(), id, service, lines] { return p->serviceLogs(id, service, lines); });
}

QFuture<Result<void>> ContainerService::remove(const ContainerId &id)
{
    return QtConcurrent::run(&d->io, [p = d.get(), id] { return p->remove(id); });
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

int ContainerService::activeRuns() const
{
    const QMutexLocker lock(&d->mutex);
    return static_cast<int>(d->active.size());
}

} // namespace slipway
