#pragma once
#include "app/desktop/templatescontroller.h"

namespace slipway::desktop {

class Session;

/// The package bucket that is being edited, and what is done to buckets. The list is that of the templates'
/// controller, which is read again after each change. GUI thread, no widgets.
class BucketsController : public QObject
{
    Q_OBJECT
public:
    BucketsController(Session &session, TemplatesController &templates, QObject *parent = nullptr);

    const QList<PackageBucket> &buckets() const { return m_templates.buckets(); }
    const QString &problem() const { return m_templates.bucketProblem(); }
    const PackageBucket *find(const QString &name) const;

    /// Begins with a stored one; with a name that there is none of: a new one.
    void begin(const QString &name);
    const PackageBucket &draft() const { return m_draft; }
    bool isNew() const { return m_revision.isEmpty(); }
    bool isChanged() const { return !(m_draft == m_begun); }
    bool isSaving() const { return m_saving; }
    const QList<FieldError> &errors() const { return m_errors; }
    bool canSave() const { return m_errors.isEmpty() && isChanged() && !m_saving; }

public slots:
    void load();
    void setDraft(const slipway::PackageBucket &draft);
    void save();
    void replaceTheirs(); ///< after conflict()
    void remove(const QString &name, bool force);

signals:
    void listChanged();
    void changed(); ///< draft, errors, saving
    void saved(const QString &name);
    void removed(const QString &name);
    void refused(const QString &message);
    void conflict(const QString &message); ///< somebody else has changed or made it

private:
    void judge();
    void send(const QString &revision);

    Session &m_session;
    TemplatesController &m_templates;
    PackageBucket m_begun;
    PackageBucket m_draft;
    QString m_revision;
    QList<FieldError> m_errors;
    QList<FieldError> m_refusals; // of the backend, for exactly what was sent
    bool m_saving = false;
};

} // namespace slipway::desktop
