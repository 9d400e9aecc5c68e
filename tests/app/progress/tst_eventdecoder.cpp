#include "app/progress/eventdecoder.h"
#include "app/progress/progressreducer.h"

#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

using namespace slipway;

/// What was decoded beforehand must come to the same as the frames themselves.
class TestEventDecoder : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void sameAsTheFrames_data();
    void sameAsTheFrames();
    void anyMixtureIsTheSame();
    void whatIsALine_data();
    void whatIsALine();
    void linesShareTheirScript();
};

namespace {

struct Outcome
{
    ProgressReducer reducer;
    ProgressChanges changes;
};

sse::Event frame(const QByteArray &data, const QByteArray &id = {}, const QByteArray &type = "progress")
{
    return {type, data, id};
}

QByteArray logLine(qint64 seq, const QByteArray &script = "a.sh", const QByteArray &message = "text")
{
    return R"({"type":"log","message":")" + message + R"(","scriptName":")" + script +
           R"(","timestamp":"2026-11-21T16:37:26.805Z","seq":)" + QByteArray::number(seq) + "}";
}

const QByteArray kStep =
    R"({"type":"step","step":"syncing","percent":65,"message":"Running 1 setup scripts...",)"
    R"("scriptTotal":1,"scriptNames":["a.sh"],"timestamp":"2026-11-21T16:37:20.000Z","seq":1})";

// In batches of `batchSize` frames, as reads of the socket make them.
std::vector<DecodedPart> decoded(EventDecoder &decoder, const QList<sse::Event> &frames, int batchSize = 1000)
{
    std::vector<DecodedPart> parts;
    qsizetype count = 0;
    const auto takeBatch = [&] {
        const auto batch = std::static_pointer_cast<DecodedEvents>(decoder.takeBatch());
        count += batch->eventCount;
        std::move(batch->parts.begin(), batch->parts.end(), std::back_inserter(parts));
    };
    for (qsizetype i = 0; i < frames.size(); ++i) {
        const sse::Event &event = frames.at(i);
        decoder.take({event.type, event.data, event.lastEventId});
        if ((i + 1) % batchSize == 0)
            takeBatch();
    }
    takeBatch();
    [&] { QCOMPARE(count, frames.size()); }();
    return parts;
}

// The frames that the parts were made of.
QList<sse::Event> framesOf(const std::vector<DecodedPart> &parts)
{
    QList<sse::Event> frames;
    for (const DecodedPart &part : parts) {
        if (part.lines.isEmpty())
            frames.append(part.frame);
        for (qsizetype i = 0; i < part.lines.size(); ++i)
            frames.append(frameOf(part, i));
    }
    return frames;
}

// What stands between the quotes, also what must not. It is UTF-8: the parser of the stream sees to that.
QByteArray anyMessage(QRandomGenerator &random)
{
    static const QByteArrayList pieces = {R"(\u001b[31m)",
                                          R"(\u001B[0m)",
                                          "words",
                                          R"(\\)",
                                          R"(\")",
                                          R"(\t)",
                                          R"(\/)",
                                          "Grüße",
                                          "\xF0\x9F\x8E\x89",
                                          R"(\ufeff)",
                                          R"(\u00fc)",
                                          R"(\u20ac)",
                                          QByteArray(40, 'a'),
                                          QByteArray(1500, 'b'),
                                          "\xEF\xBB\xBF",
                                          R"(\ud83d)",
                                          R"(\u0000)",
                                          R"(\n)",
                                          R"(\x)",
                                          R"(\u12)",
                                          "\x01",
                                          "\""};
    const qsizetype usual = 13; // the others are not understood, or by the careful reader alone
    QByteArray message;
    for (int i = random.bounded(8); i > 0; --i)
        message += pieces.at(random.bounded(random.bounded(20) == 0 ? pieces.size() : usual));
    return message;
}

