#include "app/backend/containerfeed.h"

#include "net/sse/framewriter.h"

#include <QJsonDocument>
#include <algorithm>

namespace slipway::backend {

namespace {

QByteArray frame(QByteArrayView event, QByteArrayView data)
{
    QByteArray bytes;
    static_cast<void>(sse::appendEvent(bytes, event, data));
    return bytes;
}

QByteArray rowJson(const Container &container)
{
    return QJsonDocument(toJson(container, false)).toJson(QJsonDocument::Compact);
}

} // namespace

ContainerFeed::ContainerFeed() : ContainerFeed(Limits{}) {}

ContainerFeed::ContainerFeed(Limits limits) : m_limits(limits)
{
    m_thread = std::thread([this] { run(); });
}

ContainerFeed::~ContainerFeed()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_work.notify_all();
    m_thread.join();
}

ContainerFeed::Face ContainerFeed::faceOf(const Container &container)
{
    return {container.lifecycle,    container.snapshot.percent, container.snapshot.step,
            container.hostname,     container.address,          container.hostRef,
            container.errorMessage, container.finishedAt,       container.cleanup};
}

void ContainerFeed::keep(const Container &container)
{
    const std::lock_guard lock(m_mutex);
    m_order.append(container.id);
    m_rows.insert(container.id, {faceOf(container), rowJson(container), {}, std::nullopt});
}

void ContainerFeed::begin(Publish publish)
{
    const std::lock_guard lock(m_mutex);
    m_publish = std::move(publish);
    std::reverse(m_order.begin(), m_order.end());
}

void ContainerFeed::end()
{
    const std::lock_guard lock(m_mutex);
    m_publish = {};
}

void ContainerFeed::change(const QList<Container> &containers)
{
    const auto now = Clock::now();
    const std::lock_guard lock(m_mutex);
    for (const Container &container : containers)
        take(container, now);
}

void ContainerFeed::take(const Container &container, Clock::time_point now)
{
    const auto known = m_rows.find(container.id);
    if (known == m_rows.end()) {
        m_order.append(container.id);
        return send(m_rows[container.id], container, now);
    }
    if (known->face == faceOf(container)) { // also: changed and changed back before it was sent
        known->late.reset();
        return;
    }
    const bool isEnd =
        isTerminal(container.lifecycle) && std::get<Lifecycle>(known->face) != container.lifecycle;
    if (isEnd || now - known->sentAt >= std::chrono::milliseconds(m_limits.intervalMs))
        return send(*known, container, now);
    if (!known->late)
        m_work.notify_all();
    known->late = container;
}

void ContainerFeed::send(Row &row, const Container &container, Clock::time_point now)
{
    row = {faceOf(container), rowJson(container), now, std::nullopt};
    publish("container", "{\"container\":" + row.json + '}');
}

void ContainerFeed::remove(const ContainerId &id)
{
    const std::lock_guard lock(m_mutex);
    if (!m_rows.remove(id))
        return;
    m_order.removeOne(id);
    publish("removed", "{\"id\":\"" + id.value.toLatin1() + "\"}");
}

void ContainerFeed::publish(QByteArrayView event, const QByteArray &data)
{
    httpd::StreamChunk chunk{++m_last, 1, frame(event, data), {}, true};
    m_history.push_back(chunk.lines);
    m_historyBytes += chunk.lines.size();
    while (m_historyBytes > m_limits.historyBytes) {
        m_historyBytes -= m_history.front().size();
        m_history.pop_front();
    }
    if (m_publish)
        m_publish(chunk);
}

/// As it was sent, or with what waits for its time.
QByteArray ContainerFeed::listJson(bool asSent) const
{
    QByteArray data = "{\"containers\":[";
    for (auto id = m_order.crbegin(); id != m_order.crend(); ++id) {
        const Row &row = *m_rows.constFind(*id);
        if (id != m_order.crbegin())
            data += ',';
        data += asSent || !row.late ? row.json : rowJson(*row.late);
    }
    return data += "]}";
}

QByteArray ContainerFeed::list() const
{
    const std::lock_guard lock(m_mutex);
    return listJson(false);
}

/// One frame in the place of all that came before it.
httpd::StreamChunk ContainerFeed::wholeList(qint64 after) const
{
    return {after + 1, static_cast<int>(m_last - after), frame("containers", listJson(true)), {}, true};
}

Result<QList<httpd::StreamChunk>> ContainerFeed::read(const QByteArray &, qint64 after, qsizetype maxBytes)
{
    const std::lock_guard lock(m_mutex);
    if (after >= m_last)
        return QList<httpd::StreamChunk>();
    const auto kept = static_cast<qint64>(m_history.size());
    const qint64 first = m_last - kept + 1;
    if (after == 0 || after + 1 < first)
        return QList{wholeList(after)};
    httpd::StreamChunk chunk{after + 1, 0, {}, {}, true};
    for (qint64 seq = after + 1; seq <= m_last && chunk.lines.size() < maxBytes; ++seq, ++chunk.count)
        chunk.lines += m_history[static_cast<size_t>(seq - first)];
    return QList{chunk};
}

/// Sends what was put off, when its time has come.
void ContainerFeed::run()
{
    std::unique_lock lock(m_mutex);
    while (!m_stopping) {
        const auto now = Clock::now();
        auto next = Clock::time_point::max();
        for (auto row = m_rows.begin(); row != m_rows.end(); ++row) {
            if (!row->late)
                continue;
            const auto due = row->sentAt + std::chrono::milliseconds(m_limits.intervalMs);
            if (due <= now)
                send(*row, Container(*row->late), now);
            else
                next = std::min(next, due);
        }
        if (next == Clock::time_point::max())
            m_work.wait(lock);
        else
            m_work.wait_until(lock, next);
    }
}

Result<QList<httpd::StreamChunk>> SourceSwitch::read(const QByteArray &topic, qint64 after,
                                                     qsizetype maxBytes)
{
    return (topic == kListTopic ? m_list : m_others).read(topic, after, maxBytes);
}

} // namespace slipway::backend
