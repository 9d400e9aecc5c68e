#include "app/cli/output.h"
#include <QSocketNotifier>
#include <cerrno>
#include <langinfo.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace slipway::cli {

Terminal Terminal::query(int fd)
{
    Terminal terminal;
    terminal.isTty = isatty(fd) == 1;
    terminal.isUnicode = qstrcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    const QByteArray term = qgetenv("TERM");
    terminal.hasColor =
        terminal.isTty && qEnvironmentVariableIsEmpty("NO_COLOR") && term != "dumb" && !term.isEmpty();
    winsize size{};
    if (terminal.isTty && ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0) {
        terminal.columns = size.ws_col;
        terminal.rows = size.ws_row;
    }
    return terminal;
}

Output::Output(int fd, QObject *parent) : QObject(parent), m_fd(fd) { watchReader(); }

void Output::watchReader()
{
    struct stat status
    {};
    if (::fstat(m_fd, &status) != 0 || !(S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode)))
        return;
    // poll() reports an error on the writing end when the last reader closes; nothing else is asked for.
    m_readerWatch = std::make_unique<QSocketNotifier>(m_fd, QSocketNotifier::Exception);
    connect(m_readerWatch.get(), &QSocketNotifier::activated, this, &Output::breakOff);
}

void Output::breakOff()
{
    if (m_readerWatch)
        m_readerWatch->setEnabled(false);
    if (!std::exchange(m_isBroken, true))
        emit readerGone();
}

Output::~Output()
{
    blockSignals(true);
    flush();
}

void Output::write(QByteArrayView bytes)
{
    m_pending.append(bytes.data(), bytes.size());
    constexpr qsizetype enough = 64 * 1024; // a burst is not kept in memory
    if (m_pending.size() >= enough) {
        flush();
    } else if (!m_isFlushScheduled) {
        m_isFlushScheduled = true;
        QMetaObject::invokeMethod(this, &Output::flush, Qt::QueuedConnection);
    }
}

void Output::writeLine(QByteArrayView line)
{
    m_pending.reserve(m_pending.size() + line.size() + 1);
    m_pending.append(line.data(), line.size());
    write("\n");
}

void Output::flush()
{
    m_isFlushScheduled = false;
    const QByteArray bytes = std::exchange(m_pending, {});
    qsizetype done = 0;
    while (!m_isBroken && done < bytes.size()) {
        const ssize_t written =
            ::write(m_fd, bytes.constData() + done, static_cast<size_t>(bytes.size() - done));
        if (written >= 0) {
            done += written;
        } else if (errno == EAGAIN) { // somebody made the terminal non-blocking
            pollfd waiting{m_fd, POLLOUT, 0};
            ::poll(&waiting, 1, -1);
        } else if (errno != EINTR) {
            breakOff();
        }
    }
}

} // namespace slipway::cli
