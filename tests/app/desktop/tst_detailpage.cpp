#include "app/desktop/livecontroller.h"
#include "app/desktop/pages/detailpage.h"
#include "app/desktop/pages/dialogs.h"
#include "app/desktop/pages/livepanel.h"
#include "app/desktop/pages/powerbar.h"
#include "tests/app/desktop/windowfixture.h"
#include "tests/support/loopticker.h"
#include "widgets/elements/badge.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/elements/sparkline.h"
#include "widgets/theme/theme.h"

#include <QClipboard>
#include <QJsonDocument>
#include <QSignalSpy>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;
using desktoptest::Fixture;
using desktoptest::WindowFixture;
using fakes::Script;

namespace {

/// The last thing that was asked of the power, as GET …/live tells it; `end` empty: it goes on.
QByteArray action(const char *name, const char *startedAt, const char *end, const char *code = "")
{
    const bool isOver = *end;
    return QByteArray(R"({"name":")") + name + R"(","startedAt":")" + startedAt + R"(","finishedAt":)" +
           (isOver ? "\"2026-11-21T16:10:00.000Z\"" : "null") + R"(,"error":)" +
           (*code ? QByteArray("\"") + end + '"' : QByteArray("null")) + R"(,"code":)" +
           (*code ? QByteArray("\"") + code + '"' : QByteArray("null")) + "}";
}

} // namespace

/// The page of one container: its live state, its figures, its power.
class TestDetailPage : public QObject, private WindowFixture
{
    Q_OBJECT
private slots:
    void initTestCase() { theme::Theme::instance().install(); }
    void init() { begin(); }
    void cleanup() { end(); }
    void buttonsFollowTheState_data();
    void buttonsFollowTheState();
    void figuresHaveNumbersAndCharts();
    void addressesAreAtHand();
    void startIsSentAndFollowed();
    void returnPressesWhatHasTheFocus();
    void shutdownAsksAndCancelDoesNothing();
    void shutdownThatTimedOutOffersStop();
    void refusedPowerSaysTheHostsWords();
    void focusStaysWithThePower();
    void anActionOfYesterdayIsNoNews();
    void hostThatCannotBeReachedSaysSo();
    void isNamedAsOnItsHostWithoutAnAnswer();
    void nobodyIsAskedWhileNobodyLooks();
    void servicesAreSearchedAgain();
    void silentHostNeverStallsTheLoop();
    void ratesOfCounters();

private:
    QByteArray base() const { return "/api/containers/" + Fixture::idOf(Fixture::Run::Complete); }
    void setLive(const QByteArray &power, const QByteArray &action = "null")
    {
        m_fixture->server().setDefault(base() + "/live",
                                       Script::reply(200, "application/json", Fixture::live(power, action)));
    }
    void openDetail();
    LiveController *live() const { return m_window->findChild<LiveController *>(); }
    QList<QByteArray> powerBodies() const
    {
        QList<QByteArray> bodies;
        for (const auto &request : m_fixture->server().requests()) {
            if (request.target == base() + "/power")
                bodies.append(request.body);
        }
        return bodies;
    }
    int liveRequests() const
    {
        int count = 0;
        for (const auto &request : m_fixture->server().requests())
            count += request.target == base() + "/live";
        return count;
    }
};

void TestDetailPage::openDetail()
{
    open();
    auto *view = child<QWidget>("containersPage")->findChild<QListView *>(QStringLiteral("containers"));
    QTRY_COMPARE(view->model()->rowCount(), 4);
    view->setCurrentIndex(row(Fixture::Run::Complete));
    QTest::keyClick(view, Qt::Key_Return);
    QCOMPARE(m_window->page(), MainWindow::Detail);
    QTRY_VERIFY(live()->live() || !live()->problem().isEmpty());
}

void TestDetailPage::buttonsFollowTheState_data()
{
    QTest::addColumn<QByteArray>("power");
    QTest::addColumn<QString>("enabled");
    QTest::addColumn<QString>("word");
    QTest::newRow("running") << QByteArray("running") << u"powerShutdown powerReboot powerStop"_s
                             << u"running"_s;
    QTest::newRow("stopped") << QByteArray("stopped") << u"powerStart"_s << u"stopped"_s;
    QTest::newRow("gone") << QByteArray("gone") << QString() << u"gone from its host"_s;
    QTest::newRow("unknown") << QByteArray("unknown") << QString() << u"state unknown"_s;
}

void TestDetailPage::buttonsFollowTheState()
{
    QFETCH(const QByteArray, power);
    QFETCH(const QString, enabled);
    QFETCH(const QString, word);
    setLive(power);
    openDetail();
    QTRY_COMPARE(child<elements::Badge>("powerState")->text(), word);
    QStringList found;
    for (const char *name : {"powerStart", "powerShutdown", "powerReboot", "powerStop"}) {
        auto *button = child<QPushButton>(name);
        QVERIFY(button->isVisible());
        if (button->isEnabled())
            found.append(QString::fromLatin1(name));
        else
            QVERIFY(power == "running" || power == "stopped" || !button->toolTip().isEmpty());
    }
    QCOMPARE(found.join(u' '), enabled);
    QVERIFY(child<QPushButton>("deleteContainer")->isEnabled());
    QCOMPARE(child<QPushButton>("rediscover")->isEnabled(), power == "running");
}

void TestDetailPage::figuresHaveNumbersAndCharts()
{
    openDetail();
    auto *cpu = child<QWidget>("figure:cpu");
    QTRY_COMPARE(cpu->findChild<QLabel *>(u"value"_s)->text(), u"18 %"_s);
    QVERIFY(cpu->accessibleName().contains(u"18 %, of 2 cores"_s));
    QVERIFY(child<QWidget>("figure:memory")->accessibleName().contains(u"43 % of 2.0 GiB"_s));
    auto *chart = cpu->findChild<elements::Sparkline *>();
    QCOMPARE(chart->values(), QList<double>{0.18});
    setLive("stopped");
    live()->refresh();
    QTRY_COMPARE(chart->values().size(), 2);
    QVERIFY(chart->values().at(1) < 0); // unknown is a gap, not zero
    QVERIFY(cpu->accessibleName().contains(u"not running"_s));
}

void TestDetailPage::addressesAreAtHand()
{
    openDetail();
    const auto shown = [this] {
        QStringList addresses;
        for (const auto *label : child<QWidget>("reach")->findChildren<QLabel *>(u"reachAddress"_s))
            addresses.append(label->text());
        return addresses;
    };
    // What listens on no port is not reached from outside.
    QTRY_COMPARE(shown(), QStringList({u"10.0.0.50"_s, u"https://10.0.0.50:8443"_s, u"10.0.0.50:5432"_s}));
    QVERIFY(child<QWidget>("reach")->isVisible());
    const auto copies = child<QWidget>("reach")->findChildren<QAbstractButton *>(u"reachCopy"_s);
    QCOMPARE(copies.size(), 3);
    copies.at(1)->click();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"https://10.0.0.50:8443"_s);
    QCOMPARE(copies.at(1)->accessibleName(), u"Copied"_s);
    QCOMPARE(child<QWidget>("reach")->findChildren<QAbstractButton *>(u"reachOpen"_s).size(),
             1); // no browser for 5432
}

