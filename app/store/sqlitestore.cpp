#include "app/store/sqlitestore.h"
#include "app/base/systemcredential.h"
#include "app/store/migrations.h"
#include "app/store/sqlitestore_p.h"
#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>
#include <QSet>
#include <QSqlQuery>
#include <QVariant>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;

namespace slipway::store {
namespace {

constexpr char kFindId[] = "SELECT pk FROM containers WHERE id=?";
constexpr char kFindLive[] =
    "SELECT id FROM containers WHERE host=? AND node=? AND hostname=? AND live=1 AND id<>?";
constexpr char kInsert[] =
    "INSERT INTO containers(id, host, node, hostname, live, lifecycle, created_at, body) "
    "VALUES(?,?,?,?,?,?,?,?)";
constexpr char kUpdate[] =
    "UPDATE containers SET host=?, node=?, hostname=?, live=?, lifecycle=?, body=? WHERE pk=?";
// The number of the last event is that of its block, by one step in an index (1 us). As a column beside the
// body it was one more page to write for each container of each commit.
constexpr char kBody[] = "SELECT body, (SELECT last_seq FROM event_blocks WHERE container=pk "
                         "ORDER BY first_seq DESC LIMIT 1) FROM containers WHERE id=?";
constexpr char kList[] = "SELECT body, (SELECT last_seq FROM event_blocks WHERE container=pk "
                         "ORDER BY first_seq DESC LIMIT 1) FROM containers WHERE lifecycle<>'deleted' "
                         "ORDER BY created_at DESC, pk DESC";
// What is still to be removed stands in the body alone. To look for that takes a sixteenth of what reading
// all containers does, at ten thousand of them.
constexpr char kUnsettled[] =
    "SELECT body, (SELECT last_seq FROM event_blocks WHERE container=pk "
    "ORDER BY first_seq DESC LIMIT 1) FROM containers WHERE lifecycle<>'deleted' AND "
    "(lifecycle NOT IN ('ready', 'stopped', 'error') OR instr(body, CAST('\"cleanup\":' AS BLOB))) "
    "ORDER BY created_at DESC, pk DESC";
constexpr char kLast[] = "SELECT (SELECT last_seq FROM event_blocks WHERE container=pk "
                         "ORDER BY first_seq DESC LIMIT 1) FROM containers WHERE id=?";
constexpr char kRemove[] = "DELETE FROM containers WHERE pk=?";
// From the block that begins at or before a number; it may end before it, too.
constexpr char kRead[] =
    "SELECT first_seq, last_seq, lines FROM event_blocks WHERE container=? AND first_seq>="
    "coalesce((SELECT max(first_seq) FROM event_blocks WHERE container=? AND first_seq<=?), 0) "
    "AND last_seq>? ORDER BY first_seq";
constexpr char kSaveServices[] = "INSERT INTO services(container, sealed) VALUES(?,?) "
                                 "ON CONFLICT(container) DO UPDATE SET sealed=excluded.sealed";
constexpr char kServices[] = "SELECT sealed FROM services WHERE container=?";
constexpr char kMeta[] = "SELECT value FROM meta WHERE name=?";
constexpr char kSetMeta[] = "INSERT INTO meta(name, value) VALUES(?,?)";

const QByteArray kKeyCheck = "key-check";
constexpr qsizetype kRows = 512; // containers whose rows are remembered

QByteArray body(const Container &container)
{
    return QJsonDocument(toJson(container, true)).toJson(QJsonDocument::Compact);
}

// A row of kBody or kList. Log lines change nothing but the number, which is not in the body then.
Result<Container> fromRow(const QSqlQuery &row)
{
    auto container = containerFromJson(QJsonDocument::fromJson(row.value(0).toByteArray()).object());
    if (container)
        container->snapshot.seq = std::max(container->snapshot.seq, EventSeq{row.value(1).toLongLong()});
    return container;
}

// A null QString would be bound as NULL, which equals nothing.
QString stored(const QString &text) { return text.isNull() ? u""_s : text; }

// A failed container does not keep its name: the next try may have it. Of those made elsewhere we do not
// judge.
bool isLive(const Container &container)
{
    return container.host != "foreign"_L1 && container.lifecycle != Lifecycle::Error &&
           container.lifecycle != Lifecycle::Deleted;
}

// SQLite would make it with the umask; its WAL takes over the mode.
void makePrivate(const QString &file)
{
    const int fd = ::open(QFile::encodeName(file).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0)
        ::close(fd); // what is wrong otherwise, SQLite will say
}

} // namespace

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const QString &dataDir)
{
    return open(dataDir, Options{});
}

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const QString &dataDir, Options options)
{
    auto dir = DataDir::open(dataDir);
    if (!dir)
        return tl::unexpected(dir.error());
    const QString file = dir->file("slipway.db"_L1);
    makePrivate(file);
    auto d = std::make_unique<Private>(std::move(*dir), file, options.busyTimeoutMs);
    if (auto ready = d->prepare(); !ready)
        return tl::unexpected(ready.error());
    return std::unique_ptr<SqliteStore>(new SqliteStore(std::move(d)));
}

