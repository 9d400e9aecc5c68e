#pragma once
#include "app/domain/containerspec.h"

namespace slipway {

/// A template: what a container begins with, read from a folder in the form of the contract (template.conf
/// and scripts/, packages/, files/, either below container-configs/ or directly).
struct Template
{
    QString name; ///< of the folder; what a request's `template` says
    QString title;
    QString description;
    QStringList tags;
    QString os; ///< e.g. "debian-12-standard"; empty when the folder does not say
    // Nothing: template.conf does not say.
    std::optional<bool> unprivileged;
    std::optional<bool> nesting;
    std::optional<bool> keyctl;
    std::optional<bool> fuse;
    QString source; ///< our own TEMPLATE_SOURCE: as ContainerSpec::source; empty = the host's default
    int cores = 1;
    int memoryMb = 512;
    int diskGb = 8;
    QList<ScriptSpec> scripts; ///< in the order of their numbers
    QList<FileSpec> files;
    QStringList packages; ///< of all .apt buckets, in order of the buckets' names
    QStringList npmPackages;
    QStringList pipPackages;
    QStringList warnings; ///< what was left out and why; for people
    bool operator==(const Template &) const = default;
};

/// KEY=VALUE of a bash-like file, nothing run: comments, quotes, `export`, and "${KEY:-default}" taken as its
/// default (a name assigned above it counts). Lines that would need a shell are left out. Keys in file order.
QList<std::pair<QString, QString>> parseAssignments(QByteArrayView text);

/// Reads the folder. NotFound: no such folder or no template.conf; TooLarge: past the limits of a request.
/// Never follows a symbolic link out of the folder. Blocks on the disk.
Result<Template> readTemplate(const QString &folder);
/// Names of the folders in `directory` that hold a template.conf, sorted.
QStringList templateNames(const QString &directory);
/// The template called `name` in `directory`. NotFound with the names there are.
Result<Template> findTemplate(const QString &directory, const QString &name);

/// `spec` with what the template adds: its scripts, files and packages come before the request's own (a
/// request's script or file of the same name takes the template's place); its source where the request has
/// none; its cores, memory and disk where the request does not give them (givenFields()). On a node
/// (ContainerSpec::node) the source is its system (`os`) where it names one, and its word on nesting, keyctl,
/// fuse and `unprivileged` counts where the request has none; the backend's own host knows nothing of these.
ContainerSpec withTemplate(const ContainerSpec &spec, const Template &base);

} // namespace slipway
