#include "app/hosts/proxmox/choices.h"
#include "app/hosts/proxmox/creation.h"

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

const QString kDefaultSystem = u"debian-12-standard"_s;

QStringList offered(const QList<proxmox::StorageContent> &installed,
                    const QList<proxmox::Appliance> &appliances)
{
    QStringList names;
    for (const proxmox::StorageContent &entry : installed)
        names.append(entry.volid);
    for (const proxmox::Appliance &entry : appliances) {
        const QString system = systemOf(entry.templateName);
        if (entry.section == "system"_L1 && !system.isEmpty() && !names.contains(system))
            names.append(system);
    }
    return names.mid(0, 30);
}

/// Only one at a time fetches, and who waited looks again.
Result<std::unique_lock<std::timed_mutex>> holdTemplates(NodeGate &gate, HostCall &call)
{
    std::unique_lock<std::timed_mutex> lock(gate.templates, std::try_to_lock);
    if (!lock)
        call.log("Waiting for another run that fetches an OS template");
    while (!lock) {
        if (call.cancel.isCancelled())
            return fail(ErrorCode::Cancelled, u"Stopped."_s);
        std::ignore = lock.try_lock_for(std::chrono::milliseconds(200));
    }
    return lock;
}

Result<QString> fetch(Link &link, const QString &node, const proxmox::Appliance &appliance,
                      const QString &storage, HostCall &call)
{
    call.log("Downloading the OS template " + appliance.templateName.toUtf8() + " to the storage " +
             storage.toUtf8());
    const QString purpose = u"download the OS template %1"_s.arg(appliance.templateName);
    const auto upid =
        link.api().downloadAppliance(node, storage, appliance.templateName, apiCancel(call.cancel));
    if (!upid)
        return tl::unexpected(plainError(upid.error()));
    const auto done = link.follow(*upid, purpose, call, link.options().taskTime);
    if (!done)
        return tl::unexpected(plainError(done.error()));
    return storage + u":vztmpl/"_s + appliance.templateName;
}

/// What is wished by a template and not allowed here is left out, and told.
proxmox::Features features(const ContainerSpec &spec, const Node &node, HostCall &call)
{
    const bool isRoot = node.user == "root@pam"_L1 && node.signIn == Node::SignIn::Password;
    proxmox::Features out;
    const bool privileged = !spec.unprivileged.value_or(true);
    const auto take = [&](std::optional<bool> wanted, const char *name, bool allowed) {
        if (wanted.value_or(false) && !allowed)
            call.log(QByteArray("Leaving out the feature ") + name +
                     ": Proxmox allows it to root@pam with its password only");
        return wanted.value_or(false) && allowed;
    };
    out.nesting = take(spec.features.nesting, "nesting", isRoot || !privileged);
    out.keyctl = take(spec.features.keyctl, "keyctl", isRoot);
    out.fuse = take(spec.features.fuse, "fuse", isRoot);
    return out;
}

void fillIn(proxmox::CreateContainer &order, const ContainerSpec &spec)
{
    order.hostname = spec.hostname;
    order.rootGib = spec.diskGb;
    order.memoryMib = spec.memoryMb;
    order.swapMib = spec.swapMb.value_or(std::min(spec.memoryMb, 512));
    order.cores = spec.cores;
    order.unprivileged = spec.unprivileged.value_or(true);
    order.onBoot = spec.startOnBoot.value_or(false);
    order.nameServers = spec.network.nameservers;
    order.searchDomain = spec.network.searchDomain;
    order.password = spec.rootPassword.value_or(Secret());
    order.sshPublicKeys = spec.sshPublicKeys;
    order.tags = proxmoxTags(spec.tags);
    order.pool = spec.pool;
}

} // namespace

Result<QList<proxmox::StorageContent>> installedTemplates(Link &link, const QString &node,
                                                          const CancelToken &cancel)
{
    const auto storages = link.api().storages(node, u"vztmpl"_s, apiCancel(cancel));
    if (!storages)
        return tl::unexpected(plainError(storages.error()));
    QList<proxmox::StorageContent> found;
    for (const proxmox::Storage &storage : *storages) {
        if (!storage.active)
            continue;
        auto content = link.api().storageContent(node, storage.name, u"vztmpl"_s, apiCancel(cancel));
        if (content)
            found += *content;
        else if (content.error().code == ErrorCode::Cancelled || content.error().status == 0)
            return tl::unexpected(plainError(content.error()));
        // Another one of them may be broken: the rest still counts.
    }
    return found;
}

