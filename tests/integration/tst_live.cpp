#include "tests/integration/daemon.h"
#include "tests/support/patience.h"

#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace slipway::test;
using namespace Qt::Literals::StringLiterals;

/// Over HTTP: a container after its creation.
class TestLive : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void downAndUp();
    void duringTheRun();
    void oneAtATime();
    void rediscover();
    void badRequests_data();
    void badRequests();
    void theNodeIsNamed();
    void afterARestart();

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    QString data() const { return m_dir->filePath(u"data"_s); }
    static QByteArray at(const QByteArray &id, const char *what = "")
    {
        return "/api/containers/" + id + what;
    }
    static QJsonObject live(const Daemon &daemon, const QByteArray &id)
    {
        return daemon.ask("GET", at(id, "/live")).json();
    }
    static bool isOver(const Daemon &daemon, const QByteArray &id)
    {
        return live(daemon, id).value("action"_L1).toObject().value("finishedAt"_L1).isString();
    }
    static QString lifecycle(const Daemon &daemon, const QByteArray &id)
    {
        return daemon.ask("GET", at(id)).json().value("lifecycle"_L1).toString();
    }
    static QByteArray ready(const Daemon &daemon, const QByteArray &hostname)
    {
        const QByteArray id = daemon.create(hostname, {{u"durationSeconds"_s, 0}, {u"lines"_s, 9}});
        if (!daemon.watch(id).client->readToEnd())
            qWarning("the stream does not end");
        return id;
    }
};

void TestLive::init()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    m_dir = std::make_unique<QTemporaryDir>();
}

void TestLive::downAndUp()
{
    Daemon daemon(data());
    const QByteArray id = ready(daemon, "web");
    const QJsonObject before = live(daemon, id);
    QCOMPARE(before.value("power"_L1).toString(), u"running"_s);
    QCOMPARE(before.value("displayName"_L1).toString(), u"web"_s);
    QVERIFY(before.value("action"_L1).isNull());
    QVERIFY(before.value("cpuFraction"_L1).toDouble(-1) >= 0);
    QVERIFY(before.value("memoryBytes"_L1).toDouble() < before.value("memoryTotalBytes"_L1).toDouble());
    const Reply asked = daemon.ask("POST", at(id, "/power"), R"({"action":"shutdown","timeoutSeconds":30})");
    QCOMPARE(asked.status, 202);
    QCOMPARE(asked.json(), (QJsonObject{{u"id"_s, QString::fromLatin1(id)}, {u"action"_s, u"shutdown"_s}}));
    QTRY_VERIFY(isOver(daemon, id));
    const QJsonObject down = live(daemon, id);
    QCOMPARE(down.value("power"_L1).toString(), u"stopped"_s);
    QVERIFY(down.value("cpuFraction"_L1).isNull());
    const QJsonObject action = down.value("action"_L1).toObject();
    QCOMPARE(action.value("name"_L1).toString(), u"shutdown"_s);
    QVERIFY(action.value("startedAt"_L1).isString());
    QVERIFY(action.value("error"_L1).isNull() && action.value("code"_L1).isNull());
    QCOMPARE(lifecycle(daemon, id), u"stopped"_s);
    // Its stream is what it was: a replay, which ends.
    const Stream replay = daemon.watch(id);
    QCOMPARE(replay.status, 200);
    QVERIFY(replay.client->readToEnd());
    QCOMPARE(daemon.ask("POST", at(id, "/power"), R"({"action":"start"})").status, 202);
    QTRY_VERIFY(isOver(daemon, id));
    QCOMPARE(lifecycle(daemon, id), u"ready"_s);
    QCOMPARE(daemon.ask("DELETE", at(id)).status, 204);
    QCOMPARE(daemon.ask("GET", at(id, "/live")).status, 404);
}

void TestLive::duringTheRun()
{
    Daemon daemon(data());
    const QByteArray id = daemon.create("slow", {{u"linesPerSecond"_s, 5}, {u"lines"_s, 5000}});
    for (const auto &[what, body] : {std::pair("/power", R"({"action":"stop"})"), {"/rediscover", ""}}) {
        const Reply refused = daemon.ask("POST", at(id, what), body);
        QCOMPARE(refused.status, 409);
        QVERIFY2(refused.body.contains("Its run goes on"), refused.body.constData());
    }
    QTRY_COMPARE(live(daemon, id).value("power"_L1).toString(), u"running"_s);
}

