#include "app/base/problem.h"

#include "app/base/json.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>
#include <array>

namespace slipway {
namespace {

struct Row
{
    ErrorCode code;
    int status;
    const char *name;
};

// The first row of a status is the code it stands for when read back without a "code" member.
constexpr std::array kRows = {
    Row{ErrorCode::Invalid, 400, "invalid"},           Row{ErrorCode::Unauthorized, 401, "unauthorized"},
    Row{ErrorCode::Forbidden, 403, "forbidden"},       Row{ErrorCode::NotFound, 404, "notFound"},
    Row{ErrorCode::Conflict, 409, "conflict"},         Row{ErrorCode::Cancelled, 409, "cancelled"},
    Row{ErrorCode::TooLarge, 413, "tooLarge"},         Row{ErrorCode::Internal, 500, "internal"},
    Row{ErrorCode::ScriptFailed, 500, "scriptFailed"}, Row{ErrorCode::HostFailed, 502, "hostFailed"},
    Row{ErrorCode::Protocol, 502, "protocol"},         Row{ErrorCode::Unavailable, 503, "unavailable"},
    Row{ErrorCode::Timeout, 504, "timeout"},
};

struct Reason
{
    int status;
    const char *text;
};

constexpr std::array kReasons = {
    Reason{200, "OK"},
    Reason{201, "Created"},
    Reason{202, "Accepted"},
    Reason{204, "No Content"},
    Reason{304, "Not Modified"},
    Reason{400, "Bad Request"},
    Reason{401, "Unauthorized"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{408, "Request Timeout"},
    Reason{409, "Conflict"},
    Reason{411, "Length Required"},
    Reason{413, "Content Too Large"},
    Reason{414, "URI Too Long"},
    Reason{415, "Unsupported Media Type"},
    Reason{417, "Expectation Failed"},
    Reason{421, "Misdirected Request"},
    Reason{422, "Unprocessable Content"},
    Reason{429, "Too Many Requests"},
    Reason{431, "Request Header Fields Too Large"},
    Reason{500, "Internal Server Error"},
    Reason{501, "Not Implemented"},
    Reason{502, "Bad Gateway"},
    Reason{503, "Service Unavailable"},
    Reason{504, "Gateway Timeout"},
    Reason{505, "HTTP Version Not Supported"},
    Reason{507, "Insufficient Storage"},
};

QString fallbackMessage(ErrorCode code, int status)
{
    switch (code) {
    case ErrorCode::Unauthorized:
        return QCoreApplication::translate("slipway::Problem",
                                           "Not signed in. The server wants a token or a session. Sign in "
                                           "or check the token.");
    case ErrorCode::NotFound:
        return QCoreApplication::translate("slipway::Problem",
                                           "Not found. The server does not know this address. Check the "
                                           "server's URL and the container's id.");
    default:
        return QCoreApplication::translate("slipway::Problem",
                                           "The server refused the request (HTTP %1). It gave no reason. "
                                           "Look into the server's log.")
            .arg(status);
    }
}

} // namespace

int httpStatus(ErrorCode code)
{
    for (const Row &row : kRows) {
        if (row.code == code)
            return row.status;
    }
    return 500;
}

ErrorCode errorCodeFromHttpStatus(int status)
{
    for (const Row &row : kRows) {
        if (row.status == status)
            return row.code;
    }
    if (status >= 300 && status < 400)
        return ErrorCode::Unauthorized;
    switch (status) {
    case 408:
        return ErrorCode::Timeout;
    case 410:
        return ErrorCode::NotFound;
    case 414:
    case 431:
        return ErrorCode::TooLarge;
    case 429:
    case 507:
        return ErrorCode::Unavailable;
    default:
        return status >= 400 && status < 500 ? ErrorCode::Invalid : ErrorCode::Internal;
    }
}

QByteArray httpReason(int status)
{
    for (const Reason &reason : kReasons) {
        if (reason.status == status)
            return reason.text;
    }
    return "Error";
}

QLatin1StringView errorCodeName(ErrorCode code)
{
    for (const Row &row : kRows) {
        if (row.code == code)
            return QLatin1StringView(row.name);
    }
    return QLatin1StringView("internal");
}

QByteArray problemJson(const Problem &problem)
{
    QJsonObject object{
        {QLatin1StringView("type"), QLatin1StringView("about:blank")},
        {QLatin1StringView("title"), QString::fromLatin1(httpReason(problem.status))},
        {QLatin1StringView("status"), problem.status},
        {QLatin1StringView("detail"), problem.error.message},
        {QLatin1StringView("error"), problem.error.message},
        {QLatin1StringView("code"), errorCodeName(problem.error.code)},
    };
    if (!problem.instance.isEmpty())
        object.insert(QLatin1StringView("instance"), problem.instance);
    if (!problem.error.detail.isEmpty())
        object.insert(QLatin1StringView("reason"), problem.error.detail);
    if (problem.error.retryable)
        object.insert(QLatin1StringView("retryable"), true);
    if (!problem.fields.isEmpty()) {
        QJsonArray fields;
        for (const FieldError &field : problem.fields) {
            fields.append(QJsonObject{{QLatin1StringView("field"), field.field},
                                      {QLatin1StringView("message"), field.message}});
        }
        object.insert(QLatin1StringView("fields"), fields);
    }
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray problemJson(const Error &error, const QList<FieldError> &fields, const QString &instance)
{
    return problemJson(Problem{httpStatus(error.code), error, fields, instance});
}

Problem problemFromJson(int status, const QByteArray &body)
{
    Problem problem;
    problem.status = status;
    problem.error.code = errorCodeFromHttpStatus(status);
    problem.error.retryable = status == 429 || status == 502 || status == 503 || status == 504;
    const QJsonObject object = readJson(body).object();
    const QString code = object.value(QLatin1StringView("code")).toString();
    for (const Row &row : kRows) {
        if (row.status == status && code == QLatin1StringView(row.name))
            problem.error.code = row.code;
    }
    for (const char *key : {"detail", "error", "message", "title"}) {
        problem.error.message = object.value(QLatin1StringView(key)).toString();
        if (!problem.error.message.isEmpty())
            break;
    }
    if (problem.error.message.isEmpty())
        problem.error.message = fallbackMessage(problem.error.code, status);
    problem.error.detail = object.value(QLatin1StringView("reason")).toString();
    problem.error.retryable = object.value(QLatin1StringView("retryable")).toBool(problem.error.retryable);
    problem.instance = object.value(QLatin1StringView("instance")).toString();
    const QJsonArray fields = object.value(QLatin1StringView("fields")).toArray();
    for (const QJsonValue &value : fields) {
        const QJsonObject field = value.toObject();
        problem.fields.append({field.value(QLatin1StringView("field")).toString(),
                               field.value(QLatin1StringView("message")).toString()});
    }
    return problem;
}

} // namespace slipway
