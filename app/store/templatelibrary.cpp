#include "app/store/templatelibrary.h"

#include "app/domain/templatefolder.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace slipway::store {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::store::TemplateLibrary)
};

tl::unexpected<Error> notExpected(const QString &name, const TemplateLibrary::Expected &expected,
                                  bool isThere)
{
    if (expected.revision.isEmpty())
        return fail(
            ErrorCode::Conflict,
            Words::tr("Cannot store \"%1\" as a new one. There is one of this name already. Choose another "
                      "name, or replace that one.")
                .arg(name));
    if (!isThere)
        return fail(
            ErrorCode::Conflict,
            Words::tr("Cannot store \"%1\". It was removed meanwhile. Store it as a new one.").arg(name));
    return fail(ErrorCode::Conflict,
                Words::tr("Cannot store \"%1\". Somebody else has changed it meanwhile. Load it "
                          "again and repeat your change, or replace theirs.")
                    .arg(name));
}

bool isExpected(const TemplateLibrary::Expected &expected, const QString &revision)
{
    return expected.revision == u"*" || expected.revision == revision;
}

Result<void> makeDirectory(const QString &path)
{
    if (QDir().mkpath(path))
        return {};
    return fail(ErrorCode::Unavailable,
                Words::tr("Cannot make the folder %1. Check the disk and who may write there.").arg(path), {},
                true);
}

} // namespace

TemplateLibrary::TemplateLibrary(const QString &dataDir, const QString &shippedDir)
    : m_own(dataDir + u"/templates"_s), m_shipped(shippedDir), m_buckets(dataDir + u"/package-buckets"_s)
{
    recoverFolders(m_own);
}

// Links are not ours to write to, so they are none of ours.
QStringList TemplateLibrary::namesOf(const QString &directory) const
{
    QStringList names;
    if (directory.isEmpty())
        return names;
    for (const QString &name : templateNames(directory)) {
        if (isTemplateName(name) && (directory != m_own || !QFileInfo(directory + u'/' + name).isSymLink()))
            names.append(name);
    }
    return names;
}

Result<TemplateLibrary::Entry> TemplateLibrary::read(const QString &name) const
{
    const bool own = namesOf(m_own).contains(name);
    const bool shipped = namesOf(m_shipped).contains(name);
    if (!own && !shipped) {
        QStringList all = namesOf(m_own) + namesOf(m_shipped);
        all.removeDuplicates();
        all.sort();
        return fail(ErrorCode::NotFound,
                    Words::tr("Cannot find the template \"%1\". There is: %2. Choose one of these.")
                        .arg(name.left(64), all.isEmpty() ? Words::tr("none") : all.join(u", "_s)));
    }
    return readTemplate((own ? m_own : m_shipped) + u'/' + name).map([&](const Template &entry) {
        return Entry{entry, own, shipped, revisionOf(entry)};
    });
}

QList<TemplateLibrary::Entry> TemplateLibrary::readAll() const
{
    QStringList names = namesOf(m_own) + namesOf(m_shipped);
    names.removeDuplicates();
    names.sort();
    QList<Entry> out;
    for (const QString &name : std::as_const(names)) {
        if (auto found = read(name))
            out.append(*std::move(found));
    }
    return out;
}

QList<TemplateLibrary::Entry> TemplateLibrary::templates() const
{
    const QReadLocker lock(&m_lock);
    return readAll();
}

Result<TemplateLibrary::Entry> TemplateLibrary::find(const QString &name) const
{
    const QReadLocker lock(&m_lock);
    return read(name);
}

Result<Template> TemplateLibrary::complete(const QString &name) const
{
    const QReadLocker lock(&m_lock);
    const Result<Entry> found = read(name);
    if (!found)
        return tl::unexpected(found.error());
    Template entry = found->entry;
    for (const QString &wanted : std::as_const(entry.buckets)) {
        const auto bucket = readBucket(wanted);
        if (!bucket)
            return fail(
                ErrorCode::NotFound,
                Words::tr("Cannot use the template \"%1\". Its package bucket \"%2\" does not exist. Make "
                          "the bucket, or take it out of the template.")
                    .arg(name, wanted));
        entry.packageLists.append({wanted, PackageKind::Apt, bucket->apt});
        entry.packageLists.append({wanted, PackageKind::Npm, bucket->npm});
        entry.packageLists.append({wanted, PackageKind::Pip, bucket->pip});
    }
    return entry;
}

Result<TemplateLibrary::Entry> TemplateLibrary::store(const Template &entry, const Expected &expected,
                                                      QList<FieldError> *errors)
{
    const QWriteLocker lock(&m_lock);
    const Result<Entry> before = read(entry.name);
    if (!before && before.error().code != ErrorCode::NotFound && expected.revision != u"*")
        return tl::unexpected(before.error()); // there, but cannot be read: only who says so replaces it
    if (!isExpected(expected, before ? before->revision : QString()))
        return notExpected(entry.name, expected, before.has_value());
    for (qsizetype i = 0; i < entry.buckets.size(); ++i) {
        if (!readBucket(entry.buckets.at(i)))
            errors->append(
                {u"buckets[%1]"_s.arg(i),
                 Words::tr("Cannot use the package bucket \"%1\". It does not exist. Make it first, or "
                           "choose another one.")
                     .arg(entry.buckets.at(i))});
    }
    if (!errors->isEmpty())
        return fail(ErrorCode::Invalid, errors->first().message);
    const QString folder = m_own + u'/' + entry.name;
    if (QFileInfo(folder).isSymLink())
        return fail(ErrorCode::Conflict,
                    Words::tr("Cannot store \"%1\". %2 is a symbolic link. Remove it first.")
                        .arg(entry.name, folder));
    if (const auto ok = makeDirectory(m_own); !ok)
        return tl::unexpected(ok.error());
    const bool fromShipped = before && !before->own; // its comments come along
    const auto written =
        replaceTemplate(folder, entry, fromShipped ? m_shipped + u'/' + entry.name : QString());
    if (!written)
        return tl::unexpected(written.error());
    return read(entry.name);
}

