#include "tests/app/desktop/wizardfixture.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/theme/theme.h"

#include <QMouseEvent>
#include <QPlainTextEdit>
#include <QSpinBox>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;
using desktoptest::StepHeader;
using desktoptest::WizardFixture;
using elements::InlineMessage;
using fakes::Script;

/// The way through the wizard: its steps and what each of them takes.
class TestCreateWizard : public QObject, private WizardFixture
{
    Q_OBJECT
private slots:
    void initTestCase() { theme::Theme::instance().install(); }
    void init() { begin(); }
    void cleanup() { end(); }
    void stepsTellTheirState();
    void keysGoThroughTheSteps();
    void createFromAnywhereLeadsToWhatIsWrong();
    void doubleClickOnNextCreatesNothing();
    void templateBringsItsSizeButNotOverWhatWasTyped();
    void templateIsSummarised();
    void templatesThatCannotBeHadAreNoObstacle();
    void packagesArePastedAndMarked();
    void scriptsInTheirOrder();
    void importedScriptAndOneThatIsNone();
};

void TestCreateWizard::stepsTellTheirState()
{
    openWizard();
    auto *header = child<StepHeader>("stepHeader");
    QCOMPARE(header->spoken(0), u"Step 1 of 5: Template, Current step"_s);
    click("nextStep");
    QCOMPARE(wizard()->step(), CreateStep::Configure);
    QCOMPARE(header->accessibleName(), u"Step 2 of 5: Configure, Current step"_s); // it was told
    QCOMPARE(state(CreateStep::Template), StepHeader::State::Done);
    QCOMPARE(state(CreateStep::Configure), StepHeader::State::Open); // nothing was typed yet
    QVERIFY(child<QLabel>("whyNot")->text().isEmpty());
    click("nextStep"); // over a step that is not right: possible, and said
    QCOMPARE(state(CreateStep::Configure), StepHeader::State::Wrong);
    QVERIFY(header->spoken(1).endsWith(u"1 to correct"_s));
    click("step:5");
    QVERIFY(!child<QPushButton>("submit")->isEnabled());
    QVERIFY(child<QPushButton>("submit")->accessibleDescription().startsWith(
        u"Configure: Cannot create a container without"_s));
    auto *problem = child<InlineMessage>("problem:1");
    QVERIFY(problem->isVisible());
    QVERIFY(child<QLabel>("whyNot")->text().isEmpty()); // said once
    emit problem->actionTriggered();
    QCOMPARE(wizard()->step(), CreateStep::Configure);
    QVERIFY(child<QLineEdit>("hostname")->hasFocus());
    type("hostname", u"web-01"_s);
    QCOMPARE(state(CreateStep::Configure), StepHeader::State::Done);
    click("previousStep");
    QCOMPARE(wizard()->step(), CreateStep::Template);
}

