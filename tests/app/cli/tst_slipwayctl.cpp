#include "app/cli/context.h"
#include "ctlprocess.h"
#include "tests/fakes/scriptedserver.h"
#include "tests/support/patience.h"
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <csignal>

using namespace slipway;
using namespace slipway::fakes;
using namespace Qt::Literals::StringLiterals;

/// The program from outside, against a server that plays scripts.
class TestSlipwayctl : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void cleanup();

    void usageErrors_data();
    void usageErrors();
    void helpAndVersion();
    void answers_data();
    void answers();
    void saysWhichFieldIsWrong();
    void refusedConnection_data();
    void refusedConnection();

    void createPrintsTheIdFirst();
    void createSendsTheRequest();
    void createFollowsToTheEnd_data();
    void createFollowsToTheEnd();
    void watchPrintsTheBytesAsSent();
    void watchResumesWhenCut();
    void watchPlainText();
    void watchEnds_data();
    void watchEnds();
    void watchTimesOut();

    void eventsPrintsEachAtOnce();
    void eventsEnds_data();
    void eventsEnds();
    void eventsReconnects();
    void eventsKeepsTryingAServerThatIsNotThereYet();

    void servicesMaskSecrets();
    void logsEndAtNow();
    void serviceLogs();
    void deleteAndCancel();
    void listAsText();
    void interruptEndsCleanly();

private:
    QString option() const { return u"--server="_s + m_server->url().toString(); }
    std::unique_ptr<ScriptedServer> m_server;
    QTemporaryDir m_dir;
};

namespace {

const QByteArray kStep =
    R"({"type":"step","step":"creating","percent":5,"message":"Creating LXC container...","timestamp":"2026-11-21T16:37:26.805Z","seq":1})";
const QByteArray kLog =
    R"({"type":"log","message":"hello \u001b[31mred","scriptName":"00-a.sh","future":{"x":[1, 2]},"timestamp":"2026-11-21T16:37:27.000Z","seq":2})";
const QByteArray kComplete =
    R"({"type":"complete","percent":100,"message":"Container ready!","timestamp":"2026-11-21T16:37:28.000Z","seq":3})";
const QByteArray kError =
    R"({"type":"error","message":"Script \"00-a.sh\" failed with exit code 1","timestamp":"2026-11-21T16:37:28.000Z","seq":3})";
const QByteArray kSnapshot =
    R"({"step":"creating","percent":5,"seenSteps":["creating"],"isComplete":false,"isError":false,"errorMessage":null,"seq":2})";

QByteArray run(const QByteArray &end)
{
    return frame("snapshot", kSnapshot) + frame("progress", kStep, "1") + frame("progress", kLog, "2") +
           frame("progress", end, "3") + frame("done", R"({"reason":"complete"})");
}

Script json(int status, const QByteArray &body) { return Script::reply(status, "application/json", body); }

Script problem(int status, const QByteArray &detail)
{
    return Script::reply(status, "application/problem+json",
                         "{\"title\":\"x\",\"status\":" + QByteArray::number(status) + ",\"detail\":\"" +
                             detail + "\",\"error\":\"" + detail + "\"}");
}

/// A stream as servers send it: of unknown length, its end is the end of the connection.
Script stream(const QByteArray &body) { return Script::eventStream(body).close(); }

} // namespace

void TestSlipwayctl::init()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    m_server = std::make_unique<ScriptedServer>();
}

void TestSlipwayctl::cleanup() { m_server.reset(); }

void TestSlipwayctl::usageErrors_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("nothing") << QStringList{};
    QTest::newRow("unknown command") << QStringList{u"make"_s, u"--server=http://127.0.0.1:1"_s};
    QTest::newRow("no server") << QStringList{u"list"_s};
    QTest::newRow("hostname with spaces")
        << QStringList{u"create"_s, u"--server=http://127.0.0.1:1"_s, u"--hostname"_s, u"my host"_s};
    QTest::newRow("no hostname") << QStringList{u"create"_s, u"--server=http://127.0.0.1:1"_s};
    QTest::newRow("id that climbs up")
        << QStringList{u"show"_s, u"../../etc"_s, u"--server=http://127.0.0.1:1"_s};
}

