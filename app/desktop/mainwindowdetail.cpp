#include "app/desktop/mainwindow.h"

#include "app/desktop/containerlistcontroller.h"
#include "app/desktop/desktopsettings.h"
#include "app/desktop/livecontroller.h"
#include "app/desktop/pages/containerlistpage.h"
#include "app/desktop/pages/detailpage.h"
#include "app/desktop/pages/dialogs.h"
#include "app/desktop/pages/historyview.h"
#include "app/desktop/pages/servicelogdialog.h"
#include "app/desktop/powerwatcher.h"
#include "app/desktop/progresscontroller.h"
#include "app/desktop/session.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/logview/logpanel.h"
#include "widgets/logview/logview.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>

namespace slipway::desktop {

void MainWindow::connectPower()
{
    m_power = std::make_unique<PowerWatcher>(
        *m_session, [this] { return m_containers.made() ? m_containers->inSight() : QList<ContainerId>(); });
    connect(m_power.get(), &PowerWatcher::powerSeen, this,
            [this](const ContainerId &id, HostStatus::Power power) { m_model.setPower(id, power); });
    connect(m_power.get(), &PowerWatcher::actionSeen, this, &MainWindow::setActivity);
    connect(m_live.get(), &LiveController::changed, this, [this] {
        if (m_live->live())
            m_model.setPower(m_live->id(), m_live->live()->status.power);
    });
    connect(m_list.get(), &ContainerListController::removed, this, [this](const ContainerId &id) {
        const bool shown = (page() == Detail && m_detailPage->container().id == id) ||
                           (page() == Progress && m_progress->run().id == id);
        if (shown)
            showPage(m_home);
    });
    connect(m_list.get(), &ContainerListController::removalFailed, this,
            [this](const ContainerId &id, const QString &message) {
                const bool isItsPage = m_detailPage.made() && m_detailPage->container().id == id;
                if (isItsPage)
                    m_detailPage->setDeleting(false);
                if (page() == Detail && isItsPage)
                    m_detailPage->showProblem(message);
                else
                    m_trouble->showMessage(elements::InlineMessage::Kind::Error, message);
            });
}

void MainWindow::joinDetailPage()
{
    DetailPage *const page = m_detailPage.get();
    page->showTab(m_settings.detailTab());
    adoptLog(page->history()->log()->view());
    connect(page, &DetailPage::tabChosen, &m_settings, &DesktopSettings::setDetailTab);
    connect(page, &DetailPage::deleteConfirmed, m_list.get(), &ContainerListController::remove);
    connect(page, &DetailPage::servicesRequested, this, &MainWindow::loadDetailServices);
    connect(page, &DetailPage::serviceLogRequested, this, [this, page](const QString &service) {
        showServiceLog(page->container().id, page->container().hostname, service);
    });
    connect(page, &DetailPage::logRequested, this, [this, page] { watch(page->container()); });
}

void MainWindow::open(const ContainerId &id)
{
    const Container *container = m_list->find(id);
    if (!container)
        return;
    if (container->lifecycle == Lifecycle::Ready || container->lifecycle == Lifecycle::Stopped)
        view(id);
    else
        watch(*container);
}

void MainWindow::view(const ContainerId &id)
{
    const Container *container = m_list->find(id);
    if (!container)
        return;
    m_detailPage->showContainer(*container);
    showPage(Detail);
    loadDetailServices();
    // The row may be older than what the run said: ask once more.
    m_list->refresh();
}

void MainWindow::loadDetailServices()
{
    const ContainerId id = m_detailPage->container().id;
    m_detailPage->showServicesLoading();
    m_session->client().get(QStringLiteral("/api/containers/%1/services").arg(id.value), m_detailPage.get(),
                            [this, id](const Result<http::JsonReply> &reply) {
                                if (m_detailPage->container().id != id)
                                    return;
                                if (!reply) {
                                    m_detailPage->showServicesFailure(reply.error().message);
                                    return;
                                }
                                const auto list = serviceListFromJson(reply->body);
                                if (list)
                                    m_detailPage->showServices(*list);
                                else
                                    m_detailPage->showServicesFailure(list.error().message);
                            });
}

void MainWindow::showServiceLog(const ContainerId &id, const QString &hostname, const QString &service)
{
    auto *dialog = new ServiceLogDialog(hostname, service, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    adoptLog(dialog->log()->view());
    const QString path = QStringLiteral("/api/containers/%1/services/logs?service=%2&lines=200")
                             .arg(id.value, QString::fromLatin1(QUrl::toPercentEncoding(service)));
    const auto ask = [this, dialog, path] {
        dialog->showLoading();
        m_session->client().get(path, dialog, [dialog](const Result<http::JsonReply> &reply) {
            if (!reply) {
                dialog->showFailure(reply.error().message);
                return;
            }
            const QJsonValue logs =
                QJsonDocument::fromJson(reply->body).object().value(QLatin1StringView("logs"));
            if (logs.isArray())
                dialog->showLines(logs.toVariant().toStringList());
            else
                dialog->showFailure(tr("Cannot read the log. The answer holds none. Try again."));
        });
    };
    connect(dialog, &ServiceLogDialog::refreshRequested, this, ask);
    dialog->open();
    ask();
}

void MainWindow::askToDelete(const ContainerId &id)
{
    const Container *row = m_list->find(id);
    if (!row)
        return;
    const Container container = *row; // the list may be read anew while the question stands
    if (confirmDeletion(container, this))
        m_list->remove(id);
}

} // namespace slipway::desktop
