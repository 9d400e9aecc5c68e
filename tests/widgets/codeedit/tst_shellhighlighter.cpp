#include "widgets/codeedit/codeedit.h"
#include "widgets/codeedit/shellhighlighter.h"

#include <QRegularExpression>
#include <QTest>
#include <QTextLayout>

using namespace slipway::codeedit;
using namespace Qt::Literals::StringLiterals;

/// Colours of a shell script, line by line. A row shows each piece as LETTER[text]: c comment, s string,
/// v variable, k keyword, h here-document.
class TestShellHighlighter : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void lines_data();
    void lines();
    void editingReachesTheLinesBelow();
    void anyBytesEnd();
};

void TestShellHighlighter::lines_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *script, const char *expected) {
        QTest::newRow(QByteArray(script).replace('\n', " / ").replace('\t', "TAB").constData())
            << QString::fromUtf8(script) << QString::fromUtf8(expected);
    };
    row("echo a # b", "echo a c[# b]");
    row("echo a#b", "echo a#b");
    row("echo $#", "echo v[$#]");
    row("echo ${#x}", "echo v[${#x}]");
    row("if true; then", "k[if] true; k[then]");
    row("iffy then-some", "iffy then-some");
    row("echo 'a $b' $c", "echo s['a $b'] v[$c]");
    row("echo \"a $b\"", "echo s[\"a ]v[$b]s[\"]");
    row("echo \"a \\\" b\"", "echo s[\"a \\\" b\"]");
    row("echo \\\"x # c", "echo \\\"x c[# c]");
    row("echo 'a\nb' c", "echo s['a]\ns[b'] c");
    row("echo \"a\nif # b\" c", "echo s[\"a]\ns[if # b\"] c");
    row("cat <<E\n$x # y\nE\necho", "cat k[<<E]\nh[$x # y]\nk[E]\necho");
    row("cat >f <<'END'\n END\nEND\ndone", "cat >f k[<<'END']\nh[ END]\nk[END]\nk[done]");
    row("cat <<-E\n\tE\nfi", "cat k[<<-E]\nk[\tE]\nk[fi]");
    row("cat <<<$x", "cat <<<v[$x]");
    row("echo \"", "echo s[\"]");
    row("\\", "\\");
}
void TestShellHighlighter::lines()
{
    QFETCH(QString, script);
    QFETCH(QString, expected);
    QStringList out;
    ShellState state;
    for (const QString &line : script.split(u'\n')) {
        const ShellLine read = shellLine(line, state);
        QString text;
        qsizetype at = 0;
        for (const ShellSpan &span : read.spans) {
            QVERIFY(span.from >= at && span.from + span.length <= line.size());
            text += line.mid(at, span.from - at) + u"csvkh"_s.at(static_cast<int>(span.token)) + u'[' +
                    line.mid(span.from, span.length) + u']';
            at = span.from + span.length;
        }
        out.append(text + line.mid(at));
        state = read.state;
    }
    QCOMPARE(out.join(u'\n'), expected);
}

void TestShellHighlighter::editingReachesTheLinesBelow()
{
    CodeEdit edit;
    edit.setPlainText(u"echo a\necho b\n# c\n"_s);
    const auto formats = [&edit](int block) {
        return edit.document()->findBlockByNumber(block).layout()->formats().size();
    };
    QTRY_COMPARE(formats(2), 1);
    QCOMPARE(formats(1), 0);
    edit.moveCursor(QTextCursor::Start);
    edit.insertPlainText(u"'"_s); // opens a string over all lines
    QTRY_COMPARE(formats(1), 1);
    edit.textCursor().deletePreviousChar();
    QTRY_COMPARE(formats(1), 0);
}

void TestShellHighlighter::anyBytesEnd()
{
    const QString letters = u"'\"\\$#<{}E -\t(a"_s;
    quint32 random = 1;
    ShellState state;
    for (int i = 0; i < 20'000; ++i) {
        QString line;
        for (int n = i % 13; n > 0; --n) {
            random = random * 1664525U + 1013904223U;
            line += letters.at(static_cast<int>((random >> 16) % static_cast<quint32>(letters.size())));
        }
        const ShellLine read = shellLine(line, state);
        qsizetype at = 0;
        for (const ShellSpan &span : read.spans) {
            QVERIFY2(span.length > 0 && span.from >= at && span.from + span.length <= line.size(),
                     qPrintable(line));
            at = span.from + span.length;
        }
        state = i % 50 == 0 ? ShellState() : read.state;
    }
}

QTEST_MAIN(TestShellHighlighter)
#include "tst_shellhighlighter.moc"
