// Making, starting and removing; what happens inside a running container is in lxcinside.cpp.
#include "app/hosts/lxc/lxchost.h"

#include "app/base/log.h"
#include "app/hosts/lxc/discovery.h"
#include "app/hosts/lxc/lxcconfig.h"
#include "app/hosts/lxc/lxcrules.h"
#include "app/hosts/lxc/namespaceroot.h"
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QStandardPaths>
#include <cerrno>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <thread>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

constexpr auto kAddressTime = std::chrono::seconds(20);
constexpr auto kBootTime = std::chrono::seconds(60);
constexpr auto kProbeTime = std::chrono::seconds(15);
constexpr auto kRemoveTime = std::chrono::seconds(30);
constexpr auto kSweepTime = std::chrono::minutes(30);
const QString kRemoved =
    u".slipway-removed"_s; // beside the containers, on their disk; lxc-ls does not look there
constexpr auto kPollTime = std::chrono::milliseconds(100);

// stdin: user:password. Without chpasswd (busybox of Debian) passwd asks twice. read and printf are builtins.
constexpr char kSetPassword[] = R"sh(
command -v chpasswd >/dev/null 2>&1 && exec chpasswd
IFS=: read -r user password
printf '%s\n%s\n' "$password" "$password" | passwd "$user"
)sh";

bool hasWritableCgroup()
{
    const QString root = u"/sys/fs/cgroup"_s;
    for (const QString &directory : {root, root + u"/memory"_s, root + u"/systemd"_s, root + u"/unified"_s}) {
        struct statvfs info;
        const QByteArray path = QFile::encodeName(directory);
        const bool isHierarchy = QFile::exists(directory + u"/cgroup.procs"_s);
        if (isHierarchy && ::statvfs(path.constData(), &info) == 0 && (info.f_flag & ST_RDONLY) == 0 &&
            ::access(path.constData(), W_OK) == 0)
            return true;
    }
    return false;
}

/// What lxc-start found wrong, without times and places in its source. Its exit code is 1 for every reason,
/// and nobody sees its log but here.
void tellErrors(const QByteArray &startLog, HostCall &call)
{
    constexpr int kMost = 8;
    int told = 0;
    for (const QByteArray &line : startLog.split('\n')) {
        const qsizetype place = line.indexOf(" - ");
        const qsizetype words = line.indexOf(" - ", place + 3);
        if (place < 0 || words < 0 || !line.left(place).contains(" ERROR ") || line.contains("lxc_start.c:"))
            continue;
        if (++told > kMost)
            break;
        call.log("lxc-start: " + line.mid(words + 3).trimmed());
    }
}

bool writeFile(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(content) == content.size() &&
           file.flush();
}

} // namespace

LxcHost::LxcHost(Options options)
    : m_options(std::move(options)), m_tools(m_options.lxcPath),
      m_network(m_options.lxcPath, m_options.network), m_catalog(*this, m_network)
{
    m_sweeper.setMaxThreadCount(1);
}

LxcHost::~LxcHost()
{
    m_closing.cancel(); // the next one goes on with it
    m_sweeper.waitForDone();
}

Result<void> LxcHost::check()
{
    if (::geteuid() != 0)
        return fail(
            ErrorCode::Unavailable,
            u"Cannot create LXC containers. This needs root. Start slipwayd as root, or with --host simulated."_s);
    for (const auto &[program, package] : {std::pair(u"lxc-create"_s, u"lxc"_s),
                                           {u"lxc-start"_s, u"lxc"_s},
                                           {u"lxc-attach"_s, u"lxc"_s},
                                           {u"lxc-info"_s, u"lxc"_s},
                                           {u"lxc-stop"_s, u"lxc"_s},
                                           {u"lxc-destroy"_s, u"lxc"_s},
                                           {u"unshare"_s, u"util-linux"_s},
                                           {u"ip"_s, u"iproute2"_s}}) {
        if (!hasProgram(program))
            return fail(
                ErrorCode::Unavailable,
                u"Cannot create LXC containers. The program %1 is missing. Install it: apt-get install %2."_s
                    .arg(program, package));
    }
    if (!QFileInfo(u"/sys/fs/cgroup"_s).isDir() || QDir(u"/sys/fs/cgroup"_s).isEmpty())
        return fail(ErrorCode::Unavailable,
                    u"Cannot create LXC containers. No control groups are mounted. Mount /sys/fs/cgroup."_s);
    if (!QDir().mkpath(m_options.lxcPath) || !QFileInfo(m_options.lxcPath).isWritable())
        return fail(
            ErrorCode::Unavailable,
            u"Cannot create LXC containers. The directory %1 cannot be written."_s.arg(m_options.lxcPath));
    return prove();
}

