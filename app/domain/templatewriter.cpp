#include "app/domain/templateconf.h"
#include "app/domain/templatefolder.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QSaveFile>
#ifdef Q_OS_UNIX
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>
#endif

using namespace Qt::Literals::StringLiterals;

namespace slipway {
namespace {

using Files = QMap<QString, QByteArray>; // by path in the folder

constexpr qint64 kMaxKept = 1024 * 1024; // of a text whose comments are kept

QString tr(const char *text) { return QCoreApplication::translate("slipway::Template", text); }

tl::unexpected<Error> cannotWrite(const QString &path, const QString &reason)
{
    return fail(ErrorCode::Unavailable,
                tr("Cannot write %1. %2. Check the disk and who may write there.").arg(path, reason), {},
                true);
}

bool isLink(const QString &path) { return QFileInfo(path).isSymLink(); }

QByteArray textAt(const QString &path)
{
    QFile file(path);
    if (isLink(path) || !QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly))
        return {};
    return file.read(kMaxKept);
}

/// Where scripts/, packages/ and files/ lie below `folder`: as there, else in the form of the contract.
QString contentPrefix(const QString &folder)
{
    const bool isFlat =
        QFileInfo::exists(folder + u"/template.conf"_s) &&
        !QFileInfo(folder + u"/container-configs"_s).isDir() &&
        (QFileInfo(folder + u"/scripts"_s).isDir() || QFileInfo(folder + u"/files"_s).isDir() ||
         QFileInfo(folder + u"/packages"_s).isDir());
    return isFlat ? QString() : u"container-configs/"_s;
}

Assignments assignmentsOf(const Template &entry)
{
    static const QRegularExpression standard(QStringLiteral("\\A(.+)-([^-]+)-standard\\z"));
    const auto text = [](const QString &value) {
        return value.isEmpty() ? std::nullopt : std::optional(value);
    };
    const auto flag = [](const std::optional<bool> &value) -> std::optional<QString> {
        return value ? std::optional(*value ? u"1"_s : u"0"_s) : std::nullopt;
    };
    QStringList timeouts;
    for (const TemplateScript &script : entry.scripts) {
        if (script.timeoutSeconds != TemplateScript().timeoutSeconds)
            timeouts.append(u"%1=%2"_s.arg(script.name).arg(script.timeoutSeconds));
    }
    const auto os = standard.match(entry.os);
    return {{u"TEMPLATE_APP"_s, entry.title},
            {u"TEMPLATE_DESCRIPTION"_s, text(entry.description)},
            {u"TEMPLATE_TAGS"_s, text(entry.tags.join(u';'))},
            {u"TEMPLATE_SOURCE"_s, text(entry.source)},
            {u"TEMPLATE_OS"_s, text(os.hasMatch() ? os.captured(1) : entry.os)},
            {u"TEMPLATE_VERSION"_s, text(os.captured(2))},
            {u"TEMPLATE_CPU"_s, QString::number(entry.cores)},
            {u"TEMPLATE_RAM"_s, QString::number(entry.memoryMb)},
            {u"TEMPLATE_DISK"_s, QString::number(entry.diskGb)},
            {u"TEMPLATE_UNPRIVILEGED"_s, flag(entry.unprivileged)},
            {u"TEMPLATE_NESTING"_s, flag(entry.nesting)},
            {u"TEMPLATE_KEYCTL"_s, flag(entry.keyctl)},
            {u"TEMPLATE_FUSE"_s, flag(entry.fuse)},
            {u"TEMPLATE_BUCKETS"_s, text(entry.buckets.join(u';'))},
            {u"TEMPLATE_TIMEOUTS"_s, text(timeouts.join(u';'))}};
}

QByteArray policyName(FileSpec::Policy policy)
{
    switch (policy) {
    case FileSpec::Policy::Default:
        return "default\n";
    case FileSpec::Policy::Backup:
        return "backup\n";
    case FileSpec::Policy::Replace:
        break;
    }
    return "replace\n";
}

/// All files of the template; texts of `base` are changed only where they have to be.
Files filesOf(const Template &entry, const QString &base)
{
    const QString prefix = contentPrefix(base);
    Files out;
    out.insert(u"template.conf"_s, withAssignments(textAt(base + u"/template.conf"_s), assignmentsOf(entry)));
    for (const TemplateScript &script : entry.scripts)
        out.insert(prefix + u"scripts/"_s + script.name + (script.enabled ? QString() : u".disabled"_s),
                   script.content);
    for (const PackageList &list : entry.packageLists) {
        const QString path = prefix + u"packages/"_s + list.name + u'.' + packageKindName(list.installer);
        out.insert(path, withPackages(textAt(base + u'/' + path), list.packages));
    }
    for (const FileSpec &file : entry.files) {
        const QString path = prefix + u"files/"_s + file.path.section(u'/', -1);
        const QString folder = file.path.section(u'/', 0, -2);
        out.insert(path, file.content);
        out.insert(path + u".path"_s, (folder.isEmpty() ? u"/"_s : folder).toUtf8() + '\n');
        out.insert(path + u".policy"_s, policyName(file.policy));
    }
    return out;
}

/// What readTemplate() takes as a part of the template, and what stands where such a part would.
bool isPart(const QString &path, const QString &prefix)
{
    static const QRegularExpression script(QStringLiteral("\\A[0-9]+[A-Za-z0-9._-]*\\.sh(\\.disabled)?\\z"));
    if (path == u"template.conf")
        return true;
    if (!path.startsWith(prefix))
        return false;
    const QString inside = path.sliced(prefix.size());
    if (inside.count(u'/') != 1)
        return false;
    const QString folder = inside.section(u'/', 0, 0);
    const QString name = inside.section(u'/', 1);
    return (folder == u"scripts" && script.match(name).hasMatch()) ||
           (folder == u"packages" && packageKindNamed(QFileInfo(name).suffix())) || folder == u"files";
}

/// Regular files below `folder`, by their path in it; no link is followed or listed.
QStringList filesBelow(const QString &folder, qsizetype max)
{
    QStringList out;
    QDirIterator it(folder, QDir::Files | QDir::Hidden | QDir::NoSymLinks | QDir::NoDotAndDotDot,
                    QDirIterator::Subdirectories);
    while (it.hasNext() && out.size() < max)
        out.append(it.next().sliced(folder.size() + 1));
    return out;
}

Result<void> addForeign(Files &files, const QString &base)
{
    constexpr qsizetype most = ForeignLimits::maxFiles + 4 * (SpecLimits::maxFiles + SpecLimits::maxScripts);
    const QString prefix = contentPrefix(base);
    int count = 0;
    qint64 bytes = 0;
    for (const QString &path : filesBelow(base, most + 1)) {
        if (isPart(path, prefix))
            continue;
        QFile file(base + u'/' + path);
        bytes += file.size();
        if (++count > ForeignLimits::maxFiles || bytes > ForeignLimits::maxBytes)
            return fail(ErrorCode::TooLarge,
                        tr("Cannot change the template. Its folder %1 holds too much that is no part of a "
                           "template. Move that elsewhere.")
                            .arg(base));
        if (!file.open(QIODevice::ReadOnly))
            return cannotWrite(file.fileName(), file.errorString());
        files.insert(path, file.readAll());
    }
    return {};
}

void syncDirectory(const QString &path)
{
#ifdef Q_OS_UNIX
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        ::fsync(fd); // some file systems cannot; then there is nothing to be done
        ::close(fd);
    }
#else
    Q_UNUSED(path)
#endif
}

