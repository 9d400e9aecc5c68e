#include "app/domain/template.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>
#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace slipway {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("slipway::Template", text); }

constexpr qsizetype kMaxTitle = 128;
constexpr qsizetype kMaxDescription = 2000;
constexpr qsizetype kMaxFileName = 200; // F.policy has to fit too
constexpr qsizetype kMaxFolder = 4000;
constexpr int kMaxLists = 64;

bool hasControls(const QString &text)
{
    return std::any_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x20 || c == u'\x7f'; });
}

// Half of a pair cannot be written in UTF-8.
bool isWhole(const QString &text) { return QString::fromUtf8(text.toUtf8()) == text; }

class TemplateValidator
{
public:
    explicit TemplateValidator(const Template &entry) : m_entry(entry) {}

    QList<FieldError> run()
    {
        head();
        asRequest();
        scripts();
        files();
        packageLists();
        buckets();
        return m_errors;
    }

private:
    void add(const QString &field, const QString &message)
    {
        const bool isKnown = std::any_of(m_errors.begin(), m_errors.end(),
                                         [&field](const FieldError &error) { return error.field == field; });
        if (!isKnown)
            m_errors.append({field, message});
    }

    void line(const QString &field, const QString &text, qsizetype max)
    {
        if (text.size() > max)
            add(field, tr("Cannot keep %1 characters here. At most %2 are allowed. Shorten it.")
                           .arg(text.size())
                           .arg(max));
        else if (hasControls(text))
            add(field, tr("Cannot keep this text. It is one line, without line breaks, tabs or control "
                          "characters. Take them out."));
        else if (!isWhole(text))
            add(field, tr("Cannot keep this text. It holds half a character. Type it again."));
    }

    void head()
    {
        if (!isTemplateName(m_entry.name)) {
            add(u"name"_s, tr("Cannot use this name. It has 1 to 64 of A–Z, a–z, 0–9, dot, underscore and "
                              "hyphen, begins with a letter or digit, and is not \"default\". Write for "
                              "example web-server."));
        }
        if (m_entry.title.trimmed().isEmpty())
            add(u"title"_s, tr("Cannot keep a template without a title. Nobody could choose it. Type one."));
        line(u"title"_s, m_entry.title, kMaxTitle);
        line(u"description"_s, m_entry.description, kMaxDescription);
        static const QRegularExpression os(QStringLiteral("\\A[a-z0-9][A-Za-z0-9._-]{0,127}\\z"));
        if (!m_entry.os.isEmpty() && !os.match(m_entry.os).hasMatch()) {
            add(u"os"_s, tr("Cannot use this system. Write it as Proxmox VE names its templates, for example "
                            "debian-12-standard, or leave it empty."));
        }
    }

    /// What a request may not hold, its template may not either; the words are the same.
    void asRequest()
    {
        ContainerSpec spec;
        spec.hostname = u"a"_s;
        spec.source = m_entry.source;
        spec.cores = m_entry.cores;
        spec.memoryMb = m_entry.memoryMb;
        spec.diskGb = m_entry.diskGb;
        spec.tags = m_entry.tags;
        spec.files = m_entry.files;
        for (const TemplateScript &script : m_entry.scripts)
            spec.scripts.append({script.name, script.content, script.timeoutSeconds});
        for (const FieldError &error : validate(spec))
            add(error.field, error.message);
        for (const QString &tag : m_entry.tags) {
            if (m_entry.tags.count(tag) > 1)
                add(u"tags"_s, tr("Cannot keep the tag \"%1\" twice. Remove one.").arg(tag));
        }
    }

    void scripts()
    {
        static const QRegularExpression pattern(
            QStringLiteral("\\A([0-9]{1,6})[A-Za-z0-9._-]{0,100}\\.sh\\z"));
        std::pair<int, QString> last{-1, {}};
        for (qsizetype i = 0; i < m_entry.scripts.size(); ++i) {
            const QString &name = m_entry.scripts.at(i).name;
            const QString field = u"scripts[%1].name"_s.arg(i);
            const auto match = pattern.match(name);
            if (!match.hasMatch()) {
                add(field,
                    tr("Cannot use this script name. It is NN-name.sh: a number, which says its place, "
                       "and A–Z, a–z, 0–9, dot, underscore and hyphen. Write for example 10-setup.sh."));
                continue;
            }
            const std::pair place{match.captured(1).toInt(), name};
            if (place < last)
                add(field,
                    tr("Cannot run \"%1\" after \"%2\". Its number says that it runs before. Change the "
                       "number or the place.")
                        .arg(name, last.second));
            last = std::max(last, place);
        }
    }

