// The container from outside: ours or not, up and down, its figures, its end.
#include "app/hosts/proxmox/proxmoxhost_p.h"

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

constexpr auto kStartTime = std::chrono::seconds(150);
constexpr auto kStopTime = std::chrono::seconds(90);
constexpr auto kRunningTime = std::chrono::seconds(20);
constexpr int kLockTries = 5;

constexpr auto kBootTime = std::chrono::seconds(75);

// Until systemd has brought it up (name servers, mounts), where there is one; 60 s at most.
constexpr char kAwaitBoot[] = R"sh(
if [ ! -d /run/systemd/system ]; then
    [ -x /bin/systemctl ] && [ -e /sbin/init ] && [ "$(readlink /sbin/init)" != /bin/busybox ] || exit 0
fi
left=60
while [ "$left" -gt 0 ]; do
    state=$(systemctl is-system-running 2>/dev/null)
    case $state in running | degraded) exit 0 ;; esac
    left=$((left - 1))
    sleep 1
done
echo "${state:-unknown}"
)sh";

QString label(const ContainerRef &ref) { return QString::number(ref.vmid); }

} // namespace

QString taskWords(const QString &type)
{
    static const QMap<QString, QString> words = {{u"vzcreate"_s, u"being created"_s},
                                                 {u"vzstart"_s, u"starting"_s},
                                                 {u"vzstop"_s, u"being stopped"_s},
                                                 {u"vzshutdown"_s, u"shutting down"_s},
                                                 {u"vzreboot"_s, u"rebooting"_s},
                                                 {u"vzdestroy"_s, u"being deleted"_s},
                                                 {u"vzdump"_s, u"backup"_s},
                                                 {u"vzrestore"_s, u"being restored"_s},
                                                 {u"vzmigrate"_s, u"migration"_s},
                                                 {u"vzclone"_s, u"being cloned"_s},
                                                 {u"vzsnapshot"_s, u"snapshot"_s},
                                                 {u"vzrollback"_s, u"rollback to a snapshot"_s},
                                                 {u"vzdelsnapshot"_s, u"snapshot being deleted"_s},
                                                 {u"vzsuspend"_s, u"being suspended"_s},
                                                 {u"resize"_s, u"disk being resized"_s},
                                                 {u"move_volume"_s, u"disk being moved"_s},
                                                 {u"vztemplate"_s, u"becoming a template"_s},
                                                 {u"vncproxy"_s, u"console open"_s},
                                                 {u"vzconsole"_s, u"console open"_s}};
    return words.value(type, type);
}

Result<ProxmoxHost::Private::Place> ProxmoxHost::Private::place(const QString &ref, const CancelToken &cancel)
{
    const Result<ContainerRef> parsed = parsedRef(ref);
    if (!parsed)
        return tl::unexpected(parsed.error());
    const Result<QString> node = link.pveNode(cancel);
    if (!node)
        return tl::unexpected(node.error());
    return Place{*parsed, *node};
}

tl::expected<ProxmoxHost::Private::Place, ProxmoxHost::Private::PlaceError>
ProxmoxHost::Private::ownPlace(const QString &ref, const CancelToken &cancel)
{
    const auto refuse = [](Error error) { return tl::unexpected(PlaceError{std::move(error)}); };
    const Result<Place> found = place(ref, cancel);
    if (!found)
        return refuse(found.error());
    for (bool isSecondLook = false;; isSecondLook = true) {
        const auto config = link.api().containerConfig(found->node, found->ref.vmid, apiCancel(cancel));
        if (!config && config.error().cause == proxmox::Cause::NoSuchContainer)
            return refuse({ErrorCode::NotFound,
                           u"Cannot find container %1. It is gone from the node %2."_s.arg(label(found->ref),
                                                                                           found->node),
                           {}});
        if (!config)
            return refuse(plainError(config.error()));
        if (isMarked(config->description(), found->ref))
            return *found;
        if (config->lock() != "create"_L1)
            return tl::unexpected(unmarkedError(*found, Unmarked::Anothers));
        const Result<Unmarked> unmarked = lookWhoMakes(*found, cancel);
        if (!unmarked)
            return refuse(unmarked.error());
        if (*unmarked != Unmarked::HalfMade || isSecondLook) // its task may have ended well between the two
            return tl::unexpected(unmarkedError(*found, *unmarked));
    }
}

