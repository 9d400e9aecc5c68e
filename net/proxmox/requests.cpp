// The typed requests of Client: a line or two each, by the paths of the official schema.
#include "net/proxmox/client.h"
#include "net/proxmox/texts.h"
#include <QJsonArray>
#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace slipway::proxmox {

namespace {

using Verb = Request::Verb;

QString onNode(const QString &node, const QString &rest) { return u"/nodes/"_s + segment(node) + rest; }

QString container(const QString &node, int vmid, const QString &rest = {})
{
    return onNode(node, u"/lxc/%1%2"_s.arg(vmid).arg(rest));
}

QString ofTask(const Upid &upid, const QString &rest = {})
{
    return onNode(upid.node, u"/tasks/"_s + segment(upid.text()) + rest);
}

Request get(const QString &path, const QString &purpose, const Parameters &parameters = {})
{
    return {.verb = Verb::Get, .path = path, .parameters = parameters, .purpose = purpose};
}

Request change(Verb verb, const QString &path, const QString &purpose, const Parameters &parameters = {})
{
    return {.verb = verb, .path = path, .parameters = parameters, .purpose = purpose};
}

template<typename T>
Answer<T> objectFrom(const Answer<QJsonValue> &answer)
{
    return answer.map([](const QJsonValue &data) { return T::fromJson(data.toObject()); });
}

template<typename T, typename Key>
Answer<QList<T>> listFrom(const Answer<QJsonValue> &answer, Key key)
{
    return answer.map([&key](const QJsonValue &data) {
        QList<T> list;
        const QJsonArray array = data.toArray(); // null where there is nothing
        for (const QJsonValue &value : array)
            list.append(T::fromJson(value.toObject()));
        std::stable_sort(list.begin(), list.end(), [&key](const T &a, const T &b) {
            return std::invoke(key, a) < std::invoke(key, b);
        });
        return list;
    });
}

Answer<Upid> taskFrom(const Answer<QJsonValue> &answer, const QString &purpose)
{
    if (!answer)
        return tl::unexpected(answer.error());
    if (const std::optional<Upid> upid = Upid::parse(answer->toString()))
        return *upid;
    ApiError error;
    error.code = ErrorCode::Protocol;
    error.mayHaveHappened = true;
    error.detail = answer->toString().left(300);
    error.message =
        Texts::tr("Cannot follow what was begun: %1. The answer names no task. Look at the node's task "
                  "list.")
            .arg(purpose);
    return tl::unexpected(error);
}

Answer<void> nothingFrom(const Answer<QJsonValue> &answer)
{
    if (!answer)
        return tl::unexpected(answer.error());
    return {};
}

} // namespace

Answer<Version> Client::version(const Cancel &cancel)
{
    return objectFrom<Version>(call(get(u"/version"_s, Texts::tr("ask for the version")), cancel));
}

Answer<QList<Node>> Client::nodes(const Cancel &cancel)
{
    return listFrom<Node>(call(get(u"/nodes"_s, Texts::tr("list the nodes")), cancel), &Node::name);
}

Answer<NodeStatus> Client::nodeStatus(const QString &node, const Cancel &cancel)
{
    return objectFrom<NodeStatus>(
        call(get(onNode(node, u"/status"_s), Texts::tr("look at the node %1").arg(node)), cancel));
}

Answer<int> Client::nextVmid(const Cancel &cancel)
{
    const Answer<QJsonValue> answer =
        call(get(u"/cluster/nextid"_s, Texts::tr("find a free container number")), cancel);
    if (!answer)
        return tl::unexpected(answer.error());
    const int vmid = answer->isString() ? answer->toString().toInt() : answer->toInt();
    if (vmid >= 100)
        return vmid;
    ApiError error;
    error.code = ErrorCode::Protocol;
    error.message = Texts::tr("Cannot find a free container number. The answer is none. Name one.");
    return tl::unexpected(error);
}

Answer<bool> Client::isVmidFree(int vmid, const Cancel &cancel)
{
    const Answer<QJsonValue> answer =
        call(get(u"/cluster/nextid"_s, Texts::tr("ask whether %1 is free").arg(vmid),
                 Parameters().add("vmid", vmid)),
             cancel);
    if (answer)
        return true;
    if (answer.error().cause == Cause::DuplicateVmid)
        return false;
    return tl::unexpected(answer.error());
}

Answer<QList<ClusterResource>> Client::resources(const QString &type, const Cancel &cancel)
{
    return listFrom<ClusterResource>(call(get(u"/cluster/resources"_s, Texts::tr("list what the cluster has"),
                                              Parameters().addIfSet("type", type)),
                                          cancel),
                                     &ClusterResource::id);
}

Answer<Permissions> Client::permissions(const QString &path, const Cancel &cancel)
{
    return objectFrom<Permissions>(call(
        get(u"/access/permissions"_s, Texts::tr("ask what is allowed"), Parameters().addIfSet("path", path)),
        cancel));
}

Answer<QList<Pool>> Client::pools(const Cancel &cancel)
{
    return listFrom<Pool>(call(get(u"/pools"_s, Texts::tr("list the pools")), cancel), &Pool::id);
}

