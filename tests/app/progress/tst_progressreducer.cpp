#include "tests/app/progress/playing.h"

#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::Literals::StringLiterals;

static QByteArray frame(const QByteArray &name, const QByteArray &json, const QByteArray &id = {})
{
    return (id.isEmpty() ? QByteArray() : "id: " + id + '\n') +
           (name.isEmpty() ? QByteArray() : "event: " + name + '\n') + "data: " + json + "\n\n";
}

static QByteArray log(const QByteArray &text, int seq = 0)
{
    QByteArray json = "{\"type\":\"log\",\"message\":\"" + text + '"';
    if (seq > 0)
        json += ",\"seq\":" + QByteArray::number(seq);
    return frame("progress", json + '}');
}

class TestProgressReducer : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void generations_data()
    {
        QTest::addColumn<QString>("seen");
        QTest::addColumn<int>("lines");
        QTest::addColumn<int>("events"); // log lines too
        QTest::addColumn<bool>("done");
        const QString ready = u"xxxxx 00:x 01:x 02:x 100"_s;
        QTest::newRow("oldest-live") << u"xxxxx 100"_s << 32 << 32 << true;
        QTest::newRow("oldest-finished") << u"xxxxx 100"_s << 14 << 14 << true;
        QTest::newRow("middle-live") << u"xxxxx 100"_s << 22 << 22 << true;
        QTest::newRow("middle-finished") << u"xxxxx 100"_s << 0 << 0 << true;
        QTest::newRow("newest-live") << ready << 32 << 32 << true;
        QTest::newRow("newest-finished") << ready << 32 << 32 << true;
        QTest::newRow("newest-failed") << u"xxx!. 00:x 01:! 02:. 73"_s << 22 << 22 << true;
        QTest::newRow("newest-failing") << u"xxx!. 00:x 01:! 02:. 73"_s << 22 << 22 << true;
        QTest::newRow("planned-live") << ready << 32 << 32 << false;
        QTest::newRow("ours-live") << ready << 32 << 32 << true;
        QTest::newRow("ours-finished") << ready << 32 << 32 << true;
        QTest::newRow("ours-failed") << u"xxx!. 00:x 01:! 02:. 73"_s << 22 << 22 << true;
        QTest::newRow("ours-gap") << ready << 26 << 26 << true;
        QTest::newRow("ours-retried") << ready << 54 << 54 << true;
    }
    void generations()
    {
        QFETCH(QString, seen);
        QFETCH(int, lines);
        QFETCH(int, events);
        QFETCH(bool, done);
        const QByteArray body = recorded(QString::fromLatin1(QTest::currentDataTag()));
        QVERIFY(!body.isEmpty());
        for (qsizetype pieceSize : {0, 1, 2, 3, 7, 64, 1000}) {
            ProgressReducer reducer;
            ProgressChanges changes;
            play(reducer, body, changes, pieceSize);
            QCOMPARE(picture(reducer.state()), seen);
            QCOMPARE(int(changes.lines.size()), lines);
            QCOMPARE(int(changes.events.size()), events);
            QCOMPARE(reducer.isDone(), done);
            QCOMPARE(reducer.unreadable(), 0);
        }
    }

    // Percent and steps never go back, frame by frame, although the origin's replay begins at 5 % again.
    void neverGoesBack_data()
    {
        QTest::addColumn<int>("unused");
        for (const char *name :
             {"oldest-live", "oldest-finished", "middle-live", "newest-live", "newest-finished",
              "newest-failed", "newest-failing", "planned-live", "ours-live", "ours-finished"})
            QTest::newRow(name) << 0;
    }
    void neverGoesBack()
    {
        ProgressReducer reducer;
        reducer.connectionOpened();
        sse::EventStreamParser parser;
        int percent = 0;
        qsizetype seen = 0;
        for (const QByteArray &one : frames(recorded(QString::fromLatin1(QTest::currentDataTag())))) {
            QList<sse::Event> events;
            parser.feed(one, events);
            ProgressChanges changes;
            for (const sse::Event &event : std::as_const(events))
                reducer.take(event, changes);
            QVERIFY2(reducer.state().percent >= percent, one.constData());
            QVERIFY2(reducer.state().seenSteps.size() >= seen, one.constData());
            QVERIFY(reducer.state().percent < 100 || reducer.state().isComplete);
            percent = reducer.state().percent;
            seen = reducer.state().seenSteps.size();
        }
    }

    // Section 6, 2: everything came twice after a reconnect. Cut after every frame, twice; each line once, in
    // order.
    void reconnectRepeatsNothing_data()
    {
        QTest::addColumn<QString>("again"); // what the second connection gives
        QTest::newRow("newest-live") << u"newest-finished"_s;
        QTest::newRow("newest-failing") << u"newest-failed"_s;
        QTest::newRow("newest-finished") << u"newest-finished"_s;
        QTest::newRow("planned-live") << u"planned-live"_s;
        QTest::newRow("ours-live") << u"ours-finished"_s;
        QTest::newRow("ours-failed") << u"ours-failed"_s;
    }
    void reconnectRepeatsNothing()
    {
        QFETCH(QString, again);
        const QByteArray body = recorded(QString::fromLatin1(QTest::currentDataTag()));
        ProgressReducer whole;
        ProgressChanges all;
        play(whole, recorded(again), all);
        const QByteArrayList parts = frames(body);
        for (qsizetype first = 0; first < parts.size(); ++first) {
            const qsizetype second = (first * 7) % parts.size();
            ProgressReducer reducer;
            ProgressChanges changes;
            for (qsizetype cut : {first, second}) {
                play(reducer, parts.mid(0, cut).join(), changes);
                reducer.flush(changes); // the connection ended
            }
            play(reducer, recorded(again), changes);
            QCOMPARE(texts(changes.lines), texts(all.lines));
            QCOMPARE(changes.lines, all.lines);
            QCOMPARE(picture(reducer.state()), picture(whole.state()));
        }
    }

    // The oldest generation replays its steps and no logs: the logs of the first connection stay, no step
    // comes twice.
    void oldestReconnect()
    {
        const QByteArrayList parts = frames(recorded(u"oldest-live"_s));
        for (qsizetype cut = 0; cut < parts.size(); ++cut) {
            ProgressReducer reducer;
            ProgressChanges changes;
            play(reducer, parts.mid(0, cut).join(), changes);
            reducer.flush(changes);
            play(reducer, recorded(u"oldest-finished"_s), changes);
            QSet<QString> unique;
            int steps = 0;
            for (const auto &received : std::as_const(changes.events)) {
                if (received.event.type == EventType::Log)
                    continue;
                ++steps;
                unique.insert(received.event.message);
            }
            QCOMPARE(steps, int(unique.size()));
            QVERIFY(reducer.state().isComplete);
        }
    }

    // Numbers: cut 100 times at random, resumed with Last-Event-ID as EventSource does, or from the
    // beginning.
    void numberedStreamCut100Times_data()
    {
        QTest::addColumn<bool>("resumes");
        QTest::newRow("with Last-Event-ID") << true;
        QTest::newRow("whole history each time") << false;
    }
    void numberedStreamCut100Times()
    {
        QFETCH(bool, resumes);
        QRandomGenerator random(42);
        ProgressReducer reducer;
        ProgressChanges changes;
        constexpr int kEvents = 3'000;
        int published = 0;
        while (published < kEvents) {
            published = std::min(kEvents, published + random.bounded(60));
            QByteArray body;
            for (int seq = resumes ? int(reducer.lastSeq().value) + 1 : 1; seq <= published; ++seq)
                body += log("line " + QByteArray::number(seq), seq);
            body.chop(std::min<qsizetype>(body.size(), random.bounded(40))); // the last frame may be torn
            play(reducer, body, changes, 1 + random.bounded(100));
        }
        play(reducer, log("line 3000", kEvents), changes);
        QCOMPARE(int(changes.lines.size()), kEvents);
        for (int i = 0; i < kEvents; ++i)
            QCOMPARE(changes.lines.at(i).text, u"line %1"_s.arg(i + 1));
        QVERIFY(changes.gaps.isEmpty());
    }

    void gapsAreReported()
    {
        ProgressReducer reducer;
        ProgressChanges changes;
        play(reducer, recorded(u"ours-gap"_s), changes);
        QCOMPARE(changes.gaps, (QList<std::pair<EventSeq, EventSeq>>{{{1}, {6}}}));
        changes = {};
        reducer.restart({4});
        play(reducer,
             log("a", 5) + frame("gap", "{\"from\":2,\"to\":9}") + frame("gap", "{}") + log("b", 10) +
                 log("c", 13),
             changes);
        QCOMPARE(changes.gaps, (QList<std::pair<EventSeq, EventSeq>>{{{6}, {9}}, {{11}, {12}}}));
        QCOMPARE(int(changes.lines.size()), 3);
    }

    void idsCountWhereTheDataHasNoNumber()
    {
        ProgressReducer reducer;
        ProgressChanges changes;
        const QByteArray one = frame("progress", "{\"type\":\"log\",\"message\":\"a\"}", "1");
        const QByteArray two = frame("progress", "{\"type\":\"log\",\"message\":\"a\"}", "2");
        play(reducer, one + two, changes);
        play(reducer, one + two, changes);
        QCOMPARE(int(changes.lines.size()), 2);
        QCOMPARE(reducer.lastSeq().value, 2);
    }

    // Section 6, 7.
    void theOriginsFailureIsShownRight()
    {
        ProgressReducer reducer;
        ProgressChanges changes;
        const QByteArrayList parts = frames(recorded(u"newest-failed"_s));
        play(reducer, parts.first(), changes); // the snapshot alone: 100 %, no active script
        QCOMPARE(picture(reducer.state()), u"xxx!. 00:x 01:! 02:. 65"_s);
        play(reducer, recorded(u"newest-failed"_s), changes);
        QCOMPARE(picture(reducer.state()), u"xxx!. 00:x 01:! 02:. 73"_s);
        QCOMPARE(reducer.state().errorMessage, u"Script \"01-setup-user.sh\" failed with exit code 1"_s);
        QVERIFY(reducer.state().phaseDurations.value(u"starting"_s) > 0);
    }

    void aRetryIsANewRun()
    {
        ProgressReducer reducer;
        ProgressChanges changes;
        const QByteArrayList parts = frames(recorded(u"ours-retried"_s));
        QStringList pictures;
        reducer.connectionOpened();
        sse::EventStreamParser parser;
        for (const QByteArray &one : parts) {
            QList<sse::Event> events;
            parser.feed(one, events);
            for (const sse::Event &event : std::as_const(events))
                reducer.take(event, changes);
            const QString now = picture(reducer.state());
            if (pictures.isEmpty() || pictures.last() != now)
                pictures.append(now);
        }
        const qsizetype failed = pictures.indexOf(u"xxx!. 00:x 01:! 02:. 73"_s);
        QVERIFY(failed > 0);
        QCOMPARE(pictures.at(failed + 1), u">.... 5"_s);
        QCOMPARE(pictures.last(), u"xxxxx 00:x 01:x 02:x 100"_s);
        QVERIFY(reducer.state().errorMessage.isEmpty());
    }

    void doneDecidesWhereTheTerminalEventWasLost_data()
    {
        QTest::addColumn<QByteArray>("data");
        QTest::addColumn<QString>("seen");
        QTest::newRow("complete") << QByteArray("{\"reason\":\"complete\"}") << u"xxxxx 100"_s;
        QTest::newRow("error") << QByteArray("{\"reason\":\"error\"}") << u"x!... 25"_s;
        QTest::newRow("terminal says not how") << QByteArray("{\"reason\":\"terminal\"}") << u"x>... 25"_s;
        QTest::newRow("garbage") << QByteArray("x") << u"x>... 25"_s;
    }
    void doneDecidesWhereTheTerminalEventWasLost()
    {
        QFETCH(QByteArray, data);
        QFETCH(QString, seen);
        ProgressReducer reducer;
        ProgressChanges changes;
        play(reducer,
             frame("progress", "{\"type\":\"step\",\"step\":\"starting\",\"percent\":25,\"message\":\"m\"}") +
                 frame("done", data),
             changes);
        QVERIFY(reducer.isDone());
        QCOMPARE(picture(reducer.state()), seen);
        QCOMPARE(reducer.state().isError, !reducer.state().errorMessage.isEmpty());
    }

    void garbageIsCountedNotFatal()
    {
        ProgressReducer reducer;
        ProgressChanges changes;
        play(reducer,
             frame("progress", "{") + frame("snapshot", "[]") + frame("gap", "7") + frame("whatever", "{}") +
                 frame("error", "{}") + frame("progress", "{\"type\":\"telemetry\",\"cpu\":4}") +
                 frame("", "{\"type\":\"connected\"}") + log("still here"),
             changes);
        QCOMPARE(reducer.unreadable(), 3);
        QCOMPARE(texts(changes.lines), QStringList{u"still here"_s});
        QCOMPARE(int(changes.events.size()), 3);
        QCOMPARE(changes.events.first().event.typeName, u"telemetry"_s);
    }

    void linesCarryWhatTheViewNeeds()
    {
        ProgressReducer reducer;
        ProgressChanges changes;
        play(reducer,
             frame("progress", "{\"type\":\"log\",\"message\":\"one\\r\\ntwo\\n\",\"scriptName\":\"a.sh\","
                               "\"timestamp\":\"2026-11-21T16:37:26.805Z\"}") +
                 frame("progress", "{\"type\":\"log\",\"message\":\"\"}") +
                 frame("progress", "{\"type\":\"error\",\"message\":\"boom\"}"),
             changes);
        QCOMPARE(int(changes.lines.size()), 4);
        QCOMPARE(changes.lines.at(0),
                 (LogLine{u"one"_s, 1'795'279'046'805, u"a.sh"_s, false, EventType::Log}));
        QCOMPARE(changes.lines.at(1).text, u"two"_s);
        QCOMPARE(changes.lines.at(2), (LogLine{QString(), 0, QString(), false, EventType::Log}));
        QCOMPARE(changes.lines.at(3), (LogLine{u"boom"_s, 0, QString(), true, EventType::Error}));
        QCOMPARE(int(changes.events.size()), 3);
    }

    void settlingFromElsewhere()
    {
        ProgressReducer reducer;
        ProgressChanges changes;
        play(reducer,
             frame("progress", "{\"type\":\"step\",\"step\":\"starting\",\"percent\":25,\"message\":\"m\"}"),
             changes);
        reducer.settle(Lifecycle::Creating, {}, changes);
        QVERIFY(!reducer.state().isTerminal());
        reducer.settle(Lifecycle::Error, u"no space"_s, changes);
        QCOMPARE(picture(reducer.state()), u"x!... 25"_s);
        QCOMPARE(reducer.state().errorMessage, u"no space"_s);
        reducer.settle(Lifecycle::Ready, {}, changes);
        QVERIFY2(reducer.state().isError, "the first word counts");
    }

    void fastEnoughFor100000LinesASecond()
    {
        sse::Event event{"progress", {}, {}};
        ProgressReducer reducer;
        ProgressChanges changes;
        reducer.connectionOpened();
        QElapsedTimer timer;
        timer.start();
        constexpr int kLines = 200'000;
        for (int i = 1; i <= kLines; ++i) {
            event.data = "{\"type\":\"log\",\"message\":\"[INFO   ] Unpacking package number 1234 of 5678 "
                         "...\",\"scriptName\":\"02-docker-install.sh\",\"timestamp\":\"2026-11-21T16:37:26."
                         "805Z\",\"seq\":" +
                         QByteArray::number(i) + '}';
            reducer.take(event, changes);
        }
        const qint64 ms = std::max<qint64>(1, timer.elapsed());
        QCOMPARE(int(changes.lines.size()), kLines);
        qInfo("%lld lines/s", kLines * 1000LL / ms);
        QVERIFY2(ms < 20'000, "slower than 10,000/s even on a loaded machine");
    }
};

QTEST_GUILESS_MAIN(TestProgressReducer)
#include "tst_progressreducer.moc"
