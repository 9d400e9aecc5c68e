#include "tests/support/paths.h"

#include "app/desktop/mainwindow.h"
#include "app/desktop/pages/progresspage.h"
#include "app/desktop/session.h"
#include "tests/app/desktop/quiet.h"
#include "tests/support/patience.h"
#include "widgets/elements/connectionpill.h"
#include "widgets/logview/logpanel.h"
#include "widgets/logview/logview.h"
#include "widgets/stepper/stepper.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTimer>
#include <csignal>
#include <ctime>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;

namespace {

// Measured: about 5 ms. Sanitizers make it several times slower.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr qint64 kLongestTurnUs = 500'000;
#else
constexpr qint64 kLongestTurnUs = 50'000;
#endif

qint64 threadCpuUs()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return qint64(time.tv_sec) * 1'000'000 + time.tv_nsec / 1000;
}

} // namespace

/// The whole way with the real slipwayd, started by the window itself, on its simulated host.
class TestCreateFlow : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup() { m_window.reset(); }
    void formToReadyToDeleted();
    void failureAndTryAgain();
    void firstCreationFromTheCommandLine();
    void backendDiesAndIsStartedAgain();

private:
    void open(const QString &create = {});
    template<typename T>
    T *child(const char *name) const
    {
        return m_window->findChild<T *>(QString::fromLatin1(name));
    }
    void click(const char *name) const
    {
        auto *button = child<QAbstractButton>(name);
        QVERIFY2(button && button->isVisible() && button->isEnabled(), name);
        QTest::mouseClick(button, Qt::LeftButton);
    }
    void fillForm(const QString &hostname, const QString &failAt);
    RunPhase phase() const
    {
        auto *page = m_window->findChild<ProgressPage *>(); // made with the first run
        return page ? page->run().phase : RunPhase();
    }

    QTemporaryDir m_data;
    std::unique_ptr<MainWindow> m_window;
};

void TestCreateFlow::initTestCase()
{
    const QString program = test::binDir() + QStringLiteral("/slipwayd");
    if (!QFileInfo(program).isExecutable())
        QSKIP("slipwayd is not built");
    qputenv("PATH", test::binDir().toLocal8Bit() + ':' + qgetenv("PATH"));
    theme::Theme::instance().install();
}

void TestCreateFlow::init() { desktoptest::failOnWarnings(); }

