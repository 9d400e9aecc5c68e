#pragma once
#include "app/desktop/notifier.h"
#include "app/desktop/runwatcher.h"

#include <QSystemTrayIcon>
#include <memory>

class QMenu;

namespace slipway::desktop {

class DesktopSettings;
class MainWindow;

/// The program outside of its window: an icon in the tray, a notification when a creation ends while one
/// looks elsewhere, progress in the task bar. Each only where the desktop has it. Must not outlive the
/// window.
class Presence : public QObject
{
    Q_OBJECT
public:
    Presence(MainWindow &window, DesktopSettings &settings, QObject *parent = nullptr);
    ~Presence() override;

    /// Title and text of the notification about a creation that has ended; nothing of what it printed.
    static std::pair<QString, QString> textsFor(const Container &container);

private:
    void makeTray();
    void tell(const Container &container);
    void showInTray(const ContainerId &id, const QString &title, const QString &text, bool isUrgent);
    void showRunning();

    MainWindow &m_window;
    DesktopSettings &m_settings;
    RunWatcher m_here;   ///< of the backend in the window
    RunWatcher m_parked; ///< of the own one while another is looked at
    Notifier m_notifier;
    std::unique_ptr<QMenu> m_menu;
    std::unique_ptr<QSystemTrayIcon> m_tray;
    ContainerId m_inTray; ///< of the message that the tray shows
};

} // namespace slipway::desktop
