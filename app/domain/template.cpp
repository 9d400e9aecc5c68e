#include "app/domain/template.h"

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

// ---- template.conf ----

bool isNameStart(QChar c) { return c.isLetter() || c == u'_'; }
bool isNameChar(QChar c) { return c.isLetterOrNumber() || c == u'_'; }

/// Reads the value part of one assignment as bash would, without ever running anything.
class ValueReader
{
public:
    ValueReader(QStringView text, const QHash<QString, QString> &known) : m_text(text), m_known(known) {}

    // Nothing when the value needs a shell, or a quote is not closed.
    std::optional<QString> read()
    {
        while (m_pos < m_text.size() && m_ok) {
            const QChar c = m_text[m_pos];
            if (c.isSpace()) {
                if (!onlyComment(m_text.sliced(m_pos)))
                    m_ok = false; // KEY=value command: runs a command in bash
                break;
            }
            ++m_pos;
            if (c == u'\'')
                single();
            else if (c == u'"')
                doubleQuoted();
            else
                plain(c, false);
        }
        return m_ok ? std::optional(m_out) : std::nullopt;
    }

private:
    static bool onlyComment(QStringView rest)
    {
        rest = rest.trimmed();
        return rest.isEmpty() || rest.startsWith(u'#');
    }

    void single()
    {
        const qsizetype end = m_text.indexOf(u'\'', m_pos);
        if (end < 0) {
            m_ok = false;
            return;
        }
        m_out += m_text.sliced(m_pos, end - m_pos);
        m_pos = end + 1;
    }

    void doubleQuoted()
    {
        while (m_ok && m_pos < m_text.size()) {
            const QChar c = m_text[m_pos++];
            if (c == u'"')
                return;
            plain(c, true);
        }
        m_ok = false;
    }

    void plain(QChar c, bool quoted)
    {
        if (c == u'\\' && m_pos < m_text.size()) {
            const QChar next = m_text[m_pos++];
            if (quoted && !QStringView(u"\"\\$`").contains(next))
                m_out += c;
            m_out += next;
        } else if (c == u'$') {
            variable();
        } else if (c == u'`' || (!quoted && QStringView(u";&|<>()").contains(c))) {
            m_ok = false;
        } else {
            m_out += c;
        }
    }

    void variable()
    {
        const bool braces = m_pos < m_text.size() && m_text[m_pos] == u'{';
        qsizetype at = m_pos + (braces ? 1 : 0);
        if (at >= m_text.size() || !isNameStart(m_text[at])) {
            m_ok = false; // $(command), $((sum)), $1 …
            return;
        }
        const qsizetype from = at;
        while (at < m_text.size() && isNameChar(m_text[at]))
            ++at;
        QString value = m_known.value(m_text.sliced(from, at - from).toString());
        if (braces) {
            const qsizetype end = m_text.indexOf(u'}', at);
            if (end < 0) {
                m_ok = false;
                return;
            }
            QStringView rest = m_text.sliced(at, end - at);
            if (rest.startsWith(u":-") || rest.startsWith(u'-')) {
                rest = rest.sliced(rest.startsWith(u':') ? 2 : 1);
                if (rest.contains(u'$') || rest.contains(u'`')) {
                    m_ok = false;
                    return;
                }
                if (value.isEmpty())
                    value = rest.toString();
            } else if (!rest.isEmpty()) {
                m_ok = false;
                return;
            }
            at = end + 1;
        }
        m_out += value;
        m_pos = at;
    }

    QStringView m_text;
    const QHash<QString, QString> &m_known;
    qsizetype m_pos = 0;
    QString m_out;
    bool m_ok = true;
};

// ---- the folder ----

constexpr qint64 kMaxConfBytes = 256 * 1024;

class FolderReader
{
public:
    explicit FolderReader(const QString &folder) : m_folder(folder)
    {
        const QDir configs(folder + u"/container-configs"_s);
        m_content = configs.exists() ? configs : QDir(folder);
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
        applyConf(*conf);
        readScripts();
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
    void applyConf(const QByteArray &conf)
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
        const QStringList tags =
            values.value(QStringLiteral("TEMPLATE_TAGS")).split(u';', Qt::SkipEmptyParts);
        for (const QString &tag : tags)
            m_template.tags.append(tag.trimmed());
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
    }

    void readScripts()
    {
        static const QRegularExpression pattern(QStringLiteral("\\A([0-9]+)[A-Za-z0-9._-]*\\.sh\\z"));
        QList<std::pair<int, ScriptSpec>> numbered;
        for (const QFileInfo &file : filesIn(QStringLiteral("scripts"))) {
            const QRegularExpressionMatch match = pattern.match(file.fileName());
            if (!match.hasMatch()) {
                m_template.warnings.append(
                    tr("%1 is no script: its name is not NN-name.sh").arg(file.fileName()));
                continue;
            }
            if (const auto content = bytes(file.filePath(), SpecLimits::maxScriptBytes))
                numbered.append({match.captured(1).toInt(), {file.fileName(), *content}});
        }
        std::stable_sort(numbered.begin(), numbered.end(),
                         [](const auto &a, const auto &b) { return a.first < b.first; });
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
            QStringList *list = file.suffix() == u"apt"   ? &m_template.packages
                                : file.suffix() == u"npm" ? &m_template.npmPackages
                                : file.suffix() == u"pip" ? &m_template.pipPackages
                                                          : nullptr;
            if (!list) {
                m_template.warnings.append(
                    tr("%1 is no list of packages: it ends in none of .apt, .npm and .pip")
                        .arg(file.fileName()));
                continue;
            }
            const auto content = bytes(file.filePath(), SpecLimits::maxScriptBytes);
            for (const QByteArray &line : content.value_or(QByteArray()).split('\n')) {
                const QString package = QString::fromUtf8(line).section(u'#', 0, 0).trimmed();
                if (!package.isEmpty() && !list->contains(package))
                    list->append(package);
            }
        }
        for (const QStringList *list :
             {&m_template.packages, &m_template.npmPackages, &m_template.pipPackages})
            limit(list->size(), SpecLimits::maxPackages, QStringLiteral("packages/"));
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

QList<std::pair<QString, QString>> parseAssignments(QByteArrayView text)
{
    static const QRegularExpression assignment(
        QStringLiteral("\\A\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)\\z"),
        QRegularExpression::DotMatchesEverythingOption);
    QList<std::pair<QString, QString>> out;
    QHash<QString, QString> known;
    const QStringList lines = QString::fromUtf8(text).split(u'\n');
    for (QString line : lines) {
        if (line.endsWith(u'\r'))
            line.chop(1);
        const QRegularExpressionMatch match = assignment.match(line);
        if (!match.hasMatch())
            continue;
        const QString raw = match.captured(2);
        if (const auto value = ValueReader(raw, known).read()) {
            known.insert(match.captured(1), *value);
            out.append({match.captured(1), *value});
        }
    }
    return out;
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
    out.packages = together(base.packages, spec.packages);
    out.npmPackages = together(base.npmPackages, spec.npmPackages);
    out.pipPackages = together(base.pipPackages, spec.pipPackages);
    out.scripts = merged(base.scripts, spec.scripts, &ScriptSpec::name);
    out.files = merged(base.files, spec.files, &FileSpec::path);
    return out;
}

} // namespace slipway