void TestSlipwayctl::usageErrors()
{
    QFETCH(QStringList, arguments);
    CtlProcess ctl(arguments);
    QCOMPARE(ctl.wait(), int(cli::Usage));
    QCOMPARE(ctl.out, QByteArray());
    QVERIFY(ctl.err.contains("--help"));
    QCOMPARE(m_server->requests().size(), 0);
}

void TestSlipwayctl::helpAndVersion()
{
    CtlProcess help({u"--help"_s});
    QCOMPARE(help.wait(), 0);
    QVERIFY(help.out.startsWith("Usage: slipwayctl"));
    QCOMPARE(help.err, QByteArray());
    CtlProcess version({u"--version"_s});
    QCOMPARE(version.wait(), 0);
    QCOMPARE(version.out, QByteArray("slipwayctl " SLIPWAY_VERSION "\n"));
}

void TestSlipwayctl::answers_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("exitCode");
    const QList<QStringList> commands = {{u"list"_s},
                                         {u"show"_s, u"abc"_s},
                                         {u"services"_s, u"abc"_s},
                                         {u"delete"_s, u"abc"_s},
                                         {u"cancel"_s, u"abc"_s},
                                         {u"create"_s, u"--hostname=web"_s},
                                         {u"logs"_s, u"abc"_s, u"--service=x"_s}};
    for (const QStringList &command : commands) {
        for (const auto &[status, exitCode] :
             {std::pair(401, 3), {403, 3}, {404, 1}, {409, 1}, {500, 1}, {502, 1}, {503, 1}})
            QTest::addRow("%s %d", qPrintable(command.first()), status) << command << status << exitCode;
    }
    QTest::newRow("create 400") << commands[5] << 400 << 2;
}

void TestSlipwayctl::answers()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, status);
    QFETCH(int, exitCode);
    m_server->setDefault(problem(status, "Cannot do it. The reason of the server."));
    CtlProcess ctl(QStringList{option()} + arguments);
    QCOMPARE(ctl.wait(), exitCode);
    QCOMPARE(ctl.out, QByteArray());
    QVERIFY2(!ctl.err.trimmed().isEmpty(), "an error must be said");
    if (status != 401 && status != 403)
        QVERIFY2(ctl.err.contains("The reason of the server."), ctl.err.constData());
}

void TestSlipwayctl::saysWhichFieldIsWrong()
{
    m_server->setDefault(
        Script::reply(422, "application/problem+json",
                      "{\"status\":422,\"detail\":\"The request is wrong.\",\"fields\":[{\"field\":"
                      "\"template\",\"message\":\"Cannot find \\\"nope\\\".\"}]}"));
    CtlProcess ctl({option(), u"create"_s, u"--hostname=web"_s, u"--template=nope"_s});
    QCOMPARE(ctl.wait(), int(cli::Usage));
    QCOMPARE(ctl.err, QByteArray("The request is wrong.\n  template: Cannot find \"nope\".\n"));
}

void TestSlipwayctl::refusedConnection_data()
{
    QTest::addColumn<QStringList>("arguments");
    for (const QStringList &command : QList<QStringList>{{u"list"_s},
                                                         {u"show"_s, u"abc"_s},
                                                         {u"watch"_s, u"abc"_s},
                                                         {u"logs"_s, u"abc"_s},
                                                         {u"create"_s, u"--hostname=web"_s, u"--follow"_s},
                                                         {u"services"_s, u"abc"_s}})
        QTest::newRow(qPrintable(command.first())) << command;
}

void TestSlipwayctl::refusedConnection()
{
    QFETCH(QStringList, arguments);
    m_server->shutDown();
    CtlProcess ctl(QStringList{option()} + arguments);
    QCOMPARE(ctl.wait(), int(cli::CannotConnect));
    QCOMPARE(ctl.out, QByteArray());
    QVERIFY(!ctl.err.trimmed().isEmpty());
}

