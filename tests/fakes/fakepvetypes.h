#pragma once
#include <QByteArray>
#include <QDateTime>
#include <QJsonValue>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>
#include <chrono>
#include <functional>
#include <optional>

// What a test tells FakePve and what it reads back. Plain values.
namespace slipway::fakes {

struct FakePveOptions
{
    int version = 8; ///< 8 (8.4) or 9 (9.1)
    bool tls = true;
    quint16 port = 0; ///< 0: any free one
    QString node = QStringLiteral("pve");
    std::chrono::milliseconds heldBack401{30};    ///< 3 s in life
    std::chrono::milliseconds idleClose{5000};    ///< as in life
    int requestsPerConnection = 100;              ///< as in life
    std::chrono::milliseconds taskTime{4};        ///< from the start of a task to its end
    std::chrono::milliseconds lockTimeout{20};    ///< 10 s in life
    std::chrono::milliseconds addressDelay{0};    ///< from start to the IPv4 address
    std::chrono::seconds ticketLife{2 * 60 * 60}; ///< as in life
    qsizetype maxBody = 512 * 1024;
    bool compression = true; ///< gzip for answers over 1 KiB, if the client takes it
};

struct PveStorage
{
    QString name = {};
    QString type = QStringLiteral("dir"); ///< dir, lvmthin, zfspool, nfs, …
    QStringList content = {};             ///< rootdir, vztmpl, images, iso, backup, snippets
    qint64 total = 100LL << 30;
    qint64 used = 10LL << 30;
    bool enabled = true;
    bool active = true;
    bool shared = false;
};

struct PveContainer
{
    int vmid = 0;
    QString node = QStringLiteral("pve");
    QMap<QString, QString> config = {}; ///< hostname, memory, net0, …; "lock" is a field of its own
    QString lock = {};
    QString pool = {};
    bool running = false;
    QString ipv4 = {};          ///< "10.0.0.5/24"; empty until it has one
    QString password = {};      ///< as sent at creation
    QString sshPublicKeys = {}; ///< as sent at creation
    QString ostemplate = {};    ///< it was made of
    QDateTime startedAt = {};   ///< by the clock of the fake
    QDateTime addressAt = {};   ///< not before
    QStringList snapshots = {};
    bool ignoresShutdown = false; ///< only `stop`, or a shutdown with forceStop, ends it
};

struct PveTask
{
    QString upid = {};
    QString node = {};
    QString type = {}; ///< vzcreate, vzstart, vzstop, vzshutdown, vzreboot, vzdestroy, download, …
    QString id = {};   ///< vmid or file, may be empty
    QString user = {}; ///< with !token
    QStringList log = {};
    bool running = true;
    QString exitStatus = {}; ///< once stopped
};

/// One request as it was understood.
struct PveRequest
{
    int number = 0;     ///< from 1
    int connection = 0; ///< from 1
    QByteArray method = {};
    QString path = {};                                  ///< after /api2/json, decoded, no query
    QMap<QString, QString> parameters = {};             ///< query and form, decoded, with secrets
    QList<std::pair<QByteArray, QByteArray>> head = {}; ///< header lines, with secrets
    QByteArray raw = {};                                ///< target as sent, and the body after a newline
    QString user = {};                                  ///< who it was, empty if unknown
    int status = 0;                                     ///< of the answer; 0 when none was sent
    QString reason = {};

    QByteArray header(QByteArrayView name) const;
};

/// One thing that goes wrong. Build with a named constructor, then narrow it:
///
///     fake.inject(PveFault::answer(500, "got timeout").on("POST", "/nodes/[^/]+/lxc").times(2));
///     fake.inject(PveFault::taskFails("no space left").onTask("vzcreate"));
struct PveFault
{
    enum class Kind {
        Answer,
        Cut,
        Silence,
        Delay,
        VmidTaken,
        TaskFails,
        TaskHangs,
        TaskWarns,
        TaskKilled,
        TaskBurst,
        TaskTime
    };

    Kind kind = Kind::Answer;
    QString method = {};      ///< empty: any
    QString pathPattern = {}; ///< whole path after /api2/json; empty: any
    QString taskType = {};    ///< empty: any
    int skip = 0;             ///< lets the first ones pass
    int count = 1;            ///< strikes so often; < 0: always
    int status = 500;
    QString text = {}; ///< reason or task error; {node} and {vmid} are filled in
    qsizetype bytes = 0;
    bool takesEffect = false; ///< Answer, Cut, Silence: the call is carried out all the same
    std::chrono::milliseconds time{0};

    /// HTTP status with that reason, body {"data":null} (595 and 596: no body), the call is not carried out.
    static PveFault answer(int status, const QString &reason);
    /// The call is carried out; the connection is reset after that many bytes of the answer.
    static PveFault cut(qsizetype bytes);
    /// The call is carried out (unless withoutEffect()) and never answered.
    static PveFault silence();
    static PveFault delay(std::chrono::milliseconds time);
    /// Someone else makes a container with the VMID just before this create. `late`: the second of both
    /// texts.
    static PveFault vmidTaken(bool late = false);
    /// 500 "Configuration file 'nodes/NODE/lxc/ID.conf' does not exist" for the first `reads` calls to a
    /// container.
    static PveFault notVisibleYet(int reads);
    static PveFault taskFails(const QString &error);
    static PveFault templateLocked();        ///< create fails once with "can't lock file … got timeout"
    static PveFault taskHangs();             ///< runs until stopped, or finishTask()
    static PveFault taskWarns(int warnings); ///< ends with "WARNINGS: n", takes effect
    static PveFault taskKilled();            ///< "unexpected status"; a create leaves lock=create
    static PveFault taskBurst(int lines);    ///< that many log lines at once at its start
    static PveFault taskTime(std::chrono::milliseconds time); ///< instead of FakePveOptions::taskTime

    PveFault on(const QString &method_, const QString &pathPattern_) const;
    PveFault onTask(const QString &type) const;
    PveFault after(int calls) const; ///< the first ones pass
    PveFault times(int calls) const; ///< < 0: always
    PveFault withoutEffect() const;
    PveFault withEffect() const;
};

/// What a hook is told.
struct PveHookCall
{
    QString event = {}; ///< create, start, stop, delete
    PveContainer container = {};
    QString upid = {};
};

/// What it answers. A text in `error` fails the task.
struct PveHookResult
{
    QString error = {};
    QStringList log = {};
    QString ipv4 = {}; ///< "10.0.3.7/24": the address the container really has (start)
};

/// Called while the task of that event runs; reboot is stop and start. Several may run at once, on any
/// thread.
struct PveHooks
{
    using Hook = std::function<PveHookResult(const PveHookCall &)>;
    Hook create = {};
    Hook start = {};
    Hook stop = {};
    Hook destroy = {};
};

} // namespace slipway::fakes
