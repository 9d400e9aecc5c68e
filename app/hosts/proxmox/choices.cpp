#include "app/hosts/proxmox/choices.h"

#include "app/jobs/fieldrefusal.h"

#include <QHostAddress>
#include <QRegularExpression>
#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

/// name_version_arch.tar.xxx, as pveam has them.
const QRegularExpression &templateForm()
{
    static const QRegularExpression form(u"\\A([^_/]+)_([^_/]+)_([^_/]+)\\.tar(\\.(zst|gz|xz|bz2))?\\z"_s);
    return form;
}

QList<qulonglong> numbersIn(QStringView text)
{
    QList<qulonglong> found;
    bool inside = false;
    for (const QChar c : text) {
        const bool digit = c >= u'0' && c <= u'9';
        if (digit && !inside)
            found.append(0);
        if (digit)
            found.last() = found.last() * 10 + qulonglong(c.unicode() - u'0');
        inside = digit;
    }
    return found;
}

template<typename T>
QString names(const QList<T> &list)
{
    QStringList out;
    for (const T &entry : list)
        out.append(entry.name);
    return out.join(u", "_s);
}

QString storageField(const QString &content)
{
    return content == "vztmpl"_L1 ? u"templateStorage"_s : u"storage"_s;
}

QString purposeOf(const QString &content)
{
    return content == "vztmpl"_L1 ? u"OS templates (content \"vztmpl\")"_s
                                  : u"root file systems (content \"rootdir\")"_s;
}

} // namespace

QString systemOf(QStringView fileName) { return templateForm().match(fileName.toString()).captured(1); }
QString versionOf(QStringView fileName) { return templateForm().match(fileName.toString()).captured(2); }

QString templateTitle(QStringView fileName)
{
    const auto match = templateForm().match(fileName.toString());
    return match.hasMatch() ? match.captured(1) + u' ' + match.captured(2) : fileName.toString();
}

bool isOlder(QStringView a, QStringView b)
{
    const QList<qulonglong> left = numbersIn(a), right = numbersIn(b);
    if (left != right)
        return std::lexicographical_compare(left.cbegin(), left.cend(), right.cbegin(), right.cend());
    return a.compare(b) < 0;
}

const proxmox::StorageContent *newestInstalled(const QList<proxmox::StorageContent> &installed,
                                               const QString &system)
{
    const proxmox::StorageContent *best = nullptr;
    for (const proxmox::StorageContent &entry : installed) {
        if (systemOf(entry.fileName()) == system &&
            (best == nullptr || isOlder(versionOf(best->fileName()), versionOf(entry.fileName()))))
            best = &entry;
    }
    return best;
}

const proxmox::Appliance *newestAppliance(const QList<proxmox::Appliance> &offered, const QString &system)
{
    const proxmox::Appliance *best = nullptr;
    for (const proxmox::Appliance &entry : offered) {
        if (systemOf(entry.templateName) == system &&
            (best == nullptr || isOlder(versionOf(best->templateName), versionOf(entry.templateName))))
            best = &entry;
    }
    return best;
}

bool isVolumeId(QStringView source) { return source.contains(u":vztmpl/"); }
QString storageOf(QStringView volumeId) { return volumeId.left(volumeId.indexOf(u':')).toString(); }
QString fileNameOf(QStringView volumeId) { return volumeId.mid(volumeId.lastIndexOf(u'/') + 1).toString(); }

Result<QString> chooseStorage(const QList<proxmox::Storage> &storages, const QString &content,
                              const QString &asked, const QString &preset)
{
    const QString wanted = asked.isEmpty() ? preset : asked;
    QList<proxmox::Storage> fitting;
    for (const proxmox::Storage &storage : storages) {
        if (storage.holds(content) && storage.active)
            fitting.append(storage);
    }
    const QString have = fitting.isEmpty() ? u"No active storage of this node takes them. Enable that "
                                             u"content on one in Proxmox, or give the user "
                                             "or token Datastore.Audit on /storage so that it sees them."_s
                                           : u"These take them: %1."_s.arg(names(fitting));
    if (wanted.isEmpty()) {
        if (fitting.size() == 1)
            return fitting.first().name;
        if (fitting.isEmpty())
            return fail(ErrorCode::HostFailed,
                        u"Cannot choose a storage for %1. %2"_s.arg(purposeOf(content), have));
        return fail(
            ErrorCode::Invalid,
            u"Cannot choose a storage for %1. More than one takes them: %2. Say which with \"%3\", or "
            "set one for the node."_s.arg(purposeOf(content), names(fitting), storageField(content)));
    }
    for (const proxmox::Storage &storage : storages) {
        if (storage.name != wanted)
            continue;
        if (!storage.active)
            return fail(
                ErrorCode::HostFailed,
                u"Cannot use the storage \"%1\". It is not active on this node. Look at it in Proxmox, "
                "or choose another one. %2"_s.arg(wanted, have));
        if (!storage.holds(content))
            return fail(ErrorCode::Invalid,
                        u"Cannot use the storage \"%1\" for %2. It does not take them. %3"_s.arg(
                            wanted, purposeOf(content), have));
        return wanted;
    }
    return fail(ErrorCode::Invalid,
                u"Cannot use the storage \"%1\". This node has none of that name, or the user "
                "or token may not see it. %2"_s.arg(wanted, have));
}

