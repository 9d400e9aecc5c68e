#include "tests/integration/daemon.h"
#include "tests/support/patience.h"

#include <QRegularExpression>
#include <QTcpServer>
#include <QTest>
#include <sys/stat.h>

using namespace slipway;
using namespace slipway::test;

/// The program itself: its API with good and bad input, how it starts, refuses to and stops.
class TestSlipwayd : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void wholeLifeOfAContainer();
    void failedRun();
    void cancelledRun();
    void badRequests_data();
    void badRequests();
    void hugeBody();
    void manyFieldsAtOnce();
    void openApiNamesEveryRoute();
    void headWhereThereIsGet();
    void failAtIsAField();
    void healthWithoutRedis();
    void cannotStart_data();
    void cannotStart();
    void endsWithItsParent();
    void secondSignalIsNotNeeded();
    void linksNoGui();
    void restartsOnTheSameData();

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    QString path(const char *name) const { return m_dir->filePath(QString::fromLatin1(name)); }
};

static QJsonObject quick() { return {{QStringLiteral("durationSeconds"), 0}, {QStringLiteral("lines"), 9}}; }
static QJsonObject slow() { return {{QStringLiteral("linesPerSecond"), 5}, {QStringLiteral("lines"), 500}}; }

void TestSlipwayd::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    m_dir = std::make_unique<QTemporaryDir>();
}

void TestSlipwayd::wholeLifeOfAContainer()
{
    Daemon daemon(path("data"));
    const Reply created = daemon.ask("POST", "/api/containers",
                                     R"({"hostname":"web-1","simulation":{"durationSeconds":0,"lines":9}})");
    QCOMPARE(created.status, 201);
    const QByteArray id = created.json().value(QStringLiteral("id")).toString().toLatin1();
    QVERIFY(created.head.contains("Location: /api/containers/" + id));
    const QByteArray target = "/api/containers/" + id;
    QVERIFY(daemon.watch(id).client->readToEnd());
    const QJsonObject shown = daemon.ask("GET", target).json();
    QCOMPARE(shown.value(QStringLiteral("hostname")).toString(), QStringLiteral("web-1"));
    QCOMPARE(shown.value(QStringLiteral("lifecycle")).toString(), QStringLiteral("ready"));
    QCOMPARE(shown.value(QStringLiteral("simulated")), QJsonValue(true));
    QCOMPARE(shown.value(QStringLiteral("snapshot")).toObject().value(QStringLiteral("percent")).toInt(),
             100);
    const QJsonArray all =
        daemon.ask("GET", "/api/containers").json().value(QStringLiteral("containers")).toArray();
    QCOMPARE(all.size(), 1);
    QVERIFY(!all[0].toObject().contains(QStringLiteral("snapshot")));
    const QJsonObject services = daemon.ask("GET", target + "/services").json();
    const QJsonArray rows = services.value(QStringLiteral("services")).toArray();
    QVERIFY(!rows.isEmpty());
    const QByteArray name = rows[0].toObject().value(QStringLiteral("name")).toString().toLatin1();
    QVERIFY(rows[0].toObject().value(QStringLiteral("credentials")).isObject());
    const Reply logs = daemon.ask("GET", target + "/services/logs?service=" + name + "&lines=3");
    QCOMPARE(logs.status, 200);
    QCOMPARE(logs.json().value(QStringLiteral("logs")).toArray().size(), 3);
    QCOMPARE(daemon.ask("POST", target + "/cancel").status, 409);
    const Reply removed = daemon.ask("DELETE", target);
    QCOMPARE(removed.status, 204);
    QVERIFY(removed.body.isEmpty());
    QCOMPARE(daemon.ask("GET", target).status, 404);
    QCOMPARE(daemon.ask("DELETE", target).status, 404);
    QVERIFY(!daemon.create("web-1", quick()).isEmpty()); // the name is free again
}