void compare(const QList<sse::Event> &frames, int batchSize = 1000)
{
    Outcome plain;
    plain.reducer.connectionOpened();
    for (const sse::Event &event : frames)
        plain.reducer.take(event, plain.changes);
    for (const bool wantsEvents : {false, true}) {
        Outcome decoded;
        decoded.reducer.connectionOpened();
        EventDecoder decoder;
        std::vector<DecodedPart> parts = ::decoded(decoder, frames, batchSize);
        QCOMPARE(framesOf(parts), frames);
        for (DecodedPart &part : parts)
            decoded.reducer.take(std::move(part), wantsEvents, decoded.changes);
        QCOMPARE(decoded.changes.lines, plain.changes.lines);
        QCOMPARE(decoded.changes.gaps, plain.changes.gaps);
        QCOMPARE(decoded.changes.stateChanged, plain.changes.stateChanged);
        QCOMPARE(toJson(decoded.reducer.state()), toJson(plain.reducer.state()));
        QCOMPARE(decoded.reducer.lastSeq(), plain.reducer.lastSeq());
        QCOMPARE(decoded.reducer.newEventsInConnection(), plain.reducer.newEventsInConnection());
        QCOMPARE(decoded.reducer.unreadable(), plain.reducer.unreadable());
        QCOMPARE(decoded.reducer.isDone(), plain.reducer.isDone());
        QCOMPARE(decoded.reducer.needsDecision(), plain.reducer.needsDecision());
        if (!wantsEvents)
            continue;
        QCOMPARE(decoded.changes.events.size(), plain.changes.events.size());
        for (qsizetype i = 0; i < plain.changes.events.size(); ++i) {
            QCOMPARE(decoded.changes.events.at(i).event, plain.changes.events.at(i).event);
            QCOMPARE(decoded.changes.events.at(i).json, plain.changes.events.at(i).json);
        }
    }
}

} // namespace

void TestEventDecoder::sameAsTheFrames_data()
{
    QTest::addColumn<QList<sse::Event>>("frames");
    const auto row = [](const char *name, const QList<sse::Event> &frames) { QTest::newRow(name) << frames; };
    row("no frame", {});
    row("a line first", {frame(logLine(1), "1")});
    row("lines after a step", {frame(kStep, "1"), frame(logLine(2), "2"), frame(logLine(3), "3")});
    row("a gap", {frame(kStep, "1"), frame(logLine(2), "2"), frame(logLine(7), "7")});
    row("repeated numbers",
        {frame(kStep, "1"), frame(logLine(2), "2"), frame(logLine(2), "2"), frame(logLine(3), "3")});
    row("another script", {frame(kStep, "1"), frame(logLine(2), "2"), frame(logLine(3, "b.sh"), "3")});
    row("a frame without id after a line",
        {frame(kStep, "1"), frame(logLine(2), "2"), frame(logLine(3), "3"),
         frame(R"({"type":"log","message":"no number","timestamp":"2026-11-21T16:37:26.805Z"})", "3")});
    row("an id that is not the number", {frame(kStep, "1"), frame(logLine(2), "9"), frame(logLine(3), "x")});
    row("an id that is the number in other words",
        {frame(kStep, "1"), frame(logLine(2), " 2"), frame(logLine(3), "+3"), frame(logLine(4), "04")});
    row("no id at all", {frame(kStep), frame(logLine(2)), frame(logLine(3))});
    row("snapshot ahead of the lines",
        {frame(R"({"step":"syncing","percent":70,"seenSteps":["syncing"],"isComplete":false,"isError":false,)"
               R"("errorMessage":null,"activeScript":"a.sh","startedAt":"2026-11-21T16:37:20.000Z","seq":3})",
               {}, "snapshot"),
         frame(kStep, "1"), frame(logLine(2), "2"), frame(logLine(3), "3"), frame(logLine(4), "4")});
    row("done", {frame(kStep, "1"), frame(logLine(2), "2"),
                 frame(R"({"type":"complete","percent":100,"message":"Container ready!","seq":3})", "3"),
                 frame(R"({"reason":"complete"})", "3", "done")});
    row("lines before anything is known", {frame(logLine(5), "5"), frame(logLine(6), "6")});
    row("colours between plain lines",
        {frame(kStep, "1"), frame(logLine(2), "2"),
         frame(logLine(3, "a.sh", R"(\u001b[31mred\u001B[0m \"q\" \\ \t Gr\u00fc\u00dfe und Grüße)"), "3"),
         frame(logLine(4, "a.sh", R"(\r)"), "4"), frame(logLine(5), "5"),
         frame(logLine(6, "a.sh", "\xEF\xBB\xBFtext"), "6")});
    row("nothing but escapes, a mark that is one",
        {frame(kStep, "1"), frame(logLine(2), "2"), frame(logLine(3, "a.sh", R"(\u001b[K)"), "3"),
         frame(logLine(4, "a.sh", R"(\ufefftext)"), "4"), frame(logLine(5, "a.sh", R"(te\ufeffxt)"), "5"),
         frame(logLine(6, "a.sh", R"(\u0000)"), "6"), frame(logLine(7, "a.sh", "\\u001b\x01"), "7"),
         frame(logLine(8, "a.sh", R"(\u001b[31m)" + QByteArray(3000, 'x') + R"(\u001b[0m)"), "8")});
    row("escapes, UTF-8, an empty text",
        {frame(kStep, "1"), frame(logLine(2, "a.sh", R"(a\nb)"), "2"),
         frame(logLine(3, "a.sh", R"(\u001b[31mred)"), "3"),
         frame(logLine(4, "a.sh", "Grüße \xF0\x9F\x8E\x89"), "4"), frame(logLine(5, "a.sh", ""), "5")});
}

