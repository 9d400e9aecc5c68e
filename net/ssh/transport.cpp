#include "net/ssh/transport.h"
#include "net/ssh/dial.h"
#include <QCoreApplication>
#include <fcntl.h>
#include <libssh/server.h> // ssh_send_keepalive() and ssh_execute_message_callbacks() are declared there
#include <mutex>
#include <poll.h>
#include <unistd.h>

namespace slipway::ssh {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ssh::Session)
};

void startLibrary()
{
    static std::once_flag once;
    std::call_once(once, [] { ssh_init(); });
    ssh_set_log_level(SSH_LOG_NONE); // per thread
}

HostKey describe(ssh_key key)
{
    unsigned char *hash = nullptr;
    size_t size = 0;
    HostKey described;
    if (ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &size) != SSH_OK)
        return described;
    described.type = QString::fromLatin1(ssh_key_type_to_char(ssh_key_type(key)));
    const QByteArray digest(reinterpret_cast<const char *>(hash), qsizetype(size));
    described.sha256 =
        QStringLiteral("SHA256:") + QString::fromLatin1(digest.toBase64(QByteArray::OmitTrailingEquals));
    ssh_clean_pubkey_hash(&hash);
    return described;
}

} // namespace

Transport::Transport(int descriptor, const Options &options)
    : m_session((startLibrary(), ssh_new())), m_descriptor(descriptor),
      m_where(place(options.host, options.port)), m_user(options.user), m_keepAlive(options.keepAlive)
{
    if (const auto *agent = std::get_if<Agent>(&options.auth))
        m_agentSocket = agent->socket;
}

Transport::~Transport()
{
    if (m_session) {
        // Closes libssh's descriptor; ssh_disconnect() would leave it open, and from 0.11 on this would, too,
        // as long as the descriptor is known as one from outside.
        const socket_t none = -1;
        ssh_options_set(m_session, SSH_OPTIONS_FD, &none);
        ssh_silent_disconnect(m_session);
        ssh_free(m_session);
    }
    ::close(m_descriptor);
}

Outcome<std::unique_ptr<Transport>> Transport::connect(const Options &options, const char *hostKeyTypes,
                                                       const QDeadlineTimer &deadline, const Cancel &cancel)
{
    auto descriptor = dial(options.host, options.port, options.keepAlive, deadline, cancel);
    if (!descriptor)
        return tl::unexpected(descriptor.error());
    std::unique_ptr<Transport> transport(new Transport(*descriptor, options));
    if (auto done = transport->handshake(hostKeyTypes, deadline, cancel); !done)
        return tl::unexpected(done.error());
    return transport;
}

