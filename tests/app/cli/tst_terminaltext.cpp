#include "app/cli/terminaltext.h"
#include <QTest>
#include <clocale>

using namespace slipway::cli;
using namespace Qt::Literals::StringLiterals;

class TestTerminalText : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { std::setlocale(LC_ALL, "C.UTF-8"); }
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void makesSafe_data();
    void makesSafe();
    void neverLetsAControlThrough();
    void measures_data();
    void measures();
    void elides_data();
    void elides();
};

void TestTerminalText::makesSafe_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("withColors");
    QTest::addColumn<QString>("without");
    QTest::newRow("plain") << u"hello"_s << u"hello"_s << u"hello"_s;
    QTest::newRow("empty") << QString() << QString() << QString();
    QTest::newRow("colour") << u"\x1b[31mred"_s << u"\x1b[31mred\x1b[0m"_s << u"red"_s;
    QTest::newRow("true colour with colons")
        << u"\x1b[38:2::1:2:3mx"_s << u"\x1b[38:2::1:2:3mx\x1b[0m"_s << u"x"_s;
    QTest::newRow("cursor up") << u"a\x1b[5Ab"_s << u"ab"_s << u"ab"_s;
    QTest::newRow("private mode") << u"a\x1b[?1049hb"_s << u"ab"_s << u"ab"_s;
    QTest::newRow("private m is not SGR") << u"a\x1b[>4mb"_s << u"ab"_s << u"ab"_s;
    QTest::newRow("window title, BEL") << u"a\x1b]0;owned\ab"_s << u"ab"_s << u"ab"_s;
    QTest::newRow("clipboard, ST") << u"a\x1b]52;c;Zm9v\x1b\\b"_s << u"ab"_s << u"ab"_s;
    QTest::newRow("unfinished title") << u"a\x1b]0;never ends"_s << u"a"_s << u"a"_s;
    QTest::newRow("unfinished CSI") << u"a\x1b[31"_s << u"a"_s << u"a"_s;
    QTest::newRow("ESC at the end") << u"a\x1b"_s << u"a"_s << u"a"_s;
    QTest::newRow("charset") << u"a\x1b(0b"_s << u"ab"_s << u"ab"_s;
    QTest::newRow("C1 CSI") << u"a\x9b"
                               "31mb"_s
                            << u"ab"_s << u"ab"_s;
    QTest::newRow("device control") << u"a\x1bPq#0\x1b\\b"_s << u"ab"_s << u"ab"_s;
    QTest::newRow("bell and backspace") << u"a\a\bb\x7f"_s << u"ab"_s << u"ab"_s;
    QTest::newRow("line break") << u"a\r\nb"_s << u"ab"_s << u"ab"_s;
    QTest::newRow("tab") << u"ab\tc"_s << u"ab      c"_s << u"ab      c"_s;
}

void TestTerminalText::makesSafe()
{
    QFETCH(QString, text);
    QFETCH(QString, withColors);
    QFETCH(QString, without);
    QCOMPARE(terminalSafe(text, Colors::Keep), withColors);
    QCOMPARE(terminalSafe(text, Colors::Remove), without);
}

void TestTerminalText::neverLetsAControlThrough()
{
    for (char16_t c = 0; c < 0xa0; ++c) {
        for (char16_t next = 0; next < 0xa0; ++next) {
            const QString text = u"a"_s + QChar(u'\x1b') + QChar(c) + QChar(next) + u"b"_s;
            const QString safe = terminalSafe(text, Colors::Remove);
            for (const QChar left : safe)
                QVERIFY2(left >= u' ' && !(left >= u'\x7f' && left <= u'\x9f'),
                         qPrintable(QString::number(c) + u' ' + QString::number(next)));
        }
    }
}

void TestTerminalText::measures_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("width");
    QTest::newRow("empty") << QString() << 0;
    QTest::newRow("ascii") << u"abc"_s << 3;
    QTest::newRow("umlaut") << u"größe"_s << 5;
    QTest::newRow("colour") << u"\x1b[1;31mabc\x1b[0m"_s << 3;
    QTest::newRow("wide") << u"日本"_s << 4;
    QTest::newRow("emoji") << u"🚀"_s << 2;
    QTest::newRow("combining") << u"e\u0301"_s << 1;
}

void TestTerminalText::measures()
{
    QFETCH(QString, text);
    QFETCH(int, width);
    QCOMPARE(displayWidth(text), width);
}

void TestTerminalText::elides_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("columns");
    QTest::addColumn<QString>("expected");
    QTest::newRow("fits") << u"abc"_s << 3 << u"abc"_s;
    QTest::newRow("cut") << u"abcd"_s << 3 << u"ab…"_s;
    QTest::newRow("one column") << u"abcd"_s << 1 << u"…"_s;
    QTest::newRow("wide not halved") << u"日本語"_s << 4 << u"日…"_s;
    QTest::newRow("surrogates not halved") << u"🚀🚀🚀"_s << 4 << u"🚀…"_s;
    QTest::newRow("colour is closed") << u"\x1b[31mabcd"_s << 3 << u"\x1b[31mab…\x1b[0m"_s;
}

void TestTerminalText::elides()
{
    QFETCH(QString, text);
    QFETCH(int, columns);
    QFETCH(QString, expected);
    QCOMPARE(elided(text, columns), expected);
    QVERIFY(displayWidth(elided(text, columns)) <= columns);
}

QTEST_GUILESS_MAIN(TestTerminalText)
#include "tst_terminaltext.moc"
