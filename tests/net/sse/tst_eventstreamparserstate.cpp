// What the parser keeps from one feed to the next, and what it gives back: limits, errors, reset, memory.
#include "net/sse/eventstreamparser.h"
#include <QRegularExpression>
#include <QSet>
#include <QTest>
#include <QThread>
#include <cstring>

using namespace slipway::sse;

class TestEventStreamParserState : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void limits_data();
    void limits();
    void idOutlivesTheBytesOfAnError();
    void nothingAfterAnError();
    void largestAllowedLineAndEvent();
    void resetForgetsTheUnfinishedKeepsTheId();
    void takeRetryOnlyOnce();
    void eventsOutliveTheParserAndOtherThreads();
    void memoryIsBoundedByWhatIsHeld();
};

void TestEventStreamParserState::limits_data()
{
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<ParserError>("error");
    QTest::addColumn<qsizetype>("eventsBefore");
    const QByteArray first = "data:1\n\n";
    QTest::newRow("line of the limit") << first + "data:" + QByteArray(15, 'x') + "\n\n"
                                       << ParserError::None << qsizetype(2);
    QTest::newRow("line one longer") << first + "data:" + QByteArray(16, 'x') + "\n\n"
                                     << ParserError::LineTooLong << qsizetype(1);
    QTest::newRow("line that never ends")
        << first + QByteArray(100, 'x') << ParserError::LineTooLong << qsizetype(1);
    QTest::newRow("comment that never ends")
        << first + ":" + QByteArray(100, 'x') << ParserError::LineTooLong << qsizetype(1);
    QTest::newRow("replacement characters count as three") << first + "data:" + QByteArray(6, '\xFF') + "\n\n"
                                                           << ParserError::LineTooLong << qsizetype(1);
    QTest::newRow("event of the limit") << first + "data:0123456789\ndata:012345678901234\ndata:0123\n\n"
                                        << ParserError::EventTooLong << qsizetype(1);
    QTest::newRow("event of exactly 30") << first + "data:012345678901234\ndata:01234567890123\n\n"
                                         << ParserError::None << qsizetype(2);
    QTest::newRow("many empty data lines")
        << first + QByteArray("data\n").repeated(40) << ParserError::EventTooLong << qsizetype(1);
    QTest::newRow("many lines without data are fine")
        << first + QByteArray(":x\nfoo\n").repeated(100) + first << ParserError::None << qsizetype(2);
    QTest::newRow("unnamed frames like the one before")
        << QByteArray("data: 12345678901234\n\n").repeated(4) + "data: 123456789012345\n\n"
        << ParserError::LineTooLong << qsizetype(4);
}

void TestEventStreamParserState::limits()
{
    QFETCH(QByteArray, stream);
    QFETCH(ParserError, error);
    QFETCH(qsizetype, eventsBefore);
    for (const qsizetype piece : {stream.size(), qsizetype(1), qsizetype(7)}) {
        EventStreamParser parser(ParserLimits{20, 30});
        QList<Event> events;
        ParserError result = ParserError::None;
        for (qsizetype from = 0; from < stream.size(); from += piece)
            result = parser.feed(stream.mid(from, piece), events);
        QCOMPARE(result, error);
        QCOMPARE(events.size(), eventsBefore);
    }
}

/// It resumes there after the error, when the bytes that brought it are long gone.
void TestEventStreamParserState::idOutlivesTheBytesOfAnError()
{
    for (const char *tooLong : {"xxxxxxxxxxxxxxxxxxxxxxxxx", "xxxxxxxxxxxxxxxxxxxxxxxxx\n",
                                "data:0123456789\ndata:0123456789\ndata:0123456789\n"}) {
        EventStreamParser parser(ParserLimits{20, 30});
        QList<Event> events;
        QByteArray bytes = QByteArray("id:4711\ndata:1\n\n") + tooLong;
        QVERIFY(parser.feed(bytes, events) != ParserError::None);
        bytes.fill('#'); // in place
        QCOMPARE(parser.lastEventId(), QByteArray("4711"));
        QCOMPARE(events, (QList<Event>{{"message", "1", "4711"}}));
        parser.reset();
        QCOMPARE(parser.lastEventId(), QByteArray("4711"));
    }
}