void TestSlipwayd::failedRun()
{
    Daemon daemon(path("data"));
    QJsonObject simulation = quick();
    simulation.insert(QStringLiteral("failAt"), QStringLiteral("01-setup-user.sh"));
    const QByteArray id = daemon.create("fails", simulation);
    Stream stream = daemon.watch(id);
    QVERIFY(stream.client->readToEnd());
    QCOMPARE(stream.client->events.last().data, stream.client->events.last().data.contains("terminal")
                                                    ? QByteArray(R"({"reason":"terminal"})")
                                                    : QByteArray(R"({"reason":"error"})"));
    const QJsonObject last = QJsonDocument::fromJson(stream.client->named("progress").last().data).object();
    QCOMPARE(last.value(QStringLiteral("type")).toString(), QStringLiteral("error"));
    QVERIFY(last.value(QStringLiteral("message")).toString().contains(QStringLiteral("01-setup-user.sh")));
    Stream later = daemon.watch(id);
    QVERIFY(later.client->readToEnd());
    const QJsonObject snapshot = QJsonDocument::fromJson(later.client->events.first().data).object();
    QCOMPARE(snapshot.value(QStringLiteral("isError")), QJsonValue(true));
    QVERIFY(snapshot.value(QStringLiteral("percent")).toInt() < 100);
    QCOMPARE(snapshot.value(QStringLiteral("activeScript")).toString(), QStringLiteral("01-setup-user.sh"));
}

void TestSlipwayd::cancelledRun()
{
    Daemon daemon(path("data"));
    const QByteArray id = daemon.create("cancelled", slow());
    Stream stream = daemon.watch(id);
    QVERIFY(stream.client->readUntil([&] { return stream.client->progressCount() > 3; }));
    QCOMPARE(daemon.ask("DELETE", "/api/containers/" + id).status, 409);
    QCOMPARE(daemon.ask("POST", "/api/containers/" + id + "/cancel").status, 202);
    QVERIFY(stream.client->readToEnd());
    QCOMPARE(stream.client->events.last().data, QByteArray(R"({"reason":"error"})"));
    QCOMPARE(daemon.ask("POST", "/api/containers/nope/cancel").status, 404);
}

void TestSlipwayd::badRequests_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char *name, const char *method, const char *target, const QByteArray &body,
                        int status, const char *says) {
        QTest::newRow(name) << QByteArray(method) << QByteArray(target) << body << status << QByteArray(says);
    };
    row("no body", "POST", "/api/containers", "", 400, "not a JSON object");
    row("garbage", "POST", "/api/containers", "\xff\xfe{{{", 400, "offset");
    row("cut off", "POST", "/api/containers", R"({"hostname":)", 400, "offset");
    row("array", "POST", "/api/containers", "[]", 400, "not a JSON object");
    row("no hostname", "POST", "/api/containers", "{}", 422, R"("field":"hostname")");
    row("spaces", "POST", "/api/containers", R"({"hostname":"we b"})", 422, R"("field":"hostname")");
    row("upper case", "POST", "/api/containers", R"({"hostname":"WEB"})", 422, R"("field":"hostname")");
    row("wrong type", "POST", "/api/containers", R"({"hostname":"a","cores":"x"})", 422,
        R"("field":"cores")");
    row("unknown field", "POST", "/api/containers", R"({"hostname":"a","colour":1})", 422, "colour");
    row("unknown template", "POST", "/api/containers", R"({"hostname":"a","template":"nope"})", 422,
        R"("field":"template")");
    row("template out of the folder", "POST", "/api/containers", R"({"hostname":"a","template":"../../etc"})",
        422, R"("field":"template")");
    row("taken hostname", "POST", "/api/containers", R"({"hostname":"taken"})", 409, R"("field":"hostname")");
    row("no service", "GET", "/api/containers/ID/services/logs", "", 400, "service=NAME");
    row("unsafe service", "GET", "/api/containers/ID/services/logs?service=a%3Brm%20-rf%20/", "", 400,
        "service=NAME");
    row("service as option", "GET", "/api/containers/ID/services/logs?service=--help", "", 400,
        "service=NAME");
    row("unknown service", "GET", "/api/containers/ID/services/logs?service=nope", "", 404, "nope");
    row("no lines", "GET", "/api/containers/ID/services/logs?service=x&lines=0", "", 400, "1 to 200");
    row("too many lines", "GET", "/api/containers/ID/services/logs?service=x&lines=201", "", 400, "1 to 200");
    row("after is no number", "GET", "/api/containers/ID/events?after=x", "", 400, "after");
    row("limit too large", "GET", "/api/containers/ID/events?limit=10001", "", 400, "limit");
    row("wrong method", "PUT", "/api/containers", "", 405, "GET, HEAD, POST");
    row("unknown path", "GET", "/api/nothing", "", 404, "nothing at this path");
}

