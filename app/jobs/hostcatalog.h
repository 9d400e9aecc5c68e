#pragma once
#include "app/domain/hostoffers.h"
#include "app/jobs/containerhost.h"

namespace slipway {

/// Port: the look-ups of a host, for forms. Blocks, at most a few seconds, ends early when cancelled; any
/// thread. Errors: Unavailable, Unauthorized, Forbidden (with the missing permission), Timeout.
class HostCatalog
{
public:
    virtual ~HostCatalog() = default;
    virtual Result<QList<HostNode>> nodes(const CancelToken &cancel) = 0;
    /// `content`: "rootdir", "vztmpl"; empty = all.
    virtual Result<QList<HostStorage>> storages(const QString &content, const CancelToken &cancel) = 0;
    virtual Result<QList<HostBridge>> bridges(const CancelToken &cancel) = 0;
    /// Installed ones first, then what can be downloaded.
    virtual Result<QList<OsTemplate>> osTemplates(const CancelToken &cancel) = 0;
    virtual Result<int> nextId(const CancelToken &cancel) = 0; ///< a suggestion: it reserves nothing
    /// Fetches an OS template that is not installed, to `storage` (empty: where the host keeps them); what it
    /// says goes to call.log. Returns the source that names it from then on, at once when it is there.
    virtual Result<QString> download(const QString &source, const QString &storage, HostCall &call) = 0;
    /// Goes through all that a creation needs. Never fails: what is wrong stands in the answer.
    virtual Preflight preflight(const CancelToken &cancel) = 0;
};

} // namespace slipway
