// Making, and everything inside. What is done from outside is in power.cpp and address.cpp, look-ups in
// catalog.cpp.
#include "app/hosts/proxmox/proxmoxhost_p.h"

#include "app/base/log.h"
#include "app/hosts/common/discovery.h"
#include "app/hosts/common/inside.h"
#include "app/hosts/proxmox/choices.h"
#include "app/hosts/proxmox/creation.h"
#include "app/hosts/proxmox/detachedrun.h"
#include "app/hosts/scripts/helperscript.h"
#include "app/jobs/linesplitter.h"

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

constexpr auto kCheckTime = std::chrono::seconds(8);
constexpr auto kCheckedFor = std::chrono::seconds(20);
constexpr auto kRefusedFor = std::chrono::seconds(3);
constexpr auto kLogTime = std::chrono::seconds(20);
constexpr auto kEndTime = std::chrono::seconds(20);
constexpr int kDamagedTries = 3;

// Of every process what it is called, its unit and its sockets; then the sockets that listen. Only sh, cat,
// tr and ls are needed. A busybox applet is called by its first argument.
constexpr char kListeners[] = R"sh(
for proc in /proc/[0-9]*; do
    sockets=$(ls -l "$proc/fd" 2>/dev/null | sed -n 's/.*socket:\[\([0-9]*\)\].*/\1/p' | tr '\n' ' ')
    [ -n "$sockets" ] || continue
    name=$(cat "$proc/comm" 2>/dev/null)
    if [ "$name" = busybox ]; then
        name=$(tr '\0' '\n' <"$proc/cmdline" 2>/dev/null | sed -n 2p)
        name=${name:-busybox}
    fi
    unit=$(sed -n 's|.*/\([^/]*\)\.service.*|\1|p' "$proc/cgroup" 2>/dev/null | head -n 1)
    printf 'process\t%s\t%s\t%s\n' "$sockets" "$unit" "$name"
done
cat /proc/net/tcp /proc/net/tcp6 2>/dev/null
)sh";

QList<Listener> listenersIn(const QByteArray &listing)
{
    const QMap<quint64, int> ports = listeningSockets(listing);
    QList<Listener> found;
    for (const QByteArray &line : listing.split('\n')) {
        const QByteArrayList fields = line.split('\t');
        if (fields.size() < 4 || fields.first() != "process")
            continue;
        for (const QByteArray &socket : fields.at(1).split(' ')) {
            const int port = ports.value(socket.toULongLong());
            const Listener listener{port, QString::fromUtf8(fields.at(3)), QString::fromUtf8(fields.at(2))};
            if (port > 0 && !found.contains(listener))
                found.append(listener);
        }
    }
    return found;
}

Error sshError(const ssh::Failure &failure)
{
    if (failure.kind == ssh::Kind::Cancelled)
        return {ErrorCode::Cancelled, u"Stopped."_s, {}, false};
    return failure; // NOLINT: the slice is the point
}

/// Runs it and gives what it printed; an exit code of pct itself is an error.
Result<ssh::Output> ask(Link &link, int vmid, const ShellCall &what, const CancelToken &cancel,
                        const std::function<void(const QByteArray &)> &log = {})
{
    const Result<std::unique_ptr<PctShell>> shell = link.inside(vmid);
    if (!shell)
        return tl::unexpected(shell.error());
    auto done = execRepeatable(**shell, what, cancel, std::chrono::seconds(60), log);
    if (!done)
        return tl::unexpected(sshError(done.error()));
    if (const auto refusal = pctRefusal(done->exit.code, done->err, QString::number(vmid)))
        return tl::unexpected(*refusal);
    return std::move(*done);
}

} // namespace

ProxmoxHost::ProxmoxHost(Node node, Options options)
    : d(std::make_unique<Private>(std::move(node), std::move(options)))
{}

ProxmoxHost::~ProxmoxHost() = default;

QString ProxmoxHost::displayName(const QString &ref) const
{
    const std::optional<ContainerRef> parsed = ContainerRef::parse(ref);
    return parsed ? QString::number(parsed->vmid) : ref;
}

