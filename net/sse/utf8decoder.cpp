#include "net/sse/utf8decoder.h"
#include <cstring>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace slipway::sse {

namespace {

using Byte = unsigned char;

constexpr char replacement[] = "\xEF\xBF\xBD"; // U+FFFD
constexpr QByteArrayView byteOrderMark("\xEF\xBB\xBF", 3);

enum class Form { Whole, Broken, Unfinished };

struct Sequence
{
    Form form;
    qsizetype size; // Broken: of the maximal subpart that one U+FFFD stands for
};

// Encoding Standard, UTF-8 decoder: the first byte says how many follow and, for some, narrows the second
// (no overlong forms, no surrogates, nothing above U+10FFFF).
Sequence sequenceAt(const Byte *at, const Byte *end)
{
    const Byte lead = *at;
    qsizetype size = 0;
    Byte lowest = 0x80;
    Byte highest = 0xBF;
    if (lead < 0x80) {
        return {Form::Whole, 1};
    } else if (lead >= 0xC2 && lead <= 0xDF) {
        size = 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
        size = 3;
        if (lead == 0xE0)
            lowest = 0xA0;
        else if (lead == 0xED)
            highest = 0x9F;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
        size = 4;
        if (lead == 0xF0)
            lowest = 0x90;
        else if (lead == 0xF4)
            highest = 0x8F;
    } else {
        return {Form::Broken, 1};
    }
    for (qsizetype i = 1; i < size; ++i) {
        if (at + i == end)
            return {Form::Unfinished, i};
        if (at[i] < lowest || at[i] > highest)
            return {Form::Broken, i};
        lowest = 0x80;
        highest = 0xBF;
    }
    return {Form::Whole, size};
}

const Byte *skipAscii(const Byte *at, const Byte *end)
{
#ifdef __SSE2__
    // 64 bytes a turn: by words this check was a tenth of the parser's time on 100-byte events.
    const auto load = [](const Byte *from) {
        return _mm_loadu_si128(reinterpret_cast<const __m128i *>(from));
    };
    while (end - at >= 64) {
        const __m128i all =
            _mm_or_si128(_mm_or_si128(load(at), load(at + 16)), _mm_or_si128(load(at + 32), load(at + 48)));
        if (_mm_movemask_epi8(all) != 0)
            break;
        at += 64;
    }
#endif
    constexpr quint64 highBits = 0x8080808080808080u;
    quint64 words[4];
    while (end - at >= qsizetype(sizeof words)) {
        std::memcpy(words, at, sizeof words);
        if ((words[0] | words[1] | words[2] | words[3]) & highBits)
            break;
        at += sizeof words;
    }
    while (at != end && *at < 0x80)
        ++at;
    return at;
}

// The first byte that is not part of a whole sequence, or `end`.
const Byte *skipWellFormed(const Byte *at, const Byte *end)
{
    for (;;) {
        at = skipAscii(at, end);
        while (at != end && *at >= 0x80) {
            const Sequence sequence = sequenceAt(at, end);
            if (sequence.form != Form::Whole)
                return at;
            at += sequence.size;
        }
        if (at == end)
            return end;
    }
}

const Byte *bytesOf(QByteArrayView view) { return reinterpret_cast<const Byte *>(view.data()); }

} // namespace

QByteArrayView Utf8Decoder::decode(QByteArrayView chunk)
{
    QByteArrayView text = decodeWholeSequences(chunk);
    // Only whole sequences come out, so the mark is never seen in part.
    if (m_atStart && !text.isEmpty()) {
        m_atStart = false;
        if (text.startsWith(byteOrderMark))
            text = text.sliced(byteOrderMark.size());
    }
    return text;
}

void Utf8Decoder::reset()
{
    m_heldSize = 0;
    m_atStart = true;
}

QByteArrayView Utf8Decoder::decodeWholeSequences(QByteArrayView chunk)
{
    if (chunk.isEmpty())
        return {};
    if (!m_text.isEmpty())
        m_text.resize(0);
    if (m_heldSize > 0) {
        appendRepaired(chunk.sliced(finishHeldSequence(chunk)));
        return m_text;
    }
    const Byte *const begin = bytesOf(chunk);
    const Byte *const end = begin + chunk.size();
    const Byte *const bad = skipWellFormed(begin, end);
    if (bad == end)
        return chunk;
    if (sequenceAt(bad, end).form == Form::Unfinished) {
        hold(chunk.sliced(bad - begin));
        return chunk.first(bad - begin);
    }
    appendRepaired(chunk);
    return m_text;
}

// Completes the held sequence from `chunk` or finds it broken; returns how many bytes of `chunk` that took.
qsizetype Utf8Decoder::finishHeldSequence(QByteArrayView chunk)
{
    qsizetype used = 0;
    while (used < chunk.size()) {
        m_held[m_heldSize] = Byte(chunk[used]);
        const Sequence sequence = sequenceAt(m_held, m_held + m_heldSize + 1);
        if (sequence.form == Form::Broken) {
            // What was held was the beginning of a sequence; the byte that broke it is looked at afresh.
            m_text.append(replacement);
            m_heldSize = 0;
            return used;
        }
        ++m_heldSize;
        ++used;
        if (sequence.form == Form::Whole) {
            m_text.append(reinterpret_cast<const char *>(m_held), m_heldSize);
            m_heldSize = 0;
            return used;
        }
    }
    return used;
}

void Utf8Decoder::appendRepaired(QByteArrayView bytes)
{
    const Byte *at = bytesOf(bytes);
    const Byte *const end = at + bytes.size();
    while (at != end) {
        const Byte *const bad = skipWellFormed(at, end);
        m_text.append(reinterpret_cast<const char *>(at), bad - at);
        at = bad;
        if (at == end)
            return;
        const Sequence sequence = sequenceAt(at, end);
        if (sequence.form == Form::Unfinished) {
            hold(bytes.last(end - at));
            return;
        }
        m_text.append(replacement);
        at += sequence.size;
    }
}

void Utf8Decoder::hold(QByteArrayView tail)
{
    Q_ASSERT(tail.size() < qsizetype(sizeof m_held));
    std::memcpy(m_held, tail.data(), size_t(tail.size()));
    m_heldSize = tail.size();
}

} // namespace slipway::sse
