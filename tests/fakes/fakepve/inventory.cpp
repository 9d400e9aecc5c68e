// What is asked before a container is made: version, nodes, storages, bridges, templates, pools, free VMID.
#include "tests/fakes/fakepve/engine.h"
#include <QJsonArray>
#include <QJsonObject>
#include <QUrl>

using namespace Qt::Literals::StringLiterals;

namespace slipway::fakes::pve {

constexpr qint64 nodeMemory = 64LL << 30;

Reply Engine::version(const Call &)
{
    if (m_options.version >= 9) {
        return Reply::ok(QJsonObject{
            {u"version"_s, u"9.1.1"_s}, {u"release"_s, u"9.1"_s}, {u"repoid"_s, u"42db4a6cf33dac83"_s}});
    }
    return Reply::ok(QJsonObject{
        {u"version"_s, u"8.4.1"_s}, {u"release"_s, u"8.4"_s}, {u"repoid"_s, u"2a5fa54a8503f96d"_s}});
}

Reply Engine::listNodes(const Call &call)
{
    QJsonArray list;
    for (const Node &node : std::as_const(nodes)) {
        QJsonObject object{{u"node"_s, node.name},
                           {u"id"_s, u"node/"_s + node.name},
                           {u"type"_s, u"node"_s},
                           {u"status"_s, node.online ? u"online"_s : u"offline"_s},
                           {u"level"_s, QString()}};
        if (node.name == m_options.node && m_options.tls) {
            object.insert(
                u"ssl_fingerprint"_s,
                QString::fromLatin1(certificate().digest(QCryptographicHash::Sha256).toHex(':').toUpper()));
        }
        if (node.online && may(call.user, u"/nodes/"_s + node.name, u"Sys.Audit"_s)) {
            object.insert(u"cpu"_s, 0.0417);
            object.insert(u"maxcpu"_s, 16);
            object.insert(u"mem"_s, nodeMemory / 4);
            object.insert(u"maxmem"_s, nodeMemory);
            object.insert(u"uptime"_s, qint64(864000 + clockOffset.count()));
        }
        list.append(object);
    }
    return Reply::ok(list);
}

Reply Engine::nodeStatus(const Call &)
{
    QJsonObject memory{{u"total"_s, nodeMemory}, {u"used"_s, nodeMemory / 4}, {u"free"_s, nodeMemory / 2}};
    if (m_options.version >= 9)
        memory.insert(u"available"_s, nodeMemory / 4 * 3);
    const QJsonObject kernel{{u"sysname"_s, u"Linux"_s},
                             {u"release"_s, u"6.8.12-9-pve"_s},
                             {u"machine"_s, u"x86_64"_s},
                             {u"version"_s, u"#1 SMP PREEMPT_DYNAMIC PMX 6.8.12-9"_s}};
    const QJsonObject root{{u"total"_s, 100LL << 30},
                           {u"used"_s, 10LL << 30},
                           {u"free"_s, 90LL << 30},
                           {u"avail"_s, 85LL << 30}};
    return Reply::ok(QJsonObject{
        {u"pveversion"_s, m_options.version >= 9 ? u"pve-manager/9.1.1/42db4a6cf33dac83"_s
                                                 : u"pve-manager/8.4.1/2a5fa54a8503f96d"_s},
        {u"loadavg"_s, QJsonArray{u"0.42"_s, u"0.36"_s, u"0.31"_s}}, // strings, as there
        {u"cpu"_s, 0.0417},
        {u"cpuinfo"_s,
         QJsonObject{{u"cpus"_s, 16}, {u"cores"_s, 8}, {u"sockets"_s, 1}, {u"model"_s, u"Fake CPU"_s}}},
        {u"memory"_s, memory},
        {u"rootfs"_s, root},
        {u"swap"_s, QJsonObject{{u"total"_s, 8LL << 30}, {u"used"_s, 0}, {u"free"_s, 8LL << 30}}},
        {u"uptime"_s, qint64(864000 + clockOffset.count())},
        {u"boot-info"_s, QJsonObject{{u"mode"_s, u"efi"_s}, {u"secureboot"_s, 0}}},
        {u"current-kernel"_s, kernel},
        {u"kversion"_s, u"Linux 6.8.12-9-pve"_s}});
}

// Reserves nothing: two who ask at once get the same number.
Reply Engine::nextId(const Call &call)
{
    if (call.p.contains(u"vmid"_s)) {
        if (containers.contains(call.vmid()))
            return Reply::badParameter(u"vmid"_s, u"VM %1 already exists"_s.arg(call.vmid()));
        return Reply::ok(call.text("vmid"));
    }
    int id = 100;
    while (containers.contains(id))
        ++id;
    return Reply::ok(QString::number(id)); // a string
}

static bool contentFits(const PveStorage &storage, const QString &wanted)
{
    const QStringList list = wanted.split(QRegularExpression(u"[,; ]+"_s), Qt::SkipEmptyParts);
    return list.isEmpty() || std::any_of(list.begin(), list.end(), [&](const QString &entry) {
               return storage.content.contains(entry);
           });
}

static QJsonObject storageObject(const PveStorage &storage)
{
    return {{u"storage"_s, storage.name},
            {u"type"_s, storage.type},
            {u"content"_s, storage.content.join(u',')},
            {u"enabled"_s, storage.enabled ? 1 : 0},
            {u"active"_s, storage.active && storage.enabled ? 1 : 0},
            {u"shared"_s, storage.shared ? 1 : 0},
            {u"total"_s, storage.active ? storage.total : 0},
            {u"used"_s, storage.active ? storage.used : 0},
            {u"avail"_s, storage.active ? storage.total - storage.used : 0},
            {u"used_fraction"_s, storage.total > 0 ? double(storage.used) / double(storage.total) : 0.0}};
}

Reply Engine::listStorages(const Call &call)
{
    QJsonArray list;
    const Node node = nodes.value(call.node());
    // Unsorted, as a hash of Perl gives them.
    QStringList names = node.storages.keys();
    std::reverse(names.begin(), names.end());
    for (const QString &name : std::as_const(names)) {
        const PveStorage &storage = node.storages[name];
        const bool seen =
            mayAny(call.user, u"/storage/"_s + name, {u"Datastore.Audit"_s, u"Datastore.AllocateSpace"_s});
        if (!seen || !contentFits(storage, call.text("content")) ||
            (call.flag("enabled") && !storage.enabled) ||
            (call.p.contains(u"storage"_s) && call.text("storage") != name))
            continue;
        list.append(storageObject(storage));
    }
    return Reply::ok(list);
}

Reply Engine::storageStatus(const Call &call)
{
    const Node node = nodes.value(call.node());
    if (!node.storages.contains(call.text("storage")))
        return Reply::die(u"storage '%1' does not exist"_s.arg(call.text("storage")));
    QJsonObject object = storageObject(node.storages.value(call.text("storage")));
    object.remove(u"storage"_s); // of the list only
    object.remove(u"used_fraction"_s);
    return Reply::ok(object);
}

static QString formatOf(const QString &volumeId)
{
    const QString end = volumeId.section(u'.', -1);
    if (end == "zst"_L1 || end == "gz"_L1 || end == "xz"_L1)
        return u"t"_s + (end == "zst"_L1 ? u"zst"_s : end); // tzst, tgz, txz
    return end == "iso"_L1 ? end : u"raw"_s;
}

Reply Engine::storageContent(const Call &call)
{
    const Node node = nodes.value(call.node());
    const QString storage = call.text("storage");
    if (!node.storages.contains(storage))
        return Reply::die(u"storage '%1' does not exist"_s.arg(storage));
    if (!node.storages.value(storage).enabled)
        return Reply::die(u"storage '%1' is disabled"_s.arg(storage));
    QJsonArray list;
    for (const Volume &volume : node.volumes) {
        const QString kind = volume.vmid > 0 ? u"rootdir"_s : volume.id.section(u':', 1).section(u'/', 0, 0);
        const bool fits = volume.id.startsWith(storage + u':') &&
                          (call.text("content").isEmpty() || call.text("content") == kind) &&
                          (call.text("vmid").isEmpty() || call.vmid() == volume.vmid);
        if (!fits)
            continue;
        QJsonObject object{{u"volid"_s, volume.id},
                           {u"content"_s, kind},
                           {u"format"_s, formatOf(volume.id)},
                           {u"size"_s, volume.size},
                           {u"ctime"_s, volume.ctime}};
        if (volume.vmid > 0)
            object.insert(u"vmid"_s, volume.vmid);
        list.append(object);
    }
    return Reply::ok(list);
}

Reply Engine::downloadUrl(const Call &call)
{
    if (!may(call.user, u"/nodes/"_s + call.node(), u"Sys.AccessNetwork"_s)) {
        if (const auto refused = denied(call.user, u"/"_s, {u"Sys.Audit"_s, u"Sys.Modify"_s}))
            return *refused;
    }
    const QString storage = call.text("storage"), content = call.text("content"),
                  file = call.text("filename");
    const Node node = nodes.value(call.node());
    if (!node.storages.contains(storage))
        return Reply::die(u"storage '%1' does not exist"_s.arg(storage));
    if (!node.storages.value(storage).content.contains(content))
        return Reply::badParameter(
            u"storage"_s, u"storage '%1' is not configured for content-type '%2'"_s.arg(storage, content));
    static const QRegularExpression tar(u"\\.tar\\.(gz|xz|zst|bz2)$"_s);
    if (content == "vztmpl"_L1 && !tar.match(file).hasMatch())
        return Reply::badParameter(u"filename"_s, u"wrong file extension"_s);
    const QString volume = u"%1:%2/%3"_s.arg(storage, content, file);
    if (node.volumes.contains(volume))
        return Reply::die(u"refusing to override existing file '%1'"_s.arg(file));
    Work work;
    work.lines = {u"downloading %1 to /var/lib/vz/template/cache/%2"_s.arg(call.text("url"), file),
                  u"Resolving host (127.0.0.1)... 127.0.0.1"_s,
                  u"     0K ........ ........ ........ ........ 33% 98.1M 1s"_s,
                  u" 32768K ........ ........ ........ ........ 66% 110M 0s"_s,
                  u" 65536K ........ ........ ........ ....... 100% 112M=0.9s"_s};
    work.apply = [this, name = call.node(), volume](const PveHookResult &) {
        nodes[name].volumes.insert(volume, {volume, 104857600, seconds(), 0});
        return QString();
    };
    work.locks = false;
    return Reply::ok(startTask(call, u"download"_s, file, work));
}

Reply Engine::urlMetadata(const Call &call)
{
    if (!may(call.user, u"/nodes/"_s + call.node(), u"Sys.AccessNetwork"_s)) {
        if (const auto refused = denied(call.user, u"/"_s, {u"Sys.Audit"_s, u"Sys.Modify"_s}))
            return *refused;
    }
    const QString file = QUrl(call.text("url")).fileName();
    return Reply::ok(QJsonObject{
        {u"filename"_s, file}, {u"mimetype"_s, u"application/octet-stream"_s}, {u"size"_s, 104857600}});
}

Reply Engine::listAppliances(const Call &)
{
    QJsonArray list;
    for (const Appliance &appliance : std::as_const(appliances)) {
        list.append(
            QJsonObject{{u"template"_s, appliance.file},
                        {u"package"_s, appliance.file.section(u'_', 0, 0)},
                        {u"version"_s, appliance.file.section(u'_', 1, 1)},
                        {u"os"_s, appliance.os},
                        {u"section"_s, u"system"_s},
                        {u"type"_s, u"lxc"_s},
                        {u"architecture"_s, u"amd64"_s},
                        {u"headline"_s, appliance.headline},
                        {u"description"_s, appliance.headline},
                        {u"source"_s, u"http://download.proxmox.com/images"_s},
                        {u"location"_s, u"http://download.proxmox.com/images/system/"_s + appliance.file},
                        {u"sha512sum"_s, QString(128, u'0')},
                        {u"infopage"_s, u"https://linuxcontainers.org"_s}});
    }
    return Reply::ok(list);
}

Reply Engine::downloadAppliance(const Call &call)
{
    const QString file = call.text("template"), storage = call.text("storage");
    const bool known = std::any_of(appliances.begin(), appliances.end(),
                                   [&](const Appliance &appliance) { return appliance.file == file; });
    if (!known)
        return Reply::badParameter(u"template"_s, u"no such template"_s);
    const Node node = nodes.value(call.node());
    if (!node.storages.contains(storage))
        return Reply::die(u"storage '%1' does not exist"_s.arg(storage));
    if (!node.storages.value(storage).content.contains(u"vztmpl"_s))
        return Reply::die(u"storage '%1' does not support templates"_s.arg(storage));
    const QString volume = u"%1:vztmpl/%2"_s.arg(storage, file);
    Work work;
    work.lines = {
        u"downloading http://download.proxmox.com/images/system/%1 to /var/lib/vz/template/cache/%1"_s.arg(
            file),
        u"     0K ........ ........ ........ ........ 33% 98.1M 1s"_s,
        u" 32768K ........ ........ ........ ........ 66% 110M 0s"_s,
        u" 65536K ........ ........ ........ ....... 100% 112M=0.9s"_s,
        u"calculating checksum...OK, checksum verified"_s,
        u"download of 'http://download.proxmox.com/images/system/%1' to "
        "'/var/lib/vz/template/cache/%1' finished"_s.arg(file)};
    work.apply = [this, name = call.node(), volume](const PveHookResult &) {
        nodes[name].volumes.insert(volume, {volume, 126515062, seconds(), 0});
        return QString();
    };
    work.locks = false;
    return Reply::ok(startTask(call, u"download"_s, {}, work)); // the id of this one is empty
}

Reply Engine::network(const Call &call)
{
    QJsonArray list;
    const QString type = call.text("type");
    const bool bridgesOnly = type.startsWith("any_"_L1) || type == "bridge"_L1;
    const Node node = nodes.value(call.node());
    for (auto bridge = node.bridges.begin(); bridge != node.bridges.end(); ++bridge) {
        const QString path = u"/sdn/zones/localnetwork/"_s + bridge.key();
        const bool seen = mayAny(call.user, path, {u"SDN.Audit"_s, u"SDN.Use"_s}) ||
                          may(call.user, u"/nodes/"_s + call.node(), u"Sys.Audit"_s);
        if (!seen || (!type.isEmpty() && !bridgesOnly && type != "include_sdn"_L1))
            continue;
        QJsonObject object{{u"iface"_s, bridge.key()},
                           {u"type"_s, u"bridge"_s},
                           {u"method"_s, u"static"_s},
                           {u"method6"_s, u"manual"_s},
                           {u"families"_s, QJsonArray{u"inet"_s}},
                           {u"address"_s, u"10.77.0.1"_s},
                           {u"netmask"_s, u"16"_s}, // a string
                           {u"cidr"_s, u"10.77.0.1/16"_s},
                           {u"bridge_ports"_s, u"eno1"_s},
                           {u"bridge_stp"_s, u"off"_s},
                           {u"bridge_fd"_s, u"0"_s},
                           {u"autostart"_s, 1},
                           {u"priority"_s, 4}};
        if (*bridge)
            object.insert(u"active"_s, 1); // absent when it is not
        list.append(object);
    }
    if (type.isEmpty() && may(call.user, u"/nodes/"_s + call.node(), u"Sys.Audit"_s)) {
        list.append(QJsonObject{{u"iface"_s, u"eno1"_s},
                                {u"type"_s, u"eth"_s},
                                {u"method"_s, u"manual"_s},
                                {u"exists"_s, 1},
                                {u"active"_s, 1},
                                {u"priority"_s, 3}});
    }
    return Reply::ok(list);
}

Reply Engine::listPools(const Call &call)
{
    QJsonArray list;
    for (const QString &pool : std::as_const(pools)) {
        if (!may(call.user, u"/pool/"_s + pool, u"Pool.Audit"_s))
            continue;
        if (call.p.contains(u"poolid"_s) && call.text("poolid") != pool)
            continue;
        QJsonObject object{{u"poolid"_s, pool}};
        if (call.p.contains(u"poolid"_s)) {
            QJsonArray members;
            for (const PveContainer &container : std::as_const(containers)) {
                if (container.pool == pool)
                    members.append(statusObject(container, true));
            }
            object.insert(u"members"_s, members);
        }
        list.append(object);
    }
    return Reply::ok(list);
}

Reply Engine::clusterStatus(const Call &)
{
    QJsonArray list;
    int id = 0;
    for (const Node &node : std::as_const(nodes)) {
        list.append(QJsonObject{{u"id"_s, u"node/"_s + node.name},
                                {u"name"_s, node.name},
                                {u"type"_s, u"node"_s},
                                {u"ip"_s, u"127.0.0.1"_s},
                                {u"level"_s, QString()},
                                {u"local"_s, node.name == m_options.node ? 1 : 0},
                                {u"nodeid"_s, nodes.size() > 1 ? ++id : 0},
                                {u"online"_s, node.online ? 1 : 0}});
    }
    return Reply::ok(list);
}

} // namespace slipway::fakes::pve
