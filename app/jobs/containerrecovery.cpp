// Runs that ended with the process that made them.
#include "app/base/log.h"
#include "app/jobs/containerservice_p.h"
#include <QTimer>
#include <QtConcurrentRun>

using namespace Qt::Literals::StringLiterals;

namespace slipway {

bool ContainerService::Private::isInterrupted(const Container &container) const
{
    // What another program makes goes on without us; its end comes over the bus.
    return container.host != kForeignHost && !isTerminal(container.lifecycle) && !isActive(container.id);
}

/// What can be said without asking a host.
std::optional<ContainerService::Private::Remains>
ContainerService::Private::knownRemains(const Container &container, const Result<HostPtr> &host) const
{
    if (container.hostRef.isEmpty()) // create() says its ref before it makes anything
        return Remains{u"Nothing is left on the host."_s};
    const bool isServed = host && (*host)->name() == container.host;
    if (!isServed && container.isSimulated)
        return Remains{u"Nothing is left of it: it was a simulation."_s};
    if (!host)
        return unseenRemains(container, container.hostname, host.error().message);
    if (!isServed) // we cannot ask that one
        return Remains{
            u"What is left of \"%1\" on the host \"%2\" cannot be seen from here; start slipwayd with "
            "--host %2 to look and to delete it."_s.arg(container.hostname, container.host),
            true, false, container.hostname};
    return std::nullopt;
}

ContainerService::Private::Remains ContainerService::Private::lookForRemains(const Container &container,
                                                                             ContainerHost &host) const
{
    const QString ref = container.hostRef;
    const QString shown = host.displayName(ref);
    const Result<bool> running = host.isRunning(ref);
    if (running) {
        host.endInterrupted(ref);
        return {u"Container \"%1\" is left on the host, %2; delete it when it is not needed."_s.arg(
                    shown, *running ? u"running"_s : u"stopped"_s),
                true, false, shown};
    }
    if (running.error().code == ErrorCode::NotFound)
        return {u"Nothing is left on the host."_s};
    return unseenRemains(container, shown, running.error().message);
}

ContainerService::Private::Remains
ContainerService::Private::unseenRemains(const Container &container, const QString &shown, const QString &why)
{
    const QString where = container.node.isEmpty() ? u"host"_s : u"node \"%1\""_s.arg(container.node);
    QString text = u"What is left of \"%1\" on the %2 cannot be seen now. %3"_s.arg(shown, where, why);
    if (rollsBack(container))
        text += u" It was to be removed, and is when it can be seen again: slipwayd goes on trying."_s;
    return {text, false, true, shown, why};
}

/// It was asked for with the request; a retry keeps to it.
bool ContainerService::Private::rollsBack(const Container &container)
{
    return onFailureFromName(container.spec.value("onFailure"_L1).toString()) == OnFailure::Rollback;
}

/// Removes what is there, as the run itself would have done; told in the run's log.
ContainerService::Private::Remains ContainerService::Private::rollBack(const Container &container,
                                                                       ContainerHost &host)
{
    const auto tell = [this, &container](const QString &line) {
        std::ignore = log.append(container.id, ProgressEvent::makeLog(line));
    };
    tell(u"slipwayd was restarted. Rolling back: the container is removed, as it was asked for."_s);
    const Result<void> gone = destroyOn(host, container.hostRef,
                                        [&tell](const QByteArray &line) { tell(QString::fromUtf8(line)); });
    const QString shown = host.displayName(container.hostRef);
    if (gone)
        tell(u"Removed the unfinished container."_s);
    else
        tell(u"Cannot remove the unfinished container. %1"_s.arg(gone.error().message));
    return gone ? Remains{u"Container \"%1\" was removed, as it was asked for."_s.arg(shown)}
                : Remains{u"Container \"%1\" is left on the host. It was to be removed, and that failed: %2 "
                          "slipwayd goes on trying."_s.arg(shown, gone.error().message),
                          true, false, shown, gone.error().message};
}

Result<void> ContainerService::Private::endInterrupted(const Container &container, const Remains &remains)
{
    const QString step = container.snapshot.step.isEmpty()
                             ? u"it waited for its start"_s
                             : u"step \"%1\" was running"_s.arg(container.snapshot.step);
    ProgressEvent event =
        ProgressEvent::makeError(u"slipwayd was restarted while %1. %2"_s.arg(step, remains.text));
    event.extra.insert(u"code"_s, u"interrupted"_s);
    if (remains.isThere)
        event.extra.insert(u"leftOnHost"_s, remains.shown);
    else if (!remains.isUnseen)
        event.extra.insert(u"leftOnHost"_s, QJsonValue::Null);
    if (remains.isThere || remains.isUnseen)
        rememberCleanup(container.id, remains.problem);
    const Result<EventSeq> appended = log.append(container.id, event);
    if (!appended && appended.error().code != ErrorCode::Conflict) // ended meanwhile
        return tl::unexpected(appended.error());
    if (!remains.isThere && !remains.isUnseen)
        return log.update(container.id, [](Container &stored) {
            stored.hostRef.clear();
            stored.address.clear();
        });
    if (rollsBack(container))
        planCleanup(container.node, limits.cleanupFirstMs);
    return {};
}

void ContainerService::Private::concludeInterrupted(const Container &container, const Remains &remains)
{
    if (const Result<void> ended = endInterrupted(container, remains);
        !ended && ended.error().code != ErrorCode::NotFound)
        qCWarning(lcJobs).noquote() << ended.error().message;
    release(container.id);
}

/// On a thread of its own, one container after the other: a host that did not answer once is not asked again.
/// All are looked at before the first is removed, which takes a while.
void ContainerService::Private::endOnHost(const QList<Container> &containers, const HostPtr &host)
{
    std::optional<QString> silent;
    QList<Container> unwanted;
    for (const Container &container : containers) {
        if (stopping.wasAsked())
            silent = u"slipwayd was stopped."_s;
        const Remains remains = silent
                                    ? unseenRemains(container, host->displayName(container.hostRef), *silent)
                                    : lookForRemains(container, *host);
        if (remains.isUnseen && !silent)
            silent = u"It did not answer."_s;
        if (remains.isThere && rollsBack(container)) {
            const QMutexLocker lock(&mutex);
            rollingBack.insert(container.id);
            unwanted.append(container);
        } else {
            concludeInterrupted(container, remains);
        }
    }
    for (const Container &container : std::as_const(unwanted)) {
        if (log.hasEnded(container.id)) // it was given up waiting for: removed later, with what is said of it
            release(container.id);
        else
            concludeInterrupted(container, rollBack(container, *host));
        const QMutexLocker lock(&mutex);
        rollingBack.remove(container.id);
    }
    std::ignore = log.flush();
}

void ContainerService::Private::giveUpLooking(const QList<Container> &containers, const HostPtr &host)
{
    for (const Container &container : containers) {
        {
            const QMutexLocker lock(&mutex);
            if (rollingBack.contains(container.id)) // it was seen, and its removal has a limit of its own
                continue;
        }
        if (!log.hasEnded(container.id) && !log.wasRemoved(container.id))
            std::ignore =
                endInterrupted(container, unseenRemains(container, host->displayName(container.hostRef),
                                                        u"It did not answer."_s));
    }
}

Result<int> ContainerService::recoverInterruptedRuns()
{
    const Result<QList<Container>> all = d->store.unsettled();
    if (!all)
        return tl::unexpected(all.error());
    int interrupted = 0;
    QHash<QString, std::pair<Private::HostPtr, QList<Container>>> away; // by node
    for (const Container &container : *all) {
        if (container.cleanup) // of an earlier time
            d->planCleanup(container.node, 0);
        if (!d->isInterrupted(container))
            continue;
        ++interrupted;
        const Result<Private::HostPtr> host = d->hosts.host(container.node);
        std::optional<Private::Remains> remains = d->knownRemains(container, host);
        // A node may be down, and to remove takes a while: nobody waits for either.
        if (!remains && (!container.node.isEmpty() || Private::rollsBack(container))) {
            away[container.node].first = *host;
            away[container.node].second.append(container);
            continue;
        }
        if (!remains)
            remains = d->lookForRemains(container, **host);
        if (const Result<void> ended = d->endInterrupted(container, *remains); !ended)
            return tl::unexpected(ended.error());
    }
    for (const auto &[host, containers] : std::as_const(away)) {
        for (const Container &container : containers)
            std::ignore = d->reserve(container.id, u"look what is left of it"_s, {});
        std::ignore = QtConcurrent::run(&d->acts, [p = d.get(), host = host, containers = containers] {
            p->endOnHost(containers, host);
        });
        QTimer::singleShot(d->limits.lookMs, this, [this, host = host, containers = containers] {
            d->giveUpLooking(containers, host);
        });
    }
    if (interrupted > 0) {
        if (const Result<void> flushed = d->log.flush(); !flushed)
            return tl::unexpected(flushed.error());
    }
    return interrupted;
}

} // namespace slipway