void TestCreateWizard::keysGoThroughTheSteps()
{
    openWizard();
    for (int step = 1; step < 5; ++step) {
        QTest::keyClick(m_window->focusWidget(), Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(int(wizard()->step()), step);
        QVERIFY(wizard()->isAncestorOf(m_window->focusWidget()));
    }
    QTest::keyClick(m_window->focusWidget(), Qt::Key_Right, Qt::AltModifier); // there is no further one
    QTest::keyClick(m_window->focusWidget(), Qt::Key_Left, Qt::AltModifier);  // the window's own key
    QCOMPARE(wizard()->step(), CreateStep::Scripts);
    wizard()->goTo(CreateStep::Configure);
    type("hostname", u"web-01"_s);
    QTest::keyClick(child<QLineEdit>("hostname"), Qt::Key_Return);
    QCOMPARE(wizard()->step(), CreateStep::Packages);
    answerPost(created());
    QTest::keyClick(m_window->focusWidget(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE(m_window->page(), MainWindow::Progress);
}

void TestCreateWizard::createFromAnywhereLeadsToWhatIsWrong()
{
    openWizard();
    QTest::keyClick(m_window->focusWidget(), Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(wizard()->step(), CreateStep::Configure);
    QVERIFY(child<QLabel>("hostname:note")->text().startsWith(u"Cannot create a container without"_s));
    type("hostname", u"web-01"_s);
    child<QPlainTextEdit>("packages:pip")->setPlainText(u"--no-such"_s);
    QTest::keyClick(m_window->focusWidget(), Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(wizard()->step(), CreateStep::Packages);
    QCOMPARE(state(CreateStep::Packages), StepHeader::State::Wrong);
}

void TestCreateWizard::doubleClickOnNextCreatesNothing()
{
    openWizard();
    click("nextStep");
    type("hostname", u"web-01"_s);
    wizard()->goTo(CreateStep::Scripts);
    click("nextStep");
    QCOMPARE(wizard()->step(), CreateStep::Review);
    auto *submit = child<QPushButton>("submit"); // stands where Next was
    QTRY_VERIFY(submit->isVisible() && submit->isEnabled());
    const QPointF at = QRectF(submit->rect()).center();
    for (const auto type : {QEvent::MouseButtonDblClick, QEvent::MouseButtonRelease}) {
        QMouseEvent event(type, at, submit->mapToGlobal(at), Qt::LeftButton,
                          type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton, {});
        QApplication::sendEvent(submit, &event);
    }
    QVERIFY(!submit->text().contains(u'…')); // nothing is under way
    QCOMPARE(m_window->page(), MainWindow::Create);
    for (const auto &request : m_fixture->server().requests())
        QVERIFY(request.method != "POST");
}

void TestCreateWizard::templateBringsItsSizeButNotOverWhatWasTyped()
{
    openWizard();
    auto *list = child<QListWidget>("createTemplates");
    QVERIFY(list->hasFocus());
    QTest::keyClick(list, Qt::Key_Down);
    QCOMPARE(wizard()->spec().templateName, u"docker"_s);
    QCOMPARE(wizard()->spec().memoryMb, 2048);
    QCOMPARE(wizard()->spec().cores, 2);
    child<QSpinBox>("cores")->setValue(6);
    QTest::keyClick(list, Qt::Key_Down);
    QCOMPARE(wizard()->spec().templateName, u"web"_s);
    QCOMPARE(wizard()->spec().cores, 6);
    QCOMPARE(wizard()->spec().memoryMb, 512);
    QTest::keyClick(list, Qt::Key_Return); // and on
    QCOMPARE(wizard()->step(), CreateStep::Configure);
}

void TestCreateWizard::templateIsSummarised()
{
    openWizard();
    auto *list = child<QListWidget>("createTemplates");
    list->setCurrentRow(1);
    const auto shows = [this](const char *where, const QString &words) {
        for (QLabel *label : child<QWidget>(where)->findChildren<QLabel *>()) {
            if (label->text().contains(words))
                return true;
        }
        return false;
    };
    QTRY_VERIFY(shows("templateSummary", u"/etc/docker/daemon.json"_s));
    click("step:3");
    QTRY_VERIFY(shows("givenPackages", u"From the package bucket base"_s));
    QVERIFY(shows("givenPackages", u"curl, ca-certificates"_s));
    QVERIFY(shows("givenPackages", u"httpie"_s));
    click("step:4");
    QCOMPARE(child<QListWidget>("givenScripts")->count(), 1);
    QVERIFY(child<QPlainTextEdit>("givenScriptText")->toPlainText().contains(u"checking the network"_s));
    QVERIFY(child<QPlainTextEdit>("givenScriptText")->isReadOnly());
    // Search and tags.
    click("step:1");
    type("createTemplateFilter", u"nightly"_s);
    QCOMPARE(list->count(), 3); // none, the chosen one, the one that matches
    type("createTemplateFilter", u""_s);
    child<QPushButton>("createTag-database")->click();
    QCOMPARE(list->count(), 3);
}

void TestCreateWizard::templatesThatCannotBeHadAreNoObstacle()
{
    m_fixture->server().setDefault(
        "/api/templates",
        Script::reply(503, "application/problem+json", R"({"detail":"Cannot list the templates."})"));
    open();
    m_window->showPage(MainWindow::Create);
    auto *problem = child<InlineMessage>("createTemplatesProblem");
    QTRY_VERIFY(problem->isVisible());
    QCOMPARE(problem->text(), u"Cannot list the templates."_s);
    QCOMPARE(child<QListWidget>("createTemplates")->count(), 1);
    click("nextStep");
    type("hostname", u"web-01"_s);
    QTRY_VERIFY(child<QPushButton>("submit")->isEnabled());
}

void TestCreateWizard::packagesArePastedAndMarked()
{
    openWizard();
    click("step:3");
    auto *apt = child<QPlainTextEdit>("packages:apt");
    apt->setPlainText(u"# base\nnginx\n\n  git curl \nnginx\nBad!\n"_s);
    QCOMPARE(wizard()->spec().packages, (QStringList{u"nginx"_s, u"git"_s, u"curl"_s, u"Bad!"_s}));
    QVERIFY2(child<QLabel>("packages:apt:note")->text().startsWith(u"Line 6: Cannot install \"Bad!\""_s),
             qPrintable(child<QLabel>("packages:apt:note")->text()));
    QCOMPARE(apt->extraSelections().size(), 1);
    QCOMPARE(apt->extraSelections().first().cursor.selectedText(), u"Bad!"_s);
    QCOMPARE(state(CreateStep::Packages), StepHeader::State::Wrong);
    apt->setPlainText(u"nginx"_s);
    QVERIFY(apt->extraSelections().isEmpty());
    QVERIFY(state(CreateStep::Packages) != StepHeader::State::Wrong);
}

void TestCreateWizard::scriptsInTheirOrder()
{
    openWizard();
    click("step:4");
    click("addOwnScript");
    child<QPlainTextEdit>("scriptText")->setPlainText(u"echo one\n"_s);
    click("addOwnScript");
    type("scriptName", u"91-two.sh"_s);
    child<QPlainTextEdit>("scriptText")->setPlainText(u"echo two\n"_s);
    auto *list = child<QListWidget>("ownScriptList");
    QCOMPARE(list->item(0)->text(), u"90-script.sh"_s);
    QTest::keyClick(list, Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(wizard()->spec().scripts.at(0).name, u"91-two.sh"_s); // it keeps its name
    list->item(0)->setCheckState(Qt::Unchecked);
    QCOMPARE(wizard()->spec().scripts.size(), 1);
    // The request counts what is on, the error stands at the script.
    list->setCurrentRow(1);
    child<QPlainTextEdit>("scriptText")->setPlainText({});
    QVERIFY(child<QLabel>("scriptText:note")->text().startsWith(u"Cannot run an empty script"_s));
    QVERIFY(list->item(0)->icon().isNull() && !list->item(1)->icon().isNull());
    QCOMPARE(state(CreateStep::Scripts), StepHeader::State::Wrong);
}

void TestCreateWizard::importedScriptAndOneThatIsNone()
{
    openWizard();
    QTemporaryDir folder;
    QFile file(folder.filePath(u"mine.sh"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("echo mine\n") > 0);
    file.close();
    click("step:4");
    QMetaObject::invokeMethod(
        child<QWidget>("ownScripts"), "importFiles",
        Q_ARG(QStringList, (QStringList{folder.filePath(u"nowhere"_s), file.fileName()})));
    QCOMPARE(wizard()->spec().scripts.size(), 1);
    QCOMPARE(wizard()->spec().scripts.first().content, QByteArray("echo mine\n"));
    QVERIFY(child<InlineMessage>("createMessage")->text().startsWith(u"Cannot import nowhere"_s));
}

QTEST_MAIN(TestCreateWizard)
#include "tst_createwizard.moc"
