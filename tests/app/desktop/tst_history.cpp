#include "app/desktop/desktopsettings.h"
#include "app/desktop/historycontroller.h"
#include "app/desktop/pages/detailpage.h"
#include "app/desktop/pages/historyview.h"
#include "tests/app/desktop/windowfixture.h"
#include "tests/support/loopticker.h"
#include "widgets/elements/emptystate.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/elements/timingchart.h"
#include "widgets/logview/findbar.h"
#include "widgets/logview/logpanel.h"
#include "widgets/logview/logview.h"
#include "widgets/theme/theme.h"

#include <QListWidget>
#include <QTabWidget>
#include <QUrlQuery>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;
using desktoptest::Fixture;
using desktoptest::WindowFixture;
using fakes::Script;

static QByteArray runJson(int number, qint64 first, qint64 last, const QByteArray &outcome);
static QByteArray eventsAnswer(const QByteArray &target, qint64 last);

/// The tab of a container's runs: which there were, where their time went, their logs.
class TestHistory : public QObject, private WindowFixture
{
    Q_OBJECT
private slots:
    void initTestCase() { theme::Theme::instance().install(); }
    void init() { begin(); }
    void cleanup() { end(); }
    void everyRunWithItsLogAndTimes();
    void aLongLogIsReadFromItsEnd();
    void anOlderBackendHasOneRun();
    void aFailureSaysSoAndIsTriedAgain();
    void aBrokenReadKeepsWhatIsThere();
    void aRunThatGoesOnIsReadOn();
    void theTabStaysFromOneContainerToTheNext();
    void aLinkLeadsToATab();
    void theTabIsRemembered();
    void logSettingsReachEveryLog();
    void aServicesLogOnDemand();

private:
    QByteArray base() const { return "/api/containers/" + Fixture::idOf(Fixture::Run::Complete); }
    /// Answers /runs with `runs` and …/events with pages of `last` events.
    void serve(const QByteArray &runs, qint64 last)
    {
        m_last = last;
        m_fixture->server().setDefault(base() + "/runs", Script::reply(200, "application/json", runs));
        m_fixture->server().setHandler(base() + "/events", [this](const fakes::Request &request) {
            return Script::reply(200, "application/json", eventsAnswer(request.target, m_last));
        });
    }
    void openEvents()
    {
        open();
        auto *view = child<QWidget>("containersPage")->findChild<QListView *>(QStringLiteral("containers"));
        QTRY_COMPARE(view->model()->rowCount(), 4);
        view->setCurrentIndex(row(Fixture::Run::Complete));
        QTest::keyClick(view, Qt::Key_Return);
        QCOMPARE(m_window->page(), MainWindow::Detail);
        detail()->showTab(DetailPage::Tab::Events);
    }
    DetailPage *detail() const { return m_window->findChild<DetailPage *>(); }
    logview::LogView *log() const { return detail()->history()->log()->view(); }
    int eventRequests() const
    {
        int count = 0;
        for (const auto &request : m_fixture->server().requests())
            count += request.target.startsWith(base() + "/events");
        return count;
    }
    std::unique_ptr<DesktopSettings> m_settings; ///< outlives the window
    qint64 m_last = 0;
};

