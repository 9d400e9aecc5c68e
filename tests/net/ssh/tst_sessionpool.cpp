#include "net/ssh/sessionpool.h"
#include "tests/support/cutproxy.h"
#include "tests/support/patience.h"
#include "tests/support/sshserver.h"
#include "tests/support/tsan.h"
#include <QElapsedTimer>
#include <QRegularExpression>
#include <QSet>
#include <QTest>
#include <condition_variable>
#include <mutex>

using namespace slipway;
using namespace slipway::ssh;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using test::CutProxy;
using test::SshServer;

class TestSessionPool : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void usesASessionAgain();
    void tellsOptionsApart();
    void twentyAtOnce();
    void aBusyServer();
    void waitsForRoom();
    void closesWhatIsIdle();
    void aDeadSessionIsNotHandedOut_data();
    void aDeadSessionIsNotHandedOut();
    void aCancelledSessionDoesNotComeBack();
    void aFailedSignInLeavesRoom();

private:
    // The process that serves a session: another one means another connection.
    static QByteArray server(Session &session) { return session.exec(Command::raw("echo $PPID"))->out; }
    SshServer m_server;
};

void TestSessionPool::initTestCase()
{
    if (const QString missing = SshServer::missing(); !missing.isEmpty())
        QSKIP(qPrintable(missing));
    QVERIFY2(m_server.start(), qPrintable(m_server.problem()));
}

void TestSessionPool::usesASessionAgain()
{
    SessionPool pool;
    QByteArray first;
    {
        auto lease = pool.acquire(m_server.options());
        QVERIFY2(lease, lease ? "" : qPrintable(lease.error().message));
        first = server(**lease);
        QVERIFY(!first.isEmpty());
        QCOMPARE(pool.idleCount(), 0);
    }
    QCOMPARE(pool.idleCount(), 1);
    auto again = pool.acquire(m_server.options());
    QVERIFY(again);
    QCOMPARE(server(**again), first);
    auto second = pool.acquire(m_server.options()); // while the first is out: one of its own
    QVERIFY(second);
    QVERIFY(server(**second) != first);
    *second = std::move(*again); // gives the second one back
    QCOMPARE(pool.idleCount(), 1);
    QCOMPARE(server(**second), first);
}

void TestSessionPool::tellsOptionsApart()
{
    SessionPool pool;
    {
        QVERIFY(pool.acquire(m_server.options()));
    }
    QCOMPARE(pool.idleCount(), 1);
    Options unpinned = m_server.options();
    unpinned.hostKeySha256.clear();
    QCOMPARE(pool.acquire(unpinned).error().kind, Kind::HostKeyUnknown);
    Options other = m_server.options();
    other.auth = Password{Secret(u"x"_s)};
    QCOMPARE(pool.acquire(other).error().kind, Kind::AuthRefused);
    QCOMPARE(pool.idleCount(), 1);
    pool.closeIdle();
    QCOMPARE(pool.idleCount(), 0);
    QTRY_COMPARE(m_server.sessionCount(), 0);
}

void TestSessionPool::twentyAtOnce()
{
    SessionPool::Limits limits;
    limits.sessions = 20;
    SessionPool pool(limits);
    std::mutex mutex;
    QStringList wrong;
    QSet<QByteArray> servers;
    std::condition_variable changed;
    int held = 0;
    std::vector<std::thread> workers;
    for (int i = 0; i < 20; ++i) {
        workers.emplace_back([&, i] {
            QString problem;
            for (int round = 0; round < 3 && problem.isEmpty(); ++round) {
                auto lease = pool.acquire(m_server.options());
                if (!lease) {
                    problem = lease.error().message + lease.error().detail;
                    break;
                }
                if (round == 0) { // until all have one: each has to be a connection of its own
                    {
                        std::unique_lock lock(mutex);
                        ++held;
                        changed.notify_all();
                        changed.wait_for(lock, std::chrono::minutes(2), [&] { return held == 20; });
                    }
                    const QByteArray pid = server(**lease);
                    const std::lock_guard lock(mutex);
                    servers.insert(pid);
                }
                const QByteArray input = QByteArray::number(i * 1000 + round).repeated(100000);
                const auto output = (*lease)->exec({"cat"}, input);
                if (!output)
                    problem = output.error().message;
                else if (output->out != input)
                    problem = u"other bytes came back"_s;
            }
            if (!problem.isEmpty()) {
                const std::lock_guard lock(mutex);
                wrong.append(problem);
            }
        });
    }
    for (std::thread &worker : workers)
        worker.join();
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    QCOMPARE(servers.size(), 20);
    QCOMPARE(pool.idleCount(), 20);
}