void TestDetailPage::startIsSentAndFollowed()
{
    setLive("stopped");
    m_fixture->server().setDefault(base() + "/power", Script::reply(202, "application/json", "{}"));
    openDetail();
    QTRY_VERIFY(child<QPushButton>("powerStart")->isEnabled());
    setLive("stopped", action("start", "2026-11-21T16:09:00.000Z", ""));
    click("powerStart"); // nothing is interrupted: no question
    QVERIFY(child<QLabel>("powerProgress")->isVisible());
    QVERIFY(child<QLabel>("powerProgress")->text().startsWith(u"Starting…"_s));
    QVERIFY(!child<QPushButton>("powerStart")->isEnabled());
    QVERIFY(!child<QPushButton>("deleteContainer")->isEnabled());
    QTRY_COMPARE(powerBodies().size(), 1);
    QCOMPARE(QJsonDocument::fromJson(powerBodies().at(0)).object().value("action"_L1).toString(), u"start"_s);
    QTRY_VERIFY(live()->live()->action && live()->live()->action->isRunning());
    setLive("running", action("start", "2026-11-21T16:09:00.000Z", "ok"));
    QTRY_COMPARE(child<elements::Badge>("powerState")->text(), u"running"_s);
    QTRY_VERIFY(!child<QLabel>("powerProgress")->isVisible());
    QVERIFY(child<QPushButton>("powerShutdown")->isEnabled());
}

void TestDetailPage::returnPressesWhatHasTheFocus()
{
    for (const bool goesOn : {false, true}) {
        ConfirmDialog dialog(u"Delete it?"_s, u"It is gone then."_s, u"Delete"_s);
        dialog.open();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        if (goesOn)
            QTest::keyClick(dialog.focusWidget(), Qt::Key_Tab);
        QTest::keyClick(dialog.focusWidget(), Qt::Key_Return);
        QCOMPARE(dialog.result(), int(goesOn ? QDialog::Accepted : QDialog::Rejected));
        QVERIFY(!dialog.isVisible());
    }
}

