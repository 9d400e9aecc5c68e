#include "app/base/json.h"
#include "app/domain/fieldreader.h"
#include "app/domain/node.h"

#include <QCoreApplication>

using namespace Qt::Literals::StringLiterals;

namespace slipway {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("slipway::Node", text); }

using SignIn = Node::SignIn;
using SshSignIn = Node::SshSignIn;

QLatin1StringView signInName(SignIn signIn) { return signIn == SignIn::Token ? "token"_L1 : "password"_L1; }

QLatin1StringView signInName(SshSignIn signIn)
{
    switch (signIn) {
    case SshSignIn::Key:
        return "key"_L1;
    case SshSignIn::Password:
        return "password"_L1;
    case SshSignIn::Agent:
        break;
    }
    return "agent"_L1;
}

QJsonObject sshWithoutSecrets(const Node::Ssh &ssh)
{
    return {{u"enabled"_s, ssh.isEnabled},
            {u"host"_s, ssh.host},
            {u"port"_s, ssh.port},
            {u"user"_s, ssh.user},
            {u"signIn"_s, signInName(ssh.signIn)},
            {u"hostKeySha256"_s, ssh.hostKeySha256}};
}

QJsonObject withoutSecrets(const Node &node)
{
    return {{u"name"_s, node.name},
            {u"host"_s, node.host},
            {u"port"_s, node.port},
            {u"pveNode"_s, node.pveNode},
            {u"signIn"_s, signInName(node.signIn)},
            {u"user"_s, node.user},
            {u"tokenName"_s, node.tokenName},
            {u"certificateSha256"_s, node.certificateSha256},
            {u"storage"_s, node.storage},
            {u"templateStorage"_s, node.templateStorage},
            {u"bridge"_s, node.bridge}};
}

void insertSecret(QJsonObject &object, const QString &key, const Secret &secret)
{
    if (!secret.isEmpty())
        object.insert(key, secret.revealText());
}

// Absent, null or dots: as before.
Secret readSecret(FieldReader &reader, const char *key, const Secret &before)
{
    const QJsonValue value = reader.take(key);
    if (value.isUndefined() || value.isNull())
        return before;
    if (!value.isString()) {
        reader.wrongType(key, tr("text in quotes"));
        return before;
    }
    const QString text = value.toString();
    return text == u"••••••" ? before : Secret(text);
}

Node::Ssh readSsh(const QJsonObject &object, const Node::Ssh &before, QList<FieldError> &errors)
{
    FieldReader reader(object, u"ssh."_s, errors);
    Node::Ssh ssh;
    ssh.isEnabled = reader.boolean("enabled", before.isEnabled);
    ssh.host = reader.text("host", before.host);
    ssh.port = reader.integer("port", before.port);
    ssh.user = reader.text("user", before.user);
    const QString signIn = reader.text("signIn", signInName(before.signIn));
    ssh.signIn = before.signIn;
    bool isKnown = false;
    for (const SshSignIn one : {SshSignIn::Key, SshSignIn::Password, SshSignIn::Agent}) {
        if (signIn == signInName(one)) {
            ssh.signIn = one;
            isKnown = true;
        }
    }
    if (!isKnown)
        reader.wrongType("signIn", tr("one of key, password and agent"));
    ssh.password = readSecret(reader, "password", before.password);
    ssh.privateKey = readSecret(reader, "privateKey", before.privateKey);
    // Another key has another passphrase, or none.
    const bool isOtherKey = !(ssh.privateKey == before.privateKey);
    ssh.passphrase = readSecret(reader, "passphrase", isOtherKey ? Secret() : before.passphrase);
    ssh.hostKeySha256 = reader.text("hostKeySha256", before.hostKeySha256);
    for (const char *answer : {"hasPassword", "hasPrivateKey", "hasPassphrase"})
        reader.take(answer);
    reader.refuseUnknown();
    return ssh;
}

void readNode(FieldReader &reader, const Node &before, ParsedNode &parsed)
{
    Node &node = parsed.node;
    node.name = reader.text("name", before.name);
    node.host = reader.text("host", before.host);
    node.port = reader.integer("port", before.port);
    node.pveNode = reader.text("pveNode", before.pveNode);
    const QString signIn = reader.text("signIn", signInName(before.signIn));
    node.signIn = signIn == "token"_L1      ? SignIn::Token
                  : signIn == "password"_L1 ? SignIn::Password
                                            : before.signIn;
    if (signIn != signInName(node.signIn))
        reader.wrongType("signIn", tr("one of token and password"));
    node.user = reader.text("user", before.user);
    node.tokenName = reader.text("tokenName", before.tokenName);
    // A token's secret is no password, and the other way round.
    node.secret = readSecret(reader, "secret", node.signIn == before.signIn ? before.secret : Secret());
    node.certificateSha256 = reader.text("certificateSha256", before.certificateSha256);
    node.ssh = before.ssh;
    if (const auto ssh = reader.object("ssh"))
        node.ssh = readSsh(*ssh, before.ssh, parsed.errors);
    node.storage = reader.text("storage", before.storage);
    node.templateStorage = reader.text("templateStorage", before.templateStorage);
    node.bridge = reader.text("bridge", before.bridge);
    reader.take("hasSecret");
    reader.refuseUnknown();
}

} // namespace

QJsonObject toJson(const Node &node)
{
    QJsonObject object = withoutSecrets(node);
    object.insert(u"hasSecret"_s, !node.secret.isEmpty());
    QJsonObject ssh = sshWithoutSecrets(node.ssh);
    ssh.insert(u"hasPassword"_s, !node.ssh.password.isEmpty());
    ssh.insert(u"hasPrivateKey"_s, !node.ssh.privateKey.isEmpty());
    ssh.insert(u"hasPassphrase"_s, !node.ssh.passphrase.isEmpty());
    object.insert(u"ssh"_s, ssh);
    return object;
}

QByteArray toRequestJson(const Node &node)
{
    QJsonObject object = withoutSecrets(node);
    insertSecret(object, u"secret"_s, node.secret);
    QJsonObject ssh = sshWithoutSecrets(node.ssh);
    insertSecret(ssh, u"password"_s, node.ssh.password);
    insertSecret(ssh, u"privateKey"_s, node.ssh.privateKey);
    insertSecret(ssh, u"passphrase"_s, node.ssh.passphrase);
    object.insert(u"ssh"_s, ssh);
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

Result<ParsedNode> nodeFromJson(QByteArrayView json, const Node &before)
{
    QJsonParseError parseError;
    const QJsonDocument document = readJson(json, &parseError);
    if (!document.isObject()) {
        const bool isJson = parseError.error == QJsonParseError::NoError;
        return fail(ErrorCode::Invalid,
                    tr("Cannot read the node. It is not a JSON object. Send for example "
                       "{\"name\":\"pve\",\"host\":\"192.168.1.10\"}."),
                    isJson ? QString()
                           : u"offset %1: %2"_s.arg(parseError.offset).arg(parseError.errorString()));
    }
    ParsedNode parsed;
    FieldReader reader(document.object(), {}, parsed.errors);
    readNode(reader, before, parsed);
    parsed.node = normalized(parsed.node);
    return parsed;
}

} // namespace slipway
