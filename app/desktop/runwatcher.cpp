#include "app/desktop/runwatcher.h"

namespace slipway::desktop {

bool isUnderWay(const Container &container)
{
    return container.lifecycle == Lifecycle::Pending || container.lifecycle == Lifecycle::Creating;
}

void RunWatcher::take(const QList<Container> &containers)
{
    QHash<QString, bool> now;
    QList<Container> over;
    int running = 0;
    int percent = 0;
    for (const Container &container : containers) {
        const bool isRunning = isUnderWay(container);
        now.insert(container.id.value, isRunning);
        if (isRunning) {
            ++running;
            percent += container.snapshot.percent;
        } else if (m_isRunning.value(container.id.value) &&
                   (container.lifecycle == Lifecycle::Ready || container.lifecycle == Lifecycle::Error)) {
            over.append(container);
        }
    }
    m_isRunning = now;
    percent = running > 0 ? percent / running : 0;
    if (running != m_running || percent != m_percent) {
        m_running = running;
        m_percent = percent;
        emit runningChanged(running, percent);
    }
    for (const Container &container : over)
        emit ended(container);
}

void RunWatcher::forget()
{
    m_isRunning.clear();
    take({});
}

} // namespace slipway::desktop
