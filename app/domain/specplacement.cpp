#include "app/domain/specplacement.h"
#include "app/domain/fieldrules.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace slipway {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("slipway::ContainerSpec", text); }

bool matches(const QRegularExpression &pattern, const QString &text)
{
    return pattern.match(text).hasMatch();
}

// ---- network ----

struct Family
{
    bool isV6;
    int minPrefix = 8; ///< Proxmox VE takes no wider network
    int maxPrefix = 32;
    const char *name = "IPv4";
    const char *example = "192.168.1.50/24";
};
constexpr Family kIpv4{false};
constexpr Family kIpv6{true, 8, 128, "IPv6", "2001:db8::50/64"};

struct Cidr
{
    fields::IpAddress address;
    int prefix = 0;
};

bool isOf(const fields::IpAddress &address, const Family &family) { return address.isV6() == family.isV6; }

// Nobody's own address: unspecified, loopback, multicast, and what IPv4 keeps back.
bool isNobodys(const fields::IpAddress &address)
{
    const auto first = static_cast<unsigned char>(address.bytes.at(0));
    if (address.isV6())
        return first == 0xff || fields::isSameNetwork(address, {QByteArray(16, '\0')}, 127);
    return first == 0 || first == 127 || first >= 224;
}

// The parts of ADDRESS/PREFIX; else what is wrong with it.
tl::expected<Cidr, QString> parseCidr(const QString &text, const Family &family)
{
    const QString name = QLatin1StringView(family.name);
    const QString example = QLatin1StringView(family.example);
    const qsizetype slash = text.indexOf(u'/');
    const auto address = fields::parseIp(slash < 0 ? text : text.left(slash));
    if (!address || !isOf(*address, family))
        return tl::unexpected(
            tr("Cannot use \"%1\". It is no %2 address. Write it as %3.").arg(text.left(64), name, example));
    if (slash < 0)
        return tl::unexpected(
            tr("Cannot use the address %1 alone. The size of its network is missing. Write it with "
               "its prefix, for example %1/%2.")
                .arg(text)
                .arg(family.isV6 ? 64 : 24));
    bool isNumber = false;
    const int prefix = text.sliced(slash + 1).toInt(&isNumber);
    static const QRegularExpression digits(u"/[0-9]{1,3}\\z"_s);
    if (!isNumber || !matches(digits, text) || prefix < family.minPrefix || prefix > family.maxPrefix)
        return tl::unexpected(tr("Cannot use \"%1\". Its prefix is no number from %2 to %3. Write it as %4.")
                                  .arg(text.left(64))
                                  .arg(family.minPrefix)
                                  .arg(family.maxPrefix)
                                  .arg(example));
    if (isNobodys(*address))
        return tl::unexpected(
            tr("Cannot give the address %1 to a container. It is kept for other uses. Choose a "
               "free one of your network.")
                .arg(text.left(slash)));
    // RFC 3021 and RFC 6164: two addresses, both for hosts.
    const bool isNetwork = fields::isHostPart(*address, prefix, false);
    const bool isBroadcast = !family.isV6 && fields::isHostPart(*address, prefix, true);
    if (prefix < family.maxPrefix - 1 && (isNetwork || isBroadcast))
        return tl::unexpected(
            tr("Cannot give %1 to a container. It is the %2 address of the network, not one of a "
               "host. Choose another one in it.")
                .arg(text, isNetwork ? tr("first") : tr("broadcast")));
    return Cidr{*address, prefix};
}

// `cidr`: nothing when the address is not a static one, or wrong (which was said already).
QString gatewayProblem(const QString &gateway, const QString &address, const std::optional<Cidr> &cidr,
                       const Family &family)
{
    if (gateway.isEmpty())
        return {};
    const QString name = QLatin1StringView(family.name);
    const auto parsed = fields::parseIp(gateway);
    if (!parsed || !isOf(*parsed, family))
        return tr("Cannot use \"%1\" as a gateway. It is no %2 address. Write it without a prefix.")
            .arg(gateway.left(64), name);
    if (!cidr && !address.isEmpty() && address != "dhcp"_L1 && address != "auto"_L1)
        return {};
    if (!cidr)
        return tr("Cannot set a gateway here. Without a static %1 address the network gives one. Remove the "
                  "gateway, "
                  "or set an address with its prefix.")
            .arg(name);
    if (*parsed == cidr->address)
        return tr("Cannot use %1 as a gateway. It is the container's own address. Type that of the router.")
            .arg(gateway);
    const bool isLinkLocal =
        family.isV6 && fields::isSameNetwork(*parsed, *fields::parseIp(u"fe80::"_s), 10); // on every link
    if (!isLinkLocal && !fields::isSameNetwork(*parsed, cidr->address, cidr->prefix))
        return tr("Cannot reach the gateway %1. It is not in the network of %2. Correct one of the two.")
            .arg(gateway, address);
    return {};
}

