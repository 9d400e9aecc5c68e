#pragma once
#include <QByteArray>
#include <QByteArrayView>

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

    QByteArray copy(QByteArrayView bytes);

private:
    void startBlock();
    void dropBlock();

    QTypedArrayData<char> *m_block = nullptr;
    char *m_begin = nullptr;
    char *m_free = nullptr;
    char *m_end = nullptr;
    int m_references = 0; // to m_block: taken in advance, each array gets one of them
};

} // namespace slipway::sse
