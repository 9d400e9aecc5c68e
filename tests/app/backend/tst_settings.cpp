#include "app/backend/options.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace slipway::backend;

class TestSettings : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void laterHasTheLastWord();
    void flags();
    void refuses_data();
    void refuses();
    void refusesMissingFile();
    void refusesUnknownVariable();
    void tokenOfTheServiceManager();

private:
    QString write(const QByteArray &content);

    QTemporaryDir m_dir;
};

QString TestSettings::write(const QByteArray &content)
{
    QFile file(m_dir.filePath(QStringLiteral("slipwayd.conf")));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        return {};
    return file.fileName();
}

static Result<Options> parse(const QStringList &more, const QProcessEnvironment &environment = {})
{
    auto parsed = parseOptions(QStringList{QStringLiteral("slipwayd")} + more, environment);
    if (!parsed)
        return tl::unexpected(parsed.error());
    return std::get<Options>(*parsed);
}

void TestSettings::laterHasTheLastWord()
{
    const QString file = write("# comment\n\n  max-streams = 11 \nparallel-runs=3\nlisten = [::1]:99\n");
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("SLIPWAYD_CONFIG"), file);
    environment.insert(QStringLiteral("SLIPWAYD_MAX_STREAMS"), QStringLiteral("12"));
    environment.insert(QStringLiteral("SLIPWAYD_PARALLEL_RUNS"), QStringLiteral("4"));
    const auto options = parse({QStringLiteral("--parallel-runs"), QStringLiteral("5")}, environment);
    QVERIFY(options);
    QCOMPARE(options->port, quint16(99));
    QCOMPARE(options->streams.streams, 12);
    QCOMPARE(options->parallelRuns, 5);
    QCOMPARE(options->values.value(QStringLiteral("max-streams")), QStringLiteral("12"));
}

void TestSettings::flags()
{
    const QString config = QStringLiteral("--config=") + write("verbose = yes\n");
    QVERIFY(parse({config})->verbose);
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("SLIPWAYD_VERBOSE"), QStringLiteral("no"));
    QVERIFY(!parse({config}, environment)->verbose);
}

void TestSettings::refuses_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("said");
    QTest::newRow("no equals") << QByteArray("\nlisten 1.2.3.4:5\n") << QStringLiteral("line 2");
    QTest::newRow("unknown") << QByteArray("listne = 1.2.3.4:5\n") << QStringLiteral("\"listne\"");
    QTest::newRow("not for a file") << QByteArray("exit-on-stdin-eof = yes\n")
                                    << QStringLiteral("exit-on-stdin-eof");
    QTest::newRow("config in config") << QByteArray("config = /x\n") << QStringLiteral("\"config\"");
    QTest::newRow("flag") << QByteArray("verbose = 1\n") << QStringLiteral("either yes or no");
    QTest::newRow("value") << QByteArray("max-streams = many\n") << QStringLiteral("max-streams");
}

void TestSettings::refuses()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, said);
    const auto options = parse({QStringLiteral("--config"), write(content)});
    QVERIFY(!options);
    QVERIFY2(options.error().message.contains(said), qPrintable(options.error().message));
}

void TestSettings::refusesMissingFile()
{
    const auto options = parse({QStringLiteral("--config"), m_dir.filePath(QStringLiteral("none"))});
    QVERIFY(!options);
    QVERIFY2(options.error().message.contains(QStringLiteral("none")), qPrintable(options.error().message));
}

void TestSettings::refusesUnknownVariable()
{
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("SLIPWAYD_LISTNE"), QStringLiteral("x"));
    const auto options = parse({}, environment);
    QVERIFY(!options);
    QVERIFY2(options.error().message.contains(QStringLiteral("SLIPWAYD_LISTNE")),
             qPrintable(options.error().message));
}

void TestSettings::tokenOfTheServiceManager()
{
    QFile file(m_dir.filePath(QStringLiteral("token")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    qputenv("CREDENTIALS_DIRECTORY", m_dir.path().toUtf8());
    const auto given = parse({});
    const auto named = parse({QStringLiteral("--token-file"), QStringLiteral("/t")});
    qunsetenv("CREDENTIALS_DIRECTORY");
    QCOMPARE(given->tokenFile, file.fileName());
    QCOMPARE(named->tokenFile, QStringLiteral("/t"));
}

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
