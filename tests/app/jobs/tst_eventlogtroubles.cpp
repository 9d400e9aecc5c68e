// The log when the store is slow, full or refuses, and when it is to end.
#include "tests/app/jobs/eventlogfixture.h"
#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTest>
#include <atomic>
#include <thread>

using namespace slipway;
using namespace slipway::tests;

namespace {

const Error kFull{
    ErrorCode::Unavailable, QStringLiteral("Cannot store events. The disk is full. Free space."), {}, true};

} // namespace

class tst_EventLogTroubles : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void blocksAPrinterWithoutEnd();
    void losesNothingWhileTheDiskIsFull();
    void oneBadContainerStopsNoOther();
    void removesAndForgets();
    void destructorStoresWhatIsQueued();
    void destructorIsBoundedWhenTheDiskIsFull();
    void listenerMayAppendAndReplaceItself();
};

void tst_EventLogTroubles::blocksAPrinterWithoutEnd()
{
    MemoryStore store;
    NullBus bus;
    EventLog log(store, bus, {1, 32 * 1024});
    QVERIFY(log.open(makeContainer(kA)));
    store.block(true);
    std::atomic_int appended = 0;
    std::thread printer([&] {
        for (int i = 0; i < 3000; ++i) {
            (void)log.append(kA, makeLog(i));
            ++appended;
        }
    });
    // It comes to a halt when the queue is full: the counter stands still.
    int before = -1;
    QTRY_VERIFY_WITH_TIMEOUT(std::exchange(before, appended.load()) == appended.load() && appended > 100,
                             20000);
    QVERIFY(appended < 2000);
    store.block(false);
    printer.join();
    QVERIFY(log.flush());
    QCOMPARE(store.lines(kA).count('\n'), 3000);
}

void tst_EventLogTroubles::losesNothingWhileTheDiskIsFull()
{
    MemoryStore store;
    RecordingBus bus;
    Subscriber subscriber(store);
    EventLog log(store, bus);
    log.setListener(std::ref(subscriber));
    QVERIFY(log.open(makeContainer(kA)));
    QVERIFY(log.append(kA, makeLog(1)));
    QVERIFY(log.flush());
    store.failWith(kFull);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("The disk is full")));
    for (int i = 2; i <= 50; ++i)
        QVERIFY(log.append(kA, makeLog(i)));
    QTRY_COMPARE(log.storeError(), kFull.message);
    const auto flushed = log.flush();
    QCOMPARE(flushed.error().code, ErrorCode::Unavailable);
    QCOMPARE(flushed.error().message, kFull.message);
    {
        const std::lock_guard lock(subscriber.mutex);
        QCOMPARE(subscriber.last.value(kA), 1); // nobody saw what is not stored
    }
    store.failWith(std::nullopt);
    QTRY_VERIFY_WITH_TIMEOUT(log.flush(), 20000);
    QCOMPARE(log.storeError(), QString());
    const std::lock_guard lock(subscriber.mutex);
    QCOMPARE(subscriber.faults, 0);
    QCOMPARE(subscriber.last.value(kA), 50);
}

void tst_EventLogTroubles::oneBadContainerStopsNoOther()
{
    MemoryStore store;
    NullBus bus;
    Subscriber subscriber(store);
    EventLog log(store, bus);
    log.setListener(std::ref(subscriber));
    QVERIFY(log.open(makeContainer(kA)));
    QVERIFY(log.open(makeContainer(kB)));
    store.block(true);
    QVERIFY(log.append(kA, makeLog(1)));
    QVERIFY(log.append(kB, makeLog(1)));
    QVERIFY(log.append(kA, makeLog(2)));
    // Somebody deletes it behind the log's back.
    QVERIFY(store.removeContainer(kA));
    QTest::ignoreMessage(QtCriticalMsg,
                         QRegularExpression(QStringLiteral("Cannot store events of container a")));
    store.block(false);
    QVERIFY(log.flush());
    QCOMPARE(store.lines(kB).count('\n'), 1);
    QCOMPARE(log.append(kA, makeLog(3)).error().code, ErrorCode::NotFound);
    const std::lock_guard lock(subscriber.mutex);
    QVERIFY(!subscriber.last.contains(kA));
    QCOMPARE(subscriber.last.value(kB), 1);
}

void tst_EventLogTroubles::removesAndForgets()
{
    MemoryStore store;
    RecordingBus bus;
    EventLog log(store, bus);
    QVERIFY(log.open(makeContainer(kA)));
    Container adopted = makeContainer(kB);
    adopted.host = QStringLiteral("foreign");
    QVERIFY(log.open(adopted));
    for (int i = 0; i < 100; ++i)
        QVERIFY(log.append(kA, makeLog(i)));
    QVERIFY(log.remove(kA));
    QVERIFY(log.remove(kB));
    QVERIFY(log.wasRemoved(kA));
    QCOMPARE(log.append(kA, makeLog(1)).error().code, ErrorCode::NotFound);
    QCOMPARE(log.open(makeContainer(kA)).error().code, ErrorCode::Conflict);
    QVERIFY(log.flush());
    QCOMPARE(store.containers()->size(), 0);
    QCOMPARE(store.lines(kA), QByteArray());
    QCOMPARE(bus.forgotten, QList<ContainerId>{kA}); // what others made is theirs to forget
}

void tst_EventLogTroubles::destructorStoresWhatIsQueued()
{
    MemoryStore store;
    RecordingBus bus;
    {
        EventLog log(store, bus, {60000, 1 << 24});
        QVERIFY(log.open(makeContainer(kA)));
        QVERIFY(log.append(kA, makeLog(1)));
        QVERIFY(log.flush());
        for (int i = 2; i <= 500; ++i)
            QVERIFY(log.append(kA, makeLog(i))); // an interval of a minute: still queued
    }
    QCOMPARE(store.lines(kA).count('\n'), 500);
    QCOMPARE(bus.lines(EventBatch::Source::Own).count('\n'), 500);
}

void tst_EventLogTroubles::destructorIsBoundedWhenTheDiskIsFull()
{
    MemoryStore store;
    NullBus bus;
    QElapsedTimer timer;
    {
        EventLog log(store, bus);
        QVERIFY(log.open(makeContainer(kA)));
        store.failWith(kFull);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("The disk is full")));
        QTest::ignoreMessage(QtCriticalMsg, "1 events could not be stored before the end.");
        QVERIFY(log.append(kA, makeLog(1)));
        timer.start();
    }
    QVERIFY2(timer.elapsed() < 15000, qPrintable(QString::number(timer.elapsed())));
}

void tst_EventLogTroubles::listenerMayAppendAndReplaceItself()
{
    MemoryStore store;
    NullBus bus;
    EventLog log(store, bus, {1, 64});
    QVERIFY(log.open(makeContainer(kA)));
    std::atomic_int calls = 0;
    log.setListener([&](const QList<EventBatch> &) {
        if (++calls < 5)
            (void)log.append(kA, makeLog(calls));
        else
            log.setListener({});
    });
    QVERIFY(log.append(kA, makeLog(0)));
    QTRY_COMPARE(calls.load(), 5);
    QVERIFY(log.append(kA, makeLog(9)));
    QVERIFY(log.flush());
    QCOMPARE(calls.load(), 5);
}

QTEST_GUILESS_MAIN(tst_EventLogTroubles)
#include "tst_eventlogtroubles.moc"
