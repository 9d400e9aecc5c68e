// Every state of a stream, against a server that does exactly what the script says; errors and the flow of
// many events have tests of their own.
#include "tests/net/http/streamwatcher.h"
#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace slipway::test;

class TestEventSource : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void opensAndReceives();
    void requestHeaders();
    void reconnectsWithTheLastId();
    void retryFieldIsTheFloor();
    void followsRedirects_data();
    void followsRedirects();
    void headersStayWithTheirOrigin();
    void attemptsGrowAndAnEventResetsThem();
    void retryNowEndsAWaitAndAFailure();
    void closeInEveryState_data();
    void closeInEveryState();
    void closeInsideASlot_data();
    void closeInsideASlot();
    void reopenInsideASlot();
    void orderHoldsInANestedEventLoop();
    void nothingOfAnEarlierStreamAfterOpen();
};

void TestEventSource::opensAndReceives()
{
    ScriptedServer server;
    server.enqueue(Script::eventStream("id: 1\nevent: progress\ndata: one\n\n: comment\n\ndata: two\n\n",
                                       {{"X-Accel-Buffering", "no"}}));
    EventSource source;
    Watcher seen(source);
    QCOMPARE(source.state(), State::Closed);
    source.open(server.url(QStringLiteral("/api/x?y=%2F")));
    QCOMPARE(source.state(), State::Connecting);
    QTRY_COMPARE(seen.data, (QByteArrayList{"one", "two"}));
    QCOMPARE(seen.states, (QList<State>{State::Connecting, State::Open}));
    QCOMPARE(source.lastEventId(), "1");
    QCOMPARE(source.error(), StreamError());
    QCOMPARE(source.nextAttemptInMs(), -1);
    QCOMPARE(server.requests().constFirst().target, "/api/x?y=%2F");
    source.close();
    QCOMPARE(source.state(), State::Closed);
    QTRY_COMPARE(server.openConnections(), 0);
    QVERIFY(seen.finished.isEmpty());
}

void TestEventSource::requestHeaders()
{
    ScriptedServer server;
    server.enqueue(Script::eventStream({}, {{"Set-Cookie", "session=other"}}).close());
    server.setDefault(Script::eventStream());
    EventSourceOptions options = quick();
    options.lastEventId = "41";
    options.headers = {{"Authorization", "Bearer t"}, {"Cookie", "session=mine"}};
    EventSource source;
    source.open(server.url(), options);
    QCOMPARE(source.lastEventId(), "41");
    QTRY_COMPARE(server.requests().size(), 2);
    for (const Request &request : server.requests()) {
        QCOMPARE(request.method, "GET");
        QCOMPARE(request.header("Accept"), "text/event-stream");
        QCOMPARE(request.header("Cache-Control"), "no-cache");
        QCOMPARE(request.header("Authorization"), "Bearer t");
        QCOMPARE(request.header("Cookie"), "session=mine");
        QCOMPARE(request.header("Last-Event-ID"), "41");
    }
}

void TestEventSource::reconnectsWithTheLastId()
{
    ScriptedServer server;
    server.enqueue(Script::eventStream("id: 7\ndata: a\n\nid: 8\ndata: lost").close());
    server.enqueue(Script::eventStream("data: b\n\nid: 9\n\n").close()); // an id counts also without data
    server.enqueue(Script::eventStream("id\ndata: c\n\n").close());      // and an empty one takes it back
    server.setDefault(Script::eventStream());
    EventSource source;
    Watcher seen(source);
    source.open(server.url(), quick());
    QTRY_COMPARE(server.requests().size(), 4);
    QCOMPARE(seen.data, (QByteArrayList{"a", "b", "c"}));
    QVERIFY(!server.requests().at(0).hasHeader("Last-Event-ID"));
    QCOMPARE(server.requests().at(1).header("Last-Event-ID"), "7");
    QCOMPARE(server.requests().at(2).header("Last-Event-ID"), "9");
    QVERIFY(!server.requests().at(3).hasHeader("Last-Event-ID"));
    QTRY_COMPARE(seen.states.size(), 2 + 3 * 3);
    QCOMPARE(seen.states.mid(0, 4),
             (QList<State>{State::Connecting, State::Open, State::Waiting, State::Connecting}));
    QCOMPARE(seen.waits.constFirst().error.kind, Kind::ServerClosed);
    QCOMPARE(seen.waits.constFirst().attempt, 1);
}