void TestSlipwayctl::createPrintsTheIdFirst()
{
    m_server->enqueue("/api/containers",
                      json(201, R"({"hostname":"web","lifecycle":"pending","id":"abc123"})"));
    CtlProcess ctl({option(), u"create"_s, u"--hostname"_s, u"web"_s, u"--json"_s});
    QCOMPARE(ctl.wait(), 0);
    QVERIFY2(ctl.out.startsWith(R"({"id":"abc123",)"), ctl.out.constData());
    QCOMPARE(ctl.out.count('\n'), 1);
}

void TestSlipwayctl::createSendsTheRequest()
{
    m_server->enqueue("/api/containers", json(202, R"({"id":"abc123"})"));
    QFile token(m_dir.filePath(u"token"_s));
    QVERIFY(token.open(QIODevice::WriteOnly));
    token.write("s3cret-token\n");
    token.close();
    CtlProcess ctl({u"create"_s, u"--hostname"_s, u"web"_s, option(), u"--token-file"_s, token.fileName(),
                    u"--header"_s, u"X-Proxy: yes"_s, u"--template=node"_s});
    QCOMPARE(ctl.wait(), 0);
    QCOMPARE(m_server->requests().size(), 1);
    const Request request = m_server->requests().first();
    QCOMPARE(request.method, QByteArray("POST"));
    QCOMPARE(request.header("Authorization"), QByteArray("Bearer s3cret-token"));
    QCOMPARE(request.header("X-Proxy"), QByteArray("yes"));
    QVERIFY(request.header("Content-Type").startsWith("application/json"));
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    QCOMPARE(body.value("hostname"_L1).toString(), u"web"_s);
    QCOMPARE(body.value("template"_L1).toString(), u"node"_s);
    QVERIFY(!(ctl.out + ctl.err).contains("s3cret"));
}

void TestSlipwayctl::createFollowsToTheEnd_data()
{
    QTest::addColumn<QByteArray>("end");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("ready") << kComplete << 0;
    QTest::newRow("failed") << kError << 1;
}

void TestSlipwayctl::createFollowsToTheEnd()
{
    QFETCH(QByteArray, end);
    QFETCH(int, exitCode);
    m_server->enqueue("/api/containers", json(201, R"({"id":"abc123"})"));
    m_server->enqueue("/api/containers/abc123/progress", stream(run(end)));
    CtlProcess ctl({option(), u"create"_s, u"--hostname"_s, u"web"_s, u"--follow"_s, u"--json"_s});
    QCOMPARE(ctl.wait(), exitCode);
    QCOMPARE(ctl.outLines(), (QByteArrayList{R"({"id":"abc123"})", kStep, kLog, end}));
}

void TestSlipwayctl::watchPrintsTheBytesAsSent()
{
    m_server->enqueue(stream(run(kComplete)));
    CtlProcess ctl({u"watch"_s, u"abc"_s, option()}); // not a terminal: JSON without asking for it
    QCOMPARE(ctl.wait(), 0);
    QCOMPARE(ctl.outLines(), (QByteArrayList{kStep, kLog, kComplete}));
    QCOMPARE(m_server->requests().first().target, QByteArray("/api/containers/abc/progress"));
}

void TestSlipwayctl::watchResumesWhenCut()
{
    m_server->enqueue(stream("retry: 10\n\n" + frame("snapshot", kSnapshot) + frame("progress", kStep, "1") +
                             frame("progress", kLog, "2")));
    m_server->enqueue(
        stream(frame("snapshot", kSnapshot) + frame("progress", kComplete, "3") + frame("done", "{}")));
    m_server->setDefault("/api/containers/abc",
                         json(200, R"({"id":"abc","hostname":"web","lifecycle":"creating"})"));
    CtlProcess ctl({u"watch"_s, u"abc"_s, u"--json"_s, option()});
    QCOMPARE(ctl.wait(), 0);
    QCOMPARE(ctl.outLines(), (QByteArrayList{kStep, kLog, kComplete}));
    QByteArrayList ids;
    for (const Request &request : m_server->requests())
        if (request.target.endsWith("/progress"))
            ids += request.header("Last-Event-ID");
    QCOMPARE(ids, (QByteArrayList{QByteArray(), "2"}));
}

