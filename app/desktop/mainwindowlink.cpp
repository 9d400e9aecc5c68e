#include "app/desktop/mainwindow.h"

#include "app/desktop/containerlistcontroller.h"
#include "app/desktop/linkevents.h"
#include "app/desktop/pages/detailpage.h"
#include "widgets/elements/inlinemessage.h"

#include <QFileOpenEvent>

namespace slipway::desktop {

void MainWindow::openWhenListed(const ContainerLink &link)
{
    if (!m_list->isLoaded()) {
        connect(
            m_list.get(), &ContainerListController::containersChanged, this,
            [this, link] { openWhenListed(link); }, Qt::SingleShotConnection);
        return;
    }
    const ContainerId &id = link.id;
    if (m_list->find(id)) {
        if (link.tab) {
            m_detailPage->showTab(*link.tab);
            view(id);
        } else {
            open(id);
        }
    } else if (m_parkedList && m_parkedList->find(id)) {
        switchTo({});
        QMetaObject::invokeMethod(
            this, [this, link] { openWhenListed(link); }, Qt::QueuedConnection);
    } else {
        m_trouble->showMessage(
            elements::InlineMessage::Kind::Warning,
            tr("Cannot open the container of the link. This backend has none with the id %1. "
               "Attach to the one that made it.")
                .arg(id.value));
    }
}

bool LinkEvents::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::FileOpen)
        return QObject::eventFilter(watched, event);
    const auto link = containerLinkFromText(static_cast<QFileOpenEvent *>(event)->url().toString());
    if (link)
        m_window.openWhenListed(*link);
    return true;
}

} // namespace slipway::desktop
