#pragma once
#include "app/hosts/simulated/simulatedhost.h"
#include "app/jobs/containerservice.h"
#include "app/store/sqlitestore.h"
#include "tests/app/jobs/waited.h"

namespace slipway::test {

/// A backend without HTTP, on a directory that can outlive it.
struct House
{
    explicit House(const QString &directory, int parallel = 8)
        : store(std::move(store::SqliteStore::open(directory).value())), log(*store, bus),
          service(std::make_unique<ContainerService>(*store, log, hosts, ContainerService::Limits{parallel}))
    {}
    QList<ProgressEvent> events(const ContainerId &id)
    {
        std::ignore = log.flush();
        QList<ProgressEvent> all;
        for (EventSeq after;;) {
            const QList<EventBatch> batches = store->read(id, after, 1 << 20).value();
            if (batches.isEmpty())
                return all;
            for (const EventBatch &batch : batches) {
                for (const QByteArray &line : batch.lines.chopped(1).split('\n'))
                    all.append(progressEventFromJson(line).value());
                after = batch.last();
            }
        }
    }
    Lifecycle lifecycle(const ContainerId &id) { return log.container(id).value().lifecycle; }

    std::unique_ptr<store::SqliteStore> store;
    NullBus bus;
    EventLog log;
    SingleHost hosts{std::make_shared<hosts::SimulatedHost>()};
    std::unique_ptr<ContainerService> service; // goes first: its runs use all of the above
};

inline ContainerSpec spec(const QString &hostname, double seconds = 0)
{
    ContainerSpec made;
    made.hostname = hostname;
    made.simulation = SimulationSpec();
    made.simulation->durationSeconds = seconds;
    return made;
}

} // namespace slipway::test