static QByteArray runJson(int number, qint64 first, qint64 last, const QByteArray &outcome)
{
    const bool failed = outcome == "error";
    return R"({"number":)" + QByteArray::number(number) + R"(,"firstSeq":)" + QByteArray::number(first) +
           R"(,"lastSeq":)" + QByteArray::number(last) +
           R"(,"startedAt":"2026-11-21T16:04:06.805Z","finishedAt":)" +
           (outcome == "running" ? QByteArray("null") : QByteArray(R"("2026-11-21T16:05:16.805Z")")) +
           R"(,"outcome":")" + outcome + R"(","errorMessage":)" +
           (failed ? QByteArray(R"("Script \"01-b.sh\" failed with exit code 1")") : QByteArray("null")) +
           R"(,"failedStep":)" + (failed ? QByteArray(R"("syncing")") : QByteArray("null")) +
           R"(,"phaseDurations":{"creating":2100,"starting":3400,"deploying":800,"syncing":60000},)" +
           R"("scripts":[{"name":"00-a.sh","durationMs":20000,"state":"completed"},)" +
           R"({"name":"01-b.sh","durationMs":40000,"state":")" + (failed ? "error" : "completed") + R"("}]})";
}

/// What the backend answers to `target`, …/events?after=N&limit=M, of a container with `last` log events.
static QByteArray eventsAnswer(const QByteArray &target, qint64 last)
{
    const QUrlQuery query(QUrl(QString::fromLatin1(target)));
    const qint64 after = query.queryItemValue(u"after"_s).toLongLong();
    const qint64 end = qMin(last, after + query.queryItemValue(u"limit"_s).toLongLong());
    QByteArray events;
    for (qint64 seq = after + 1; seq <= end; ++seq) {
        events += (events.isEmpty() ? "" : ",") + QByteArray(R"({"type":"log","message":"line )") +
                  QByteArray::number(seq) + R"(","timestamp":"2026-11-21T16:04:10.000Z","seq":)" +
                  QByteArray::number(seq) + "}";
    }
    return R"({"events":[)" + events + R"(],"after":)" + QByteArray::number(qMax(after, end)) +
           R"(,"last":)" + QByteArray::number(last) + R"(,"more":)" + (end < last ? "true" : "false") + "}";
}

void TestHistory::everyRunWithItsLogAndTimes()
{
    serve("{\"runs\":[" + runJson(1, 1, 40, "error") + "," + runJson(2, 41, 100, "complete") + "]}", 100);
    QByteArray detailJson = m_fixture->row(Fixture::Run::Complete);
    detailJson.insert(
        1,
        R"("expected":{"runs":4,"totalMs":65000,"phases":{"creating":2000},"scripts":{"00-a.sh":19000}},)");
    m_fixture->server().setDefault(base(), Script::reply(200, "application/json", detailJson));
    openEvents();
    auto *runs = detail()->findChild<QListWidget *>(u"runs"_s);
    QTRY_COMPARE(runs->count(), 2);
    QVERIFY2(runs->item(0)->text().startsWith(u"Run 2, completed"_s), qPrintable(runs->item(0)->text()));
    QVERIFY(runs->item(1)->text().contains(u"took 1 min 10 s"_s));
    QTRY_COMPARE(log()->lineCount(), 60); // the newest one is shown, from its own first event
    QCOMPARE(log()->store().text({0}), u"line 41"_s);
    auto *chart = detail()->history()->findChild<elements::TimingChart *>();
    QVERIFY2(chart->asText().contains(u"Create Container: 2.1 s, usually 2.0 s."_s),
             qPrintable(chart->asText()));
    QVERIFY2(chart->asText().contains(u"a: 20 s, usually 19 s."_s), qPrintable(chart->asText()));
    runs->setCurrentRow(1);
    QTRY_COMPARE(log()->lineCount(), 40);
    QCOMPARE(log()->store().text({0}), u"line 1"_s);
    QCOMPARE(child<QLabel>("runTitle")->text(), u"Run 1 failed at Run Scripts"_s);
    QVERIFY(child<QLabel>("runFacts")->text().contains(u"exit code 1"_s));
    // The log has all that a log has.
    QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
    QVERIFY(detail()->history()->log()->findBar()->isVisible());
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QVERIFY(!detail()->history()->log()->findBar()->isVisible());
    QCOMPARE(m_window->page(), MainWindow::Detail);
}

