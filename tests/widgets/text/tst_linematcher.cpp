#include "widgets/text/linematcher.h"
#include "widgets/text/linestore.h"

#include <QTest>

using namespace slipway::text;

namespace {

std::vector<std::pair<qint64, int>> search(const LineStore &store, const LineMatcher &matcher,
                                           ScriptFilter filter = {})
{
    std::atomic<bool> cancel{false};
    std::vector<std::pair<qint64, int>> result;
    for (const LineSnapshot::Piece &piece : store.snapshot().pieces) {
        for (const LineHits &hit : matcher.hits(*piece.chunk, piece.begin, piece.end, filter, cancel))
            result.emplace_back(piece.chunk->first().value + hit.line, hit.count);
    }
    return result;
}

/// Lines that make a difference to anchors, classes, spaces and characters outside ASCII.
const QStringList &sampleLines()
{
    static const QStringList lines{QStringLiteral("alpha beta"),
                                   QString(),
                                   QStringLiteral("beta"),
                                   QStringLiteral(" leading and trailing "),
                                   QStringLiteral("tab\there"),
                                   QStringLiteral("a,b,c"),
                                   QStringLiteral("error: code=12"),
                                   QStringLiteral("ERROR"),
                                   QStringLiteral("Gr\u00fc\u00dfe \U0001F600 beta"),
                                   QStringLiteral("aaa"),
                                   QStringLiteral("x]y[z^-"),
                                   QStringLiteral("path/to/file.txt"),
                                   QStringLiteral("12 34 5678"),
                                   QStringLiteral("\u00c9cole"),
                                   QStringLiteral("abab")};
    return lines;
}

} // namespace

