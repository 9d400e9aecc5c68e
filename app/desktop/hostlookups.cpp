#include "app/desktop/hostlookups.h"

#include "app/desktop/session.h"

#include <QJsonDocument>

namespace slipway::desktop {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr std::array<HostLookups::Kind, HostLookups::kKinds> kAll = {
    HostLookups::Storages, HostLookups::Bridges, HostLookups::Templates, HostLookups::NextId};
constexpr std::array<const char *, HostLookups::kKinds> kPaths = {"storages", "bridges", "templates",
                                                                  "nextid"};

template<typename T>
QList<T> rows(const QJsonObject &answer, QLatin1StringView key, T (*read)(const QJsonObject &))
{
    QList<T> list;
    const QJsonArray array = answer.value(key).toArray();
    for (const QJsonValue &row : array)
        list.append(read(row.toObject()));
    return list;
}

} // namespace

HostLookups::HostLookups(Session &session, QObject *parent)
    : QObject(parent), m_session(session), m_downloads(session)
{
    connect(&m_downloads, &TemplateDownloads::arrived, this, [this] { load(Templates); });
}

void HostLookups::setNode(const QString &name)
{
    if (m_node == name)
        return;
    m_node = name;
    m_storages.clear();
    m_bridges.clear();
    m_templates.clear();
    m_nextId = 0;
    for (const Kind kind : kAll)
        set(kind, State::Idle);
    loadAll();
    m_downloads.setNode(name);
}

QList<HostStorage> HostLookups::storagesFor(const QString &content) const
{
    QList<HostStorage> fitting;
    for (const HostStorage &storage : m_storages) {
        if (storage.isActive && storage.content.contains(content))
            fitting.append(storage);
    }
    return fitting;
}

void HostLookups::loadAll()
{
    for (const Kind kind : kAll)
        load(kind);
}

void HostLookups::load(Kind kind)
{
    const quint64 generation = ++m_generations.at(size_t(kind));
    if (m_node.isEmpty() || !m_session.isUsable())
        return;
    set(kind, State::Loading);
    const QString path = u"/api/nodes/%1/%2"_s.arg(m_node, QLatin1StringView(kPaths.at(size_t(kind))));
    m_session.client().get(path, this, [this, kind, generation](const Result<http::JsonReply> &reply) {
        if (generation != m_generations.at(size_t(kind)))
            return;
        if (!reply) {
            set(kind, State::Failed, reply.error().message);
            return;
        }
        take(kind, QJsonDocument::fromJson(reply->body).object());
        set(kind, State::Ready);
    });
}

void HostLookups::take(Kind kind, const QJsonObject &answer)
{
    switch (kind) {
    case Storages:
        m_storages = rows(answer, "storages"_L1, &hostStorageFromJson);
        break;
    case Bridges:
        m_bridges = rows(answer, "bridges"_L1, &hostBridgeFromJson);
        break;
    case Templates:
        m_templates = rows(answer, "templates"_L1, &osTemplateFromJson);
        break;
    case NextId:
        m_nextId = answer.value("vmid"_L1).toInt();
        break;
    }
}

void HostLookups::set(Kind kind, State state, const QString &problem)
{
    m_states.at(size_t(kind)) = state;
    m_problems.at(size_t(kind)) = problem;
    emit changed(kind);
}

} // namespace slipway::desktop