ProxmoxHost::Private::PlaceError ProxmoxHost::Private::unmarkedError(const Place &place,
                                                                     Unmarked unmarked) const
{
    switch (unmarked) {
    case Unmarked::BeingMade:
        return {{ErrorCode::Conflict,
                 u"Cannot touch container %1. Proxmox is still making it. Wait until that is over, then try "
                 "again."_s.arg(label(place.ref)),
                 {},
                 true},
                unmarked};
    case Unmarked::HalfMade:
        return {{ErrorCode::Conflict,
                 u"Cannot touch container %1. A creation that was killed left it half made and locked "
                 "(create). Delete it."_s.arg(label(place.ref)),
                 {}},
                unmarked};
    case Unmarked::No:
    case Unmarked::Anothers:
        break;
    }
    return {
        {ErrorCode::Forbidden,
         u"Cannot touch container %1. It is not ours any more: another one has that number now, or somebody "
         "took the line \"Managed by Slipway\" out of its notes. Use the web interface of Proxmox."_s.arg(
             label(place.ref)),
         {}},
        unmarked};
}

/// The newest creation under that VMID is the one that holds the lock; an older one of ours was taken away.
Result<ProxmoxHost::Private::Unmarked> ProxmoxHost::Private::lookWhoMakes(const Place &place,
                                                                          const CancelToken &cancel)
{
    if (isHalfMade(place.ref))
        return Unmarked::HalfMade;
    if (place.ref.task.isEmpty())
        return Unmarked::Anothers;
    const auto tasks = link.api().tasks(place.node, place.ref.vmid, false, apiCancel(cancel));
    if (!tasks)
        return tl::unexpected(plainError(tasks.error()));
    for (const proxmox::TaskEntry &task : *tasks) {
        const auto upid = proxmox::Upid::parse(task.upid);
        if (!upid || upid->type != "vzcreate"_L1)
            continue;
        if (!place.ref.isMadeBy(*upid))
            return Unmarked::Anothers;
        const auto status = link.api().taskStatus(*upid, apiCancel(cancel));
        if (!status)
            return tl::unexpected(plainError(status.error()));
        return status->running ? Unmarked::BeingMade : Unmarked::HalfMade;
    }
    return Unmarked::Anothers;
}

tl::expected<ProxmoxHost::Private::Place, ProxmoxHost::Private::PlaceError>
ProxmoxHost::Private::ownPlaceOnceMade(const QString &ref, HostCall &call)
{
    for (bool isTold = false;; isTold = true) {
        auto own = ownPlace(ref, call.cancel);
        if (own || own.error().unmarked != Unmarked::BeingMade)
            return own;
        if (!isTold)
            call.log("Proxmox is still making the container; waiting until that is over");
        if (!pause(link.options().poll, call.cancel))
            return own;
    }
}

Result<void> ProxmoxHost::Private::finish(const proxmox::Answer<proxmox::Upid> &begun, const QString &purpose,
                                          HostCall &call, std::chrono::milliseconds timeout)
{
    if (!begun)
        return tl::unexpected(plainError(begun.error()));
    const auto done = link.follow(*begun, purpose, call, timeout);
    if (!done)
        return tl::unexpected(plainError(done.error()));
    return {};
}

bool ProxmoxHost::Private::isHalfMade(const ContainerRef &ref)
{
    const std::lock_guard lock(mutex);
    return halfMade.contains(ref.made());
}

