#pragma once
#include "app/base/result.h"
#include "app/domain/containerspec.h"
#include "app/domain/hostoffers.h"
#include "app/domain/service.h"
#include <QByteArray>
#include <QStringList>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace slipway {

/// Asked to stop? Shared by the asker and the worker; thread-safe, never un-cancelled.
class CancelToken
{
public:
    using Clock = std::chrono::steady_clock;
    CancelToken() : m_flag(std::make_shared<std::atomic_bool>(false)) {}
    void cancel() { m_flag->store(true); }
    /// True when somebody asked, or when the time of this copy is up: stop either way.
    bool isCancelled() const { return wasAsked() || isExpired(); }
    bool wasAsked() const { return m_flag->load(); }
    bool isExpired() const { return m_deadline && Clock::now() >= *m_deadline; }
    /// The same token with a limit in time, for one step; the earlier limit holds.
    CancelToken limitedTo(std::chrono::milliseconds time) const
    {
        CancelToken limited = *this;
        const auto deadline = Clock::now() + time;
        limited.m_deadline = m_deadline ? std::min(*m_deadline, deadline) : deadline;
        return limited;
    }

private:
    std::shared_ptr<std::atomic_bool> m_flag;
    std::optional<Clock::time_point> m_deadline;
};

/// What a host's blocking call gets besides its arguments. `log` takes one complete line (no line end, any
/// bytes); it may block for a moment (back-pressure) and must be called from the calling thread, as `secret`.
struct HostCall
{
    std::function<void(const QByteArray &line)> log;
    /// A value that must not be shown from now on (a password a script made or saved). May be empty.
    std::function<void(const QByteArray &secret)> secret;
    CancelToken cancel;
    /// create() says by which ref it is about to make the thing, before it is made: so that a backend that
    /// dies in between knows where to look. A run without it is taken for one that made nothing, so that
    /// every host whose things outlive the process says it. May be empty; may be said again with another ref.
    std::function<void(const QString &ref)> claim;
};

class HostCatalog;

/// Who installs a package.
enum class Installer { System, Npm, Pip };

/// Port: something that can make, fill, inspect and remove containers. Calls block, run on a worker thread of
/// the runner's own pool (several containers at once: an implementation is thread-safe per `ref`), honour
/// `call.cancel` within 2 s (Error{Cancelled}), and have a bound in time. `ref` is the host's own name of the
/// container, given by create().
class ContainerHost
{
public:
    virtual ~ContainerHost() = default;

    virtual QString name() const = 0; ///< "lxc", "simulated"
    virtual bool isSimulated() const { return false; }
    /// Ok when this host can work here at all; otherwise Unavailable with what is missing and what to do.
    virtual Result<void> check() = 0;
    /// Fills in what the request left to this host (default source, the simulation's scripts). Pure.
    virtual ContainerSpec completed(ContainerSpec spec) const { return spec; }
    /// Host-specific refusals, before a run: refusal() of app/jobs/fieldrefusal.h where they are about fields
    /// which this host would have to ignore. `features` and `unprivileged` are as they were asked for; what a
    /// template adds to them is a wish, which create() may leave out and say so in the log.
    virtual Result<void> validate(const ContainerSpec &) { return {}; }

    /// Returns the ref, `ref` itself if it can. Conflict when that name is taken on the host (nothing is
    /// touched then). After any error nothing of it is left on the host, or the error's detail names what is.
    virtual Result<QString> create(const ContainerSpec &spec, const QString &ref, HostCall &call) = 0;
    virtual Result<void> start(const QString &ref, HostCall &call) = 0;
    virtual Result<QString> awaitAddress(const QString &ref,
                                         HostCall &call) = 0; ///< IPv4 text; "" when none came
    virtual Result<void> putFile(const QString &ref, const FileSpec &file, HostCall &call) = 0;
    /// With the container's own apt (apk), npm or pip. HostFailed, saying what to add, when it has none.
    virtual Result<void> installPackages(const QString &ref, Installer installer, const QStringList &packages,
                                         HostCall &call) = 0;
    /// All files and packages are in: the host's last word about this step.
    virtual Result<void> finishDeployment(const QString & /*ref*/, HostCall & /*call*/) { return {}; }
    /// Runs the script after the helper functions; every line of stdout and stderr goes to call.log as it
    /// comes. Returns its exit code (a signal counts as 128+n). Errors are for what kept it from running or
    /// finishing; after Cancelled none of its processes is left.
    virtual Result<int> runScript(const QString &ref, const ScriptSpec &script, HostCall &call) = 0;
    virtual Result<ServiceList> discoverServices(const QString &ref, HostCall &call) = 0;
    /// The last `lines` lines. NotFound: no such service. Unavailable: the container or its log cannot be
    /// reached.
    virtual Result<QStringList> serviceLogs(const QString &ref, const QString &service, int lines) = 0;
    virtual Result<bool> isRunning(const QString &ref) = 0; ///< NotFound when it is gone
    /// Stops what a process of ours that died left running inside (a script), and nothing else. Called before
    /// serving, for containers whose run was interrupted.
    virtual void endInterrupted(const QString & /*ref*/) {}
    // -- Life after creation. The default: this host cannot. Errors: NotFound (gone), Conflict (locked or
    // busy; names the lock or the task), Timeout (shutdown and reboot: it did not go down in time; says to
    // stop it).
    /// Asks the container's init to end and waits up to `timeoutSeconds`.
    virtual Result<void> shutdown(const QString &ref, int timeoutSeconds, HostCall &call);
    virtual Result<void> stop(const QString &ref, HostCall &call); ///< at once, like pulling the plug
    virtual Result<void> reboot(const QString &ref, int timeoutSeconds, HostCall &call);
    /// Cheap enough to be asked every few seconds. A container that is gone is Power::Gone, no error.
    virtual Result<HostStatus> status(const QString &ref);
    /// What people call it there: the VMID, the lxc name.
    virtual QString displayName(const QString &ref) const { return ref; }
    /// The look-ups of this host; nullptr when it has none. Owned by the host.
    virtual HostCatalog *catalog() { return nullptr; }

    /// Stops and removes; NotFound is success. Forbidden: the container is not one of ours.
    virtual Result<void> destroy(const QString &ref, HostCall &call) = 0;
};

} // namespace slipway
