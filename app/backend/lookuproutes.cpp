#include "app/backend/api.h"
#include "app/backend/nodeapi.h"
#include "app/backend/noderules.h"
#include "app/backend/routehelp.h"
#include "app/domain/hostoffers.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace slipway::backend {

using httpd::Access;
using httpd::Answer;
using httpd::Request;
using httpd::Response;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kTestTime = 60s;
constexpr auto kFingerprintTime = 10s;

QJsonObject pinnedJson(const Node &node)
{
    return {{"certificateSha256"_L1, node.certificateSha256}, {"hostKeySha256"_L1, node.ssh.hostKeySha256}};
}

/// What the other side shows and what it should show, for a person to compare.
QJsonObject fingerprintsJson(const Preflight &preflight, const Node &node)
{
    QJsonObject object = toJson(preflight).value("fingerprints"_L1).toObject();
    object.insert("pinned"_L1, pinnedJson(node));
    return object;
}

Response testAnswer(ContainerHost *host, const Node &node, const Request &request, const CancelToken &cancel)
{
    HostCatalog *const catalog = host ? host->catalog() : nullptr;
    if (!catalog)
        return toResponse(Error{ErrorCode::Unavailable,
                                text("Cannot test the node. This backend was built "
                                     "without what talks to it. Update Slipway."),
                                {},
                                false},
                          request);
    const Preflight preflight = catalog->preflight(cancel);
    QJsonObject object = toJson(preflight);
    object.insert("ok"_L1, preflight.isOk());
    object.insert("fingerprints"_L1, fingerprintsJson(preflight, node));
    return Response::json(object);
}

template<typename T>
Result<QJsonObject> listed(QLatin1StringView key, const Result<QList<T>> &items)
{
    return items.map([&](const QList<T> &list) {
        QJsonArray rows;
        for (const T &item : list)
            rows.append(toJson(item));
        return QJsonObject{{key, rows}};
    });
}

/// A failure of the node behind us: 502 or 504 with its words, never a 401 or 403, which would be about the
/// one who asks. When it is a matter of trust, both fingerprints are in it.
Response nodeFailure(const Error &error, const QString &purpose, const Node &node, HostCatalog &catalog,
                     const Request &request, const CancelToken &cancel)
{
    Problem problem{502, error, {}, request.path};
    if (error.code == ErrorCode::Cancelled && cancel.isExpired() && !cancel.wasAsked()) {
        problem.error = {
            ErrorCode::Timeout,
            text("Cannot %1. The node \"%2\" did not answer in time. Test the node.").arg(purpose, node.name),
            error.detail, true};
    }
    if (problem.error.code == ErrorCode::Timeout) {
        problem.status = 504;
        return httpd::problem(problem);
    }
    if (error.code == ErrorCode::Cancelled) {
        problem.status = 503;
        return httpd::problem(problem);
    }
    if (error.code == ErrorCode::Unavailable) // nobody is there to show one
        return httpd::problem(problem);
    const Preflight preflight = catalog.preflight(cancel.limitedTo(kFingerprintTime));
    const Fingerprints &shown = preflight.fingerprints;
    if (shown.certificateSha256.isEmpty() || shown.isCertificateTrusted)
        return httpd::problem(problem);
    Response response = httpd::problem(problem);
    QJsonObject object = QJsonDocument::fromJson(response.body).object();
    object.insert("fingerprints"_L1, fingerprintsJson(preflight, node));
    response.body = QJsonDocument(object).toJson(QJsonDocument::Compact);
    return response;
}

} // namespace

Answer NodeApi::lookup(const Request &request, const QString &purpose, Ask ask)
{
    const QString name = request.params.value("name");
    return m_desk.ask(
        request, name,
        [parts = m_parts, name, purpose, ask = std::move(ask),
         request](const CancelToken &cancel) -> Response {
            const auto host = parts.hosts.host(name);
            if (!host)
                return toResponse(host.error(), request);
            const Result<Node> node = parts.nodes.node(name);
            if (!node)
                return toResponse(node.error(), request);
            HostCatalog *const catalog = *host ? (*host)->catalog() : nullptr;
            if (!catalog)
                return toResponse(Error{ErrorCode::Unavailable,
                                        text("Cannot %1. This host has nothing to choose from.").arg(purpose),
                                        {},
                                        false},
                                  request);
            const Result<QJsonObject> answer = ask(*catalog, cancel);
            return answer ? Response::json(*answer)
                          : nodeFailure(answer.error(), purpose, *node, *catalog, request, cancel);
        });
}

