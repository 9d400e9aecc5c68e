#pragma once
#include "app/store/blockwriter.h"
#include "app/store/checkpointer.h"
#include "app/store/connections.h"
#include "app/store/datadir.h"
#include "app/store/masterkey.h"
#include "app/store/sqlitestore.h"
#include <QCoreApplication>
#include <QHash>
#include <functional>
#include <mutex>
#include <optional>

namespace slipway::store {

struct SqliteStore::Private
{
    Q_DECLARE_TR_FUNCTIONS(slipway::store::SqliteStore)
public:
    Private(DataDir d, const QString &f, int busyTimeoutMs)
        : dir(std::move(d)), file(f), connections(f, busyTimeoutMs), checkpointer(f, busyTimeoutMs)
    {}

    DataDir dir; // gives its lock back last
    QString file;
    Connections connections;
    Checkpointer checkpointer; // goes before the connections: the last that closes does the rest
    std::optional<MasterKey> key;
    std::mutex writing; // one writer; SQLite's own way to wait is to sleep
    BlockWriter blocks;
    QHash<ContainerId, qint64> rows; // whose events came of late; may lack any, guarded by `writing`

    Result<void> prepare();
    Result<void> each(const char *sql, const std::function<void(const Container &)> &take);
    Result<qint64> pk(Connection &connection, const ContainerId &id, const QString &doing);
    Result<qint64> rowOfEvents(Connection &connection, const ContainerId &id, const QString &doing);
    Result<void> refuseTaken(Connection &connection, const Container &container, const QString &doing);
    Result<void> update(Connection &connection, const Container &container, const QString &doing);
    Result<void> appendAll(Connection &connection, const QList<EventBatch> &batches,
                           const QList<Container> &changed, const QString &doing);
    /// Runs `work(connection)` as one transaction under the write lock.
    template<typename Work>
    Result<void> write(const QString &doing, Work work);
};

template<typename Work>
Result<void> SqliteStore::Private::write(const QString &doing, Work work)
{
    const std::lock_guard lock(writing);
    const auto connection = connections.forThisThread();
    if (!connection)
        return tl::unexpected(connection.error());
    auto transaction = Transaction::begin(**connection, doing);
    if (!transaction)
        return tl::unexpected(transaction.error());
    Result<void> done = work(**connection);
    if (done)
        done = transaction->commit(doing);
    checkpointer.wrote((*connection)->takeChanged());
    if (!done) {
        blocks.forget();
        rows.clear();
    }
    return done;
}

} // namespace slipway::store
