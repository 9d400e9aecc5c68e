#include "app/desktop/desktopsettings.h"
#include "app/desktop/notifier.h"
#include "app/desktop/presence.h"
#include "app/desktop/runwatcher.h"
#include "app/desktop/singleinstance.h"
#include "tests/app/desktop/windowfixture.h"
#include "widgets/theme/theme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCall>
#include <QLocalSocket>
#include <QProcess>
#include <QSemaphore>
#include <QSignalSpy>
#include <QtConcurrentRun>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;
using desktoptest::Fixture;
using desktoptest::WindowFixture;

/// Takes notifications as the service of a desktop does, and what launchers are told.
class FakeDesktop : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")
public:
    struct Shown
    {
        QString title;
        QString text;
        QStringList actions;
        QVariantMap hints;
    };
    QList<Shown> shown;
    QList<QVariantMap> updates;

public slots:
    uint Notify(const QString &, uint, const QString &, const QString &title, const QString &text,
                const QStringList &actions, const QVariantMap &hints, int)
    {
        shown.append({title, text, actions, hints});
        return uint(shown.size());
    }
    void Update(const QString &, const QVariantMap &values) { updates.append(values); }

signals:
    void ActionInvoked(uint id, const QString &action);
    void NotificationClosed(uint id, uint reason);
};

/// The program outside of its window, on a bus of its own.
class TestPresence : public QObject, private WindowFixture
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();
    void cleanupTestCase();
    void endsAreSeen_data();
    void endsAreSeen();
    void anotherBackendIsNoNews();
    void notificationLeadsToTheContainer();
    void failureTellsNothingOfTheLog();
    void noNotificationWhile_data();
    void noNotificationWhile();
    void withoutServiceAnotherWay();
    void launcherShowsProgress();
    void secondStartHandsOver();
    void secondStartWaitsUntilTheFirstListens();
    void nonsenseIsNotTakenOver();
    void ofAnotherPlaceItIsAnother();
    void leftSocketIsNoHindrance();

private:
    void openWindow();
    void endRun(Fixture::Run as);
    bool provide() { return m_fakeBus->registerService(u"org.freedesktop.Notifications"_s); }

    QProcess m_bus;
    std::unique_ptr<QDBusConnection> m_fakeBus;
    FakeDesktop m_desktop;
    DesktopSettings m_settings;
    std::unique_ptr<Presence> m_presence;
};