/// A killed creation leaves its lock, and no API call takes that away: pct on the node does.
Result<void> ProxmoxHost::Private::unlockHalfMade(const ContainerRef &ref, HostCall &call)
{
    const Error locked{
        ErrorCode::Conflict,
        u"Cannot remove container %1. A creation that was killed left it locked (create). On the node: "
        "pct unlock %1; pct destroy %1 --purge"_s.arg(label(ref)),
        {},
        false};
    if (!link.node().ssh.isEnabled)
        return tl::unexpected(locked);
    auto session = link.pools().quick.acquire(link.ssh(), [&] { return call.cancel.isCancelled(); });
    if (!session)
        return tl::unexpected(locked);
    const ssh::Command command =
        ssh::Command::raw(kNodePrefix + link.options().pct + " unlock " + QByteArray::number(ref.vmid));
    const auto done = (*session)->exec(command, {}, [&] { return call.cancel.isCancelled(); });
    if (!done || done->exit.code != 0)
        return tl::unexpected(locked);
    return {};
}

/// Nothing of this is worth a failure: what needs the inside will say what is wrong with it.
void ProxmoxHost::Private::awaitBoot(const ContainerRef &ref, HostCall &call)
{
    if (!link.node().ssh.isEnabled)
        return;
    const Result<std::unique_ptr<PctShell>> shell = link.inside(ref.vmid);
    if (!shell)
        return;
    const auto booted = (*shell)->exec({kAwaitBoot, {}, {}}, call.cancel.limitedTo(kBootTime));
    if (booted && !booted->out.trimmed().isEmpty())
        call.log("The container has not finished booting (" + booted->out.trimmed() + "); going on");
}

Result<void> ProxmoxHost::start(const QString &ref, HostCall &call)
{
    const Result<Private::Place> place = d->ownPlace(ref, call.cancel);
    if (!place)
        return tl::unexpected(place.error());
    const QString purpose = u"start container %1"_s.arg(label(place->ref));
    Error error;
    for (int tries = 1;; ++tries) {
        const auto begun = d->link.api().start(place->node, place->ref.vmid, apiCancel(call.cancel));
        proxmox::ApiError refusal;
        if (begun) {
            const auto done = d->link.follow(*begun, purpose, call, kStartTime);
            if (done)
                break;
            refusal = done.error();
        } else {
            refusal = begun.error();
        }
        if (refusal.cause == proxmox::Cause::AlreadyRunning)
            break;
        if (refusal.mayHaveHappened && !call.cancel.isCancelled()) {
            const auto status =
                d->link.api().containerStatus(place->node, place->ref.vmid, apiCancel(call.cancel));
            if (status && status->isRunning())
                break;
        }
        const bool passes = refusal.cause == proxmox::Cause::LockTimeout || refusal.mayHaveHappened;
        if (!passes || tries == kLockTries)
            return tl::unexpected(plainError(refusal));
        call.log("Container " + label(place->ref).toUtf8() + " is busy; trying again");
        if (!pause(d->link.options().retry, call.cancel))
            return fail(ErrorCode::Cancelled, u"Stopped."_s);
    }
    const CancelToken limit = call.cancel.limitedTo(kRunningTime);
    for (;;) {
        const auto status = d->link.api().containerStatus(place->node, place->ref.vmid, apiCancel(limit));
        if (status && status->isRunning()) {
            d->awaitBoot(place->ref, call);
            return {};
        }
        if (!pause(d->link.options().poll, limit))
            break;
    }
    if (call.cancel.isCancelled())
        return fail(ErrorCode::Cancelled, u"Stopped."_s);
    return fail(
        ErrorCode::HostFailed,
        u"Cannot start container %1. Its task ended well, but it does not run: its first process ended at "
        "once. Look at its console in Proxmox."_s.arg(label(place->ref)));
}

/// Nobody cancels a look: what ended it early is its own limit in time.
Error ProxmoxHost::Private::lookError(const QString &ref, Error error, const CancelToken &limit) const
{
    if (error.code != ErrorCode::Cancelled || !limit.isExpired())
        return error;
    const std::optional<ContainerRef> parsed = ContainerRef::parse(ref);
    return {ErrorCode::Timeout,
            u"Cannot look at container %1. The node \"%2\" did not answer in time. Test the node."_s.arg(
                parsed ? label(*parsed) : ref, link.node().name),
            std::move(error.detail), true};
}

