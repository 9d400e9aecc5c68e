#include "tests/app/desktop/windowfixture.h"
#include "tests/support/patience.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/logview/findbar.h"
#include "widgets/logview/logpanel.h"
#include "widgets/logview/logview.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/theme.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QWheelEvent>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;
using desktoptest::Fixture;
using desktoptest::WindowFixture;
using fakes::Script;

/// What one does with runs in the window: delete them, try them again, search their logs.
class TestRunActions : public QObject, private WindowFixture
{
    Q_OBJECT
private slots:
    void initTestCase() { theme::Theme::instance().install(); }
    void init() { begin(); }
    void cleanup() { end(); }
    void failedRunIsDeletedFromItsPage();
    void failedRunIsDeletedFromTheList();
    void runningOneIsNotDeleted();
    void tryAgainBringsBackAnEarlierSession();
    void tryAgainSaysWhatItCannotBringBack();
    void takenNameCanBeFreed();
    void findByKeyboard();
    void terminalHasTheColoursOfTheTheme();
    void twoServicesAreFullyVisible();
    void emptyTextIsNotCut();
    void formIsTight();
    void wheelChangesNoField();
    void theEndTakesNoLogAway();
};

void TestRunActions::failedRunIsDeletedFromItsPage()
{
    openRun(Fixture::Run::Error);
    bool focusOnCancel = false;
    answer("cancel", &focusOnCancel);
    click("deleteRun");
    QVERIFY(focusOnCancel);
    QCOMPARE(m_window->page(), MainWindow::Progress);
    // Refused by the backend: said where one looks, and still there.
    const QByteArray path = "/api/containers/" + Fixture::idOf(Fixture::Run::Error);
    m_fixture->server().setDefault(
        path, Script::reply(502, "application/problem+json", R"({"detail":"Cannot delete. lxc is busy."})"));
    answer("confirm");
    click("deleteRun");
    QTRY_VERIFY([this] {
        for (auto *message : m_window->findChildren<elements::InlineMessage *>())
            if (message->isVisible() && message->text().contains(u"lxc is busy"_s))
                return true;
        return false;
    }());
    QCOMPARE(m_window->page(), MainWindow::Progress);
    m_fixture->server().setDefault(path, Script::reply(200, "application/json", "{}"));
    answer("confirm");
    click("deleteRun");
    QTRY_COMPARE(m_window->page(), MainWindow::ContainersPage);
    QCOMPARE(deletesOf(Fixture::Run::Error), 2);
}

void TestRunActions::failedRunIsDeletedFromTheList()
{
    open();
    auto *view = child<QWidget>("containersPage")->findChild<QListView *>(QStringLiteral("containers"));
    QTRY_COMPARE(view->model()->rowCount(), 4);
    m_fixture->server().setDefault("/api/containers/" + Fixture::idOf(Fixture::Run::Error),
                                   Script::reply(200, "application/json", "{}"));
    emit view->customContextMenuRequested(view->visualRect(row(Fixture::Run::Error)).center());
    auto *menu = child<QMenu>("containerMenu");
    QVERIFY(menu && menu->isVisible());
    answer("confirm");
    menu->setActiveAction(menu->findChild<QAction *>(u"deleteRow"_s));
    QTest::keyClick(menu, Qt::Key_Return);
    QTRY_COMPARE(deletesOf(Fixture::Run::Error), 1);
    // And by its key.
    view->setCurrentIndex(row(Fixture::Run::Complete));
    answer("cancel");
    QTest::keyClick(view, Qt::Key_Delete);
    QCOMPARE(deletesOf(Fixture::Run::Complete), 0);
}

void TestRunActions::runningOneIsNotDeleted()
{
    open();
    auto *view = child<QWidget>("containersPage")->findChild<QListView *>(QStringLiteral("containers"));
    QTRY_COMPARE(view->model()->rowCount(), 4);
    emit view->customContextMenuRequested(view->visualRect(row(Fixture::Run::Streaming)).center());
    auto *menu = child<QMenu>("containerMenu");
    QVERIFY(menu && !menu->findChild<QAction *>(u"deleteRow"_s)->isEnabled());
    menu->close();
    view->setCurrentIndex(row(Fixture::Run::Streaming));
    QTest::keyClick(view, Qt::Key_Delete); // no question, no request
    QVERIFY(!QApplication::activeModalWidget());
    QCOMPARE(deletesOf(Fixture::Run::Streaming), 0);
}

