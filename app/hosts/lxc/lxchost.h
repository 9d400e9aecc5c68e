#pragma once
#include "app/hosts/lxc/lxccatalog.h"
#include "app/hosts/lxc/lxcfigures.h"
#include "app/hosts/lxc/lxcnetwork.h"
#include "app/hosts/lxc/lxctools.h"
#include "app/hosts/lxc/rootfs.h"
#include "app/jobs/rootpassword.h"
#include <QMap>
#include <QMutex>
#include <QThreadPool>
#include <atomic>

namespace slipway::hosts {

/// Containers of this machine, through the lxc-* tools; needs root. `ref` is the lxc name, which is the
/// hostname.
///
/// A container of ours is marked by a file "slipway" beside its configuration; nothing else is ever stopped
/// or removed. Containers are privileged (their root is the machine's root, confined by LXC); the size of the
/// disk is not enforced, and creation says so; memory and cores are, by control group. Files and scripts go
/// in through a shell inside the container and standard input: no symbolic link inside leads out, and nothing
/// secret stands on a command line. Thread-safe.
class LxcHost final : public ContainerHost, public LateRootPassword
{
public:
    struct Options
    {
        QString lxcPath = QStringLiteral("/var/lib/lxc"); ///< where lxc-ls looks without -P
        QString dataDir; ///< root file systems are kept in dataDir/rootfs; empty = /var/cache/slipway
        LxcNetwork::Options network;
    };
    LxcHost() : LxcHost(Options()) {}
    explicit LxcHost(Options options);
    ~LxcHost() override;

    QString name() const override { return QStringLiteral("lxc"); }
    Result<void> check() override;
    ContainerSpec completed(ContainerSpec spec) const override;
    Result<void> validate(const ContainerSpec &spec) override;
    Result<QString> create(const ContainerSpec &spec, const QString &ref, HostCall &call) override;
    Result<void> start(const QString &ref, HostCall &call) override;
    Result<QString> awaitAddress(const QString &ref, HostCall &call) override;
    Result<void> putFile(const QString &ref, const FileSpec &file, HostCall &call) override;
    Result<void> installPackages(const QString &ref, Installer installer, const QStringList &packages,
                                 HostCall &call) override;
    Result<int> runScript(const QString &ref, const ScriptSpec &script, HostCall &call) override;
    Result<ServiceList> discoverServices(const QString &ref, HostCall &call) override;
    Result<QStringList> serviceLogs(const QString &ref, const QString &service, int lines) override;
    Result<bool> isRunning(const QString &ref) override;
    void bringRootPassword(const QString &ref, const Secret &password) override;
    void endInterrupted(const QString &ref) override;
    Result<void> shutdown(const QString &ref, int timeoutSeconds, HostCall &call) override;
    Result<void> stop(const QString &ref, HostCall &call) override;
    Result<void> reboot(const QString &ref, int timeoutSeconds, HostCall &call) override;
    Result<HostStatus> status(const QString &ref) override;
    HostCatalog *catalog() override { return &m_catalog; }
    Result<void> destroy(const QString &ref, HostCall &call) override;

    LxcNetwork &network() { return m_network; }
    QString lxcPath() const { return m_options.lxcPath; }
    /// Where root file systems are kept that new containers copy.
    QString rootfsCache() const
    {
        const QString data = m_options.dataDir;
        return (data.isEmpty() ? QStringLiteral("/var/cache/slipway") : data) + QStringLiteral("/rootfs");
    }

private:
    Result<void> build(const ContainerSpec &spec, const QString &ref, const LxcNetwork::Lease &lease,
                       HostCall &call);
    Result<void> fillRootfs(const RootfsSource &source, const QString &ref, const QByteArray &config,
                            HostCall &call);
    Result<void> finishRootfs(const ContainerSpec &spec, const QString &ref, const RootfsSource &source);
    Result<void> insideRootfs(const QString &ref, const QString &script, const QStringList &arguments,
                              const QByteArray &input);
    Result<void> remove(const QString &ref);
    void addFigures(HostStatus &status, const QString &ref, pid_t init);
    Result<void> confirmRoot(const QString &ref);
    Result<void> awaitBoot(const QString &ref, HostCall &call);
    Result<void> prove();
    bool moveAside(const QString &directory, const QString &ref) const;
    void sweep();
    Result<void> setRootPassword(const QString &ref, HostCall &call);
    Result<int> attachLogged(const QString &ref, const LxcTools::Attach &what, HostCall &call);
    bool isOurs(const QString &ref) const;

    const Options m_options;
    const LxcTools m_tools;
    LxcNetwork m_network;
    std::atomic_bool m_proven = false; // the kernel lets us
    CancelToken m_closing;
    QThreadPool m_sweeper; // deletes what was moved aside
    QMutex m_mutex;
    QMap<QString, Secret> m_rootPasswords; // between create() and start()
    QMap<QString, CpuSample> m_samples;    // of status()
    LxcCatalog m_catalog;
};

} // namespace slipway::hosts
