#pragma once
#include <QArrayDataPointer>
#include <QByteArray>
#include <QByteArrayView>
#include <cstring>

namespace slipway::sse {

/// Hands out arrays of Qt that share blocks of memory: a short value then costs a copy of its characters, no
/// allocation and no atomic operation. The arrays are ordinary ones (NUL-terminated, detach on write, may
/// outlive the arena and be freed on another thread), but one that is kept keeps its block of 16 KiB. A block
/// whose arrays are all gone is used again. The arena itself belongs to one thread. `Char` is char
/// (QByteArray) or char16_t (QString).
template<typename Char>
class BlockArena
{
public:
    using Array = QArrayDataPointer<Char>;
    static constexpr qsizetype longestShared = 2 * 1024; // a longer one is cheap to allocate, by its bytes

    BlockArena() = default;
    ~BlockArena() { dropBlock(); }
    Q_DISABLE_COPY_MOVE(BlockArena)

    /// Whether `size` characters and two arrays more fit into the block at hand.
    bool hasRoom(qsizetype size) const { return m_end - m_free > size && m_references > 2; }
    /// Goes on with a block that has room for longestShared.
    void startBlock();
    /// Where the next value is to be written, as long as there is room for it.
    Char *free() const { return m_free; }
    /// The value of `size` characters that was written at free().
    Array take(qsizetype size)
    {
        Char *const at = m_free;
        at[size] = Char();
        m_free = at + size + 1;
        return share(at, size);
    }
    /// Another array of a value in the block at hand.
    Array share(Char *at, qsizetype size)
    {
        --m_references;
        return Array(m_block, at, size);
    }

private:
    void dropBlock();

    QTypedArrayData<Char> *m_block = nullptr;
    Char *m_begin = nullptr;
    Char *m_free = nullptr;
    Char *m_end = nullptr;
    int m_references = 0; // to m_block: taken in advance, each array gets one of them, the last is our own
};

extern template class BlockArena<char>;
extern template class BlockArena<char16_t>;

class ByteArena : public BlockArena<char>
{
public:
    QByteArray copy(QByteArrayView bytes)
    {
        const qsizetype size = bytes.size();
        if (size == 0)
            return {};
        if (size > longestShared)
            return bytes.toByteArray();
        if (!hasRoom(size))
            startBlock();
        std::memcpy(free(), bytes.data(), size_t(size));
        return QByteArray(take(size));
    }
};

} // namespace slipway::sse
