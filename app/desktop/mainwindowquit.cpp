#include "app/desktop/mainwindow.h"

#include "app/desktop/containerlistcontroller.h"
#include "app/desktop/desktopsettings.h"
#include "app/desktop/pages/dialogs.h"
#include "app/desktop/runwatcher.h"
#include "app/desktop/session.h"

#include <QApplication>
#include <QCloseEvent>

namespace slipway::desktop {

int MainWindow::ownRuns() const
{
    const ContainerListController *own = m_session->hasOwnBackend() ? m_list.get() : m_parkedList.get();
    if (!own)
        return 0;
    return int(std::count_if(own->containers().begin(), own->containers().end(), isUnderWay));
}

bool MainWindow::mayQuit()
{
    const int runs = ownRuns();
    if (runs == 0)
        return true;
    ConfirmDialog dialog(tr("Quit while containers are made?"),
                         tr("%n creations are under way on the backend of this window. It stops when the "
                            "window closes, and they end as failed.",
                            nullptr, runs),
                         tr("Quit"), this);
    return dialog.exec() == QDialog::Accepted;
}

void MainWindow::quit()
{
    if (!mayQuit())
        return;
    m_isQuitting = true;
    close();
    QMetaObject::invokeMethod(
        qApp, [] { QCoreApplication::exit(0); }, Qt::QueuedConnection);
}

void MainWindow::comeForward()
{
    show();
    setWindowState(windowState() & ~Qt::WindowMinimized);
    raise();
    activateWindow();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!m_isQuitting && m_staysForRuns && ownRuns() > 0) {
        remember();
        event->ignore();
        hide();
        emit hiddenWithRuns();
        return;
    }
    if (!m_isQuitting && !mayQuit()) {
        event->ignore();
        return;
    }
    remember();
    QMainWindow::closeEvent(event);
}

} // namespace slipway::desktop
