#include "app/backend/api.h"
#include "app/backend/nodeapi.h"
#include "app/backend/routehelp.h"

#include <QJsonArray>
#include <QtConcurrent>

namespace slipway::backend {

using httpd::Access;
using httpd::Answer;
using httpd::Request;
using httpd::Response;
using namespace Qt::Literals::StringLiterals;

namespace {

QString failure() { return text("Cannot download the OS template."); }

Response notThere(const Request &request)
{
    return toResponse(
        Error{ErrorCode::NotFound,
              text("Cannot find the download. It was forgotten, or slipwayd was restarted meanwhile."),
              {},
              false},
        request);
}

} // namespace

Answer NodeApi::download(const Request &request)
{
    const Result<QJsonObject> object = smallObject(request.body, failure());
    if (!object)
        return toResponse(object.error(), request);
    QList<FieldError> fields;
    refuseUnknown(*object, {u"source"_s, u"storage"_s}, fields);
    const QString source = object->value("source"_L1).toString();
    const QString storage = object->value("storage"_L1).toString();
    if (source.isEmpty())
        fields.append({u"source"_s, text("Say which one: a source from the list of OS templates.")});
    if (object->contains("storage"_L1) && !object->value("storage"_L1).isString())
        fields.append({u"storage"_s, text("The storage must be a text.")});
    if (!fields.isEmpty())
        return refuseFields(request, failure(), fields);
    const QString name = request.params.value("name");
    return QtConcurrent::run(&m_parts.disk, [parts = m_parts, name] { return parts.hosts.host(name); })
        .then(&m_downloads, [this, name, source, storage,
                             request](const Result<std::shared_ptr<ContainerHost>> &host) {
            if (!host)
                return toResponse(host.error(), request);
            if (!(*host)->catalog())
                return toResponse(Error{ErrorCode::Unavailable,
                                        failure() + u' ' + text("Nothing is to be downloaded for this host."),
                                        {},
                                        false},
                                  request);
            const TemplateDownload begun =
                m_downloads.begin(name, source, storage, [host = *host, source, storage](HostCall &call) {
                    return host->catalog()->download(source, storage, call);
                });
            return Response::json(toJson(begun), 202);
        });
}

Answer NodeApi::listDownloads(const Request &request)
{
    const QString name = request.params.value("name");
    return QtConcurrent::run(&m_parts.disk, [parts = m_parts, name] { return parts.hosts.host(name); })
        .then(&m_downloads, [this, name, request](const Result<std::shared_ptr<ContainerHost>> &host) {
            if (!host)
                return toResponse(host.error(), request);
            QJsonArray rows;
            for (const TemplateDownload &one : m_downloads.of(name))
                rows.append(toJson(one));
            return Response::json(QJsonObject{{"downloads"_L1, rows}});
        });
}

Answer NodeApi::showDownload(const Request &request)
{
    const auto found = m_downloads.find(request.params.value("name"), request.params.value("id"));
    return found ? Response::json(toJson(*found)) : notThere(request);
}

Answer NodeApi::cancelDownload(const Request &request)
{
    return m_downloads.cancel(request.params.value("name"), request.params.value("id")) ? Response::empty(204)
                                                                                        : notThere(request);
}

void NodeApi::addDownloadsTo(httpd::Router &router)
{
    const QString all = u"/api/nodes/{name}/downloads"_s;
    using Member = Answer (NodeApi::*)(const Request &);
    const auto add = [&](const char *method, const QString &pattern, Member handler) {
        router.add(method, pattern, Access::Authorised,
                   [this, handler](const Request &request) { return (this->*handler)(request); });
    };
    add("POST", all, &NodeApi::download);
    add("GET", all, &NodeApi::listDownloads);
    add("GET", all + u"/{id}"_s, &NodeApi::showDownload);
    add("DELETE", all + u"/{id}"_s, &NodeApi::cancelDownload);
    // What is there is another list from then on.
    QObject::connect(&m_downloads, &DownloadDesk::ended, &m_desk,
                     [this](const QString &node) { m_desk.forget(node); });
}

} // namespace slipway::backend
