#include "app/desktop/mainwindow.h"
#include "app/desktop/pages/createpage.h"
#include "app/desktop/pages/progresspage.h"
#include "app/desktop/session.h"
#include "tests/app/desktop/fixture.h"
#include "tests/app/desktop/windowfixture.h"
#include "tests/support/patience.h"
#include "widgets/elements/connectionpill.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/logview/logpanel.h"
#include "widgets/logview/logview.h"
#include "widgets/stepper/scriptbutton.h"
#include "widgets/stepper/stepper.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;
using desktoptest::Fixture;
using desktoptest::WindowFixture;
using fakes::Script;

/// The real window on the recorded backend, driven by object names.
class TestMainWindow : public QObject, private WindowFixture
{
    Q_OBJECT
private slots:
    void initTestCase() { theme::Theme::instance().install(); }
    void init() { begin(); }
    void cleanup() { end(); }
    void theFirstFrameIsToldOnce();
    void pagesAreMadeWhenOpened();
    void connecting();
    void streaming();
    void complete();
    void error();
    void tryAgainKeepsAllTyped();
    void detailsCopyWithoutSecrets();
    void simulationIsSaid();
    void wrongTokenIsSaid();
    void noBackendIsSaidAndTriedAgain();
    void emptyListInvites();
    void fieldErrorsAtTheirField();
    void deleteAsksFirst();
    void cutStreamShowsReason();
    void everyControlIsReachableAndNamed_data();
    void everyControlIsReachableAndNamed();
    void nothingIsClippedAtTheMinimum();
    void servicesHaveRoomAtTheMinimum();
    void passwordIsNowhereReadable();
};

void TestMainWindow::theFirstFrameIsToldOnce()
{
    m_window = std::make_unique<MainWindow>(Options());
    QSignalSpy told(m_window.get(), &MainWindow::firstFrameDrawn);
    m_window->show();
    QTRY_COMPARE(told.count(), 1);
    m_window->repaint();
    QCoreApplication::processEvents();
    QCOMPARE(told.count(), 1);
}

void TestMainWindow::pagesAreMadeWhenOpened()
{
    open();
    auto *view = child<QWidget>("containersPage")->findChild<QListView *>(QStringLiteral("containers"));
    QTRY_COMPARE(view->model()->rowCount(), 4);
    QTRY_VERIFY(!m_window->session().host().name.isEmpty());
    QVERIFY(!wizard() && !progress() && !child<QWidget>("runsPage"));
    // One that comes late knows what was said before: the list here, the host there.
    m_window->showPage(MainWindow::RunsPage);
    QTRY_VERIFY(child<QListView>("endedRuns")->isVisible());
    QCOMPARE(m_window->page(), MainWindow::RunsPage);
    m_window->showPage(MainWindow::Create);
    QVERIFY(wizard()->isVisible());
    m_window->showPage(MainWindow::Progress);
    QVERIFY(progress()->isVisible());
    const auto *const made = wizard();
    m_window->showPage(MainWindow::Create);
    QCOMPARE(wizard(), made); // and once
}

void TestMainWindow::connecting()
{
    openRun(Fixture::Run::Connecting);
    QCOMPARE(title(), u"Connecting to cache-02"_s);
    QVERIFY(!progress()->log()->isVisible()); // a skeleton stands there
    QVERIFY(!progress()->stepper()->isVisible());
}

void TestMainWindow::streaming()
{
    openRun(Fixture::Run::Streaming);
    QTRY_COMPARE(
        progress()->stepper()->asText(),
        u"[x] Create Container / [x] Start Container / [x] Deploy Files / [>] Run Scripts / [ ] Finalize"_s);
    QCOMPARE(title(), u"Creating web-01"_s);
    QVERIFY(progress()->stepper()->percent() >= 65);
    QTRY_VERIFY(progress()->log()->view()->lineCount() > 20);
    // A script filters the log, and back.
    auto *script = child<stepper::ScriptButton>("script:01-setup-user.sh");
    QTest::mouseClick(script, Qt::LeftButton);
    QCOMPARE(progress()->log()->scriptFilter(), u"01-setup-user.sh"_s);
    QTest::mouseClick(script, Qt::LeftButton);
    QCOMPARE(progress()->log()->scriptFilter(), QString());
    QCOMPARE(child<elements::ConnectionPill>("connectionPill")->text(), u"connected"_s);
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QCOMPARE(m_window->page(), MainWindow::ContainersPage);
}

