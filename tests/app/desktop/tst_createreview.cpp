#include "app/desktop/pages/presetdialogs.h"
#include "tests/app/desktop/wizardfixture.h"
#include "widgets/elements/badge.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/theme.h"

#include <QComboBox>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMenu>
#include <QPlainTextEdit>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;
using desktoptest::Fixture;
using desktoptest::StepHeader;
using desktoptest::WizardFixture;
using elements::InlineMessage;
using fakes::Script;

/// The end of the wizard: the review, what is sent, and what is kept: drafts and presets.
class TestCreateReview : public QObject, private WizardFixture
{
    Q_OBJECT
private slots:
    void initTestCase() { theme::Theme::instance().install(); }
    void init() { begin(); }
    void cleanup() { end(); }
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
};

void TestCreateReview::severalNames()
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

void TestCreateReview::refusalStandsAtTheName()
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

void TestCreateReview::reviewIsWhatIsSent()
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

void TestCreateReview::wideReviewHasTwoColumns()
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

void TestCreateReview::returnPressesTheButton()
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

void TestCreateReview::whatBecomesOfAFailedOne()
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

void TestCreateReview::draftOutlivesTheWindow()
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

void TestCreateReview::draftCanBeDiscarded()
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

void TestCreateReview::createdLeavesNoDraftAndBeginsAnew()
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

void TestCreateReview::presets()
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

QTEST_MAIN(TestCreateReview)
#include "tst_createreview.moc"