void TestLive::oneAtATime()
{
    Daemon daemon(data());
    // A start takes a part of the simulated time.
    const QByteArray id = daemon.create("web", {{u"durationSeconds"_s, 20}, {u"lines"_s, 3}});
    QVERIFY(daemon.watch(id).client->readToEnd());
    QCOMPARE(daemon.ask("POST", at(id, "/power"), R"({"action":"stop"})").status, 202);
    QTRY_VERIFY(isOver(daemon, id));
    QCOMPARE(daemon.ask("POST", at(id, "/power"), R"({"action":"start"})").status, 202);
    const Reply refused = daemon.ask("POST", at(id, "/power"), R"({"action":"stop"})");
    QCOMPARE(refused.status, 409);
    QVERIFY2(refused.body.contains(R"(\"start\" goes on since )"), refused.body.constData());
    QCOMPARE(daemon.ask("DELETE", at(id)).status, 409);
    QVERIFY(live(daemon, id).value("action"_L1).toObject().value("finishedAt"_L1).isNull());
    QTRY_VERIFY(isOver(daemon, id));
}

void TestLive::rediscover()
{
    Daemon daemon(data());
    const QByteArray id = ready(daemon, "web");
    const Reply found = daemon.ask("POST", at(id, "/rediscover"));
    QCOMPARE(found.status, 200);
    QVERIFY(!found.json().value("services"_L1).toArray().isEmpty());
    QCOMPARE(found.json(), daemon.ask("GET", at(id, "/services")).json());
}

void TestLive::badRequests_data()
{
    QTest::addColumn<QByteArray>("what");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("field");
    const auto row = [](const char *what, const QByteArray &body, int status, const char *field) {
        QTest::addRow("%s %s", what, body.left(40).constData())
            << QByteArray(what) << body << status << QByteArray(field);
    };
    row("/power", "", 422, "action");
    row("/power", "{}", 422, "action");
    row("/power", "[]", 400, "");
    row("/power", "{", 400, "");
    row("/power", R"({"action":"explode"})", 422, "action");
    row("/power", R"({"action":7})", 422, "action");
    row("/power", R"({"action":"stop","force":true})", 422, "force");
    row("/power", R"({"action":"stop","timeoutSeconds":0})", 422, "timeoutSeconds");
    row("/power", R"({"action":"stop","timeoutSeconds":3601})", 422, "timeoutSeconds");
    row("/power", R"({"action":"stop","timeoutSeconds":1.5})", 422, "timeoutSeconds");
    row("/power", R"({"action":"stop","timeoutSeconds":"60"})", 422, "timeoutSeconds");
    row("/power", QByteArray(5000, ' '), 413, "");
    row("/rediscover", R"({"deep":true})", 422, "deep");
    row("/rediscover", QByteArray(5000, ' '), 413, "");
}

void TestLive::badRequests()
{
    QFETCH(QByteArray, what);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QByteArray, field);
    Daemon daemon(data());
    const QByteArray id = ready(daemon, "web");
    const Reply refused = daemon.ask("POST", at(id) + what, body);
    QCOMPARE(refused.status, status);
    QVERIFY(refused.head.contains("application/problem+json"));
    const QJsonArray fields = refused.json().value("fields"_L1).toArray();
    QCOMPARE(fields.isEmpty(), field.isEmpty());
    if (!field.isEmpty())
        QCOMPARE(fields.first().toObject().value("field"_L1).toString().toLatin1(), field);
    QVERIFY(live(daemon, id).value("action"_L1).isNull()); // nothing was done
    QCOMPARE(daemon.ask("POST", at("nobody") + what, R"({"action":"stop"})").status,
             what == "/power" ? 404 : 422);
    QCOMPARE(daemon.ask("GET", at("nobody", "/live")).status, 404);
}

void TestLive::theNodeIsNamed()
{
    Daemon daemon(data());
    const Reply refused = daemon.ask("POST", "/api/containers", R"({"hostname":"web","node":"nowhere"})");
    QCOMPARE(refused.status, 422);
    const QJsonObject field = refused.json().value("fields"_L1).toArray().first().toObject();
    QCOMPARE(field.value("field"_L1).toString(), u"node"_s);
    QVERIFY(field.value("message"_L1).toString().contains(u"nowhere"_s));
}

/// The simulated host forgets its containers with its process.
void TestLive::afterARestart()
{
    QByteArray id;
    {
        Daemon daemon(data());
        id = ready(daemon, "web");
    }
    Daemon daemon(data());
    QCOMPARE(live(daemon, id).value("power"_L1).toString(), u"gone"_s);
    QCOMPARE(lifecycle(daemon, id), u"ready"_s);
    QCOMPARE(daemon.ask("POST", at(id, "/power"), R"({"action":"start"})").status, 202);
    QTRY_VERIFY(isOver(daemon, id));
    const QJsonObject action = live(daemon, id).value("action"_L1).toObject();
    QCOMPARE(action.value("code"_L1).toString(), u"notFound"_s);
    QVERIFY(action.value("error"_L1).toString().contains(u"Cannot find \"web\""_s));
    QCOMPARE(daemon.ask("DELETE", at(id)).status, 204);
}

QTEST_GUILESS_MAIN(TestLive)
#include "tst_live.moc"
