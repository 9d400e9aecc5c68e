#pragma once
#include "app/cli/context.h"
#include "app/domain/progressevent.h"
#include "net/http/eventsource.h"

namespace slipway::cli {

/// `logs ID`: the log lines of a creation, from its first on. Ends at the line that was the last when it
/// began, or with --follow at the end of the run. JSON: each log event on a line, its bytes as sent. A server
/// that numbers nothing cannot say where "now" is; then it follows.
class LogsCommand : public QObject
{
    Q_OBJECT
public:
    explicit LogsCommand(Context &context);
    void start();

private:
    void read(const http::EventBatch &events);
    void print(const QByteArray &json);
    void tellState(http::StreamState state);

    Context &m_context;
    http::EventSource m_source;
    EventSeq m_printed;
    EventSeq m_end; ///< last number to print
    bool m_hasEnd = false;
};

} // namespace slipway::cli
