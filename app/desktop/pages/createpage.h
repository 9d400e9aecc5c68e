#pragma once
#include "app/desktop/createcontainercontroller.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace slipway::theme {
class Label;
}
namespace slipway::elements {
class InlineMessage;
}

namespace slipway::desktop {

class Expander;
class FormField;
class HostLookups;
class PlacementForm;
struct NodeEntry;
struct HostInfo;

/// The form a run begins with. What was typed stays until the operator changes it: errors, a lost connection
/// or a failed run change nothing here.
class CreatePage : public QWidget
{
    Q_OBJECT
public:
    CreatePage(CreateContainerController &controller, HostLookups &lookups, QWidget *parent = nullptr);

    void setHost(const HostInfo &host);
    void setNodes(const QList<NodeEntry> &nodes);
    ContainerSpec spec() const;
    /// What the form has no field for (further scripts, packages, files) is kept, named and sent again,
    /// until the operator leaves it out. `remark`: what could not be brought back.
    void setSpec(const ContainerSpec &spec, const QString &remark = {});
    void refill(const EarlierRequest &request) { setSpec(request.spec, request.remark); }
    /// Beside a refusal: a button that deletes the failed container of the same name.
    void offerDeletion(bool offered);
    void focusFirst();
    /// With its numbers; all else stays.
    void chooseTemplate(const QString &name)
    {
        selectTemplate(name);
        applyTemplate();
    }
    /// For the next one: same choices, a free name suggested.
    void prepareAnother();

signals:
    void cancelled();
    void deletionRequested();

private:
    QWidget *makeBasics();
    QWidget *makeResources();
    QWidget *makeScript();
    QWidget *makeSimulation();
    QWidget *makeBar();
    void watchInputs();
    void showPlace();
    void push();
    void showErrors(const QList<FieldError> &errors);
    void showTemplates();
    void selectTemplate(const QString &name);
    void setScripts(QList<ScriptSpec> scripts);
    void showCarried(const QString &remark);
    void applyTemplate();
    const TemplateInfo *chosenTemplate() const;

    CreateContainerController &m_controller;
    bool m_simulated = false;
    bool m_touched = false; ///< an untouched empty field is not an error yet
    bool m_filling = false;
    ContainerSpec m_carried; ///< of it only what the form has no field for
    elements::InlineMessage *m_message;
    elements::InlineMessage *m_carriedNote;
    PlacementForm *m_placement;
    QLineEdit *m_hostname;
    QComboBox *m_template;
    QLineEdit *m_source;
    QSpinBox *m_cores;
    QSpinBox *m_memory;
    QSpinBox *m_disk;
    QLineEdit *m_scriptName;
    QPlainTextEdit *m_script;
    QDoubleSpinBox *m_duration;
    QSpinBox *m_lines;
    QLineEdit *m_failAt;
    QSpinBox *m_exitCode;
    QHash<QString, FormField *> m_fields;
    Expander *m_scriptExpander;
    Expander *m_simulationExpander;
    theme::Label *m_whyNot;
    QPushButton *m_submit;
};

/// "web-01" → "web-02", "web" → "web-2".
QString nextHostname(const QString &hostname);

} // namespace slipway::desktop