/// One new file of a folder that is ours alone.
Result<void> writeNew(const QString &path, const QByteArray &content)
{
    if (!QDir().mkpath(QFileInfo(path).path()))
        return cannotWrite(path, tr("Its folder cannot be made"));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly) || file.write(content) != content.size() ||
        !file.flush())
        return cannotWrite(path, file.errorString());
#ifdef Q_OS_UNIX
    if (::fsync(file.handle()) != 0)
        return cannotWrite(path, tr("It does not reach the disk"));
#endif
    return {};
}

QString besides(const QString &folder, const QString &what)
{
    const QFileInfo info(folder);
    return u"%1/.%2.%3-%4"_s.arg(info.path(), info.fileName(), what)
        .arg(QRandomGenerator::system()->generate64(), 16, 16, QChar(u'0'));
}

/// `fresh` stands at `folder` afterwards, and what was there at `fresh` or nowhere.
bool swapIn(const QString &fresh, const QString &folder)
{
    if (!QFileInfo::exists(folder))
        return QDir().rename(fresh, folder);
#ifdef RENAME_EXCHANGE
    if (::renameat2(AT_FDCWD, QFile::encodeName(fresh).constData(), AT_FDCWD,
                    QFile::encodeName(folder).constData(), RENAME_EXCHANGE) == 0)
        return true;
#endif
    const QString old = besides(folder, u"old"_s); // a crash in between: recoverFolders() puts it back
    if (!QDir().rename(folder, old))
        return false;
    if (!QDir().rename(fresh, folder)) {
        QDir().rename(old, folder);
        return false;
    }
    QDir(old).removeRecursively();
    return true;
}

