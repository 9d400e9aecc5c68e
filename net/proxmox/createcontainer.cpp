#include "net/proxmox/createcontainer.h"
#include "net/proxmox/texts.h"
#include <QHostAddress>
#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace slipway::proxmox {

namespace {

bool matches(const QString &text, const QString &pattern)
{
    return QRegularExpression(u"\\A(?:"_s + pattern + u")\\z"_s).match(text).hasMatch();
}

// QHostAddress takes "192.0.2" for an address too, and one with a scope; Proxmox does not.
bool isAddress(const QString &text, QAbstractSocket::NetworkLayerProtocol family)
{
    return QHostAddress(text).protocol() == family && !text.contains(u'%') &&
           (family != QAbstractSocket::IPv4Protocol || text.count(u'.') == 3);
}

// "192.0.2.5/24" of that family.
bool isCidr(const QString &text, QAbstractSocket::NetworkLayerProtocol family)
{
    const QStringList parts = text.split(u'/');
    bool isNumber = false;
    const int prefix = parts.size() == 2 ? parts.at(1).toInt(&isNumber) : -1;
    return isNumber && prefix >= 0 && prefix <= (family == QAbstractSocket::IPv4Protocol ? 32 : 128) &&
           isAddress(parts.at(0), family);
}

Result<void> checkAddress(const QString &text, QAbstractSocket::NetworkLayerProtocol family,
                          const QStringList &words)
{
    if (text.isEmpty() || words.contains(text) || isCidr(text, family))
        return {};
    if (isAddress(text, family))
        return fail(
            ErrorCode::Invalid,
            Texts::tr("Cannot use the address %1. Its prefix is missing. Write it with one, for example "
                      "%1/%2.")
                .arg(text)
                .arg(family == QAbstractSocket::IPv4Protocol ? 24 : 64));
    return fail(
        ErrorCode::Invalid,
        Texts::tr("Cannot use the address “%1”. It is neither an address with a prefix nor one of: %2.")
            .arg(text, words.join(u", "_s)));
}

Result<void> checkGateway(const QString &text, QAbstractSocket::NetworkLayerProtocol family)
{
    if (text.isEmpty() || isAddress(text, family))
        return {};
    return fail(
        ErrorCode::Invalid,
        Texts::tr("Cannot use the gateway “%1”. It is no address. Write it without a prefix.").arg(text));
}

} // namespace

Result<QString> NetworkInterface::property() const
{
    for (const QString &word : {name, bridge}) {
        if (!matches(word, u"[A-Za-z][A-Za-z0-9_.\\-]{0,14}"_s))
            return fail(ErrorCode::Invalid,
                        Texts::tr("Cannot use the interface or bridge “%1”. It is no name of "
                                  "one. Use letters, digits, “.”, “-” and “_”.")
                            .arg(word));
    }
    if (vlan < 0 || vlan > 4094)
        return fail(
            ErrorCode::Invalid,
            Texts::tr("Cannot use the VLAN %1. It is out of range. Give one from 1 to 4094.").arg(vlan));
    if (mtu != 0 && (mtu < 64 || mtu > 65535))
        return fail(
            ErrorCode::Invalid,
            Texts::tr("Cannot use the MTU %1. It is out of range. Give one from 64 to 65535.").arg(mtu));
    if (!hardwareAddress.isEmpty() && !matches(hardwareAddress, u"(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}"_s))
        return fail(
            ErrorCode::Invalid,
            Texts::tr("Cannot use the hardware address “%1”. It does not look like 02:00:00:00:00:01. "
                      "Correct it or leave it out.")
                .arg(hardwareAddress));
    for (const Result<void> &checked :
         {checkAddress(ip, QAbstractSocket::IPv4Protocol, {u"dhcp"_s, u"manual"_s}),
          checkAddress(ip6, QAbstractSocket::IPv6Protocol, {u"auto"_s, u"dhcp"_s, u"manual"_s}),
          checkGateway(gateway, QAbstractSocket::IPv4Protocol),
          checkGateway(gateway6, QAbstractSocket::IPv6Protocol)}) {
        if (!checked)
            return tl::unexpected(checked.error());
    }
    QString text = u"name=%1,bridge=%2"_s.arg(name, bridge);
    const auto add = [&text](QLatin1StringView key, const QString &value) {
        if (!value.isEmpty())
            text += u',' + key + u'=' + value;
    };
    add("hwaddr"_L1, hardwareAddress);
    add("ip"_L1, ip);
    add("gw"_L1, gateway);
    add("ip6"_L1, ip6);
    add("gw6"_L1, gateway6);
    add("tag"_L1, vlan ? QString::number(vlan) : QString());
    add("mtu"_L1, mtu ? QString::number(mtu) : QString());
    add("firewall"_L1, firewall ? u"1"_s : QString());
    return text;
}

QString Features::property() const
{
    QStringList parts;
    if (nesting)
        parts << u"nesting=1"_s;
    if (keyctl)
        parts << u"keyctl=1"_s;
    if (fuse)
        parts << u"fuse=1"_s;
    if (mknod)
        parts << u"mknod=1"_s;
    if (!mount.isEmpty())
        parts << u"mount="_s + mount.join(u';');
    return parts.join(u',');
}

bool looksLikePasswordHash(QByteArrayView password)
{
    // crypt(5): "$id$…". Proxmox (PVE::LXC::Setup) writes such a value into /etc/shadow as it stands.
    return password.size() > 2 && password.startsWith('$') && password.sliced(1).contains('$');
}

