#pragma once
#include "app/domain/node.h"
#include "app/jobs/hostcatalog.h"
#include <memory>

namespace slipway::hosts {

/// Containers on one node of Proxmox VE 8 and 9: its REST API for what is outside of a container, `pct exec`
/// in an ssh session on the node for what is inside. Thread-safe, blocking.
///
/// `ref` is the VMID and a random word that also stands in the container's description, "131-3f9a2c07": a
/// container without that line is never touched (Forbidden). Scripts run detached from the connection, so
/// that a cut one neither ends nor repeats them. Several hosts for the same endpoint in one process (before
/// and after an edit of the node) share their reservations of VMIDs and their turns.
class ProxmoxHost final : public ContainerHost, public HostCatalog
{
public:
    struct Options
    {
        QByteArray pct = "pct";    ///< the program on the node; public there
        int parallelCreations = 4; ///< on the endpoint at once; others wait and say so
        std::chrono::milliseconds addressTime = std::chrono::seconds(100);
        std::chrono::milliseconds poll{500}; ///< between looks at the API
        std::chrono::milliseconds retry =
            std::chrono::seconds(3); ///< before a locked template is tried again
        std::chrono::milliseconds lookTime = std::chrono::seconds(10); ///< whether a lost request took effect
        std::chrono::milliseconds answerTime = std::chrono::seconds(10); ///< isRunning() and status()
        std::chrono::milliseconds reconnect =
            std::chrono::minutes(10); ///< ssh may be away from a script for so long
        std::chrono::milliseconds taskTime = std::chrono::minutes(25); ///< for one task of Proxmox
    };
    explicit ProxmoxHost(Node node) : ProxmoxHost(std::move(node), Options()) {}
    ProxmoxHost(Node node, Options options);
    ~ProxmoxHost() override;

    QString name() const override { return QStringLiteral("proxmox"); }
    Result<void> check() override; ///< asks the API; the answer holds for some seconds
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
    void endInterrupted(const QString &ref) override;
    Result<void> shutdown(const QString &ref, int timeoutSeconds, HostCall &call) override;
    Result<void> stop(const QString &ref, HostCall &call) override;
    Result<void> reboot(const QString &ref, int timeoutSeconds, HostCall &call) override;
    Result<HostStatus> status(const QString &ref) override;
    QString displayName(const QString &ref) const override; ///< the VMID
    HostCatalog *catalog() override { return this; }
    Result<void> destroy(const QString &ref, HostCall &call) override;

    Result<QList<HostNode>> nodes(const CancelToken &cancel) override;
    Result<QList<HostStorage>> storages(const QString &content, const CancelToken &cancel) override;
    Result<QList<HostBridge>> bridges(const CancelToken &cancel) override;
    Result<QList<OsTemplate>> osTemplates(const CancelToken &cancel) override;
    Result<int> nextId(const CancelToken &cancel) override;
    Result<QString> download(const QString &source, const QString &storage, HostCall &call) override;
    Preflight preflight(const CancelToken &cancel) override;

private:
    struct Private;
    const std::unique_ptr<Private> d;
};

} // namespace slipway::hosts
