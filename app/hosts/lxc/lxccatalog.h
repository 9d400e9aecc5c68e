#pragma once
#include "app/jobs/hostcatalog.h"

namespace slipway::hosts {

class LxcHost;
class LxcNetwork;

/// What this machine has to choose from: one storage (the lxcpath), one bridge, busybox and the Debian
/// releases that debootstrap can make. Thread-safe.
class LxcCatalog final : public HostCatalog
{
public:
    LxcCatalog(LxcHost &host, LxcNetwork &network) : m_host(host), m_network(network) {}

    Result<QList<HostNode>> nodes(const CancelToken &cancel) override;
    Result<QList<HostStorage>> storages(const QString &content, const CancelToken &cancel) override;
    Result<QList<HostBridge>> bridges(const CancelToken &cancel) override;
    Result<QList<OsTemplate>> osTemplates(const CancelToken &cancel) override;
    Result<int> nextId(const CancelToken &cancel) override; ///< Invalid: names, no numbers
    Result<QString> download(const QString &source, const QString &storage, HostCall &call) override;
    Preflight preflight(const CancelToken &cancel) override;

private:
    LxcHost &m_host;
    LxcNetwork &m_network;
};

} // namespace slipway::hosts
