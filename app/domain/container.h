#pragma once
#include "app/base/ids.h"
#include "app/domain/containerspec.h"
#include "app/domain/snapshot.h"
#include <QJsonObject>

namespace slipway {

/// A container that its request wants removed (OnFailure::Rollback) and that could not be removed yet: the
/// backend goes on trying.
struct PendingCleanup
{
    QString since;    ///< ISO 8601
    int attempts = 0; ///< since then, besides the first one
    QString problem;  ///< why the last one failed
    bool operator==(const PendingCleanup &) const = default;
};

/// A container as the backend knows it: a row of GET /api/containers.
struct Container
{
    ContainerId id;
    QString hostname;
    QString templateName;
    QString host; ///< "lxc" | "simulated" | "proxmox" | "foreign" (by another publisher on the bus)
    QString node; ///< name of the Node it lives on; empty = the backend's own host
    bool isSimulated = false; ///< said plainly wherever the container is shown
    Lifecycle lifecycle = Lifecycle::Pending;
    QString address; ///< IPv4/IPv6 text, empty while unknown
    QString hostRef; ///< how its host finds it again (lxc name, VMID with a random word…); may be set
                     ///< before it exists, and stays until the container is removed; for people: nameOnHost()
    QString createdAt;  ///< ISO 8601
    QString finishedAt; ///< ISO 8601, empty while the run goes on
    QString errorMessage;
    Snapshot snapshot;                     ///< as of the last stored event
    QJsonObject spec;                      ///< redacted request
    std::optional<PendingCleanup> cleanup; ///< of a failed one
    bool operator==(const Container &) const = default;
};

/// What people call it on its host, as far as that is known without asking there: the lxc name, the VMID.
QString nameOnHost(const Container &container);

/// Keys: id hostname template host node simulated lifecycle address hostRef createdAt finishedAt errorMessage
/// percent step spec, and cleanup{since attempts problem} where there is one. `snapshot` is included as an
/// object only in the detail (GET /api/containers/{id}).
QJsonObject toJson(const Container &container, bool detail);
Result<Container> containerFromJson(const QJsonObject &object);

} // namespace slipway