Result<void> ProxmoxHost::check()
{
    const std::lock_guard lock(d->mutex);
    if (d->checked && CancelToken::Clock::now() < d->checkedUntil)
        return *d->checked;
    const proxmox::Hurry hurry;
    const auto version = d->link.api().version(apiCancel(CancelToken().limitedTo(kCheckTime)));
    if (version) {
        d->checked = Result<void>();
    } else {
        Error error = plainError(version.error());
        if (error.code == ErrorCode::Cancelled)
            error = {ErrorCode::Unavailable,
                     u"Cannot reach the node \"%1\". Proxmox VE did not answer within %2 s. Check its "
                     u"address, and "
                     "whether it is up."_s.arg(d->link.node().name, QString::number(kCheckTime.count())),
                     error.detail, true};
        d->checked = tl::unexpected(error);
    }
    d->checkedUntil = CancelToken::Clock::now() + (version ? kCheckedFor : kRefusedFor);
    return *d->checked;
}

ContainerSpec ProxmoxHost::completed(ContainerSpec spec) const
{
    if (spec.source.isEmpty())
        spec.source = u"debian-12-standard"_s;
    return spec;
}

Result<void> ProxmoxHost::validate(const ContainerSpec &spec) { return checkSpec(spec, d->link.node()); }

Result<QString> ProxmoxHost::create(const ContainerSpec &spec, const QString &, HostCall &call)
{
    Creation creation(d->link, spec, call);
    Result<QString> made = creation.run();
    if (const std::optional<ContainerRef> left = creation.halfMade()) {
        const std::lock_guard lock(d->mutex);
        d->halfMade.append(*left);
    }
    return made;
}

Result<void> ProxmoxHost::putFile(const QString &ref, const FileSpec &file, HostCall &call)
{
    const Result<Private::Place> place = d->ownPlace(ref, call.cancel);
    if (!place)
        return tl::unexpected(place.error());
    const ShellCall what{kPutVerified,
                         {file.path.toUtf8(), policyName(file.policy).toUtf8(), modeOf(file).toUtf8(),
                          QByteArray::number(file.content.size()),
                          QByteArray::number(posixChecksum(file.content))},
                         file.content};
    for (int tries = 1;; ++tries) {
        const Result<ssh::Output> put = ask(d->link, place->ref.vmid, what, call.cancel, call.log);
        if (!put)
            return tl::unexpected(put.error());
        if (put->exit.code == 95 && tries < kDamagedTries)
            continue;
        if (put->exit.code != 0)
            return fail(ErrorCode::HostFailed,
                        u"Cannot write the file %1 in container %2. %3"_s.arg(
                            file.path, QString::number(place->ref.vmid),
                            put->exit.code == 95 ? u"It did not arrive whole. Look at the container's disk."_s
                                                 : u"Look at the path and the container's disk."_s),
                        QString::fromUtf8(put->err.trimmed()));
        if (put->out.trimmed() == "kept")
            call.log("Kept the file that is there: " + file.path.toUtf8());
        return {};
    }
}

Result<int> ProxmoxHost::Private::runInside(const QString &ref, const QString &name,
                                            const QByteArray &content, const QByteArray &helpers,
                                            const QString &interpreter, HostCall &call)
{
    const Result<Place> found = ownPlace(ref, call.cancel);
    if (!found)
        return tl::unexpected(found.error());
    const Result<std::unique_ptr<PctShell>> shell = link.inside(found->ref.vmid);
    if (!shell)
        return tl::unexpected(shell.error());
    DetachedTimes times;
    times.patience = link.options().reconnect;
    return runDetached(**shell, {name, content, helpers, interpreter, QString::number(found->ref.vmid)}, call,
                       times);
}

Result<void> ProxmoxHost::installPackages(const QString &ref, Installer installer,
                                          const QStringList &packages, HostCall &call)
{
    QByteArray words = "set --";
    for (const QString &package : packages) {
        if (!isPackageName(package))
            return fail(ErrorCode::Invalid,
                        u"Cannot install \"%1\". That is not the name of a package."_s.arg(package));
        words += ' ' + ssh::shellQuote(package.toUtf8());
    }
    const InstallerRow row = installerRow(installer);
    // As a detached script: apt that is cut off in the middle, or runs twice, leaves a broken dpkg behind.
    const Result<int> exitCode =
        d->runInside(ref, u"install"_s, words + '\n' + row.script, {}, u"sh"_s, call);
    if (!exitCode)
        return tl::unexpected(exitCode.error());
    const QString label = displayName(ref);
    if (*exitCode == 96)
        return fail(ErrorCode::HostFailed, u"Cannot install packages in container %1. "_s.arg(label) +
                                               QLatin1StringView(row.missing));
    if (*exitCode != 0)
        return fail(
            ErrorCode::HostFailed,
            u"Cannot install the packages in container %1. %2 ended with exit code %3; its last lines say "
            "why."_s.arg(label, QLatin1StringView(row.name))
                .arg(*exitCode));
    return {};
}

