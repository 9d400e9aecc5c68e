#include "app/desktop/desktopsettings.h"
#include "app/desktop/historycontroller.h"
#include "app/desktop/plaintext.h"
#include "app/desktop/runwatcher.h"
#include "app/desktop/session.h"
#include "app/desktop/tokenvault.h"
#include "tests/app/desktop/windowfixture.h"
#include "tests/support/paths.h"
#include "tests/support/patience.h"
#include "widgets/logview/logpanel.h"
#include "widgets/logview/logview.h"
#include "widgets/theme/theme.h"

#include <QDoubleSpinBox>
#include <QFileInfo>
#include <QSignalSpy>
#include <QSpinBox>
#include <csignal>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;
using desktoptest::Fixture;
using desktoptest::WindowFixture;

/// The backend that the window brings itself, a real slipwayd, and what becomes of its runs.
class TestOwnBackend : public QObject, private WindowFixture
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup() { end(); }
    void itsRunGoesOnBehindAnotherBackend();
    void closingAsksWhileItsRunsGoOn_data();
    void closingAsksWhileItsRunsGoOn();
    void closingWithoutRunsAsksNothing();
    void whereThereIsATrayItGoesOnHidden();

private:
    void openOwn();
    void create(const QString &hostname, double seconds, int lines);
    void switchToOther();
    void switchBack();
    qint64 pid() const { return m_window->session().ownBackendPid(); }
    static bool isAlive(qint64 pid) { return ::kill(pid_t(pid), 0) == 0; }
    QStringList shownLines() const
    {
        QStringList texts;
        const auto &store = progress()->log()->view()->store();
        for (qint64 at = 0; at < store.count(); ++at)
            texts.append(store.text({at}));
        return texts;
    }
    /// All lines that the backend has stored of the run that is shown.
    QStringList storedLines();
    int rows() const
    {
        return child<QWidget>("containersPage")
            ->findChild<QListView *>(QStringLiteral("containers"))
            ->model()
            ->rowCount();
    }

    std::unique_ptr<QTemporaryDir> m_data;
    std::unique_ptr<DesktopSettings> m_settings;
    std::unique_ptr<MemoryVault> m_vault;
};

void TestOwnBackend::initTestCase()
{
    if (!QFileInfo(test::binDir() + u"/slipwayd"_s).isExecutable())
        QSKIP("slipwayd is not built");
    qputenv("PATH", test::binDir().toLocal8Bit() + ':' + qgetenv("PATH"));
    theme::Theme::instance().install();
}

void TestOwnBackend::init()
{
    begin();
    m_fixture->setContainers({Fixture::Run::Complete});
    m_data = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<DesktopSettings>();
    m_vault = std::make_unique<MemoryVault>();
    const Profile other{u"other"_s, u"Other"_s, m_fixture->url()};
    m_settings->setProfiles(QList<Profile>{other});
    m_vault->store(u"other"_s, Secret(Fixture::token()), this, [](TokenVault::Kept) {});
}

void TestOwnBackend::openOwn()
{
    Options options;
    options.host = u"simulated"_s;
    options.dataDir = m_data->filePath(u"data"_s);
    m_window = std::make_unique<MainWindow>(options, Belongings{m_settings.get(), m_vault.get()});
    m_window->show();
    m_window->start();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QVERIFY(!m_window->windowIcon().isNull()); // not before the first frame, but then
    QTRY_VERIFY(m_window->session().isUsable() && m_window->session().host().isSimulated);
}

void TestOwnBackend::create(const QString &hostname, double seconds, int lines)
{
    m_window->showPage(MainWindow::Create);
    child<QDoubleSpinBox>("durationSeconds")->setValue(seconds);
    child<QSpinBox>("lines")->setValue(lines);
    m_window->createNamed(hostname, {});
    QTRY_COMPARE(m_window->page(), MainWindow::Progress);
    QTRY_VERIFY(shownLines().size() > 5);
}

void TestOwnBackend::switchToOther()
{
    m_window->switchTo(u"other"_s);
    QTRY_VERIFY(!m_window->session().hasOwnBackend() && m_window->session().isUsable());
}

void TestOwnBackend::switchBack()
{
    m_window->switchTo({});
    QTRY_VERIFY(m_window->session().hasOwnBackend() && m_window->session().isUsable());
}

