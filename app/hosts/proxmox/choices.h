#pragma once
#include "app/domain/containerspec.h"
#include "app/domain/node.h"
#include "net/proxmox/createcontainer.h"
#include "net/proxmox/types.h"

namespace slipway::hosts {

// What is taken when a request leaves it open. Pure: lists in, choice out.

/// "debian-12-standard" of "debian-12-standard_12.7-1_amd64.tar.zst".
QString systemOf(QStringView fileName);
/// "12.7-1" of the same; empty when the name is not of that form.
QString versionOf(QStringView fileName);
/// "debian-12-standard 12.7-1", for people; a file name of another form as it is.
QString templateTitle(QStringView fileName);
/// Is version `a` older than `b`? Numbers as numbers: 12.10 is newer than 12.7.
bool isOlder(QStringView a, QStringView b);
/// The newest of `system` among what is installed; nullptr when there is none.
const proxmox::StorageContent *newestInstalled(const QList<proxmox::StorageContent> &installed,
                                               const QString &system);
const proxmox::Appliance *newestAppliance(const QList<proxmox::Appliance> &offered, const QString &system);
/// A volume id ("local:vztmpl/NAME") rather than a system's name.
bool isVolumeId(QStringView source);
QString storageOf(QStringView volumeId);  ///< "local"
QString fileNameOf(QStringView volumeId); ///< "NAME"

/// The storage for `content` ("rootdir", "vztmpl"): `asked` (request), else `preset` (node), else the only
/// one that can hold it. Otherwise Invalid or NotFound, with those there are.
Result<QString> chooseStorage(const QList<proxmox::Storage> &storages, const QString &content,
                              const QString &asked, const QString &preset);
/// Likewise. Of several active bridges the first by name that is called vmbrN; there is nearly always vmbr0.
Result<QString> chooseBridge(const QList<proxmox::Bridge> &bridges, const QString &asked,
                             const QString &preset);

proxmox::NetworkInterface networkInterface(const NetworkSpec &network, const QString &bridge);
/// As Proxmox takes them: lower case, its letters only, none twice.
QStringList proxmoxTags(const QStringList &tags);
/// Which VMIDs cannot be: "100 to 999999999".
bool isVmid(int vmid);
/// Refusals that need no look at the node: features and passwords (Invalid).
Result<void> checkSpec(const ContainerSpec &spec, const Node &node);

/// "192.0.2.5" of a static configuration ("192.0.2.5/24"); empty for DHCP and none.
QString staticAddress(const QString &ip);
/// The first IPv4 address in the output of `hostname -I` or `ip -4 -o addr`, which can be reached from
/// outside.
QString firstAddress(QStringView text);
/// Neither loopback, link-local, nor fe80.
bool isUsableIpv4(QStringView address);
bool isUsableIpv6(QStringView address);

} // namespace slipway::hosts
