#include "net/proxmox/types.h"
#include <QHostAddress>
#include <QJsonArray>
#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace slipway::proxmox {

namespace {

QString textOf(const QJsonValue &value)
{
    if (value.isDouble()) {
        const double number = value.toDouble();
        const qint64 whole = value.toInteger();
        return double(whole) == number ? QString::number(whole) : QString::number(number, 'g', 15);
    }
    if (value.isBool())
        return value.toBool() ? u"1"_s : u"0"_s;
    return value.toString();
}

double numberOf(const QJsonValue &value)
{
    return value.isString() ? value.toString().toDouble()
           : value.isBool() ? double(value.toBool())
                            : value.toDouble();
}

qint64 integerOf(const QJsonValue &value)
{
    if (value.isString()) {
        bool isWhole = false;
        const qint64 whole = value.toString().toLongLong(&isWhole);
        return isWhole ? whole : QJsonValue(value.toString().toDouble()).toInteger();
    }
    // A double that is no whole number (uptime of some versions) is cut.
    if (value.isDouble())
        return value.toInteger(QJsonValue(std::trunc(value.toDouble())).toInteger());
    return value.toBool() ? 1 : 0;
}

int smallOf(const QJsonValue &value)
{
    return int(std::clamp<qint64>(integerOf(value), std::numeric_limits<int>::min(),
                                  std::numeric_limits<int>::max()));
}

bool boolOf(const QJsonValue &value)
{
    if (value.isString()) {
        const QString text = value.toString().toLower();
        return text == u"1" || text == u"true" || text == u"yes" || text == u"on";
    }
    return value.isBool() ? value.toBool() : value.toDouble() != 0;
}

QStringList listOf(const QJsonValue &value)
{
    static const QRegularExpression separators(u"[,; ]+"_s);
    return textOf(value).split(separators, Qt::SkipEmptyParts);
}

} // namespace

int Version::majorNumber() const
{
    return (release.isEmpty() ? version : release).section(u'.', 0, 0).toInt();
}

int Version::minorNumber() const
{
    return (release.isEmpty() ? version : release).section(u'.', 1, 1).toInt();
}

Version Version::fromJson(const QJsonObject &json)
{
    return {textOf(json["version"_L1]), textOf(json["release"_L1]), textOf(json["repoid"_L1])};
}

Node Node::fromJson(const QJsonObject &json)
{
    return {.name = textOf(json["node"_L1]),
            .status = textOf(json["status"_L1]),
            .cpu = numberOf(json["cpu"_L1]),
            .cpus = smallOf(json["maxcpu"_L1]),
            .memoryUsed = integerOf(json["mem"_L1]),
            .memoryTotal = integerOf(json["maxmem"_L1]),
            .uptime = integerOf(json["uptime"_L1]),
            .fingerprint = textOf(json["ssl_fingerprint"_L1])};
}

NodeStatus NodeStatus::fromJson(const QJsonObject &json)
{
    const QJsonObject cpuInfo = json["cpuinfo"_L1].toObject();
    const QJsonObject memory = json["memory"_L1].toObject();
    const QJsonObject root = json["rootfs"_L1].toObject();
    NodeStatus status{.pveVersion = textOf(json["pveversion"_L1]),
                      .kernel = textOf(json["current-kernel"_L1].toObject()["release"_L1]),
                      .cpuModel = textOf(cpuInfo["model"_L1]),
                      .cpus = smallOf(cpuInfo["cpus"_L1]),
                      .cpu = numberOf(json["cpu"_L1]),
                      .loadAverage = {},
                      .memoryUsed = integerOf(memory["used"_L1]),
                      .memoryTotal = integerOf(memory["total"_L1]),
                      .rootUsed = integerOf(root["used"_L1]),
                      .rootTotal = integerOf(root["total"_L1]),
                      .uptime = integerOf(json["uptime"_L1])};
    const QJsonArray load = json["loadavg"_L1].toArray();
    for (const QJsonValue &value : load)
        status.loadAverage << numberOf(value);
    return status;
}

bool Storage::holds(QStringView kind) const { return content.contains(kind); }

Storage Storage::fromJson(const QJsonObject &json)
{
    return {.name = textOf(json["storage"_L1]),
            .type = textOf(json["type"_L1]),
            .content = listOf(json["content"_L1]),
            .active = boolOf(json["active"_L1]),
            .enabled = boolOf(json["enabled"_L1]),
            .shared = boolOf(json["shared"_L1]),
            .available = integerOf(json["avail"_L1]),
            .used = integerOf(json["used"_L1]),
            .total = integerOf(json["total"_L1])};
}

QString StorageContent::fileName() const
{
    const QString path = volid.section(u':', 1);
    return path.section(u'/', -1);
}

