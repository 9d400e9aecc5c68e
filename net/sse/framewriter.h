#pragma once
#include <QByteArray>
#include <QByteArrayView>

namespace slipway::sse {

// Pure functions that append frames of text/event-stream to `out`, the opposite of EventStreamParser: what is
// written here is parsed there to the same values. Input is UTF-8.

/// True if `text` can stand in an `event` or `id` field: no CR, no LF, no NUL.
bool isFieldSafe(QByteArrayView text);

/// One event: `id:` unless `id` is null, `event:` unless `event` is empty, `data:` once per line of `data`
/// (LF, CR and CRLF end a line; the receiver sees LF). An `id` that is empty but not null resets the
/// receiver's last event ID. Returns false and appends nothing when `event` or `id` is not field-safe: it
/// would forge other fields.
[[nodiscard]] bool appendEvent(QByteArray &out, QByteArrayView event, QByteArrayView data,
                               QByteArrayView id = {});

/// A comment, one `:` line per line of `text`; ignored by receivers, keeps proxies awake.
void appendComment(QByteArray &out, QByteArrayView text);

/// The time a receiver waits before it reconnects; below 0 counts as 0. A frame of its own.
void appendRetry(QByteArray &out, qint64 milliseconds);

/// `event: progress` frames for a batch at once: line i of `jsonLines` (each ends with LF; the last LF may be
/// missing) becomes `id: first+i`, `event: progress`, `data: LINE`. Returns the number of frames. The
/// broadcaster serialises a batch once for all subscribers, so this is on the way of every log line.
qsizetype appendProgressFrames(QByteArray &out, QByteArrayView jsonLines, qint64 first);

} // namespace slipway::sse
