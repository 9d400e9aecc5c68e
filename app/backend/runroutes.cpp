#include "app/backend/runroutes.h"

#include "app/backend/routehelp.h"
#include "app/jobs/fieldrefusal.h"

#include <QJsonArray>
#include <QtConcurrent>

namespace slipway::backend {

using httpd::Answer;
using httpd::Request;
using httpd::Response;
using namespace Qt::Literals::StringLiterals;

namespace {

QString retryFailure() { return text("Cannot try again."); }

RetryRequest readRetry(const QJsonObject &object, QList<FieldError> &fields)
{
    RetryRequest asked;
    refuseUnknown(object, {u"from"_s, u"script"_s, u"rootPassword"_s}, fields);
    const QJsonValue from = object.value("from"_L1);
    asked.from = stepFromName(from.toString());
    if (!from.isUndefined() && !asked.from)
        fields.append({u"from"_s, text("Say a step: creating, starting, deploying, syncing or finalizing.")});
    const QJsonValue script = object.value("script"_L1);
    asked.script = script.toString();
    if (!script.isUndefined() && asked.script.isEmpty())
        fields.append({u"script"_s, text("Say the name of a script.")});
    const QJsonValue password = object.value("rootPassword"_L1);
    if (!password.toString().isEmpty())
        asked.rootPassword = Secret(password.toString());
    else if (!password.isUndefined())
        fields.append({u"rootPassword"_s, text("The root password must be a text that is not empty.")});
    return asked;
}

Answer retry(const ApiParts &parts, const Request &request)
{
    const auto id = idOf(request);
    if (!id)
        return toResponse(id.error(), request);
    const Result<QJsonObject> object = smallObject(request.body, retryFailure());
    if (!object)
        return toResponse(object.error(), request);
    QList<FieldError> fields;
    const RetryRequest asked = readRetry(*object, fields);
    if (!fields.isEmpty())
        return refuseFields(request, retryFailure(), fields);
    return parts.service.retry(*id, asked).then([request](const Result<Container> &begun) {
        if (begun)
            return Response::json(toJson(*begun, true), 202);
        if (const QList<FieldError> refused = refusedFields(begun.error()); !refused.isEmpty())
            return refuseFields(request, retryFailure(), refused);
        return hostProblem(aboutContainer(begun.error()), request);
    });
}

Answer showRuns(const ApiParts &parts, const Request &request)
{
    const auto id = idOf(request);
    if (!id)
        return toResponse(id.error(), request);
    return parts.service.runHistory(*id).then([request](const Result<QList<RunRecord>> &runs) {
        if (!runs)
            return toResponse(aboutContainer(runs.error()), request);
        QJsonArray all;
        for (const RunRecord &run : *runs)
            all.append(toJson(run));
        return Response::json(QJsonObject{{"runs"_L1, all}});
    });
}

/// With what it is expected to take.
Answer showContainer(const ApiParts &parts, const Request &request)
{
    const auto id = idOf(request);
    if (!id)
        return toResponse(id.error(), request);
    return QtConcurrent::run(&parts.pool, [&log = parts.log, &store = parts.store, id = *id, request] {
        const Result<Container> container = log.container(id);
        return container ? Response::json(withExpected(store, *container))
                         : toResponse(aboutContainer(container.error()), request);
    });
}

} // namespace

ExpectedDurations expectedOf(EventStore &store, const Container &container)
{
    const auto known = store.durations({container.templateName, container.host, container.node});
    return known ? expectedFrom(*known) : ExpectedDurations(); // an estimate is worth no error
}

QJsonObject withExpected(EventStore &store, const Container &container)
{
    QJsonObject object = toJson(container, true);
    const ExpectedDurations expected = expectedOf(store, container);
    if (expected.runs > 0)
        object.insert("expected"_L1, toJson(expected));
    return object;
}

void addRunRoutes(httpd::Router &router, const ApiParts &parts)
{
    addRoute(router, parts, "GET", "/api/containers/{id}", showContainer);
    addRoute(router, parts, "POST", "/api/containers/{id}/retry", retry);
    addRoute(router, parts, "GET", "/api/containers/{id}/runs", showRuns);
}

} // namespace slipway::backend
