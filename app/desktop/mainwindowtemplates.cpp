#include "app/desktop/mainwindow.h"

#include "app/desktop/pages/createpage.h"
#include "app/desktop/pages/templateeditorpage.h"
#include "app/desktop/pages/templatespage.h"

namespace slipway::desktop {

void MainWindow::joinTemplatesPage()
{
    TemplatesPage *const page = m_templatesPage.get();
    page->setUnreachable(m_isUnreachable);
    connect(page, &TemplatesPage::retryRequested, this, &MainWindow::retryConnection);
    connect(page, &TemplatesPage::useRequested, this, [this](const QString &name) {
        m_createPage->chooseTemplate(name);
        showPage(Create);
    });
    connect(page, &TemplatesPage::editRequested, this,
            [this](const Template &entry, const QString &revision) {
                m_home = Templates;
                m_templateEditorPage->begin(entry, revision);
                showPage(TemplateEditor);
            });
    connect(page, &TemplatesPage::bucketsRequested, this, [this] { showPage(Buckets); });
}

void MainWindow::joinTemplateEditorPage()
{
    connect(m_templateEditorPage.get(), &TemplateEditorPage::cancelled, this, &MainWindow::goBack);
    connect(m_templateEditor.get(), &TemplateEditorController::saved, this, [this](const QString &name) {
        m_templatesPage->choose(name);
        if (page() == TemplateEditor)
            showPage(Templates);
    });
}

} // namespace slipway::desktop
