#include "net/http/streammailbox.h"
#include <QCoreApplication>

namespace slipway::http {

QEvent::Type StreamMailbox::eventType()
{
    static const auto type = QEvent::Type(QEvent::registerEventType());
    return type;
}

void StreamMailbox::addEvents(EventBatch events, const QByteArray &lastEventId, qint64 bytes)
{
    const std::scoped_lock lock(m_mutex);
    m_bytes += bytes;
    EventBatch &waiting = openUpdate(lastEventId).events;
    if (waiting.isEmpty())
        waiting = std::move(events);
    else
        waiting.append(std::move(events));
}

void StreamMailbox::addDecoded(DecodedBatch events, const QByteArray &lastEventId, qint64 bytes)
{
    const std::scoped_lock lock(m_mutex);
    m_bytes += bytes;
    openUpdate(lastEventId).decoded.append(std::move(events));
}

// With the mutex held: the update that takes what comes now.
StreamUpdate &StreamMailbox::openUpdate(const QByteArray &lastEventId)
{
    if (m_updates.isEmpty() || m_updates.constLast().status)
        m_updates.append(StreamUpdate());
    m_updates.last().lastEventId = lastEventId;
    return m_updates.last();
}

void StreamMailbox::addStatus(const StreamStatus &status, const QByteArray &lastEventId)
{
    const std::scoped_lock lock(m_mutex);
    if (m_updates.isEmpty() || m_updates.constLast().status)
        m_updates.append({{}, {}, lastEventId, status});
    else
        m_updates.last().status = status;
}

void StreamMailbox::post()
{
    // Under the lock: the receiver cannot detach and be destroyed while we call it.
    const std::scoped_lock lock(m_mutex);
    if (!m_receiver || m_posted)
        return;
    m_posted = true;
    QCoreApplication::postEvent(m_receiver, new QEvent(eventType()));
}

QList<StreamUpdate> StreamMailbox::take()
{
    const std::scoped_lock lock(m_mutex);
    m_posted = false;
    m_bytes = 0;
    return std::exchange(m_updates, {});
}

void StreamMailbox::detach()
{
    const std::scoped_lock lock(m_mutex);
    m_receiver = nullptr;
    m_updates.clear();
    m_bytes = 0;
}

qint64 StreamMailbox::waitingBytes() const
{
    const std::scoped_lock lock(m_mutex);
    return m_bytes;
}

bool StreamMailbox::isPosted() const
{
    const std::scoped_lock lock(m_mutex);
    return m_posted;
}

bool StreamMailbox::hasUpdates() const
{
    const std::scoped_lock lock(m_mutex);
    return !m_updates.isEmpty();
}

} // namespace slipway::http
