#include "app/desktop/mainwindow.h"

#include "app/desktop/containerlistcontroller.h"
#include "app/desktop/createcontainercontroller.h"
#include "app/desktop/pages/createpage.h"
#include "app/desktop/pages/dialogs.h"
#include "app/desktop/pages/progresspage.h"
#include "app/desktop/progresscontroller.h"
#include "app/desktop/session.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/logview/logpanel.h"

#include <QJsonDocument>

namespace slipway::desktop {

void MainWindow::connectCreation()
{
    connect(m_createPage, &CreatePage::cancelled, this, &MainWindow::goBack);
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
    connect(m_createPage, &CreatePage::deletionRequested, this, [this] {
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

void MainWindow::connectRun()
{
    connect(m_progress.get(), &ProgressController::restarted, m_progressPage, &ProgressPage::startRun);
    connect(m_progress.get(), &ProgressController::runChanged, m_progressPage, &ProgressPage::showRun);
    connect(m_progress.get(), &ProgressController::linesAppended, m_progressPage, &ProgressPage::appendLines);
    connect(m_progress.get(), &ProgressController::servicesLoaded, this,
            [this] { m_progressPage->showServices(m_progress->services()); });
    connect(m_progress.get(), &ProgressController::servicesFailed, m_progressPage,
            &ProgressPage::showServicesFailure);
    connect(m_progressPage, &ProgressPage::servicesRequested, m_progress.get(),
            &ProgressController::loadServices);
    connect(m_progressPage, &ProgressPage::viewRequested, this, &MainWindow::view);
    connect(m_progressPage, &ProgressPage::anotherRequested, this, [this] {
        m_createPage->prepareAnother();
        showPage(Create);
    });
    connect(m_progressPage, &ProgressPage::tryAgainRequested, this, &MainWindow::tryAgain);
    connect(m_progressPage, &ProgressPage::detailsRequested, this, &MainWindow::showDetails);
    connect(m_progressPage, &ProgressPage::cancelRequested, this, &MainWindow::cancelRun);
    connect(m_progressPage, &ProgressPage::deleteRequested, this, &MainWindow::askToDelete);
    connect(m_progressPage, &ProgressPage::serviceLogRequested, this, [this](const QString &service) {
        showServiceLog(m_progress->run().id, m_progress->run().hostname, service);
    });
    connect(m_progressPage, &ProgressPage::retryRequested, this, [this] { m_progress->retry(); });
    connect(m_progress.get(), &ProgressController::resumed, m_progressPage, &ProgressPage::resumeRun);
    connect(m_progress.get(), &ProgressController::captionChanged, m_progressPage, &ProgressPage::setCaption);
    connect(m_progress.get(), &ProgressController::cancelFailed, m_progressPage, &ProgressPage::showProblem);
    connect(m_progress.get(), &ProgressController::retryFailed, this,
            [this](const QString &message, bool needsPassword) {
                if (needsPassword)
                    askForRootPassword(message);
                else
                    m_progressPage->showProblem(message);
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
        tr("Cancel Run"), this);
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
