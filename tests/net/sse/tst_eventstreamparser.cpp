// Every rule of WHATWG HTML 9.2.5/9.2.6 is a row, and every row is also cut at every byte and fed byte by
// byte.
#include "net/sse/eventstreamparser.h"
#include "tests/net/sse/referenceparser.h"
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>
#include <limits>

using namespace slipway::sse;
using reference::Outcome;

namespace {

template<size_t N>
QByteArray bytes(const char (&text)[N])
{
    return QByteArray(text, qsizetype(N) - 1); // NUL inside is meant
}

// Copies what it is told.
struct Copies : EventSink
{
    QList<Event> events;
    void take(const EventView &event) override
    {
        events.append({event.type.toByteArray(), event.data.toByteArray(), event.lastEventId.toByteArray()});
    }
};

Outcome feedCut(const QByteArray &stream, const QList<qsizetype> &cuts)
{
    EventStreamParser parser;
    EventStreamParser parserOfViews;
    Copies copies;
    Outcome outcome;
    qsizetype from = 0;
    QList<qsizetype> ends = cuts;
    ends.append(stream.size());
    for (const qsizetype end : ends) {
        // A copy of its own per chunk: a parser that kept a pointer into an earlier one would be caught by
        // ASan.
        const QByteArray chunk(stream.constData() + from, end - from);
        if (parser.feed(chunk, outcome.events) != ParserError::None ||
            parserOfViews.feed(chunk, copies) != ParserError::None)
            qFatal("unexpected parser error");
        from = end;
    }
    outcome.lastEventId = parser.lastEventId();
    outcome.retry = parser.takeRetry();
    if (copies.events != outcome.events || parserOfViews.lastEventId() != outcome.lastEventId ||
        parser.eventCount() != outcome.events.size())
        qFatal("a sink is told something else");
    return outcome;
}

QList<qsizetype> everyByte(const QByteArray &stream)
{
    QList<qsizetype> cuts;
    for (qsizetype i = 1; i < stream.size(); ++i)
        cuts.append(i);
    return cuts;
}

QByteArray text(const Outcome &outcome)
{
    QByteArray result = "last id '" + outcome.lastEventId + "', retry " +
                        (outcome.retry ? QByteArray::number(*outcome.retry) : QByteArray("none"));
    for (const Event &event : outcome.events)
        result += "\n[" + event.type + "] '" + event.data.toPercentEncoding(" {}\":,") + "' id '" +
                  event.lastEventId + "'";
    return result;
}

const QByteArray fffd = bytes("\xEF\xBF\xBD");

} // namespace

class TestEventStreamParser : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void rule_data();
    void rule();
    void randomStreamsAgainstTheReference();
};

