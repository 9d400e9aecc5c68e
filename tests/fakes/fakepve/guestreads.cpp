// What is read of containers: lists, status, configuration, addresses.
#include "tests/fakes/fakepve/engine.h"
#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::Literals::StringLiterals;

namespace slipway::fakes::pve {

static qint64 sizeOfRoot(const PveContainer &container)
{
    static const QRegularExpression size(u"size=(\\d+)G"_s);
    const qint64 whole = size.match(container.config.value(u"rootfs"_s)).captured(1).toLongLong();
    return (whole > 0 ? whole : 4) << 30;
}

// A stopped one has zeros, not gaps.
QJsonObject Engine::statusObject(const PveContainer &container, bool list) const
{
    const qint64 memory = container.config.value(u"memory"_s, u"512"_s).toLongLong() << 20;
    const bool up = container.running;
    const int cores = container.config.value(u"cores"_s, u"16"_s).toInt();
    QJsonObject object{{u"status"_s, up ? u"running"_s : u"stopped"_s},
                       {u"type"_s, u"lxc"_s},
                       {u"name"_s, container.config.value(u"hostname"_s, u"CT%1"_s.arg(container.vmid))},
                       {u"cpus"_s, cores},
                       {u"cpu"_s, up ? 0.0125 : 0.0},
                       {u"mem"_s, up ? memory / 4 : 0},
                       {u"maxmem"_s, memory},
                       {u"swap"_s, 0},
                       {u"maxswap"_s, container.config.value(u"swap"_s, u"512"_s).toLongLong() << 20},
                       {u"disk"_s, up ? sizeOfRoot(container) / 8 : 0},
                       {u"maxdisk"_s, sizeOfRoot(container)},
                       {u"netin"_s, up ? 48213 : 0},
                       {u"netout"_s, up ? 9132 : 0},
                       {u"diskread"_s, up ? 73728 : 0},
                       {u"diskwrite"_s, up ? 12288 : 0},
                       {u"uptime"_s, up ? container.startedAt.secsTo(now()) : 0}};
    // Lists of the older one give the number as a string.
    if (list && m_options.version < 9)
        object.insert(u"vmid"_s, QString::number(container.vmid));
    else
        object.insert(u"vmid"_s, container.vmid);
    if (up)
        object.insert(u"pid"_s, 20000 + container.vmid);
    if (!container.lock.isEmpty())
        object.insert(u"lock"_s, container.lock);
    if (container.config.contains(u"tags"_s))
        object.insert(u"tags"_s, container.config.value(u"tags"_s));
    if (up && m_options.version >= 9) {
        for (const char *name : {"pressurecpusome", "pressureiosome", "pressurememorysome"})
            object.insert(QLatin1StringView(name), u"0.00"_s); // strings
    }
    return object;
}

Reply Engine::listContainers(const Call &call)
{
    QJsonArray list;
    for (const PveContainer &container : std::as_const(containers)) {
        if (container.node == call.node() && may(call.user, u"/vms/%1"_s.arg(container.vmid), u"VM.Audit"_s))
            list.append(statusObject(container, true));
    }
    return Reply::ok(list);
}

Reply Engine::containerIndex(const Call &call)
{
    if (!find(call))
        return missing(call);
    QJsonArray list;
    for (const char *name :
         {"config", "pending", "status", "clone", "firewall", "snapshot", "resize", "interfaces"})
        list.append(QJsonObject{{u"subdir"_s, QLatin1StringView(name)}});
    return Reply::ok(list);
}

Reply Engine::statusIndex(const Call &call)
{
    if (!find(call))
        return missing(call);
    QJsonArray list;
    for (const char *name : {"current", "start", "stop", "shutdown", "reboot", "migrate"})
        list.append(QJsonObject{{u"subdir"_s, QLatin1StringView(name)}});
    return Reply::ok(list);
}

Reply Engine::statusCurrent(const Call &call)
{
    const PveContainer *container = find(call);
    if (!container)
        return missing(call);
    QJsonObject object = statusObject(*container, false);
    object.insert(u"ha"_s, QJsonObject{{u"managed"_s, 0}});
    return Reply::ok(object);
}

Reply Engine::containerConfig(const Call &call)
{
    const PveContainer *container = find(call);
    if (!container)
        return missing(call);
    static const QStringList numbers{u"memory"_s,       u"swap"_s,     u"cores"_s,     u"cpuunits"_s,
                                     u"onboot"_s,       u"tty"_s,      u"debug"_s,     u"console"_s,
                                     u"unprivileged"_s, u"template"_s, u"protection"_s};
    QJsonObject object;
    QByteArray text;
    for (auto value = container->config.begin(); value != container->config.end(); ++value) {
        // Integers and booleans are numbers, a number such as cpulimit is a string.
        object.insert(value.key(),
                      numbers.contains(value.key()) ? QJsonValue(value->toLongLong()) : QJsonValue(*value));
        text += value.key().toUtf8() + value->toUtf8();
    }
    if (container->config.contains(u"description"_s) &&
        !container->config.value(u"description"_s).endsWith(u'\n'))
        object.insert(u"description"_s,
                      QString(container->config.value(u"description"_s) + u'\n')); // as it is stored
    if (!container->lock.isEmpty())
        object.insert(u"lock"_s, container->lock);
    object.insert(u"digest"_s,
                  QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha1).toHex()));
    return Reply::ok(object);
}