Result<bool> ProxmoxHost::isRunning(const QString &ref)
{
    const CancelToken limit = CancelToken().limitedTo(d->link.options().answerTime);
    const auto place = d->ownPlace(ref, limit);
    if (!place && place.error().isLeft())
        return false; // it is there, and it is ours to remove
    if (!place && place.error().unmarked == Private::Unmarked::Anothers)
        return fail(ErrorCode::NotFound, place.error().message);
    if (!place)
        return tl::unexpected(d->lookError(ref, place.error(), limit));
    const auto status = d->link.api().containerStatus(place->node, place->ref.vmid, apiCancel(limit));
    if (!status)
        return tl::unexpected(d->lookError(ref, plainError(status.error()), limit));
    return status->isRunning();
}

Result<void> ProxmoxHost::shutdown(const QString &ref, int timeoutSeconds, HostCall &call)
{
    const Result<Private::Place> place = d->ownPlace(ref, call.cancel);
    if (!place)
        return tl::unexpected(place.error());
    const std::chrono::seconds time(std::max(timeoutSeconds, 1));
    const auto begun =
        d->link.api().shutdown(place->node, place->ref.vmid, time, false, apiCancel(call.cancel));
    const Result<void> done = d->finish(begun, u"shut down container %1"_s.arg(label(place->ref)), call,
                                        time + std::chrono::seconds(15));
    if (done || call.cancel.wasAsked())
        return done;
    const auto status = d->link.api().containerStatus(place->node, place->ref.vmid, apiCancel(call.cancel));
    if (status && !status->isRunning())
        return {};
    if (begun && status && done.error().code != ErrorCode::Conflict)
        return fail(ErrorCode::Timeout,
                    u"Cannot shut down container %1. It did not go down within %2 s. Wait and try again, or "
                    u"stop it at "
                    "once."_s.arg(label(place->ref), QString::number(timeoutSeconds)),
                    done.error().detail);
    return done;
}

Result<void> ProxmoxHost::stop(const QString &ref, HostCall &call)
{
    const Result<Private::Place> place = d->ownPlace(ref, call.cancel);
    if (!place)
        return tl::unexpected(place.error());
    const auto begun = d->link.api().stop(place->node, place->ref.vmid, apiCancel(call.cancel));
    if (!begun && begun.error().cause == proxmox::Cause::NotRunning)
        return {};
    return d->finish(begun, u"stop container %1"_s.arg(label(place->ref)), call, kStopTime);
}

Result<void> ProxmoxHost::reboot(const QString &ref, int timeoutSeconds, HostCall &call)
{
    const Result<Private::Place> place = d->ownPlace(ref, call.cancel);
    if (!place)
        return tl::unexpected(place.error());
    const std::chrono::seconds time(std::max(timeoutSeconds, 1));
    const auto begun = d->link.api().reboot(place->node, place->ref.vmid, time, apiCancel(call.cancel));
    const Result<void> done = d->finish(begun, u"reboot container %1"_s.arg(label(place->ref)), call,
                                        time + std::chrono::seconds(60));
    if (done || !begun || call.cancel.wasAsked() || done.error().code == ErrorCode::Conflict)
        return done;
    return fail(ErrorCode::Timeout,
                u"Cannot reboot container %1. It did not go down within %2 s, or did not come up again. Try "
                u"again, or "
                "stop and start it."_s.arg(label(place->ref), QString::number(timeoutSeconds)),
                done.error().detail);
}

