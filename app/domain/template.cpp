#include "app/domain/template.h"

#include "app/domain/templateconf.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QRegularExpression>
#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace slipway {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("slipway::Template", text); }

// ---- the folder ----

constexpr qint64 kMaxConfBytes = 256 * 1024;

class FolderReader
{
public:
    explicit FolderReader(const QString &folder) : m_folder(folder)
    {
        const QFileInfo configs(folder + u"/container-configs"_s);
        m_content = QDir(configs.isDir() && !configs.isSymLink() ? configs.filePath() : folder);
    }

    Result<Template> read()
    {
        const QFileInfo info(m_folder);
        const auto conf = bytes(m_folder + u"/template.conf"_s, kMaxConfBytes);
        if (!info.isDir() || !conf) {
            return fail(ErrorCode::NotFound,
                        tr("Cannot read the template \"%1\". It has no template.conf. Check "
                           "the folder of templates.")
                            .arg(info.fileName()));
        }
        m_template.name = info.fileName();
        const QHash<QString, QString> values = applyConf(*conf);
        readScripts();
        applyTimeouts(values.value(QStringLiteral("TEMPLATE_TIMEOUTS")));
        readFiles();
        readPackages();
        if (m_tooLarge) {
            return fail(ErrorCode::TooLarge,
                        tr("Cannot use the template \"%1\". \"%2\" is past the limit. Make it smaller.")
                            .arg(m_template.name, *m_tooLarge));
        }
        return m_template;
    }

private:
    QHash<QString, QString> applyConf(const QByteArray &conf)
    {
        QHash<QString, QString> values;
        for (const auto &[key, value] : parseAssignments(conf))
            values.insert(key, value);
        const auto number = [&values](const QString &key, int otherwise) {
            bool ok = false;
            const int parsed = values.value(key).toInt(&ok);
            return ok && parsed > 0 ? parsed : otherwise;
        };
        const auto flag = [&values](const QString &key) -> std::optional<bool> {
            const QString value = values.value(key);
            if (value.isEmpty())
                return std::nullopt;
            return value == u"1" || value == u"true";
        };
        m_template.title = values.value(QStringLiteral("TEMPLATE_APP"), m_template.name);
        m_template.description = values.value(QStringLiteral("TEMPLATE_DESCRIPTION"));
        m_template.tags = items(values.value(QStringLiteral("TEMPLATE_TAGS")));
        m_template.buckets = items(values.value(QStringLiteral("TEMPLATE_BUCKETS")));
        m_template.cores = number(QStringLiteral("TEMPLATE_CPU"), m_template.cores);
        m_template.memoryMb = number(QStringLiteral("TEMPLATE_RAM"), m_template.memoryMb);
        m_template.diskGb = number(QStringLiteral("TEMPLATE_DISK"), m_template.diskGb);
        const QString os = values.value(QStringLiteral("TEMPLATE_OS"));
        const QString version = values.value(QStringLiteral("TEMPLATE_VERSION"));
        if (!os.isEmpty())
            m_template.os = version.isEmpty() ? os : QStringLiteral("%1-%2-standard").arg(os, version);
        m_template.unprivileged = flag(QStringLiteral("TEMPLATE_UNPRIVILEGED"));
        m_template.nesting = flag(QStringLiteral("TEMPLATE_NESTING"));
        m_template.keyctl = flag(QStringLiteral("TEMPLATE_KEYCTL"));
        m_template.fuse = flag(QStringLiteral("TEMPLATE_FUSE"));
        m_template.source = values.value(QStringLiteral("TEMPLATE_SOURCE"));
        return values;
    }

    static QStringList items(const QString &list)
    {
        QStringList out;
        for (const QString &one : list.split(u';')) {
            if (const QString item = one.trimmed(); !item.isEmpty() && !out.contains(item))
                out.append(item);
        }
        return out;
    }

