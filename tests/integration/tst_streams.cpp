#include "tests/integration/daemon.h"
#include "tests/support/patience.h"
#include "tests/support/tsan.h"

#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace slipway::test;

namespace {

QJsonObject simulation(int lines, double linesPerSecond, double seconds = 0)
{
    return {{QStringLiteral("lines"), lines},
            {QStringLiteral("linesPerSecond"), linesPerSecond},
            {QStringLiteral("durationSeconds"), seconds}};
}

qint64 lastId(const QList<sse::Event> &events)
{
    return events.isEmpty() ? 0 : events.last().lastEventId.toLongLong();
}

/// 1…N without a hole or a repetition.
bool isWhole(const QList<sse::Event> &events, qint64 first = 1)
{
    for (qsizetype i = 0; i < events.size(); ++i) {
        const QByteArray id = QByteArray::number(first + i);
        if (events[i].lastEventId != id || !events[i].data.contains("\"seq\":" + id + '}'))
            return false;
    }
    return true;
}

} // namespace

/// slipwayd as it runs, watched over real sockets: what clients are promised about streams.
class TestStreams : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void lateSubscriber();
    void cutOffAHundredTimes();
    void acrossKillAndRestart();
    void twoHundredClients();
    void endsWhileConnecting();
    void stalledReader();
    void headLeaksNothing();
    void disconnectFreesAtOnce();
    void terminateWithStreamOpen();
    void needsTheToken_data();
    void needsTheToken();
    void unknownContainer();

private:
    QList<sse::Event> watchAll(Daemon &daemon, const QByteArray &id, qint64 after = 0);
    std::unique_ptr<QTemporaryDir> m_dir;
    QString data() const { return m_dir->filePath(QStringLiteral("data")); }
};

void TestStreams::initTestCase()
{
    if (!QFile::exists(Daemon::program()))
        QSKIP("slipwayd is not built");
}

void TestStreams::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    m_dir = std::make_unique<QTemporaryDir>();
}

