#pragma once
#include "app/jobs/containerhost.h"

namespace slipway::hosts {

// What every host does the same way inside a container, whatever way it takes to get in. The scripts are
// POSIX shell; dash and busybox ash run them.

/// Runs a setup script: $1 the directory it lies in beside ".helpers", $2 its name, $3 its interpreter: bash,
/// sh, or "own" for another one in its first line.
extern const char kRunScript[];
/// The log of a service: $1 its name, $2 how many lines. Exit code 97: it keeps none that can be found; 98:
/// there is no such service.
extern const char kServiceLog[];

struct InstallerRow
{
    const char *script;  ///< the packages as its arguments; exit code 96: there is no such installer
    const char *name;    ///< begins a sentence
    const char *missing; ///< what to say with exit code 96
};
InstallerRow installerRow(Installer installer);

/// "0600" for what is usually secret, "0755" for what has an interpreter in its first line, else "0644".
QString modeOf(const FileSpec &file);
QString policyName(FileSpec::Policy policy); ///< "replace" "default" "backup"
/// Who runs it: the first line decides; without one it is "bash".
QString interpreterOf(const QByteArray &script);
bool isPackageName(const QString &package); ///< may stand on a command line of apt, apk, npm or pip
bool isScriptName(const QString &name);

} // namespace slipway::hosts
