#include "tests/fakes/fakepvetypes.h"

using namespace Qt::Literals::StringLiterals;

namespace slipway::fakes {

QByteArray PveRequest::header(QByteArrayView name) const
{
    for (const auto &[key, value] : head) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

PveFault PveFault::answer(int status, const QString &reason)
{
    return {.kind = Kind::Answer, .status = status, .text = reason};
}

PveFault PveFault::cut(qsizetype bytes) { return {.kind = Kind::Cut, .bytes = bytes, .takesEffect = true}; }

PveFault PveFault::silence() { return {.kind = Kind::Silence, .takesEffect = true}; }

PveFault PveFault::delay(std::chrono::milliseconds time) { return {.kind = Kind::Delay, .time = time}; }

PveFault PveFault::vmidTaken(bool late)
{
    return {.kind = Kind::VmidTaken,
            .method = u"POST"_s,
            .pathPattern = u"/nodes/[^/]+/lxc"_s,
            .takesEffect = late};
}

PveFault PveFault::notVisibleYet(int reads)
{
    return {.kind = Kind::Answer,
            .pathPattern = u"/nodes/[^/]+/lxc/\\d+(/.*)?"_s,
            .count = reads,
            .text = u"Configuration file 'nodes/{node}/lxc/{vmid}.conf' does not exist"_s};
}

PveFault PveFault::taskFails(const QString &error) { return {.kind = Kind::TaskFails, .text = error}; }

PveFault PveFault::templateLocked()
{
    return {
        .kind = Kind::TaskFails,
        .taskType = u"vzcreate"_s,
        .text =
            u"unable to create CT {vmid} - can't lock file '/var/lock/pve-manager/pve-storage-local' - got timeout"_s};
}

PveFault PveFault::taskHangs() { return {.kind = Kind::TaskHangs}; }

PveFault PveFault::taskWarns(int warnings) { return {.kind = Kind::TaskWarns, .status = warnings}; }

PveFault PveFault::taskKilled() { return {.kind = Kind::TaskKilled}; }

PveFault PveFault::taskBurst(int lines) { return {.kind = Kind::TaskBurst, .bytes = lines}; }

PveFault PveFault::taskTime(std::chrono::milliseconds time) { return {.kind = Kind::TaskTime, .time = time}; }

PveFault PveFault::on(const QString &method_, const QString &pathPattern_) const
{
    PveFault fault = *this;
    fault.method = method_;
    fault.pathPattern = pathPattern_;
    return fault;
}

PveFault PveFault::onTask(const QString &type) const
{
    PveFault fault = *this;
    fault.taskType = type;
    return fault;
}

PveFault PveFault::after(int calls) const
{
    PveFault fault = *this;
    fault.skip = calls;
    return fault;
}

PveFault PveFault::times(int calls) const
{
    PveFault fault = *this;
    fault.count = calls;
    return fault;
}

PveFault PveFault::withoutEffect() const
{
    PveFault fault = *this;
    fault.takesEffect = false;
    return fault;
}

PveFault PveFault::withEffect() const
{
    PveFault fault = *this;
    fault.takesEffect = true;
    return fault;
}

} // namespace slipway::fakes
