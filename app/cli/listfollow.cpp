#include "app/cli/listfollow.h"
#include "app/cli/format.h"
#include "app/cli/terminaltext.h"
#include <QJsonDocument>
#include <QSet>
#include <QTime>

namespace slipway::cli {
using namespace Qt::Literals::StringLiterals;

namespace {

QString idOf(const QJsonObject &row) { return row.value("id"_L1).toString(); }

} // namespace

ListFollow::ListFollow(Context &context) : m_context(context)
{
    connect(&m_source, &http::EventSource::eventsReceived, this, &ListFollow::read);
    connect(&m_source, &http::EventSource::stateChanged, this, &ListFollow::tellState);
    connect(&m_source, &http::EventSource::finished, this,
            [this](const http::StreamError &error) { m_context.fail(error); });
}

void ListFollow::start()
{
    m_context.startTimeLimit();
    http::EventSourceOptions options;
    options.headers = m_context.line().headers;
    QUrl url = m_context.line().server;
    url.setPath(url.path().chopped(url.path().endsWith(u'/') ? 1 : 0) + u"/api/events"_s);
    m_source.open(url, options);
}

void ListFollow::read(const http::EventBatch &events)
{
    for (const sse::Event &event : events) {
        if (m_context.isFinished())
            return;
        if (event.type == "containers")
            replaceAll(containerObjects(event.data));
        const QJsonObject object = QJsonDocument::fromJson(event.data).object();
        if (event.type == "container")
            take(object.value("container"_L1).toObject());
        else if (event.type == "removed")
            forget(object.value("id"_L1).toString());
    }
    m_context.out().flush();
}

/// The first list is printed whole; a later one only where it differs from what was printed.
void ListFollow::replaceAll(const QList<QJsonObject> &rows)
{
    if (!std::exchange(m_hasList, true) && !m_context.isJson()) {
        for (const QJsonObject &row : rows)
            m_rows.insert(idOf(row), row);
        return printTable(rows);
    }
    QSet<QString> there;
    for (auto row = rows.crbegin(); row != rows.crend(); ++row) { // oldest first, as they were made
        there.insert(idOf(*row));
        take(*row);
    }
    const QStringList known = m_rows.keys();
    for (const QString &id : known) {
        if (!there.contains(id))
            forget(id);
    }
}

void ListFollow::printTable(const QList<QJsonObject> &rows)
{
    for (const QString &line : containerTable(rows))
        m_context.printLine(line);
}

void ListFollow::take(const QJsonObject &row)
{
    QJsonObject &known = m_rows[idOf(row)];
    if (known == row)
        return;
    known = row;
    if (m_context.isJson())
        return m_context.out().writeLine(
            "{\"container\":" + QJsonDocument(row).toJson(QJsonDocument::Compact) + '}');
    const Result<Container> container = containerFromJson(row);
    if (!container)
        return;
    QString state = lifecycleName(container->lifecycle);
    if (container->lifecycle == Lifecycle::Creating)
        state = u"%1 %2 %"_s.arg(container->snapshot.step.isEmpty() ? state : container->snapshot.step)
                    .arg(container->snapshot.percent);
    const QString more = container->errorMessage.isEmpty() ? container->address : container->errorMessage;
    m_context.printLine(u"%1  %2  %3  %4  %5"_s
                            .arg(QTime::currentTime().toString(u"HH:mm:ss"_s), container->id.value,
                                 terminalSafe(container->hostname, Colors::Remove),
                                 terminalSafe(state, Colors::Remove), terminalSafe(more, Colors::Remove))
                            .trimmed());
}

void ListFollow::forget(const QString &id)
{
    const QString hostname = m_rows.take(id).value("hostname"_L1).toString();
    if (m_context.isJson())
        m_context.out().writeLine("{\"removed\":" + jsonString(id) + '}');
    else
        m_context.printLine(u"%1  %2  %3  %4"_s.arg(QTime::currentTime().toString(u"HH:mm:ss"_s),
                                                    terminalSafe(id, Colors::Remove),
                                                    terminalSafe(hostname, Colors::Remove), tr("removed")));
}

void ListFollow::tellState(http::StreamState state)
{
    if (state == http::StreamState::Open) {
        m_lastNote.clear();
        return m_context.setConnected();
    }
    if (state != http::StreamState::Waiting)
        return;
    const http::StreamError error = m_source.error();
    if (!m_context.hasConnected() && exitCodeFor(error) == CannotConnect)
        return m_context.fail(error);
    if (error.message == std::exchange(m_lastNote, error.message))
        return;
    m_context.note(tr("%1 Reconnecting.").arg(error.message));
}

} // namespace slipway::cli
