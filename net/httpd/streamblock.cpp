#include "net/httpd/streamblock.h"

#include "net/sse/framewriter.h"

#include <algorithm>

namespace slipway::httpd {

namespace {

// Chunk sizes are written with a fixed width, so that the head's room is known before the size is.
constexpr qsizetype kHead = 10; // eight digits, CR, LF
constexpr qsizetype kTail = 2;
constexpr QByteArrayView kFrameEnd =
    "\n\n"; // JSON holds no raw line feed: this ends a frame and nothing else

void writeChunkHead(QByteArray &bytes)
{
    qsizetype size = bytes.size() - kHead;
    char *digits = bytes.data();
    for (int i = 7; i >= 0; --i, size >>= 4)
        digits[i] = "0123456789abcdef"[size & 0xf];
    digits[8] = '\r';
    digits[9] = '\n';
}

} // namespace

QByteArrayView StreamBlock::wire(bool chunked) const
{
    const QByteArrayView all(bytes);
    return chunked ? all : all.sliced(kHead, all.size() - kHead - kTail);
}

QByteArray chunkOf(QByteArrayView frames)
{
    if (frames.isEmpty())
        return {};
    QByteArray bytes;
    bytes.reserve(frames.size() + kHead + kTail);
    bytes.resize(kHead);
    bytes.append(frames);
    writeChunkHead(bytes);
    bytes.append("\r\n");
    return bytes;
}

StreamBlockPtr makeBlock(const QList<StreamChunk> &chunks)
{
    auto block = std::make_shared<StreamBlock>();
    qsizetype size = kHead + kTail;
    for (const StreamChunk &chunk : chunks)
        size += chunk.lines.size() + (chunk.isFramed ? 0 : chunk.count * 48);
    block->bytes.reserve(size);
    block->bytes.resize(kHead);
    for (const StreamChunk &chunk : chunks) {
        if (chunk.isFramed)
            block->bytes.append(chunk.lines);
        else
            sse::appendProgressFrames(block->bytes, chunk.lines, chunk.first);
    }
    writeChunkHead(block->bytes);
    block->bytes.append("\r\n");
    block->first = chunks.first().first;
    block->last = chunks.last().last();
    block->end = chunks.last().end;
    return block;
}

StreamBlockPtr sliceOf(const StreamBlock &block, qint64 from)
{
    const QByteArrayView frames = block.wire(false);
    qsizetype at = 0;
    for (qint64 seq = block.first; seq < from; ++seq)
        at = frames.indexOf(kFrameEnd, at) + kFrameEnd.size();
    auto slice = std::make_shared<StreamBlock>();
    slice->first = from;
    slice->last = block.last;
    slice->end = block.end;
    slice->bytes = chunkOf(frames.sliced(at));
    return slice;
}

StreamChunk tailOf(const StreamChunk &chunk, qint64 from)
{
    const QByteArrayView end = chunk.isFramed ? kFrameEnd : kFrameEnd.first(1);
    qsizetype at = 0;
    for (qint64 seq = chunk.first; seq < from; ++seq)
        at = chunk.lines.indexOf(end, at) + end.size();
    return {from, static_cast<int>(chunk.last() - from + 1), chunk.lines.sliced(at), chunk.end,
            chunk.isFramed};
}

void StreamRing::append(StreamBlockPtr block)
{
    m_bytes += block->bytes.size();
    m_blocks.push_back(std::move(block));
    while (m_bytes > m_maxBytes && m_blocks.size() > 1) {
        m_bytes -= m_blocks.front()->bytes.size();
        m_blocks.pop_front();
    }
}

StreamBlockPtr StreamRing::at(qint64 seq) const
{
    const auto found =
        std::lower_bound(m_blocks.begin(), m_blocks.end(), seq,
                         [](const StreamBlockPtr &block, qint64 value) { return block->last < value; });
    return found == m_blocks.end() ? nullptr : *found;
}

void StreamRing::clear()
{
    m_blocks.clear();
    m_bytes = 0;
}

} // namespace slipway::httpd
