#include "app/domain/containerspec.h"

#include "app/domain/fieldrules.h"
#include "app/domain/specplacement.h"
#include "app/domain/step.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>
#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace slipway {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("slipway::ContainerSpec", text); }

bool isLowerAlnum(QChar c) { return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9'); }

bool matches(const QRegularExpression &pattern, const QString &text)
{
    return pattern.match(text).hasMatch();
}

// What `text` could be called instead: lower case, runs of anything else turned into one hyphen. May be
// empty.
QString suggestedHostname(const QString &text)
{
    QString out;
    for (QChar c : text.toLower()) {
        if (isLowerAlnum(c) || c == u'.')
            out += c;
        else if (!out.isEmpty() && out.back() != u'-')
            out += u'-';
    }
    static const QRegularExpression edges(QStringLiteral("^[-.]+|[-.]+$|-+(?=\\.)|(?<=\\.)[-.]+"));
    out.remove(edges);
    out.truncate(63);
    while (out.endsWith(u'-') || out.endsWith(u'.'))
        out.chop(1);
    return out;
}

QString trySuggestion(const QString &hostname)
{
    const QString suggestion = suggestedHostname(hostname);
    return suggestion.isEmpty() ? tr("Use letters a–z, digits and hyphens.")
                                : tr("Try \"%1\".").arg(suggestion);
}

QString hostnameProblem(const QString &hostname)
{
    if (hostname.isEmpty())
        return tr("Cannot create a container without a hostname. Type one, for example web-01.");
    if (std::any_of(hostname.begin(), hostname.end(), [](QChar c) { return c.isSpace(); })) {
        return tr("Cannot use a hostname with spaces. A name on the network has none. %1")
            .arg(trySuggestion(hostname));
    }
    if (hostname.size() > 63) {
        return tr("Cannot use a hostname of %1 characters. At most 63 are allowed. Shorten it.")
            .arg(hostname.size());
    }
    if (std::any_of(hostname.begin(), hostname.end(), [](QChar c) { return c.isUpper(); })) {
        return tr("Cannot use capital letters in a hostname. Names on the network are lower case. %1")
            .arg(trySuggestion(hostname));
    }
    const auto allowed = [](QChar c) { return isLowerAlnum(c) || c == u'-' || c == u'.'; };
    if (const auto bad = std::find_if_not(hostname.begin(), hostname.end(), allowed); bad != hostname.end()) {
        const QString shown = bad->isPrint() ? QString(*bad) : tr("(not printable)");
        return tr("Cannot use \"%1\" in a hostname. Only a–z, 0–9, hyphen and dot are allowed. %2")
            .arg(shown, trySuggestion(hostname));
    }
    const QStringList labels = hostname.split(u'.');
    for (const QString &label : labels) {
        if (label.isEmpty()) {
            return tr("Cannot use a hostname with nothing before or after a dot. Each part needs a letter or "
                      "digit. %1")
                .arg(trySuggestion(hostname));
        }
        if (label.startsWith(u'-') || label.endsWith(u'-')) {
            return tr("Cannot use a hostname that begins or ends with a hyphen. A letter or digit has to "
                      "stand there. %1")
                .arg(trySuggestion(hostname));
        }
    }
    const QString &last = labels.last();
    if (std::all_of(last.begin(), last.end(), [](QChar c) { return c.isDigit(); })) {
        return tr("Cannot use a hostname that ends with a number alone. It would be read as an address. Add "
                  "a "
                  "letter, for example \"ct-%1\".")
            .arg(last);
    }
    return {};
}

class Validator
{
public:
    QList<FieldError> errors;

    void add(const QString &field, const QString &message) { errors.append({field, message}); }

    void range(const QString &field, int value, int min, int max, const QString &unit)
    {
        if (value < min || value > max) {
            add(field, tr("Cannot give %1 %2. From %3 to %4 is possible. Choose a number in between.")
                           .arg(value)
                           .arg(unit)
                           .arg(min)
                           .arg(max));
        }
    }

    void tooMany(const QString &field, qsizetype count, int max)
    {
        if (count > max)
            add(field,
                tr("Cannot take %1 entries. At most %2 are allowed. Remove some.").arg(count).arg(max));
    }

    void templateName(const QString &name)
    {
        static const QRegularExpression pattern(QStringLiteral("\\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\\z"));
        if (!name.isEmpty() && !matches(pattern, name)) {
            add(QStringLiteral("template"),
                tr("Cannot use this template name. It has 1 to 64 of A–Z, a–z, 0–9, dot, underscore and "
                   "hyphen. Choose one of the list."));
        }
    }

    void source(const QString &source)
    {
        static const QRegularExpression suite(QStringLiteral("\\Adebootstrap:[a-z][a-z0-9-]{0,31}\\z"));
        const bool rootfs = source.startsWith(u"rootfs:") && isCleanPath(source.mid(7));
        if (!source.isEmpty() && source != u"busybox" && !matches(suite, source) && !rootfs) {
            add(QStringLiteral("source"),
                tr("Cannot use this source. It is none of busybox, debootstrap:SUITE and "
                   "rootfs:/path/to.tar. "
                   "Write one of these, or leave it empty for the template's own."));
        }
    }

    // Absolute, of the directory tree below, without a part that climbs or repeats.
    static bool isCleanPath(const QString &path)
    {
        if (!path.startsWith(u'/') || path.size() > 4096 || path.toUtf8().size() > 4096)
            return false;
        const QStringList parts = path.mid(1).split(u'/');
        return std::all_of(parts.begin(), parts.end(), [](const QString &part) {
            return !part.isEmpty() && part != u"." && part != u".." && part.toUtf8().size() <= 255 &&
                   std::none_of(part.begin(), part.end(),
                                [](QChar c) { return c.unicode() < 0x20 || c == u'\x7f'; });
        });
    }

    static QString tagAdvice(const QString &tag)
    {
        const QString slug = fields::slug(tag, 64);
        return slug.isEmpty() ? tr("Change or remove it.") : tr("Try \"%1\".").arg(slug);
    }

    // Those of Proxmox VE are a little wider (pve-tag): what passes here passes there.
    void tags(const QStringList &tags)
    {
        static const QRegularExpression pattern(QStringLiteral("\\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\\z"));
        tooMany(QStringLiteral("tags"), tags.size(), SpecLimits::maxTags);
        for (qsizetype i = 0; i < tags.size(); ++i) {
            if (!matches(pattern, tags.at(i))) {
                add(QStringLiteral("tags[%1]").arg(i),
                    tr("Cannot use this tag. It has 1 to 64 of A–Z, a–z, 0–9, dot, underscore and hyphen. %1")
                        .arg(tagAdvice(tags.at(i))));
            }
        }
    }

    void packages(const QStringList &packages)
    {
        // name[:arch][=version], as apt-get takes it; never an option.
        static const QRegularExpression pattern(
            QStringLiteral("\\A[a-z0-9][a-z0-9+.-]{1,127}(:[a-z0-9-]{1,32})?(=[A-Za-z0-9.+~:-]{1,128})?\\z"));
        tooMany(QStringLiteral("packages"), packages.size(), SpecLimits::maxPackages);
        for (qsizetype i = 0; i < packages.size(); ++i) {
            if (!matches(pattern, packages.at(i))) {
                add(QStringLiteral("packages[%1]").arg(i),
                    tr("Cannot install \"%1\". It is no name of a Debian package. Write it as apt does, for "
                       "example nginx or nginx=1.22.1-9.")
                        .arg(packages.at(i).left(64)));
            }
        }
    }

    void modules(const QString &list, const QStringList &packages, const QRegularExpression &pattern,
                 const QString &tool, const QString &example)
    {
        tooMany(list, packages.size(), SpecLimits::maxPackages);
        for (qsizetype i = 0; i < packages.size(); ++i) {
            if (!matches(pattern, packages.at(i))) {
                add(QStringLiteral("%1[%2]").arg(list).arg(i),
                    tr("Cannot install \"%1\". It is no name of a package. Write it as %2 does, for example "
                       "%3.")
                        .arg(packages.at(i).left(64), tool, example));
            }
        }
    }

    void npmPackages(const QStringList &packages)
    {
        // [@scope/]name[@version or tag]; never an option, a path or an address.
        static const QRegularExpression pattern(
            QStringLiteral("\\A(@[a-z0-9][a-z0-9._-]{0,63}/)?[a-zA-Z0-9][a-zA-Z0-9._-]{0,127}"
                           "(@[\\^~]?[A-Za-z0-9][A-Za-z0-9.+-]{0,63})?\\z"));
        modules(QStringLiteral("npmPackages"), packages, pattern, QStringLiteral("npm"),
                QStringLiteral("pm2@5"));
    }

    void pipPackages(const QStringList &packages)
    {
        // name[extra,…][==1.0,<2] of PEP 508, without blanks; never an option, a path or an address.
        static const QRegularExpression pattern(
            QStringLiteral("\\A[A-Za-z0-9][A-Za-z0-9._-]{0,127}(\\[[A-Za-z0-9._,-]{1,64}\\])?"
                           "((===?|~=|!=|<=?|>=?)[A-Za-z0-9.*+!-]{1,64}(,(===?|~=|!=|<=?|>=?)"
                           "[A-Za-z0-9.*+!-]{1,64}){0,7})?\\z"));
        modules(QStringLiteral("pipPackages"), packages, pattern, QStringLiteral("pip"),
                QStringLiteral("flask==3.0"));
    }

    void scripts(const QList<ScriptSpec> &scripts)
    {
        static const QRegularExpression pattern(QStringLiteral("\\A[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\\z"));
        tooMany(QStringLiteral("scripts"), scripts.size(), SpecLimits::maxScripts);
        QSet<QString> names;
        for (qsizetype i = 0; i < scripts.size(); ++i) {
            const ScriptSpec &script = scripts.at(i);
            const QString field = QStringLiteral("scripts[%1]").arg(i);
            if (!matches(pattern, script.name)) {
                add(field + u".name"_s,
                    tr("Cannot use this script name. It is a file name of 1 to 128 of A–Z, a–z, 0–9, dot, "
                       "underscore and hyphen. Rename it, for example 10-setup.sh."));
            } else if (names.contains(script.name)) {
                add(field + u".name"_s, tr("Cannot run two scripts called \"%1\". Their lines could not be "
                                           "told apart. Rename one.")
                                            .arg(script.name));
            }
            names.insert(script.name);
            if (script.content.trimmed().isEmpty()) {
                add(field + u".content"_s,
                    tr("Cannot run an empty script. It has no line. Write one or remove the script."));
            } else if (script.content.size() > SpecLimits::maxScriptBytes) {
                add(field + u".content"_s,
                    tr("Cannot take a script of %1 bytes. At most 1 MiB is allowed. Put "
                       "its data into a file.")
                        .arg(script.content.size()));
            } else if (script.content.contains('\0')) {
                add(field + u".content"_s,
                    tr("Cannot run a binary file as a script. It contains a NUL byte. Deploy it as a file "
                       "and call it from a script."));
            }
            range(field + u".timeoutSeconds"_s, script.timeoutSeconds, 1, SpecLimits::maxTimeoutSeconds,
                  tr("seconds"));
        }
    }

    void filePath(const QString &field, const QString &path, QSet<QString> &paths)
    {
        static const QStringList kernel{QStringLiteral("/proc/"), QStringLiteral("/sys/"),
                                        QStringLiteral("/dev/")};
        if (!isCleanPath(path)) {
            add(field,
                tr("Cannot write to this path. It has to be absolute and free of \"..\", \".\", empty parts "
                   "and control characters, and to end with the file's name. Write it as "
                   "/etc/app/app.conf."));
        } else if (std::any_of(kernel.begin(), kernel.end(),
                               [&](const QString &p) { return path.startsWith(p); })) {
            add(field, tr("Cannot write below /proc, /sys or /dev. They belong to the kernel. Choose another "
                          "path."));
        } else if (paths.contains(path)) {
            add(field, tr("Cannot write \"%1\" twice. One would replace the other. Remove one.").arg(path));
        }
        paths.insert(path);
    }

    void files(const QList<FileSpec> &files)
    {
        tooMany(QStringLiteral("files"), files.size(), SpecLimits::maxFiles);
        QSet<QString> paths;
        for (qsizetype i = 0; i < files.size(); ++i) {
            const QString field = QStringLiteral("files[%1]").arg(i);
            filePath(field + u".path"_s, files.at(i).path, paths);
            if (files.at(i).content.size() > SpecLimits::maxFileBytes) {
                add(field + u".content"_s,
                    tr("Cannot take a file of %1 bytes. At most 8 MiB are allowed. Let a script download it.")
                        .arg(files.at(i).content.size()));
            }
        }
    }

    void total(const ContainerSpec &spec)
    {
        qsizetype bytes = 0;
        for (const ScriptSpec &script : spec.scripts)
            bytes += script.content.size();
        for (const FileSpec &file : spec.files)
            bytes += file.content.size();
        if (bytes > SpecLimits::maxTotalBytes) {
            add(QStringLiteral("files"), tr("Cannot take %1 bytes of scripts and files. At most 64 MiB are "
                                            "allowed together. Remove some.")
                                             .arg(bytes));
        }
    }

    void password(const Secret &password, bool isOnNode)
    {
        const QByteArray &bytes = password.reveal();
        if (bytes.size() < 5 || bytes.size() > 128) {
            add(QStringLiteral("rootPassword"), tr("Cannot use this root password. It has to be 5 to 128 "
                                                   "bytes long. Choose another, or leave "
                                                   "it out to have no password log-in."));
        } else if (std::any_of(bytes.begin(), bytes.end(),
                               [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; })) {
            add(QStringLiteral("rootPassword"),
                tr("Cannot use this root password. It contains a control character or a line end. Choose "
                   "another."));
        } else if (isOnNode && looksLikePasswordHash(password)) {
            add(QStringLiteral("rootPassword"), tr("Cannot use this root password. It begins like a hash, "
                                                   "and Proxmox VE would store it as one. "
                                                   "Choose another that does not begin with \"$\"."));
        }
    }

    void simulation(const SimulationSpec &simulation)
    {
        const auto real = [this](const QString &field, double value, double max) {
            if (!(value >= 0 && value <= max)) { // also NaN
                add(QStringLiteral("simulation.") + field,
                    tr("Cannot simulate with this number. From 0 to %1 is possible. Choose a number in "
                       "between.")
                        .arg(max));
            }
        };
        real(QStringLiteral("durationSeconds"), simulation.durationSeconds, 86'400);
        real(QStringLiteral("linesPerSecond"), simulation.linesPerSecond, 10'000'000);
        range(QStringLiteral("simulation.lines"), simulation.lines, 0, 100'000'000, tr("lines"));
        range(QStringLiteral("simulation.failExitCode"), simulation.failExitCode, 1, 255, tr("as exit code"));
        static const QRegularExpression pattern(QStringLiteral("\\A[A-Za-z0-9._-]{0,128}\\z"));
        if (!matches(pattern, simulation.failAt)) {
            add(QStringLiteral("simulation.failAt"),
                tr("Cannot fail there. It is neither a step nor a script name. Write for example syncing or "
                   "01-setup.sh."));
        }
    }
};

} // namespace

std::optional<FieldError> validateHostname(const QString &hostname)
{
    const QString problem = hostnameProblem(hostname);
    return problem.isEmpty() ? std::nullopt : std::optional(FieldError{QStringLiteral("hostname"), problem});
}

QList<FieldError> validate(const ContainerSpec &spec)
{
    Validator v;
    if (const auto problem = validateHostname(spec.hostname))
        v.errors.append(*problem);
    v.templateName(spec.templateName);
    if (spec.node.isEmpty())
        v.source(spec.source);
    v.errors.append(placementErrors(spec));
    v.range(QStringLiteral("cores"), spec.cores, 1, 128, tr("cores"));
    v.range(QStringLiteral("memoryMb"), spec.memoryMb, 16, 1'048'576, tr("MB of memory"));
    v.range(QStringLiteral("diskGb"), spec.diskGb, 1, 65'536, tr("GB of disk"));
    v.tags(spec.tags);
    v.packages(spec.packages);
    v.npmPackages(spec.npmPackages);
    v.pipPackages(spec.pipPackages);
    v.scripts(spec.scripts);
    v.files(spec.files);
    v.total(spec);
    if (spec.rootPassword)
        v.password(*spec.rootPassword, !spec.node.isEmpty());
    if (spec.simulation)
        v.simulation(*spec.simulation);
    return v.errors;
}

QList<FieldError> validateComplete(const ContainerSpec &spec)
{
    QList<FieldError> errors = validate(spec);
    if (!spec.simulation || spec.simulation->failAt.isEmpty())
        return errors;
    QStringList places;
    for (const Step step : kAllSteps)
        places.append(stepName(step));
    for (const ScriptSpec &script : spec.scripts)
        places.append(script.name);
    const QString field = QStringLiteral("simulation.failAt");
    const bool isNamed = std::any_of(errors.cbegin(), errors.cend(),
                                     [&](const FieldError &error) { return error.field == field; });
    if (!isNamed && !places.contains(spec.simulation->failAt)) {
        errors.append({field, tr("Cannot fail at \"%1\". There is no such step or script. Choose one of: %2.")
                                  .arg(spec.simulation->failAt.left(64), places.mid(0, 20).join(u", "_s))});
    }
    return errors;
}

GivenFields givenFields(const ContainerSpec &spec)
{
    static const ContainerSpec defaults;
    return {spec.given.cores || spec.cores != defaults.cores,
            spec.given.memoryMb || spec.memoryMb != defaults.memoryMb,
            spec.given.diskGb || spec.diskGb != defaults.diskGb};
}

} // namespace slipway
