// What LxcHost does inside a running container: files, packages, scripts, services, logs.
#include "app/hosts/lxc/discovery.h"
#include "app/hosts/lxc/lxchost.h"
#include "app/hosts/scripts/helperscript.h"
#include "app/hosts/scripts/secretfilter.h"
#include "app/jobs/linesplitter.h"
#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

constexpr auto kTidyTime = std::chrono::seconds(5);
constexpr auto kLogTime = std::chrono::seconds(15);

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

constexpr char kInstall[] = R"sh(
export DEBIAN_FRONTEND=noninteractive LC_ALL=C HOME=/root
if command -v apt-get >/dev/null 2>&1; then
    apt-get -q -o DPkg::Lock::Timeout=300 update || exit 100
    exec apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 --no-install-recommends install -- "$@"
elif command -v apk >/dev/null 2>&1; then
    exec apk add --no-cache -- "$@"
fi
echo 'This container has neither apt-get nor apk.' >&2
exit 96
)sh";

// Exit code 96: there is none. Of old pips without --break-system-packages the variable is not known, and
// none of them refuses to install beside the system's packages.
constexpr char kInstallNpm[] = R"sh(
export LC_ALL=C HOME=/root npm_config_fund=false npm_config_audit=false npm_config_update_notifier=false
export npm_config_fetch_timeout=60000
command -v npm >/dev/null 2>&1 || exit 96
exec npm install --global --no-progress -- "$@"
)sh";

constexpr char kInstallPip[] = R"sh(
export LC_ALL=C.UTF-8 HOME=/root PIP_BREAK_SYSTEM_PACKAGES=1 PIP_ROOT_USER_ACTION=ignore
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_PROGRESS_BAR=off
for pip in pip3 pip; do
    command -v $pip >/dev/null 2>&1 && exec $pip install -- "$@"
done
exit 96
)sh";

// $1 the directory, $2 the name, stdin the content: nothing of it stands on a command line.
constexpr char kStore[] = R"sh(
set -e
umask 077
mkdir -p "$1"
cat >"$1/$2"
)sh";

// $1 the directory, $2 the script, $3 its interpreter: bash, sh, or "own" for another one in its first
// line.
constexpr char kRun[] = R"sh(
export HOME=/root USER=root LOGNAME=root LC_ALL=C DEBIAN_FRONTEND=noninteractive
cd /root 2>/dev/null || cd /
if [ "$3" = own ]; then
    chmod 700 "$1/$2" && exec "$1/$2"
fi
shell=$3
if [ "$shell" = bash ] && ! command -v bash >/dev/null 2>&1; then
    echo '[INFO   ] This container has no bash; the script is run by sh.'
    shell=sh
fi
exec "$shell" -c '. "${0%/*}/.helpers"; . "$0"' "$1/$2"
)sh";

constexpr char kLogs[] = R"sh(
if [ -d /run/systemd/system ] && systemctl cat -- "$1.service" >/dev/null 2>&1; then
    exec journalctl --no-pager -q -o short-iso -n "$2" -u "$1.service"
fi
for file in "/var/log/$1.log" "/var/log/$1/$1.log" "/var/log/$1/error.log" "/var/log/$1/current"; do
    [ -f "$file" ] && exec tail -n "$2" "$file"
done
if [ -e "/etc/slipway/credentials/$1" ] || [ -e "/etc/infrahaus/credentials/$1" ]; then exit 97; fi
for comm in /proc/[0-9]*/comm; do
    [ "$(cat "$comm" 2>/dev/null)" = "$1" ] && exit 97
done
exit 98
)sh";

struct InstallerRow
{
    const char *script;
    const char *name;
    const char *missing;
};

InstallerRow installerRow(Installer installer)
{
    switch (installer) {
    case Installer::Npm:
        return {kInstallNpm, "npm",
                "npm is not installed in this container. Add the apt package npm to the template."};
    case Installer::Pip:
        return {kInstallPip, "pip",
                "pip is not installed in this container. Add the apt package python3-pip to the template."};
    case Installer::System:
        break;
    }
    return {kInstall, "The package manager",
            "It has neither apt-get nor apk. Use a source with a package manager."};
}

QString modeOf(const FileSpec &file)
{
    static const QRegularExpression secret(
        u"^/etc/(slipway|infrahaus)/credentials/|(^|/)(\\.env(\\..*)?|id_[a-z0-9]+|\\.netrc|\\.pgpass|shadow-?)$|\\.(key|pem|p12|pfx)$"_s);
    if (secret.match(file.path).hasMatch())
        return u"0600"_s;
    return file.content.startsWith("#!") ? u"0755"_s : u"0644"_s;
}

QString policyName(FileSpec::Policy policy)
{
    switch (policy) {
    case FileSpec::Policy::Replace:
        return u"replace"_s;
    case FileSpec::Policy::Default:
        return u"default"_s;
    case FileSpec::Policy::Backup:
        return u"backup"_s;
    }
    return u"replace"_s;
}

/// Who runs it: the first line decides; without one it is bash.
QString interpreterOf(const QByteArray &script)
{
    static const QRegularExpression shell(u"^#!\\s*(/usr/bin/env\\s+)?\\S*?(bash|dash|ash|sh)(\\s|$)"_s);
    if (!script.startsWith("#!"))
        return u"bash"_s;
    const auto match = shell.match(QString::fromUtf8(script.left(script.indexOf('\n'))));
    if (!match.hasMatch())
        return u"own"_s;
    return match.captured(2) == "bash"_L1 ? u"bash"_s : u"sh"_s;
}

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
    static const QRegularExpression safe(u"\\A@?[A-Za-z0-9][][A-Za-z0-9+.:=~_/@^<>!*,-]*\\z"_s);
    for (const QString &package : packages) {
        if (!safe.match(package).hasMatch())
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
    static const QRegularExpression safe(u"^[A-Za-z0-9_][A-Za-z0-9._-]*$"_s);
    if (!safe.match(script.name).hasMatch())
        return fail(ErrorCode::Invalid,
                    u"Cannot run \"%1\". That is not the name of a script."_s.arg(script.name));
    const QString directory = u"/run/slipway"_s;
    for (const auto &[name, content] :
         {std::pair(u".helpers"_s, helperScript()), {script.name, script.content}}) {
        LxcTools::Attach store;
        store.script = QString::fromLatin1(kStore);
        store.arguments = {directory, name};
        store.input = content;
        const Result<ChildResult> stored = m_tools.attach(ref, store, call.cancel);
        if (!stored)
            return tl::unexpected(stored.error());
        if (stored->exitCode != 0)
            return fail(ErrorCode::HostFailed,
                        u"Cannot put the script %1 into \"%2\"."_s.arg(script.name, ref),
                        QString::fromUtf8(stored->errors.trimmed()));
    }
    LxcTools::Attach run;
    run.script = QString::fromLatin1(kRun);
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
    what.script = QString::fromLatin1(kLogs);
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
