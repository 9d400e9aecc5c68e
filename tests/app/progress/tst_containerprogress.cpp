#include "app/progress/containerprogress.h"
#include "tests/app/progress/playing.h"
#include "tests/fakes/scriptedserver.h"
#include "tests/support/loopticker.h"
#include "tests/support/patience.h"

#include <QPointer>
#include <QRegularExpression>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

using namespace slipway;
using namespace slipway::fakes;
using namespace slipway::test;
using namespace Qt::Literals::StringLiterals;
using Phase = ContainerProgress::Phase;
using Kind = http::StreamError::Kind;

static const QByteArray kStream = "/api/containers/c1/progress";
static const QByteArray kContainer = "/api/containers/c1";

static http::EventSourceOptions quick()
{
    http::EventSourceOptions options;
    options.initialRetryMs = 100;
    options.maxRetryMs = 200;
    return options;
}

static QByteArray withoutRetry(QByteArray body) { return body.replace("retry: 2000", "retry: 100"); }

static Script container(const QByteArray &json) { return Script::reply(200, "application/json", json); }

class TestContainerProgress : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_server = std::make_unique<ScriptedServer>();
        m_progress = std::make_unique<ContainerProgress>();
    }
    void cleanup()
    {
        m_progress.reset();
        m_server.reset();
    }

    void generations_data()
    {
        QTest::addColumn<int>("lines");
        QTest::addColumn<bool>("failed");
        QTest::newRow("oldest-live") << 32 << false;
        QTest::newRow("oldest-finished") << 14 << false;
        QTest::newRow("middle-live") << 22 << false;
        QTest::newRow("middle-finished") << 0 << false;
        QTest::newRow("newest-live") << 32 << false;
        QTest::newRow("newest-finished") << 32 << false;
        QTest::newRow("newest-failed") << 22 << true;
        QTest::newRow("newest-failing") << 22 << true;
        QTest::newRow("planned-live") << 32 << false;
        QTest::newRow("ours-live") << 32 << false;
        QTest::newRow("ours-finished") << 32 << false;
        QTest::newRow("ours-failed") << 22 << true;
        QTest::newRow("ours-retried") << 54 << false;
    }
    void generations()
    {
        QFETCH(int, lines);
        QFETCH(bool, failed);
        const QByteArray body = recorded(QString::fromLatin1(QTest::currentDataTag()));
        m_server->enqueue(kStream, Script::eventStream().sendPieces(body, 997).close());
        QSignalSpy finished(m_progress.get(), &ContainerProgress::finished);
        QSignalSpy received(m_progress.get(), &ContainerProgress::eventReceived);
        int appended = 0, appendedAtFinish = -1;
        connect(m_progress.get(), &ContainerProgress::logAppended, this,
                [&](const QList<LogLine> &more) { appended += int(more.size()); });
        connect(m_progress.get(), &ContainerProgress::finished, this, [&] { appendedAtFinish = appended; });
        watch();
        QCOMPARE(m_progress->phase(), Phase::Connecting);
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(m_progress->phase(), failed ? Phase::Error : Phase::Complete);
        QCOMPARE(m_progress->isError(), failed);
        QCOMPARE(m_progress->isComplete(), !failed);
        QCOMPARE(m_progress->errorMessage().isEmpty(), !failed);
        QCOMPARE(appendedAtFinish, lines); // whoever prints until finished() has printed all
        QCOMPARE(int(m_progress->lines().size()), lines);
        QCOMPARE(int(received.size()), lines);
        QCOMPARE(m_progress->connectionState(), http::StreamState::Closed);
        QCOMPARE(m_progress->connectionError(), http::StreamError());
        QCOMPARE(int(m_server->requests().size()), 1);
        QTRY_COMPARE(m_server->openConnections(), 0);
    }

    void bytesOfEventsAreTheServers()
    {
        m_server->enqueue(kStream, Script::eventStream(recorded(u"ours-live"_s)).close());
        QByteArrayList seen;
        connect(m_progress.get(), &ContainerProgress::eventReceived, this,
                [&](const ProgressEvent &, const QByteArray &json) { seen.append(json); });
        watch();
        QTRY_COMPARE(m_progress->phase(), Phase::Complete);
        QByteArrayList sent;
        for (const QByteArray &one : frames(recorded(u"ours-live"_s))) {
            if (one.contains("event: progress\n"))
                sent.append(one.mid(one.indexOf("data: ") + 6).trimmed());
        }
        QCOMPARE(seen, sent);
    }

    // Section 6, 1: a run that ended while the client connected left the page spinning for ever.
    void aRunThatEndedMeanwhileSettles_data()
    {
        QTest::addColumn<QByteArray>("body"); // of each connection, then closed
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<int>("phase");
        const QByteArray starting =
            "event: progress\ndata: "
            "{\"type\":\"step\",\"step\":\"starting\",\"percent\":25,\"message\":\"m\"}\n\n";
        const QByteArray done = "event: done\ndata: {\"reason\":\"terminal\"}\n\n";
        QTest::newRow("nothing, then closed")
            << QByteArray() << QByteArray("{\"id\":\"c1\",\"lifecycle\":\"ready\"}") << int(Phase::Complete);
        QTest::newRow("a step, then closed")
            << starting << QByteArray("{\"id\":\"c1\",\"lifecycle\":\"ready\"}") << int(Phase::Complete);
        QTest::newRow("failed meanwhile")
            << starting << QByteArray("{\"id\":\"c1\",\"lifecycle\":\"error\",\"errorMessage\":\"no space\"}")
            << int(Phase::Error);
        QTest::newRow("done, but not how")
            << starting + done << QByteArray("{\"container\":{\"status\":\"ready\"}}")
            << int(Phase::Complete);
    }
    void aRunThatEndedMeanwhileSettles()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, answer);
        QFETCH(int, phase);
        m_server->setDefault(kStream, Script::eventStream(body).close());
        m_server->setDefault(kContainer, container(answer));
        QSignalSpy finished(m_progress.get(), &ContainerProgress::finished);
        watch();
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(int(m_progress->phase()), phase);
        QCOMPARE(m_progress->errorMessage(), phase == int(Phase::Error) ? u"no space"_s : QString());
        QVERIFY(m_progress->lines().size() <= 1);
        QCOMPARE(m_progress->connectionState(), http::StreamState::Closed);
    }

    void aRunThatGoesOnIsResumed()
    {
        const QByteArrayList parts = frames(recorded(u"newest-live"_s));
        m_server->enqueue(kStream, Script::eventStream(parts.mid(0, 20).join()).close());
        m_server->enqueue(kStream, Script::eventStream().close());
        m_server->enqueue(kStream, Script::eventStream(recorded(u"newest-finished"_s)).close());
        m_server->setDefault(kContainer, container("{\"lifecycle\":\"creating\"}"));
        watch();
        QTRY_COMPARE(m_progress->phase(), Phase::Complete);
        QCOMPARE(int(m_progress->lines().size()), 32); // section 6, 2: not twice
        QCOMPARE(picture(m_progress->snapshot()), u"xxxxx 00:x 01:x 02:x 100"_s);
    }

    // Numbers: what a cut kept back comes before the end is announced, even when the snapshot knew the end
    // already.
    void aCutReplayOfAFinishedRunIsResumed()
    {
        const QByteArrayList parts = frames(withoutRetry(recorded(u"ours-finished"_s)));
        m_server->enqueue(kStream, Script::eventStream(parts.mid(0, 12).join()).close());
        m_server->enqueue(kStream, Script::eventStream((parts.mid(0, 2) + parts.mid(12)).join()).close());
        watch();
        QTRY_COMPARE(m_progress->phase(), Phase::Complete);
        QCOMPARE(int(m_progress->lines().size()), 32);
        QCOMPARE(int(m_server->requests().size()), 2);
        QCOMPARE(m_server->requests().at(1).header("Last-Event-ID"), QByteArray("10"));
    }

    void aFinishedStreamWithoutDoneIsNoError_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("closes");
        for (const char *name :
             {"oldest-live", "newest-live", "newest-finished", "ours-live", "ours-finished"}) {
            QTest::addRow("%s closes", name) << QString::fromLatin1(name) << true;
            QTest::addRow("%s stays open", name) << QString::fromLatin1(name) << false;
        }
    }
    void aFinishedStreamWithoutDoneIsNoError()
    {
        QFETCH(QString, name);
        QFETCH(bool, closes);
        QByteArrayList parts = frames(recorded(name));
        parts.removeLast();
        Script script = Script::eventStream(parts.join());
        m_server->enqueue(kStream, closes ? script.close() : script);
        watch();
        QTRY_COMPARE_WITH_TIMEOUT(m_progress->phase(), Phase::Complete, 15'000);
        QCOMPARE(int(m_progress->lines().size()), 32);
        QCOMPARE(m_progress->connectionError(), http::StreamError());
        QCOMPARE(int(m_server->requests().size()), 1);
    }

    // Section 6, 3: connection errors were invisible. None of them says that the run failed.
    void connectionErrors_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("kind");
        QTest::addColumn<bool>("final");
        QTest::newRow("unknown container") << 404 << int(Kind::NotFound) << true;
        QTest::newRow("no token") << 401 << int(Kind::NotSignedIn) << true;
        QTest::newRow("sign-in expired (redirect to a page)") << 307 << int(Kind::NotSignedIn) << true;
        QTest::newRow("an HTML page") << 200 << int(Kind::WrongContentType) << true;
        QTest::newRow("Redis down") << 500 << int(Kind::HttpStatus) << false;
        QTest::newRow("server down") << 0 << int(Kind::Network) << false;
    }
    void connectionErrors()
    {
        QFETCH(int, status);
        QFETCH(int, kind);
        QFETCH(bool, final);
        m_server->setDefault("/login", Script::reply(200, "text/html", "<html>Sign in</html>"));
        if (status == 0)
            m_server->shutDown();
        else if (status == 307)
            m_server->setDefault(kStream, Script::redirect("/login", 307));
        else
            m_server->setDefault(kStream,
                                 Script::reply(status, status == 200 ? "text/html" : "application/json",
                                               "{\"error\":\"no\"}"));
        QSignalSpy finished(m_progress.get(), &ContainerProgress::finished);
        QSignalSpy changed(m_progress.get(), &ContainerProgress::connectionChanged);
        watch();
        QTRY_COMPARE(m_progress->connectionState(),
                     final ? http::StreamState::Failed : http::StreamState::Waiting);
        if (status != 200 ||
            m_progress->connectionError().kind != Kind::NotSignedIn) // both words fit an HTML page
            QCOMPARE(int(m_progress->connectionError().kind), kind);
        QVERIFY(!m_progress->connectionError().message.isEmpty());
        QCOMPARE(m_progress->phase(), Phase::Connecting);
        QVERIFY(!m_progress->isError() && m_progress->errorMessage().isEmpty());
        QVERIFY(finished.isEmpty());
        QVERIFY(changed.size() >= 2);
    }

    void aServerThatComesBackIsFound()
    {
        m_server->shutDown();
        http::EventSourceOptions options = quick();
        options.initialRetryMs = options.maxRetryMs = 60'000;
        m_progress->watch(m_server->url(u"/"_s), {u"c1"_s}, options);
        QTRY_COMPARE(m_progress->connectionState(), http::StreamState::Waiting);
        QVERIFY(m_progress->connectionAttempt() > 0);
        QVERIFY(m_progress->nextAttemptInMs() > 0);
        QVERIFY(m_server->listenAgain());
        m_server->enqueue(kStream, Script::eventStream(recorded(u"ours-live"_s)).close());
        m_progress->retryNow();
        QTRY_COMPARE(m_progress->phase(), Phase::Complete);
    }

    void headersGoWithBothRequests()
    {
        m_server->setDefault(kStream, Script::eventStream().close());
        m_server->setDefault(kContainer, container("{\"lifecycle\":\"ready\"}"));
        http::EventSourceOptions options = quick();
        options.headers = {{"Authorization", "Bearer t0ken"}};
        m_progress->watch(m_server->url(u"/"_s), {u"c1"_s}, options);
        QTRY_COMPARE(m_progress->phase(), Phase::Complete);
        QSet<QByteArray> targets;
        for (const Request &request : m_server->requests()) {
            QCOMPARE(request.header("Authorization"), QByteArray("Bearer t0ken"));
            targets.insert(request.target);
        }
        QVERIFY(targets.contains(kStream) && targets.contains(kContainer));
    }

    void aServerBelowAPathIsFound()
    {
        m_server->enqueue("/slipway" + kStream, Script::eventStream(recorded(u"ours-live"_s)).close());
        m_progress->watch(m_server->url(u"/slipway/"_s), {u"c1"_s}, quick());
        QTRY_COMPARE(m_progress->phase(), Phase::Complete);
    }

    void aGapIsReportedAndTheRestShown()
    {
        m_server->enqueue(kStream, Script::eventStream(recorded(u"ours-gap"_s)).close());
        QSignalSpy gaps(m_progress.get(), &ContainerProgress::gapReported);
        watch();
        QTRY_COMPARE(m_progress->phase(), Phase::Complete);
        QCOMPARE(int(gaps.size()), 1);
        QCOMPARE(gaps.first().at(0).value<EventSeq>().value, 1);
        QCOMPARE(gaps.first().at(1).value<EventSeq>().value, 6);
        QCOMPARE(int(m_progress->lines().size()), 26);
    }

    void anIdStaysAnId_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QByteArray>("target");
        QTest::newRow("slash") << u"a/b"_s << QByteArray("/api/containers/a%2Fb/progress");
        QTest::newRow("query") << u"a?b#c"_s << QByteArray("/api/containers/a%3Fb%23c/progress");
        QTest::newRow("space and percent")
            << u"a b%2f"_s << QByteArray("/api/containers/a%20b%252f/progress");
    }
    void anIdStaysAnId()
    {
        QFETCH(QString, id);
        QFETCH(QByteArray, target);
        m_progress->watch(m_server->url(u"/"_s), {id}, quick());
        QTRY_COMPARE(int(m_server->requests().size()), 1);
        QCOMPARE(m_server->requests().first().target, target);
    }

    void linesInDoubtAreDecidedBySilence()
    {
        const auto log = [](const char *text) {
            return QByteArray("event: progress\ndata: {\"type\":\"log\",\"message\":\"") + text + "\"}\n\n";
        };
        m_server->enqueue(kStream, Script::eventStream(log("a") + log("b") + log("a") + log("b")).close());
        m_server->enqueue(kStream,
                          Script::eventStream(log("a") + log("b")).waitFor("more").send(log("a") + log("c")));
        watch();
        QTRY_COMPARE(int(m_server->requests().size()), 2);
        QTRY_COMPARE(int(m_progress->lines().size()), 4);
        m_server->release("more");
        QTRY_VERIFY(m_progress->lines().size() > 4);
        QCOMPARE(m_progress->lines().last().text, u"c"_s);
    }

    void stoppingIsSilentAndWatchingAgainWorks()
    {
        m_server->setDefault(kStream, Script::eventStream(recorded(u"ours-live"_s)));
        QSignalSpy finished(m_progress.get(), &ContainerProgress::finished);
        QSignalSpy appended(m_progress.get(), &ContainerProgress::logAppended);
        watch();
        m_progress->stop();
        QCOMPARE(m_progress->connectionState(), http::StreamState::Closed);
        m_progress->stop();
        watch();
        QTRY_COMPARE(finished.size(), 1);
        const qsizetype before = appended.size();
        watch();
        QCOMPARE(m_progress->phase(), Phase::Connecting);
        QCOMPARE(int(m_progress->lines().size()), 0);
        QTRY_COMPARE(finished.size(), 2);
        QVERIFY(appended.size() > before);
        QCOMPARE(int(m_progress->lines().size()), 32);
    }

    void slotsMayDoAnything_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<int>("where");
        const char *places[] = {"eventReceived", "logAppended", "changed", "connectionChanged", "finished"};
        for (const char *what : {"destroy", "stop", "watch again"}) {
            for (int where = 0; where < 5; ++where)
                QTest::addRow("%s in %s", what, places[where]) << QString::fromLatin1(what) << where;
        }
    }
    void slotsMayDoAnything()
    {
        QFETCH(QString, what);
        QFETCH(int, where);
        m_server->setDefault(kStream, Script::eventStream(recorded(u"ours-live"_s)));
        ContainerProgress *const p = m_progress.get();
        bool acted = false;
        const auto act = [&] {
            if (std::exchange(acted, true))
                return;
            if (what == u"destroy")
                m_progress.reset();
            else if (what == u"stop")
                p->stop();
            else
                watch();
        };
        switch (where) {
        case 0:
            connect(p, &ContainerProgress::eventReceived, this, act);
            break;
        case 1:
            connect(p, &ContainerProgress::logAppended, this, act);
            break;
        case 2:
            connect(p, &ContainerProgress::changed, this, act);
            break;
        case 3:
            connect(p, &ContainerProgress::connectionChanged, this, act);
            break;
        default:
            connect(p, &ContainerProgress::finished, this, act);
            break;
        }
        const QPointer<ContainerProgress> alive(p);
        QSignalSpy finished(p, &ContainerProgress::finished);
        watch();
        QTRY_VERIFY(acted);
        if (what == u"watch again") {
            QTRY_COMPARE(m_progress->phase(), Phase::Complete);
            QCOMPARE(int(m_progress->lines().size()), 32);
        } else if (what == u"stop") {
            QCOMPARE(m_progress->connectionState(), http::StreamState::Closed);
            QCOMPARE(int(finished.size()), where == 4 ? 1 : 0);
        } else {
            QVERIFY(!alive);
        }
        QTRY_COMPARE(m_server->openConnections(), 0);
    }

    // A long replay: the loop stays alive, signals come by the frame and not by the line.
    void aReplayOf200000LinesLeavesTheLoopAlive()
    {
        constexpr int kLines = 200'000;
        QByteArray body;
        body.reserve(kLines * 170);
        for (int i = 1; i <= kLines; ++i) {
            const QByteArray n = QByteArray::number(i);
            body += "id: " + n + "\nevent: progress\ndata: {\"type\":\"log\",\"message\":\"[INFO   ] line " +
                    n +
                    "\",\"scriptName\":\"00-a.sh\",\"timestamp\":\"2026-11-21T16:37:26.805Z\",\"seq\":" + n +
                    "}\n\n";
        }
        body += "id: 200001\nevent: progress\ndata: "
                "{\"type\":\"complete\",\"percent\":100,\"message\":\"m\",\"seq\":200001}\n\n"
                "event: done\ndata: {\"reason\":\"complete\"}\n\n";
        // On a thread of its own: to write 34 MB is the server's work and must not count as ours.
        QSemaphore ready;
        QUrl url;
        const std::unique_ptr<QThread> thread(QThread::create([&] {
            ScriptedServer server;
            server.enqueue(kStream, Script::eventStream(body).close());
            url = server.url(u"/"_s);
            ready.release();
            QEventLoop().exec();
        }));
        thread->start();
        ready.acquire();
        int signalCount = 0;
        connect(m_progress.get(), &ContainerProgress::logAppended, this, [&] { ++signalCount; });
        QElapsedTimer timer;
        timer.start();
        m_progress->watch(url, {u"c1"_s}, quick());
        LoopTicker ticker;
        QTRY_COMPARE_WITH_TIMEOUT(m_progress->phase(), Phase::Complete, 60'000);
        const qint64 ms = timer.elapsed(), gap = ticker.longestGapMs();
        m_progress->stop();
        thread->quit();
        QVERIFY(thread->wait(10'000));
        qInfo("%lld lines/s, longest gap %lld ms, %d signals", kLines * 1000LL / std::max<qint64>(1, ms), gap,
              signalCount);
        QCOMPARE(int(m_progress->lines().size()), kLines + 1);
        QCOMPARE(m_progress->lines().at(kLines - 1).text, u"[INFO   ] line 200000"_s);
        // 16 ms is the aim; other processes want the two cores too
        QVERIFY2(gap < slipway::test::kFrozenMs, "the loop stood still");
        QVERIFY2(signalCount <= ms / 10 + 10, "one signal a frame, not one a line");
    }

    // A page that has shown the failure watches the same container again after it asked for a retry.
    void watchedAgainItFollowsTheNewRun()
    {
        const QByteArray failed =
            "id: 1\nevent: progress\ndata: "
            R"j({"type":"step","step":"deploying","percent":40,"message":"d","timestamp":"2026-11-21T16:00:01.000Z","seq":1})j"
            "\n\nid: 2\nevent: progress\ndata: "
            R"j({"type":"error","message":"no","timestamp":"2026-11-21T16:00:02.000Z","seq":2})j"
            "\n\n";
        const QByteArray again =
            "id: 3\nevent: progress\ndata: "
            R"j({"type":"step","step":"creating","percent":5,"message":"Trying again","timestamp":"2026-11-21T16:00:09.000Z","resumedFrom":"deploying","skipped":true,"seq":3})j"
            "\n\nid: 4\nevent: progress\ndata: "
            R"j({"type":"step","step":"deploying","percent":40,"message":"d","timestamp":"2026-11-21T16:00:10.000Z","seq":4})j"
            "\n\n";
        const QByteArray end =
            "id: 5\nevent: progress\ndata: "
            R"j({"type":"complete","percent":100,"message":"ready","timestamp":"2026-11-21T16:00:11.000Z","seq":5})j"
            "\n\nevent: done\ndata: {\"reason\":\"complete\"}\n\n";
        const QByteArray first =
            R"j({"step":"deploying","percent":40,"seenSteps":["deploying"],"isComplete":false,"isError":true,"errorMessage":"no","seq":2})j";
        const QByteArray second =
            R"j({"step":"deploying","percent":40,"seenSteps":["creating","deploying"],"isComplete":false,"isError":false,"errorMessage":null,"seq":4})j";
        m_server->enqueue(kStream, Script::eventStream("event: snapshot\ndata: " + first + "\n\n" + failed +
                                                       "event: done\ndata: {\"reason\":\"terminal\"}\n\n")
                                       .close());
        watch();
        QTRY_COMPARE(m_progress->phase(), Phase::Error);
        m_server->enqueue(
            kStream,
            Script::eventStream("event: snapshot\ndata: " + second + "\n\n" + failed + again + end).close());
        QSignalSpy finished(m_progress.get(), &ContainerProgress::finished);
        watch();
        QVERIFY(!m_progress->isError());
        QTRY_COMPARE(m_progress->phase(), Phase::Complete);
        QCOMPARE(finished.size(), 1);
        QCOMPARE(m_progress->percent(), 100);
        QCOMPARE(m_progress->events().size(), 5);
    }

    void linesNeedNotBeKept()
    {
        m_server->enqueue(kStream, Script::eventStream(recorded(u"ours-live"_s)).close());
        int appended = 0;
        connect(m_progress.get(), &ContainerProgress::logAppended, this,
                [&](const QList<LogLine> &lines) { appended += int(lines.size()); });
        m_progress->setKeepLines(false);
        watch();
        QTRY_COMPARE(m_progress->phase(), Phase::Complete);
        QCOMPARE(appended, 32);
        QVERIFY(m_progress->lines().isEmpty());
    }

private:
    void watch() { m_progress->watch(m_server->url(u"/"_s), {u"c1"_s}, quick()); }

    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<ContainerProgress> m_progress;
};

QTEST_GUILESS_MAIN(TestContainerProgress)
#include "tst_containerprogress.moc"
