#pragma once
#include <QObject>

class QSocketNotifier;

namespace slipway::desktop {

/// Turns SIGTERM, SIGINT and SIGHUP into an ordinary end of the event loop, so that everything that is
/// cleared and stopped at the end is: the clipboard, the own backend, its private directory. A second signal
/// ends the process at once. One of its kind; GUI thread. Does nothing where there are no such signals.
class QuitSignals : public QObject
{
    Q_OBJECT
public:
    explicit QuitSignals(QObject *parent = nullptr);
    ~QuitSignals() override;

signals:
    void caught(int number);

private:
    void drain();
    QSocketNotifier *m_notifier = nullptr;
};

} // namespace slipway::desktop
