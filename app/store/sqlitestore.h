#pragma once
#include "app/jobs/eventstore.h"
#include "app/jobs/nodestore.h"
#include <memory>

namespace slipway::store {

/// EventStore and NodeStore in one directory: `slipway.db` (SQLite, WAL), `master.key` (the key of the stored
/// credentials, mode 0600) and `slipwayd.lock`. One process per directory. Thread-safe: every thread has its
/// own connection, writers take turns, readers run beside them.
///
/// Events are kept as blocks of JSON lines: small ones are merged while they are written, so that millions of
/// lines are thousands of rows. A commit is durable against the death of the process (synchronous=NORMAL); a
/// power cut may lose the last commits, never tear the file.
///
/// A node's row holds its name and the rest of it sealed. One that cannot be read (damaged, or of another
/// key) hides no other: nodes() lists it with its name alone, node() says what is wrong, and it can be
/// replaced and removed.
class SqliteStore final : public EventStore, public NodeStore
{
public:
    struct Options
    {
        int busyTimeoutMs = 5000;
    };
    /// Opens `dataDir`, which is made (mode 0700) when it is not there, and brings the schema up to date.
    /// Errors: Unavailable (not readable, not writable, disk full, used by another slipwayd, damaged, written
    /// by a newer version), Forbidden (master.key can be read by others). The message says what to do.
    static Result<std::unique_ptr<SqliteStore>> open(const QString &dataDir, Options options);
    static Result<std::unique_ptr<SqliteStore>> open(const QString &dataDir);
    ~SqliteStore() override;
    SqliteStore(const SqliteStore &) = delete;
    SqliteStore &operator=(const SqliteStore &) = delete;

    Result<void> insertContainer(const Container &container) override;
    Result<void> updateContainer(const Container &container) override;
    Result<Container> container(const ContainerId &id) override;
    Result<void> eachContainer(const std::function<void(const Container &)> &take) override;
    Result<QList<Container>> unsettled() override;
    Result<void> removeContainer(const ContainerId &id) override;
    Result<void> append(const QList<EventBatch> &batches, const QList<Container> &changed) override;
    Result<QList<EventBatch>> read(const ContainerId &id, EventSeq after, qsizetype maxBytes) override;
    Result<EventSeq> lastSeq(const ContainerId &id) override;
    Result<void> saveServices(const ContainerId &id, const ServiceList &services) override;
    Result<ServiceList> services(const ContainerId &id) override;
    Result<QList<RunRecord>> runs(const ContainerId &id) override;
    Result<void> saveRun(const ContainerId &id, const RunRecord &run) override;
    Result<QList<RunDurations>> durations(const DurationKey &key) override;
    Result<void> saveDurations(const DurationKey &key, const RunDurations &durations) override;

    Result<QList<Node>> nodes() override;
    Result<Node> node(const QString &name) override;
    Result<void> insertNode(const Node &node) override;
    Result<void> updateNode(const Node &node) override;
    Result<void> removeNode(const QString &name) override;

private:
    struct Private;
    explicit SqliteStore(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace slipway::store
