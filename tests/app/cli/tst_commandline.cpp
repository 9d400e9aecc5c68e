#include "app/cli/commandline.h"
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace slipway::cli;
using namespace Qt::Literals::StringLiterals;

class TestCommandLine : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void refuses_data();
    void refuses();
    void optionsBeforeAndAfterTheCommand();
    void serverFromTheEnvironment();
    void tokenBecomesAHeader();
    void tokenGoesOnlyToItsOwnServer_data();
    void tokenGoesOnlyToItsOwnServer();
    void headerKeepsItsValue();
    void specFromOptions();
    void specFromFileChangedByOptions();
    void eventsTakesAPathOfTheServer();
    void everyCommandIsInTheUsageText();

private:
    QString write(const QString &name, const QByteArray &content);
    QTemporaryDir m_dir;
};

void TestCommandLine::init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

QString TestCommandLine::write(const QString &name, const QByteArray &content)
{
    QFile file(m_dir.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write a test file");
    return file.fileName();
}

void TestCommandLine::refuses_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("word"); // that the message must hold
    const QString server = u"--server=http://127.0.0.1:1"_s;
    QTest::newRow("nothing") << QStringList{} << u"command"_s;
    QTest::newRow("unknown command") << QStringList{u"make"_s} << u"make"_s;
    QTest::newRow("unknown option") << QStringList{u"list"_s, u"--colour"_s} << u"colour"_s;
    QTest::newRow("no server") << QStringList{u"list"_s} << u"--server"_s;
    QTest::newRow("server without scheme")
        << QStringList{u"list"_s, u"--server=localhost:80"_s} << u"localhost:80"_s;
    QTest::newRow("server is a file")
        << QStringList{u"list"_s, u"--server=file:///etc/passwd"_s} << u"file:"_s;
    QTest::newRow("option of another command")
        << QStringList{u"list"_s, server, u"--follow"_s} << u"follow"_s;
    QTest::newRow("list with an argument") << QStringList{u"list"_s, server, u"x"_s} << u"no argument"_s;
    QTest::newRow("show without id") << QStringList{u"show"_s, server} << u"ID"_s;
    QTest::newRow("show with two ids") << QStringList{u"show"_s, server, u"a"_s, u"b"_s} << u"ID"_s;
    QTest::newRow("id that climbs up") << QStringList{u"show"_s, server, u"../x"_s} << u"../x"_s;
    QTest::newRow("id with a space") << QStringList{u"show"_s, server, u"a b"_s} << u"a b"_s;
    QTest::newRow("create without hostname") << QStringList{u"create"_s, server} << u"--hostname"_s;
    QTest::newRow("hostname with spaces")
        << QStringList{u"create"_s, server, u"--hostname=my host"_s} << u"hostname"_s;
    QTest::newRow("cores not a number")
        << QStringList{u"create"_s, server, u"--hostname=a"_s, u"--cores=two"_s} << u"two"_s;
    QTest::newRow("cores zero") << QStringList{u"create"_s, server, u"--hostname=a"_s, u"--cores=0"_s}
                                << u"1 to 128"_s;
    QTest::newRow("cores not whole") << QStringList{u"create"_s, server, u"--hostname=a"_s, u"--cores=1.5"_s}
                                     << u"1.5"_s;
    QTest::newRow("script missing") << QStringList{u"create"_s, server, u"--hostname=a"_s,
                                                   u"--script=/nonexistent/x.sh"_s}
                                    << u"/nonexistent/x.sh"_s;
    QTest::newRow("spec missing") << QStringList{u"create"_s, server, u"--spec=/nonexistent/x"_s}
                                  << u"/nonexistent/x"_s;
    QTest::newRow("json and human") << QStringList{u"list"_s, server, u"--json"_s, u"--human"_s}
                                    << u"--human"_s;
    QTest::newRow("events without url") << QStringList{u"events"_s} << u"URL"_s;
    QTest::newRow("events with a word") << QStringList{u"events"_s, u"nonsense"_s} << u"nonsense"_s;
    QTest::newRow("max-events zero") << QStringList{u"events"_s, u"http://a/"_s, u"--max-events=0"_s}
                                     << u"max-events"_s;
    QTest::newRow("timeout negative")
        << QStringList{u"events"_s, u"http://a/"_s, u"--timeout=-1"_s} << u"timeout"_s;
    QTest::newRow("timeout nan") << QStringList{u"events"_s, u"http://a/"_s, u"--timeout=nan"_s}
                                 << u"timeout"_s;
    QTest::newRow("header without colon")
        << QStringList{u"list"_s, server, u"--header=Cookie"_s} << u"--header"_s;
    QTest::newRow("header without name")
        << QStringList{u"list"_s, server, u"--header=: x"_s} << u"--header"_s;
    QTest::newRow("header with a line break")
        << QStringList{u"list"_s, server, u"--header=A: b\r\nC: d"_s} << u"--header"_s;
    QTest::newRow("header name with a space")
        << QStringList{u"list"_s, server, u"--header=A B: c"_s} << u"--header"_s;
    QTest::newRow("token file missing")
        << QStringList{u"list"_s, server, u"--token-file=/nonexistent/t"_s} << u"/nonexistent/t"_s;
    QTest::newRow("token file with two words")
        << QStringList{u"list"_s, server, u"--token-file="_s + write(u"two"_s, "a b")} << u"one token"_s;
    QTest::newRow("token file empty")
        << QStringList{u"list"_s, server, u"--token-file="_s + write(u"none"_s, "\n")} << u"one token"_s;
    QTest::newRow("lines of a service")
        << QStringList{u"logs"_s, server, u"a"_s, u"--lines=201"_s} << u"1 to 200"_s;
}

