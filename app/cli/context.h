#pragma once
#include "app/cli/commandline.h"
#include "app/cli/output.h"
#include "net/http/eventsource.h"
#include "net/http/jsonclient.h"
#include <QObject>
#include <functional>
#include <memory>

namespace slipway::cli {

/// What every command needs: the parsed command line, the two outputs, a client, and the one way to end. Main
/// thread.
class Context : public QObject
{
    Q_OBJECT
public:
    /// `out` and `err` are the descriptors to write to.
    Context(CommandLine line, int out, int err, QObject *parent = nullptr);

    /// Keeps `command` until the context dies, and starts it.
    template<typename Command>
    void run(std::unique_ptr<Command> command)
    {
        Command *raw = command.get();
        m_command = std::move(command);
        raw->start();
    }

    const CommandLine &line() const { return m_line; }
    Output &out() { return m_out; }
    http::JsonClient &client() { return m_client; }
    Terminal terminal() const; ///< of stdout, asked anew: its size changes
    bool isJson() const;       ///< NDJSON is to be printed
    bool isLive() const;       ///< text, and a terminal that can be redrawn

    void printLine(const QString &text); ///< to stdout
    void note(const QString &text);      ///< to stderr, after what stdout has to say

    void exit(int code);           ///< flushes and emits finished(); once, later calls are ignored
    void fail(const Error &error); ///< says why on stderr and exits, or see setNotFoundHandler()
    void fail(const http::StreamError &error);
    void fail(const QString &message, int code);
    void fail(const QStringList &lines, int code);
    bool isFinished() const { return m_isFinished; }
    /// Asked once, instead of an exit, when the server does not know what the command is about; `lines` is
    /// what would have been said. It ends with a fail() of its own or with replaceTarget(). What the command
    /// that failed says meanwhile is not heard.
    void setNotFoundHandler(std::function<void(const QStringList &lines)> handler)
    {
        m_notFound = std::move(handler);
    }
    /// Ends the command and starts it anew, about `target`. Not from within the command.
    void replaceTarget(const QString &target, const std::function<void()> &start);
    /// Runs before an exit that a signal or a time limit brings, to put the terminal in order.
    void setCleanUp(std::function<void()> cleanUp) { m_cleanUp = std::move(cleanUp); }
    void interrupt(int signalNumber); ///< exits with 128 + number
    void startTimeLimit();            ///< --timeout; exits with 1, or with 3 when nothing ever answered
    void setConnected() { m_hasConnected = true; }
    bool hasConnected() const { return m_hasConnected; }

signals:
    void finished(int exitCode);

private:
    CommandLine m_line;
    Output m_out;
    Output m_err;
    http::JsonClient m_client;
    bool isHandedOver(const QStringList &lines);

    std::function<void()> m_cleanUp;
    std::function<void(const QStringList &)> m_notFound;
    bool m_isHandedOver = false;
    bool m_isFinished = false;
    bool m_hasConnected = false;
    std::unique_ptr<QObject> m_command; // last: it uses the outputs above until its end
};

/// The one table from an error to an exit code.
int exitCodeFor(const Error &error);
int exitCodeFor(const http::StreamError &error);

} // namespace slipway::cli
