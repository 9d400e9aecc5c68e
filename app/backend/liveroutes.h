#pragma once
#include "app/backend/api.h"

namespace slipway::backend {

/// What is done with a container that is there: its state on the host, power, services looked for again.
void addLiveRoutes(httpd::Router &router, const ApiParts &parts);

/// An error of a container's host as a problem: what is between us and the host is 502, never 401 or 403,
/// which a client would take for its own token.
httpd::Response hostProblem(const Error &error, const httpd::Request &request);

/// A small JSON object; an empty body counts as one without keys. Invalid and TooLarge begin with `failure`.
Result<QJsonObject> smallObject(const QByteArray &body, const QString &failure);
void refuseUnknown(const QJsonObject &object, const QStringList &known, QList<FieldError> &fields);
/// 422 with the fields; its text begins with `failure`.
httpd::Response refuseFields(const httpd::Request &request, const QString &failure,
                             const QList<FieldError> &fields);

/// Keys: those of HostStatus, displayName, action{name startedAt finishedAt error code [reason]} or null.
QJsonObject toJson(const LiveState &state);

} // namespace slipway::backend
