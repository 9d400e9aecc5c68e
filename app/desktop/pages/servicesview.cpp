#include "app/desktop/pages/servicesview.h"

#include "app/desktop/pages/servicecard.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/elements/responsivegrid.h"
#include "widgets/elements/skeleton.h"
#include "widgets/theme/metrics.h"

#include <QDesktopServices>
#include <QVBoxLayout>

namespace slipway::desktop {

using namespace theme;

ServicesView::ServicesView(credentials::SecretClipboard &clipboard, QWidget *parent)
    : QWidget(parent), m_clipboard(clipboard), m_layout(new QVBoxLayout(this)),
      m_skeleton(new elements::Skeleton({55, 80, 65})), m_message(new elements::InlineMessage)
{
    setObjectName(QStringLiteral("services"));
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->addWidget(m_message);
    m_layout->addWidget(m_skeleton);
    connect(m_message, &elements::InlineMessage::actionTriggered, this, &ServicesView::retryRequested);
    showLoading();
}

void ServicesView::showLoading()
{
    delete m_grid;
    m_grid = nullptr;
    m_message->hide();
    m_skeleton->show();
}

void ServicesView::showServices(const ServiceList &list)
{
    delete m_grid;
    m_grid = nullptr;
    m_skeleton->hide();
    m_message->hide();
    if (list.services.isEmpty()) {
        m_message->showMessage(
            elements::InlineMessage::Kind::Info,
            tr("No services were found. The container runs; nothing in it listens on a port yet."));
        return;
    }
    // What the operator installed comes before what the system brought along.
    QList<Service> services = list.services;
    std::stable_sort(services.begin(), services.end(),
                     [](const Service &a, const Service &b) { return !a.isSystem && b.isSystem; });
    m_grid = new QWidget;
    auto *grid = new elements::ResponsiveGrid(space(31), m_grid);
    grid->setFillsLastRow(true);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(space(1.2));
    for (const Service &service : std::as_const(services)) {
        auto *card = new ServiceCard(service, serviceAddress(service, list.containerIp), m_clipboard);
        connect(card, &ServiceCard::openRequested, this,
                [](const QUrl &url) { QDesktopServices::openUrl(url); });
        connect(card, &ServiceCard::logRequested, this, &ServicesView::logRequested);
        grid->addWidget(card);
    }
    m_layout->addWidget(m_grid);
}

void ServicesView::showFailure(const QString &message)
{
    delete m_grid;
    m_grid = nullptr;
    m_skeleton->hide();
    m_message->showMessage(elements::InlineMessage::Kind::Warning, message, tr("Retry"));
}

} // namespace slipway::desktop
