#pragma once
#include "app/base/problem.h"
#include "app/base/result.h"
#include <QJsonObject>
#include <QList>
#include <QStringList>

namespace slipway {

/// A list of packages that several templates use: BUCKET.apt, .npm and .pip in one folder.
struct PackageBucket
{
    QString name;
    QStringList apt;
    QStringList npm;
    QStringList pip;
    QStringList usedBy; ///< names of templates; for people
    bool operator==(const PackageBucket &) const = default;
};

/// Keys: name apt npm pip usedBy.
QJsonObject toJson(const PackageBucket &bucket);
struct ParsedBucket
{
    PackageBucket bucket;
    QString revision;
    QList<FieldError> errors;
};
/// Error{Invalid} only for what is no JSON object at all.
Result<ParsedBucket> bucketFromJson(QByteArrayView json);
/// Empty when it can be stored.
QList<FieldError> validate(const PackageBucket &bucket);
QString revisionOf(const PackageBucket &bucket); ///< changes with the lists, not with who uses them

} // namespace slipway