void TestEventStreamParserState::nothingAfterAnError()
{
    EventStreamParser parser(ParserLimits{20, 30});
    QList<Event> events;
    QCOMPARE(parser.feed(QByteArray(21, 'x'), events), ParserError::LineTooLong);
    QCOMPARE(parser.feed("\n\ndata:1\n\n", events), ParserError::LineTooLong);
    QVERIFY(events.isEmpty());
    parser.reset();
    QCOMPARE(parser.feed("data:1\n\n", events), ParserError::None);
    QCOMPARE(events, (QList<Event>{{"message", "1", ""}}));
}

void TestEventStreamParserState::largestAllowedLineAndEvent()
{
    EventStreamParser parser;
    const QByteArray line(4 * 1024 * 1024 - 5, 'x');
    QByteArray stream;
    for (int i = 0; i < 4; ++i)
        stream += "data:" + line + "\n";
    stream += "\n";
    QList<Event> events;
    for (qsizetype from = 0; from < stream.size(); from += 65'536)
        QCOMPARE(
            parser.feed(QByteArrayView(stream).sliced(from, qMin<qsizetype>(65'536, stream.size() - from)),
                        events),
            ParserError::None);
    QCOMPARE(events.size(), 1);
    QCOMPARE(events.constFirst().data.size(), 4 * line.size() + 3);
}

void TestEventStreamParserState::resetForgetsTheUnfinishedKeepsTheId()
{
    EventStreamParser parser;
    QList<Event> events;
    parser.setLastEventId("41");
    QCOMPARE(parser.lastEventId(), "41");
    // Everything unfinished at once: a cut character, CR, data, type, id.
    parser.feed("id:42\ndata:a\n\nid:43\nevent:x\ndata:lost\nda\xE2\x82", events);
    parser.reset();
    QCOMPARE(parser.lastEventId(), "42");
    parser.feed("\xEF\xBB\xBF"
                "data:b\n\n",
                events); // a new connection has a start again
    parser.feed("data:c\r", events);
    parser.reset();
    parser.feed("\ndata:d\n\n", events);
    QCOMPARE(events, (QList<Event>{{"message", "a", "42"}, {"message", "b", "42"}, {"message", "d", "42"}}));
}

void TestEventStreamParserState::takeRetryOnlyOnce()
{
    EventStreamParser parser;
    QList<Event> events;
    parser.feed("retry:5\n", events);
    parser.reset(); // it is a property of the source, not of the connection
    QCOMPARE(parser.takeRetry(), std::optional<qint64>(5));
    QCOMPARE(parser.takeRetry(), std::nullopt);
}

void TestEventStreamParserState::eventsOutliveTheParserAndOtherThreads()
{
    QList<Event> kept;
    QList<QThread *> threads;
    {
        EventStreamParser parser;
        for (int batch = 0; batch < 20; ++batch) {
            QByteArray stream;
            for (int i = 0; i < 500; ++i)
                stream += "event:e" + QByteArray::number(i % 3) + "\nid:" + QByteArray::number(i) +
                          "\ndata:d" + QByteArray::number(i) + "\n\n";
            QList<Event> events;
            parser.feed(stream, events);
            kept.append(events.at(7));
            QThread *thread = QThread::create([events = std::move(events)]() mutable {
                for (int i = 0; i < 500; ++i) {
                    if (events.at(i).data != "d" + QByteArray::number(i) ||
                        std::strlen(events.at(i).data.constData()) != size_t(events.at(i).data.size()))
                        qFatal("wrong event");
                    events[i].data += "changed"; // must not reach a neighbour
                }
            });
            thread->start();
            threads.append(thread);
        }
    }
    for (QThread *thread : std::as_const(threads)) {
        QVERIFY(thread->wait(60'000));
        delete thread;
    }
    for (const Event &event : std::as_const(kept))
        QCOMPARE(event, (Event{"e1", "d7", "7"}));
}

void TestEventStreamParserState::memoryIsBoundedByWhatIsHeld()
{
    // Blocks whose events are gone are used again: the same addresses come round.
    EventStreamParser parser;
    QSet<const char *> addresses;
    for (int i = 0; i < 100'000; ++i) {
        QList<Event> events;
        parser.feed("data: 0123456789012345678901234567890123456789\n\n", events);
        addresses.insert(events.constFirst().data.constData());
    }
    QVERIFY2(addresses.size() < 1'000, qPrintable(QString::number(addresses.size())));
}

QTEST_GUILESS_MAIN(TestEventStreamParserState)
#include "tst_eventstreamparserstate.moc"
