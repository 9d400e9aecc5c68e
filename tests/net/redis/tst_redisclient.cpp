#include "net/redis/redisclient.h"
#include "tests/net/redis/redisserver.h"
#include "tests/support/patience.h"
#include "tests/support/tsan.h"
#include <QElapsedTimer>
#include <QRegularExpression>
#include <atomic>
#include <mutex>

using namespace slipway;
using slipway::redis::RedisClient;
using slipway::redis::RedisUrl;
using slipway::redis::Reply;
using slipway::tests::RedisServer;

namespace {

struct Heard
{
    std::mutex mutex;
    QByteArrayList messages; // "channel payload"
    QList<Error> lost;
    std::atomic_int connected = 0;
    std::atomic_int drained = 0;
    QByteArrayList all()
    {
        const std::lock_guard lock(mutex);
        return messages;
    }
    RedisClient::Handlers handlers()
    {
        return {[this] { ++connected; },
                [this](const Error &error) {
                    const std::lock_guard lock(mutex);
                    lost.append(error);
                },
                [this](const QList<RedisClient::Message> &together) {
                    const std::lock_guard lock(mutex);
                    for (const RedisClient::Message &message : together)
                        messages.append(message.channel + ' ' + message.payload);
                },
                [this] { ++drained; }};
    }
};

RedisClient::Options optionsFor(const QString &url)
{
    RedisClient::Options options;
    options.url = *RedisUrl::parse(url);
    options.patterns = {"container:*:progress"};
    options.timeoutMs = 2000;
    options.firstPauseMs = 20;
    options.longestPauseMs = 200;
    return options;
}

} // namespace

class tst_RedisClient : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void asksAndListens();
    void isReadyWhenTheFirstMessageComes();
    void keepsTheOrderOfAPipeline();
    void takesAnyBytes();
    void speaksOverASocketFile();
    void signsIn_data();
    void signsIn();
    void saysWhyItCannotConnect_data();
    void saysWhyItCannotConnect();
    void comesBackAfterTheServerDied();
    void noticesAFrozenServer();
    void refusesToSendWithoutBound();
    void endsAtOnce_data();
    void endsAtOnce();

private:
    QString m_missing;
};

void tst_RedisClient::init()
{
    // Whether the first attempt fails before the end, and why, depends on the machine and its net.
    const bool ends = QByteArrayView(QTest::currentTestFunction()) == "endsAtOnce";
    QTest::failOnWarning(
        QRegularExpression(ends ? QStringLiteral("^(?!Cannot reach Redis)") : QStringLiteral(".*")));
}

void tst_RedisClient::initTestCase() { m_missing = RedisServer::missing(); }

#define NEED_REDIS()                                                                                         \
    if (!m_missing.isEmpty())                                                                                \
    QSKIP(qPrintable(m_missing))

void tst_RedisClient::asksAndListens()
{
    NEED_REDIS();
    RedisServer server;
    QVERIFY(server.start());
    Heard heard;
    RedisClient client(optionsFor(server.url()), heard.handlers());
    QTRY_VERIFY_WITH_TIMEOUT(client.isConnected(), 20000);
    QCOMPARE(client.problem(), QString());
    QCOMPARE(heard.connected.load(), 1);
    const auto set = client.call(
        {{"SET", "k", "v", "NX", "PX", "60000"}, {"SET", "k", "w", "NX"}, {"GET", "k"}, {"GET", "none"}});
    QVERIFY(set);
    QCOMPARE(set->at(0).text, "OK");
    QCOMPARE(set->at(1).type, Reply::Type::Nil);
    QCOMPARE(set->at(2).text, "v");
    QCOMPARE(set->at(3).type, Reply::Type::Nil);
    const auto list = client.call({{"RPUSH", "l", "1", "2", "3"},
                                   {"LTRIM", "l", "-2", "-1"},
                                   {"LRANGE", "l", "0", "-1"},
                                   {"EXPIRE", "l", "100"},
                                   {"TTL", "l"},
                                   {"LPUSH", "k", "x"}});
    QVERIFY(list);
    QCOMPARE(list->at(0).integer, 3);
    QCOMPARE(list->at(2).texts(), (QByteArrayList{"2", "3"}));
    QVERIFY(list->at(4).integer > 90);
    QVERIFY(list->at(5).isError());
    QVERIFY(
        client.call({{"PUBLISH", "container:a:progress", "hello"}, {"PUBLISH", "container:a:other", "x"}}));
    QTRY_COMPARE(heard.all(), QByteArrayList{"container:a:progress hello"});
}

