#include "app/desktop/templatedownloads.h"

#include "app/desktop/plaintext.h"
#include "app/desktop/session.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <algorithm>

namespace slipway::desktop {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kPollMs = 700;

TemplateFetch fetchFrom(const QJsonObject &object)
{
    TemplateFetch fetch;
    fetch.id = object.value("id"_L1).toString();
    fetch.source = object.value("source"_L1).toString();
    const QString state = object.value("state"_L1).toString();
    fetch.state = state == "done"_L1        ? TemplateFetch::State::Done
                  : state == "error"_L1     ? TemplateFetch::State::Error
                  : state == "cancelled"_L1 ? TemplateFetch::State::Cancelled
                                            : TemplateFetch::State::Running;
    fetch.percent = object.value("percent"_L1).toInt(-1);
    const QJsonArray lines = object.value("lines"_L1).toArray();
    if (!lines.isEmpty())
        fetch.lastLine = lines.last().toString();
    fetch.error = object.value("error"_L1).toString();
    return fetch;
}

} // namespace

TemplateDownloads::TemplateDownloads(Session &session, QObject *parent) : QObject(parent), m_session(session)
{
    m_poll.setSingleShot(true);
    m_poll.setInterval(kPollMs);
    connect(&m_poll, &QTimer::timeout, this, &TemplateDownloads::ask);
}

QString TemplateDownloads::path(const QString &id) const
{
    const QString all = u"/api/nodes/%1/downloads"_s.arg(m_node);
    return id.isEmpty() ? all : all + u'/' + id;
}

void TemplateDownloads::setNode(const QString &name)
{
    if (m_node == name)
        return;
    m_node = name;
    m_all.clear();
    m_poll.stop();
    ++m_generation;
    emit changed();
    ask();
}

const TemplateFetch *TemplateDownloads::of(const QString &source) const
{
    const auto it = std::find_if(m_all.begin(), m_all.end(),
                                 [&source](const TemplateFetch &one) { return one.source == source; });
    return it == m_all.end() ? nullptr : &*it;
}

void TemplateDownloads::put(const TemplateFetch &fetch)
{
    m_all.removeIf([&fetch](const TemplateFetch &one) { return one.source == fetch.source; });
    m_all.append(fetch);
}

void TemplateDownloads::begin(const QString &source)
{
    if (m_node.isEmpty() || !m_session.isUsable())
        return;
    TemplateFetch fetch;
    fetch.source = source;
    put(fetch);
    emit changed();
    const quint64 generation = m_generation;
    m_session.client().post(path(),
                            QJsonDocument(QJsonObject{{"source"_L1, source}}).toJson(QJsonDocument::Compact),
                            this, [this, source, generation](const Result<http::JsonReply> &reply) {
                                if (generation != m_generation)
                                    return;
                                TemplateFetch answered;
                                if (reply) {
                                    answered = fetchFrom(QJsonDocument::fromJson(reply->body).object());
                                } else {
                                    answered.state = TemplateFetch::State::Error;
                                    answered.error = reply.error().message;
                                }
                                answered.source = source;
                                put(answered);
                                emit changed();
                                ask();
                            });
}

void TemplateDownloads::cancel(const QString &source)
{
    const TemplateFetch *const known = of(source);
    if (!known || known->id.isEmpty())
        return;
    const quint64 generation = m_generation;
    m_session.client().remove(path(known->id), this, [this, generation](const Result<http::JsonReply> &) {
        if (generation == m_generation)
            ask(); // that says how it stands
    });
}

void TemplateDownloads::ask()
{
    m_poll.stop();
    if (m_node.isEmpty() || !m_session.isUsable())
        return;
    const quint64 generation = m_generation;
    m_session.client().get(path(), this, [this, generation](const Result<http::JsonReply> &reply) {
        if (generation != m_generation)
            return;
        if (reply)
            take(QJsonDocument::fromJson(reply->body).object());
        const bool isGoingOn = std::any_of(m_all.begin(), m_all.end(), [](const TemplateFetch &one) {
            return one.state == TemplateFetch::State::Running;
        });
        if (isGoingOn)
            m_poll.start();
    });
}

void TemplateDownloads::take(const QJsonObject &answer)
{
    QList<std::pair<QString, QString>> came;
    QSet<QString> seen; // newest first: an older one of the same source is history
    const QJsonArray rows = answer.value("downloads"_L1).toArray();
    for (const QJsonValue &row : rows) {
        TemplateFetch fetch = fetchFrom(row.toObject());
        if (seen.contains(fetch.source))
            continue;
        seen.insert(fetch.source);
        fetch.lastLine = plainText(fetch.lastLine);
        const TemplateFetch *const known = of(fetch.source);
        if (known && known->id.isEmpty())
            continue; // asked for anew, or refused: what is listed is an older one
        const bool wasRunning = known && known->state == TemplateFetch::State::Running;
        if (wasRunning && fetch.state == TemplateFetch::State::Done)
            came.append({fetch.source, row["installed"_L1].toString()});
        if (known || fetch.state == TemplateFetch::State::Running)
            put(fetch);
    }
    // The backend was restarted: what went on there is not known any more.
    m_all.removeIf([&seen](const TemplateFetch &one) {
        return !one.id.isEmpty() && one.state == TemplateFetch::State::Running && !seen.contains(one.source);
    });
    emit changed();
    for (const auto &[source, installed] : std::as_const(came))
        emit arrived(source, installed);
}

} // namespace slipway::desktop