void TestEventSource::retryFieldIsTheFloor()
{
    ScriptedServer server;
    server.enqueue(Script::eventStream("retry: 60000\n\ndata: a\n\n").close());
    EventSource source;
    Watcher seen(source);
    source.open(server.url(), quick());
    QTRY_COMPARE(seen.waits.size(), 1);
    QVERIFY2(seen.waits.constFirst().ms > 50'000 && seen.waits.constFirst().ms <= 75'000,
             qPrintable(QString::number(seen.waits.constFirst().ms)));
}

void TestEventSource::followsRedirects_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {301, 302, 303, 307, 308})
        QTest::addRow("%d", status) << status;
}

void TestEventSource::followsRedirects()
{
    QFETCH(int, status);
    ScriptedServer server;
    server.setDefault("/a", Script::redirect("b?x=1", status));
    server.enqueue("/b", Script::eventStream("id: 5\ndata: a\n\n").close());
    server.setDefault("/b", Script::eventStream("data: b\n\n"));
    EventSourceOptions options = quick();
    options.headers = {{"Authorization", "Bearer t"}};
    EventSource source;
    Watcher seen(source);
    source.open(server.url(QStringLiteral("/a")), options);
    QTRY_COMPARE(seen.data, (QByteArrayList{"a", "b"}));
    QByteArrayList targets;
    for (const Request &request : server.requests()) {
        targets.append(request.target);
        QCOMPARE(request.header("Authorization"), "Bearer t");
    }
    // A reconnect asks at the first address again: where it leads may have changed.
    QCOMPARE(targets, (QByteArrayList{"/a", "/b?x=1", "/a", "/b?x=1"}));
    QCOMPARE(server.requests().at(3).header("Last-Event-ID"), "5");
}

void TestEventSource::headersStayWithTheirOrigin()
{
    ScriptedServer first;
    ScriptedServer second; // another port is another origin
    first.enqueue("/a", Script::redirect(second.url(QStringLiteral("/b")).toEncoded()));
    second.enqueue("/b", Script::redirect(first.url(QStringLiteral("/c")).toEncoded()));
    first.enqueue("/c", Script::eventStream("data: a\n\n"));
    EventSourceOptions options = quick();
    options.headers = {{"Authorization", "Bearer t"}, {"Cookie", "a=b"}, {"X-Mine", "1"}};
    EventSource source;
    Watcher seen(source);
    source.open(first.url(QStringLiteral("/a")), options);
    QTRY_COMPARE(seen.data, (QByteArrayList{"a"}));
    QCOMPARE(first.requests().at(0).header("Authorization"), "Bearer t");
    for (const Request &request : {second.requests().at(0), first.requests().at(1)}) {
        QVERIFY(!request.hasHeader("Authorization"));
        QVERIFY(!request.hasHeader("Cookie"));
        QVERIFY(!request.hasHeader("X-Mine"));
        QCOMPARE(request.header("Accept"), "text/event-stream");
    }
}

