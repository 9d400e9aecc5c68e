#include "app/progress/replayfilter.h"

#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace Qt::Literals::StringLiterals;

// What is new of one connection, in order. Letters are events, capitals are steps; '|' is a heartbeat, '_'
// silence.
static QString taken(ReplayFilter &filter, const QString &connection)
{
    QString fresh, held;
    const auto decided = [&] {
        const QList<bool> decisions = filter.takeDecisions();
        for (qsizetype i = 0; i < decisions.size(); ++i) {
            if (decisions.at(i))
                fresh += held.at(i);
        }
        if (!decisions.isEmpty())
            held.clear();
    };
    filter.restart();
    for (QChar c : connection) {
        if (c == u'|' || c == u'_') {
            c == u'|' ? filter.flush() : filter.decide();
            decided();
            continue;
        }
        switch (filter.take(c.unicode(), c.isLower())) {
        case ReplayFilter::Verdict::Undecided:
            held += c;
            break;
        case ReplayFilter::Verdict::New:
            decided();
            fresh += c;
            break;
        case ReplayFilter::Verdict::Repeated:
            decided();
            break;
        }
    }
    filter.flush();
    decided();
    return fresh;
}

class TestReplayFilter : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void connections_data()
    {
        QTest::addColumn<QStringList>("connections");
        QTest::addColumn<QString>("seen"); // all that was new, connections divided by '/'
        const auto row = [](const char *name, const char *connections, const char *seen) {
            QTest::newRow(name) << QString::fromLatin1(connections).split(u'/') << QString::fromLatin1(seen);
        };
        row("first connection", "abcabc", "abcabc");
        row("whole ring again, nothing new", "abcd/abcd", "abcd/");
        row("whole ring again, then live", "abcd/abcdef", "abcd/ef");
        row("twice cut", "ab/abcd/abcde", "ab/cd/e");
        row("cut within the replay", "abcdef/abc/abcdefg", "abcdef//g");
        row("ring begins later", "abcdef/defg", "abcdef/g");
        row("ring begins after all we have", "abc/xyz", "abc/xyz");
        row("ring is one event", "abc/cd", "abc/d");
        row("live only (no replay)", "abc/def/ghi", "abc/def/ghi");
        row("live only, heartbeat first", "abc/|def", "abc/def");
        row("nothing", "abc//d", "abc//d");
        row("equal lines at the end", "axx/axxx", "axx/x");
        row("equal lines, ring trimmed among them", "xxbxxcxx/xbxxcxxxd", "xxbxxcxx/xd");
        row("equal lines only, longest match", "xxx/xxxxx", "xxx/xx");
        row("equal lines, silence decides", "abab/ab_c", "abab/c");
        row("equal lines, the shorter match was true", "abab/abc", "abab/c");
        row("equal lines, the longer match was true", "abab/ababc", "abab/c");
        row("equal lines and a heartbeat", "abab/ab|ab", "abab/ab");
        row("what the first connection lost comes with the second", "abcgh/abcdefghi", "abcgh/defi");
        row("lost lines, ring begins later", "abcgh/cdefghi", "abcgh/defi");
        row("lost lines, then cut again", "abfg/abcdefgh/abcdefghi", "abfg/cdeh/i");
        row("another order within the ring", "abcdef/acbdefg", "abcdef/g");
        row("steps stored, logs live only", "AaaBbbCc/ABCd", "AaaBbbCc/d");
        row("steps stored, a step missed", "AaBb/ABCc", "AaBb/Cc");
        row("a repeated line after the replay is live", "ab/ab|ab", "ab/ab");
    }
    void connections()
    {
        QFETCH(QStringList, connections);
        QFETCH(QString, seen);
        ReplayFilter filter;
        QStringList fresh;
        for (const QString &connection : connections)
            fresh.append(taken(filter, connection));
        QCOMPARE(fresh.join(u'/'), seen);
    }

    void clearForgets()
    {
        ReplayFilter filter;
        QCOMPARE(taken(filter, u"abc"_s), u"abc"_s);
        filter.clear();
        QCOMPARE(taken(filter, u"abc"_s), u"abc"_s);
    }

    // A ring of 2,000 as the origin keeps it, cut 200 times at random: every event once, in order, though
    // every third line repeats the one before it to the byte.
    void ringOf2000CutAtRandom()
    {
        QRandomGenerator random(7);
        std::vector<quint64> log;
        for (quint64 i = 0; log.size() < 20'000; ++i) {
            log.push_back(i);
            if (i % 3 == 0)
                log.push_back(i);
        }
        ReplayFilter filter;
        std::vector<quint64> seen;
        size_t published = 100;
        while (published < log.size()) {
            filter.restart();
            const size_t from = published > 2'000 ? published - 2'000 : 0;
            const size_t to = std::min(log.size(), published + size_t(random.bounded(300)));
            std::vector<quint64> held;
            const auto decided = [&] {
                const QList<bool> decisions = filter.takeDecisions();
                for (qsizetype i = 0; i < decisions.size(); ++i) {
                    if (decisions.at(i))
                        seen.push_back(held.at(size_t(i)));
                }
                if (!decisions.isEmpty())
                    held.clear();
            };
            for (size_t i = from; i < to; ++i) {
                const auto verdict = filter.take(log[i], true);
                if (verdict == ReplayFilter::Verdict::Undecided) {
                    held.push_back(log[i]);
                    continue;
                }
                decided();
                if (verdict == ReplayFilter::Verdict::New)
                    seen.push_back(log[i]);
            }
            filter.flush();
            decided();
            published = to + size_t(random.bounded(200)); // what came while nobody listened
        }
        seen.resize(std::min(seen.size(), log.size()));
        QVERIFY(seen.size() > 19'000);
        QVERIFY(std::equal(seen.begin(), seen.end(), log.begin()));
    }
};

QTEST_GUILESS_MAIN(TestReplayFilter)
#include "tst_replayfilter.moc"
