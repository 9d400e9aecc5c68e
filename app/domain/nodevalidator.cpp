#include "app/domain/fieldrules.h"
#include "app/domain/node.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace slipway {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("slipway::Node", text); }

bool matches(const QRegularExpression &pattern, const QString &text)
{
    return pattern.match(text).hasMatch();
}

bool hasControl(const QByteArray &bytes)
{
    return std::any_of(bytes.begin(), bytes.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool isUserId(const QString &user)
{
    static const QRegularExpression pattern(
        u"\\A[^\\s:/!@=]+(@[^\\s:/!@=]+)*@[A-Za-z][A-Za-z0-9._-]{1,31}\\z"_s);
    return user.size() <= 64 && matches(pattern, user);
}

QString nameProblem(const QString &name)
{
    if (fields::isNodeName(name))
        return {};
    if (name.isEmpty())
        return tr("Cannot keep a node without a name. Requests and containers refer to it. Type one, for "
                  "example pve.");
    const QString slug = fields::slug(name, 31);
    return tr("Cannot use this name for a node. It has 1 to 31 of a–z, 0–9 and hyphen, and does not begin "
              "with a "
              "hyphen. %1")
        .arg(slug.isEmpty() ? tr("Type for example pve.") : tr("Try \"%1\".").arg(slug));
}

QString hostProblem(const QString &host)
{
    if (fields::isHost(host))
        return {};
    if (host.isEmpty())
        return tr(
            "Cannot reach a node without its address. Nothing says where it is. Type the name or the IP "
            "address that you open in the browser.");
    return tr("Cannot use \"%1\" as an address. It is neither a name on the network nor an IPv4 or IPv6 "
              "address. "
              "Write it as pve.example.net or 192.168.1.10.")
        .arg(host.left(64));
}

QString portProblem(int port, int usual)
{
    if (port >= 1 && port <= 65535)
        return {};
    return tr("Cannot use the port %1. From 1 to 65535 is possible. The usual one is %2.")
        .arg(port)
        .arg(usual);
}

QString pveNodeProblem(const QString &name)
{
    static const QRegularExpression pattern(u"\\A[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\z"_s);
    if (name.isEmpty() || matches(pattern, name))
        return {};
    return tr(
        "Cannot use this node of the cluster. Its name has letters, digits and hyphens and no dot. Write it "
        "as it stands in the tree of the web interface, or leave it empty for the one that answers.");
}

QString userProblem(const Node &node)
{
    const QString &user = node.user;
    if (isUserId(user))
        return {};
    if (user.isEmpty())
        return tr(
            "Cannot sign in without a user. Nothing says whose rights to use. Type one with its realm, for "
            "example slipway@pve.");
    if (user.contains(u'!')) {
        return tr("Cannot sign in as this user. There is a whole API token in the field, which does not fit "
                  "the other "
                  "fields. Keep the part before the \"!\" here.");
    }
    if (!user.contains(u'@')) {
        return tr("Cannot sign in as \"%1\". A user of Proxmox VE has a realm. Write %1@pam for a user of "
                  "the "
                  "system, or %1@pve for one of Proxmox VE itself.")
            .arg(user.left(60));
    }
    return tr("Cannot sign in as \"%1\". It is no user of Proxmox VE. Write it as root@pam or slipway@pve.")
        .arg(user.left(60));
}

QString tokenNameProblem(const Node &node)
{
    static const QRegularExpression pattern(u"\\A[A-Za-z][A-Za-z0-9._-]{1,127}\\z"_s);
    if (node.signIn != Node::SignIn::Token || matches(pattern, node.tokenName))
        return {};
    if (node.tokenName.isEmpty())
        return tr("Cannot sign in without the token's name. A user may have many. Type what stands behind "
                  "the \"!\" of "
                  "the token's ID.");
    if (node.tokenName.contains(u'!')) {
        return tr(
            "Cannot use this token. Its ID in this field belongs to another user than the one above. Correct "
            "one of the two.");
    }
    return tr(
        "Cannot use this name of a token. It begins with a letter and has letters, digits, dot, hyphen and "
        "underscore. Type what stands behind the \"!\" of the token's ID.");
}

QString tokenSecretProblem(const QString &secret)
{
    static const QRegularExpression uuid(
        u"\\A[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}\\z"_s);
    if (matches(uuid, secret))
        return {};
    if (secret.isEmpty())
        return tr(
            "Cannot sign in without the token's secret. Proxmox VE shows it once, when the token is made. "
            "Paste it, or make a new token.");
    if (secret.contains(u'!')) {
        return tr(
            "Cannot use this secret. It looks like a whole API token, which does not fit the user and the "
            "token's name. Correct these, or keep only the part behind the \"=\".");
    }
    return tr("Cannot use this secret. A token's is a UUID of 36 characters, as "
              "01234567-89ab-cdef-0123-456789abcdef; "
              "this has %1. Paste it again, or choose to sign in with a password.")
        .arg(secret.size());
}

QString passwordProblem(const Secret &password)
{
    if (password.isEmpty())
        return tr(
            "Cannot sign in without a password. The user has one. Type it, or sign in with an API token.");
    if (hasControl(password.reveal()) || password.size() > 1024)
        return tr("Cannot use this password. It is too long, or has a line end or a control character in it. "
                  "Type it "
                  "again.");
    return {};
}

QString certificateProblem(const QString &fingerprint)
{
    static const QRegularExpression good(u"\\A[0-9A-F]{2}(:[0-9A-F]{2}){31}\\z"_s);
    static const QRegularExpression sha1(u"\\A[0-9A-Fa-f]{2}(:?[0-9A-Fa-f]{2}){19}\\z"_s);
    if (fingerprint.isEmpty() || matches(good, fingerprint))
        return {};
    const QString reason = matches(sha1, fingerprint)
                               ? tr("It is the SHA-1 one, of 40 digits.")
                               : tr("A SHA-256 fingerprint has 64 hexadecimal digits.");
    return tr("Cannot compare the certificate with this fingerprint. %1 Copy the SHA-256 one from the node's "
              "page "
              "System, Certificates.")
        .arg(reason);
}

QString hostKeyProblem(const QString &fingerprint)
{
    static const QRegularExpression good(u"\\ASHA256:[A-Za-z0-9+/]{43}\\z"_s);
    static const QRegularExpression md5(u"\\A(MD5:)?[0-9a-f]{2}(:[0-9a-f]{2}){15}\\z"_s,
                                        QRegularExpression::CaseInsensitiveOption);
    if (fingerprint.isEmpty() || matches(good, fingerprint))
        return {};
    const QString reason =
        matches(md5, fingerprint) ? tr("It is the MD5 one.") : tr("It is written SHA256: and 43 characters.");
    return tr("Cannot compare the host key with this fingerprint. %1 Run \"ssh-keygen -lf "
              "/etc/ssh/ssh_host_ed25519_key.pub\" on the node.")
        .arg(reason);
}

// The name of the cipher in an OpenSSH key (PROTOCOL.key): magic, then a string.
bool isOpenSshKeyEncrypted(const QByteArray &pem)
{
    QByteArray body;
    for (const QByteArray &line : pem.split('\n')) {
        if (!line.startsWith("-----"))
            body += line.trimmed();
    }
    const QByteArray bytes = QByteArray::fromBase64(body.left(64));
    const QByteArray magic = QByteArrayLiteral("openssh-key-v1\0");
    return bytes.startsWith(magic) && !bytes.sliced(magic.size()).startsWith(QByteArray("\0\0\0\4none", 8));
}

bool isEncrypted(const QByteArray &key)
{
    return key.contains("BEGIN ENCRYPTED PRIVATE KEY") || key.contains("Proc-Type: 4,ENCRYPTED") ||
           (key.contains("BEGIN OPENSSH PRIVATE KEY") && isOpenSshKeyEncrypted(key));
}

QString privateKeyProblem(const Secret &key)
{
    const QByteArray &text = key.reveal();
    if (text.isEmpty())
        return tr(
            "Cannot sign in over SSH without a key. None is stored. Paste the private key, or sign in with a "
            "password or the agent.");
    if (text.startsWith("PuTTY-User-Key-File"))
        return tr(
            "Cannot use this key. It is in the format of PuTTY. Export it with puttygen as an OpenSSH key, "
            "then paste that.");
    if (text.startsWith("ssh-") || text.startsWith("ecdsa-") || text.startsWith("sk-") ||
        text.contains("BEGIN PUBLIC KEY") || text.contains("BEGIN SSH2 PUBLIC KEY"))
        return tr("Cannot sign in with this key. It is the public half. Paste the private one, the file "
                  "without .pub.");
    static const QRegularExpression pattern(
        u"\\A-----BEGIN ((?:[A-Z0-9]+ )*PRIVATE KEY)-----\\n[\\s\\S]+\\n-----END \\1-----\\n?\\z"_s);
    if (text.size() > 64 * 1024 || !matches(pattern, QString::fromLatin1(text)))
        return tr(
            "Cannot use this key. It is no whole private key from -----BEGIN … PRIVATE KEY----- to its END "
            "line. Paste the file with all its lines.");
    return {};
}

QString passphraseProblem(const Node::Ssh &ssh)
{
    if (!ssh.passphrase.isEmpty() || !isEncrypted(ssh.privateKey.reveal()))
        return {};
    return tr("Cannot open the SSH key. It is encrypted. Type its passphrase, or use a key without one.");
}

QString sshUserProblem(const QString &user)
{
    static const QRegularExpression pattern(u"\\A[A-Za-z_][A-Za-z0-9_.-]{0,31}\\$?\\z"_s);
    if (matches(pattern, user))
        return {};
    if (user.contains(u'@'))
        return tr("Cannot sign in over SSH as \"%1\". SSH knows the system's users, which have no realm. "
                  "Write the part "
                  "before the @.")
            .arg(user.left(64));
    return tr("Cannot sign in over SSH as this user. It is no name of a user of the system. Type it, usually "
              "root.");
}

class Validator
{
public:
    QList<FieldError> errors;

    void check(const QString &field, const QString &problem)
    {
        if (!problem.isEmpty())
            errors.append({field, problem});
    }

    void ssh(const Node::Ssh &ssh)
    {
        if (!ssh.host.isEmpty())
            check(u"ssh.host"_s, hostProblem(ssh.host));
        check(u"ssh.port"_s, portProblem(ssh.port, 22));
        check(u"ssh.user"_s, sshUserProblem(ssh.user));
        check(u"ssh.hostKeySha256"_s, hostKeyProblem(ssh.hostKeySha256));
        if (ssh.signIn == Node::SshSignIn::Key) {
            const QString problem = privateKeyProblem(ssh.privateKey);
            check(u"ssh.privateKey"_s, problem);
            if (problem.isEmpty())
                check(u"ssh.passphrase"_s, passphraseProblem(ssh));
        } else if (ssh.signIn == Node::SshSignIn::Password) {
            check(u"ssh.password"_s, passwordProblem(ssh.password));
        }
    }
};

} // namespace

QList<FieldError> validate(const Node &typed)
{
    const Node node = normalized(typed);
    Validator v;
    v.check(u"name"_s, nameProblem(node.name));
    v.check(u"host"_s, hostProblem(node.host));
    v.check(u"port"_s, portProblem(node.port, 8006));
    v.check(u"pveNode"_s, pveNodeProblem(node.pveNode));
    v.check(u"user"_s, userProblem(node));
    v.check(u"tokenName"_s, tokenNameProblem(node));
    v.check(u"secret"_s, node.signIn == Node::SignIn::Token ? tokenSecretProblem(node.secret.revealText())
                                                            : passwordProblem(node.secret));
    v.check(u"certificateSha256"_s, certificateProblem(node.certificateSha256));
    v.check(u"storage"_s, fields::storageProblem(node.storage));
    v.check(u"templateStorage"_s, fields::storageProblem(node.templateStorage));
    v.check(u"bridge"_s, fields::bridgeProblem(node.bridge));
    if (node.ssh.isEnabled)
        v.ssh(node.ssh);
    return v.errors;
}

} // namespace slipway
