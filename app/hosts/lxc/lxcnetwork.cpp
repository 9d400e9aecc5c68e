#include "app/hosts/lxc/lxcnetwork.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHostAddress>
#include <QNetworkInterface>
#include <QStandardPaths>
#include <QtEndian>
#include <thread>

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

constexpr auto kToolTime = std::chrono::seconds(15);
constexpr auto kDetachTime = std::chrono::seconds(2);
constexpr QLatin1StringView kOurs("10.87."); // networks of the bridges we make

QByteArray content(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool tool(const QStringList &command)
{
    return LxcTools::run(command, CancelToken().limitedTo(kToolTime), QString()).has_value();
}

QByteArray valueIn(const QByteArray &config, QByteArrayView key)
{
    for (const QByteArray &line : config.split('\n')) {
        const qsizetype equals = line.indexOf('=');
        if (equals > 0 && line.left(equals).trimmed() == key)
            return line.sliced(equals + 1).trimmed();
    }
    return {};
}

std::optional<LxcNetwork::Lease> existing(const QString &bridge)
{
    const QNetworkInterface interface = QNetworkInterface::interfaceFromName(bridge);
    if (!interface.isValid())
        return std::nullopt;
    for (const QNetworkAddressEntry &entry : interface.addressEntries()) {
        if (entry.ip().protocol() == QAbstractSocket::IPv4Protocol)
            return LxcNetwork::Lease{bridge, {}, entry.ip().toString(), entry.prefixLength()};
    }
    return std::nullopt;
}

/// True when no interface and no route of this machine reaches into 10.87.`subnet`.0/24.
bool isFree(int subnet)
{
    const quint32 network = QHostAddress(u"10.87.%1.0"_s.arg(subnet)).toIPv4Address();
    for (const QNetworkInterface &interface : QNetworkInterface::allInterfaces()) {
        for (const QNetworkAddressEntry &entry : interface.addressEntries()) {
            if (entry.ip().protocol() == QAbstractSocket::IPv4Protocol &&
                QHostAddress(network | 1U).isInSubnet(entry.ip(), std::min(entry.prefixLength(), 24)))
                return false;
        }
    }
    const QByteArrayList routes = content(u"/proc/net/route"_s).split('\n');
    for (qsizetype i = 1; i < routes.size(); ++i) {
        const QByteArrayList fields = routes.at(i).simplified().split(' ');
        if (fields.size() < 8)
            continue;
        const quint32 mask = qFromBigEndian(fields.at(7).toUInt(nullptr, 16));
        const quint32 target = qFromBigEndian(fields.at(1).toUInt(nullptr, 16));
        if (mask != 0 && (network & mask) == (target & mask))
            return false;
    }
    return true;
}

QString subnetOf(const LxcNetwork::Lease &bridge)
{
    const quint32 mask = ~0U << (32 - bridge.prefix);
    return QHostAddress(QHostAddress(bridge.gateway).toIPv4Address() & mask).toString() + u'/' +
           QString::number(bridge.prefix);
}

/// The rules for iptables, each as its table, chain and match.
QList<QStringList> natRules(const LxcNetwork::Lease &bridge)
{
    const QString subnet = subnetOf(bridge);
    const QStringList comment{u"-m"_s, u"comment"_s, u"--comment"_s, u"slipway"_s};
    return {QStringList{u"nat"_s, u"POSTROUTING"_s, u"-s"_s, subnet, u"!"_s, u"-d"_s, subnet} + comment +
                QStringList{u"-j"_s, u"MASQUERADE"_s},
            QStringList{u"filter"_s, u"FORWARD"_s, u"-i"_s, bridge.bridge} + comment +
                QStringList{u"-j"_s, u"ACCEPT"_s},
            QStringList{u"filter"_s, u"FORWARD"_s, u"-o"_s, bridge.bridge} + comment +
                QStringList{u"-j"_s, u"ACCEPT"_s}};
}

QStringList iptables(const QString &action, const QStringList &rule)
{
    return QStringList{u"iptables"_s, u"-w"_s, u"5"_s, u"-t"_s, rule.first(), action} + rule.sliced(1);
}

QString nftTable(const LxcNetwork::Lease &bridge) { return u"slipway_"_s + bridge.bridge; }

bool addNftRules(const LxcNetwork::Lease &bridge)
{
    const QString table = nftTable(bridge);
    const QString rules =
        u"add table ip %1; add chain ip %1 nat { type nat hook postrouting priority 100; }; "
        "flush chain ip %1 nat; add rule ip %1 nat ip saddr %2 ip daddr != %2 masquerade"_s.arg(
            table, subnetOf(bridge));
    return tool({u"nft"_s, rules});
}

} // namespace

