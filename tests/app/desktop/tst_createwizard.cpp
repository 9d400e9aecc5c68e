#include "app/desktop/pages/presetdialogs.h"
#include "app/desktop/session.h"
#include "tests/app/desktop/windowfixture.h"
#include "widgets/elements/badge.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/elements/stepheader.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/theme.h"

#include <QComboBox>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMouseEvent>
#include <QPlainTextEdit>
#include <QSpinBox>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;
using desktoptest::Fixture;
using desktoptest::WindowFixture;
using elements::InlineMessage;
using elements::StepHeader;
using fakes::Script;

/// The way through the wizard in the real window.
class TestCreateWizard : public QObject, private WindowFixture
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
    void severalNames();
    void refusalStandsAtTheName();
    void reviewIsWhatIsSent();
    void wideReviewHasTwoColumns();
    void returnPressesTheButton();
    void whatBecomesOfAFailedOne();
    void draftOutlivesTheWindow();
    void draftCanBeDiscarded();
    void createdLeavesNoDraftAndBeginsAnew();
    void presets();

private:
    void openWizard()
    {
        open();
        QTRY_VERIFY(m_window->session().isUsable());
        m_window->showPage(MainWindow::Create);
        QTRY_COMPARE(child<QListWidget>("createTemplates")->count(), 5);
    }
    void answerPost(const Script &script) { m_fixture->server().setDefault("/api/containers", script); }
    Script created() const
    {
        return Script::reply(201, "application/json", m_fixture->row(Fixture::Run::Streaming));
    }
    StepHeader::State state(CreateStep step) const
    {
        return child<StepHeader>("stepHeader")->state(int(step));
    }
    void type(const char *name, const QString &text) const
    {
        child<QLineEdit>(name)->clear();
        QTest::keyClicks(child<QLineEdit>(name), text);
    }
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

void TestCreateWizard::severalNames()
{
    m_fixture->setNode(Fixture::Trust::Trusted);
    openWizard();
    click("nextStep");
    type("hostname", u"web-{1..5}"_s);
    QCOMPARE(child<QLabel>("hostname:note")->text(), u"Creates 5 containers: web-1 … web-5"_s);
    auto *where = child<QComboBox>("where");
    QTRY_COMPARE(where->count(), 2);
    where->setCurrentIndex(1);
    click("expander:network");
    child<QComboBox>("ipv4Kind")->setCurrentIndex(1);
    type("ipv4", u"192.168.1.50/24"_s);
    QCOMPARE(child<QLabel>("ipv4:note")->text(), u"192.168.1.50/24 … 192.168.1.54/24"_s);
    type("ipv4", u"192.168.1.252/24"_s);
    QVERIFY2(child<QLabel>("ipv4:note")->text().contains(u"web-4"_s),
             qPrintable(child<QLabel>("ipv4:note")->text()));
    type("ipv4", u"192.168.1.50/24"_s);
    click("step:5");
    QTRY_VERIFY(child<QWidget>("reviewNames")->isVisible());
    for (int i = 0; i < 5; ++i) {
        const auto shown = [this, i](const char *path) {
            return child<QLabel>((QByteArray("each:") + path + ':' + QByteArray::number(i)).constData())
                ->text();
        };
        QCOMPARE(shown("hostname"), u"web-%1"_s.arg(i + 1));
        QCOMPARE(shown("network.ipv4"), u"192.168.1.%1/24"_s.arg(50 + i));
    }
    QCOMPARE(child<QPlainTextEdit>("command")->toPlainText().count(u'\n'), 4);
    answerPost(created());
    QTRY_VERIFY(child<QPushButton>("submit")->isEnabled());
    click("submit");
    QTRY_COMPARE(m_window->page(), MainWindow::RunsPage);
}

void TestCreateWizard::refusalStandsAtTheName()
{
    openWizard();
    click("nextStep");
    type("hostname", u"web-{1..2}"_s);
    click("step:5");
    answerPost(Script::reply(502, "application/problem+json", R"({"detail":"Cannot ask lxc. It is busy."})"));
    click("submit");
    QTRY_VERIFY(child<QLabel>("refusal:web-2"));
    QTRY_COMPARE(child<elements::Badge>("outcome:web-1")->text(), u"Not created"_s);
    QCOMPARE(child<QLabel>("refusal:web-2")->text(), u"Cannot ask lxc. It is busy."_s);
    QCOMPARE(wizard()->step(), CreateStep::Review);
    QVERIFY(child<QPushButton>("submit")->isEnabled()); // once more
}

