#include "app/desktop/mainwindow.h"

#include "app/desktop/pages/createpage.h"
#include "app/desktop/pages/templateeditorpage.h"
#include "app/desktop/pages/templatespage.h"

namespace slipway::desktop {

void MainWindow::connectTemplates()
{
    connect(m_templatesPage, &TemplatesPage::retryRequested, this, &MainWindow::retryConnection);
    connect(m_templatesPage, &TemplatesPage::useRequested, this, [this](const QString &name) {
        m_createPage->chooseTemplate(name);
        showPage(Create);
    });
    connect(m_templatesPage, &TemplatesPage::editRequested, this,
            [this](const Template &entry, const QString &revision) {
                m_home = Templates;
                m_templateEditorPage->begin(entry, revision);
                showPage(TemplateEditor);
            });
    connect(m_templatesPage, &TemplatesPage::bucketsRequested, this, [this] { showPage(Buckets); });
    connect(m_templateEditorPage, &TemplateEditorPage::cancelled, this, &MainWindow::goBack);
    connect(m_templateEditor.get(), &TemplateEditorController::saved, this, [this](const QString &name) {
        m_templatesPage->choose(name);
        if (page() == TemplateEditor)
            showPage(Templates);
    });
}

} // namespace slipway::desktop
