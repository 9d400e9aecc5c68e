#pragma once
#include "app/base/secret.h"
#include "net/proxmox/apierror.h"
#include "net/proxmox/createcontainer.h"
#include "net/proxmox/parameters.h"
#include "net/proxmox/types.h"
#include <QJsonValue>
#include <QUrl>
#include <chrono>
#include <functional>
#include <memory>
#include <variant>

namespace slipway::proxmox {

/// What we recommend: limited rights, no session, no second factor.
struct ApiToken
{
    QString id;    ///< "user@realm!name"
    Secret secret; ///< the UUID
};
/// A ticket is fetched with it, and renewed.
struct Login
{
    QString user; ///< "user@realm"
    Secret password;
};

/// https://HOST:PORT from what people type: "pve", "pve:8443", "2001:db8::1", "https://pve:8006/". Plain http
/// is taken only to this machine itself (an ssh tunnel). Invalid with the reason.
Result<QUrl> parseEndpoint(const QString &text, int defaultPort = 8006);

struct ClientOptions
{
    QUrl endpoint; ///< from parseEndpoint()
    std::variant<ApiToken, Login> auth;
    /// With one, exactly that leaf certificate is accepted, whatever else is wrong with it, and no other.
    /// Empty: the certificate authorities of this system decide.
    Fingerprint pinned;
    std::chrono::milliseconds timeout =
        std::chrono::seconds(30); ///< of a whole call: sign-in and repeats too
    // For reads in a Hurry. A machine that is there takes a connection, TLS included, within a part of a
    // second.
    std::chrono::milliseconds hurriedConnect = std::chrono::seconds(4);
    /// A server that took no connection is not asked again for so long, and then by one at a time: the others
    /// fail at once with the reason of the last one.
    std::chrono::milliseconds silence = std::chrono::seconds(5);
    std::chrono::milliseconds renewTicketAfter = std::chrono::hours(1); ///< it lives for two
};

/// While it lives, reads by this thread are those of somebody who looks: they had better fail in a few
/// seconds than wait for a server that is switched off (ClientOptions::hurriedConnect, silence). Without it a
/// call bears an interruption of the network for as long as its time-out, as the steps of a long work should.
class Hurry
{
public:
    Hurry();
    ~Hurry();
    Hurry(const Hurry &) = delete;
    Hurry &operator=(const Hurry &) = delete;
    static bool isOn(); ///< on this thread
};

/// One request to api2/json, as it stands.
struct Request
{
    enum class Verb { Get, Post, Put, Delete };
    Verb verb = Verb::Get;
    QString path = {};          ///< from the root, segments percent-encoded: segment()
    Parameters parameters = {}; ///< in the query for Get and Delete, in the body otherwise
    QString purpose = {}; ///< completes "Cannot ….": "create container 105"; empty = the verb and the path
    std::chrono::milliseconds timeout{0}; ///< 0 = that of the options
    MissingPermission needs = {};         ///< what a 403 that names nothing is about
    bool mayRepeat = true; ///< a Get is repeated when the connection broke, or after 595 and 596
};
/// Percent-encoded for use between two slashes.
QString segment(const QString &text);

/// How a task is followed.
struct TaskWatch
{
    QString purpose = {}; ///< completes "Cannot …."
    /// Each line of its log once, in order, as soon as it is complete, on the calling thread.
    std::function<void(const QString &line)> logLine = {};
    std::chrono::milliseconds timeout = std::chrono::minutes(10);
    /// For so long failed polls (broken connection, 5xx) are waited out.
    std::chrono::milliseconds patience = std::chrono::seconds(60);
    std::chrono::milliseconds interval =
        std::chrono::seconds(1); ///< between polls; shorter in the first seconds
    bool stopTask = true; ///< on cancel or at the time limit: DELETE the task and see it end (10 s at most)
};
/// A task that succeeded.
struct TaskEnd
{
    Upid upid;
    int warnings = 0;   ///< told in the log
    QString exitStatus; ///< "OK" or "WARNINGS: n"
};

/// Client of one Proxmox VE endpoint (8 and 9), over HTTPS.
///
/// Thread-safe. Every call blocks its thread until the answer, its time-out (Timeout) or its cancel
/// (Cancelled, within 200 ms); never call it from a thread with an event loop to serve. The network work is
/// done by a thread of its own. Destruction ends calls of other threads with Cancelled and waits until they
/// have left, so do not destroy it from a callback of its own.
///
/// A request that changes something is sent once, on a connection of its own, and never repeated; when no
/// answer came, ApiError::mayHaveHappened tells. Only a 401 to an outdated ticket is followed by a sign-in
/// and the same request again, since it was not carried out. Lists come sorted.
class Client
{
public:
    explicit Client(ClientOptions options);
    ~Client();
    Client(const Client &) = delete;
    Client &operator=(const Client &) = delete;

    QUrl endpoint() const;
    void forgetSilence(); ///< the next call in a Hurry asks, whatever is known

    /// `data` of the answer.
    Answer<QJsonValue> call(const Request &request, const Cancel &cancel = {});

