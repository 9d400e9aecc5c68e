#include "app/hosts/proxmox/privileges.h"

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

QList<NeededPrivilege> neededPrivileges(const QString &pveNode, const QString &rootStorage,
                                        const QString &templateStorage, const QString &bridge)
{
    QList<NeededPrivilege> out;
    for (const QString &privilege :
         {u"VM.Allocate"_s, u"VM.Audit"_s, u"VM.Config.CPU"_s, u"VM.Config.Disk"_s, u"VM.Config.Memory"_s,
          u"VM.Config.Network"_s, u"VM.Config.Options"_s, u"VM.PowerMgmt"_s})
        out.append({u"/vms"_s, privilege, u"PVEVMAdmin"_s, u"/vms"_s, true, {}});
    if (!rootStorage.isEmpty()) {
        const QString path = u"/storage/"_s + rootStorage;
        out.append({path, u"Datastore.AllocateSpace"_s, u"PVEDatastoreUser"_s, path, true, {}});
    }
    if (!templateStorage.isEmpty()) {
        const QString path = u"/storage/"_s + templateStorage;
        out.append({path, u"Datastore.Audit"_s, u"PVEDatastoreUser"_s, path, true, {}});
        out.append({path, u"Datastore.AllocateTemplate"_s, u"PVEDatastoreAdmin"_s, path, false,
                    u"downloading OS templates"_s});
    }
    if (!bridge.isEmpty())
        out.append({u"/sdn/zones/localnetwork/"_s + bridge,
                    u"SDN.Use"_s,
                    u"PVESDNUser"_s,
                    u"/sdn/zones/localnetwork"_s,
                    true,
                    {}});
    if (!pveNode.isEmpty())
        out.append({u"/nodes/"_s + pveNode, u"Sys.Audit"_s, u"PVEAuditor"_s, u"/nodes/"_s + pveNode, false,
                    u"seeing the node's tasks of others, and its figures"_s});
    return out;
}

QList<NeededPrivilege> missingPrivileges(const QList<NeededPrivilege> &needed,
                                         const proxmox::Permissions &has)
{
    QList<NeededPrivilege> out;
    for (const NeededPrivilege &one : needed) {
        if (!has.has(one.path, one.privilege))
            out.append(one);
    }
    return out;
}

QString grantText(const NeededPrivilege &missing, const Node &node)
{
    const QString who = node.signIn == Node::SignIn::Token
                            ? u"--tokens '%1!%2'"_s.arg(node.user, node.tokenName)
                            : u"--users '%1'"_s.arg(node.user);
    QString text = u"%1 on %2: pveum acl modify %3 --roles %4 %5"_s.arg(missing.privilege, missing.path,
                                                                        missing.grantPath, missing.role, who);
    if (!missing.isNeeded)
        text += u" (only for %1)"_s.arg(missing.use);
    return text;
}

} // namespace slipway::hosts
