// The look-ups for forms.
#include "app/hosts/proxmox/choices.h"
#include "app/hosts/proxmox/creation.h"
#include "app/hosts/proxmox/proxmoxhost_p.h"
#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

Result<QList<HostNode>> ProxmoxHost::nodes(const CancelToken &cancel)
{
    const proxmox::Hurry hurry;
    const auto list = d->link.api().nodes(apiCancel(cancel));
    if (!list)
        return tl::unexpected(plainError(list.error()));
    const QString here = d->link.pveNode(cancel).value_or(QString());
    QList<HostNode> out;
    for (const proxmox::Node &node : *list)
        out.append({node.name, node.isOnline(), node.name == here});
    return out;
}

Result<QList<HostStorage>> ProxmoxHost::storages(const QString &content, const CancelToken &cancel)
{
    const proxmox::Hurry hurry;
    const Result<QString> node = d->link.pveNode(cancel);
    if (!node)
        return tl::unexpected(node.error());
    const auto list = d->link.api().storages(*node, content, apiCancel(cancel));
    if (!list)
        return tl::unexpected(plainError(list.error()));
    QList<HostStorage> out;
    for (const proxmox::Storage &storage : *list)
        out.append({storage.name, storage.type, storage.content, storage.active, storage.shared,
                    storage.total, storage.available});
    return out;
}

Result<QList<HostBridge>> ProxmoxHost::bridges(const CancelToken &cancel)
{
    const proxmox::Hurry hurry;
    const Result<QString> node = d->link.pveNode(cancel);
    if (!node)
        return tl::unexpected(node.error());
    const auto list = d->link.api().bridges(*node, apiCancel(cancel));
    if (!list)
        return tl::unexpected(plainError(list.error()));
    QList<HostBridge> out;
    for (const proxmox::Bridge &bridge : *list)
        out.append({bridge.name, bridge.comment, bridge.cidr, bridge.vlanAware});
    return out;
}

Result<QList<OsTemplate>> ProxmoxHost::osTemplates(const CancelToken &cancel)
{
    const proxmox::Hurry hurry;
    const Result<QString> node = d->link.pveNode(cancel);
    if (!node)
        return tl::unexpected(node.error());
    const auto installed = installedTemplates(d->link, *node, cancel);
    if (!installed)
        return tl::unexpected(installed.error());
    QList<OsTemplate> out, offered;
    QStringList files;
    for (const proxmox::StorageContent &entry : *installed) {
        files.append(entry.fileName());
        out.append({entry.volid, templateTitle(entry.fileName()), storageOf(entry.volid), entry.size, true});
    }
    // Without its list of appliances a node still has what it has.
    const auto appliances = d->link.api().appliances(*node, apiCancel(cancel));
    for (const proxmox::Appliance &entry : appliances.value_or(QList<proxmox::Appliance>())) {
        const QString system = systemOf(entry.templateName);
        if (files.contains(entry.templateName) || entry.section != "system"_L1 || system.isEmpty())
            continue;
        const proxmox::Appliance *newest = newestAppliance(*appliances, system);
        if (newest->templateName == entry.templateName)
            offered.append({system, templateTitle(entry.templateName), {}, 0, false});
    }
    const auto byTitle = [](const OsTemplate &a, const OsTemplate &b) {
        return std::tie(a.title, a.source) < std::tie(b.title, b.source);
    };
    std::sort(out.begin(), out.end(), byTitle);
    std::sort(offered.begin(), offered.end(), byTitle);
    return out + offered;
}

Result<int> ProxmoxHost::nextId(const CancelToken &cancel)
{
    const proxmox::Hurry hurry;
    const auto next = d->link.api().nextVmid(apiCancel(cancel));
    if (!next)
        return tl::unexpected(plainError(next.error()));
    return *next;
}

Result<QString> ProxmoxHost::download(const QString &source, const QString &storage, HostCall &call)
{
    return provideTemplate(d->link, source, storage, call);
}

} // namespace slipway::hosts
