#pragma once
#include "app/jobs/eventstore.h"
#include <QHash>
#include <condition_variable>
#include <mutex>

namespace slipway::tests {

/// EventStore in memory, with the troubles of a disk on demand. Thread-safe.
class MemoryStore final : public EventStore
{
public:
    /// Until told otherwise every write fails with `error`.
    void failWith(std::optional<Error> error)
    {
        const std::lock_guard lock(m_mutex);
        m_failure = std::move(error);
    }
    /// Writers wait inside of append() while this is so.
    void block(bool blocked)
    {
        const std::lock_guard lock(m_mutex);
        m_blocked = blocked;
        m_unblocked.notify_all();
    }
    int commits() const
    {
        const std::lock_guard lock(m_mutex);
        return m_commits;
    }
    /// How often append() was given a container that changed.
    int changes() const
    {
        const std::lock_guard lock(m_mutex);
        return m_changes;
    }
    QByteArray lines(const ContainerId &id) const
    {
        const std::lock_guard lock(m_mutex);
        QByteArray all;
        for (const EventBatch &batch : m_events.value(id))
            all += batch.lines;
        return all;
    }

    Result<void> insertContainer(const Container &container) override
    {
        const std::lock_guard lock(m_mutex);
        if (m_failure)
            return tl::unexpected(*m_failure);
        if (m_containers.contains(container.id))
            return fail(ErrorCode::Conflict, QStringLiteral("Cannot create it. It is there."));
        m_containers.insert(container.id, container);
        return {};
    }
    Result<void> updateContainer(const Container &container) override { return append({}, {container}); }
    Result<Container> container(const ContainerId &id) override
    {
        const std::lock_guard lock(m_mutex);
        if (!m_containers.contains(id))
            return missing();
        return withNumber(m_containers.value(id));
    }
    Result<void> eachContainer(const std::function<void(const Container &)> &take) override
    {
        const std::lock_guard lock(m_mutex);
        for (const Container &container : m_containers)
            take(withNumber(container));
        return {};
    }
    Result<void> removeContainer(const ContainerId &id) override
    {
        const std::lock_guard lock(m_mutex);
        if (m_containers.remove(id) == 0)
            return missing();
        m_events.remove(id);
        return {};
    }
    Result<void> append(const QList<EventBatch> &batches, const QList<Container> &changed) override
    {
        std::unique_lock lock(m_mutex);
        m_unblocked.wait(lock, [this] { return !m_blocked; });
        if (m_failure)
            return tl::unexpected(*m_failure);
        for (const Container &container : changed) {
            if (!m_containers.contains(container.id))
                return missing();
        }
        for (const EventBatch &batch : batches) {
            if (!m_containers.contains(batch.id))
                return missing();
            if (batch.first.value <= last(batch.id) || batch.lines.count('\n') != batch.count)
                return fail(ErrorCode::Conflict, QStringLiteral("Cannot store. The numbers do not fit."));
            m_events[batch.id].append(batch);
        }
        for (const Container &container : changed)
            m_containers.insert(container.id, container);
        m_changes += int(changed.size());
        ++m_commits;
        return {};
    }
    Result<QList<EventBatch>> read(const ContainerId &id, EventSeq after, qsizetype) override
    {
        const std::lock_guard lock(m_mutex);
        QList<EventBatch> found;
        for (const EventBatch &batch : m_events.value(id)) {
            if (batch.last() <= after)
                continue;
            EventBatch part = batch;
            while (part.first <= after) {
                part.lines.remove(0, part.lines.indexOf('\n') + 1);
                part.first = part.first.next();
                --part.count;
            }
            found.append(part);
        }
        return found;
    }
    Result<EventSeq> lastSeq(const ContainerId &id) override
    {
        const std::lock_guard lock(m_mutex);
        return EventSeq{last(id)};
    }
    Result<void> saveServices(const ContainerId &, const ServiceList &) override { return {}; }
    Result<ServiceList> services(const ContainerId &) override { return ServiceList{}; }

private:
    static tl::unexpected<Error> missing()
    {
        return fail(ErrorCode::NotFound, QStringLiteral("Cannot find it."));
    }
    Container withNumber(Container container) const
    {
        container.snapshot.seq = std::max(container.snapshot.seq, EventSeq{last(container.id)});
        return container;
    }
    qint64 last(const ContainerId &id) const
    {
        const auto it = m_events.constFind(id);
        return it == m_events.cend() || it->isEmpty() ? 0 : it->last().last().value;
    }

    mutable std::mutex m_mutex;
    std::condition_variable m_unblocked;
    std::optional<Error> m_failure;
    bool m_blocked = false;
    int m_commits = 0;
    int m_changes = 0;
    QHash<ContainerId, Container> m_containers;
    QHash<ContainerId, QList<EventBatch>> m_events;
};

} // namespace slipway::tests