    // The cluster
    Answer<Version> version(const Cancel &cancel = {});   ///< GET /version
    Answer<QList<Node>> nodes(const Cancel &cancel = {}); ///< GET /nodes
    Answer<NodeStatus> nodeStatus(const QString &node, const Cancel &cancel = {});
    /// GET /cluster/nextid; reserves nothing.
    Answer<int> nextVmid(const Cancel &cancel = {});
    Answer<bool> isVmidFree(int vmid, const Cancel &cancel = {}); ///< GET /cluster/nextid?vmid=
    /// GET /cluster/resources?type=; empty = all.
    Answer<QList<ClusterResource>> resources(const QString &type, const Cancel &cancel = {});
    /// GET /access/permissions[?path=]: of the caller itself.
    Answer<Permissions> permissions(const QString &path = {}, const Cancel &cancel = {});
    Answer<QList<Pool>> pools(const Cancel &cancel = {}); ///< GET /pools

    // What a container is made of
    /// GET /nodes/{node}/storage?enabled=1[&content=]
    Answer<QList<Storage>> storages(const QString &node, const QString &content = {},
                                    const Cancel &cancel = {});
    /// GET /nodes/{node}/storage/{storage}/content[?content=]
    Answer<QList<StorageContent>> storageContent(const QString &node, const QString &storage,
                                                 const QString &content, const Cancel &cancel = {});
    Answer<QList<Bridge>> bridges(const QString &node,
                                  const Cancel &cancel = {}); ///< …/network?type=any_bridge
    Answer<QList<Appliance>> appliances(const QString &node, const Cancel &cancel = {}); ///< GET …/aplinfo
    /// POST …/aplinfo
    Answer<Upid> downloadAppliance(const QString &node, const QString &storage, const QString &templateName,
                                   const Cancel &cancel = {});
    struct Download
    {
        QString url = {};
        QString fileName = {};
        QString content = QStringLiteral("vztmpl");
        QString checksum = {};
        QString checksumAlgorithm = {}; ///< "sha256", "sha512"…; with a checksum
    };
    /// POST …/storage/{storage}/download-url
    Answer<Upid> downloadUrl(const QString &node, const QString &storage, const Download &what,
                             const Cancel &cancel = {});

    // Containers: `node` and VMID name one. What gives a Upid has only begun: waitForTask().
    Answer<Upid> createContainer(const CreateContainer &what, const Cancel &cancel = {});
    Answer<ContainerStatus> containerStatus(const QString &node, int vmid, const Cancel &cancel = {});
    Answer<ContainerConfig> containerConfig(const QString &node, int vmid, const Cancel &cancel = {});
    /// PUT …/config. Values as Proxmox names them; there is no task.
    Answer<void> setContainerConfig(const QString &node, int vmid, const Parameters &values,
                                    const Cancel &cancel = {});
    /// Empty while it is stopped.
    Answer<QList<Interface>> interfaces(const QString &node, int vmid, const Cancel &cancel = {});
    Answer<Upid> start(const QString &node, int vmid, const Cancel &cancel = {});
    Answer<Upid> stop(const QString &node, int vmid,
                      const Cancel &cancel = {}); ///< at once, like a power cut
    Answer<Upid> reboot(const QString &node, int vmid, std::chrono::seconds timeout,
                        const Cancel &cancel = {});
    /// Asks it to shut down; after `timeout` the task fails, or with `forceStop` stops it.
    Answer<Upid> shutdown(const QString &node, int vmid, std::chrono::seconds timeout, bool forceStop,
                          const Cancel &cancel = {});
    /// DELETE. `purge` takes it out of backup jobs, replication and HA as well, `force` a running one too.
    Answer<Upid> removeContainer(const QString &node, int vmid, bool purge, bool force,
                                 const Cancel &cancel = {});
    Answer<Upid> resize(const QString &node, int vmid, const QString &disk, const QString &size,
                        const Cancel &cancel = {}); ///< "rootfs", "+2G"
    Answer<Upid> snapshot(const QString &node, int vmid, const QString &name, const QString &description,
                          const Cancel &cancel = {});
    Answer<QList<Snapshot>> snapshots(const QString &node, int vmid, const Cancel &cancel = {});
    struct Clone
    {
        int newVmid = 0;
        QString hostname = {};
        QString pool = {};
        QString storage = {}; ///< of a full clone
        QString target = {};  ///< node
        bool full = false;
    };
    Answer<Upid> clone(const QString &node, int vmid, const Clone &what, const Cancel &cancel = {});

    // Tasks
    Answer<TaskStatus> taskStatus(const Upid &upid, const Cancel &cancel = {});
    /// Lines after the `start`th, at most `limit`. The line "no content" of an empty log is left out.
    Answer<QList<TaskLogLine>> taskLog(const Upid &upid, int start, int limit, const Cancel &cancel = {});
    Answer<void> stopTask(const Upid &upid, const Cancel &cancel = {}); ///< DELETE; asks it to end
    /// Of one node, newest first; `vmid` 0 = all.
    Answer<QList<TaskEntry>> tasks(const QString &node, int vmid, bool runningOnly,
                                   const Cancel &cancel = {});
    /// Follows a task to its end and gives every line of its log, none twice. An error is: the task's own
    /// failure (HostFailed, Conflict… by its `cause`, its last words in `detail`), Cancelled, Timeout, or
    /// that it could not be followed any longer (mayHaveHappened: it perhaps goes on).
    Answer<TaskEnd> waitForTask(const Upid &upid, const TaskWatch &watch, const Cancel &cancel = {});

private:
    struct Private;
    const std::unique_ptr<Private> d;
};

} // namespace slipway::proxmox
