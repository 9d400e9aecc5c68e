#include "app/backend/liveroutes.h"

#include "app/backend/routehelp.h"

#include <cmath>

namespace slipway::backend {

using httpd::Answer;
using httpd::Request;
using httpd::Response;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kDefaultSeconds = 60;
constexpr int kMaxSeconds = 3600;

QJsonValue orNull(const QString &value) { return value.isEmpty() ? QJsonValue() : QJsonValue(value); }

struct PowerRequest
{
    std::optional<PowerAction> action;
    int timeoutSeconds = kDefaultSeconds;
    QList<FieldError> fields;
};

PowerRequest powerRequest(const QJsonObject &object)
{
    PowerRequest asked;
    refuseUnknown(object, {u"action"_s, u"timeoutSeconds"_s}, asked.fields);
    asked.action = powerActionFromName(object.value("action"_L1).toString());
    if (!asked.action)
        asked.fields.append({u"action"_s, text("Say what to do: start, shutdown, stop or reboot.")});
    const QJsonValue seconds = object.value("timeoutSeconds"_L1);
    if (seconds.isUndefined())
        return asked;
    const double number = seconds.toDouble(-1);
    if (number < 1 || number > kMaxSeconds || number != std::floor(number))
        asked.fields.append(
            {u"timeoutSeconds"_s, text("The time must be a whole number from 1 to %1.").arg(kMaxSeconds)});
    else
        asked.timeoutSeconds = static_cast<int>(number);
    return asked;
}

Answer showLive(const ApiParts &parts, const Request &request)
{
    const auto id = idOf(request);
    if (!id)
        return toResponse(id.error(), request);
    return parts.service.live(*id).then([request](const Result<LiveState> &state) {
        return state ? Response::json(toJson(*state)) : hostProblem(state.error(), request);
    });
}

Answer changePower(const ApiParts &parts, const Request &request)
{
    const auto id = idOf(request);
    if (!id)
        return toResponse(id.error(), request);
    const QString failure = text("Cannot change the power of the container.");
    const Result<QJsonObject> object = smallObject(request.body, failure);
    if (!object)
        return toResponse(object.error(), request);
    const PowerRequest asked = powerRequest(*object);
    if (!asked.fields.isEmpty())
        return refuseFields(request, failure, asked.fields);
    return parts.service.power(*id, *asked.action, asked.timeoutSeconds)
        .then([request, id = *id, action = *asked.action](const Result<void> &begun) {
            if (!begun)
                return hostProblem(begun.error(), request);
            const QJsonObject answer{{"id"_L1, id.value}, {"action"_L1, QString(powerActionName(action))}};
            return Response::json(answer, 202);
        });
}

Answer rediscover(const ApiParts &parts, const Request &request)
{
    const auto id = idOf(request);
    if (!id)
        return toResponse(id.error(), request);
    const QString failure = text("Cannot look for services.");
    const Result<QJsonObject> object = smallObject(request.body, failure);
    if (!object)
        return toResponse(object.error(), request);
    QList<FieldError> fields;
    refuseUnknown(*object, {}, fields);
    if (!fields.isEmpty())
        return refuseFields(request, failure, fields);
    return parts.service.rediscover(*id).then([request](const Result<ServiceList> &found) {
        return found ? Response::json(toJsonWithSecrets(*found)) : hostProblem(found.error(), request);
    });
}

} // namespace

QJsonObject toJson(const LiveState &state)
{
    QJsonObject object = slipway::toJson(state.status);
    object.insert("displayName"_L1, state.displayName);
    if (!state.action) {
        object.insert("action"_L1, QJsonValue());
        return object;
    }
    const LiveState::Action &last = *state.action;
    QJsonObject action{
        {"name"_L1, QString(powerActionName(last.action))},
        {"startedAt"_L1, last.startedAt},
        {"finishedAt"_L1, orNull(last.finishedAt)},
        {"error"_L1, last.error ? QJsonValue(last.error->message) : QJsonValue()},
        {"code"_L1, last.error ? QJsonValue(QString(errorCodeName(last.error->code))) : QJsonValue()}};
    if (last.error && !last.error->detail.isEmpty())
        action.insert("reason"_L1, last.error->detail);
    object.insert("action"_L1, action);
    return object;
}

void addLiveRoutes(httpd::Router &router, const ApiParts &parts)
{
    addRoute(router, parts, "GET", "/api/containers/{id}/live", showLive);
    addRoute(router, parts, "POST", "/api/containers/{id}/power", changePower);
    addRoute(router, parts, "POST", "/api/containers/{id}/rediscover", rediscover);
}

} // namespace slipway::backend
