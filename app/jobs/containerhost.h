#pragma once
#include "app/base/result.h"
#include "app/domain/containerspec.h"
#include "app/domain/service.h"
#include <QByteArray>
#include <QStringList>
#include <atomic>
#include <functional>
#include <memory>

namespace slipway {

/// Asked to stop? Shared by the asker and the worker; thread-safe, never un-cancelled.
class CancelToken
{
public:
    CancelToken() : m_flag(std::make_shared<std::atomic_bool>(false)) {}
    void cancel() { m_flag->store(true); }
    bool isCancelled() const { return m_flag->load(); }

private:
    std::shared_ptr<std::atomic_bool> m_flag;
};

/// What a host's blocking call gets besides its arguments. `log` takes one complete line (no line end, any
/// bytes); it may block for a moment (back-pressure) and must be called from the calling thread.
struct HostCall
{
    std::function<void(const QByteArray &line)> log;
    CancelToken cancel;
};

/// Port: something that can make, fill, inspect and remove containers. Calls block, run on a worker thread of the
/// runner's own pool (several containers at once: an implementation is thread-safe per `ref`), honour
/// `call.cancel` within 2 s (Error{Cancelled}), and have a bound in time. `ref` is the host's own name of the
/// container, given by create().
class ContainerHost
{
public:
    virtual ~ContainerHost() = default;

    virtual QString name() const = 0;              ///< "lxc", "simulated"
    virtual bool isSimulated() const { return false; }
    /// Ok when this host can work here at all; otherwise Unavailable with what is missing and what to do.
    virtual Result<void> check() = 0;
    virtual Result<void> validate(const ContainerSpec &) { return {}; } ///< host-specific refusals, before a run

    virtual Result<QString> create(const ContainerSpec &spec, const QString &ref, HostCall &call) = 0; ///< returns ref
    virtual Result<void> start(const QString &ref, HostCall &call) = 0;
    virtual Result<QString> awaitAddress(const QString &ref, HostCall &call) = 0; ///< IPv4 text; "" when none came
    virtual Result<void> putFile(const QString &ref, const FileSpec &file, HostCall &call) = 0;
    virtual Result<void> installPackages(const QString &ref, const QStringList &packages, HostCall &call) = 0;
    /// Runs the script after the helper functions; every line of stdout and stderr goes to call.log as it comes.
    /// Returns its exit code (a signal counts as 128+n). Errors are for what kept it from running or finishing.
    virtual Result<int> runScript(const QString &ref, const ScriptSpec &script, HostCall &call) = 0;
    virtual Result<ServiceList> discoverServices(const QString &ref, HostCall &call) = 0;
    virtual Result<QStringList> serviceLogs(const QString &ref, const QString &service, int lines) = 0;
    virtual Result<bool> isRunning(const QString &ref) = 0; ///< NotFound when it is gone
    virtual Result<void> destroy(const QString &ref, HostCall &call) = 0; ///< stops and removes; NotFound is success
};

} // namespace slipway
