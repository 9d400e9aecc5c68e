#pragma once
#include "app/base/problem.h"
#include "app/base/result.h"
#include "app/base/secret.h"
#include <QJsonObject>
#include <QList>
#include <QString>
#include <optional>

namespace slipway {

/// A script of a template or a request: bash, run inside the container after our helper functions.
struct ScriptSpec
{
    QString name;       ///< file name, e.g. 00-pre-checks.sh; [A-Za-z0-9._-]
    QByteArray content; ///< without a shebang it is bash
    int timeoutSeconds = 3600;
    bool operator==(const ScriptSpec &) const = default;
};

/// A file to put into the container. Policies as in the template folders of the contract.
struct FileSpec
{
    enum class Policy { Replace, Default, Backup };
    QString path; ///< absolute path of the file inside the container
    QByteArray content;
    Policy policy = Policy::Replace;
    bool operator==(const FileSpec &) const = default;
};

QLatin1StringView filePolicyName(FileSpec::Policy policy); ///< "replace" "default" "backup"
std::optional<FileSpec::Policy> filePolicyFromName(QStringView name);

/// Knobs of the simulated host; part of the request so that a test (or a demo) decides per run.
struct SimulationSpec
{
    double durationSeconds = 10; ///< about, without load; 0 = as fast as it goes
    int lines = 300;             ///< log lines over all scripts
    double linesPerSecond = 0;   ///< > 0 overrides the duration for script output
    QString failAt;              ///< "" | step name | script name: fails there
    int failExitCode = 1;
    bool operator==(const SimulationSpec &) const = default;
};

/// How the container is connected. What is empty is left to the host: DHCP, no IPv6, its own name servers.
struct NetworkSpec
{
    QString ipv4;    ///< "dhcp" or ADDRESS/PREFIX
    QString gateway; ///< only with a static ipv4, inside its network
    QString ipv6;    ///< "auto" (SLAAC), "dhcp" or ADDRESS/PREFIX
    QString gateway6;
    int vlan = 0; ///< 1–4094; 0 = untagged
    bool firewall = false;
    QStringList nameservers;
    QString searchDomain;
    bool operator==(const NetworkSpec &) const = default;
};

/// What the container may do beyond the usual; nothing said = as the template has it, else as the host does.
struct FeatureSpec
{
    std::optional<bool> nesting;
    std::optional<bool> keyctl;
    std::optional<bool> fuse;
    bool operator==(const FeatureSpec &) const = default;
};

/// What becomes of a container when a step after its creation fails, or slipwayd ends meanwhile. A creation
/// that fails by itself leaves nothing either way.
enum class OnFailure {
    Keep,    ///< it stays as it is, to be looked at and tried again
    Rollback ///< it is removed: nothing is left on the host
};
QLatin1StringView onFailureName(OnFailure what); ///< "keep" "rollback"
std::optional<OnFailure> onFailureFromName(QStringView name);

/// Which numbers of a request were asked for, and not just left at what they begin with: these win over the
/// template's, also when both are the same number as the default.
struct GivenFields
{
    bool cores = false;
    bool memoryMb = false;
    bool diskGb = false;
    static constexpr GivenFields all() { return {true, true, true}; }
    bool operator==(const GivenFields &) const = default;
};

/// What is to be created: the body of POST /api/containers. Validated by the one validator below, which the
/// desktop's form and the backend share.
struct ContainerSpec
{
    QString hostname;     ///< RFC 1123 label(s), lower case, ≤ 63
    QString templateName; ///< name of a bundled template; empty = "default" of the host
    QString node;         ///< name of a Node; empty = the backend's own host
    QString source; ///< lxc host: "busybox" | "debootstrap:SUITE" | "rootfs:/path/to.tar[.gz|.xz|.zst]";
                    ///< Proxmox: a volume id "local:vztmpl/NAME.tar.zst", or a system "debian-12-standard"
    int cores = 1;  ///< 1–128
    int memoryMb = 512; ///< 16–1048576
    int diskGb = 8;     ///< 1–65536 (not enforced by a directory-backed lxc host, which says so)
    GivenFields given;  ///< set by whoever let somebody choose; a number that is not its default counts too
    QStringList tags;
    QStringList packages;    ///< apt packages, installed before the scripts
    QStringList npmPackages; ///< installed after these, globally, by the container's npm
    QStringList pipPackages; ///< likewise by its pip
    QList<ScriptSpec> scripts;
    QList<FileSpec> files;
    std::optional<Secret> rootPassword; ///< never stored in plain text, never in an event
    std::optional<SimulationSpec> simulation;
    // Of use to hosts that know them; validate() of a host that does not refuses what it would have to
    // ignore.
    int vmid = 0;            ///< 100–999999999; 0 = the next free one
    QString storage;         ///< of the root file system; empty = the node's default
    QString templateStorage; ///< of the OS template, when `source` is no volume id
    QString bridge;
    QString pool;
    QString description;
    NetworkSpec network;
    FeatureSpec features;
    std::optional<bool> unprivileged; ///< nothing said = as the template has it, else true
    std::optional<int> swapMb;
    std::optional<bool> startOnBoot;
    QStringList sshPublicKeys; ///< for root, one authorized_keys line each
    OnFailure onFailure = OnFailure::Keep;
    bool operator==(const ContainerSpec &) const = default;
};

/// Bounds of a request; the messages of validate() name them.
struct SpecLimits
{
    static constexpr int maxScripts = 100;
    static constexpr int maxFiles = 100;
    static constexpr int maxPackages = 500;
    static constexpr int maxTags = 32;
    static constexpr qsizetype maxScriptBytes = 1024 * 1024;
    static constexpr qsizetype maxFileBytes = 8 * 1024 * 1024;
    static constexpr qsizetype maxTotalBytes = 64 * 1024 * 1024; ///< scripts and files together
    static constexpr int maxTimeoutSeconds = 24 * 3600;
};

/// Cores, memory and disk as `given` or not their defaults.
GivenFields givenFields(const ContainerSpec &spec);

/// Empty when the spec can be sent. Pure; called while typing. At most one error a field, `field` as in the
/// JSON.
QList<FieldError> validate(const ContainerSpec &spec);
/// The same for a spec that is complete (template merged in, the host's own scripts added): where a
/// simulation is to fail must be a step or one of its scripts.
QList<FieldError> validateComplete(const ContainerSpec &spec);
/// The one about the hostname, for a form that checks while typing; nothing when it is good.
std::optional<FieldError> validateHostname(const QString &hostname);
/// The request without secrets (a root password appears as `"rootPassword":"••••••"`): for review, store,
/// logs. Texts of scripts and files are in it as they were sent, so that a run can be tried again: whoever
/// may read a container may read them. A secret belongs into rootPassword or is made by generate_password.
QJsonObject toRedactedJson(const ContainerSpec &spec);
/// The same without the contents of scripts and files (names and sizes stay): for lists.
QJsonObject toSummaryJson(const ContainerSpec &spec);
/// The request as it is sent to the backend, with secrets; numbers that nobody chose are left to the
/// template. For the HTTP body and nothing else.
QByteArray toRequestJson(const ContainerSpec &spec);
/// Keys: hostname template node source cores memoryMb diskGb tags packages npmPackages pipPackages
/// scripts[name content|contentBase64 timeoutSeconds] files[path content|contentBase64 policy] rootPassword
/// simulation[durationSeconds lines linesPerSecond failAt failExitCode]
/// vmid storage templateStorage bridge pool description network[ipv4 gateway ipv6 gateway6 vlan firewall
/// nameservers searchDomain] features[nesting keyctl fuse] unprivileged swapMb startOnBoot sshPublicKeys
/// onFailure.
/// Also reads what toRedactedJson() wrote (the masked password is dropped). Type errors come back as field
/// errors too: Error{Invalid} only for what is not a JSON object at all.
struct ParsedSpec
{
    ContainerSpec spec;
    QList<FieldError> errors; ///< types, unknown fields; run validate() besides
};
Result<ParsedSpec> containerSpecFromJson(QByteArrayView json);

} // namespace slipway
