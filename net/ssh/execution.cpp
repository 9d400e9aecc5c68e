#include "net/ssh/execution.h"
#include <QCoreApplication>
#include <algorithm>
#include <csignal>

namespace slipway::ssh {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ssh::Session)
};

constexpr qsizetype kPiece = 32 * 1024; // what every server takes in one packet
constexpr auto kFarewell = std::chrono::milliseconds(300);
// RFC 4254, 6.10, and what OpenSSH sends besides.
int signalNumber(const QByteArray &name)
{
    static const QHash<QByteArray, int> numbers{
        {"ABRT", SIGABRT}, {"ALRM", SIGALRM}, {"FPE", SIGFPE},   {"HUP", SIGHUP},   {"ILL", SIGILL},
        {"INT", SIGINT},   {"KILL", SIGKILL}, {"PIPE", SIGPIPE}, {"QUIT", SIGQUIT}, {"SEGV", SIGSEGV},
        {"TERM", SIGTERM}, {"USR1", SIGUSR1}, {"USR2", SIGUSR2}};
    return numbers.value(name, 0);
}

} // namespace

// sshd delivers no signal request in a session of root. A second command of this connection can: the process
// that serves the connection is the parent of both, and each leads a process group. That process may be gone
// by the time this runs: the parent is init then, and its other children are the machine's services. Only
// what carries this very connection in its environment is meant.
const char kEndSiblings[] =
    "exec sh -c '[ \"$PPID\" -gt 1 ] && [ -n \"$SSH_CONNECTION\" ] || exit 0; "
    "for p in $(cat /proc/$PPID/task/$PPID/children); do "
    "[ $p != $$ ] && tr \"\\0\" \"\\n\" </proc/$p/environ | grep -qxF \"SSH_CONNECTION=$SSH_CONNECTION\" && "
    "kill -TERM -$p; done' 2>/dev/null";

Execution::Execution(Transport &transport, const Limits &limits, const Cancel &cancel)
    : m_transport(transport), m_limits(limits), m_cancel(cancel)
{
    ssh_callbacks_init(&m_callbacks);
    m_callbacks.userdata = this;
    m_callbacks.channel_data_function = &Execution::takeData;
    m_callbacks.channel_close_function = [](ssh_session, ssh_channel, void *self) {
        static_cast<Execution *>(self)->m_isClosed = true;
    };
    m_callbacks.channel_exit_status_function = [](ssh_session, ssh_channel, int status, void *self) {
        auto *me = static_cast<Execution *>(self);
        me->m_exit.code = status;
        me->m_hasExit = true;
        me->m_sinceOutput.restart();
    };
    m_callbacks.channel_exit_signal_function = [](ssh_session, ssh_channel, const char *name, int,
                                                  const char *, const char *, void *self) {
        auto *me = static_cast<Execution *>(self);
        me->m_exit.signal = QString::fromLatin1(name);
        me->m_exit.code = 128 + signalNumber(name);
        me->m_hasExit = true;
        me->m_sinceOutput.restart();
    };
}

Execution::~Execution() { close(); }

int Execution::takeData(ssh_session, ssh_channel, void *data, uint32_t size, int isStderr, void *self)
{
    auto *me = static_cast<Execution *>(self);
    const QByteArrayView bytes(static_cast<const char *>(data), qsizetype(size));
    if (!me->m_chunks.isEmpty() && me->m_chunks.constLast().isStderr == (isStderr != 0))
        me->m_chunks.last().bytes.append(bytes);
    else
        me->m_chunks.append({isStderr != 0, bytes.toByteArray()});
    return int(size);
}

Outcome<Exit> Execution::run(const Command &command, const QByteArray &input, const Sink &onStdout,
                             const Sink &onStderr)
{
    if (!command.isValid())
        return refuse(Kind::Invalid,
                      Words::tr("Cannot run a command on %1. It is empty, longer than 128 KiB or "
                                "contains a zero byte. Send data on standard input instead.")
                          .arg(m_transport.where()));
    if (auto started = start(command); !started)
        return tl::unexpected(started.error());
    return follow(input, onStdout, onStderr);
}

Outcome<void> Execution::start(const Command &command)
{
    m_channel = ssh_channel_new(m_transport.handle());
    if (!m_channel)
        return refusedToRun();
    ssh_add_channel_callbacks(m_channel, &m_callbacks);
    const QDeadlineTimer noDeadline(QDeadlineTimer::Forever);
    int result = SSH_ERROR;
    Turn turn = m_transport.await(SSH_AGAIN, result, noDeadline, m_cancel,
                                  [this] { return ssh_channel_open_session(m_channel); });
    if (turn == Turn::Ready && result == SSH_OK) {
        m_isAsked = true;
        turn = m_transport.await(SSH_AGAIN, result, noDeadline, m_cancel, [&] {
            return ssh_channel_request_exec(m_channel, command.line().constData());
        });
    }
    if (turn != Turn::Ready)
        return stopped(turn);
    if (result != SSH_OK)
        return refusedToRun();
    return {};
}

