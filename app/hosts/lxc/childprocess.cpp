#include "app/hosts/lxc/childprocess.h"

#include "app/base/log.h"
#include <array>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

using Clock = std::chrono::steady_clock;
constexpr int kSliceMs = 50;
constexpr std::chrono::milliseconds kTermGrace(300);
constexpr qsizetype kKept = 256 * 1024;
constexpr qsizetype kChunk = 64 * 1024;

class Fd
{
public:
    Fd() = default;
    explicit Fd(int fd) : m_fd(fd) {}
    Fd(Fd &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    Fd &operator=(Fd &&other) noexcept
    {
        std::swap(m_fd, other.m_fd);
        return *this;
    }
    ~Fd() { close(); }
    int get() const { return m_fd; }
    bool isOpen() const { return m_fd >= 0; }
    void close()
    {
        if (m_fd >= 0)
            ::close(m_fd);
        m_fd = -1;
    }

private:
    int m_fd = -1;
};

struct Pair
{
    Fd ours;
    Fd theirs;
};

QString errnoText(int number) { return QString::fromLocal8Bit(std::strerror(number)); }

Result<Pair> outputPipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return fail(ErrorCode::Unavailable, u"Cannot start a program. No pipe could be made."_s,
                    errnoText(errno));
    Pair pair{Fd(ends[0]), Fd(ends[1])};
    ::fcntl(pair.ours.get(), F_SETFL, O_NONBLOCK);
    return pair;
}

/// A socket instead of a pipe: writing to a child that has gone is an error, not a SIGPIPE.
Result<Pair> inputSocket()
{
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return fail(ErrorCode::Unavailable, u"Cannot start a program. No socket could be made."_s,
                    errnoText(errno));
    Pair pair{Fd(ends[0]), Fd(ends[1])};
    ::fcntl(pair.ours.get(), F_SETFL, O_NONBLOCK);
    return pair;
}

QByteArrayList environment()
{
    QByteArrayList list = {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root",
                           "LC_ALL=C"};
    for (const char *name : {"http_proxy", "https_proxy", "no_proxy", "TMPDIR"}) {
        if (qEnvironmentVariableIsSet(name))
            list.append(QByteArray(name) + '=' + qgetenv(name));
    }
    return list;
}

std::vector<char *> pointers(QByteArrayList &strings)
{
    std::vector<char *> out;
    for (QByteArray &string : strings)
        out.push_back(string.data());
    out.push_back(nullptr);
    return out;
}

