#include "app/store/blockwriter.h"
#include <QCoreApplication>
#include <QVariant>
#include <cstring>

namespace slipway::store {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::store::SqliteStore)
};

// A block below this takes in the next commit: with its row it is one page of the database, and no overflow.
constexpr qsizetype kGrow = 3'900;
constexpr qsizetype kMerge =
    64 * 1024; // small blocks of this size together become one; above it none is small
constexpr qsizetype kSplit = 512 * 1024; // and none is much larger than this
constexpr int kTails = 512;              // containers whose end is kept in memory

constexpr char kInsert[] = "INSERT INTO event_blocks(container, first_seq, last_seq, lines) VALUES(?,?,?,?)";
constexpr char kGrowBlock[] = "UPDATE event_blocks SET last_seq=?, lines=? WHERE block=?";
constexpr char kLines[] = "SELECT lines FROM event_blocks WHERE block=?";
constexpr char kDelete[] = "DELETE FROM event_blocks WHERE container=? AND first_seq BETWEEN ? AND ?";
constexpr char kEnd[] =
    "SELECT block, first_seq, last_seq, length(lines) FROM event_blocks WHERE container=? "
    "ORDER BY first_seq DESC LIMIT 32";

// Offset after the first `count` lines of `lines`.
qsizetype afterLines(const QByteArray &lines, qint64 count)
{
    const char *const begin = lines.constData();
    const char *const end = begin + lines.size();
    const char *at = begin;
    for (; count > 0 && at < end; --count) {
        const void *const feed = std::memchr(at, '\n', size_t(end - at));
        at = feed ? static_cast<const char *>(feed) + 1 : end;
    }
    return at - begin;
}

// The first part of `batch` of about kSplit bytes.
EventBatch firstPart(const EventBatch &batch)
{
    const qsizetype feed = batch.lines.indexOf('\n', kSplit);
    EventBatch part = batch;
    part.lines = batch.lines.first(feed + 1);
    part.count = int(part.lines.count('\n'));
    return part;
}

} // namespace

EventBatch cutAfter(EventBatch batch, EventSeq after)
{
    const qint64 skip = after.value + 1 - batch.first.value;
    if (skip <= 0)
        return batch;
    batch.lines.remove(0, afterLines(batch.lines, skip));
    batch.first.value += skip;
    batch.count -= int(skip);
    return batch;
}

Result<void> BlockWriter::append(Connection &connection, qint64 container, const EventBatch &batch,
                                 const QString &doing)
{
    auto found = tail(connection, container, doing);
    if (!found)
        return tl::unexpected(found.error());
    Tail &tail = **found;
    if (batch.count <= 0 || !batch.lines.endsWith('\n') || batch.lines.count('\n') != batch.count)
        return fail(ErrorCode::Internal, Words::tr("%1. A batch is not made of lines.").arg(doing));
    if (batch.first.value <= tail.last)
        return fail(ErrorCode::Conflict, Words::tr("%1. Event %2 of container %3 is stored already.")
                                             .arg(doing, QString::number(batch.first.value), batch.id.value));
    if (batch.first.value != tail.last + 1) {
        tail.small.clear();
        tail.open.clear();
    }
    EventBatch rest = batch;
    while (rest.lines.size() > 2 * kSplit) {
        const EventBatch part = firstPart(rest);
        if (part.count >= rest.count)
            break;
        if (auto written = write(connection, container, tail, part, doing); !written)
            return written;
        rest.lines.remove(0, part.lines.size());
        rest.first.value += part.count;
        rest.count -= part.count;
    }
    return write(connection, container, tail, rest, doing);
}

Result<void> BlockWriter::write(Connection &connection, qint64 container, Tail &tail, const EventBatch &part,
                                const QString &doing)
{
    const qint64 last = part.last().value;
    if (!tail.open.isEmpty() && tail.open.size() + part.lines.size() <= kGrow) {
        Block &block = tail.small.last();
        tail.open.append(part.lines);
        const auto grown = connection.run(kGrowBlock, {last, tail.open, block.row}, doing);
        if (!grown)
            return tl::unexpected(grown.error());
        block.last = last;
        block.bytes = tail.open.size();
        tail.last = last;
        return {};
    }
    if (auto inserted = insert(connection, container, tail, {0, part.first.value, last, part.lines.size()},
                               part.lines, doing);
        !inserted)
        return inserted;
    tail.last = last;
    qsizetype sum = 0;
    for (const Block &block : std::as_const(tail.small))
        sum += block.bytes;
    return sum >= kMerge ? merge(connection, container, tail, doing) : Result<void>();
}

Result<void> BlockWriter::insert(Connection &connection, qint64 container, Tail &tail, Block block,
                                 const QByteArray &lines, const QString &doing)
{
    const auto inserted = connection.run(kInsert, {container, block.first, block.last, lines}, doing);
    if (!inserted)
        return tl::unexpected(inserted.error());
    block.row = (*inserted)->lastInsertId().toLongLong();
    if (block.bytes >= kMerge) {
        tail.small.clear();
        tail.open.clear();
        return {};
    }
    tail.small.append(block);
    tail.open = block.bytes < kGrow ? QByteArray(lines.constData(), lines.size()) : QByteArray();
    return {};
}

Result<void> BlockWriter::merge(Connection &connection, qint64 container, Tail &tail, const QString &doing)
{
    const Block whole{0, tail.small.first().first, tail.small.last().last, kMerge};
    QByteArray lines;
    for (const Block &block : std::as_const(tail.small)) {
        const auto found = connection.run(kLines, {block.row}, doing);
        if (!found)
            return tl::unexpected(found.error());
        if ((*found)->next())
            lines.append((*found)->value(0).toByteArray());
        (*found)->finish();
    }
    if (lines.count('\n') != whole.last - whole.first + 1)
        return fail(ErrorCode::Internal, Words::tr("%1. Stored events are not complete.").arg(doing));
    const auto removed = connection.run(kDelete, {container, whole.first, whole.last}, doing);
    if (!removed)
        return tl::unexpected(removed.error());
    return insert(connection, container, tail, whole, lines, doing);
}

Result<BlockWriter::Tail *> BlockWriter::tail(Connection &connection, qint64 container, const QString &doing)
{
    if (const auto it = m_tails.find(container); it != m_tails.end())
        return &it.value();
    if (m_tails.size() >= kTails)
        m_tails.clear();
    Tail tail;
    const auto rows = connection.run(kEnd, {container}, doing);
    if (!rows)
        return tl::unexpected(rows.error());
    QSqlQuery &row = **rows;
    qint64 next = -1;
    while (row.next()) {
        const Block block{row.value(0).toLongLong(), row.value(1).toLongLong(), row.value(2).toLongLong(),
                          row.value(3).toLongLong()};
        tail.last = std::max(tail.last, block.last);
        if (block.bytes >= kMerge || (next != -1 && block.last + 1 != next))
            break;
        tail.small.prepend(block);
        next = block.first;
    }
    row.finish();
    if (!tail.small.isEmpty() && tail.small.last().bytes < kGrow) {
        const auto open = connection.run(kLines, {tail.small.last().row}, doing);
        if (!open)
            return tl::unexpected(open.error());
        if ((*open)->next())
            tail.open = (*open)->value(0).toByteArray();
        (*open)->finish();
    }
    return &m_tails.insert(container, tail).value();
}

} // namespace slipway::store