void TestCommandLine::refuses()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, word);
    const Result<CommandLine> line = parseCommandLine(arguments, {});
    QVERIFY(!line);
    QCOMPARE(line.error().code, ErrorCode::Invalid);
    QVERIFY2(line.error().message.contains(word), qPrintable(line.error().message));
}

void TestCommandLine::optionsBeforeAndAfterTheCommand()
{
    const auto before =
        parseCommandLine({u"--server"_s, u"http://h:1"_s, u"--json"_s, u"watch"_s, u"abc"_s}, {});
    const auto after =
        parseCommandLine({u"watch"_s, u"abc"_s, u"--json"_s, u"--server"_s, u"http://h:1"_s}, {});
    for (const auto &line : {before, after}) {
        QVERIFY(line);
        QCOMPARE(line->command, u"watch"_s);
        QCOMPARE(line->target, u"abc"_s);
        QCOMPARE(line->server, QUrl(u"http://h:1"_s));
        QCOMPARE(line->output, OutputMode::Json);
    }
}

void TestCommandLine::serverFromTheEnvironment()
{
    const Environment environment{u"http://env:1"_s, write(u"token"_s, "secret-of-env\n")};
    const auto line = parseCommandLine({u"list"_s}, environment);
    QVERIFY(line);
    QCOMPARE(line->server, QUrl(u"http://env:1"_s));
    QCOMPARE(line->headers, (Headers{{"Authorization", "Bearer secret-of-env"}}));
    const auto named = parseCommandLine({u"list"_s, u"--server=http://cli:2"_s}, environment);
    QCOMPARE(named->server, QUrl(u"http://cli:2"_s));
}

void TestCommandLine::tokenBecomesAHeader()
{
    const QString file = write(u"token"_s, "  abc.DEF-123_  \n");
    const auto line = parseCommandLine({u"list"_s, u"--server=http://h:1"_s, u"--token-file"_s, file}, {});
    QVERIFY(line);
    QCOMPARE(line->headers, (Headers{{"Authorization", "Bearer abc.DEF-123_"}}));
}

void TestCommandLine::tokenGoesOnlyToItsOwnServer_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("isSent");
    QTest::newRow("same server") << u"http://h:8080/x"_s << true;
    QTest::newRow("same server, path only") << u"/x"_s << true;
    QTest::newRow("other host") << u"http://evil:8080/x"_s << false;
    QTest::newRow("other port") << u"http://h/x"_s << false;
    QTest::newRow("other scheme") << u"https://h:8080/x"_s << false;
    QTest::newRow("host as user") << u"http://h:8080@evil/x"_s << false;
}

