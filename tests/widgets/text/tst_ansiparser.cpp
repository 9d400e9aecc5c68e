#include "widgets/text/ansiparser.h"

#include <QTest>

using namespace slipway::text;

namespace {

QByteArray colorName(TextColor color)
{
    switch (color.kind()) {
    case TextColor::Kind::Default:
        return "-";
    case TextColor::Kind::Indexed:
        return QByteArray::number(color.index());
    case TextColor::Kind::Rgb:
        return '#' + QByteArray::number(color.rgbValue(), 16).rightJustified(6, '0');
    }
    return "?";
}

/// "plain{bold red}text": a style as {fg bg attributes}, {} for the default.
QByteArray styleName(const TextStyle &style)
{
    if (style.isDefault())
        return "{}";
    QByteArray name = '{' + colorName(style.foreground) + ' ' + colorName(style.background);
    const char letters[] = "bdiursh";
    for (int i = 0; i < 7; ++i) {
        if (style.attributes & (1 << i))
            name += letters[i];
    }
    return name + '}';
}

QByteArray render(const AnsiText &parsed)
{
    QByteArray out;
    qsizetype at = 0;
    for (const StyleRun &run : parsed.runs) {
        out += parsed.text.mid(at, run.start - at) + styleName(run.style);
        at = run.start;
    }
    return out + parsed.text.mid(at);
}

/// What several pieces give, as if they had been one.
AnsiText parse(AnsiParser &parser, const QList<QByteArray> &pieces)
{
    AnsiText all;
    for (const QByteArray &piece : pieces) {
        const AnsiText part = parser.feed(piece);
        for (StyleRun run : part.runs) {
            run.start += all.text.size();
            if (!all.runs.isEmpty() && all.runs.last().start == run.start)
                all.runs.last() = run;
            else
                all.runs.append(run);
        }
        all.text += part.text;
    }
    return all;
}

} // namespace

