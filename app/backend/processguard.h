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
    /// Takes SIGTERM and SIGINT (the second one ends the process the hard way) and ignores SIGPIPE. One a
    /// process.
    explicit ProcessGuard(QObject *parent = nullptr);
    ~ProcessGuard() override;
    /// Also says stopRequested when standard input ends.
    void watchStandardInput();

signals:
    void stopRequested(const QString &reason);

private:
    std::unique_ptr<QSocketNotifier> m_signals;
    std::unique_ptr<QSocketNotifier> m_input;
};

/// No core file and no ptrace by others of the same user in release builds: memory holds credentials. As many
/// descriptors as the system lets us have: each stream is one.
void hardenProcess();

} // namespace slipway::backend
