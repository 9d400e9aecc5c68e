#include "app/domain/node.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>
#include <functional>

using namespace slipway;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr char kUuid[] = "01234567-89ab-cdef-0123-456789abcdef";

// Of the right form and good for nothing: magic, cipher and filler of an OpenSSH key.
QByteArray opensshKey(const QByteArray &cipher)
{
    QByteArray bytes("openssh-key-v1\0", 15);
    bytes += QByteArray("\0\0\0", 3) + char(cipher.size()) + cipher + QByteArray(120, 'k');
    const QByteArray label = "OPENSSH PRIVATE"
                             " KEY-----\n";
    return "-----BEGIN " + label + bytes.toBase64() + "\n-----END " + label;
}

QByteArray pemKey(const QByteArray &kind)
{
    const QByteArray label = kind + "PRIVATE"
                                    " KEY-----\n";
    return "-----BEGIN " + label + QByteArray(120, 'k').toBase64() + "\n-----END " + label;
}

const QString kCertificate =
    u"8A:5C:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD"_s;
const QString kHostKey = u"SHA256:LPpf++qNbDSv9scYY0EouG8tmp4tAqU/F+iRmBdgQ0I"_s;

Node goodNode()
{
    Node node;
    node.name = u"pve"_s;
    node.host = u"192.168.1.10"_s;
    node.pveNode = u"pve1"_s;
    node.user = u"slipway@pve"_s;
    node.tokenName = u"desk"_s;
    node.secret = Secret(QByteArray(kUuid));
    node.certificateSha256 = kCertificate;
    node.ssh.privateKey = Secret(opensshKey("none"));
    node.ssh.hostKeySha256 = kHostKey;
    node.storage = u"local-lvm"_s;
    node.templateStorage = u"local"_s;
    node.bridge = u"vmbr0"_s;
    return node;
}

// Every field of another value than a fresh Node has.
Node fullNode()
{
    Node node = goodNode();
    node.port = 443;
    node.signIn = Node::SignIn::Password;
    node.tokenName = u"kept"_s;
    node.secret = Secret(QByteArray(" pass word\xc3\xa9 "));
    node.ssh.isEnabled = false;
    node.ssh.host = u"2001:db8::1"_s;
    node.ssh.port = 2222;
    node.ssh.user = u"ops"_s;
    node.ssh.signIn = Node::SshSignIn::Agent;
    node.ssh.password = Secret(QByteArray("ssh-pass"));
    node.ssh.passphrase = Secret(QByteArray("open sesame"));
    return node;
}

Node read(const QByteArray &json, const Node &before = {})
{
    const auto parsed = nodeFromJson(json, before);
    if (!parsed || !parsed->errors.isEmpty()) {
        QTest::qFail("the JSON was refused", __FILE__, __LINE__);
        return {};
    }
    return parsed->node;
}

using Change = std::function<void(Node &)>;

} // namespace

Q_DECLARE_METATYPE(Change)