Answer<Parameters> CreateContainer::parameters() const
{
    QList<FieldError> wrong;
    const auto check = [&wrong](bool isGood, const char *field, const QString &message) {
        if (!isGood)
            wrong.append({QString::fromLatin1(field), message});
    };
    static const QString label = u"[A-Za-z0-9](?:[A-Za-z0-9\\-]{0,61}[A-Za-z0-9])?"_s;
    const QString dnsName = label + u"(?:\\."_s + label + u")*"_s;

    check(vmid >= 100 && vmid <= 999'999'999, "vmid",
          Texts::tr("Cannot use the number %1. Proxmox counts from 100 to 999999999.").arg(vmid));
    check(hostname.size() <= 255 && matches(hostname, dnsName), "hostname",
          Texts::tr("Cannot use the name “%1”. It is no host name. Use letters, digits and hyphens.")
              .arg(hostname));
    check(!osTemplate.isEmpty() && osTemplate.size() <= 255, "ostemplate",
          Texts::tr(
              "Cannot do without an OS template. None is named, or its name has more than 255 characters."));
    check(
        matches(rootStorage, u"[A-Za-z][A-Za-z0-9\\-_.]*[A-Za-z0-9]"_s), "rootfs",
        Texts::tr("Cannot use the storage “%1”. It is no name of one. Choose a storage that holds container "
                  "disks.")
            .arg(rootStorage));
    check(rootGib >= 1, "rootfs", Texts::tr("Cannot make a disk of %1 GB. Give at least 1.").arg(rootGib));
    check(memoryMib >= 16, "memory",
          Texts::tr("Cannot give %1 MB of memory. Give at least 16.").arg(memoryMib));
    check(swapMib >= 0, "swap", Texts::tr("Cannot give %1 MB of swap. Give 0 or more.").arg(swapMib));
    check(cores >= 1 && cores <= 8192, "cores",
          Texts::tr("Cannot give %1 cores. Give 1 to 8192.").arg(cores));
    check(password.isEmpty() || password.size() >= 5, "password",
          Texts::tr("Cannot set this password. Proxmox wants 5 characters or more. Take a longer one."));
    check(!looksLikePasswordHash(password.reveal()), "password",
          Texts::tr(
              "Cannot set this password. Proxmox would take it for a hash, since it begins with “$…$”. Take "
              "another one."));
    check(description.size() <= 8192, "description",
          Texts::tr("Cannot keep this description. It has more than 8192 characters. Shorten it."));
    for (const QString &kind : features.mount)
        check(matches(kind, u"[a-zA-Z0-9_]+"_s), "features",
              Texts::tr("Cannot allow the file system “%1”. It is no name of one. Correct it.").arg(kind));
    for (const QString &tag : tags)
        check(matches(tag, u"[a-zA-Z0-9_][a-zA-Z0-9_\\-+.]*"_s), "tags",
              Texts::tr("Cannot use the tag “%1”. Use letters, digits, “_”, “-”, “+” and “.”.").arg(tag));
    for (const QString &server : nameServers)
        check(isAddress(server, QAbstractSocket::IPv4Protocol) ||
                  isAddress(server, QAbstractSocket::IPv6Protocol),
              "nameserver", Texts::tr("Cannot use the name server “%1”. It is no address.").arg(server));
    for (const QString &key : sshPublicKeys)
        check(
            !key.trimmed().isEmpty() && !key.trimmed().contains(u'\n') && !key.contains(QChar::Null) &&
                !key.contains(u"PRIVATE KEY"),
            "ssh-public-keys",
            Texts::tr("Cannot use this SSH key. It is not one line of a public key (“ssh-ed25519 AAAA…”)."));

    Parameters form;
    form.add("vmid", vmid).add("ostemplate", osTemplate).add("hostname", hostname);
    form.add("rootfs", u"%1:%2"_s.arg(rootStorage).arg(rootGib));
    form.add("memory", memoryMib).add("swap", swapMib).add("cores", cores);
    form.add("unprivileged", unprivileged).add("onboot", onBoot);
    form.addIfSet("features", features.property());
    for (qsizetype i = 0; i < networks.size(); ++i) {
        const QByteArray name = "net" + QByteArray::number(i);
        const Result<QString> property = networks.at(i).property();
        if (property)
            form.add(name, *property);
        else
            wrong.append({QString::fromLatin1(name), property.error().message});
    }
    form.addIfSet("nameserver", nameServers.join(u' '));
    form.addIfSet("searchdomain", searchDomain);
    if (!password.isEmpty())
        form.add("password", password);
    QStringList keys;
    for (const QString &key : sshPublicKeys)
        keys << key.trimmed();
    form.addIfSet("ssh-public-keys", keys.join(u'\n'));
    form.addIfSet("tags", tags.join(u';'));
    form.addIfSet("pool", pool);
    form.addIfSet("timezone", timezone);
    form.addIfSet("description", description);
    for (qsizetype i = 0; i < mountPoints.size(); ++i)
        form.add("mp" + QByteArray::number(i), mountPoints.at(i));
    for (qsizetype i = 0; i < devices.size(); ++i)
        form.add("dev" + QByteArray::number(i), devices.at(i));

    if (wrong.isEmpty())
        return form;
    ApiError error;
    error.code = ErrorCode::Invalid;
    error.message = wrong.constFirst().message;
    error.fields = wrong;
    return tl::unexpected(error);
}

} // namespace slipway::proxmox
