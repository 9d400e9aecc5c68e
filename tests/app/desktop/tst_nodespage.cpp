#include "tests/support/paths.h"

#include "app/desktop/containermodel.h"
#include "app/desktop/livecontroller.h"
#include "app/desktop/mainwindow.h"
#include "app/desktop/pages/nodespage.h"
#include "app/desktop/pages/preflightview.h"
#include "app/desktop/pages/progresspage.h"
#include "app/desktop/pages/trustdialog.h"
#include "tests/app/desktop/quiet.h"
#include "tests/fakes/fakepve.h"
#include "tests/support/loopticker.h"
#include "tests/support/patience.h"
#include "widgets/elements/badge.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTimer>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;

/// The way of an operator with a Proxmox VE node, in the real window with a real slipwayd and a stand-in for
/// the node: add, test, trust, create, look, shut down, delete, remove. The rows build on each other.
class TestNodesPage : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup() { m_isBroken = m_isBroken || QTest::currentTestFailed(); }
    void cleanupTestCase();
    void isEmptyAtFirst();
    void isAddedAfterFirstContact();
    void fillsTheFormOfAContainer();
    void wrongAddressIsRefusedAtItsField();
    void createsAContainer();
    void tellsItsStateInTheList();
    void shutsItDownAndStartsIt();
    void aDeafContainerCanBeStopped();
    void removalNamesWhatLivesThere();
    void deletesTheContainerThenTheNode();
    void neverStalledTheLoop();

private:
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
    /// Answers the next modal dialog and keeps what it said.
    void answer(const char *button)
    {
        QTimer::singleShot(0, m_window.get(), [this, button] {
            auto *dialog = QApplication::activeModalWidget();
            m_said = dialog->windowTitle();
            for (QLabel *label : dialog->findChildren<QLabel *>())
                m_said += u'\n' + label->text();
            QTest::mouseClick(dialog->findChild<QPushButton *>(QString::fromLatin1(button)), Qt::LeftButton);
        });
    }
    QWidget *card() const { return child<QWidget>("node:lab"); }
    QString power() const
    {
        auto *badge = child<elements::Badge>("powerState");
        return badge->isVisible() ? badge->text() : QString();
    }

    QTemporaryDir m_data;
    std::unique_ptr<fakes::FakePve> m_pve;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<test::LoopTicker> m_ticker;
    QString m_said;
    bool m_isBroken = false;
};

constexpr auto kPatience = 40'000;

void TestNodesPage::initTestCase()
{
    const QString program = test::binDir() + QStringLiteral("/slipwayd");
    if (!QFileInfo(program).isExecutable())
        QSKIP("slipwayd is not built");
    fakes::FakePveOptions options;
    options.taskTime = std::chrono::milliseconds(20);
    options.addressDelay = std::chrono::milliseconds(20);
    m_pve = std::make_unique<fakes::FakePve>(options);
    if (!m_pve->errorString().isEmpty())
        QSKIP(qPrintable(m_pve->errorString()));
    qputenv("PATH", test::binDir().toLocal8Bit() + ':' + qgetenv("PATH"));
    theme::Theme::instance().install();
    Options settings;
    settings.host = u"simulated"_s;
    settings.dataDir = m_data.filePath(u"data"_s);
    m_window = std::make_unique<MainWindow>(settings);
    m_window->show();
    m_ticker = std::make_unique<test::LoopTicker>();
    m_window->start();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestNodesPage::init()
{
    desktoptest::failOnWarnings();
    if (m_isBroken)
        QSKIP("a row before this one failed");
}

void TestNodesPage::cleanupTestCase()
{
    m_ticker.reset();
    m_window.reset();
    m_pve.reset();
}

void TestNodesPage::isEmptyAtFirst()
{
    QTest::keyClick(m_window.get(), Qt::Key_4, Qt::ControlModifier);
    QCOMPARE(m_window->page(), MainWindow::Nodes);
    QTRY_VERIFY_WITH_TIMEOUT(
        [this] {
            for (QLabel *label : child<QWidget>("nodesPage")->findChildren<QLabel *>()) {
                if (label->isVisible() && label->text() == u"No Proxmox VE node yet"_s)
                    return true;
            }
            return false;
        }(),
        kPatience);
    QVERIFY(!child<QPushButton>("addNode")->isVisible()); // the empty state has the one button
}

void TestNodesPage::isAddedAfterFirstContact()
{
    emit child<QPushButton>("addNode")->clicked();
    QCOMPARE(m_window->page(), MainWindow::NodeEditor);
    QTest::keyClicks(child<QLineEdit>("nodeName"), u"lab"_s);
    auto *host = child<QLineEdit>("nodeHost");
    host->setFocus();
    QTest::keyClicks(host, m_pve->url().toString());
    auto *user = child<QLineEdit>("nodeUser");
    user->setFocus(); // what is left falls into its parts
    QCOMPARE(host->text(), u"127.0.0.1"_s);
    QTest::keyClicks(user, QString::fromLatin1(m_pve->addToken(u"root@pam"_s, u"desk"_s, false)));
    child<QLineEdit>("nodeName")->setFocus();
    QCOMPARE(child<QLineEdit>("tokenName")->text(), u"desk"_s);
    child<QCheckBox>("sshEnabled")->setChecked(false);

    click("testNode");
    QVERIFY(child<QPushButton>("cancelTest")->hasFocus()); // the focus stays where the hand is
    auto *question = child<elements::InlineMessage>("trustQuestion");
    QTRY_VERIFY_WITH_TIMEOUT(question->isVisible(), kPatience);
    QVERIFY(child<PreflightView>("preflight")->asText().contains(u"[!] Certificate"_s));
    QCOMPARE(m_pve->requests(u"GET"_s, u".*"_s).size(), 0); // nothing secret was sent
    emit question->actionTriggered();
    auto *dialog = m_window->findChild<TrustDialog *>();
    QVERIFY(dialog);
    QCOMPARE(dialog->findChild<QLabel *>(u"now"_s)->text().remove(QRegularExpression(u"\\s"_s)),
             m_pve->fingerprint().remove(u':'));
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"confirm"_s), Qt::LeftButton);
    auto *save = child<QPushButton>("saveNode");
    QTRY_COMPARE_WITH_TIMEOUT(save->text(), u"Save"_s, kPatience);
    QTest::mouseClick(save, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->page(), MainWindow::Nodes, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(card(), kPatience);
    QVERIFY(card()->findChild<QLabel *>(u"testResult"_s)->text().contains(u"All checks passed"_s));
    QCOMPARE(m_pve->violations(), QStringList());
}

