#include "app/cli/templatecommands.h"

#include "app/cli/format.h"
#include "app/cli/prompt.h"
#include "app/cli/terminaltext.h"
#include "app/domain/templatefolder.h"
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

namespace slipway::cli {
using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray line(const QJsonObject &object) { return QJsonDocument(object).toJson(QJsonDocument::Compact); }

QString templatePath(const QString &name) { return u"/api/templates/"_s + name; }
QString bucketPath(const Context &context) { return u"/api/package-buckets/"_s + context.line().target; }

QString plain(const QString &text) { return terminalSafe(text, Colors::Remove); }

QString text(const QJsonObject &object, const char *key)
{
    return plain(object.value(QLatin1StringView(key)).toString());
}

QString joined(const QJsonValue &list)
{
    QStringList out;
    for (const QJsonValue &one : list.toArray())
        out.append(plain(one.toString()));
    return out.join(u", "_s);
}

QString originOf(const QJsonObject &entry)
{
    if (!entry.value("own"_L1).toBool())
        return Context::tr("shipped");
    return entry.value("shipped"_L1).toBool() ? Context::tr("own, instead of a shipped one")
                                              : Context::tr("own");
}

void printTable(Context &context, const QList<QStringList> &rows, const QString &none)
{
    for (const QString &one : rows.size() > 1 ? tableLines(rows) : QStringList{none})
        context.printLine(one);
}

/// Rows of `key` in the answer: JSON lines, or a table below `head`.
template<typename RowOf>
void list(Context &context, const QString &path, const QString &key, const QStringList &head,
          const QString &none, RowOf rowOf)
{
    context.client().get(path, &context, answered(context, [=, &context](const http::JsonReply &reply) {
                             const QJsonValue value = QJsonDocument::fromJson(reply.body).object().value(key);
                             if (!value.isArray())
                                 return failNotOurs(context);
                             QList<QStringList> rows = {head};
                             for (const QJsonValue &one : value.toArray()) {
                                 if (context.isJson())
                                     context.out().writeLine(line(one.toObject()));
                                 else
                                     rows += rowOf(one.toObject());
                             }
                             if (!context.isJson())
                                 printTable(context, rows, none);
                             context.exit(Success);
                         }));
}

void listTemplates(Context &context)
{
    list(context, u"/api/templates"_s, u"templates"_s,
         {Context::tr("NAME"), Context::tr("TITLE"), Context::tr("FROM"), Context::tr("TAGS")},
         Context::tr("No templates yet. To add one: slipwayctl template import FOLDER"),
         [](const QJsonObject &one) {
             return QStringList{text(one, "name"), text(one, "title"), originOf(one),
                                joined(one.value("tags"_L1))};
         });
}

void listBuckets(Context &context)
{
    list(context, u"/api/package-buckets"_s, u"buckets"_s,
         {Context::tr("NAME"), u"APT"_s, u"NPM"_s, u"PIP"_s, Context::tr("USED BY")},
         Context::tr("No package buckets yet. To make one: slipwayctl bucket set NAME --package PACKAGE"),
         [](const QJsonObject &one) {
             const auto count = [&one](QLatin1StringView key) {
                 return QString::number(one.value(key).toArray().size());
             };
             return QStringList{text(one, "name"), count("apt"_L1), count("npm"_L1), count("pip"_L1),
                                joined(one.value("usedBy"_L1))};
         });
}

// ---- one template ----

QString scriptText(const TemplateScript &script)
{
    QString out = plain(script.name);
    if (!script.enabled)
        out += Context::tr(" (off)");
    if (script.timeoutSeconds != TemplateScript().timeoutSeconds)
        out += Context::tr(" (at most %1 s)").arg(script.timeoutSeconds);
    return out;
}

QString flagText(const std::optional<bool> &flag)
{
    return !flag ? QString() : *flag ? Context::tr("yes") : Context::tr("no");
}

QStringList templateLines(const Template &entry, const QString &origin)
{
    QStringList scripts, files;
    for (const TemplateScript &script : entry.scripts)
        scripts.append(scriptText(script));
    for (const FileSpec &file : entry.files)
        files.append(plain(file.path));
    QList<QStringList> all = {
        {Context::tr("Name"), plain(entry.name)},
        {Context::tr("Title"), plain(entry.title)},
        {Context::tr("Description"), plain(entry.description)},
        {Context::tr("From"), origin},
        {Context::tr("Tags"), plain(entry.tags.join(u", "_s))},
        {Context::tr("System"), plain(entry.os)},
        {Context::tr("Source"), plain(entry.source)},
        {Context::tr("Size"), Context::tr("%1 × CPU, %2 MB memory, %3 GB disk")
                                  .arg(entry.cores)
                                  .arg(entry.memoryMb)
                                  .arg(entry.diskGb)},
        {Context::tr("Unprivileged"), flagText(entry.unprivileged)},
        {Context::tr("Nesting"), flagText(entry.nesting)},
        {Context::tr("Keyctl"), flagText(entry.keyctl)},
        {Context::tr("FUSE"), flagText(entry.fuse)},
        {Context::tr("Scripts"), scripts.join(u", "_s)},
        {Context::tr("Files"), files.join(u", "_s)},
    };
    for (const PackageList &list : entry.packageLists)
        all += {u"%1.%2"_s.arg(plain(list.name), QString(packageKindName(list.installer))),
                plain(list.packages.join(u", "_s))};
    all += {Context::tr("Buckets"), plain(entry.buckets.join(u", "_s))};
    for (const QString &warning : entry.warnings)
        all += {Context::tr("Note"), plain(warning)};
    QList<QStringList> rows;
    for (const QStringList &row : std::as_const(all)) {
        if (!row[1].isEmpty())
            rows += {row[0] + u':', row[1]};
    }
    return tableLines(rows);
}

/// The template in an answer that shows one; what is wrong with it is an answer that is not ours.
std::optional<Template> templateIn(const http::JsonReply &reply)
{
    Result<ParsedTemplate> parsed = templateFromJson(reply.body);
    if (!parsed || parsed->entry.name.isEmpty())
        return std::nullopt;
    parsed->entry.warnings.clear();
    for (const QJsonValue &one : QJsonDocument::fromJson(reply.body).object().value("warnings"_L1).toArray())
        parsed->entry.warnings.append(one.toString());
    return parsed->entry;
}

void showTemplate(Context &context)
{
    context.client().get(templatePath(context.line().target), &context,
                         answered(context, [&context](const http::JsonReply &reply) {
                             const auto entry = templateIn(reply);
                             if (!entry)
                                 return failNotOurs(context);
                             const QJsonObject object = QJsonDocument::fromJson(reply.body).object();
                             if (context.isJson())
                                 context.out().writeLine(line(object));
                             else
                                 for (const QString &one : templateLines(*entry, originOf(object)))
                                     context.printLine(one);
                             context.exit(Success);
                         }));
}

// ---- folders ----

struct FolderCheck
{
    Template entry;
    QList<FieldError> errors;
};

Result<FolderCheck> checkFolder(const Context &context)
{
    const QString folder = QDir::cleanPath(QDir::current().absoluteFilePath(context.line().target));
    if (!QFileInfo(folder).isDir())
        return fail(
            ErrorCode::NotFound,
            Context::tr("Cannot read the template. There is no folder %1. Check its name.").arg(folder));
    Result<Template> entry = readTemplate(folder);
    if (!entry)
        return tl::unexpected(entry.error());
    if (!context.line().asName.isEmpty())
        entry->name = context.line().asName;
    return FolderCheck{*entry, validate(*entry)};
}

QString fieldLine(const FieldError &error) { return u"%1: %2"_s.arg(error.field, error.message); }

void validateFolder(Context &context)
{
    const Result<FolderCheck> check = checkFolder(context);
    if (!check)
        return context.fail(check.error().message, Failed);
    const Template &entry = check->entry;
    if (context.isJson()) {
        QJsonArray errors;
        for (const FieldError &error : check->errors)
            errors.append(QJsonObject{{"field"_L1, error.field}, {"message"_L1, error.message}});
        context.out().writeLine(line({{"name"_L1, entry.name},
                                      {"valid"_L1, check->errors.isEmpty()},
                                      {"errors"_L1, errors},
                                      {"warnings"_L1, QJsonArray::fromStringList(entry.warnings)}}));
    } else if (check->errors.isEmpty()) {
        context.printLine(Context::tr("Template %1 is right.").arg(plain(entry.name)));
        for (const QString &warning : entry.warnings)
            context.note(Context::tr("Note: %1").arg(warning));
    }
    if (check->errors.isEmpty())
        return context.exit(Success);
    QStringList lines = {Context::tr("Cannot use the template %1. Correct this:").arg(plain(entry.name))};
    for (const FieldError &error : check->errors)
        lines.append(fieldLine(error));
    context.fail(lines, Failed);
}

void imported(Context &context, const http::JsonReply &reply)
{
    const auto entry = templateIn(reply);
    if (!entry)
        return failNotOurs(context);
    if (context.isJson()) {
        const QJsonObject object = QJsonDocument::fromJson(reply.body).object();
        context.out().writeLine(
            line({{"name"_L1, entry->name}, {"revision"_L1, object.value("revision"_L1)}}));
    } else {
        context.printLine(Context::tr("Stored template %1.").arg(plain(entry->name)));
    }
    context.exit(Success);
}

void importFolder(Context &context)
{
    const Result<FolderCheck> check = checkFolder(context);
    if (!check)
        return context.fail(check.error().message, Usage);
    if (!check->errors.isEmpty()) {
        QStringList lines = {
            Context::tr("Cannot import the template %1. Correct this:").arg(plain(check->entry.name))};
        for (const FieldError &error : check->errors)
            lines.append(fieldLine(error));
        return context.fail(lines, Usage);
    }
    for (const QString &warning : check->entry.warnings)
        context.note(Context::tr("Note: %1").arg(warning));
    QJsonObject body = toJson(check->entry);
    body.insert("revision"_L1, context.line().force ? u"*"_s : QString());
    context.client().put(
        templatePath(check->entry.name), line(body), &context, [&context](const Reply &reply) {
            if (reply) {
                context.setConnected();
                return imported(context, *reply);
            }
            if (reply.error().code == ErrorCode::Conflict)
                context.note(Context::tr("To replace it: --force. To keep both: --as NAME."));
            context.fail(reply.error());
        });
}

void exported(Context &context, const http::JsonReply &reply)
{
    const auto entry = templateIn(reply);
    // File names come out of the answer: nothing is written that could not be stored.
    if (!entry || !validate(*entry).isEmpty())
        return failNotOurs(context);
    const QString folder = QDir::cleanPath(QDir::current().absoluteFilePath(context.line().folder));
    if (const Result<void> written = exportTemplate(folder, *entry); !written)
        return context.fail(written.error().message, Failed);
    if (context.isJson())
        context.out().writeLine(line({{"name"_L1, entry->name}, {"folder"_L1, folder}}));
    else
        context.printLine(Context::tr("Wrote template %1 to %2.").arg(plain(entry->name), folder));
    if (!entry->buckets.isEmpty())
        context.note(Context::tr("It uses package buckets, which are not in the folder: %1.")
                         .arg(entry->buckets.join(u", "_s)));
    context.exit(Success);
}

void exportFolder(Context &context)
{
    context.client().get(
        templatePath(context.line().target), &context,
        answered(context, [&context](const http::JsonReply &reply) { exported(context, reply); }));
}

// ---- removing ----

void remove(Context &context, const QString &path, const QString &question, const QString &done)
{
    if (!context.line().assumeYes && canAsk(context) && !confirm(context, question)) {
        context.note(Context::tr("Nothing was removed."));
        return context.exit(Failed);
    }
    context.client().remove(path, &context, [&context, done](const Reply &reply) {
        // Forbidden is about the template, not about who asks.
        if (!reply && reply.error().code == ErrorCode::Forbidden && reply.error().detail.startsWith(u'{'))
            return context.fail(reply.error().message, Failed);
        if (!reply)
            return context.fail(reply.error());
        context.setConnected();
        if (context.isJson())
            context.out().writeLine(line({{"name"_L1, context.line().target}, {"removed"_L1, true}}));
        else
            context.printLine(done);
        context.exit(Success);
    });
}

void removeTemplate(Context &context)
{
    const QString name = context.line().target;
    remove(context, templatePath(name),
           Context::tr("Remove template %1? Containers made from it are not touched. [y/N]").arg(name),
           Context::tr("Removed template %1.").arg(name));
}

void removeBucket(Context &context)
{
    const QString name = context.line().target;
    remove(context, bucketPath(context) + (context.line().force ? u"?force=1"_s : QString()),
           Context::tr("Remove package bucket %1? [y/N]").arg(name),
           Context::tr("Removed package bucket %1.").arg(name));
}

// ---- one bucket ----

void showBucket(Context &context, const http::JsonReply &reply)
{
    const QJsonObject bucket = QJsonDocument::fromJson(reply.body).object();
    if (!bucket.value("apt"_L1).isArray())
        return failNotOurs(context);
    if (context.isJson()) {
        context.out().writeLine(line(bucket));
        return context.exit(Success);
    }
    QList<QStringList> rows = {{Context::tr("Name:"), text(bucket, "name")}};
    for (const char *key : {"apt", "npm", "pip"}) {
        if (const QString packages = joined(bucket.value(QLatin1StringView(key))); !packages.isEmpty())
            rows += {QString::fromLatin1(key) + u':', packages};
    }
    if (const QString users = joined(bucket.value("usedBy"_L1)); !users.isEmpty())
        rows += {Context::tr("Used by:"), users};
    for (const QString &one : tableLines(rows))
        context.printLine(one);
    context.exit(Success);
}

void setBucket(Context &context)
{
    const CommandLine &asked = context.line();
    const QJsonObject body{{"apt"_L1, QJsonArray::fromStringList(asked.aptPackages)},
                           {"npm"_L1, QJsonArray::fromStringList(asked.npmPackages)},
                           {"pip"_L1, QJsonArray::fromStringList(asked.pipPackages)},
                           {"revision"_L1, u"*"_s}};
    context.client().put(
        bucketPath(context), line(body), &context,
        answered(context, [&context](const http::JsonReply &reply) { showBucket(context, reply); }));
}

} // namespace

void startTemplateCommand(Context &context)
{
    using Start = void (*)(Context &);
    static const QHash<QString, Start> commands = {
        {u"template list"_s, listTemplates},
        {u"template show"_s, showTemplate},
        {u"template validate"_s, validateFolder},
        {u"template import"_s, importFolder},
        {u"template export"_s, exportFolder},
        {u"template remove"_s, removeTemplate},
        {u"bucket list"_s, listBuckets},
        {u"bucket show"_s,
         [](Context &one) {
             one.client().get(bucketPath(one), &one, answered(one, [&one](const http::JsonReply &reply) {
                                  showBucket(one, reply);
                              }));
         }},
        {u"bucket set"_s, setBucket},
        {u"bucket remove"_s, removeBucket},
    };
    if (const Start start = commands.value(context.line().command))
        return start(context);
    context.exit(Usage); // unreachable: the parser knows the same names
}

} // namespace slipway::cli
