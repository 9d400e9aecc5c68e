#include "app/cli/prompt.h"

#include <QCoreApplication>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace slipway::cli {

namespace {

/// One line of a terminal. poll() ends with a signal, whatever its handler says about restarting: Ctrl-C
/// works.
Typed readLine(int fd)
{
    Typed typed;
    for (;;) {
        pollfd waiting{fd, POLLIN, 0};
        if (::poll(&waiting, 1, -1) < 0) {
            typed.end = errno == EINTR ? Typed::End::Interrupted : Typed::End::Closed;
            return typed;
        }
        char byte = 0;
        const ssize_t count = ::read(fd, &byte, 1);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) {
            typed.end = Typed::End::Closed;
            return typed;
        }
        if (byte == '\n' || byte == '\r')
            return typed;
        typed.text += byte;
    }
}

/// Echo is off as long as this lives.
class NoEcho
{
public:
    explicit NoEcho(int fd) : m_fd(fd)
    {
        m_isOff = ::tcgetattr(fd, &m_before) == 0;
        termios quiet = m_before;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        m_isOff = m_isOff && ::tcsetattr(fd, TCSAFLUSH, &quiet) == 0;
    }
    ~NoEcho()
    {
        if (m_isOff)
            ::tcsetattr(m_fd, TCSAFLUSH, &m_before);
    }
    NoEcho(const NoEcho &) = delete;
    NoEcho &operator=(const NoEcho &) = delete;
    bool isOff() const { return m_isOff; }

private:
    int m_fd;
    termios m_before{};
    bool m_isOff = false;
};

void say(int fd, const QByteArray &text)
{
    qsizetype at = 0;
    while (at < text.size()) {
        const ssize_t count = ::write(fd, text.constData() + at, static_cast<size_t>(text.size() - at));
        if (count <= 0)
            return;
        at += count;
    }
}

} // namespace

bool canAsk(const Context &context)
{
    return ::isatty(STDIN_FILENO) == 1 && !context.isJson() && context.terminal().isTty;
}

bool confirm(Context &context, const QString &question)
{
    context.out().write(question.toUtf8() + ' ');
    context.out().flush();
    const Typed typed = readLine(STDIN_FILENO);
    if (!typed.isLine())
        context.out().write("\n");
    if (typed.end == Typed::End::Interrupted)
        QCoreApplication::processEvents(); // the signal has its say, and its exit code, before ours
    return typed.isLine() && (typed.text == "y" || typed.text == "Y" || typed.text == "yes");
}

Typed askSecret(const QString &question)
{
    const int fd = ::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return {Typed::End::NoTerminal, {}};
    Typed typed{Typed::End::NoTerminal, {}};
    {
        const NoEcho quiet(fd);
        if (quiet.isOff()) {
            say(fd, question.toUtf8() + ' ');
            typed = readLine(fd);
            say(fd, "\n");
        }
    }
    ::close(fd);
    return typed;
}

} // namespace slipway::cli