void TestRunActions::tryAgainBringsBackAnEarlierSession()
{
    QJsonObject detail = QJsonDocument::fromJson(m_fixture->row(Fixture::Run::Error)).object();
    detail.insert(
        u"spec"_s,
        QJsonObject{
            {u"hostname"_s, u"ci-runner-03"_s},
            {u"template"_s, u"docker"_s},
            {u"cores"_s, 3},
            {u"packages"_s, QJsonArray{u"git"_s, u"jq"_s}},
            {u"files"_s, QJsonArray{QJsonObject{{u"path"_s, u"/etc/motd"_s}, {u"content"_s, u"hi\n"_s}}}},
            {u"rootPassword"_s, u"••••••"_s},
            {u"scripts"_s,
             QJsonArray{
                 QJsonObject{{u"name"_s, u"00-pre-checks.sh"_s}, {u"content"_s, u"the template's\n"_s}},
                 QJsonObject{{u"name"_s, u"80-first.sh"_s}, {u"content"_s, u"echo first\n"_s}},
                 QJsonObject{{u"name"_s, u"91-mine.sh"_s}, {u"content"_s, u"echo one\necho two\n"_s}}}}});
    m_fixture->server().setDefault(
        "/api/containers/" + Fixture::idOf(Fixture::Run::Error),
        Script::reply(200, "application/json", QJsonDocument(detail).toJson(QJsonDocument::Compact)));
    openRun(Fixture::Run::Error);
    click("tryAgain");
    QTRY_COMPARE(m_window->page(), MainWindow::Create);
    CreatePage *page = wizard();
    QCOMPARE(page->step(), CreateStep::Configure);
    click("step:4");
    QCOMPARE(child<QListWidget>("ownScriptList")->count(), 2);
    child<QListWidget>("ownScriptList")->setCurrentRow(1);
    QCOMPARE(child<QLineEdit>("scriptName")->text(), u"91-mine.sh"_s);
    QCOMPARE(child<QPlainTextEdit>("scriptText")->toPlainText(), u"echo one\necho two\n"_s);
    QCOMPARE(child<QPlainTextEdit>("packages:apt")->toPlainText(), u"git\njq"_s);
    const ContainerSpec spec = page->spec();
    QCOMPARE(spec.cores, 3);
    QCOMPARE(spec.templateName, u"docker"_s);
    QCOMPARE(spec.packages, (QStringList{u"git"_s, u"jq"_s}));
    // The template's own script comes from the template again, as it is by then.
    QCOMPARE(spec.scripts.size(), 2);
    QCOMPARE(spec.scripts.at(0).content, QByteArray("echo first\n"));
    QCOMPARE(spec.scripts.at(1).content, QByteArray("echo one\necho two\n"));
    auto *note = child<elements::InlineMessage>("carried");
    QVERIFY(note->isVisible());
    QVERIFY2(note->text().contains(u"Files"_s) && note->text().contains(u"root password"_s),
             qPrintable(note->text()));
    // Filling it in once more loses and doubles nothing.
    page->setSpec(spec);
    QVERIFY(page->spec() == spec);
    emit note->actionTriggered();
    QVERIFY(page->spec().files.isEmpty());
    QCOMPARE(page->spec().scripts.size(), 2);
}

void TestRunActions::tryAgainSaysWhatItCannotBringBack()
{
    m_fixture->server().setDefault(
        "/api/containers/" + Fixture::idOf(Fixture::Run::Error),
        Script::reply(503, "application/problem+json", R"({"detail":"Cannot read the store. It is busy."})"));
    openRun(Fixture::Run::Error);
    click("tryAgain");
    QTRY_COMPARE(m_window->page(), MainWindow::Create);
    QCOMPARE(child<QLineEdit>("hostname")->text(), u"ci-runner-03"_s);
    auto *note = child<elements::InlineMessage>("carried");
    QVERIFY(note->isVisible());
    QVERIFY2(note->text().contains(u"Cannot bring back its scripts"_s) && note->text().contains(u"busy"_s),
             qPrintable(note->text()));
}

