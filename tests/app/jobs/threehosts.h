#pragma once
#include "app/jobs/containerservice.h"
#include "app/store/sqlitestore.h"
#include "tests/app/jobs/fakehost.h"
#include "tests/app/jobs/waited.h"
#include <QTest>

namespace slipway::test {

using namespace Qt::Literals::StringLiterals;

/// A backend without HTTP on three hosts: its own (lxc) and the nodes "a" and "b" (proxmox).
struct ThreeHosts
{
    explicit ThreeHosts(const QString &directory, ContainerService::Limits limits = {})
        : store(std::move(store::SqliteStore::open(directory).value())), log(*store, bus)
    {
        hosts.hosts = {{u""_s, own}, {u"a"_s, a}, {u"b"_s, b}};
        service = std::make_unique<ContainerService>(*store, log, hosts, limits);
    }
    ~ThreeHosts()
    {
        for (FakeHost *host : {own.get(), a.get(), b.get()})
            host->holdAnswers = false; // a failed test must end
    }
    Container stored(const ContainerId &id)
    {
        std::ignore = log.flush();
        return store->container(id).value();
    }
    ProgressEvent lastEvent(const ContainerId &id)
    {
        std::ignore = log.flush();
        ProgressEvent last;
        for (EventSeq after;;) {
            const QList<EventBatch> batches = store->read(id, after, 1 << 20).value();
            if (batches.isEmpty())
                return last;
            for (const EventBatch &batch : batches) {
                last = progressEventFromJson(batch.lines.chopped(1).split('\n').last()).value();
                after = batch.last();
            }
        }
    }
    /// All messages, a line each.
    QString logOf(const ContainerId &id)
    {
        std::ignore = log.flush();
        QString all;
        const QList<EventBatch> batches = store->read(id, {}, 1 << 20).value();
        for (const EventBatch &batch : batches) {
            for (const QByteArray &line : batch.lines.chopped(1).split('\n'))
                all += progressEventFromJson(line).value().message + u'\n';
        }
        return all;
    }
    /// A container whose run is over.
    ContainerId made(const QString &hostname, const QString &node = u"a"_s)
    {
        const Result<Container> created = waited(service->create(spec(hostname, node)));
        if (!created)
            qFatal("%s", qPrintable(created.error().message));
        if (!QTest::qWaitFor([this] { return service->activeRuns() == 0; }, kLong))
            qFatal("the run does not end");
        return created->id;
    }
    /// As a killed process leaves it.
    ContainerId interrupted(const QString &hostname, const QString &node, const QString &ref,
                            OnFailure onFailure = OnFailure::Keep)
    {
        Container container;
        ContainerSpec asked = spec(hostname, node);
        asked.onFailure = onFailure;
        container.spec = toRedactedJson(asked);
        container.id = ContainerId::generate();
        container.hostname = hostname;
        container.host = node.isEmpty() ? u"lxc"_s : u"proxmox"_s;
        container.node = node;
        container.hostRef = ref;
        container.createdAt = u"2026-11-21T16:37:26.805Z"_s;
        if (!log.open(container))
            qFatal("not opened");
        std::ignore = log.append(container.id,
                                 ProgressEvent::makeStep(Step::Creating, 5, u"Creating LXC container..."_s));
        std::ignore = log.flush();
        return container.id;
    }
    static ContainerSpec spec(const QString &hostname, const QString &node)
    {
        ContainerSpec spec;
        spec.hostname = hostname;
        spec.node = node;
        return spec;
    }
    Result<void> power(const ContainerId &id, PowerAction action)
    {
        return waited(service->power(id, action, 60));
    }
    LiveState live(const ContainerId &id) { return waited(service->live(id)).value(); }
    bool isOver(const ContainerId &id)
    {
        const LiveState state = live(id);
        return state.action && !state.action->finishedAt.isEmpty();
    }

    std::unique_ptr<store::SqliteStore> store;
    NullBus bus;
    EventLog log;
    std::shared_ptr<FakeHost> own = std::make_shared<FakeHost>(u"lxc"_s);
    std::shared_ptr<FakeHost> a = std::make_shared<FakeHost>(u"proxmox"_s);
    std::shared_ptr<FakeHost> b = std::make_shared<FakeHost>(u"proxmox"_s);
    FakeDirectory hosts;
    std::unique_ptr<ContainerService> service;
};

} // namespace slipway::test
