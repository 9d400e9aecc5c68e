#include "app/cli/downloadcommand.h"

#include "app/cli/terminaltext.h"
#include <QJsonArray>
#include <QJsonDocument>

namespace slipway::cli {
using namespace Qt::Literals::StringLiterals;

DownloadCommand::DownloadCommand(Context &context)
    : m_context(context), m_live(context.out()), m_poll(context, [this] { ask(); })
{}

DownloadCommand::~DownloadCommand() { m_context.setCleanUp({}); }

QString DownloadCommand::path(const QString &id) const
{
    const QString all = u"/api/nodes/%1/downloads"_s.arg(m_context.line().target);
    return id.isEmpty() ? all : all + u'/' + id;
}

void DownloadCommand::start()
{
    if (m_context.line().cancel)
        return cancel();
    QJsonObject body{{"source"_L1, m_context.line().source}};
    if (!m_context.line().templateStorage.isEmpty())
        body.insert("storage"_L1, m_context.line().templateStorage);
    m_context.startTimeLimit();
    if (m_context.isLive())
        m_context.setCleanUp([this] { m_live.end(); });
    m_context.client().post(path(), QJsonDocument(body).toJson(QJsonDocument::Compact), this,
                            answered(m_context, [this](const http::JsonReply &reply) {
                                m_context.setConnected();
                                m_id = QJsonDocument::fromJson(reply.body).object().value("id"_L1).toString();
                                if (m_id.isEmpty())
                                    return failNotOurs(m_context);
                                ask();
                            }));
}

void DownloadCommand::cancel()
{
    m_context.client().get(
        path(), this, answered(m_context, [this](const http::JsonReply &reply) {
            QString id;
            const QJsonArray all =
                QJsonDocument::fromJson(reply.body).object().value("downloads"_L1).toArray();
            for (const QJsonValue &one : all) {
                if (one["source"_L1].toString() == m_context.line().source &&
                    one["state"_L1].toString() == "running"_L1)
                    id = one["id"_L1].toString();
            }
            if (id.isEmpty())
                return m_context.fail(
                    tr("Cannot cancel. No download of %1 goes on.").arg(m_context.line().source), Failed);
            m_context.client().remove(
                path(id), this, answered(m_context, [this](const http::JsonReply &) {
                    if (!m_context.isJson())
                        m_context.printLine(tr("Cancelled the download of %1.").arg(m_context.line().source));
                    m_context.exit(Success);
                }));
        }));
}

void DownloadCommand::ask()
{
    m_context.client().get(path(m_id), this, [this](const Reply &reply) { answer(reply); });
}

void DownloadCommand::answer(const Reply &reply)
{
    const std::optional<QJsonObject> download = m_poll.answer(reply, "state"_L1);
    if (!download)
        return;
    show(*download);
    if (download->value("state"_L1).toString() != "running"_L1)
        return conclude(*download);
    m_poll.again();
}

void DownloadCommand::show(const QJsonObject &download)
{
    const QJsonArray lines = download.value("lines"_L1).toArray();
    const qint64 first = download.value("firstLine"_L1).toInteger();
    QStringList fresh;
    for (qsizetype at = std::max<qint64>(0, m_nextLine - first); at < lines.size(); ++at)
        fresh.append(terminalSafe(lines.at(at).toString(), Colors::Remove));
    m_nextLine = first + lines.size();
    if (m_context.isLive()) {
        const QJsonValue percent = download.value("percent"_L1);
        const QString how = percent.isDouble() ? tr("%1 %").arg(percent.toInt()) : tr("waiting for the node");
        const int columns = m_context.terminal().columns;
        m_live.draw(fresh, {elided(tr("Downloading %1: %2").arg(m_context.line().source, how), columns - 1)},
                    columns);
    } else if (!m_context.isJson()) {
        for (const QString &line : std::as_const(fresh))
            m_context.printLine(line);
    }
    m_context.out().flush();
}

void DownloadCommand::conclude(const QJsonObject &download)
{
    m_live.end();
    const QString state = download.value("state"_L1).toString();
    if (m_context.isJson())
        m_context.out().writeLine(QJsonDocument(download).toJson(QJsonDocument::Compact));
    if (state == "done"_L1) {
        if (!m_context.isJson())
            m_context.printLine(tr("It is there: %1.").arg(download.value("installed"_L1).toString()));
        return m_context.exit(Success);
    }
    m_context.fail(state == "cancelled"_L1 ? tr("The download was cancelled.")
                                           : download.value("error"_L1).toString(),
                   Failed);
}

} // namespace slipway::cli
