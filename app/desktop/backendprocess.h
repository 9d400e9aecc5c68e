#pragma once
#include "app/base/result.h"
#include "app/base/secret.h"

#include <QLockFile>
#include <QObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>
#include <QUrl>
#include <memory>

namespace slipway::desktop {

/// A slipwayd of our own: a private loopback port, a one-time token in a directory only we can read, tied to
/// us by its standard input (it stops when we are gone, however we went). Started again when it dies; stopped
/// by the destructor. GUI thread; blocks only in the destructor, at most 5 s.
class BackendProcess : public QObject
{
    Q_OBJECT
public:
    struct Settings
    {
        QString program; ///< empty: found beside this executable, then in PATH
        QString host = QStringLiteral("auto");
        QString dataDir;
        int startTimeoutMs = 20'000;
        int firstRestartMs = 1'000; ///< doubles up to 30 s
    };
    explicit BackendProcess(Settings settings, QObject *parent = nullptr);
    ~BackendProcess() override;

    /// Removes the private directories in `base` whose owner was ended without a chance to do so itself.
    static void removeAbandoned(const QString &base);
    /// Where slipwayd is, or NotFound with what to do.
    static Result<QString> findProgram();

    void start();
    void startNow(); ///< ends the wait before the next attempt
    QUrl url() const { return m_url; }
    const Secret &token() const { return m_token; }
    qint64 processId() const { return m_process ? m_process->processId() : 0; }

signals:
    void ready(const QUrl &url);
    /// It is not there (any more). `nextAttemptMs` < 0: no further attempt by itself.
    void failed(const QString &reason, int attempt, int nextAttemptMs);

private:
    Result<void> prepareToken();
    void launch();
    void readOutput();
    void giveUpOrRetry(const QString &reason, bool retry);
    QString lastWords() const;
    void stop();

    Settings m_settings;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<QLockFile> m_lock; ///< says that m_directory is in use; goes before it
    Secret m_token;
    std::unique_ptr<QProcess> m_process;
    QUrl m_url;
    QByteArray m_output;
    QByteArray m_errors;
    QTimer m_restart;
    QTimer m_startTimeout;
    int m_attempt = 0;
    bool m_stopping = false;
};

} // namespace slipway::desktop