Result<void> LxcHost::prove()
{
    if (m_proven)
        return {};
    if (!hasWritableCgroup())
        return fail(
            ErrorCode::Unavailable,
            u"Cannot create LXC containers. The control groups below /sys/fs/cgroup are read-only here, "
            "as in a container without nesting. Allow nesting there, or use --host simulated."_s);
    // All that lxc-start will ask of the kernel, and gone with this process: its bridge, too.
    const Result<ChildResult> tried = LxcTools::run(
        {u"unshare"_s, u"--mount"_s, u"--uts"_s, u"--ipc"_s, u"--net"_s, u"--pid"_s, u"--fork"_s,
         u"--mount-proc"_s, u"ip"_s, u"link"_s, u"add"_s, u"name"_s, u"slipprobe"_s, u"type"_s, u"bridge"_s},
        CancelToken().limitedTo(kProbeTime), u"Cannot create LXC containers."_s);
    if (!tried)
        return fail(ErrorCode::Unavailable,
                    u"Cannot create LXC containers. The kernel does not let slipwayd make namespaces, mounts "
                    "and bridges, as in a container without nesting. Allow that, or use --host simulated."_s,
                    tried.error().detail);
    const Result<bool> ownRoot = isRootOfItsNamespace(::getpid());
    if (!ownRoot)
        return fail(ErrorCode::Unavailable, u"Cannot create LXC containers. "_s + ownRoot.error().message,
                    ownRoot.error().detail);
    if (!*ownRoot)
        return fail(
            ErrorCode::Unavailable,
            u"Cannot create LXC containers. slipwayd runs in a chroot, where LXC carries out in the "
            "machine around it what is meant for a container. Start it outside of the chroot, or with "
            "--host simulated."_s);
    m_proven = true;
    sweep();
    return {};
}

Result<QString> LxcHost::create(const ContainerSpec &spec, const QString &ref, HostCall &call)
{
    static const QRegularExpression safe(u"^[a-z0-9][a-z0-9.-]{0,62}$"_s);
    if (!safe.match(ref).hasMatch())
        return fail(ErrorCode::Invalid,
                    u"Cannot create \"%1\". That is not the name of a container."_s.arg(ref));
    if (const Result<void> able = check(); !able)
        return tl::unexpected(able.error());
    const Error taken{
        ErrorCode::Conflict,
        u"Cannot create \"%1\". A container of that name exists on this host. Choose another name."_s.arg(
            ref),
        {},
        false};
    if (QFileInfo::exists(m_tools.directory(ref)))
        return tl::unexpected(taken);
    if (call.claim)
        call.claim(ref);
    // mkdir decides whose name it is: of two at once one fails here, and touches nothing of the other.
    if (::mkdir(QFile::encodeName(m_tools.directory(ref)).constData(), 0770) != 0)
        return tl::unexpected(taken);
    const Result<LxcNetwork::Lease> lease = m_network.acquire(call);
    Result<void> built = lease ? build(spec, ref, *lease, call) : Result<void>(tl::unexpected(lease.error()));
    if (lease)
        m_network.release(lease->address); // from now on it stands in the configuration, or is free
    if (built) {
        const QMutexLocker lock(&m_mutex);
        m_rootPasswords.insert(ref, spec.rootPassword.value_or(Secret()));
        return ref;
    }
    Error error = built.error();
    call.log("Removing what was made so far");
    if (const Result<void> removed = remove(ref); !removed)
        error.detail +=
            u"\n%1 is left on the host: %2"_s.arg(m_tools.directory(ref), removed.error().message);
    return tl::unexpected(error);
}