void TestSlipwayd::badRequests()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QByteArray, says);
    Daemon daemon(path("data"));
    const QByteArray id = daemon.create("taken", quick());
    QVERIFY(daemon.watch(id).client->readToEnd());
    const Reply reply = daemon.ask(method, target.replace("ID", id), body);
    QCOMPARE(reply.status, status);
    QVERIFY2((reply.head + reply.body).contains(says), reply.body.constData());
    QVERIFY(reply.head.contains("application/problem+json"));
    const QJsonObject problem = reply.json();
    QCOMPARE(problem.value(QStringLiteral("status")).toInt(), status);
    QCOMPARE(problem.value(QStringLiteral("error")), problem.value(QStringLiteral("detail")));
    QVERIFY(!problem.value(QStringLiteral("instance")).toString().contains(u'?'));
}

void TestSlipwayd::hugeBody()
{
    Daemon daemon(path("data"));
    const Reply reply = daemon.ask("POST", "/api/containers", QByteArray(10 * 1024 * 1024, 'x'));
    QCOMPARE(reply.status, 413);
    QCOMPARE(daemon.ask("GET", "/api/containers").status, 200);
}

void TestSlipwayd::manyFieldsAtOnce()
{
    Daemon daemon(path("data"));
    const Reply reply =
        daemon.ask("POST", "/api/containers", R"({"hostname":"a b","cores":0,"memoryMb":"x"})");
    QCOMPARE(reply.json().value(QStringLiteral("fields")).toArray().size(), 3);
}

void TestSlipwayd::openApiNamesEveryRoute()
{
    Daemon daemon(path("data"));
    const QJsonObject document = daemon.ask("GET", "/api/openapi.json").json();
    QVERIFY(document.value(QStringLiteral("openapi")).toString().startsWith(QStringLiteral("3.1")));
    QCOMPARE(document.value(QStringLiteral("info")).toObject().value(QStringLiteral("version")).toString(),
             QStringLiteral(SLIPWAY_VERSION));
    const QJsonObject paths = document.value(QStringLiteral("paths")).toObject();
    QVERIFY(paths.size() >= 9);
    // What is described answers, and not with 404 for the path or 405.
    for (auto it = paths.begin(); it != paths.end(); ++it) {
        const QJsonObject operations = it.value().toObject();
        for (const QString &method : operations.keys()) {
            if (method == QStringLiteral("parameters"))
                continue;
            const QByteArray target =
                QString(it.key()).replace(QStringLiteral("{id}"), QStringLiteral("x")).toLatin1();
            // The stream of the list never ends; its head comes all the same.
            const bool isEndless = method == QStringLiteral("get") && target == "/api/events";
            const Reply reply = daemon.ask(isEndless ? "HEAD" : method.toUpper().toLatin1(), target);
            QVERIFY2(reply.status != 405 && !reply.body.contains("nothing at this path"), target.constData());
        }
    }
}

void TestSlipwayd::headWhereThereIsGet()
{
    Daemon daemon(path("data"));
    const QByteArray id = daemon.create("head", quick());
    QVERIFY(daemon.watch(id).client->readToEnd());
    const QJsonObject paths =
        daemon.ask("GET", "/api/openapi.json").json().value(QStringLiteral("paths")).toObject();
    int asked = 0;
    for (auto it = paths.begin(); it != paths.end(); ++it) {
        if (!it.value().toObject().contains(QStringLiteral("get")))
            continue;
        QByteArray target = it.key().toLatin1();
        target.replace("{id}", id)
            .replace("{name}", "nowhere"); // there are no nodes: 404, with a head all the same
        if (target.endsWith("/services/logs"))
            target += "?service=postgresql";
        const Reply reply = daemon.ask("HEAD", target);
        QVERIFY2(reply.body.isEmpty(), target.constData());
        const bool isStream = target.endsWith("/progress") || target == "/api/events";
        QCOMPARE(reply.status, isStream ? 200 : daemon.ask("GET", target).status);
        QVERIFY2(reply.head.contains(isStream              ? "text/event-stream"
                                     : reply.status == 200 ? "application/json"
                                                           : "application/problem+json"),
                 reply.head.constData());
        QCOMPARE(daemon.ask("HEAD", target, {}, {}).status, target == "/api/health" ? 200 : 401);
        ++asked;
    }
    QVERIFY(asked >= 9);
    QTRY_COMPARE(daemon.streams(), 0); // a HEAD holds nothing
}