void TestCommandLine::tokenGoesOnlyToItsOwnServer()
{
    QFETCH(QString, url);
    QFETCH(bool, isSent);
    const auto line = parseCommandLine({u"events"_s, url}, {u"http://h:8080"_s, write(u"token"_s, "abc")});
    QVERIFY2(line, line ? "" : qPrintable(line.error().message));
    QCOMPARE(!line->headers.isEmpty(), isSent);
}

void TestCommandLine::headerKeepsItsValue()
{
    const auto line =
        parseCommandLine({u"events"_s, u"http://h/"_s, u"--header"_s, u"Cookie: a=b: c; d=\"e\""_s,
                          u"--header=X-Empty:"_s, u"--header"_s, u"X-Name: Grüße"_s},
                         {});
    QVERIFY(line);
    QCOMPARE(line->headers, (Headers{{"Cookie", "a=b: c; d=\"e\""}, {"X-Empty", ""}, {"X-Name", "Grüße"}}));
}

void TestCommandLine::specFromOptions()
{
    const QString first = write(u"00-first.sh"_s, "echo 1\n");
    const QString second = write(u"01-second.sh"_s, "echo 2\n");
    const auto line =
        parseCommandLine({u"create"_s, u"--server=http://h:1"_s, u"--hostname=web"_s, u"--script"_s, second,
                          u"--script"_s, first, u"--package=nginx"_s, u"--package=curl"_s, u"--cores=2"_s,
                          u"--memory=1024"_s, u"--disk=16"_s, u"--source=busybox"_s, u"--sim-lines=5"_s,
                          u"--sim-seconds=0.5"_s, u"--fail-at=deploying"_s, u"--follow"_s},
                         {});
    QVERIFY2(line, line ? "" : qPrintable(line.error().message));
    const ContainerSpec &spec = line->spec;
    QCOMPARE(spec.hostname, u"web"_s);
    QCOMPARE(spec.source, u"busybox"_s);
    QCOMPARE(spec.packages, (QStringList{u"nginx"_s, u"curl"_s}));
    QCOMPARE(spec.scripts.size(), 2);
    QCOMPARE(spec.scripts[0].name, u"01-second.sh"_s); // the order of the command line
    QCOMPARE(spec.scripts[1].content, QByteArray("echo 1\n"));
    QCOMPARE(spec.cores, 2);
    QCOMPARE(spec.memoryMb, 1024);
    QCOMPARE(spec.diskGb, 16);
    QVERIFY(spec.simulation);
    QCOMPARE(spec.simulation->lines, 5);
    QCOMPARE(spec.simulation->durationSeconds, 0.5);
    QCOMPARE(spec.simulation->failAt, u"deploying"_s);
    QVERIFY(line->follow);
}

void TestCommandLine::specFromFileChangedByOptions()
{
    const QString file = write(u"spec.json"_s, R"({"hostname":"from-file","cores":4})");
    const auto line = parseCommandLine(
        {u"create"_s, u"--server=http://h:1"_s, u"--spec"_s, file, u"--hostname=other"_s}, {});
    QVERIFY2(line, line ? "" : qPrintable(line.error().message));
    QCOMPARE(line->spec.hostname, u"other"_s);
    QCOMPARE(line->spec.cores, 4);
    QVERIFY(!line->spec.simulation);
}

void TestCommandLine::eventsTakesAPathOfTheServer()
{
    const auto line = parseCommandLine({u"events"_s, u"/api/x?y=1"_s, u"--server=http://h:1"_s}, {});
    QVERIFY(line);
    QCOMPARE(line->target, u"http://h:1/api/x?y=1"_s);
}

void TestCommandLine::everyCommandIsInTheUsageText()
{
    const QString text = usageText();
    for (const QString &command : {u"create"_s, u"list"_s, u"show"_s, u"watch"_s, u"events"_s, u"services"_s,
                                   u"logs"_s, u"delete"_s, u"cancel"_s})
        QVERIFY2(text.contains(u"\n  "_s + command), qPrintable(command));
    for (const QString &line : text.split(u'\n'))
        QVERIFY2(line.size() < 110, qPrintable(line));
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
