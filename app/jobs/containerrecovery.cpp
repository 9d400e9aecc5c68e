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
        return Remains{u"What is left of \"%1\" on the node \"%2\" cannot be seen now. %3"_s.arg(
                           container.hostRef, container.node, host.error().message),
                       false, true};
    if (!isServed) // we cannot ask that one
        return Remains{
            u"What is left of \"%1\" on the host \"%2\" cannot be seen from here; start slipwayd with "
            "--host %2 to look and to delete it."_s.arg(container.hostRef, container.host),
            true};
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
                true};
    }
    if (running.error().code == ErrorCode::NotFound)
        return {u"Nothing is left on the host."_s};
    return {
        u"What is left of \"%1\" on the host cannot be seen now. %2"_s.arg(shown, running.error().message),
        false, true};
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
        event.extra.insert(u"leftOnHost"_s, container.hostRef);
    const Result<EventSeq> appended = log.append(container.id, event);
    if (!appended && appended.error().code != ErrorCode::Conflict) // ended meanwhile
        return tl::unexpected(appended.error());
    if (!remains.isThere && !remains.isUnseen)
        return log.update(container.id, [](Container &stored) { stored.hostRef.clear(); });
    return {};
}

/// On a thread of its own, one container after the other: a node that did not answer once is not asked again.
void ContainerService::Private::endOnNode(const QList<Container> &containers, const HostPtr &host)
{
    std::optional<QString> silent;
    for (const Container &container : containers) {
        Remains remains;
        if (stopping.wasAsked())
            silent = u"slipwayd was stopped."_s;
        if (silent)
            remains = {u"What is left of \"%1\" on the node \"%2\" cannot be seen now. %3"_s.arg(
                           host->displayName(container.hostRef), container.node, *silent),
                       false, true};
        else
            remains = lookForRemains(container, *host);
        if (remains.isUnseen && !silent)
            silent = u"It did not answer."_s;
        if (const Result<void> ended = endInterrupted(container, remains);
            !ended && ended.error().code != ErrorCode::NotFound)
            qCWarning(lcJobs).noquote() << ended.error().message;
        release(container.id);
    }
    std::ignore = log.flush();
}

void ContainerService::Private::giveUpLooking(const QList<Container> &containers)
{
    for (const Container &container : containers) {
        if (log.hasEnded(container.id) || log.wasRemoved(container.id))
            continue;
        const QString text =
            u"What is left of \"%1\" on the node \"%2\" cannot be seen now. It did not answer."_s;
        std::ignore = endInterrupted(container, {text.arg(container.hostRef, container.node), false, true});
    }
}

Result<int> ContainerService::recoverInterruptedRuns()
{
    const Result<QList<Container>> all = d->store.containers();
    if (!all)
        return tl::unexpected(all.error());
    int interrupted = 0;
    QHash<QString, std::pair<Private::HostPtr, QList<Container>>> away; // by node
    for (const Container &container : *all) {
        if (!d->isInterrupted(container))
            continue;
        ++interrupted;
        const Result<Private::HostPtr> host = d->hosts.host(container.node);
        std::optional<Private::Remains> remains = d->knownRemains(container, host);
        if (!remains && !container.node.isEmpty()) { // it may be down: nobody waits for that
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
            p->endOnNode(containers, host);
        });
        QTimer::singleShot(d->limits.lookMs, this,
                           [this, containers = containers] { d->giveUpLooking(containers); });
    }
    if (interrupted > 0) {
        if (const Result<void> flushed = d->log.flush(); !flushed)
            return tl::unexpected(flushed.error());
    }
    return interrupted;
}

} // namespace slipway
