#pragma once
#include "app/base/result.h"
#include "app/domain/container.h"
#include "app/domain/runrecord.h"
#include "app/domain/service.h"
#include "app/jobs/eventbatch.h"
#include <functional>

namespace slipway {

/// Port: where containers and their events are kept. Every call blocks and may be made from any thread; an
/// implementation serialises writers and lets readers run beside them. Errors: Unavailable (disk full, file
/// locked or unreadable; message says what to do), NotFound, Conflict.
class EventStore
{
public:
    virtual ~EventStore() = default;

    virtual Result<void>
    insertContainer(const Container &container) = 0; ///< Conflict: id or live hostname taken
    virtual Result<void> updateContainer(const Container &container) = 0;
    virtual Result<Container> container(const ContainerId &id) = 0;
    /// Each container, newest first, without Lifecycle::Deleted. `take` must not call the store.
    virtual Result<void> eachContainer(const std::function<void(const Container &)> &take) = 0;
    /// All of them at once: a few kB each.
    Result<QList<Container>> containers()
    {
        QList<Container> all;
        return eachContainer([&all](const Container &container) { all.append(container); }).map([&all] {
            return all;
        });
    }
    /// Those whose run has not ended, or of which something is still to be removed; maybe some more.
    virtual Result<QList<Container>> unsettled() { return containers(); }
    virtual Result<void> removeContainer(const ContainerId &id) = 0; ///< with its events and services

    /// Stores batches and the containers they changed in one transaction (group commit). Durable against the
    /// death of the process when it returns. A batch must begin after its container's last event: at last+1,
    /// or later for an adopted container whose earlier events nobody could deliver. Conflict otherwise.
    /// `changed` may lack a container that only lines came to: container() and containers() give
    /// `snapshot.seq` as the number of its last event. NotFound when one of either is not there.
    virtual Result<void> append(const QList<EventBatch> &batches, const QList<Container> &changed) = 0;
    /// Events after `after`, oldest first, about `maxBytes` of them (at least one batch if there is any). The
    /// first batch is cut so that it begins at after+1, or later when the store does not keep that event. A
    /// batch has no hole; between two there may be one (adopted containers): a reader says `gap` there.
    virtual Result<QList<EventBatch>> read(const ContainerId &id, EventSeq after, qsizetype maxBytes) = 0;
    virtual Result<EventSeq> lastSeq(const ContainerId &id) = 0; ///< 0 when there is none

    /// Credentials are encrypted at rest; the key is not in the database.
    virtual Result<void> saveServices(const ContainerId &id, const ServiceList &services) = 0;
    virtual Result<ServiceList> services(const ContainerId &id) = 0; ///< empty list when never saved

    /// Runs that have ended, oldest first; a run is saved again under its number. Go with the container.
    virtual Result<QList<RunRecord>> runs(const ContainerId &) { return QList<RunRecord>(); }
    virtual Result<void> saveRun(const ContainerId &, const RunRecord &) { return {}; }
    /// How long successful creations took, newest first, at most kKeptDurations; they outlive the containers.
    virtual Result<QList<RunDurations>> durations(const DurationKey &) { return QList<RunDurations>(); }
    virtual Result<void> saveDurations(const DurationKey &, const RunDurations &) { return {}; }
};

} // namespace slipway
