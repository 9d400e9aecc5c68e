#include "app/hosts/scripts/secretfilter.h"

#include <algorithm>

namespace slipway::hosts {

namespace {

constexpr QByteArrayView kBegin("\x1b_slipway-secret:");
constexpr QByteArrayView kEnd("\x1b\\");

/// Where `bytes` may begin a mark: the first ESC from which on everything fits, or the size.
qsizetype possibleMark(QByteArrayView bytes)
{
    for (qsizetype at = bytes.indexOf('\x1b'); at >= 0; at = bytes.indexOf('\x1b', at + 1)) {
        const qsizetype length = std::min(kBegin.size(), bytes.size() - at);
        if (bytes.sliced(at, length) == kBegin.first(length))
            return at;
    }
    return bytes.size();
}

} // namespace

void SecretFilter::feed(QByteArrayView bytes)
{
    if (!m_held.isEmpty()) {
        m_held.append(bytes);
        bytes = {};
    } else {
        const qsizetype at = possibleMark(bytes);
        if (at > 0)
            m_output(bytes.first(at));
        m_held = bytes.sliced(at).toByteArray();
    }
    while (!m_held.isEmpty()) {
        const qsizetype used = takeMark();
        if (used == 0)
            return; // not all of it is here yet
        m_held.remove(0, used);
        const qsizetype at = possibleMark(m_held);
        if (at > 0)
            m_output(QByteArrayView(m_held).first(at));
        m_held.remove(0, at);
    }
}

/// How much of m_held is done with: a mark, the byte of what turned out to be none, or 0 while it is open.
qsizetype SecretFilter::takeMark()
{
    const qsizetype known = std::min(kBegin.size(), m_held.size());
    const bool begins = QByteArrayView(m_held).first(known) == kBegin.first(known);
    if (begins && known < kBegin.size())
        return 0;
    if (begins) {
        const qsizetype end = m_held.indexOf(kEnd, kBegin.size());
        if (end < 0 && m_held.size() - kBegin.size() <= kLongest && m_held.indexOf('\n', kBegin.size()) < 0)
            return 0;
        if (end >= 0) {
            const auto decoded = QByteArray::fromBase64Encoding(
                m_held.sliced(kBegin.size(), end - kBegin.size()), QByteArray::AbortOnBase64DecodingErrors);
            if (decoded) {
                m_secret(*decoded);
                return end + kEnd.size();
            }
        }
    }
    m_output(QByteArrayView(m_held).first(1));
    return 1;
}

void SecretFilter::finish()
{
    if (!m_held.isEmpty())
        m_output(m_held);
    m_held.clear();
}

} // namespace slipway::hosts
