#include "app/desktop/bucketscontroller.h"

#include "app/desktop/createcontainercontroller.h"
#include "app/desktop/session.h"

#include <QJsonDocument>
#include <algorithm>

namespace slipway::desktop {

using namespace Qt::Literals::StringLiterals;

BucketsController::BucketsController(Session &session, TemplatesController &templates, QObject *parent)
    : QObject(parent), m_session(session), m_templates(templates)
{
    connect(&templates, &TemplatesController::bucketsChanged, this, &BucketsController::listChanged);
}

const PackageBucket *BucketsController::find(const QString &name) const
{
    const auto it = std::find_if(buckets().begin(), buckets().end(),
                                 [&](const PackageBucket &one) { return one.name == name; });
    return it == buckets().end() ? nullptr : &*it;
}

void BucketsController::load() { m_templates.loadBuckets(); }

void BucketsController::begin(const QString &name)
{
    const PackageBucket *stored = find(name);
    m_begun = stored ? *stored : PackageBucket();
    m_draft = m_begun;
    m_revision = stored ? m_templates.bucketRevision(name) : QString();
    m_refusals.clear();
    judge();
}

void BucketsController::setDraft(const PackageBucket &draft)
{
    if (draft == m_draft)
        return;
    m_draft = draft;
    m_refusals.clear(); // they were about something else
    judge();
}

void BucketsController::judge()
{
    m_errors = validate(m_draft) + m_refusals;
    emit changed();
}

void BucketsController::save()
{
    if (canSave())
        send(m_revision);
}

void BucketsController::replaceTheirs() { send(u"*"_s); }

void BucketsController::send(const QString &revision)
{
    QJsonObject body = toJson(m_draft);
    body.remove("usedBy"_L1);
    body.insert("revision"_L1, revision);
    m_saving = true;
    emit changed();
    m_session.client().put(
        u"/api/package-buckets/"_s + m_draft.name, QJsonDocument(body).toJson(QJsonDocument::Compact), this,
        [this, sent = m_draft](const Result<http::JsonReply> &reply) {
            m_saving = false;
            if (!reply) {
                if (m_draft == sent)
                    m_refusals = fieldErrorsFromProblem(reply.error().detail.toUtf8());
                judge();
                if (reply.error().code == ErrorCode::Conflict)
                    emit conflict(reply.error().message);
                else
                    emit refused(reply.error().message);
                return;
            }
            m_begun = sent;
            m_revision = QJsonDocument::fromJson(reply->body).object().value("revision"_L1).toString();
            judge();
            load();
            emit saved(sent.name);
        });
}

void BucketsController::remove(const QString &name, bool force)
{
    const QString path = u"/api/package-buckets/"_s + name + (force ? u"?force=1"_s : QString());
    m_session.client().remove(path, this, [this, name](const Result<http::JsonReply> &reply) {
        if (!reply && reply.error().code != ErrorCode::NotFound) {
            emit refused(reply.error().message);
        } else {
            emit removed(name);
        }
        load();
    });
}

} // namespace slipway::desktop
