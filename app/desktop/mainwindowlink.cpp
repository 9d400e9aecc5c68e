#include "app/desktop/mainwindow.h"

#include "app/desktop/containerlistcontroller.h"
#include "widgets/elements/inlinemessage.h"

namespace slipway::desktop {

void MainWindow::openWhenListed(const ContainerId &id)
{
    if (!m_list->isLoaded()) {
        connect(
            m_list.get(), &ContainerListController::containersChanged, this,
            [this, id] { openWhenListed(id); }, Qt::SingleShotConnection);
        return;
    }
    if (m_list->find(id))
        open(id);
    else
        m_trouble->showMessage(
            elements::InlineMessage::Kind::Warning,
            tr("Cannot open the container of the link. This backend has none with the id %1. "
               "Attach to the one that made it.")
                .arg(id.value));
}

} // namespace slipway::desktop