void TestHistory::aLongLogIsReadFromItsEnd()
{
    constexpr qint64 kLast = 200'000;
    serve("{\"runs\":[" + runJson(1, 1, kLast, "complete") + "]}", kLast);
    openEvents();
    const test::LoopTicker ticker;
    QTRY_COMPARE(log()->lineCount(), HistoryController::kTail);
    QCOMPARE(log()->store().text({0}), u"line %1"_s.arg(kLast - HistoryController::kTail + 1));
    auto *note = child<elements::InlineMessage>("historyNote");
    QVERIFY(note->isVisible());
    const int asked = eventRequests();
    QCOMPARE(asked, int(HistoryController::kTail / HistoryController::kPage)); // and not one more
    emit note->actionTriggered();
    QTRY_COMPARE_WITH_TIMEOUT(log()->lineCount(), kLast, 120'000);
    QCOMPARE(log()->store().text({0}), u"line 1"_s);
    QVERIFY(!note->isVisible());
    QVERIFY2(ticker.longestGapMs() < 1000, qPrintable(QString::number(ticker.longestGapMs())));
}

void TestHistory::anOlderBackendHasOneRun()
{
    serve({}, 30);
    m_fixture->server().setDefault(base() + "/runs",
                                   Script::reply(404, "application/problem+json", R"({"detail":"no"})"));
    openEvents();
    QTRY_COMPARE(log()->lineCount(), 30);
    QCOMPARE(detail()->findChild<QListWidget *>(u"runs"_s)->count(), 1);
    QCOMPARE(child<QLabel>("runTitle")->text(), u"Run 1 completed"_s);
}

void TestHistory::aFailureSaysSoAndIsTriedAgain()
{
    m_fixture->server().setDefault(base() + "/runs", Script::reply(503, "application/problem+json",
                                                                   R"({"detail":"The store is away."})"));
    openEvents();
    auto *empty = detail()->history()->findChild<elements::EmptyState *>();
    QTRY_VERIFY(empty->isVisible());
    QVERIFY(empty->findChildren<QLabel *>().at(1)->text().contains(u"The store is away"_s) ||
            empty->findChildren<QLabel *>().at(0)->text().contains(u"The store is away"_s));
    serve("{\"runs\":[" + runJson(1, 1, 5, "complete") + "]}", 5);
    emit empty->actionTriggered();
    QTRY_COMPARE(log()->lineCount(), 5);
    serve(R"({"runs":[]})", 0);
}

void TestHistory::aBrokenReadKeepsWhatIsThere()
{
    serve("{\"runs\":[" + runJson(1, 1, 5000, "complete") + "]}", 5000);
    m_fixture->server().enqueue(
        base() + "/events",
        Script::reply(200, "application/json", eventsAnswer("/x?after=0&limit=2000", 5000)));
    m_fixture->server().enqueue(base() + "/events", Script::reply(502, "application/problem+json",
                                                                  R"({"detail":"Gone for a moment."})"));
    openEvents();
    auto *note = child<elements::InlineMessage>("historyNote");
    QTRY_COMPARE(note->text(), u"Gone for a moment."_s);
    QTRY_COMPARE(log()->lineCount(), 2000);
    emit note->actionTriggered();
    QTRY_COMPARE(log()->lineCount(), 5000);
}

void TestHistory::aRunThatGoesOnIsReadOn()
{
    serve("{\"runs\":[" + runJson(1, 1, 10, "running") + "]}", 10);
    openEvents();
    QTRY_COMPARE(log()->lineCount(), 10);
    QVERIFY(child<QPushButton>("followRun")->isVisible());
    m_last = 25; // more was said than the list of runs knew
    QTRY_COMPARE(log()->lineCount(), 25);
    serve("{\"runs\":[" + runJson(1, 1, 30, "complete") + "]}", 30);
    QTRY_COMPARE(log()->lineCount(), 30);
    QCOMPARE(child<QLabel>("runTitle")->text(), u"Run 1 completed"_s);
    QVERIFY(!child<QPushButton>("followRun")->isVisible());
    const int asked = eventRequests();
    detail()->showTab(DetailPage::Tab::Overview); // nobody looks: nobody asks
    QCOMPARE(eventRequests(), asked);
}

void TestHistory::theTabStaysFromOneContainerToTheNext()
{
    serve("{\"runs\":[" + runJson(1, 1, 5, "complete") + "]}", 5);
    openEvents();
    QTRY_COMPARE(log()->lineCount(), 5);
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QCOMPARE(m_window->page(), MainWindow::ContainersPage);
    auto *view = child<QWidget>("containersPage")->findChild<QListView *>(QStringLiteral("containers"));
    QTest::keyClick(view, Qt::Key_Return);
    QCOMPARE(m_window->page(), MainWindow::Detail);
    QCOMPARE(int(detail()->tab()), int(DetailPage::Tab::Events));
}

void TestHistory::aLinkLeadsToATab()
{
    open();
    const QByteArray failed = Fixture::idOf(Fixture::Run::Error);
    const QString link = u"slipway://container/"_s + QString::fromLatin1(failed);
    m_window->openWhenListed(containerLinkFromText(link).value());
    QTRY_COMPARE(m_window->page(), MainWindow::Progress); // a failed run's own page
    m_window->openWhenListed(containerLinkFromText(link + u"/events"_s).value());
    QCOMPARE(m_window->page(), MainWindow::Detail);
    QCOMPARE(detail()->container().id.value, QString::fromLatin1(failed));
    QCOMPARE(int(detail()->tab()), int(DetailTab::Events));
}

void TestHistory::theTabIsRemembered()
{
    m_settings = std::make_unique<DesktopSettings>();
    const ContainerLink link{{QString::fromLatin1(Fixture::idOf(Fixture::Run::Complete))}, {}};
    const auto openDetail = [&] {
        m_window.reset();
        open({m_settings.get(), nullptr});
        m_window->openWhenListed(link);
        QTRY_COMPARE(m_window->page(), MainWindow::Detail);
    };
    openDetail();
    QCOMPARE(int(detail()->tab()), int(DetailTab::Overview));
    detail()->showTab(DetailTab::Services);
    openDetail();
    QCOMPARE(int(detail()->tab()), int(DetailTab::Services));
}

void TestHistory::logSettingsReachEveryLog()
{
    m_settings = std::make_unique<DesktopSettings>();
    m_settings->setWrapsLog(true);
    m_settings->setHours(DesktopSettings::Hours::H12);
    m_fixture->server().setDefault(
        base() + "/services/logs",
        Script::reply(200, "application/json", R"({"logs":["one"],"service":"x"})"));
    open({m_settings.get(), nullptr});
    const QString link =
        u"slipway://container/%1/services"_s.arg(QLatin1StringView(Fixture::idOf(Fixture::Run::Complete)));
    m_window->openWhenListed(containerLinkFromText(link).value());
    QTRY_COMPARE(m_window->page(), MainWindow::Detail);
    QTRY_VERIFY(detail()->findChild<QWidget *>(u"service:code-server"_s));
    auto *card = detail()->findChild<QWidget *>(u"service:code-server"_s);
    QTest::mouseClick(card->findChild<QPushButton *>(u"serviceLog"_s), Qt::LeftButton);
    QTRY_VERIFY(m_window->findChild<QDialog *>(u"serviceLogDialog"_s));
    auto *lines = m_window->findChild<QDialog *>(u"serviceLogDialog"_s)->findChild<logview::LogView *>();
    QVERIFY(lines->wordWrap() && log()->wordWrap());
    QVERIFY(!log()->is24Hours());
    lines->setWordWrap(false); // switched in one, it holds for all
    QVERIFY(!m_settings->wrapsLog());
    QVERIFY(!log()->wordWrap());
    m_settings->setHours(DesktopSettings::Hours::H24);
    QVERIFY(log()->is24Hours());
}

void TestHistory::aServicesLogOnDemand()
{
    const QByteArray path = base() + "/services/logs";
    m_fixture->server().enqueue(
        path, Script::reply(502, "application/problem+json", R"({"detail":"Cannot reach the host."})"));
    m_fixture->server().setDefault(
        path, Script::reply(200, "application/json", R"({"logs":["one","two"],"service":"code-server"})"));
    openEvents();
    detail()->showTab(DetailPage::Tab::Services);
    QTRY_VERIFY(detail()->findChild<QWidget *>(u"service:code-server"_s));
    auto *card = detail()->findChild<QWidget *>(u"service:code-server"_s);
    QTest::mouseClick(card->findChild<QPushButton *>(u"serviceLog"_s), Qt::LeftButton);
    QTRY_VERIFY(m_window->findChild<QDialog *>(u"serviceLogDialog"_s));
    auto *dialog = m_window->findChild<QDialog *>(u"serviceLogDialog"_s);
    auto *message = dialog->findChild<elements::InlineMessage *>();
    QTRY_COMPARE(message->text(), u"Cannot reach the host."_s);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"refreshLog"_s), Qt::LeftButton);
    auto *lines = dialog->findChild<logview::LogPanel *>()->view();
    QTRY_COMPARE(lines->lineCount(), 2);
    QVERIFY(!message->isVisible());
    QByteArray asked;
    for (const auto &request : m_fixture->server().requests()) {
        if (request.target.startsWith(path))
            asked = request.target;
    }
    QCOMPARE(asked, path + "?service=code-server&lines=200");
}

QTEST_MAIN(TestHistory)
#include "tst_history.moc"
