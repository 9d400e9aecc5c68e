#include "app/desktop/createcontainercontroller.h"

#include "app/desktop/session.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace slipway::desktop {

QList<TemplateInfo> templatesFromJson(const QByteArray &json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    const QJsonArray rows = document.isArray()
                                ? document.array()
                                : document.object().value(QLatin1StringView("templates")).toArray();
    QList<TemplateInfo> templates;
    for (const QJsonValue &value : rows) {
        const QJsonObject row = value.toObject();
        TemplateInfo info;
        info.name = row.value(QLatin1StringView("name")).toString();
        if (info.name.isEmpty())
            continue;
        info.title = row.value(QLatin1StringView("title")).toString(info.name);
        info.description = row.value(QLatin1StringView("description")).toString();
        info.cores = row.value(QLatin1StringView("cores")).toInt(info.cores);
        info.memoryMb = row.value(QLatin1StringView("memoryMb")).toInt(info.memoryMb);
        info.diskGb = row.value(QLatin1StringView("diskGb")).toInt(info.diskGb);
        const QJsonArray scripts = row.value(QLatin1StringView("scripts")).toArray();
        for (const QJsonValue &script : scripts)
            info.scripts.append(script.toString());
        templates.append(info);
    }
    return templates;
}

QList<FieldError> fieldErrorsFromProblem(const QByteArray &json)
{
    QList<FieldError> errors;
    const QJsonArray fields =
        QJsonDocument::fromJson(json).object().value(QLatin1StringView("fields")).toArray();
    for (const QJsonValue &value : fields) {
        const QJsonObject row = value.toObject();
        errors.append({row.value(QLatin1StringView("field")).toString(),
                       row.value(QLatin1StringView("message")).toString()});
    }
    return errors;
}

EarlierRequest earlierRequest(const Container &container, const QString &problem)
{
    const auto parsed = containerSpecFromJson(QJsonDocument(container.spec).toJson());
    EarlierRequest request;
    if (parsed)
        request.spec = parsed->spec;
    ContainerSpec &spec = request.spec;
    spec.hostname = container.hostname;
    // What the simulated host puts into a request without scripts; it will do so again.
    if (container.isSimulated)
        spec.scripts.removeIf([](const ScriptSpec &script) { return script.content == "# simulated\n"; });
    QStringList remarks;
    if (!problem.isEmpty()) {
        spec.scripts.clear();
        spec.files.clear();
        remarks << CreateContainerController::tr("Cannot bring back its scripts and files. %1").arg(problem);
    }
    if (container.spec.contains(QLatin1StringView("rootPassword")))
        remarks << CreateContainerController::tr(
            "Its root password is kept nowhere; the new container gets none.");
    request.remark = remarks.join(QLatin1Char(' '));
    return request;
}

CreateContainerController::CreateContainerController(Session &session, QObject *parent)
    : QObject(parent), m_session(session)
{
    connect(&session, &Session::usableChanged, this, [this](bool usable) {
        if (usable)
            loadTemplates();
        judge();
    });
    judge();
}

void CreateContainerController::setSpec(const ContainerSpec &spec)
{
    m_spec = spec;
    if (!(m_spec == m_sent))
        m_refusals.clear(); // they were about something else
    judge();
}

bool CreateContainerController::refusesHostname() const
{
    return std::any_of(m_refusals.begin(), m_refusals.end(),
                       [](const FieldError &e) { return e.field == QLatin1StringView("hostname"); });
}

void CreateContainerController::forgetRefusals()
{
    m_refusals.clear();
    judge();
}

void CreateContainerController::judge()
{
    const QList<FieldError> errors = validate(m_spec) + m_refusals;
    QString why;
    if (m_submitting)
        why = tr("The request is on its way.");
    else if (!m_session.isUsable())
        why = tr("There is no connection to a backend yet.");
    else if (!errors.isEmpty())
        why = errors.constFirst().message;
    if (errors != m_errors) {
        m_errors = errors;
        emit fieldErrorsChanged(m_errors);
    }
    if (why.isEmpty() != m_canSubmit || why != m_whyNot) {
        m_canSubmit = why.isEmpty();
        m_whyNot = why;
        emit canSubmitChanged(m_canSubmit, m_whyNot);
    }
}

void CreateContainerController::submit()
{
    if (!m_canSubmit)
        return;
    m_sent = m_spec;
    m_refusals.clear();
    m_submitting = true;
    judge();
    emit submittingChanged(true);
    m_session.client().post(QStringLiteral("/api/containers"), toRequestJson(m_spec), this,
                            [this](const Result<http::JsonReply> &reply) {
                                m_submitting = false;
                                emit submittingChanged(false);
                                if (!reply) {
                                    m_refusals = fieldErrorsFromProblem(reply.error().detail.toUtf8());
                                    judge();
                                    emit refused(reply.error().message);
                                    return;
                                }
                                judge();
                                const auto container =
                                    containerFromJson(QJsonDocument::fromJson(reply->body).object());
                                if (container)
                                    emit created(*container);
                                else
                                    emit refused(container.error().message);
                            });
}

void CreateContainerController::loadTemplates()
{
    m_session.client().get(QStringLiteral("/api/templates"), this,
                           [this](const Result<http::JsonReply> &reply) {
                               if (!reply)
                                   return; // the form works without; the connection pill says what is wrong
                               m_templates = templatesFromJson(reply->body);
                               emit templatesChanged();
                           });
}

} // namespace slipway::desktop