void TestSlipwayctl::watchPlainText()
{
    m_server->enqueue(stream(run(kComplete)));
    m_server->enqueue(
        "/api/containers/abc/services",
        json(
            200,
            R"({"services":[{"name":"code","type":"systemd","port":80,"status":"running","isSystem":false,"credentials":{"PASSWORD":"hunter2!"}}],"containerIp":"10.0.0.5"})"));
    CtlProcess ctl({u"watch"_s, u"abc"_s, u"--human"_s, option()});
    QCOMPARE(ctl.wait(), 0);
    QVERIFY2(ctl.out.contains("Creating LXC container..."), ctl.out.constData());
    QVERIFY2(ctl.out.contains("00-a.sh | hello red"), ctl.out.constData());
    QVERIFY2(ctl.out.contains("10.0.0.5:80"), ctl.out.constData());
    QVERIFY(!ctl.out.contains("hunter2"));
    QVERIFY(!ctl.out.contains('\x1b'));
}

void TestSlipwayctl::watchEnds_data()
{
    QTest::addColumn<QByteArray>("head"); // of the answer, whole
    QTest::addColumn<int>("exitCode");
    const QByteArray empty = "Content-Length: 0\r\nConnection: close\r\n\r\n";
    QTest::newRow("401") << "HTTP/1.1 401 Unauthorized\r\n" + empty << 3;
    QTest::newRow("403") << "HTTP/1.1 403 Forbidden\r\n" + empty << 3;
    QTest::newRow("404") << "HTTP/1.1 404 Not Found\r\n" + empty << 1;
    QTest::newRow("page instead of a stream")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: "
                      "close\r\n\r\n{}")
        << 1;
}

void TestSlipwayctl::watchEnds()
{
    QFETCH(QByteArray, head);
    QFETCH(int, exitCode);
    Script script;
    script.send(head).close();
    m_server->setDefault("/api/containers/abc/progress", script);
    CtlProcess ctl({u"watch"_s, u"abc"_s, option()});
    QCOMPARE(ctl.wait(), exitCode);
    QCOMPARE(ctl.out, QByteArray());
    QVERIFY(!ctl.err.trimmed().isEmpty());
    const auto requests = m_server->requests();
    QCOMPARE(std::count_if(requests.cbegin(), requests.cend(),
                           [](const auto &request) { return request.target.endsWith("/progress"); }),
             1); // final: asked once
}

void TestSlipwayctl::watchTimesOut()
{
    m_server->setDefault(Script::eventStream(frame("snapshot", kSnapshot)));
    CtlProcess ctl({u"watch"_s, u"abc"_s, option(), u"--timeout=0.5"_s});
    QCOMPARE(ctl.wait(), 1);
    QVERIFY2(ctl.err.contains("timeout"), ctl.err.constData());
}

void TestSlipwayctl::eventsPrintsEachAtOnce()
{
    Script script = Script::eventStream("data: one\n\n");
    script.waitFor("go").send("event: x\nid: 7\ndata: two\ndata: lines\n\n").waitFor("end").close();
    m_server->enqueue(script);
    CtlProcess ctl({u"events"_s, m_server->url(u"/s"_s).toString(), u"--max-events=2"_s});
    QTRY_VERIFY_WITH_TIMEOUT((ctl.out += ctl.readAllStandardOutput()).contains('\n'), 30'000);
    QCOMPARE(ctl.out, QByteArray("{\"event\":\"message\",\"data\":\"one\",\"id\":\"\"}\n"));
    m_server->release("go");
    QCOMPARE(ctl.wait(), 0);
    QCOMPARE(ctl.outLines().last(), QByteArray(R"({"event":"x","data":"two\nlines","id":"7"})"));
    QVERIFY2(ctl.err.contains("connecting") && ctl.err.contains("open"), ctl.err.constData());
}

void TestSlipwayctl::eventsEnds_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QByteArray>("word");
    const QByteArray empty = "Content-Length: 0\r\nConnection: close\r\n\r\n";
    const QByteArray open = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
    QTest::newRow("204") << "HTTP/1.1 204 No Content\r\n" + empty << QStringList{} << 0 << QByteArray("204");
    QTest::newRow("404") << "HTTP/1.1 404 Not Found\r\n" + empty << QStringList{} << 1
                         << QByteArray("failed");
    QTest::newRow("401") << "HTTP/1.1 401 Unauthorized\r\n" + empty << QStringList{} << 3
                         << QByteArray("failed");
    QTest::newRow("wrong content type")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n")
        << QStringList{} << 1 << QByteArray("failed");
    QTest::newRow("timeout") << open << QStringList{u"--timeout=0.5"_s} << 1 << QByteArray("timeout");
    QTest::newRow("enough in a burst") << open + QByteArray("data: x\n\n").repeated(50)
                                       << QStringList{u"--max-events=3"_s} << 0 << QByteArray("3 events");
    QTest::newRow("enough, and the end with it")
        << "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 27\r\n\r\n" +
               QByteArray("data: x\n\n").repeated(3)
        << QStringList{u"--max-events=3"_s} << 0 << QByteArray("3 events");
}

