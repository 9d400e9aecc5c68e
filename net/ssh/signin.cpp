#include "net/ssh/signin.h"
#include "net/ssh/privatekey.h"
#include <QCoreApplication>
#include <QFile>

namespace slipway::ssh {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::ssh::Session)
};

QStringList methodNames(int methods)
{
    QStringList names;
    const auto add = [&](unsigned bit, const char *name) {
        if (unsigned(methods) & bit)
            names.append(QLatin1StringView(name));
    };
    add(SSH_AUTH_METHOD_PUBLICKEY, "publickey");
    add(SSH_AUTH_METHOD_PASSWORD, "password");
    add(SSH_AUTH_METHOD_INTERACTIVE, "keyboard-interactive");
    add(SSH_AUTH_METHOD_HOSTBASED, "hostbased");
    add(SSH_AUTH_METHOD_GSSAPI_MIC, "gssapi-with-mic");
    return names;
}

// One signing in: the libssh calls with their waiting, and the words for each way it can end.
class SignIn
{
public:
    SignIn(Transport &transport, const Options &options, const QDeadlineTimer &deadline, const Cancel &cancel)
        : m_transport(transport), m_session(transport.handle()), m_options(options), m_deadline(deadline),
          m_cancel(cancel)
    {}
    Outcome<void> run();

private:
    /// The libssh code of one method, or the failure that ended the waiting.
    template<typename Step>
    Outcome<int> attempt(Step step)
    {
        int result = SSH_AUTH_ERROR;
        const Turn turn = m_transport.await(SSH_AUTH_AGAIN, result, m_deadline, m_cancel, step);
        if (turn == Turn::Cancelled)
            return cancelledFailure(m_transport.where());
        if (turn == Turn::Timeout)
            return timeoutFailure(m_transport.where(), Words::tr("Signing in"));
        if (turn == Turn::Lost || result == SSH_AUTH_ERROR)
            return ended();
        m_offered = methodNames(ssh_userauth_list(m_session, nullptr));
        return result;
    }
    Outcome<void> withPassword(const Password &password);
    Outcome<int> interactively(const Password &password);
    Outcome<void> withKey(const Key &key);
    Outcome<void> withAgent(const Agent &agent);
    Outcome<void> verdict(int result, const QString &reason);
    tl::unexpected<Failure> ended();
    tl::unexpected<Failure> refused(const QString &reason);
    bool offers(QLatin1StringView method) const { return m_offered.contains(method); }

    Transport &m_transport;
    ssh_session m_session;
    const Options &m_options;
    const QDeadlineTimer &m_deadline;
    const Cancel &m_cancel;
    QStringList m_offered;
    QString m_question; // of a server that wants more than a password
};

tl::unexpected<Failure> SignIn::refused(const QString &reason)
{
    auto failure =
        refuse(Kind::AuthRefused,
               Words::tr("Cannot sign in to %1 as %2. %3").arg(m_transport.where(), m_options.user, reason),
               Words::tr("The server offers: %1")
                   .arg(m_offered.isEmpty() ? QStringLiteral("–") : m_offered.join(u", ")));
    failure.value().offeredMethods = m_offered;
    return failure;
}

tl::unexpected<Failure> SignIn::ended()
{
    const QString reason = m_transport.reason();
    if (reason.contains(u"authentication failures"))
        return refused(
            Words::tr("The server ended it after too many attempts. Check user name and credentials; "
                      "an agent with many keys uses up the attempts."));
    return refuse(Kind::Unreachable,
                  Words::tr("Cannot sign in to %1. The server ended the connection. See the log of its SSH "
                            "service (journalctl -u ssh).")
                      .arg(m_transport.where()),
                  reason);
}

Outcome<void> SignIn::verdict(int result, const QString &reason)
{
    if (result == SSH_AUTH_SUCCESS)
        return {};
    if (result == SSH_AUTH_PARTIAL)
        return refused(
            Words::tr("What was given was accepted, but the server wants another method after it (%1). "
                      "Allow one method alone for this user (AuthenticationMethods in sshd_config).")
                .arg(m_offered.join(u", ")));
    return refused(reason);
}