    // "00-setup.sh=600;10-build.sh=7200", in seconds.
    void applyTimeouts(const QString &list)
    {
        for (const QString &item : items(list)) {
            const QString name = item.section(u'=', 0, 0).trimmed();
            bool ok = false;
            const int seconds = item.section(u'=', 1).trimmed().toInt(&ok);
            const auto script = std::find_if(m_template.scripts.begin(), m_template.scripts.end(),
                                             [&name](const TemplateScript &one) { return one.name == name; });
            if (ok && seconds > 0 && seconds <= SpecLimits::maxTimeoutSeconds &&
                script != m_template.scripts.end())
                script->timeoutSeconds = seconds;
            else
                m_template.warnings.append(
                    tr("The time limit \"%1\" is left out: it is not SCRIPT=SECONDS of a script here")
                        .arg(item.left(160)));
        }
    }

    void readScripts()
    {
        static const QRegularExpression pattern(
            QStringLiteral("\\A(([0-9]+)[A-Za-z0-9._-]*\\.sh)(\\.disabled)?\\z"));
        QList<std::pair<int, TemplateScript>> numbered;
        for (const QFileInfo &file : filesIn(QStringLiteral("scripts"))) {
            const QRegularExpressionMatch match = pattern.match(file.fileName());
            if (!match.hasMatch()) {
                m_template.warnings.append(
                    tr("%1 is no script: its name is not NN-name.sh").arg(file.fileName()));
                continue;
            }
            const QString name = match.captured(1);
            const bool isTwin = std::any_of(numbered.begin(), numbered.end(),
                                            [&name](const auto &one) { return one.second.name == name; });
            if (isTwin) { // the enabled one sorts first
                m_template.warnings.append(
                    tr("%1 is left out: the script is there enabled, too").arg(file.fileName()));
                continue;
            }
            const bool isEnabled = match.capturedLength(3) == 0;
            if (const auto content = bytes(file.filePath(), SpecLimits::maxScriptBytes))
                numbered.append({match.captured(2).toInt(), {name, *content, 3600, isEnabled}});
        }
        std::stable_sort(numbered.begin(), numbered.end(), [](const auto &a, const auto &b) {
            return std::tie(a.first, a.second.name) < std::tie(b.first, b.second.name);
        });
        for (const auto &[number, script] : std::as_const(numbered))
            m_template.scripts.append(script);
        limit(m_template.scripts.size(), SpecLimits::maxScripts, QStringLiteral("scripts/"));
    }

    void readFiles()
    {
        const QFileInfoList all = filesIn(QStringLiteral("files"));
        for (const QFileInfo &file : all) {
            if (isCompanion(file, all))
                continue;
            const auto target = bytes(file.filePath() + u".path"_s, 4096);
            if (!target) {
                m_template.warnings.append(
                    tr("%1 is left out: no %1.path says where it goes").arg(file.fileName()));
                continue;
            }
            const auto content = bytes(file.filePath(), SpecLimits::maxFileBytes);
            if (!content)
                continue;
            QString folder = QString::fromUtf8(target->trimmed());
            while (folder.size() > 1 && folder.endsWith(u'/'))
                folder.chop(1);
            FileSpec spec;
            spec.path = (folder == u"/" ? QString() : folder) + u'/' + file.fileName();
            spec.content = *content;
            spec.policy =
                policy(bytes(file.filePath() + u".policy"_s, 64).value_or("replace").trimmed(), file);
            m_template.files.append(spec);
        }
        limit(m_template.files.size(), SpecLimits::maxFiles, QStringLiteral("files/"));
    }

    // F.path and F.policy belong to F when there is an F; "nginx.path" alone is a file of that name.
    static bool isCompanion(const QFileInfo &file, const QFileInfoList &all)
    {
        if (file.suffix() != u"path" && file.suffix() != u"policy")
            return false;
        return std::any_of(all.begin(), all.end(), [&file](const QFileInfo &other) {
            return other.fileName() == file.completeBaseName();
        });
    }