QStringList TestOwnBackend::storedLines()
{
    QStringList texts;
    bool isDone = false;
    const QString path = u"/api/containers/%1/events?after=0&limit=%2"_s.arg(progress()->run().id.value)
                             .arg(HistoryController::kPage);
    // A window shows its session and lends it to nobody; a test may look.
    const_cast<Session &>(m_window->session()) // NOLINT(cppcoreguidelines-pro-type-const-cast)
        .client()
        .get(path, this, [&](const Result<http::JsonReply> &reply) {
            const Result<EventPage> page =
                reply ? eventPageFromJson(reply->body, 0) : Result<EventPage>(tl::unexpected(reply.error()));
            if (page) {
                for (const LogLine &line : page->lines)
                    texts.append(plainText(line.text));
            }
            isDone = true;
        });
    if (!QTest::qWaitFor([&] { return isDone; }, test::kPatienceMs))
        texts.append(u"(no answer)"_s);
    return texts;
}

void TestOwnBackend::itsRunGoesOnBehindAnotherBackend()
{
    openOwn();
    create(u"parked"_s, 6, 600);
    const qint64 own = pid();
    QVERIFY(own > 0);
    const ContainerId id = progress()->run().id;
    const QStringList before = shownLines();
    RunWatcher parked; // as the tray does
    connect(m_window.get(), &MainWindow::parkedSeen, &parked, &RunWatcher::take);
    const QSignalSpy ended(&parked, &RunWatcher::ended);
    switchToOther();
    QTRY_COMPARE(rows(), 1);
    QVERIFY(isAlive(own));
    QTRY_COMPARE(parked.running(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 90'000); // its end is told although nobody looks
    switchBack();
    QCOMPARE(pid(), own); // the same process
    m_window->openWhenListed({id, {}});
    QTRY_VERIFY(m_window->page() == MainWindow::Detail);
    click("showLog");
    QTRY_COMPARE(int(progress()->run().phase), int(RunPhase::Complete));
    const QStringList stored = storedLines();
    QVERIFY(stored.size() > 600);
    QTRY_COMPARE(shownLines(), stored); // nothing missing, nothing twice
    QCOMPARE(stored.first(before.size()), before);
}

void TestOwnBackend::closingAsksWhileItsRunsGoOn_data()
{
    QTest::addColumn<bool>("parked");
    QTest::newRow("in the window") << false;
    QTest::newRow("behind another backend") << true;
}

void TestOwnBackend::closingAsksWhileItsRunsGoOn()
{
    QFETCH(const bool, parked);
    openOwn();
    create(u"long"_s, 40, 20'000);
    const qint64 own = pid();
    QSignalSpy seen(m_window.get(), &MainWindow::parkedSeen);
    if (parked) {
        switchToOther();
        QTRY_VERIFY(!seen.isEmpty());
    }
    bool focusOnCancel = false;
    answer("cancel", &focusOnCancel);
    QVERIFY(!m_window->close());
    QVERIFY(focusOnCancel);
    QVERIFY(m_window->isVisible() && isAlive(own));
    answer("confirm");
    QVERIFY(m_window->close());
    m_window.reset();
    QTRY_VERIFY(!isAlive(own));
}

void TestOwnBackend::closingWithoutRunsAsksNothing()
{
    openOwn();
    QVERIFY(m_window->close()); // a question would wait for its answer for ever
    QVERIFY(!m_window->isVisible());
}

void TestOwnBackend::whereThereIsATrayItGoesOnHidden()
{
    openOwn();
    create(u"hidden"_s, 40, 20'000);
    m_window->setStaysForRuns(true);
    const QSignalSpy hidden(m_window.get(), &MainWindow::hiddenWithRuns);
    QVERIFY(!m_window->close());
    QVERIFY(!m_window->isVisible() && isAlive(pid()));
    QCOMPARE(hidden.count(), 1);
    const qsizetype before = shownLines().size();
    QTRY_VERIFY(shownLines().size() > before); // and is followed
    m_window->comeForward();
    QVERIFY(m_window->isVisible());
}

QTEST_MAIN(TestOwnBackend)
#include "tst_ownbackend.moc"