void TestCreateWizard::reviewIsWhatIsSent()
{
    m_fixture->setNode(Fixture::Trust::Trusted);
    openWizard();
    ContainerSpec spec;
    spec.hostname = u"db-01"_s;
    spec.templateName = u"postgres"_s;
    spec.node = u"pve"_s;
    spec.given = GivenFields::all();
    spec.source = u"debian-12-standard"_s;
    spec.storage = u"tank"_s;
    spec.onFailure = OnFailure::Rollback;
    spec.tags = {u"db"_s};
    spec.packages = {u"git"_s, u"nginx=1.22.1-9"_s};
    spec.network.ipv4 = u"10.10.0.50/24"_s;
    spec.network.gateway = u"10.10.0.1"_s;
    spec.network.nameservers = {u"9.9.9.9"_s, u"1.1.1.1"_s};
    spec.description = u"it's mine; $HOME"_s;
    spec.unprivileged = true;
    spec.features.nesting = false;
    spec.swapMb = 256;
    wizard()->setSpec(spec);
    wizard()->goTo(CreateStep::Review);
    QVERIFY(child<QPlainTextEdit>("command")->toPlainText().startsWith(
        u"slipwayctl create --hostname db-01 --template postgres --node pve"_s));
    QVERIFY(!child<QLabel>("commandNote")->isVisible());
    answerPost(created());
    click("submit");
    QTRY_COMPARE(m_window->page(), MainWindow::Progress);
    QJsonObject sent;
    for (const auto &request : m_fixture->server().requests()) {
        if (request.method == "POST")
            sent = QJsonDocument::fromJson(request.body).object();
    }
    QCOMPARE(sent, toRedactedJson(spec));
}

void TestCreateWizard::wideReviewHasTwoColumns()
{
    openWizard();
    ContainerSpec spec;
    spec.hostname = u"db-01"_s;
    spec.given = GivenFields::all();
    spec.packages = {u"git"_s};
    wizard()->setSpec(spec);
    wizard()->goTo(CreateStep::Review);
    const auto at = [this](const char *name) {
        auto *part = child<QWidget>(name);
        return QRect(part->mapTo(m_window.get(), QPoint()), part->size());
    };
    const int unit = theme::space(1); // the threshold follows the font
    m_window->resize(190 * unit, 90 * unit);
    QTRY_VERIFY(at("command").left() > at("edit:Size").right());
    QCOMPARE(at("edit:Packages").right(), at("command").right());
    QVERIFY(at("edit:Size").bottom() > at("edit:Packages").bottom());
    m_window->resize(m_window->minimumSize());
    QTRY_VERIFY(at("edit:Packages").top() > at("edit:Size").bottom());
    QVERIFY(at("command").top() > at("edit:Packages").bottom());
    QVERIFY(at("edit:Packages").right() <= m_window->width());
}

void TestCreateWizard::returnPressesTheButton()
{
    openWizard();
    click("nextStep");
    type("hostname", u"web-01"_s);
    for (int step = 2; step < 5; ++step)
        QTest::keyClick(m_window->focusWidget(), Qt::Key_Right, Qt::AltModifier);
    QTRY_VERIFY(child<QPushButton>("submit")->hasFocus());
    answerPost(created());
    QTest::keyClick(m_window->focusWidget(), Qt::Key_Return);
    QTRY_COMPARE(m_window->page(), MainWindow::Progress);
}

void TestCreateWizard::whatBecomesOfAFailedOne()
{
    openWizard();
    click("nextStep");
    type("hostname", u"web-01"_s);
    auto *choice = child<QComboBox>("onFailure");
    QCOMPARE(choice->currentText(), u"Keep the container to look at it"_s);
    QVERIFY(wizard()->spec().onFailure == OnFailure::Keep);
    QVERIFY(child<QLabel>("onFailure:note")->text().startsWith(u"It stays on the host"_s));
    choice->setCurrentIndex(1);
    QVERIFY(child<QLabel>("onFailure:note")->text().startsWith(u"Nothing is left on the host"_s));
    click("step:5");
    QVERIFY(child<QPlainTextEdit>("command")->toPlainText().contains(u"--on-failure rollback"_s));
    answerPost(created());
    QTRY_VERIFY(child<QPushButton>("submit")->isEnabled());
    click("submit");
    QTRY_COMPARE(m_window->page(), MainWindow::Progress);
    const auto requests = m_fixture->server().requests();
    QVERIFY(std::any_of(requests.begin(), requests.end(), [](const auto &request) {
        return request.body.contains(R"("onFailure":"rollback")");
    }));
}

