#pragma once
#include <QByteArray>
#include <QString>
#include <atomic>
#include <libssh/callbacks.h>
#include <libssh/libssh.h>
#include <libssh/server.h>
#include <mutex>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <thread>

namespace slipway::test {

/// An SSH server of libssh's that takes passwords: OpenSSH can check one only against the accounts of the
/// machine. Serves one connection after the other on a thread of its own, and no commands.
class PasswordServer
{
public:
    enum Ways { ByPassword = 1, ByQuestion = 2, ThenCode = 4, NoAnswer = 8, KeyToo = 16 };

    PasswordServer(int ways, QByteArray password) : m_ways(ways), m_password(std::move(password))
    {
        ssh_key key = nullptr;
        ssh_pki_generate(SSH_KEYTYPE_ED25519, 0, &key);
        unsigned char *hash = nullptr;
        size_t size = 0;
        ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &size);
        char *shown = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, size);
        m_hostKey = QString::fromLatin1(shown);
        ssh_string_free_char(shown);
        ssh_clean_pubkey_hash(&hash);
        m_bind = ssh_bind_new();
        const int off = 0;
        ssh_bind_options_set(m_bind, SSH_BIND_OPTIONS_PROCESS_CONFIG, &off);
        ssh_bind_options_set(m_bind, SSH_BIND_OPTIONS_IMPORT_KEY, key); // owned by it from here on
        listen();
        m_thread = std::thread([this] { work(); });
    }
    ~PasswordServer()
    {
        m_isEnding = true;
        m_thread.join();
        ssh_bind_free(m_bind);
    }
    PasswordServer(const PasswordServer &) = delete;
    PasswordServer &operator=(const PasswordServer &) = delete;

    int port() const { return m_port; }
    QString hostKey() const { return m_hostKey; }
    /// The passwords and answers that came, each followed by '|'.
    QByteArray heard() const
    {
        const std::lock_guard lock(m_mutex);
        return m_heard;
    }

private:
    void listen()
    {
        const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(fd, reinterpret_cast<sockaddr *>(&address), size) == 0 && ::listen(fd, 8) == 0)
            ::getsockname(fd, reinterpret_cast<sockaddr *>(&address), &size);
        m_port = ntohs(address.sin_port);
        m_listener = fd;
        ssh_bind_set_fd(m_bind, fd);
    }
    bool isReadable(int fd) const
    {
        pollfd entry{fd, POLLIN, 0};
        return ::poll(&entry, 1, 20) > 0;
    }
    void work()
    {
        while (!m_isEnding) {
            if (!isReadable(m_listener))
                continue;
            const int fd = ::accept(m_listener, nullptr, nullptr);
            ssh_session session = ssh_new();
            if (ssh_bind_accept_fd(m_bind, session, fd) == SSH_OK)
                serve(session, fd);
            ssh_silent_disconnect(session);
            ssh_free(session);
        }
    }
    void serve(ssh_session session, int fd)
    {
        unsigned methods = 0;
        if (m_ways & (ByPassword | NoAnswer))
            methods |= SSH_AUTH_METHOD_PASSWORD;
        if (m_ways & (ByQuestion | ThenCode))
            methods |= SSH_AUTH_METHOD_INTERACTIVE;
        if (m_ways & KeyToo)
            methods |= SSH_AUTH_METHOD_PUBLICKEY;
        m_session = session;
        ssh_set_auth_methods(session, int(methods));
        const int seconds = 10;
        ssh_options_set(session, SSH_OPTIONS_TIMEOUT, &seconds);
        if (ssh_handle_key_exchange(session) != SSH_OK)
            return;
        ssh_set_blocking(session, 0);
        while (!m_isEnding && ssh_is_connected(session)) {
            ssh_message message = ssh_message_get(session);
            if (message) {
                if (!answer(message, methods))
                    ssh_message_reply_default(message);
                ssh_message_free(message);
            } else if ((ssh_get_status(session) & (SSH_CLOSED | SSH_CLOSED_ERROR)) != 0) {
                return;
            } else {
                isReadable(fd);
            }
        }
    }
    void note(const char *word)
    {
        const std::lock_guard lock(m_mutex);
        m_heard += QByteArray(word) + '|';
    }
    bool answer(ssh_message message, unsigned methods)
    {
        if (ssh_message_type(message) != SSH_REQUEST_AUTH)
            return ssh_message_type(message) == SSH_REQUEST_SERVICE &&
                   ssh_message_service_reply_success(message) == SSH_OK;
        ssh_message_auth_set_methods(message, int(methods));
        const int method = ssh_message_subtype(message);
        if (method == int(SSH_AUTH_METHOD_PASSWORD)) {
            QT_WARNING_PUSH
            QT_WARNING_DISABLE_DEPRECATED
            const QByteArray given = ssh_message_auth_password(message);
            QT_WARNING_POP
            note(given.constData());
            if (m_ways & NoAnswer)
                return true;
            return (m_ways & ByPassword) && given == m_password &&
                   ssh_message_auth_reply_success(message, 0) == SSH_OK;
        }
        if (method == int(SSH_AUTH_METHOD_INTERACTIVE) && (m_ways & (ByQuestion | ThenCode)))
            return ask(message);
        return false;
    }
    bool ask(ssh_message message)
    {
        static char password[] = "Password: ";
        static char code[] = "Verification code: ";
        char hidden[] = {0, 0};
        const char *prompt = password;
        if (ssh_message_auth_kbdint_is_response(message)) {
            ssh_session session = m_session;
            const char *given = ssh_userauth_kbdint_getnanswers(session) == 1
                                    ? ssh_userauth_kbdint_getanswer(session, 0)
                                    : "";
            note(given);
            if (m_password != given)
                return false;
            if (!(m_ways & ThenCode))
                return ssh_message_auth_reply_success(message, 0) == SSH_OK;
            prompt = code;
        }
        return ssh_message_auth_interactive_request(message, "", "", 1, &prompt, hidden) == SSH_OK;
    }
    const int m_ways;
    const QByteArray m_password;
    QString m_hostKey;
    ssh_bind m_bind = nullptr;
    ssh_session m_session = nullptr; // being served
    int m_listener = -1;
    int m_port = 0;
    mutable std::mutex m_mutex;
    QByteArray m_heard;
    std::atomic<bool> m_isEnding{false};
    std::thread m_thread;
};

} // namespace slipway::test
