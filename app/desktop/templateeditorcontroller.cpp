#include "app/desktop/templateeditorcontroller.h"

namespace slipway::desktop {

using namespace Qt::Literals::StringLiterals;

TemplateEditorController::TemplateEditorController(TemplatesController &templates, QObject *parent)
    : QObject(parent), m_templates(templates)
{
    connect(&templates, &TemplatesController::stored, this, [this](const TemplateEntry &entry) {
        if (!m_saving || entry.entry.name != m_sent.name)
            return;
        m_saving = false;
        m_begun = m_draft;
        m_revision = entry.revision;
        emit changed();
        emit saved(entry.entry.name);
    });
    connect(&templates, &TemplatesController::storeRefused, this,
            [this](const Template &entry, const QString &message, const QList<FieldError> &fields,
                   bool isConflict) {
                if (!m_saving || entry.name != m_sent.name)
                    return;
                m_saving = false;
                m_refusals = fields;
                judge();
                if (isConflict)
                    emit conflict(message);
                else
                    emit refused(message);
            });
}

void TemplateEditorController::begin(const Template &entry, const QString &revision)
{
    m_begun = m_draft = entry;
    m_begun.warnings = m_draft.warnings = {};
    m_revision = revision;
    m_saving = false;
    m_refusals.clear();
    judge();
}

void TemplateEditorController::setDraft(const Template &draft)
{
    m_draft = draft;
    judge();
}

void TemplateEditorController::judge()
{
    m_errors = validate(m_draft);
    if (m_draft == m_sent)
        m_errors += m_refusals;
    if (isNew() && m_templates.find(m_draft.name))
        m_errors.append(
            {u"name"_s, tr("Cannot use this name. There is a template called \"%1\" already. Choose "
                           "another one.")
                            .arg(m_draft.name)});
    emit changed();
}

void TemplateEditorController::save()
{
    if (!canSave())
        return;
    m_saving = true;
    m_sent = m_draft;
    m_refusals.clear();
    emit changed();
    m_templates.store(m_draft, m_revision);
}

void TemplateEditorController::replaceTheirs()
{
    if (m_saving || !m_errors.isEmpty())
        return;
    m_saving = true;
    m_sent = m_draft;
    emit changed();
    m_templates.store(m_draft, u"*"_s);
}

} // namespace slipway::desktop
