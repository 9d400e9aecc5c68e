#pragma once
#include "net/proxmox/upid.h"
#include <QDateTime>
#include <QJsonObject>
#include <QJsonValue>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

// What Proxmox VE answers, as the schemas of 8.4 and 9.1 have it. Read tolerantly: a number may come as a
// string, a boolean as 0, 1, "0" or true, and whatever is missing has the default written here. Sizes are
// bytes.
namespace slipway::proxmox {

/// GET /version
struct Version
{
    QString version; ///< "8.4.1"
    QString release; ///< "8.4"
    QString repoId;
    int majorNumber() const; ///< 0 when unknown
    int minorNumber() const;
    static Version fromJson(const QJsonObject &json);
};

/// GET /nodes
struct Node
{
    QString name;
    QString status; ///< "online", "offline", "unknown"
    double cpu = 0; ///< 0…1
    int cpus = 0;
    qint64 memoryUsed = 0;
    qint64 memoryTotal = 0;
    qint64 uptime = 0;   ///< s
    QString fingerprint; ///< of its certificate, "AA:BB:…"; empty when Proxmox does not say
    bool isOnline() const { return status == QLatin1String("online"); }
    static Node fromJson(const QJsonObject &json);
};

/// GET /nodes/{node}/status
struct NodeStatus
{
    QString pveVersion;
    QString kernel;
    QString cpuModel;
    int cpus = 0;
    double cpu = 0;            ///< 0…1
    QList<double> loadAverage; ///< 1, 5, 15 minutes
    qint64 memoryUsed = 0;
    qint64 memoryTotal = 0;
    qint64 rootUsed = 0;
    qint64 rootTotal = 0;
    qint64 uptime = 0; ///< s
    static NodeStatus fromJson(const QJsonObject &json);
};

/// GET /nodes/{node}/storage
struct Storage
{
    QString name;
    QString type;        ///< "dir", "zfspool", "lvmthin"…
    QStringList content; ///< "rootdir", "vztmpl"…
    bool active = false; ///< can be reached now
    bool enabled = false;
    bool shared = false;
    qint64 available = 0;
    qint64 used = 0;
    qint64 total = 0;
    bool holds(QStringView kind) const;
    static Storage fromJson(const QJsonObject &json);
};

/// GET /nodes/{node}/storage/{storage}/content
struct StorageContent
{
    QString volid;  ///< "local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst"
    QString kind;   ///< "vztmpl"
    QString format; ///< "tzst", "tgz", "raw"…
    QString notes;
    qint64 size = 0;
    qint64 created = 0;       ///< seconds since the epoch
    int vmid = 0;             ///< its owner, if any
    QString fileName() const; ///< what stands after "local:vztmpl/"
    static StorageContent fromJson(const QJsonObject &json);
};

/// GET /nodes/{node}/network?type=any_bridge
struct Bridge
{
    QString name;
    QString type; ///< "bridge", "OVSBridge", "vnet"
    bool active = false;
    bool vlanAware = false;
    QString cidr; ///< "192.0.2.1/24"; empty without an address
    QString gateway;
    QString comment; ///< without its line end
    static Bridge fromJson(const QJsonObject &json);
};

/// GET /nodes/{node}/aplinfo: a template that can be downloaded
struct Appliance
{
    QString templateName; ///< what POST aplinfo wants: "debian-12-standard_12.7-1_amd64.tar.zst"
    QString package;
    QString version;
    QString os;      ///< "debian-12"
    QString section; ///< "system", "turnkeylinux"
    QString headline;
    static Appliance fromJson(const QJsonObject &json);
};

/// GET /pools
struct Pool
{
    QString id;
    QString comment;
    static Pool fromJson(const QJsonObject &json);
};

/// GET /access/permissions: what this token or user may do.
struct Permissions
{
    /// path → privilege → whether it holds for what is below that path too
    QMap<QString, QMap<QString, bool>> byPath;

