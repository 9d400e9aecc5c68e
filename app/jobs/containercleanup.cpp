// What was to be removed when its creation failed, and is still there: tried again until it is gone.
#include "app/base/clock.h"
#include "app/base/log.h"
#include "app/jobs/containerservice_p.h"
#include <QMetaObject>
#include <QTimer>
#include <QtConcurrentRun>

using namespace Qt::Literals::StringLiterals;

namespace slipway {

namespace {

QString withFullStop(const QString &text)
{
    static const QString ends = u".!?"_s;
    return text.isEmpty() || ends.contains(text.back()) ? text : text + u'.';
}

qint64 ageMs(const PendingCleanup &cleanup)
{
    return QDateTime::currentMSecsSinceEpoch() - parseIsoTimestamp(cleanup.since.toLatin1());
}

} // namespace

/// Call it before the end of a run is told, so that nothing comes between: what the store knows of the end
/// and of what is left are one commit, or the second comes first.
void ContainerService::Private::rememberCleanup(const ContainerId &id, const QString &problem)
{
    std::ignore = log.update(id, [&problem](Container &container) {
        if (rollsBack(container) && !container.hostRef.isEmpty())
            container.cleanup = PendingCleanup{QString::fromLatin1(isoTimestampNow()), 0, problem};
    });
}

void ContainerService::Private::forgetCleanup(const ContainerId &id)
{
    std::ignore = log.update(id, [](Container &container) { container.cleanup.reset(); });
}

/// Any thread. One round for all of a node, which is asked once when it does not answer.
void ContainerService::Private::planCleanup(const QString &node, int afterMs)
{
    {
        const QMutexLocker lock(&mutex);
        if (closing || plannedCleanups.contains(node))
            return;
        plannedCleanups.insert(node);
    }
    const auto begin = [this, node] {
        std::ignore = QtConcurrent::run(&acts, [this, node] { cleanUpOn(node); });
    };
    QMetaObject::invokeMethod(
        owner, [this, afterMs, begin] { QTimer::singleShot(afterMs, owner, begin); }, Qt::QueuedConnection);
}

void ContainerService::Private::cleanUpOn(const QString &node)
{
    {
        const QMutexLocker lock(&mutex);
        plannedCleanups.remove(node);
    }
    const bool isStored = log.flush().has_value(); // what was noted a moment ago is to be seen here
    const Result<QList<Container>> all = store.unsettled();
    bool isSilent = false;
    bool isLeft = !isStored || !all;
    for (const Container &container : all.value_or(QList<Container>())) {
        if (container.node != node || !container.cleanup)
            continue;
        if (stopping.wasAsked())
            return; // the next start begins with it
        const Cleaned cleaned = isSilent ? Cleaned::Silent : cleanUp(container.id);
        isSilent = cleaned == Cleaned::Silent;
        isLeft = isLeft || cleaned != Cleaned::Done;
    }
    int failures = 0;
    {
        const QMutexLocker lock(&mutex);
        if (isLeft)
            failures = ++failedCleanups[node];
        else
            failedCleanups.remove(node);
    }
    constexpr int kDoublings = 20;
    if (isLeft)
        planCleanup(node,
                    int(std::min<qint64>(limits.cleanupMostMs, qint64(limits.cleanupFirstMs)
                                                                   << std::min(failures - 1, kDoublings))));
}

ContainerService::Private::Cleaned ContainerService::Private::cleanUp(const ContainerId &id)
{
    if (!reserve(id, u"removal of what a failed creation left"_s, {}))
        return Cleaned::Later; // somebody is at it, and what he does may be the end of it
    const Result<Container> container = log.container(id); // as it is now that nobody else touches it
    Cleaned cleaned = Cleaned::Done;
    if (container && container->cleanup && !container->hostRef.isEmpty())
        cleaned = tryCleanup(*container);
    release(id);
    return cleaned;
}

ContainerService::Private::Cleaned ContainerService::Private::tryCleanup(const Container &container)
{
    const Result<HostPtr> host = hostOf(container, u"Cannot remove the unfinished container."_s);
    const QString shown = host ? (*host)->displayName(container.hostRef) : container.hostname;
    const Result<bool> seen =
        host ? (*host)->isRunning(container.hostRef) : Result<bool>(tl::unexpected(host.error()));
    const bool isGone = host && !seen && seen.error().code == ErrorCode::NotFound;
    Result<void> removed = seen || isGone ? Result<void>() : Result<void>(tl::unexpected(seen.error()));
    if (seen)
        removed = destroyOn(**host, container.hostRef, [](const QByteArray &) {});
    if (removed) {
        const QString line = isGone ? u"The unfinished container is not on its host any more."_s
                                    : u"Removed the unfinished container \"%1\"."_s.arg(shown);
        return endCleanup(container, line, u"What was left of it has been removed since."_s, {});
    }
    if (stopping.wasAsked())
        return Cleaned::Later; // that was us
    const QString problem = removed.error().message;
    const bool isRefused = removed.error().code == ErrorCode::Forbidden; // it is none of ours any more
    const int attempts = container.cleanup->attempts + 1;
    if (isRefused || ageMs(*container.cleanup) > limits.cleanupGiveUpMs) {
        const QString words = u"slipwayd gave up removing what is left of it, after %1 attempts since %2. "
                              u"Container \"%3\" is left on "
                              "the host: delete it here, or there by hand. %4"_s.arg(attempts)
                                  .arg(container.cleanup->since, shown, problem);
        return endCleanup(container, words, words, shown);
    }
    qCInfo(lcJobs).noquote() << container.hostname << "cannot be removed yet:" << problem;
    std::ignore = log.update(container.id, [attempts, &problem](Container &stored) {
        if (stored.cleanup) {
            stored.cleanup->attempts = attempts;
            stored.cleanup->problem = problem;
        }
    });
    return host && !seen ? Cleaned::Silent : Cleaned::Later;
}

/// The run has ended long ago; what became of the rest is added behind its end, which is told anew.
ContainerService::Private::Cleaned ContainerService::Private::endCleanup(const Container &container,
                                                                         const QString &line,
                                                                         const QString &sentence,
                                                                         const QString &left)
{
    ProgressEvent end = lastWords(container);
    end.message = withFullStop(container.errorMessage) + u' ' + sentence;
    end.extra.insert(u"leftOnHost"_s, left.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(left));
    const Result<void> added =
        log.addAfterEnd(container.id, {ProgressEvent::makeLog(line), end}, [&left](Container &stored) {
            stored.cleanup.reset();
            if (left.isEmpty()) {
                stored.hostRef.clear();
                stored.address.clear();
            }
        });
    if (!added && added.error().code != ErrorCode::NotFound) {
        qCWarning(lcJobs).noquote() << added.error().message;
        return Cleaned::Later; // the next round finds nothing there, and says so
    }
    qCInfo(lcJobs).noquote() << container.hostname << line;
    return Cleaned::Done;
}

/// The event that ended its run, as far as it is known.
ProgressEvent ContainerService::Private::lastWords(const Container &container)
{
    constexpr qsizetype kBytes = 64 * 1024;
    const EventSeq last = container.snapshot.seq;
    const auto batches = store.read(container.id, EventSeq{last.value - 1}, kBytes);
    if (batches && !batches->isEmpty()) {
        const QList<QByteArray> lines = batches->last().lines.trimmed().split('\n');
        const Result<ProgressEvent> event = progressEventFromJson(lines.last());
        if (event && event->type == EventType::Error) {
            ProgressEvent end = *event;
            end.seq = {};
            end.timestamp.clear();
            return end;
        }
    }
    return ProgressEvent::makeError(container.errorMessage);
}

} // namespace slipway
