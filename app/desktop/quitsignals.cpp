#include "app/desktop/quitsignals.h"

#include <QSocketNotifier>
#include <QtGlobal>
#ifdef Q_OS_UNIX
#include <array>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>
#include <utility>
#endif

namespace slipway::desktop {

#ifdef Q_OS_UNIX

namespace {

constexpr std::array kSignals = {SIGTERM, SIGINT, SIGHUP};
std::array<int, 2> g_pipe = {-1, -1}; // a handler may do little more than write to a descriptor

extern "C" void forwardQuitSignal(int number)
{
    const auto byte = static_cast<unsigned char>(number);
    [[maybe_unused]] const ssize_t ignored = ::write(g_pipe[1], &byte, 1);
}

} // namespace

QuitSignals::QuitSignals(QObject *parent) : QObject(parent)
{
    if (::pipe(g_pipe.data()) != 0)
        return;
    for (const int end : g_pipe) {
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
        ::fcntl(end, F_SETFL, O_NONBLOCK);
    }
    m_notifier = new QSocketNotifier(g_pipe[0], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, &QuitSignals::drain);
    for (const int number : kSignals) {
        struct sigaction before = {};
        ::sigaction(number, nullptr, &before);
        if (before.sa_handler == SIG_IGN) // nohup(1) and the like have a say
            continue;
        struct sigaction action = {};
        action.sa_handler = forwardQuitSignal;
        action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
        ::sigaction(number, &action, nullptr);
    }
}

QuitSignals::~QuitSignals()
{
    if (!m_notifier)
        return;
    for (const int number : kSignals) {
        struct sigaction now = {};
        ::sigaction(number, nullptr, &now);
        if (now.sa_handler == forwardQuitSignal)
            ::signal(number, SIG_DFL);
    }
    delete m_notifier;
    ::close(std::exchange(g_pipe[0], -1));
    ::close(std::exchange(g_pipe[1], -1));
}

void QuitSignals::drain()
{
    unsigned char number = 0;
    while (::read(g_pipe[0], &number, 1) == 1)
        emit caught(number);
}

#else

QuitSignals::QuitSignals(QObject *parent) : QObject(parent) {}
QuitSignals::~QuitSignals() = default;
void QuitSignals::drain() {}

#endif

} // namespace slipway::desktop