void TestEventSource::attemptsGrowAndAnEventResetsThem()
{
    ScriptedServer server;
    for (int i = 0; i < 3; ++i)
        server.enqueue(Script::reply(503, {}, {}));
    server.enqueue(Script::eventStream().close());
    server.enqueue(Script::eventStream("data: a\n\n").waitFor("read").close());
    server.setDefault(Script::reply(503, {}, {}));
    EventSourceOptions options = quick();
    options.maxRetryMs = 400;
    EventSource source;
    Watcher seen(source);
    source.open(server.url(), options);
    QTRY_COMPARE_WITH_TIMEOUT(seen.data, (QByteArrayList{"a"}), 20'000);
    QCOMPARE(source.attempt(), 0);
    server.release("read");
    QTRY_VERIFY(seen.waits.size() >= 5);
    QList<int> attempts;
    for (const Watcher::Wait &wait : seen.waits.first(5))
        attempts.append(wait.attempt);
    QCOMPARE(attempts, (QList<int>{1, 2, 3, 4, 1}));
}

void TestEventSource::retryNowEndsAWaitAndAFailure()
{
    ScriptedServer server;
    server.enqueue(Script::reply(503, {}, {}, {{"Retry-After", "1000"}}));
    server.enqueue(Script::reply(404, {}, {}));
    server.setDefault(Script::eventStream("data: a\n\n"));
    EventSource source;
    Watcher seen(source);
    source.retryNow(); // never opened: nothing
    QCOMPARE(source.state(), State::Closed);
    source.open(server.url(), quick());
    QTRY_COMPARE(source.state(), State::Waiting);
    source.retryNow();
    source.retryNow();
    QTRY_COMPARE(source.state(), State::Failed);
    source.retryNow();
    QTRY_COMPARE(seen.data, (QByteArrayList{"a"}));
    source.retryNow(); // open: nothing
    source.close();
    source.retryNow(); // closed by us: nothing
    QCOMPARE(seen.states, (QList<State>{State::Connecting, State::Waiting, State::Connecting, State::Failed,
                                        State::Connecting, State::Open, State::Closed}));
    QTRY_COMPARE(server.openConnections(), 0);
    QCOMPARE(server.requests().size(), 3);
}

void TestEventSource::closeInEveryState_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<State>("state");
    QTest::addColumn<bool>("destroy");
    for (const bool destroy : {false, true}) {
        const char *how = destroy ? "destroyed" : "closed";
        QTest::addRow("%s before connecting", how)
            << Script::eventStream("data: a\n\n") << State::Connecting << destroy;
        QTest::addRow("%s while open", how) << Script::eventStream() << State::Open << destroy;
        QTest::addRow("%s mid event", how)
            << Script::eventStream("id: 1\ndata: half") << State::Open << destroy;
        QTest::addRow("%s during a wait", how) << Script::reply(503, {}, {}) << State::Waiting << destroy;
        QTest::addRow("%s after a failure", how) << Script::reply(404, {}, {}) << State::Failed << destroy;
    }
}

void TestEventSource::closeInEveryState()
{
    QFETCH(Script, script);
    QFETCH(State, state);
    QFETCH(bool, destroy);
    ScriptedServer server;
    server.setDefault(script);
    auto source = std::make_unique<EventSource>();
    Watcher seen(*source);
    EventSourceOptions options;
    options.initialRetryMs = 5'000;
    source->open(server.url(), options);
    QTRY_COMPARE(source->state(), state);
    const QList<State> before = seen.states;
    if (destroy) {
        source.reset();
        QCOMPARE(seen.states, before); // the destructor says nothing
    } else {
        source->close();
        source->close();
        QCOMPARE(seen.states, before + QList<State>{State::Closed});
    }
    QTRY_COMPARE(server.openConnections(), 0);
    // What was under way before has had its chance once another stream has come and gone on the same threads.
    ScriptedServer other;
    other.setDefault(Script::eventStream("data: other\n\n"));
    EventSource probe;
    Watcher probed(probe);
    probe.open(other.url(), quick());
    QTRY_COMPARE(probed.data, (QByteArrayList{"other"}));
    QCOMPARE(seen.states.size(), before.size() + (destroy ? 0 : 1));
    QVERIFY(seen.data.isEmpty());
    QVERIFY(server.requests().size() <= 1);
}

void TestEventSource::closeInsideASlot_data()
{
    QTest::addColumn<bool>("destroy");
    QTest::addColumn<QByteArray>("signal");
    for (const char *signal : {"events", "open", "waiting", "failed", "finished"}) {
        QTest::addRow("close in %s", signal) << false << QByteArray(signal);
        QTest::addRow("destroy in %s", signal) << true << QByteArray(signal);
    }
}