bool Transport::setUp(const char *hostKeyTypes)
{
    if (!m_session)
        return false;
    const auto set = [this](ssh_options_e name, const void *value) {
        return ssh_options_set(m_session, name, value) == SSH_OK;
    };
    const int off = 0;
    const QByteArray user = m_user.toUtf8();
    const QByteArray agent = m_agentSocket.toLocal8Bit();
    const int descriptor = ::fcntl(m_descriptor, F_DUPFD_CLOEXEC, 3);
    // Nothing of this machine's user or system takes part.
    bool isDone = descriptor >= 0 && set(SSH_OPTIONS_PROCESS_CONFIG, &off) &&
                  set(SSH_OPTIONS_SSH_DIR, "/nonexistent") && set(SSH_OPTIONS_KNOWNHOSTS, "/dev/null") &&
                  set(SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null") && set(SSH_OPTIONS_LOG_VERBOSITY, &off) &&
                  set(SSH_OPTIONS_HOST, "node") && set(SSH_OPTIONS_USER, user.constData()) &&
                  set(SSH_OPTIONS_HOSTKEYS, hostKeyTypes);
    if (isDone && !agent.isEmpty())
        isDone = set(SSH_OPTIONS_IDENTITY_AGENT, agent.constData());
    if (!isDone || !set(SSH_OPTIONS_FD, &descriptor)) {
        if (descriptor >= 0)
            ::close(descriptor);
        return false;
    }
    ssh_set_blocking(m_session, 0);
    ssh_set_counters(m_session, &m_socketCounter, &m_packetCounter);
    return true;
}

Outcome<void> Transport::handshake(const char *hostKeyTypes, const QDeadlineTimer &deadline,
                                   const Cancel &cancel)
{
    if (!setUp(hostKeyTypes))
        return refuse(Kind::Internal,
                      Words::tr("Cannot prepare the connection to %1. Report this.").arg(m_where), reason());
    int result = SSH_ERROR;
    const Turn turn = await(SSH_AGAIN, result, deadline, cancel, [this] { return ssh_connect(m_session); });
    if (turn == Turn::Cancelled)
        return cancelledFailure(m_where);
    if (turn == Turn::Timeout)
        return timeoutFailure(m_where, Words::tr("Agreeing on keys"));
    if (turn == Turn::Ready && result == SSH_OK)
        return {};
    return refuse(
        Kind::Dropped,
        Words::tr("Cannot talk SSH with %1. The connection ended before keys were agreed. Check that "
                  "this is the port of an SSH server; a busy one may refuse connections for a while.")
            .arg(m_where),
        reason());
}

HostKey Transport::hostKey() const
{
    ssh_key key = nullptr;
    if (ssh_get_server_publickey(m_session, &key) != SSH_OK)
        return {};
    const HostKey described = describe(key);
    ssh_key_free(key);
    return described;
}

void Transport::work() { ssh_execute_message_callbacks(m_session); }

Turn Transport::turn(const QDeadlineTimer &deadline, const Cancel &cancel)
{
    const short events = hasUnsent() ? POLLIN | POLLOUT : POLLIN;
    const Turn waited = waitSlice(m_descriptor, events, deadline, cancel);
    if (waited == Turn::Cancelled || waited == Turn::Timeout)
        return waited;
    if (waited == Turn::Ready)
        work();
    if (!isAlive() || isSilentTooLong())
        return Turn::Lost;
    return waited;
}

void Transport::watch()
{
    m_isWatched = true;
    m_excusedMs = 0;
    m_sinceHeard.start();
    m_sinceProbe.start();
}

bool Transport::isSilentTooLong()
{
    if (heardBytes() != m_lastHeard) {
        m_lastHeard = heardBytes();
        m_sinceHeard.restart();
        m_excusedMs = 0;
        return false;
    }
    if (!m_isWatched)
        return false;
    const qint64 silentMs = m_sinceHeard.elapsed() - m_excusedMs;
    if (silentMs >= m_keepAlive.lostAfter.count()) {
        m_isSilent = true;
        m_isGivenUp = true;
        return true;
    }
    if (silentMs >= m_keepAlive.interval.count() && m_sinceProbe.elapsed() >= m_keepAlive.interval.count())
        probe();
    return false;
}

bool Transport::probe()
{
    m_sinceProbe.restart();
    // Without blocking, a call while an answer is awaited sends nothing, and the first one after the answer
    // only takes note of it.
    const quint64 sent = m_packetCounter.out_packets;
    ssh_send_keepalive(m_session);
    if (m_packetCounter.out_packets == sent)
        ssh_send_keepalive(m_session);
    return m_packetCounter.out_packets != sent;
}

bool Transport::isAlive() const
{
    return m_session && !m_isGivenUp && ssh_is_connected(m_session) == 1 &&
           (ssh_get_status(m_session) & (SSH_CLOSED | SSH_CLOSED_ERROR)) == 0;
}

QString Transport::reason() const
{
    if (m_isSilent)
        return Words::tr("nothing was heard for %1 s").arg(double(m_keepAlive.lostAfter.count()) / 1000.0);
    if (!m_session)
        return {};
    return QString::fromUtf8(ssh_get_error(m_session)).simplified();
}

} // namespace slipway::ssh
