#pragma once
#include "app/cli/liveview.h"
#include "app/cli/poll.h"

namespace slipway::cli {

/// `node download NAME --source SOURCE`: fetches an OS template ahead and follows it to its end: the node's
/// log line by line, on a terminal with the percentage. Exits 0 when it is there, 1 with the node's words
/// when that failed or was cancelled. Interrupted, the download goes on; `--cancel` ends it.
class DownloadCommand : public QObject
{
    Q_OBJECT
public:
    explicit DownloadCommand(Context &context);
    ~DownloadCommand() override;
    void start();

private:
    void cancel();
    void ask();
    void answer(const Reply &reply);
    void show(const QJsonObject &download);
    void conclude(const QJsonObject &download);
    QString path(const QString &id = {}) const;

    Context &m_context;
    LiveView m_live;
    Poll m_poll;
    QString m_id;
    qint64 m_nextLine = 0; ///< of the log: what came before is printed
};

} // namespace slipway::cli
