#pragma once
#include <QByteArray>
#include <QByteArrayView>
#include <deque>
#include <memory>

namespace slipway::httpd {

/// Consecutive events of one topic as they come from their source: `count` JSON objects, each ended by '\n'.
struct StreamChunk
{
    qint64 first = 0; ///< number of the first one, from 1
    int count = 0;
    QByteArray lines;
    QByteArray end; ///< "complete" or "error" when its last event ends the topic, otherwise empty
    /// `lines` holds frames as they go out, each ended by an empty line, instead of objects to be framed.
    /// There may be fewer of them than numbers: a frame may stand for all that it makes superfluous.
    bool isFramed = false;
    qint64 last() const { return first + count - 1; }
};

/// Consecutive events framed for the wire once and shared by all who read them: an HTTP/1.1 chunk around
/// event-stream frames. HTTP/1.0 gets the same bytes without the chunk's clothing.
struct StreamBlock
{
    qint64 first = 0;
    qint64 last = 0;
    QByteArray bytes;
    QByteArray end; ///< as in StreamChunk

    QByteArrayView wire(bool chunked) const;
};
using StreamBlockPtr = std::shared_ptr<const StreamBlock>;

/// Any frames as one chunk (the empty array stays empty: an empty chunk would end the body).
QByteArray chunkOf(QByteArrayView frames);
/// `chunks` must follow one another without a gap.
StreamBlockPtr makeBlock(const QList<StreamChunk> &chunks);
/// The part of `block` from event `from` on; a frame for each of its numbers is what it needs.
StreamBlockPtr sliceOf(const StreamBlock &block, qint64 from);
/// `chunk` from event `from` on.
StreamChunk tailOf(const StreamChunk &chunk, qint64 from);

/// The newest blocks of a topic, up to so many bytes; numbers rise, gaps are possible.
class StreamRing
{
public:
    explicit StreamRing(qsizetype maxBytes) : m_maxBytes(maxBytes) {}
    void append(StreamBlockPtr block);
    /// The block that holds event `seq`, or the first one after it; null when all are older.
    StreamBlockPtr at(qint64 seq) const;
    void clear();
    qsizetype bytes() const { return m_bytes; }

private:
    std::deque<StreamBlockPtr> m_blocks;
    qsizetype m_bytes = 0;
    qsizetype m_maxBytes;
};

} // namespace slipway::httpd