void TestEventDecoder::sameAsTheFrames()
{
    QFETCH(const QList<sse::Event>, frames);
    compare(frames);
    compare(frames, 1);
    compare(frames, 2);
}

void TestEventDecoder::anyMixtureIsTheSame()
{
    QRandomGenerator random(20261130);
    for (int round = 0; round < 500 && !QTest::currentTestFailed(); ++round) {
        QList<sse::Event> frames;
        qint64 seq = 0;
        for (int i = 0; i < 30; ++i) {
            seq += random.bounded(8) == 0 ? random.bounded(4) : 1;
            const QByteArray id = random.bounded(10) == 0 ? QByteArray() : QByteArray::number(seq);
            switch (random.bounded(12)) {
            case 0:
                frames.append(
                    frame(QByteArray(kStep).replace("\"seq\":1", "\"seq\":" + QByteArray::number(seq)), id));
                break;
            case 1:
                frames.append(frame(
                    R"({"type":"log","message":"unnumbered","timestamp":"2026-11-21T16:37:27.000Z"})", id));
                break;
            case 2:
                frames.append(frame(R"({"time":"2026-11-21T16:37:39.394Z"})", id, "heartbeat"));
                break;
            case 3: {
                QByteArray broken = logLine(seq);
                broken[random.bounded(int(broken.size()))] = char(random.bounded(32, 127));
                frames.append(frame(broken, id));
                break;
            }
            case 4:
            case 5:
                frames.append(frame(logLine(seq, "a.sh", anyMessage(random)), id));
                break;
            default:
                frames.append(frame(logLine(seq, random.bounded(6) == 0 ? "b.sh" : "a.sh"), id));
            }
        }
        compare(frames, random.bounded(1, 31));
    }
}

