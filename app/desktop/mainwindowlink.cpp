#include "app/desktop/mainwindow.h"

#include "app/desktop/containerlistcontroller.h"
#include "app/desktop/linkevents.h"
#include "widgets/elements/inlinemessage.h"

#include <QFileOpenEvent>

namespace slipway::desktop {

void MainWindow::openWhenListed(const ContainerId &id)
{
    if (!m_list->isLoaded()) {
        connect(
            m_list.get(), &ContainerListController::containersChanged, this,
            [this, id] { openWhenListed(id); }, Qt::SingleShotConnection);
        return;
    }
    if (m_list->find(id)) {
        open(id);
    } else if (m_parkedList && m_parkedList->find(id)) {
        switchTo({});
        QMetaObject::invokeMethod(
            this, [this, id] { openWhenListed(id); }, Qt::QueuedConnection);
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
    const auto id = linkedContainer(static_cast<QFileOpenEvent *>(event)->url().toString());
    if (id)
        m_window.openWhenListed(*id);
    return true;
}

} // namespace slipway::desktop
