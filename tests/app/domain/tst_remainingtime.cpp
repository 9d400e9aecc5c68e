#include "app/domain/remainingtime.h"

#include "app/base/clock.h"
#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 kBegin = 1'800'000'000'000;

ExpectedDurations expected()
{
    ExpectedDurations known;
    known.runs = 3;
    known.totalMs = 100'000;
    known.phases = {{u"creating"_s, 20'000},
                    {u"starting"_s, 5'000},
                    {u"deploying"_s, 10'000},
                    {u"syncing"_s, 60'000},
                    {u"finalizing"_s, 5'000}};
    known.scripts = {{u"a"_s, 10'000}, {u"b"_s, 50'000}};
    return known;
}

/// In `step` since kBegin.
Snapshot in(const QString &step)
{
    Snapshot snapshot;
    snapshot.step = step;
    snapshot.startedAt = snapshot.currentStepStartedAt = QString::fromLatin1(isoTimestamp(kBegin));
    return snapshot;
}

Snapshot syncing(const QStringList &completed, const QString &active)
{
    Snapshot snapshot = in(u"syncing"_s);
    snapshot.scriptNames = {u"a"_s, u"b"_s};
    snapshot.completedScripts = completed;
    snapshot.activeScript = active;
    return snapshot;
}

} // namespace

class TestRemainingTime : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void computes_data()
    {
        QTest::addColumn<Snapshot>("snapshot");
        QTest::addColumn<int>("elapsed"); // of the step or script
        QTest::addColumn<int>("least");
        QTest::addColumn<int>("most");
        const auto row = [](const char *name, const Snapshot &snapshot, int elapsed, int least, int most) {
            QTest::newRow(name) << snapshot << elapsed << least << most;
        };
        row("at the beginning", in(u"creating"_s), 0, 100'000, 100'000);
        row("half of the first step", in(u"creating"_s), 10'000, 90'000, 90'000);
        row("the first step overruns", in(u"creating"_s), 40'000, 80'001, 82'000);
        row("it overruns for ever", in(u"creating"_s), 4'000'000, 80'000, 80'001);
        row("clocks that differ", in(u"creating"_s), -5'000, 100'000, 100'000);
        row("the last step overruns", in(u"finalizing"_s), 60'000, 0, 500);
        row("first script", syncing({}, u"a"_s), 4'000, 61'000, 61'000);
        row("second script", syncing({u"a"_s}, u"b"_s), 20'000, 35'000, 35'000);
        row("between two scripts", syncing({u"a"_s}, {}), 0, 55'000, 55'000);
        row("scripts of other names", in(u"syncing"_s), 20'000, 45'000, 45'000);
    }
    void computes()
    {
        QFETCH(Snapshot, snapshot);
        QFETCH(int, elapsed);
        QFETCH(int, least);
        QFETCH(int, most);
        const auto left = RemainingTime::computed(expected(), snapshot, kBegin + elapsed, kBegin);
        QVERIFY(left);
        QVERIFY2(*left >= least && *left <= most, QByteArray::number(*left).constData());
    }

    void aScriptWhoseStartNobodyNoted_data()
    {
        QTest::addColumn<QStringList>("completed");
        QTest::addColumn<QString>("active");
        QTest::addColumn<int>("elapsed"); // of the step
        QTest::addColumn<qint64>("left");
        const QStringList none, first{u"a"_s};
        QTest::newRow("first script") << none << u"a"_s << 4'000 << qint64(61'000);
        QTest::newRow("second script") << first << u"b"_s << 30'000 << qint64(35'000);
        QTest::newRow("the first was quick, the second has begun")
            << first << u"b"_s << 2'000 << qint64(55'000);
    }
    void aScriptWhoseStartNobodyNoted()
    {
        QFETCH(QStringList, completed);
        QFETCH(QString, active);
        QFETCH(int, elapsed);
        QFETCH(qint64, left);
        const auto computed =
            RemainingTime::computed(expected(), syncing(completed, active), kBegin + elapsed);
        QCOMPARE(computed.value_or(-1), left);
    }

    void saysNothing_data()
    {
        QTest::addColumn<Snapshot>("snapshot");
        QTest::addColumn<int>("runs");
        Snapshot complete = in(u"finalizing"_s), failed = in(u"syncing"_s);
        complete.isComplete = failed.isError = true;
        QTest::newRow("nothing known") << in(u"creating"_s) << 0;
        QTest::newRow("not begun") << Snapshot() << 3;
        QTest::newRow("complete") << complete << 3;
        QTest::newRow("failed") << failed << 3;
        QTest::newRow("a step we do not know") << in(u"polishing"_s) << 3;
    }
    void saysNothing()
    {
        QFETCH(Snapshot, snapshot);
        QFETCH(int, runs);
        ExpectedDurations known = expected();
        known.runs = runs;
        RemainingTime time;
        time.setExpected(known);
        QVERIFY(!time.remaining(snapshot, kBegin));
    }

    void easesInsteadOfJumping()
    {
        RemainingTime time;
        time.setExpected(expected());
        QCOMPARE(*time.remaining(in(u"creating"_s), kBegin), 100'000);
        // Creating took 2 s instead of 20: 80 s are left, and it gets there in some seconds.
        Snapshot ahead = in(u"starting"_s);
        ahead.currentStepStartedAt = QString::fromLatin1(isoTimestamp(kBegin + 2'000));
        qint64 before = 100'000;
        for (int now = 2'000; now <= 6'500; now += 500) {
            const qint64 left = *time.remaining(ahead, kBegin + now);
            QVERIFY2(left < before && before - left < 12'000, QByteArray::number(left).constData());
            before = left;
        }
        const qint64 computed = *RemainingTime::computed(expected(), ahead, kBegin + 6'500);
        QVERIFY(std::abs(before - computed) < 6'000);
        // Another run is another time.
        Snapshot again = in(u"creating"_s);
        again.startedAt = QString::fromLatin1(isoTimestamp(kBegin + 50'000));
        again.currentStepStartedAt = again.startedAt;
        QCOMPARE(*time.remaining(again, kBegin + 50'000), 100'000);
    }

    void neverNegativeWhateverTheClockDoes()
    {
        RemainingTime time;
        time.setExpected(expected());
        for (const qint64 now : {kBegin, kBegin + 90'000'000, kBegin - 90'000'000, kBegin + 1})
            QVERIFY(*time.remaining(in(u"finalizing"_s), now) >= 0);
    }

    void words_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("0") << u"a few seconds left"_s;
        QTest::newRow("4900") << u"a few seconds left"_s;
        QTest::newRow("23000") << u"about 25 s left"_s;
        QTest::newRow("57000") << u"about 55 s left"_s;
        QTest::newRow("58000") << u"about 1 min left"_s;
        QTest::newRow("71000") << u"about 1 min 10 s left"_s;
        QTest::newRow("1490000") << u"about 25 min left"_s;
        QTest::newRow("7500000") << u"about 2 h 5 min left"_s;
    }
    void words()
    {
        QFETCH(QString, text);
        QCOMPARE(remainingText(QByteArray(QTest::currentDataTag()).toLongLong()), text);
    }
};

QTEST_GUILESS_MAIN(TestRemainingTime)
#include "tst_remainingtime.moc"
