#pragma once
#include <QByteArray>
#include <QByteArrayView>
#include <array>
#include <cstring>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace slipway::sse {

/// What stands in a frame before the value of its data: `event: NAME`, LF, `data: `, or only the latter where
/// no name is given. Most frames of a stream repeat the last one's, so that one comparison finds two fields
/// and the line end between them: on 100-byte events that is a third of the parser's time.
class FrameHead
{
public:
    static constexpr QByteArrayView beforeData = "data: ";
    static constexpr qsizetype longest = 48; ///< and no fewer bytes are looked at

    FrameHead() { remember({}, QByteArrayLiteral("message")); }

    /// What names the event, as in the field; empty where there is none.
    QByteArrayView name() const { return {m_bytes.data() + beforeName.size(), m_nameSize}; }
    /// The event's type; null when this is no name to remember.
    const QByteArray &type() const { return m_type; }
    /// From now on `name` is the name. It is not remembered when it is long, or when there are strangely
    /// many.
    void learn(QByteArrayView name);
    /// Bytes from the beginning of the frame's first line (but for an id) to the data's value.
    qsizetype size() const { return m_size; }

    /// Whether these bytes begin at `at`. May say no within the last bytes before `end`.
    bool isAt(const char *at, const char *end) const
    {
        if (end - at < longest)
            return false;
#ifdef __SSE2__
        quint64 same = 0;
        for (int i = 0; i < longest; i += 16) {
            const __m128i theirs = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at + i));
            const __m128i ours = _mm_load_si128(reinterpret_cast<const __m128i *>(m_bytes.data() + i));
            same |= quint64(unsigned(_mm_movemask_epi8(_mm_cmpeq_epi8(theirs, ours)))) << i;
        }
        const quint64 all = (quint64(1) << m_size) - 1;
        return (same & all) == all;
#else
        return std::memcmp(at, m_bytes.data(), size_t(m_size)) == 0;
#endif
    }

private:
    static constexpr QByteArrayView beforeName = "event: ";

    void remember(QByteArrayView name, const QByteArray &type);

    alignas(16) std::array<char, longest> m_bytes{};
    qsizetype m_size = 0;
    qsizetype m_nameSize = 0;
    QByteArray m_type;
};

} // namespace slipway::sse
