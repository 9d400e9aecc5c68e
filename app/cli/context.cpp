#include "app/cli/context.h"
#include "app/base/problem.h"
#include "app/cli/terminaltext.h"
#include <QTimer>

namespace slipway::cli {
using namespace Qt::Literals::StringLiterals;

Context::Context(CommandLine line, int out, int err, QObject *parent)
    : QObject(parent), m_line(std::move(line)), m_out(out), m_err(err)
{
    m_client.setBaseUrl(m_line.server);
    m_client.setHeaders(m_line.headers);
    constexpr int readerGone = 141; // as if SIGPIPE had ended us
    connect(&m_out, &Output::readerGone, this, [this] { exit(readerGone); });
}

Terminal Context::terminal() const
{
    Terminal terminal = Terminal::query(m_out.fd());
    terminal.hasColor = terminal.hasColor && !m_line.noColor;
    return terminal;
}

bool Context::isJson() const
{
    return m_line.output == OutputMode::Json || (m_line.output == OutputMode::Auto && !terminal().isTty);
}

bool Context::isLive() const { return !isJson() && terminal().isTty && qgetenv("TERM") != "dumb"; }

void Context::printLine(const QString &text) { m_out.writeLine(text.toUtf8()); }

void Context::note(const QString &text)
{
    m_out.flush();
    m_err.writeLine(terminalSafe(text, Colors::Remove).toUtf8());
    m_err.flush();
}

void Context::exit(int code)
{
    if (m_isFinished)
        return;
    m_isFinished = true;
    if (m_cleanUp)
        m_cleanUp();
    m_out.flush();
    emit finished(code);
}

void Context::fail(const Error &error)
{
    QStringList text{error.message};
    // What is wrong at which field stands in the answer's problem document, which the detail holds.
    const QByteArray answer = error.detail.startsWith(u'{') ? error.detail.toUtf8() : QByteArray();
    if (!answer.isEmpty()) {
        for (const FieldError &field : problemFromJson(0, answer).fields)
            if (field.message != error.message)
                text += u"  %1: %2"_s.arg(field.field, field.message);
    }
    if (m_isHandedOver || (error.code == ErrorCode::NotFound && isHandedOver(text)))
        return;
    fail(text, exitCodeFor(error));
}

void Context::fail(const http::StreamError &error)
{
    const bool isUnknown = error.kind == http::StreamError::Kind::NotFound;
    if (m_isHandedOver || (isUnknown && isHandedOver({error.message})))
        return;
    fail(error.message, exitCodeFor(error));
}

bool Context::isHandedOver(const QStringList &lines)
{
    if (m_isFinished || !m_notFound)
        return false;
    m_isHandedOver = true;
    if (m_cleanUp)
        m_cleanUp();
    std::exchange(m_notFound, {})(lines);
    return true;
}

void Context::replaceTarget(const QString &target, const std::function<void()> &start)
{
    m_isHandedOver = false;
    m_command.reset();
    m_line.target = target;
    start();
}

void Context::fail(const QString &message, int code) { fail(QStringList{message}, code); }

void Context::fail(const QStringList &lines, int code)
{
    if (m_isFinished)
        return;
    if (m_cleanUp)
        m_cleanUp();
    for (const QString &line : lines)
        note(line);
    exit(code);
}

void Context::interrupt(int signalNumber)
{
    if (!m_isFinished)
        exit(128 + signalNumber);
}

void Context::startTimeLimit()
{
    if (m_line.timeoutMs <= 0)
        return;
    QTimer::singleShot(std::chrono::milliseconds(m_line.timeoutMs), this, [this] {
        fail(tr("timeout: it did not end within %1 s.").arg(static_cast<double>(m_line.timeoutMs) / 1000.0),
             m_hasConnected ? Failed : CannotConnect);
    });
}

int exitCodeFor(const Error &error)
{
    // An answer of the server comes with its problem document; without one nobody answered.
    const bool isAnswer = error.detail.startsWith(u'{');
    switch (error.code) {
    case ErrorCode::Invalid:
    case ErrorCode::TooLarge:
        return Usage;
    case ErrorCode::Unauthorized:
    case ErrorCode::Forbidden:
        return CannotConnect;
    case ErrorCode::Unavailable:
    case ErrorCode::Timeout:
        return isAnswer ? Failed : CannotConnect;
    default:
        return Failed;
    }
}

int exitCodeFor(const http::StreamError &error)
{
    switch (error.kind) {
    case http::StreamError::Kind::None:
    case http::StreamError::Kind::NoContent:
        return Success;
    case http::StreamError::Kind::Network:
    case http::StreamError::Kind::Timeout:
    case http::StreamError::Kind::Tls:
    case http::StreamError::Kind::NotSignedIn:
        return CannotConnect;
    default:
        return Failed;
    }
}

} // namespace slipway::cli
