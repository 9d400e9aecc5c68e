#include "app/cli/eventscommand.h"
#include "app/cli/format.h"

namespace slipway::cli {
using namespace Qt::Literals::StringLiterals;

EventsCommand::EventsCommand(Context &context) : m_context(context)
{
    connect(&m_source, &http::EventSource::eventsReceived, this, &EventsCommand::print);
    connect(&m_source, &http::EventSource::stateChanged, this, &EventsCommand::tellState);
    connect(&m_source, &http::EventSource::finished, this, &EventsCommand::tellEnd);
}

void EventsCommand::start()
{
    m_context.startTimeLimit();
    http::EventSourceOptions options;
    options.headers = m_context.line().headers;
    options.batchIntervalMs = 1; // a pipe wants each event now, not each frame
    m_source.open(QUrl(m_context.line().target), options);
}

void EventsCommand::print(const http::EventBatch &events)
{
    const int most = m_context.line().maxEvents;
    for (const sse::Event &event : events) {
        if (m_context.isFinished())
            return;
        m_context.out().writeLine(jsonEventLine(event.type, event.data, event.lastEventId));
        if (++m_count == most) {
            m_context.note(tr("done: %1 events").arg(m_count));
            m_context.exit(Success);
        }
    }
    m_context.out().flush();
}

void EventsCommand::tellState(http::StreamState state)
{
    if (m_context.isFinished())
        return; // what comes in the same turn as the last event wanted
    switch (state) {
    case http::StreamState::Connecting:
        return m_context.note(tr("connecting: %1").arg(m_context.line().target));
    case http::StreamState::Open:
        m_context.setConnected();
        return m_context.note(tr("open"));
    case http::StreamState::Waiting:
        return m_context.note(tr("waiting: %1 Next attempt in %2 ms.")
                                  .arg(m_source.error().message)
                                  .arg(m_source.nextAttemptInMs()));
    case http::StreamState::Failed:
    case http::StreamState::Closed:
        return; // finished() follows
    }
}

void EventsCommand::tellEnd(const http::StreamError &error)
{
    if (error.kind == http::StreamError::Kind::NoContent)
        m_context.note(tr("closed: the server answered 204, no more events"));
    else
        m_context.note(tr("failed: %1").arg(error.message));
    m_context.exit(exitCodeFor(error));
}

} // namespace slipway::cli
