#pragma once
#include "app/jobs/eventlog.h"
#include "tests/app/jobs/memorystore.h"
#include <QHash>
#include <mutex>

namespace slipway::tests {

class RecordingBus final : public EventBus
{
public:
    void publish(const QList<EventBatch> &committed) override
    {
        const std::lock_guard lock(mutex);
        batches.append(committed);
    }
    void setReceiver(Receiver) override {}
    void forget(const ContainerId &id) override
    {
        const std::lock_guard lock(mutex);
        forgotten.append(id);
    }
    QByteArray lines(EventBatch::Source source)
    {
        const std::lock_guard lock(mutex);
        QByteArray all;
        for (const EventBatch &batch : std::as_const(batches)) {
            if (batch.source == source)
                all += batch.lines;
        }
        return all;
    }
    std::mutex mutex;
    QList<EventBatch> batches;
    QList<ContainerId> forgotten;
};

// What a subscriber sees, checked against the store at the moment it sees it.
struct Subscriber
{
    explicit Subscriber(MemoryStore &s) : store(s) {}
    void operator()(const QList<EventBatch> &batches)
    {
        const std::lock_guard lock(mutex);
        for (const EventBatch &batch : batches) {
            const qint64 before = last.value(batch.id);
            if (batch.first.value != before + 1 || batch.count != batch.lines.count('\n'))
                ++faults;
            if (!store.lines(batch.id).endsWith(batch.lines))
                ++faults;
            last[batch.id] = batch.last().value;
            lines[batch.id] += batch.lines;
        }
    }
    MemoryStore &store;
    std::mutex mutex;
    QHash<ContainerId, qint64> last;
    QHash<ContainerId, QByteArray> lines;
    int faults = 0;
};

inline Container makeContainer(const ContainerId &id)
{
    Container container;
    container.id = id;
    container.hostname = id.value;
    container.host = QStringLiteral("simulated");
    return container;
}

inline const ContainerId kA{QStringLiteral("a")};
inline const ContainerId kB{QStringLiteral("b")};

inline ProgressEvent makeLog(int number)
{
    return ProgressEvent::makeLog(QStringLiteral("line %1").arg(number));
}

} // namespace slipway::tests