StorageContent StorageContent::fromJson(const QJsonObject &json)
{
    return {.volid = textOf(json["volid"_L1]),
            .kind = textOf(json["content"_L1]),
            .format = textOf(json["format"_L1]),
            .notes = textOf(json["notes"_L1]),
            .size = integerOf(json["size"_L1]),
            .created = integerOf(json["ctime"_L1]),
            .vmid = smallOf(json["vmid"_L1])};
}

Bridge Bridge::fromJson(const QJsonObject &json)
{
    Bridge bridge{.name = textOf(json["iface"_L1]),
                  .type = textOf(json["type"_L1]),
                  .active = boolOf(json["active"_L1]),
                  .vlanAware = boolOf(json["bridge_vlan_aware"_L1]),
                  .cidr = textOf(json["cidr"_L1]),
                  .gateway = textOf(json["gateway"_L1]),
                  .comment = textOf(json["comments"_L1]).trimmed()};
    // Older ones say address and netmask only, the mask as a length or with dots, always as a string.
    const QString address = textOf(json["address"_L1]);
    const QString mask = textOf(json["netmask"_L1]);
    if (bridge.cidr.isEmpty() && !address.isEmpty()) {
        const int prefix =
            mask.contains(u'.') ? QHostAddress::parseSubnet(address + u'/' + mask).second : mask.toInt();
        bridge.cidr = prefix > 0 ? u"%1/%2"_s.arg(address).arg(prefix) : address;
    }
    return bridge;
}

Appliance Appliance::fromJson(const QJsonObject &json)
{
    return {.templateName = textOf(json["template"_L1]),
            .package = textOf(json["package"_L1]),
            .version = textOf(json["version"_L1]),
            .os = textOf(json["os"_L1]),
            .section = textOf(json["section"_L1]),
            .headline = textOf(json["headline"_L1])};
}

Pool Pool::fromJson(const QJsonObject &json)
{
    return {textOf(json["poolid"_L1]), textOf(json["comment"_L1])};
}

bool Permissions::has(const QString &path, const QString &privilege) const
{
    const auto exact = byPath.constFind(path);
    if (exact != byPath.constEnd())
        return exact->contains(privilege);
    for (QString above = path; above.size() > 1;) {
        above.truncate(std::max<qsizetype>(above.lastIndexOf(u'/'), 0));
        if (above.isEmpty())
            above = u"/"_s;
        const auto listed = byPath.constFind(above);
        if (listed != byPath.constEnd())
            return listed->value(privilege, false);
    }
    return false;
}

Permissions Permissions::fromJson(const QJsonObject &json)
{
    Permissions permissions;
    for (auto path = json.begin(); path != json.end(); ++path) {
        const QJsonObject privileges = path.value().toObject();
        auto &held = permissions.byPath[path.key()];
        for (auto privilege = privileges.begin(); privilege != privileges.end(); ++privilege)
            held.insert(privilege.key(), boolOf(privilege.value()));
    }
    return permissions;
}

ClusterResource ClusterResource::fromJson(const QJsonObject &json)
{
    return {.id = textOf(json["id"_L1]),
            .type = textOf(json["type"_L1]),
            .node = textOf(json["node"_L1]),
            .vmid = smallOf(json["vmid"_L1]),
            .name = textOf(json["name"_L1]),
            .status = textOf(json["status"_L1]),
            .pool = textOf(json["pool"_L1]),
            .lock = textOf(json["lock"_L1]),
            .tags = listOf(json["tags"_L1]),
            .isTemplate = boolOf(json["template"_L1]),
            .cpu = numberOf(json["cpu"_L1]),
            .cpus = numberOf(json["maxcpu"_L1]),
            .memoryUsed = integerOf(json["mem"_L1]),
            .memoryTotal = integerOf(json["maxmem"_L1]),
            .diskUsed = integerOf(json["disk"_L1]),
            .diskTotal = integerOf(json["maxdisk"_L1]),
            .uptime = integerOf(json["uptime"_L1])};
}

ContainerStatus ContainerStatus::fromJson(const QJsonObject &json)
{
    return {.vmid = smallOf(json["vmid"_L1]),
            .name = textOf(json["name"_L1]),
            .status = textOf(json["status"_L1]),
            .lock = textOf(json["lock"_L1]),
            .tags = listOf(json["tags"_L1]),
            .isTemplate = boolOf(json["template"_L1]),
            .cpu = numberOf(json["cpu"_L1]),
            .cpus = numberOf(json["cpus"_L1]),
            .memoryUsed = integerOf(json["mem"_L1]),
            .memoryTotal = integerOf(json["maxmem"_L1]),
            .swapUsed = integerOf(json["swap"_L1]),
            .swapTotal = integerOf(json["maxswap"_L1]),
            .diskUsed = integerOf(json["disk"_L1]),
            .diskTotal = integerOf(json["maxdisk"_L1]),
            .networkIn = integerOf(json["netin"_L1]),
            .networkOut = integerOf(json["netout"_L1]),
            .uptime = integerOf(json["uptime"_L1])};
}

