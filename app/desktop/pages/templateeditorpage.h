#pragma once
#include "app/desktop/templateeditorcontroller.h"

#include <QHash>
#include <QWidget>

class QPushButton;
class QTabWidget;

namespace slipway::theme {
class Label;
}
namespace slipway::elements {
class InlineMessage;
}

namespace slipway::desktop {

class TemplateSettings;
class ScriptsEditor;
class TemplateFiles;

/// Edits a template: settings and packages, scripts, files. What is wrong stands at its field, and at the tab
/// in which it is.
class TemplateEditorPage : public QWidget
{
    Q_OBJECT
public:
    explicit TemplateEditorPage(TemplateEditorController &controller, QWidget *parent = nullptr);
    void begin(const Template &entry, const QString &revision);
    QString title() const;
    bool mayLeave(); ///< asks when something typed would be lost

signals:
    void cancelled();

private:
    QWidget *makeBar();
    void connectController();
    void push();
    void refresh();
    void askAboutConflict(const QString &message);

    TemplateEditorController &m_controller;
    bool m_filling = false;
    bool m_touched = false; ///< an untouched empty field is not an error yet
    theme::Label *m_title;
    elements::InlineMessage *m_message;
    QTabWidget *m_tabs;
    TemplateSettings *m_settings;
    ScriptsEditor *m_scripts;
    TemplateFiles *m_files;
    theme::Label *m_whyNot;
    QPushButton *m_save;
};

} // namespace slipway::desktop