void TestCreateWizard::draftOutlivesTheWindow()
{
    openWizard();
    click("nextStep");
    type("hostname", u"web-07"_s);
    child<QLineEdit>("rootPassword")->setText(u"s3-marker-root"_s);
    wizard()->goTo(CreateStep::Packages);
    child<QPlainTextEdit>("packages:apt")->setPlainText(u"nginx"_s);
    m_window.reset(); // what was pending is written
    openWizard();
    QTRY_VERIFY(child<QWidget>("draftOffer")->isVisible());
    QVERIFY(child<QWidget>("draftOffer")->accessibleName().contains(u"web-07"_s));
    QVERIFY(child<QLineEdit>("hostname")->text().isEmpty()); // only offered
    click("continueDraft");
    QCOMPARE(wizard()->step(), CreateStep::Packages);
    QCOMPARE(wizard()->spec().hostname, u"web-07"_s);
    QCOMPARE(wizard()->spec().packages, QStringList{u"nginx"_s});
    QVERIFY(!wizard()->spec().rootPassword);
    QVERIFY(!child<QWidget>("draftOffer")->isVisible());
    m_window.reset(); // still not sent: offered again
    openWizard();
    QTRY_VERIFY(child<QWidget>("draftOffer")->isVisible());
    // What was typed meanwhile can be brought back.
    click("nextStep");
    type("hostname", u"other"_s);
    click("step:1");
    click("continueDraft");
    QCOMPARE(wizard()->spec().hostname, u"web-07"_s);
    auto *note = child<InlineMessage>("replaced");
    QVERIFY(note->isVisible());
    emit note->actionTriggered();
    QCOMPARE(wizard()->spec().hostname, u"other"_s);
}

void TestCreateWizard::draftCanBeDiscarded()
{
    openWizard();
    click("nextStep");
    type("hostname", u"web-07"_s);
    m_window.reset();
    openWizard();
    QTRY_VERIFY(child<QWidget>("draftOffer")->isVisible());
    click("discardDraft");
    QTRY_VERIFY(!child<QWidget>("draftOffer")->isVisible());
    m_window.reset();
    QCOMPARE(QDir(privateFolder()).entryList({u"draft-*"_s}).size(), 0);
}

void TestCreateWizard::createdLeavesNoDraftAndBeginsAnew()
{
    openWizard();
    click("nextStep");
    type("hostname", u"web-07"_s);
    QTRY_COMPARE(QDir(privateFolder()).entryList({u"draft-*.json"_s}).size(), 1);
    click("step:5");
    answerPost(created());
    click("submit");
    QTRY_COMPARE(m_window->page(), MainWindow::Progress);
    QTRY_COMPARE(QDir(privateFolder()).entryList({u"draft-*.json"_s}).size(), 0);
    m_window->showPage(MainWindow::Create);
    QCOMPARE(wizard()->step(), CreateStep::Template);
    QCOMPARE(wizard()->spec().hostname, QString());
    QCOMPARE(state(CreateStep::Configure), StepHeader::State::Open);
}

void TestCreateWizard::presets()
{
    openWizard();
    child<QListWidget>("createTemplates")->setCurrentRow(1);
    click("nextStep");
    type("hostname", u"web-07"_s);
    child<QLineEdit>("rootPassword")->setText(u"s3-marker-root"_s);
    click("step:5");
    QTimer::singleShot(0, m_window.get(), [] {
        auto *dialog = qobject_cast<PresetNameDialog *>(QApplication::activeModalWidget());
        dialog->findChild<QLineEdit *>(u"presetName"_s)->setText(u"docker, small"_s);
        QTest::mouseClick(dialog->findChild<QPushButton *>(u"confirm"_s), Qt::LeftButton);
    });
    click("saveAsPreset");
    m_window.reset();
    openWizard();
    auto *menu = child<QPushButton>("presets")->menu();
    QTRY_VERIFY(menu->findChild<QAction *>(u"preset:docker, small"_s));
    click("nextStep");
    type("hostname", u"mine"_s);
    menu->findChild<QAction *>(u"preset:docker, small"_s)->trigger();
    QCOMPARE(wizard()->spec().templateName, u"docker"_s);
    QCOMPARE(wizard()->spec().hostname, u"mine"_s); // what was typed stays
    QVERIFY(!wizard()->spec().rootPassword);
    QVERIFY(child<InlineMessage>("replaced")->isVisible());
    emit child<InlineMessage>("replaced")->actionTriggered();
    QCOMPARE(wizard()->spec().templateName, QString());
    QCOMPARE(wizard()->spec().hostname, u"mine"_s);
}

QTEST_MAIN(TestCreateWizard)
#include "tst_createwizard.moc"