void TestNodesPage::fillsTheFormOfAContainer()
{
    click("newContainer");
    QCOMPARE(m_window->page(), MainWindow::Create);
    click("nextStep");
    auto *where = child<QComboBox>("where");
    QTRY_VERIFY_WITH_TIMEOUT(where->isVisible() && where->count() == 2, kPatience);
    QVERIFY(!child<QWidget>("placement")->isVisible()); // as short as without nodes
    where->setCurrentIndex(1);
    QVERIFY(child<QWidget>("placement")->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(child<QComboBox>("osTemplate")->count() > 0, kPatience);
    QCOMPARE(child<QComboBox>("osTemplate")->itemData(0).toString(), fakes::FakePve::defaultTemplate());
    QTRY_COMPARE_WITH_TIMEOUT(child<QComboBox>("on:storage")->count(), 1, kPatience);
    QVERIFY(child<QComboBox>("on:storage")->itemText(0).contains(u"free"_s));
    QTRY_COMPARE_WITH_TIMEOUT(child<QComboBox>("on:bridge")->count(), 1, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(child<QSpinBox>("vmid")->text().contains(u"100"_s), kPatience);
}

void TestNodesPage::wrongAddressIsRefusedAtItsField()
{
    QTest::keyClicks(child<QLineEdit>("hostname"), u"db-01"_s);
    click("expander:network");
    child<QComboBox>("ipv4Kind")->setCurrentIndex(1);
    auto *address = child<QLineEdit>("ipv4");
    QVERIFY(address->isVisible());
    QTest::keyClicks(address, u"192.168.7.50"_s);
    QVERIFY(child<QLabel>("ipv4:note")->text().contains(u"192.168.7.50/24"_s)); // says how
    QVERIFY(!child<QPushButton>("submit")->isEnabled());
    QTest::keyClicks(address, u"/24"_s);
    QVERIFY(!child<QLabel>("ipv4:note")->isVisible());
    QTest::keyClicks(child<QLineEdit>("gateway"), u"192.168.8.1"_s);
    QVERIFY(child<QLabel>("gateway:note")->text().contains(u"not in the network"_s));
    // Another place and back: what was typed is still there.
    child<QComboBox>("where")->setCurrentIndex(0);
    child<QComboBox>("where")->setCurrentIndex(1);
    QCOMPARE(child<QLineEdit>("gateway")->text(), u"192.168.8.1"_s);
    child<QLineEdit>("gateway")->setText(u"192.168.7.1"_s);
    QVERIFY(child<QPushButton>("submit")->isEnabled());
}

void TestNodesPage::createsAContainer()
{
    click("step:5");
    click("submit");
    QTRY_COMPARE_WITH_TIMEOUT(m_window->page(), MainWindow::Progress, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->findChild<ProgressPage *>()->run().phase == RunPhase::Complete,
                             kPatience);
    QCOMPARE(m_pve->containers().size(), 1);
    QVERIFY(m_pve->containers().at(0).config.value(u"net0"_s).contains(u"ip=192.168.7.50/24"_s));
    QCOMPARE(m_pve->violations(), QStringList());
}

void TestNodesPage::tellsItsStateInTheList()
{
    m_window->showPage(MainWindow::ContainersPage);
    auto *view = child<QWidget>("containersPage")->findChild<QListView *>(QStringLiteral("containers"));
    QTRY_COMPARE_WITH_TIMEOUT(view->model()->rowCount(), 1, kPatience);
    const QModelIndex row = view->model()->index(0, 0);
    QTRY_VERIFY_WITH_TIMEOUT(row.data(Qt::AccessibleTextRole).toString().contains(u"running"_s), kPatience);
    QVERIFY(row.data(Qt::AccessibleTextRole).toString().contains(u"on lab"_s));
    view->setCurrentIndex(row);
    QTest::keyClick(view, Qt::Key_Return);
    QCOMPARE(m_window->page(), MainWindow::Detail);
    QTRY_COMPARE_WITH_TIMEOUT(power(), u"running"_s, kPatience);
    QTRY_VERIFY(child<QWidget>("figure:memory")->accessibleName().contains(u"of 512"_s));
}

void TestNodesPage::shutsItDownAndStartsIt()
{
    answer("confirm");
    click("powerShutdown");
    QVERIFY(m_said.contains(u"db-01"_s));
    QTRY_COMPARE_WITH_TIMEOUT(power(), u"stopped"_s, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(child<QPushButton>("powerStart")->isEnabled(), kPatience);
    click("powerStart");
    QTRY_COMPARE_WITH_TIMEOUT(power(), u"running"_s, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(child<QPushButton>("powerStop")->isEnabled(), kPatience);
}

void TestNodesPage::aDeafContainerCanBeStopped()
{
    m_pve->setIgnoresShutdown(m_pve->containers().at(0).vmid);
    auto *live = m_window->findChild<LiveController *>();
    live->power(u"shutdown"_s, 1);
    auto *message = child<elements::InlineMessage>("powerMessage");
    QTRY_VERIFY_WITH_TIMEOUT(message->isVisible(), kPatience);
    QVERIFY2(message->findChild<QPushButton *>()->isVisible(), qPrintable(message->text()));
    answer("confirm");
    emit message->actionTriggered();
    QVERIFY(m_said.contains(u"db-01 at once"_s));
    QTRY_COMPARE_WITH_TIMEOUT(power(), u"stopped"_s, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(!message->isVisible(), kPatience);
}

void TestNodesPage::removalNamesWhatLivesThere()
{
    m_window->showPage(MainWindow::Nodes);
    QTRY_COMPARE_WITH_TIMEOUT(card()->findChild<QPushButton *>(u"nodeContainers"_s)->text(), u"1 container"_s,
                              kPatience);
    answer("cancel");
    QTest::mouseClick(card()->findChild<QPushButton *>(u"remove"_s), Qt::LeftButton);
    QVERIFY2(m_said.contains(u"lab"_s) && m_said.contains(u"db-01"_s), qPrintable(m_said));
    QVERIFY(card());
    QTest::mouseClick(card()->findChild<QPushButton *>(u"nodeContainers"_s), Qt::LeftButton);
    QCOMPARE(m_window->page(), MainWindow::ContainersPage);
    QCOMPARE(
        child<QWidget>("containersPage")->findChild<QComboBox *>(u"nodeFilter"_s)->currentData().toString(),
        u"lab"_s);
}

void TestNodesPage::deletesTheContainerThenTheNode()
{
    auto *view = child<QWidget>("containersPage")->findChild<QListView *>(QStringLiteral("containers"));
    QTRY_COMPARE(view->model()->rowCount(), 1);
    view->setCurrentIndex(view->model()->index(0, 0));
    answer("confirm");
    QTest::keyClick(view, Qt::Key_Delete);
    QTRY_COMPARE_WITH_TIMEOUT(m_pve->containers().size(), 0, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(view->model()->rowCount(), 0, kPatience);
    m_window->showPage(MainWindow::Nodes);
    QTRY_VERIFY_WITH_TIMEOUT(
        card()->findChild<QPushButton *>(u"nodeContainers"_s)->text().startsWith(u"No"_s), kPatience);
    answer("confirm");
    QTest::mouseClick(card()->findChild<QPushButton *>(u"remove"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!card(), kPatience);
    QCOMPARE(m_pve->violations(), QStringList());
}

// Measured: about 60 ms, under the load of the other tests more.
void TestNodesPage::neverStalledTheLoop()
{
    QVERIFY2(m_ticker->longestGapMs() < 1000, qPrintable(QString::number(m_ticker->longestGapMs())));
}

QTEST_MAIN(TestNodesPage)
#include "tst_nodespage.moc"
