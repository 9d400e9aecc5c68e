#pragma once
#include "app/domain/container.h"
#include "app/domain/containerspec.h"

#include <QObject>

namespace slipway::desktop {

class Session;

/// A template as GET /api/templates lists it.
struct TemplateInfo
{
    QString name;
    QString title;
    QString description;
    int cores = 1;
    int memoryMb = 512;
    int diskGb = 8;
    QStringList scripts;
};
QList<TemplateInfo> templatesFromJson(const QByteArray &json);

/// What is being typed into the form, whether it can be sent and why not. Pages show; this decides. GUI
/// thread.
class CreateContainerController : public QObject
{
    Q_OBJECT
public:
    explicit CreateContainerController(Session &session, QObject *parent = nullptr);

    const ContainerSpec &spec() const { return m_spec; }
    const QList<FieldError> &fieldErrors() const { return m_errors; }
    const QList<TemplateInfo> &templates() const { return m_templates; }
    bool refusesHostname() const; ///< the backend did, as it was sent last
    bool canSubmit() const { return m_canSubmit; }
    bool isSubmitting() const { return m_submitting; }
    QString whyNot() const { return m_whyNot; }

public slots:
    void setSpec(const slipway::ContainerSpec &spec); ///< each key stroke
    void submit();
    void loadTemplates();
    void forgetRefusals(); ///< what stood in the way may be gone

signals:
    void canSubmitChanged(bool canSubmit, const QString &whyNot);
    /// Errors by field: those of the validator while typing, those of the backend after sending.
    void fieldErrorsChanged(const QList<slipway::FieldError> &errors);
    void templatesChanged();
    void submittingChanged(bool submitting);
    void created(const slipway::Container &container);
    /// Nothing that was typed is lost; `message` says what happened and what now.
    void refused(const QString &message);

private:
    void judge();

    Session &m_session;
    ContainerSpec m_spec;
    QList<FieldError> m_errors;
    QList<FieldError> m_refusals; // of the backend, for exactly what was sent
    ContainerSpec m_sent;
    QList<TemplateInfo> m_templates;
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