Answer<QList<Storage>> Client::storages(const QString &node, const QString &content, const Cancel &cancel)
{
    return listFrom<Storage>(
        call(get(onNode(node, u"/storage"_s), Texts::tr("list the storages of %1").arg(node),
                 Parameters().add("enabled", true).addIfSet("content", content)),
             cancel),
        &Storage::name);
}

Answer<QList<StorageContent>> Client::storageContent(const QString &node, const QString &storage,
                                                     const QString &content, const Cancel &cancel)
{
    return listFrom<StorageContent>(call(get(onNode(node, u"/storage/%1/content"_s.arg(segment(storage))),
                                             Texts::tr("list what the storage %1 holds").arg(storage),
                                             Parameters().addIfSet("content", content)),
                                         cancel),
                                    &StorageContent::volid);
}

Answer<QList<Bridge>> Client::bridges(const QString &node, const Cancel &cancel)
{
    return listFrom<Bridge>(
        call(get(onNode(node, u"/network"_s), Texts::tr("list the bridges of %1").arg(node),
                 Parameters().add("type", u"any_bridge"_s)),
             cancel),
        &Bridge::name);
}

Answer<QList<Appliance>> Client::appliances(const QString &node, const Cancel &cancel)
{
    return listFrom<Appliance>(
        call(get(onNode(node, u"/aplinfo"_s), Texts::tr("list the OS templates that can be downloaded")),
             cancel),
        &Appliance::templateName);
}

Answer<Upid> Client::downloadAppliance(const QString &node, const QString &storage,
                                       const QString &templateName, const Cancel &cancel)
{
    const QString purpose = Texts::tr("download the OS template %1").arg(templateName);
    return taskFrom(call(change(Verb::Post, onNode(node, u"/aplinfo"_s), purpose,
                                Parameters().add("storage", storage).add("template", templateName)),
                         cancel),
                    purpose);
}

Answer<Upid> Client::downloadUrl(const QString &node, const QString &storage, const Download &what,
                                 const Cancel &cancel)
{
    const QString purpose = Texts::tr("download %1 to the storage %2").arg(what.fileName, storage);
    Parameters form;
    form.add("url", what.url).add("content", what.content).add("filename", what.fileName);
    if (!what.checksum.isEmpty())
        form.add("checksum", what.checksum).add("checksum-algorithm", what.checksumAlgorithm);
    return taskFrom(call(change(Verb::Post, onNode(node, u"/storage/%1/download-url"_s.arg(segment(storage))),
                                purpose, form),
                         cancel),
                    purpose);
}

Answer<Upid> Client::createContainer(const CreateContainer &what, const Cancel &cancel)
{
    const QString purpose = Texts::tr("create the container %1 on %2").arg(what.vmid).arg(what.node);
    const Answer<Parameters> form = what.parameters();
    if (!form)
        return tl::unexpected(form.error());
    Request request = change(Verb::Post, onNode(what.node, u"/lxc"_s), purpose, *form);
    // The one check of PVE::API2::LXC that says "Permission check failed" and no more.
    request.needs = {u"/vms/%1"_s.arg(what.vmid), {u"VM.Allocate"_s}, false};
    return taskFrom(call(request, cancel), purpose);
}

Answer<ContainerStatus> Client::containerStatus(const QString &node, int vmid, const Cancel &cancel)
{
    return objectFrom<ContainerStatus>(call(
        get(container(node, vmid, u"/status/current"_s), Texts::tr("look at the container %1").arg(vmid)),
        cancel));
}

Answer<ContainerConfig> Client::containerConfig(const QString &node, int vmid, const Cancel &cancel)
{
    return objectFrom<ContainerConfig>(
        call(get(container(node, vmid, u"/config"_s), Texts::tr("read the configuration of %1").arg(vmid)),
             cancel));
}

Answer<void> Client::setContainerConfig(const QString &node, int vmid, const Parameters &values,
                                        const Cancel &cancel)
{
    return nothingFrom(call(change(Verb::Put, container(node, vmid, u"/config"_s),
                                   Texts::tr("change the configuration of %1").arg(vmid), values),
                            cancel));
}

Answer<QList<Interface>> Client::interfaces(const QString &node, int vmid, const Cancel &cancel)
{
    return listFrom<Interface>(
        call(get(container(node, vmid, u"/interfaces"_s), Texts::tr("ask for the addresses of %1").arg(vmid)),
             cancel),
        &Interface::name);
}

Answer<Upid> Client::start(const QString &node, int vmid, const Cancel &cancel)
{
    const QString purpose = Texts::tr("start the container %1").arg(vmid);
    return taskFrom(call(change(Verb::Post, container(node, vmid, u"/status/start"_s), purpose), cancel),
                    purpose);
}

Answer<Upid> Client::stop(const QString &node, int vmid, const Cancel &cancel)
{
    const QString purpose = Texts::tr("stop the container %1").arg(vmid);
    return taskFrom(call(change(Verb::Post, container(node, vmid, u"/status/stop"_s), purpose), cancel),
                    purpose);
}

