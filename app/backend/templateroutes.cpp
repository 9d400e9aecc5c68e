#include "app/backend/templateroutes.h"

#include "app/backend/routehelp.h"

#include <QJsonArray>
#include <QtConcurrent>

namespace slipway::backend {

using httpd::Access;
using httpd::Answer;
using httpd::Request;
using httpd::Response;
using store::TemplateLibrary;
using namespace Qt::Literals::StringLiterals;

namespace {

using Entry = TemplateLibrary::Entry;
using Handler = Response (*)(TemplateLibrary &library, const Request &request);

QString nameIn(const Request &request) { return request.params.value("name"); }

Response refuse(const Request &request, const QString &what, const QList<FieldError> &fields)
{
    return refuseFields(request, text("Cannot store %1.").arg(what), fields);
}

/// The name stands in the path; one in the body has to be the same.
void checkName(QString &name, const Request &request, QList<FieldError> &errors)
{
    if (!name.isEmpty() && name != nameIn(request))
        errors.append(
            {u"name"_s, text("Cannot store it as \"%1\" under the address of \"%2\". Correct one of them.")
                            .arg(name.left(64), nameIn(request).left(64))});
    name = nameIn(request);
}

QJsonObject described(QJsonObject object, const Entry &entry)
{
    object.insert("own"_L1, entry.own);
    object.insert("shipped"_L1, entry.shipped);
    object.insert("revision"_L1, entry.revision);
    return object;
}

QJsonObject described(const PackageBucket &bucket)
{
    QJsonObject object = toJson(bucket);
    object.insert("revision"_L1, revisionOf(bucket));
    return object;
}

Response listTemplates(TemplateLibrary &library, const Request &)
{
    QJsonArray rows;
    for (const Entry &entry : library.templates())
        rows.append(described(toSummaryJson(entry.entry), entry));
    return Response::json(QJsonObject{{"templates"_L1, rows}});
}

Response showTemplate(TemplateLibrary &library, const Request &request)
{
    const Result<Entry> entry = library.find(nameIn(request));
    return entry ? Response::json(described(toJson(entry->entry), *entry))
                 : toResponse(entry.error(), request);
}

Response storeTemplate(TemplateLibrary &library, const Request &request)
{
    Result<ParsedTemplate> parsed = templateFromJson(request.body);
    if (!parsed)
        return toResponse(parsed.error(), request);
    checkName(parsed->entry.name, request, parsed->errors);
    QList<FieldError> errors = parsed->errors;
    if (errors.isEmpty())
        errors = validate(parsed->entry);
    if (!errors.isEmpty())
        return refuse(request, text("the template"), errors);
    const bool isNew = parsed->revision.isEmpty();
    const Result<Entry> stored = library.store(parsed->entry, {parsed->revision}, &errors);
    if (!errors.isEmpty())
        return refuse(request, text("the template"), errors);
    if (!stored)
        return toResponse(stored.error(), request);
    Response response = Response::json(described(toJson(stored->entry), *stored), isNew ? 201 : 200);
    return isNew ? response.with("Location", "/api/templates/" + stored->entry.name.toLatin1()) : response;
}

Response removeTemplate(TemplateLibrary &library, const Request &request)
{
    const Result<void> removed = library.remove(nameIn(request));
    return removed ? Response::empty(204) : toResponse(removed.error(), request);
}

Response listBuckets(TemplateLibrary &library, const Request &)
{
    QJsonArray rows;
    for (const PackageBucket &bucket : library.buckets())
        rows.append(described(bucket));
    return Response::json(QJsonObject{{"buckets"_L1, rows}});
}

Response showBucket(TemplateLibrary &library, const Request &request)
{
    const Result<PackageBucket> bucket = library.bucket(nameIn(request));
    return bucket ? Response::json(described(*bucket)) : toResponse(bucket.error(), request);
}

Response storeBucket(TemplateLibrary &library, const Request &request)
{
    Result<ParsedBucket> parsed = bucketFromJson(request.body);
    if (!parsed)
        return toResponse(parsed.error(), request);
    checkName(parsed->bucket.name, request, parsed->errors);
    const QList<FieldError> errors = parsed->errors.isEmpty() ? validate(parsed->bucket) : parsed->errors;
    if (!errors.isEmpty())
        return refuse(request, text("the package bucket"), errors);
    const bool isNew = parsed->revision.isEmpty();
    const Result<PackageBucket> stored = library.storeBucket(parsed->bucket, {parsed->revision});
    if (!stored)
        return toResponse(stored.error(), request);
    Response response = Response::json(described(*stored), isNew ? 201 : 200);
    return isNew ? response.with("Location", "/api/package-buckets/" + stored->name.toLatin1()) : response;
}

Response removeBucket(TemplateLibrary &library, const Request &request)
{
    const QString force = request.queryValue(u"force"_s).value_or(u"0"_s);
    if (force != u"1"_s && force != u"0"_s) {
        return toResponse(Error{ErrorCode::Invalid,
                                text("Cannot remove the package bucket. \"force\" must be 1 or 0."),
                                {},
                                false},
                          request);
    }
    const Result<void> removed = library.removeBucket(nameIn(request), force == u"1"_s);
    return removed ? Response::empty(204) : toResponse(removed.error(), request);
}

} // namespace

void addTemplateRoutes(httpd::Router &router, TemplateLibrary &library, QThreadPool &pool)
{
    const auto add = [&](const char *method, const char *pattern, Handler handler) {
        router.add(method, QString::fromLatin1(pattern), Access::Authorised,
                   [&library, &pool, handler](const Request &request) -> Answer {
                       return QtConcurrent::run(
                           &pool, [&library, handler, request] { return handler(library, request); });
                   });
    };
    add("GET", "/api/templates", listTemplates);
    add("GET", "/api/templates/{name}", showTemplate);
    add("PUT", "/api/templates/{name}", storeTemplate);
    add("DELETE", "/api/templates/{name}", removeTemplate);
    add("GET", "/api/package-buckets", listBuckets);
    add("GET", "/api/package-buckets/{name}", showBucket);
    add("PUT", "/api/package-buckets/{name}", storeBucket);
    add("DELETE", "/api/package-buckets/{name}", removeBucket);
}

} // namespace slipway::backend
