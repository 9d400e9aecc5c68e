#include "app/hosts/proxmox/creation.h"

#include "app/hosts/proxmox/choices.h"

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

constexpr int kMaxCollisions = 20;
constexpr int kMaxLockTimeouts = 6;
constexpr int kMaxLosses = 2;
constexpr auto kVisibleTime = std::chrono::seconds(30);
constexpr auto kCleanTime = std::chrono::seconds(90);

} // namespace

Result<void> Creation::reserve()
{
    if (m_spec.vmid != 0) {
        if (!isVmid(m_spec.vmid))
            return fail(ErrorCode::Invalid,
                        u"Cannot use the VMID %1. It is not between 100 and 999999999."_s.arg(m_spec.vmid));
        if (!m_link.gate()->reserve(m_spec.vmid))
            return fail(
                ErrorCode::Conflict,
                u"Cannot use the VMID %1. Another creation is taking it now. Choose another one, or leave it "
                "open."_s.arg(m_spec.vmid));
        m_reservation = NodeGate::Reservation(m_link.gate(), m_spec.vmid);
        return {};
    }
    const auto next = m_link.api().nextVmid(apiCancel(m_call.cancel));
    if (!next)
        return tl::unexpected(plainError(next.error()));
    for (int from = std::max(*next, m_floor);; ++from) {
        const int vmid = m_link.gate()->reserveFrom(from);
        NodeGate::Reservation reservation(m_link.gate(), vmid);
        from = vmid;
        if (vmid != *next) { // beyond the first free one anything may be in use
            const auto free = m_link.api().isVmidFree(vmid, apiCancel(m_call.cancel));
            if (!free)
                return tl::unexpected(plainError(free.error()));
            if (!*free)
                continue;
        }
        m_reservation = std::move(reservation);
        return {};
    }
}

Result<QString> Creation::run()
{
    const auto waiting = [this](int ahead) {
        say(u"Waiting: %1 containers are being made on this node"_s.arg(ahead));
    };
    const auto turn =
        NodeGate::enter(m_link.gate(), m_link.options().parallelCreations, m_call.cancel, waiting);
    if (!turn)
        return tl::unexpected(turn.error());
    const Result<proxmox::CreateContainer> order = creationOrder(m_link, m_spec, m_call);
    if (!order)
        return tl::unexpected(order.error());
    m_order = *order;
    if (const Result<void> reserved = reserve(); !reserved)
        return tl::unexpected(reserved.error());
    for (Next next = Next::OtherVmid;;) {
        if (next == Next::OtherVmid) {
            m_ref = ContainerRef::make(m_reservation.vmid());
            m_order.vmid = m_ref->vmid;
            m_order.description = markedDescription(m_spec.description, *m_ref);
            m_wasLost = m_began = false;
            claim(*m_ref);
        }
        next = attempt();
        if (next == Next::Done)
            return m_ref->text();
        if (next == Next::Failed)
            break;
        if (next == Next::OtherVmid) {
            m_floor = m_ref->vmid + 1;
            if (const Result<void> reserved = reserve(); !reserved) {
                m_error = reserved.error();
                break;
            }
            say(u"VMID %1 was taken meanwhile, trying %2"_s.arg(m_ref->vmid).arg(m_reservation.vmid()));
        }
    }
    cleanUp();
    return tl::unexpected(m_error);
}

void Creation::claim(const ContainerRef &ref)
{
    if (m_call.claim)
        m_call.claim(ref.text());
}

Creation::Next Creation::attempt()
{
    if (m_call.cancel.isCancelled()) {
        m_error = {ErrorCode::Cancelled, u"Stopped."_s, {}, false};
        return Next::Failed;
    }
    say(u"Creating container %1 (%2)"_s.arg(m_order.vmid).arg(m_order.hostname));
    return posted(m_link.api().createContainer(m_order, apiCancel(m_call.cancel)));
}

Creation::Next Creation::posted(proxmox::Answer<proxmox::Upid> answer)
{
    if (answer) {
        m_began = true;
        return followed(*answer);
    }
    const proxmox::ApiError error = answer.error();
    if (error.mayHaveHappened || (m_wasLost && error.cause == proxmox::Cause::DuplicateVmid))
        return lookForLost(error);
    return refused(error);
}

/// No answer came. Whether it took effect is seen by its task: the configuration carries our mark only at its
/// end.
Creation::Next Creation::lookForLost(const proxmox::ApiError &error)
{
    m_wasLost = true;
    m_error = plainError(error);
    say(u"The answer of Proxmox was lost; looking whether container %1 is being made"_s.arg(m_order.vmid));
    const CancelToken untilLooked = CancelToken().limitedTo(m_link.options().lookTime); // also when cancelled
    do {
        const auto tasks = m_link.api().tasks(m_order.node, m_order.vmid, false, apiCancel(untilLooked));
        for (const proxmox::TaskEntry &task : tasks.value_or(QList<proxmox::TaskEntry>())) {
            const auto upid = proxmox::Upid::parse(task.upid);
            if (!upid || task.type != "vzcreate"_L1)
                continue;
            const auto status = m_link.api().taskStatus(*upid, apiCancel(untilLooked));
            const Result<proxmox::ContainerConfig> config = m_link.ours(*m_ref, untilLooked);
            if (config || (status && status->running)) {
                say(u"It is: going on with its task"_s);
                m_began = true;
                return followed(*upid);
            }
            break; // the newest one; an older container had this VMID
        }
    } while (pause(m_link.options().poll, untilLooked));
    if (m_call.cancel.isCancelled())
        return Next::Failed;
    if (error.cause == proxmox::Cause::DuplicateVmid)
        return refused(error);
    if (++m_losses > kMaxLosses)
        return Next::Failed;
    say(u"It is not; asking once more"_s);
    return Next::SameAgain;
}

