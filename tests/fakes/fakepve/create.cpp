// How a container comes to be: what is refused at once, what only the task finds out.
#include "tests/fakes/fakepve/engine.h"
#include <QJsonObject>

using namespace Qt::Literals::StringLiterals;

namespace slipway::fakes::pve {

namespace {

// "local-lvm:8" → the size in bytes; a plain number has the storage given apart.
struct Wanted
{
    QString storage;
    qint64 size = 0;
    bool volume = true; ///< false: a path of the host
};

Wanted wantedVolume(const QString &text, const QString &defaultStorage)
{
    static const QRegularExpression number(u"^\\d+(\\.\\d+)?$"_s);
    const QString first = text.section(u',', 0, 0);
    const QString value = first.startsWith("volume="_L1) ? first.mid(7) : first;
    if (value.startsWith(u'/'))
        return {{}, 0, false};
    const bool plain = number.match(value).hasMatch();
    const QString size = plain ? value : value.section(u':', 1);
    return {plain ? defaultStorage : value.section(u':', 0, 0), qint64(size.toDouble() * double(1LL << 30)),
            true};
}

QString randomMac(int vmid)
{
    return u"BC:24:11:%1:%2:%3"_s.arg(vmid >> 16 & 0xff, 2, 16, QChar(u'0'))
        .arg(vmid >> 8 & 0xff, 2, 16, QChar(u'0'))
        .arg(vmid & 0xff, 2, 16, QChar(u'0'))
        .toUpper();
}

bool isMountPoint(const QString &option)
{
    static const QRegularExpression name(u"^(rootfs|mp\\d+)$"_s);
    return name.match(option).hasMatch();
}

std::optional<Reply> badKeys(const QString &keys)
{
    static const QRegularExpression key(
        u"^(?:.*\\s)?(ssh-(rsa|dss|ed25519)|ecdsa-sha2-\\S+|sk-\\S+) [A-Za-z0-9+/]+=*(\\s.*)?$"_s);
    const QStringList lines = keys.split(u'\n');
    for (const QString &line : lines) {
        const QString trimmed = line.trimmed();
        if (!trimmed.isEmpty() && !trimmed.startsWith(u'#') && !key.match(trimmed).hasMatch())
            return Reply::die(u"SSH public key validation error"_s);
    }
    return {};
}

} // namespace

std::optional<Reply> Engine::checkStorage(const Call &call, const QString &name) const
{
    const Node node = nodes.value(call.node());
    const auto storage = node.storages.constFind(name);
    if (storage == node.storages.constEnd())
        return Reply::die(u"storage '%1' does not exist"_s.arg(name));
    if (!storage->enabled)
        return Reply::die(u"storage '%1' is disabled"_s.arg(name));
    if (!storage->content.contains(u"rootdir"_s))
        return Reply::badParameter(u"storage"_s,
                                   u"storage '%1' does not support container directories"_s.arg(name));
    if (const auto refused = denied(call.user, u"/storage/"_s + name, {u"Datastore.AllocateSpace"_s}))
        return refused;
    if (!storage->active)
        return Reply::die(u"storage '%1' is not online"_s.arg(name));
    return {};
}

// The refusals in the order of Proxmox.
Reply Engine::createContainer(const Call &call)
{
    const int vmid = call.vmid();
    const bool unprivileged =
        call.p.contains(u"unprivileged"_s) ? call.flag("unprivileged") : m_options.version >= 9;
    if (!unprivileged) {
        if (const auto refused = denied(call.user, u"/"_s, {u"Sys.Modify"_s}))
            return *refused;
    }
    if (containers.contains(vmid))
        return Reply::die(u"CT %1 already exists on node '%2'"_s.arg(vmid).arg(containers.value(vmid).node));
    if (const auto refused = badKeys(call.text("ssh-public-keys")))
        return *refused;
    const QString pool = call.text("pool");
    if (!pool.isEmpty() && !pools.contains(pool))
        return Reply::die(u"pool '%1' does not exist"_s.arg(pool));
    const bool allowed = may(call.user, u"/vms/"_s + call.text("vmid"), u"VM.Allocate"_s) ||
                         (!pool.isEmpty() && may(call.user, u"/pool/"_s + pool, u"VM.Allocate"_s));
    if (!allowed)
        return Reply::fail(403, u"Permission check failed"_s); // without a path, as there
    if (const auto refused = deniedConfig(call, unprivileged))
        return *refused;
    const QString source = call.text("ostemplate");
    const QString templateStorage = source.section(u':', 0, 0);
    if (!source.contains(u':'))
        return Reply::die(u"unable to parse volume ID '%1'"_s.arg(source));
    if (!nodes.value(call.node()).storages.contains(templateStorage))
        return Reply::die(u"storage '%1' does not exist"_s.arg(templateStorage));
    if (!mayAny(call.user, u"/storage/"_s + templateStorage,
                {u"Datastore.AllocateSpace"_s, u"Datastore.Audit"_s})) {
        return Reply::fail(
            403, u"Permission check failed (/storage/%1, Datastore.AllocateSpace|Datastore.Audit)"_s.arg(
                     templateStorage));
    }
    const QString storage = call.p.value(u"storage"_s, u"local"_s);
    if (!call.p.contains(u"rootfs"_s)) {
        if (const auto refused = checkStorage(call, storage))
            return *refused;
    }
    for (auto value = call.p.begin(); value != call.p.end(); ++value) {
        if (!isMountPoint(value.key()))
            continue;
        const Wanted wanted = wantedVolume(*value, storage);
        if (!wanted.volume && call.user != "root@pam"_L1)
            return Reply::die(u"Only root can pass arbitrary filesystem paths."_s);
        if (wanted.volume) {
            if (const auto refused = checkStorage(call, wanted.storage))
                return *refused;
        }
    }
    // From here it exists, locked; whoever looks sees it.
    PveContainer container{.vmid = vmid, .node = call.node(), .lock = u"create"_s, .pool = pool};
    container.password = call.text("password");
    container.sshPublicKeys = call.text("ssh-public-keys");
    container.ostemplate = source;
    containers.insert(vmid, container);

    Parameters p = call.p;
    if (unprivileged)
        p.insert(u"unprivileged"_s, u"1"_s);
    else
        p.remove(u"unprivileged"_s);
    if (!p.contains(u"rootfs"_s))
        p.insert(u"rootfs"_s, storage + u":4"_s);
    Work work;
    work.lines = {u"  Logical volume \"vm-%1-disk-0\" created."_s.arg(vmid),
                  u"Creating filesystem with 2097152 4k blocks and 524288 inodes"_s,
                  u"extracting archive '/var/lib/vz/template/cache/%1'"_s.arg(source.section(u'/', -1)),
                  u"Total bytes read: 547061760 (522MiB, 281MiB/s)"_s,
                  u"Detected container architecture: amd64"_s,
                  u"Creating SSH host key 'ssh_host_ed25519_key' - this may take some time ..."_s,
                  u"done: SHA256:UhhBkRbJqrpJ0Qbmn3o3OeLD3cNw0pL7SdV0nFhxS9g root@%1"_s.arg(
                      p.value(u"hostname"_s, u"CT%1"_s.arg(vmid)))};
    // The hook (a real container, perhaps) gets the configuration, so it is written before.
    work.check = [this, vmid, p] { return createApply(vmid, p); };
    work.event = u"create"_s;
    work.apply = [this, vmid, call](const PveHookResult &) {
        containers[vmid].lock.clear();
        if (call.flag("start"))
            startTask(call, u"vzstart"_s, QString::number(vmid), startWork(call));
        return QString();
    };
    work.undo = [this, vmid] { forget(vmid); };
    return Reply::ok(startTask(call, u"vzcreate"_s, QString::number(vmid), work));
}

// Only the task finds out that the template is gone or the storage full.
QString Engine::createApply(int vmid, const Parameters &p)
{
    PveContainer &container = containers[vmid];
    Node &node = nodes[container.node];
    const QString prefix = u"unable to create CT %1 - "_s.arg(vmid);
    const QString storageName = p.value(u"storage"_s, u"local"_s);
    QMap<QString, QString> config;
    int disk = 0;
    for (auto value = p.begin(); value != p.end(); ++value) {
        if (!isMountPoint(value.key()))
            continue;
        const Wanted wanted = wantedVolume(*value, storageName);
        if (!wanted.volume) {
            config.insert(value.key(), *value);
            continue;
        }
        PveStorage &storage = node.storages[wanted.storage];
        if (storage.total - storage.used < wanted.size) {
            const qint64 extents = (storage.total - storage.used) >> 22, needed = wanted.size >> 22;
            return prefix +
                   (storage.type.startsWith("lvm"_L1)
                        ? u"lvcreate '%1/vm-%2-disk-%3' error:   Volume group \"%1\" has insufficient free "
                          "space (%4 extents): %5 required."_s.arg(u"pve"_s)
                              .arg(vmid)
                              .arg(disk)
                              .arg(extents)
                              .arg(needed)
                        : u"unable to create image: No space left on device"_s);
        }
        storage.used += wanted.size;
        const QString rest = value->contains(u',') ? u',' + value->section(u',', 1) : QString();
        const QString volume = u"%1:vm-%2-disk-%3"_s.arg(wanted.storage).arg(vmid).arg(disk++);
        node.volumes.insert(volume, {volume, wanted.size, seconds(), vmid});
        config.insert(value.key(), u"%1%2,size=%3G"_s.arg(volume, rest).arg(wanted.size >> 30));
    }
    if (!node.volumes.contains(container.ostemplate))
        return prefix + u"volume '%1' does not exist"_s.arg(container.ostemplate);
    static const QStringList notConfig{u"node"_s,
                                       u"vmid"_s,
                                       u"ostemplate"_s,
                                       u"password"_s,
                                       u"storage"_s,
                                       u"force"_s,
                                       u"restore"_s,
                                       u"unique"_s,
                                       u"pool"_s,
                                       u"ignore-unpack-errors"_s,
                                       u"ssh-public-keys"_s,
                                       u"bwlimit"_s,
                                       u"start"_s,
                                       u"ha-managed"_s,
                                       u"lock"_s};
    for (auto value = p.begin(); value != p.end(); ++value) {
        if (notConfig.contains(value.key()) || isMountPoint(value.key()))
            continue;
        QString text = *value;
        if (value.key().startsWith("net"_L1)) {
            if (!text.contains("hwaddr="_L1))
                text += u",hwaddr="_s + randomMac(vmid);
            if (!text.contains("type="_L1))
                text += u",type=veth"_s;
        }
        if (value.key() == "tags"_L1) // sorted, unique, lower case, with ";" between
        {
            QStringList tags = text.toLower().split(QRegularExpression(u"[,; ]+"_s), Qt::SkipEmptyParts);
            tags.sort();
            tags.removeDuplicates();
            text = tags.join(u';');
        }
        config.insert(value.key(), text);
    }
    const auto preset = [&config](const QString &key, const QString &value) {
        if (!config.contains(key))
            config.insert(key, value);
    };
    preset(u"hostname"_s, u"CT%1"_s.arg(vmid));
    preset(u"memory"_s, u"512"_s);
    preset(u"swap"_s, u"512"_s);
    preset(u"arch"_s, u"amd64"_s);
    preset(u"ostype"_s, container.ostemplate.section(u'/', 1).section(u'-', 0, 0));
    container.config = config;
    return {};
}

void Engine::forget(int vmid)
{
    Node &node = nodes[containers.value(vmid).node];
    const QList<Volume> volumes = node.volumes.values();
    for (const Volume &volume : volumes) {
        if (volume.vmid != vmid)
            continue;
        node.storages[volume.id.section(u':', 0, 0)].used -= volume.size;
        node.volumes.remove(volume.id);
    }
    containers.remove(vmid);
    for (QMap<QString, Grant> &own : grants)
        own.remove(u"/vms/%1"_s.arg(vmid));
}

} // namespace slipway::fakes::pve
