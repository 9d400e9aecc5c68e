#include "app/cli/signals.h"
#include <QSocketNotifier>
#include <array>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace slipway::cli {

namespace {

constexpr std::array kSignals = {SIGINT, SIGTERM, SIGHUP};
std::array<int, 2> g_pipe = {-1, -1}; // a handler may only write to a descriptor

extern "C" void forwardSignal(int number)
{
    const auto byte = static_cast<unsigned char>(number);
    [[maybe_unused]] const ssize_t ignored = ::write(g_pipe[1], &byte, 1);
}

} // namespace

SignalWatcher::SignalWatcher(QObject *parent) : QObject(parent)
{
    ::signal(SIGPIPE, SIG_IGN);
    if (::pipe(g_pipe.data()) != 0)
        return;
    for (const int end : g_pipe) { // not pipe2(2), which macOS does not have
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
        ::fcntl(end, F_SETFL, O_NONBLOCK);
    }
    m_notifier = new QSocketNotifier(g_pipe[0], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, &SignalWatcher::drain);
    for (const int number : kSignals) {
        struct sigaction action = {};
        action.sa_handler = forwardSignal;
        action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND); // a second Ctrl-C ends us at once
        ::sigaction(number, &action, nullptr);
    }
}

SignalWatcher::~SignalWatcher()
{
    if (!m_notifier)
        return;
    for (const int number : kSignals)
        ::signal(number, SIG_DFL);
    delete m_notifier;
    ::close(std::exchange(g_pipe[0], -1));
    ::close(std::exchange(g_pipe[1], -1));
}

void SignalWatcher::drain()
{
    unsigned char number = 0;
    while (::read(g_pipe[0], &number, 1) == 1)
        emit caught(number);
}

} // namespace slipway::cli