void TestSlipwayctl::eventsEnds()
{
    QFETCH(QByteArray, answer);
    QFETCH(QStringList, options);
    QFETCH(int, exitCode);
    QFETCH(QByteArray, word);
    Script script;
    m_server->setDefault(script.send(answer));
    CtlProcess ctl(QStringList{u"events"_s, m_server->url().toString(), u"--header"_s, u"Cookie: a=b"_s} +
                   options);
    QCOMPARE(ctl.wait(), exitCode);
    QVERIFY2(ctl.err.contains(word), ctl.err.constData());
    QCOMPARE(m_server->requests().first().header("Cookie"), QByteArray("a=b"));
    if (word == "3 events") {
        QCOMPARE(ctl.outLines().size(), 3);
        QVERIFY2(ctl.err.endsWith("done: 3 events\n"), ctl.err.constData());
    }
}

void TestSlipwayctl::eventsReconnects()
{
    m_server->enqueue(stream("retry: 10\n\nid: 41\ndata: a\n\n"));
    m_server->enqueue(stream("data: b\n\ndata: unfinished"));
    m_server->enqueue(Script::reply(204, "text/plain", {}));
    CtlProcess ctl({u"events"_s, m_server->url().toString()});
    QCOMPARE(ctl.wait(), 0);
    QCOMPARE(ctl.outLines(), (QByteArrayList{R"({"event":"message","data":"a","id":"41"})",
                                             R"({"event":"message","data":"b","id":"41"})"}));
    QCOMPARE(m_server->requests().size(), 3);
    QCOMPARE(m_server->requests()[1].header("Last-Event-ID"), QByteArray("41"));
    QVERIFY2(ctl.err.contains("waiting"), ctl.err.constData());
}

