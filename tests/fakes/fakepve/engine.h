#pragma once
#include "tests/fakes/fakepve/wire.h"
#include "tests/fakes/fakepvetypes.h"
#include <QHash>
#include <QObject>
#include <QSet>
#include <QSslCertificate>
#include <QSslKey>
#include <QTcpServer>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace slipway::fakes::pve {

struct Volume
{
    QString id = {}; ///< local:vztmpl/debian.tar.zst
    qint64 size = 0;
    qint64 ctime = 0;
    int vmid = 0;
};

struct Node
{
    QString name = {};
    bool online = true;
    QMap<QString, bool> bridges = {}; ///< name → active
    QMap<QString, PveStorage> storages = {};
    QMap<QString, Volume> volumes = {};
};

struct User
{
    QString password = {};
    QString otp = {};
};

struct Token
{
    QString secret = {};
    bool separated = true;
};

struct Grant
{
    QStringList privileges = {};
    bool propagate = true;
};

struct Ticket
{
    QString user = {};
    qint64 madeAt = 0; ///< seconds
    bool challenge = false;
};

struct Appliance
{
    QString file, os, headline;
};

/// What a task does once its time is over.
struct Work
{
    QStringList lines = {};
    std::function<QString()> check = {}; ///< before the hook; a text fails the task
    QString event = {};                  ///< of the hook; empty: none
    std::function<QString(const PveHookResult &)> apply = {};
    std::function<void()> undo = {}; ///< when it fails
    bool locks = true;               ///< one at a time on a container
    std::shared_ptr<Work> then = {}; ///< the second half, in the same task
};

struct Task
{
    PveTask told;
    int vmid = 0;
    qint64 pid = 0, pstart = 0, startTime = 0, endTime = 0;
    Work work;
    std::optional<PveFault> end; ///< TaskFails, TaskHangs, …
    bool holdsLock = false;
};

/// One call as its handler sees it.
struct Call
{
    Parameters p;
    QString user = {}; ///< with !token

    QString text(const char *name) const { return p.value(QLatin1StringView(name)); }
    int number(const char *name) const { return text(name).toInt(); }
    bool flag(const char *name) const { return text(name) == QLatin1StringView("1"); }
    int vmid() const { return number("vmid"); }
    QString node() const { return text("node"); }
};

/// All state and all behaviour; lives in the thread of the fake.
class Engine : public QObject
{
    Q_OBJECT
public:
    explicit Engine(const FakePveOptions &options);
    ~Engine() override;

    QString start(); ///< empty: listens
    QString makeCertificate();
    bool setReachable(bool reachable);
    void retire();       ///< takes no one in, begins no hook
    void waitForHooks(); ///< not from the thread of the engine
    const FakePveOptions &options() const { return m_options; }
    QSslCertificate certificate() const { return m_certificate; }
    QSslKey privateKey() const { return m_key; }
    quint16 port() const { return m_port; }

    // The connection asks
    int record(const Head &head, int connection);
    void recordBody(int record, const Parameters &parameters, const QByteArray &body, const QString &user);
    void recordAnswer(int record, const Reply &reply);
    void violation(int record, const QString &text);
    std::optional<Reply> authenticate(const Head &head, QString *user);
    Reply handle(int record, const QByteArray &method, const QString &path, const Parameters &parameters,
                 const QString &user);

    // State that the façade sets and reads
    QMap<QString, Node> nodes;
    QMap<QString, User> users;
    QMap<QString, Token> tokens;
    QMap<QString, QMap<QString, Grant>> grants; ///< who → path → what
    QMap<int, PveContainer> containers;
    QStringList pools;
    QList<Appliance> appliances;
    QList<PveFault> faults;
    PveHooks hooks;
    std::chrono::milliseconds addressDelay;
    std::chrono::seconds clockOffset{0};
    QList<PveRequest> requests;
    QStringList violations;
    QList<std::shared_ptr<Task>> tasks;
    std::function<void(const PveRequest &)> requestCallback;
    int connectionCount = 0;
    int lastRequest = 0;

    int openConnections() const;
    QDateTime now() const;
    qint64 seconds() const { return now().toSecsSinceEpoch(); }
    QString makeTicket(const QString &user, bool challenge = false);
    QString csrfToken(const QString &user, qint64 at);
    void expireTickets();
    void endTask(const std::shared_ptr<Task> &task, const QString &exitStatus);
    void finishTask(const QString &upid, const QString &exitStatus);
    QString dhcpAddress(const PveContainer &container) const;

private slots:
    void takeHookResults();

private:
    using Handler = Reply (Engine::*)(const Call &);
    struct Route
    {
        Handler handler;
        QString path; ///< "/vms/{vmid}"; empty: everybody
        QStringList privileges;
        bool any = false;
    };
    static const QMap<QString, Route> &routes();