Result<void> LxcHost::build(const ContainerSpec &spec, const QString &ref, const LxcNetwork::Lease &lease,
                            HostCall &call)
{
    const Result<RootfsSource> source = parseSource(spec.source);
    if (!source)
        return tl::unexpected(source.error());
    call.log("Source: " + (spec.source.isEmpty() ? defaultSource() : spec.source).toUtf8() + ", address " +
             lease.address.toUtf8() + " on " + lease.bridge.toUtf8());
    if (!spec.sshPublicKeys.isEmpty())
        call.log("Keys for root: " + QByteArray::number(spec.sshPublicKeys.size()) +
                 "; signing in needs an SSH server inside");
    call.log("The disk is a directory: its size of " + QByteArray::number(spec.diskGb) +
             " GB is not enforced");
    if (!writeFile(m_tools.directory(ref) + u"/slipway"_s,
                   "Made by slipwayd. Without this file it does not touch the container.\n"))
        return fail(ErrorCode::Unavailable,
                    u"Cannot write to %1. Is the disk full?"_s.arg(m_tools.directory(ref)));
    const QByteArray config = lxcConfig(spec, ref, m_tools.directory(ref), lease, source->kind);
    if (const Result<void> filled = fillRootfs(*source, ref, config, call); !filled)
        return filled;
    return finishRootfs(spec, ref, *source);
}

Result<void> LxcHost::fillRootfs(const RootfsSource &source, const QString &ref, const QByteArray &config,
                                 HostCall &call)
{
    const QString directory = m_tools.directory(ref);
    const QString rootfs = directory + u"/rootfs"_s;
    if (!writeFile(directory + u"/config"_s, config))
        return fail(ErrorCode::Unavailable, u"Cannot write to %1. Is the disk full?"_s.arg(directory));
    switch (source.kind) {
    case RootfsSource::Kind::Busybox:
        if (!QDir().mkpath(rootfs))
            return fail(ErrorCode::Unavailable, u"Cannot write to %1. Is the disk full?"_s.arg(directory));
        // What lxc-create -t busybox would run; the directory is ours already. It appends to our
        // configuration.
        return LxcTools::run({u"/usr/share/lxc/templates/lxc-busybox"_s, u"--name="_s + ref,
                              u"--path="_s + directory, u"--rootfs="_s + rootfs},
                             call.cancel, u"Cannot create \"%1\"."_s.arg(ref), call.log)
            .map([](const ChildResult &) {});
    case RootfsSource::Kind::Debootstrap:
        return installDebian(source.value, rootfsCache(), rootfs, call);
    case RootfsSource::Kind::Tarball:
        return unpackTarball(source.value, rootfs, call);
    }
    return fail(ErrorCode::Internal, u"Cannot create \"%1\". Its source is unknown."_s.arg(ref));
}

/// Nothing runs in the new root file system yet. It may hold symbolic links, so that the files are written by
/// a process that has it as its root.
Result<void> LxcHost::insideRootfs(const QString &ref, const QString &script, const QStringList &arguments,
                                   const QByteArray &input)
{
    ChildProcess child;
    child.command =
        QStringList{u"chroot"_s, m_tools.directory(ref) + u"/rootfs"_s, u"/bin/sh"_s, u"-c"_s, script,
                    u"sh"_s} +
        arguments;
    child.input = input;
    child.cancel = CancelToken().limitedTo(std::chrono::seconds(20));
    const Result<ChildResult> ran = runChild(child);
    if (!ran)
        return tl::unexpected(ran.error());
    if (ran->exitCode != 0)
        return fail(ErrorCode::HostFailed,
                    u"Cannot create \"%1\". Its root file system has no working /bin/sh."_s.arg(ref),
                    QString::fromUtf8(ran->errors));
    return {};
}

Result<void> LxcHost::finishRootfs(const ContainerSpec &spec, const QString &ref, const RootfsSource &source)
{
    const bool isBusybox = source.kind == RootfsSource::Kind::Busybox;
    const Result<void> finished =
        insideRootfs(ref, QString::fromLatin1(kFinishScript), {ref, isBusybox ? u"busybox"_s : u"other"_s},
                     resolvConf(spec.network));
    if (!finished || spec.sshPublicKeys.isEmpty())
        return finished;
    return insideRootfs(ref, QString::fromLatin1(kKeysScript), {},
                        spec.sshPublicKeys.join(u'\n').toUtf8() + '\n');
}

