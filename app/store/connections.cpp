#include "app/store/connections.h"
#include "app/store/sqliteerror.h"
#include <QCoreApplication>
#include <QVariant>
#include <atomic>
#include <map>
#include <mutex>

using namespace Qt::Literals::StringLiterals;

namespace slipway::store {
namespace {

std::atomic<quint64> nextNumber = 1;

// Prepared, as everything of a commit: to parse these two was a tenth of what a small commit costs.
constexpr char kBegin[] = "BEGIN IMMEDIATE";
constexpr char kCommit[] = "COMMIT";

// WAL: readers beside the writer. NORMAL: a commit survives the process, and power cuts cannot tear the file.
// Checkpoints are those of Checkpointer; 16,384 pages are 64 MB.
constexpr const char *kPragmas[] = {"PRAGMA journal_mode=WAL",         "PRAGMA synchronous=NORMAL",
                                    "PRAGMA foreign_keys=ON",          "PRAGMA cache_size=-8000",
                                    "PRAGMA wal_autocheckpoint=16384", "PRAGMA journal_size_limit=67108864",
                                    "PRAGMA temp_store=MEMORY"};

// A page, and what else is not in one.
qsizetype changedBytes(const QVariantList &values)
{
    qsizetype bytes = 4096;
    for (const QVariant &value : values) {
        if (value.typeId() == QMetaType::QByteArray)
            bytes += value.toByteArray().size();
    }
    return bytes;
}

} // namespace

Result<std::unique_ptr<Connection>> Connection::open(const QString &file, int busyTimeoutMs)
{
    const QString name = u"slipway-store-%1"_s.arg(nextNumber++);
    const QString doing = QCoreApplication::translate("slipway::store::SqliteStore", "Cannot open the store");
    std::unique_ptr<Connection> connection(new Connection(name, file));
    connection->m_db = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
    if (!connection->m_db.isValid())
        return fail(ErrorCode::Unavailable,
                    QCoreApplication::translate("slipway::store::SqliteStore",
                                                "Cannot open the store. Qt's SQLite driver is not installed. "
                                                "Install the package libqt6sql6-sqlite."));
    connection->m_db.setDatabaseName(file);
    connection->m_db.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=%1"_s.arg(busyTimeoutMs));
    if (!connection->m_db.open())
        return tl::unexpected(toError(connection->m_db.lastError(), doing, file));
    for (const char *pragma : kPragmas) {
        if (auto done = connection->exec(QLatin1StringView(pragma), doing); !done)
            return tl::unexpected(done.error());
    }
    return connection;
}

Connection::~Connection()
{
    m_statements.clear();
    m_db.close();
    m_db = {};
    QSqlDatabase::removeDatabase(m_name);
}

Error Connection::error(const QSqlError &error, const QString &doing) const
{
    return toError(error, doing, m_file);
}

Result<QVariant> Connection::exec(const QString &sql, const QString &doing)
{
    QSqlQuery query(m_db);
    query.setForwardOnly(true);
    if (!query.exec(sql))
        return tl::unexpected(error(query.lastError(), doing));
    return query.next() ? query.value(0) : QVariant();
}

Result<QSqlQuery *> Connection::run(const char *sql, const QVariantList &values, const QString &doing)
{
    std::shared_ptr<QSqlQuery> &query = m_statements[sql];
    if (!query) {
        auto fresh = std::make_shared<QSqlQuery>(m_db);
        fresh->setForwardOnly(true);
        if (!fresh->prepare(QLatin1StringView(sql)))
            return tl::unexpected(error(fresh->lastError(), doing));
        query = std::move(fresh);
    }
    for (int i = 0; i < values.size(); ++i)
        query->bindValue(i, values.at(i));
    if (!values.isEmpty() && !query->isSelect())
        m_changed += changedBytes(values);
    if (!query->exec()) {
        const Error failed = error(query->lastError(), doing);
        query->finish();
        return tl::unexpected(failed);
    }
    return query.get();
}

// ---- one for every thread
// ------------------------------------------------------------------------------------

struct Connections::Shared
{
    quint64 number = nextNumber++;
    QString file;
    int busyTimeoutMs = 0;
    std::mutex mutex;
    std::map<Connection *, std::unique_ptr<Connection>> all;
};

struct Connections::Local
{
    struct Slot
    {
        std::weak_ptr<Shared> shared;
        Connection *connection;
    };
    std::map<quint64, Slot> slots_;
    ~Local() // the thread ends
    {
        for (const auto &[number, slot] : slots_) {
            if (const auto shared = slot.shared.lock()) {
                const std::lock_guard lock(shared->mutex);
                shared->all.erase(slot.connection);
            }
        }
    }
};

Connections::Connections(QString file, int busyTimeoutMs) : m_shared(std::make_shared<Shared>())
{
    m_shared->file = std::move(file);
    m_shared->busyTimeoutMs = busyTimeoutMs;
}

Connections::~Connections()
{
    const std::lock_guard lock(m_shared->mutex);
    m_shared->all.clear();
}

Result<Connection *> Connections::forThisThread()
{
    thread_local Local local;
    if (const auto it = local.slots_.find(m_shared->number); it != local.slots_.end())
        return it->second.connection;
    auto opened = Connection::open(m_shared->file, m_shared->busyTimeoutMs);
    if (!opened)
        return tl::unexpected(opened.error());
    Connection *const connection = opened->get();
    const std::lock_guard lock(m_shared->mutex);
    m_shared->all.emplace(connection, std::move(*opened));
    std::erase_if(local.slots_, [](const auto &entry) { return entry.second.shared.expired(); });
    local.slots_.emplace(m_shared->number, Local::Slot{m_shared, connection});
    return connection;
}

// ---- Transaction
// ---------------------------------------------------------------------------------------------

Result<Transaction> Transaction::begin(Connection &connection, const QString &doing)
{
    if (auto begun = connection.run(kBegin, {}, doing); !begun)
        return tl::unexpected(begun.error());
    return Transaction(&connection);
}

Transaction::~Transaction()
{
    // SQLite may have rolled back by itself (full disk): then this fails, which is as well.
    if (m_connection)
        (void)m_connection->exec(u"ROLLBACK"_s, {});
}

Result<void> Transaction::commit(const QString &doing)
{
    if (auto committed = m_connection->run(kCommit, {}, doing); !committed)
        return tl::unexpected(committed.error());
    m_connection = nullptr;
    return {};
}

} // namespace slipway::store