    /// On exactly that path if it is listed, else inherited from the nearest listed one above. Ask the server
    /// for one path (Client::permissions(path)) where that matters: a path on which nothing is allowed is not
    /// listed at all.
    bool has(const QString &path, const QString &privilege) const;
    /// True for a token with privilege separation that nobody has given anything yet: lists are empty for it,
    /// without an error.
    bool isEmpty() const { return byPath.isEmpty(); }
    static Permissions fromJson(const QJsonObject &json);
};

/// GET /cluster/resources
struct ClusterResource
{
    QString id;   ///< "lxc/100", "storage/pve/local"
    QString type; ///< "lxc", "qemu", "node", "storage", "sdn"
    QString node;
    int vmid = 0;
    QString name;
    QString status; ///< "running"
    QString pool;
    QString lock;
    QStringList tags;
    bool isTemplate = false;
    double cpu = 0; ///< 0…1 of `cpus`
    double cpus = 0;
    qint64 memoryUsed = 0;
    qint64 memoryTotal = 0;
    qint64 diskUsed = 0;
    qint64 diskTotal = 0;
    qint64 uptime = 0; ///< s
    static ClusterResource fromJson(const QJsonObject &json);
};

/// GET /nodes/{node}/lxc/{vmid}/status/current
struct ContainerStatus
{
    int vmid = 0;
    QString name;
    QString status; ///< "running", "stopped"
    QString lock;   ///< "create", "backup"…; empty = none
    QStringList tags;
    bool isTemplate = false;
    double cpu = 0; ///< 0…1 of `cpus`
    double cpus = 0;
    qint64 memoryUsed = 0;
    qint64 memoryTotal = 0;
    qint64 swapUsed = 0;
    qint64 swapTotal = 0;
    qint64 diskUsed = 0;
    qint64 diskTotal = 0;
    qint64 networkIn = 0;
    qint64 networkOut = 0;
    qint64 uptime = 0; ///< s
    bool isRunning() const { return status == QLatin1String("running"); }
    static ContainerStatus fromJson(const QJsonObject &json);
};

/// GET /nodes/{node}/lxc/{vmid}/config
struct ContainerConfig
{
    QMap<QString, QString> values; ///< every property as text: "net0", "rootfs", "memory"…

    QString hostname() const { return values.value(QStringLiteral("hostname")); }
    QString lock() const { return values.value(QStringLiteral("lock")); }
    QString description() const { return values.value(QStringLiteral("description")); }
    bool isUnprivileged() const;
    QStringList tags() const;
    /// The parts of a property string: property("net0")["bridge"]. The part without a name (the volume of a
    /// rootfs) stands under "".
    QMap<QString, QString> property(const QString &name) const;
    static ContainerConfig fromJson(const QJsonObject &json);
};
QMap<QString, QString> parsePropertyString(QStringView text);

/// GET /nodes/{node}/lxc/{vmid}/interfaces
struct Interface
{
    struct Address
    {
        QString address; ///< without its prefix
        int prefix = 0;
        bool isIpv6() const { return address.contains(u':'); }
        bool operator==(const Address &) const = default;
    };
    QString name;
    QString hardwareAddress;
    QList<Address> addresses; ///< fe80… included
    static Interface fromJson(const QJsonObject &json);
};
/// The first IPv4 address of another interface than lo that is neither loopback nor link-local (169.254…);
/// empty when there is none yet.
QString ipv4Of(const QList<Interface> &interfaces);

/// GET /nodes/{node}/tasks/{upid}/status
struct TaskStatus
{
    QString upid;
    QString type;
    QString id;
    QString user;
    qint64 startTime = 0; ///< seconds since the epoch
    bool running = false;
    QString exitStatus; ///< when it is over: "OK", "WARNINGS: 2", an error text, "unexpected status"
    bool isOk() const;  ///< "OK" or warnings only
    int warnings() const;
    static TaskStatus fromJson(const QJsonObject &json);
};

/// GET /nodes/{node}/tasks
struct TaskEntry
{
    QString upid;
    QString type;
    QString id;
    QString user;
    qint64 startTime = 0;
    qint64 endTime = 0; ///< 0 = it runs
    QString status;     ///< "RUNNING", empty in archives of old; else how it ended
    bool isRunning() const
    {
        return endTime == 0 && (status.isEmpty() || status == QLatin1StringView("RUNNING"));
    }
    static TaskEntry fromJson(const QJsonObject &json);
};

/// GET /nodes/{node}/tasks/{upid}/log
struct TaskLogLine
{
    int number = 0; ///< from 1
    QString text;
    bool operator==(const TaskLogLine &) const = default;
    static TaskLogLine fromJson(const QJsonObject &json);
};

/// GET /nodes/{node}/lxc/{vmid}/snapshot
struct Snapshot
{
    QString name; ///< "current" is the container as it is now
    QString description;
    QString parent;
    qint64 time = 0; ///< seconds since the epoch
    static Snapshot fromJson(const QJsonObject &json);
};

} // namespace slipway::proxmox