Answer<Upid> Client::reboot(const QString &node, int vmid, std::chrono::seconds timeout, const Cancel &cancel)
{
    const QString purpose = Texts::tr("restart the container %1").arg(vmid);
    return taskFrom(call(change(Verb::Post, container(node, vmid, u"/status/reboot"_s), purpose,
                                Parameters().add("timeout", timeout.count())),
                         cancel),
                    purpose);
}

Answer<Upid> Client::shutdown(const QString &node, int vmid, std::chrono::seconds timeout, bool forceStop,
                              const Cancel &cancel)
{
    const QString purpose = Texts::tr("shut down the container %1").arg(vmid);
    return taskFrom(call(change(Verb::Post, container(node, vmid, u"/status/shutdown"_s), purpose,
                                Parameters().add("timeout", timeout.count()).add("forceStop", forceStop)),
                         cancel),
                    purpose);
}

Answer<Upid> Client::removeContainer(const QString &node, int vmid, bool purge, bool force,
                                     const Cancel &cancel)
{
    const QString purpose = Texts::tr("remove the container %1").arg(vmid);
    return taskFrom(call(change(Verb::Delete, container(node, vmid), purpose,
                                Parameters().add("purge", purge).add("force", force)),
                         cancel),
                    purpose);
}

Answer<Upid> Client::resize(const QString &node, int vmid, const QString &disk, const QString &size,
                            const Cancel &cancel)
{
    const QString purpose = Texts::tr("make the disk of %1 larger").arg(vmid);
    return taskFrom(call(change(Verb::Put, container(node, vmid, u"/resize"_s), purpose,
                                Parameters().add("disk", disk).add("size", size)),
                         cancel),
                    purpose);
}

Answer<Upid> Client::snapshot(const QString &node, int vmid, const QString &name, const QString &description,
                              const Cancel &cancel)
{
    const QString purpose = Texts::tr("take a snapshot of %1").arg(vmid);
    return taskFrom(call(change(Verb::Post, container(node, vmid, u"/snapshot"_s), purpose,
                                Parameters().add("snapname", name).addIfSet("description", description)),
                         cancel),
                    purpose);
}

Answer<QList<Snapshot>> Client::snapshots(const QString &node, int vmid, const Cancel &cancel)
{
    return listFrom<Snapshot>(
        call(get(container(node, vmid, u"/snapshot"_s), Texts::tr("list the snapshots of %1").arg(vmid)),
             cancel),
        &Snapshot::time);
}

Answer<Upid> Client::clone(const QString &node, int vmid, const Clone &what, const Cancel &cancel)
{
    const QString purpose = Texts::tr("clone the container %1").arg(vmid);
    Parameters form;
    form.add("newid", what.newVmid).add("full", what.full).addIfSet("hostname", what.hostname);
    form.addIfSet("pool", what.pool).addIfSet("storage", what.storage).addIfSet("target", what.target);
    return taskFrom(call(change(Verb::Post, container(node, vmid, u"/clone"_s), purpose, form), cancel),
                    purpose);
}

Answer<TaskStatus> Client::taskStatus(const Upid &upid, const Cancel &cancel)
{
    return objectFrom<TaskStatus>(
        call(get(ofTask(upid, u"/status"_s), Texts::tr("ask how the task is going")), cancel));
}

Answer<QList<TaskLogLine>> Client::taskLog(const Upid &upid, int start, int limit, const Cancel &cancel)
{
    Answer<QList<TaskLogLine>> lines =
        listFrom<TaskLogLine>(call(get(ofTask(upid, u"/log"_s), Texts::tr("read the log of the task"),
                                       Parameters().add("start", start).add("limit", limit)),
                                   cancel),
                              &TaskLogLine::number);
    // What an empty log, or one that is not there yet, is answered with.
    if (lines && lines->size() == 1 && lines->constFirst().number == 1 &&
        (lines->constFirst().text == u"no content" ||
         lines->constFirst().text.startsWith("unable to open file - "_L1)))
        lines->clear();
    return lines;
}

Answer<void> Client::stopTask(const Upid &upid, const Cancel &cancel)
{
    return nothingFrom(call(change(Verb::Delete, ofTask(upid), Texts::tr("stop the task")), cancel));
}

Answer<QList<TaskEntry>> Client::tasks(const QString &node, int vmid, bool runningOnly, const Cancel &cancel)
{
    Parameters form;
    if (vmid > 0)
        form.add("vmid", vmid);
    form.add("source", runningOnly ? u"active"_s : u"all"_s);
    auto listed = listFrom<TaskEntry>(
        call(get(onNode(node, u"/tasks"_s), Texts::tr("list the tasks of %1").arg(node), form), cancel),
        [](const TaskEntry &entry) { return -entry.startTime; });
    // "active" also names those that have just ended and are not archived yet.
    if (listed && runningOnly)
        listed->removeIf([](const TaskEntry &entry) { return !entry.isRunning(); });
    return listed;
}

} // namespace slipway::proxmox
