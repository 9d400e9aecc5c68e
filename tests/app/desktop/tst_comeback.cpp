#include "app/desktop/mainwindow.h"
#include "app/desktop/pages/progresspage.h"
#include "tests/app/desktop/quiet.h"
#include "tests/fakes/scriptedserver.h"
#include "tests/integration/backendprocess.h"
#include "tests/support/loopticker.h"
#include "tests/support/patience.h"
#include "widgets/elements/connectionpill.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/logview/logpanel.h"
#include "widgets/logview/logview.h"
#include "widgets/theme/theme.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;
using fakes::Script;
using integration::BackendProcess;

/// The window and a backend of its own life: one goes and the other stays.
class TestComeBack : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { theme::Theme::instance().install(); }
    void init()
    {
        desktoptest::failOnWarnings();
        m_data = std::make_unique<QTemporaryDir>();
    }
    void cleanup()
    {
        m_window.reset();
        m_backend.reset();
    }
    void leaveCloseAndReopen();
    void killedInTheMiddleOfEverything();
    void aBackendThatNeverAnswers();

private:
    void startBackend(const QStringList &options = {})
    {
        if (!QFileInfo(test::binDir() + u"/slipwayd"_s).isExecutable())
            QSKIP("slipwayd is not built");
        m_backend = std::make_unique<BackendProcess>(m_data->path(), options);
        QVERIFY2(m_backend->awaitServing(), m_backend->err.constData());
    }
    void open(const QUrl &server)
    {
        Options options;
        options.server = server;
        options.tokenFile = m_data->filePath(u"token"_s);
        m_window = std::make_unique<MainWindow>(options);
        m_window->show();
        m_window->start();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void create(const QString &hostname, double seconds, int lines)
    {
        QTest::keyClick(m_window.get(), Qt::Key_N, Qt::ControlModifier);
        QTRY_COMPARE(m_window->page(), MainWindow::Create);
        child<QLineEdit>("hostname")->setText(hostname);
        child<QDoubleSpinBox>("durationSeconds")->setValue(seconds);
        child<QSpinBox>("lines")->setValue(lines);
        QTest::mouseClick(child<QAbstractButton>("step:5"), Qt::LeftButton); // Review
        QTRY_VERIFY(child<QPushButton>("submit")->isVisible() && child<QPushButton>("submit")->isEnabled());
        QTest::mouseClick(child<QPushButton>("submit"), Qt::LeftButton);
        QTRY_COMPARE(m_window->page(), MainWindow::Progress);
    }
    void openFirstRow()
    {
        auto *view = child<QWidget>("containersPage")->findChild<QListView *>(QStringLiteral("containers"));
        QTRY_COMPARE(view->model()->rowCount(), 1);
        view->setCurrentIndex(view->model()->index(0, 0));
        QTest::keyClick(view, Qt::Key_Return);
    }
    template<typename T>
    T *child(const char *name) const
    {
        return m_window->findChild<T *>(QString::fromLatin1(name));
    }
    ProgressPage *page() const { return m_window->findChild<ProgressPage *>(); }
    qint64 lines() const { return page()->log()->view()->lineCount(); }
    QStringList allLines() const
    {
        QStringList texts;
        const auto &store = page()->log()->view()->store();
        for (qint64 at = 0; at < store.count(); ++at)
            texts.append(store.text({at}));
        return texts;
    }

    std::unique_ptr<QTemporaryDir> m_data;
    std::unique_ptr<BackendProcess> m_backend;
    std::unique_ptr<MainWindow> m_window;
};

