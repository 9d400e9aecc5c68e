#pragma once
#include <QByteArray>
#include <QByteArrayView>
#include <cstring>

namespace slipway::sse {

/// Hands out QByteArrays that share blocks of memory: a short value then costs a copy of its bytes, no
/// allocation and no atomic operation. The arrays are ordinary ones (NUL-terminated, detach on write, may
/// outlive the arena and be freed on another thread), but one that is kept keeps its block of 16 KiB. A block
/// whose arrays are all gone is used again. The arena itself belongs to one thread.
class ByteArena
{
public:
    ByteArena() = default;
    ~ByteArena() { dropBlock(); }
    Q_DISABLE_COPY_MOVE(ByteArena)

    QByteArray copy(QByteArrayView bytes)
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

private:
    static constexpr qsizetype longestShared = 2 * 1024; // a longer one is cheap to allocate, by its bytes

    void startBlock();
    void dropBlock();

    QTypedArrayData<char> *m_block = nullptr;
    char *m_begin = nullptr;
    char *m_free = nullptr;
    char *m_end = nullptr;
    int m_references = 0; // to m_block: taken in advance, each array gets one of them
};

} // namespace slipway::sse