Result<void> TemplateLibrary::remove(const QString &name)
{
    const QWriteLocker lock(&m_lock);
    if (namesOf(m_own).contains(name))
        return removeFolder(m_own + u'/' + name);
    if (namesOf(m_shipped).contains(name))
        return fail(
            ErrorCode::Forbidden,
            Words::tr("Cannot remove the template \"%1\". It came with the program. Change it, and your own "
                      "takes its place; remove that, and this one is back.")
                .arg(name));
    return read(name).map([](const Entry &) {});
}

// ---- buckets ----

QString TemplateLibrary::bucketFile(const QString &name, PackageKind installer) const
{
    return m_buckets + u'/' + name + u'.' + packageKindName(installer);
}

QStringList TemplateLibrary::bucketNames() const
{
    QStringList names;
    const QFileInfoList files =
        QDir(m_buckets).entryInfoList(QDir::Files | QDir::NoSymLinks | QDir::NoDotAndDotDot, QDir::Name);
    for (const QFileInfo &file : files) {
        if (packageKindNamed(file.suffix()) && isTemplateName(file.completeBaseName()))
            names.append(file.completeBaseName());
    }
    names.removeDuplicates();
    return names;
}

std::optional<PackageBucket> TemplateLibrary::readBucket(const QString &name) const
{
    if (!isTemplateName(name))
        return std::nullopt;
    PackageBucket bucket;
    bucket.name = name;
    bool isThere = false;
    for (const PackageKind installer : kPackageKinds) {
        QFile file(bucketFile(name, installer));
        if (QFileInfo(file).isSymLink() || !file.open(QIODevice::ReadOnly))
            continue;
        isThere = true;
        QStringList &list = installer == PackageKind::Apt   ? bucket.apt
                            : installer == PackageKind::Npm ? bucket.npm
                                                            : bucket.pip;
        list = parsePackages(file.read(SpecLimits::maxScriptBytes));
    }
    return isThere ? std::optional(bucket) : std::nullopt;
}

QList<PackageBucket> TemplateLibrary::buckets() const
{
    const QReadLocker lock(&m_lock);
    const QList<Entry> templates = readAll();
    QList<PackageBucket> out;
    for (const QString &name : bucketNames()) {
        auto bucket = readBucket(name);
        if (!bucket)
            continue;
        for (const Entry &one : templates) {
            if (one.entry.buckets.contains(name))
                bucket->usedBy.append(one.entry.name);
        }
        out.append(*bucket);
    }
    return out;
}

Result<PackageBucket> TemplateLibrary::bucket(const QString &name) const
{
    for (const PackageBucket &bucket : buckets()) {
        if (bucket.name == name)
            return bucket;
    }
    return fail(
        ErrorCode::NotFound,
        Words::tr("Cannot find the package bucket \"%1\". It may have been removed. Look at the list.")
            .arg(name.left(64)));
}

Result<PackageBucket> TemplateLibrary::storeBucket(const PackageBucket &bucket, const Expected &expected)
{
    {
        const QWriteLocker lock(&m_lock);
        const auto before = readBucket(bucket.name);
        if (!isExpected(expected, before ? revisionOf(*before) : QString()))
            return notExpected(bucket.name, expected, before.has_value());
        if (const auto ok = makeDirectory(m_buckets); !ok)
            return tl::unexpected(ok.error());
        for (const auto &[installer, packages] :
             {std::pair(PackageKind::Apt, bucket.apt), std::pair(PackageKind::Npm, bucket.npm),
              std::pair(PackageKind::Pip, bucket.pip)}) {
            const QString path = bucketFile(bucket.name, installer);
            QByteArray text;
            if (QFile old(path); !QFileInfo(path).isSymLink() && old.open(QIODevice::ReadOnly))
                text = old.read(SpecLimits::maxScriptBytes);
            if (packages.isEmpty() || QFileInfo(path).isSymLink())
                QFile::remove(path); // a link goes, not what it points to
            if (packages.isEmpty())
                continue;
            const QByteArray fresh = withPackages(text, packages);
            QSaveFile file(path);
            if (!file.open(QIODevice::WriteOnly) || file.write(fresh) != fresh.size() || !file.commit())
                return fail(ErrorCode::Unavailable,
                            Words::tr("Cannot write %1. %2. Check the disk and who may write there.")
                                .arg(path, file.errorString()),
                            {}, true);
        }
    }
    return this->bucket(bucket.name);
}

Result<void> TemplateLibrary::removeBucket(const QString &name, bool force)
{
    const Result<PackageBucket> found = bucket(name);
    if (!found)
        return tl::unexpected(found.error());
    if (!found->usedBy.isEmpty() && !force)
        return fail(
            ErrorCode::Conflict,
            Words::tr("Cannot remove the package bucket \"%1\". Templates use it: %2. Take it out of them "
                      "first; or force it: then no container can be made from them.")
                .arg(name, found->usedBy.join(u", "_s)));
    const QWriteLocker lock(&m_lock);
    for (const PackageKind installer : kPackageKinds) {
        const QString path = bucketFile(name, installer);
        if (QFileInfo::exists(path) && !QFile::remove(path))
            return fail(ErrorCode::Unavailable,
                        Words::tr("Cannot remove %1. Check the disk and who may write there.").arg(path), {},
                        true);
    }
    return {};
}

} // namespace slipway::store
