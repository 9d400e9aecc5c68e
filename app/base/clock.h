#pragma once
#include <QByteArray>
#include <QDateTime>

namespace slipway {

/// ISO 8601 in UTC with milliseconds and Z, e.g. 2026-11-21T16:37:26.805Z, as every event on the wire carries
/// it.
QByteArray isoTimestamp(qint64 msSinceEpoch);
inline QByteArray isoTimestampNow() { return isoTimestamp(QDateTime::currentMSecsSinceEpoch()); }
/// Milliseconds since the epoch, or -1 when `text` is not such a time stamp. Any ISO 8601 offset is
/// understood; without one it is UTC.
qint64 parseIsoTimestamp(QByteArrayView text);

} // namespace slipway
