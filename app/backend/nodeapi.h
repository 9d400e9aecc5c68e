#pragma once
#include "app/backend/downloaddesk.h"
#include "app/backend/lookupdesk.h"
#include "app/backend/nodehosts.h"
#include "app/domain/node.h"
#include "app/jobs/eventstore.h"
#include "app/jobs/hostcatalog.h"
#include "net/httpd/router.h"
#include <mutex>

namespace slipway::backend {

/// The routes below /api/nodes: nodes are added, edited, tested and removed, and asked what a form needs.
/// What the store does is done on `disk`, what a node does on the look-ups' own threads. No answer holds a
/// secret. Lives on the server's thread and outlives the server.
class NodeApi
{
public:
    struct Parts
    {
        NodeStore &nodes;
        EventStore &containers; ///< a node with containers is not removed unasked
        NodeHosts &hosts;
        QThreadPool &disk; ///< to be waited for before this goes
    };
    explicit NodeApi(Parts parts, LookupLimits limits = {});

    void addTo(httpd::Router &router);

private:
    // noderoutes.cpp
    httpd::Answer list(const httpd::Request &request);
    httpd::Answer add(const httpd::Request &request);
    httpd::Answer show(const httpd::Request &request);
    httpd::Answer edit(const httpd::Request &request);
    httpd::Answer remove(const httpd::Request &request);
    httpd::Response added(const httpd::Request &request);
    httpd::Response edited(const httpd::Request &request);
    httpd::Response removed(const httpd::Request &request, bool force);

    // lookuproutes.cpp
    using Ask = std::function<Result<QJsonObject>(HostCatalog &catalog, const CancelToken &cancel)>;
    httpd::Answer lookup(const httpd::Request &request, const QString &purpose, Ask ask);
    httpd::Answer storages(const httpd::Request &request);
    httpd::Answer testStored(const httpd::Request &request);
    httpd::Answer testUnsaved(const httpd::Request &request);
    void addLookupsTo(httpd::Router &router);

    // downloadroutes.cpp
    httpd::Answer download(const httpd::Request &request);
    httpd::Answer listDownloads(const httpd::Request &request);
    httpd::Answer showDownload(const httpd::Request &request);
    httpd::Answer cancelDownload(const httpd::Request &request);
    void addDownloadsTo(httpd::Router &router);

    Parts m_parts;
    std::mutex m_editing; // one change at a time: what is read is what is changed
    LookupDesk m_desk;
    DownloadDesk m_downloads;
};

/// Members of the OpenAPI document's "paths" and "components.schemas" for these routes, each with a comma
/// behind.
QByteArray nodePathsJson();
QByteArray nodeSchemasJson();

/// 422 with the fields; `purpose` completes "Cannot …".
httpd::Response refuseNode(const httpd::Request &request, const QString &purpose,
                           const QList<FieldError> &fields);

} // namespace slipway::backend
