#pragma once
#include "app/jobs/containerhost.h"
#include "app/jobs/eventlog.h"
#include "app/jobs/hostdirectory.h"
#include "app/jobs/recipe.h"
#include <QFuture>
#include <QObject>
#include <functional>
#include <memory>

namespace slipway {

/// What an operator may do to a container that is there.
enum class PowerAction { Start, Shutdown, Stop, Reboot };
QLatin1StringView powerActionName(PowerAction action); ///< "start" "shutdown" "stop" "reboot"
std::optional<PowerAction> powerActionFromName(QStringView name);

/// The container on its host, now, and what was last done to it through us.
struct LiveState
{
    HostStatus status;
    QString displayName; ///< VMID, lxc name
    struct Action
    {
        PowerAction action = PowerAction::Start;
        QString startedAt;  ///< ISO 8601
        QString finishedAt; ///< empty: it goes on
        std::optional<Error> error;
    };
    std::optional<Action> action; ///< kept in memory until the next one
};

/// Where a failed creation is to go on.
struct RetryRequest
{
    std::optional<Step> from; ///< nothing said: the step that failed
    QString script;           ///< begin with this one; empty: the first that did not complete
    std::optional<Secret> rootPassword;
};

/// What the API offers, without HTTP: creates containers by running the recipe (app/jobs/recipe) over a
/// ContainerHost, lists, shows, inspects and deletes them. Every container is served by the host of its node,
/// which is held for as long as a call or a run of it lasts. Lives on one thread (the backend's main thread);
/// every call returns at once and does its blocking work on pools of its own: a host that does not answer
/// delays no other's containers for long, and the store's look-ups not at all.
class ContainerService : public QObject
{
    Q_OBJECT
public:
    struct Limits
    {
        int parallelRuns = 8; ///< further ones wait as Pending and say so in their log
        int lookMs = 20000;   ///< after a restart no node is waited for longer
        // What was to be removed and could not be is tried again, in times that double from the first to the
        // longest, and given up in the end.
        int cleanupFirstMs = 30'000;
        int cleanupMostMs = 15 * 60'000;
        qint64 cleanupGiveUpMs = qint64(7) * 24 * 3600 * 1000;
        int removeSeconds = 60; ///< a removal on the host may take
    };
    /// Makes the spec that is run out of the one that was asked for: the template merged in.
    using Resolver = std::function<Result<ContainerSpec>(const ContainerSpec &asked)>;

    /// One host and no nodes: SingleHost. All of it outlives the service.
    ContainerService(EventStore &store, EventLog &log, HostDirectory &hosts, Limits limits,
                     QObject *parent = nullptr);
    ~ContainerService()
        override; ///< cancels what runs, waits for the workers (bounded), says so in their logs

    /// Called on a pool thread for each create(), before the host sees the spec. To be set before the first
    /// one.
    void setResolver(Resolver resolver);
    HostDirectory &hosts() const;

    /// Runs that a dead process left unfinished get their terminal error event ("slipwayd was restarted while
    /// …", with what is left on the host). To be called once, before serving. Hosts of nodes are asked in the
    /// background: within Limits::lookMs these runs have their event too, which says so when the node could
    /// not be asked. What is to be removed (OnFailure::Rollback) and cannot be, now or when a run ends, is
    /// remembered in the store (Container::cleanup) and tried again in the background, at each start and as
    /// Limits say, until it is gone, is not ours any more, or Limits::cleanupGiveUpMs have passed: the log of
    /// the container then says what is left. A retry, a start or reboot by hand keeps the container, and a
    /// delete makes the question idle. Returns how many runs there were.
    Result<int> recoverInterruptedRuns();

    /// Resolves the template, asks the host, stores the container and starts the run. The future holds the
    /// container as stored, before its first event. Errors: Invalid (no such node, the host or the resolver
    /// refuses; what validate() finds in the resolved spec; the fields: refusedFields()), Conflict (hostname
    /// taken), Unavailable (the host cannot work).
    QFuture<Result<Container>> create(const ContainerSpec &spec);
    QFuture<Result<Container>> find(const ContainerId &id);
    QFuture<Result<ServiceList>> services(const ContainerId &id);
    /// Errors: Invalid (unsafe name), NotFound (container or service), Unavailable (host cannot be reached:
    /// 502).
    QFuture<Result<QStringList>> serviceLogs(const ContainerId &id, const QString &service, int lines);
    /// Asks the host, once for all who ask meanwhile; the stored lifecycle follows (Ready, Stopped). While
    /// the run has not made it yet its power is Unknown. Unavailable (it cannot be reached), NotFound (no
    /// such container, or it was never made).
    QFuture<Result<LiveState>> live(const ContainerId &id);
    /// Begins the action and answers once it is accepted; how it goes on is seen with live(). Conflict: its
    /// run or another action goes on (named); only a stop ends the waiting of a shutdown or reboot.
    /// `timeoutSeconds`: for shutdown and reboot.
    QFuture<Result<void>> power(const ContainerId &id, PowerAction action, int timeoutSeconds);
    /// Looks for services again and stores what is found. Conflict while its run goes on.
    QFuture<Result<ServiceList>> rediscover(const ContainerId &id);
    enum class Removal {
        Complete,
        Forced ///< what the host cannot be asked to remove is forgotten all the same, and stays there
    };
    /// Destroys the container on the host and forgets it. Conflict while its run goes on (cancel it first).
    QFuture<Result<void>> remove(const ContainerId &id, Removal how = Removal::Complete);
    /// Asks the run to stop; its last event is an error "Cancelled …". Conflict when no run goes on.
    Result<void> cancel(const ContainerId &id);
    /// Runs a failed creation again from the step that failed, or an earlier one; its events go on in the
    /// same numbering. The future holds the container after the first of them. Errors: Conflict (a run or
    /// something else goes on, it did not fail, its hostname is taken), Invalid with refusedFields() (a later
    /// step, a step that what is left on the host does not allow, a script, a missing root password),
    /// Unavailable.
    QFuture<Result<Container>> retry(const ContainerId &id, const RetryRequest &request);
    /// Every run of it, oldest first.
    QFuture<Result<QList<RunRecord>>> runHistory(const ContainerId &id);
    int activeRuns() const; ///< running and waiting ones

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway
