#include "net/sse/backoff.h"
#include <QList>
#include <QRegularExpression>
#include <QTest>
#include <limits>

using slipway::sse::Backoff;

class TestBackoff : public QObject
{
    Q_OBJECT

    static QList<qint64> waits(Backoff &backoff, int count)
    {
        QList<qint64> result;
        for (int i = 0; i < count; ++i)
            result.append(backoff.next());
        return result;
    }

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void doublesUpToTheCeiling()
    {
        Backoff without(1'000, 30'000, [] { return 0.0; });
        QCOMPARE(waits(without, 7), (QList<qint64>{1'000, 2'000, 4'000, 8'000, 16'000, 24'000, 24'000}));
        Backoff with(1'000, 30'000, [] { return 1.0; });
        QCOMPARE(waits(with, 7), (QList<qint64>{1'250, 2'500, 5'000, 10'000, 20'000, 30'000, 30'000}));
    }

    void startsAgainAfterASuccess()
    {
        Backoff backoff(1'000, 30'000, [] { return 0.0; });
        waits(backoff, 5);
        QCOMPARE(backoff.failures(), 5);
        backoff.reset();
        QCOMPARE(backoff.failures(), 0);
        QCOMPARE(backoff.next(), 1'000);
    }

    void retryIsAFloorEvenAboveTheCeiling()
    {
        Backoff backoff(1'000, 30'000, [] { return 0.0; });
        backoff.setFloor(3'000);
        QCOMPARE(waits(backoff, 3), (QList<qint64>{3'000, 6'000, 12'000}));
        backoff.setFloor(60'000);
        QCOMPARE(waits(backoff, 2), (QList<qint64>{60'000, 60'000}));
        backoff.setFloor(std::numeric_limits<qint64>::max());
        QCOMPARE(backoff.next(), 24 * 3'600'000);
    }

    void zeroIsNoBusyLoop()
    {
        Backoff backoff(1'000, 30'000, [] { return 0.0; });
        backoff.setFloor(0);
        QCOMPARE(waits(backoff, 3), (QList<qint64>{10, 200, 400}));
        backoff.setFloor(-5);
        QCOMPARE(backoff.floor(), 10);
    }

    void neverOverflows()
    {
        Backoff backoff(std::numeric_limits<qint64>::max(), std::numeric_limits<qint64>::max(),
                        [] { return 0.99; });
        const QList<qint64> all = waits(backoff, 200);
        for (const qint64 wait : all)
            QVERIFY(wait > 0 && wait <= 30 * 3'600'000);
    }

    void defaultRandomSpreads()
    {
        QList<qint64> seen;
        for (int i = 0; i < 50; ++i) {
            Backoff backoff(100'000, 1'000'000);
            const qint64 wait = backoff.next();
            QVERIFY(wait >= 100'000 && wait <= 125'000);
            if (!seen.contains(wait))
                seen.append(wait);
        }
        QVERIFY(seen.size() > 10);
    }
};

QTEST_GUILESS_MAIN(TestBackoff)
#include "tst_backoff.moc"