Result<pid_t> spawn(const QStringList &command, int in, int out, int err)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    if (in >= 0)
        posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    else
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 34)
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
#endif
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(
        &attributes, static_cast<short>(POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
    QByteArrayList arguments;
    for (const QString &argument : command)
        arguments.append(argument.toUtf8());
    QByteArrayList variables = environment();
    pid_t pid = -1;
    const int failed = posix_spawnp(&pid, arguments.first().constData(), &actions, &attributes,
                                    pointers(arguments).data(), pointers(variables).data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (failed != 0)
        return fail(ErrorCode::Unavailable,
                    u"Cannot start %1. %2."_s.arg(command.first(), errnoText(failed)));
    return pid;
}

/// Readable when the process has ended. A program closes its output some microseconds before it can be waited
/// for, and to look again a slice later made each of the dozen commands of a creation 50 ms longer. Not open
/// where the kernel is older than 5.3; then it is the slice again.
Fd endOf(pid_t pid)
{
#ifdef SYS_pidfd_open
    return Fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
#else
    return Fd();
#endif
}

class Running
{
public:
    Running(const ChildProcess &child, pid_t pid, Fd in, Fd out, Fd err)
        : m_child(child), m_pid(pid), m_end(endOf(pid)), m_in(std::move(in)), m_out(std::move(out)),
          m_err(std::move(err))
    {}
    Result<ChildResult> finish();

private:
    void turn(int timeoutMs);
    void read(Fd &fd, QByteArray &kept);
    void write();
    bool reap();
    void stop();

    const ChildProcess &m_child;
    pid_t m_pid;
    Fd m_end;
    Fd m_in;
    Fd m_out;
    Fd m_err;
    qsizetype m_written = 0;
    ChildResult m_result;
};

Result<ChildResult> Running::finish()
{
    while (!reap()) {
        if (m_child.cancel.isCancelled()) {
            stop();
            return fail(ErrorCode::Cancelled, u"Stopped."_s, QString::fromUtf8(m_result.errors));
        }
        turn(kSliceMs);
    }
    turn(0); // everything it wrote itself is in the pipe by now
    return std::move(m_result);
}

void Running::turn(int timeoutMs)
{
    // What is not open has a negative number, which poll passes over.
    std::array<pollfd, 4> fds = {pollfd{m_out.get(), POLLIN, 0}, pollfd{m_err.get(), POLLIN, 0},
                                 pollfd{m_in.get(), POLLOUT, 0}, pollfd{m_end.get(), POLLIN, 0}};
    if (::poll(fds.data(), fds.size(), timeoutMs) <= 0)
        return;
    if (fds[0].revents != 0)
        read(m_out, m_result.output);
    if (fds[1].revents != 0)
        read(m_err, m_result.errors);
    if (fds[2].revents != 0)
        write();
}

void Running::read(Fd &fd, QByteArray &kept)
{
    static thread_local QByteArray buffer(kChunk, Qt::Uninitialized);
    // A pipe holds 64 KiB: more rounds only follow when the child is still writing, and then a cancel counts.
    for (int round = 0; round < 16 && fd.isOpen(); ++round) {
        const ssize_t got = ::read(fd.get(), buffer.data(), static_cast<size_t>(buffer.size()));
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (got <= 0) {
            fd.close();
            return;
        }
        const QByteArrayView bytes(buffer.constData(), got);
        if (m_child.output) {
            m_child.output(bytes);
        } else {
            kept.append(bytes);
            if (kept.size() > kKept)
                kept.remove(0, kept.size() - kKept);
        }
    }
}

void Running::write()
{
    const qsizetype left = m_child.input.size() - m_written;
    const ssize_t sent =
        ::send(m_in.get(), m_child.input.constData() + m_written, static_cast<size_t>(left), MSG_NOSIGNAL);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    m_written += std::max<ssize_t>(sent, 0);
    if (sent < 0 || m_written == m_child.input.size())
        m_in.close();
}

bool Running::reap()
{
    int status = 0;
    const pid_t got = ::waitpid(m_pid, &status, WNOHANG);
    if (got == 0 || (got < 0 && errno == EINTR))
        return false;
    if (got == m_pid)
        m_result.exitCode = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    else
        m_result.exitCode = 255; // somebody else waited for it
    return true;
}

void Running::stop()
{
    if (m_child.onStop)
        m_child.onStop();
    ::kill(-m_pid, SIGTERM);
    const auto deadline = Clock::now() + kTermGrace;
    bool ended = reap();
    while (!ended && Clock::now() < deadline) {
        turn(10);
        ended = reap();
    }
    ::kill(-m_pid, SIGKILL);
    while (!ended) {
        ::poll(nullptr, 0, 5);
        ended = reap();
    }
    turn(0);
}

} // namespace

Result<ChildResult> runChild(const ChildProcess &child)
{
    Result<Pair> out = outputPipe();
    if (!out)
        return tl::unexpected(out.error());
    Pair err;
    if (!child.output) {
        Result<Pair> made = outputPipe();
        if (!made)
            return tl::unexpected(made.error());
        err = std::move(*made);
    }
    Pair in;
    if (!child.input.isEmpty()) {
        Result<Pair> made = inputSocket();
        if (!made)
            return tl::unexpected(made.error());
        in = std::move(*made);
    }
    const int errors = err.theirs.isOpen() ? err.theirs.get() : out->theirs.get();
    const Result<pid_t> pid = spawn(child.command, in.theirs.get(), out->theirs.get(), errors);
    if (!pid)
        return tl::unexpected(pid.error());
    out->theirs.close();
    err.theirs.close();
    in.theirs.close();
    return Running(child, *pid, std::move(in.ours), std::move(out->ours), std::move(err.ours)).finish();
}

} // namespace slipway::hosts
