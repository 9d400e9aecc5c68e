#pragma once
#include "app/base/result.h"
#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

namespace slipway {

// What a host has to choose from: the answers of the look-ups that fill a form. Sorted by name.

struct HostStorage
{
    QString name;
    QString type;        ///< "dir", "lvmthin", "zfspool", …
    QStringList content; ///< "rootdir", "vztmpl", …
    bool isActive = true;
    bool isShared = false;
    qint64 totalBytes = 0; ///< 0: unknown
    qint64 availableBytes = 0;
    bool operator==(const HostStorage &) const = default;
};

struct HostBridge
{
    QString name;
    QString comment;
    QString cidr; ///< may be empty
    bool isVlanAware = false;
    bool operator==(const HostBridge &) const = default;
};

struct OsTemplate
{
    QString source;          ///< what ContainerSpec::source takes: a volume id, a system's name, "busybox"
    QString title;           ///< "debian-12-standard 12.7-1"
    QString storage;         ///< where it lies; empty when it is not there yet
    qint64 bytes = 0;        ///< 0: unknown
    bool isInstalled = true; ///< false: it is downloaded when a creation wants it
    bool operator==(const OsTemplate &) const = default;
};

/// A node of the cluster behind a host.
struct HostNode
{
    QString name;
    bool isOnline = false;
    bool isThis = false; ///< the one that the host works on
    bool operator==(const HostNode &) const = default;
};

/// Live state of a container on its host. Numbers below 0 are unknown.
struct HostStatus
{
    enum class Power { Unknown, Stopped, Running, Gone };
    Power power = Power::Unknown;
    QString lock;            ///< "backup", "create"…: what keeps the container busy; empty: nothing
    QString task;            ///< what goes on with it, in words; empty: nothing
    double cpuFraction = -1; ///< of its cores, 0–1
    int cores = -1;
    qint64 memoryBytes = -1;
    qint64 memoryTotalBytes = -1;
    qint64 diskBytes = -1;
    qint64 diskTotalBytes = -1;
    qint64 netInBytes = -1;
    qint64 netOutBytes = -1;
    qint64 uptimeSeconds = -1;
    bool operator==(const HostStatus &) const = default;
};
QLatin1StringView powerName(HostStatus::Power power); ///< "unknown" "stopped" "running" "gone"

/// One line of a node's preflight.
struct PreflightCheck
{
    enum class State { Ok, Warning, Failed, Skipped };
    QString id; ///< "reach" "version" "certificate" "signIn" "permissions" "node" "rootStorage" "templates"
                ///< "bridge" "vmid" "ssh" "pct": stable, for scripts
    QString title; ///< "Certificate"
    State state = State::Skipped;
    QString message;     ///< one sentence: what was found; when it failed also what to do
    QStringList details; ///< e.g. each missing permission with its path
    bool operator==(const PreflightCheck &) const = default;
};

/// What the other side showed when nobody had said yet whom to trust; to be compared by a person.
struct Fingerprints
{
    QString certificateSha256; ///< "AA:BB:…"
    QString certificateSubject;
    QString certificateNotAfter;       ///< ISO 8601
    bool isCertificateTrusted = false; ///< by the system's authorities, or as pinned
    QString hostKeySha256;             ///< "SHA256:…"; empty when ssh did not answer
    QString hostKeyType;               ///< "ssh-ed25519"
    bool operator==(const Fingerprints &) const = default;
};

struct Preflight
{
    QList<PreflightCheck> checks; ///< in the order they were made
    Fingerprints fingerprints;
    QString version;   ///< of the host's software
    QString pveNode;   ///< the node's name as found
    bool isOk() const; ///< nothing failed
    bool operator==(const Preflight &) const = default;
};

QJsonObject toJson(const HostStorage &storage);
QJsonObject toJson(const HostBridge &bridge);
QJsonObject toJson(const OsTemplate &entry);
QJsonObject toJson(const HostNode &node);
QJsonObject toJson(const HostStatus &status); ///< unknown numbers are null
QJsonObject toJson(const Preflight &preflight);
// Readers for the clients: what is missing or of another type keeps its default.
HostStorage hostStorageFromJson(const QJsonObject &object);
HostBridge hostBridgeFromJson(const QJsonObject &object);
OsTemplate osTemplateFromJson(const QJsonObject &object);
HostNode hostNodeFromJson(const QJsonObject &object);
HostStatus hostStatusFromJson(const QJsonObject &object);
Preflight preflightFromJson(const QJsonObject &object);

} // namespace slipway