void TestMainWindow::complete()
{
    openRun(Fixture::Run::Complete);
    QCOMPARE(title(), u"dev-07 is ready"_s);
    QCOMPARE(progress()->stepper()->percent(), 100);
    QTRY_VERIFY(progress()->findChild<QWidget *>(u"service:code-server"_s));
    auto *card = progress()->findChild<QWidget *>(u"service:code-server"_s);
    QCOMPARE(card->findChild<QLabel *>(u"address"_s)->text(), u"https://10.0.0.50:8443"_s);
    QTest::mouseClick(card->findChild<QAbstractButton *>(u"copyAddress"_s), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"https://10.0.0.50:8443"_s);
    click("createAnother");
    QCOMPARE(m_window->page(), MainWindow::Create);
}

void TestMainWindow::error()
{
    openRun(Fixture::Run::Error);
    QCOMPARE(title(), u"Creation of ci-runner-03 failed"_s);
    QVERIFY(child<QLabel>("errorMessage")->text().contains(u"exit code 100"_s));
    QVERIFY(progress()->stepper()->asText().contains(u"[!] Run Scripts"_s));
    QCOMPARE(child<stepper::ScriptButton>("script:02-docker-install.sh")->state(), stepper::StepState::Error);
    QVERIFY(child<QPushButton>("tryAgain")->isVisible());
    QVERIFY(!child<QPushButton>("viewContainer")->isVisible());
}

void TestMainWindow::tryAgainKeepsAllTyped()
{
    m_fixture->server().enqueue("/api/containers",
                                Script::reply(200, "application/json", R"({"containers":[]})"));
    open();
    const auto isListRead = [this] {
        const auto &all = m_fixture->server().requests();
        return std::any_of(all.begin(), all.end(),
                           [](const fakes::Request &request) { return request.target == "/api/containers"; });
    };
    QTRY_VERIFY(isListRead()); // its answer is not for what comes next on the same path
    QTest::keyClick(m_window.get(), Qt::Key_N, Qt::ControlModifier);
    QCOMPARE(m_window->page(), MainWindow::Create);
    click("nextStep");
    auto *hostname = child<QLineEdit>("hostname");
    QTest::keyClicks(hostname, u"ci-runner-03"_s);
    click("step:4");
    click("addOwnScript");
    child<QPlainTextEdit>("scriptText")->setPlainText(u"echo mine"_s);
    click("step:5");
    // The list is polled on the same path: whatever comes next answers the request.
    m_fixture->server().setDefault(
        "/api/containers", Script::reply(201, "application/json", m_fixture->row(Fixture::Run::Error)));
    QTRY_VERIFY(child<QPushButton>("submit")->isEnabled());
    click("submit");
    QTRY_COMPARE(m_window->page(), MainWindow::Progress);
    m_fixture->setContainers({Fixture::Run::Error});
    QTRY_COMPARE(int(progress()->run().phase), int(RunPhase::Error));
    click("tryAgain");
    QCOMPARE(m_window->page(), MainWindow::Create);
    QCOMPARE(hostname->text(), u"ci-runner-03"_s);
    QCOMPARE(child<QPlainTextEdit>("scriptText")->toPlainText(), u"echo mine"_s);
}

void TestMainWindow::detailsCopyWithoutSecrets()
{
    openRun(Fixture::Run::Error);
    click("viewDetails");
    auto *dialog = m_window->findChild<QDialog *>(u"detailsDialog"_s);
    QTRY_VERIFY(dialog && dialog->isVisible());
    const QString report = dialog->findChild<QPlainTextEdit *>(u"report"_s)->toPlainText();
    QVERIFY(report.contains(u"ci-runner-03"_s));
    QVERIFY(report.contains(u"the mirror did not answer"_s));
    QVERIFY(!report.contains(u'\x1b'));
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"copyReport"_s), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), report);
    dialog->close();
}

void TestMainWindow::simulationIsSaid()
{
    m_fixture = std::make_unique<Fixture>(true);
    openRun(Fixture::Run::Streaming);
    QVERIFY(child<QWidget>("simulationBadge")->isVisible());
    m_window->showPage(MainWindow::Create);
    click("nextStep");
    QTRY_VERIFY(child<QAbstractButton>("expander:simulation")->isVisible());
}

