#include "app/jobs/eventseq.h"
#include "tests/app/jobs/eventlogfixture.h"
#include <QRegularExpression>
#include <QTest>
#include <atomic>
#include <thread>

using namespace slipway;
using namespace slipway::tests;

class tst_EventLog : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void numbersStoresThenTells();
    void keepsTheSnapshotAsOfTheLastCommit();
    void linesAloneWriteNoContainer();
    void followsTheLifecycle_data();
    void followsTheLifecycle();
    void acceptsNothingAfterTheEnd();
    void refusesUnknownContainers();
    void continuesAfterARestart();
    void commitsManyEventsTogether();
    void manyThreadsManyContainers();
    void keepsTheBytesOfForeignPublishers_data();
    void keepsTheBytesOfForeignPublishers();
    void refusesForeignNonsense();
    void takesNumbersOfOtherBackends();
    void findsNumbers_data();
    void findsNumbers();
};

void tst_EventLog::numbersStoresThenTells()
{
    MemoryStore store;
    RecordingBus bus;
    Subscriber subscriber(store);
    EventLog log(store, bus);
    log.setListener(std::ref(subscriber));
    QVERIFY(log.open(makeContainer(kA)));
    QVERIFY(log.open(makeContainer(kB)));
    for (int i = 1; i <= 100; ++i) {
        QCOMPARE(log.append(kA, makeLog(i))->value, i);
        if (i % 2 == 0)
            QCOMPARE(log.append(kB, makeLog(i))->value, i / 2);
    }
    QVERIFY(log.flush());
    QCOMPARE(subscriber.faults, 0);
    QCOMPARE(subscriber.last.value(kA), 100);
    QCOMPARE(subscriber.last.value(kB), 50);
    QCOMPARE(store.lines(kA), subscriber.lines.value(kA));
    QCOMPARE(bus.lines(EventBatch::Source::Own).size(), (store.lines(kA) + store.lines(kB)).size());
    const auto first = progressEventFromJson(store.lines(kA).split('\n').first());
    QCOMPARE(first->message, QStringLiteral("line 1"));
    QCOMPARE(first->seq.value, 1);
    QVERIFY(!first->timestamp.isEmpty());
    QVERIFY(
        store.lines(kA).startsWith(toJson(*first) + '\n')); // the very form that the rest of the house writes
}

void tst_EventLog::keepsTheSnapshotAsOfTheLastCommit()
{
    MemoryStore store;
    NullBus bus;
    EventLog log(store, bus);
    QVERIFY(log.open(makeContainer(kA)));
    QVERIFY(log.append(kA, ProgressEvent::makeStep(Step::Creating, 5, QStringLiteral("Creating"))));
    QVERIFY(log.flush());
    store.block(true);
    QVERIFY(log.append(kA, ProgressEvent::makeStep(Step::Starting, 25, QStringLiteral("Starting"))));
    QCOMPARE(log.container(kA)->snapshot.percent, 5);
    QCOMPARE(log.container(kA)->snapshot.seq.value, 1);
    QCOMPARE(log.lastAppended(kA)->value, 2);
    store.block(false);
    QVERIFY(log.flush());
    QCOMPARE(log.container(kA)->snapshot.percent, 25);
    QCOMPARE(log.container(kA)->snapshot.seq.value, 2);
    QCOMPARE(log.container(kA)->snapshot.hostname, QStringLiteral("a"));
    QVERIFY(log.update(kA, [](Container &c) {
        c.address = QStringLiteral("10.0.0.1");
        c.snapshot = {}; // not ours to change
    }));
    QVERIFY(log.flush());
    QCOMPARE(store.container(kA)->address, QStringLiteral("10.0.0.1"));
    QCOMPARE(store.container(kA)->snapshot.percent, 25);
}

