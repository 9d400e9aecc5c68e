#pragma once
#include <QtGlobal>
#ifdef __SSE2__
#include <bit>
#include <emmintrin.h>
#endif

namespace slipway::sse {

#ifdef __SSE2__
namespace lineend {

inline __m128i load(const char *at) { return _mm_loadu_si128(reinterpret_cast<const __m128i *>(at)); }

/// A bit for each CR and LF of 16 bytes.
inline unsigned ends(const char *at)
{
    const __m128i bytes = load(at);
    return unsigned(_mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')),
                                                   _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\r')))));
}

/// Whether none of 64 bytes is CR or less, as is so in most text: a third of the instructions of looking for
/// both.
inline bool noneIn64(const char *at)
{
    const __m128i lowest =
        _mm_min_epu8(_mm_min_epu8(load(at), load(at + 16)), _mm_min_epu8(load(at + 32), load(at + 48)));
    const __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(lowest, _mm_set1_epi8('\r')), lowest);
    return _mm_movemask_epi8(low) == 0;
}

} // namespace lineend
#endif

/// The first CR or LF in [at, end), or `end`. Never reads past `end`.
inline const char *findLineEnd(const char *at, const char *end)
{
#ifdef __SSE2__
    while (end - at >= 16) {
        // Short lines end here.
        for (int i = 0; i < 4 && end - at >= 16; ++i, at += 16) {
            if (const unsigned mask = lineend::ends(at))
                return at + std::countr_zero(mask);
        }
        while (end - at >= 64 && lineend::noneIn64(at))
            at += 64;
    }
#endif
    while (at != end && *at != '\n' && *at != '\r')
        ++at;
    return at;
}

} // namespace slipway::sse