    FileSpec::Policy policy(const QByteArray &name, const QFileInfo &file)
    {
        if (name == "default")
            return FileSpec::Policy::Default;
        if (name == "backup")
            return FileSpec::Policy::Backup;
        if (name != "replace")
            m_template.warnings.append(tr("%1.policy is unknown: replace is used").arg(file.fileName()));
        return FileSpec::Policy::Replace;
    }

    void readPackages()
    {
        for (const QFileInfo &file : filesIn(QStringLiteral("packages"))) {
            const auto installer = packageKindNamed(file.suffix());
            if (!installer) {
                m_template.warnings.append(
                    tr("%1 is no list of packages: it ends in none of .apt, .npm and .pip")
                        .arg(file.fileName()));
                continue;
            }
            const auto content = bytes(file.filePath(), SpecLimits::maxScriptBytes);
            m_template.packageLists.append(
                {file.completeBaseName(), *installer, parsePackages(content.value_or(QByteArray()))});
        }
        for (const PackageKind installer : kPackageKinds)
            limit(packagesOf(m_template, installer).size(), SpecLimits::maxPackages,
                  QStringLiteral("packages/"));
    }

    // Regular files only, in order of their names. A link could point at anything on this machine.
    QFileInfoList filesIn(const QString &sub)
    {
        const QDir dir(m_content.filePath(sub));
        QFileInfoList files;
        if (QFileInfo(dir.path()).isSymLink())
            return files;
        const auto all = dir.entryInfoList(QDir::Files | QDir::Hidden | QDir::System, QDir::Name);
        for (const QFileInfo &file : all) {
            if (file.isSymLink())
                m_template.warnings.append(tr("%1 is left out: it is a symbolic link").arg(file.fileName()));
            else if (file.isFile())
                files.append(file);
        }
        return files;
    }

    std::optional<QByteArray> bytes(const QString &path, qint64 max)
    {
        QFile file(path);
        if (QFileInfo(path).isSymLink() || !file.open(QIODevice::ReadOnly))
            return std::nullopt;
        QByteArray content = file.read(max + 1);
        if (content.size() > max) {
            m_tooLarge = QFileInfo(path).fileName();
            return std::nullopt;
        }
        return content;
    }

    void limit(qsizetype count, int max, const QString &what)
    {
        if (count > max)
            m_tooLarge = what;
    }

    QString m_folder;
    QDir m_content;
    Template m_template;
    std::optional<QString> m_tooLarge;
};

QList<ScriptSpec> enabledScripts(const Template &base)
{
    QList<ScriptSpec> out;
    for (const TemplateScript &script : base.scripts) {
        if (script.enabled)
            out.append({script.name, script.content, script.timeoutSeconds});
    }
    return out;
}

QStringList together(QStringList all, const QStringList &more)
{
    for (const QString &one : more) {
        if (!all.contains(one))
            all.append(one);
    }
    return all;
}

template<typename T, typename Key>
QList<T> merged(const QList<T> &base, const QList<T> &own, Key key)
{
    QList<T> out = base;
    for (const T &item : own) {
        const auto same =
            std::find_if(out.begin(), out.end(), [&](const T &t) { return t.*key == item.*key; });
        if (same != out.end())
            *same = item;
        else
            out.append(item);
    }
    return out;
}

// What the request leaves open, the template may say.
void addFeatures(ContainerSpec &spec, const Template &base)
{
    const auto fill = [](std::optional<bool> &asked, const std::optional<bool> &said) {
        if (!asked)
            asked = said;
    };
    fill(spec.unprivileged, base.unprivileged);
    fill(spec.features.nesting, base.nesting);
    fill(spec.features.keyctl, base.keyctl);
    fill(spec.features.fuse, base.fuse);
}

} // namespace

QLatin1StringView packageKindName(PackageKind installer)
{
    switch (installer) {
    case PackageKind::Apt:
        return "apt"_L1;
    case PackageKind::Npm:
        return "npm"_L1;
    case PackageKind::Pip:
        break;
    }
    return "pip"_L1;
}

