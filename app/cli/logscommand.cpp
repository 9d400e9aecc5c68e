#include "app/cli/logscommand.h"
#include "app/cli/format.h"
#include "app/cli/terminaltext.h"
#include "app/domain/snapshot.h"

namespace slipway::cli {
using namespace Qt::Literals::StringLiterals;

LogsCommand::LogsCommand(Context &context) : m_context(context)
{
    connect(&m_source, &http::EventSource::eventsReceived, this, &LogsCommand::read);
    connect(&m_source, &http::EventSource::stateChanged, this, &LogsCommand::tellState);
    connect(&m_source, &http::EventSource::finished, this,
            [this](const http::StreamError &error) { m_context.fail(error); });
}

void LogsCommand::start()
{
    m_context.startTimeLimit();
    http::EventSourceOptions options;
    options.headers = m_context.line().headers;
    QUrl url = m_context.line().server;
    url.setPath(url.path().chopped(url.path().endsWith(u'/') ? 1 : 0) +
                u"/api/containers/%1/progress"_s.arg(m_context.line().target));
    m_source.open(url, options);
}

void LogsCommand::read(const http::EventBatch &events)
{
    for (const sse::Event &event : events) {
        if (m_context.isFinished())
            return;
        if (event.type == "snapshot") {
            const Result<Snapshot> snapshot = snapshotFromJson(event.data);
            m_end = snapshot ? snapshot->seq : EventSeq{};
            m_hasEnd = m_end.value > 0 && !m_context.line().follow;
        } else if (event.type == "progress" || event.type == "message") {
            print(event.data);
        }
        const bool isAtEnd = m_hasEnd && m_printed >= m_end;
        if (event.type == "done" || isAtEnd)
            m_context.exit(Success);
    }
    m_context.out().flush();
}

void LogsCommand::print(const QByteArray &json)
{
    const Result<ProgressEvent> event = progressEventFromJson(json);
    if (!event || (event->seq.value > 0 && event->seq <= m_printed))
        return; // not an event, or one that a reconnect repeats
    m_printed = std::max(m_printed, event->seq);
    if (event->type != EventType::Log)
        return;
    if (m_context.isJson())
        return m_context.out().writeLine(onOneLine(json));
    const Colors colors = m_context.terminal().hasColor ? Colors::Keep : Colors::Remove;
    m_context.printLine(terminalSafe(event->message, colors));
}

void LogsCommand::tellState(http::StreamState state)
{
    if (state == http::StreamState::Open)
        return m_context.setConnected();
    if (state == http::StreamState::Waiting && !m_context.hasConnected() &&
        exitCodeFor(m_source.error()) == CannotConnect)
        m_context.fail(m_source.error());
}

} // namespace slipway::cli