void TestEventSource::closeInsideASlot()
{
    QFETCH(bool, destroy);
    QFETCH(QByteArray, signal);
    ScriptedServer server;
    const bool fails = signal == "failed" || signal == "finished";
    server.setDefault(fails ? Script::reply(404, {}, {}) : Script::eventStream("data: a\n\n").close());
    auto source = std::make_unique<EventSource>();
    int ended = 0;
    int afterwards = 0;
    const auto end = [&] {
        ++ended;
        if (destroy)
            source.reset();
        else
            source->close();
    };
    connect(source.get(), &EventSource::eventsReceived, this, [&] {
        afterwards += ended;
        if (signal == "events")
            end();
    });
    connect(source.get(), &EventSource::stateChanged, this, [&](State state) {
        if (state != State::Closed)
            afterwards += ended;
        if ((signal == "open" && state == State::Open) || (signal == "waiting" && state == State::Waiting) ||
            (signal == "failed" && state == State::Failed))
            end();
    });
    connect(source.get(), &EventSource::finished, this, [&] {
        afterwards += ended;
        if (signal == "finished")
            end();
    });
    source->open(server.url(), quick());
    QTRY_COMPARE(ended, 1);
    QTRY_COMPARE(server.openConnections(), 0);
    QCOMPARE(afterwards, 0);
    QCOMPARE(ended, 1);
    if (!destroy)
        QCOMPARE(source->state(), State::Closed);
}

void TestEventSource::reopenInsideASlot()
{
    ScriptedServer server;
    server.setDefault("/1", Script::eventStream("data: first\n\ndata: second\n\n").close());
    server.setDefault("/2", Script::eventStream("data: other\n\n"));
    EventSource source;
    Watcher seen(source);
    bool reopened = false;
    connect(&source, &EventSource::eventsReceived, this, [&] {
        if (!std::exchange(reopened, true))
            source.open(server.url(QStringLiteral("/2")), quick());
    });
    EventSourceOptions patient;
    patient.initialRetryMs =
        60'000; // however busy the machine is, the first one is not asked again meanwhile
    source.open(server.url(QStringLiteral("/1")), patient);
    QTRY_VERIFY(seen.data.contains("other"));
    QCOMPARE(seen.data.count("other"), 1);
    QCOMPARE(source.state(), State::Open);
    QCOMPARE(server.requests().size(), 2);
}

void TestEventSource::orderHoldsInANestedEventLoop()
{
    // A slot that opens a dialogue: what arrives meanwhile comes in order, after what was already taken.
    ScriptedServer server;
    server.setDefault(Script::eventStream("data: 1\n\n").waitFor("go").send("data: 2\n\n").close());
    EventSource source;
    QStringList seen;
    bool nested = false;
    connect(&source, &EventSource::eventsReceived, this, [&](const EventBatch &batch) {
        for (const sse::Event &event : batch)
            seen.append(QString::fromUtf8(event.data));
        if (!std::exchange(nested, true)) {
            server.release("go");
            QTRY_VERIFY(seen.contains(QStringLiteral("waiting")));
        }
    });
    connect(&source, &EventSource::stateChanged, this, [&](State state) {
        if (state == State::Waiting)
            seen.append(QStringLiteral("waiting"));
    });
    EventSourceOptions options;
    options.initialRetryMs = 60'000;
    options.maxRetryMs = 60'000;
    source.open(server.url(), options);
    QTRY_COMPARE(seen, (QStringList{QStringLiteral("1"), QStringLiteral("2"), QStringLiteral("waiting")}));
}

void TestEventSource::nothingOfAnEarlierStreamAfterOpen()
{
    ScriptedServer server;
    server.setDefault("/old", Script::eventStream(QByteArray("data: old\n\n").repeated(20'000)));
    server.setDefault("/new", Script::eventStream("data: new\n\n"));
    EventSource source;
    for (int round = 0; round < 20; ++round) {
        Watcher seen(source);
        source.open(server.url(QStringLiteral("/old")), quick());
        if (round % 2)
            QTRY_VERIFY(!seen.data.isEmpty());
        seen.data.clear();
        source.open(server.url(QStringLiteral("/new")), quick());
        QTRY_COMPARE(seen.data, (QByteArrayList{"new"}));
    }
    source.close();
    QTRY_COMPARE(server.openConnections(), 0);
}

QTEST_GUILESS_MAIN(TestEventSource)
#include "tst_eventsource.moc"
