#pragma once
#include "app/base/ids.h"

#include <QHash>
#include <QObject>
#include <QString>

namespace slipway::desktop {

/// Desktop notifications through the service of the session (org.freedesktop.Notifications). Never blocks:
/// where there is no such service, `unshown` says so and another way can be taken. GUI thread, no widgets.
class Notifier : public QObject
{
    Q_OBJECT
public:
    explicit Notifier(QObject *parent = nullptr);

    /// Plain texts; nothing secret. `id` comes back when the operator clicks.
    void show(const ContainerId &id, const QString &title, const QString &text, bool isUrgent);

signals:
    void chosen(const slipway::ContainerId &id);
    void unshown(const slipway::ContainerId &id, const QString &title, const QString &text, bool isUrgent);

private slots:
    void handleAction(uint number, const QString &action);
    void handleClosed(uint number, uint reason);

private:
    QHash<uint, ContainerId> m_shown;
};

/// Progress at the program's entry of the task bar or dock (com.canonical.Unity.LauncherEntry): KDE Plasma,
/// Dash to Dock and others listen. Whoever does not, does not.
class LauncherEntry
{
public:
    /// Nothing is shown while `count` is 0.
    static void set(int count, int percent);
};

} // namespace slipway::desktop
