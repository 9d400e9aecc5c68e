#include "app/desktop/pages/runsoverview.h"
#include "app/desktop/pages/runtile.h"
#include "tests/app/desktop/windowfixture.h"
#include "tests/support/loopticker.h"
#include "widgets/elements/emptystate.h"
#include "widgets/stepper/easedprogress.h"
#include "widgets/stepper/stepstrip.h"
#include "widgets/theme/theme.h"

#include <QDateTime>
#include <QScrollArea>
#include <QScrollBar>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;
using desktoptest::Fixture;
using desktoptest::WindowFixture;
using fakes::Script;

namespace {

QByteArray rowJson(const QByteArray &id, const QByteArray &lifecycle, int percent,
                   const QByteArray &finishedAt = {})
{
    return R"({"id":")" + id + R"(","hostname":"host-)" + id +
           R"(","template":"docker","node":null,"host":"lxc","simulated":false,"lifecycle":")" + lifecycle +
           R"(","address":null,"hostRef":"slip","createdAt":"2026-11-21T16:04:06.805Z","finishedAt":)" +
           (finishedAt.isEmpty() ? QByteArray("null") : '"' + finishedAt + '"') +
           R"(,"errorMessage":null,"percent":)" + QByteArray::number(percent) +
           R"(,"step":"syncing","spec":{}})";
}

QByteArray whole(const QByteArrayList &rows)
{
    return R"(event: containers)"
           "\ndata: {\"containers\":[" +
           rows.join(',') + "]}\n\n";
}

QByteArray changed(const QByteArray &row)
{
    return "event: container\ndata: {\"container\":" + row + "}\n\n";
}

QByteArray logEvent(qint64 seq, const QByteArray &text)
{
    return "event: progress\nid: " + QByteArray::number(seq) + "\ndata: {\"type\":\"log\",\"message\":\"" +
           text + "\",\"scriptName\":\"00-a.sh\",\"timestamp\":\"2026-11-21T16:04:10.000Z\",\"seq\":" +
           QByteArray::number(seq) + "}\n\n";
}

QByteArray snapshotEvent(qint64 seq)
{
    return "event: snapshot\ndata: "
           "{\"step\":\"syncing\",\"percent\":70,\"seenSteps\":[\"creating\",\"starting\","
           "\"deploying\",\"syncing\"],\"isComplete\":false,\"isError\":false,\"errorMessage\":null,"
           "\"scriptNames\":[\"00-a.sh\",\"01-b.sh\"],\"scriptTotal\":2,\"activeScript\":\"00-a.sh\","
           "\"startedAt\":\"2026-11-21T16:04:00.000Z\",\"lifecycle\":\"creating\",\"seq\":" +
           QByteArray::number(seq) + "}\n\n";
}

QString nowIso() { return QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs); }

} // namespace

/// Runs side by side: which of them are followed, what a tile says, and what it costs.
class TestRuns : public QObject, private WindowFixture
{
    Q_OBJECT
private slots:
    void initTestCase() { theme::Theme::instance().install(); }
    void init() { begin(); }
    void cleanup() { end(); }
    void aTileSaysHowItsRunGoes();
    void onlyThoseInSightAreFollowed();
    void beyondTheStreamsTheTimeLeftIsToldToo();
    void aTileWithoutAStreamSaysWhatItsRowSays();
    void aRowThatWentOnWinsOverAnOldStream();
    void theTopIsShownFirst();
    void whatEndedTodayStandsBelow();
    void cancelAsksAndIsSaid();
    void emptyInvites();
    void tenRunsAtOnceLeaveTheLoopAlive();

private:
    fakes::ScriptedServer &server() const { return m_fixture->server(); }
    /// `count` runs under way, each with a stream of `lines` lines a burst, `bursts` of them 20 ms apart.
    void serveRuns(int count, int bursts, int lines)
    {
        QByteArrayList rows;
        for (int i = 0; i < count; ++i) {
            const QByteArray id = "run-" + QByteArray::number(i);
            rows.append(rowJson(id, "creating", 70));
            Script stream =
                Script::eventStream(snapshotEvent(100) + logEvent(99, "before") + logEvent(100, "now"));
            qint64 seq = 100;
            stream.waitFor("go");
            for (int burst = 0; burst < bursts; ++burst) {
                QByteArray bytes;
                for (int line = 0; line < lines; ++line) {
                    ++seq;
                    bytes += logEvent(seq, "line " + QByteArray::number(seq));
                }
                stream.send(bytes).pause(20);
            }
            server().setDefault("/api/containers/" + id + "/progress", stream);
            QByteArray detail = rows.constLast();
            detail.insert(1, R"("snapshot":{"step":"syncing","percent":70,"seq":100},)");
            server().setDefault("/api/containers/" + id, Script::reply(200, "application/json", detail));
        }
        m_rows = rows;
        server().setDefault("/api/events", Script::eventStream(whole(rows)).waitFor("change").send(m_change));
    }
    void openRuns()
    {
        open();
        m_window->showPage(MainWindow::RunsPage);
    }
    RunsOverview *page() const { return m_window->findChild<RunsOverview *>(); }
    RunTile *tile(const char *id) const { return child<RunTile>(QByteArray("run:").append(id).constData()); }
    QList<QByteArray> followed() const
    {
        QList<QByteArray> ids;
        for (const auto &request : server().requests()) {
            if (request.target.endsWith("/progress"))
                ids.append(request.target.split('/').at(3));
        }
        return ids;
    }
    QByteArrayList m_rows;
    QByteArray m_change;
};

