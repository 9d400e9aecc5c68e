#pragma once
#include "app/base/problem.h"
#include "app/base/result.h"
#include "app/base/secret.h"
#include <QJsonObject>
#include <QList>
#include <QString>
#include <optional>

namespace slipway {

/// One Proxmox VE node that the backend may use: how to reach it, how to sign in, whom to trust, what to use
/// when a request does not say. `name` is ours; requests and containers refer to it.
struct Node
{
    enum class SignIn { Token, Password };
    enum class SshSignIn { Key, Password, Agent };
    struct Ssh
    {
        bool isEnabled = true; ///< without it containers are made, but nothing can be put or run inside
        QString host;          ///< empty: that of the API
        int port = 22;
        QString user = QStringLiteral("root");
        SshSignIn signIn = SshSignIn::Key;
        Secret password;
        Secret privateKey;     ///< OpenSSH, PEM or PKCS#8 text
        Secret passphrase;     ///< of the key; may be empty
        QString hostKeySha256; ///< "SHA256:…" as ssh-keygen -lf shows it; empty: not trusted yet
        bool operator==(const Ssh &) const = default;
    };

    QString name; ///< [a-z0-9][a-z0-9-]{0,30}; never changes
    QString host; ///< name or address, IPv6 without brackets
    int port = 8006;
    QString pveNode; ///< the node's name in its cluster; empty: the one that answers there
    SignIn signIn = SignIn::Token;
    QString user;              ///< "root@pam", "slipway@pve": with the realm
    QString tokenName;         ///< the part after "!", with SignIn::Token
    Secret secret;             ///< the token's UUID or the password
    QString certificateSha256; ///< "AA:BB:…" of the leaf; empty: only what the system's authorities vouch for
    Ssh ssh;
    QString storage;         ///< for root file systems; empty: chosen when one alone fits
    QString templateStorage; ///< for OS templates; likewise
    QString bridge;          ///< likewise
    bool operator==(const Node &) const = default;
};

/// The node as it was meant when things were pasted: an address of the web interface becomes host and port, a
/// whole API token ("user@realm!name=uuid", also behind "PVEAPIToken=") user, name and secret, fingerprints
/// the form below, blanks around a value nothing. What cannot be told for sure stays as it is. nodeFromJson()
/// does it.
Node normalized(const Node &node);

/// Empty when normalized(node) can be stored; `field` as in the JSON ("ssh.port"), at most one error a field.
/// Pure; called while typing.
QList<FieldError> validate(const Node &node);

/// Keys: name host port pveNode signIn("token"|"password") user tokenName secret certificateSha256
/// ssh{enabled host port user signIn("key"|"password"|"agent") password privateKey passphrase hostKeySha256}
/// storage templateStorage bridge. Without secrets: each secret key is absent, and "hasSecret", or
/// ssh{"hasPassword" "hasPrivateKey" "hasPassphrase"}, says whether there is one.
QJsonObject toJson(const Node &node);
/// The request body, with those secrets that there are: sent as an edit, it leaves the others as they are
/// stored. For HTTP and the sealed store, and nothing else.
QByteArray toRequestJson(const Node &node);

struct ParsedNode
{
    Node node;
    QList<FieldError> errors; ///< types and unknown fields; run validate() besides
};
/// `before`: what an absent key keeps (an edit; secrets above all). An empty string takes a secret away; dots
/// ("••••••") keep it. Also reads what toJson() wrote. The node is normalized(). A secret that was given for
/// one way to sign in is not kept for another.
Result<ParsedNode> nodeFromJson(QByteArrayView json, const Node &before = {});

} // namespace slipway
