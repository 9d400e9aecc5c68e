#include "app/cli/powercommand.h"

#include "app/cli/format.h"
#include "app/cli/nodeformat.h"
#include "app/cli/terminaltext.h"
#include <QJsonDocument>

namespace slipway::cli {
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kDefaultSeconds = 60;
constexpr int kSlackSeconds = 60; // the backend has its own limit and says more: ours comes after it

struct Words
{
    const char *command;
    const char *going;
    const char *done;
    bool hasTimeout; ///< the host is given --timeout
};

constexpr Words kWords[] = {
    {"start", QT_TRANSLATE_NOOP("slipway::cli::PowerCommand", "Starting"),
     QT_TRANSLATE_NOOP("slipway::cli::PowerCommand", "Started"), false},
    {"shutdown", QT_TRANSLATE_NOOP("slipway::cli::PowerCommand", "Shutting down"),
     QT_TRANSLATE_NOOP("slipway::cli::PowerCommand", "Shut down"), true},
    {"stop", QT_TRANSLATE_NOOP("slipway::cli::PowerCommand", "Stopping"),
     QT_TRANSLATE_NOOP("slipway::cli::PowerCommand", "Stopped"), false},
    {"reboot", QT_TRANSLATE_NOOP("slipway::cli::PowerCommand", "Rebooting"),
     QT_TRANSLATE_NOOP("slipway::cli::PowerCommand", "Rebooted"), true},
};

const Words *wordsOf(const QString &command)
{
    for (const Words &words : kWords)
        if (command == QLatin1StringView(words.command))
            return &words;
    return nullptr;
}

/// The object with the id in front, as every line of JSON that is about a container.
QByteArray idLine(const Context &context, QJsonObject object)
{
    object.insert("id"_L1, context.line().target);
    return jsonLineIdFirst(object);
}

} // namespace

bool isPowerCommand(const QString &command) { return wordsOf(command) != nullptr; }

void showStatus(Context &context)
{
    context.client().get(containerPath(context, u"/live"_s), &context,
                         answered(context, [&context](const http::JsonReply &reply) {
                             const QJsonObject live = QJsonDocument::fromJson(reply.body).object();
                             if (!live.contains("power"_L1))
                                 return failNotOurs(context);
                             if (context.isJson())
                                 context.out().writeLine(idLine(context, live));
                             else
                                 for (const QString &line : statusLines(live))
                                     context.printLine(line);
                             context.exit(Success);
                         }));
}

PowerCommand::PowerCommand(Context &context)
    : m_context(context), m_live(context.out()), m_poll(context, [this] { ask(); })
{}

PowerCommand::~PowerCommand() { m_context.setCleanUp({}); }

void PowerCommand::start()
{
    const CommandLine &line = m_context.line();
    const Words *words = wordsOf(line.command);
    m_seconds = line.timeoutMs > 0 ? static_cast<int>((line.timeoutMs + 999) / 1000) : kDefaultSeconds;
    QJsonObject body{{"action"_L1, line.command}};
    if (words->hasTimeout)
        body.insert("timeoutSeconds"_L1, m_seconds);
    m_clock.start();
    if (m_context.isLive())
        m_context.setCleanUp([this] { m_live.end(); });
    m_context.client().post(containerPath(m_context, u"/power"_s),
                            QJsonDocument(body).toJson(QJsonDocument::Compact), this,
                            answered(m_context, [this](const http::JsonReply &) { ask(); }));
}

void PowerCommand::ask()
{
    if (m_clock.elapsed() > (m_seconds + kSlackSeconds) * 1000LL)
        return m_context.fail(tr("timeout: it did not end within %1 s and goes on. See slipwayctl status %2.")
                                  .arg(m_clock.elapsed() / 1000)
                                  .arg(m_context.line().target),
                              Failed);
    m_context.client().get(containerPath(m_context, u"/live"_s), this,
                           [this](const Reply &reply) { answer(reply); });
}

void PowerCommand::answer(const Reply &reply)
{
    const std::optional<QJsonObject> live = m_poll.answer(reply, "power"_L1);
    if (!live)
        return;
    const QJsonObject action = live->value("action"_L1).toObject();
    if (action.value("name"_L1).toString() != m_context.line().command)
        return m_context.fail(
            tr("Cannot see how it ended. Something else was done to the container meanwhile. "
               "See slipwayctl status %1.")
                .arg(m_context.line().target),
            Failed);
    if (action.value("finishedAt"_L1).toString().isEmpty()) {
        const HostStatus status = hostStatusFromJson(*live);
        QStringList what = {QString(powerName(status.power))};
        const QString going = tr(wordsOf(m_context.line().command)->going);
        if (!status.task.isEmpty() && status.task.compare(going, Qt::CaseInsensitive) != 0)
            what += status.task;
        if (!status.lock.isEmpty())
            what += tr("locked by %1").arg(status.lock);
        show(what.join(", "_L1));
        m_poll.again();
        return;
    }
    const QString error = action.value("error"_L1).toString();
    if (!error.isEmpty()) {
        m_live.end();
        return m_context.fail(error, Failed);
    }
    m_live.end();
    if (m_context.isJson())
        m_context.out().writeLine(idLine(m_context, *live));
    else
        m_context.printLine(
            u"%1 %2."_s.arg(tr(wordsOf(m_context.line().command)->done),
                            terminalSafe(live->value("displayName"_L1).toString(), Colors::Remove)));
    m_context.exit(Success);
}

void PowerCommand::show(const QString &text)
{
    const QString safe = terminalSafe(text, Colors::Remove);
    const QString going = tr(wordsOf(m_context.line().command)->going);
    if (m_context.isLive()) {
        const int columns = m_context.terminal().columns;
        const QString line = tr("%1… %2, %3 s").arg(going, safe).arg(m_clock.elapsed() / 1000);
        m_live.draw({}, {elided(line, columns - 1)}, columns);
        m_context.out().flush();
    } else if (!m_context.isJson() && safe != m_shown) {
        m_context.printLine(tr("%1… %2").arg(going, safe));
        m_context.out().flush();
    }
    m_shown = safe;
}

} // namespace slipway::cli