void TestRuns::aTileSaysHowItsRunGoes()
{
    m_change = changed(rowJson("run-0", "creating", 85));
    serveRuns(1, 1, 6);
    openRuns();
    QTRY_VERIFY(tile("run-0"));
    QTRY_COMPARE(tile("run-0")->lines(), u"before\nnow"_s);
    QVERIFY2(tile("run-0")->caption().endsWith(u"so far"_s), qPrintable(tile("run-0")->caption()));
    // A run of a million lines is joined near its end.
    for (const auto &request : server().requests()) {
        if (request.target.endsWith("/progress"))
            QCOMPARE(request.header("Last-Event-ID"), QByteArray("88"));
    }
    server().release("go");
    QTRY_COMPARE(tile("run-0")->lines(), u"line 103\nline 104\nline 105\nline 106"_s);
    server().release("change");
    QTRY_VERIFY(tile("run-0")->findChildren<QLabel *>().size() > 0);
    const auto says = [&](const QString &text) {
        const auto labels = tile("run-0")->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(),
                           [&](const QLabel *label) { return label->text() == text; });
    };
    QTRY_VERIFY(says(u"85 %"_s));
    QTest::mouseClick(tile("run-0")->findChild<QPushButton *>(u"tileOpen"_s), Qt::LeftButton);
    QCOMPARE(m_window->page(), MainWindow::Progress);
    QCOMPARE(progress()->run().id.value, u"run-0"_s);
}

void TestRuns::onlyThoseInSightAreFollowed()
{
    serveRuns(20, 0, 0);
    openRuns();
    QTRY_COMPARE(page()->tiles().size(), 20);
    QTRY_VERIFY(!followed().isEmpty());
    QTRY_VERIFY(page()->tiles().constFirst()->lines() == u"before\nnow"_s);
    QVERIFY2(followed().size() <= RunsController::kStreams, qPrintable(QString::number(followed().size())));
    QVERIFY(!followed().contains("run-19"));
    m_window->showPage(MainWindow::ContainersPage); // nobody looks: the connections go
    QTRY_COMPARE(server().openConnections(), 1);    // but for the list's
}