Creation::Next Creation::followed(const proxmox::Upid &upid)
{
    claim(m_ref->madeBy(upid)); // by it the container is found again if this process dies now
    const auto done =
        m_link.follow(upid, u"create container %1"_s.arg(m_order.vmid), m_call, m_link.options().taskTime);
    if (!done)
        return refused(done.error());
    claim(*m_ref);
    if (done->warnings > 0)
        say(u"Proxmox ended this task with %1 warnings"_s.arg(done->warnings));
    return becomeVisible();
}

Creation::Next Creation::refused(const proxmox::ApiError &error)
{
    m_error = plainError(error);
    if (error.cause == proxmox::Cause::DuplicateVmid || error.cause == proxmox::Cause::LockTimeout)
        m_began = m_wasLost = false; // what is there is another one's; or Proxmox has taken it away again
    if (error.cause == proxmox::Cause::DuplicateVmid && m_spec.vmid == 0 && ++m_collisions < kMaxCollisions)
        return Next::OtherVmid;
    if (error.cause == proxmox::Cause::DuplicateVmid && m_spec.vmid != 0) {
        m_error.code = ErrorCode::Conflict;
        m_error.message =
            u"Cannot create container %1. That VMID is in use. Choose another one, or leave it open."_s.arg(
                m_spec.vmid);
        return Next::Failed;
    }
    if (error.cause != proxmox::Cause::LockTimeout || ++m_lockTimeouts > kMaxLockTimeouts)
        return Next::Failed;
    say(u"Another task holds a lock that this needs (%1); trying again"_s.arg(
        error.detail.section(u'\n', 0, 0)));
    if (!pause(m_link.options().retry, m_call.cancel)) {
        m_error = {ErrorCode::Cancelled, u"Stopped."_s, {}, false};
        return Next::Failed;
    }
    return Next::SameAgain;
}

/// The task is over; what it made may reach this node's view of the cluster a moment later.
Creation::Next Creation::becomeVisible()
{
    const CancelToken limit = m_call.cancel.limitedTo(kVisibleTime);
    bool told = false;
    for (;;) {
        const Result<proxmox::ContainerConfig> config = m_link.ours(*m_ref, limit);
        if (config)
            return Next::Done;
        m_error = config.error();
        const bool isWaitedFor = m_error.code == ErrorCode::NotFound || m_error.retryable;
        if (!isWaitedFor)
            return Next::Failed;
        if (!told)
            say(u"Container %1 cannot be seen yet; waiting for it"_s.arg(m_order.vmid));
        told = true;
        if (!pause(m_link.options().poll, limit)) {
            if (m_call.cancel.wasAsked())
                m_error.code = ErrorCode::Cancelled;
            else if (m_wasLost && m_spec.vmid == 0) // the task that we took for ours was another one's
                return Next::OtherVmid;
            return Next::Failed;
        }
    }
}

/// Proxmox takes away what a failed task began; what it did not is removed here, or named.
void Creation::cleanUp()
{
    if (!m_ref || (!m_began && !m_wasLost))
        return;
    const CancelToken limit = CancelToken().limitedTo(kCleanTime);
    HostCall call{m_call.log, {}, limit, {}};
    const auto config = m_link.api().containerConfig(m_order.node, m_ref->vmid, apiCancel(limit));
    if (!config && config.error().cause == proxmox::Cause::NoSuchContainer)
        return;
    const QString name = u"container %1 on the node %2"_s.arg(QString::number(m_ref->vmid), m_order.node);
    if (!config) {
        m_error.detail += u"\nWhether %1 is left could not be seen: %2"_s.arg(name, config.error().message);
        return;
    }
    if (isMarked(config->description(), *m_ref) && config->lock().isEmpty()) {
        say(u"Removing what was made so far"_s);
        const auto upid =
            m_link.api().removeContainer(m_order.node, m_ref->vmid, true, true, apiCancel(limit));
        const bool gone =
            upid &&
            m_link.follow(*upid, u"remove container %1"_s.arg(m_ref->vmid), call, kCleanTime).has_value();
        if (!gone)
            m_error.detail +=
                u"\nLeft behind: %1. Remove it: pct destroy %2 --purge"_s.arg(name).arg(m_ref->vmid);
        return;
    }
    const bool isOurs = m_began && (config->lock() == "create"_L1 || isMarked(config->description(), *m_ref));
    if (!isOurs)
        return; // somebody else has that number by now
    m_halfMade = m_ref->made();
    m_error.detail +=
        u"\nLeft behind: %1, half made and locked (%2). Remove it: pct unlock %3; pct destroy %3 --purge"_s
            .arg(name, config->lock(), QString::number(m_ref->vmid));
    say(u"Left behind: %1, half made and locked (%2)"_s.arg(name, config->lock()));
}

} // namespace slipway::hosts
