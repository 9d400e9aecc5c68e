#pragma once
#include <QByteArray>
#include <QByteArrayView>

namespace slipway::sse {

/// Streaming "UTF-8 decode" of the WHATWG Encoding Standard, with UTF-8 bytes as the result: one byte order
/// mark at the start is removed, every maximal subpart of an ill-formed sequence becomes one U+FFFD.
/// Sequences may be cut between chunks; an unfinished one is held back (at most three bytes).
class Utf8Decoder
{
public:
    /// The text of `chunk`, valid until the next call. Well-formed input is returned in place, not copied.
    QByteArrayView decode(QByteArrayView chunk);
    void reset();

private:
    QByteArrayView decodeWholeSequences(QByteArrayView chunk);
    qsizetype finishHeldSequence(QByteArrayView chunk);
    void appendRepaired(QByteArrayView bytes);
    void hold(QByteArrayView tail);

    unsigned char m_held[4] = {};
    qsizetype m_heldSize = 0;
    bool m_atStart = true;
    QByteArray m_text; // what had to be put together; otherwise unused
};

} // namespace slipway::sse