Result<QString> provideTemplate(Link &link, const QString &source, const QString &templateStorage,
                                HostCall &call)
{
    const Result<QString> node = link.pveNode(call.cancel);
    if (!node)
        return tl::unexpected(node.error());
    const QString wanted = source.isEmpty() ? kDefaultSystem : source;
    const auto find = [&](const QList<proxmox::StorageContent> &installed) -> QString {
        if (!isVolumeId(wanted)) {
            const proxmox::StorageContent *best = newestInstalled(installed, wanted);
            return best == nullptr ? QString() : best->volid;
        }
        const bool known = std::any_of(installed.cbegin(), installed.cend(),
                                       [&](const auto &entry) { return entry.volid == wanted; });
        return known ? wanted : QString();
    };
    Result<QList<proxmox::StorageContent>> installed = installedTemplates(link, *node, call.cancel);
    if (!installed)
        return tl::unexpected(installed.error());
    if (const QString found = find(*installed); !found.isEmpty())
        return found;
    const auto held = holdTemplates(*link.gate(), call);
    if (!held)
        return tl::unexpected(held.error());
    installed = installedTemplates(link, *node, call.cancel); // whoever we waited for may have brought it
    if (!installed)
        return tl::unexpected(installed.error());
    if (const QString found = find(*installed); !found.isEmpty())
        return found;
    const auto appliances = link.api().appliances(*node, apiCancel(call.cancel));
    if (!appliances && appliances.error().status == 0)
        return tl::unexpected(plainError(appliances.error()));
    const QList<proxmox::Appliance> choice = appliances.value_or(QList<proxmox::Appliance>());
    const proxmox::Appliance *best = newestAppliance(choice, wanted);
    for (const proxmox::Appliance &entry : choice) {
        if (isVolumeId(wanted) && entry.templateName == fileNameOf(wanted))
            best = &entry;
    }
    if (best == nullptr)
        return fail(
            ErrorCode::NotFound,
            u"Cannot find the OS template \"%1\". It is neither on a storage of the node %2 nor among those "
            "that Proxmox offers to download. Choose one of: %3."_s.arg(
                wanted, *node, offered(*installed, choice).join(u", "_s)));
    const auto storages = link.api().storages(*node, {}, apiCancel(call.cancel));
    if (!storages)
        return tl::unexpected(plainError(storages.error()));
    const Result<QString> storage =
        chooseStorage(*storages, u"vztmpl"_s, isVolumeId(wanted) ? storageOf(wanted) : templateStorage,
                      link.node().templateStorage);
    if (!storage)
        return tl::unexpected(storage.error());
    return fetch(link, *node, *best, *storage, call);
}

Result<proxmox::CreateContainer> creationOrder(Link &link, const ContainerSpec &spec, HostCall &call)
{
    proxmox::CreateContainer order;
    const Result<QString> node = link.pveNode(call.cancel);
    if (!node)
        return tl::unexpected(node.error());
    order.node = *node;
    const auto storages = link.api().storages(*node, {}, apiCancel(call.cancel));
    if (!storages)
        return tl::unexpected(plainError(storages.error()));
    const Result<QString> root = chooseStorage(*storages, u"rootdir"_s, spec.storage, link.node().storage);
    if (!root)
        return tl::unexpected(root.error());
    order.rootStorage = *root;
    const auto bridges = link.api().bridges(*node, apiCancel(call.cancel));
    if (!bridges && bridges.error().status != 403)
        return tl::unexpected(plainError(bridges.error()));
    const Result<QString> bridge =
        chooseBridge(bridges.value_or(QList<proxmox::Bridge>()), spec.bridge, link.node().bridge);
    if (!bridge)
        return tl::unexpected(bridge.error());
    order.networks = {networkInterface(spec.network, *bridge)};
    const Result<QString> osTemplate = provideTemplate(link, spec.source, spec.templateStorage, call);
    if (!osTemplate)
        return tl::unexpected(osTemplate.error());
    order.osTemplate = *osTemplate;
    order.features = features(spec, link.node(), call);
    fillIn(order, spec);
    call.log("Node " + order.node.toUtf8() + ", OS template " + order.osTemplate.toUtf8() + ", " +
             QByteArray::number(order.rootGib) + " GB on " + order.rootStorage.toUtf8() + ", bridge " +
             bridge->toUtf8());
    return order;
}

} // namespace slipway::hosts
