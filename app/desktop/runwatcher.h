#pragma once
#include "app/domain/container.h"

#include <QHash>
#include <QObject>

namespace slipway::desktop {

/// Tells from one list of containers to the next which creations have ended. What was over when it looked
/// first is no news. GUI thread, no widgets.
class RunWatcher : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    void take(const QList<Container> &containers);
    void forget(); ///< another backend: what comes next is looked at first
    int running() const { return m_running; }
    int percent() const { return m_percent; } ///< of all that run, together

signals:
    void ended(const slipway::Container &container); ///< ready or failed; not: deleted
    void runningChanged(int count, int percent);

private:
    QHash<QString, bool> m_isRunning; // by id
    int m_running = 0;
    int m_percent = 0;
};

/// Being made, or waiting for it.
bool isUnderWay(const Container &container);

} // namespace slipway::desktop