bool isSame(Template read, Template wanted)
{
    read.name = wanted.name;
    read.warnings = wanted.warnings = {};
    const auto byName = [](const FileSpec &a, const FileSpec &b) {
        return a.path.section(u'/', -1) < b.path.section(u'/', -1);
    };
    const auto byFile = [](const PackageList &a, const PackageList &b) {
        return std::pair(a.name, a.installer) < std::pair(b.name, b.installer);
    };
    for (Template *one : {&read, &wanted}) {
        std::sort(one->files.begin(), one->files.end(), byName);
        std::sort(one->packageLists.begin(), one->packageLists.end(), byFile);
    }
    return read == wanted;
}

Result<void> readBack(const QString &folder, const Template &entry)
{
    const Result<Template> read = readTemplate(folder);
    if (!read)
        return tl::unexpected(read.error());
    if (!isSame(*read, entry))
        return fail(
            ErrorCode::Internal,
            tr("Cannot keep the template \"%1\". What was written does not read as it was meant. Report "
               "this with the template.")
                .arg(entry.name));
    return {};
}

} // namespace

QByteArray withPackages(QByteArrayView text, const QStringList &packages)
{
    QStringList lines = QString::fromUtf8(text).split(u'\n');
    if (lines.last().isEmpty())
        lines.removeLast();
    QStringList kept;
    QStringList seen;
    for (const QString &line : lines) {
        const QString package = line.section(u'#', 0, 0).trimmed();
        if (!package.isEmpty() && (!packages.contains(package) || seen.contains(package)))
            continue;
        if (!package.isEmpty())
            seen.append(package);
        kept.append(line);
    }
    for (const QString &package : packages) {
        if (!seen.contains(package))
            kept.append(package);
    }
    const QByteArray out = kept.isEmpty() ? QByteArray() : (kept.join(u'\n') + u'\n').toUtf8();
    // Another order: the places of the comments are not known any more.
    return parsePackages(out) == packages ? out : packages.join(u'\n').toUtf8() + '\n';
}