void TestPresence::initTestCase()
{
    theme::Theme::instance().install();
    m_bus.start(u"dbus-daemon"_s, {u"--session"_s, u"--nofork"_s, u"--print-address"_s});
    if (!m_bus.waitForStarted())
        QSKIP("dbus-daemon is not installed");
    while (!m_bus.canReadLine())
        QVERIFY(m_bus.waitForReadyRead(30'000));
    const QByteArray address = m_bus.readLine().trimmed();
    qputenv("DBUS_SESSION_BUS_ADDRESS", address);
    m_fakeBus = std::make_unique<QDBusConnection>(
        QDBusConnection::connectToBus(QString::fromLatin1(address), u"fake desktop"_s));
    QVERIFY(m_fakeBus->isConnected());
    QVERIFY(m_fakeBus->registerObject(u"/org/freedesktop/Notifications"_s, &m_desktop,
                                      QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
    QVERIFY(m_fakeBus->connect({}, {}, u"com.canonical.Unity.LauncherEntry"_s, u"Update"_s, &m_desktop,
                               SLOT(Update(QString, QVariantMap))));
    QVERIFY(provide());
}

void TestPresence::init()
{
    begin();
    m_desktop.shown.clear();
    m_desktop.updates.clear();
    m_settings.setNotifies(true);
}

void TestPresence::cleanup()
{
    m_presence.reset();
    end();
}

void TestPresence::cleanupTestCase()
{
    m_fakeBus.reset();
    QDBusConnection::disconnectFromBus(u"fake desktop"_s);
    m_bus.kill();
    m_bus.waitForFinished();
}

static Container made(const QString &id, Lifecycle lifecycle, int percent = 0)
{
    Container container;
    container.id = ContainerId{id};
    container.hostname = u"ct-"_s + id;
    container.lifecycle = lifecycle;
    container.snapshot.percent = percent;
    return container;
}

void TestPresence::endsAreSeen_data()
{
    QTest::addColumn<QList<Lifecycle>>("seen");
    QTest::addColumn<int>("ends");
    using enum Lifecycle;
    QTest::newRow("over when first seen") << QList{Ready} << 0;
    QTest::newRow("under way") << QList{Pending, Creating} << 0;
    QTest::newRow("ready") << QList{Pending, Creating, Ready} << 1;
    QTest::newRow("failed") << QList{Creating, Error} << 1;
    QTest::newRow("seen again") << QList{Creating, Ready, Ready} << 1;
    QTest::newRow("stopped later") << QList{Creating, Ready, Stopped, Ready} << 1;
    QTest::newRow("tried again") << QList{Creating, Error, Creating, Ready} << 2;
    QTest::newRow("deleted while it was made") << QList{Creating, Deleted} << 0;
}

void TestPresence::endsAreSeen()
{
    QFETCH(const QList<Lifecycle>, seen);
    RunWatcher watcher;
    QSignalSpy ended(&watcher, &RunWatcher::ended);
    for (const Lifecycle lifecycle : seen)
        watcher.take({made(u"a"_s, lifecycle)});
    QTEST(int(ended.size()), "ends");
}

void TestPresence::anotherBackendIsNoNews()
{
    RunWatcher watcher;
    QSignalSpy ended(&watcher, &RunWatcher::ended);
    QSignalSpy running(&watcher, &RunWatcher::runningChanged);
    watcher.take({made(u"a"_s, Lifecycle::Creating, 40), made(u"b"_s, Lifecycle::Creating, 60)});
    QCOMPARE(watcher.running(), 2);
    QCOMPARE(watcher.percent(), 50);
    watcher.forget();
    QCOMPARE(watcher.running(), 0);
    watcher.take({made(u"a"_s, Lifecycle::Ready)}); // the same id, of another one
    QCOMPARE(ended.size(), 0);
    QCOMPARE(running.size(), 2);
}

void TestPresence::openWindow()
{
    m_fixture->setContainers({Fixture::Run::Streaming});
    open();
    m_presence = std::make_unique<Presence>(*m_window, m_settings);
    QTRY_VERIFY(row(Fixture::Run::Streaming).isValid());
}

/// The running one ends; its id stays.
void TestPresence::endRun(Fixture::Run as)
{
    QByteArray ended = m_fixture->row(as);
    ended.replace(Fixture::idOf(as), Fixture::idOf(Fixture::Run::Streaming));
    m_fixture->server().setDefault(
        "/api/containers",
        fakes::Script::reply(200, "application/json", R"({"containers":[)" + ended + "]}"));
}

void TestPresence::notificationLeadsToTheContainer()
{
    openWindow();
    m_window->showPage(MainWindow::Templates);
    QWidget other; // in front
    other.show();
    other.activateWindow();
    QTRY_VERIFY(!m_window->isActiveWindow());
    endRun(Fixture::Run::Complete);
    QTRY_COMPARE(m_desktop.shown.size(), 1);
    const auto &shown = m_desktop.shown.constFirst();
    QCOMPARE(shown.title, u"dev-07 is ready"_s);
    QVERIFY(shown.actions.contains(u"default"_s) && shown.actions.contains(u"Show"_s));
    QCOMPARE(shown.hints.value(u"desktop-entry"_s).toString(), u"slipway"_s);
    emit m_desktop.ActionInvoked(99, u"default"_s); // of another program
    emit m_desktop.ActionInvoked(1, u"show"_s);
    QTRY_COMPARE(m_window->page(), MainWindow::Detail);
    QTRY_VERIFY(m_window->isActiveWindow());
    QCOMPARE(child<QLabel>("crumb")->text(), u"Containers / dev-07"_s); // not below the templates
    QCOMPARE(m_desktop.shown.size(), 1);
}

void TestPresence::failureTellsNothingOfTheLog()
{
    Container failed = made(u"a"_s, Lifecycle::Error);
    failed.errorMessage = u"curl -u admin:marker-pq2LmZ failed"_s;
    const auto [title, text] = Presence::textsFor(failed);
    QVERIFY(title.contains(u"ct-a"_s) && title.contains(u"failed"_s));
    QVERIFY(!title.contains(u"marker"_s) && !text.contains(u"marker"_s));
}

void TestPresence::noNotificationWhile_data()
{
    QTest::addColumn<bool>("isInFront");
    QTest::newRow("the window is in front") << true;
    QTest::newRow("they are switched off") << false;
}

void TestPresence::noNotificationWhile()
{
    QFETCH(const bool, isInFront);
    openWindow();
    QWidget other;
    if (!isInFront) {
        m_settings.setNotifies(false);
        other.show();
        other.activateWindow();
        QTRY_VERIFY(!m_window->isActiveWindow());
    }
    endRun(Fixture::Run::Complete);
    QTRY_VERIFY(m_window->findChild<QListView *>()); // until the end was seen:
    QTRY_COMPARE(row(Fixture::Run::Streaming).data(ContainerModel::LifecycleRole).toInt(),
                 int(Lifecycle::Ready));
    // What would have been sent is before this on the same connection.
    QDBusMessage ping = QDBusMessage::createMethodCall(u"org.freedesktop.Notifications"_s,
                                                       u"/org/freedesktop/Notifications"_s, {}, u"Notify"_s);
    ping << u""_s << 0U << u""_s << u"ping"_s << u""_s << QStringList() << QVariantMap() << -1;
    QDBusConnection::sessionBus().asyncCall(ping);
    QTRY_COMPARE(m_desktop.shown.size(), 1);
    QCOMPARE(m_desktop.shown.constFirst().title, u"ping"_s);
}

void TestPresence::withoutServiceAnotherWay()
{
    QVERIFY(m_fakeBus->unregisterService(u"org.freedesktop.Notifications"_s));
    Notifier notifier;
    QSignalSpy unshown(&notifier, &Notifier::unshown);
    notifier.show(ContainerId{u"a"_s}, u"title"_s, u"text"_s, false);
    QTRY_COMPARE(unshown.size(), 1);
    QVERIFY(provide());
    notifier.show(ContainerId{u"a"_s}, u"title"_s, u"<b>text</b>"_s, true);
    QTRY_COMPARE(m_desktop.shown.size(), 1);
    QCOMPARE(m_desktop.shown.constFirst().text, u"&lt;b&gt;text&lt;/b&gt;"_s);
    QCOMPARE(unshown.size(), 1);
}

void TestPresence::launcherShowsProgress()
{
    openWindow();
    QTRY_VERIFY(!m_desktop.updates.isEmpty() &&
                m_desktop.updates.constLast().value(u"progress-visible"_s).toBool());
    QCOMPARE(m_desktop.updates.constLast().value(u"progress"_s).toDouble(), 0.82);
    endRun(Fixture::Run::Complete);
    QTRY_VERIFY(!m_desktop.updates.constLast().value(u"progress-visible"_s).toBool());
}

void TestPresence::secondStartHandsOver()
{
    const QTemporaryDir directory;
    const Options options;
    SingleInstance first(options, directory.path());
    QVERIFY(!first.handOver({}));
    first.listen();
    QSignalSpy received(&first, &SingleInstance::received);
    const HandedOver what{ContainerLink{{u"ab-1"_s}, DetailTab::Events}, u"web-01"_s, u"web"_s};
    auto second = QtConcurrent::run([&] { return SingleInstance(options, directory.path()).handOver(what); });
    QTRY_COMPARE(received.size(), 1);
    QVERIFY(second.result());
    QCOMPARE(received.constFirst().constFirst().value<HandedOver>(), what);
    // Only its user may.
    const QFileInfoList sockets =
        QDir(directory.path()).entryInfoList({u"slipway-desktop-*"_s}, QDir::System);
    QCOMPARE(sockets.size(), 1);
    QVERIFY(
        !(sockets.constFirst().permissions() & (QFile::ReadOther | QFile::WriteOther | QFile::WriteGroup)));
}

void TestPresence::secondStartWaitsUntilTheFirstListens()
{
    const QTemporaryDir directory;
    SingleInstance first({}, directory.path());
    QVERIFY(!first.handOver({}));
    QSignalSpy received(&first, &SingleInstance::received);
    const HandedOver what{{}, u"web-01"_s, {}};
    QSemaphore begins;
    auto second = QtConcurrent::run([&] {
        SingleInstance instance({}, directory.path());
        begins.release();
        return instance.handOver(what);
    });
    begins.acquire();
    first.listen();
    QTRY_COMPARE(received.size(), 1);
    QVERIFY(second.result());
    QCOMPARE(received.constFirst().constFirst().value<HandedOver>(), what);
}

void TestPresence::nonsenseIsNotTakenOver()
{
    const QTemporaryDir directory;
    SingleInstance first({}, directory.path());
    QVERIFY(!first.handOver({}));
    first.listen();
    QSignalSpy received(&first, &SingleInstance::received);
    const QString path =
        QDir(directory.path()).entryInfoList({u"slipway-desktop-*"_s}, QDir::System).constFirst().filePath();
    for (const QByteArray &line :
         {"hello\n"_ba, R"({"open":"../../x"})"_ba + '\n', "[]\n"_ba, QByteArray(100'000, 'x')}) {
        QLocalSocket socket;
        socket.connectToServer(path);
        QVERIFY(socket.waitForConnected());
        socket.write(line);
        socket.flush();
        QTRY_COMPARE(socket.state(), QLocalSocket::UnconnectedState);
    }
    QCOMPARE(received.size(), 0);
}

void TestPresence::ofAnotherPlaceItIsAnother()
{
    const QTemporaryDir directory;
    SingleInstance first({}, directory.path());
    QVERIFY(!first.handOver({}));
    first.listen();
    Options data;
    data.dataDir = directory.filePath(u"data"_s);
    SingleInstance ofData(data, directory.path());
    QVERIFY(!ofData.handOver({}));
    ofData.listen();
    Options server;
    server.server = QUrl(u"http://127.0.0.1:1"_s);
    SingleInstance ofServer(server, directory.path());
    QVERIFY(!ofServer.handOver({}));
    ofServer.listen();
    SingleInstance alone({}, {}); // no private directory
    QVERIFY(!alone.handOver({}));
    alone.listen();
}

void TestPresence::leftSocketIsNoHindrance()
{
    const QTemporaryDir directory;
    QString path;
    {
        SingleInstance first({}, directory.path());
        QVERIFY(!first.handOver({}));
        first.listen();
        path = QDir(directory.path())
                   .entryInfoList({u"slipway-desktop-*"_s}, QDir::System)
                   .constFirst()
                   .filePath();
    }
    // As after a SIGKILL: socket and lock are there, and nobody behind them.
    QFile left(path);
    QVERIFY(left.open(QIODevice::WriteOnly));
    left.close();
    QProcess ended;
    ended.start(u"true"_s, {});
    QVERIFY(ended.waitForStarted());
    const qint64 pid = ended.processId();
    QVERIFY(ended.waitForFinished());
    QFile lock(path + u".lock"_s);
    QVERIFY(lock.open(QIODevice::WriteOnly));
    lock.write(u"%1\ntst_presence\n%2\n"_s.arg(pid).arg(QSysInfo::machineHostName()).toUtf8());
    lock.close();
    SingleInstance next({}, directory.path());
    QVERIFY(!next.handOver({}));
    next.listen();
    QSignalSpy received(&next, &SingleInstance::received);
    auto second = QtConcurrent::run([&] {
        return SingleInstance({}, directory.path()).handOver({ContainerLink{{u"a"_s}, {}}, {}, {}});
    });
    QTRY_COMPARE(received.size(), 1);
    QVERIFY(second.result());
}

QTEST_MAIN(TestPresence)
#include "tst_presence.moc"
