#include "tests/fakes/fakepve/rules.h"
#include <QHostAddress>
#include <QTimeZone>

using namespace Qt::Literals::StringLiterals;

namespace slipway::fakes::pve {

namespace {

using Check = std::optional<QString> (*)(const QString &);

// As `$value =~ /^…$/` in Perl: a line feed at the end passes.
bool fits(const QString &value, const char *pattern, bool anyCase = false)
{
    const QRegularExpression expression(u"\\A(?:%1)\\n?\\z"_s.arg(QLatin1StringView(pattern)),
                                        anyCase ? QRegularExpression::CaseInsensitiveOption
                                                : QRegularExpression::NoPatternOption);
    return expression.match(value).hasMatch();
}

std::optional<QString> unless(bool good, const QString &text)
{
    return good ? std::nullopt : std::optional(text);
}

bool isIpv4(const QString &value)
{
    return fits(value,
                "(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)");
}

bool isIpv6(const QString &value)
{
    QHostAddress address;
    return value.contains(u':') && !value.contains(u'%') && address.setAddress(value) &&
           address.protocol() == QAbstractSocket::IPv6Protocol;
}

bool isCidr(const QString &value, bool (*isAddress)(const QString &), int longest)
{
    static const QRegularExpression prefix(u"\\A\\d+\\z"_s);
    const QString bits = value.section(u'/', 1);
    return value.count(u'/') == 1 && isAddress(value.section(u'/', 0, 0)) && prefix.match(bits).hasMatch() &&
           bits.toInt() > 7 && bits.toInt() <= longest;
}

std::optional<QString> ipv4(const QString &value)
{
    return unless(isIpv4(value), u"value does not look like a valid IPv4 address"_s);
}

std::optional<QString> ipv6(const QString &value)
{
    return unless(isIpv6(value), u"value does not look like a valid IPv6 address"_s);
}

std::optional<QString> ipv4Config(const QString &value)
{
    return unless(fits(value, "dhcp|manual") || isCidr(value, isIpv4, 32),
                  u"value does not look like a valid ipv4 network configuration"_s);
}

std::optional<QString> ipv6Config(const QString &value)
{
    return unless(fits(value, "auto|dhcp|manual") || isCidr(value, isIpv6, 128),
                  u"value does not look like a valid ipv6 network configuration"_s);
}

std::optional<QString> nameserver(const QString &value)
{
    if (value == "host"_L1)
        return {};
    const QString address = value.section(u'%', 0, 0);
    return unless(isIpv4(value) || isIpv6(address), u"value does not look like a valid IP address"_s);
}

std::optional<QString> mac(const QString &value)
{
    return unless(fits(value, "[a-f0-9][02468ace](?::[a-f0-9]{2}){5}", true),
                  u"value does not look like a valid unicast MAC address"_s);
}

std::optional<QString> vmid(const QString &value)
{
    return unless(fits(value, "[1-9][0-9]{2,8}"), u"value does not look like a valid VM ID"_s);
}

std::optional<QString> node(const QString &value)
{
    return unless(fits(value, "[a-zA-Z0-9]([a-zA-Z0-9\\-]*[a-zA-Z0-9])?"),
                  u"value does not look like a valid node name"_s);
}

std::optional<QString> storage(const QString &value)
{
    if (value.size() < 2)
        return u"storage ID '%1' cannot be shorter than 2 characters"_s.arg(value);
    return unless(fits(value, "[a-z][a-z0-9\\-_\\.]*[a-z0-9]", true),
                  u"storage ID '%1' contains illegal characters"_s.arg(value));
}

std::optional<QString> content(const QString &value)
{
    return unless(fits(value, "images|rootdir|vztmpl|iso|backup|snippets|import|none"),
                  u"invalid content type '%1'"_s.arg(value));
}

std::optional<QString> pool(const QString &value)
{
    return unless(fits(value, "[A-Za-z0-9\\.\\-_]+(?:/[A-Za-z0-9\\.\\-_]+){0,2}"),
                  u"value '%1' does not look like a valid pool name"_s.arg(value));
}

std::optional<QString> dnsName(const QString &value)
{
    return unless(
        fits(value, "([a-zA-Z0-9]([a-zA-Z0-9\\-]*[a-zA-Z0-9])?\\.)*[a-zA-Z0-9]([a-zA-Z0-9\\-]*[a-zA-Z0-9])?"),
        u"value does not look like a valid DNS name"_s);
}

std::optional<QString> tag(const QString &value)
{
    return unless(fits(value, "[a-z0-9_][a-z0-9_\\-\\+\\.]*", true), u"invalid characters in tag"_s);
}

std::optional<QString> configId(const QString &value)
{
    return unless(fits(value, "[a-z][a-z0-9_-]+", true), u"invalid configuration ID '%1'"_s.arg(value));
}

std::optional<QString> timezone(const QString &value)
{
    return unless(value == "host"_L1 || value == "UTC"_L1 ||
                      QTimeZone::isTimeZoneIdAvailable(value.toLatin1()),
                  u"invalid time zone '%1'"_s.arg(value));
}

std::optional<QString> diskSize(const QString &value)
{
    return unless(fits(value, "\\d+(\\.\\d+)?([KMGT](?:iB)?)?"),
                  u"value does not look like a valid disk size: %1"_s.arg(value));
}

std::optional<QString> mountPath(const QString &value)
{
    return unless(!fits(value, ".*(?:^|/)\\.\\.?(?:/.*|$)"),
                  value + " contains illegal character sequences"_L1);
}

std::optional<QString> devicePath(const QString &value)
{
    return unless(fits(value, "/dev/.+") && !value.contains(".."_L1),
                  value + " is not a valid device path"_L1);
}

std::optional<QString> volume(const QString &value)
{
    return unless(fits(value, "[a-z][a-z0-9\\-_\\.]*[a-z0-9]:.+", true),
                  u"unable to parse volume ID '%1'"_s.arg(value));
}

std::optional<QString> startup(const QString &value)
{
    return unless(
        fits(value, "(?:(?:order=)?\\d+|up=\\d+|down=\\d+)(?:,(?:order=\\d+|\\d+|up=\\d+|down=\\d+))*"),
        u"unable to parse startup options"_s);
}

std::optional<QString> realm(const QString &value)
{
    return unless(fits(value, "[A-Za-z][A-Za-z0-9\\.\\-_]+"), u"value does not look like a valid realm"_s);
}

std::optional<QString> privilege(const QString &value)
{
    return unless(fits(value, "[A-Z][A-Za-z]+(?:\\.[A-Z][A-Za-z]+)+"),
                  u"invalid privilege '%1'"_s.arg(value));
}

std::optional<QString> taskStatus(const QString &value)
{
    return unless(fits(value, "ok|error|warning|unknown"), u"invalid status '%1'"_s.arg(value));
}

const QMap<QString, Check> &checks()
{
    static const QMap<QString, Check> all{
        {u"ipv4"_s, ipv4},
        {u"ipv6"_s, ipv6},
        {u"pve-ipv4-config"_s, ipv4Config},
        {u"pve-ipv6-config"_s, ipv6Config},
        {u"lxc-ip-with-ll-iface"_s, nameserver},
        {u"mac-addr"_s, mac},
        {u"pve-vmid"_s, vmid},
        {u"pve-node"_s, node},
        {u"pve-storage-id"_s, storage},
        {u"pve-storage-content"_s, content},
        {u"pve-poolid"_s, pool},
        {u"dns-name"_s, dnsName},
        {u"pve-tag"_s, tag},
        {u"pve-configid"_s, configId},
        {u"pve-ct-timezone"_s, timezone},
        {u"disk-size"_s, diskSize},
        {u"pve-lxc-mp-string"_s, mountPath},
        {u"pve-lxc-dev-string"_s, devicePath},
        {u"pve-volume-id"_s, volume},
        {u"pve-startup-order"_s, startup},
        {u"pve-realm"_s, realm},
        {u"pve-priv"_s, privilege},
        {u"pve-task-status-type"_s, taskStatus},
    };
    return all;
}

} // namespace

std::optional<QString> formatError(const QString &format, const QString &value)
{
    const QString single = format.endsWith("-list"_L1) ? format.chopped(5) : format;
    const Check check = checks().value(single);
    if (!check)
        qFatal("The table of calls names a format that nobody knows: %s", qPrintable(format));
    if (single == format)
        return check(value);
    static const QRegularExpression separator(u"[,;\\s\\x00]+"_s);
    const QStringList entries = value.split(separator, Qt::SkipEmptyParts);
    for (const QString &entry : entries) {
        if (const std::optional<QString> failure = check(entry))
            return failure;
    }
    return {};
}

} // namespace slipway::fakes::pve
