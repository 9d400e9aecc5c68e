#include "widgets/text/linestore.h"

#include <QTest>

using namespace slipway::text;

class TestLineStore : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void startsEmpty()
    {
        const LineStore store;
        QCOMPARE(store.count(), 0);
        QVERIFY(store.isEmpty());
        QCOMPARE(store.scriptNames(), QStringList{QString()});
        QVERIFY(store.snapshot().pieces.empty());
    }

    void keepsWhatItIsGiven()
    {
        LineStore store;
        store.append({QStringLiteral("Gr\u00fc\u00dfe \U0001F600 \x1b[31mrot\x1b[0m end"), 1234567890123,
                      QStringLiteral("a.sh"), true});
        store.append({QString(), 0, QString(), false});
        const StyledLine line = store.line(LineNumber{0});
        QCOMPARE(line.text, QStringLiteral("Gr\u00fc\u00dfe \U0001F600 rot end"));
        QCOMPARE(line.timeMs, 1234567890123);
        QVERIFY(line.isError);
        QCOMPARE(store.scriptNames().at(line.script.value), QStringLiteral("a.sh"));
        TextStyle red;
        red.foreground = TextColor::indexed(1);
        QCOMPARE(line.spans, (QList<StyleSpan>{{9, 3, red}})); // in UTF-16 units: the smiley is two
        const StyledLine empty = store.line(LineNumber{1});
        QVERIFY(empty.text.isEmpty() && empty.spans.isEmpty() && !empty.isError);
        QCOMPARE(empty.timeMs, 0);
        QCOMPARE(empty.script, ScriptIndex{});
    }

    void styleReachesOverLines()
    {
        LineStore store;
        for (const char *text : {"a\x1b[1mb", "c", "\x1b[0md"})
            store.append({QString::fromLatin1(text), 0, {}, false});
        TextStyle bold;
        bold.attributes = TextStyle::Bold;
        QCOMPARE(store.line(LineNumber{0}).spans, (QList<StyleSpan>{{1, 1, bold}}));
        QCOMPARE(store.line(LineNumber{1}).spans, (QList<StyleSpan>{{0, 1, bold}}));
        QCOMPARE(store.line(LineNumber{2}).spans, QList<StyleSpan>{});
    }

    void lineBreakInsideStartsALine()
    {
        LineStore store;
        store.append({QStringLiteral("one\ntwo\n"), 5, QStringLiteral("s"), false});
        QCOMPARE(store.count(), 3);
        QCOMPARE(store.text(LineNumber{1}), QStringLiteral("two"));
        QCOMPARE(store.text(LineNumber{2}), QString());
        QCOMPARE(store.timeMs(LineNumber{2}), 5);
    }

    void timesFarApart()
    {
        const QList<qint64> times{
            1, 4'000'000'000'000, 0, -5'000'000'000'000, 1'795'000'000'000, 1'795'000'000'001};
        LineStore store;
        for (const qint64 time : times)
            store.append({QStringLiteral("x"), time, {}, false});
        for (qsizetype i = 0; i < times.size(); ++i)
            QCOMPARE(store.timeMs(LineNumber{i}), times[i]);
    }

    void millionLines()
    {
        constexpr int Count = 1'000'000;
        LineStore store;
        const QString script[] = {QStringLiteral("one.sh"), QStringLiteral("two.sh")};
        const auto textOf = [](int i) { return QStringLiteral("line %1 ").arg(i).leftJustified(80, u'.'); };
        for (int i = 0; i < Count; ++i)
            store.append({QStringLiteral("\x1b[3%1m").arg(i % 8) + textOf(i), 1000 + i,
                          script[i / (Count / 2)], false});
        QCOMPARE(store.count(), Count);
        QCOMPARE(store.textBytes(), qint64(Count) * 81);
        for (const int i : {0, 1, 4095, 4096, 123456, Count / 2 - 1, Count / 2, Count - 1}) {
            const StyledLine line = store.line(LineNumber{i});
            QCOMPARE(line.text, textOf(i));
            QCOMPARE(line.timeMs, 1000 + i);
            QCOMPARE(line.spans.size(), 1);
            QCOMPARE(line.spans.first().style.foreground, TextColor::indexed(quint8(i % 8)));
            QCOMPARE(store.scriptNames().at(line.script.value), script[i / (Count / 2)]);
        }
        const double ratio = double(store.bytesHeld()) / double(store.textBytes());
        QVERIFY2(ratio < 1.6, qPrintable(QString::number(ratio)));
        QCOMPARE(store.index(*store.scriptIndex(script[1])).runCount(), 1);
    }

    void shortLinesDoNotWasteMemory()
    {
        LineStore store;
        for (int i = 0; i < 200'000; ++i)
            store.append({QStringLiteral("0123456789"), 1, {}, false});
        QVERIFY2(store.bytesHeld() < 200'000 * 32, qPrintable(QString::number(store.bytesHeld() / 200'000)));
    }

    void lineOfManyMegabytes()
    {
        LineStore store;
        const QString huge(20'000'000, u'\u00e9');
        store.append({QStringLiteral("before"), 1, {}, false});
        store.append({huge, 2, {}, false});
        store.append({QStringLiteral("after"), 3, {}, false});
        QCOMPARE(store.text(LineNumber{0}), QStringLiteral("before"));
        QVERIFY(store.text(LineNumber{1}) == huge);
        QCOMPARE(store.text(LineNumber{2}), QStringLiteral("after"));
        QVERIFY(store.bytesHeld() < 60'000'000);
    }

    void moreStylesThanTheTableHolds()
    {
        LineStore store;
        for (int i = 0; i < 100'000; ++i) {
            store.append({QStringLiteral("\x1b[38;2;%1;%2;%3mx").arg(i & 255).arg(i >> 8 & 255).arg(i >> 16),
                          0,
                          {},
                          false});
        }
        QCOMPARE(store.line(LineNumber{300}).spans.first().style.foreground, TextColor::rgb(44, 1, 0));
        QVERIFY(store.line(LineNumber{99'999}).text == QStringLiteral("x"));
        QVERIFY(store.bytesHeld() < 30'000'000);
    }

    void clearForgetsAllAndGoesOn()
    {
        LineStore store;
        const quint32 generation = store.generation();
        store.append({QStringLiteral("\x1b[31mred"), 1, QStringLiteral("a"), false});
        const LineSnapshot before = store.snapshot();
        store.clear();
        QVERIFY(store.generation() != generation);
        QCOMPARE(store.count(), 0);
        store.append({QStringLiteral("plain"), 2, QStringLiteral("b"), false});
        QCOMPARE(store.line(LineNumber{0}).spans, QList<StyleSpan>{});
        QCOMPARE(store.scriptNames(), (QStringList{QString(), QStringLiteral("b")}));
        QCOMPARE(before.pieces.at(0).chunk->lineText(0).toByteArray(), "red"); // an old snapshot stays whole
    }

    void snapshotFromTheMiddle()
    {
        LineStore store;
        for (int i = 0; i < 10'000; ++i)
            store.append({QString::number(i), 0, {}, false});
        for (const qint64 from :
             {qint64(0), qint64(1), qint64(4095), qint64(4096), qint64(9999), qint64(10'000)}) {
            qint64 expected = from;
            for (const LineSnapshot::Piece &piece : store.snapshot(LineNumber{from}).pieces) {
                for (int line = piece.begin; line < piece.end; ++line, ++expected)
                    QCOMPARE(piece.chunk->lineText(line).toByteArray(), QByteArray::number(expected));
            }
            QCOMPARE(expected, 10'000);
        }
    }

    void filterFollowsTheStream()
    {
        LineStore store;
        QHash<QString, QList<qint64>> expected;
        const QStringList names{QString(), QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")};
        quint32 random = 1;
        for (qint64 i = 0; i < 5000; ++i) {
            random = random * 1664525 + 1013904223;
            const QString name = names[(random >> 24) % 4];
            store.append({QStringLiteral("x"), 0, name, false});
            expected[name].append(i);
            if (i % 500 != 0)
                continue;
            for (const QString &each : names) {
                const std::optional<ScriptIndex> index = store.scriptIndex(each);
                if (!index)
                    continue;
                const QList<qint64> &lines = expected[each];
                QCOMPARE(store.count(*index), lines.size());
                for (qsizetype row = 0; row < lines.size(); ++row) {
                    QCOMPARE(store.lineAt(VisibleLine{row}, *index).value, lines[row]);
                    QCOMPARE(store.rowOf(LineNumber{lines[row]}, *index).value, row);
                }
                for (qint64 line = 0; line <= i; ++line) {
                    const qint64 row = std::lower_bound(lines.begin(), lines.end(), line) - lines.begin();
                    QCOMPARE(store.rowOf(LineNumber{line}, *index).value, row);
                    QCOMPARE(store.index(*index).contains(LineNumber{line}), lines.contains(line));
                }
            }
        }
        QVERIFY(!store.scriptIndex(QStringLiteral("never")));
        QCOMPARE(store.count(ScriptIndex{0xffff}), 0);
    }
};

QTEST_GUILESS_MAIN(TestLineStore)
#include "tst_linestore.moc"
