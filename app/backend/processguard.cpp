#include "app/backend/processguard.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace slipway::backend {

namespace {

std::array<int, 2> signalPipe{-1, -1};

extern "C" void forwardSignal(int number)
{
    // Asynchronous-signal-safe: a write and, the second time, the default action.
    const char byte = static_cast<char>(number);
    [[maybe_unused]] const auto n = ::write(signalPipe[1], &byte, 1);
    if (number != SIGHUP)
        std::signal(number, SIG_DFL);
}

bool hasTerminal()
{
    const int terminal = ::open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);
    if (terminal < 0)
        return false;
    ::close(terminal);
    return true;
}

} // namespace

ProcessGuard::ProcessGuard(QObject *parent) : QObject(parent)
{
    std::signal(SIGPIPE, SIG_IGN);
    if (::pipe(signalPipe.data()) != 0)
        return;
    for (const int fd : signalPipe) {
        ::fcntl(fd, F_SETFD, FD_CLOEXEC);
        ::fcntl(fd, F_SETFL, O_NONBLOCK);
    }
    m_signals = std::make_unique<QSocketNotifier>(signalPipe[0], QSocketNotifier::Read);
    connect(m_signals.get(), &QSocketNotifier::activated, this, [this] {
        char number = 0;
        if (::read(signalPipe[0], &number, 1) == 1)
            handle(number);
    });
    std::signal(SIGTERM, forwardSignal);
    std::signal(SIGINT, forwardSignal);
    m_hasTerminal = hasTerminal();
    if (std::signal(SIGHUP, forwardSignal) == SIG_IGN)
        std::signal(SIGHUP, SIG_IGN);
}

void ProcessGuard::handle(int number)
{
    if (number == SIGHUP && !m_hasTerminal)
        emit reloadRequested();
    else
        emit stopRequested(number == SIGINT   ? QStringLiteral("SIGINT")
                           : number == SIGHUP ? QStringLiteral("the terminal is gone")
                                              : QStringLiteral("SIGTERM"));
}

ProcessGuard::~ProcessGuard()
{
    std::signal(SIGTERM, SIG_DFL);
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGHUP, SIG_DFL);
    m_signals.reset();
    for (int &fd : signalPipe) {
        ::close(fd);
        fd = -1;
    }
}

void ProcessGuard::watchStandardInput()
{
    m_input = std::make_unique<QSocketNotifier>(STDIN_FILENO, QSocketNotifier::Read);
    connect(m_input.get(), &QSocketNotifier::activated, this, [this] {
        std::array<char, 512> bytes;
        const ssize_t got = ::read(STDIN_FILENO, bytes.data(), bytes.size());
        if (got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR)))
            return;
        m_input->setEnabled(false);
        emit stopRequested(QStringLiteral("end of standard input"));
    });
}

void hardenProcess()
{
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &files);
    }
#ifdef SLIPWAY_HARDEN_PROCESS
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
#ifdef __linux__
    ::prctl(PR_SET_DUMPABLE, 0);
#endif
#endif
}

} // namespace slipway::backend
