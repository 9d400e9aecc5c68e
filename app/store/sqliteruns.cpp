// Runs as they ended, and how long successful ones took.
#include "app/store/sqlitestore_p.h"
#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace slipway::store {
namespace {

constexpr char kRuns[] = "SELECT body FROM runs WHERE container=? ORDER BY number";
constexpr char kSaveRun[] = "INSERT INTO runs(container, number, body) VALUES(?,?,?) "
                            "ON CONFLICT(container, number) DO UPDATE SET body=excluded.body";
constexpr char kDurations[] =
    "SELECT body FROM durations WHERE template=? AND host=? AND node=? ORDER BY pk DESC LIMIT ?";
constexpr char kSaveDurations[] = "INSERT INTO durations(template, host, node, body) VALUES(?,?,?,?)";
constexpr char kForgetDurations[] =
    "DELETE FROM durations WHERE template=? AND host=? AND node=? AND pk NOT IN "
    "(SELECT pk FROM durations WHERE template=? AND host=? AND node=? "
    "ORDER BY pk DESC LIMIT ?)";

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::store::SqliteStore)
};

QByteArray text(const QJsonObject &object) { return QJsonDocument(object).toJson(QJsonDocument::Compact); }

// A null QString would be bound as NULL, which equals nothing.
QString stored(const QString &value) { return value.isNull() ? u""_s : value; }

} // namespace

Result<QList<RunRecord>> SqliteStore::runs(const ContainerId &id)
{
    const QString doing = Words::tr("Cannot show the runs");
    const auto connection = d->connections.forThisThread();
    if (!connection)
        return tl::unexpected(connection.error());
    const auto container = d->pk(**connection, id, doing);
    if (!container)
        return tl::unexpected(container.error());
    const auto rows = (*connection)->run(kRuns, {*container}, doing);
    if (!rows)
        return tl::unexpected(rows.error());
    QList<RunRecord> runs;
    while ((*rows)->next()) {
        const auto run = runRecordFromJson(QJsonDocument::fromJson((*rows)->value(0).toByteArray()).object());
        if (!run || run->number != runs.size() + 1)
            break; // what comes after it is made of the events again
        runs.append(*run);
    }
    (*rows)->finish();
    return runs;
}

Result<void> SqliteStore::saveRun(const ContainerId &id, const RunRecord &run)
{
    const QString doing = Words::tr("Cannot store the run");
    return d->write(doing, [&](Connection &connection) -> Result<void> {
        const auto container = d->pk(connection, id, doing);
        if (!container)
            return tl::unexpected(container.error());
        return connection.run(kSaveRun, {*container, run.number, text(toJson(run))}, doing).map([](auto *) {
        });
    });
}

Result<QList<RunDurations>> SqliteStore::durations(const DurationKey &key)
{
    const QString doing = Words::tr("Cannot read how long runs took");
    const auto connection = d->connections.forThisThread();
    if (!connection)
        return tl::unexpected(connection.error());
    const auto rows =
        (*connection)
            ->run(kDurations, {stored(key.templateName), stored(key.host), stored(key.node), kKeptDurations},
                  doing);
    if (!rows)
        return tl::unexpected(rows.error());
    QList<RunDurations> all;
    while ((*rows)->next())
        all.append(expectedFromJson(QJsonDocument::fromJson((*rows)->value(0).toByteArray()).object()));
    (*rows)->finish();
    return all;
}

Result<void> SqliteStore::saveDurations(const DurationKey &key, const RunDurations &durations)
{
    const QString doing = Words::tr("Cannot store how long the run took");
    const QVariantList where{stored(key.templateName), stored(key.host), stored(key.node)};
    return d->write(doing, [&](Connection &connection) -> Result<void> {
        const auto saved =
            connection.run(kSaveDurations, where + QVariantList{text(toJson(durations))}, doing);
        if (!saved)
            return tl::unexpected(saved.error());
        return connection.run(kForgetDurations, where + where + QVariantList{kKeptDurations}, doing)
            .map([](auto *) {});
    });
}

} // namespace slipway::store
