#include "app/base/clock.h"

#include <QRegularExpression>
#include <QTest>
#include <QTimeZone>

using namespace slipway;

class TestClock : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void formats_data()
    {
        QTest::addColumn<qint64>("ms");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("epoch") << qint64(0) << QByteArray("1970-01-01T00:00:00.000Z");
        QTest::newRow("before the epoch") << qint64(-1001) << QByteArray("1969-12-31T23:59:58.999Z");
        QTest::newRow("of the contract") << qint64(1795279046805) << QByteArray("2026-11-21T16:37:26.805Z");
        QTest::newRow("leap day") << qint64(1709208000007) << QByteArray("2024-02-29T12:00:00.007Z");
        QTest::newRow("2000 is a leap year")
            << qint64(951782400000) << QByteArray("2000-02-29T00:00:00.000Z");
        QTest::newRow("last ms of a year") << qint64(1735689599999) << QByteArray("2024-12-31T23:59:59.999Z");
    }
    void formats()
    {
        QFETCH(qint64, ms);
        QFETCH(QByteArray, text);
        QCOMPARE(isoTimestamp(ms), text);
        QCOMPARE(parseIsoTimestamp(text), ms);
    }

    // Qt's own calendar is the oracle: every 7 hours and a bit over more than four centuries.
    void agreesWithQDateTime()
    {
        for (qint64 ms = -2'208'988'800'000; ms < 11'000'000'000'000;
             ms += 7LL * 3'600'000'000 + 12'345'678) {
            // Not Qt::ISODateWithMs: whether that writes Z or +00:00 for this zone depends on Qt's version.
            const QByteArray expected = QDateTime::fromMSecsSinceEpoch(ms, QTimeZone::utc())
                                            .toString(u"yyyy-MM-dd'T'HH:mm:ss.zzz'Z'")
                                            .toLatin1();
            QCOMPARE(isoTimestamp(ms), expected);
            QCOMPARE(parseIsoTimestamp(expected), ms);
        }
    }

    void parses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("ms");
        QTest::newRow("offset east") << QByteArray("2026-11-21T17:37:26.805+01:00") << qint64(1795279046805);
        QTest::newRow("offset west") << QByteArray("2026-11-21T11:37:26.805-05:00") << qint64(1795279046805);
        QTest::newRow("no fraction") << QByteArray("2026-11-21T16:37:26Z") << qint64(1795279046000);
        QTest::newRow("no offset is UTC") << QByteArray("2026-11-21T16:37:26.805") << qint64(1795279046805);
        QTest::newRow("empty") << QByteArray() << qint64(-1);
        QTest::newRow("date only") << QByteArray("2026-11-21") << qint64(-1);
        QTest::newRow("month 13") << QByteArray("2026-13-21T16:37:26.805Z") << qint64(-1);
        QTest::newRow("day 31 of November") << QByteArray("2026-11-31T16:37:26.805Z") << qint64(-1);
        QTest::newRow("29 February 2025") << QByteArray("2025-02-29T16:37:26.805Z") << qint64(-1);
        QTest::newRow("words") << QByteArray("yesterday at noon, or so") << qint64(-1);
        QTest::newRow("a megabyte") << QByteArray(1'000'000, '2') << qint64(-1);
    }
    void parses()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, ms);
        QCOMPARE(parseIsoTimestamp(text), ms);
    }
};

QTEST_GUILESS_MAIN(TestClock)
#include "tst_clock.moc"
