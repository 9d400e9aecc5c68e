#pragma once
#include "app/domain/containerspec.h"
#include <QJsonObject>
#include <array>

namespace slipway {

/// What installs a list of packages; on disk the end of its file's name.
enum class PackageKind { Apt, Npm, Pip };
inline constexpr std::array kPackageKinds = {PackageKind::Apt, PackageKind::Npm, PackageKind::Pip};
QLatin1StringView packageKindName(PackageKind installer); ///< "apt", "npm", "pip"
std::optional<PackageKind> packageKindNamed(QStringView name);

/// A script of a template. One that is not enabled is kept (NN-name.sh.disabled), but not run.
struct TemplateScript
{
    QString name; ///< NN-name.sh
    QByteArray content;
    int timeoutSeconds = 3600;
    bool enabled = true;
    bool operator==(const TemplateScript &) const = default;
};

/// Packages of one installer: packages/NAME.apt and so on. Several installers may use one name.
struct PackageList
{
    QString name;
    PackageKind installer = PackageKind::Apt;
    QStringList packages;
    bool operator==(const PackageList &) const = default;
};

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
    QList<TemplateScript> scripts;   ///< in the order of their numbers, those not enabled too
    QList<FileSpec> files;           ///< in order of the names they have in the folder
    QList<PackageList> packageLists; ///< in order of their files' names
    QStringList buckets;  ///< our own TEMPLATE_BUCKETS: lists shared by templates, kept beside them
    QStringList warnings; ///< what was left out and why; for people
    bool operator==(const Template &) const = default;
};

/// All packages of an installer, each once, in the order of the lists.
QStringList packagesOf(const Template &entry, PackageKind installer);
/// Numbers of scripts rise with their place: what stands wrong gets a new number (00-, 01-, …); nothing
/// changes when all stand right.
void renumberScripts(QList<TemplateScript> &scripts);
/// True for the name of a folder that can hold a template, and of a bucket.
bool isTemplateName(const QString &name);

/// Reads the folder. NotFound: no such folder or no template.conf; TooLarge: past the limits of a request.
/// Never follows a symbolic link out of the folder. Blocks on the disk.
Result<Template> readTemplate(const QString &folder);
/// Names of the folders in `directory` that hold a template.conf, sorted.
QStringList templateNames(const QString &directory);
/// The template called `name` in `directory`. NotFound with the names there are.
Result<Template> findTemplate(const QString &directory, const QString &name);
/// The packages in the text of a list: one a line, without comments, each once.
QStringList parsePackages(QByteArrayView text);

/// Empty when the template can be stored: fields as in its JSON, at most one error a field. Pure; called
/// while typing. Whether its buckets exist is not looked at.
QList<FieldError> validate(const Template &entry);

/// Keys: name title description tags os source cores memoryMb diskGb unprivileged nesting keyctl fuse (each
/// null when not said) scripts[name timeoutSeconds enabled content|contentBase64]
/// files[path policy content|contentBase64] packageLists[name installer packages] buckets warnings.
QJsonObject toJson(const Template &entry);
/// For lists: no contents; `scripts` are the names of those that run, `files` and `packages` are counted.
QJsonObject toSummaryJson(const Template &entry);
/// Another one for each content; warnings do not count.
QString revisionOf(const Template &entry);
struct ParsedTemplate
{
    Template entry;
    QString revision;         ///< of what was edited; empty when absent
    QList<FieldError> errors; ///< types, unknown fields; run validate() besides
};
/// Reads what toJson() wrote, and a `revision`. What only an answer says (warnings own shipped) is passed
/// over. Error{Invalid} only for what is no JSON object at all.
Result<ParsedTemplate> templateFromJson(QByteArrayView json);

/// `spec` with what the template adds: its scripts, files and packages come before the request's own (a
/// request's script or file of the same name takes the template's place); its source where the request has
/// none; its cores, memory and disk where the request does not give them (givenFields()). On a node
/// (ContainerSpec::node) the source is its system (`os`) where it names one, and its word on nesting, keyctl,
/// fuse and `unprivileged` counts where the request has none; the backend's own host knows nothing of these.
ContainerSpec withTemplate(const ContainerSpec &spec, const Template &base);

} // namespace slipway
