#pragma once
#include "app/jobs/eventbatch.h"
#include "app/jobs/eventstore.h"
#include "net/httpd/streambroadcaster.h"

namespace slipway::backend {

/// Events of the store as the broadcaster reads them. Topic = container id.
class StoreSource final : public httpd::StreamSource
{
public:
    explicit StoreSource(EventStore &store) : m_store(store) {}
    Result<QList<httpd::StreamChunk>> read(const QByteArray &topic, qint64 after,
                                           qsizetype maxBytes) override;

private:
    EventStore &m_store;
};

/// The batch in the broadcaster's words; shares its bytes.
httpd::StreamChunk toChunk(const EventBatch &batch);
/// Hands what the log has committed to the broadcaster: for EventLog::setListener().
void publishTo(httpd::StreamBroadcaster &streams, const QList<EventBatch> &batches);

} // namespace slipway::backend
