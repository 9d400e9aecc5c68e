// What LxcHost does inside a running container: files, packages, scripts, services, logs.
#include "app/hosts/common/inside.h"
#include "app/hosts/lxc/discovery.h"
#include "app/hosts/lxc/lxchost.h"
#include "app/hosts/scripts/helperscript.h"
#include "app/hosts/scripts/secretfilter.h"
#include "app/jobs/linesplitter.h"

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

constexpr auto kTidyTime = std::chrono::seconds(5);
constexpr auto kLogTime = std::chrono::seconds(15);

// $1 the directory, $2 the script's name, $3 the helpers, which are no secret; stdin the script: nothing of
// it stands on a command line.
constexpr char kStore[] = R"sh(
set -e
umask 077
mkdir -p "$1"
printf '%s' "$3" >"$1/.helpers"
cat >"$1/$2"
)sh";

// $1 path, $2 policy, $3 mode or "keep"; stdin the content. A new file takes the old one's place in one step.
constexpr char kPutFile[] = R"sh(
set -e
umask 022
path=$1
directory=${path%/*}
[ -n "$directory" ] || directory=/
if [ -d "$path" ]; then echo "$path is a directory" >&2; exit 1; fi
mkdir -p "$directory"
if [ -e "$path" ] || [ -L "$path" ]; then
    case $2 in
        default) cat >/dev/null; echo kept; exit 0 ;;
        backup) cp -a "$path" "$path.bak-$(date +%Y%m%d%H%M%S)" ;;
    esac
fi
new=$(mktemp "$directory/.slipway.XXXXXX")
trap 'rm -f "$new"' EXIT
cat >"$new"
chmod "$3" "$new"
mv -f "$new" "$path"
trap - EXIT
)sh";

} // namespace

Result<int> LxcHost::attachLogged(const QString &ref, const LxcTools::Attach &what, HostCall &call)
{
    LineSplitter lines([&](const QByteArray &line) { call.log(line); });
    SecretFilter filter([&](QByteArrayView bytes) { lines.feed(bytes); },
                        [&](const QByteArray &secret) {
                            if (call.secret)
                                call.secret(secret);
                        });
    LxcTools::Attach logged = what;
    logged.output = [&](QByteArrayView bytes) { filter.feed(bytes); };
    const Result<ChildResult> ran = m_tools.attach(ref, logged, call.cancel);
    filter.finish();
    lines.finish();
    if (!ran)
        return tl::unexpected(ran.error());
    if (const Result<bool> alive = isRunning(ref); !alive || !*alive)
        return fail(ErrorCode::HostFailed, u"Cannot go on in \"%1\". The container stopped."_s.arg(ref));
    return ran->exitCode;
}

Result<void> LxcHost::putFile(const QString &ref, const FileSpec &file, HostCall &call)
{
    LxcTools::Attach what;
    what.script = QString::fromLatin1(kPutFile);
    what.arguments = {file.path, policyName(file.policy), modeOf(file)};
    what.input = file.content;
    const Result<ChildResult> put = m_tools.attach(ref, what, call.cancel);
    if (!put)
        return tl::unexpected(put.error());
    if (put->exitCode != 0)
        return fail(ErrorCode::HostFailed, u"Cannot write the file %1 in \"%2\"."_s.arg(file.path, ref),
                    QString::fromUtf8(put->errors.trimmed()));
    if (put->output.trimmed() == "kept")
        call.log("Kept the file that is there: " + file.path.toUtf8());
    return {};
}

Result<void> LxcHost::installPackages(const QString &ref, Installer installer, const QStringList &packages,
                                      HostCall &call)
{
    for (const QString &package : packages) {
        if (!isPackageName(package))
            return fail(ErrorCode::Invalid,
                        u"Cannot install \"%1\". That is not the name of a package."_s.arg(package));
    }
    LxcTools::Attach what;
    const InstallerRow row = installerRow(installer);
    what.script = QString::fromLatin1(row.script);
    what.arguments = packages;
    const Result<int> exitCode = attachLogged(ref, what, call);
    if (!exitCode)
        return tl::unexpected(exitCode.error());
    if (*exitCode == 96)
        return fail(ErrorCode::HostFailed,
                    u"Cannot install packages in \"%1\". "_s.arg(ref) + QLatin1StringView(row.missing));
    if (*exitCode != 0)
        return fail(ErrorCode::HostFailed,
                    u"Cannot install the packages in \"%1\". %2 ended with exit code %3; its last lines say "
                    "why."_s.arg(ref, QLatin1StringView(row.name))
                        .arg(*exitCode));
    return {};
}

Result<int> LxcHost::runScript(const QString &ref, const ScriptSpec &script, HostCall &call)
{
    if (!isScriptName(script.name))
        return fail(ErrorCode::Invalid,
                    u"Cannot run \"%1\". That is not the name of a script."_s.arg(script.name));
    const QString directory = u"/run/slipway"_s;
    LxcTools::Attach store;
    store.script = QString::fromLatin1(kStore);
    store.arguments = {directory, script.name, QString::fromUtf8(helperScript())};
    store.input = script.content;
    const Result<ChildResult> stored = m_tools.attach(ref, store, call.cancel);
    if (!stored)
        return tl::unexpected(stored.error());
    if (stored->exitCode != 0)
        return fail(ErrorCode::HostFailed, u"Cannot put the script %1 into \"%2\"."_s.arg(script.name, ref),
                    QString::fromUtf8(stored->errors.trimmed()));
    LxcTools::Attach run;
    run.script = QString::fromLatin1(kRunScript);
    run.arguments = {directory, script.name, interpreterOf(script.content)};
    const Result<int> exitCode = attachLogged(ref, run, call);

    LxcTools::Attach tidy; // a script may hold secrets: it does not stay
    tidy.script = u"rm -f \"$1/$2\" \"$1/.helpers\""_s;
    tidy.arguments = {directory, script.name};
    std::ignore = m_tools.attach(ref, tidy, CancelToken().limitedTo(kTidyTime));
    return exitCode;
}

Result<ServiceList> LxcHost::discoverServices(const QString &ref, HostCall &call)
{
    Result<ServiceList> found = discover(m_tools, ref, call.cancel);
    if (!found)
        return found;
    if (const Result<QStringList> addresses = m_tools.addresses(ref); addresses && !addresses->isEmpty())
        found->containerIp = addresses->first();
    return found;
}

Result<QStringList> LxcHost::serviceLogs(const QString &ref, const QString &service, int lines)
{
    if (!isSafeServiceName(service))
        return fail(ErrorCode::Invalid, u"Cannot read the log. The name of the service is not valid."_s);
    const Result<bool> running = isRunning(ref);
    if (!running)
        return tl::unexpected(running.error());
    if (!*running)
        return fail(ErrorCode::Unavailable,
                    u"Cannot read the log. \"%1\" is not running. Start it first."_s.arg(ref));
    QStringList out;
    LineSplitter splitter([&](const QByteArray &line) {
        out.append(QString::fromUtf8(line));
        if (out.size() > lines)
            out.removeFirst();
    });
    LxcTools::Attach what;
    what.script = QString::fromLatin1(kServiceLog);
    what.arguments = {service, QString::number(lines)};
    what.output = [&](QByteArrayView bytes) { splitter.feed(bytes); };
    const Result<ChildResult> asked = m_tools.attach(ref, what, CancelToken().limitedTo(kLogTime));
    splitter.finish();
    if (!asked)
        return fail(ErrorCode::Unavailable,
                    u"Cannot read the log of \"%1\". The container did not answer in time."_s.arg(service));
    if (asked->exitCode == 98)
        return fail(ErrorCode::NotFound,
                    u"Cannot read the log. There is no service \"%1\" in \"%2\"."_s.arg(service, ref));
    if (asked->exitCode == 97)
        return fail(
            ErrorCode::Unavailable,
            u"Cannot read the log of \"%1\". It keeps none that can be found in \"%2\"."_s.arg(service, ref));
    if (asked->exitCode != 0)
        return fail(ErrorCode::Unavailable, u"Cannot read the log of \"%1\"."_s.arg(service),
                    out.join(u'\n'));
    return out;
}

} // namespace slipway::hosts