class TestAnsiParser : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void sequences_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, QByteArray input, QByteArray expected) {
            QTest::newRow(name) << input << expected;
        };
        row("plain", "hello", "hello");
        row("tab is text", "a\tb", "a\tb");
        row("UTF-8 of two, three and four bytes", "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80",
            "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80");
        row("no-break space is C2 A0, not C1",
            "a\xc2\xa0"
            "b",
            "a\xc2\xa0"
            "b");
        row("red", "\x1b[31mred", "{1 -}red");
        row("bright", "\x1b[91;104mx", "{9 12}x");
        row("background", "\x1b[42mx", "{- 2}x");
        row("reset by 0", "\x1b[31ma\x1b[0mb", "{1 -}a{}b");
        row("reset by empty", "\x1b[31ma\x1b[mb", "{1 -}a{}b");
        row("empty parameter is 0", "\x1b[31ma\x1b[;1mb", "{1 -}a{- -b}b");
        row("all attributes", "\x1b[1;2;3;4;7;9;8mx", "{- -bdiursh}x");
        row("attributes off", "\x1b[1;2;3;4;7;8;9m\x1b[22;23;24;27;28;29mx", "{}x");
        row("bold off is dim off", "\x1b[1;2ma\x1b[22mb", "{- -bd}a{}b");
        row("default colours", "\x1b[31;42ma\x1b[39mb\x1b[49mc", "{1 2}a{- 2}b{}c");
        row("256 with ;", "\x1b[38;5;208mx", "{208 -}x");
        row("256 with :", "\x1b[38:5:208mx", "{208 -}x");
        row("24 bits with ;", "\x1b[38;2;1;2;3mx", "{#010203 -}x");
        row("24 bits with : and colour space", "\x1b[38:2::1:2:3mx", "{#010203 -}x");
        row("24 bits with : without colour space", "\x1b[48:2:1:2:3mx", "{- #010203}x");
        row("what follows a colour counts", "\x1b[38;5;1;1;48;2;9;9;9;3mx", "{1 #090909bi}x");
        row("256 out of range", "\x1b[38;5;256mx", "x");
        row("24 bits out of range", "\x1b[38;2;1;2;999mx", "x");
        row("colour cut short", "\x1b[38;5mx", "x");
        row("colour cut shorter", "\x1b[38mx", "x");
        row("curly underline", "\x1b[4:3mx\x1b[4:0my", "{- -u}x{}y");
        row("colour of the underline is consumed", "\x1b[58;2;1;2;3;1mx", "{- -b}x");
        row("unknown code", "\x1b[73;31mx", "{1 -}x");
        row("private SGR is none", "\x1b[?31mx\x1b[>4;2my", "xy");
        row("intermediate byte is none", "\x1b[31 mx", "x");
        row("cursor movement", "a\x1b[2Ab\x1b[10;20Hc\x1b[Kd\x1b[2Je", "abcde");
        row("modes", "\x1b[?25l\x1b[?1049hx\x1b[?25h", "x");
        row("control inside a CSI", "\x1b[3\r1mx", "{1 -}x");
        row("CAN ends a CSI", "\x1b[31\x18mx", "mx");
        row("ESC restarts", "\x1b[31\x1b[32mx", "{2 -}x");
        row("letter outside ASCII breaks a CSI off", "\x1b[3\xc3\xa9x", "\xc3\xa9x");
        row("title, BEL",
            "a\x1b]0;evil\x07"
            "b",
            "ab");
        row("title, ST", "a\x1b]2;evil\x1b\\b", "ab");
        row("OSC 8 link", "\x1b]8;;http://x.invalid\x1b\\link\x1b]8;;\x1b\\!", "link!");
        row("OSC 52 clipboard",
            "a\x1b]52;c;ZXZpbA==\x07"
            "b",
            "ab");
        row("OSC ended by C1 ST",
            "a\x1b]0;x\xc2\x9c"
            "b",
            "ab");
        row("OSC ended by another sequence", "a\x1b]0;x\x1b[31mb", "a{1 -}b");
        row("UTF-8 in an OSC",
            "a\x1b]0;\xc3\xa9\xe2\x82\xac\x07"
            "b",
            "ab");
        row("DCS", "a\x1bPq#0;2;0;0;0\x1b\\b", "ab");
        row("BEL does not end a DCS", "a\x1bPx\x07y\x1b\\b", "ab");
        row("APC, PM, SOS", "a\x1b_x\x1b\\b\x1b^x\x1b\\c\x1bXx\x1b\\d", "abcd");
        row("charset", "a\x1b(0b\x1b)Bc", "abc");
        row("two-character escapes",
            "a\x1b"
            "7b\x1b"
            "8c\x1b=d\x1b>e\x1bMf",
            "abcdef");
        row("full reset",
            "\x1b[31ma\x1b"
            "cb",
            "{1 -}a{}b");
        row("C1 CSI",
            "\xc2\x9b"
            "31mx",
            "{1 -}x");
        row("C1 OSC",
            "a\xc2\x9d"
            "0;t\x07"
            "b",
            "ab");
        row("other C1",
            "a\xc2\x85"
            "b\xc2\x84"
            "c",
            "abc");
        row("controls",
            QByteArray("a\0b\x07"
                       "c\x08"
                       "d\re\x7f"
                       "f\x0b",
                       13),
            "abcdef");
        row("lone C2",
            "a\xc2"
            "b",
            "ab");
        row("two styles at one place are one run", "\x1b[1m\x1b[31mx", "{1 -b}x");
        row("unfinished CSI", "a\x1b[31", "a");
        row("unfinished OSC", "a\x1b]0;title", "a");
        row("huge number", "\x1b[99999999999999999999mx\x1b[31my", "x{1 -}y");
        row("parameters past the limit", "\x1b[" + QByteArray("1;").repeated(5000) + "31mx", "{- -b}x");
    }

    void sequences()
    {
        QFETCH(QByteArray, input);
        QFETCH(QByteArray, expected);
        AnsiParser parser;
        QCOMPARE(render(parser.feed(input)), expected);

        const qsizetype last = std::min<qsizetype>(input.size(), 200);
        for (qsizetype cut = 0; cut <= last; ++cut) {
            AnsiParser cutParser;
            const QByteArray got = render(parse(cutParser, {input.first(cut), input.sliced(cut)}));
            QVERIFY2(got == expected,
                     qPrintable(QStringLiteral("cut at %1: %2").arg(cut).arg(QString::fromUtf8(got))));
        }
        QList<QByteArray> bytes;
        for (const char byte : input)
            bytes.append(QByteArray(1, byte));
        AnsiParser byteParser;
        QCOMPARE(render(parse(byteParser, bytes)), expected);
    }

    void styleLivesAcrossLines()
    {
        AnsiParser parser;
        parser.feed("\x1b[1;31mone");
        parser.endLine();
        const AnsiText second = parser.feed("two\x1b[0m");
        QCOMPARE(second.text, "two");
        QCOMPARE(parser.style(), TextStyle{});
        QCOMPARE(second.runs.size(), 1);
        QCOMPARE(second.runs.first().start, 3);
    }

    void sequenceEndsWithItsLine_data()
    {
        QTest::addColumn<QByteArray>("unfinished");
        QTest::newRow("escape") << QByteArray("\x1b");
        QTest::newRow("CSI") << QByteArray("\x1b[3");
        QTest::newRow("OSC") << QByteArray("\x1b]0;never ends");
        QTest::newRow("DCS") << QByteArray("\x1bPnever ends");
        QTest::newRow("charset") << QByteArray("\x1b(");
        QTest::newRow("C2") << QByteArray("\xc2");
    }

    void sequenceEndsWithItsLine()
    {
        QFETCH(QByteArray, unfinished);
        AnsiParser parser;
        QCOMPARE(parser.feed("a" + unfinished).text, "a");
        parser.endLine();
        QCOMPARE(parser.feed("1mnext line is whole").text, "1mnext line is whole");
    }

    void bombsAreLinear_data()
    {
        QTest::addColumn<QByteArray>("bomb");
        constexpr int Size = 4'000'000;
        QTest::newRow("parameters") << "\x1b[" + QByteArray("1;").repeated(Size / 2);
        QTest::newRow("digits") << "\x1b[" + QByteArray(Size, '9');
        QTest::newRow("OSC without end") << "\x1b]0;" + QByteArray(Size, 'x');
        QTest::newRow("styles") << QByteArray("\x1b[31m\x1b[0m").repeated(Size / 9);
        QTest::newRow("escapes") << QByteArray(Size, '\x1b');
        QTest::newRow("intermediates") << "\x1b" + QByteArray(Size, ' ');
        QTest::newRow("lead bytes") << QByteArray(Size, '\xc2');
    }

    void bombsAreLinear()
    {
        QFETCH(QByteArray, bomb);
        AnsiParser parser;
        QElapsedTimer clock;
        clock.start();
        const AnsiText parsed = parser.feed(bomb);
        QVERIFY(parsed.text.isEmpty());
        QVERIFY(parsed.runs.size() <= 1);
        QVERIFY2(clock.elapsed() < 5000, "four megabytes take milliseconds unless something is quadratic");
        parser.endLine();
        QCOMPARE(parser.feed("still here").text, "still here");
    }

    void longPlainTextIsUntouched()
    {
        QByteArray text;
        for (int i = 0; i < 100'000; ++i)
            text += i % 50 == 0 ? "\xe2\x82\xac" : "abcdefgh\t";
        AnsiParser parser;
        QCOMPARE(parser.feed(text).text, text);
    }
};

QTEST_GUILESS_MAIN(TestAnsiParser)
#include "tst_ansiparser.moc"
