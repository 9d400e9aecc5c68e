#include "app/desktop/mainwindow.h"
#include "app/desktop/pages/createpage.h"
#include "app/desktop/pages/detailpage.h"
#include "app/desktop/pages/progresspage.h"
#include "app/desktop/session.h"
#include "tests/app/desktop/quiet.h"
#include "tests/support/paths.h"
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
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTimer>
#include <csignal>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;

/// An operator's first day, in the real window over a real slipwayd that it starts itself: from the empty
/// first start to a container that was made, looked at, stopped, started and deleted; and the backend killed
/// in the middle of what is being done.
class TestDesktop : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();
    void fromTheFirstStartToTheDeletedContainer();
    void killedInTheMiddleOfTheWizard();
    void killedInTheMiddleOfARun();
    void killedInTheMiddleOfATemplate();

private:
    template<typename T>
    T *child(const QString &name) const
    {
        return m_window->findChild<T *>(name);
    }
    /// The one in sight, where several pages have one of that name.
    QAbstractButton *button(const QString &name) const
    {
        const auto all = m_window->findChildren<QAbstractButton *>(name);
        const auto seen = std::find_if(all.begin(), all.end(), [](auto *one) { return one->isVisible(); });
        return seen != all.end() ? *seen : all.value(0);
    }
    /// As a person does: with the mouse, on what is in sight and can be pressed.
    void click(const QString &name) const
    {
        const auto canBePressed = [&] {
            auto *wanted = button(name);
            return wanted && wanted->isVisible() && wanted->isEnabled();
        };
        QTRY_VERIFY2_WITH_TIMEOUT(canBePressed(), qPrintable(name), 30'000);
        QTest::mouseClick(button(name), Qt::LeftButton);
    }
    /// Presses `name`, which asks first, and then the dialog's own button. Its focus has to be on Cancel.
    void confirm(const QString &name) const
    {
        bool wasOnCancel = false;
        QTimer whenAsked; // the dialog has an event loop of its own
        connect(&whenAsked, &QTimer::timeout, m_window.get(), [&] {
            auto *dialog = QApplication::activeModalWidget();
            if (!dialog)
                return;
            whenAsked.stop();
            wasOnCancel = dialog->focusWidget() == dialog->findChild<QPushButton *>(u"cancel"_s);
            QTest::mouseClick(dialog->findChild<QPushButton *>(u"confirm"_s), Qt::LeftButton);
        });
        whenAsked.start(5);
        click(name);
        QVERIFY2(wasOnCancel, qPrintable(name));
    }
    void type(const QString &name, const QString &text) const
    {
        auto *edit = child<QLineEdit>(name);
        QVERIFY2(edit && edit->isVisible(), qPrintable(name));
        edit->selectAll();
        QTest::keyClicks(edit, text);
    }
    /// The first empty page, its button, the template, and the name; a run of `seconds`.
    void beginContainer(const QString &hostname, double seconds) const;
    RunPhase phase() const { return m_window->findChild<ProgressPage *>()->run().phase; }
    QString step() const { return createStepName(m_window->findChild<CreatePage *>()->step()); }
    QAbstractItemModel *containers() const
    {
        return child<QWidget>(u"containersPage"_s)
            ->findChild<QListView *>(QStringLiteral("containers"))
            ->model();
    }
    /// Ends the backend as a power cut does; what then happens is not waited for.
    void kill() const;
    bool isTold() const ///< that it is gone
    {
        return m_window->findChild<elements::ConnectionPill *>()->toolTip().contains(u"backend stopped"_s);
    }
    bool isBack() const
    {
        return m_window->session().ownBackendPid() > 0 &&
               m_window->findChild<elements::ConnectionPill *>()->text() == u"connected"_s;
    }

    std::unique_ptr<QTemporaryDir> m_data;
    std::unique_ptr<MainWindow> m_window;
};

void TestDesktop::initTestCase()
{
    const QString program = test::binDir() + u"/slipwayd"_s;
    if (!QFileInfo(program).isExecutable())
        QSKIP("slipwayd is not built");
    qputenv("PATH", test::binDir().toLocal8Bit() + ':' + qgetenv("PATH"));
    theme::Theme::instance().install();
}

void TestDesktop::init()
{
    desktoptest::failOnWarnings();
    m_data = std::make_unique<QTemporaryDir>();
    Options options;
    options.host = u"simulated"_s;
    options.dataDir = m_data->filePath(u"data"_s);
    m_window = std::make_unique<MainWindow>(options);
    m_window->show();
    m_window->start();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestDesktop::cleanup()
{
    m_window.reset();
    m_data.reset();
}

void TestDesktop::kill() const
{
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(u"The backend stopped. It was ended by a signal"_s));
    const qint64 pid = m_window->session().ownBackendPid();
    QVERIFY(pid > 0);
    QCOMPARE(::kill(pid_t(pid), SIGKILL), 0);
}

