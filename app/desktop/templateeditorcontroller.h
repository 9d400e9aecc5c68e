#pragma once
#include "app/desktop/templatescontroller.h"

namespace slipway::desktop {

/// The template that is being edited: whether it can be stored and why not, by the backend's own validator.
/// Pages show; this decides. GUI thread, no widgets.
class TemplateEditorController : public QObject
{
    Q_OBJECT
public:
    explicit TemplateEditorController(TemplatesController &templates, QObject *parent = nullptr);

    /// `revision` empty: a new one.
    void begin(const Template &entry, const QString &revision);
    const Template &draft() const { return m_draft; }
    bool isNew() const { return m_revision.isEmpty(); }
    bool isChanged() const { return !(m_draft == m_begun); }
    bool isSaving() const { return m_saving; }
    const QList<FieldError> &errors() const { return m_errors; }
    bool canSave() const { return m_errors.isEmpty() && !m_saving && (isNew() || isChanged()); }
    QStringList buckets() const { return m_templates.bucketNames(); } ///< to choose from

public slots:
    void setDraft(const slipway::Template &draft);
    void save();
    void replaceTheirs(); ///< after conflict()

signals:
    void changed(); ///< draft, errors, saving
    void saved(const QString &name);
    void refused(const QString &message);
    void conflict(const QString &message); ///< somebody else has changed or made it

private:
    void judge();

    TemplatesController &m_templates;
    Template m_begun;
    Template m_draft;
    Template m_sent;
    QString m_revision;
    QList<FieldError> m_errors;
    QList<FieldError> m_refusals; // of the backend, for exactly what was sent
    bool m_saving = false;
};

} // namespace slipway::desktop
