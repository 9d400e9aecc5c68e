#include "app/domain/runrecord.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace Qt::Literals::StringLiterals;

namespace {

/// One event a line: "12 step syncing 65", "13 script a", "15 done a", "16 line", "17 complete", "17 error",
/// "20 again syncing", "21 skipped creating 20"; the number is the second of its time stamp.
QByteArray eventsFrom(const char *text)
{
    QByteArray lines;
    qint64 seq = 0;
    for (const QByteArray &line : QByteArray(text).trimmed().split('\n')) {
        const QList<QByteArray> word = line.simplified().split(' ');
        const QByteArray &kind = word.at(1);
        QByteArray json = "{\"type\":\"log\"";
        if (kind == "step" || kind == "skipped")
            json = "{\"type\":\"step\",\"step\":\"" + word.at(2) + "\",\"percent\":" + word.value(3, "50");
        else if (kind == "again")
            json = "{\"type\":\"step\",\"step\":\"creating\",\"percent\":5,\"resumedFrom\":\"" + word.at(2) +
                   '"';
        else if (kind == "done")
            json =
                "{\"type\":\"step\",\"step\":\"syncing\",\"percent\":70,\"scriptName\":\"" + word.at(2) + '"';
        else if (kind == "script")
            json += ",\"scriptIndex\":0,\"scriptTotal\":2,\"scriptName\":\"" + word.at(2) + '"';
        else if (kind == "complete" || kind == "error")
            json = "{\"type\":\"" + kind + '"';
        if (kind == "step" && word.at(2) == "syncing")
            json += ",\"scriptNames\":[\"a\",\"b\"],\"scriptTotal\":2";
        if (kind == "skipped" || kind == "again")
            json += ",\"skipped\":true";
        json += ",\"message\":\"" + kind +
                "\",\"timestamp\":\"2026-11-21T16:00:" + word.at(0).rightJustified(2, '0') +
                ".000Z\",\"seq\":" + QByteArray::number(++seq) + "}\n";
        lines += json;
    }
    return lines;
}

constexpr char kFailed[] = R"(
    1 step creating 5
    3 step starting 25
    4 step deploying 40
    6 step syncing 65
    6 script a
    7 line
    9 done a
    9 script b
    10 line
    12 error)";
constexpr char kAgain[] = R"(
    20 again syncing
    20 skipped creating 20
    20 skipped starting 35
    20 skipped deploying 60
    21 step syncing 65
    22 script b
    23 line
    25 done b
    26 step finalizing 92
    27 complete)";

} // namespace

class TestRunRecord : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void aRunThatFailed()
    {
        RunRecorder recorder;
        recorder.applyLines(eventsFrom(kFailed), {1});
        QCOMPARE(recorder.runs().size(), 1);
        const RunRecord &run = recorder.runs().first();
        QCOMPARE(run.outcome, RunRecord::Outcome::Error);
        QCOMPARE(run.failedStep, u"syncing"_s);
        QCOMPARE(run.lastSeq.value, 10);
        QCOMPARE(run.phaseDurations.value(u"deploying"_s), 2000);
        QCOMPARE(run.phaseDurations.value(u"syncing"_s), 6000);
        QCOMPARE(run.scripts.size(), 2);
        QCOMPARE(run.scripts.at(0), (RunRecord::Script{u"a"_s, 3000, StepState::Completed}));
        QCOMPARE(run.scripts.at(1), (RunRecord::Script{u"b"_s, 3000, StepState::Error}));
        QVERIFY(!durationsOf(run));
    }

    void theNextOneGoesOn()
    {
        const QByteArray all = eventsFrom((QByteArray(kFailed) + kAgain).constData());
        RunRecorder recorder;
        recorder.applyLines(all, {1});
        QCOMPARE(recorder.runs().size(), 2);
        const RunRecord &run = recorder.runs().last();
        QCOMPARE(run.number, 2);
        QCOMPARE(run.firstSeq.value, 11);
        QVERIFY(run.isResumed);
        QCOMPARE(run.outcome, RunRecord::Outcome::Complete);
        QCOMPARE(run.phaseDurations, (QMap<QString, qint64>{{u"syncing"_s, 5000}, {u"finalizing"_s, 1000}}));
        QVERIFY(!durationsOf(run)); // not a whole one

        // The same, when the first was noted and only the rest is read; and when it is read line by line.
        RunRecorder rest({recorder.runs().first()});
        const qsizetype cut = eventsFrom(kFailed).size();
        rest.applyLines(QByteArrayView(all).sliced(cut), {11});
        QCOMPARE(rest.runs(), recorder.runs());
        RunRecorder single;
        qint64 seq = 0;
        for (const QByteArray &line : all.chopped(1).split('\n'))
            single.apply(progressEventFromJson(line).value(), {++seq});
        QCOMPARE(single.runs(), recorder.runs());
    }

    void whatComesLateBeginsNothing()
    {
        RunRecorder recorder;
        recorder.applyLines(eventsFrom((QByteArray(kFailed) + "\n 12 line\n 11 step syncing 66").constData()),
                            {1});
        QCOMPARE(recorder.runs().size(), 1);
        QCOMPARE(recorder.runs().first().lastSeq.value, 10);
    }

    void survivesItsJson()
    {
        RunRecorder recorder;
        recorder.applyLines(eventsFrom((QByteArray(kFailed) + kAgain).constData()), {1});
        for (const RunRecord &run : recorder.runs())
            QCOMPARE(*runRecordFromJson(toJson(run)), run);
        const QJsonObject json = toJson(recorder.runs().first());
        QCOMPARE(json.value(u"outcome"_s).toString(), u"error"_s);
        QVERIFY(!runRecordFromJson({{u"number"_s, u"x"_s}}));
        RunRecorder going;
        going.applyLines(eventsFrom("1 step syncing 65\n2 script a"), {1});
        const QJsonObject running = toJson(going.runs().first());
        QVERIFY(running.value(u"finishedAt"_s).isNull());
        QCOMPARE(running.value(u"scripts"_s).toArray().first().toObject().value(u"state"_s).toString(),
                 u"running"_s);
    }

    void expectationIsTheMedian_data()
    {
        QTest::addColumn<QList<int>>("totals");
        QTest::addColumn<int>("median");
        QTest::newRow("one") << QList<int>{7} << 7;
        QTest::newRow("three") << QList<int>{900, 1, 7} << 7;
        QTest::newRow("four") << QList<int>{8, 900, 1, 6} << 7;
    }
    void expectationIsTheMedian()
    {
        QFETCH(QList<int>, totals);
        QFETCH(int, median);
        QList<RunDurations> runs;
        for (const int total : totals)
            runs.append({total, {{u"creating"_s, total}}, {}});
        runs.first().scripts.insert(u"a"_s, 5); // only one has it
        const ExpectedDurations expected = expectedFrom(runs);
        QCOMPARE(expected.runs, int(totals.size()));
        QCOMPARE(expected.totalMs, median);
        QCOMPARE(expected.phases.value(u"creating"_s), median);
        QCOMPARE(expected.scripts.value(u"a"_s), 5);
        QCOMPARE(expectedFromJson(toJson(expected)), expected);
    }

    void nothingKnown()
    {
        QCOMPARE(expectedFrom({}).runs, 0);
        QCOMPARE(expectedFromJson({}), ExpectedDurations());
        QCOMPARE(expectedFromJson({{u"runs"_s, u"many"_s}, {u"phases"_s, 7}}).runs, 0);
    }
};

QTEST_GUILESS_MAIN(TestRunRecord)
#include "tst_runrecord.moc"