void TestRunActions::takenNameCanBeFreed()
{
    openRun(Fixture::Run::Error);
    click("tryAgain");
    QTRY_COMPARE(m_window->page(), MainWindow::Create);
    // The failed one still stands on the host.
    m_fixture->server().setDefault(
        "/api/containers",
        Script::reply(409, "application/problem+json",
                      R"({"detail":"Cannot create it. The name is taken.","fields":)"
                      R"([{"field":"hostname","message":"Cannot create it. The name is taken."}]})"));
    wizard()->goTo(CreateStep::Review);
    QTRY_VERIFY(child<QPushButton>("submit")->isEnabled());
    click("submit");
    elements::InlineMessage *message = nullptr;
    QTRY_VERIFY([&] {
        for (auto *each : child<QWidget>("createPage")->findChildren<elements::InlineMessage *>())
            if (each->isVisible() && each->text().contains(u"delete the failed one"_s))
                message = each;
        return message != nullptr;
    }());
    QVERIFY(child<QLineEdit>("hostname")->hasFocus());
    QVERIFY(!child<QPushButton>("submit")->isEnabled());
    m_fixture->setContainers({Fixture::Run::Error});
    m_fixture->server().setDefault("/api/containers/" + Fixture::idOf(Fixture::Run::Error),
                                   Script::reply(200, "application/json", "{}"));
    answer("confirm");
    emit message->actionTriggered();
    QTRY_COMPARE(deletesOf(Fixture::Run::Error), 1);
    QTRY_VERIFY(child<QPushButton>("submit")->isEnabled()); // all that was typed is there; once more
    QVERIFY(!message->isVisible());
    QCOMPARE(m_window->page(), MainWindow::Create);
    QCOMPARE(child<QLineEdit>("hostname")->text(), u"ci-runner-03"_s);
}

void TestRunActions::findByKeyboard()
{
    openRun(Fixture::Run::Error);
    QTRY_VERIFY(progress()->log()->view()->lineCount() > 20);
    auto *bar = progress()->log()->findBar();
    child<QPushButton>("tryAgain")->setFocus(); // from wherever one is
    QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
    QVERIFY(bar->isVisible());
    QVERIFY(bar->isAncestorOf(m_window->focusWidget()));
    QTest::keyClicks(m_window->focusWidget(), u"docker"_s);
    QTRY_VERIFY(progress()->log()->view()->finder().hitCount() > 2);
    QTRY_VERIFY(!progress()->log()->view()->finder().isSearching());
    QTest::keyClick(m_window->focusWidget(), Qt::Key_Return);
    QTRY_VERIFY(progress()->log()->view()->currentHit().has_value());
    const auto at = [this] { return progress()->log()->view()->currentHit()->ordinal; };
    const qint64 first = at();
    QTest::keyClick(m_window->focusWidget(), Qt::Key_F3);
    QTRY_VERIFY(at() != first);
    QTest::keyClick(m_window->focusWidget(), Qt::Key_F3, Qt::ShiftModifier);
    QTRY_COMPARE(at(), first);
    // F3 goes on from the log as well, and from the page's buttons.
    child<QPushButton>("tryAgain")->setFocus();
    QTest::keyClick(m_window->focusWidget(), Qt::Key_F3);
    QTRY_VERIFY(at() != first);
    // Escape closes the bar first and leaves the page only then.
    progress()->log()->view()->setFocus();
    QTest::keyClick(m_window->focusWidget(), Qt::Key_Escape);
    QVERIFY(!bar->isVisible());
    QCOMPARE(m_window->page(), MainWindow::Progress);
    QTest::keyClick(m_window->focusWidget(), Qt::Key_Escape);
    QCOMPARE(m_window->page(), MainWindow::ContainersPage);
}

