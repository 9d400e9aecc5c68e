#include "net/sse/bytearena.h"
#include <cstring>

namespace slipway::sse {

namespace {
constexpr qsizetype blockBytes = 16 * 1024;
constexpr qsizetype longestShared = 2 * 1024; // a longer value is cheap to allocate, measured by its bytes
// More than a block can hold arrays (each takes two bytes at least), and one for the arena.
constexpr int referencesPerBlock = blockBytes / 2 + 1;
} // namespace

QByteArray ByteArena::copy(QByteArrayView bytes)
{
    const qsizetype size = bytes.size();
    if (size == 0)
        return {};
    if (size > longestShared)
        return bytes.toByteArray();
    if (m_end - m_free <= size)
        startBlock();
    char *const at = m_free;
    std::memcpy(at, bytes.data(), size_t(size));
    at[size] = '\0';
    m_free = at + size + 1;
    --m_references;
    return QByteArray(QByteArray::DataPointer(m_block, at, size));
}

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