Result<void> LxcHost::start(const QString &ref, HostCall &call)
{
    QFile config(m_tools.directory(ref) + u"/config"_s);
    if (config.open(QIODevice::ReadOnly)) {
        if (const Result<void> network = m_network.restore(config.readAll(), call); !network)
            return network;
    }
    const QString log = m_tools.directory(ref) + u"/start.log"_s;
    QFile::remove(log);
    Result<ChildResult> started = LxcTools::run(
        {u"lxc-start"_s, u"-P"_s, m_options.lxcPath, u"-n"_s, ref, u"-d"_s, u"-o"_s, log, u"-l"_s, u"WARN"_s},
        call.cancel, u"Cannot start \"%1\"."_s.arg(ref));
    if (!started) {
        Error error = started.error();
        QFile words(log);
        if (words.open(QIODevice::ReadOnly)) {
            const QByteArray text = words.readAll();
            tellErrors(text, call);
            error.detail += u'\n' + QString::fromUtf8(text.right(4000));
        }
        return tl::unexpected(error);
    }
    if (const Result<void> safe = confirmRoot(ref); !safe)
        return safe;
    if (const Result<void> booted = awaitBoot(ref, call); !booted)
        return booted;
    return setRootPassword(ref, call);
}

/// Before the first thing is run in it: a script that runs in the machine instead is the worst that can
/// happen.
Result<void> LxcHost::confirmRoot(const QString &ref)
{
    const Result<pid_t> init = m_tools.initPid(ref);
    const Result<bool> safe = init.and_then(isRootOfItsNamespace);
    if (safe.value_or(false))
        return {};
    if (const Result<bool> alive = isRunning(ref); alive && !*alive)
        return {}; // awaitBoot() has the words for that
    std::ignore = LxcTools::run({u"lxc-stop"_s, u"-P"_s, m_options.lxcPath, u"-n"_s, ref, u"-k"_s},
                                CancelToken().limitedTo(kRemoveTime), u"Cannot stop \"%1\"."_s.arg(ref));
    return fail(
        ErrorCode::HostFailed,
        u"Cannot use \"%1\". What is run in it would be run in this machine, as in a chroot. It was stopped, "
        "and nothing was run. Start slipwayd outside of a chroot, or with --host simulated."_s.arg(ref),
        safe ? QString() : safe.error().message);
}

Result<void> LxcHost::awaitBoot(const QString &ref, HostCall &call)
{
    LxcTools::Attach ask;
    ask.script = u"[ -d /run/systemd/system ] || { [ -x /bin/systemctl ] && [ -e /sbin/init ] && "
                 "[ \"$(readlink /sbin/init)\" != /bin/busybox ] && echo starting; exit 0; }; "
                 "systemctl is-system-running 2>/dev/null || true"_s;
    const auto deadline = std::chrono::steady_clock::now() + kBootTime;
    QByteArray state;
    while (std::chrono::steady_clock::now() < deadline) {
        const Result<ChildResult> asked = m_tools.attach(ref, ask, call.cancel);
        if (!asked)
            return tl::unexpected(asked.error());
        state = asked->output.trimmed();
        if (asked->exitCode == 0 && (state.isEmpty() || state == "running" || state == "degraded"))
            return {};
        if (const Result<bool> alive = isRunning(ref); !alive || !*alive)
            return fail(ErrorCode::HostFailed,
                        u"Cannot start \"%1\". Its first process ended at once."_s.arg(ref),
                        QString::fromUtf8(asked->errors));
        std::this_thread::sleep_for(kPollTime);
    }
    call.log("The container has not finished booting (" + state + "); going on");
    return {};
}

void LxcHost::bringRootPassword(const QString &ref, const Secret &password)
{
    const QMutexLocker lock(&m_mutex);
    m_rootPasswords.insert(ref, password);
}

Result<void> LxcHost::setRootPassword(const QString &ref, HostCall &call)
{
    Secret password;
    {
        const QMutexLocker lock(&m_mutex);
        password = m_rootPasswords.take(ref);
    }
    if (password.isEmpty())
        return {};
    LxcTools::Attach what;
    what.script = QString::fromLatin1(kSetPassword);
    what.input = "root:" + password.reveal() + '\n';
    const Result<ChildResult> set = m_tools.attach(ref, what, call.cancel);
    if (!set)
        return tl::unexpected(set.error());
    if (set->exitCode != 0)
        return fail(
            ErrorCode::HostFailed,
            u"Cannot set the root password in \"%1\". The exit code was %2."_s.arg(ref).arg(set->exitCode));
    call.log("Root password set");
    return {};
}

