#pragma once
#include "app/jobs/containerservice.h"
#include "app/store/templatelibrary.h"
#include "net/httpd/router.h"
#include "net/httpd/streambroadcaster.h"
#include <QThreadPool>
#include <functional>

namespace slipway::backend {

/// What the routes stand on; all of it outlives the server.
struct ApiParts
{
    ContainerService &service;
    EventLog &log;
    EventStore &store;
    httpd::StreamBroadcaster &streams;
    QThreadPool &pool; ///< for what reads the disk
    store::TemplateLibrary &templates;
    std::function<QJsonObject()> health; ///< called on `pool`, as is `list`
    std::function<QByteArray()> list;    ///< GET /api/containers
    int maxStreams = 4096;
};

/// Every route of the contract (WIRE: progress, services, errors) with its handler. Handlers return at once;
/// store and disk are read on `pool`, the service brings its own threads.
httpd::Router makeRouter(const ApiParts &parts);

/// GET /api/containers/{id}/progress: 404, 503 at the limit, or the stream's hand-over (HEAD: its head
/// alone).
httpd::Answer openProgress(const ApiParts &parts, const httpd::Request &request);

/// GET /api/events: the list of containers as a stream (app/backend/containerfeed); otherwise like
/// openProgress().
httpd::Answer openList(const ApiParts &parts, const httpd::Request &request);

/// An error as its problem. The one place where `instance` is filled in.
httpd::Response toResponse(const Error &error, const httpd::Request &request);
/// The id in the path; NotFound (as every unknown container) for what cannot be one.
Result<ContainerId> idOf(const httpd::Request &request);
Error containerNotFound();
/// The same error, but a NotFound in the contract's words.
Error aboutContainer(const Error &error);

/// OpenAPI 3.1 description of all routes, as JSON.
QByteArray openApiDocument();

} // namespace slipway::backend
