#pragma once
#include "app/desktop/containerplan.h"
#include "app/desktop/createstep.h"
#include "app/domain/container.h"

#include <QObject>

namespace slipway::desktop {

class Session;

/// How far the creation of one of several names has come.
struct CreateOutcome
{
    enum class State { Waiting, Sending, Created, Refused };
    QString hostname;
    State state = State::Waiting;
    QString message; ///< why it was refused
    bool operator==(const CreateOutcome &) const = default;
};

/// What is being typed into the wizard, whether it can be sent and why not. A hostname may be a pattern: then
/// its names are sent one after the other, and what was created is not sent again. Pages show; this decides.
/// GUI thread.
class CreateContainerController : public QObject
{
    Q_OBJECT
public:
    explicit CreateContainerController(Session &session, QObject *parent = nullptr);

    const ContainerSpec &spec() const { return m_spec; } ///< as typed
    const QList<ContainerSpec> &requests() const { return m_plan.requests; }
    const ContainerSpec &sent() const { return m_sentRequest; } ///< the last one, as it was sent
    const QList<FieldError> &fieldErrors() const { return m_errors; }
    QList<FieldError> errorsOf(CreateStep step) const;
    /// One for each name, in their order; empty until something was sent.
    QList<CreateOutcome> outcomes() const;
    bool refusesHostname() const; ///< the backend did, as it was sent last
    bool canSubmit() const { return m_canSubmit; }
    bool isSubmitting() const { return m_submitting; }
    QString whyNot() const { return m_whyNot; }

public slots:
    void setSpec(const slipway::ContainerSpec &spec); ///< each key stroke
    void submit();
    void forgetRefusals();                              ///< what stood in the way may be gone
    void forgetCreated(const slipway::ContainerId &id); ///< it was removed: its name can be sent again
    void beginAnew();                                   ///< another creation: nothing was created for it yet

signals:
    void canSubmitChanged(bool canSubmit, const QString &whyNot);
    /// Errors by field: those of the validator while typing, those of the backend after sending.
    void fieldErrorsChanged(const QList<slipway::FieldError> &errors);
    void submittingChanged(bool submitting);
    void outcomesChanged();
    void created(const slipway::Container &container);
    /// All names are created; those of earlier attempts are among them.
    void finished(const QList<slipway::Container> &containers);
    /// Nothing that was typed is lost; `message` says what happened and what now.
    void refused(const QString &message);

private:
    void judge();
    void sendNext();
    void take(const ContainerSpec &request, const Container &container);
    void refuse(const ContainerSpec &request, const Error &error);
    void finish();
    const Container *createdNamed(const QString &hostname) const;

    Session &m_session;
    ContainerSpec m_spec;
    ContainerPlan m_plan;
    QList<FieldError> m_errors;
    QList<FieldError> m_refusals; // of the backend, for exactly what was sent
    ContainerSpec m_sent;         // as typed
    ContainerSpec m_sentRequest;
    QList<ContainerSpec> m_queue;
    QList<Container> m_created;
    QHash<QString, QString> m_refused; // by hostname: why
    QString m_lastRefusal;
    bool m_hasSent = false;
    bool m_canSubmit = false;
    bool m_submitting = false;
    QString m_whyNot;
};

/// The request an earlier session sent, for the form.
struct EarlierRequest
{
    ContainerSpec spec;
    QString remark; ///< what could not be brought back; empty: all could
};
/// From a container's detail, or with `problem` (why there is none) from its row in the list, which has no
/// contents.
EarlierRequest earlierRequest(const Container &container, const QString &problem);

/// `fields` of a problem+json body; empty when there are none.
QList<FieldError> fieldErrorsFromProblem(const QByteArray &json);

} // namespace slipway::desktop