void TestSlipwayd::failAtIsAField()
{
    Daemon daemon(path("data"));
    const Reply wrong =
        daemon.ask("POST", "/api/containers", R"({"hostname":"a","simulation":{"failAt":"deployment"}})");
    QCOMPARE(wrong.status, 422);
    QCOMPARE(wrong.json().value(QStringLiteral("fields")).toArray().size(), 1);
    QVERIFY2(wrong.body.contains(R"("field":"simulation.failAt")") && wrong.body.contains("deploying"),
             wrong.body.constData());
    // Names of the template's scripts are known, and it fails there.
    const Reply right = daemon.ask("POST", "/api/containers",
                                   R"({"hostname":"a","template":"busybox-web","simulation":
                                      {"failAt":"01-credentials.sh","durationSeconds":0,"lines":9}})");
    QCOMPARE(right.status, 201);
    Stream stream = daemon.watch(right.json().value(QStringLiteral("id")).toString().toLatin1());
    QVERIFY(stream.client->readToEnd());
    const QByteArray last = stream.client->named("progress").last().data;
    QVERIFY2(last.contains("01-credentials.sh") && last.contains("failed with exit code"), last.constData());
}

void TestSlipwayd::healthWithoutRedis()
{
    QTcpServer closedLater;
    QVERIFY(closedLater.listen(QHostAddress::LocalHost));
    const quint16 port = closedLater.serverPort();
    closedLater.close();
    Daemon daemon(path("data"), {QStringLiteral("--redis"),
                                 QStringLiteral("redis://user:hunter22@127.0.0.1:%1").arg(port)});
    QVERIFY(daemon.isServing());
    QTRY_COMPARE(daemon.health().value(QStringLiteral("status")).toString(), QStringLiteral("degraded"));
    const Reply health = daemon.ask("GET", "/api/health", {}, {});
    QCOMPARE(health.status, 200);
    QCOMPARE(
        health.json().value(QStringLiteral("redis")).toObject().value(QStringLiteral("state")).toString(),
        QStringLiteral("away"));
    QVERIFY2(!health.body.contains("hunter22"), health.body.constData());
    // The main job does not wait for Redis.
    Stream stream = daemon.watch(daemon.create("without-redis", quick()));
    QVERIFY(stream.client->readToEnd());
    QVERIFY(stream.client->named("progress").last().data.contains("\"complete\""));
}

void TestSlipwayd::cannotStart_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const QStringList &arguments, int exitCode, const char *says) {
        QTest::newRow(name) << arguments << exitCode << QString::fromLatin1(says);
    };
    row("unknown option", {QStringLiteral("--nope")}, 2, "nope");
    row("bad listen", {QStringLiteral("--listen"), QStringLiteral("here")}, 2, "here");
    row("port in use", {QStringLiteral("--listen"), QStringLiteral("127.0.0.1:USED")}, 1, "in use");
    row("foreign address", {QStringLiteral("--listen"), QStringLiteral("192.0.2.1:0")}, 1, "192.0.2.1");
    row("data dir is a file", {QStringLiteral("--data-dir"), QStringLiteral("DIR/file")}, 1, "DIR/file");
    row("data dir below a file", {QStringLiteral("--data-dir"), QStringLiteral("DIR/file/sub")}, 1,
        "DIR/file");
    row("token too open", {QStringLiteral("--token-file"), QStringLiteral("DIR/file")}, 1, "chmod 600");
    row("malformed Redis URL", {QStringLiteral("--redis"), QStringLiteral("http://x")}, 1, "Redis");
}

