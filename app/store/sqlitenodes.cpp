#include "app/store/sqlitestore_p.h"

using namespace Qt::Literals::StringLiterals;

namespace slipway::store {
namespace {

constexpr char kNodes[] = "SELECT name, sealed FROM nodes ORDER BY name";
constexpr char kNode[] = "SELECT sealed FROM nodes WHERE name=?";
constexpr char kHasNode[] = "SELECT count(*) FROM nodes WHERE name=?";
constexpr char kInsertNode[] = "INSERT INTO nodes(name, sealed) VALUES(?,?)";
constexpr char kUpdateNode[] = "UPDATE nodes SET sealed=? WHERE name=?";
constexpr char kRemoveNode[] = "DELETE FROM nodes WHERE name=?";

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::store::SqliteStore)
};

// No container's id has a colon: what is sealed for one cannot stand in for a node.
QByteArray context(const QString &name) { return "node:" + name.toUtf8(); }

QByteArray seal(const MasterKey &key, const Node &node)
{
    QByteArray json = toRequestJson(node);
    const Secret plain(json);
    wipe(json);
    return key.seal(plain, context(node.name));
}

Result<Node> unseal(const MasterKey &key, const QString &name, const QByteArray &sealed)
{
    const auto plain = key.unseal(sealed, context(name));
    auto parsed = plain ? nodeFromJson(plain->reveal()) : Result<ParsedNode>(tl::unexpected(plain.error()));
    if (!parsed || parsed->node.name != name)
        return fail(
            ErrorCode::Internal,
            Words::tr("Cannot read the node \"%1\". What is stored of it is damaged, or was encrypted with "
                      "another key. Restore slipway.db and master.key from one backup, or remove the node "
                      "and add it again.")
                .arg(name));
    return std::move(parsed->node);
}

tl::unexpected<Error> notFound(const QString &doing, const QString &name)
{
    return fail(ErrorCode::NotFound, Words::tr("%1. There is no node \"%2\".").arg(doing, name));
}

Result<bool> hasNode(Connection &connection, const QString &name, const QString &doing)
{
    const auto row = connection.run(kHasNode, {name}, doing);
    if (!row)
        return tl::unexpected(row.error());
    const bool found = (*row)->next() && (*row)->value(0).toInt() > 0;
    (*row)->finish();
    return found;
}

} // namespace

Result<QList<Node>> SqliteStore::nodes()
{
    const auto connection = d->connections.forThisThread();
    if (!connection)
        return tl::unexpected(connection.error());
    const auto rows = (*connection)->run(kNodes, {}, Words::tr("Cannot list the nodes"));
    if (!rows)
        return tl::unexpected(rows.error());
    QList<Node> all;
    while ((*rows)->next()) {
        const QString name = (*rows)->value(0).toString();
        auto node = unseal(*d->key, name, (*rows)->value(1).toByteArray());
        if (!node) { // to be seen and removed; node() says what is wrong
            node = Node();
            node->name = name;
        }
        all.append(std::move(*node));
    }
    (*rows)->finish();
    return all;
}

Result<Node> SqliteStore::node(const QString &name)
{
    const QString doing = Words::tr("Cannot show the node");
    const auto connection = d->connections.forThisThread();
    if (!connection)
        return tl::unexpected(connection.error());
    const auto row = (*connection)->run(kNode, {name}, doing);
    if (!row)
        return tl::unexpected(row.error());
    const bool found = (*row)->next();
    const QByteArray sealed = found ? (*row)->value(0).toByteArray() : QByteArray();
    (*row)->finish();
    if (!found)
        return notFound(doing, name);
    return unseal(*d->key, name, sealed);
}

Result<void> SqliteStore::insertNode(const Node &node)
{
    const QString doing = Words::tr("Cannot add the node");
    const QByteArray sealed = seal(*d->key, node);
    return d->write(doing, [&](Connection &connection) -> Result<void> {
        const auto taken = hasNode(connection, node.name, doing);
        if (!taken)
            return tl::unexpected(taken.error());
        if (*taken)
            return fail(
                ErrorCode::Conflict,
                Words::tr("%1. There is one called \"%2\" already. Choose another name, or change that one.")
                    .arg(doing, node.name));
        return connection.run(kInsertNode, {node.name, sealed}, doing).map([](auto *) {});
    });
}

Result<void> SqliteStore::updateNode(const Node &node)
{
    const QString doing = Words::tr("Cannot change the node");
    const QByteArray sealed = seal(*d->key, node);
    return d->write(doing, [&](Connection &connection) -> Result<void> {
        const auto known = hasNode(connection, node.name, doing);
        if (!known)
            return tl::unexpected(known.error());
        if (!*known)
            return notFound(doing, node.name);
        return connection.run(kUpdateNode, {sealed, node.name}, doing).map([](auto *) {});
    });
}

Result<void> SqliteStore::removeNode(const QString &name)
{
    const QString doing = Words::tr("Cannot remove the node");
    return d->write(doing, [&](Connection &connection) -> Result<void> {
        const auto known = hasNode(connection, name, doing);
        if (!known)
            return tl::unexpected(known.error());
        if (!*known)
            return notFound(doing, name);
        return connection.run(kRemoveNode, {name}, doing).map([](auto *) {});
    });
}

} // namespace slipway::store