void TestSessionPool::aBusyServer()
{
    SshServer busy; // refuses at once what goes beyond two that have not signed in
    QVERIFY2(busy.start("MaxStartups 2:100:2"), qPrintable(busy.problem()));
    SessionPool pool;
    std::atomic<int> failed{0};
    std::vector<std::thread> workers;
    for (int i = 0; i < 8; ++i)
        workers.emplace_back([&] { failed += pool.acquire(busy.options()) ? 0 : 1; });
    for (std::thread &worker : workers)
        worker.join();
    QCOMPARE(failed.load(), 0);
}

void TestSessionPool::waitsForRoom()
{
    SessionPool::Limits limits;
    limits.sessions = 1;
    SessionPool pool(limits);
    auto only = std::make_unique<SessionPool::Lease>(std::move(*pool.acquire(m_server.options())));
    QElapsedTimer timer;
    timer.start();
    const auto none = pool.acquire(m_server.options(), [&] { return timer.hasExpired(200); });
    QVERIFY(!none);
    QCOMPARE(none.error().kind, Kind::Cancelled);
    QVERIFY2(timer.elapsed() < 2200, qPrintable(QString::number(timer.elapsed())));
    std::atomic<bool> hasWaited{false};
    std::atomic<bool> isServed{false};
    std::thread waiter([&] {
        isServed = bool(pool.acquire(m_server.options(), [&] {
            hasWaited = true;
            return false;
        }));
    });
    QTRY_VERIFY(hasWaited.load());
    QVERIFY(!isServed);
    only.reset();
    waiter.join();
    QVERIFY(isServed);
}

void TestSessionPool::closesWhatIsIdle()
{
    SessionPool::Limits limits;
    limits.idle = milliseconds(200);
    SessionPool pool(limits);
    {
        QVERIFY(pool.acquire(m_server.options()));
    }
    QTRY_COMPARE(pool.idleCount(), 0);
    QTRY_COMPARE(m_server.sessionCount(), 0);
}

void TestSessionPool::aDeadSessionIsNotHandedOut_data()
{
    QTest::addColumn<bool>("isSilent");
    QTest::newRow("ended by the server") << false;
    QTest::newRow("vanished without a word") << true;
}

void TestSessionPool::aDeadSessionIsNotHandedOut()
{
    QFETCH(bool, isSilent);
    SshServer server;
    QVERIFY2(server.start(), qPrintable(server.problem()));
    auto proxy = std::make_unique<CutProxy>(server.port());
    SessionPool::Limits limits;
    limits.trustedFor = milliseconds(0);
    SessionPool pool(limits);
    Options options = server.options();
    options.port = proxy->port();
    {
        QVERIFY(pool.acquire(options));
    }
    QCOMPARE(pool.idleCount(), 1);
    if (isSilent) {
        proxy->vanish();
        options.connectTimeout = milliseconds(500);
        QElapsedTimer timer;
        timer.start();
        const auto lease = pool.acquire(options); // time limits are no part of the key
        QVERIFY(!lease);
        QCOMPARE(lease.error().kind, Kind::Timeout);
        QVERIFY2(timer.elapsed() < 20000, qPrintable(QString::number(timer.elapsed())));
    } else {
        server.killSessions();
        const auto lease = pool.acquire(options);
        QVERIFY2(lease, lease ? "" : qPrintable(lease.error().message));
        const auto output = (*lease)->exec({"echo", "new"});
        QVERIFY2(output, output ? "" : qPrintable(output.error().message));
        QCOMPARE(output->out, "new\n");
    }
    QCOMPARE(pool.idleCount(), isSilent ? 0 : 1);
}

void TestSessionPool::aCancelledSessionDoesNotComeBack()
{
    SessionPool pool;
    {
        auto lease = pool.acquire(m_server.options());
        QVERIFY(lease);
        QElapsedTimer timer;
        timer.start();
        QVERIFY(!(*lease)->exec({"sleep", "60"}, {}, [&] { return timer.hasExpired(200); }));
    }
    QCOMPARE(pool.idleCount(), 0);
}

void TestSessionPool::aFailedSignInLeavesRoom()
{
    SessionPool::Limits limits;
    limits.sessions = 1;
    SessionPool pool(limits);
    Options options = m_server.options();
    options.port = SshServer::freePort();
    for (int i = 0; i < 3; ++i) {
        const auto lease = pool.acquire(options);
        QVERIFY(!lease);
        QCOMPARE(lease.error().kind, Kind::Unreachable);
    }
}

QTEST_GUILESS_MAIN(TestSessionPool)
#include "tst_sessionpool.moc"
