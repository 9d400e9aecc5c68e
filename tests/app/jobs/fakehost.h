#pragma once
#include "app/jobs/containerhost.h"
#include "app/jobs/hostdirectory.h"
#include <QMap>
#include <QMutex>
#include <QStringList>
#include <condition_variable>
#include <mutex>

namespace slipway::test {

/// A host of a few machines in memory whose refs are not the hostname, as those of a Proxmox VE node; told
/// what to fail and where to wait.
class FakeHost final : public ContainerHost
{
public:
    struct Machine
    {
        QString hostname;
        bool running = false;
    };
    explicit FakeHost(QString name) : m_name(std::move(name)) {}

    QString name() const override { return m_name; }
    QString displayName(const QString &ref) const override { return ref.section(u'-', 0, 0); }
    Result<void> check() override { return reach(); }
    Result<void> validate(const ContainerSpec &spec) override
    {
        const QMutexLocker lock(&mutex);
        validated = spec;
        return {};
    }
    Result<QString> create(const ContainerSpec &spec, const QString &, HostCall &call) override
    {
        const QString ref = QStringLiteral("%1-nonce").arg(nextId++);
        call.claim(ref);
        if (const Result<void> passed = pass(holdCreate, call); !passed)
            return tl::unexpected(passed.error());
        const QMutexLocker lock(&mutex);
        if (!createFails || leaves)
            machines.insert(ref, {spec.hostname, false});
        if (createFails)
            return tl::unexpected(*createFails);
        return ref;
    }
    Result<void> start(const QString &ref, HostCall &) override { return setRunning(ref, true); }
    Result<QString> awaitAddress(const QString &, HostCall &) override
    {
        return QStringLiteral("10.0.0.%1").arg(++addresses);
    }
    Result<void> putFile(const QString &, const FileSpec &, HostCall &) override { return {}; }
    Result<void> installPackages(const QString &, Installer, const QStringList &, HostCall &) override
    {
        return {};
    }
    Result<int> runScript(const QString &, const ScriptSpec &, HostCall &) override
    {
        return int(scriptExits);
    }
    Result<ServiceList> discoverServices(const QString &, HostCall &) override
    {
        ServiceList list;
        for (int i = 0; i < services; ++i) {
            Service service;
            service.name = QStringLiteral("web%1").arg(i);
            list.services.append(service);
        }
        return list;
    }
    Result<QStringList> serviceLogs(const QString &ref, const QString &, int) override
    {
        return QStringList{m_name + u' ' + ref};
    }
    Result<bool> isRunning(const QString &ref) override
    {
        HostCall none;
        if (const Result<void> passed = pass(holdAnswers, none); !passed)
            return tl::unexpected(passed.error());
        if (const Result<void> there = reach(); !there)
            return tl::unexpected(there.error());
        const QMutexLocker lock(&mutex);
        ++asked;
        if (!machines.contains(ref))
            return fail(ErrorCode::NotFound, QStringLiteral("Cannot find it."));
        return machines.value(ref).running;
    }
    Result<void> shutdown(const QString &ref, int, HostCall &call) override
    {
        if (const Result<void> passed = pass(holdShutdown, call); !passed)
            return passed;
        return stubborn ? fail(ErrorCode::Timeout, QStringLiteral("Cannot shut it down. Stop it."))
                        : setRunning(ref, false);
    }
    Result<void> stop(const QString &ref, HostCall &) override { return setRunning(ref, false); }
    Result<void> reboot(const QString &, int, HostCall &) override { return {}; }
    Result<HostStatus> status(const QString &ref) override
    {
        const Result<bool> running = isRunning(ref);
        if (!running && running.error().code != ErrorCode::NotFound)
            return tl::unexpected(running.error());
        HostStatus status;
        using Power = HostStatus::Power;
        status.power = !running ? Power::Gone : *running ? Power::Running : Power::Stopped;
        return status;
    }
    Result<void> destroy(const QString &ref, HostCall &call) override
    {
        if (const Result<void> there = reach(); !there)
            return there;
        if (const Result<void> passed = pass(holdDestroy, call); !passed)
            return passed;
        const QMutexLocker lock(&mutex);
        destroyed.append(ref);
        if (!destroyFails)
            machines.remove(ref);
        return destroyFails ? fail(destroyCode, QStringLiteral("It is locked.")) : Result<void>();
    }

    Result<void> reach()
    {
        refused += down ? 1 : 0;
        if (down)
            return fail(ErrorCode::Unavailable, QStringLiteral("Cannot reach it. The line is dead."));
        return {};
    }
    Result<void> setRunning(const QString &ref, bool running)
    {
        const QMutexLocker lock(&mutex);
        machines[ref].running = running;
        return {};
    }
    /// Waits while `hold` is set; a cancel ends it.
    Result<void> pass(const std::atomic_bool &hold, HostCall &call)
    {
        ++waiting;
        // Nobody is told of a cancel: look now and then.
        std::mutex still;
        std::unique_lock lock(still);
        std::condition_variable never;
        while (hold && !call.cancel.isCancelled())
            never.wait_for(lock, std::chrono::milliseconds(2));
        --waiting;
        return call.cancel.isCancelled() ? fail(ErrorCode::Cancelled, QStringLiteral("Stopped."))
                                         : Result<void>();
    }

    std::atomic_bool down = false;
    std::atomic_bool holdCreate = false;
    std::atomic_bool holdAnswers = false;
    std::atomic_bool holdShutdown = false;
    std::atomic_bool stubborn = false;
    std::atomic_bool leaves = false;
    std::atomic_bool destroyFails = false;
    std::atomic_bool holdDestroy = false;
    ErrorCode destroyCode = ErrorCode::HostFailed; ///< of destroyFails
    std::atomic_int scriptExits = 0;
    std::optional<Error> createFails;
    std::atomic_int nextId = 100;
    std::atomic_int addresses = 0;
    std::atomic_int services = 1;
    std::atomic_int waiting = 0; ///< calls inside pass()
    std::atomic_int refused = 0; ///< because it is down
    std::atomic_int asked = 0;   ///< isRunning() and status()
    QMutex mutex;
    QMap<QString, Machine> machines;
    QStringList destroyed;
    ContainerSpec validated;

private:
    const QString m_name;
};

/// Hosts by node; nodes come and go.
class FakeDirectory final : public HostDirectory
{
public:
    Result<std::shared_ptr<ContainerHost>> host(const QString &node) override
    {
        const QMutexLocker lock(&mutex);
        if (!hosts.contains(node))
            return fail(ErrorCode::NotFound, QStringLiteral("Cannot use the node \"%1\". There are: %2.")
                                                 .arg(node, hosts.keys().join(QStringLiteral(", "))));
        return hosts.value(node);
    }
    QMutex mutex;
    QMap<QString, std::shared_ptr<ContainerHost>> hosts;
};

} // namespace slipway::test