void tst_EventLog::linesAloneWriteNoContainer()
{
    MemoryStore store;
    NullBus bus;
    EventLog log(store, bus);
    std::atomic_int told = 0;
    log.setWatcher({[&](const QList<Container> &changed) { told += int(changed.size()); }, {}});
    QVERIFY(log.open(makeContainer(kA)));
    QVERIFY(log.append(kA, ProgressEvent::makeStep(Step::Syncing, 65, QStringLiteral("Running"))));
    QVERIFY(log.append(kA, ProgressEvent::makeLog(QStringLiteral("first"), QStringLiteral("a.sh"))));
    QVERIFY(log.flush());
    const int before = store.changes();
    const int toldBefore = told;
    for (int i = 0; i < 100; ++i) {
        QVERIFY(log.append(kA, ProgressEvent::makeLog(QStringLiteral("next"), QStringLiteral("a.sh"))));
        if (i % 10 == 0)
            QVERIFY(log.flush());
    }
    QVERIFY(log.flush());
    QCOMPARE(store.changes(), before);
    QCOMPARE(told, toldBefore);
    QCOMPARE(log.container(kA)->snapshot.seq.value, 102); // what a subscriber begins with, all the same
    QVERIFY(log.append(kA, ProgressEvent::makeLog(QStringLiteral("other"), QStringLiteral("b.sh"))));
    QVERIFY(log.flush());
    QCOMPARE(store.changes(), before + 1);
    QCOMPARE(told, toldBefore + 1);
    QCOMPARE(store.container(kA)->snapshot.activeScript, QStringLiteral("b.sh"));
}

void tst_EventLog::followsTheLifecycle_data()
{
    QTest::addColumn<ProgressEvent>("event");
    QTest::addColumn<int>("lifecycle");
    QTest::newRow("log") << ProgressEvent::makeLog(QStringLiteral("x")) << int(Lifecycle::Pending);
    QTest::newRow("step") << ProgressEvent::makeStep(Step::Creating, 5, QStringLiteral("x"))
                          << int(Lifecycle::Creating);
    QTest::newRow("complete") << ProgressEvent::makeComplete(QStringLiteral("x")) << int(Lifecycle::Ready);
    QTest::newRow("error") << ProgressEvent::makeError(QStringLiteral("x")) << int(Lifecycle::Error);
}

void tst_EventLog::followsTheLifecycle()
{
    QFETCH(ProgressEvent, event);
    QFETCH(int, lifecycle);
    MemoryStore store;
    NullBus bus;
    EventLog log(store, bus);
    QVERIFY(log.open(makeContainer(kA)));
    QVERIFY(log.append(kA, event));
    QVERIFY(log.flush());
    const Container container = *store.container(kA);
    QCOMPARE(int(container.lifecycle), lifecycle);
    QCOMPARE(int(container.snapshot.lifecycle), lifecycle);
    QCOMPARE(container.finishedAt.isEmpty(), !event.isTerminal());
    QCOMPARE(container.errorMessage, event.type == EventType::Error ? QStringLiteral("x") : QString());
    QCOMPARE(log.hasEnded(kA), event.isTerminal());
}

void tst_EventLog::acceptsNothingAfterTheEnd()
{
    MemoryStore store;
    NullBus bus;
    EventLog log(store, bus);
    QVERIFY(log.open(makeContainer(kA)));
    QVERIFY(log.append(kA, ProgressEvent::makeComplete(QStringLiteral("ready"))));
    QCOMPARE(log.append(kA, makeLog(2)).error().code, ErrorCode::Conflict); // not yet stored
    QVERIFY(log.flush());
    QCOMPARE(log.append(kA, makeLog(2)).error().code, ErrorCode::Conflict); // stored
    QCOMPARE(log.appendForeign(kA, R"({"type":"log","message":"x"})").error().code, ErrorCode::Conflict);
    QCOMPARE(log.appendNumbered(kA, {2}, R"({"type":"log","message":"x","seq":2})").error().code,
             ErrorCode::Conflict);
    QCOMPARE(store.lines(kA).count('\n'), 1);
    QVERIFY(log.update(
        kA, [](Container &c) { c.address = QStringLiteral("10.0.0.9"); })); // facts may still change
    QVERIFY(log.flush());
    QCOMPARE(store.container(kA)->address, QStringLiteral("10.0.0.9"));
}

