#include "app/domain/snapshot.h"

#include "app/base/clock.h"

#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace Qt::Literals::StringLiterals;

// A run in words: "creating 5; log 00.sh; done 00.sh; error no space". Times rise by a second a word.
static Snapshot played(const QString &script, Snapshot snapshot = {}, int secondsFrom = 0)
{
    int second = secondsFrom;
    for (const QString &raw : script.split(u';', Qt::SkipEmptyParts)) {
        const QStringList words = raw.trimmed().split(u' ');
        ProgressEvent event;
        if (const auto step = stepFromName(words.first()))
            event = ProgressEvent::makeStep(*step, words.value(1).toInt(), u"…"_s);
        else if (words.first() == u"log")
            event = ProgressEvent::makeLog(u"line"_s, words.value(1));
        else if (words.first() == u"done") {
            event = ProgressEvent::makeStep(Step::Syncing, words.value(2, u"66"_s).toInt(), u"completed"_s);
            event.scriptName = words.value(1);
        } else if (words.first() == u"scripts") {
            event = ProgressEvent::makeStep(Step::Syncing, 65, u"Running"_s);
            event.scriptNames = words.mid(1);
            event.scriptTotal = int(event.scriptNames.size());
        } else if (words.first() == u"complete")
            event = ProgressEvent::makeComplete(u"Container ready!"_s);
        else if (words.first() == u"error")
            event = ProgressEvent::makeError(words.mid(1).join(u' '));
        else {
            event.type = EventType::Unknown;
            event.typeName = words.first();
        }
        event.timestamp = QString::fromLatin1(isoTimestamp(1'795'276'800'000 + second * 1000LL));
        event.seq = {++second};
        Snapshot before = snapshot;
        const bool changed = snapshot.apply(event);
        before.seq = snapshot.seq;
        if (!changed && before != snapshot)
            qWarning("'%s' changed more than the number, and said that it did not", qPrintable(raw));
    }
    return snapshot;
}

// The stepper in one line: "x x > . ." (x done, > active, ! error, . pending), then scripts likewise.
static QString picture(const Snapshot &snapshot)
{
    const auto sign = [](StepState state) {
        switch (state) {
        case StepState::Pending:
            return u'.';
        case StepState::Active:
            return u'>';
        case StepState::Completed:
            return u'x';
        case StepState::Error:
            return u'!';
        }
        return u'?';
    };
    QString out;
    for (Step step : kAllSteps)
        out += QChar(sign(snapshot.stepState(step)));
    for (const QString &script : snapshot.scriptNames)
        out += u' ' + script + u':' + QChar(sign(snapshot.scriptState(script)));
    return out + u" %1"_s.arg(snapshot.percent);
}