// Messages that arrive together with the confirmation of the subscription: who gets one may ask at once.
void tst_RedisClient::isReadyWhenTheFirstMessageComes()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    connect(&server, &QTcpServer::newConnection, &server, [&] {
        QTcpSocket *const socket = server.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [socket] {
            const QByteArray request = socket->readAll();
            if (request.contains("PSUBSCRIBE"))
                socket->write("*3\r\n$10\r\npsubscribe\r\n$3\r\nc:*\r\n:1\r\n"
                              "*4\r\n$8\r\npmessage\r\n$3\r\nc:*\r\n$3\r\nc:a\r\n$5\r\nhello\r\n");
            else
                socket->write("+PONG\r\n");
        });
    });
    RedisClient::Options options =
        optionsFor(QStringLiteral("redis://127.0.0.1:%1").arg(server.serverPort()));
    options.patterns = {"c:*"};
    options.timeoutMs = 20000;
    std::atomic<RedisClient *> self = nullptr; // set before the server accepts: it needs this thread
    std::atomic_int heard = 0;
    std::atomic_bool couldAsk = false;
    RedisClient client(options, {{},
                                 {},
                                 [&](const QList<RedisClient::Message> &) {
                                     QByteArray ping;
                                     redis::appendCommand(ping, {"PING"});
                                     couldAsk = self.load()->send(ping, 1, {});
                                     ++heard;
                                 },
                                 {}});
    self = &client;
    QTRY_COMPARE_WITH_TIMEOUT(heard.load(), 1, 20000);
    QVERIFY(couldAsk);
}

void tst_RedisClient::keepsTheOrderOfAPipeline()
{
    NEED_REDIS();
    RedisServer server;
    QVERIFY(server.start());
    Heard heard;
    RedisClient client(optionsFor(server.url()), heard.handlers());
    QTRY_VERIFY_WITH_TIMEOUT(client.isConnected(), 20000);
    std::atomic_int answered = 0;
    std::atomic_int wrong = 0;
    constexpr int kMessages = 5000;
    for (int i = 0; i < kMessages; ++i) {
        QByteArray commands;
        redis::appendCommand(commands, {"PUBLISH", "container:a:progress", QByteArray::number(i)});
        redis::appendCommand(commands, {"INCR", "n"});
        QVERIFY(client.send(commands, 2, [&answered, &wrong, i](const RedisClient::Replies &replies) {
            if (!replies || replies->size() != 2 || replies->at(1).integer != i + 1)
                ++wrong;
            ++answered;
        }));
    }
    QTRY_COMPARE_WITH_TIMEOUT(answered.load(), kMessages, 30000);
    QCOMPARE(wrong.load(), 0);
    QTRY_COMPARE_WITH_TIMEOUT(heard.all().size(), kMessages, 30000);
    const QByteArrayList all = heard.all();
    for (int i = 0; i < kMessages; ++i)
        QCOMPARE(all.at(i), "container:a:progress " + QByteArray::number(i));
}

void tst_RedisClient::takesAnyBytes()
{
    NEED_REDIS();
    RedisServer server;
    QVERIFY(server.start());
    Heard heard;
    RedisClient client(optionsFor(server.url()), heard.handlers());
    QTRY_VERIFY_WITH_TIMEOUT(client.isConnected(), 20000);
    QByteArray bytes(1 << 20, '\0');
    for (qsizetype i = 0; i < bytes.size(); ++i)
        bytes[i] = char(i * 7);
    const auto replies = client.call({{"SET", "k", bytes}, {"GET", "k"}, {"SET", "e", ""}, {"GET", "e"}});
    QVERIFY(replies);
    QCOMPARE(replies->at(1).text, bytes);
    QCOMPARE(replies->at(3).text, "");
    QCOMPARE(replies->at(3).type, Reply::Type::Bulk);
}

