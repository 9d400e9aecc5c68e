#include "app/desktop/createcontainercontroller.h"

#include "app/desktop/session.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>

namespace slipway::desktop {

QString createStepName(CreateStep step)
{
    switch (step) {
    case CreateStep::Template:
        return CreateContainerController::tr("Template");
    case CreateStep::Configure:
        return CreateContainerController::tr("Configure");
    case CreateStep::Packages:
        return CreateContainerController::tr("Packages");
    case CreateStep::Scripts:
        return CreateContainerController::tr("Scripts");
    case CreateStep::Review:
        break;
    }
    return CreateContainerController::tr("Review");
}

CreateStep createStepOf(const QString &field)
{
    const QString name = field.section(QLatin1Char('['), 0, 0);
    if (name == QLatin1StringView("template"))
        return CreateStep::Template;
    if (name.endsWith(QLatin1StringView("ackages")))
        return CreateStep::Packages;
    if (name == QLatin1StringView("scripts") || name == QLatin1StringView("files"))
        return CreateStep::Scripts;
    return CreateStep::Configure;
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
    : QObject(parent), m_session(session), m_plan(planContainers(m_spec))
{
    connect(&session, &Session::usableChanged, this, &CreateContainerController::judge);
    judge();
}

void CreateContainerController::setSpec(const ContainerSpec &spec)
{
    if (!(spec == m_spec)) {
        m_spec = spec;
        m_plan = planContainers(m_spec);
    }
    if (!(m_spec == m_sent)) { // they were about something else
        m_refusals.clear();
        m_refused.clear();
        m_hasSent = m_hasSent && !m_created.isEmpty();
    }
    judge();
    emit outcomesChanged();
}

QList<FieldError> CreateContainerController::errorsOf(CreateStep step) const
{
    QList<FieldError> out;
    for (const FieldError &error : m_errors) {
        if (createStepOf(error.field) == step)
            out.append(error);
    }
    return out;
}

const Container *CreateContainerController::createdNamed(const QString &hostname) const
{
    const auto it = std::find_if(m_created.begin(), m_created.end(),
                                 [&](const Container &one) { return one.hostname == hostname; });
    return it == m_created.end() ? nullptr : &*it;
}

QList<CreateOutcome> CreateContainerController::outcomes() const
{
    QList<CreateOutcome> out;
    if (!m_hasSent)
        return out;
    using State = CreateOutcome::State;
    for (const ContainerSpec &request : m_plan.requests) {
        CreateOutcome one{request.hostname, State::Waiting, m_refused.value(request.hostname)};
        if (createdNamed(request.hostname))
            one.state = State::Created;
        else if (!one.message.isEmpty())
            one.state = State::Refused;
        else if (m_submitting && request.hostname == m_sentRequest.hostname)
            one.state = State::Sending;
        out.append(one);
    }
    return out;
}

bool CreateContainerController::refusesHostname() const
{
    return std::any_of(m_refusals.begin(), m_refusals.end(),
                       [](const FieldError &e) { return e.field == QLatin1StringView("hostname"); });
}

void CreateContainerController::forgetRefusals()
{
    m_refusals.clear();
    m_refused.clear();
    judge();
    emit outcomesChanged();
}

void CreateContainerController::forgetCreated(const ContainerId &id)
{
    m_created.removeIf([&id](const Container &one) { return one.id == id; });
    forgetRefusals();
}

void CreateContainerController::beginAnew()
{
    m_created.clear();
    m_hasSent = false;
    m_sent = {};
    forgetRefusals();
}

void CreateContainerController::judge()
{
    const QList<FieldError> errors = m_plan.errors + m_refusals;
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
    m_refused.clear();
    m_lastRefusal.clear();
    m_queue.clear();
    for (const ContainerSpec &request : std::as_const(m_plan.requests)) {
        if (!createdNamed(request.hostname))
            m_queue.append(request);
    }
    m_hasSent = true;
    m_submitting = true;
    judge();
    emit submittingChanged(true);
    sendNext();
}

void CreateContainerController::sendNext()
{
    if (m_queue.isEmpty()) {
        finish();
        return;
    }
    const ContainerSpec request = m_queue.takeFirst();
    m_sentRequest = request;
    emit outcomesChanged();
    m_session.client().post(QStringLiteral("/api/containers"), toRequestJson(request), this,
                            [this, request](const Result<http::JsonReply> &reply) {
                                const auto container =
                                    reply ? containerFromJson(QJsonDocument::fromJson(reply->body).object())
                                          : Result<Container>(tl::unexpected(reply.error()));
                                if (container)
                                    take(request, *container);
                                else
                                    refuse(request, container.error());
                                sendNext();
                            });
}

void CreateContainerController::take(const ContainerSpec &request, const Container &container)
{
    Container one = container;
    one.hostname = request.hostname; // what was sent is what is not sent again
    m_created.append(one);
    emit created(container);
}

void CreateContainerController::refuse(const ContainerSpec &request, const Error &error)
{
    const bool isOne = m_plan.requests.size() == 1;
    m_lastRefusal = error.message;
    m_refused.insert(request.hostname, error.message);
    for (FieldError field : fieldErrorsFromProblem(error.detail.toUtf8())) {
        if (!isOne)
            field.message = tr("%1: %2").arg(request.hostname, field.message);
        const bool isKnown = std::any_of(m_refusals.begin(), m_refusals.end(),
                                         [&](const FieldError &e) { return e.field == field.field; });
        if (!isKnown)
            m_refusals.append(field);
    }
    // Nobody answers, or lets us in: the rest would fare no better.
    if (error.code == ErrorCode::Unavailable || error.code == ErrorCode::Unauthorized ||
        error.code == ErrorCode::Timeout)
        m_queue.clear();
}

void CreateContainerController::finish()
{
    m_submitting = false;
    QList<Container> all;
    for (const ContainerSpec &request : std::as_const(m_plan.requests)) {
        if (const Container *one = createdNamed(request.hostname))
            all.append(*one);
    }
    const qsizetype missing = m_plan.requests.size() - all.size();
    if (missing == 0) {
        m_created.clear();
        m_hasSent = false;
    }
    emit submittingChanged(false);
    judge();
    emit outcomesChanged();
    if (missing == 0)
        emit finished(all);
    else if (m_plan.requests.size() == 1)
        emit refused(m_lastRefusal);
    else
        emit refused(
            tr("Cannot create all containers. Created: %1, not created: %2. The reason stands at each "
               "name. Correct it and create the rest.")
                .arg(all.size())
                .arg(missing));
}

} // namespace slipway::desktop