void TestDesktop::beginContainer(const QString &hostname, double seconds) const
{
    click(u"emptyAction"_s); // of the page that holds nothing yet
    QCOMPARE(m_window->page(), MainWindow::Create);
    QCOMPARE(step(), createStepName(CreateStep::Template));
    auto *templates = child<QListWidget>(u"createTemplates"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!templates->findItems(u"BusyBox web server"_s, Qt::MatchExactly).isEmpty(),
                             30'000);
    const auto *item = templates->findItems(u"BusyBox web server"_s, Qt::MatchExactly).constFirst();
    QTest::mouseClick(templates->viewport(), Qt::LeftButton, {}, templates->visualItemRect(item).center());
    click(u"nextStep"_s);
    QCOMPARE(step(), createStepName(CreateStep::Configure));
    type(u"hostname"_s, hostname);
    click(u"expander:simulation"_s);
    child<QDoubleSpinBox>(u"durationSeconds"_s)->setValue(seconds);
    child<QSpinBox>(u"lines"_s)->setValue(80);
}

void TestDesktop::fromTheFirstStartToTheDeletedContainer()
{
    beginContainer(u"First One!"_s, 1);
    // Said at its field, while typing; and taken back as soon as it is right.
    auto *note = child<QLabel>(u"hostname:note"_s);
    QTRY_VERIFY(note && note->isVisible() && note->text().contains(u"Cannot"_s));
    type(u"hostname"_s, u"first-01"_s);
    QTRY_VERIFY(!note->text().contains(u"Cannot"_s));
    for (const CreateStep next : {CreateStep::Packages, CreateStep::Scripts, CreateStep::Review}) {
        click(u"nextStep"_s);
        QCOMPARE(step(), createStepName(next));
    }
    QVERIFY(child<QPlainTextEdit>(u"command"_s)
                ->toPlainText()
                .contains(u"--hostname first-01 --template busybox-web"_s));
    click(u"submit"_s);
    QTRY_COMPARE(m_window->page(), MainWindow::Progress);
    QTRY_COMPARE_WITH_TIMEOUT(int(phase()), int(RunPhase::Complete), 60'000);
    auto *progress = m_window->findChild<ProgressPage *>();
    QCOMPARE(progress->stepper()->percent(), 100);
    QTRY_VERIFY(progress->log()->view()->lineCount() >= 80);

    click(u"viewContainer"_s);
    QTRY_COMPARE(m_window->page(), MainWindow::Detail);
    QVERIFY(!button(u"powerStart"_s)->isEnabled()); // it runs
    confirm(u"powerStop"_s);
    QTRY_VERIFY_WITH_TIMEOUT(button(u"powerStart"_s)->isEnabled(), 30'000);
    QVERIFY(!button(u"powerStop"_s)->isEnabled());
    click(u"powerStart"_s);
    QTRY_VERIFY_WITH_TIMEOUT(button(u"powerStop"_s)->isEnabled(), 30'000);

    auto *tabs = child<QTabWidget>(u"detailTabs"_s);
    QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(1).center());
    QTRY_VERIFY_WITH_TIMEOUT(child<QWidget>(u"service:code-server"_s), 30'000);
    auto *service = m_window->findChild<DetailPage *>()->findChild<QWidget *>(u"service:code-server"_s);
    auto *reveal = service->findChild<QAbstractButton *>(u"reveal"_s);
    QTRY_VERIFY(reveal && reveal->isVisible());
    QTest::mouseClick(reveal, Qt::LeftButton);
    QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(2).center());
    QTRY_COMPARE_WITH_TIMEOUT(child<QLabel>(u"runTitle"_s)->text(), u"Run 1 completed"_s, 30'000);
    QTRY_VERIFY(child<logview::LogPanel>(u"historyLog"_s)->view()->lineCount() >= 80);

    confirm(u"deleteContainer"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->page(), MainWindow::ContainersPage, 30'000);
    QTRY_COMPARE(containers()->rowCount(), 0);
    auto *const page = child<QWidget>(u"containersPage"_s);
    QTRY_VERIFY(page->findChild<QAbstractButton *>(u"emptyAction"_s));
    QTRY_VERIFY(page->findChild<QAbstractButton *>(u"emptyAction"_s)->isVisible());
}

void TestDesktop::killedInTheMiddleOfTheWizard()
{
    beginContainer(u"kept-01"_s, 1);
    click(u"nextStep"_s);
    child<QPlainTextEdit>(u"packages:apt"_s)->setPlainText(u"git\nvim"_s);
    click(u"nextStep"_s);
    click(u"addOwnScript"_s);
    auto *script = child<QPlainTextEdit>(u"scriptText"_s);
    script->setPlainText(u"set -eu\necho typed before the cut\n"_s);
    const qint64 before = m_window->session().ownBackendPid();
    kill();
    QTRY_VERIFY_WITH_TIMEOUT(isTold(), 10'000);
    QTest::keyClicks(script, u"echo and during it"_s); // nobody has to wait
    QTRY_VERIFY_WITH_TIMEOUT(isBack() && m_window->session().ownBackendPid() != before, 30'000);
    QCOMPARE(m_window->page(), MainWindow::Create);
    QCOMPARE(step(), createStepName(CreateStep::Scripts));
    QVERIFY(script->toPlainText().contains(u"typed before the cut"_s));
    QVERIFY(script->toPlainText().contains(u"echo and during it"_s));
    QCOMPARE(child<QPlainTextEdit>(u"packages:apt"_s)->toPlainText(), u"git\nvim"_s);
    QCOMPARE(child<QLineEdit>(u"hostname"_s)->text(), u"kept-01"_s);
    click(u"nextStep"_s);
    click(u"submit"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->page(), MainWindow::Progress, 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(int(phase()), int(RunPhase::Complete), 60'000);
}

void TestDesktop::killedInTheMiddleOfARun()
{
    beginContainer(u"cut-01"_s, 600);
    click(u"step:5"_s);
    click(u"submit"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->page(), MainWindow::Progress, 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(int(phase()), int(RunPhase::Streaming), 30'000);
    auto *log = m_window->findChild<ProgressPage *>()->log()->view();
    QTRY_VERIFY_WITH_TIMEOUT(log->lineCount() >= 3, 30'000);
    const qint64 seen = log->lineCount();
    kill();
    QTRY_VERIFY_WITH_TIMEOUT(isTold(), 10'000);
    QVERIFY(log->lineCount() >= seen); // what was read stays in sight
    // The new backend says how the run ended, and the page asks it by itself.
    QTRY_COMPARE_WITH_TIMEOUT(int(phase()), int(RunPhase::Error), 30'000);
    QVERIFY(log->lineCount() >= seen);
    QVERIFY(!child<QLabel>(u"errorMessage"_s)->text().isEmpty());
    click(u"tryAgain"_s); // with all that was typed
    QCOMPARE(m_window->page(), MainWindow::Create);
    QCOMPARE(child<QLineEdit>(u"hostname"_s)->text(), u"cut-01"_s);
    QCOMPARE(child<QDoubleSpinBox>(u"durationSeconds"_s)->value(), 600.0);
}

void TestDesktop::killedInTheMiddleOfATemplate()
{
    QTRY_VERIFY_WITH_TIMEOUT(isBack(), 30'000);
    QTest::keyClick(m_window.get(), Qt::Key_3, Qt::ControlModifier);
    click(u"newTemplate"_s);
    QCOMPARE(m_window->page(), MainWindow::TemplateEditor);
    type(u"templateTitleInput"_s, u"Own server"_s);
    type(u"templateName"_s, u"own-server"_s);
    auto *tabs = child<QTabWidget>(u"templateTabs"_s);
    tabs->setCurrentIndex(1);
    click(u"addScript"_s);
    auto *script = child<QPlainTextEdit>(u"templateScriptText"_s);
    script->setPlainText(u"set -eu\necho kept\n"_s);
    const qint64 before = m_window->session().ownBackendPid();
    kill();
    QTRY_VERIFY_WITH_TIMEOUT(isTold(), 10'000);
    QTRY_VERIFY_WITH_TIMEOUT(isBack() && m_window->session().ownBackendPid() != before, 30'000);
    QCOMPARE(m_window->page(), MainWindow::TemplateEditor);
    QCOMPARE(script->toPlainText(), u"set -eu\necho kept\n"_s);
    QCOMPARE(child<QLineEdit>(u"templateTitleInput"_s)->text(), u"Own server"_s);
    click(u"saveTemplate"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->page(), MainWindow::Templates, 30'000);
    auto *list = child<QListWidget>(u"templates"_s);
    QTRY_COMPARE_WITH_TIMEOUT(list->findItems(u"Own server"_s, Qt::MatchStartsWith).size(), 1, 30'000);
}

QTEST_MAIN(TestDesktop)
#include "tst_desktop.moc"