void TestComeBack::leaveCloseAndReopen()
{
    startBackend();
    open(m_backend->url);
    create(u"come-back"_s, 4, 400);
    QTRY_VERIFY(lines() > 20);
    // Leave and come back.
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QVERIFY(m_window->page() != MainWindow::Progress);
    openFirstRow();
    QCOMPARE(m_window->page(), MainWindow::Progress);
    const QStringList seen = allLines();
    QVERIFY(seen.size() > 20);
    // Close the window while it goes on, and open another one.
    m_window.reset();
    open(m_backend->url);
    openFirstRow();
    QTRY_COMPARE(m_window->page(), MainWindow::Progress);
    QTRY_COMPARE_WITH_TIMEOUT(int(page()->run().phase), int(RunPhase::Complete), 90'000);
    const QStringList all = allLines();
    QVERIFY(all.size() > seen.size());
    QCOMPARE(all.first(seen.size()), seen); // from the first line, none twice
    // Once more when it is over.
    m_window.reset();
    open(m_backend->url);
    openFirstRow();
    QTRY_COMPARE(m_window->page(), MainWindow::Detail);
    QTest::mouseClick(child<QPushButton>("showLog"), Qt::LeftButton);
    QTRY_COMPARE(int(page()->run().phase), int(RunPhase::Complete));
    QTRY_COMPARE(allLines(), all);
}

void TestComeBack::killedInTheMiddleOfEverything()
{
    startBackend();
    const QUrl address = m_backend->url;
    open(address);
    create(u"killed"_s, 300, 5000);
    QTRY_VERIFY(lines() > 5);
    QTest::keyClick(m_window.get(), Qt::Key_N, Qt::ControlModifier);
    auto *hostname = child<QLineEdit>("hostname");
    hostname->setText(u"typed-meanwhile"_s);
    auto *script = child<QPlainTextEdit>("scriptText");
    script->setPlainText(u"echo typed"_s);
    auto *pill = child<elements::ConnectionPill>("connectionPill");
    QTRY_COMPARE(int(pill->state()), int(elements::ConnectionPill::State::Connected));
    const test::LoopTicker ticker;
    m_backend->kill();
    QTRY_COMPARE(int(pill->state()), int(elements::ConnectionPill::State::Waiting)); // said at once
    QVERIFY(!pill->toolTip().isEmpty());
    m_backend.reset();
    startBackend({u"--listen"_s, u"127.0.0.1:%1"_s.arg(address.port())});
    QTRY_COMPARE(int(pill->state()), int(elements::ConnectionPill::State::Connected)); // by itself
    QCOMPARE(m_window->page(), MainWindow::Create);
    QCOMPARE(hostname->text(), u"typed-meanwhile"_s);
    QCOMPARE(script->toPlainText(), u"echo typed"_s);
    // The run that died with it is told as what it is.
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    openFirstRow();
    QTRY_COMPARE(int(page()->run().phase), int(RunPhase::Error));
    QVERIFY(!child<QLabel>("errorMessage")->text().isEmpty());
    QVERIFY2(ticker.longestBusyMs() <= test::kNoticedMs, qPrintable(QString::number(ticker.longestBusyMs())));
}

void TestComeBack::aBackendThatNeverAnswers()
{
    QFile token(m_data->filePath(u"token"_s));
    QVERIFY(token.open(QIODevice::WriteOnly));
    token.write("token-of-the-silent-one\n");
    token.close();
    fakes::ScriptedServer server;
    server.setDefault(Script::silence());
    open(server.url(QString()));
    QTRY_VERIFY(!server.requests().isEmpty());
    const test::LoopTicker ticker;
    for (const auto to : {MainWindow::RunsPage, MainWindow::Templates, MainWindow::Nodes, MainWindow::Create,
                          MainWindow::ContainersPage, MainWindow::Create}) {
        m_window->showPage(to);
        const int ticks = ticker.ticks();
        QTRY_VERIFY(ticker.ticks() > ticks + 3);
        QVERIFY2(ticker.longestBusyMs() <= test::kNoticedMs,
                 qPrintable(u"page %1: %2 ms of work"_s.arg(int(to)).arg(ticker.longestBusyMs())));
    }
    auto *hostname = child<QLineEdit>("hostname");
    hostname->setFocus();
    QTest::keyClicks(hostname, u"typed"_s);
    QCOMPARE(hostname->text(), u"typed"_s);
    QVERIFY2(ticker.longestGapMs() < test::kFrozenMs, qPrintable(QString::number(ticker.longestGapMs())));
}

QTEST_MAIN(TestComeBack)
#include "tst_comeback.moc"
