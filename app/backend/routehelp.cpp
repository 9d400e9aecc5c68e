#include "app/backend/routehelp.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonParseError>

namespace slipway::backend {

using httpd::Request;
using httpd::Response;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype kMaxBody = 4096;

} // namespace

QString text(const char *source) { return QCoreApplication::translate("backend", source); }

void addRoute(httpd::Router &router, const ApiParts &parts, const char *method, const char *pattern,
              Route handler)
{
    router.add(method, QString::fromLatin1(pattern), httpd::Access::Authorised,
               [parts, handler](const Request &request) { return handler(parts, request); });
}

Result<QJsonObject> smallObject(const QByteArray &body, const QString &failure)
{
    if (body.size() > kMaxBody)
        return fail(ErrorCode::TooLarge,
                    text("%1 The request is larger than %2 bytes. Send less.").arg(failure).arg(kMaxBody));
    if (body.trimmed().isEmpty())
        return QJsonObject();
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (error.error != QJsonParseError::NoError || !document.isObject())
        return fail(ErrorCode::Invalid, text("%1 The request is not a JSON object. Correct it.").arg(failure),
                    error.error == QJsonParseError::NoError ? QString() : error.errorString());
    return document.object();
}

void refuseUnknown(const QJsonObject &object, const QStringList &known, QList<FieldError> &fields)
{
    const QStringList keys = object.keys();
    for (const QString &key : keys) {
        if (!known.contains(key))
            fields.append({key, text("\"%1\" is not a field of this request. Leave it out.").arg(key)});
    }
}

Response refuseFields(const Request &request, const QString &failure, const QList<FieldError> &fields)
{
    QStringList names;
    for (const FieldError &field : fields)
        names.append(field.field);
    names.removeDuplicates();
    const Error error{ErrorCode::Invalid,
                      text("%1 The request is wrong in: %2. Correct it and send it again.")
                          .arg(failure, names.join(", "_L1)),
                      {},
                      false};
    return httpd::problem(Problem{422, error, fields, request.path});
}

Response hostProblem(const Error &error, const Request &request)
{
    Problem problem{httpStatus(error.code), error, {}, request.path};
    switch (error.code) {
    case ErrorCode::Unauthorized:
    case ErrorCode::Forbidden:
        problem.error.code = ErrorCode::Unavailable; // it is not the caller who has to sign in
        problem.status = 502;
        break;
    case ErrorCode::Unavailable:
        problem.status = 502; // it is the host behind us that cannot be reached
        break;
    default:
        break;
    }
    return httpd::problem(problem);
}

} // namespace slipway::backend
