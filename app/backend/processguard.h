#pragma once
#include <QObject>
#include <QSocketNotifier>
#include <memory>

namespace slipway::backend {

/// What the process as a whole is told from outside, as signals on the event loop.
class ProcessGuard : public QObject
{
    Q_OBJECT
public:
    /// Takes SIGTERM and SIGINT (the second one ends the process the hard way), ignores SIGPIPE, and takes
    /// SIGHUP unless that was ignored (nohup). One a process.
    explicit ProcessGuard(QObject *parent = nullptr);
    ~ProcessGuard() override;
    /// Also says stopRequested when standard input ends.
    void watchStandardInput();

signals:
    void stopRequested(const QString &reason);
    /// SIGHUP of a process without a terminal; with one it says that the terminal is gone, and means stop.
    void reloadRequested();

private:
    void handle(int number);

    std::unique_ptr<QSocketNotifier> m_signals;
    std::unique_ptr<QSocketNotifier> m_input;
    bool m_hasTerminal = false;
};

/// No core file and no ptrace by others of the same user in release builds: memory holds credentials. As many
/// descriptors as the system lets us have: each stream is one.
void hardenProcess();

} // namespace slipway::backend
