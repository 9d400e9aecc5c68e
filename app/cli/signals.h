#pragma once
#include <QObject>

class QSocketNotifier;

namespace slipway::cli {

/// SIGINT, SIGTERM and SIGHUP as a Qt signal, so that the terminal is put in order before we leave; SIGPIPE
/// is ignored (Output notices). One per process.
class SignalWatcher : public QObject
{
    Q_OBJECT
public:
    explicit SignalWatcher(QObject *parent = nullptr);
    ~SignalWatcher() override; ///< restores the default actions

signals:
    void caught(int signalNumber);

private:
    void drain();
    QSocketNotifier *m_notifier = nullptr;
};

} // namespace slipway::cli
