#include "app/cli/watchcommand.h"
#include "app/base/clock.h"
#include "app/cli/format.h"
#include "app/cli/stepperlines.h"
#include "app/cli/terminaltext.h"

namespace slipway::cli {
using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kRedrawMs = 100;
constexpr qsizetype kLinesPerDraw = 2000; // a terminal takes no more in a frame; the rest follows in the next
} // namespace

WatchCommand::WatchCommand(Context &context, const ContainerId &id, EventSeq after)
    : m_context(context), m_id(id), m_after(after), m_live(context.out())
{
    m_redraw.setInterval(kRedrawMs);
    connect(&m_redraw, &QTimer::timeout, this, &WatchCommand::draw);
    connect(&m_progress, &ContainerProgress::connectionChanged, this, &WatchCommand::checkConnection);
    connect(&m_progress, &ContainerProgress::finished, this, &WatchCommand::end);
    connect(&m_progress, &ContainerProgress::gapReported, this, [this](EventSeq from, EventSeq to) {
        m_context.note(tr("Events %1 to %2 are no longer kept by the server.").arg(from.value).arg(to.value));
    });
    if (m_context.isLive()) {
        connect(&m_progress, &ContainerProgress::logAppended, this, &WatchCommand::addLines);
        connect(&m_progress, &ContainerProgress::eventReceived, this, &WatchCommand::noteScript);
    } else {
        connect(&m_progress, &ContainerProgress::eventReceived, this, &WatchCommand::printEvent);
    }
}

WatchCommand::~WatchCommand() { m_context.setCleanUp({}); }

void WatchCommand::start()
{
    m_clock.start();
    if (m_context.isLive()) {
        m_redraw.start();
        m_context.setCleanUp([this] { m_live.end(); });
    }
    m_context.startTimeLimit();
    http::EventSourceOptions options;
    options.headers = m_context.line().headers;
    if (m_after.value > 0)
        options.lastEventId = QByteArray::number(m_after.value);
    m_progress.watch(m_context.line().server, m_id, options);
}

void WatchCommand::noteScript(const ProgressEvent &event)
{
    if (event.type == EventType::Log && event.scriptIndex)
        m_scriptStartedMs = parseIsoTimestamp(event.timestamp.toLatin1());
}

void WatchCommand::printEvent(const ProgressEvent &event, const QByteArray &json)
{
    if (m_context.isJson())
        m_context.out().writeLine(onOneLine(json));
    else
        printPlain(event);
}

void WatchCommand::printPlain(const ProgressEvent &event)
{
    const QString text = terminalSafe(event.message, Colors::Remove);
    if (event.type == EventType::Log)
        return m_context.printLine(event.scriptName.isEmpty() ? u"  "_s + text
                                                              : u"  %1 | %2"_s.arg(event.scriptName, text));
    QString head = event.isTerminal() ? QString() : u"[%1 %] "_s.arg(m_progress.percent(), 3);
    if (event.percent && !event.isTerminal())
        head = u"[%1 %] "_s.arg(*event.percent, 3);
    m_context.printLine(head + text);
}

void WatchCommand::addLines(const QList<LogLine> &lines) { m_waitingLines += lines; }

QString WatchCommand::logText(const LogLine &line, const Terminal &terminal) const
{
    const Colors colors = terminal.hasColor ? Colors::Keep : Colors::Remove;
    const QString text = terminalSafe(line.text, colors);
    const QString time = line.timestampMs > 0
                             ? QDateTime::fromMSecsSinceEpoch(line.timestampMs).toString(u"HH:mm:ss "_s)
                             : QString();
    return terminal.hasColor ? u"\x1b[2m"_s + time + u"\x1b[0m"_s + text : time + text;
}

QString WatchCommand::connectionText() const
{
    switch (m_progress.connectionState()) {
    case http::StreamState::Connecting:
        return m_context.hasConnected() ? tr("Reconnecting…") : tr("Connecting…");
    case http::StreamState::Waiting:
        return tr("%1 Next attempt in %2 s.")
            .arg(m_progress.connectionError().message)
            .arg((std::max(0, m_progress.nextAttemptInMs()) + 999) / 1000);
    default:
        return {};
    }
}