void TestRunActions::terminalHasTheColoursOfTheTheme()
{
    openRun(Fixture::Run::Error);
    for (const auto mode : {theme::Mode::Dark, theme::Mode::Light}) {
        theme::Theme::instance().setMode(mode);
        const logview::LogPalette &palette = progress()->log()->view()->logPalette();
        QCOMPARE(palette.paper, theme::color(theme::Role::TerminalPaper));
        QCOMPARE(palette.text, theme::color(theme::Role::TerminalText));
        QCOMPARE(palette.timeStamp, theme::color(theme::Role::TerminalTime));
        QCOMPARE(palette.selection, theme::color(theme::Role::TerminalSelection));
        QCOMPARE(palette.error, theme::color(theme::Role::Danger, theme::Scheme::Dark));
        QVERIFY(theme::contrastRatio(palette.error, palette.paper) >= 4.5);
        QVERIFY(theme::contrastRatio(palette.timeStamp, palette.paper) >= 4.5);
    }
}

void TestRunActions::twoServicesAreFullyVisible()
{
    openRun(Fixture::Run::Complete);
    QTRY_VERIFY(progress()->findChild<QWidget *>(u"service:code-server"_s));
    m_window->resize(1180, 760);
    for (const auto &name : {u"service:code-server"_s, u"service:postgres"_s}) {
        auto *card = progress()->findChild<QWidget *>(name);
        QTRY_COMPARE(card->visibleRegion().boundingRect().size(), card->size());
        for (auto *copy : card->findChildren<QAbstractButton *>(u"copy"_s))
            QVERIFY(card->rect().contains(QRect(copy->mapTo(card, QPoint()), copy->size())));
    }
    QVERIFY(progress()->log()->isVisible());
}

void TestRunActions::emptyTextIsNotCut()
{
    m_fixture->setContainers({});
    open();
    auto *page = child<QWidget>("containersPage");
    QTRY_VERIFY(page->findChild<QPushButton *>(u"emptyAction"_s));
    QTRY_VERIFY(page->findChild<QPushButton *>(u"emptyAction"_s)->isVisible());
    for (const QSize size : {QSize(1180, 760), QSize(720, 480)}) {
        m_window->resize(size);
        QCoreApplication::processEvents();
        for (auto *label : page->findChildren<QLabel *>()) {
            if (label->isVisible() && label->wordWrap())
                QVERIFY2(label->height() >= label->heightForWidth(label->width()), qPrintable(label->text()));
        }
    }
}

void TestRunActions::formIsTight()
{
    open();
    m_window->showPage(MainWindow::Create);
    click("nextStep");
    m_window->resize(1280, 775);
    auto *note = child<QLabel>("hostname:note");
    QTRY_COMPARE(note->height(), note->heightForWidth(note->width()));
    auto *field = note->parentWidget();
    QTRY_VERIFY2(
        field->height() <= field->heightForWidth(field->width()),
        qPrintable(u"%1 instead of %2"_s.arg(field->height()).arg(field->heightForWidth(field->width()))));
}

void TestRunActions::wheelChangesNoField()
{
    open();
    m_window->showPage(MainWindow::Create);
    click("nextStep");
    auto *cores = child<QSpinBox>("cores");
    const auto turn = [cores] {
        const QPointF at = QRectF(cores->rect()).center();
        QWheelEvent event(at, cores->mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(cores, &event);
    };
    turn();
    QCOMPARE(cores->value(), 1);
    cores->setFocus(); // now it is meant
    turn();
    QCOMPARE(cores->value(), 2);
}

void TestRunActions::theEndTakesNoLogAway()
{
    open();
    // Low and narrow are counted in units of the font: with a small one that is less than the window's
    // minimum.
    m_window->setMinimumSize(m_window->minimumSize().boundedTo(QSize(theme::space(80), theme::space(60))));
    m_window->resize(m_window->minimumSize());
    m_window->showPage(MainWindow::Progress);
    RunState run;
    run.hostname = u"web-01"_s;
    for (const bool reading : {true, false}) {
        run.phase = RunPhase::Streaming;
        progress()->startRun();
        progress()->showRun(run);
        if (reading)
            progress()->log()->openFind();
        else
            child<QPushButton>("newContainer")->setFocus();
        run.phase = RunPhase::Complete;
        progress()->showRun(run);
        QCOMPARE(progress()->log()->isVisible(), reading);
        QVERIFY(child<QAbstractButton>("switchParts")->isVisible());
    }
}

QTEST_MAIN(TestRunActions)
#include "tst_runactions.moc"
