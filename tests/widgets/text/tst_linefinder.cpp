#include "tests/support/patience.h"
#include "widgets/text/linefinder.h"

#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace slipway::text;

class TestLineFinder : public QObject
{
    Q_OBJECT

    static void fill(LineStore &store, int count, int hitEvery)
    {
        for (int i = 0; i < count; ++i) {
            store.append({i % hitEvery == 0 ? QStringLiteral("needle and needle %1").arg(i)
                                            : QStringLiteral("hay %1").arg(i),
                          0, i % 2 ? QStringLiteral("odd") : QStringLiteral("even"), false});
        }
    }

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void findsAllAndGoesRound()
    {
        LineStore store;
        fill(store, 30'000, 10'000);
        LineFinder finder(store);
        finder.setQuery({QStringLiteral("needle"), false, true}, {});
        QTRY_VERIFY(!finder.isSearching());
        QCOMPARE(finder.hitCount(), 6);
        QCOMPARE(finder.hitLineCount(), 3);

        QList<std::pair<qint64, int>> seen;
        LineNumber line{0};
        int column = 0;
        bool wrapped = false;
        for (int i = 0; i < 7; ++i) {
            const std::optional<Hit> hit = finder.next(line, column);
            QVERIFY(hit);
            QCOMPARE(hit->ordinal, i % 6 + 1);
            seen.append({hit->line.value, hit->span.start});
            wrapped = hit->wrapped;
            line = hit->line;
            column = hit->span.start + 1;
        }
        QCOMPARE(seen, (QList<std::pair<qint64, int>>{
                           {0, 0}, {0, 11}, {10'000, 0}, {10'000, 11}, {20'000, 0}, {20'000, 11}, {0, 0}}));
        QVERIFY(wrapped);

        std::optional<Hit> back = finder.previous(LineNumber{0}, 0);
        QVERIFY(back && back->wrapped);
        QCOMPARE(back->ordinal, 6);
        back = finder.previous(back->line, back->span.start);
        QCOMPARE(back->ordinal, 5);
        back = finder.previous(back->line, back->span.start);
        QCOMPARE(back->line, LineNumber{10'000});
    }

    void keepsUpWithTheStream()
    {
        LineStore store;
        LineFinder finder(store);
        finder.setQuery({QStringLiteral("need.e"), true, true}, {});
        QVERIFY(!finder.isSearching());
        constexpr int Total = 60'000;
        int sent = 0;
        QTimer producer;
        connect(&producer, &QTimer::timeout, this, [&] {
            for (int i = 0; i < 500 && sent < Total; ++i, ++sent)
                store.append(
                    {sent % 100 == 0 ? QStringLiteral("needle") : QStringLiteral("hay"), 0, {}, false});
            finder.storeChanged();
        });
        producer.start(0);
        QTRY_COMPARE_WITH_TIMEOUT(finder.hitCount(), Total / 100, 30'000);
        QVERIFY(!finder.isSearching());
        QCOMPARE(finder.next(LineNumber{101}, 0)->line, LineNumber{200});
    }

    void countsOnlyTheScript()
    {
        LineStore store;
        fill(store, 10'000, 5);
        LineFinder finder(store);
        finder.setQuery({QStringLiteral("needle"), false, false}, store.scriptIndex(QStringLiteral("odd")));
        QTRY_VERIFY(!finder.isSearching());
        QCOMPARE(finder.hitLineCount(), 1000);
        finder.setQuery({QStringLiteral("needle"), false, false}, {});
        QTRY_VERIFY(!finder.isSearching());
        QCOMPARE(finder.hitLineCount(), 2000);
    }

    void newQueryReplacesARunningOne()
    {
        LineStore store;
        fill(store, 200'000, 2);
        LineFinder finder(store);
        for (const QChar c : QStringLiteral("needle 19999"))
            finder.setQuery({finder.query().text + c, false, true}, {});
        QCOMPARE(finder.hitCount(), 0);
        QTRY_VERIFY_WITH_TIMEOUT(!finder.isSearching(), 30'000);
        QCOMPARE(finder.hitCount(), 5); // needles are even: 199990, 199992 … 199998
    }

    void clearedStoreHasNoHits()
    {
        LineStore store;
        fill(store, 50'000, 3);
        LineFinder finder(store);
        finder.setQuery({QStringLiteral("needle"), false, true}, {});
        store.clear();
        finder.storeChanged();
        QCOMPARE(finder.hitCount(), 0);
        QVERIFY(!finder.next(LineNumber{0}, 0));
        store.append({QStringLiteral("a needle"), 0, {}, false});
        finder.storeChanged();
        QTRY_COMPARE(finder.hitCount(), 1);
    }

    void badPattern()
    {
        LineStore store;
        fill(store, 10, 2);
        LineFinder finder(store);
        QSignalSpy changed(&finder, &LineFinder::changed);
        finder.setQuery({QStringLiteral("*"), true, true}, {});
        QVERIFY(!finder.errorString().isEmpty());
        QVERIFY(!finder.isActive() && !finder.isSearching());
        QCOMPARE(changed.count(), 1);
        finder.setQuery({QStringLiteral("needle"), true, true}, {});
        QVERIFY(finder.errorString().isEmpty());
        QTRY_COMPARE(finder.hitCount(), 10);
    }

    void destroyedWhileSearching()
    {
        LineStore store;
        fill(store, 300'000, 2);
        for (int i = 0; i < 20; ++i) {
            LineFinder finder(store);
            finder.setQuery({QStringLiteral("[a-z]+ %1").arg(i), true, false}, {});
        }
        QCOMPARE(store.count(), 300'000);
    }

    void eventLoopStaysAlive()
    {
        LineStore store;
        fill(store, 300'000, 2);
        LineFinder finder(store);
        int ticks = 0;
        QTimer ticker;
        connect(&ticker, &QTimer::timeout, this, [&] { ++ticks; });
        ticker.start(0);
        finder.setQuery({QStringLiteral("n.*e.*\\d$"), true, false}, {});
        QCOMPARE(ticks, 0); // setQuery itself does not search
        QTRY_VERIFY_WITH_TIMEOUT(!finder.isSearching(), 60'000);
        QVERIFY(ticks > 5);
        QCOMPARE(finder.hitLineCount(), 150'000);
    }
};

QTEST_GUILESS_MAIN(TestLineFinder)
#include "tst_linefinder.moc"