QString LxcNetwork::bridge() const
{
    return m_options.bridge.isEmpty() && existing(u"lxcbr0"_s) ? u"lxcbr0"_s : ownBridge();
}

QString LxcNetwork::cidr() const
{
    const std::optional<Lease> there = existing(bridge());
    return there ? there->gateway + u'/' + QString::number(there->prefix) : QString();
}

Result<LxcNetwork::Lease> LxcNetwork::acquire(HostCall &call)
{
    const QMutexLocker lock(&m_mutex);
    Result<Lease> lease = ensureBridge(call);
    if (!lease)
        return lease;
    const quint32 mask = ~0U << (32 - lease->prefix);
    const quint32 gateway = QHostAddress(lease->gateway).toIPv4Address();
    const quint32 last = (gateway | ~mask) - 1; // below the broadcast address
    const quint32 first = (gateway & mask) + 2;
    const QSet<QString> taken = takenAddresses();
    const bool downwards = lease->bridge == "lxcbr0"_L1;
    for (quint32 i = 0; i <= last - first; ++i) {
        const quint32 candidate = downwards ? last - i : first + i;
        const QString text = QHostAddress(candidate).toString();
        if (candidate == gateway || taken.contains(text))
            continue;
        m_reserved.insert(text);
        lease->address = text;
        return lease;
    }
    return fail(ErrorCode::Unavailable,
                u"Cannot give the container an address. All of %1 are taken. Delete containers."_s.arg(
                    subnetOf(*lease)));
}

void LxcNetwork::release(const QString &address)
{
    const QMutexLocker lock(&m_mutex);
    m_reserved.remove(address);
}

QSet<QString> LxcNetwork::takenAddresses() const
{
    QSet<QString> taken = m_reserved;
    for (const QString &root : {m_lxcPath, u"/var/lib/lxc"_s}) {
        for (const QString &name : QDir(root).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            for (const QByteArray &line : content(root + u'/' + name + u"/config"_s).split('\n')) {
                if (!line.startsWith("lxc.net.") || !line.contains(".ipv4.address"))
                    continue;
                const QByteArray value = line.sliced(line.indexOf('=') + 1).trimmed();
                taken.insert(QString::fromLatin1(value.left(value.indexOf('/'))));
            }
        }
    }
    for (const QByteArray &line : content(u"/var/lib/misc/dnsmasq.lxcbr0.leases"_s).split('\n'))
        taken.insert(QString::fromLatin1(line.split(' ').value(2)));
    for (const QByteArray &line : content(u"/proc/net/arp"_s).split('\n')) {
        const QByteArrayList fields = line.simplified().split(' ');
        if (fields.value(2) == "0x2") // complete: somebody answered
            taken.insert(QString::fromLatin1(fields.first()));
    }
    return taken;
}

Result<LxcNetwork::Lease> LxcNetwork::ensureBridge(HostCall &call)
{
    const QString name = bridge();
    if (const auto there = existing(name))
        return *there;
    return makeBridge(name, call);
}

Result<LxcNetwork::Lease> LxcNetwork::makeBridge(const QString &name, HostCall &call)
{
    int subnet = m_options.subnet;
    for (int i = 0; subnet < 0 && i < 256; ++i)
        subnet = isFree(i) ? i : -1;
    if (subnet < 0)
        return fail(ErrorCode::Unavailable, u"Cannot make a bridge. No network of 10.87.0.0/16 is free."_s);
    return makeBridge(name, u"10.87.%1.1"_s.arg(subnet), call);
}

Result<LxcNetwork::Lease> LxcNetwork::makeBridge(const QString &name, const QString &gateway, HostCall &call)
{
    const Lease bridge{name, {}, gateway, 24};
    const QString failure = u"Cannot make the bridge %1."_s.arg(name);
    const QList<QStringList> commands = {
        {u"ip"_s, u"link"_s, u"add"_s, u"name"_s, name, u"type"_s, u"bridge"_s},
        {u"ip"_s, u"addr"_s, u"add"_s, bridge.gateway + u"/24"_s, u"dev"_s, name},
        {u"ip"_s, u"link"_s, u"set"_s, name, u"up"_s},
    };
    for (const QStringList &command : commands) {
        const Result<ChildResult> done = LxcTools::run(command, call.cancel, failure);
        if (!done && command.value(2) == "add"_L1 && QNetworkInterface::interfaceFromName(name).isValid() &&
            command.value(1) == "link"_L1)
            continue; // another process was faster, or one without address is there
        if (!done)
            return tl::unexpected(done.error());
    }
    call.log("Made the bridge " + name.toUtf8() + ", " + bridge.gateway.toUtf8() + "/24");
    if (m_options.nat)
        enableNat(bridge, call);
    return bridge;
}