void tst_RedisClient::speaksOverASocketFile()
{
    NEED_REDIS();
    RedisServer server;
    QVERIFY(server.start());
    Heard heard;
    RedisClient client(optionsFor(QStringLiteral("unix://%1?db=2").arg(server.socketPath())),
                       heard.handlers());
    QTRY_VERIFY_WITH_TIMEOUT(client.isConnected(), 20000);
    QVERIFY(client.call({{"SET", "k", "v"}}));
    QCOMPARE(client.call({{"SELECT", "2"}, {"GET", "k"}})->at(1).text, "v");
}

void tst_RedisClient::signsIn_data()
{
    QTest::addColumn<QString>("credentials");
    QTest::addColumn<bool>("ok");
    QTest::newRow("password") << ":pa55%40word" << true;
    QTest::newRow("user and password") << "default:pa55%40word" << true;
    QTest::newRow("wrong password") << ":s3cret" << false;
    QTest::newRow("no password") << "" << false;
}

void tst_RedisClient::signsIn()
{
    NEED_REDIS();
    QFETCH(QString, credentials);
    QFETCH(bool, ok);
    RedisServer server;
    QVERIFY(server.start({QStringLiteral("--requirepass"), QStringLiteral("pa55@word")}));
    if (!ok)
        QTest::ignoreMessage(QtWarningMsg,
                             QRegularExpression(QStringLiteral("refuses the user or password")));
    Heard heard;
    RedisClient client(
        optionsFor(QStringLiteral("redis://%1@127.0.0.1:%2").arg(credentials).arg(server.port())),
        heard.handlers());
    if (ok) {
        QTRY_VERIFY_WITH_TIMEOUT(client.isConnected(), 20000);
        return;
    }
    QTRY_VERIFY_WITH_TIMEOUT(client.problem().contains(QStringLiteral("refuses the user or password")),
                             20000);
    QVERIFY(!client.problem().contains(QStringLiteral("s3cret")));
}

void tst_RedisClient::saysWhyItCannotConnect_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("says");
    QTest::newRow("nobody listens") << "redis://:s3cret@127.0.0.1:%1"
                                    << "Connection refused";
    QTest::newRow("no such socket") << "unix:///nowhere/redis.sock"
                                    << "No such file";
    QTest::newRow("not a Redis") << "redis://127.0.0.1:%2"
                                 << "not a Redis";
    QTest::newRow("silent") << "redis://127.0.0.1:%3"
                            << "does not answer";
}

void tst_RedisClient::saysWhyItCannotConnect()
{
    QFETCH(QString, url);
    QFETCH(QString, says);
    QTcpServer chatty;
    QVERIFY(chatty.listen(QHostAddress::LocalHost));
    connect(&chatty, &QTcpServer::newConnection, &chatty,
            [&] { chatty.nextPendingConnection()->write("HTTP/1.1 400 Bad Request\r\n\r\n"); });
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    quint16 closed = 0;
    {
        QTcpServer probe;
        QVERIFY(probe.listen(QHostAddress::LocalHost));
        closed = probe.serverPort();
    }
    url.replace(QStringLiteral("%1"), QString::number(closed));
    url.replace(QStringLiteral("%2"), QString::number(chatty.serverPort()));
    url.replace(QStringLiteral("%3"), QString::number(silent.serverPort()));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(says));
    Heard heard;
    RedisClient::Options options = optionsFor(url);
    options.timeoutMs = url.contains(QString::number(silent.serverPort())) ? 300 : 20000;
    RedisClient client(options, heard.handlers());
    QTRY_VERIFY2_WITH_TIMEOUT(client.problem().contains(says), qPrintable(client.problem()), 20000);
    const QString problem = client.problem();
    QVERIFY2(problem.startsWith(QStringLiteral("Cannot reach Redis at ")), qPrintable(problem));
    QVERIFY2(problem.endsWith(QStringLiteral("it is tried again by itself.")), qPrintable(problem));
    QVERIFY(!problem.contains(QStringLiteral("s3cret")));
    QVERIFY(!client.send("x", 1, {}));
    QElapsedTimer timer; // the caller is told at once: nothing waits for a server that is not there
    timer.start();
    QCOMPARE(client.call({{"PING"}}).error().message, client.problem());
    QVERIFY(timer.elapsed() < 1000);
}

