#include "app/jobs/eventlog.h"
#include "app/jobs/eventrelay.h"
#include "app/jobs/eventseq.h"
#include "app/jobs/messagequeue.h"
#include "tests/app/jobs/memorystore.h"
#include "tests/support/tsan.h"
#include <QRegularExpression>
#include <QTest>
#include <atomic>

using namespace slipway;
using slipway::tests::MemoryStore;

namespace {

const ContainerId kA{QStringLiteral("aaa")};

QByteArray numberedEvent(int number, const QByteArray &type = "log")
{
    return "{\"type\":\"" + type + "\",\"message\":\"line " + QByteArray::number(number) +
           "\",\"timestamp\":\"2026-11-21T16:37:26.805Z\",\"seq\":" + QByteArray::number(number) + "}";
}

/// A bus that another backend publishes on, and that may be away for a moment. Thread-safe.
class TroubledBus final : public EventBus
{
public:
    void publish(const QList<EventBatch> &) override {}
    void setReceiver(Receiver receiver) override
    {
        const std::lock_guard lock(m_mutex);
        m_receiver = std::move(receiver);
    }
    Result<Recent> recent(const ContainerId &) override
    {
        const std::lock_guard lock(m_mutex);
        ++m_asked;
        if (m_away)
            return fail(ErrorCode::Unavailable, QStringLiteral("Cannot reach the bus. It is away. Wait."));
        return Recent{m_events, {}};
    }
    void setAway(bool away)
    {
        const std::lock_guard lock(m_mutex);
        m_away = away;
    }
    /// In the list; as a message only if told so.
    void add(const QByteArray &event, bool asMessage)
    {
        const std::lock_guard lock(m_mutex);
        m_events.append(event);
        if (asMessage)
            m_receiver({{kA, event}});
    }
    int asked()
    {
        const std::lock_guard lock(m_mutex);
        return m_asked;
    }

private:
    std::mutex m_mutex;
    Receiver m_receiver;
    QByteArrayList m_events;
    bool m_away = false;
    int m_asked = 0;
};

} // namespace

class tst_EventRelay : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void readsWhatWasMissed();
    void anotherBackendTriesAgain();
    void theQueueIsBounded();
    void takesNothingWhileItCannotReadTheRest_data();
    void takesNothingWhileItCannotReadTheRest();
};

void tst_EventRelay::readsWhatWasMissed()
{
    MemoryStore store;
    TroubledBus bus;
    EventLog log(store, bus);
    EventRelay relay(log, store, bus);
    relay.start();
    for (int i = 1; i <= 9; ++i)
        bus.add(numberedEvent(i), false);
    bus.add(numberedEvent(10), true);
    QTRY_COMPARE_WITH_TIMEOUT(store.lines(kA).count('\n'), 10, 30000);
    bus.add(numberedEvent(11), false);
    bus.add(numberedEvent(12), true);
    QTRY_COMPARE_WITH_TIMEOUT(store.lines(kA).count('\n'), 12, 30000);
}

void tst_EventRelay::anotherBackendTriesAgain()
{
    MemoryStore store;
    TroubledBus bus;
    EventLog log(store, bus);
    EventRelay relay(log, store, bus);
    relay.start();
    bus.add(numberedEvent(1), true);
    bus.add(numberedEvent(2, "error"), true);
    QTRY_VERIFY_WITH_TIMEOUT(log.container(kA) && log.container(kA)->lifecycle == Lifecycle::Error, 30000);
    bus.add(numberedEvent(3), true); // late: nothing that begins a run
    bus.add(R"({"type":"step","step":"creating","percent":5,"message":"again",)"
            R"("timestamp":"2026-11-21T16:40:00.000Z","seq":4})",
            true);
    for (int i = 5; i <= 40; ++i)
        bus.add(numberedEvent(i), true);
    bus.add(numberedEvent(41, "complete"), true);
    QTRY_COMPARE_WITH_TIMEOUT(log.container(kA)->lifecycle, Lifecycle::Ready, 30000);
    QCOMPARE(log.container(kA)->snapshot.seq.value, 41);
    QVERIFY(log.container(kA)->errorMessage.isEmpty());
}

void tst_EventRelay::theQueueIsBounded()
{
    const auto message = [](int number) { return EventBus::Message{kA, QByteArray::number(number)}; };
    MessageQueue queue(5);
    QVERIFY(queue.isEmpty());
    QVERIFY(queue.add({message(1), message(2), message(3)}));
    QVERIFY(!queue.add({message(4), message(55), message(6)})); // with the second there would be six bytes
    const auto first = queue.take(2);
    QCOMPARE(first.size(), size_t(2));
    QCOMPARE(first.front().json, QByteArray("1"));
    QCOMPARE(first.back().json, QByteArray("2"));
    QVERIFY(queue.add({message(7), message(8)})); // what was taken made room
    QByteArray rest;
    for (const EventBus::Message &taken : queue.take(64))
        rest += taken.json;
    QCOMPARE(rest, QByteArray("3478"));
    QVERIFY(queue.isEmpty());
}

void tst_EventRelay::takesNothingWhileItCannotReadTheRest_data()
{
    QTest::addColumn<QByteArray>("lastType");
    QTest::newRow("a line") << QByteArray("log");
    QTest::newRow("the end of the run") << QByteArray("complete"); // nothing can follow it
}

// The only message that comes is the last, at a moment when the list cannot be read.
void tst_EventRelay::takesNothingWhileItCannotReadTheRest()
{
    QFETCH(QByteArray, lastType);
    MemoryStore store;
    TroubledBus bus;
    EventLog log(store, bus);
    EventRelay relay(log, store, bus, {100, 1 << 20, 60, 100});
    relay.start();
    QByteArray all;
    for (int i = 1; i <= 100; ++i) {
        bus.add(numberedEvent(i), false);
        all += numberedEvent(i) + '\n';
    }
    all += numberedEvent(101, lastType) + '\n';
    bus.setAway(true);
    bus.add(numberedEvent(101, lastType), true);
    QTRY_VERIFY_WITH_TIMEOUT(bus.asked() >= 3, 30000); // it goes on asking
    QCOMPARE(store.lines(kA), QByteArray());
    bus.setAway(false);
    QTRY_COMPARE_WITH_TIMEOUT(store.lines(kA), all, 30000);
}

QTEST_GUILESS_MAIN(tst_EventRelay)
#include "tst_eventrelay.moc"
