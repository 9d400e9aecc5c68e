#pragma once
#include "app/cli/liveview.h"
#include "app/cli/poll.h"
#include <QElapsedTimer>

namespace slipway::cli {

bool isPowerCommand(const QString &command);
/// `status ID`.
void showStatus(Context &context);

/// `start|shutdown|stop|reboot ID`: asks for it, waits until it is done and shows meanwhile what goes on.
/// Exits 0 when it is done, 1 with the host's words when it failed or did not end in time.
class PowerCommand : public QObject
{
    Q_OBJECT
public:
    explicit PowerCommand(Context &context);
    ~PowerCommand() override;
    void start();

private:
    void ask();
    void answer(const Reply &reply);
    void show(const QString &text);

    Context &m_context;
    LiveView m_live;
    Poll m_poll;
    QElapsedTimer m_clock;
    QString m_shown;
    int m_seconds = 0; ///< of --timeout, or the default
};

} // namespace slipway::cli