void TestCreateFlow::open(const QString &create)
{
    Options options;
    options.host = u"simulated"_s;
    options.dataDir = m_data.filePath(u"data"_s);
    options.create = create;
    m_window = std::make_unique<MainWindow>(options);
    m_window->show();
    m_window->start();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestCreateFlow::fillForm(const QString &hostname, const QString &failAt)
{
    QTest::keyClick(m_window.get(), Qt::Key_N, Qt::ControlModifier);
    QTRY_COMPARE(m_window->page(), MainWindow::Create);
    click("nextStep");
    QTRY_VERIFY_WITH_TIMEOUT(child<QAbstractButton>("expander:simulation")->isVisible(), 30'000);
    auto *name = child<QLineEdit>("hostname");
    name->clear();
    QTest::keyClicks(name, hostname);
    child<QDoubleSpinBox>("durationSeconds")->setValue(1);
    child<QSpinBox>("lines")->setValue(60);
    child<QLineEdit>("failAt")->setText(failAt);
    click("step:5");
    QTRY_VERIFY(child<QPushButton>("submit")->isEnabled());
}

void TestCreateFlow::formToReadyToDeleted()
{
    open();
    fillForm(u"flow-01"_s, {});
    // The window answers all the while: no turn of its event loop takes long, log and all.
    // Counted in CPU time of this thread: what else the machine does, does not count as ours.
    qint64 last = threadCpuUs();
    qint64 longest = 0;
    QTimer ticker;
    connect(&ticker, &QTimer::timeout, this, [&] {
        const qint64 now = threadCpuUs();
        longest = qMax(longest, now - last);
        last = now;
    });
    ticker.start(0); // once per turn
    click("submit");
    QTRY_COMPARE(m_window->page(), MainWindow::Progress);
    QTRY_COMPARE_WITH_TIMEOUT(int(phase()), int(RunPhase::Complete), 60'000);
    ticker.stop();
    qInfo("longest turn of the event loop: %.1f ms of CPU time", double(longest) / 1000);
    QVERIFY2(longest < kLongestTurnUs,
             qPrintable(u"a turn of the event loop took %1 µs of CPU time"_s.arg(longest)));
    QCOMPARE(child<QLabel>("progressTitle")->text(), u"flow-01 is ready"_s);
    QVERIFY(child<QWidget>("simulationBadge")->isVisible());
    auto *page = m_window->findChild<ProgressPage *>();
    QCOMPARE(page->stepper()->percent(), 100);
    QTRY_VERIFY(page->log()->view()->lineCount() >= 60);
    auto *services = page->findChild<QWidget *>(u"services"_s);
    QTRY_VERIFY(!services->findChildren<QAbstractButton *>(u"reveal"_s).isEmpty());
    click("viewContainer");
    QTRY_COMPARE(m_window->page(), MainWindow::Detail);
    QTimer::singleShot(0, m_window.get(), [] {
        QTest::mouseClick(QApplication::activeModalWidget()->findChild<QPushButton *>(u"confirm"_s),
                          Qt::LeftButton);
    });
    click("deleteContainer");
    QTRY_COMPARE_WITH_TIMEOUT(m_window->page(), MainWindow::ContainersPage, 20'000);
    auto *view = child<QWidget>("containersPage")->findChild<QListView *>(QStringLiteral("containers"));
    QTRY_COMPARE(view->model()->rowCount(), 0);
}

void TestCreateFlow::failureAndTryAgain()
{
    open();
    fillForm(u"flow-02"_s, u"starting"_s);
    click("submit");
    QTRY_COMPARE_WITH_TIMEOUT(int(phase()), int(RunPhase::Error), 60'000);
    QVERIFY(m_window->findChild<ProgressPage *>()->stepper()->asText().contains(u"[!] Start Container"_s));
    QVERIFY(!child<QLabel>("errorMessage")->text().isEmpty());
    click("tryAgain");
    QCOMPARE(m_window->page(), MainWindow::Create);
    QCOMPARE(child<QLineEdit>("hostname")->text(), u"flow-02"_s);
    QCOMPARE(child<QLineEdit>("failAt")->text(), u"starting"_s);
}

void TestCreateFlow::firstCreationFromTheCommandLine()
{
    open(u"flow-03"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->page(), MainWindow::Progress, 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(int(phase()), int(RunPhase::Streaming), 30'000);
    QCOMPARE(child<QLabel>("progressTitle")->text(), u"Creating flow-03"_s);
}

void TestCreateFlow::backendDiesAndIsStartedAgain()
{
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(u"The backend stopped. It was ended by a signal"_s));
    open();
    fillForm(u"flow-04"_s, {});
    child<QDoubleSpinBox>("durationSeconds")->setValue(600);
    click("submit");
    QTRY_COMPARE_WITH_TIMEOUT(int(phase()), int(RunPhase::Streaming), 30'000);
    const qint64 before = m_window->session().ownBackendPid();
    QVERIFY(before > 0);
    QCOMPARE(::kill(pid_t(before), SIGKILL), 0);
    auto *pill = m_window->findChild<elements::ConnectionPill *>();
    QTRY_VERIFY_WITH_TIMEOUT(pill->toolTip().contains(u"backend stopped"_s), 10'000);
    // The new one tells how the run ended; the page follows it to its new address.
    QTRY_COMPARE_WITH_TIMEOUT(int(phase()), int(RunPhase::Error), 30'000);
    QVERIFY(m_window->session().ownBackendPid() != before);
    QTRY_COMPARE_WITH_TIMEOUT(pill->text(), u"connected"_s, 10'000);
    QVERIFY(!child<QLabel>("errorMessage")->text().isEmpty());
}

QTEST_MAIN(TestCreateFlow)
#include "tst_createflow.moc"