QString searchDomainProblem(const QString &domain)
{
    if (domain.isEmpty() || fields::isDnsName(domain))
        return {};
    return tr("Cannot use this search domain. It is no name on the network. Write it as example.net.");
}

// ---- names on the host ----

QString nodeProblem(const QString &node)
{
    if (node.isEmpty() || fields::isNodeName(node))
        return {};
    return tr("Cannot use this node. Its name has 1 to 31 of a–z, 0–9 and hyphen. Choose one of the list.");
}

QString sourceProblem(const QString &source)
{
    static const QRegularExpression volume(
        u"\\A[A-Za-z][A-Za-z0-9_.-]{0,98}[A-Za-z0-9]:vztmpl/[A-Za-z0-9][A-Za-z0-9._+~-]{0,250}\\z"_s);
    static const QRegularExpression system(u"\\A[A-Za-z0-9][A-Za-z0-9._+~-]{0,250}\\z"_s);
    const bool isOfLxc =
        source == "busybox"_L1 || source.startsWith("debootstrap:"_L1) || source.startsWith("rootfs:"_L1);
    if (source.isEmpty() || (!isOfLxc && (matches(volume, source) || matches(system, source))))
        return {};
    if (isOfLxc)
        return tr("Cannot use the source \"%1\" on a node of Proxmox VE. Its containers begin with an OS "
                  "template. "
                  "Choose one, for example debian-12-standard.")
            .arg(source.left(64));
    return tr("Cannot use this source. On a node of Proxmox VE it is a system like debian-12-standard, or a "
              "volume like "
              "local:vztmpl/NAME.tar.zst. Write one of these, or leave it empty for the template's own.");
}

QString vmidProblem(int vmid)
{
    if (vmid == 0 || (vmid >= 100 && vmid <= 999'999'999))
        return {};
    return tr("Cannot use the ID %1. From 100 to 999999999 is possible. Choose one of these, or leave it out "
              "for the "
              "next free one.")
        .arg(vmid);
}

QString poolProblem(const QString &name)
{
    if (name.isEmpty() || fields::isPoolName(name))
        return {};
    return tr(
        "Cannot use this pool. Its name has letters, digits, dots, hyphens and underscores. Write it as it "
        "stands under Permissions, Pools.");
}

QString descriptionProblem(const QString &description)
{
    constexpr qsizetype kMax = 8192;
    if (description.size() > kMax)
        return tr("Cannot keep a description of %1 characters. At most %2 are allowed. Shorten it.")
            .arg(description.size())
            .arg(kMax);
    const bool isBinary = std::any_of(description.begin(), description.end(), [](QChar c) {
        return (c.unicode() < 0x20 && c != u'\n' && c != u'\t') || c == u'\x7f';
    });
    return isBinary ? tr("Cannot keep this description. It contains a control character. Remove it.")
                    : QString();
}

QString swapProblem(int swapMb)
{
    if (swapMb >= 0 && swapMb <= 1'048'576)
        return {};
    return tr("Cannot give %1 MB of swap. From 0 to 1048576 is possible. Choose a number in between.")
        .arg(swapMb);
}

// ---- SSH keys ----

// The blob repeats the type: length, then name (RFC 4253, 6.6).
bool isKeyBlob(const QByteArray &base64, const QByteArray &type)
{
    const auto decoded = QByteArray::fromBase64Encoding(base64, QByteArray::AbortOnBase64DecodingErrors);
    const QByteArray head = QByteArray("\0\0\0", 3) + char(type.size()) + type;
    return decoded && decoded.decoded.startsWith(head) && decoded.decoded.size() >= head.size() + 4 + 32;
}