void TestSlipwayctl::eventsKeepsTryingAServerThatIsNotThereYet()
{
    m_server->shutDown();
    m_server->enqueue(Script::eventStream("data: late\n\n"));
    CtlProcess ctl({u"events"_s, m_server->url().toString(), u"--max-events=1"_s});
    QTRY_VERIFY_WITH_TIMEOUT((ctl.err += ctl.readAllStandardError()).contains("waiting"), 30'000);
    QVERIFY(m_server->listenAgain());
    QCOMPARE(ctl.wait(), 0);
    QVERIFY(ctl.out.contains("late"));
}

void TestSlipwayctl::servicesMaskSecrets()
{
    m_server->setDefault(json(
        200,
        R"({"services":[{"name":"code","type":"systemd","port":80,"status":"running","isSystem":false,"credentials":{"PASSWORD":"hunter2!"}}],"containerIp":"10.0.0.5"})"));
    CtlProcess masked({u"services"_s, u"abc"_s, option()});
    QCOMPARE(masked.wait(), 0);
    QVERIFY(QJsonDocument::fromJson(masked.out).isObject());
    QVERIFY(!masked.out.contains("hunter2"));
    CtlProcess revealed({u"services"_s, u"abc"_s, option(), u"--reveal"_s, u"--human"_s});
    QCOMPARE(revealed.wait(), 0);
    QVERIFY2(revealed.out.contains("PASSWORD  hunter2!"), revealed.out.constData());
}

void TestSlipwayctl::logsEndAtNow()
{
    m_server->enqueue(Script::eventStream(frame("snapshot", kSnapshot) + frame("progress", kStep, "1") +
                                          frame("progress", kLog, "2")));
    CtlProcess ctl({u"logs"_s, u"abc"_s, option(), u"--human"_s}); // the stream stays open: the run goes on
    QCOMPARE(ctl.wait(), 0);
    QCOMPARE(ctl.out, QByteArray("hello red\n"));
}

void TestSlipwayctl::serviceLogs()
{
    m_server->setDefault(json(200, R"({"logs":["one","two \u001b[2Jx"],"service":"a@b"})"));
    CtlProcess ctl({u"logs"_s, u"abc"_s, u"--service"_s, u"a@b"_s, u"--lines=7"_s, u"--human"_s, option()});
    QCOMPARE(ctl.wait(), 0);
    QCOMPARE(ctl.out, QByteArray("one\ntwo x\n"));
    QVERIFY2(m_server->requests().first().target.endsWith("/services/logs?service=a%40b&lines=7") ||
                 m_server->requests().first().target.endsWith("/services/logs?service=a@b&lines=7"),
             m_server->requests().first().target.constData());
    CtlProcess unsafe({u"logs"_s, u"abc"_s, u"--service"_s, u"x; rm -rf /"_s, option()});
    QCOMPARE(unsafe.wait(), int(cli::Usage));
    QCOMPARE(m_server->requests().size(), 1);
}

void TestSlipwayctl::deleteAndCancel()
{
    Script gone;
    gone.send("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").close();
    m_server->setDefault(gone);
    CtlProcess remove({u"delete"_s, u"abc"_s, option()});
    QCOMPARE(remove.wait(), 0);
    CtlProcess cancel({u"cancel"_s, u"abc"_s, option()});
    QCOMPARE(cancel.wait(), 0);
    QCOMPARE(m_server->requests().size(), 2);
    QCOMPARE(m_server->requests()[0].method, QByteArray("DELETE"));
    QCOMPARE(m_server->requests()[0].target, QByteArray("/api/containers/abc"));
    QCOMPARE(m_server->requests()[1].method, QByteArray("POST"));
    QCOMPARE(m_server->requests()[1].target, QByteArray("/api/containers/abc/cancel"));
}

void TestSlipwayctl::listAsText()
{
    m_server->setDefault(json(
        200,
        R"({"containers":[{"id":"abc","hostname":"web\u001b[2J","template":"","host":"simulated","simulated":true,"lifecycle":"ready","address":"10.0.0.5","hostRef":"","createdAt":"2026-11-21T16:37:26.805Z","finishedAt":"","errorMessage":"","percent":100,"step":"finalizing","spec":{}}]})"));
    CtlProcess ctl({u"list"_s, option(), u"--human"_s});
    QCOMPARE(ctl.wait(), 0);
    QVERIFY2(ctl.out.contains("abc  web") && ctl.out.contains("(simulated)"), ctl.out.constData());
    QVERIFY(!ctl.out.contains('\x1b'));
}

void TestSlipwayctl::interruptEndsCleanly()
{
    m_server->setDefault(Script::eventStream(frame("snapshot", kSnapshot) + frame("progress", kStep, "1")));
    CtlProcess ctl({u"watch"_s, u"abc"_s, option(), u"--json"_s});
    QTRY_VERIFY_WITH_TIMEOUT((ctl.out += ctl.readAllStandardOutput()).contains('\n'), 30'000);
    ::kill(static_cast<pid_t>(ctl.processId()), SIGINT);
    QCOMPARE(ctl.wait(), 130);
    QTRY_COMPARE(m_server->openConnections(), 0);
}

QTEST_GUILESS_MAIN(TestSlipwayctl)
#include "tst_slipwayctl.moc"