void TestEventDecoder::whatIsALine_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<bool>("isLine");
    const auto row = [](const char *name, const QByteArray &json, bool isLine) {
        QTest::newRow(name) << json << isLine;
    };
    row("a line", logLine(7), true);
    row("no script", R"({"type":"log","message":"m","timestamp":"2026-11-21T16:37:26.805Z","seq":7})", true);
    row("other order", R"({"seq":7,"timestamp":"2026-11-21T16:37:26.805Z","message":"m","type":"log"})",
        true);
    row("no number", R"({"type":"log","message":"m","timestamp":"2026-11-21T16:37:26.805Z"})", false);
    row("number 0", logLine(0), false);
    row("number 07", R"({"type":"log","message":"m","timestamp":"2026-11-21T16:37:26.805Z","seq":07})",
        false);
    row("number 7.5", R"({"type":"log","message":"m","timestamp":"2026-11-21T16:37:26.805Z","seq":7.5})",
        false);
    row("a step", R"({"type":"step","message":"m","timestamp":"2026-11-21T16:37:26.805Z","seq":7})", false);
    row("a field twice",
        R"({"type":"log","type":"log","message":"m","timestamp":"2026-11-21T16:37:26.805Z","seq":7})", false);
    row("an empty field twice",
        R"({"message":"","message":"","type":"log","timestamp":"2026-11-21T16:37:26.805Z","seq":7})", false);
    row("an unknown field",
        R"({"type":"log","message":"m","level":"x","timestamp":"2026-11-21T16:37:26.805Z","seq":7})", false);
    row("a number as text", R"({"type":"log","message":5,"timestamp":"2026-11-21T16:37:26.805Z","seq":7})",
        false);
    row("escapes", logLine(7, "a.sh", R"(\u001b[31mred\u001B[0m \"\\\/\b\f\r\t\u20ac)"), true);
    row("an escape at either end", logLine(7, "a.sh", R"(\ta\t)"), true);
    row("an escaped line end", logLine(7, "a.sh", R"(a\nb)"), false);
    row("a line end in four digits", logLine(7, "a.sh", R"(a\u000ab)"), false);
    row("an escaped surrogate", logLine(7, "a.sh", R"(\ud83c\udf89)"), false);
    row("an escaped NUL", logLine(7, "a.sh", R"(\u0000)"), false);
    row("no such escape", logLine(7, "a.sh", R"(a\qb)"), false);
    row("three digits", logLine(7, "a.sh", R"(\u12)"), false);
    row("a sign among the digits", logLine(7, "a.sh", R"(\u-123)"), false);
    row("an escape in the script", logLine(7, R"(a\t.sh)"), false);
    row("U+FEFF at the beginning", logLine(7, "a.sh", "\xEF\xBB\xBFtext"), false);
    row("an escaped U+FEFF at the beginning", logLine(7, "a.sh", R"(\ufefftext)"), false);
    row("U+FEFF behind an escape", logLine(7, "a.sh", "\\t\xEF\xBB\xBFtext"), true);
    row("a control character", logLine(7, "a.sh", "a\tb"), false);
    row("a time of another form",
        R"({"type":"log","message":"m","timestamp":"2026-11-21T16:37:26Z","seq":7})", false);
    row("no such time", R"({"type":"log","message":"m","timestamp":"2026-13-21T16:37:26.805Z","seq":7})",
        false);
    row("white space", R"({ "type":"log","message":"m","timestamp":"2026-11-21T16:37:26.805Z","seq":7})",
        false);
    row("something behind", logLine(7) + "x", false);
    row("cut off", logLine(7).chopped(1), false);
    row("nothing", "", false);
}

void TestEventDecoder::whatIsALine()
{
    QFETCH(const QByteArray, json);
    QFETCH(const bool, isLine);
    EventDecoder decoder;
    // The second time the reader knows this kind of line.
    const QList<sse::Event> frames{frame(json, "7"), frame(json, "7")};
    const std::vector<DecodedPart> parts = decoded(decoder, frames);
    QCOMPARE(parts.size(), size_t(2));
    QCOMPARE(int(parts.front().lines.size()), isLine ? 1 : 0);
    QCOMPARE(int(parts.back().lines.size()), isLine ? 1 : 0);
    QCOMPARE(framesOf(parts), frames);
    // Cut anywhere it is none, and read nowhere beyond its end.
    for (qsizetype size = 0; isLine && size < json.size(); ++size) {
        const QByteArray part(json.constData(), size);
        QVERIFY(decoded(decoder, {frame(part, "7")}).front().lines.isEmpty());
    }
}

void TestEventDecoder::linesShareTheirScript()
{
    EventDecoder decoder;
    const auto parts = decoded(decoder, {frame(logLine(1), "1"), frame(logLine(2), "2")});
    QCOMPARE(parts.size(), size_t(1));
    const QList<LogLine> &lines = parts.front().lines;
    QCOMPARE(int(lines.size()), 2);
    QCOMPARE(lines.at(0).scriptName.constData(), lines.at(1).scriptName.constData());
}

QTEST_GUILESS_MAIN(TestEventDecoder)
#include "tst_eventdecoder.moc"