QString sshKeyProblem(const QString &line)
{
    static const QRegularExpression key(
        u"(?:\\A|\\s)((?:sk-)?(?:ssh|ecdsa)-[A-Za-z0-9@.-]+)\\s+([A-Za-z0-9+/]+=*)(?:\\s|\\z)"_s);
    if (line.contains("PRIVATE KEY"_L1) || line.startsWith("PuTTY-User-Key-File"_L1))
        return tr("Cannot let this key in. It is a private key, which must not leave your machine. Paste the "
                  "public "
                  "one, the file that ends in .pub.");
    if (line.startsWith("---- BEGIN SSH2"_L1))
        return tr("Cannot let this key in. It is in the format of RFC 4716. Convert it with \"ssh-keygen -i "
                  "-f FILE\".");
    if (line.contains(u'\n') || line.contains(u'\r'))
        return tr("Cannot let this key in. It has more than one line. Give each key as one entry.");
    const QRegularExpressionMatch match = key.match(line);
    if (line.size() > 16'384 || !match.hasMatch())
        return tr(
            "Cannot let this key in. It is no line of an authorized_keys file. Paste one that begins like "
            "ssh-ed25519 AAAA….");
    if (!isKeyBlob(match.captured(2).toLatin1(), match.captured(1).toLatin1()))
        return tr("Cannot let this key in. It is damaged or cut off. Copy the whole line of the .pub file.");
    return {};
}

class Checks
{
public:
    QList<FieldError> errors;

    void check(const QString &field, const QString &problem)
    {
        if (!problem.isEmpty())
            errors.append({field, problem});
    }

    void addresses(const QString &ip, const QString &gateway, const Family &family, const QStringList &words,
                   const QString &ipField, const QString &gatewayField)
    {
        std::optional<Cidr> cidr;
        if (!ip.isEmpty() && !words.contains(ip)) {
            const auto parsed = parseCidr(ip, family);
            if (parsed)
                cidr = *parsed;
            else
                check(ipField, parsed.error());
        }
        check(gatewayField, gatewayProblem(gateway, ip, cidr, family));
    }

    void network(const NetworkSpec &network)
    {
        addresses(network.ipv4, network.gateway, kIpv4, {u"dhcp"_s}, u"network.ipv4"_s, u"network.gateway"_s);
        addresses(network.ipv6, network.gateway6, kIpv6, {u"auto"_s, u"dhcp"_s}, u"network.ipv6"_s,
                  u"network.gateway6"_s);
        if (network.vlan < 0 || network.vlan > 4094)
            check(
                u"network.vlan"_s,
                tr("Cannot use the VLAN %1. From 1 to 4094 is possible, and 0 for none. Correct the number.")
                    .arg(network.vlan));
        list(u"network.nameservers"_s, network.nameservers, kMaxNameservers, [](const QString &server) {
            return fields::parseIp(server)
                       ? QString()
                       : tr("Cannot ask \"%1\" for names. It is no IP address. Write it as 192.168.1.1.")
                             .arg(server.left(64));
        });
        check(u"network.searchDomain"_s, searchDomainProblem(network.searchDomain));
    }

    template<typename Problem>
    void list(const QString &field, const QStringList &entries, qsizetype max, Problem problem)
    {
        if (entries.size() > max)
            check(field, tr("Cannot take %1 entries. At most %2 are allowed. Remove some.")
                             .arg(entries.size())
                             .arg(max));
        for (qsizetype i = 0; i < std::min(entries.size(), max); ++i)
            check(u"%1[%2]"_s.arg(field).arg(i), problem(entries.at(i)));
    }

    static constexpr qsizetype kMaxNameservers = 3; // resolv.conf(5): MAXNS
    static constexpr qsizetype kMaxSshKeys = 64;
};

} // namespace

QList<FieldError> placementErrors(const ContainerSpec &spec)
{
    Checks c;
    c.check(u"node"_s, nodeProblem(spec.node));
    if (!spec.node.isEmpty())
        c.check(u"source"_s, sourceProblem(spec.source));
    c.check(u"vmid"_s, vmidProblem(spec.vmid));
    c.check(u"storage"_s, fields::storageProblem(spec.storage));
    c.check(u"templateStorage"_s, fields::storageProblem(spec.templateStorage));
    c.check(u"bridge"_s, fields::bridgeProblem(spec.bridge));
    c.check(u"pool"_s, poolProblem(spec.pool));
    c.check(u"description"_s, descriptionProblem(spec.description));
    c.network(spec.network);
    if (spec.swapMb)
        c.check(u"swapMb"_s, swapProblem(*spec.swapMb));
    c.list(u"sshPublicKeys"_s, spec.sshPublicKeys, Checks::kMaxSshKeys, sshKeyProblem);
    return c.errors;
}

bool looksLikePasswordHash(const Secret &password)
{
    static const QRegularExpression hash(u"\\A\\$[0-9a-z]{1,8}\\$"_s);
    return matches(hash, QString::fromLatin1(password.reveal()));
}

} // namespace slipway
