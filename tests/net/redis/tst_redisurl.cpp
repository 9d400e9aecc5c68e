#include "net/redis/redisurl.h"
#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using slipway::redis::RedisUrl;

class tst_RedisUrl : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void parses_data();
    void parses();
    void refuses_data();
    void refuses();
};

void tst_RedisUrl::parses_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<QString>("socket");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QByteArray>("password");
    QTest::addColumn<int>("database");
    QTest::addColumn<QString>("display");
    const auto row = [](const char *url, const char *host, int port, const char *socket, const char *user,
                        const char *password, int database, const char *display) {
        QTest::newRow(url) << host << port << socket << user << QByteArray(password) << database << display;
    };
    row("redis://localhost", "localhost", 6379, "", "", "", 0, "redis://localhost:6379");
    row("redis://10.0.0.1:7000/3", "10.0.0.1", 7000, "", "", "", 3, "redis://10.0.0.1:7000/3");
    row("redis://:s3cret@h/", "h", 6379, "", "", "s3cret", 0, "redis://h:6379");
    row("redis://bob:p%40ss%3A@h:1", "h", 1, "", "bob", "p@ss:", 0, "redis://h:1");
    row("redis://[::1]:6380", "::1", 6380, "", "", "", 0, "redis://[::1]:6380");
    row("unix:///run/redis.sock", "", 6379, "/run/redis.sock", "", "", 0, "unix:///run/redis.sock");
    row("unix:///run/redis.sock?db=2", "", 6379, "/run/redis.sock", "", "", 2, "unix:///run/redis.sock?db=2");
}

void tst_RedisUrl::parses()
{
    QFETCH(QString, host);
    QFETCH(int, port);
    QFETCH(QString, socket);
    QFETCH(QString, user);
    QFETCH(QByteArray, password);
    QFETCH(int, database);
    QFETCH(QString, display);
    const auto url = RedisUrl::parse(QString::fromLatin1(QTest::currentDataTag()));
    QVERIFY2(url, url ? "" : qPrintable(url.error().message));
    QCOMPARE(url->host, host);
    QCOMPARE(url->port, port);
    QCOMPARE(url->socketPath, socket);
    QCOMPARE(url->user, user);
    QCOMPARE(url->password.reveal(), password);
    QCOMPARE(url->database, database);
    QCOMPARE(url->display(), display);
}

void tst_RedisUrl::refuses_data()
{
    QTest::addColumn<QString>("says");
    QTest::newRow("/") << "does not begin with";
    QTest::newRow("localhost:6379") << "does not begin with";
    QTest::newRow("http://:s3cret@h") << "does not begin with";
    QTest::newRow("rediss://:s3cret@h") << "TLS is not supported";
    QTest::newRow("redis://") << "host is missing";
    QTest::newRow("redis://:s3cret@h:99999") << "Cannot use this Redis address";
    QTest::newRow("redis://:s3cret@h:0") << "port is not";
    QTest::newRow("redis://:s3cret@h/x") << "database is not a number";
    QTest::newRow("redis://:s3cret@h/-1") << "database is not a number";
    QTest::newRow("redis://:s3cret@ h") << "not a URL";
    QTest::newRow("unix://") << "path of the socket is missing";
}

void tst_RedisUrl::refuses()
{
    QFETCH(QString, says);
    const auto url = RedisUrl::parse(QString::fromLatin1(QTest::currentDataTag()));
    QVERIFY(!url);
    QCOMPARE(url.error().code, ErrorCode::Invalid);
    QVERIFY2(url.error().message.contains(says), qPrintable(url.error().message));
    QVERIFY(!url.error().message.contains(QStringLiteral("s3cret")));
}

QTEST_GUILESS_MAIN(tst_RedisUrl)
#include "tst_redisurl.moc"
