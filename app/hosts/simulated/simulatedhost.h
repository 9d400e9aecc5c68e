#pragma once
#include "app/hosts/simulated/simulatedcatalog.h"
#include "app/jobs/containerhost.h"
#include <QMap>
#include <QMutex>
#include <chrono>

namespace slipway::hosts {

/// A host that makes nothing and says so, but behaves like one: for demonstrations, tests and load. What it
/// prints depends on the hostname and the spec only; how long it takes on SimulationSpec. Needs no
/// privileges, keeps its containers in memory: after a restart they are gone (NotFound).
///
/// Thread-safe; its waits end within 20 ms of a cancel.
class SimulatedHost final : public ContainerHost
{
public:
    QString name() const override { return QStringLiteral("simulated"); }
    bool isSimulated() const override { return true; }
    Result<void> check() override { return {}; }
    /// Three scripts when the request has none, and the default knobs.
    ContainerSpec completed(ContainerSpec spec) const override;

    Result<QString> create(const ContainerSpec &spec, const QString &ref, HostCall &call) override;
    Result<void> start(const QString &ref, HostCall &call) override;
    Result<QString> awaitAddress(const QString &ref, HostCall &call) override;
    Result<void> putFile(const QString &ref, const FileSpec &file, HostCall &call) override;
    Result<void> installPackages(const QString &ref, Installer installer, const QStringList &packages,
                                 HostCall &call) override;
    Result<void> finishDeployment(const QString &ref, HostCall &call) override;
    Result<int> runScript(const QString &ref, const ScriptSpec &script, HostCall &call) override;
    Result<ServiceList> discoverServices(const QString &ref, HostCall &call) override;
    Result<QStringList> serviceLogs(const QString &ref, const QString &service, int lines) override;
    Result<bool> isRunning(const QString &ref) override;
    /// Down after half a second (or at the end of the given time, if that is shorter), at once when stopped.
    Result<void> shutdown(const QString &ref, int timeoutSeconds, HostCall &call) override;
    Result<void> stop(const QString &ref, HostCall &call) override;
    Result<void> reboot(const QString &ref, int timeoutSeconds, HostCall &call) override;
    /// Made up: the figures depend on the name and the time since the start only.
    Result<HostStatus> status(const QString &ref) override;
    HostCatalog *catalog() override { return &m_catalog; }
    Result<void> destroy(const QString &ref, HostCall &call) override;

private:
    struct Machine
    {
        ContainerSpec spec;
        bool running = false;
        bool hasFailed = false; ///< where it was asked to: it gets past that from now on
        std::chrono::steady_clock::time_point startedAt;
    };
    void setRunning(const QString &ref, bool isRunning);
    Result<Machine> machine(const QString &ref) const;
    /// Takes `share` of the run's time.
    Result<void> pass(const Machine &machine, double share, HostCall &call) const;
    /// The same, and fails then if the request says so; once.
    Result<void> phase(const Machine &machine, QLatin1StringView step, double share, HostCall &call);
    void noteFailure(const QString &ref);

    mutable QMutex m_mutex;
    QMap<QString, Machine> m_machines;
    SimulatedCatalog m_catalog;
};

} // namespace slipway::hosts
