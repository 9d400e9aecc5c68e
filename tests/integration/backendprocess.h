#pragma once
#include "tests/support/paths.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

namespace slipway::integration {

/// A slipwayd of the test's own: free port on loopback, data in a directory that goes with it.
class BackendProcess : public QProcess
{
public:
    explicit BackendProcess(const QString &directory, const QStringList &options = {})
        : m_directory(directory)
    {
        setProgram(test::binDir() + QStringLiteral("/slipwayd"));
        setArguments(QStringList{QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0"),
                                 QStringLiteral("--data-dir"), directory + QStringLiteral("/data"),
                                 QStringLiteral("--token-file"), tokenFile(), QStringLiteral("--host"),
                                 QStringLiteral("simulated")} +
                     options);
        connect(this, &QProcess::readyReadStandardError, this, [this] { err += readAllStandardError(); });
        connect(this, &QProcess::readyReadStandardOutput, this, [this] { out += readAllStandardOutput(); });
        start();
    }

    ~BackendProcess() override
    {
        if (state() != NotRunning) {
            kill();
            waitForFinished();
        }
    }

    /// True once it serves; `url` is set.
    bool awaitServing()
    {
        const bool isServing =
            QTest::qWaitFor([this] { return out.contains('\n') || state() == NotRunning; }, 60'000);
        if (!isServing || !out.startsWith("listening on "))
            return false;
        url = QUrl(QString::fromUtf8(out.mid(13).trimmed()));
        return url.isValid();
    }
    /// Asks it to stop; its exit code, -1 when it did not, -2 when a signal ended it.
    int stop()
    {
        terminate();
        return awaitEnd();
    }
    int awaitEnd()
    {
        if (!QTest::qWaitFor([this] { return state() == NotRunning; }, 60'000))
            return -1;
        return exitStatus() == NormalExit ? exitCode() : -2;
    }
    QString tokenFile() const { return m_directory + QStringLiteral("/token"); }

    QUrl url;
    QByteArray out;
    QByteArray err;

private:
    QString m_directory;
};

} // namespace slipway::integration
