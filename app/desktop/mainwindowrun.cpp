#include "app/desktop/mainwindow.h"

#include "app/desktop/containerlistcontroller.h"
#include "app/desktop/createcontainercontroller.h"
#include "app/desktop/desktopsettings.h"
#include "app/desktop/draftstore.h"
#include "app/desktop/pages/createpage.h"
#include "app/desktop/pages/dialogs.h"
#include "app/desktop/pages/progresspage.h"
#include "app/desktop/presetstore.h"
#include "app/desktop/progresscontroller.h"
#include "app/desktop/session.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/logview/logpanel.h"

#include <QJsonDocument>

namespace slipway::desktop {

void MainWindow::joinCreatePage()
{
    m_createPage->setHost(m_session->host());
    m_createPage->setNodes(m_nodes->nodes());
    m_drafts->lookForEarlier();
    m_presets->load();
    connect(m_createPage.get(), &CreatePage::cancelled, this, &MainWindow::goBack);
    connect(m_creation.get(), &CreateContainerController::created, this, [this](const Container &container) {
        // Of several, this one alone: with the number and the address that it got.
        CreateDraft typed = m_createPage->draft();
        const ContainerSpec &sent = m_creation->sent();
        typed.spec.hostname = sent.hostname;
        typed.spec.vmid = sent.vmid;
        typed.spec.network = sent.network;
        typed.step = CreateStep::Configure;
        m_createdHere.insert(container.id, typed);
        m_list->refresh();
    });
    connect(m_creation.get(), &CreateContainerController::finished, this,
            [this](const QList<Container> &containers) {
                if (containers.size() == 1)
                    watch(containers.first());
                else
                    showPage(RunsPage);
            });
    // The name may be taken by what a failed run left behind: then that can go from here.
    connect(m_creation.get(), &CreateContainerController::refused, this, [this] {
        m_createPage->offerDeletion(m_creation->refusesHostname() &&
                                    failedOneNamed(m_creation->spec().hostname));
    });
    connect(m_createPage.get(), &CreatePage::deletionRequested, this, [this] {
        if (const Container *failed = failedOneNamed(m_creation->spec().hostname))
            askToDelete(failed->id);
    });
    connect(m_list.get(), &ContainerListController::removed, m_creation.get(),
            &CreateContainerController::forgetCreated);
}

const Container *MainWindow::failedOneNamed(const QString &hostname) const
{
    const auto &all = m_list->containers();
    const auto it = std::find_if(all.begin(), all.end(), [&](const Container &c) {
        return c.hostname == hostname && c.lifecycle == Lifecycle::Error;
    });
    return it == all.end() ? nullptr : &*it;
}

void MainWindow::joinProgressPage()
{
    ProgressPage *const page = m_progressPage.get();
    page->setStepsWidth(m_settings.stepsWidth());
    adoptLog(page->log()->view());
    connect(page, &ProgressPage::stepsWidthChosen, &m_settings, &DesktopSettings::setStepsWidth);
    connect(m_progress.get(), &ProgressController::restarted, page, &ProgressPage::startRun);
    connect(m_progress.get(), &ProgressController::runChanged, page, &ProgressPage::showRun);
    connect(m_progress.get(), &ProgressController::linesAppended, page, &ProgressPage::appendLines);
    connect(m_progress.get(), &ProgressController::servicesLoaded, page,
            [this, page] { page->showServices(m_progress->services()); });
    connect(m_progress.get(), &ProgressController::servicesFailed, page, &ProgressPage::showServicesFailure);
    connect(page, &ProgressPage::servicesRequested, m_progress.get(), &ProgressController::loadServices);
    connect(page, &ProgressPage::viewRequested, this, &MainWindow::view);
    connect(page, &ProgressPage::anotherRequested, this, [this] {
        m_createPage->prepareAnother();
        showPage(Create);
    });
    connect(page, &ProgressPage::tryAgainRequested, this, &MainWindow::tryAgain);
    connect(page, &ProgressPage::detailsRequested, this, &MainWindow::showDetails);
    connect(page, &ProgressPage::cancelRequested, this, &MainWindow::cancelRun);
    connect(page, &ProgressPage::deleteRequested, this, &MainWindow::askToDelete);
    connect(page, &ProgressPage::serviceLogRequested, this, [this](const QString &service) {
        showServiceLog(m_progress->run().id, m_progress->run().hostname, service);
    });
    connect(page, &ProgressPage::retryRequested, this, [this] { m_progress->retry(); });
    connect(m_progress.get(), &ProgressController::resumed, page, &ProgressPage::resumeRun);
    connect(m_progress.get(), &ProgressController::captionChanged, page, &ProgressPage::setCaption);
    connect(m_progress.get(), &ProgressController::cancelFailed, page, &ProgressPage::showProblem);
    connect(m_progress.get(), &ProgressController::retryFailed, page,
            [this, page](const QString &message, bool needsPassword) {
                if (needsPassword)
                    askForRootPassword(message);
                else
                    page->showProblem(message);
            });
}

void MainWindow::askForRootPassword(const QString &reason)
{
    const ContainerId id = m_progress->run().id;
    auto *dialog = new RootPasswordDialog(m_progress->run().hostname, reason, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, m_progress.get(), [this, dialog, id] {
        if (m_progress->run().id == id)
            m_progress->retry(dialog->password());
    });
    dialog->open();
}

void MainWindow::watch(const Container &container)
{
    m_progressPage.get(); // hears of the run from its beginning
    if (m_progress->run().id != container.id)
        m_progress->watch(container);
    else if (container.lifecycle == Lifecycle::Creating)
        m_progress->resume(); // somebody else may have begun it again
    showPage(Progress);
}

void MainWindow::tryAgain()
{
    const ContainerId id = m_progress->run().id;
    if (const auto typed = m_createdHere.constFind(id); typed != m_createdHere.cend()) {
        m_createPage->setDraft(*typed);
        showPage(Create);
        return;
    }
    // The request of an earlier session: only the detail has the contents of its scripts.
    m_session->client().get(
        QStringLiteral("/api/containers/%1").arg(id.value), this,
        [this, id](const Result<http::JsonReply> &reply) {
            if (page() != Progress || m_progress->run().id != id)
                return; // gone elsewhere meanwhile
            const auto detail = reply ? containerFromJson(QJsonDocument::fromJson(reply->body).object())
                                      : Result<Container>(tl::unexpected(reply.error()));
            if (detail) {
                m_createPage->refill(earlierRequest(*detail, {}));
            } else if (const Container *row = m_list->find(id)) {
                m_createPage->refill(earlierRequest(*row, detail.error().message));
            } else {
                m_trouble->showMessage(elements::InlineMessage::Kind::Error, detail.error().message);
                return;
            }
            showPage(Create);
        });
}

void MainWindow::showDetails()
{
    const RunState &run = m_progress->run();
    auto *dialog = new DetailsDialog(
        run.hostname, failureReport(run, m_progress->lastLines(200), m_progress->services()), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

bool MainWindow::confirmCancel(const QString &hostname)
{
    ConfirmDialog dialog(
        tr("Cancel the creation of %1?").arg(hostname),
        tr("The run stops after what it is doing now. What was already made stays until it is deleted."),
        tr("Cancel Run"), this, tr("Keep Running"));
    return dialog.exec() == QDialog::Accepted;
}

void MainWindow::cancelRun()
{
    const ContainerId id = m_progress->run().id;
    if (confirmCancel(m_progress->run().hostname) && m_progress->run().id == id)
        m_progress->cancel();
}

void MainWindow::createFirst()
{
    if (m_firstCreated || m_options.create.isEmpty())
        return;
    m_firstCreated = true;
    createNamed(m_options.create, m_options.createTemplate);
}

void MainWindow::createNamed(const QString &hostname, const QString &templateName)
{
    ContainerSpec spec = m_createPage->spec();
    spec.hostname = hostname;
    if (!templateName.isEmpty())
        spec.templateName = templateName;
    m_createPage->setSpec(spec);
    showPage(Create);
    m_creation->submit();
}

} // namespace slipway::desktop