Result<HostStatus> ProxmoxHost::status(const QString &ref)
{
    const proxmox::Hurry hurry;
    const CancelToken limit = CancelToken().limitedTo(d->link.options().answerTime);
    const auto place = d->ownPlace(ref, limit);
    HostStatus out;
    if (!place) {
        using enum Private::Unmarked;
        if (place.error().code != ErrorCode::NotFound && place.error().unmarked == No)
            return tl::unexpected(d->lookError(ref, place.error(), limit));
        const bool isLeft = place.error().isLeft();
        out.power = isLeft ? HostStatus::Power::Stopped : HostStatus::Power::Gone;
        out.lock = isLeft ? u"create"_s : QString();
        if (place.error().unmarked == BeingMade)
            out.task = taskWords(u"vzcreate"_s);
        return out;
    }
    const auto now = d->link.api().containerStatus(place->node, place->ref.vmid, apiCancel(limit));
    if (!now)
        return tl::unexpected(d->lookError(ref, plainError(now.error()), limit));
    out.power = now->isRunning() ? HostStatus::Power::Running : HostStatus::Power::Stopped;
    out.lock = now->lock;
    out.cores = now->cpus > 0 ? static_cast<int>(now->cpus) : -1;
    out.memoryTotalBytes = now->memoryTotal > 0 ? now->memoryTotal : -1;
    out.diskTotalBytes = now->diskTotal > 0 ? now->diskTotal : -1;
    if (now->isRunning()) {
        out.cpuFraction = now->cpu;
        out.memoryBytes = now->memoryUsed;
        out.diskBytes = now->diskUsed > 0 ? now->diskUsed : -1;
        out.netInBytes = now->networkIn;
        out.netOutBytes = now->networkOut;
        out.uptimeSeconds = now->uptime;
    }
    const auto tasks = d->link.api().tasks(place->node, place->ref.vmid, true, apiCancel(limit));
    QStringList words;
    for (const proxmox::TaskEntry &task : tasks.value_or(QList<proxmox::TaskEntry>()))
        words.append(taskWords(task.type));
    out.task = words.join(u", "_s);
    return out;
}

Result<void> ProxmoxHost::destroy(const QString &ref, HostCall &call)
{
    const auto own = d->ownPlaceOnceMade(ref, call);
    Result<Private::Place> place = own;
    const bool isLeft = !own && own.error().unmarked == Private::Unmarked::HalfMade;
    if (isLeft) {
        place = d->place(ref, call.cancel);
        if (const Result<void> unlocked =
                place ? d->unlockHalfMade(place->ref, call) : Result<void>(tl::unexpected(place.error()));
            !unlocked)
            return unlocked;
    }
    if (!place && place.error().code == ErrorCode::NotFound)
        return {};
    if (!place)
        return tl::unexpected(place.error());
    const QString purpose = u"delete container %1"_s.arg(label(place->ref));
    const auto status = d->link.api().containerStatus(place->node, place->ref.vmid, apiCancel(call.cancel));
    if (status && status->isRunning()) {
        const auto stopping = d->link.api().stop(place->node, place->ref.vmid, apiCancel(call.cancel));
        const bool isStopped = !stopping && stopping.error().cause == proxmox::Cause::NotRunning;
        if (const Result<void> stopped =
                isStopped ? Result<void>() : d->finish(stopping, purpose, call, kStopTime);
            !stopped)
            return stopped;
    }
    for (int tries = 1;; ++tries) {
        const auto begun =
            d->link.api().removeContainer(place->node, place->ref.vmid, true, false, apiCancel(call.cancel));
        const Result<void> done = d->finish(begun, purpose, call, d->link.options().taskTime);
        if (done || (!begun && begun.error().cause == proxmox::Cause::NoSuchContainer))
            break;
        const bool passes =
            !begun && (begun.error().cause == proxmox::Cause::LockTimeout || begun.error().mayHaveHappened);
        if (!passes || tries == kLockTries || !pause(d->link.options().retry, call.cancel))
            return done;
        // No answer came: it may be gone by now, and its number in use again.
        const Result<Private::Place> still = isLeft ? place : d->ownPlace(ref, call.cancel);
        if (!still && still.error().code != ErrorCode::NotFound)
            return tl::unexpected(still.error());
        if (!still)
            break;
    }
    const std::lock_guard lock(d->mutex);
    d->halfMade.removeAll(place->ref.made());
    return {};
}

} // namespace slipway::hosts
