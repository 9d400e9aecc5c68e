#pragma once
#include "app/base/error.h"
#include <QByteArray>
#include <QList>

namespace slipway {

/// What is wrong with one field of a request.
struct FieldError
{
    QString field;   ///< JSON path: "hostname", "scripts[1].name"
    QString message; ///< "Cannot …. Reason. What now."
    bool operator==(const FieldError &) const = default;
};

/// The one table between our errors and HTTP, read by the server in one direction and by the client in the
/// other.
int httpStatus(ErrorCode code);
/// The closest code of a status that is not 2xx; a 3xx is a sign-in page: Unauthorized.
ErrorCode errorCodeFromHttpStatus(int status);
/// "Not Found" for 404; "Error" for what RFC 9110 does not name.
QByteArray httpReason(int status);
/// Wire name of a code, e.g. "notFound" (the member "code" of a problem).
QLatin1StringView errorCodeName(ErrorCode code);

/// An RFC 9457 problem as this API sends it. "error" repeats "detail" for readers of plain `{"error":…}`.
struct Problem
{
    int status = 500;
    Error error;
    QList<FieldError> fields;
    QString instance; ///< path of the request; empty = absent
    bool operator==(const Problem &) const = default;
};

inline constexpr char kProblemContentType[] = "application/problem+json";

/// Body: type title status detail error code [instance] [reason] [retryable] [fields]. `reason` is
/// Error::detail.
QByteArray problemJson(const Problem &problem);
/// The same for an error and the status of its code.
QByteArray problemJson(const Error &error, const QList<FieldError> &fields = {},
                       const QString &instance = {});
/// Never fails: from a problem, from the plain `{"error":…}` form, or from the status alone for any other
/// body.
Problem problemFromJson(int status, const QByteArray &body);

} // namespace slipway