void tst_EventLog::refusesUnknownContainers()
{
    MemoryStore store;
    NullBus bus;
    EventLog log(store, bus);
    QCOMPARE(log.append(kA, makeLog(1)).error().code, ErrorCode::NotFound);
    QCOMPARE(log.update(kA, [](Container &) {}).error().code, ErrorCode::NotFound);
    QCOMPARE(log.container(kA).error().code, ErrorCode::NotFound);
    QCOMPARE(log.remove(kA).error().code, ErrorCode::NotFound);
    QVERIFY(log.open(makeContainer(kA)));
    QCOMPARE(log.open(makeContainer(kA)).error().code, ErrorCode::Conflict);
}

void tst_EventLog::continuesAfterARestart()
{
    MemoryStore store;
    NullBus bus;
    for (int run = 0; run < 3; ++run) {
        Subscriber subscriber(store);
        subscriber.last[kA] = run * 10;
        EventLog log(store, bus);
        log.setListener(std::ref(subscriber));
        if (run == 0)
            QVERIFY(log.open(makeContainer(kA)));
        for (int i = 1; i <= 10; ++i)
            QCOMPARE(log.append(kA, makeLog(i))->value, run * 10 + i);
        QVERIFY(log.flush());
        QCOMPARE(subscriber.faults, 0);
        QCOMPARE(log.container(kA)->snapshot.seq.value, run * 10 + 10);
    }
}

void tst_EventLog::commitsManyEventsTogether()
{
    MemoryStore store;
    NullBus bus;
    EventLog log(store, bus);
    QVERIFY(log.open(makeContainer(kA)));
    for (int i = 1; i <= 20000; ++i)
        QVERIFY(log.append(kA, makeLog(i)));
    QVERIFY(log.flush());
    QCOMPARE(store.lines(kA).count('\n'), 20000);
    QVERIFY2(store.commits() < 2000, qPrintable(QString::number(store.commits())));
}

void tst_EventLog::manyThreadsManyContainers()
{
    MemoryStore store;
    RecordingBus bus;
    Subscriber subscriber(store);
    EventLog log(store, bus, {1, 64 * 1024});
    log.setListener(std::ref(subscriber));
    constexpr int kContainers = 4;
    constexpr int kEach = 500;
    QList<ContainerId> ids;
    for (int i = 0; i < kContainers; ++i) {
        ids.append({QStringLiteral("c%1").arg(i)});
        QVERIFY(log.open(makeContainer(ids.last())));
    }
    std::atomic_int failures = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < kEach; ++i) {
                const ContainerId &id = ids.at((t + i) % kContainers);
                if (!log.append(id, makeLog(i)) || (i % 50 == 0 && !log.flush()) || !log.container(id))
                    ++failures;
                if (i % 70 == 0 && !log.update(id, [&](Container &c) { c.address = QString::number(i); }))
                    ++failures;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QVERIFY(log.flush());
    QCOMPARE(failures.load(), 0);
    const std::lock_guard lock(subscriber.mutex);
    QCOMPARE(subscriber.faults, 0);
    for (const ContainerId &id : std::as_const(ids))
        QCOMPARE(subscriber.last.value(id), kEach * 4 / kContainers);
}

void tst_EventLog::keepsTheBytesOfForeignPublishers_data()
{
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<QByteArray>("stored");
    QTest::newRow("compact") << QByteArray(R"({"type":"log","message":"a"})")
                             << QByteArray(R"({"type":"log","message":"a","seq":1})");
    QTest::newRow("own spacing and order")
        << QByteArray(R"({ "message" : "\u00e4", "x":[1, 2], "type":"log" })")
        << QByteArray(R"({ "message" : "\u00e4", "x":[1, 2], "type":"log" ,"seq":1})");
    QTest::newRow("line feeds between tokens") << QByteArray("{\r\n\"type\":\"log\",\n\"message\":\"a\"\n}\n")
                                               << QByteArray(R"({  "type":"log", "message":"a" ,"seq":1})");
    QTest::newRow("unknown type") << QByteArray(R"({"type":"fireworks","message":"a"})")
                                  << QByteArray(R"({"type":"fireworks","message":"a","seq":1})");
}