class TestNode : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void aGoodNodeHasNoErrors() { QCOMPARE(validate(goodNode()), QList<FieldError>()); }
    void aFreshNodeSaysWhatIsMissing()
    {
        QStringList fields;
        for (const FieldError &error : validate(Node()))
            fields.append(error.field);
        QCOMPARE(fields, (QStringList{u"name"_s, u"host"_s, u"user"_s, u"tokenName"_s, u"secret"_s,
                                      u"ssh.privateKey"_s}));
    }

    void roundTrips()
    {
        QVERIFY(!(fullNode() == Node()));
        QCOMPARE(read(toRequestJson(fullNode())), fullNode());
        QCOMPARE(read(toRequestJson(goodNode())), goodNode());
        QCOMPARE(read(toRequestJson(Node())), Node());
    }

    void tellsNoSecrets()
    {
        const QByteArray shown = QJsonDocument(toJson(fullNode())).toJson();
        for (const char *secret : {"pass word", "ssh-pass", "open sesame", "PRIVATE"})
            QVERIFY2(!shown.contains(secret), secret);
        const QJsonObject object = toJson(goodNode());
        QCOMPARE(object.value(u"hasSecret"_s), QJsonValue(true));
        const QJsonObject ssh = object.value(u"ssh"_s).toObject();
        QCOMPARE(ssh.value(u"hasPrivateKey"_s), QJsonValue(true));
        QCOMPARE(ssh.value(u"hasPassword"_s), QJsonValue(false));
        QCOMPARE(ssh.value(u"hasPassphrase"_s), QJsonValue(false));
        for (const char *key : {"secret", "password", "privateKey", "passphrase"})
            QVERIFY2(!object.contains(QLatin1StringView(key)) && !ssh.contains(QLatin1StringView(key)), key);
        // What was shown can be sent back: it changes nothing.
        QCOMPARE(read(shown, fullNode()), fullNode());
    }

    void editsKeepWhatIsAbsent()
    {
        QCOMPARE(read("{}", fullNode()), fullNode());
        QCOMPARE(read(R"({"ssh":{}})", fullNode()), fullNode());
        QCOMPARE(read(R"({"secret":"••••••","ssh":{"privateKey":null,"password":"••••••"}})", fullNode()),
                 fullNode());
        Node changed = fullNode();
        changed.port = 8007;
        changed.ssh.user = u"root"_s;
        changed.ssh.password = Secret();
        QCOMPARE(read(R"({"port":8007,"ssh":{"user":"root","password":""}})", fullNode()), changed);
        QVERIFY(read(R"({"secret":""})", goodNode()).secret.isEmpty());
    }

    void secretsAreNotTakenOverByAnotherSignIn()
    {
        QVERIFY(read(R"({"signIn":"password"})", goodNode()).secret.isEmpty());
        QCOMPARE(read(R"({"signIn":"password","secret":"x"})", goodNode()).secret, Secret(QByteArray("x")));
        Node encrypted = goodNode();
        encrypted.ssh.passphrase = Secret(QByteArray("old"));
        QJsonObject edit{{u"ssh"_s, QJsonObject{{u"privateKey"_s, QString::fromLatin1(pemKey("RSA "))}}}};
        QVERIFY(read(QJsonDocument(edit).toJson(), encrypted).ssh.passphrase.isEmpty());
    }

    void wrongTypes_data()
    {
        QTest::addColumn<QString>("field");
        QTest::newRow(R"({"nam":"x"})") << u"nam"_s;
        QTest::newRow(R"({"port":"8006"})") << u"port"_s;
        QTest::newRow(R"({"port":1.5})") << u"port"_s;
        QTest::newRow(R"({"host":["a"]})") << u"host"_s;
        QTest::newRow(R"({"signIn":"ticket"})") << u"signIn"_s;
        QTest::newRow(R"({"secret":7})") << u"secret"_s;
        QTest::newRow(R"({"ssh":true})") << u"ssh"_s;
        QTest::newRow(R"({"ssh":{"enabled":"yes"}})") << u"ssh.enabled"_s;
        QTest::newRow(R"({"ssh":{"signIn":"none"}})") << u"ssh.signIn"_s;
        QTest::newRow(R"({"ssh":{"key":"x"}})") << u"ssh.key"_s;
        QTest::newRow(R"({"ssh":{"privateKey":{}}})") << u"ssh.privateKey"_s;
    }
    void wrongTypes()
    {
        QFETCH(QString, field);
        const auto parsed = nodeFromJson(QTest::currentDataTag(), goodNode());
        QVERIFY(parsed);
        QCOMPARE(parsed->errors.size(), 1);
        QCOMPARE(parsed->errors.first().field, field);
        QVERIFY(parsed->errors.first().message.startsWith(u"Cannot "));
        QCOMPARE(parsed->node, goodNode());
    }

    void noObjectIsAnError_data()
    {
        QTest::addColumn<QByteArray>("json");
        for (const char *json : {"", "[]", "\"x\"", "{", "name=a"})
            QTest::newRow(json) << QByteArray(json);
    }
    void noObjectIsAnError()
    {
        QFETCH(QByteArray, json);
        const auto parsed = nodeFromJson(json);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().code, ErrorCode::Invalid);
    }

    void pastedAddresses_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::newRow("https://pve.example.net:8006/#v1:0:18:4") << u"pve.example.net"_s << 8006;
        QTest::newRow("https://pve.example.net") << u"pve.example.net"_s << 7;
        QTest::newRow("https://[2001:db8::1]:443/") << u"2001:db8::1"_s << 443;
        QTest::newRow("[2001:db8::1]") << u"2001:db8::1"_s << 7;
        QTest::newRow("2001:db8::1") << u"2001:db8::1"_s << 7;
        QTest::newRow(" 192.168.1.10 ") << u"192.168.1.10"_s << 7;
        QTest::newRow("pve:8006") << u"pve"_s << 8006;
        QTest::newRow("pve/") << u"pve"_s << 7;
        QTest::newRow("root@pve") << u"root@pve"_s << 7; // not ours to guess: refused
    }
    void pastedAddresses()
    {
        QFETCH(QString, host);
        QFETCH(int, port);
        Node node;
        node.host = node.ssh.host = QString::fromLatin1(QTest::currentDataTag());
        node.port = node.ssh.port = 7;
        node = normalized(node);
        QCOMPARE(node.host, host);
        QCOMPARE(node.port, port);
        QCOMPARE(node.ssh.host, host);
        QCOMPARE(node.ssh.port, port);
    }

    void pastedTokens_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("tokenName");
        QTest::addColumn<QString>("secret");
        const QString uuid = QString::fromLatin1(kUuid);
        const QString whole = u"slipway@pve!desk="_s + uuid;
        QTest::newRow("in the secret") << QString() << QString() << whole;
        QTest::newRow("in the secret, the rest typed") << u"slipway@pve"_s << u"desk"_s << whole;
        QTest::newRow("as a header") << QString() << QString()
                                     << u" Authorization: PVEAPIToken="_s + whole + u'\n';
        QTest::newRow("PVEAPIToken= in the user") << u"PVEAPIToken="_s + whole << QString() << QString();
        QTest::newRow("the ID in the user") << u"slipway@pve!desk"_s << QString() << uuid;
        QTest::newRow("the ID in the name") << QString() << u"slipway@pve!desk"_s << uuid;
        QTest::newRow("with a colon") << QString() << QString() << u"slipway@pve!desk:"_s + uuid;
        QTest::newRow("blanks around the UUID") << u" slipway@pve"_s << u"desk "_s << u' ' + uuid + u'\n';
    }
    void pastedTokens()
    {
        QFETCH(QString, user);
        QFETCH(QString, tokenName);
        QFETCH(QString, secret);
        Node node = goodNode();
        node.user = user;
        node.tokenName = tokenName;
        node.secret = Secret(secret);
        QCOMPARE(normalized(node), goodNode());
        QCOMPARE(validate(node), QList<FieldError>());
    }

    void aTokenOfSomebodyElseIsExplained()
    {
        Node node = goodNode();
        node.secret = Secret(QByteArray("root@pam!other=") + kUuid);
        QCOMPARE(normalized(node).user, u"slipway@pve"_s);
        const QList<FieldError> errors = validate(node);
        QCOMPARE(errors.size(), 1);
        QCOMPARE(errors.first().field, u"secret"_s);
        QVERIFY(errors.first().message.contains(u"whole API token"));
        QVERIFY2(!errors.first().message.contains(QLatin1StringView(kUuid)), "a message tells no secret");
    }

    void fingerprints_data()
    {
        QTest::addColumn<bool>("hostKey");
        QTest::newRow(qPrintable(kCertificate)) << false;
        QTest::newRow(qPrintable(kCertificate.toLower())) << false;
        QTest::newRow(qPrintable(QString(kCertificate).remove(u':').toLower())) << false;
        QTest::newRow(qPrintable(u"sha256 Fingerprint="_s + kCertificate)) << false;
        QTest::newRow(qPrintable(u"SHA256 Fingerprint: "_s + kCertificate + u'\n')) << false;
        QTest::newRow(qPrintable(kHostKey)) << true;
        QTest::newRow(qPrintable(kHostKey.sliced(7) + u'=')) << true;
        QTest::newRow(qPrintable(u"256 "_s + kHostKey + u" root@pve (ED25519)"_s)) << true;
    }
    void fingerprints()
    {
        QFETCH(bool, hostKey);
        Node node = goodNode();
        (hostKey ? node.ssh.hostKeySha256 : node.certificateSha256) =
            QString::fromLatin1(QTest::currentDataTag());
        QCOMPARE(normalized(node), goodNode());
        QCOMPARE(validate(node), QList<FieldError>());
    }

    void accepted_data()
    {
        QTest::addColumn<Change>("change");
        const auto row = [](const char *name, Change change) { QTest::newRow(name) << change; };
        row("host pve", [](Node &n) { n.host = u"pve"_s; });
        row("host fe80::1%eth0", [](Node &n) { n.host = u"fe80::1%eth0"_s; });
        row("user ada@example.org@ldap", [](Node &n) { n.user = u"ada@example.org@ldap"_s; });
        row("no fingerprints yet", [](Node &n) { n.certificateSha256 = n.ssh.hostKeySha256 = QString(); });
        row("nothing chosen",
            [](Node &n) { n.storage = n.templateStorage = n.bridge = n.pveNode = QString(); });
        row("password with blanks", [](Node &n) {
            n.signIn = Node::SignIn::Password;
            n.secret = Secret(QByteArray(" p w "));
        });
        row("without ssh", [](Node &n) {
            n.ssh = {};
            n.ssh.isEnabled = false;
            n.ssh.user.clear();
        });
        row("agent", [](Node &n) {
            n.ssh.signIn = Node::SshSignIn::Agent;
            n.ssh.privateKey = Secret();
        });
        row("RSA key", [](Node &n) { n.ssh.privateKey = Secret(pemKey("RSA ")); });
        row("PKCS#8 key with CRLF and no last line end",
            [](Node &n) { n.ssh.privateKey = Secret(pemKey("").trimmed().replace("\n", "\r\n")); });
        row("encrypted key and passphrase", [](Node &n) {
            n.ssh.privateKey = Secret(opensshKey("aes256-ctr"));
            n.ssh.passphrase = Secret(QByteArray("x"));
        });
    }
    void accepted()
    {
        QFETCH(Change, change);
        Node node = goodNode();
        change(node);
        QCOMPARE(validate(node), QList<FieldError>());
    }

    void refused_data();
    void refused()
    {
        QFETCH(Change, change);
        QFETCH(QString, field);
        QFETCH(QString, says);
        Node node = goodNode();
        change(node);
        const QList<FieldError> errors = validate(node);
        QCOMPARE(errors.size(), 1);
        QCOMPARE(errors.first().field, field);
        const QString &message = errors.first().message;
        QVERIFY2(message.contains(says), qPrintable(message));
        QVERIFY2(message.startsWith(u"Cannot ") && message.count(u". ") >= 2, qPrintable(message));
    }
};

void TestNode::refused_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const char *field, const char *says, Change change) {
        QTest::newRow(name) << change << QString::fromLatin1(field) << QString::fromUtf8(says);
    };
    row("name My PVE", "name", "Try \"my-pve\"", [](Node &n) { n.name = u"My PVE"_s; });
    row("name -", "name", "Type for example pve", [](Node &n) { n.name = u"-"_s; });
    row("name ../x", "name", "Try \"x\"", [](Node &n) { n.name = u"../x"_s; });
    row("name of 32", "name", "1 to 31", [](Node &n) { n.name = QString(32, u'a'); });
    row("host 192.168.1", "host", "neither a name", [](Node &n) { n.host = u"192.168.1"_s; });
    row("host 192.168.1.300", "host", "neither a name", [](Node &n) { n.host = u"192.168.1.300"_s; });
    row("host root@pve", "host", "neither a name", [](Node &n) { n.host = u"root@pve"_s; });
    row("host a b", "host", "neither a name", [](Node &n) { n.host = u"a b"_s; });
    row("port 0", "port", "The usual one is 8006", [](Node &n) { n.port = 0; });
    row("port 65536", "port", "From 1 to 65535", [](Node &n) { n.port = 65536; });
    row("pve node pve.example", "pveNode", "no dot", [](Node &n) { n.pveNode = u"pve.example"_s; });
    row("user root", "user", "Write root@pam", [](Node &n) { n.user = u"root"_s; });
    row("user @pam", "user", "is no user", [](Node &n) { n.user = u"@pam"_s; });
    row("user of another token", "user", "whole API token", [](Node &n) { n.user = u"a@pve!other"_s; });
    row("token of another user", "tokenName", "another user", [](Node &n) { n.tokenName = u"a@pve!desk"_s; });
    row("token name my token", "tokenName", "begins with a letter",
        [](Node &n) { n.tokenName = u"my token"_s; });
    row("no token name", "tokenName", "without the token's name", [](Node &n) { n.tokenName.clear(); });
    row("no token secret", "secret", "shows it once", [](Node &n) { n.secret = Secret(); });
    row("secret cut", "secret", "this has 35",
        [](Node &n) { n.secret = Secret(QByteArray(kUuid).chopped(1)); });
    row("no password", "secret", "without a password", [](Node &n) {
        n.signIn = Node::SignIn::Password;
        n.secret = Secret();
    });
    row("password with a line end", "secret", "a line end", [](Node &n) {
        n.signIn = Node::SignIn::Password;
        n.secret = Secret(QByteArray("a\nb"));
    });
    row("certificate SHA-1", "certificateSha256", "SHA-1",
        [](Node &n) { n.certificateSha256 = kCertificate.left(59); });
    row("certificate cut", "certificateSha256", "64 hexadecimal",
        [](Node &n) { n.certificateSha256 = kCertificate.chopped(1); });
    row("host key MD5", "ssh.hostKeySha256", "MD5",
        [](Node &n) { n.ssh.hostKeySha256 = kCertificate.left(47).toLower(); });
    row("host key cut", "ssh.hostKeySha256", "43 characters",
        [](Node &n) { n.ssh.hostKeySha256 = kHostKey.chopped(1); });
    row("storage local:vztmpl", "storage", "storage", [](Node &n) { n.storage = u"local:vztmpl"_s; });
    row("template storage a/b", "templateStorage", "storage", [](Node &n) { n.templateStorage = u"a/b"_s; });
    row("bridge vmbr0,tag=5", "bridge", "vmbr0", [](Node &n) { n.bridge = u"vmbr0,tag=5"_s; });
    row("ssh port -1", "ssh.port", "The usual one is 22", [](Node &n) { n.ssh.port = -1; });
    row("ssh user root@pam", "ssh.user", "no realm", [](Node &n) { n.ssh.user = u"root@pam"_s; });
    row("ssh user -oProxyCommand", "ssh.user", "no name", [](Node &n) { n.ssh.user = u"-oProxyCommand"_s; });
    row("ssh host -x y", "ssh.host", "neither a name", [](Node &n) { n.ssh.host = u"-x y"_s; });
    row("no key", "ssh.privateKey", "without a key", [](Node &n) { n.ssh.privateKey = Secret(); });
    row("public key", "ssh.privateKey", "public half",
        [](Node &n) { n.ssh.privateKey = Secret(QByteArray("ssh-ed25519 AAAA me")); });
    row("PuTTY key", "ssh.privateKey", "puttygen",
        [](Node &n) { n.ssh.privateKey = Secret(QByteArray("PuTTY-User-Key-File-3: ssh-ed25519\n")); });
    row("key without its end", "ssh.privateKey", "all its lines",
        [](Node &n) { n.ssh.privateKey = Secret(opensshKey("none").chopped(12)); });
    row("encrypted OpenSSH key", "ssh.passphrase", "encrypted",
        [](Node &n) { n.ssh.privateKey = Secret(opensshKey("aes256-ctr")); });
    row("encrypted PKCS#8 key", "ssh.passphrase", "encrypted",
        [](Node &n) { n.ssh.privateKey = Secret(pemKey("ENCRYPTED ")); });
    row("no ssh password", "ssh.password", "without a password",
        [](Node &n) { n.ssh.signIn = Node::SshSignIn::Password; });
}

QTEST_GUILESS_MAIN(TestNode)
#include "tst_node.moc"