void TestDetailPage::shutdownAsksAndCancelDoesNothing()
{
    openDetail();
    QTRY_VERIFY(child<QPushButton>("powerStop")->isEnabled());
    for (const char *button : {"powerShutdown", "powerReboot", "powerStop"}) {
        bool focusOnCancel = false;
        QString title;
        QTimer::singleShot(0, m_window.get(),
                           [&title] { title = QApplication::activeModalWidget()->windowTitle(); });
        answer("cancel", &focusOnCancel);
        click(button);
        QVERIFY(focusOnCancel);
        QVERIFY2(title.contains(u"dev-07"_s), qPrintable(title)); // the dialog names it
    }
    QCOMPARE(powerBodies().size(), 0);
}

void TestDetailPage::shutdownThatTimedOutOffersStop()
{
    m_fixture->server().setDefault(base() + "/power", Script::reply(202, "application/json", "{}"));
    openDetail();
    QTRY_VERIFY(child<QPushButton>("powerShutdown")->isEnabled());
    setLive("running", action("shutdown", "2026-11-21T16:09:00.000Z",
                              "Cannot shut it down. It did not end in 60 s. Stop it.", "timeout"));
    answer("confirm");
    click("powerShutdown");
    auto *message = child<elements::InlineMessage>("powerMessage");
    QTRY_VERIFY(message->isVisible());
    QCOMPARE(message->text(), u"Cannot shut it down. It did not end in 60 s. Stop it."_s);
    QTRY_COMPARE(powerBodies().size(), 1);
    answer("confirm");
    emit message->actionTriggered();
    QTRY_COMPARE(powerBodies().size(), 2);
    QCOMPARE(QJsonDocument::fromJson(powerBodies().at(1)).object().value("action"_L1).toString(), u"stop"_s);
}

void TestDetailPage::refusedPowerSaysTheHostsWords()
{
    m_fixture->server().setDefault(
        base() + "/power",
        Script::reply(409, "application/problem+json", R"({"detail":"Cannot stop it. A backup holds it."})"));
    openDetail();
    QTRY_VERIFY(child<QPushButton>("powerStop")->isEnabled());
    answer("confirm");
    click("powerStop");
    auto *message = child<elements::InlineMessage>("powerMessage");
    QTRY_VERIFY(message->isVisible());
    QCOMPARE(message->text(), u"Cannot stop it. A backup holds it."_s);
    QTRY_VERIFY(child<QPushButton>("powerStop")->isEnabled());
    QCOMPARE(m_window->focusWidget(), child<QPushButton>("powerStop"));
}

void TestDetailPage::focusStaysWithThePower()
{
    m_fixture->server().setDefault(base() + "/power", Script::reply(202, "application/json", "{}"));
    openDetail();
    QTRY_VERIFY(child<QPushButton>("powerStop")->isEnabled());
    setLive("stopped");
    answer("confirm");
    click("powerStop");
    QTRY_VERIFY(child<QPushButton>("powerStart")->isEnabled());
    QCOMPARE(m_window->focusWidget(), child<QPushButton>("powerStart"));
}

void TestDetailPage::anActionOfYesterdayIsNoNews()
{
    setLive("running", action("shutdown", "2026-11-20T16:09:00.000Z", "It did not end in 60 s.", "timeout"));
    openDetail();
    QTRY_VERIFY(live()->live());
    live()->refresh();
    QTRY_VERIFY(live()->history().size() >= 2);
    QVERIFY(!child<elements::InlineMessage>("powerMessage")->isVisible());
    QVERIFY(child<QPushButton>("powerShutdown")->isEnabled());
}

void TestDetailPage::hostThatCannotBeReachedSaysSo()
{
    m_fixture->server().setDefault(
        base() + "/live",
        Script::reply(502, "application/problem+json",
                      R"({"detail":"Cannot reach the node \"pve\". It is off. Start it."})"));
    openDetail();
    auto *message = child<elements::InlineMessage>("liveMessage");
    QTRY_VERIFY(message->isVisible());
    QVERIFY(message->text().contains(u"It is off"_s));
    for (const char *name : {"powerStart", "powerShutdown", "powerReboot", "powerStop"})
        QVERIFY(!child<QPushButton>(name)->isEnabled());
    setLive("running");
    emit message->actionTriggered(); // Retry
    QTRY_VERIFY(!message->isVisible());
    QTRY_VERIFY(child<QPushButton>("powerStop")->isEnabled());
}