Result<void> replaceTemplate(const QString &folder, const Template &entry, const QString &base)
{
    const QString from = base.isEmpty() ? folder : base;
    Files files = filesOf(entry, from);
    Files foreign;
    if (const auto ok = addForeign(foreign, from); !ok)
        return ok;
    const QString fresh = besides(folder, u"new"_s);
    const auto write = [&]() -> Result<void> {
        for (const Files *some : {&files, &foreign}) {
            for (auto it = some->cbegin(); it != some->cend(); ++it) {
                if (const auto ok = writeNew(fresh + u'/' + it.key(), it.value()); !ok)
                    return ok;
            }
        }
        if (const auto ok = readBack(fresh, entry); !ok)
            return ok;
        syncDirectory(fresh);
        if (!swapIn(fresh, folder))
            return cannotWrite(folder, tr("The new folder cannot take the place of the old one"));
        return {};
    };
    const Result<void> done = write();
    syncDirectory(QFileInfo(folder).path());
    QDir(fresh).removeRecursively(); // what failed, or what was there before
    return done;
}

void recoverFolders(const QString &directory)
{
    static const QRegularExpression form(QStringLiteral("\\A\\.(.+)\\.(new|old|gone)-[0-9a-f]{16}\\z"));
    QDir dir(directory);
    const QStringList all =
        dir.entryList(QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot | QDir::NoSymLinks, QDir::Name);
    for (const QString &name : all) {
        const auto match = form.match(name);
        if (!match.hasMatch())
            continue;
        const bool isOnlyOne = match.captured(2) == u"old" && !dir.exists(match.captured(1));
        if (isOnlyOne)
            dir.rename(name, match.captured(1));
        else
            QDir(dir.filePath(name)).removeRecursively();
    }
}

Result<void> removeFolder(const QString &folder)
{
    const QString gone = besides(folder, u"gone"_s);
    if (!QDir().rename(folder, gone))
        return cannotWrite(folder, tr("It cannot be moved away"));
    syncDirectory(QFileInfo(folder).path());
    QDir(gone).removeRecursively();
    return {};
}

Result<void> exportTemplate(const QString &folder, const Template &entry)
{
    const QString full = QDir::cleanPath(QDir::current().absoluteFilePath(folder));
    const QString prefix = contentPrefix(full);
    const bool isNew = !QFileInfo::exists(full) ||
                       QDir(full).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    if (!isNew && !QFileInfo::exists(full + u"/template.conf"_s))
        return fail(ErrorCode::Conflict,
                    tr("Cannot write the template to %1. There is something, and it is no "
                       "template. Choose a new folder or one with a template.conf.")
                        .arg(full));
    const Files files = filesOf(entry, full);
    for (auto it = files.cbegin(); it != files.cend(); ++it) {
        for (QString path = it.key(); !path.isEmpty(); path = path.section(u'/', 0, -2)) {
            if (isLink(full + u'/' + path))
                return fail(ErrorCode::Conflict,
                            tr("Cannot write the template. %1 is a symbolic link. Replace it "
                               "by what it points to, or choose another folder.")
                                .arg(full + u'/' + path));
            if (!path.contains(u'/'))
                break;
        }
    }
    for (auto it = files.cbegin(); it != files.cend(); ++it) {
        const QString path = full + u'/' + it.key();
        if (QFileInfo(path).isFile() && QFileInfo(path).size() == it->size()) {
            QFile same(path);
            if (same.open(QIODevice::ReadOnly) && same.readAll() == *it)
                continue;
        }
        QSaveFile file(path);
        if (!QDir().mkpath(QFileInfo(path).path()) || !file.open(QIODevice::WriteOnly) ||
            file.write(*it) != it->size() || !file.commit())
            return cannotWrite(path, file.errorString());
    }
    constexpr qsizetype most = 20'000;
    for (const QString &sub : {u"scripts"_s, u"packages"_s, u"files"_s}) {
        const QString place = full + u'/' + prefix + sub;
        for (const QString &name : isLink(place) ? QStringList() : filesBelow(place, most)) {
            const QString path = prefix + sub + u'/' + name;
            if (isPart(path, prefix) && !files.contains(path))
                QFile::remove(full + u'/' + path);
        }
    }
    return readBack(full, entry);
}

} // namespace slipway
