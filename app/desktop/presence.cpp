#include "app/desktop/presence.h"

#include "app/desktop/desktopsettings.h"
#include "app/desktop/mainwindow.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

#include <QAction>
#include <QMenu>
#include <QPainter>

namespace slipway::desktop {

using namespace theme;

namespace {

/// The program's icon; with a dot while something is being made.
QIcon trayIcon(bool isRunning)
{
    QIcon icon;
    for (const int side : {16, 22, 32, 48, 64}) {
        QPixmap picture = applicationIcon().pixmap(side, side);
        if (isRunning && !picture.isNull()) {
            QPainter painter(&picture);
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(QPen(Qt::white, side / 16.0));
            painter.setBrush(color(theme::Role::Accent, Scheme::Light));
            painter.drawEllipse(QRectF(side * 0.56, side * 0.56, side * 0.4, side * 0.4));
        }
        icon.addPixmap(picture);
    }
    return icon;
}

/// The window, or a dialog of it.
bool isInFront(const QWidget &window)
{
    const QWidget *active = QApplication::activeWindow();
    while (active && active != &window)
        active = active->parentWidget();
    return active;
}

} // namespace

Presence::Presence(MainWindow &window, DesktopSettings &settings, QObject *parent)
    : QObject(parent), m_window(window), m_settings(settings)
{
    makeTray();
    connect(&window, &MainWindow::containersSeen, &m_here, &RunWatcher::take);
    connect(&window, &MainWindow::parkedSeen, &m_parked, &RunWatcher::take);
    connect(&window, &MainWindow::backendReplaced, &m_here, &RunWatcher::forget);
    connect(&window, &MainWindow::backendReplaced, &m_parked, &RunWatcher::forget);
    for (RunWatcher *watcher : {&m_here, &m_parked}) {
        connect(watcher, &RunWatcher::ended, this, &Presence::tell);
        connect(watcher, &RunWatcher::runningChanged, this, &Presence::showRunning);
    }
    connect(&m_notifier, &Notifier::unshown, this, &Presence::showInTray);
    connect(&m_notifier, &Notifier::chosen, this, [this](const ContainerId &id) {
        m_window.comeForward();
        m_window.openWhenListed({id, {}});
    });
    showRunning();
}

Presence::~Presence() { LauncherEntry::set(0, 0); }

void Presence::makeTray()
{
    if (!QSystemTrayIcon::isSystemTrayAvailable())
        return;
    m_menu = std::make_unique<QMenu>();
    connect(m_menu->addAction(tr("Show Slipway")), &QAction::triggered, &m_window, &MainWindow::comeForward);
    connect(m_menu->addAction(tr("New Container")), &QAction::triggered, this, [this] {
        m_window.comeForward();
        m_window.showPage(MainWindow::Create);
    });
    m_menu->addSeparator();
    connect(m_menu->addAction(tr("Quit")), &QAction::triggered, &m_window, &MainWindow::quit);
    m_tray = std::make_unique<QSystemTrayIcon>();
    m_tray->setContextMenu(m_menu.get());
    connect(m_tray.get(), &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason why) {
        if (why != QSystemTrayIcon::Trigger && why != QSystemTrayIcon::DoubleClick)
            return;
        if (m_window.isActiveWindow())
            m_window.close();
        else
            m_window.comeForward();
    });
    connect(m_tray.get(), &QSystemTrayIcon::messageClicked, this, [this] {
        m_window.comeForward();
        if (!m_inTray.value.isEmpty())
            m_window.openWhenListed({m_inTray, {}});
    });
    connect(&m_window, &MainWindow::hiddenWithRuns, this, [this] {
        showInTray({}, tr("Slipway goes on in the tray"),
                   tr("Its backend makes containers. Quit it from the tray's menu."), false);
    });
    m_window.setStaysForRuns(true);
}

void Presence::showRunning()
{
    const int running = m_here.running() + m_parked.running();
    const int percent =
        running > 0
            ? (m_here.running() * m_here.percent() + m_parked.running() * m_parked.percent()) / running
            : 0;
    LauncherEntry::set(running, percent);
    if (!m_tray)
        return;
    m_tray->setIcon(trayIcon(running > 0));
    m_tray->setToolTip(running > 0 ? tr("Slipway: %n creations under way", nullptr, running) : tr("Slipway"));
    m_tray->show();
}

std::pair<QString, QString> Presence::textsFor(const Container &container)
{
    if (container.lifecycle == Lifecycle::Ready)
        return {tr("%1 is ready").arg(container.hostname), tr("Its services and addresses are on its page.")};
    return {tr("Creation of %1 failed").arg(container.hostname), tr("Its page says where and why.")};
}

void Presence::tell(const Container &container)
{
    if (!m_settings.notifies() || isInFront(m_window))
        return;
    const auto [title, text] = textsFor(container);
    m_notifier.show(container.id, title, text, container.lifecycle == Lifecycle::Error);
}

void Presence::showInTray(const ContainerId &id, const QString &title, const QString &text, bool isUrgent)
{
    if (!m_tray)
        return;
    m_inTray = id;
    m_tray->showMessage(title, text, isUrgent ? QSystemTrayIcon::Warning : QSystemTrayIcon::Information);
}

} // namespace slipway::desktop
