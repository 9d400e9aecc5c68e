// What the writer writes, the parser reads back.
#include "net/sse/eventstreamparser.h"
#include "net/sse/framewriter.h"
#include <QRegularExpression>
#include <QTest>
#include <limits>

using namespace slipway::sse;

static QList<Event> parsed(const QByteArray &bytes)
{
    EventStreamParser parser;
    QList<Event> events;
    if (parser.feed(bytes, events) != ParserError::None)
        qFatal("parser error");
    return events;
}

class TestFrameWriter : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void writesTheExactBytes()
    {
        QByteArray out;
        QVERIFY(appendEvent(out, "progress", "{}", "7"));
        QVERIFY(appendEvent(out, "", "a\nb"));
        appendComment(out, "still here");
        appendRetry(out, 3000);
        appendRetry(out, -1);
        QCOMPARE(out,
                 "id: 7\nevent: progress\ndata: {}\n\ndata: a\ndata: b\n\n: still here\n\nretry: 3000\n\n"
                 "retry: 0\n\n");
    }

    void roundTrip_data()
    {
        QTest::addColumn<QByteArray>("data");
        QTest::addColumn<QByteArray>("received");
        QTest::newRow("empty") << QByteArray("") << QByteArray("");
        QTest::newRow("leading space") << QByteArray(" a") << QByteArray(" a");
        QTest::newRow("colon") << QByteArray(":a: b") << QByteArray(":a: b");
        QTest::newRow("LF at the end") << QByteArray("a\n") << QByteArray("a\n");
        QTest::newRow("only LF") << QByteArray("\n\n") << QByteArray("\n\n");
        QTest::newRow("CR becomes LF") << QByteArray("a\rb") << QByteArray("a\nb");
        QTest::newRow("CRLF becomes LF") << QByteArray("a\r\nb\r\n") << QByteArray("a\nb\n");
        QTest::newRow("forged fields stay data")
            << QByteArray("a\n\nevent: x\ndata: y\n\n") << QByteArray("a\n\nevent: x\ndata: y\n\n");
        QTest::newRow("UTF-8") << QByteArray("gr\xC3\xBC\xC3\x9F \xF0\x9F\x9A\x80")
                               << QByteArray("gr\xC3\xBC\xC3\x9F \xF0\x9F\x9A\x80");
        QTest::newRow("NUL") << QByteArray("a\0b", 3) << QByteArray("a\0b", 3);
    }
    void roundTrip()
    {
        QFETCH(QByteArray, data);
        QFETCH(QByteArray, received);
        QByteArray out;
        QVERIFY(appendEvent(out, "kind", data, "id 1"));
        QCOMPARE(parsed(out), (QList<Event>{{"kind", received, "id 1"}}));
    }

    void commentsAreNeverEvents()
    {
        QByteArray out;
        appendComment(out, "a\n\ndata: forged\n\n");
        appendComment(out, "");
        QCOMPARE(parsed(out), QList<Event>());
    }

    void emptyIdResetsNullIdDoesNot()
    {
        QByteArray out;
        QVERIFY(appendEvent(out, "", "1", "a"));
        QVERIFY(appendEvent(out, "", "2"));
        QVERIFY(appendEvent(out, "", "3", ""));
        QCOMPARE(parsed(out),
                 (QList<Event>{{"message", "1", "a"}, {"message", "2", "a"}, {"message", "3", ""}}));
    }

    void refusesWhatWouldForgeFields_data()
    {
        QTest::addColumn<QByteArray>("event");
        QTest::addColumn<QByteArray>("id");
        QTest::newRow("LF in event") << QByteArray("a\nb") << QByteArray("1");
        QTest::newRow("CR in event") << QByteArray("a\rb") << QByteArray("1");
        QTest::newRow("NUL in event") << QByteArray("a\0b", 3) << QByteArray("1");
        QTest::newRow("LF in id") << QByteArray("a") << QByteArray("1\n");
        QTest::newRow("CR in id") << QByteArray("a") << QByteArray("\r1");
        QTest::newRow("NUL in id") << QByteArray("a") << QByteArray("1\0", 2);
    }
    void refusesWhatWouldForgeFields()
    {
        QFETCH(QByteArray, event);
        QFETCH(QByteArray, id);
        QByteArray out = "before";
        QVERIFY(!appendEvent(out, event, "data", id));
        QCOMPARE(out, "before");
    }

    void progressFramesOfABatch()
    {
        QByteArray out = ": first\n\n";
        QCOMPARE(appendProgressFrames(out, "{\"a\":1}\n{\"b\":\"\xC3\xBC\"}\n{}", 9), 3);
        QCOMPARE(
            out,
            ": first\n\nid: 9\nevent: progress\ndata: {\"a\":1}\n\n"
            "id: 10\nevent: progress\ndata: {\"b\":\"\xC3\xBC\"}\n\nid: 11\nevent: progress\ndata: {}\n\n");
        QCOMPARE(parsed(out), (QList<Event>{{"progress", "{\"a\":1}", "9"},
                                            {"progress", "{\"b\":\"\xC3\xBC\"}", "10"},
                                            {"progress", "{}", "11"}}));
    }

    void progressFramesOfNothing()
    {
        QByteArray out;
        QCOMPARE(appendProgressFrames(out, {}, 1), 0);
        QCOMPARE(out, "");
    }

    void progressFrameWithCarriageReturns()
    {
        QByteArray out;
        QCOMPARE(appendProgressFrames(out, "{\"a\":\r1}\r\n{}\n", 1), 2);
        QCOMPARE(parsed(out), (QList<Event>{{"progress", "{\"a\":\n1}", "1"}, {"progress", "{}", "2"}}));
    }

    void largestNumber()
    {
        QByteArray out;
        QCOMPARE(appendProgressFrames(out, "{}\n", std::numeric_limits<qint64>::max()), 1);
        QCOMPARE(parsed(out), (QList<Event>{{"progress", "{}", "9223372036854775807"}}));
    }
};

QTEST_GUILESS_MAIN(TestFrameWriter)
#include "tst_framewriter.moc"
