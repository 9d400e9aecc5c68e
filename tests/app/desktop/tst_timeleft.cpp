#include "app/desktop/timeleft.h"
#include "app/desktop/timings.h"
#include "tests/app/desktop/quiet.h"

#include <QDateTime>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;

/// How long a run will take, and where its time went.
class TestTimeLeft : public QObject
{
    Q_OBJECT
private slots:
    void init() { desktoptest::failOnWarnings(); }
    void remaining_data();
    void remaining();
    void captions_data();
    void captions();
    void aClockThatIsOff();
    void barsOfARun();
    void readsRuns();

private:
    static qint64 at(int second)
    {
        return QDateTime::fromString(u"2026-11-21T16:00:00.000Z"_s, Qt::ISODateWithMs).toMSecsSinceEpoch() +
               second * 1000LL;
    }
    static QString iso(int second)
    {
        return QDateTime::fromMSecsSinceEpoch(at(second), Qt::UTC).toString(Qt::ISODateWithMs);
    }
    static ExpectedTimes usual()
    {
        ExpectedTimes expected;
        expected.runs = 3;
        expected.totalMs = 100'000;
        expected.phases = {{u"creating"_s, 10'000},
                           {u"starting"_s, 5'000},
                           {u"deploying"_s, 5'000},
                           {u"syncing"_s, 70'000},
                           {u"finalizing"_s, 10'000}};
        expected.scripts = {{u"00-a.sh"_s, 20'000}, {u"01-b.sh"_s, 50'000}};
        return expected;
    }
    static Snapshot inStep(const QString &step, int since)
    {
        Snapshot snapshot;
        snapshot.step = step;
        snapshot.startedAt = iso(0);
        snapshot.currentStepStartedAt = iso(since);
        return snapshot;
    }
};

void TestTimeLeft::remaining_data()
{
    QTest::addColumn<QString>("step");
    QTest::addColumn<int>("since");
    QTest::addColumn<QStringList>("completed");
    QTest::addColumn<QString>("active");
    QTest::addColumn<int>("now");
    QTest::addColumn<qint64>("ms");
    const QStringList none;
    QTest::newRow("at the beginning") << u"creating"_s << 0 << none << QString() << 0 << qint64(100'000);
    QTest::newRow("4 s into creating") << u"creating"_s << 0 << none << QString() << 4 << qint64(96'000);
    QTest::newRow("creating took longer") << u"creating"_s << 0 << none << QString() << 30 << qint64(90'000);
    QTest::newRow("first script") << u"syncing"_s << 20 << none << u"00-a.sh"_s << 25
                                  << qint64(15'000 + 50'000 + 10'000);
    QTest::newRow("second script") << u"syncing"_s << 20 << QStringList{u"00-a.sh"_s} << u"01-b.sh"_s << 50
                                   << qint64(40'000 + 10'000);
    QTest::newRow("first script was quick, the second has begun")
        << u"syncing"_s << 20 << QStringList{u"00-a.sh"_s} << u"01-b.sh"_s << 25 << qint64(50'000 + 10'000);
    QTest::newRow("a clock behind the server's")
        << u"creating"_s << 10 << none << QString() << 5 << qint64(100'000);
    QTest::newRow("nothing heard") << QString() << 0 << none << QString() << 0 << qint64(-1);
    QTest::newRow("a step of the future") << u"polishing"_s << 0 << none << QString() << 0 << qint64(-1);
}

void TestTimeLeft::remaining()
{
    QFETCH(const QString, step);
    QFETCH(const int, since);
    QFETCH(const QStringList, completed);
    QFETCH(const QString, active);
    QFETCH(const int, now);
    QFETCH(const qint64, ms);
    Snapshot snapshot = inStep(step, since);
    snapshot.scriptNames = {u"00-a.sh"_s, u"01-b.sh"_s};
    snapshot.completedScripts = completed;
    snapshot.activeScript = active;
    QCOMPARE(remainingMs(snapshot, usual(), at(now)), ms);
    QCOMPARE(remainingMs(snapshot, {}, at(now)), qint64(-1)); // no earlier run
}

void TestTimeLeft::captions_data()
{
    QTest::addColumn<int>("now");
    QTest::addColumn<bool>("isKnown");
    QTest::addColumn<QString>("caption");
    QTest::newRow("a minute and more, in tens") << 3 << true << u"about 1 min 40 s left"_s;
    QTest::newRow("nobody knows, seconds") << 42 << false << u"42 s so far"_s;
    QTest::newRow("nobody knows, minutes") << 130 << false << u"2 min 10 s so far"_s;
}

void TestTimeLeft::captions()
{
    QFETCH(const int, now);
    QFETCH(const bool, isKnown);
    QFETCH(const QString, caption);
    QCOMPARE(timeCaption(inStep(u"creating"_s, 0), isKnown ? usual() : ExpectedTimes(), at(now)), caption);
    Snapshot last = inStep(u"finalizing"_s, 90);
    QCOMPARE(timeCaption(last, usual(), at(98)), u"a few seconds left"_s);
    QCOMPARE(timeCaption(last, usual(), at(92)), u"about 10 s left"_s);
    QCOMPARE(timeCaption(last, usual(), at(200)), u"longer than usual; nearly done"_s);
    last.isComplete = true;
    QCOMPARE(timeCaption(last, usual(), at(101)), QString());
}

void TestTimeLeft::aClockThatIsOff()
{
    ServerClock clock;
    QVERIFY(!clock.isSet());
    QCOMPARE(clock.at(5000), qint64(5000));
    // Ours is 100 s ahead. A replay is old, what is live is not.
    clock.heard(at(0), at(160));
    QCOMPARE(clock.at(at(160)), at(0));
    clock.heard(at(60), at(160));
    QCOMPARE(clock.at(at(170)), at(70));
    clock.heard(at(61), at(175)); // late on its way: no reason to change
    clock.heard(0, at(175));      // without a time stamp
    QCOMPARE(clock.at(at(175)), at(75));
}

void TestTimeLeft::barsOfARun()
{
    RunRecord run;
    run.outcome = RunRecord::Outcome::Error;
    run.failedStep = u"syncing"_s;
    run.phases = {{u"creating"_s, 12'000}, {u"syncing"_s, 30'000}};
    run.scripts = {{u"00-a.sh"_s, 21'000, u"completed"_s},
                   {u"01-b.sh"_s, 9'000, u"error"_s},
                   {u"02-c.sh"_s, -1, u"pending"_s}};
    elements::TimingChart chart;
    chart.setBars(timingBars(run, usual()));
    QCOMPARE(chart.asText(),
             u"Create Container: 12 s, usually 10 s. Run Scripts: 30 s, failed, usually 1 min 10 s. "
             "a: 21 s, usually 20 s. b: 9.0 s, failed, usually 50 s. c: not run."_s);
    QCOMPARE(chart.accessibleDescription(), chart.asText());
    chart.resize(600, 200);
    QVERIFY(chart.lengthOf(30'000) > chart.lengthOf(12'000));
    QVERIFY(chart.lengthOf(70'000) > chart.lengthOf(30'000)); // the mark of the usual fits
    QVERIFY(chart.lengthOf(70'000) <= 600);
    QCOMPARE(chart.lengthOf(-1), 0.0);
    QVERIFY(timingBars({}, {}).isEmpty());
}

void TestTimeLeft::readsRuns()
{
    const auto runs = runsFromJson(
        R"({"runs":[{"number":1,"firstSeq":1,"lastSeq":120,"startedAt":"2026-11-21T16:00:00.000Z",)"
        R"("finishedAt":"2026-11-21T16:01:10.000Z","outcome":"error","errorMessage":"no","failedStep":"syncing",)"
        R"("phaseDurations":{"creating":2100,"odd":"x"},"scripts":[{"name":"a.sh","durationMs":1200,"state":"completed"},)"
        R"({"name":"b.sh","durationMs":null,"state":"error"},{"state":"x"}]},)"
        R"({"number":2,"firstSeq":121,"lastSeq":130,"finishedAt":null,"outcome":"running"}]})");
    QVERIFY(runs);
    QCOMPARE(runs->size(), 2);
    QCOMPARE(totalMs(runs->at(0)), qint64(70'000));
    QCOMPARE(runs->at(0).phases, (QMap<QString, qint64>{{u"creating"_s, 2100}}));
    QCOMPARE(runs->at(0).scripts,
             (QList<ScriptTime>{{u"a.sh"_s, 1200, u"completed"_s}, {u"b.sh"_s, -1, u"error"_s}}));
    QCOMPARE(int(runs->at(1).outcome), int(RunRecord::Outcome::Running));
    QCOMPARE(totalMs(runs->at(1)), qint64(-1));
    QVERIFY(!runsFromJson("[]"));
    QVERIFY(!runsFromJson("{broken"));
}

QTEST_MAIN(TestTimeLeft)
#include "tst_timeleft.moc"