void tst_EventLog::keepsTheBytesOfForeignPublishers()
{
    QFETCH(QByteArray, sent);
    QFETCH(QByteArray, stored);
    MemoryStore store;
    RecordingBus bus;
    EventLog log(store, bus);
    QVERIFY(log.open(makeContainer(kA)));
    QCOMPARE(log.appendForeign(kA, sent)->value, 1);
    QVERIFY(log.append(kA, makeLog(2)));
    QVERIFY(log.flush());
    QVERIFY(store.lines(kA).startsWith(stored + '\n'));
    QCOMPARE(bus.lines(EventBatch::Source::Foreign), stored + '\n');
    QCOMPARE(bus.lines(EventBatch::Source::Own).count('\n'), 1);
}

void tst_EventLog::refusesForeignNonsense()
{
    MemoryStore store;
    NullBus bus;
    EventLog log(store, bus);
    QVERIFY(log.open(makeContainer(kA)));
    for (const QByteArray &bad : {QByteArray(), QByteArray("x"), QByteArray("[1]"), QByteArray("{\"type\":"),
                                  QByteArray("{\"type\":\"log\",\"message\":\"\xff\"}"), QByteArray("null")})
        QCOMPARE(log.appendForeign(kA, bad).error().code, ErrorCode::Protocol);
    QCOMPARE(log.append(kA, makeLog(1))->value, 1); // no number was used up
}

void tst_EventLog::takesNumbersOfOtherBackends()
{
    MemoryStore store;
    RecordingBus bus;
    EventLog log(store, bus);
    QVERIFY(log.open(makeContainer(kA)));
    const auto event = [](int seq) {
        return QByteArray(R"({"type":"log","message":"m","seq":)") + QByteArray::number(seq) + '}';
    };
    QCOMPARE(log.appendNumbered(kA, {5}, event(5)).value(), true);
    QCOMPARE(log.appendNumbered(kA, {5}, event(5)).value(), false);
    QCOMPARE(log.appendNumbered(kA, {4}, event(4)).value(), false);
    QCOMPARE(log.appendNumbered(kA, {6}, event(6)).value(), true);
    QCOMPARE(log.appendNumbered(kA, {9}, event(9)).value(), true);
    QVERIFY(log.flush());
    QCOMPARE(store.lines(kA), event(5) + '\n' + event(6) + '\n' + event(9) + '\n');
    const auto batches = store.read(kA, {0}, 1000);
    QVERIFY(batches->size() >= 2);
    QCOMPARE(batches->last().first.value, 9);
    QVERIFY(bus.batches.isEmpty()); // who numbered it has told everybody
    QCOMPARE(log.append(kA, makeLog(1))->value, 10);
}

void tst_EventLog::findsNumbers_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<qint64>("seq");
    QTest::newRow("ours") << QByteArray(R"({"type":"log","seq":17})") << qint64(17);
    QTest::newRow("alone") << QByteArray(R"({"seq":1})") << qint64(1);
    QTest::newRow("first") << QByteArray(R"({"seq":3,"type":"log"})") << qint64(3);
    QTest::newRow("spaced") << QByteArray(R"({"type":"log", "seq" : 4 })") << qint64(4);
    QTest::newRow("none") << QByteArray(R"({"type":"log"})") << qint64(0);
    QTest::newRow("nested") << QByteArray(R"({"meta":{"seq":5}})") << qint64(0);
    QTest::newRow("in a string") << QByteArray(R"({"message":"x,\"seq\":5"})") << qint64(0);
    QTest::newRow("end of a key") << QByteArray(R"({"my\"seq":5})") << qint64(0);
    QTest::newRow("negative") << QByteArray(R"({"seq":-5})") << qint64(0);
    QTest::newRow("too long") << QByteArray(R"({"seq":99999999999999999999999})") << qint64(0);
    QTest::newRow("text") << QByteArray(R"({"seq":"5"})") << qint64(0);
    QTest::newRow("not JSON") << QByteArray("hello") << qint64(0);
    QTest::newRow("empty") << QByteArray() << qint64(0);
}

void tst_EventLog::findsNumbers()
{
    QFETCH(QByteArray, json);
    QFETCH(qint64, seq);
    QCOMPARE(seqOf(json).value, seq);
    QCOMPARE(seqOf(withoutSeq(json)).value, 0);
}

QTEST_GUILESS_MAIN(tst_EventLog)
#include "tst_eventlog.moc"
