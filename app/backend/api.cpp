#include "app/backend/api.h"

#include "app/backend/liveroutes.h"
#include "app/backend/routehelp.h"
#include "app/backend/runroutes.h"
#include "app/backend/templateroutes.h"
#include "app/jobs/fieldrefusal.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QPromise>
#include <QtConcurrent>

namespace slipway::backend {

using httpd::Access;
using httpd::Answer;
using httpd::Request;
using httpd::Response;
using namespace Qt::Literals::StringLiterals;

namespace {

Response refuseQuery(const Request &request, const QString &message)
{
    return toResponse(Error{ErrorCode::Invalid, message, {}, false}, request);
}

QString creationFailure() { return text("Cannot create the container."); }

/// A whole number in the query; `fallback` when it is absent, nothing when it is not one or out of bounds.
std::optional<qint64> queryNumber(const Request &request, const QString &name, qint64 fallback, qint64 min,
                                  qint64 max)
{
    const std::optional<QString> value = request.queryValue(name);
    if (!value)
        return fallback;
    bool ok = false;
    const qint64 number = value->toLongLong(&ok);
    return ok && number >= min && number <= max ? std::optional(number) : std::nullopt;
}

/// The answer is known already. (Qt's own function for it has another name in each of 6.4 and 6.8.)
QFuture<Response> readyFuture(Response response)
{
    QPromise<Response> promise;
    promise.start();
    promise.addResult(std::move(response));
    promise.finish();
    return promise.future();
}

/// Later: `future`'s value through `use`, its error as a problem.
template<typename T, typename Use>
QFuture<Response> answerWith(QFuture<Result<T>> future, const Request &request, Use use)
{
    return future.then([request, use = std::move(use)](const Result<T> &result) -> Response {
        if (!result)
            return toResponse(aboutContainer(result.error()), request);
        if constexpr (std::is_void_v<T>)
            return use();
        else
            return use(*result);
    });
}

Answer listContainers(const ApiParts &parts, const Request &)
{
    return QtConcurrent::run(&parts.pool, [list = parts.list] { return Response::json(list()); });
}

struct Prepared
{
    ContainerSpec spec;
    QList<FieldError> fields;
};

/// The spec in the request's bytes, as it was asked for, and all that is wrong with it, also together with
/// its template. The service merges the template itself when it begins, and that is what the container keeps.
Result<Prepared> prepare(const QByteArray &body, const store::TemplateLibrary &templates,
                         HostDirectory &hosts)
{
    const auto parsed = containerSpecFromJson(body);
    if (!parsed)
        return tl::unexpected(parsed.error());
    Prepared prepared{parsed->spec, parsed->errors};
    const Result<std::shared_ptr<ContainerHost>> found = hosts.host(parsed->spec.node);
    if (!found && found.error().code != ErrorCode::NotFound)
        return tl::unexpected(found.error());
    if (!found) {
        prepared.fields.append({u"node"_s, found.error().message});
        prepared.fields.append(validate(prepared.spec));
        return prepared;
    }
    const ContainerHost &host = **found;
    const QString name = parsed->spec.templateName;
    if (!name.isEmpty() && name != "default"_L1) {
        const Result<Template> base = templates.complete(name);
        if (base) {
            prepared.fields.append(validateComplete(host.completed(withTemplate(prepared.spec, *base))));
            return prepared;
        }
        prepared.fields.append({u"template"_s, base.error().message});
    }
    prepared.fields.append(validateComplete(host.completed(prepared.spec)));
    return prepared;
}

Response createdResponse(const Result<Container> &created, const Request &request)
{
    if (created) {
        Response response = Response::json(toJson(*created, true), 201);
        return response.with("Location", "/api/containers/" + created->id.value.toLatin1());
    }
    Problem problem{httpStatus(created.error().code), created.error(), {}, request.path};
    if (created.error().code == ErrorCode::Conflict)
        problem.fields.append({u"hostname"_s, created.error().message});
    const QList<FieldError> refused = refusedFields(created.error());
    if (!refused.isEmpty())
        return refuseFields(request, creationFailure(), refused);
    const bool isSignIn = problem.status == 401 || problem.status == 403; // the host's, not the caller's
    return isSignIn ? hostProblem(created.error(), request) : httpd::problem(problem);
}

Answer createContainer(const ApiParts &parts, const Request &request)
{
    return QtConcurrent::run(&parts.pool,
                             [body = request.body, &templates = parts.templates,
                              &hosts = parts.service.hosts()] { return prepare(body, templates, hosts); })
        .then(&parts.service,
              [&service = parts.service, request](const Result<Prepared> &prepared) -> QFuture<Response> {
                  if (!prepared)
                      return readyFuture(toResponse(prepared.error(), request));
                  if (!prepared->fields.isEmpty())
                      return readyFuture(refuseFields(request, creationFailure(), prepared->fields));
                  return service.create(prepared->spec).then([request](const Result<Container> &created) {
                      return createdResponse(created, request);
                  });
              })
        .unwrap();
}

Answer removeContainer(const ApiParts &parts, const Request &request)
{
    const auto id = idOf(request);
    if (!id)
        return toResponse(id.error(), request);
    const QString force = request.queryValue(u"force"_s).value_or(u"0"_s);
    if (force != u"1"_s && force != u"0"_s)
        return refuseQuery(request, text("Cannot delete the container. \"force\" must be 1 or 0."));
    using Removal = ContainerService::Removal;
    const Removal how = force == u"1"_s ? Removal::Forced : Removal::Complete;
    return parts.service.remove(*id, how).then(
        [&streams = parts.streams, id = *id, request](const Result<void> &removed) {
            if (!removed)
                return hostProblem(aboutContainer(removed.error()), request);
            streams.endTopic(id.value.toLatin1());
            return Response::empty(204);
        });
}

Answer cancelContainer(const ApiParts &parts, const Request &request)
{
    const auto id = idOf(request);
    if (!id)
        return toResponse(id.error(), request);
    return parts.service.find(*id).then(
        &parts.service, [&service = parts.service, id = *id, request](const Result<Container> &found) {
            if (!found)
                return toResponse(aboutContainer(found.error()), request);
            if (const Result<void> cancelled = service.cancel(id); !cancelled)
                return toResponse(cancelled.error(), request);
            return Response::json(QJsonObject{{"id"_L1, id.value}, {"cancelling"_L1, true}}, 202);
        });
}

Answer showServices(const ApiParts &parts, const Request &request)
{
    const auto id = idOf(request);
    if (!id)
        return toResponse(id.error(), request);
    return answerWith<ServiceList>(parts.service.services(*id), request, [](const ServiceList &list) {
        return Response::json(toJsonWithSecrets(list));
    });
}

Response serviceLogsResponse(const Result<QStringList> &logs, const QString &service, const Request &request)
{
    if (logs)
        return Response::json(
            QJsonObject{{"service"_L1, service}, {"logs"_L1, QJsonArray::fromStringList(*logs)}});
    Problem problem{httpStatus(logs.error().code), logs.error(), {}, request.path};
    if (logs.error().code == ErrorCode::Unavailable)
        problem.status = 502; // it is the host behind us that cannot be reached
    return httpd::problem(problem);
}

Answer showServiceLogs(const ApiParts &parts, const Request &request)
{
    const auto id = idOf(request);
    if (!id)
        return toResponse(id.error(), request);
    const QString service = request.queryValue(u"service"_s).value_or(QString());
    if (!isSafeServiceName(service))
        return refuseQuery(request,
                           text("Cannot read the log. The name of the service is missing or holds characters "
                                "that no service has. Pass service=NAME."));
    const auto lines = queryNumber(request, u"lines"_s, 50, 1, 200);
    if (!lines)
        return refuseQuery(request, text("Cannot read the log. \"lines\" must be a number from 1 to 200."));
    // Asked first, because NotFound of the log itself means the service.
    return parts.service.find(*id)
        .then(&parts.service,
              [&all = parts.service, id = *id, service, lines = static_cast<int>(*lines),
               request](const Result<Container> &found) -> QFuture<Response> {
                  if (!found)
                      return readyFuture(toResponse(aboutContainer(found.error()), request));
                  return all.serviceLogs(id, service, lines)
                      .then([request, service](const Result<QStringList> &logs) {
                          return serviceLogsResponse(logs, service, request);
                      });
              })
        .unwrap();
}

/// The first `limit` events after `after`, as the store has them: bytes are copied, not parsed.
Response readEvents(EventStore &store, EventLog &log, const ContainerId &id, qint64 after, qint64 limit,
                    const Request &request)
{
    const Result<Container> container = log.container(id);
    if (!container)
        return toResponse(aboutContainer(container.error()), request);
    constexpr qsizetype maxBytes = 4 * 1024 * 1024;
    QByteArray events;
    qint64 next = after;
    for (qint64 count = 0; count < limit && events.size() < maxBytes;) {
        const auto batches = store.read(id, EventSeq{next}, maxBytes / 4);
        if (!batches)
            return toResponse(batches.error(), request);
        if (batches->isEmpty())
            break;
        for (const EventBatch &batch : *batches) {
            qsizetype at = 0;
            for (int i = 0; i < batch.count && count < limit; ++i, ++count) {
                const qsizetype end = batch.lines.indexOf('\n', at);
                if (!events.isEmpty())
                    events += ',';
                events += QByteArrayView(batch.lines).sliced(at, end - at);
                at = end + 1;
                next = batch.first.value + i;
            }
        }
    }
    const qint64 last = std::max(container->snapshot.seq.value, next);
    return Response::json("{\"events\":[" + events + "],\"after\":" + QByteArray::number(next) +
                          ",\"last\":" + QByteArray::number(last) +
                          ",\"more\":" + (next < last ? "true" : "false") + '}');
}

Answer showEvents(const ApiParts &parts, const Request &request)
{
    const auto id = idOf(request);
    if (!id)
        return toResponse(id.error(), request);
    const auto after = queryNumber(request, u"after"_s, 0, 0, std::numeric_limits<qint64>::max());
    const auto limit = queryNumber(request, u"limit"_s, 1000, 1, 10'000);
    if (!after || !limit)
        return refuseQuery(request,
                           text("Cannot read the events. \"after\" must be an event's number and \"limit\" a "
                                "number from 1 to 10000."));
    return QtConcurrent::run(
        &parts.pool, [&store = parts.store, &log = parts.log, id = *id, after = *after, limit = *limit,
                      request] { return readEvents(store, log, id, after, limit, request); });
}

} // namespace

Response toResponse(const Error &error, const Request &request)
{
    return httpd::problem(Problem{httpStatus(error.code), error, {}, request.path});
}

Error containerNotFound()
{
    // The words of the contract: a page reads them.
    return {ErrorCode::NotFound, u"Container not found"_s, {}, false};
}

Error aboutContainer(const Error &error)
{
    return error.code == ErrorCode::NotFound ? containerNotFound() : error;
}

Result<ContainerId> idOf(const Request &request)
{
    const QString id = request.params.value("id");
    if (!ContainerId::isValid(id))
        return tl::unexpected(containerNotFound());
    return ContainerId{id};
}

httpd::Router makeRouter(const ApiParts &parts)
{
    httpd::Router router;
    const auto add = [&](const char *method, const char *pattern, Route handler) {
        addRoute(router, parts, method, pattern, handler);
    };
    add("GET", "/api/containers", listContainers);
    add("POST", "/api/containers", createContainer);
    add("DELETE", "/api/containers/{id}", removeContainer);
    add("POST", "/api/containers/{id}/cancel", cancelContainer);
    add("GET", "/api/containers/{id}/progress", openProgress);
    add("GET", "/api/containers/{id}/events", showEvents);
    add("GET", "/api/events", openList);
    add("GET", "/api/containers/{id}/services", showServices);
    add("GET", "/api/containers/{id}/services/logs", showServiceLogs);
    addLiveRoutes(router, parts);
    addRunRoutes(router, parts);
    addTemplateRoutes(router, parts.templates, parts.pool);
    router.add("GET", u"/api/openapi.json"_s, Access::Authorised,
               [](const Request &) -> Answer { return Response::json(openApiDocument()); });
    router.add("GET", u"/api/health"_s, Access::Public, [parts](const Request &) -> Answer {
        return QtConcurrent::run(&parts.pool, [health = parts.health] { return Response::json(health()); });
    });
    return router;
}

} // namespace slipway::backend