    class Server : public QTcpServer
    {
    public:
        explicit Server(Engine &engine) : m_engine(engine) {}

    protected:
        void incomingConnection(qintptr descriptor) override;

    private:
        Engine &m_engine;
    };

    // Rights
    QStringList privileges(const QString &who, const QString &path) const;
    QStringList granted(const QString &who, const QString &path) const;
    bool may(const QString &who, const QString &path, const QString &privilege) const;
    bool mayAny(const QString &who, const QString &path, const QStringList &any) const;
    std::optional<Reply> denied(const QString &who, const QString &path, const QStringList &all,
                                bool any = false) const;
    std::optional<Reply> deniedOnGuest(const Call &call, const QString &privilege) const;
    std::optional<Reply> deniedConfig(const Call &call, bool unprivileged) const;
    std::optional<Reply> checkedRoute(const Route &route, const Call &call) const;
    Reply secondFactor(const Call &call, const QString &user);

    // Faults
    std::optional<PveFault> strike(const std::function<bool(const PveFault &)> &fits);
    std::optional<Reply> struck(const QByteArray &method, const QString &path, const Call &call,
                                PveFault *after);

    // Tasks
    QString startTask(const Call &call, const QString &type, const QString &id, const Work &work);
    void runTask(const std::shared_ptr<Task> &task, QDateTime deadline);
    void workTask(const std::shared_ptr<Task> &task);
    void callHook(const std::shared_ptr<Task> &task);
    void settleTask(const std::shared_ptr<Task> &task, const PveHookResult &result);
    std::shared_ptr<Task> findTask(const QString &upid) const;
    bool maySee(const Call &call, const Task &task) const;
    QJsonObject taskObject(const Task &task, bool list) const;

    // Containers
    Reply missing(const Call &call) const;
    PveContainer *find(const Call &call);
    std::optional<Reply> checkStorage(const Call &call, const QString &name) const;
    QString createCheck(const PveContainer &container);
    QString createApply(int vmid, const Parameters &p);
    QString startCheck(int vmid) const;
    void nowRunning(int vmid, const QString &hookAddress);
    void nowStopped(int vmid);
    void forget(int vmid);
    Work startWork(const Call &call);
    Work stopWork(const Call &call);
    QJsonObject statusObject(const PveContainer &container, bool list) const;

    // Handlers
    Reply version(const Call &);
    Reply ticket(const Call &call);
    Reply permissions(const Call &call);
    Reply listNodes(const Call &call);
    Reply nodeStatus(const Call &call);
    Reply nextId(const Call &call);
    Reply resources(const Call &call);
    Reply clusterStatus(const Call &call);
    Reply clusterTasks(const Call &call);
    Reply listPools(const Call &call);
    Reply listStorages(const Call &call);
    Reply storageStatus(const Call &call);
    Reply storageContent(const Call &call);
    Reply downloadUrl(const Call &call);
    Reply urlMetadata(const Call &call);
    Reply network(const Call &call);
    Reply listAppliances(const Call &call);
    Reply downloadAppliance(const Call &call);
    Reply listContainers(const Call &call);
    Reply createContainer(const Call &call);
    Reply containerIndex(const Call &call);
    Reply statusIndex(const Call &call);
    Reply destroyContainer(const Call &call);
    Reply containerConfig(const Call &call);
    Reply changeConfig(const Call &call);
    Reply interfaces(const Call &call);
    Reply statusCurrent(const Call &call);
    Reply startContainer(const Call &call);
    Reply stopContainer(const Call &call);
    Reply shutdownContainer(const Call &call);
    Reply rebootContainer(const Call &call);
    Reply listSnapshots(const Call &call);
    Reply makeSnapshot(const Call &call);
    Reply cloneContainer(const Call &call);
    Reply resizeContainer(const Call &call);
    Reply listTasks(const Call &call);
    Reply taskIndex(const Call &call);
    Reply taskStatus(const Call &call);
    Reply taskLog(const Call &call);
    Reply stopTask(const Call &call);

    FakePveOptions m_options;
    Server m_server;
    quint16 m_port = 0; ///< stays while it does not listen
    QSslCertificate m_certificate;
    QSslKey m_key;
    // Hooks run in threads of the standard library and leave their results under its mutex: seen by
    // ThreadSanitizer.
    std::mutex m_hookMutex;
    std::vector<std::thread> m_hookThreads;
    std::vector<std::pair<std::shared_ptr<Task>, PveHookResult>> m_hookResults;
    QHash<QString, Ticket> m_tickets;
    QByteArray m_csrfSecret;
    qint64 m_nextPid = 0x3A21;
};

} // namespace slipway::fakes::pve
