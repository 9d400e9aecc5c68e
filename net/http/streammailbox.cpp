#include "net/http/streammailbox.h"
#include <QMutexLocker>

namespace slipway::http {

StreamMailbox::StreamMailbox(QObject *receiver, std::function<void()> deliver)
    : m_receiver(receiver), m_deliver(std::move(deliver))
{}

void StreamMailbox::addEvents(EventBatch events, const QByteArray &lastEventId, qint64 bytes)
{
    const QMutexLocker lock(&m_mutex);
    m_bytes += bytes;
    if (m_updates.isEmpty() || m_updates.constLast().status) {
        m_updates.append({std::move(events), lastEventId, std::nullopt});
        return;
    }
    StreamUpdate &last = m_updates.last();
    last.events.append(std::move(events));
    last.lastEventId = lastEventId;
}

void StreamMailbox::addStatus(const StreamStatus &status, const QByteArray &lastEventId)
{
    const QMutexLocker lock(&m_mutex);
    if (m_updates.isEmpty() || m_updates.constLast().status)
        m_updates.append({{}, lastEventId, status});
    else
        m_updates.last().status = status;
}

void StreamMailbox::post()
{
    // Under the lock: the receiver cannot detach and be destroyed while we call it.
    const QMutexLocker lock(&m_mutex);
    if (!m_receiver || m_posted)
        return;
    m_posted = true;
    QMetaObject::invokeMethod(m_receiver, m_deliver, Qt::QueuedConnection);
}

QList<StreamUpdate> StreamMailbox::take()
{
    const QMutexLocker lock(&m_mutex);
    m_posted = false;
    m_bytes = 0;
    return std::exchange(m_updates, {});
}

void StreamMailbox::detach()
{
    const QMutexLocker lock(&m_mutex);
    m_receiver = nullptr;
    m_updates.clear();
    m_bytes = 0;
}

qint64 StreamMailbox::waitingBytes() const
{
    const QMutexLocker lock(&m_mutex);
    return m_bytes;
}

bool StreamMailbox::isPosted() const
{
    const QMutexLocker lock(&m_mutex);
    return m_posted;
}

bool StreamMailbox::hasUpdates() const
{
    const QMutexLocker lock(&m_mutex);
    return !m_updates.isEmpty();
}

} // namespace slipway::http
