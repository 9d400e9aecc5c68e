#include "app/desktop/mainwindow.h"

#include "app/desktop/containerlistcontroller.h"
#include "app/desktop/nodeeditorcontroller.h"
#include "app/desktop/pages/containerlistpage.h"
#include "app/desktop/pages/createpage.h"
#include "app/desktop/pages/nodeeditorpage.h"
#include "app/desktop/pages/nodespage.h"
#include "app/desktop/session.h"

namespace slipway::desktop {

void MainWindow::showPlace()
{
    if (!m_containers.made())
        return;
    using Place = ContainerListPage::Place;
    const HostInfo &host = m_session->host();
    m_containers->setPlace(!m_nodes->nodes().isEmpty() ? Place::Nodes
                           : host.isSimulated          ? Place::Simulated
                           : host.name.isEmpty()       ? Place::Unknown
                                                       : Place::ThisMachine);
}

void MainWindow::connectNodes()
{
    connect(m_nodes.get(), &NodesController::changed, this, [this] {
        if (m_createPage.made())
            m_createPage->setNodes(m_nodes->nodes());
        showPlace();
    });
    connect(m_nodeEditor.get(), &NodeEditorController::saved, this, &MainWindow::finishNode);
}

void MainWindow::joinNodesPage()
{
    NodesPage *const page = m_nodesPage.get();
    page->setContainers(m_list->containers());
    page->setUnreachable(m_isUnreachable);
    connect(page, &NodesPage::addRequested, this, [this] { editNode({}); });
    connect(page, &NodesPage::editRequested, this, &MainWindow::editNode);
    connect(page, &NodesPage::retryRequested, this, &MainWindow::retryConnection);
    connect(page, &NodesPage::containersRequested, this, [this](const QString &name) {
        m_containers->showNode(name);
        showPage(ContainersPage);
    });
}

void MainWindow::joinNodeEditorPage()
{
    connect(m_editorPage.get(), &NodeEditorPage::cancelled, this, &MainWindow::goBack);
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
