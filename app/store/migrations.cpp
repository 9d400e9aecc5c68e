#include "app/store/migrations.h"
#include <QCoreApplication>
#include <QVariant>

using namespace Qt::Literals::StringLiterals;

namespace slipway::store {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::store::SqliteStore)
};

constexpr int kApplicationId = 0x534c5057; // "SLPW", in the header of the file

// Never change a step that was released: add one.
const QList<QStringList> &steps()
{
    static const QList<QStringList> all = {
        // 1: containers (`body` is the JSON of the API; the columns are what is searched by) and their events
        // as
        // blocks of JSON lines.
        {u"CREATE TABLE containers("
         "pk INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, hostname TEXT NOT NULL, live INTEGER NOT NULL, "
         "lifecycle TEXT NOT NULL, created_at TEXT NOT NULL, last_seq INTEGER NOT NULL DEFAULT 0, "
         "body BLOB NOT NULL)"_s,
         u"CREATE UNIQUE INDEX containers_live_hostname ON containers(hostname) WHERE live=1"_s,
         u"CREATE TABLE event_blocks("
         "block INTEGER PRIMARY KEY, container INTEGER NOT NULL REFERENCES containers(pk) ON DELETE CASCADE, "
         "first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL, lines BLOB NOT NULL)"_s,
         u"CREATE UNIQUE INDEX event_blocks_order ON event_blocks(container, last_seq)"_s},
        // 2: services with their credentials, sealed; and by which key.
        {u"CREATE TABLE services("
         "container INTEGER PRIMARY KEY REFERENCES containers(pk) ON DELETE CASCADE, sealed BLOB NOT NULL)"_s,
         u"CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID"_s},
        // 3: nodes, sealed; and a hostname is taken where it is, not everywhere.
        {u"CREATE TABLE nodes(name TEXT PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID"_s,
         u"ALTER TABLE containers ADD COLUMN host TEXT NOT NULL DEFAULT ''"_s,
         u"ALTER TABLE containers ADD COLUMN node TEXT NOT NULL DEFAULT ''"_s,
         u"UPDATE containers SET host=coalesce(json_extract(CAST(body AS TEXT), '$.host'), '') "
         "WHERE json_valid(CAST(body AS TEXT))"_s,
         u"DROP INDEX containers_live_hostname"_s,
         u"CREATE UNIQUE INDEX containers_live_hostname ON containers(host, node, hostname) WHERE live=1"_s},
        // 4: runs as they ended, and how long successful ones took, which stays when the container goes.
        {u"CREATE TABLE runs("
         "container INTEGER NOT NULL REFERENCES containers(pk) ON DELETE CASCADE, number INTEGER NOT NULL, "
         "body BLOB NOT NULL, PRIMARY KEY(container, number)) WITHOUT ROWID"_s,
         u"CREATE TABLE durations("
         "pk INTEGER PRIMARY KEY, template TEXT NOT NULL, host TEXT NOT NULL, node TEXT NOT NULL, "
         "body BLOB NOT NULL)"_s,
         u"CREATE INDEX durations_key ON durations(template, host, node, pk)"_s},
        // 5: a commit of one line is one page: the events say which is the last, and a block that grows keeps
        // its place in the index.
        {u"ALTER TABLE containers DROP COLUMN last_seq"_s, u"DROP INDEX event_blocks_order"_s,
         u"CREATE UNIQUE INDEX event_blocks_begin ON event_blocks(container, first_seq)"_s},
    };
    return all;
}

Result<void> refuseForeign(Connection &connection, const QString &doing, const QString &file, int version)
{
    const auto application = connection.exec(u"PRAGMA application_id"_s, doing);
    if (!application)
        return tl::unexpected(application.error());
    const auto tables = connection.exec(u"SELECT count(*) FROM sqlite_master"_s, doing);
    if (!tables)
        return tl::unexpected(tables.error());
    const bool ours = application->toInt() == kApplicationId;
    if (!ours && (version != 0 || tables->toInt() != 0))
        return fail(
            ErrorCode::Unavailable,
            Words::tr("Cannot open the store. %1 is a database of another program. Move it away, or use "
                      "another data directory.")
                .arg(file));
    if (version > schemaVersion())
        return fail(
            ErrorCode::Unavailable,
            Words::tr("Cannot open the store. %1 was written by a newer Slipway (schema %2, this one knows "
                      "%3). Install that version, or use another data directory.")
                .arg(file)
                .arg(version)
                .arg(schemaVersion()));
    return {};
}

Result<void> apply(Connection &connection, const QString &doing, int version)
{
    auto transaction = Transaction::begin(connection, doing);
    if (!transaction)
        return tl::unexpected(transaction.error());
    QStringList statements = steps().at(version - 1);
    statements.append(u"PRAGMA application_id=%1"_s.arg(kApplicationId));
    statements.append(u"PRAGMA user_version=%1"_s.arg(version));
    for (const QString &statement : std::as_const(statements)) {
        if (auto done = connection.exec(statement, doing); !done)
            return tl::unexpected(done.error());
    }
    return transaction->commit(doing);
}

} // namespace

int schemaVersion() { return int(steps().size()); }

Result<void> migrate(Connection &connection, const QString &file)
{
    const QString doing = Words::tr("Cannot open the store");
    const auto version = connection.exec(u"PRAGMA user_version"_s, doing);
    if (!version)
        return tl::unexpected(version.error());
    if (auto ours = refuseForeign(connection, doing, file, version->toInt()); !ours)
        return ours;
    for (int next = version->toInt() + 1; next <= schemaVersion(); ++next) {
        if (auto done = apply(connection, doing, next); !done)
            return done;
    }
    return {};
}

} // namespace slipway::store
