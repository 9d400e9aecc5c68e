#pragma once
#include "tests/support/paths.h"

#include <QProcess>
#include <QProcessEnvironment>
#include <QSignalSpy>
#include <QTest>

/// slipwayctl as a process of its own, without the settings of whoever runs the tests.
class CtlProcess : public QProcess
{
public:
    /// `outputFile`: where its standard output goes instead of `out`.
    explicit CtlProcess(const QStringList &arguments, const QString &outputFile = {})
    {
        if (!outputFile.isEmpty())
            setStandardOutputFile(outputFile);
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char *name :
             {"SLIPWAY_SERVER", "SLIPWAY_TOKEN_FILE", "NO_COLOR", "http_proxy", "HTTP_PROXY"})
            environment.remove(QString::fromLatin1(name));
        environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
        setProcessEnvironment(environment);
        setProgram(slipway::test::binDir() + QStringLiteral("/slipwayctl"));
        setArguments(arguments);
        start();
    }

    ~CtlProcess() override
    {
        if (state() != NotRunning) {
            kill();
            waitForFinished();
        }
    }

    /// Exit code; -1 when it did not end, -2 when a signal ended it. The event loop runs meanwhile.
    int wait(int milliseconds = 60'000)
    {
        QSignalSpy finishedSpy(this, &QProcess::finished);
        if (state() != NotRunning && !finishedSpy.wait(milliseconds) && state() != NotRunning)
            return -1;
        out += readAllStandardOutput();
        err += readAllStandardError();
        return exitStatus() == NormalExit ? exitCode() : -2;
    }

    QByteArrayList outLines() const
    {
        QByteArrayList lines = out.split('\n');
        if (!lines.isEmpty() && lines.last().isEmpty())
            lines.removeLast();
        return lines;
    }

    QByteArray out;
    QByteArray err;
};

inline QByteArray frame(const QByteArray &event, const QByteArray &data, const QByteArray &id = {})
{
    return (id.isEmpty() ? QByteArray() : "id: " + id + '\n') + "event: " + event + "\ndata: " + data +
           "\n\n";
}
