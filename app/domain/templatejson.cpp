#include "app/base/json.h"
#include "app/domain/fieldreader.h"
#include "app/domain/template.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace slipway {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("slipway::Template", text); }

struct PolicyRow
{
    FileSpec::Policy policy;
    QLatin1StringView name;
};
constexpr std::array kPolicies = {PolicyRow{FileSpec::Policy::Replace, QLatin1StringView("replace")},
                                  PolicyRow{FileSpec::Policy::Default, QLatin1StringView("default")},
                                  PolicyRow{FileSpec::Policy::Backup, QLatin1StringView("backup")}};

// ---- writing ----

QJsonValue orNull(const std::optional<bool> &flag) { return flag ? QJsonValue(*flag) : QJsonValue(); }

void insertContent(QJsonObject &object, const QByteArray &content)
{
    if (content.isValidUtf8() && !content.startsWith("\xEF\xBB\xBF"))
        object.insert("content"_L1, QString::fromUtf8(content));
    else // a text decoder would change these bytes
        object.insert("contentBase64"_L1, QString::fromLatin1(content.toBase64()));
}

QJsonObject scriptJson(const TemplateScript &script)
{
    QJsonObject object{{"name"_L1, script.name},
                       {"timeoutSeconds"_L1, script.timeoutSeconds},
                       {"enabled"_L1, script.enabled}};
    insertContent(object, script.content);
    return object;
}

QJsonObject fileJson(const FileSpec &file)
{
    QJsonObject object{{"path"_L1, file.path}};
    for (const PolicyRow &row : kPolicies) {
        if (row.policy == file.policy)
            object.insert("policy"_L1, row.name);
    }
    insertContent(object, file.content);
    return object;
}

QJsonObject listJson(const PackageList &list)
{
    return {{"name"_L1, list.name},
            {"installer"_L1, packageKindName(list.installer)},
            {"packages"_L1, QJsonArray::fromStringList(list.packages)}};
}

template<typename T, typename F>
QJsonArray arrayOf(const QList<T> &all, F toObject)
{
    QJsonArray out;
    for (const T &one : all)
        out.append(toObject(one));
    return out;
}

QJsonObject headJson(const Template &entry)
{
    return {{"name"_L1, entry.name},
            {"title"_L1, entry.title},
            {"description"_L1, entry.description},
            {"tags"_L1, QJsonArray::fromStringList(entry.tags)},
            {"os"_L1, entry.os},
            {"source"_L1, entry.source},
            {"cores"_L1, entry.cores},
            {"memoryMb"_L1, entry.memoryMb},
            {"diskGb"_L1, entry.diskGb},
            {"buckets"_L1, QJsonArray::fromStringList(entry.buckets)},
            {"warnings"_L1, QJsonArray::fromStringList(entry.warnings)}};
}

// ---- reading ----

TemplateScript readScript(FieldReader &reader)
{
    TemplateScript script;
    script.name = reader.text("name");
    script.content = reader.content();
    script.timeoutSeconds = reader.integer("timeoutSeconds", script.timeoutSeconds);
    script.enabled = reader.boolean("enabled", true);
    return script;
}

FileSpec readFile(FieldReader &reader)
{
    FileSpec file;
    file.path = reader.text("path");
    file.content = reader.content();
    const QString policy = reader.text("policy", QStringLiteral("replace"));
    const auto row = std::find_if(kPolicies.begin(), kPolicies.end(),
                                  [&policy](const PolicyRow &one) { return policy == one.name; });
    if (row == kPolicies.end())
        reader.wrongType("policy", tr("one of replace, default and backup"));
    else
        file.policy = row->policy;
    return file;
}

PackageList readList(FieldReader &reader)
{
    PackageList list;
    list.name = reader.text("name");
    const auto installer = packageKindNamed(reader.text("installer", QStringLiteral("apt")));
    if (!installer)
        reader.wrongType("installer", tr("one of apt, npm and pip"));
    list.installer = installer.value_or(PackageKind::Apt);
    list.packages = reader.texts("packages");
    return list;
}

template<typename T>
QList<T> readAll(FieldReader &reader, const char *key, QList<FieldError> &errors, T (*read)(FieldReader &))
{
    QList<T> out;
    reader.forEach(key, [&](const QJsonValue &value, const QString &field) {
        if (!value.isObject())
            reader.wrongTypeAt(field, tr("an object in { }"));
        FieldReader inner(value.toObject(), field + u'.', errors);
        out.append(read(inner));
        inner.refuseUnknown();
    });
    return out;
}

} // namespace

QJsonObject toJson(const Template &entry)
{
    QJsonObject object = headJson(entry);
    object.insert("unprivileged"_L1, orNull(entry.unprivileged));
    object.insert("nesting"_L1, orNull(entry.nesting));
    object.insert("keyctl"_L1, orNull(entry.keyctl));
    object.insert("fuse"_L1, orNull(entry.fuse));
    object.insert("scripts"_L1, arrayOf(entry.scripts, scriptJson));
    object.insert("files"_L1, arrayOf(entry.files, fileJson));
    object.insert("packageLists"_L1, arrayOf(entry.packageLists, listJson));
    return object;
}

QJsonObject toSummaryJson(const Template &entry)
{
    QJsonObject object = headJson(entry);
    QJsonArray scripts;
    for (const TemplateScript &script : entry.scripts) {
        if (script.enabled)
            scripts.append(script.name);
    }
    qsizetype packages = 0;
    for (const PackageKind installer : kPackageKinds)
        packages += packagesOf(entry, installer).size();
    object.insert("scripts"_L1, scripts);
    object.insert("files"_L1, entry.files.size());
    object.insert("packages"_L1, packages);
    return object;
}

QString revisionOf(const Template &entry)
{
    QJsonObject object = toJson(entry);
    object.remove("warnings"_L1);
    const QByteArray bytes = QJsonDocument(object).toJson(QJsonDocument::Compact);
    const QByteArray hash = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
    return QString::fromLatin1(hash.first(32));
}

Result<ParsedTemplate> templateFromJson(QByteArrayView json)
{
    const QJsonDocument document = readJson(json);
    if (!document.isObject())
        return fail(ErrorCode::Invalid,
                    tr("Cannot read the template. It is not a JSON object. Send what GET shows."));
    ParsedTemplate out;
    FieldReader reader(document.object(), {}, out.errors);
    Template &entry = out.entry;
    entry.name = reader.text("name");
    entry.title = reader.text("title");
    entry.description = reader.text("description");
    entry.tags = reader.texts("tags");
    entry.os = reader.text("os");
    entry.source = reader.text("source");
    entry.cores = reader.integer("cores", entry.cores);
    entry.memoryMb = reader.integer("memoryMb", entry.memoryMb);
    entry.diskGb = reader.integer("diskGb", entry.diskGb);
    entry.unprivileged = reader.optionalBoolean("unprivileged");
    entry.nesting = reader.optionalBoolean("nesting");
    entry.keyctl = reader.optionalBoolean("keyctl");
    entry.fuse = reader.optionalBoolean("fuse");
    entry.scripts = readAll<TemplateScript>(reader, "scripts", out.errors, readScript);
    entry.files = readAll<FileSpec>(reader, "files", out.errors, readFile);
    entry.packageLists = readAll<PackageList>(reader, "packageLists", out.errors, readList);
    entry.buckets = reader.texts("buckets");
    out.revision = reader.text("revision");
    for (const char *shown : {"warnings", "own", "shipped"})
        reader.take(shown);
    reader.refuseUnknown();
    return out;
}

} // namespace slipway
