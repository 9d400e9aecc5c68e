#pragma once
#include "app/jobs/eventbatch.h"
#include "app/store/connections.h"

namespace slipway::store {

/// Writes events as blocks of JSON lines. A block of up to 4 kB grows with the next commit; small blocks that
/// have come to 64 kB are merged into one. At low rates a commit so writes one page, at high ones each line
/// is written once, and a million lines are some two thousand rows. A block never spans a hole in the
/// numbers. Used under the store's write lock, inside of a transaction; forget() after one that was rolled
/// back.
class BlockWriter
{
public:
    /// Conflict when `batch` does not begin after the last event; Internal when it is not what it says.
    Result<void> append(Connection &connection, qint64 container, const EventBatch &batch,
                        const QString &doing);
    void forget() { m_tails.clear(); }
    void forget(qint64 container) { m_tails.remove(container); }

private:
    struct Block
    {
        qint64 row = 0;
        qint64 first = 0;
        qint64 last = 0;
        qsizetype bytes = 0;
    };
    // The end of a container's events: its last small blocks without a hole, and the bytes of the very last.
    struct Tail
    {
        qint64 last = 0;
        QList<Block> small;
        QByteArray open;
    };
    Result<Tail *> tail(Connection &connection, qint64 container, const QString &doing);
    Result<void> write(Connection &connection, qint64 container, Tail &tail, const EventBatch &part,
                       const QString &doing);
    Result<void> insert(Connection &connection, qint64 container, Tail &tail, Block block,
                        const QByteArray &lines, const QString &doing);
    Result<void> merge(Connection &connection, qint64 container, Tail &tail, const QString &doing);

    QHash<qint64, Tail> m_tails;
};

/// `batch` without its events up to `after`.
EventBatch cutAfter(EventBatch batch, EventSeq after);

} // namespace slipway::store
