#pragma once
#include <QByteArray>
#include <QList>

namespace slipway::test {

/// `bytes` in pieces of `size`; a size of 0 or less gives it whole.
inline QList<QByteArray> pieces(const QByteArray &bytes, qsizetype size)
{
    QList<QByteArray> out;
    if (size <= 0)
        return {bytes};
    for (qsizetype at = 0; at < bytes.size(); at += size)
        out.append(bytes.mid(at, size));
    return out;
}

} // namespace slipway::test
