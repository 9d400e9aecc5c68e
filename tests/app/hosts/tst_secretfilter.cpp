#include "app/hosts/scripts/secretfilter.h"

#include "app/hosts/scripts/helperscript.h"
#include <QByteArrayList>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>

using namespace slipway::hosts;

namespace {

struct Filtered
{
    QByteArray output;
    QByteArrayList secrets;
};

Filtered filter(const QByteArray &bytes, qsizetype chunk)
{
    Filtered result;
    SecretFilter filter([&](QByteArrayView out) { result.output.append(out); },
                        [&](const QByteArray &secret) { result.secrets.append(secret); });
    for (qsizetype at = 0; at < bytes.size(); at += chunk)
        filter.feed(QByteArrayView(bytes).sliced(at, std::min(chunk, bytes.size() - at)));
    filter.finish();
    return result;
}

} // namespace

class TestSecretFilter : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void rules_data();
    void rules();
    void aMarkWithoutEndIsBounded();
    void theHelpersAnnounceWhatTheyMake_data();
    void theHelpersAnnounceWhatTheyMake();
};

void TestSecretFilter::rules_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("output");
    QTest::addColumn<QByteArrayList>("secrets");
    const QByteArray mark = "\x1b_slipway-secret:" + QByteArray("geheim").toBase64() + "\x1b\\";
    const auto row = [](const char *name, const QByteArray &bytes, const QByteArray &output,
                        const QByteArrayList &secrets) { QTest::newRow(name) << bytes << output << secrets; };
    row("nothing", "", "", {});
    row("no mark", "a\nb\x1b[31mc\n", "a\nb\x1b[31mc\n", {});
    row("alone", mark, "", {"geheim"});
    row("in a line", "before" + mark + "after\n", "beforeafter\n", {"geheim"});
    row("two", mark + mark + "x", "x", {"geheim", "geheim"});
    row("ESC before it", "\x1b" + mark, "\x1b", {"geheim"});
    row("not base64", "\x1b_slipway-secret:!!!\x1b\\x", "\x1b_slipway-secret:!!!\x1b\\x", {});
    row("other APC", "\x1b_other\x1b\\x", "\x1b_other\x1b\\x", {});
    row("cut at the end", "x\x1b_slipway-sec", "x\x1b_slipway-sec", {});
    row("never closed, line goes on", "\x1b_slipway-secret:abc\nnext\n" + mark,
        "\x1b_slipway-secret:abc\nnext\n", {"geheim"});
}

void TestSecretFilter::rules()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, output);
    QFETCH(QByteArrayList, secrets);
    for (qsizetype chunk = 1; chunk <= std::max<qsizetype>(1, bytes.size()); ++chunk) {
        const Filtered result = filter(bytes, chunk);
        QCOMPARE(result.output, output);
        QCOMPARE(result.secrets, secrets);
    }
}

void TestSecretFilter::aMarkWithoutEndIsBounded()
{
    const QByteArray bytes = "\x1b_slipway-secret:" + QByteArray(1000000, 'A');
    QByteArray output;
    SecretFilter filter([&](QByteArrayView out) { output.append(out); },
                        [](const QByteArray &) { QFAIL("no secret"); });
    filter.feed(bytes);
    QVERIFY(bytes.size() - output.size() <= 2 * SecretFilter::kLongest);
    filter.finish();
    QCOMPARE(output, bytes);
}

void TestSecretFilter::theHelpersAnnounceWhatTheyMake_data()
{
    QTest::addColumn<QStringList>("shell");
    QTest::newRow("sh") << QStringList{QStringLiteral("sh")};
    QTest::newRow("bash") << QStringList{QStringLiteral("bash")};
    QTest::newRow("dash") << QStringList{QStringLiteral("dash")};
    QTest::newRow("busybox sh") << QStringList{QStringLiteral("busybox"), QStringLiteral("sh")};
}

void TestSecretFilter::theHelpersAnnounceWhatTheyMake()
{
    QFETCH(QStringList, shell);
    if (QStandardPaths::findExecutable(shell.first()).isEmpty())
        QSKIP("this shell is not installed");
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(shell.first(), shell.mid(1) + QStringList{QStringLiteral("-s")});
    QVERIFY(process.waitForStarted());
    process.write(helperScript() +
                  "set -eu\nlog_info start\nvalue=$(generate_password 31)\necho \"it is $value\"\n"
                  "[ \"$(_slipway_quoted \"it's\")\" = \"'it'\\\\''s'\" ]\nlog_error end\n");
    process.closeWriteChannel();
    QVERIFY(process.waitForFinished(30000));
    const Filtered result = filter(process.readAll(), 7);
    QCOMPARE(process.exitCode(), 0);
    QCOMPARE(result.secrets.size(), 1);
    QCOMPARE(result.secrets.first().size(), 31);
    QCOMPARE(result.output, "[INFO   ] start\nit is " + result.secrets.first() + "\n[ERROR  ] end\n");
}

QTEST_GUILESS_MAIN(TestSecretFilter)
#include "tst_secretfilter.moc"
