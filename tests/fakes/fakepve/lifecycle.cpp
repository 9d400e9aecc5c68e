// Start, stop, shutdown, reboot, delete, change: mostly tasks.
#include "tests/fakes/fakepve/engine.h"
#include <QJsonObject>

using namespace Qt::Literals::StringLiterals;

namespace slipway::fakes::pve {

Reply Engine::missing(const Call &call) const
{
    return Reply::die(
        u"Configuration file 'nodes/%1/lxc/%2.conf' does not exist"_s.arg(call.node(), call.text("vmid")));
}

PveContainer *Engine::find(const Call &call)
{
    const auto found = containers.find(call.vmid());
    return found == containers.end() || found->node != call.node() ? nullptr : &*found;
}

static QString lockedText(const PveContainer &container)
{
    return container.lock.isEmpty() ? QString() : u"CT is locked (%1)"_s.arg(container.lock);
}

// A bridge that is not there shows only now.
QString Engine::startCheck(int vmid) const
{
    const PveContainer container = containers.value(vmid);
    if (!lockedText(container).isEmpty() && container.lock != "mounted"_L1)
        return lockedText(container);
    if (container.config.value(u"template"_s) == "1"_L1)
        return u"you can't start a CT if it's a template"_s;
    const Node node = nodes.value(container.node);
    for (auto value = container.config.begin(); value != container.config.end(); ++value) {
        if (!value.key().startsWith("net"_L1))
            continue;
        QString error;
        const QString bridge = parsePropertyString(u"net"_s, *value, {}, 9, &error).value(u"bridge"_s);
        if (!bridge.isEmpty() && !node.bridges.contains(bridge))
            return u"bridge '%1' does not exist"_s.arg(bridge);
    }
    return {};
}

QString Engine::dhcpAddress(const PveContainer &container) const
{
    return u"10.77.%1.%2/16"_s.arg(container.vmid / 250 % 250 + 1).arg(container.vmid % 250 + 2);
}

void Engine::nowRunning(int vmid, const QString &hookAddress)
{
    const auto found = containers.find(vmid);
    if (found == containers.end())
        return;
    found->running = true;
    found->startedAt = now();
    found->addressAt = found->startedAt.addMSecs(addressDelay.count());
    QString error;
    const QString ip =
        parsePropertyString(u"net"_s, found->config.value(u"net0"_s), {}, 9, &error).value(u"ip"_s);
    if (!hookAddress.isEmpty())
        found->ipv4 = hookAddress;
    else if (ip.contains(u'/'))
        found->ipv4 = ip;
    else if (ip == "dhcp"_L1 && found->ipv4.isEmpty())
        found->ipv4 = dhcpAddress(*found);
}

void Engine::nowStopped(int vmid)
{
    const auto found = containers.find(vmid);
    if (found == containers.end())
        return;
    found->running = false;
    found->ipv4.clear();
}

Work Engine::startWork(const Call &call)
{
    const int vmid = call.vmid();
    Work work;
    work.check = [this, vmid] { return startCheck(vmid); };
    work.event = u"start"_s;
    work.apply = [this, vmid](const PveHookResult &result) {
        nowRunning(vmid, result.ipv4);
        return QString();
    };
    return work;
}

Work Engine::stopWork(const Call &call)
{
    const int vmid = call.vmid();
    Work work;
    work.check = [this, vmid] { return lockedText(containers.value(vmid)); };
    work.event = u"stop"_s;
    work.apply = [this, vmid](const PveHookResult &) {
        nowStopped(vmid);
        return QString();
    };
    return work;
}

static std::optional<Reply> badSkipLock(const Call &call)
{
    if (call.flag("skiplock") && call.user != "root@pam"_L1)
        return Reply::badParameter(u"skiplock"_s, u"Only root may use this option."_s);
    return {};
}

Reply Engine::startContainer(const Call &call)
{
    const PveContainer *container = find(call);
    if (const auto refused = badSkipLock(call))
        return *refused;
    if (container && container->running)
        return Reply::die(u"CT %1 already running"_s.arg(call.vmid()));
    Work work = startWork(call);
    if (!container) {
        work.check = [text = missing(call).reason] { return text; };
        work.event.clear();
    }
    return Reply::ok(startTask(call, u"vzstart"_s, call.text("vmid"), work));
}

Reply Engine::stopContainer(const Call &call)
{
    const PveContainer *container = find(call);
    if (const auto refused = badSkipLock(call))
        return *refused;
    if (!container || !container->running)
        return Reply::die(u"CT %1 not running"_s.arg(call.vmid()));
    if (call.flag("overrule-shutdown")) {
        for (const std::shared_ptr<Task> &task : std::as_const(tasks)) {
            if (task->told.running && task->vmid == call.vmid() && task->told.type == "vzshutdown"_L1)
                endTask(task, u"received interrupt"_s);
        }
    }
    return Reply::ok(startTask(call, u"vzstop"_s, call.text("vmid"), stopWork(call)));
}

Reply Engine::shutdownContainer(const Call &call)
{
    const PveContainer *container = find(call);
    if (!container || !container->running)
        return Reply::die(u"CT %1 not running"_s.arg(call.vmid()));
    Work work = stopWork(call);
    if (container->ignoresShutdown && !call.flag("forceStop")) {
        work.check = [] { return u"container did not stop"_s; };
        work.event.clear();
    }
    return Reply::ok(startTask(call, u"vzshutdown"_s, call.text("vmid"), work));
}

Reply Engine::rebootContainer(const Call &call)
{
    const PveContainer *container = find(call);
    if (!container)
        return missing(call);
    if (!container->running)
        return Reply::die(u"CT %1 not running"_s.arg(call.vmid()));
    Work work = stopWork(call);
    work.then = std::make_shared<Work>(startWork(call));
    return Reply::ok(startTask(call, u"vzreboot"_s, call.text("vmid"), work));
}

Reply Engine::destroyContainer(const Call &call)
{
    const PveContainer *container = find(call);
    if (!container)
        return missing(call);
    if (container->config.value(u"protection"_s) == "1"_L1)
        return Reply::die(u"can't remove CT %1 - protection mode enabled"_s.arg(call.vmid()));
    if (!container->lock.isEmpty())
        return Reply::die(lockedText(*container));
    if (container->running && !call.flag("force"))
        return Reply::die(u"unable to destroy CT %1 - container is running"_s.arg(call.vmid()));
    const int vmid = call.vmid();
    Work work;
    if (call.flag("purge"))
        work.lines.append(u"purging CT %1 from related configurations.."_s.arg(vmid));
    work.check = [this, vmid, force = call.flag("force")] {
        const PveContainer now = containers.value(vmid);
        if (now.running && !force)
            return u"unable to destroy CT %1 - container is running"_s.arg(vmid);
        return lockedText(now);
    };
    work.event = u"delete"_s;
    work.apply = [this, vmid](const PveHookResult &) {
        forget(vmid);
        return QString();
    };
    return Reply::ok(startTask(call, u"vzdestroy"_s, call.text("vmid"), work));
}

Reply Engine::changeConfig(const Call &call)
{
    PveContainer *container = find(call);
    if (!container)
        return missing(call);
    if (const auto refused = deniedConfig(call, container->config.value(u"unprivileged"_s) == "1"_L1))
        return *refused;
    if (!container->lock.isEmpty())
        return Reply::die(lockedText(*container));
    if (call.p.contains(u"unprivileged"_s))
        return Reply::die(u"unable to modify read-only option: 'unprivileged'"_s);
    static const QStringList notConfig{u"node"_s, u"vmid"_s, u"delete"_s, u"digest"_s, u"revert"_s};
    for (auto value = call.p.begin(); value != call.p.end(); ++value) {
        if (!notConfig.contains(value.key()))
            container->config.insert(value.key(), *value);
    }
    const QStringList gone = call.text("delete").split(QRegularExpression(u"[,; ]+"_s), Qt::SkipEmptyParts);
    for (const QString &key : gone) {
        if (QStringList{u"rootfs"_s, u"memory"_s}.contains(key))
            return Reply::die(u"unable to delete required option '%1'"_s.arg(key));
        container->config.remove(key);
    }
    return Reply::ok(QJsonValue::Null);
}

Reply Engine::makeSnapshot(const Call &call)
{
    PveContainer *container = find(call);
    if (!container)
        return missing(call);
    if (call.text("snapname") == "current"_L1)
        return Reply::die(u"unable to use snapshot name 'current' (reserved name)"_s);
    const int vmid = call.vmid();
    const QString name = call.text("snapname");
    Work work;
    work.check = [this, vmid, name] {
        const PveContainer now = containers.value(vmid);
        if (now.snapshots.contains(name))
            return u"snapshot name '%1' already used"_s.arg(name);
        return lockedText(now);
    };
    work.apply = [this, vmid, name](const PveHookResult &) {
        containers[vmid].snapshots.append(name);
        return QString();
    };
    return Reply::ok(startTask(call, u"vzsnapshot"_s, call.text("vmid"), work));
}

Reply Engine::cloneContainer(const Call &call)
{
    const PveContainer *container = find(call);
    if (!container)
        return missing(call);
    const int newId = call.number("newid");
    if (!may(call.user, u"/vms/%1"_s.arg(newId), u"VM.Allocate"_s))
        return Reply::fail(403, u"Permission check failed (/vms/%1, VM.Allocate)"_s.arg(newId));
    if (containers.contains(newId))
        return Reply::die(
            u"CT %1 already exists on node '%2'"_s.arg(newId).arg(containers.value(newId).node));
    if (!container->lock.isEmpty())
        return Reply::die(lockedText(*container));
    PveContainer copy = *container;
    copy.vmid = newId;
    copy.running = false;
    copy.ipv4.clear();
    copy.snapshots.clear();
    copy.pool = call.text("pool");
    copy.lock = u"create"_s;
    copy.node = call.p.value(u"target"_s, call.node());
    if (call.p.contains(u"hostname"_s))
        copy.config.insert(u"hostname"_s, call.text("hostname"));
    containers.insert(newId, copy);
    Work work;
    work.lines = {u"create full clone of mountpoint rootfs (%1)"_s.arg(
        copy.config.value(u"rootfs"_s).section(u',', 0, 0))};
    work.apply = [this, newId](const PveHookResult &) {
        containers[newId].lock.clear();
        return QString();
    };
    work.undo = [this, newId] { forget(newId); };
    return Reply::ok(startTask(call, u"vzclone"_s, call.text("vmid"), work));
}

Reply Engine::resizeContainer(const Call &call)
{
    PveContainer *container = find(call);
    if (!container)
        return missing(call);
    const QString disk = call.text("disk");
    if (!container->config.contains(disk))
        return Reply::die(u"no such mount point '%1'"_s.arg(disk));
    static const QRegularExpression sizeOf(u"size=(\\d+)G"_s), wantedSize(u"^(\\+?)(\\d+)G$"_s);
    const QRegularExpressionMatch wanted = wantedSize.match(call.text("size"));
    QString &value = container->config[disk];
    const qint64 old = sizeOf.match(value).captured(1).toLongLong();
    if (!wanted.hasMatch())
        return Reply::die(u"unsupported size in this stand-in, use whole G"_s);
    const qint64 size = wanted.captured(2).toLongLong() + (wanted.captured(1).isEmpty() ? 0 : old);
    if (size < old)
        return Reply::die(u"unable to shrink disk size"_s);
    Work work;
    work.apply = [this, vmid = call.vmid(), disk, size](const PveHookResult &) {
        containers[vmid].config[disk].replace(QRegularExpression(u"size=\\d+G"_s), u"size=%1G"_s.arg(size));
        return QString();
    };
    return Reply::ok(startTask(call, u"resize"_s, call.text("vmid"), work));
}

} // namespace slipway::fakes::pve
