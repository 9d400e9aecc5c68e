#pragma once
#include "app/store/templatelibrary.h"
#include "net/httpd/router.h"
#include <QThreadPool>

namespace slipway::backend {

/// The routes below /api/templates and /api/package-buckets. Each is done on `pool`; both outlive the server.
void addTemplateRoutes(httpd::Router &router, store::TemplateLibrary &library, QThreadPool &pool);

/// Members of the OpenAPI document's "paths" and "components.schemas" for these routes, each with a comma
/// behind.
QByteArray templatePathsJson();
QByteArray templateSchemasJson();

} // namespace slipway::backend
