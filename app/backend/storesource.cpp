#include "app/backend/storesource.h"

#include "app/domain/progressevent.h"

namespace slipway::backend {

namespace {

/// "complete" or "error" when the last line is the event that ends a run: nothing follows such an event.
QByteArray endReason(QByteArrayView lines)
{
    if (lines.endsWith('\n'))
        lines.chop(1);
    const QByteArrayView line = lines.sliced(lines.lastIndexOf('\n') + 1);
    // Our own events begin with their type; others' may have any order of keys.
    if (line.startsWith(R"({"type":"log")") || line.startsWith(R"({"type":"step")"))
        return {};
    const Result<ProgressEvent> event = progressEventFromJson(line);
    if (!event || !event->isTerminal())
        return {};
    return event->type == EventType::Complete ? "complete" : "error";
}

} // namespace

httpd::StreamChunk toChunk(const EventBatch &batch)
{
    return {batch.first.value, batch.count, batch.lines, endReason(batch.lines)};
}

Result<QList<httpd::StreamChunk>> StoreSource::read(const QByteArray &topic, qint64 after, qsizetype maxBytes)
{
    const auto batches = m_store.read(ContainerId{QString::fromLatin1(topic)}, EventSeq{after}, maxBytes);
    if (!batches)
        return tl::unexpected(batches.error());
    QList<httpd::StreamChunk> chunks;
    for (const EventBatch &batch : *batches) {
        if (!chunks.isEmpty() && batch.first.value != chunks.last().last() + 1)
            break; // a hole: the next page begins behind it and the client is told
        chunks.append(toChunk(batch));
    }
    return chunks;
}

void publishTo(httpd::StreamBroadcaster &streams, const QList<EventBatch> &batches)
{
    qsizetype at = 0;
    while (at < batches.size()) {
        const ContainerId &id = batches[at].id;
        QList<httpd::StreamChunk> chunks;
        for (; at < batches.size() && batches[at].id == id; ++at)
            chunks.append(toChunk(batches[at]));
        streams.publish(id.value.toLatin1(), chunks);
    }
}

} // namespace slipway::backend