SqliteStore::SqliteStore(std::unique_ptr<Private> p) : d(std::move(p)) {}
SqliteStore::~SqliteStore() = default;

// Schema, then key: a key is made only for a store that has none yet, and must be the right one otherwise.
Result<void> SqliteStore::Private::prepare()
{
    const QString doing = tr("Cannot open the store");
    const auto connection = connections.forThisThread();
    if (!connection)
        return tl::unexpected(connection.error());
    if (auto migrated = migrate(**connection, file); !migrated)
        return migrated;
    const auto row = (*connection)->run(kMeta, {QString::fromLatin1(kKeyCheck)}, doing);
    if (!row)
        return tl::unexpected(row.error());
    const QByteArray check = (*row)->next() ? (*row)->value(0).toByteArray() : QByteArray();
    (*row)->finish();
    // The service manager may hold the key, so that the directory and its backup do not (LoadCredential=).
    const QString credential = systemCredential("master.key"_L1);
    const QString keyFile = credential.isEmpty() ? dir.file("master.key"_L1) : credential;
    auto opened = MasterKey::open(keyFile, check.isEmpty());
    if (!opened)
        return tl::unexpected(opened.error());
    key = std::move(*opened);
    if (check.isEmpty())
        return write(doing, [&](Connection &c) -> Result<void> {
            return c
                .run(kSetMeta, {QString::fromLatin1(kKeyCheck), key->seal(Secret(kKeyCheck), kKeyCheck)},
                     doing)
                .map([](auto *) {});
        });
    if (!key->unseal(check, kKeyCheck))
        return fail(
            ErrorCode::Unavailable,
            tr("Cannot open the store. %1 is not the key of %2. Restore the right one from a backup, or "
               "move the data directory away to start anew.")
                .arg(keyFile, file));
    return {};
}

Result<qint64> SqliteStore::Private::pk(Connection &connection, const ContainerId &id, const QString &doing)
{
    const auto row = connection.run(kFindId, {id.value}, doing);
    if (!row)
        return tl::unexpected(row.error());
    const qint64 found = (*row)->next() ? (*row)->value(0).toLongLong() : 0;
    (*row)->finish();
    if (found == 0)
        return fail(ErrorCode::NotFound, tr("%1. There is no container %2.").arg(doing, id.value));
    return found;
}

Result<void> SqliteStore::Private::refuseTaken(Connection &connection, const Container &container,
                                               const QString &doing)
{
    if (!isLive(container))
        return {};
    const auto row = connection.run(
        kFindLive, {stored(container.host), stored(container.node), container.hostname, container.id.value},
        doing);
    if (!row)
        return tl::unexpected(row.error());
    const QString holder = (*row)->next() ? (*row)->value(0).toString() : QString();
    (*row)->finish();
    if (holder.isEmpty())
        return {};
    const QString where = container.node.isEmpty() ? QString() : tr(" on the node %1").arg(container.node);
    return fail(ErrorCode::Conflict,
                tr("%1. The hostname %2 is in use by container %3%4. Choose another name, or "
                   "delete that container.")
                    .arg(doing, container.hostname, holder, where));
}