    void files()
    {
        QSet<QString> names;
        for (const FileSpec &file : m_entry.files)
            names.insert(file.path.section(u'/', -1));
        QSet<QString> seen;
        for (qsizetype i = 0; i < m_entry.files.size(); ++i) {
            const QString field = u"files[%1].path"_s.arg(i);
            const QString &path = m_entry.files.at(i).path;
            const QString name = path.section(u'/', -1);
            const QString folder = path.section(u'/', 0, -2);
            if (seen.contains(name))
                add(field, tr("Cannot keep two files called \"%1\". They lie in one folder of the template. "
                              "Rename one, and let a script move it.")
                               .arg(name));
            seen.insert(name);
            for (const QString &end : {u".path"_s, u".policy"_s}) {
                if (name.endsWith(end) && names.contains(name.chopped(end.size())))
                    add(field,
                        tr("Cannot keep \"%1\" beside \"%2\". The template's folder uses this name to say "
                           "where that file goes. Rename one.")
                            .arg(name, name.chopped(end.size())));
            }
            const bool isKeepable = name.toUtf8().size() <= kMaxFileName &&
                                    folder.toUtf8().size() <= kMaxFolder && folder == folder.trimmed() &&
                                    isWhole(path);
            if (!isKeepable)
                add(field,
                    tr("Cannot keep this path. It is too long, its folder ends in a blank, or it holds half "
                       "a character. Choose another one."));
        }
    }

    void packageLists()
    {
        QSet<QString> seen;
        for (qsizetype i = 0; i < m_entry.packageLists.size(); ++i) {
            const PackageList &list = m_entry.packageLists.at(i);
            const QString field = u"packageLists[%1]"_s.arg(i);
            const QString file = list.name + u'.' + packageKindName(list.installer);
            if (!isTemplateName(list.name))
                add(field + u".name"_s, bucketNameWords());
            else if (seen.contains(file))
                add(field + u".name"_s, tr("Cannot keep two lists called \"%1\". Rename one.").arg(file));
            seen.insert(file);
            packages(field, list);
        }
        if (m_entry.packageLists.size() > kMaxLists)
            add(u"packageLists"_s, tr("Cannot keep %1 lists of packages. At most %2 are allowed. Join some.")
                                       .arg(m_entry.packageLists.size())
                                       .arg(kMaxLists));
        for (const PackageKind installer : kPackageKinds) {
            const qsizetype count = packagesOf(m_entry, installer).size();
            if (count > SpecLimits::maxPackages)
                add(u"packageLists"_s,
                    tr("Cannot take %1 packages of %2. At most %3 are allowed. Remove some.")
                        .arg(count)
                        .arg(packageKindName(installer))
                        .arg(SpecLimits::maxPackages));
        }
    }

    void packages(const QString &field, const PackageList &list)
    {
        ContainerSpec spec;
        spec.hostname = u"a"_s;
        (list.installer == PackageKind::Apt   ? spec.packages
         : list.installer == PackageKind::Npm ? spec.npmPackages
                                              : spec.pipPackages) = list.packages;
        for (const FieldError &error : validate(spec)) {
            const qsizetype index = error.field.indexOf(u'[');
            add(field + u".packages"_s + (index < 0 ? QString() : error.field.sliced(index)), error.message);
        }
        for (qsizetype i = 0; i < list.packages.size(); ++i) {
            if (list.packages.indexOf(list.packages.at(i)) != i)
                add(u"%1.packages[%2]"_s.arg(field).arg(i),
                    tr("Cannot keep \"%1\" twice. Remove one.").arg(list.packages.at(i)));
        }
    }

    void buckets()
    {
        for (qsizetype i = 0; i < m_entry.buckets.size(); ++i) {
            const QString &name = m_entry.buckets.at(i);
            const QString field = u"buckets[%1]"_s.arg(i);
            if (!isTemplateName(name))
                add(field, bucketNameWords());
            else if (m_entry.buckets.indexOf(name) != i)
                add(field, tr("Cannot use the bucket \"%1\" twice. Remove one.").arg(name));
        }
        if (m_entry.buckets.size() > kMaxLists)
            add(u"buckets"_s, tr("Cannot use %1 buckets. At most %2 are allowed. Remove some.")
                                  .arg(m_entry.buckets.size())
                                  .arg(kMaxLists));
    }

    static QString bucketNameWords()
    {
        return tr(
            "Cannot use this name of a list. It has 1 to 64 of A–Z, a–z, 0–9, dot, underscore and hyphen, "
            "and begins with a letter or digit. Write for example base.");
    }

    const Template &m_entry;
    QList<FieldError> m_errors;
};

} // namespace

bool isTemplateName(const QString &name)
{
    static const QRegularExpression pattern(QStringLiteral("\\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\\z"));
    return pattern.match(name).hasMatch() && name != u"default"; // "default" asks for no template
}

QList<FieldError> validate(const Template &entry) { return TemplateValidator(entry).run(); }

} // namespace slipway
