#pragma once
#include "app/base/result.h"
#include <QHash>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <memory>

namespace slipway::store {

/// One connection to the database file with its prepared statements. Used on one thread.
class Connection
{
public:
    /// Opens `file`. Errors as of toError().
    static Result<std::unique_ptr<Connection>> open(const QString &file, int busyTimeoutMs);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    /// Runs statements without a result, or a PRAGMA whose first value is returned.
    Result<QVariant> exec(const QString &sql, const QString &doing);
    /// The prepared statement for `sql` (a literal: its address is the key), with `values` bound and
    /// executed. Belongs to the connection; finish() it after a SELECT.
    Result<QSqlQuery *> run(const char *sql, const QVariantList &values, const QString &doing);
    Error error(const QSqlError &error, const QString &doing) const;
    /// About how many bytes statements of run() have changed since it was last asked.
    qsizetype takeChanged() { return std::exchange(m_changed, 0); }

private:
    Connection(QString name, QString file) : m_name(std::move(name)), m_file(std::move(file)) {}
    QString m_name;
    QString m_file;
    QSqlDatabase m_db;
    QHash<const char *, std::shared_ptr<QSqlQuery>> m_statements;
    qsizetype m_changed = 0;
};

/// A connection for every thread that asks, closed when that thread ends or this object is destroyed (then
/// nobody may be using one).
class Connections
{
public:
    Connections(QString file, int busyTimeoutMs);
    ~Connections();
    Result<Connection *> forThisThread();

private:
    struct Shared;
    struct Local;
    std::shared_ptr<Shared> m_shared;
};

/// BEGIN IMMEDIATE … COMMIT; rolls back when it goes out of scope before.
class Transaction
{
public:
    static Result<Transaction> begin(Connection &connection, const QString &doing);
    Transaction(Transaction &&other) noexcept : m_connection(std::exchange(other.m_connection, nullptr)) {}
    Transaction &operator=(Transaction &&) = delete;
    ~Transaction();
    Result<void> commit(const QString &doing);

private:
    explicit Transaction(Connection *connection) : m_connection(connection) {}
    Connection *m_connection;
};

} // namespace slipway::store
