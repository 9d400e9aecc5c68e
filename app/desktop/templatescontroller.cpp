#include "app/desktop/templatescontroller.h"

#include "app/desktop/createcontainercontroller.h"
#include "app/desktop/session.h"
#include "app/domain/templatefolder.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QtConcurrent>
#include <algorithm>

namespace slipway::desktop {

using namespace Qt::Literals::StringLiterals;

namespace {

QStringList textsOf(const QJsonValue &list)
{
    QStringList out;
    const QJsonArray array = list.toArray();
    for (const QJsonValue &one : array)
        out.append(one.toString());
    return out;
}

tl::unexpected<Error> notOurs()
{
    return fail(
        ErrorCode::Protocol,
        TemplatesController::tr("Cannot read the templates. The answer is not what was asked for. Check that "
                                "the backend is of this version."));
}

void readMarks(TemplateEntry &out, const QJsonObject &object)
{
    out.own = object.value("own"_L1).toBool();
    out.shipped = object.value("shipped"_L1).toBool();
    out.revision = object.value("revision"_L1).toString();
    out.entry.warnings = textsOf(object.value("warnings"_L1));
}

TemplateEntry headOf(const QJsonObject &object)
{
    TemplateEntry out;
    Template &entry = out.entry;
    entry.name = object.value("name"_L1).toString();
    entry.title = object.value("title"_L1).toString();
    entry.description = object.value("description"_L1).toString();
    entry.tags = textsOf(object.value("tags"_L1));
    entry.os = object.value("os"_L1).toString();
    entry.cores = object.value("cores"_L1).toInt(1);
    entry.memoryMb = object.value("memoryMb"_L1).toInt();
    entry.diskGb = object.value("diskGb"_L1).toInt();
    entry.buckets = textsOf(object.value("buckets"_L1));
    out.scripts = textsOf(object.value("scripts"_L1));
    out.files = object.value("files"_L1).toInt();
    out.packages = object.value("packages"_L1).toInt();
    readMarks(out, object);
    return out;
}

} // namespace

Result<QList<TemplateEntry>> templateEntriesFromJson(const QByteArray &json)
{
    const QJsonValue rows = QJsonDocument::fromJson(json).object().value("templates"_L1);
    if (!rows.isArray())
        return notOurs();
    QList<TemplateEntry> out;
    const QJsonArray array = rows.toArray();
    for (const QJsonValue &row : array)
        out.append(headOf(row.toObject()));
    return out;
}

Result<TemplateEntry> templateEntryFromJson(const QByteArray &json)
{
    const Result<ParsedTemplate> parsed = templateFromJson(json);
    if (!parsed || parsed->entry.name.isEmpty())
        return notOurs();
    TemplateEntry out;
    out.entry = parsed->entry;
    readMarks(out, QJsonDocument::fromJson(json).object());
    return out;
}

TemplatesController::TemplatesController(Session &session, QObject *parent)
    : QObject(parent), m_session(session)
{
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &TemplatesController::load);
    connect(&session, &Session::usableChanged, this, [this](bool usable) {
        if (usable)
            load();
        else
            m_again.stop();
    });
}

TemplatesController::~TemplatesController() = default;

const TemplateEntry *TemplatesController::find(const QString &name) const
{
    const auto it = std::find_if(m_templates.begin(), m_templates.end(),
                                 [&](const TemplateEntry &one) { return one.entry.name == name; });
    return it == m_templates.end() ? nullptr : &*it;
}

QStringList TemplatesController::tags() const
{
    QHash<QString, int> counts;
    for (const TemplateEntry &one : m_templates) {
        for (const QString &tag : one.entry.tags)
            ++counts[tag];
    }
    QStringList out = counts.keys();
    std::sort(out.begin(), out.end(), [&counts](const QString &a, const QString &b) {
        return std::pair(-counts.value(a), a) < std::pair(-counts.value(b), b);
    });
    return out;
}

void TemplatesController::load()
{
    m_again.stop();
    if (!m_session.isUsable())
        return;
    if (m_state == State::Idle) {
        m_state = State::Loading;
        emit changed();
    }
    const quint64 generation = ++m_generation;
    m_session.client().get(u"/api/templates"_s, this,
                           [this, generation](const Result<http::JsonReply> &reply) {
                               if (generation == m_generation)
                                   take(reply);
                           });
}

