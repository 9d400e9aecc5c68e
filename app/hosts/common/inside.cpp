#include "app/hosts/common/inside.h"

#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

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

} // namespace

// $1 the directory, $2 the script, $3 its interpreter: bash, sh, or "own" for another one in its first
// line.
const char kRunScript[] = R"sh(
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

const char kServiceLog[] = R"sh(
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

bool isPackageName(const QString &package)
{
    static const QRegularExpression safe(u"\\A@?[A-Za-z0-9][][A-Za-z0-9+.:=~_/@^<>!*,-]*\\z"_s);
    return safe.match(package).hasMatch();
}

bool isScriptName(const QString &name)
{
    static const QRegularExpression safe(u"\\A[A-Za-z0-9_][A-Za-z0-9._-]*\\z"_s);
    return safe.match(name).hasMatch();
}

} // namespace slipway::hosts