Result<QString> LxcHost::awaitAddress(const QString &ref, HostCall &call)
{
    const auto deadline = std::chrono::steady_clock::now() + kAddressTime;
    while (std::chrono::steady_clock::now() < deadline) {
        const Result<QStringList> found = m_tools.addresses(ref);
        if (found && !found->isEmpty())
            return found->first();
        if (call.cancel.isCancelled())
            return fail(ErrorCode::Cancelled, u"Stopped."_s);
        std::this_thread::sleep_for(kPollTime);
    }
    return QString();
}

Result<bool> LxcHost::isRunning(const QString &ref)
{
    if (!isOurs(ref))
        return fail(ErrorCode::NotFound,
                    u"Cannot find \"%1\". Slipway has no container of that name on this host."_s.arg(ref));
    return m_tools.state(ref).map([](const QString &state) { return state == "RUNNING"_L1; });
}

void LxcHost::endInterrupted(const QString &ref)
{
    if (isOurs(ref))
        m_tools.killLeftRunning(ref);
}

bool LxcHost::isOurs(const QString &ref) const
{
    return QFile::exists(m_tools.directory(ref) + u"/slipway"_s);
}

Result<void> LxcHost::destroy(const QString &ref, HostCall &)
{
    if (ref.isEmpty() || ref.contains(u'/') || ref.startsWith(u'.'))
        return fail(ErrorCode::Invalid,
                    u"Cannot remove \"%1\". That is not the name of a container."_s.arg(ref));
    if (!QFileInfo::exists(m_tools.directory(ref)))
        return {};
    if (!isOurs(ref))
        return fail(
            ErrorCode::Forbidden,
            u"Cannot remove \"%1\". Slipway did not make it. Remove it with lxc-destroy -n %1."_s.arg(ref));
    return remove(ref);
}

Result<void> LxcHost::remove(const QString &ref)
{
    {
        const QMutexLocker lock(&m_mutex);
        m_rootPasswords.remove(ref);
        m_samples.remove(ref);
    }
    const QString directory = m_tools.directory(ref);
    if (m_tools.state(ref).value_or(QString()) == "RUNNING"_L1) {
        const Result<ChildResult> stopped =
            LxcTools::run({u"lxc-stop"_s, u"-P"_s, m_options.lxcPath, u"-n"_s, ref, u"-k"_s},
                          CancelToken().limitedTo(kRemoveTime), u"Cannot stop \"%1\"."_s.arg(ref));
        if (!stopped && m_tools.state(ref).value_or(QString()) == "RUNNING"_L1)
            return tl::unexpected(stopped.error());
    }
    Result<void> gone = moveAside(directory, ref) ? Result<void>() : removeTree(directory);
    if (gone)
        m_network.removeUnused();
    sweep();
    return gone;
}

/// The name is free at once; a Debian with its packages takes the better part of a minute to delete.
bool LxcHost::moveAside(const QString &directory, const QString &ref) const
{
    const QString aside = m_tools.directory(kRemoved);
    if (::mkdir(QFile::encodeName(aside).constData(), 0700) != 0 && errno != EEXIST)
        return false;
    const QString random = QString::number(QRandomGenerator::system()->generate64(), 36);
    return QFile::rename(directory, aside + u'/' + ref + u'-' + random);
}

/// Deletes what was moved aside, by us or by a process that did not come to it.
void LxcHost::sweep()
{
    m_sweeper.start([cache = rootfsCache(), closing = m_closing] { removePartial(cache, closing); });
    const QString aside = m_tools.directory(kRemoved);
    if (!QFileInfo(aside).isDir() || QFileInfo(aside).isSymLink())
        return;
    m_sweeper.start([aside, closing = m_closing] {
        // What lies in it, not the folder: the next container may be moved in at this moment.
        QStringList command = {u"rm"_s, u"-rf"_s, u"--one-file-system"_s, u"--"_s};
        const QStringList entries =
            QDir(aside).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
        for (const QString &entry : entries)
            command += aside + u'/' + entry;
        if (!entries.isEmpty()) {
            const Result<ChildResult> gone = LxcTools::run(command, closing.limitedTo(kSweepTime),
                                                           u"Cannot remove what is in %1."_s.arg(aside));
            if (!gone && !closing.wasAsked())
                qCWarning(lcHost).noquote() << gone.error().message << gone.error().detail;
        }
        ::rmdir(QFile::encodeName(aside).constData()); // fails if not empty; then that removal sweeps, too
    });
}

} // namespace slipway::hosts
