#pragma once
#include "app/store/sqlitestore.h"
#include <QTemporaryDir>

namespace slipway::tests {

inline Container makeContainer(const QString &id, const QString &hostname)
{
    Container container;
    container.id = {id};
    container.hostname = hostname;
    container.templateName = QStringLiteral("default");
    container.host = QStringLiteral("simulated");
    container.isSimulated = true;
    container.lifecycle = Lifecycle::Creating;
    container.createdAt = QStringLiteral("2026-11-21T16:37:26.805Z");
    container.spec = QJsonObject{{QStringLiteral("hostname"), hostname}};
    container.snapshot.hostname = hostname;
    container.snapshot.lifecycle = Lifecycle::Creating;
    return container;
}

inline QByteArray makeLine(qint64 seq, qsizetype padding = 0)
{
    return R"({"type":"log","message":"line )" + QByteArray::number(seq) + QByteArray(padding, 'x') +
           R"(","seq":)" + QByteArray::number(seq) + '}';
}

inline EventBatch makeBatch(const QString &id, qint64 first, int count, qsizetype padding = 0)
{
    EventBatch batch{{id}, {first}, count, {}, EventBatch::Source::Own};
    for (qint64 seq = first; seq < first + count; ++seq)
        batch.lines += makeLine(seq, padding) + '\n';
    return batch;
}

/// Everything after `after` as one string of lines, or an empty one when there is a hole or an error.
inline QByteArray readAll(EventStore &store, const ContainerId &id, EventSeq after = {},
                          qsizetype step = 64 * 1024)
{
    QByteArray all;
    for (;;) {
        const auto batches = store.read(id, after, step);
        if (!batches)
            return {};
        if (batches->isEmpty())
            return all;
        for (const EventBatch &batch : *batches) {
            if (batch.first.value != after.value + 1 || batch.lines.count('\n') != batch.count)
                return {};
            all += batch.lines;
            after = batch.last();
        }
    }
}

} // namespace slipway::tests