static QJsonObject interfaceObject(const QString &name, const QString &mac, const QStringList &addresses)
{
    QJsonArray list;
    QJsonObject object{{u"name"_s, name}, {u"hwaddr"_s, mac}, {u"hardware-address"_s, mac}};
    for (const QString &address : addresses) {
        const QString family = address.contains(u':') ? u"inet6"_s : u"inet"_s;
        list.append(QJsonObject{{u"ip-address"_s, address.section(u'/', 0, 0)},
                                {u"ip-address-type"_s, family},
                                {u"prefix"_s, address.section(u'/', 1).toInt()}});
        object.insert(family, address);
    }
    object.insert(u"ip-addresses"_s, list);
    return object;
}

// Null when it is stopped; the address of the link comes long before that of DHCP.
Reply Engine::interfaces(const Call &call)
{
    const PveContainer *container = find(call);
    if (!container || !container->running)
        return Reply::ok(QJsonValue::Null);
    QJsonArray list{interfaceObject(u"lo"_s, u"00:00:00:00:00:00"_s, {u"127.0.0.1/8"_s, u"::1/128"_s})};
    QString error;
    const Parameters net = parsePropertyString(u"net"_s, container->config.value(u"net0"_s), {}, 9, &error);
    if (net.contains(u"name"_s)) {
        const QString mac = net.value(u"hwaddr"_s, u"bc:24:11:00:00:01"_s).toLower();
        QStringList addresses{u"fe80::be24:11ff:fe00:%1/64"_s.arg(container->vmid & 0xffff, 0, 16)};
        if (!container->ipv4.isEmpty() && now() >= container->addressAt)
            addresses.append(container->ipv4);
        list.append(interfaceObject(net.value(u"name"_s), mac, addresses));
    }
    return Reply::ok(list);
}

Reply Engine::listSnapshots(const Call &call)
{
    const PveContainer *container = find(call);
    if (!container)
        return missing(call);
    QJsonArray list;
    for (const QString &name : container->snapshots)
        list.append(
            QJsonObject{{u"name"_s, name}, {u"snaptime"_s, seconds()}, {u"description"_s, QString()}});
    list.append(QJsonObject{{u"name"_s, u"current"_s}, {u"description"_s, u"You are here!"_s}});
    return Reply::ok(list);
}

Reply Engine::resources(const Call &call)
{
    const QString type = call.text("type");
    QJsonArray list;
    for (const PveContainer &container : std::as_const(containers)) {
        if (!type.isEmpty() && type != "vm"_L1)
            break;
        if (!may(call.user, u"/vms/%1"_s.arg(container.vmid), u"VM.Audit"_s))
            continue;
        QJsonObject object = statusObject(container, false);
        for (const char *name :
             {"swap", "maxswap", "cpus", "pid", "pressurecpusome", "pressureiosome", "pressurememorysome"})
            object.remove(QLatin1StringView(name));
        object.insert(u"id"_s, u"lxc/%1"_s.arg(container.vmid));
        object.insert(u"node"_s, container.node);
        object.insert(u"maxcpu"_s, container.config.value(u"cores"_s, u"16"_s).toInt());
        object.insert(u"template"_s, container.config.value(u"template"_s).toInt());
        if (!container.pool.isEmpty())
            object.insert(u"pool"_s, container.pool);
        list.append(object);
    }
    for (const Node &node : std::as_const(nodes)) {
        if (type.isEmpty() || type == "node"_L1) {
            list.append(QJsonObject{{u"id"_s, u"node/"_s + node.name},
                                    {u"type"_s, u"node"_s},
                                    {u"node"_s, node.name},
                                    {u"status"_s, node.online ? u"online"_s : u"offline"_s}});
        }
        if (!type.isEmpty() && type != "storage"_L1)
            continue;
        for (const PveStorage &storage : node.storages) {
            if (!mayAny(call.user, u"/storage/"_s + storage.name,
                        {u"Datastore.Audit"_s, u"Datastore.AllocateSpace"_s}))
                continue;
            list.append(QJsonObject{{u"id"_s, u"storage/%1/%2"_s.arg(node.name, storage.name)},
                                    {u"type"_s, u"storage"_s},
                                    {u"node"_s, node.name},
                                    {u"storage"_s, storage.name},
                                    {u"content"_s, storage.content.join(u',')},
                                    {u"plugintype"_s, storage.type},
                                    {u"status"_s, storage.active ? u"available"_s : u"unknown"_s},
                                    {u"disk"_s, storage.used},
                                    {u"maxdisk"_s, storage.total},
                                    {u"shared"_s, storage.shared ? 1 : 0}});
        }
    }
    return Reply::ok(list);
}

} // namespace slipway::fakes::pve