Answer NodeApi::storages(const Request &request)
{
    static const QStringList known = {QString(), u"rootdir"_s,  u"vztmpl"_s, u"images"_s,
                                      u"iso"_s,  u"snippets"_s, u"backup"_s, u"import"_s};
    const QString content = request.queryValue(u"content"_s).value_or(QString());
    if (!known.contains(content)) {
        return toResponse(
            Error{
                ErrorCode::Invalid,
                text("Cannot list storages. \"content\" must be one of: %1.").arg(known.mid(1).join(", "_L1)),
                {},
                false},
            request);
    }
    return lookup(request, text("list the storages"),
                  [content](HostCatalog &catalog, const CancelToken &cancel) {
                      return listed("storages"_L1, catalog.storages(content, cancel));
                  });
}

void NodeApi::addLookupsTo(httpd::Router &router)
{
    const auto add = [&](const char *pattern, const char *purpose, const Ask &ask) {
        router.add(
            "GET", QString::fromLatin1(pattern), Access::Authorised,
            [this, purpose, ask](const Request &request) { return lookup(request, text(purpose), ask); });
    };
    router.add("GET", u"/api/nodes/{name}/storages"_s, Access::Authorised,
               [this](const Request &request) { return storages(request); });
    add("/api/nodes/{name}/bridges", QT_TRANSLATE_NOOP("backend", "list the bridges"),
        [](HostCatalog &catalog, const CancelToken &cancel) {
            return listed("bridges"_L1, catalog.bridges(cancel));
        });
    add("/api/nodes/{name}/templates", QT_TRANSLATE_NOOP("backend", "list the templates"),
        [](HostCatalog &catalog, const CancelToken &cancel) {
            return listed("templates"_L1, catalog.osTemplates(cancel));
        });
    add("/api/nodes/{name}/cluster", QT_TRANSLATE_NOOP("backend", "list the cluster's nodes"),
        [](HostCatalog &catalog, const CancelToken &cancel) {
            return listed("nodes"_L1, catalog.nodes(cancel));
        });
    add("/api/nodes/{name}/nextid", QT_TRANSLATE_NOOP("backend", "find a free id"),
        [](HostCatalog &catalog, const CancelToken &cancel) -> Result<QJsonObject> {
            return catalog.nextId(cancel).map([](int vmid) { return QJsonObject{{"vmid"_L1, vmid}}; });
        });
}

Answer NodeApi::testStored(const Request &request)
{
    const QString name = request.params.value("name");
    return m_desk.askAnew(request, name, kTestTime,
                          [parts = m_parts, name, request](const CancelToken &cancel) -> Response {
                              const auto host = parts.hosts.host(name);
                              if (!host)
                                  return toResponse(host.error(), request);
                              const Result<Node> node = parts.nodes.node(name);
                              if (!node)
                                  return toResponse(node.error(), request);
                              return testAnswer(host->get(), *node, request, cancel);
                          });
}

Answer NodeApi::testUnsaved(const Request &request)
{
    return m_desk.askAnew(
        request, QString(), kTestTime, [parts = m_parts, request](const CancelToken &cancel) -> Response {
            // The secrets of a stored node of that name fill in for those that were not typed again.
            const QString name = QJsonDocument::fromJson(request.body).object().value("name"_L1).toString();
            std::optional<Node> stored;
            if (!name.isEmpty()) {
                const Result<Node> found = parts.nodes.node(name);
                if (!found && found.error().code != ErrorCode::NotFound)
                    return toResponse(found.error(), request);
                if (found)
                    stored = *found;
            }
            Result<NodeDraft> draft = draftNode(request.body, stored);
            if (!draft)
                return toResponse(draft.error(), request);
            // It can be tested before it has a name.
            if (draft->node.name.isEmpty())
                draft->errors.removeIf([](const FieldError &error) { return error.field == u"name"; });
            if (!draft->errors.isEmpty())
                return refuseNode(request, text("test the node"), draft->errors);
            const std::shared_ptr<ContainerHost> host = parts.hosts.unsaved(draft->node);
            return testAnswer(host.get(), draft->node, request, cancel);
        });
}

} // namespace slipway::backend
