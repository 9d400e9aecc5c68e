#include "app/desktop/notifier.h"

#include <QCoreApplication>
#include <QVariantMap>
#ifdef SLIPWAY_HAS_DBUS
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#endif

namespace slipway::desktop {

using namespace Qt::Literals::StringLiterals;

#ifdef SLIPWAY_HAS_DBUS

namespace {
const auto kService = u"org.freedesktop.Notifications"_s;
const auto kPath = u"/org/freedesktop/Notifications"_s;
constexpr int kAnswerMs = 5000;
} // namespace

Notifier::Notifier(QObject *parent) : QObject(parent)
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    // SLOT: QtDBus has no other form.
    bus.connect(kService, kPath, kService, u"ActionInvoked"_s, this, SLOT(handleAction(uint, QString)));
    bus.connect(kService, kPath, kService, u"NotificationClosed"_s, this, SLOT(handleClosed(uint, uint)));
}

void Notifier::show(const ContainerId &id, const QString &title, const QString &text, bool isUrgent)
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        emit unshown(id, title, text, isUrgent);
        return;
    }
    QDBusMessage call = QDBusMessage::createMethodCall(kService, kPath, kService, u"Notify"_s);
    const QVariantMap hints{{u"desktop-entry"_s, u"slipway"_s},
                            {u"urgency"_s, QVariant::fromValue(uchar(isUrgent ? 2 : 1))},
                            {u"category"_s, isUrgent ? u"transfer.error"_s : u"transfer.complete"_s}};
    // The body may be read as markup.
    call << u"Slipway"_s << uint(0) << u"slipway"_s << title << text.toHtmlEscaped()
         << QStringList{u"default"_s, tr("Show"), u"show"_s, tr("Show")} << hints << -1;
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(call, kAnswerMs), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [=, this] {
        const QDBusPendingReply<uint> reply = *watcher;
        watcher->deleteLater();
        if (reply.isError())
            emit unshown(id, title, text, isUrgent);
        else
            m_shown.insert(reply.value(), id);
    });
}

void LauncherEntry::set(int count, int percent)
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    QDBusMessage update = QDBusMessage::createSignal(u"/com/canonical/unity/launcherentry/slipway"_s,
                                                     u"com.canonical.Unity.LauncherEntry"_s, u"Update"_s);
    update << u"application://slipway.desktop"_s
           << QVariantMap{{u"progress"_s, percent / 100.0},
                          {u"progress-visible"_s, count > 0},
                          {u"count"_s, qint64(count)},
                          {u"count-visible"_s, count > 1}};
    bus.send(update);
}

#else

Notifier::Notifier(QObject *parent) : QObject(parent) {}

void Notifier::show(const ContainerId &id, const QString &title, const QString &text, bool isUrgent)
{
    emit unshown(id, title, text, isUrgent);
}

void LauncherEntry::set(int, int) {}

#endif

void Notifier::handleAction(uint number, const QString &)
{
    const ContainerId id = m_shown.take(number); // the service tells of everybody's
    if (!id.value.isEmpty())
        emit chosen(id);
}

void Notifier::handleClosed(uint number, uint) { m_shown.remove(number); }

} // namespace slipway::desktop