Result<int> ProxmoxHost::runScript(const QString &ref, const ScriptSpec &script, HostCall &call)
{
    if (!isScriptName(script.name))
        return fail(ErrorCode::Invalid,
                    u"Cannot run \"%1\". That is not the name of a script."_s.arg(script.name));
    return d->runInside(ref, script.name, script.content, helperScript(), interpreterOf(script.content),
                        call);
}

void ProxmoxHost::endInterrupted(const QString &ref)
{
    const CancelToken limit = CancelToken().limitedTo(kEndTime);
    const Result<Private::Place> place = d->ownPlace(ref, limit);
    if (!place)
        return;
    const Result<std::unique_ptr<PctShell>> shell = d->link.inside(place->ref.vmid);
    if (!shell)
        return;
    const auto ended = endDetached(**shell, limit);
    if (!ended)
        qCWarning(lcHost).noquote() << "What may still run in container" << displayName(ref)
                                    << "could not be ended:" << ended.error().message;
}

Result<ServiceList> ProxmoxHost::discoverServices(const QString &ref, HostCall &call)
{
    if (!d->link.node().ssh.isEnabled)
        return ServiceList(); // nothing can be seen from outside
    const Result<Private::Place> place = d->ownPlace(ref, call.cancel);
    if (!place)
        return tl::unexpected(place.error());
    QList<QByteArray> outputs;
    for (const char *script : {kListUnits, kListeners, kCredentialFiles}) {
        const Result<ssh::Output> said =
            ask(d->link, place->ref.vmid, {script, {}, {}}, call.cancel, call.log);
        if (!said)
            return tl::unexpected(said.error());
        outputs.append(said->out);
    }
    ServiceList found =
        mergeServices(parseUnits(outputs.at(0)), listenersIn(outputs.at(1)), credentialFiles(outputs.at(2)));
    const auto interfaces = d->link.api().interfaces(place->node, place->ref.vmid, apiCancel(call.cancel));
    if (interfaces)
        found.containerIp = proxmox::ipv4Of(*interfaces);
    return found;
}

Result<QStringList> ProxmoxHost::serviceLogs(const QString &ref, const QString &service, int lines)
{
    if (!isSafeServiceName(service))
        return fail(ErrorCode::Invalid, u"Cannot read the log. The name of the service is not valid."_s);
    const CancelToken limit = CancelToken().limitedTo(kLogTime);
    const Result<Private::Place> place = d->ownPlace(ref, limit);
    if (!place)
        return tl::unexpected(d->lookError(ref, place.error(), limit));
    const QString label = displayName(ref);
    const ShellCall what{kServiceLog, {service.toUtf8(), QByteArray::number(lines)}, {}};
    const Result<ssh::Output> said = ask(d->link, place->ref.vmid, what, limit);
    if (!said)
        return fail(ErrorCode::Unavailable,
                    u"Cannot read the log of \"%1\". %2"_s.arg(
                        service, said.error().code == ErrorCode::Cancelled
                                     ? u"The container did not answer in time."_s
                                     : said.error().message),
                    said.error().detail);
    if (said->exit.code == 98)
        return fail(
            ErrorCode::NotFound,
            u"Cannot read the log. There is no service \"%1\" in container %2."_s.arg(service, label));
    if (said->exit.code != 0)
        return fail(ErrorCode::Unavailable,
                    u"Cannot read the log of \"%1\". It keeps none that can be found in container %2."_s.arg(
                        service, label),
                    QString::fromUtf8(said->err.trimmed()));
    QStringList out;
    LineSplitter splitter([&](const QByteArray &line) { out.append(QString::fromUtf8(line)); });
    splitter.feed(said->out);
    splitter.finish();
    return out.mid(std::max(qsizetype(0), out.size() - lines));
}

} // namespace slipway::hosts
