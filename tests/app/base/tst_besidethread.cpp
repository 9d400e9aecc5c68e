#include "app/base/besidethread.h"

#include <QTest>
#include <atomic>
#ifdef __GLIBC__
#include <sched.h>
#endif

using namespace slipway;

class TestBesideThread : public QObject
{
    Q_OBJECT
private slots:
    void doneWhenItIsGone();
    void isAThreadOfItsOwn();
    void keepsOffItsMakersProcessor();
};

void TestBesideThread::doneWhenItIsGone()
{
    std::atomic_int done = 0;
    {
        const BesideThread first([&] { ++done; });
        const BesideThread second([&] { ++done; });
    }
    QCOMPARE(done.load(), 2);
}

void TestBesideThread::isAThreadOfItsOwn()
{
    std::thread::id there;
    {
        const BesideThread beside([&] { there = std::this_thread::get_id(); });
    }
    QVERIFY(there != std::thread::id());
    QVERIFY(there != std::this_thread::get_id());
}

void TestBesideThread::keepsOffItsMakersProcessor()
{
#ifdef __GLIBC__
    cpu_set_t ours;
    QCOMPARE(::sched_getaffinity(0, sizeof ours, &ours), 0);
    cpu_set_t there;
    {
        const BesideThread beside([&] { ::sched_getaffinity(0, sizeof there, &there); });
    }
    // All but one, whichever its maker was on at that moment.
    QCOMPARE(CPU_COUNT(&there), qMax(1, CPU_COUNT(&ours) - 1));
    // The only one that is allowed is used all the same.
    const auto here = static_cast<size_t>(::sched_getcpu());
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(here, &one);
    QCOMPARE(::sched_setaffinity(0, sizeof one, &one), 0);
    std::atomic_bool isDone = false;
    {
        const BesideThread beside([&] {
            ::sched_getaffinity(0, sizeof there, &there);
            isDone = true;
        });
    }
    QCOMPARE(::sched_setaffinity(0, sizeof ours, &ours), 0);
    QVERIFY(isDone);
    QVERIFY(CPU_EQUAL(&there, &one));
#else
    QSKIP("The C library here does not let a thread be kept off a processor from its first moment.");
#endif
}

QTEST_APPLESS_MAIN(TestBesideThread)
#include "tst_besidethread.moc"