Outcome<Exit> Execution::follow(const QByteArray &input, const Sink &onStdout, const Sink &onStderr)
{
    const QDeadlineTimer noDeadline(QDeadlineTimer::Forever);
    m_sinceOutput.start();
    for (;;) {
        const bool isBusy = sendSome(input);
        deliver(onStdout, onStderr);
        if (m_isClosed || hasLingered())
            break;
        // Busy: libssh worked on the socket meanwhile, and there is more to send at once.
        if (isBusy && m_transport.isAlive()) {
            if (isCancelled(m_cancel))
                return stopped(Turn::Cancelled);
            continue;
        }
        const Turn turn = m_transport.turn(noDeadline, m_cancel);
        if (turn != Turn::Ready && turn != Turn::Quiet) {
            deliver(onStdout, onStderr);
            if (turn == Turn::Lost && m_isClosed && m_hasExit)
                break;
            return stopped(turn);
        }
    }
    if (m_hasExit)
        return m_exit;
    return refuse(
        Kind::ConnectionLost,
        Words::tr("Lost the command on %1. The server ended its channel without telling how it ended. "
                  "Look there whether it has done its work before running it again.")
            .arg(m_transport.where()));
}

// Sends what the window and the socket take now; true when more can be sent at once.
bool Execution::sendSome(const QByteArray &input)
{
    if (m_isEofSent || m_isClosed || m_transport.hasUnsent())
        return false;
    if (m_sent < input.size()) {
        const auto window = qsizetype(ssh_channel_window_size(m_channel));
        const qsizetype size = std::min({input.size() - m_sent, window, kPiece});
        if (size == 0)
            return false;
        const int written = ssh_channel_write(m_channel, input.constData() + m_sent, uint32_t(size));
        if (written < 0) // the command closed its end, or the connection went: turn() tells
            m_isEofSent = true;
        else
            m_sent += written;
        return written > 0;
    }
    m_isEofSent = true;
    ssh_channel_send_eof(m_channel);
    return false;
}

void Execution::deliver(const Sink &onStdout, const Sink &onStderr)
{
    if (m_chunks.isEmpty())
        return;
    m_sinceOutput.restart();
    const QList<Chunk> chunks = std::exchange(m_chunks, {});
    QElapsedTimer busy;
    busy.start();
    for (const Chunk &chunk : chunks) {
        const Sink &sink = chunk.isStderr ? onStderr : onStdout;
        if (sink)
            sink(chunk.bytes);
    }
    m_transport.excuse(std::chrono::milliseconds(busy.elapsed()));
}

bool Execution::hasLingered() const
{
    return m_hasExit && m_sinceOutput.hasExpired(m_limits.lingerAfterExit.count());
}

tl::unexpected<Failure> Execution::stopped(Turn turn)
{
    const QString where = m_transport.where();
    if (turn == Turn::Cancelled) {
        abandon();
        return refuse(Kind::Cancelled,
                      Words::tr("Cancelled the command on %1. It was asked to end.").arg(where));
    }
    m_transport.giveUp();
    if (!m_isAsked)
        return refuse(
            Kind::Unreachable,
            Words::tr("Lost the connection to %1 before a command was sent. Nothing ran. Try again.")
                .arg(where),
            m_transport.reason());
    return refuse(
        Kind::ConnectionLost,
        Words::tr("Lost the connection to %1 while a command ran. It may still run there. Look before "
                  "running it again.")
            .arg(where),
        m_transport.reason());
}

tl::unexpected<Failure> Execution::refusedToRun()
{
    const QString reason = m_transport.reason();
    return refuse(
        Kind::Refused,
        Words::tr("Cannot run a command on %1. The server refused it. Check that the account may run "
                  "commands (its shell, ForceCommand and MaxSessions in sshd_config).")
            .arg(m_transport.where()),
        reason);
}

// A server holds the place of a command until it has ended, and a channel that is half open cannot be used
// again: after this the connection ends too, and its end is what a command without SIGTERM notices.
void Execution::abandon()
{
    const QDeadlineTimer deadline(kFarewell);
    if (m_isAsked && m_transport.isAlive()) {
        ssh_channel_request_send_signal(m_channel, "TERM");
        endSiblings(deadline);
        sendClose();
        // Until it is sent: what is unread when the socket closes would cut off what we said last.
        while (!m_isClosed || m_transport.hasUnsent()) {
            const Turn turn = m_transport.turn(deadline, {});
            if (turn == Turn::Timeout || turn == Turn::Lost)
                break;
        }
    }
    m_transport.giveUp();
}

void Execution::endSiblings(const QDeadlineTimer &deadline)
{
    ssh_channel channel = ssh_channel_new(m_transport.handle());
    if (!channel)
        return;
    int result = SSH_ERROR;
    Turn turn =
        m_transport.await(SSH_AGAIN, result, deadline, {}, [=] { return ssh_channel_open_session(channel); });
    if (turn == Turn::Ready && result == SSH_OK)
        turn = m_transport.await(SSH_AGAIN, result, deadline, {},
                                 [=] { return ssh_channel_request_exec(channel, kEndSiblings); });
    while (turn != Turn::Timeout && turn != Turn::Lost && result == SSH_OK &&
           ssh_channel_is_eof(channel) == 0)
        turn = m_transport.turn(deadline, {});
    if (m_transport.isAlive())
        ssh_channel_close(channel);
    ssh_channel_free(channel);
}

void Execution::sendClose()
{
    ssh_channel_close(m_channel);
    ssh_channel_close(m_channel); // the first one may have stopped after its EOF, when the socket was full
}

void Execution::close()
{
    if (!m_channel)
        return;
    if (m_transport.isAlive())
        sendClose();
    ssh_channel channel = std::exchange(m_channel, nullptr);
    ssh_remove_channel_callbacks(channel, &m_callbacks);
    ssh_channel_free(channel);
}

} // namespace slipway::ssh