Result<void> SqliteStore::insertContainer(const Container &container)
{
    const QString doing = Private::tr("Cannot create the container");
    return d->write(doing, [&](Connection &connection) -> Result<void> {
        if (d->pk(connection, container.id, doing))
            return fail(
                ErrorCode::Conflict,
                Private::tr("%1. There is one with the id %2 already.").arg(doing, container.id.value));
        if (auto free = d->refuseTaken(connection, container, doing); !free)
            return free;
        return connection
            .run(kInsert,
                 {container.id.value, stored(container.host), stored(container.node), container.hostname,
                  isLive(container) ? 1 : 0, QString(lifecycleName(container.lifecycle)), container.createdAt,
                  body(container)},
                 doing)
            .map([](auto *) {});
    });
}

Result<void> SqliteStore::Private::update(Connection &connection, const Container &container,
                                          const QString &doing)
{
    const auto row = pk(connection, container.id, doing);
    if (!row)
        return tl::unexpected(row.error());
    if (auto free = refuseTaken(connection, container, doing); !free)
        return free;
    return connection
        .run(kUpdate,
             {stored(container.host), stored(container.node), container.hostname, isLive(container) ? 1 : 0,
              QString(lifecycleName(container.lifecycle)), body(container), *row},
             doing)
        .map([](auto *) {});
}

Result<void> SqliteStore::updateContainer(const Container &container)
{
    const QString doing = Private::tr("Cannot change the container");
    return d->write(doing, [&](Connection &connection) { return d->update(connection, container, doing); });
}

Result<Container> SqliteStore::container(const ContainerId &id)
{
    const QString doing = Private::tr("Cannot show the container");
    const auto connection = d->connections.forThisThread();
    if (!connection)
        return tl::unexpected(connection.error());
    const auto row = (*connection)->run(kBody, {id.value}, doing);
    if (!row)
        return tl::unexpected(row.error());
    const auto container = (*row)->next() ? std::optional(fromRow(**row)) : std::nullopt;
    (*row)->finish();
    if (!container)
        return fail(ErrorCode::NotFound, Private::tr("%1. There is no container %2.").arg(doing, id.value));
    return *container;
}

Result<void> SqliteStore::Private::each(const char *sql, const std::function<void(const Container &)> &take)
{
    const auto connection = connections.forThisThread();
    if (!connection)
        return tl::unexpected(connection.error());
    const auto query = (*connection)->run(sql, {}, tr("Cannot list the containers"));
    if (!query)
        return tl::unexpected(query.error());
    while ((*query)->next()) {
        const auto container = fromRow(**query);
        if (!container) {
            (*query)->finish();
            return tl::unexpected(container.error());
        }
        take(*container);
    }
    (*query)->finish();
    return {};
}

Result<void> SqliteStore::eachContainer(const std::function<void(const Container &)> &take)
{
    return d->each(kList, take);
}

Result<QList<Container>> SqliteStore::unsettled()
{
    QList<Container> found;
    return d->each(kUnsettled, [&found](const Container &container) { found.append(container); })
        .map([&found] { return found; });
}

Result<void> SqliteStore::removeContainer(const ContainerId &id)
{
    const QString doing = Private::tr("Cannot delete the container");
    return d->write(doing, [&](Connection &connection) -> Result<void> {
        const auto row = d->pk(connection, id, doing);
        if (!row)
            return tl::unexpected(row.error());
        d->blocks.forget(*row);
        d->rows.remove(id);
        return connection.run(kRemove, {*row}, doing).map([](auto *) {});
    });
}

Result<void> SqliteStore::append(const QList<EventBatch> &batches, const QList<Container> &changed)
{
    const QString doing = Private::tr("Cannot store events");
    return d->write(
        doing, [&](Connection &connection) { return d->appendAll(connection, batches, changed, doing); });
}

