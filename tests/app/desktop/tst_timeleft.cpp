#include "app/desktop/timeleft.h"
#include "app/desktop/timings.h"
#include "tests/app/desktop/quiet.h"

#include <QDateTime>
#include <QTimeZone>

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;

/// How long a run will take, and where its time went.
class TestTimeLeft : public QObject
{
    Q_OBJECT
private slots:
    void init() { desktoptest::failOnWarnings(); }
    void captions_data();
    void captions();
    void aClockThatIsOff();
    void barsOfARun();

private:
    static qint64 at(int second)
    {
        return QDateTime::fromString(u"2026-11-21T16:00:00.000Z"_s, Qt::ISODateWithMs).toMSecsSinceEpoch() +
               second * 1000LL;
    }
    static QString iso(int second)
    {
        return QDateTime::fromMSecsSinceEpoch(at(second), QTimeZone::utc()).toString(Qt::ISODateWithMs);
    }
    static ExpectedDurations usual()
    {
        ExpectedDurations expected;
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
    /// As said for the first time: nothing is eased.
    static QString captionOf(const Snapshot &snapshot, const ExpectedDurations &expected, int now)
    {
        RemainingTime time;
        time.setExpected(expected);
        return timeCaption(snapshot, time, at(now));
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
    QCOMPARE(captionOf(inStep(u"creating"_s, 0), isKnown ? usual() : ExpectedDurations(), now), caption);
    Snapshot last = inStep(u"finalizing"_s, 90);
    QCOMPARE(captionOf(last, usual(), 98), u"a few seconds left"_s);
    QCOMPARE(captionOf(last, usual(), 92), u"about 10 s left"_s);
    QCOMPARE(captionOf(last, usual(), 200), u"longer than usual; nearly done"_s);
    last.isComplete = true;
    QCOMPARE(captionOf(last, usual(), 101), QString());
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
    run.phaseDurations = {{u"creating"_s, 12'000}, {u"syncing"_s, 30'000}};
    run.scripts = {{u"00-a.sh"_s, 21'000, StepState::Completed},
                   {u"01-b.sh"_s, 9'000, StepState::Error},
                   {u"02-c.sh"_s, std::nullopt, StepState::Pending}};
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

QTEST_MAIN(TestTimeLeft)
#include "tst_timeleft.moc"