void TestMainWindow::wrongTokenIsSaid()
{
    m_fixture->server().setDefault(
        "/api/containers",
        Script::reply(401, "application/problem+json",
                      R"({"status":401,"detail":"Cannot let you in. The token is wrong."})"));
    open();
    auto *pill = child<elements::ConnectionPill>("connectionPill");
    QTRY_COMPARE(pill->text(), u"signed out"_s);
    // Which file to mend, and nothing of headers.
    QVERIFY2(pill->accessibleName().contains(u"does not accept the token in "_s + m_fixture->tokenFile()),
             qPrintable(pill->accessibleName()));
    auto *action = child<QWidget>("containersPage")->findChild<QPushButton *>(u"emptyAction"_s);
    QVERIFY(action->isVisible() && action->text() == u"Retry"_s); // no skeletons for what does not come
    // Mended: one press reads the file again.
    QFile file(m_fixture->tokenFile());
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.write("another-token\n") > 0);
    file.close();
    m_fixture->setContainers({Fixture::Run::Streaming});
    QTest::mouseClick(action, Qt::LeftButton);
    QTRY_COMPARE(pill->text(), u"connected"_s);
    QCOMPARE(m_fixture->server().requests().constLast().header("Authorization"),
             QByteArray("Bearer another-token"));
}

