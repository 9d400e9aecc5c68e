#include "app/desktop/options.h"
#include "app/desktop/session.h"
#include "tests/app/desktop/quiet.h"

using namespace slipway;
using namespace slipway::desktop;
using namespace Qt::Literals::StringLiterals;

class TestOptions : public QObject
{
    Q_OBJECT
private slots:
    void init() { desktoptest::failOnWarnings(); }
    void defaults();
    void everything();
    void environment();
    void refused_data();
    void refused();
    void versionAndHelp();
    void tokenFiles();
    void healthShapes_data();
    void healthShapes();
};

static Result<std::variant<Options, PrintAndExit>> parse(const QStringList &arguments)
{
    return parseOptions(QStringList{u"slipway"_s} + arguments);
}

void TestOptions::defaults()
{
    const auto parsed = parse({});
    QVERIFY(parsed);
    const auto &options = std::get<Options>(*parsed);
    QVERIFY(options.server.isEmpty());
    QCOMPARE(options.host, u"auto"_s);
    QCOMPARE(options.theme, theme::Mode::System);
}

void TestOptions::everything()
{
    const auto parsed = parse({u"--server"_s, u"http://127.0.0.1:8790"_s, u"--token-file"_s, u"/t"_s,
                               u"--create"_s, u"web-01"_s, u"--template"_s, u"busybox-web"_s, u"--theme"_s,
                               u"dark"_s, u"--host"_s, u"lxc"_s});
    QVERIFY(parsed);
    const auto &options = std::get<Options>(*parsed);
    QCOMPARE(options.server, QUrl(u"http://127.0.0.1:8790"_s));
    QCOMPARE(options.tokenFile, u"/t"_s);
    QCOMPARE(options.create, u"web-01"_s);
    QCOMPARE(options.createTemplate, u"busybox-web"_s);
    QCOMPARE(options.theme, theme::Mode::Dark);
    QCOMPARE(options.host, u"lxc"_s);
    for (const auto &link : {u"slipway://container/ab-1"_s, u"slipway:///ab-1"_s, u"slipway:ab-1"_s})
        QCOMPARE(std::get<Options>(*parse({link})).open, (ContainerLink{{u"ab-1"_s}, {}}));
    QCOMPARE(std::get<Options>(*parse({u"slipway://container/ab-1/events"_s})).open,
             (ContainerLink{{u"ab-1"_s}, DetailTab::Events}));
    QCOMPARE(std::get<Options>(*parse({u"slipway:///ab-1/services"_s})).open,
             (ContainerLink{{u"ab-1"_s}, DetailTab::Services}));
}

void TestOptions::environment()
{
    qputenv("SLIPWAY_SERVER", "https://a.example");
    qputenv("SLIPWAY_TOKEN_FILE", "/e");
    const auto alone = parse({});
    const auto named = parse({u"--server"_s, u"https://b.example"_s});
    const auto own = parse({u"--host"_s, u"simulated"_s});
    qunsetenv("SLIPWAY_SERVER");
    qunsetenv("SLIPWAY_TOKEN_FILE");
    QCOMPARE(std::get<Options>(*alone).server, QUrl(u"https://a.example"_s));
    QCOMPARE(std::get<Options>(*alone).tokenFile, u"/e"_s);
    QCOMPARE(std::get<Options>(*named).server, QUrl(u"https://b.example"_s));
    QVERIFY(std::get<Options>(*named).tokenFile.isEmpty()); // that token belongs to the other server
    QVERIFY(std::get<Options>(*own).server.isEmpty());
}