void WatchCommand::draw()
{
    const Terminal terminal = m_context.terminal();
    QStringList above;
    const qsizetype count = std::min(kLinesPerDraw, m_waitingLines.size());
    for (qsizetype i = 0; i < count; ++i)
        above += logText(m_waitingLines[i], terminal);
    m_waitingLines.remove(0, count);

    StepperStyle style;
    style.columns = terminal.columns;
    style.rows = terminal.rows;
    style.hasColor = terminal.hasColor;
    style.isUnicode = terminal.isUnicode;
    style.frame = m_frame++;
    const Snapshot &snapshot = m_progress.snapshot();
    const qint64 started = parseIsoTimestamp(snapshot.startedAt.toLatin1());
    style.elapsedMs =
        started > 0 ? std::max<qint64>(0, QDateTime::currentMSecsSinceEpoch() - started) : m_clock.elapsed();
    style.connection = connectionText();
    m_remaining.setExpected(expectedFromJson(snapshot.extra.value("expected"_L1).toObject()));
    if (const auto left =
            m_remaining.remaining(snapshot, QDateTime::currentMSecsSinceEpoch(), m_scriptStartedMs))
        style.remaining = remainingText(*left);
    m_live.draw(above, stepperLines(snapshot, style), terminal.columns);
    m_context.out().flush();
}

void WatchCommand::checkConnection()
{
    const http::StreamError error = m_progress.connectionError();
    switch (m_progress.connectionState()) {
    case http::StreamState::Open:
        m_context.setConnected();
        m_lastNote.clear();
        return;
    case http::StreamState::Failed:
        return m_context.fail(error);
    case http::StreamState::Waiting:
        if (!m_context.hasConnected() && exitCodeFor(error) == CannotConnect)
            return m_context.fail(error);
        break;
    default:
        return;
    }
    // An orderly end of the stream is also how a finished run looks for a moment.
    const bool isWorthANote = error.kind != http::StreamError::Kind::ServerClosed;
    if (!m_context.isLive() && isWorthANote &&
        error.message != m_lastNote) { // the live view shows it in its place
        m_lastNote = error.message;
        m_context.note(tr("%1 Reconnecting.").arg(error.message));
    }
}

void WatchCommand::end()
{
    while (m_context.isLive() && !m_waitingLines.isEmpty())
        draw();
    if (m_context.isLive())
        draw();
    m_redraw.stop();
    m_live.end();
    if (m_progress.isError()) {
        if (m_context.isLive() || m_context.isJson())
            m_context.note(m_progress.errorMessage());
        return m_context.exit(Failed);
    }
    if (m_context.isJson())
        return m_context.exit(Success);
    fetchServices();
}

void WatchCommand::fetchServices()
{
    m_context.client().get(u"/api/containers/%1/services"_s.arg(m_id.value), this,
                           [this](const Result<http::JsonReply> &reply) { showServices(reply); });
}

void WatchCommand::showServices(const Result<http::JsonReply> &reply)
{
    const Result<ServiceList> services =
        reply ? serviceListFromJson(reply->body) : tl::unexpected(reply.error());
    if (!services) {
        m_context.note(tr("The container is ready, but its services cannot be listed. %1")
                           .arg(services.error().message));
        return m_context.exit(Success);
    }
    m_context.printLine({});
    for (const QString &line : serviceLines(*services, m_context.line().reveal))
        m_context.printLine(line);
    const bool hasSecrets = std::any_of(services->services.begin(), services->services.end(),
                                        [](const Service &service) { return !service.credentials.empty(); });
    if (hasSecrets && !m_context.line().reveal)
        m_context.printLine(tr("To see the passwords: slipwayctl services %1 --reveal").arg(m_id.value));
    m_context.exit(Success);
}

} // namespace slipway::cli