class TestSnapshot : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void reduces_data()
    {
        QTest::addColumn<QString>("run");
        QTest::addColumn<QString>("seen");
        const auto row = [](const char *run, const char *seen) {
            QTest::newRow(run) << QString::fromUtf8(run) << QString::fromUtf8(seen);
        };
        row("", "..... 0");
        row("creating 5", ">.... 5");
        row("creating 5; creating 20; starting 25", "x>... 25");
        row("creating 5; starting 25; deploying 40; scripts a b", "xxx>. a:. b:. 65");
        row("creating 5; scripts a b; log a", "xxx>. a:> b:. 65");
        row("creating 5; scripts a b; log a; done a 78", "xxx>. a:x b:. 78");
        row("creating 5; scripts a b; log a; done a 78; log a", "xxx>. a:x b:. 78");
        row("creating 5; scripts a b; log a; done a 78; log b", "xxx>. a:x b:> 78");
        row("creating 5; scripts a b; log a; log b", "xxx>. a:x b:> 65");
        row("creating 5; scripts a b; log a; error boom", "xxx!. a:! b:. 65");
        row("creating 5; scripts a; log a; finalizing 92", "xxxx> a:x 92");
        row("creating 5; scripts a; log a; done a 90; finalizing 98; complete", "xxxxx a:x 100");
        row("error no host", "!.... 0");
        row("creating 20; error no space", "!.... 20");
        row("creating 5; starting 35; creating 20", "x>... 35");
        row("starting 25", "x>... 25");
        row("syncing 65; log x.sh", "xxx>. x.sh:> 65");
        row("creating 5; polishing 7", ">.... 5");
        row("creating 5; complete; log a", "xxxxx 100");
        row("creating 5; complete; error late", "xxxxx 100");
        row("creating 5; error first; complete", "!.... 5");
        row("creating 5; starting 35; error boom; creating 5", ">.... 5");
        row("creating 5; starting 35; error boom; starting 25", "x>... 25");
    }
    void reduces()
    {
        QFETCH(QString, run);
        QFETCH(QString, seen);
        QCOMPARE(picture(played(run)), seen);
    }

    // What a line says of this decides whether its container is stored and told of again.
    void linesChangeTheNumberOnly_data()
    {
        QTest::addColumn<bool>("changes");
        const auto row = [](const char *run, bool changes) { QTest::newRow(run) << changes; };
        row("log", true); // says when the run began
        row("log; log", false);
        row("creating 5; log", false);
        row("creating 5; log a", true);
        row("creating 5; log a; log a", false);
        row("creating 5; log a; log", false);
        row("creating 5; log a; log b", true);
        row("scripts a b; log a; done a 78; log a", false);
        row("creating 5; error boom; log a", false);
    }
    void linesChangeTheNumberOnly()
    {
        QFETCH(bool, changes);
        const QString run = QString::fromUtf8(QTest::currentDataTag());
        Snapshot snapshot = played(run.section(u';', 0, -2));
        const Snapshot before = snapshot;
        ProgressEvent line =
            ProgressEvent::makeLog(u"line"_s, run.section(u';', -1).trimmed().section(u' ', 1));
        line.timestamp = u"2026-11-21T16:37:26.805Z"_s;
        line.seq = {100};
        QCOMPARE(snapshot.apply(line), changes);
        QCOMPARE(snapshot.seq.value, 100);
        snapshot.seq = before.seq;
        QCOMPARE(snapshot != before, changes);
    }

    // Published without waiting: a step of the old run after its end, with an older time stamp, is no retry.
    void aLateStepAfterTheErrorIsNoNewRun()
    {
        const Snapshot failed = played(u"creating 5; scripts a; log a; error boom"_s, {}, 100);
        const Snapshot after = played(u"done a 90"_s, failed, 50);
        QCOMPARE(picture(after), picture(failed));
        QVERIFY(after.isError);
    }

    void percentNeverFallsWithinARun()
    {
        Snapshot snapshot;
        int last = 0;
        for (int percent : {5, 20, 5, 35, 25, 60, 40, 90, 65}) {
            snapshot.apply(ProgressEvent::makeStep(Step::Creating, percent, {}));
            QVERIFY(snapshot.percent >= last);
            last = snapshot.percent;
        }
        QCOMPARE(last, 90);
    }

    void anErrorKeepsPercentAndScript()
    {
        const Snapshot snapshot =
            played(u"creating 5; scripts a b; log a; done a 78; log b; error Script \"b\" failed"_s);
        QVERIFY(snapshot.isError && !snapshot.isComplete);
        QCOMPARE(snapshot.percent, 78);
        QCOMPARE(snapshot.activeScript, u"b"_s);
        QCOMPARE(snapshot.errorMessage, u"Script \"b\" failed"_s);
        QCOMPARE(snapshot.lifecycle, Lifecycle::Error);
    }

    void measuresPhases()
    {
        const Snapshot snapshot = played(u"creating 5; creating 20; starting 25; deploying 40; complete"_s);
        QCOMPARE(snapshot.startedAt, u"2026-11-21T16:00:00.000Z"_s);
        QCOMPARE(snapshot.finishedAt, u"2026-11-21T16:00:04.000Z"_s);
        QCOMPARE(
            snapshot.phaseDurations,
            (QMap<QString, qint64>{{u"creating"_s, 2000}, {u"starting"_s, 1000}, {u"deploying"_s, 1000}}));
        QCOMPARE(snapshot.seq.value, 5);
        QCOMPARE(snapshot.lifecycle, Lifecycle::Ready);
    }

    void aRetryStartsOverButKeepsNumbers()
    {
        Snapshot failed = played(u"creating 5; scripts a; log a; error boom"_s);
        failed.hostname = u"web-01"_s;
        const Snapshot again = played(u"creating 5"_s, failed, 10);
        QCOMPARE(picture(again), u">.... 5"_s);
        QVERIFY(!again.isError && again.errorMessage.isEmpty() && again.phaseDurations.isEmpty());
        QCOMPARE(again.hostname, u"web-01"_s);
        QCOMPARE(again.seq.value, 11);
        QCOMPARE(again.startedAt, u"2026-11-21T16:00:10.000Z"_s);
    }

    void exampleOfTheContract()
    {
        const QByteArray wire(
            R"j({"step":"syncing","percent":82,"seenSteps":["creating","starting","deploying","syncing"],"isComplete":false,"isError":false,"errorMessage":null,"scriptNames":["00-pre-checks.sh","01-setup-user.sh","02-docker-install.sh"],"scriptTotal":3,"completedScripts":["00-pre-checks.sh","01-setup-user.sh"],"activeScript":"02-docker-install.sh"})j");
        const auto snapshot = snapshotFromJson(wire);
        QVERIFY(snapshot);
        QCOMPARE(toJson(*snapshot), wire);
        QCOMPARE(picture(*snapshot),
                 u"xxx>. 00-pre-checks.sh:x 01-setup-user.sh:x 02-docker-install.sh:> 82"_s);
    }

    void anEmptyRunHasNoKeysOfScripts()
    {
        QCOMPARE(
            toJson(Snapshot()),
            QByteArray(
                R"j({"step":null,"percent":0,"seenSteps":[],"isComplete":false,"isError":false,"errorMessage":null,"activeScript":null})j"));
    }

    void ownFieldsRoundTrip()
    {
        Snapshot snapshot = played(u"creating 5; starting 25; scripts a b; log a; error boom"_s);
        snapshot.hostname = u"web-01"_s;
        snapshot.extra.insert(u"eta"_s, 12);
        const auto read = snapshotFromJson(toJson(snapshot));
        QVERIFY(read);
        QCOMPARE(*read, snapshot);
    }

    // Section 6, 7: percent 100 with isError, and no active script after a failure.
    void theOriginsFailureIsPutRight()
    {
        const auto snapshot =
            snapshotFromJson("{\"step\":\"syncing\",\"percent\":100,\"seenSteps\":[\"creating\",\"starting\","
                             "\"deploying\",\"syncing\"],\"isComplete\":false,\"isError\":true,"
                             "\"errorMessage\":\"Script \\\"b\\\" failed with exit code "
                             "1\",\"scriptNames\":[\"a\",\"b\",\"c\"],\"scriptTotal\":3,\"completedScripts\":"
                             "[\"a\"],\"activeScript\":null}");
        QVERIFY(snapshot);
        QCOMPARE(picture(*snapshot), u"xxx!. a:x b:! c:. 65"_s);
    }

    void oldestSnapshotsAndGarbage()
    {
        const auto middle = snapshotFromJson(
            R"j({"step":null,"percent":"7","seenSteps":["creating",3,"creating"],"isComplete":0,"isError":false,"errorMessage":null,"phaseDurations":[1],"scriptTotal":"x"})j");
        QVERIFY(middle);
        QCOMPARE(middle->percent, 7);
        QCOMPARE(middle->seenSteps, QStringList{u"creating"_s});
        QVERIFY(!middle->isComplete && !middle->scriptTotal);
        for (const char *bad : {"", "[]", "null", "{", "7"})
            QVERIFY2(!snapshotFromJson(bad), bad);
    }

    void lifecycleNames()
    {
        for (Lifecycle lifecycle :
             {Lifecycle::Pending, Lifecycle::Creating, Lifecycle::Ready, Lifecycle::Stopped, Lifecycle::Error,
              Lifecycle::Deleted, Lifecycle::Unknown})
            QCOMPARE(lifecycleFromName(QString(lifecycleName(lifecycle))), lifecycle);
        QCOMPARE(lifecycleFromName(u"running"), Lifecycle::Ready);
        QCOMPARE(lifecycleFromName(u"nonsense"), Lifecycle::Unknown);
        QVERIFY(isTerminal(Lifecycle::Ready) && isTerminal(Lifecycle::Error) &&
                !isTerminal(Lifecycle::Creating));
    }
};

QTEST_GUILESS_MAIN(TestSnapshot)
#include "tst_snapshot.moc"