void TestEventStreamParser::rule_data()
{
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<QList<Event>>("events");
    QTest::addColumn<QByteArray>("lastId");
    QTest::addColumn<qint64>("retry"); // -1: none
    const auto row = [](const char *name, const QByteArray &stream, const QList<Event> &events,
                        const QByteArray &lastId = {},
                        qint64 retry = -1) { QTest::newRow(name) << stream << events << lastId << retry; };
    const auto message = [](const QByteArray &data, const QByteArray &id = {}) {
        return Event{"message", data, id};
    };

    row("nothing", "", {});
    row("only line ends", "\n\r\r\n\n", {});
    row("one event", "data: a\n\n", {message("a")});
    row("named event", "event: progress\ndata: {}\n\n", {{"progress", "{}", ""}});
    row("example of the standard: three lines", "data: YHOO\ndata: +2\ndata: 10\n\n",
        {message("YHOO\n+2\n10")});
    row("example of the standard: four blocks",
        ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
        {message("first event", "1"), message("second event"), message(" third event")});
    row("example of the standard: data fields without value", "data\n\ndata\ndata\n\ndata:\n",
        {message(""), message("\n")});
    row("example of the standard: space after the colon", "data:test\n\ndata: test\n\n",
        {message("test"), message("test")});

    row("LF", "data:1\ndata:2\n\n", {message("1\n2")});
    row("CR", "data:1\rdata:2\r\r", {message("1\n2")});
    row("CRLF", "data:1\r\ndata:2\r\n\r\n", {message("1\n2")});
    row("CR then LF LF: two line ends", "data:1\r\n\ndata:2\n\n", {message("1"), message("2")});
    row("LF CR is two line ends", "data:1\n\rdata:2\n\n", {message("1"), message("2")});
    row("every mix", "data:1\rdata:2\r\ndata:3\n\r\ndata:4\r\r\ndata:5\n\n",
        {message("1\n2\n3"), message("4"), message("5")});
    row("CR CR LF LF", "data:1\r\r\n\ndata:2\r\r", {message("1"), message("2")});
    row("dispatch at the CR, LF belongs to it", "data:1\n\r\ndata:2\n\r\n", {message("1"), message("2")});
    row("NEL, LS, PS, VT and FF are not line ends", bytes("data:a\xC2\x85\xE2\x80\xA8\xE2\x80\xA9\v\f\n\n"),
        {message(bytes("a\xC2\x85\xE2\x80\xA8\xE2\x80\xA9\v\f"))});

    row("BOM is removed",
        bytes("\xEF\xBB\xBF"
              "data:1\n\n"),
        {message("1")});
    row("only one BOM",
        bytes("\xEF\xBB\xBF\xEF\xBB\xBF"
              "data:1\n\ndata:2\n\n"),
        {message("2")});
    row("BOM later is text",
        bytes("data:\xEF\xBB\xBF"
              "1\n\n"),
        {message(bytes("\xEF\xBB\xBF"
                       "1"))});
    row("BOM at the start of a later line",
        bytes("\n\xEF\xBB\xBF"
              "data:1\n\ndata:2\n\n"),
        {message("2")});
    row("half a BOM",
        bytes("\xEF\xBB"
              "data:1\n\ndata:2\n\n"),
        {message("2")});
    row("BOM and then nothing", bytes("\xEF\xBB\xBF"), {});

    row("UTF-8 of every length", bytes("data:\x24\xC2\xA3\xE2\x82\xAC\xF0\x90\x8D\x88\n\n"),
        {message(bytes("\x24\xC2\xA3\xE2\x82\xAC\xF0\x90\x8D\x88"))});
    row("UTF-8 in type and id", bytes("event:\xC3\xBC\nid:\xE2\x82\xAC\ndata:1\n\n"),
        {{bytes("\xC3\xBC"), "1", bytes("\xE2\x82\xAC")}}, bytes("\xE2\x82\xAC"));
    row("lone continuation", bytes("data:a\x80z\n\n"), {message("a" + fffd + "z")});
    row("two lone continuations", bytes("data:\x80\xBF\n\n"), {message(fffd + fffd)});
    row("C0 and C1 are never right", bytes("data:\xC0\x80\xC1\xBF\n\n"),
        {message(fffd + fffd + fffd + fffd)});
    row("F5 to FF are never right", bytes("data:\xF5\x80\xFE\xFF\n\n"), {message(fffd + fffd + fffd + fffd)});
    row("cut two-byte sequence", bytes("data:\xC3z\n\n"), {message(fffd + "z")});
    row("maximal subpart of three", bytes("data:\xE2\x82z\n\n"), {message(fffd + "z")});
    row("maximal subpart of four", bytes("data:\xF0\x90\x8Dz\n\n"), {message(fffd + "z")});
    row("overlong three", bytes("data:\xE0\x80\xAF\n\n"), {message(fffd + fffd + fffd)});
    row("overlong four", bytes("data:\xF0\x8F\xBF\xBF\n\n"), {message(fffd + fffd + fffd + fffd)});
    row("surrogate", bytes("data:\xED\xA0\x80\n\n"), {message(fffd + fffd + fffd)});
    row("last before and first after the surrogates", bytes("data:\xED\x9F\xBF\xEE\x80\x80\n\n"),
        {message(bytes("\xED\x9F\xBF\xEE\x80\x80"))});
    row("above U+10FFFF", bytes("data:\xF4\x90\x80\x80\n\n"), {message(fffd + fffd + fffd + fffd)});
    row("U+10FFFF", bytes("data:\xF4\x8F\xBF\xBF\n\n"), {message(bytes("\xF4\x8F\xBF\xBF"))});
    row("lead after lead", bytes("data:\xE2\xE2\x82\xAC\n\n"), {message(fffd + bytes("\xE2\x82\xAC"))});
    row("line end ends a cut sequence", bytes("data:\xF0\x90\x8D\ndata:\xE2\x82\r\n\n"),
        {message(fffd + "\n" + fffd)});
    row("examples of Unicode table 3-8",
        bytes("data:\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64\n\n"),
        {message("a" + fffd + fffd + fffd + "b" + fffd + "c" + fffd + fffd + "d")});

    row("comment", ":hello\ndata:1\n:there\ndata:2\n\n:\n\n", {message("1\n2")});
    row("comment that looks like a field", ":data: 1\n\n", {});
    row("unknown field", "foo: 1\ndatax: 2\ndata:3\nDATA:4\n data:5\n\n", {message("3")});
    row("field names are exact", "dat:1\ndatas:2\nEvent:x\nids:1\nid :2\nretryx:5\ndata :x\n\n", {});
    row("field without colon", "data\nevent\nid\nretry\nfoo\n\n", {message("")});
    row("only the first colon counts", "data:a:b: c\n\n", {message("a:b: c")});
    row("only one space is removed", "data:  a \n\n", {message(" a ")});
    row("a tab is not a space", "data:\ta\n\n", {message("\ta")});
    row("value of a single space", "data: \n\n", {message("")});
    row("empty line of data", "data:\ndata: a\ndata:\n\n", {message("\na\n")});
    row("line that is a colon", ":\n:\ndata:1\n\n", {message("1")});
    row("NUL in data stays", bytes("data:a\0b\n\n"), {message(bytes("a\0b"))});
    row("NUL in the type stays", bytes("event:a\0b\ndata:1\n\n"), {{bytes("a\0b"), "1", ""}});
    row("NUL in a field name makes it unknown", bytes("data\0:1\n\0data:2\n\n"), {});

    row("last event field wins", "event:a\nevent:b\ndata:1\n\n", {{"b", "1", ""}});
    row("empty event field means message", "event:a\nevent\ndata:1\n\n", {message("1")});
    row("type does not last", "event:a\ndata:1\n\ndata:2\n\n", {{"a", "1", ""}, message("2")});
    row("no data, no event, but the type is forgotten", "event:a\n\ndata:1\n\n", {message("1")});
    row("equal types in a row, then another", "event:a\ndata:1\n\nevent:a\ndata:2\n\nevent:b\ndata:3\n\n",
        {{"a", "1", ""}, {"a", "2", ""}, {"b", "3", ""}});

    row("id stays for the following events", "id:1\ndata:a\n\ndata:b\n\n",
        {message("a", "1"), message("b", "1")}, "1");
    row("id after the data", "data:a\nid:1\n\n", {message("a", "1")}, "1");
    row("last id wins", "id:1\nid:2\ndata:a\n\n", {message("a", "2")}, "2");
    row("id without data counts", "id:5\n\ndata:a\n\n", {message("a", "5")}, "5");
    row("empty id resets", "id:1\ndata:a\n\nid\ndata:b\n\n", {message("a", "1"), message("b")});
    row("empty id with colon and space resets", "id:1\ndata:a\n\nid: \ndata:b\n\n",
        {message("a", "1"), message("b")});
    row("id with NUL is ignored", bytes("id:1\ndata:a\n\nid:2\0\ndata:b\n\n"),
        {message("a", "1"), message("b", "1")}, "1");
    row("id with NUL does not undo the one before", bytes("id:1\nid:\0\ndata:a\n\n"), {message("a", "1")},
        "1");
    row("id of an unfinished event does not count", "id:1\ndata:a\n\nid:2\ndata:b\n", {message("a", "1")},
        "1");
    row("id of any text", bytes("id: a b:c \xC3\xBC\ndata:a\n\n"), {message("a", bytes("a b:c \xC3\xBC"))},
        bytes("a b:c \xC3\xBC"));

    row("retry", "retry: 3000\n\n", {}, {}, 3000);
    row("retry counts at its line end", "retry:10\n", {}, {}, 10);
    row("retry 0", "retry:0\n", {}, {}, 0);
    row("retry with leading zeros", "retry:0010\n", {}, {}, 10);
    row("last retry wins", "retry:1\nretry:2\n", {}, {}, 2);
    row("retry with a sign", "retry:-1\nretry:+1\n", {});
    row("retry with a letter", "retry:10x\nretry:x\nretry:1e3\n", {});
    row("retry with spaces", "retry:  10\nretry:10 \n", {});
    row("retry with a point", "retry:1.5\n", {});
    row("retry with other digits", bytes("retry:\xD9\xA1\n"), {});
    row("retry without value", "retry\nretry:\nretry: \n", {});
    row("bad retry keeps the good one", "retry:7\nretry:x\n", {}, {}, 7);
    row("largest retry", "retry:9223372036854775807\n", {}, {}, std::numeric_limits<qint64>::max());
    row("retry past 64 bits", "retry:9223372036854775808\n", {}, {}, std::numeric_limits<qint64>::max());
    row("retry of 40 digits", "retry:9999999999999999999999999999999999999999\n", {}, {},
        std::numeric_limits<qint64>::max());

    row("unfinished at the end: no empty line", "data:1\n\ndata:2\n", {message("1")});
    row("unfinished at the end: line not ended", "data:1\n\ndata:2", {message("1")});
    row("unfinished retry and id lines", "retry:1\nid:1\n\nretry:2", {}, "1", 1);
    row("event after an empty event", "\n\n\ndata:1\n\n\n\ndata:2\n\n", {message("1"), message("2")});

    // Frames like the one before are read in one go, if nothing in them is different.
    const QByteArray long1 = "1" + QByteArray(50, 'x');
    const QByteArray long2 = "2" + QByteArray(50, 'x');
    const auto usual = [](const QByteArray &id, const QByteArray &data, const QByteArray &name = "progress") {
        return "id: " + id + "\nevent: " + name + "\ndata: " + data + "\n\n";
    };
    const auto progress = [](const QByteArray &id, const QByteArray &data) {
        return Event{"progress", data, id};
    };
    row("usual frames", usual("1", long1) + usual("2", long2) + usual("3", long1),
        {progress("1", long1), progress("2", long2), progress("3", long1)}, "3");
    row("usual frames: one without id", usual("1", long1) + usual("2", long2).mid(6) + usual("3", long1),
        {progress("1", long1), progress("1", long2), progress("3", long1)}, "3");
    row("usual frames: an empty id", usual("1", long1) + usual("", long2) + usual("3", long1),
        {progress("1", long1), progress("", long2), progress("3", long1)}, "3");
    row("usual frames: NUL in the id",
        usual("1", long1) + usual(bytes("2\0"), long2) + usual(bytes("\0") + QByteArray(20, '3'), long1),
        {progress("1", long1), progress("1", long2), progress("1", long1)}, "1");
    row("usual frames: no data", usual("1", long1) + "id: 2\nevent: progress\n\n" + usual("3", long1),
        {progress("1", long1), progress("3", long1)}, "3");
    row("usual frames: empty data", usual("1", long1) + usual("2", "") + usual("3", "") + usual("4", long1),
        {progress("1", long1), progress("2", ""), progress("3", ""), progress("4", long1)}, "4");
    row("usual frames: two lines of data",
        usual("1", long1) + usual("2", long1 + "\ndata: " + long2) + usual("3", long1),
        {progress("1", long1), progress("2", long1 + "\n" + long2), progress("3", long1)}, "3");
    row("usual frames: id behind the data",
        usual("1", long1) + usual("2", long2 + "\nid: 5") + usual("3", long1),
        {progress("1", long1), progress("5", long2), progress("3", long1)}, "3");
    row("usual frames: another name behind the data",
        usual("1", long1) + usual("2", long2 + "\nevent: other") + usual("3", long1),
        {progress("1", long1), Event{"other", long2, "2"}, progress("3", long1)}, "3");
    row("usual frames: another name", usual("1", long1) + usual("2", long2, "other") + usual("3", long1),
        {progress("1", long1), Event{"other", long2, "2"}, progress("3", long1)}, "3");
    row("usual frames: a name that begins the same",
        usual("1", long1) + usual("2", long2, "progress2") + usual("3", long1, "prog"),
        {progress("1", long1), Event{"progress2", long2, "2"}, Event{"prog", long1, "3"}}, "3");
    row("usual frames: CR at line ends",
        usual("1", long1) + usual("2", long2).replace("\n", "\r") + usual("3", long1).replace("\n", "\r\n") +
            usual("4", long1),
        {progress("1", long1), progress("2", long2), progress("3", long1), progress("4", long1)}, "4");
    row("usual frames: CR in the data", usual("1", long1) + usual("2", "a\r" + long2) + usual("3", long1),
        {progress("1", long1), progress("2", "a"), progress("3", long1)}, "3");
    row("usual frames: a comment between", usual("1", long1) + ":\n" + usual("2", long2),
        {progress("1", long1), progress("2", long2)}, "2");
    row("usual frames: two spaces", usual("1", long1) + usual(" 2", " " + long2, " progress"),
        {progress("1", long1), Event{" progress", " " + long2, " 2"}}, " 2");
    row("unnamed frames", "data: " + long1 + "\n\ndata: " + long2 + "\n\nid: 1\ndata: " + long1 + "\n\n",
        {message(long1), message(long2), message(long1, "1")}, "1");
    row("named and unnamed frames in turn",
        "data: " + long1 + "\n\n" + usual("1", long2) + "data: " + long1 + "\n\n" + usual("2", long2, "") +
            usual("3", long1, "message") + usual("4", long2, "message") + "data: " + long1 + "\n\n",
        {message(long1), progress("1", long2), message(long1, "1"), message(long2, "2"), message(long1, "3"),
         message(long2, "4"), message(long1, "4")},
        "4");
    row("names of 32 and 33 bytes",
        (usual("1", long1, QByteArray(32, 'n')) + usual("2", long1, QByteArray(33, 'n'))).repeated(2),
        QList<Event>{{QByteArray(32, 'n'), long1, "1"},
                     {QByteArray(33, 'n'), long1, "2"},
                     {QByteArray(32, 'n'), long1, "1"},
                     {QByteArray(33, 'n'), long1, "2"}},
        "2");

    const QByteArray wide(5'000, 'x');
    row("values longer than a shared block's part",
        "id:" + wide + "\nevent:" + wide + "\ndata:" + wide + "\n\n", {{wide, wide, wide}}, wide);
}

void TestEventStreamParser::rule()
{
    QFETCH(QByteArray, stream);
    QFETCH(QList<Event>, events);
    QFETCH(QByteArray, lastId);
    QFETCH(qint64, retry);
    const Outcome expected{events, lastId, retry < 0 ? std::nullopt : std::optional(retry)};
    QCOMPARE(text(reference::parse(stream)), text(expected)); // the measure itself
    QCOMPARE(text(feedCut(stream, {})), text(expected));
    QCOMPARE(text(feedCut(stream, everyByte(stream))), text(expected));
    const qsizetype step = stream.size() > 1'000 ? 97 : 1; // cutting each byte of 15 kB is no more telling
    for (qsizetype cut = 1; cut < stream.size(); cut += step)
        QCOMPARE(text(feedCut(stream, {cut})), text(expected));
}

void TestEventStreamParser::randomStreamsAgainstTheReference()
{
    const quint32 seed = qEnvironmentVariableIsSet("SLIPWAY_SEED")
                             ? quint32(qEnvironmentVariableIntValue("SLIPWAY_SEED"))
                             : QRandomGenerator::global()->generate();
    QRandomGenerator random(seed);
    const QByteArrayList pieces{"data",
                                "event",
                                "id",
                                "retry",
                                "data:",
                                "data: ",
                                "event:",
                                "id:",
                                "retry:",
                                ":",
                                " ",
                                "\n",
                                "\n",
                                "\n\n",
                                "\r",
                                "\r\n",
                                "\r\r",
                                "a",
                                "12",
                                "progress",
                                "dat",
                                bytes("\0"),
                                bytes("\xEF\xBB\xBF"),
                                bytes("\xC3\xBC"),
                                bytes("\xE2\x82\xAC"),
                                bytes("\xF0\x9F\x9A\x80"),
                                bytes("\xF0"),
                                bytes("\x9F"),
                                bytes("\xE2\x82"),
                                bytes("\xED\xA0"),
                                bytes("\xFF"),
                                QByteArray(40, 'x'),
                                QByteArray(17, 'y') + "\n",
                                "event: ",
                                "id: ",
                                "event: progress\ndata: ",
                                "id: 7\nevent: progress\ndata: {\"type\":\"log\"}\n\n",
                                "id: 8\nevent: progress\ndata: " + QByteArray(50, 'z') + "\n\n",
                                "data: " + QByteArray(30, 'z') + "\n\n"};
    for (int run = 0; run < 4'000; ++run) {
        QByteArray stream;
        const int count = random.bounded(60);
        for (int i = 0; i < count; ++i)
            stream += pieces.at(random.bounded(int(pieces.size())));
        const QByteArray expected = text(reference::parse(stream));
        QList<qsizetype> cuts;
        for (qsizetype at = random.bounded(8); at < stream.size();
             at += random.bounded(1 + random.bounded(30)))
            cuts.append(at);
        const QByteArray whole = text(feedCut(stream, {}));
        const QByteArray cut = text(feedCut(stream, cuts));
        const QByteArray single = text(feedCut(stream, everyByte(stream)));
        if (whole != expected || cut != expected || single != expected) {
            QFAIL(qPrintable(QStringLiteral("SLIPWAY_SEED=%1 run %2: %3")
                                 .arg(seed)
                                 .arg(run)
                                 .arg(QString::fromLatin1(stream.toPercentEncoding()))));
        }
    }
}

QTEST_GUILESS_MAIN(TestEventStreamParser)
#include "tst_eventstreamparser.moc"