// The reference by which Slipway finds it again is nobody's name for it.
void TestDetailPage::isNamedAsOnItsHostWithoutAnAnswer()
{
    m_fixture->setNode(Fixture::Trust::Trusted);
    m_fixture->server().setDefault(
        base() + "/live", Script::reply(502, "application/problem+json", R"({"detail":"It is off."})"));
    openDetail();
    QVERIFY(!live()->live());
    QStringList texts;
    for (const QLabel *label : child<QWidget>("detailPage")->findChildren<QLabel *>())
        texts.append(label->accessibleName());
    QVERIFY2(texts.contains(u"VMID: 131"_s), qPrintable(texts.join(u'\n')));
    QString question;
    QTimer::singleShot(0, m_window.get(), [&question] {
        auto *dialog = QApplication::activeModalWidget();
        for (const QLabel *label : dialog->findChildren<QLabel *>())
            question += label->text();
        QTest::mouseClick(dialog->findChild<QPushButton *>(u"cancel"_s), Qt::LeftButton);
    });
    click("deleteContainer");
    QVERIFY2(question.contains(u"The container 131 and everything in it"_s), qPrintable(question));
}

void TestDetailPage::nobodyIsAskedWhileNobodyLooks()
{
    openDetail();
    QTRY_VERIFY(liveRequests() >= 1);
    m_window->showPage(MainWindow::RunsPage); // neither this page nor a row of it is in sight
    const int before = liveRequests();
    live()->refresh();
    QSignalSpy spy(&m_fixture->server(), &fakes::ScriptedServer::requestReceived);
    QTRY_VERIFY(spy.size() >= 2); // the list goes on being asked
    QCOMPARE(liveRequests(), before);
}

void TestDetailPage::servicesAreSearchedAgain()
{
    openDetail();
    m_window->findChild<DetailPage *>()->showTab(DetailPage::Tab::Services);
    QTRY_VERIFY(child<QPushButton>("rediscover")->isEnabled());
    m_fixture->server().enqueue(base() + "/rediscover",
                                Script::reply(502, "application/problem+json",
                                              R"({"detail":"Cannot look for services. It is busy."})"));
    click("rediscover");
    QTRY_VERIFY([this] {
        for (auto *message : child<QWidget>("detailPage")->findChildren<elements::InlineMessage *>()) {
            if (message->isVisible() && message->text() == u"Cannot look for services. It is busy."_s)
                return true;
        }
        return false;
    }());
    QTRY_VERIFY(child<QPushButton>("rediscover")->isEnabled());
    click("rediscover");
    QTRY_VERIFY(child<QWidget>("detailPage")->findChild<QWidget *>(u"service:code-server"_s));
}

void TestDetailPage::silentHostNeverStallsTheLoop()
{
    m_fixture->server().setDefault(base() + "/live", Script::silence());
    m_fixture->server().setDefault(base() + "/power", Script::silence());
    open();
    auto *view = child<QWidget>("containersPage")->findChild<QListView *>(QStringLiteral("containers"));
    QTRY_COMPARE(view->model()->rowCount(), 4);
    test::LoopTicker ticker;
    view->setCurrentIndex(row(Fixture::Run::Complete));
    QTest::keyClick(view, Qt::Key_Return);
    QTRY_VERIFY(liveRequests() >= 1);
    QTest::keyClick(m_window.get(), Qt::Key_Escape); // and away again, while it is silent
    QTRY_COMPARE(m_window->page(), MainWindow::ContainersPage);
    QVERIFY2(ticker.longestGapMs() < 500, qPrintable(QString::number(ticker.longestGapMs())));
}

void TestDetailPage::ratesOfCounters()
{
    QList<LiveSample> history;
    const auto add = [&history](qint64 ms, qint64 bytes) {
        LiveSample sample;
        sample.ms = ms;
        sample.status.netInBytes = bytes;
        history.append(sample);
    };
    add(0, 1000);
    add(2000, 5000); // 2,000 a second
    add(3000, -1);   // not known
    add(4000, 9000); // nothing to compare with
    add(5000, 100);  // started anew
    add(7000, 1100); // 500 a second
    QCOMPARE(ratesOf(history, &HostStatus::netInBytes), (QList<double>{-1, 2000, -1, -1, -1, 500}));
    QCOMPARE(progressText(u"shutdown"_s, 12'900), u"Shutting down… 12 s"_s);
    QCOMPARE(uptimeText(273'900), u"3 d 4 h"_s);
}

QTEST_MAIN(TestDetailPage)
#include "tst_detailpage.moc"