void LxcNetwork::enableNat(const Lease &bridge, HostCall &call)
{
    QFile forward(u"/proc/sys/net/ipv4/ip_forward"_s);
    if (content(forward.fileName()).trimmed() != "1") {
        if (forward.open(QIODevice::WriteOnly) && forward.write("1\n") == 2)
            call.log("Switched on net.ipv4.ip_forward, for the containers' way out");
    }
    bool done = false;
    if (!QStandardPaths::findExecutable(u"iptables"_s).isEmpty()) {
        done = true;
        for (const QStringList &rule : natRules(bridge))
            done = (tool(iptables(u"-C"_s, rule)) || tool(iptables(u"-I"_s, rule))) && done;
    } else if (!QStandardPaths::findExecutable(u"nft"_s).isEmpty()) {
        done = addNftRules(bridge);
    }
    if (done)
        call.log("Containers reach the outside through NAT from " + subnetOf(bridge).toUtf8());
    else
        call.log("Containers cannot reach the outside: neither iptables nor nft could set up NAT");
}

Result<void> LxcNetwork::restore(const QByteArray &config, HostCall &call)
{
    const QMutexLocker lock(&m_mutex);
    const QString name = QString::fromUtf8(valueIn(config, "lxc.net.0.link"));
    const QString gateway = QString::fromUtf8(valueIn(config, "lxc.net.0.ipv4.gateway"));
    if (name != ownBridge() || !gateway.startsWith(kOurs) || existing(name))
        return {};
    return makeBridge(name, gateway, call).map([](const Lease &) {});
}

/// Any line of a configuration that names it: more than one interface is possible.
bool LxcNetwork::isConfigured(const QString &bridge) const
{
    const QByteArray wanted = bridge.toUtf8();
    for (const QString &root : {m_lxcPath, u"/var/lib/lxc"_s}) {
        for (const QString &name : QDir(root).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            for (const QByteArray &line : content(root + u'/' + name + u"/config"_s).split('\n')) {
                if (line.startsWith("lxc.net.") && line.sliced(line.indexOf('=') + 1).trimmed() == wanted)
                    return true;
            }
        }
    }
    return false;
}

void LxcNetwork::removeUnused()
{
    const QString bridge = ownBridge();
    const QString attached = u"/sys/class/net/%1/brif"_s.arg(bridge); // interfaces of whatever lxcpath
    // The kernel takes a dead container's interface away a moment after its last process.
    const auto deadline = std::chrono::steady_clock::now() + kDetachTime;
    for (;;) {
        {
            const QMutexLocker lock(&m_mutex);
            if (!m_reserved.isEmpty() || !QFileInfo::exists(attached) || isConfigured(bridge))
                return;
            if (QDir(attached).isEmpty()) {
                std::ignore = removeOurs();
                return;
            }
        }
        if (std::chrono::steady_clock::now() >= deadline)
            return;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

Result<void> LxcNetwork::removeBridge()
{
    const QMutexLocker lock(&m_mutex);
    return removeOurs();
}

QString LxcNetwork::ownBridge() const { return m_options.bridge.isEmpty() ? u"slipbr0"_s : m_options.bridge; }

Result<void> LxcNetwork::removeOurs()
{
    const QString name = ownBridge();
    const auto bridge = existing(name);
    if (!bridge || !bridge->gateway.startsWith(kOurs))
        return {};
    if (m_options.nat) {
        for (const QStringList &rule : natRules(*bridge))
            std::ignore = tool(iptables(u"-D"_s, rule));
        std::ignore = tool({u"nft"_s, u"delete"_s, u"table"_s, u"ip"_s, nftTable(*bridge)});
    }
    return LxcTools::run({u"ip"_s, u"link"_s, u"delete"_s, name}, CancelToken().limitedTo(kToolTime),
                         u"Cannot remove the bridge %1."_s.arg(name))
        .map([](const ChildResult &) {});
}

} // namespace slipway::hosts
