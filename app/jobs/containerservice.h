#pragma once
#include "app/jobs/containerhost.h"
#include "app/jobs/eventlog.h"
#include <QFuture>
#include <QObject>
#include <memory>

namespace slipway {

/// What the API offers, without HTTP: creates containers by running the recipe (app/jobs/recipe) over a
/// ContainerHost, lists, shows, inspects and deletes them. Lives on one thread (the backend's main thread);
/// every call returns at once and does its blocking work on a pool of its own.
class ContainerService : public QObject
{
    Q_OBJECT
public:
    struct Limits
    {
        int parallelRuns = 8; ///< further ones wait as Pending and say so in their log
    };
    ContainerService(EventStore &store, EventLog &log, ContainerHost &host, Limits limits, QObject *parent = nullptr);
    ~ContainerService() override; ///< cancels what runs, waits for the workers (bounded), says so in their logs

    /// Runs that a dead process left unfinished get their terminal error event ("slipwayd was restarted while …",
    /// with what is left on the host). To be called once, before serving.
    Result<int> recoverInterruptedRuns();

    /// Validates (Error{Invalid} is never returned here: field errors come first from validate()), stores the
    /// container and starts the run. The future holds the container as stored, before its first event.
    QFuture<Result<Container>> create(const ContainerSpec &spec);
    QFuture<Result<QList<Container>>> list();
    QFuture<Result<Container>> find(const ContainerId &id);
    QFuture<Result<ServiceList>> services(const ContainerId &id);
    /// Errors: Invalid (unsafe name), NotFound (container or service), Unavailable (host cannot be reached: 502).
    QFuture<Result<QStringList>> serviceLogs(const ContainerId &id, const QString &service, int lines);
    /// Destroys the container on the host and forgets it. Conflict while its run goes on (cancel it first).
    QFuture<Result<void>> remove(const ContainerId &id);
    /// Asks the run to stop; its last event is an error "Cancelled …". Conflict when no run goes on.
    Result<void> cancel(const ContainerId &id);
    int activeRuns() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway
