#include "app/domain/node.h"

#include <QRegularExpression>
#include <QUrl>

using namespace Qt::Literals::StringLiterals;

namespace slipway {
namespace {

// "slipway@pve!desk=0b3c…", as the web interface shows it and as the header of a request has it.
struct WholeToken
{
    QString user;
    QString name;
    QString secret; ///< empty when only "user@realm!name" was pasted
};

std::optional<WholeToken> wholeToken(const QString &text)
{
    static const QRegularExpression pattern(
        u"\\A\\s*(?:Authorization:\\s*)?(?:PVEAPIToken=)?([^\\s:/!=]+@[A-Za-z][A-Za-z0-9._-]*)!"
        "([A-Za-z][A-Za-z0-9._-]*)(?:[=:]([0-9A-Fa-f-]{36}))?\\s*\\z"_s);
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    return WholeToken{match.captured(1), match.captured(2), match.captured(3).toLower()};
}

// Empty or the same: nothing that somebody typed is overwritten.
bool agrees(const QString &field, const QString &value) { return field.isEmpty() || field == value; }

void splitToken(Node &node)
{
    if (node.signIn != Node::SignIn::Token)
        return;
    const auto inUser = wholeToken(node.user);
    if (inUser && agrees(node.tokenName, inUser->name)) {
        node.user = inUser->user;
        node.tokenName = inUser->name;
        if (node.secret.isEmpty() && !inUser->secret.isEmpty())
            node.secret = Secret(inUser->secret);
    }
    const auto inName = wholeToken(node.tokenName);
    if (inName && agrees(node.user, inName->user)) {
        node.user = inName->user;
        node.tokenName = inName->name;
        if (node.secret.isEmpty() && !inName->secret.isEmpty())
            node.secret = Secret(inName->secret);
    }
    const auto inSecret = wholeToken(node.secret.revealText());
    if (inSecret && !inSecret->secret.isEmpty() && agrees(node.user, inSecret->user) &&
        agrees(node.tokenName, inSecret->name)) {
        node.user = inSecret->user;
        node.tokenName = inSecret->name;
        node.secret = Secret(inSecret->secret);
    } else if (!node.secret.isEmpty()) {
        node.secret = Secret(node.secret.reveal().trimmed()); // a UUID has no blanks; a password may
    }
}

// "https://pve.example:8006/#v1:0" and "[2001:db8::1]:8006", from the address line of a browser.
void splitAddress(QString &host, int &port)
{
    host = host.trimmed();
    if (host.contains("://"_L1)) {
        const QUrl url(host);
        if (url.isValid() && !url.host().isEmpty()) {
            host = url.host();
            port = url.port(port);
        }
        return;
    }
    static const QRegularExpression pattern(
        u"\\A(?:\\[([^\\]]+)\\]|([^:\\[\\]/]+))(?::([0-9]{1,5}))?/*\\z"_s);
    const QRegularExpressionMatch match = pattern.match(host);
    if (!match.hasMatch())
        return;
    host = match.captured(1).isEmpty() ? match.captured(2) : match.captured(1);
    if (!match.captured(3).isEmpty())
        port = match.captured(3).toInt();
}

// 64 hexadecimal digits with or without colons, also "sha256 Fingerprint=…" of openssl.
QString certificateFingerprint(const QString &text)
{
    static const QRegularExpression prefix(u"\\A\\s*(?:SHA-?256\\s*)?(?:fingerprint\\s*)?[=:]?\\s*"_s,
                                           QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression separators(u"[:\\s-]"_s);
    static const QRegularExpression digits(u"\\A[0-9A-F]{64}\\z"_s);
    const QString hex = QString(text).remove(prefix).remove(separators).toUpper();
    if (!digits.match(hex).hasMatch())
        return text.trimmed();
    QString out;
    for (qsizetype i = 0; i < hex.size(); i += 2)
        out += (i > 0 ? u":"_s : QString()) + hex.sliced(i, 2);
    return out;
}

// "SHA256:…", also out of a whole line of ssh-keygen -lf.
QString hostKeyFingerprint(const QString &text)
{
    static const QRegularExpression inLine(u"(?:\\A|\\s)(SHA256:[A-Za-z0-9+/]{43})=?(?:\\s|\\z)"_s);
    static const QRegularExpression bare(u"\\A\\s*([A-Za-z0-9+/]{43})=?\\s*\\z"_s);
    if (const auto match = inLine.match(text); match.hasMatch())
        return match.captured(1);
    if (const auto match = bare.match(text); match.hasMatch())
        return "SHA256:"_L1 + match.captured(1);
    return text.trimmed();
}

// Line ends as libraries want them: a key from a clipboard often has lost its last one.
Secret privateKeyText(const Secret &key)
{
    if (key.isEmpty())
        return key;
    QByteArray text = key.reveal();
    text.replace("\r\n", "\n");
    QByteArray trimmed = text.trimmed();
    wipe(text);
    if (!trimmed.isEmpty())
        trimmed += '\n';
    Secret out(trimmed);
    wipe(trimmed);
    return out;
}

} // namespace

Node normalized(const Node &node)
{
    Node out = node;
    for (QString *text : {&out.name, &out.pveNode, &out.user, &out.tokenName, &out.storage,
                          &out.templateStorage, &out.bridge, &out.ssh.user})
        *text = text->trimmed();
    splitAddress(out.host, out.port);
    splitAddress(out.ssh.host, out.ssh.port);
    splitToken(out);
    out.certificateSha256 = certificateFingerprint(out.certificateSha256);
    out.ssh.hostKeySha256 = hostKeyFingerprint(out.ssh.hostKeySha256);
    out.ssh.privateKey = privateKeyText(out.ssh.privateKey);
    return out;
}

} // namespace slipway
