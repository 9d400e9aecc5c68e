#pragma once
#include "app/cli/context.h"
#include "net/http/eventsource.h"

namespace slipway::cli {

/// `events URL`: a bare EventSource. Per event one JSON line on stdout, at once; states on stderr. Goes on
/// reconnecting as the standard says; ends after N events or 204 (0), on a final error or when time is up.
class EventsCommand : public QObject
{
    Q_OBJECT
public:
    explicit EventsCommand(Context &context);
    void start();

private:
    void print(const http::EventBatch &events);
    void tellState(http::StreamState state);
    void tellEnd(const http::StreamError &error);

    Context &m_context;
    http::EventSource m_source;
    int m_count = 0;
};

} // namespace slipway::cli
