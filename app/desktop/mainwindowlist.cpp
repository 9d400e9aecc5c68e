#include "app/desktop/mainwindow.h"

#include "app/desktop/containerlistcontroller.h"
#include "app/desktop/livecontroller.h"
#include "app/desktop/pages/containerlistpage.h"
#include "app/desktop/pages/detailpage.h"
#include "app/desktop/pages/nodespage.h"
#include "app/desktop/pages/powerbar.h"
#include "app/desktop/pages/runsoverview.h"
#include "app/desktop/progresscontroller.h"
#include "app/desktop/runscontroller.h"
#include "app/desktop/sidebar.h"
#include "widgets/elements/inlinemessage.h"

namespace slipway::desktop {

// From the list to whoever shows something of it.

void MainWindow::connectList()
{
    constexpr int kListedMs = 200;
    m_listed.setSingleShot(true);
    m_listed.setInterval(kListedMs);
    connect(&m_listed, &QTimer::timeout, this, &MainWindow::showListed, Qt::UniqueConnection);
    connect(m_list.get(), &ContainerListController::containersChanged, this,
            [this](const QList<Container> &containers) {
                m_model.setContainers(containers);
                if (m_runs.made())
                    m_runs->setLoaded(true);
                if (m_containers.made())
                    m_containers->setLoaded(true);
                if (containers.isEmpty() && m_nodes->state() == NodesController::State::Idle)
                    m_nodes->load(); // the empty list says where a first one can be made
                showListed();
                if (const Container *watched = m_list->find(m_progress->run().id))
                    m_progress->noteRow(*watched);
                if (!m_detailPage.made())
                    return;
                if (const Container *shown = m_list->find(m_detailPage->container().id))
                    m_detailPage->showContainer(*shown);
            });
    connect(m_list.get(), &ContainerListController::rowsChanged, this, [this](const ListChanges &changes) {
        m_model.apply(changes.changed, changes.removed);
        for (const Container &container : changes.changed) {
            if (m_detailPage.made() && container.id == m_detailPage->container().id)
                m_detailPage->showContainer(container);
            m_progress->noteRow(container);
        }
        if (!m_listed.isActive())
            m_listed.start();
    });
    connect(m_list.get(), &ContainerListController::removing, this,
            [this](const ContainerId &id) { m_model.setActivity(id, tr("Deleting…")); });
    connect(m_list.get(), &ContainerListController::removalFailed, this,
            [this](const ContainerId &id) { m_model.setActivity(id, {}); });
    connect(m_list.get(), &ContainerListController::timeHeard, m_runStreams.get(),
            &RunsController::hearServer);
    connect(m_live.get(), &LiveController::changed, this, &MainWindow::showActivity);
}

void MainWindow::joinContainersPage()
{
    ContainerListPage *const page = m_containers.get();
    page->setLoaded(m_list->isLoaded());
    page->setUnreachable(m_isUnreachable);
    showPlace();
    connect(page, &ContainerListPage::opened, this, &MainWindow::open);
    connect(page, &ContainerListPage::createRequested, this, [this] { showPage(Create); });
    connect(page, &ContainerListPage::nodeRequested, this, [this] { editNode({}); });
    connect(page, &ContainerListPage::retryRequested, this, &MainWindow::retryConnection);
    connect(page, &ContainerListPage::deleteRequested, this, &MainWindow::askToDelete);
    connect(page, &ContainerListPage::logRequested, this, [this](const ContainerId &id) {
        if (const Container *container = m_list->find(id))
            watch(*container);
    });
}

void MainWindow::joinRunsPage()
{
    RunsOverview *const page = m_runs.get();
    page->setLoaded(m_list->isLoaded());
    page->setUnreachable(m_isUnreachable);
    connect(page, &RunsOverview::opened, this, &MainWindow::open);
    connect(page, &RunsOverview::createRequested, this, [this] { showPage(Create); });
    connect(page, &RunsOverview::retryRequested, this, &MainWindow::retryConnection);
    connect(page, &RunsOverview::deleteRequested, this, &MainWindow::askToDelete);
    connect(page, &RunsOverview::cancelRequested, this, [this](const ContainerId &id) {
        const Container *container = m_list->find(id);
        if (container && confirmCancel(QString(container->hostname)))
            m_runStreams->cancel(id);
    });
    connect(m_runStreams.get(), &RunsController::cancelFailed, page,
            [this](const ContainerId &, const QString &message) {
                m_trouble->showMessage(elements::InlineMessage::Kind::Warning, message);
            });
}

void MainWindow::showListed()
{
    const QList<Container> &all = m_list->containers();
    if (m_nodesPage.made())
        m_nodesPage->setContainers(all);
    emit containersSeen(all);
    const auto running = std::count_if(all.begin(), all.end(), [](const Container &c) {
        return c.lifecycle == Lifecycle::Pending || c.lifecycle == Lifecycle::Creating;
    });
    m_side->setCount(RunsPage, int(running));
}

void MainWindow::setActivity(const ContainerId &id, const QString &action)
{
    if (!m_list->isRemoving(id)) // that is what its row says then
        m_model.setActivity(id, action.isEmpty() ? QString() : actionText(action));
}

void MainWindow::showActivity()
{
    const QString action = m_live->runningAction();
    const ContainerId id = action.isEmpty() ? ContainerId() : m_live->id();
    // Where nobody looks any more, the watcher of the rows sees how it ends.
    if (m_actedOn == m_live->id() && id.value.isEmpty())
        setActivity(m_actedOn, {});
    m_actedOn = id;
    if (!action.isEmpty())
        setActivity(id, action);
}

} // namespace slipway::desktop
