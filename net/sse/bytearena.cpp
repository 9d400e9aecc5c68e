#include "net/sse/bytearena.h"

namespace slipway::sse {

namespace {
constexpr qsizetype blockBytes = 16 * 1024;
constexpr int referencesPerBlock = blockBytes;
} // namespace

template<typename Char>
void BlockArena<Char>::startBlock()
{
    constexpr qsizetype size = blockBytes / qsizetype(sizeof(Char));
    static_assert(size > longestShared);
    // Acquire: what other threads read from their arrays was read before they let go of them.
    const bool allGone = m_block && m_block->ref_.loadAcquire() == m_references;
    if (!allGone) {
        dropBlock();
        const auto [block, begin] = QTypedArrayData<Char>::allocate(size);
        Q_CHECK_PTR(begin);
        m_block = block;
        m_begin = begin;
        m_end = begin + size;
    }
    m_block->ref_.storeRelaxed(referencesPerBlock);
    m_references = referencesPerBlock;
    m_free = m_begin;
}

template<typename Char>
void BlockArena<Char>::dropBlock()
{
    if (m_block && m_block->ref_.fetchAndSubOrdered(m_references) == m_references)
        QTypedArrayData<Char>::deallocate(m_block);
    m_block = nullptr;
}

template class BlockArena<char>;
template class BlockArena<char16_t>;

} // namespace slipway::sse
