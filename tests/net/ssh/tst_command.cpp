#include "net/ssh/command.h"
#include <QProcess>
#include <QTest>

using namespace slipway::ssh;

class TestCommand : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void quoting_data();
    void quoting();
    void everyByteSurvivesAShell();
    void lines();
    void refused_data();
    void refused();
};

void TestCommand::quoting_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<QByteArray>("quoted");
    const auto row = [](const QByteArray &word, const QByteArray &quoted) {
        QTest::newRow(quoted.constData()) << word << quoted;
    };
    row("plain-1.2_x/y:z", "plain-1.2_x/y:z");
    row("", "''");
    row("two words", "'two words'");
    row("it's", "'it'\\''s'");
    row("'", "''\\'''");
    row("$(reboot)", "'$(reboot)'");
    row("a;b", "'a;b'");
    row("~root", "'~root'");
    row("A=b", "'A=b'");
    row("*", "'*'");
    row("\xc3\xbc", "'\xc3\xbc'");
}

void TestCommand::quoting()
{
    QFETCH(QByteArray, word);
    QTEST(shellQuote(word), "quoted");
}

void TestCommand::everyByteSurvivesAShell()
{
    QByteArrayList words;
    for (int c = 1; c < 256; ++c)
        words.append(QByteArray(1, char(c)) + QByteArray(1, char(c)) + QByteArray("'") +
                     QByteArray(1, char(c)));
    words.append("-n");
    words.append("\n\n");
    const Command command(QByteArrayList{"printf", "%s\\0"} + words);
    QVERIFY(command.isValid());
    QProcess shell;
    shell.start(QStringLiteral("/bin/sh"), {QStringLiteral("-s")});
    shell.write(command.line());
    shell.closeWriteChannel();
    QVERIFY(shell.waitForFinished());
    QCOMPARE(shell.readAllStandardOutput(), words.join('\0') + '\0');
}

void TestCommand::lines()
{
    QCOMPARE(Command({"pct", "exec", "100", "--", "echo", "a b"}).line(), "pct exec 100 -- echo 'a b'");
    QCOMPARE(Command(QStringList{QStringLiteral("echo"), QStringLiteral("ü")}).line(), "echo '\xc3\xbc'");
    QCOMPARE(Command::raw("a | b").line(), "a | b");
    QVERIFY(Command::raw("a | b").isValid());
}

void TestCommand::refused_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("blank") << QByteArray(" \n");
    QTest::newRow("NUL") << QByteArray("echo a\0b", 8);
    QTest::newRow("128 KiB") << QByteArray(128 * 1024, 'a');
}

void TestCommand::refused()
{
    QFETCH(QByteArray, line);
    QVERIFY(!Command::raw(line).isValid());
}

QTEST_GUILESS_MAIN(TestCommand)
#include "tst_command.moc"