void TemplatesController::take(const Result<http::JsonReply> &reply)
{
    const auto all = reply ? templateEntriesFromJson(reply->body)
                           : Result<QList<TemplateEntry>>(tl::unexpected(reply.error()));
    if (all) {
        m_failures = 0;
        m_templates = *all;
        m_state = State::Loaded;
        m_problem.clear();
        loadBuckets();
    } else {
        constexpr int kMaxPauseMs = 30'000;
        m_problem = all.error().message;
        if (m_state != State::Loaded)
            m_state = State::Failed;
        if (m_session.isUsable())
            m_again.start(qMin(kMaxPauseMs, 2000 << qMin(m_failures++, 4)));
    }
    emit changed();
}

QStringList TemplatesController::bucketNames() const
{
    QStringList names;
    for (const PackageBucket &bucket : m_buckets)
        names.append(bucket.name);
    return names;
}

void TemplatesController::loadBuckets()
{
    if (m_session.isUsable())
        m_session.client().get(u"/api/package-buckets"_s, this,
                               [this](const Result<http::JsonReply> &reply) { takeBuckets(reply); });
}

void TemplatesController::takeBuckets(const Result<http::JsonReply> &reply)
{
    m_bucketProblem = reply ? QString() : reply.error().message; // the templates work without
    if (reply) {
        m_buckets.clear();
        m_bucketRevisions.clear();
        const QJsonArray all = QJsonDocument::fromJson(reply->body).object().value("buckets"_L1).toArray();
        for (const QJsonValue &one : all) {
            const QJsonObject object = one.toObject();
            PackageBucket bucket;
            bucket.name = object.value("name"_L1).toString();
            bucket.apt = textsOf(object.value("apt"_L1));
            bucket.npm = textsOf(object.value("npm"_L1));
            bucket.pip = textsOf(object.value("pip"_L1));
            bucket.usedBy = textsOf(object.value("usedBy"_L1));
            m_bucketRevisions.insert(bucket.name, object.value("revision"_L1).toString());
            m_buckets.append(bucket);
        }
    }
    emit bucketsChanged();
}

void TemplatesController::fetch(const QString &name)
{
    const quint64 generation = ++m_fetching[name];
    m_session.client().get(
        u"/api/templates/"_s + name, this, [this, name, generation](const Result<http::JsonReply> &reply) {
            if (generation != m_fetching.value(name))
                return;
            const auto entry = reply ? templateEntryFromJson(reply->body)
                                     : Result<TemplateEntry>(tl::unexpected(reply.error()));
            if (entry)
                emit fetched(*entry);
            else
                emit fetchFailed(name, entry.error().message);
        });
}

void TemplatesController::store(const Template &entry, const QString &revision)
{
    QJsonObject body = toJson(entry);
    body.insert("revision"_L1, revision);
    m_session.client().put(
        u"/api/templates/"_s + entry.name, QJsonDocument(body).toJson(QJsonDocument::Compact), this,
        [this, entry](const Result<http::JsonReply> &reply) {
            const auto answer = reply ? templateEntryFromJson(reply->body)
                                      : Result<TemplateEntry>(tl::unexpected(reply.error()));
            if (!answer) {
                const Error &error = answer.error();
                emit storeRefused(entry, error.message, fieldErrorsFromProblem(error.detail.toUtf8()),
                                  error.code == ErrorCode::Conflict);
                return;
            }
            emit stored(*answer);
            load();
        });
}

void TemplatesController::remove(const QString &name)
{
    m_session.client().remove(u"/api/templates/"_s + name, this,
                              [this, name](const Result<http::JsonReply> &reply) {
                                  if (!reply && reply.error().code != ErrorCode::NotFound) {
                                      emit failed(reply.error().message);
                                      return;
                                  }
                                  emit removed(name);
                                  load();
                              });
}

void TemplatesController::importFolder(const QString &folder)
{
    QtConcurrent::run([folder] {
        return readTemplate(folder);
    }).then(this, [this](const Result<Template> &read) {
        if (!read) {
            emit failed(read.error().message);
            return;
        }
        const QList<FieldError> errors = validate(*read);
        if (!errors.isEmpty()) {
            emit failed(tr("Cannot import the template \"%1\". Its folder is wrong in %2: %3")
                            .arg(read->name, errors.first().field, errors.first().message));
            return;
        }
        store(*read, {});
    });
}

void TemplatesController::exportTo(const Template &entry, const QString &folder)
{
    const QString place = QDir(folder).filePath(entry.name);
    // File names come out of an answer: nothing is written that could not be stored.
    QtConcurrent::run([entry, place]() -> Result<void> {
        if (!validate(entry).isEmpty())
            return notOurs();
        return exportTemplate(place, entry);
    }).then(this, [this, name = entry.name, place](const Result<void> &written) {
        if (written)
            emit exported(name, place);
        else
            emit failed(written.error().message);
    });
}

} // namespace slipway::desktop
