#include "app/backend/api.h"
#include "app/backend/nodeapi.h"
#include "app/backend/noderules.h"
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

QString nameIn(const Request &request) { return request.params.value("name"); }

Error nodeNotFound(const QString &name)
{
    return {
        ErrorCode::NotFound,
        text("Cannot find the node \"%1\". It may have been removed. Look at the list of nodes.").arg(name),
        {},
        false};
}

Response storeFailure(const Error &error, const Request &request)
{
    return toResponse(error.code == ErrorCode::NotFound ? nodeNotFound(nameIn(request)) : error, request);
}

Response nameTaken(const Error &error, const Request &request)
{
    return httpd::problem(Problem{409, error, {{u"name"_s, error.message}}, request.path});
}

QStringList hostnamesOn(const QList<Container> &containers, const QString &node)
{
    QStringList names;
    for (const Container &container : containers) {
        if (container.node == node)
            names.append(container.hostname);
    }
    return names;
}

Error inUse(const QString &node, const QStringList &hostnames)
{
    constexpr qsizetype shown = 5;
    QString names = hostnames.mid(0, shown).join(", "_L1);
    if (hostnames.size() > shown)
        names += text(" and %1 more").arg(hostnames.size() - shown);
    const QString count =
        hostnames.size() == 1 ? text("1 container lives") : text("%1 containers live").arg(hostnames.size());
    return {
        ErrorCode::Conflict,
        text("Cannot remove the node \"%1\". %2 on it (%3). Delete what lives there first; or force it: then "
             "the node is forgotten, and its containers stay in the list but cannot be reached any more.")
            .arg(node, count, names),
        {},
        false};
}

} // namespace

Response refuseNode(const Request &request, const QString &purpose, const QList<FieldError> &fields)
{
    return refuseFields(request, text("Cannot %1.").arg(purpose), fields);
}

NodeApi::NodeApi(Parts parts, LookupLimits limits) : m_parts(parts), m_desk(limits) {}

void NodeApi::addTo(httpd::Router &router)
{
    using Member = Answer (NodeApi::*)(const Request &);
    const auto add = [&](const char *method, const char *pattern, Member handler) {
        router.add(method, QString::fromLatin1(pattern), Access::Authorised,
                   [this, handler](const Request &request) { return (this->*handler)(request); });
    };
    add("GET", "/api/nodes", &NodeApi::list);
    add("POST", "/api/nodes", &NodeApi::add);
    add("POST", "/api/nodes/test", &NodeApi::testUnsaved);
    add("GET", "/api/nodes/{name}", &NodeApi::show);
    add("PATCH", "/api/nodes/{name}", &NodeApi::edit);
    add("DELETE", "/api/nodes/{name}", &NodeApi::remove);
    add("POST", "/api/nodes/{name}/test", &NodeApi::testStored);
    addLookupsTo(router);
    addDownloadsTo(router);
}

Answer NodeApi::list(const Request &request)
{
    return QtConcurrent::run(&m_parts.disk, [&store = m_parts.nodes, request] {
        const Result<QList<Node>> nodes = store.nodes();
        if (!nodes)
            return toResponse(nodes.error(), request);
        QJsonArray rows;
        for (const Node &node : *nodes)
            rows.append(toJson(node));
        return Response::json(QJsonObject{{"nodes"_L1, rows}});
    });
}

Answer NodeApi::show(const Request &request)
{
    return QtConcurrent::run(&m_parts.disk, [&store = m_parts.nodes, request] {
        const Result<Node> node = store.node(nameIn(request));
        return node ? Response::json(toJson(*node)) : storeFailure(node.error(), request);
    });
}

Answer NodeApi::add(const Request &request)
{
    return QtConcurrent::run(&m_parts.disk, [this, request] { return added(request); });
}

Response NodeApi::added(const Request &request)
{
    const Result<NodeDraft> draft = draftNode(request.body, {});
    if (!draft)
        return toResponse(draft.error(), request);
    if (!draft->errors.isEmpty())
        return refuseNode(request, text("add the node"), draft->errors);
    const std::lock_guard lock(m_editing);
    const Result<void> stored = m_parts.nodes.insertNode(draft->node);
    if (!stored && stored.error().code == ErrorCode::Conflict)
        return nameTaken(stored.error(), request);
    if (!stored)
        return toResponse(stored.error(), request);
    return Response::json(toJson(draft->node), 201)
        .with("Location", "/api/nodes/" + draft->node.name.toLatin1());
}

Answer NodeApi::edit(const Request &request)
{
    return QtConcurrent::run(&m_parts.disk, [this, request] { return edited(request); })
        .then(&m_desk, [this, name = nameIn(request)](const Response &response) {
            m_desk.forget(name);
            return response;
        });
}

Response NodeApi::edited(const Request &request)
{
    const QString name = nameIn(request);
    const std::lock_guard lock(m_editing);
    const Result<Node> before = m_parts.nodes.node(name);
    if (!before)
        return storeFailure(before.error(), request);
    const Result<NodeDraft> draft = draftNode(request.body, *before);
    if (!draft)
        return toResponse(draft.error(), request);
    if (!draft->errors.isEmpty())
        return refuseNode(request, text("change the node"), draft->errors);
    if (const Result<void> stored = m_parts.nodes.updateNode(draft->node); !stored)
        return storeFailure(stored.error(), request);
    m_parts.hosts.forget(name);
    return Response::json(toJson(draft->node));
}

Answer NodeApi::remove(const Request &request)
{
    const QString force = request.queryValue(u"force"_s).value_or(u"0"_s);
    if (force != u"1"_s && force != u"0"_s) {
        return toResponse(
            Error{ErrorCode::Invalid, text("Cannot remove the node. \"force\" must be 1 or 0."), {}, false},
            request);
    }
    return QtConcurrent::run(
               &m_parts.disk,
               [this, request, isForced = force == u"1"_s] { return removed(request, isForced); })
        .then(&m_desk, [this, name = nameIn(request)](const Response &response) {
            m_desk.forget(name);
            return response;
        });
}

Response NodeApi::removed(const Request &request, bool force)
{
    const QString name = nameIn(request);
    const std::lock_guard lock(m_editing);
    const Result<Node> node = m_parts.nodes.node(name);
    if (!node && node.error().code == ErrorCode::NotFound) // one that cannot be read can still be removed
        return storeFailure(node.error(), request);
    if (!force) {
        const Result<QList<Container>> containers = m_parts.containers.containers();
        if (!containers)
            return toResponse(containers.error(), request);
        const QStringList hostnames = hostnamesOn(*containers, name);
        if (!hostnames.isEmpty())
            return toResponse(inUse(name, hostnames), request);
    }
    if (const Result<void> gone = m_parts.nodes.removeNode(name); !gone)
        return storeFailure(gone.error(), request);
    m_parts.hosts.forget(name);
    return Response::empty(204);
}

} // namespace slipway::backend
