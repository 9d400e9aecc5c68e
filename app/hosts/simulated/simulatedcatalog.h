#pragma once
#include "app/jobs/hostcatalog.h"

namespace slipway::hosts {

/// Choices for a form on the simulated host; their names say what they are. Thread-safe, answers at once.
class SimulatedCatalog final : public HostCatalog
{
public:
    Result<QList<HostNode>> nodes(const CancelToken &cancel) override;
    Result<QList<HostStorage>> storages(const QString &content, const CancelToken &cancel) override;
    Result<QList<HostBridge>> bridges(const CancelToken &cancel) override;
    Result<QList<OsTemplate>> osTemplates(const CancelToken &cancel) override;
    Result<int> nextId(const CancelToken &cancel) override;
    Result<QString> download(const QString &source, const QString &storage, HostCall &call) override;
    Preflight preflight(const CancelToken &cancel) override;
};

} // namespace slipway::hosts
