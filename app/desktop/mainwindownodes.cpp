#include "app/desktop/mainwindow.h"

#include "app/desktop/containerlistcontroller.h"
#include "app/desktop/nodeeditorcontroller.h"
#include "app/desktop/pages/containerlistpage.h"
#include "app/desktop/pages/createpage.h"
#include "app/desktop/pages/nodeeditorpage.h"
#include "app/desktop/pages/nodespage.h"
#include "app/desktop/session.h"

namespace slipway::desktop {

void MainWindow::connectNodes()
{
    connect(m_nodesPage, &NodesPage::addRequested, this, [this] { editNode({}); });
    connect(m_nodesPage, &NodesPage::editRequested, this, &MainWindow::editNode);
    connect(m_nodesPage, &NodesPage::retryRequested, this, &MainWindow::retryConnection);
    connect(m_nodesPage, &NodesPage::containersRequested, this, [this](const QString &name) {
        m_containers->showNode(name);
        showPage(ContainersPage);
    });
    connect(m_nodes.get(), &NodesController::changed, this,
            [this] { m_createPage->setNodes(m_nodes->nodes()); });
    connect(m_editorPage, &NodeEditorPage::cancelled, this, &MainWindow::goBack);
    connect(m_nodeEditor.get(), &NodeEditorController::saved, this, &MainWindow::finishNode);
}

void MainWindow::editNode(const QString &name)
{
    const NodeEntry *entry = m_nodes->find(name);
    if (!name.isEmpty() && !entry)
        return;
    m_home = Nodes;
    m_editorPage->begin(entry ? std::optional(*entry) : std::nullopt);
    showPage(NodeEditor);
}

void MainWindow::finishNode(const NodeEntry &entry)
{
    // What the test found of exactly this is what is known of the stored one.
    if (const auto preflight = m_nodeEditor->preflight())
        m_nodes->noteTest(entry.node.name, *preflight);
    m_nodes->load();
    if (page() == NodeEditor)
        showPage(Nodes);
}

} // namespace slipway::desktop
