#include "app/jobs/linesplitter.h"

#include <QRegularExpression>
#include <QTest>

using namespace slipway;

namespace {

QByteArrayList split(const QByteArray &bytes, qsizetype chunk, qsizetype cap = LineSplitter::kDefaultCap)
{
    QByteArrayList lines;
    LineSplitter splitter([&](const QByteArray &line) { lines.append(line); }, cap);
    for (qsizetype at = 0; at < bytes.size(); at += chunk)
        splitter.feed(QByteArrayView(bytes).sliced(at, std::min(chunk, bytes.size() - at)));
    splitter.finish();
    return lines;
}

} // namespace

class TestLineSplitter : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void rules_data();
    void rules();
    void partsOfALongLineJoinToTheWhole();
    void aPartEndsNeitherInACharacterNorInASequence();
    void aHundredMegabytesWithoutLineEnd();
};

void TestLineSplitter::rules_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArrayList>("lines");
    const auto row = [](const char *name, const QByteArray &bytes, const QByteArrayList &lines) {
        QTest::newRow(name) << bytes << lines;
    };
    row("nothing", "", {});
    row("LF", "a\nb\n", {"a", "b"});
    row("CR LF", "a\r\nb\r\n", {"a", "b"});
    row("CR CR LF", "a\r\r\nb", {"a", "b"});
    row("no line end at the end", "a\nb", {"a", "b"});
    row("empty lines", "\n\r\n\n", {"", "", ""});
    row("progress bar, LF", "10%\r50%\r100%\n", {"100%"});
    row("progress bar, CR first", "\r 10%\r 90%", {" 90%"});
    row("progress bar, ends in CR LF", "\r10%\r20%\r\ndone\n", {"20%", "done"});
    row("CR at the very end", "abc\r", {"abc"});
    row("spinner of backspaces", "work |\b/\b-\b\\\b done\n", {"work  done"});
    row("backspace at the start", "\b\bx\n", {"x"});
    row("backspace takes a whole character", "a\xc3\xa4\b!\n", {"a!"});
    row("two, three, four bytes", "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x9a\x80\n",
        {"\xc3\xa4 \xe2\x82\xac \xf0\x9f\x9a\x80"});
    row("lone continuation", "a\x80z\n", {"a\xef\xbf\xbdz"});
    row("cut sequence before ASCII", "\xe2\x82z\n", {"\xef\xbf\xbdz"});
    row("cut sequence before LF", "\xe2\x82\nz\n", {"\xef\xbf\xbd", "z"});
    row("cut sequence at the end", "a\xf0\x9f\x9a", {"a\xef\xbf\xbd"});
    row("overlong", "\xc0\xaf\n", {"\xef\xbf\xbd\xef\xbf\xbd"});
    row("surrogate", "\xed\xa0\x80\n", {"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"});
    row("past U+10FFFF", "\xf4\x90\x80\x80\n", {"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"});
    row("sequence broken by a new lead", "\xe2\xc3\xa4\n", {"\xef\xbf\xbd\xc3\xa4"});
    row("C1 control",
        "a\xc2\x9b"
        "31mz\n",
        {"a\xef\xbf\xbd"
         "31mz"});
    row("NUL goes", QByteArray("a\0b\n", 4), {"ab"});
    row("C0 is shown", "a\x01\x07\x0b\x7fz\n", {"a\xe2\x90\x81\xe2\x90\x87\xe2\x90\x8b\xe2\x90\xa1z"});
    row("TAB and SGR stay", "\t\x1b[31mred\x1b[0m\n", {"\t\x1b[31mred\x1b[0m"});
    row("OSC ended by BEL", "\x1b]0;title\x07text\n", {"\x1b]0;title\x1b\\text"});
    row("OSC ended by ST", "\x1b]0;t\x1b\\x\x07\n", {"\x1b]0;t\x1b\\x\xe2\x90\x87"});
}

void TestLineSplitter::rules()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArrayList, lines);
    for (qsizetype chunk = 1; chunk <= std::max<qsizetype>(1, bytes.size()); ++chunk)
        QCOMPARE(split(bytes, chunk), lines);
}

void TestLineSplitter::partsOfALongLineJoinToTheWhole()
{
    QByteArray text;
    for (int i = 0; text.size() < 100000; ++i)
        text += QByteArray::number(i) + "\xe2\x82\xac";
    for (const qsizetype chunk : {qsizetype(1), qsizetype(7), qsizetype(4096), text.size()}) {
        const QByteArrayList lines = split(text + "\nnext\n", chunk, 1000);
        QCOMPARE(lines.last(), QByteArray("next"));
        QByteArray joined = lines.first();
        for (qsizetype i = 1; i < lines.size() - 1; ++i) {
            QVERIFY(lines.at(i).startsWith(LineSplitter::kContinuation));
            QVERIFY(lines.at(i).size() <= 1000);
            joined += lines.at(i).sliced(qsizetype(sizeof LineSplitter::kContinuation) - 1);
        }
        QCOMPARE(joined, text);
    }
}

void TestLineSplitter::aPartEndsNeitherInACharacterNorInASequence()
{
    for (qsizetype before = 100; before < 140; ++before) {
        const QByteArray text =
            QByteArray(before, 'x') + "\x1b[38;5;196m\xf0\x9f\x9a\x80" + QByteArray(50, 'y');
        const QByteArrayList lines = split(text, 3, 130);
        QCOMPARE(lines.size(), 2);
        for (const QByteArray &line : lines) {
            QVERIFY(QString::fromUtf8(line).toUtf8() == line && !line.contains("\xef\xbf\xbd"));
            QCOMPARE(line.count("\x1b["), line.count("\x1b[38;5;196m"));
        }
    }
}

void TestLineSplitter::aHundredMegabytesWithoutLineEnd()
{
    constexpr qsizetype kChunk = 64 * 1024;
    constexpr qsizetype kChunks = 1600; // 100 MiB
    qint64 bytes = 0;
    qsizetype longest = 0;
    int lines = 0;
    LineSplitter splitter([&](const QByteArray &line) {
        ++lines;
        bytes += line.size() - (lines > 1 ? qsizetype(sizeof LineSplitter::kContinuation) - 1 : 0);
        longest = std::max(longest, line.size());
    });
    const QByteArray chunk(kChunk, 'z');
    for (qsizetype i = 0; i < kChunks; ++i)
        splitter.feed(chunk);
    splitter.finish();
    QCOMPARE(bytes, qint64(kChunk * kChunks));
    QVERIFY(longest <= LineSplitter::kDefaultCap);
}

QTEST_GUILESS_MAIN(TestLineSplitter)
#include "tst_linesplitter.moc"