void tst_RedisClient::comesBackAfterTheServerDied()
{
    NEED_REDIS();
    RedisServer server;
    QVERIFY(server.start());
    Heard heard;
    RedisClient client(optionsFor(server.url()), heard.handlers());
    for (int round = 1; round <= 3; ++round) {
        QTRY_COMPARE_WITH_TIMEOUT(heard.connected.load(), round, 20000);
        QVERIFY(client.call({{"PUBLISH", "container:a:progress", QByteArray::number(round)}}));
        QTRY_COMPARE_WITH_TIMEOUT(heard.all().size(), round, 20000);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("Cannot reach Redis")));
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("Connection refused")));
        server.kill();
        QTRY_VERIFY_WITH_TIMEOUT(client.problem().contains(QStringLiteral("Connection refused")), 20000);
        QVERIFY(!client.isConnected());
        QVERIFY(server.start());
    }
    QTRY_COMPARE_WITH_TIMEOUT(heard.connected.load(), 4, 20000);
}

void tst_RedisClient::noticesAFrozenServer()
{
    NEED_REDIS();
    RedisServer server;
    QVERIFY(server.start());
    Heard heard;
    RedisClient::Options options = optionsFor(server.url());
    options.timeoutMs = 1500; // long enough that a loaded machine is not taken for a frozen server
    options.pingMs = 300;
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("It does not answer")));
    RedisClient client(options, heard.handlers());
    QTRY_VERIFY_WITH_TIMEOUT(client.isConnected(), 20000);
    server.freeze(true);
    const auto reply = client.call({{"PING"}});
    QVERIFY(!reply);
    QVERIFY2(reply.error().message.contains(QStringLiteral("It does not answer")),
             qPrintable(reply.error().message));
    QTRY_VERIFY_WITH_TIMEOUT(!client.isConnected(), 20000);
    server.freeze(false);
    QTRY_COMPARE_WITH_TIMEOUT(heard.connected.load(), 2, 20000);
    QVERIFY(client.call({{"PING"}}));
}

void tst_RedisClient::refusesToSendWithoutBound()
{
    NEED_REDIS();
    RedisServer server;
    QVERIFY(server.start());
    Heard heard;
    RedisClient::Options options = optionsFor(server.url());
    options.sendBytes = 1 << 20;
    options.timeoutMs = 30000;
    RedisClient client(options, heard.handlers());
    QTRY_VERIFY_WITH_TIMEOUT(client.isConnected(), 20000);
    server.freeze(true);
    QByteArray command;
    redis::appendCommand(command, {"SET", "k", QByteArray(100000, 'x')});
    int sent = 0;
    std::atomic_int answered = 0;
    while (sent < 2000 && client.send(command, 1, [&](const RedisClient::Replies &) { ++answered; }))
        ++sent;
    QVERIFY2(sent < 2000, "200 MB were taken for a server that reads nothing");
    server.freeze(false);
    QTRY_VERIFY_WITH_TIMEOUT(heard.drained.load() >= 1, 20000);
    QTRY_COMPARE_WITH_TIMEOUT(answered.load(), sent, 20000);
    QVERIFY(client.send(command, 1, {}));
}

void tst_RedisClient::endsAtOnce_data()
{
    QTest::addColumn<QString>("url");
    QTest::newRow("during the pause") << "redis://127.0.0.1:1";
    QTest::newRow("while connecting") << "redis://192.0.2.1"; // TEST-NET: nobody answers
    QTest::newRow("while looking up") << "redis://redis.invalid";
}

void tst_RedisClient::endsAtOnce()
{
    QFETCH(QString, url);
    Heard heard;
    QElapsedTimer timer;
    {
        RedisClient::Options options = optionsFor(url);
        options.timeoutMs = 60000;
        options.firstPauseMs = options.longestPauseMs = 60000;
        RedisClient client(options, heard.handlers());
        QVERIFY(!client.isConnected());
        timer.start();
    }
    QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(!heard.lost.isEmpty());
}

QTEST_GUILESS_MAIN(tst_RedisClient)
#include "tst_redisclient.moc"