std::optional<PackageKind> packageKindNamed(QStringView name)
{
    for (const PackageKind installer : kPackageKinds) {
        if (name == packageKindName(installer))
            return installer;
    }
    return std::nullopt;
}

QStringList packagesOf(const Template &entry, PackageKind installer)
{
    QStringList out;
    for (const PackageList &list : entry.packageLists) {
        if (list.installer == installer)
            out = together(out, list.packages);
    }
    return out;
}

QStringList parsePackages(QByteArrayView text)
{
    QStringList out;
    for (const QString &line : QString::fromUtf8(text).split(u'\n')) {
        const QString package = line.section(u'#', 0, 0).trimmed();
        if (!package.isEmpty() && !out.contains(package))
            out.append(package);
    }
    return out;
}

void renumberScripts(QList<TemplateScript> &scripts)
{
    static const QRegularExpression number(QStringLiteral("\\A([0-9]{1,6})(.*)\\z"));
    const auto place = [](const TemplateScript &script) {
        const auto match = number.match(script.name);
        return std::pair(match.hasMatch() ? match.captured(1).toInt() : -1, script.name);
    };
    const bool isRight =
        std::is_sorted(scripts.begin(), scripts.end(),
                       [&](const auto &a, const auto &b) { return place(a) < place(b); }) &&
        std::all_of(scripts.begin(), scripts.end(), [&](const auto &s) { return place(s).first >= 0; });
    if (isRight)
        return;
    for (qsizetype i = 0; i < scripts.size(); ++i) {
        const auto match = number.match(scripts.at(i).name);
        QString rest = match.hasMatch() ? match.captured(2) : scripts.at(i).name;
        if (!rest.startsWith(u'-'))
            rest.prepend(u'-');
        scripts[i].name = QString::number(i).rightJustified(2, u'0') + rest;
    }
}

Result<Template> readTemplate(const QString &folder) { return FolderReader(QDir::cleanPath(folder)).read(); }

QStringList templateNames(const QString &directory)
{
    QStringList names;
    const QDir dir(directory);
    for (const QString &name : dir.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        if (QFileInfo::exists(dir.filePath(name + u"/template.conf"_s)))
            names.append(name);
    }
    return names;
}

Result<Template> findTemplate(const QString &directory, const QString &name)
{
    const QStringList names = templateNames(directory);
    if (!names.contains(name)) // also keeps ".." and "/" out
        return fail(ErrorCode::NotFound,
                    tr("Cannot find the template \"%1\". There is: %2. Choose one of these.")
                        .arg(name.left(64), names.isEmpty() ? tr("none") : names.join(QStringLiteral(", "))));
    return readTemplate(QDir(directory).filePath(name));
}

ContainerSpec withTemplate(const ContainerSpec &spec, const Template &base)
{
    const GivenFields given = givenFields(spec);
    ContainerSpec out = spec;
    if (out.source.isEmpty())
        out.source = spec.node.isEmpty() || base.os.isEmpty() ? base.source : base.os;
    if (!spec.node.isEmpty())
        addFeatures(out, base);
    if (!given.cores)
        out.cores = base.cores;
    if (!given.memoryMb)
        out.memoryMb = base.memoryMb;
    if (!given.diskGb)
        out.diskGb = base.diskGb;
    out.tags = together(spec.tags, base.tags);
    out.packages = together(packagesOf(base, PackageKind::Apt), spec.packages);
    out.npmPackages = together(packagesOf(base, PackageKind::Npm), spec.npmPackages);
    out.pipPackages = together(packagesOf(base, PackageKind::Pip), spec.pipPackages);
    out.scripts = merged(enabledScripts(base), spec.scripts, &ScriptSpec::name);
    out.files = merged(base.files, spec.files, &FileSpec::path);
    return out;
}

} // namespace slipway
