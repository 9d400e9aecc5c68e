#pragma once
// The inside of ContainerService, shared by its source files: making and removing (containerservice.cpp),
// what happens to a container that is there (containerlife.cpp), what a dead process left
// (containerrecovery.cpp) and what is still to be removed (containercleanup.cpp).
#include "app/jobs/containerservice.h"
#include "app/jobs/recipe.h"
#include <QCoreApplication>
#include <QHash>
#include <QMutex>
#include <QPromise>
#include <QSet>
#include <QThreadPool>

namespace slipway {

inline constexpr QLatin1StringView kForeignHost("foreign"); // made by another program on the same Redis

struct ContainerService::Private
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ContainerService)
public:
    using HostPtr = std::shared_ptr<ContainerHost>;
    /// What a run under way tells, kept so that its history needs no reading of what it said.
    struct LiveRecord
    {
        QMutex mutex;
        RunRecorder recorder;
    };
    using RecorderPtr = std::shared_ptr<LiveRecord>;
    using Asker = std::shared_ptr<QPromise<Result<LiveState>>>;
    /// What keeps a container from being touched by somebody else, besides its run.
    struct Busy
    {
        QString what; ///< "shutdown", "delete"…
        QString since;
    };
    /// A container that exists on a host that can be asked.
    struct Place
    {
        Container container;
        HostPtr host;
    };
    struct Remains
    {
        QString text; ///< for the run's last words
        bool isThere = false;
        bool isUnseen = false; ///< it may be there
        QString shown = {};    ///< what people call it there
        QString problem = {};  ///< why it is still there, although it was to be removed
    };
    enum class Cleaned { Done, Later, Silent /* its host does not answer */ };

    Private(ContainerService *itsOwner, EventStore &itsStore, EventLog &itsLog, HostDirectory &itsHosts,
            Limits itsLimits);

    ContainerService *const owner;
    EventStore &store;
    EventLog &log;
    HostDirectory &hosts;
    const Limits limits;
    Resolver resolver;
    CancelToken stopping; // of everything but the runs, which have their own

    mutable QMutex mutex;                      // guards all up to the pools
    QHash<ContainerId, CancelToken> active;    // runs, going on and waiting
    QHash<ContainerId, RecorderPtr> recording; // of the runs that go on
    QHash<ContainerId, Busy> busy;
    QHash<ContainerId, LiveState::Action> actions;
    QHash<ContainerId, CancelToken> acting;        // of the actions that go on
    QHash<ContainerId, quint64> changes;           // counts what could make an older look at it wrong
    QHash<ContainerId, std::vector<Asker>> asking; // one look at a time, for all who ask meanwhile
    QSet<ContainerId> rollingBack;                 // of runs that a dead process left
    QSet<QString> plannedCleanups;                 // nodes
    QHash<QString, int> failedCleanups;            // by node: rounds after which something was left
    bool closing = false;

    // A host that does not answer must not keep the others waiting: what is asked of hosts has pools of its
    // own. Last members: their threads end before the rest goes.
    QThreadPool runs;  // one thread a run
    QThreadPool io;    // short calls: the store alone
    QThreadPool calls; // to hosts, because somebody waits for them
    QThreadPool looks; // live(), asked again and again
    QThreadPool acts;  // power actions, which take a minute

    // containerservice.cpp
    Result<Container> begin(const ContainerSpec &asked);
    Result<ContainerSpec> resolved(const ContainerSpec &asked, const ContainerHost &host) const;
    struct Order
    {
        ContainerSpec spec;
        std::optional<Resumption> resumed;
    };
    void run(const ContainerId &id, const Order &order, const HostPtr &host, const CancelToken &token);
    RunSink sink(const ContainerId &id, const RecorderPtr &recorder);
    Result<void> remove(const ContainerId &id, Removal how);
    Result<void> destroy(const Container &container);
    Result<void> destroyOn(ContainerHost &host, const QString &ref,
                           const std::function<void(const QByteArray &line)> &tell) const;
    Result<QStringList> serviceLogs(const ContainerId &id, const QString &service, int lines);

    bool isActive(const ContainerId &id) const;
    bool runGoesOn(const ContainerId &id) const;
    /// NotFound in the words of the contract.
    Result<Container> stored(const ContainerId &id);
    /// Unavailable, beginning with `failure`, when nobody here can reach it.
    Result<HostPtr> hostOf(const Container &container, const QString &failure);
    /// Both, and NotFound when it was never made.
    Result<Place> place(const ContainerId &id, const QString &failure);
    /// From now on `what` is done to it, until release(). Conflict, beginning with `failure`.
    Result<void> reserve(const ContainerId &id, const QString &what, const QString &failure);
    void release(const ContainerId &id);

    // containerlife.cpp
    void look(const ContainerId &id);
    static HostStatus beingCreated();
    Result<LiveState> lookAt(const ContainerId &id);
    void follow(const Container &container, HostStatus::Power power, quint64 change);
    Result<void> beginAction(const ContainerId &id, PowerAction action, int timeoutSeconds);
    /// True when a shutdown or reboot of it goes on, which is asked to give up its wait.
    bool endsWaiting(const ContainerId &id);
    Result<void> reserveForStop(const ContainerId &id, const QString &failure);
    void act(const Place &place, PowerAction action, int timeoutSeconds, const CancelToken &token);
    Result<void> perform(const Place &place, PowerAction action, int timeoutSeconds, HostCall &call);
    void noteSuccess(const Place &place, PowerAction action, HostCall &call);
    Result<ServiceList> rediscover(const ContainerId &id);
    void cancelAll();

    // containerretry.cpp
    struct RetryPlan
    {
        Container container;
        HostPtr host;
        Order order;
    };
    Result<Container> beginRetry(const ContainerId &id, const RetryRequest &request);
    Result<RetryPlan> planRetry(const ContainerId &id, const RetryRequest &request);
    Result<Resumption> resumptionOf(const Container &container, const ContainerSpec &spec,
                                    ContainerHost &host, const RetryRequest &request) const;
    Result<Container> startRetry(const RetryPlan &plan);
    Result<RunRecorder> readRuns(const ContainerId &id);
    Result<QList<RunRecord>> runHistory(const ContainerId &id);
    bool isRecorded(const ContainerId &id) const;
    RecorderPtr recorderFor(const ContainerId &id);
    void noteRun(const ContainerId &id, const RecorderPtr &recorder);

    // containerrecovery.cpp
    bool isInterrupted(const Container &container) const;
    std::optional<Remains> knownRemains(const Container &container, const Result<HostPtr> &host) const;
    Remains lookForRemains(const Container &container, ContainerHost &host) const;
    static Remains unseenRemains(const Container &container, const QString &shown, const QString &why);
    static bool rollsBack(const Container &container);
    Remains rollBack(const Container &container, ContainerHost &host);
    Result<void> endInterrupted(const Container &container, const Remains &remains);
    void endOnHost(const QList<Container> &containers, const HostPtr &host);
    void concludeInterrupted(const Container &container, const Remains &remains);
    void giveUpLooking(const QList<Container> &containers, const HostPtr &host);

    // containercleanup.cpp
    void rememberCleanup(const ContainerId &id, const QString &problem);
    void forgetCleanup(const ContainerId &id);
    void planCleanup(const QString &node, int afterMs);
    void cleanUpOn(const QString &node);
    Cleaned cleanUp(const ContainerId &id);
    Cleaned tryCleanup(const Container &container);
    Cleaned endCleanup(const Container &container, const QString &line, const QString &sentence,
                       const QString &left);
    ProgressEvent lastWords(const Container &container);
};

} // namespace slipway
