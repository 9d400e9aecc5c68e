#pragma once
#include "app/domain/node.h"
#include "net/proxmox/types.h"

namespace slipway::hosts {

/// One right on one path that our work needs.
struct NeededPrivilege
{
    QString path;         ///< "/storage/local-lvm"
    QString privilege;    ///< "Datastore.AllocateSpace"
    QString role;         ///< a role of Proxmox's own that has it
    QString grantPath;    ///< where it is best given
    bool isNeeded = true; ///< false: only for something extra, named by `use`
    QString use;          ///< "downloading OS templates"
};
/// For what was chosen. An empty storage or bridge is left out.
QList<NeededPrivilege> neededPrivileges(const QString &pveNode, const QString &rootStorage,
                                        const QString &templateStorage, const QString &bridge);
/// The ones that are missing.
QList<NeededPrivilege> missingPrivileges(const QList<NeededPrivilege> &needed,
                                         const proxmox::Permissions &has);
/// "VM.Allocate on /vms: pveum acl modify /vms --roles PVEVMAdmin --tokens 'slipway@pve!x'"; with privilege
/// separation a token needs it itself, and its user too.
QString grantText(const NeededPrivilege &missing, const Node &node);

} // namespace slipway::hosts
