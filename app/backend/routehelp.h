#pragma once
#include "app/backend/api.h"

namespace slipway::backend {

// What routes have in common: how they are added, small requests read, and what is wrong with one is said.

QString text(const char *source); ///< for people, in the context of this room

using Route = httpd::Answer (*)(const ApiParts &parts, const httpd::Request &request);
/// For who brings the token.
void addRoute(httpd::Router &router, const ApiParts &parts, const char *method, const char *pattern,
              Route handler);

/// A small JSON object; an empty body counts as one without keys. Invalid and TooLarge begin with `failure`.
Result<QJsonObject> smallObject(const QByteArray &body, const QString &failure);
void refuseUnknown(const QJsonObject &object, const QStringList &known, QList<FieldError> &fields);
/// 422 with the fields, each named once in its text, which begins with `failure` ("Cannot try again.").
httpd::Response refuseFields(const httpd::Request &request, const QString &failure,
                             const QList<FieldError> &fields);
/// An error of a container's host as a problem: what is between us and the host is 502, never 401 or 403,
/// which a client would take for its own token.
httpd::Response hostProblem(const Error &error, const httpd::Request &request);

} // namespace slipway::backend