class TestLineMatcher : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void spans_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<bool>("isRegex");
        QTest::addColumn<bool>("caseSensitive");
        QTest::addColumn<QString>("line");
        QTest::addColumn<QList<int>>("expected"); // start, length, …
        const auto row = [](const char *name, const char *pattern, bool isRegex, bool caseSensitive,
                            const QString &line, const QList<int> &expected) {
            QTest::newRow(name) << QString::fromUtf8(pattern) << isRegex << caseSensitive << line << expected;
        };
        const auto text = [](const char *utf8) { return QString::fromUtf8(utf8); };
        row("plain", "b", false, true, text("abcb"), {1, 1, 3, 1});
        row("plain, case", "B", false, true, text("abcb"), {});
        row("plain, no case", "B", false, false, text("abcb"), {1, 1, 3, 1});
        row("plain is not a pattern", "a.c", false, false, text("abc a.c"), {4, 3});
        row("no overlap", "aa", false, true, text("aaaaa"), {0, 2, 2, 2});
        row("no case outside ASCII", "\xc3\xa9", false, false, text("\xc3\x89 \xc3\xa9"), {0, 1, 2, 1});
        row("behind a smiley", "x", false, true, text("\xf0\x9f\x98\x80x"), {2, 1});
        row("regex", "b+", true, true, text("abbcb"), {1, 2, 4, 1});
        row("regex, empty matches do not count", "x*", true, true, text("axb"), {1, 1});
        row("anchors", "^a|b$", true, true, text("aabb"), {0, 1, 3, 1});
        row("empty query", "", true, true, text("abc"), {});
    }

    void spans()
    {
        QFETCH(QString, pattern);
        QFETCH(bool, isRegex);
        QFETCH(bool, caseSensitive);
        QFETCH(QString, line);
        QFETCH(QList<int>, expected);
        QList<int> got;
        for (const MatchSpan &span : LineMatcher({pattern, isRegex, caseSensitive}).spans(line))
            got << span.start << span.length;
        QCOMPARE(got, expected);
    }

    void chunksAgreeWithLines_data()
    {
        QTest::addColumn<bool>(
            "overLines"); // whether the pattern is sure to be searched over many lines at once
        const auto row = [](const char *pattern, bool overLines) { QTest::newRow(pattern) << overLines; };
        row("beta", true);
        row("^beta$", true);
        row("^", true);
        row("a.*a", true);
        row("\\s", true);
        row("\\s+$", true);
        row("[^,]+", true);
        row("[^a-z]+", true);
        row("\\W+", true);
        row("\\D+", true);
        row("\\S+", true);
        row("[\\s,]+", true);
        row("[]x]+", true);
        row("[^]x]+", true);
        row("[\\^\\-]", true);
        row("(?:a|b)+", true);
        row("(a)(b)\\1\\2", true);
        row("(?<n>a)b", true);
        row("(?!beta)\\w+", true);
        row("(?<=alpha )beta", true);
        row("\\bbeta\\b", true);
        row("\\w{3,}?", true);
        row("error|ERROR", true);
        row("a[^b]*+c", true);
        row("[[:space:]]+", false);
        row("[^[:alpha:]]+", false);
        row("\\n", false);
        row("a\\Rb", false);
        row("\\Abeta", false);
        row("beta\\z", false);
        row("(?s)a.b", false);
        row("(?i)error", false);
        row("[\\W]+", false);
        row("[\\t-~]+", false);
        row("\\x0a|beta", false);
        row("\\Qa.b\\E", false);
        row("(*FAIL)|beta", false);
        row("\\p{Lu}", false);
    }

    void chunksAgreeWithLines()
    {
        QFETCH(bool, overLines);
        const QString pattern = QString::fromLatin1(QTest::currentDataTag());
        QCOMPARE(lineSafePattern(pattern).has_value(), overLines);
        LineStore store;
        for (int round = 0; round < 700; ++round) { // more than one piece, more than one chunk
            for (const QString &line : sampleLines())
                store.append({line, 0, {}, false});
        }
        for (const bool caseSensitive : {true, false}) {
            const LineMatcher matcher({pattern, true, caseSensitive});
            QVERIFY2(matcher.errorString().isEmpty(), qPrintable(matcher.errorString()));
            // The reference knows nothing of ours: QRegularExpression, one line at a time.
            const QRegularExpression plain(pattern, caseSensitive
                                                        ? QRegularExpression::NoPatternOption
                                                        : QRegularExpression::CaseInsensitiveOption);
            std::vector<std::pair<qint64, int>> expected;
            for (qint64 i = 0; i < store.count(); ++i) {
                int count = 0;
                for (const QRegularExpressionMatch &match : plain.globalMatch(store.text(LineNumber{i})))
                    count += match.capturedLength() > 0 ? 1 : 0;
                if (count > 0)
                    expected.emplace_back(i, count);
            }
            QVERIFY(search(store, matcher) == expected);
        }
    }

    void plainOverChunks_data()
    {
        QTest::addColumn<QString>("needle");
        for (const char *needle : {"beta", "a", "\xc3\xbc", "\xf0\x9f\x98\x80", ",b,", "zzz", "^-"})
            QTest::newRow(needle) << QString::fromUtf8(needle);
    }

    void plainOverChunks()
    {
        QFETCH(QString, needle);
        LineStore store;
        std::vector<std::pair<qint64, int>> expected;
        for (int round = 0; round < 700; ++round) {
            for (const QString &line : sampleLines()) {
                store.append({line, 0, {}, false});
                if (const int count = int(line.count(needle)))
                    expected.emplace_back(store.count() - 1, count);
            }
        }
        QVERIFY(search(store, LineMatcher({needle, false, true})) == expected);
    }

    void onlyTheScriptAskedFor()
    {
        LineStore store;
        for (int i = 0; i < 1000; ++i)
            store.append(
                {QStringLiteral("hit hit"), 0, i % 3 ? QStringLiteral("a") : QStringLiteral("b"), false});
        for (const FindQuery &query :
             {FindQuery{QStringLiteral("hit"), false, true}, FindQuery{QStringLiteral("h.t"), true, true},
              FindQuery{QStringLiteral("(?i)hit"), true, true}}) {
            const auto hits = search(store, LineMatcher(query), store.scriptIndex(QStringLiteral("b")));
            QCOMPARE(hits.size(), 334);
            QCOMPARE(hits.at(1), std::pair(qint64(3), 2));
        }
    }

    void badPatternSaysWhy()
    {
        const LineMatcher matcher({QStringLiteral("a(b"), true, true});
        QVERIFY(matcher.isEmpty());
        QVERIFY2(matcher.errorString().contains(QStringLiteral("parenthes")),
                 qPrintable(matcher.errorString()));
        QVERIFY(LineMatcher({QStringLiteral("a(b"), false, true}).errorString().isEmpty());
    }

    void endlessBacktrackingEnds()
    {
        LineStore store;
        for (int i = 0; i < 20; ++i)
            store.append({QString(60, u'a') + u'b', 0, {}, false});
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(search(store, LineMatcher({QStringLiteral("(a+)+$"), true, true})).size(), 0);
        QVERIFY2(clock.elapsed() < 20'000, qPrintable(QString::number(clock.elapsed())));
    }

    void cancelStops()
    {
        LineStore store;
        for (int i = 0; i < 4000; ++i)
            store.append({QStringLiteral("hit"), 0, {}, false});
        const std::atomic<bool> cancel{true};
        const LineSnapshot lines = store.snapshot();
        QVERIFY(LineMatcher({QStringLiteral("h.t"), true, true})
                    .hits(*lines.pieces[0].chunk, 0, 4000, {}, cancel)
                    .empty());
    }
};

QTEST_GUILESS_MAIN(TestLineMatcher)
#include "tst_linematcher.moc"