QList<sse::Event> TestStreams::watchAll(Daemon &daemon, const QByteArray &id, qint64 after)
{
    Stream stream = daemon.watch(id, after);
    if (stream.status != 200 || !stream.client->readToEnd(60'000) || !stream.client->chunks.atEnd)
        return {};
    return stream.client->named("progress");
}

void TestStreams::lateSubscriber()
{
    Daemon daemon(data());
    QVERIFY(daemon.isServing());
    QCOMPARE(daemon.firstLine(), "listening on http://127.0.0.1:" + QByteArray::number(daemon.port()) + '\n');
    const QByteArray id = daemon.create("late", simulation(200, 400));
    Stream early = daemon.watch(id);
    QVERIFY(early.head.contains("Content-Type: text/event-stream\r\n"));
    QVERIFY(early.head.contains("Cache-Control: no-cache, no-transform\r\n"));
    QVERIFY(early.head.contains("X-Accel-Buffering: no\r\n"));
    QVERIFY(early.client->readUntil([&] { return early.client->progressCount() > 50; }));
    Stream middle = daemon.watch(id);
    QVERIFY(early.client->readToEnd());
    QVERIFY(middle.client->readToEnd());
    Stream late = daemon.watch(id);
    QVERIFY(late.client->readToEnd());

    const QList<sse::Event> all = early.client->named("progress");
    QVERIFY(all.size() > 200);
    QVERIFY(isWhole(all));
    QCOMPARE(middle.client->named("progress"), all);
    QCOMPARE(late.client->named("progress"), all);
    QCOMPARE(early.client->events.first().type, QByteArray("snapshot"));
    QCOMPARE(early.client->events.last().data, QByteArray(R"({"reason":"complete"})"));
    QCOMPARE(late.client->events.last().data, QByteArray(R"({"reason":"terminal"})"));
    const QJsonObject snapshot = QJsonDocument::fromJson(late.client->events.first().data).object();
    QCOMPARE(snapshot.value(QStringLiteral("isComplete")), QJsonValue(true));
    QCOMPARE(snapshot.value(QStringLiteral("seq")).toInteger(), lastId(all));

    // The stored events, asked for as pages, are the same bytes.
    QByteArray pages;
    for (QJsonObject page; page.isEmpty() || page.value(QStringLiteral("more")).toBool();) {
        const QByteArray after = QByteArray::number(page.value(QStringLiteral("after")).toInteger());
        const Reply reply = daemon.ask("GET", "/api/containers/" + id + "/events?limit=64&after=" + after);
        QCOMPARE(reply.status, 200);
        page = reply.json();
        pages += reply.body;
    }
    for (const sse::Event &event : all)
        QVERIFY(pages.contains(event.data));
}

void TestStreams::cutOffAHundredTimes()
{
    Daemon daemon(data());
    const QByteArray id = daemon.create("cut", simulation(3000, 1000));
    QRandomGenerator random(1);
    QList<sse::Event> seen;
    for (int cut = 0; cut < 100; ++cut) {
        Stream stream = daemon.watch(id, lastId(seen));
        QCOMPARE(stream.status, 200);
        const qint64 bytes = random.bounded(1, 12'000);
        stream.client->readUntil([&] { return stream.client->received >= bytes; }, 100);
        seen += stream.client->named("progress");
    }
    seen += watchAll(daemon, id, lastId(seen));
    QVERIFY(isWhole(seen));
    QCOMPARE(seen, watchAll(daemon, id));
    QVERIFY(seen.size() > 3000);
}

void TestStreams::acrossKillAndRestart()
{
    auto daemon = std::make_unique<Daemon>(data());
    const QByteArray id = daemon->create("killed", simulation(5000, 1000));
    Stream before = daemon->watch(id);
    QVERIFY(before.client->readUntil([&] { return before.client->progressCount() > 300; }));
    ::kill(static_cast<pid_t>(daemon->process().processId()), SIGKILL);
    QVERIFY(before.client->readToEnd());
    QVERIFY(daemon->process().waitForFinished());
    QList<sse::Event> seen = before.client->named("progress");
    QVERIFY(isWhole(seen));

    Daemon again(data(), {}, daemon->port()); // the same port: a client only needs to come back
    QVERIFY(again.isServing());
    QCOMPARE(again.token(), daemon->token());
    Stream after = again.watch(id, lastId(seen));
    QVERIFY(after.client->readToEnd());
    seen += after.client->named("progress");
    QVERIFY(isWhole(seen));
    QCOMPARE(seen, watchAll(again, id));
    QVERIFY2(seen.last().data.startsWith(R"({"type":"error")"), seen.last().data.constData());
    QCOMPARE(after.client->events.last().type, QByteArray("done"));
}

void TestStreams::twoHundredClients()
{
    Daemon daemon(data());
    const QByteArray id = daemon.create("crowd", simulation(2000, 500));
    QRandomGenerator random(2);
    std::vector<Stream> clients;
    std::vector<qint64> after;
    for (int i = 0; i < 200; ++i) {
        after.push_back(i % 3 == 0 ? random.bounded(1, 1 + i) : 0); // some claim to have been here before
        clients.push_back(daemon.watch(id, after.back()));
        QCOMPARE(clients.back().status, 200);
        const auto who = static_cast<size_t>(random.bounded(i + 1)); // one of them reads a little
        pollfd ready{clients[who].client->fd(), POLLIN, 0};
        if (::poll(&ready, 1, 2) == 1)
            clients[who].client->readSome(static_cast<size_t>(random.bounded(1, 9000)));
    }
    const QList<sse::Event> all = watchAll(daemon, id);
    QVERIFY(isWhole(all));
    QVERIFY(all.size() > 2000);
    for (size_t i = 0; i < clients.size(); ++i) {
        QVERIFY(clients[i].client->readToEnd());
        QVERIFY(clients[i].client->chunks.atEnd);
        // A number nobody has been given yet counts as the newest one there was.
        const QList<sse::Event> got = clients[i].client->named("progress");
        const qint64 first = got.isEmpty() ? all.size() + 1 : got.first().lastEventId.toLongLong();
        QVERIFY(first <= after[i] + 1);
        QCOMPARE(got, all.mid(first - 1));
    }
}

/// The origin leaves the page spinning for ever when a run ends within 300 ms of the connect.
void TestStreams::endsWhileConnecting()
{
    Daemon daemon(data());
    for (int i = 0; i < 60; ++i) {
        const QByteArray id = daemon.create("race-" + QByteArray::number(i), simulation(i, 0, 0.001 * i));
        Stream stream = daemon.watch(id);
        QVERIFY2(stream.client->readToEnd(20'000), QByteArray::number(i).constData());
        QCOMPARE(stream.client->events.last().type, QByteArray("done"));
        const QList<sse::Event> got = stream.client->named("progress");
        QVERIFY(isWhole(got));
        QVERIFY(got.last().data.startsWith(R"({"type":"complete")"));
        QCOMPARE(got, watchAll(daemon, id));
    }
}

void TestStreams::stalledReader()
{
    Daemon daemon(data(), {QStringLiteral("--stall-timeout"), QStringLiteral("2")});
    const QByteArray id = daemon.create("stalled", simulation(60'000, 20'000));
    const qint64 before = daemon.residentKb();
    Stream stalled = daemon.watch(id); // and reads nothing more
    Stream reader = daemon.watch(id);
    QVERIFY(reader.client->readToEnd(60'000));
    QVERIFY(isWhole(reader.client->named("progress")));
    const qint64 grown = daemon.residentKb() - before;
    qInfo("memory grew by %lld kB while one reader stalled and %lld kB went by",
          static_cast<long long>(grown), static_cast<long long>(reader.client->received / 1024));
#ifndef SLIPWAY_SANITIZED
    QVERIFY(grown < 40'000); // the origin: 209 MB
#endif
    QTRY_COMPARE(daemon.streams(), 0); // and is cut off
    QVERIFY(stalled.client->readToEnd());
    QList<sse::Event> seen = stalled.client->named("progress");
    seen += watchAll(daemon, id, lastId(seen));
    QCOMPARE(seen, reader.client->named("progress"));
}

void TestStreams::headLeaksNothing()
{
    Daemon daemon(data());
    const QByteArray id = daemon.create("head", simulation(50, 1));
    QCOMPARE(daemon.ask("HEAD", "/api/containers/" + id + "/progress").status, 200);
    const int before = daemon.openSockets();
    for (int i = 0; i < 100; ++i) {
        const Reply reply = daemon.ask("HEAD", "/api/containers/" + id + "/progress");
        QCOMPARE(reply.status, 200);
        QVERIFY(reply.head.contains("text/event-stream"));
        QVERIFY(reply.body.isEmpty());
    }
    QCOMPARE(daemon.streams(), 0);
    QTRY_VERIFY(daemon.openSockets() <= before);
}

void TestStreams::disconnectFreesAtOnce()
{
    Daemon daemon(data());
    const QByteArray id = daemon.create("leaver", simulation(50, 1));
    const int before = daemon.openSockets();
    for (int round = 0; round < 3; ++round) {
        std::vector<Stream> clients;
        for (int i = 0; i < 20; ++i) {
            clients.push_back(daemon.watch(id));
            QCOMPARE(clients.back().status, 200);
        }
        QTRY_COMPARE(daemon.streams(), 20);
        clients.clear();
        QTRY_COMPARE_WITH_TIMEOUT(daemon.streams(), 0, 2'000);
    }
    QTRY_VERIFY(daemon.openSockets() <= before);
}

/// The origin did not end within 60 s.
void TestStreams::terminateWithStreamOpen()
{
    auto daemon = std::make_unique<Daemon>(data());
    const QByteArray id = daemon->create("terminated", simulation(5000, 100));
    Stream stream = daemon->watch(id);
    QVERIFY(stream.client->readUntil([&] { return stream.client->progressCount() > 20; }));
    const httpd::FileDescriptor idle = daemon->connect();
    QElapsedTimer timer;
    timer.start();
    daemon->process().terminate();
    QVERIFY(stream.client->readToEnd());
    QVERIFY(daemon->process().waitForFinished(20'000));
    QVERIFY2(timer.elapsed() < 20'000, QByteArray::number(timer.elapsed()).constData());
    QCOMPARE(daemon->process().exitStatus(), QProcess::NormalExit);
    QCOMPARE(daemon->process().exitCode(), 0);
    QVERIFY(stream.client->chunks.atEnd);
    // The run's last word reached the watcher and the store alike.
    const QList<sse::Event> seen = stream.client->named("progress");
    QVERIFY(seen.last().data.startsWith(R"({"type":"error")"));
    QCOMPARE(stream.client->events.last().type, QByteArray("done"));
    Daemon again(data());
    QCOMPARE(watchAll(again, id), seen);
}

void TestStreams::needsTheToken_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("any cookie") << QByteArray("Cookie: session=anything\r\n");
    QTest::newRow("wrong token") << QByteArray("Authorization: Bearer wrong\r\n");
    QTest::newRow("empty token") << QByteArray("Authorization: Bearer \r\n");
}

void TestStreams::needsTheToken()
{
    QFETCH(QByteArray, fields);
    Daemon daemon(data());
    const QByteArray id = daemon.create("secret", simulation(1, 0));
    QVERIFY(!watchAll(daemon, id).isEmpty());
    const QByteArray path = "/api/containers/" + id;
    QVERIFY(daemon.ask("GET", path + "/services").body.contains("PASSWORD"));
    for (const QByteArray &target :
         {path, path + "/progress", path + "/services", path + "/events",
          path + "/services/logs?service=code-server", QByteArray("/api/containers")}) {
        const Reply reply = daemon.ask("GET", target, {}, fields);
        QCOMPARE(reply.status, 401);
        QVERIFY(reply.head.contains("WWW-Authenticate: Bearer"));
        QVERIFY(!reply.body.contains("PASSWORD"));
    }
    QCOMPARE(daemon.ask("DELETE", path, {}, fields).status, 401);
    QCOMPARE(daemon.ask("POST", "/api/containers", "{}", fields).status, 401);
    QCOMPARE(daemon.ask("GET", "/api/health", {}, fields).status, 200);
}

void TestStreams::unknownContainer()
{
    Daemon daemon(data());
    for (const char *target :
         {"/api/containers/nope", "/api/containers/nope/progress", "/api/containers/nope/services",
          "/api/containers/nope/events", "/api/containers/..%2F..%2Fetc/progress",
          "/api/containers/nope/services/logs?service=x"}) {
        const Reply reply = daemon.ask("GET", target);
        QCOMPARE(reply.status, 404);
        QCOMPARE(reply.json().value(QStringLiteral("error")).toString(),
                 QStringLiteral("Container not found"));
        QVERIFY(reply.head.contains("application/problem+json"));
    }
}

QTEST_GUILESS_MAIN(TestStreams)
#include "tst_streams.moc"