void TestSlipwayd::cannotStart()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, exitCode);
    QFETCH(QString, says);
    QTcpServer used;
    QVERIFY(used.listen(QHostAddress::LocalHost));
    QFile file(path("file"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("0123456789abcdef0123\n");
    file.close();
    QCOMPARE(::chmod(QFile::encodeName(file.fileName()).constData(), 0644), 0);
    for (QString *text : {&says})
        text->replace(QStringLiteral("DIR"), m_dir->path());
    arguments.replaceInStrings(QStringLiteral("DIR"), m_dir->path());
    arguments.replaceInStrings(QStringLiteral("USED"), QString::number(used.serverPort()));
    for (const auto &[option, value] :
         {std::pair("--listen", QStringLiteral("127.0.0.1:0")), std::pair("--data-dir", path("data")),
          std::pair("--host", QStringLiteral("simulated"))}) {
        if (!arguments.contains(QString::fromLatin1(option)))
            arguments << QString::fromLatin1(option) << value;
    }
    QProcess process;
    process.start(Daemon::program(), arguments);
    QVERIFY(process.waitForFinished(20'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    const QString error = QString::fromUtf8(process.readAllStandardError());
    QVERIFY2(error.contains(says), qPrintable(error));
    QVERIFY2(error.startsWith(QStringLiteral("slipwayd: ")), qPrintable(error));
    QVERIFY2(error.endsWith(u'\n') && error.count(u'\n') == 1, qPrintable(error)); // one message, whole
    QCOMPARE(process.exitCode(), exitCode);
    QVERIFY(process.readAllStandardOutput().isEmpty());
}

void TestSlipwayd::endsWithItsParent()
{
    Daemon daemon(path("data"), {QStringLiteral("--exit-on-stdin-eof")});
    QVERIFY(daemon.isServing());
    QVERIFY(!daemon.create("orphan", slow()).isEmpty());
    daemon.process().closeWriteChannel();
    QVERIFY(daemon.process().waitForFinished(10'000));
    QCOMPARE(daemon.process().exitCode(), 0);
}

void TestSlipwayd::secondSignalIsNotNeeded()
{
    Daemon daemon(path("data"));
    for (int i = 0; i < 4; ++i)
        QVERIFY(!daemon.create("run-" + QByteArray::number(i), slow()).isEmpty());
    ::kill(static_cast<pid_t>(daemon.process().processId()), SIGINT);
    QVERIFY(daemon.process().waitForFinished(10'000));
    QCOMPARE(daemon.process().exitStatus(), QProcess::NormalExit);
    QCOMPARE(daemon.process().exitCode(), 0);
}

void TestSlipwayd::linksNoGui()
{
    QFile program(Daemon::program());
    QVERIFY(program.open(QIODevice::ReadOnly));
    const QByteArray bytes = program.readAll();
    QVERIFY(bytes.contains("libQt6HttpServer.so"));
    for (const char *library : {"libQt6Gui.so", "libQt6Widgets.so", "libX11.so"})
        QVERIFY2(!bytes.contains(library), library);
}

void TestSlipwayd::restartsOnTheSameData()
{
    QByteArray id;
    QByteArray services;
    {
        Daemon daemon(path("data"));
        id = daemon.create("kept", quick());
        QVERIFY(daemon.watch(id).client->readToEnd());
        services = daemon.ask("GET", "/api/containers/" + id + "/services").body;
        daemon.process().terminate();
        QVERIFY(daemon.process().waitForFinished());
    }
    Daemon daemon(path("data"));
    QCOMPARE(daemon.ask("GET", "/api/containers/" + id).json().value(QStringLiteral("lifecycle")).toString(),
             QStringLiteral("ready"));
    QCOMPARE(daemon.ask("GET", "/api/containers/" + id + "/services").body, services);
    // One process per directory.
    QProcess second;
    second.start(Daemon::program(),
                 {QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0"), QStringLiteral("--data-dir"),
                  path("data"), QStringLiteral("--host"), QStringLiteral("simulated")});
    QVERIFY(second.waitForFinished(20'000));
    QCOMPARE(second.exitCode(), 1);
}

QTEST_GUILESS_MAIN(TestSlipwayd)
#include "tst_slipwayd.moc"