void TestOptions::refused_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("names");
    QTest::newRow("unknown option") << QStringList{u"--nonsense"_s} << u"nonsense"_s;
    QTest::newRow("unknown host") << QStringList{u"--host"_s, u"vmware"_s} << u"vmware"_s;
    QTest::newRow("unknown theme") << QStringList{u"--theme"_s, u"pink"_s} << u"pink"_s;
    QTest::newRow("server without scheme")
        << QStringList{u"--server"_s, u"localhost:1"_s} << u"localhost:1"_s;
    QTest::newRow("file as server") << QStringList{u"--server"_s, u"file:///etc"_s} << u"file:///etc"_s;
    QTest::newRow("token without server") << QStringList{u"--token-file"_s, u"/t"_s} << u"--server"_s;
    QTest::newRow("argument") << QStringList{u"web-01"_s} << u"web-01"_s;
    QTest::newRow("link of the web") << QStringList{u"https:///abc"_s} << u"https:///abc"_s;
    QTest::newRow("link to a server") << QStringList{u"slipway://evil.example/abc"_s} << u"evil.example"_s;
    QTest::newRow("link with a query") << QStringList{u"slipway:///abc?server=x"_s} << u"server=x"_s;
    QTest::newRow("link without an id") << QStringList{u"slipway:///"_s} << u"slipway:///"_s;
    QTest::newRow("link out of the path") << QStringList{u"slipway:///../x"_s} << u"../x"_s;
    QTest::newRow("link to another kind") << QStringList{u"slipway://node/abc"_s} << u"slipway://node/abc"_s;
    QTest::newRow("link with a user") << QStringList{u"slipway://u@container/abc"_s} << u"u@container"_s;
    QTest::newRow("link with a folder") << QStringList{u"slipway://container/a/b"_s} << u"a/b"_s;
    QTest::newRow("link to a tab and further")
        << QStringList{u"slipway://container/a/events/1"_s} << u"a/events/1"_s;
    QTest::newRow("link to no tab") << QStringList{u"slipway://container/a/"_s} << u"container/a/"_s;
    QTest::newRow("two links") << QStringList{u"slipway:///a"_s, u"slipway:///b"_s} << u"slipway:///b"_s;
}

void TestOptions::refused()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QString, names);
    const auto parsed = parse(arguments);
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().code, ErrorCode::Invalid);
    QVERIFY2(parsed.error().message.contains(names), qPrintable(parsed.error().message));
}

void TestOptions::versionAndHelp()
{
    const auto version = parse({u"--version"_s});
    QVERIFY(version);
    QCOMPARE(std::get<PrintAndExit>(*version).text, QStringLiteral("slipway " SLIPWAY_VERSION "\n"));
    const auto help = parse({u"--help"_s});
    QVERIFY(help);
    QVERIFY(std::get<PrintAndExit>(*help).text.contains(u"--create"_s));
}

void TestOptions::tokenFiles()
{
    QTemporaryDir directory;
    const QString path = directory.filePath(u"token"_s);
    QCOMPARE(readTokenFile(path).error().code, ErrorCode::Unavailable);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    QCOMPARE(readTokenFile(path).error().code, ErrorCode::Invalid);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("  abc \nmore\n");
    file.close();
    const auto token = readTokenFile(path);
    QVERIFY(token);
    QVERIFY(token->equals("abc"));
}

void TestOptions::healthShapes_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("simulated");
    QTest::newRow("lxc") << QByteArray(R"({"host":{"name":"lxc","simulated":false}})") << u"lxc"_s << false;
    QTest::newRow("simulated") << QByteArray(R"({"host":{"name":"simulated","simulated":true}})")
                               << u"simulated"_s << true;
    QTest::newRow("host as text") << QByteArray(R"({"host":"simulated"})") << u"simulated"_s << true;
    QTest::newRow("garbage") << QByteArray("<html>") << QString() << false;
}

void TestOptions::healthShapes()
{
    QFETCH(const QByteArray, json);
    QTEST(hostInfoFromHealth(json).name, "name");
    QTEST(hostInfoFromHealth(json).isSimulated, "simulated");
}

QTEST_GUILESS_MAIN(TestOptions)
#include "tst_desktopoptions.moc"