Result<void> SqliteStore::Private::appendAll(Connection &connection, const QList<EventBatch> &batches,
                                             const QList<Container> &changed, const QString &doing)
{
    for (const EventBatch &batch : batches) {
        const auto row = rowOfEvents(connection, batch.id, doing);
        if (!row)
            return tl::unexpected(row.error());
        if (auto stored = blocks.append(connection, *row, batch, doing); !stored)
            return stored;
    }
    for (const Container &container : changed) {
        if (auto updated = update(connection, container, doing); !updated)
            return updated;
    }
    return {};
}

// Remembered: to look it up for each batch was an eighth of what a commit of many containers costs.
Result<qint64> SqliteStore::Private::rowOfEvents(Connection &connection, const ContainerId &id,
                                                 const QString &doing)
{
    if (const auto known = rows.constFind(id); known != rows.cend())
        return *known;
    const auto row = pk(connection, id, doing);
    if (!row)
        return row;
    if (rows.size() >= kRows)
        rows.clear();
    rows.insert(id, *row);
    return row;
}

Result<QList<EventBatch>> SqliteStore::read(const ContainerId &id, EventSeq after, qsizetype maxBytes)
{
    const QString doing = Private::tr("Cannot read events");
    const auto connection = d->connections.forThisThread();
    if (!connection)
        return tl::unexpected(connection.error());
    const auto container = d->pk(**connection, id, doing);
    if (!container)
        return tl::unexpected(container.error());
    const auto rows = (*connection)->run(kRead, {*container, *container, after.value, after.value}, doing);
    if (!rows)
        return tl::unexpected(rows.error());
    QList<EventBatch> batches;
    qsizetype bytes = 0;
    while ((batches.isEmpty() || bytes < maxBytes) && (*rows)->next()) {
        const qint64 first = (*rows)->value(0).toLongLong();
        const qint64 last = (*rows)->value(1).toLongLong();
        batches.append(
            cutAfter({id, {first}, int(last - first + 1), (*rows)->value(2).toByteArray()}, after));
        bytes += batches.last().lines.size();
    }
    (*rows)->finish();
    return batches;
}

Result<EventSeq> SqliteStore::lastSeq(const ContainerId &id)
{
    const QString doing = Private::tr("Cannot read events");
    const auto connection = d->connections.forThisThread();
    if (!connection)
        return tl::unexpected(connection.error());
    const auto row = (*connection)->run(kLast, {id.value}, doing);
    if (!row)
        return tl::unexpected(row.error());
    const bool found = (*row)->next();
    const EventSeq last{found ? (*row)->value(0).toLongLong() : 0};
    (*row)->finish();
    if (!found)
        return fail(ErrorCode::NotFound, Private::tr("%1. There is no container %2.").arg(doing, id.value));
    return last;
}

Result<void> SqliteStore::saveServices(const ContainerId &id, const ServiceList &services)
{
    const QString doing = Private::tr("Cannot store the services");
    const QByteArray sealed = d->key->seal(Secret(toJsonWithSecrets(services)), id.value.toUtf8());
    return d->write(doing, [&](Connection &connection) -> Result<void> {
        const auto row = d->pk(connection, id, doing);
        if (!row)
            return tl::unexpected(row.error());
        return connection.run(kSaveServices, {*row, sealed}, doing).map([](auto *) {});
    });
}

Result<ServiceList> SqliteStore::services(const ContainerId &id)
{
    const QString doing = Private::tr("Cannot show the services");
    const auto connection = d->connections.forThisThread();
    if (!connection)
        return tl::unexpected(connection.error());
    const auto container = d->pk(**connection, id, doing);
    if (!container)
        return tl::unexpected(container.error());
    const auto row = (*connection)->run(kServices, {*container}, doing);
    if (!row)
        return tl::unexpected(row.error());
    const QByteArray sealed = (*row)->next() ? (*row)->value(0).toByteArray() : QByteArray();
    (*row)->finish();
    if (sealed.isEmpty())
        return ServiceList{};
    const auto plain = d->key->unseal(sealed, id.value.toUtf8());
    if (!plain)
        return tl::unexpected(plain.error());
    return serviceListFromJson(plain->reveal());
}

} // namespace slipway::store
