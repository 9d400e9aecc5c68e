#pragma once
#include "app/base/problem.h"
#include "app/domain/packagebucket.h"
#include "app/domain/template.h"
#include <QJsonObject>
#include <QReadWriteLock>

namespace slipway::store {

/// The templates of a backend: the operator's own (DATA-DIR/templates), which can be changed, and the shipped
/// ones, which cannot; an own one of the same name stands before the shipped one, and shows it again when it
/// is removed. Besides, the package buckets (DATA-DIR/package-buckets). Everything is on disk in the form of
/// the contract; a folder that somebody puts there by hand counts with the next call. Blocks on the disk; any
/// thread.
class TemplateLibrary
{
public:
    struct Entry
    {
        Template entry;
        bool own = false;     ///< can be changed in place, and removed
        bool shipped = false; ///< there is a shipped one of this name
        QString revision;
    };
    /// What a writer expects to find. Otherwise: Conflict.
    struct Expected
    {
        QString revision; ///< empty: nothing; "*": whatever is there
    };

    /// `shippedDir` empty: none. Makes nothing before something is stored.
    TemplateLibrary(const QString &dataDir, const QString &shippedDir);

    /// All that can be read, by name; one that cannot is left out.
    QList<Entry> templates() const;
    /// NotFound with the names there are.
    Result<Entry> find(const QString &name) const;
    /// With the packages of its buckets. NotFound when one of them is missing: it is named.
    Result<Template> complete(const QString &name) const;
    /// `entry` is valid. Conflict: another one is there than was expected; Invalid with `field` "buckets[i]"
    /// in `errors` when a bucket is not there.
    Result<Entry> store(const Template &entry, const Expected &expected, QList<FieldError> *errors);
    /// NotFound; Forbidden: it is a shipped one.
    Result<void> remove(const QString &name);

    QList<PackageBucket> buckets() const;
    Result<PackageBucket> bucket(const QString &name) const;
    Result<PackageBucket> storeBucket(const PackageBucket &bucket, const Expected &expected);
    /// Conflict when templates use it, unless `force`.
    Result<void> removeBucket(const QString &name, bool force);

private:
    QStringList namesOf(const QString &directory) const;
    Result<Entry> read(const QString &name) const;
    QList<Entry> readAll() const;
    std::optional<PackageBucket> readBucket(const QString &name) const;
    QStringList bucketNames() const;
    QString bucketFile(const QString &name, PackageKind installer) const;

    QString m_own;
    QString m_shipped;
    QString m_buckets;
    mutable QReadWriteLock m_lock; // readers never see half of a change
};

} // namespace slipway::store