void TestMainWindow::noBackendIsSaidAndTriedAgain()
{
    m_fixture->server().shutDown();
    open();
    auto *pill = child<elements::ConnectionPill>("connectionPill");
    QTRY_VERIFY2(pill->text().startsWith(u"reconnecting"_s), qPrintable(pill->text()));
    QVERIFY(m_fixture->server().listenAgain());
    QTRY_COMPARE_WITH_TIMEOUT(pill->text(), u"connected"_s, 20'000);
    // What it is, it could not be asked at the start.
    QTRY_COMPARE(m_window->session().host().name, u"lxc"_s);
}

void TestMainWindow::emptyListInvites()
{
    m_fixture->setContainers({});
    open();
    auto *page = child<QWidget>("containersPage");
    QVERIFY(!page->findChild<QPushButton *>(u"emptyAction"_s)); // made when it is needed
    QTRY_VERIFY(page->findChild<QPushButton *>(u"emptyAction"_s));
    auto *action = page->findChild<QPushButton *>(u"emptyAction"_s);
    QTRY_VERIFY(action->isVisible());
    QTest::mouseClick(action, Qt::LeftButton);
    QCOMPARE(m_window->page(), MainWindow::Create);
    QVERIFY(child<QWidget>("createTemplates")->hasFocus());
}

void TestMainWindow::fieldErrorsAtTheirField()
{
    open();
    m_window->showPage(MainWindow::Create);
    click("nextStep");
    auto *note = child<QLabel>("hostname:note");
    const QString hint = note->text();
    auto *hostname = child<QLineEdit>("hostname");
    QTest::keyClicks(hostname, u"web 01"_s);
    QVERIFY2(note->text().startsWith(u"Cannot use a hostname with spaces"_s), qPrintable(note->text()));
    QCOMPARE(hostname->accessibleDescription(), note->text());
    QVERIFY(!child<QPushButton>("submit")->isEnabled());
    hostname->clear();
    QTest::keyClicks(hostname, u"web-01"_s);
    QCOMPARE(note->text(), hint); // cleared again
    QTRY_VERIFY(child<QPushButton>("submit")->isEnabled());
}

void TestMainWindow::deleteAsksFirst()
{
    openRun(Fixture::Run::Complete);
    click("viewContainer");
    QCOMPARE(m_window->page(), MainWindow::Detail);
    bool focusOnCancel = false;
    QTimer::singleShot(0, m_window.get(), [&] {
        auto *dialog = QApplication::activeModalWidget();
        focusOnCancel = dialog->focusWidget() == dialog->findChild<QPushButton *>(u"cancel"_s);
        QTest::keyClick(dialog, Qt::Key_Return); // destroys nothing
    });
    click("deleteContainer");
    QVERIFY(focusOnCancel);
    QTimer::singleShot(0, m_window.get(), [] {
        QTest::mouseClick(QApplication::activeModalWidget()->findChild<QPushButton *>(u"confirm"_s),
                          Qt::LeftButton);
    });
    m_fixture->server().setDefault("/api/containers/" + Fixture::idOf(Fixture::Run::Complete),
                                   Script::reply(200, "application/json", "{}"));
    click("deleteContainer");
    QTRY_COMPARE(m_window->page(), MainWindow::ContainersPage);
    int deletes = 0;
    for (const auto &request : m_fixture->server().requests())
        deletes += request.method == "DELETE";
    QCOMPARE(deletes, 1);
}

void TestMainWindow::cutStreamShowsReason()
{
    const QByteArray path = "/api/containers/" + Fixture::idOf(Fixture::Run::Streaming) + "/progress";
    m_fixture->server().setDefault(
        path, Script::reply(503, "application/problem+json", R"({"detail":"Too many streams"})"));
    m_fixture->server().enqueue(
        path, Script::eventStream(m_fixture->progressStream(Fixture::Run::Streaming)).reset());
    openRun(Fixture::Run::Streaming);
    auto *pill = child<elements::ConnectionPill>("connectionPill");
    QTRY_VERIFY_WITH_TIMEOUT(pill->text() != u"connected"_s, 15'000);
    QVERIFY2(!pill->toolTip().isEmpty(), qPrintable(pill->text()));
    QCOMPARE(title().contains(u"failed"_s), false); // the run is not what failed
}

void TestMainWindow::everyControlIsReachableAndNamed_data()
{
    QTest::addColumn<int>("page");
    QTest::addColumn<int>("step"); // of the wizard
    QTest::newRow("runs") << int(MainWindow::RunsPage) << 0;
    QTest::newRow("containers") << int(MainWindow::ContainersPage) << 0;
    for (const CreateStep step : kCreateSteps)
        QTest::addRow("create: %s", qPrintable(createStepName(step))) << int(MainWindow::Create) << int(step);
    QTest::newRow("progress") << int(MainWindow::Progress) << 0;
    QTest::newRow("detail") << int(MainWindow::Detail) << 0;
    QTest::newRow("nodes") << int(MainWindow::Nodes) << 0;
    QTest::newRow("node editor") << int(MainWindow::NodeEditor) << 0;
    QTest::newRow("buckets") << int(MainWindow::Buckets) << 0;
    QTest::newRow("templates") << int(MainWindow::Templates) << 0;
    QTest::newRow("template editor") << int(MainWindow::TemplateEditor) << 0;
    QTest::newRow("settings") << int(MainWindow::Preferences) << 0;
}

void TestMainWindow::everyControlIsReachableAndNamed()
{
    QFETCH(const int, page);
    QFETCH(const int, step);
    openRun(Fixture::Run::Complete);
    QTRY_VERIFY(progress()->findChild<QWidget *>(u"service:code-server"_s));
    if (page == MainWindow::Detail) {
        click("viewContainer");
    } else if (page == MainWindow::NodeEditor) {
        m_fixture->setNode(Fixture::Trust::Trusted);
        m_window->showPage(MainWindow::Nodes);
        QTRY_VERIFY(child<QWidget>("node:pve"));
        QTest::mouseClick(child<QWidget>("node:pve")->findChild<QAbstractButton *>(u"edit"_s),
                          Qt::LeftButton);
    } else if (page == MainWindow::TemplateEditor) {
        m_window->showPage(MainWindow::Templates);
        click("newTemplate");
    } else
        m_window->showPage(static_cast<MainWindow::Page>(page));
    if (page == MainWindow::Templates)
        QTRY_VERIFY(child<QPushButton>("editTemplate")->isEnabled());
    if (page == MainWindow::Create)
        wizard()->goTo(kCreateSteps.at(size_t(step)));
    QSet<QWidget *> expected;
    for (QWidget *widget : m_window->findChildren<QWidget *>()) {
        const bool takes = widget->focusPolicy() & Qt::TabFocus;
        if (!takes || !widget->isVisible() || !widget->isEnabled() || widget->focusProxy())
            continue;
        if (qobject_cast<QLineEdit *>(widget) && widget->parentWidget()->inherits("QAbstractSpinBox"))
            continue; // the spin box takes the focus itself
        expected.insert(widget);
        const QString name = QAccessible::queryAccessibleInterface(widget)->text(QAccessible::Name);
        QVERIFY2(!name.isEmpty(), qPrintable(QString::fromLatin1(widget->metaObject()->className()) + u' ' +
                                             widget->objectName()));
    }
    QVERIFY(expected.size() >= 4);
    for (const auto key : {Qt::Key_Tab, Qt::Key_Backtab}) {
        QSet<QWidget *> seen;
        (*expected.begin())->setFocus();
        for (qsizetype i = 0; i < expected.size() + 20 && m_window->focusWidget(); ++i) {
            seen.insert(m_window->focusWidget());
            QTest::keyClick(m_window->focusWidget(), key);
        }
        QSet<QWidget *> missed = expected;
        missed.subtract(seen);
        QVERIFY2(missed.isEmpty(),
                 missed.isEmpty()
                     ? ""
                     : qPrintable((*missed.begin())->objectName() + u' ' +
                                  QString::fromLatin1((*missed.begin())->metaObject()->className())));
    }
}

void TestMainWindow::nothingIsClippedAtTheMinimum()
{
    openRun(Fixture::Run::Error);
    m_window->resize(m_window->minimumSize());
    QTRY_COMPARE(m_window->size(), QSize(720, 480));
    const auto look = [this] {
        QCoreApplication::processEvents();
        for (QPushButton *button : m_window->findChildren<QPushButton *>()) {
            if (!button->isVisible())
                continue;
            QVERIFY2(button->width() >= button->sizeHint().width(), qPrintable(button->text()));
            const QPoint corner = button->mapTo(m_window.get(), QPoint(button->width(), button->height()));
            QVERIFY2(corner.x() <= m_window->width(), qPrintable(button->text()));
        }
    };
    for (const auto page :
         {MainWindow::RunsPage, MainWindow::ContainersPage, MainWindow::Progress, MainWindow::Nodes,
          MainWindow::Templates, MainWindow::Buckets, MainWindow::Preferences}) {
        m_window->showPage(page);
        look();
    }
    m_window->showPage(MainWindow::Templates);
    QTRY_VERIFY(child<QPushButton>("newTemplate")->isEnabled());
    click("newTemplate");
    for (int tab = 0; tab < 3; ++tab) {
        child<QTabWidget>("templateTabs")->setCurrentIndex(tab);
        look();
    }
    m_fixture->setNode(Fixture::Trust::New);
    m_window->showPage(MainWindow::Nodes);
    QTRY_VERIFY(child<QWidget>("node:pve"));
    QTest::mouseClick(child<QWidget>("node:pve")->findChild<QAbstractButton *>(u"edit"_s), Qt::LeftButton);
    click("testNode");
    QTRY_VERIFY(child<QWidget>("trustQuestion")->isVisible());
    look();
    m_window->showPage(MainWindow::Create);
    for (const CreateStep step : kCreateSteps) {
        wizard()->goTo(step);
        look();
    }
}

void TestMainWindow::servicesHaveRoomAtTheMinimum()
{
    openRun(Fixture::Run::Complete);
    QTRY_VERIFY(progress()->findChild<QWidget *>(u"service:code-server"_s));
    // What is too low for both is counted in units of the font: with a small one, lower than the window's
    // minimum.
    m_window->setMinimumHeight(std::min(m_window->minimumHeight(), theme::space(60)));
    m_window->resize(m_window->minimumSize());
    auto *card = progress()->findChild<QWidget *>(u"service:code-server"_s);
    QTRY_COMPARE(card->visibleRegion().boundingRect().height(), card->height());
    QVERIFY(!progress()->log()->isVisible());
    click("switchParts");
    QVERIFY(progress()->log()->isVisible());
    click("switchParts");
    QVERIFY(card->isVisible());
    m_window->resize(1180, 760);
    QTRY_VERIFY(progress()->log()->isVisible() && card->isVisible());
}

void TestMainWindow::passwordIsNowhereReadable()
{
    openRun(Fixture::Run::Complete);
    QTRY_VERIFY(progress()->findChild<QWidget *>(u"service:code-server"_s));
    const QString password = QString::fromUtf8(Fixture::password());
    QList<QPointer<QObject>> objects; // reading one of them may delete another
    for (QObject *object : m_window->findChildren<QObject *>())
        objects.append(object);
    for (const QPointer<QObject> &object : std::as_const(objects)) {
        const QMetaObject *meta = object ? object->metaObject() : &QObject::staticMetaObject;
        for (int i = 0; object && i < meta->propertyCount(); ++i) {
            if (meta->property(i).isReadable())
                QVERIFY2(!meta->property(i).read(object).toString().contains(password),
                         meta->property(i).name());
        }
    }
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
