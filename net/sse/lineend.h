#pragma once
#include <QtGlobal>
#ifdef __SSE2__
#include <bit>
#include <emmintrin.h>
#endif

namespace slipway::sse {

/// The first CR or LF in [at, end), or `end`. Never reads past `end`.
inline const char *findLineEnd(const char *at, const char *end)
{
#ifdef __SSE2__
    const __m128i lineFeed = _mm_set1_epi8('\n');
    const __m128i carriageReturn = _mm_set1_epi8('\r');
    while (end - at >= 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at));
        const __m128i hits =
            _mm_or_si128(_mm_cmpeq_epi8(bytes, lineFeed), _mm_cmpeq_epi8(bytes, carriageReturn));
        if (const auto mask = unsigned(_mm_movemask_epi8(hits)))
            return at + std::countr_zero(mask);
        at += 16;
    }
#endif
    while (at != end && *at != '\n' && *at != '\r')
        ++at;
    return at;
}

} // namespace slipway::sse
