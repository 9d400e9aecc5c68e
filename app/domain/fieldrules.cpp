#include "app/domain/fieldrules.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>
#include <algorithm>
#ifdef Q_OS_WIN
#include <ws2tcpip.h>
#else
#include <arpa/inet.h>
#endif

namespace slipway::fields {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("slipway::FieldRules", text); }

bool matches(const QRegularExpression &pattern, const QString &text)
{
    return pattern.match(text).hasMatch();
}

bool bit(const QByteArray &bytes, qsizetype index)
{
    return (static_cast<unsigned char>(bytes.at(index / 8)) >> (7 - index % 8) & 1) != 0;
}

} // namespace

std::optional<IpAddress> parseIp(const QString &text)
{
    // Only what an address is made of: inet_pton() would stop at a NUL.
    static const QRegularExpression letters(QStringLiteral("\\A[0-9A-Fa-f:.]{2,45}\\z"));
    if (!matches(letters, text))
        return std::nullopt;
    const bool v6 = text.contains(u':');
    QByteArray bytes(v6 ? 16 : 4, '\0');
    const bool ok = inet_pton(v6 ? AF_INET6 : AF_INET, text.toLatin1().constData(), bytes.data()) == 1;
    return ok ? std::optional(IpAddress{bytes}) : std::nullopt;
}

bool isSameNetwork(const IpAddress &a, const IpAddress &b, int prefix)
{
    if (a.bytes.size() != b.bytes.size())
        return false;
    for (qsizetype i = 0; i < std::min<qsizetype>(prefix, a.bytes.size() * 8); ++i) {
        if (bit(a.bytes, i) != bit(b.bytes, i))
            return false;
    }
    return true;
}

bool isHostPart(const IpAddress &address, int prefix, bool ones)
{
    for (qsizetype i = prefix; i < address.bytes.size() * 8; ++i) {
        if (bit(address.bytes, i) != ones)
            return false;
    }
    return true;
}

bool isDnsName(const QString &text)
{
    static const QRegularExpression label(
        QStringLiteral("\\A[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\z"));
    static const QRegularExpression number(QStringLiteral("\\A[0-9]+\\z"));
    if (text.isEmpty() || text.size() > 253)
        return false;
    const QStringList labels = text.split(u'.');
    return std::all_of(labels.begin(), labels.end(), [](const QString &l) { return matches(label, l); }) &&
           !matches(number, labels.last());
}

bool isHost(const QString &text)
{
    static const QRegularExpression zone(QStringLiteral("\\A([^%]+)%[A-Za-z0-9_.-]{1,15}\\z"));
    const QRegularExpressionMatch match = zone.match(text);
    if (match.hasMatch()) {
        const auto address = parseIp(match.captured(1));
        return address && address->isV6();
    }
    return parseIp(text).has_value() || isDnsName(text);
}

bool isNodeName(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("\\A[a-z0-9][a-z0-9-]{0,30}\\z"));
    return matches(pattern, text);
}

bool isStorageName(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("\\A[A-Za-z][A-Za-z0-9_.-]{0,98}[A-Za-z0-9]\\z"));
    return matches(pattern, text);
}

bool isBridgeName(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("\\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}\\z"));
    return matches(pattern, text);
}

bool isPoolName(const QString &text)
{
    static const QRegularExpression pattern(
        QStringLiteral("\\A[A-Za-z0-9._-]{1,64}(/[A-Za-z0-9._-]{1,64}){0,2}\\z"));
    return matches(pattern, text);
}

QString storageProblem(const QString &name)
{
    if (name.isEmpty() || isStorageName(name))
        return {};
    return tr(
        "Cannot use this storage. Its name begins with a letter, ends with a letter or digit, and has dots, "
        "hyphens and underscores besides. Choose one of the list, or leave it empty.");
}

QString bridgeProblem(const QString &name)
{
    if (name.isEmpty() || isBridgeName(name))
        return {};
    return tr(
        "Cannot use this bridge. Its name has 1 to 15 letters, digits, dots, hyphens and underscores. Choose "
        "one of the list, for example vmbr0, or leave it empty.");
}

QString slug(const QString &text, int max)
{
    QString out;
    for (const QChar c : text.trimmed().toLower()) {
        if ((c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9'))
            out += c;
        else if (!out.isEmpty() && out.back() != u'-')
            out += u'-';
    }
    out.truncate(max);
    while (out.endsWith(u'-'))
        out.chop(1);
    return out;
}

} // namespace slipway::fields