void TestRuns::beyondTheStreamsTheTimeLeftIsToldToo()
{
    constexpr int kRuns = 24;
    serveRuns(kRuns, 0, 0);
    // The backend's clock is an hour behind.
    const QDateTime there = QDateTime::currentDateTimeUtc().addSecs(-3600);
    const QByteArray began = there.addSecs(-60).toString(Qt::ISODateWithMs).toLatin1();
    server().setDefault("/api/events",
                        Script::eventStream(whole(m_rows) + "event: heartbeat\ndata: {\"time\":\"" +
                                            there.toString(Qt::ISODateWithMs).toLatin1() + "\"}\n\n"));
    for (int i = 0; i < kRuns; ++i) {
        const QByteArray id = "run-" + QByteArray::number(i);
        QByteArray detail = rowJson(id, "creating", 70);
        detail.insert(
            1,
            R"("snapshot":{"step":"syncing","percent":70,"seenSteps":["creating","syncing"],"startedAt":")" +
                began + R"(","currentStepStartedAt":")" + began +
                R"(","seq":100},"expected":{"runs":3,"totalMs":700000,"phases":{"syncing":600000},)"
                R"("scripts":{}},)");
        server().setDefault("/api/containers/" + id, Script::reply(200, "application/json", detail));
    }
    openRuns();
    m_window->resize(1700, 3200);
    const auto unstreamed = [this] {
        QList<RunTile *> tiles = page()->tiles();
        tiles.removeIf([this](const RunTile *one) {
            return followed().contains(one->container().id.value.toLatin1()) ||
                   one->visibleRegion().isEmpty();
        });
        return tiles;
    };
    QTRY_COMPARE(page()->tiles().size(), kRuns);
    QTRY_COMPARE(followed().size(), RunsController::kStreams);
    QVERIFY(!unstreamed().isEmpty());
    QTRY_VERIFY([&] {
        const QList<RunTile *> tiles = unstreamed();
        return std::all_of(tiles.begin(), tiles.end(), [](const RunTile *one) {
            return one->caption() == u"about 9 min left"_s || one->caption() == u"about 8 min 50 s left"_s;
        });
    }());
    // Once each: what has not changed is not asked again.
    const auto asked = [this](const QByteArray &id) {
        int count = 0;
        for (const auto &request : server().requests())
            count += request.target == "/api/containers/" + id;
        return count;
    };
    const QByteArray other = unstreamed().constFirst()->container().id.value.toLatin1();
    QCOMPARE(asked(other), 1);
    QCOMPARE(followed().size(), RunsController::kStreams);
}

void TestRuns::aTileWithoutAStreamSaysWhatItsRowSays()
{
    m_change = changed(rowJson("run-0", "creating", 85));
    serveRuns(1, 0, 0);
    server().setDefault("/api/containers/run-0", Script::reply(503, "application/json", "{}"));
    server().setDefault("/api/containers/run-0/progress", Script::reply(503, "application/json", "{}"));
    openRuns();
    QTRY_VERIFY(tile("run-0"));
    QVERIFY(tile("run-0")->lines().isEmpty());
    QVERIFY(!tile("run-0")->findChild<QWidget *>(u"tileLog"_s)->isVisible()); // no empty box
    QCOMPARE(tile("run-0")->caption(), u"Run Scripts"_s);
    const auto *strip = tile("run-0")->findChild<stepper::StepStrip *>();
    QCOMPARE(strip->stepState(0), stepper::StepState::Completed);
    QCOMPARE(strip->stepState(3), stepper::StepState::Active);
    QCOMPARE(strip->stepState(4), stepper::StepState::Pending);
    auto *bar = tile("run-0")->findChild<stepper::EasedProgress *>();
    QCOMPARE(bar->percent(), 70);
    server().release("change");
    QTRY_COMPARE(bar->percent(), 85);
}

void TestRuns::aRowThatWentOnWinsOverAnOldStream()
{
    RunTile tile;
    Container container;
    container.id = {u"a"_s};
    container.lifecycle = Lifecycle::Creating;
    container.snapshot.step = u"starting"_s;
    container.snapshot.percent = 25;
    tile.setContainer(container);
    RunGlance glance;
    glance.isLive = true;
    glance.snapshot.step = u"starting"_s;
    glance.snapshot.percent = 35;
    glance.snapshot.seenSteps = {u"creating"_s, u"starting"_s};
    tile.setGlance(glance);
    auto *bar = tile.findChild<stepper::EasedProgress *>();
    QCOMPARE(bar->percent(), 35);
    glance.isLive = false; // it went out of sight
    tile.setGlance(glance);
    QCOMPARE(bar->percent(), 35);
    container.snapshot.step = u"syncing"_s;
    container.snapshot.percent = 65;
    tile.setContainer(container);
    QCOMPARE(bar->percent(), 65);
    QCOMPARE(tile.findChild<stepper::StepStrip *>()->stepState(2), stepper::StepState::Completed);
    container.snapshot.step = u"creating"_s; // begun again
    container.snapshot.percent = 5;
    tile.setContainer(container);
    QCOMPARE(bar->percent(), 5);
}