QMap<QString, QString> parsePropertyString(QStringView text)
{
    QMap<QString, QString> parts;
    for (const QStringView part : text.split(u',', Qt::SkipEmptyParts)) {
        const qsizetype equals = part.indexOf(u'=');
        if (equals < 0)
            parts.insert(QString(), part.toString());
        else
            parts.insert(part.left(equals).toString(), part.mid(equals + 1).toString());
    }
    return parts;
}

bool ContainerConfig::isUnprivileged() const { return values.value(u"unprivileged"_s) == u"1"; }

QStringList ContainerConfig::tags() const { return listOf(values.value(u"tags"_s)); }

QMap<QString, QString> ContainerConfig::property(const QString &name) const
{
    return parsePropertyString(values.value(name));
}

ContainerConfig ContainerConfig::fromJson(const QJsonObject &json)
{
    ContainerConfig config;
    for (auto value = json.begin(); value != json.end(); ++value) {
        // "lxc" holds raw lines as pairs; nothing here reads them.
        if (!value.value().isArray() && !value.value().isObject())
            config.values.insert(value.key(), textOf(value.value()));
    }
    return config;
}

Interface Interface::fromJson(const QJsonObject &json)
{
    Interface interface {
        .name = textOf(json["name"_L1]), .hardwareAddress = textOf(json["hwaddr"_L1]), .addresses = {}
    };
    if (interface.hardwareAddress.isEmpty())
        interface.hardwareAddress = textOf(json["hardware-address"_L1]);
    const auto add = [&interface](const QString &address, int prefix) {
        if (address.isEmpty())
            return;
        const Address known{address.section(u'/', 0, 0),
                            address.contains(u'/') ? address.section(u'/', 1, 1).toInt() : prefix};
        if (!interface.addresses.contains(known))
            interface.addresses << known;
    };
    const QJsonArray all = json["ip-addresses"_L1].toArray(); // since 8.2
    for (const QJsonValue &value : all) {
        const QJsonObject entry = value.toObject();
        add(textOf(entry["ip-address"_L1]), smallOf(entry["prefix"_L1]));
    }
    add(textOf(json["inet"_L1]), 0);
    add(textOf(json["inet6"_L1]), 0);
    return interface;
}

QString ipv4Of(const QList<Interface> &interfaces)
{
    for (const Interface &interface : interfaces) {
        if (interface.name == u"lo")
            continue;
        for (const Interface::Address &entry : interface.addresses) {
            const QHostAddress address(entry.address);
            if (address.protocol() == QAbstractSocket::IPv4Protocol && !address.isLoopback() &&
                !address.isLinkLocal())
                return entry.address;
        }
    }
    return {};
}

bool TaskStatus::isOk() const { return !running && (exitStatus == u"OK" || warnings() > 0); }

int TaskStatus::warnings() const
{
    constexpr QLatin1StringView mark("WARNINGS: ");
    return exitStatus.startsWith(mark) ? QStringView(exitStatus).mid(mark.size()).toInt() : 0;
}

TaskStatus TaskStatus::fromJson(const QJsonObject &json)
{
    return {.upid = textOf(json["upid"_L1]),
            .type = textOf(json["type"_L1]),
            .id = textOf(json["id"_L1]),
            .user = textOf(json["user"_L1]),
            .startTime = integerOf(json["starttime"_L1]),
            .running = textOf(json["status"_L1]) == u"running",
            .exitStatus = textOf(json["exitstatus"_L1])};
}

TaskEntry TaskEntry::fromJson(const QJsonObject &json)
{
    return {.upid = textOf(json["upid"_L1]),
            .type = textOf(json["type"_L1]),
            .id = textOf(json["id"_L1]),
            .user = textOf(json["user"_L1]),
            .startTime = integerOf(json["starttime"_L1]),
            .endTime = integerOf(json["endtime"_L1]),
            .status = textOf(json["status"_L1])};
}

TaskLogLine TaskLogLine::fromJson(const QJsonObject &json)
{
    return {smallOf(json["n"_L1]), textOf(json["t"_L1])};
}

Snapshot Snapshot::fromJson(const QJsonObject &json)
{
    return {textOf(json["name"_L1]), textOf(json["description"_L1]), textOf(json["parent"_L1]),
            integerOf(json["snaptime"_L1])};
}

} // namespace slipway::proxmox
