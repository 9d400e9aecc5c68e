#include "app/domain/packagebucket.h"

#include "app/domain/fieldreader.h"
#include "app/domain/template.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace slipway {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("slipway::store::PackageBucket", text); }

} // namespace

QJsonObject toJson(const PackageBucket &bucket)
{
    return {{"name"_L1, bucket.name},
            {"apt"_L1, QJsonArray::fromStringList(bucket.apt)},
            {"npm"_L1, QJsonArray::fromStringList(bucket.npm)},
            {"pip"_L1, QJsonArray::fromStringList(bucket.pip)},
            {"usedBy"_L1, QJsonArray::fromStringList(bucket.usedBy)}};
}

Result<ParsedBucket> bucketFromJson(QByteArrayView json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json.toByteArray());
    if (!document.isObject())
        return fail(ErrorCode::Invalid,
                    tr("Cannot read the package bucket. It is not a JSON object. Send what GET shows."));
    ParsedBucket out;
    FieldReader reader(document.object(), {}, out.errors);
    out.bucket.name = reader.text("name");
    out.bucket.apt = reader.texts("apt");
    out.bucket.npm = reader.texts("npm");
    out.bucket.pip = reader.texts("pip");
    out.revision = reader.text("revision");
    reader.take("usedBy");
    reader.refuseUnknown();
    return out;
}

QList<FieldError> validate(const PackageBucket &bucket)
{
    // As the lists of a template: the same rules, the same words.
    Template carrier;
    carrier.name = carrier.title = u"a"_s;
    carrier.packageLists = {{u"a"_s, PackageKind::Apt, bucket.apt},
                            {u"a"_s, PackageKind::Npm, bucket.npm},
                            {u"a"_s, PackageKind::Pip, bucket.pip}};
    QList<FieldError> errors;
    if (!isTemplateName(bucket.name))
        errors.append(
            {u"name"_s, tr("Cannot use this name. It has 1 to 64 of A–Z, a–z, 0–9, dot, underscore and "
                           "hyphen, and begins with a letter or digit. Write for example base.")});
    for (FieldError error : validate(carrier)) {
        for (qsizetype i = 0; i < 3; ++i)
            error.field.replace(u"packageLists[%1].packages"_s.arg(i),
                                packageKindName(kPackageKinds.at(static_cast<size_t>(i))));
        errors.append(error);
    }
    if (bucket.apt.isEmpty() && bucket.npm.isEmpty() && bucket.pip.isEmpty())
        errors.append(
            {u"apt"_s, tr("Cannot keep an empty bucket. It would install nothing. Add a package.")});
    return errors;
}

QString revisionOf(const PackageBucket &bucket)
{
    QJsonObject object = toJson(bucket);
    object.remove("usedBy"_L1);
    const QByteArray bytes = QJsonDocument(object).toJson(QJsonDocument::Compact);
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().first(32));
}

} // namespace slipway