void TestRuns::theTopIsShownFirst()
{
    m_fixture->setHistory();
    open();
    m_window->resize(1000, 600);
    auto *view = child<QWidget>("containersPage")->findChild<QListView *>(QStringLiteral("containers"));
    QTRY_COMPARE(view->model()->rowCount(), 10);
    view->setFocus();
    QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
    QTRY_VERIFY(page()->tiles().size() >= 6);
    auto *scroll = page()->findChild<QScrollArea *>();
    QTRY_VERIFY(scroll->verticalScrollBar()->maximum() > 0);
    QTRY_VERIFY(!page()->tiles().constFirst()->lines().isEmpty() || followed().size() > 0);
    QCOMPARE(scroll->verticalScrollBar()->value(), 0);
}

void TestRuns::whatEndedTodayStandsBelow()
{
    const QByteArray today = nowIso().toLatin1();
    server().setDefault(
        "/api/events",
        Script::eventStream(
            whole({rowJson("a", "ready", 100, today), rowJson("b", "ready", 100, "2020-01-01T10:00:00.000Z"),
                   rowJson("c", "error", 40, "2020-01-01T10:00:00.000Z"), rowJson("d", "creating", 40)}))
            .waitFor("end")
            .send(changed(rowJson("d", "ready", 100, today))));
    server().setDefault("/api/containers/d/progress", Script::eventStream(snapshotEvent(1)));
    openRuns();
    auto *ended = child<QListView>("endedRuns");
    QTRY_COMPARE(ended->model()->rowCount(), 2); // a, and c, which failed before and is still there
    QTRY_COMPARE(page()->tiles().size(), 1);
    server().release("end");
    QTRY_COMPARE(ended->model()->rowCount(), 3);
    QTRY_VERIFY(page()->tiles().isEmpty());
    QTRY_VERIFY(ended->isVisible());
    QVERIFY(ended->height() >= 3 * ended->sizeHintForRow(0));
    ended->setCurrentIndex(ended->model()->index(0, 0));
    QTest::keyClick(ended, Qt::Key_Return);
    QVERIFY(m_window->page() != MainWindow::RunsPage);
}

void TestRuns::cancelAsksAndIsSaid()
{
    serveRuns(1, 0, 0);
    server().setDefault("/api/containers/run-0/cancel", Script::reply(202, "application/json", "{}"));
    openRuns();
    QTRY_VERIFY(tile("run-0"));
    bool focusOnCancel = false;
    answer("confirm", &focusOnCancel);
    QTest::mouseClick(tile("run-0")->findChild<QPushButton *>(u"tileCancel"_s), Qt::LeftButton);
    QVERIFY(focusOnCancel);
    QTRY_COMPARE(tile("run-0")->caption(), u"Cancelling…"_s);
    const auto isAsked = [this] {
        const auto &all = server().requests();
        return std::any_of(all.begin(), all.end(), [](const fakes::Request &request) {
            return request.method == "POST" && request.target == "/api/containers/run-0/cancel";
        });
    };
    QTRY_VERIFY(isAsked());
}

void TestRuns::emptyInvites()
{
    server().setDefault("/api/events", Script::eventStream(whole({})));
    openRuns();
    auto *empty = page()->findChild<elements::EmptyState *>();
    QTRY_VERIFY(empty->isVisible());
    QTest::mouseClick(empty->findChild<QPushButton *>(u"emptyAction"_s), Qt::LeftButton);
    QCOMPARE(m_window->page(), MainWindow::Create);
}

void TestRuns::tenRunsAtOnceLeaveTheLoopAlive()
{
    constexpr int kBursts = 100;
    serveRuns(10, kBursts, 20); // a thousand lines a second and run
    m_window.reset();
    openRuns();
    m_window->resize(2400, 1600); // all of them in sight
    QTRY_COMPARE(page()->tiles().size(), 10);
    const auto haveBegun = [this] {
        const QList<RunTile *> tiles = page()->tiles();
        return std::all_of(tiles.begin(), tiles.end(),
                           [](const RunTile *tile) { return tile->lines() == u"before\nnow"_s; });
    };
    QTRY_VERIFY(haveBegun());
    const test::LoopTicker ticker;
    server().release("go");
    const QString last = u"line %1"_s.arg(100 + kBursts * 20);
    QTRY_VERIFY(page()->tiles().constFirst()->lines().endsWith(last));
    QVERIFY2(ticker.longestBusyMs() <= test::kNoticedMs,
             qPrintable(u"%1 ms of work"_s.arg(ticker.longestBusyMs())));
    QVERIFY2(ticker.longestGapMs() < 1000, qPrintable(QString::number(ticker.longestGapMs())));
}

QTEST_MAIN(TestRuns)
#include "tst_runs.moc"