Result<QString> chooseBridge(const QList<proxmox::Bridge> &bridges, const QString &asked,
                             const QString &preset)
{
    const QString wanted = asked.isEmpty() ? preset : asked;
    if (!wanted.isEmpty()) {
        const bool known = std::any_of(bridges.cbegin(), bridges.cend(),
                                       [&](const proxmox::Bridge &b) { return b.name == wanted; });
        // An empty list may only mean that we may not look: a wrong one then shows when the container starts.
        if (known || bridges.isEmpty())
            return wanted;
        return fail(ErrorCode::Invalid,
                    u"Cannot use the bridge \"%1\". This node has none of that name. It has: %2."_s.arg(
                        wanted, names(bridges)));
    }
    const proxmox::Bridge *best = nullptr;
    for (const proxmox::Bridge &bridge : bridges) {
        const bool better = best == nullptr || (bridge.active && !best->active) ||
                            (bridge.active == best->active && bridge.name.startsWith("vmbr"_L1) &&
                             !best->name.startsWith("vmbr"_L1));
        if (better)
            best = &bridge;
    }
    if (best == nullptr)
        return fail(
            ErrorCode::HostFailed,
            u"Cannot choose a bridge. This node shows none. Say which with \"bridge\", set one for the "
            "node, or give the user or token SDN.Use on /sdn/zones/localnetwork."_s);
    return best->name;
}

proxmox::NetworkInterface networkInterface(const NetworkSpec &network, const QString &bridge)
{
    proxmox::NetworkInterface out;
    out.bridge = bridge;
    out.ip = network.ipv4.isEmpty() ? u"dhcp"_s : network.ipv4;
    out.gateway = network.gateway;
    out.ip6 = network.ipv6;
    out.gateway6 = network.gateway6;
    out.vlan = network.vlan;
    out.firewall = network.firewall;
    return out;
}

QStringList proxmoxTags(const QStringList &tags)
{
    static const QRegularExpression other(u"[^a-z0-9_.+-]+"_s), start(u"\\A[^a-z0-9_]+"_s);
    QStringList out;
    for (const QString &tag : tags) {
        QString made = tag.toLower().replace(other, u"-"_s);
        made.remove(start);
        while (made.endsWith(u'-'))
            made.chop(1);
        if (!made.isEmpty() && !out.contains(made))
            out.append(made);
    }
    return out;
}

bool isVmid(int vmid) { return vmid >= 100 && vmid <= 999999999; }

namespace {

QList<FieldError> passwordErrors(const Secret &password)
{
    const auto wrong = [](const QString &why) {
        return QList<FieldError>{{u"rootPassword"_s, u"Cannot set the root password. "_s + why}};
    };
    if (password.size() < 5)
        return wrong(u"Proxmox wants 5 characters or more. Choose a longer one."_s);
    if (proxmox::looksLikePasswordHash(password.reveal()))
        return wrong(
            u"Proxmox takes one that begins like \"$6$\" for a hash, and nobody could sign in with it. "
            "Choose another one."_s);
    if (password.reveal().contains('\n'))
        return wrong(u"It holds a line end. Leave that out."_s);
    return {};
}

/// What Proxmox gives to root@pam with its password only, not even to its tokens.
QList<FieldError> featureErrors(const ContainerSpec &spec, const Node &node)
{
    QList<FieldError> errors;
    const auto refuse = [&](const QString &feature) {
        errors.append({u"features."_s + feature,
                       u"Cannot switch on %1. Proxmox allows that to root@pam with its password only, not to "
                       u"%2. Leave it "
                       "out, or let the node sign in as root@pam."_s.arg(
                           feature, node.signIn == Node::SignIn::Token ? u"an API token"_s : node.user)});
    };
    if (spec.features.keyctl.value_or(false))
        refuse(u"keyctl"_s);
    if (spec.features.fuse.value_or(false))
        refuse(u"fuse"_s);
    if (!spec.unprivileged.value_or(true) && spec.features.nesting.value_or(false))
        errors.append(
            {u"features.nesting"_s,
             u"Cannot switch on nesting for a privileged container. Proxmox allows that to root@pam with "
             "its password only. Make it unprivileged, or leave nesting out."_s});
    return errors;
}

} // namespace

Result<void> checkSpec(const ContainerSpec &spec, const Node &node)
{
    QList<FieldError> errors;
    if (spec.rootPassword)
        errors.append(passwordErrors(*spec.rootPassword));
    const bool isRoot = node.user == "root@pam"_L1 && node.signIn == Node::SignIn::Password;
    if (!isRoot)
        errors.append(featureErrors(spec, node));
    const bool isBare = spec.scripts.isEmpty() && spec.files.isEmpty() && spec.packages.isEmpty() &&
                        spec.npmPackages.isEmpty() && spec.pipPackages.isEmpty();
    if (!node.ssh.isEnabled && !isBare)
        errors.append(
            {u"node"_s,
             u"Cannot put anything into the container. SSH is switched off for the node \"%1\". Switch it "
             "on, or create the container without scripts, files and packages."_s.arg(node.name)});
    if (!errors.isEmpty())
        return tl::unexpected(refusal(errors));
    return {};
}

QString staticAddress(const QString &ip)
{
    const QString address = ip.section(u'/', 0, 0);
    return QHostAddress(address).isNull() ? QString() : address;
}

bool isUsableIpv4(QStringView address)
{
    const QHostAddress host(address.toString());
    // Qt takes "24" for an address, too.
    return address.count(u'.') == 3 && host.protocol() == QAbstractSocket::IPv4Protocol &&
           !host.isLoopback() && !host.isLinkLocal() && address != u"0.0.0.0";
}

bool isUsableIpv6(QStringView address)
{
    const QHostAddress host(address.toString());
    return host.protocol() == QAbstractSocket::IPv6Protocol && !host.isLoopback() && !host.isLinkLocal() &&
           !host.isNull() && address != u"::";
}

QString firstAddress(QStringView text)
{
    static const QRegularExpression space(u"[\\s/]+"_s);
    for (const QString &word : text.toString().split(space, Qt::SkipEmptyParts)) {
        if (isUsableIpv4(word))
            return word;
    }
    return {};
}

} // namespace slipway::hosts
