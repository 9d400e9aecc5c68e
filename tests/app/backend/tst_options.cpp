#include "app/backend/options.h"

#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace slipway::backend;

class TestOptions : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void defaults();
    void listen_data();
    void listen();
    void limits();
    void prints();
    void refuses_data();
    void refuses();
};

static Result<std::variant<Options, PrintAndExit>> parse(const QStringList &more)
{
    return parseOptions(QStringList{QStringLiteral("slipwayd")} + more, {});
}

void TestOptions::defaults()
{
    const auto parsed = parse({QStringLiteral("--data-dir"), QStringLiteral("/d")});
    QVERIFY(parsed);
    const Options &options = std::get<Options>(*parsed);
    QCOMPARE(options.address, QHostAddress(QHostAddress::LocalHost));
    QCOMPARE(options.port, quint16(8790));
    QCOMPARE(options.tokenFile, QStringLiteral("/d/token"));
    QCOMPARE(options.host, QStringLiteral("auto"));
    QVERIFY(options.redisUrl.isEmpty());
    QVERIFY(!options.exitOnStdinEof);
}

void TestOptions::listen_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<QHostAddress>("address");
    QTest::addColumn<int>("port");
    QTest::newRow("v4") << QStringLiteral("0.0.0.0:80") << QHostAddress(QHostAddress::AnyIPv4) << 80;
    QTest::newRow("port 0") << QStringLiteral("127.0.0.1:0") << QHostAddress(QHostAddress::LocalHost) << 0;
    QTest::newRow("v6") << QStringLiteral("[::1]:8790") << QHostAddress(QHostAddress::LocalHostIPv6) << 8790;
}

void TestOptions::listen()
{
    QFETCH(QString, value);
    QFETCH(QHostAddress, address);
    QFETCH(int, port);
    const auto parsed = parse({QStringLiteral("--listen"), value});
    QVERIFY(parsed);
    QCOMPARE(std::get<Options>(*parsed).address, address);
    QCOMPARE(int(std::get<Options>(*parsed).port), port);
}

void TestOptions::limits()
{
    const auto parsed = parse({QStringLiteral("--max-connections=7"), QStringLiteral("--max-body=2048"),
                               QStringLiteral("--max-streams=9"), QStringLiteral("--idle-timeout=3"),
                               QStringLiteral("--request-timeout=60"), QStringLiteral("--stall-timeout=4")});
    QVERIFY(parsed);
    const Options &options = std::get<Options>(*parsed);
    QCOMPARE(options.http.connections, 7);
    QCOMPARE(options.http.bodyBytes, 2048);
    QCOMPARE(options.streams.streams, 9);
    QCOMPARE(options.http.idleTimeoutMs, 3000);
    QCOMPARE(options.http.headTimeoutMs, 60'000);
    QCOMPARE(options.http.bodyTimeoutMs, 60'000);
    QCOMPARE(options.streams.stallMs, 4000);
}

void TestOptions::prints()
{
    const auto version = parse({QStringLiteral("--version")});
    QVERIFY(version);
    QVERIFY(std::get<PrintAndExit>(*version).text.startsWith(QStringLiteral("slipwayd " SLIPWAY_VERSION)));
    const auto help = parse({QStringLiteral("--help")});
    QVERIFY(help);
    QVERIFY(std::get<PrintAndExit>(*help).text.contains(QStringLiteral("--exit-on-stdin-eof")));
}

void TestOptions::refuses_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("names");
    const auto row = [](const char *name, const QStringList &arguments, const char *names) {
        QTest::newRow(name) << arguments << QString::fromLatin1(names);
    };
    row("unknown option", {QStringLiteral("--frobnicate")}, "frobnicate");
    row("argument", {QStringLiteral("stray")}, "stray");
    row("no port", {QStringLiteral("--listen=127.0.0.1")}, "127.0.0.1");
    row("no address", {QStringLiteral("--listen=:80")}, ":80");
    row("name instead of address", {QStringLiteral("--listen=example.org:80")}, "example.org");
    row("port too large", {QStringLiteral("--listen=127.0.0.1:65536")}, "65536");
    row("negative port", {QStringLiteral("--listen=127.0.0.1:-1")}, "-1");
    row("unknown host", {QStringLiteral("--host=docker")}, "docker");
    row("zero connections", {QStringLiteral("--max-connections=0")}, "--max-connections");
    row("not a number", {QStringLiteral("--max-body=4M")}, "4M");
}

void TestOptions::refuses()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, names);
    const auto parsed = parse(arguments);
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().code, ErrorCode::Invalid);
    QVERIFY2(parsed.error().message.contains(names), qPrintable(parsed.error().message));
}

QTEST_GUILESS_MAIN(TestOptions)
#include "tst_options.moc"