Outcome<int> SignIn::interactively(const Password &password)
{
    const QByteArray &secret = password.secret.reveal();
    const auto step = [this] { return ssh_userauth_kbdint(m_session, nullptr, nullptr); };
    bool isAnswered = false;
    for (;;) {
        auto result = attempt(step);
        if (!result || *result != SSH_AUTH_INFO)
            return result;
        const int count = ssh_userauth_kbdint_getnprompts(m_session);
        for (int i = 0; i < count; ++i) {
            char echo = 0;
            const char *prompt = ssh_userauth_kbdint_getprompt(m_session, unsigned(i), &echo);
            // The password answers one hidden question and no second one: not a code, not "New password:".
            if (isAnswered || echo != 0) {
                m_question = QString::fromUtf8(prompt).simplified().left(80);
                return int(SSH_AUTH_DENIED);
            }
            ssh_userauth_kbdint_setanswer(m_session, unsigned(i), secret.constData());
            isAnswered = true;
        }
    }
}

Outcome<void> SignIn::withPassword(const Password &password)
{
    if (password.secret.reveal().contains('\0'))
        return refuse(Kind::Invalid,
                      Words::tr("Cannot sign in to %1. The password contains a zero byte. Correct it.")
                          .arg(m_transport.where()));
    const bool byPassword = offers(QLatin1StringView("password"));
    const bool byQuestion = offers(QLatin1StringView("keyboard-interactive"));
    if (!byPassword && !byQuestion)
        return refused(
            Words::tr("The server takes no password. Use one of its methods (%1), or allow passwords "
                      "for this user (PasswordAuthentication, PermitRootLogin in sshd_config).")
                .arg(m_offered.join(u", ")));
    int result = SSH_AUTH_DENIED;
    if (byPassword) {
        auto answer = attempt(
            [&] { return ssh_userauth_password(m_session, nullptr, password.secret.reveal().constData()); });
        if (!answer)
            return tl::unexpected(answer.error());
        result = *answer;
    }
    if (result == SSH_AUTH_DENIED && byQuestion) {
        auto answer = interactively(password);
        if (!answer)
            return tl::unexpected(answer.error());
        result = *answer;
    }
    if (!m_question.isEmpty())
        return refused(
            Words::tr("The server asks for more than the password: \"%1\". Use a key for this user.")
                .arg(m_question));
    return verdict(result,
                   Words::tr("The server did not accept the password. Check user name and password; for "
                             "root, whether PermitRootLogin allows one."));
}

Outcome<void> SignIn::withKey(const Key &key)
{
    auto read = readPrivateKey(key);
    if (!read)
        return tl::unexpected(read.error());
    if (!offers(QLatin1StringView("publickey")))
        return refused(Words::tr("The server takes no keys. Use one of its methods (%1), or allow keys "
                                 "(PubkeyAuthentication in sshd_config).")
                           .arg(m_offered.join(u", ")));
    auto result = attempt([&] { return ssh_userauth_publickey(m_session, nullptr, read->get()); });
    if (!result)
        return tl::unexpected(result.error());
    return verdict(*result, Words::tr("The server did not accept the key. Add its public half to "
                                      "~/.ssh/authorized_keys of that user on the server."));
}

Outcome<void> SignIn::withAgent(const Agent &agent)
{
    const QString socket = agent.socket.isEmpty() ? qEnvironmentVariable("SSH_AUTH_SOCK") : agent.socket;
    if (socket.isEmpty() || !QFile::exists(socket))
        return refuse(Kind::BadKey,
                      Words::tr("Cannot use the SSH agent. There is none at \"%1\". Start one with its "
                                "keys, or give a key.")
                          .arg(socket));
    auto result = attempt([&] { return ssh_userauth_agent(m_session, nullptr); });
    if (!result)
        return tl::unexpected(result.error());
    return verdict(*result,
                   Words::tr("The server accepted no key of the agent. Add one to it (ssh-add), and its "
                             "public half to ~/.ssh/authorized_keys on the server."));
}

Outcome<void> SignIn::run()
{
    // Asks for nothing and learns which methods there are.
    auto none = attempt([this] { return ssh_userauth_none(m_session, nullptr); });
    if (!none)
        return tl::unexpected(none.error());
    if (*none == SSH_AUTH_SUCCESS)
        return {};
    if (const auto *password = std::get_if<Password>(&m_options.auth))
        return withPassword(*password);
    if (const auto *key = std::get_if<Key>(&m_options.auth))
        return withKey(*key);
    return withAgent(std::get<Agent>(m_options.auth));
}

} // namespace

Outcome<void> signIn(Transport &transport, const Options &options, const QDeadlineTimer &deadline,
                     const Cancel &cancel)
{
    return SignIn(transport, options, deadline, cancel).run();
}

} // namespace slipway::ssh
