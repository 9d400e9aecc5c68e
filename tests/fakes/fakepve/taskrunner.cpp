// Tasks: their life, their log, their answers.
#include "tests/fakes/fakepve/engine.h"
#include <QJsonArray>
#include <QJsonObject>
#include <QTimer>

using namespace Qt::Literals::StringLiterals;

namespace slipway::fakes::pve {

using Kind = PveFault::Kind;

static QString hex8(qint64 value) { return QString::number(value, 16).toUpper().rightJustified(8, u'0'); }

QString Engine::startTask(const Call &call, const QString &type, const QString &id, const Work &work)
{
    auto task = std::make_shared<Task>();
    task->vmid = call.vmid();
    task->pid = m_nextPid++;
    // Every other one as after 497 days of uptime: nine hex digits.
    task->pstart = (task->pid % 2 == 0 ? 0x100000000LL : 0x0012D687LL) + task->pid * 7;
    task->startTime = seconds();
    task->work = work;
    const QString upid = u"UPID:%1:%2:%3:%4:%5:%6:%7:"_s.arg(call.node(), hex8(task->pid), hex8(task->pstart),
                                                             hex8(task->startTime), type, id, call.user);
    task->told = {.upid = upid, .node = call.node(), .type = type, .id = id, .user = call.user};
    tasks.append(task);
    const auto strikes = [&](Kind kind) {
        return strike([&](const PveFault &fault) {
            return fault.kind == kind && (fault.taskType.isEmpty() || fault.taskType == type);
        });
    };
    std::chrono::milliseconds time = m_options.taskTime;
    if (const auto fault = strikes(Kind::TaskTime))
        time = fault->time;
    if (const auto fault = strikes(Kind::TaskBurst)) {
        for (qsizetype i = 0; i < fault->bytes; ++i)
            task->told.log.append(u"progress %1 of %2"_s.arg(i + 1).arg(fault->bytes));
    }
    for (const Kind kind : {Kind::TaskFails, Kind::TaskHangs, Kind::TaskWarns, Kind::TaskKilled}) {
        if (!task->end)
            task->end = strikes(kind);
    }
    // The log grows while the task runs.
    const qsizetype lines = work.lines.size();
    for (qsizetype i = 0; i < lines; ++i) {
        QTimer::singleShot(time * i / (lines + 1), Qt::PreciseTimer, this, [task, line = work.lines.at(i)] {
            if (task->told.running)
                task->told.log.append(line);
        });
    }
    QTimer::singleShot(time, Qt::PreciseTimer, this, [this, task] {
        runTask(task, QDateTime::currentDateTimeUtc().addMSecs(m_options.lockTimeout.count()));
    });
    task->holdsLock = type == "vzcreate"_L1; // the lock is taken before the answer goes out
    return upid;
}

// One task at a time works on a container; the others wait for its lock, not for ever.
void Engine::runTask(const std::shared_ptr<Task> &task, QDateTime deadline)
{
    if (!task->told.running)
        return;
    const bool taken = task->vmid > 0 && task->work.locks && !task->holdsLock &&
                       std::any_of(tasks.begin(), tasks.end(), [&](const std::shared_ptr<Task> &other) {
                           return other != task && other->told.running && other->holdsLock &&
                                  other->vmid == task->vmid && other->told.node == task->told.node;
                       });
    if (!taken) {
        task->holdsLock = task->work.locks;
        return workTask(task);
    }
    if (QDateTime::currentDateTimeUtc() < deadline) {
        QTimer::singleShot(2, this, [this, task, deadline] { runTask(task, deadline); });
        return;
    }
    endTask(task, u"can't lock file '/run/lock/lxc/pve-config-%1.lock' - got timeout"_s.arg(task->vmid));
}

void Engine::workTask(const std::shared_ptr<Task> &task)
{
    if (task->end && task->end->kind == Kind::TaskHangs)
        return;
    if (task->end && task->end->kind == Kind::TaskKilled)
        return endTask(task, u"unexpected status"_s);
    if (task->end && task->end->kind == Kind::TaskFails) {
        QString text = task->end->text;
        return endTask(
            task,
            text.replace("{vmid}"_L1, QString::number(task->vmid)).replace("{node}"_L1, task->told.node));
    }
    const QString failure = task->work.check ? task->work.check() : QString();
    if (!failure.isEmpty())
        return endTask(task, failure);
    callHook(task);
}

void Engine::callHook(const std::shared_ptr<Task> &task)
{
    const QString event = task->work.event;
    const PveHooks::Hook hook = event == "create"_L1   ? hooks.create
                                : event == "start"_L1  ? hooks.start
                                : event == "stop"_L1   ? hooks.stop
                                : event == "delete"_L1 ? hooks.destroy
                                                       : PveHooks::Hook();
    if (!hook)
        return settleTask(task, {});
    const PveHookCall call{event, containers.value(task->vmid), task->told.upid};
    const std::scoped_lock lock(m_hookMutex);
    m_hookThreads.emplace_back([this, task, hook, call] {
        PveHookResult result = hook(call);
        const std::scoped_lock resultLock(m_hookMutex);
        m_hookResults.emplace_back(task, std::move(result));
        QMetaObject::invokeMethod(this, "takeHookResults", Qt::QueuedConnection);
    });
}

void Engine::takeHookResults()
{
    std::vector<std::pair<std::shared_ptr<Task>, PveHookResult>> results;
    {
        const std::scoped_lock lock(m_hookMutex);
        results.swap(m_hookResults);
    }
    for (const auto &[task, result] : results)
        settleTask(task, result);
}

void Engine::settleTask(const std::shared_ptr<Task> &task, const PveHookResult &result)
{
    if (!task->told.running)
        return; // stopped while the hook worked
    task->told.log += result.log;
    if (!result.error.isEmpty())
        return endTask(task, result.error);
    const QString failure = task->work.apply ? task->work.apply(result) : QString();
    if (!failure.isEmpty())
        return endTask(task, failure);
    if (task->work.then) {
        const std::shared_ptr<Work> next = task->work.then;
        task->work = *next;
        return workTask(task);
    }
    task->work.undo = {};
    if (task->end && task->end->kind == Kind::TaskWarns)
        return endTask(task, u"WARNINGS: %1"_s.arg(task->end->status));
    endTask(task, u"OK"_s);
}

void Engine::endTask(const std::shared_ptr<Task> &task, const QString &exitStatus)
{
    if (!task->told.running)
        return;
    const bool killed = exitStatus == "unexpected status"_L1;
    const bool good = exitStatus == "OK"_L1 || exitStatus.startsWith("WARNINGS: "_L1);
    if (good)
        task->told.log.append("TASK "_L1 + exitStatus);
    else if (!killed) {
        if (task->work.undo)
            task->work.undo();
        task->told.log.append("TASK ERROR: "_L1 + exitStatus);
    }
    task->told.running = false;
    task->holdsLock = false;
    task->told.exitStatus = exitStatus;
    task->endTime = seconds();
}

// A hanging one goes on as if nothing had been, or ends with the text.
void Engine::finishTask(const QString &upid, const QString &exitStatus)
{
    const std::shared_ptr<Task> task = findTask(upid);
    if (!task)
        return;
    if (exitStatus != "OK"_L1)
        return endTask(task, exitStatus);
    task->end.reset();
    runTask(task, QDateTime::currentDateTimeUtc().addMSecs(m_options.lockTimeout.count()));
}

std::shared_ptr<Task> Engine::findTask(const QString &upid) const
{
    const auto found = std::find_if(tasks.begin(), tasks.end(), [&](const std::shared_ptr<Task> &task) {
        return task->told.upid == upid;
    });
    return found == tasks.end() ? nullptr : *found;
}

// One's own tasks, those of one's own tokens, or with Sys.Audit on the node.
bool Engine::maySee(const Call &call, const Task &task) const
{
    return task.told.user == call.user || task.told.user.startsWith(call.user + u'!') ||
           may(call.user, u"/nodes/"_s + task.told.node, u"Sys.Audit"_s);
}

QJsonObject Engine::taskObject(const Task &task, bool list) const
{
    QJsonObject object{{u"upid"_s, task.told.upid},
                       {u"node"_s, task.told.node},
                       {u"pid"_s, task.pid},
                       {u"pstart"_s, task.pstart},
                       {u"starttime"_s, task.startTime},
                       {u"type"_s, task.told.type},
                       {u"id"_s, task.told.id},
                       {u"user"_s, task.told.user.section(u'!', 0, 0)}};
    if (task.told.user.contains(u'!'))
        object.insert(u"tokenid"_s, task.told.user.section(u'!', 1));
    if (list) {
        if (!task.told.running) {
            object.insert(u"status"_s, task.told.exitStatus);
            object.insert(u"endtime"_s, task.endTime);
        }
        return object;
    }
    object.insert(u"status"_s, task.told.running ? u"running"_s : u"stopped"_s);
    if (!task.told.running)
        object.insert(u"exitstatus"_s, task.told.exitStatus);
    return object;
}

static std::optional<Reply> badUpid(const Call &call)
{
    static const QRegularExpression shape(
        u"\\AUPID:([a-zA-Z0-9]([a-zA-Z0-9\\-]*[a-zA-Z0-9])?):([0-9A-Fa-f]{8}):([0-9A-Fa-f]{8,9}):"
        "([0-9A-Fa-f]{8}):([^:\\s/]+):([^:\\s/]*):([^:\\s/]+):\\z"_s);
    const QRegularExpressionMatch match = shape.match(call.text("upid"));
    if (!match.hasMatch())
        return Reply::die(u"unable to parse worker upid '%1'"_s.arg(call.text("upid")));
    if (match.captured(1) != call.node())
        return Reply::badParameter(u"upid"_s, u"upid does not belong to node"_s);
    return {};
}

Reply Engine::taskStatus(const Call &call)
{
    if (const auto bad = badUpid(call))
        return *bad;
    const std::shared_ptr<Task> task = findTask(call.text("upid"));
    if (!task)
        return Reply::badParameter(u"upid"_s, u"no such task"_s);
    if (!maySee(call, *task)) {
        return Reply::fail(403, u"Permission check failed (/nodes/%1, Sys.Audit)"_s.arg(call.node()));
    }
    return Reply::ok(taskObject(*task, false));
}

Reply Engine::taskLog(const Call &call)
{
    if (const auto bad = badUpid(call))
        return *bad;
    const std::shared_ptr<Task> task = findTask(call.text("upid"));
    if (!task)
        return Reply::badParameter(u"upid"_s, u"no such task"_s);
    if (!maySee(call, *task))
        return Reply::fail(403, u"Permission check failed (/nodes/%1, Sys.Audit)"_s.arg(call.node()));
    const QStringList &log = task->told.log;
    const int start = call.number("start");
    int limit = call.p.value(u"limit"_s, u"50"_s).toInt();
    if (limit == 0)
        limit = std::numeric_limits<int>::max();
    QJsonArray lines;
    for (qsizetype i = start; i < log.size() && lines.size() < limit; ++i)
        lines.append(QJsonObject{{u"n"_s, i + 1}, {u"t"_s, log.at(i)}});
    Reply reply = Reply::ok(lines);
    reply.total = log.size();
    if (log.isEmpty()) {
        reply.data = QJsonArray{QJsonObject{{u"n"_s, 1}, {u"t"_s, u"no content"_s}}};
        reply.total = 1;
    }
    return reply;
}

Reply Engine::stopTask(const Call &call)
{
    if (const auto bad = badUpid(call))
        return *bad;
    const std::shared_ptr<Task> task = findTask(call.text("upid"));
    if (!task)
        return Reply::badParameter(u"upid"_s, u"no such task"_s);
    const bool own = task->told.user == call.user || task->told.user.startsWith(call.user + u'!');
    if (!own) {
        if (const auto refused = denied(call.user, u"/nodes/"_s + call.node(), {u"Sys.Modify"_s}))
            return *refused;
    }
    endTask(task, u"received interrupt"_s);
    return Reply::ok(QJsonValue::Null);
}

Reply Engine::taskIndex(const Call &call)
{
    if (const auto bad = badUpid(call))
        return *bad;
    return Reply::ok(QJsonArray{QJsonObject{{u"name"_s, u"log"_s}}, QJsonObject{{u"name"_s, u"status"_s}}});
}

Reply Engine::listTasks(const Call &call)
{
    const QString source = call.p.value(u"source"_s, u"archive"_s);
    const int limit = call.p.value(u"limit"_s, u"50"_s).toInt();
    int start = call.number("start");
    QJsonArray list;
    for (auto task = tasks.crbegin(); task != tasks.crend(); ++task) {
        const Task &one = **task;
        const bool fits = one.told.node == call.node() && maySee(call, one) &&
                          (source == "all"_L1 || (source == "active"_L1) == one.told.running) &&
                          (call.text("vmid").isEmpty() || one.told.id == call.text("vmid")) &&
                          (call.text("typefilter").isEmpty() || one.told.type == call.text("typefilter")) &&
                          (!call.flag("errors") || (!one.told.running && one.told.exitStatus != "OK"_L1));
        if (!fits || start-- > 0)
            continue;
        if (list.size() < limit)
            list.append(taskObject(one, true));
    }
    Reply reply = Reply::ok(list);
    reply.total = list.size();
    return reply;
}

Reply Engine::clusterTasks(const Call &call)
{
    QJsonArray list;
    for (const std::shared_ptr<Task> &task : std::as_const(tasks)) {
        if (maySee(call, *task))
            list.append(taskObject(*task, true));
    }
    return Reply::ok(list);
}

} // namespace slipway::fakes::pve
