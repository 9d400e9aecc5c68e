#include "net/sse/bytearena.h"

namespace slipway::sse {

namespace {
constexpr qsizetype blockBytes = 16 * 1024;
// More than a block can hold arrays (each takes two bytes at least), and one for the arena.
constexpr int referencesPerBlock = blockBytes / 2 + 1;
} // namespace

void ByteArena::startBlock()
{
    // Acquire: what other threads read from their arrays was read before they let go of them.
    const bool allGone = m_block && m_block->ref_.loadAcquire() == m_references;
    if (!allGone) {
        dropBlock();
        const auto [block, bytes] = QTypedArrayData<char>::allocate(blockBytes);
        Q_CHECK_PTR(bytes);
        m_block = block;
        m_begin = bytes;
        m_end = bytes + blockBytes;
    }
    m_block->ref_.storeRelaxed(referencesPerBlock);
    m_references = referencesPerBlock;
    m_free = m_begin;
}

void ByteArena::dropBlock()
{
    if (m_block && m_block->ref_.fetchAndSubOrdered(m_references) == m_references)
        QTypedArrayData<char>::deallocate(m_block);
    m_block = nullptr;
}

} // namespace slipway::sse
