#include "app/backend/nodeapi.h"
#include "app/hosts/simulated/simulatedhost.h"
#include "net/http/jsonclient.h"
#include "net/httpd/server.h"
#include "tests/app/backend/memorynodestore.h"
#include "tests/app/backend/scriptedhost.h"
#include "tests/app/jobs/memorystore.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace slipway;
using namespace slipway::backend;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr char kSecret[] = "0b3c4d5e-1111-4222-8333-444455556666";
constexpr char kPassword[] = "MARKER-ssh-password";
constexpr char kPassphrase[] = "MARKER-passphrase";
const QString kPinned = u"AA:"_s.repeated(31) + u"AA"_s;
const QString kOther = u"BB:"_s.repeated(31) + u"BB"_s;

QString messageOf(const http::JsonReply &reply)
{
    return QJsonDocument::fromJson(reply.body).object().value("detail"_L1).toString();
}

} // namespace

/// The routes over real sockets, with hosts that do as the test says.
class TestNodeRoutes : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void addShowEditRemove();
    void refusesWithFields_data();
    void refusesWithFields();
    void nameTaken();
    void unknownNode_data();
    void unknownNode();
    void editKeepsWhatIsAbsent();
    void secretStaysWithItsMachine_data();
    void secretStaysWithItsMachine();
    void nodeInUseIsNotRemovedUnasked();
    void noSecretInAnyAnswer();
    void lookups_data();
    void lookups();
    void sameQuestionIsPutOnce();
    void anEditMakesKnownAnswersVoid();
    void clientThatLeavesEndsTheQuestion();
    void silentNodeHoldsUpNobodyElse();
    void tooManyQuestions();
    void nodeThatDoesNotAnswer();
    void failuresOfTheNode_data();
    void failuresOfTheNode();
    void changedCertificateShowsBoth();
    void testOfUnsavedAndStored();
    void testBorrowsSecretsForTheirMachineOnly();

private:
    struct Answer
    {
        int status = 0;
        http::JsonReply reply;
        QJsonObject json() const { return QJsonDocument::fromJson(reply.body).object(); }
    };
    Answer ask(const QByteArray &method, const QString &path, const QByteArray &body = {});
    QByteArray nodeJson(const QJsonObject &changes = {}) const;
    void start(LookupLimits limits);

    std::unique_ptr<MemoryNodeStore> m_nodes;
    std::unique_ptr<tests::MemoryStore> m_containers;
    std::shared_ptr<HostScript> m_script;
    std::unique_ptr<NodeHosts> m_hosts;
    std::unique_ptr<QThreadPool> m_pool;
    std::unique_ptr<NodeApi> m_api;
    std::unique_ptr<httpd::Server> m_server;
    std::unique_ptr<http::JsonClient> m_client;
    QByteArray m_heard; // all answers
};

void TestNodeRoutes::init()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    start({});
}

void TestNodeRoutes::start(LookupLimits limits)
{
    cleanup();
    m_nodes = std::make_unique<MemoryNodeStore>();
    m_containers = std::make_unique<tests::MemoryStore>();
    m_script = std::make_shared<HostScript>();
    m_hosts = std::make_unique<NodeHosts>(
        std::make_shared<hosts::SimulatedHost>(), *m_nodes,
        [script = m_script](const Node &node) { return std::make_shared<ScriptedHost>(node, script); });
    m_pool = std::make_unique<QThreadPool>();
    m_api = std::make_unique<NodeApi>(NodeApi::Parts{*m_nodes, *m_containers, *m_hosts, *m_pool}, limits);
    httpd::Router router;
    m_api->addTo(router);
    m_server = std::make_unique<httpd::Server>(
        std::move(router), httpd::BearerGate(Secret(QByteArray("token"))), httpd::ServerLimits{});
    const auto port = m_server->listen(QHostAddress(QHostAddress::LocalHost), 0);
    QVERIFY(port);
    m_client = std::make_unique<http::JsonClient>();
    m_client->setBaseUrl(QUrl(u"http://127.0.0.1:%1"_s.arg(*port)));
    m_client->setHeaders({{"Authorization", "Bearer token"}});
}

void TestNodeRoutes::cleanup()
{
    m_client.reset();
    if (m_pool)
        m_pool->waitForDone();
    m_server.reset();
    m_api.reset();
    m_hosts.reset();
    m_heard.clear();
}

TestNodeRoutes::Answer TestNodeRoutes::ask(const QByteArray &method, const QString &path,
                                           const QByteArray &body)
{
    std::optional<Result<http::JsonReply>> result;
    const auto done = [&result](const Result<http::JsonReply> &answer) { result = answer; };
    if (method == "GET")
        m_client->get(path, this, done);
    else if (method == "POST")
        m_client->post(path, body, this, done);
    else if (method == "PATCH")
        m_client->patch(path, body, this, done);
    else
        m_client->remove(path, this, done);
    if (!QTest::qWaitFor([&] { return result.has_value(); }, 30'000))
        return {};
    if (result->has_value()) {
        m_heard += (*result)->body;
        return {(*result)->status, **result};
    }
    const QByteArray problem = result->error().detail.toUtf8();
    m_heard += problem;
    const int status = QJsonDocument::fromJson(problem).object().value("status"_L1).toInt();
    return {status, {status, problem, {}}};
}

/// A node that can be stored.
QByteArray TestNodeRoutes::nodeJson(const QJsonObject &changes) const
{
    QJsonObject node{{u"name"_s, u"rack"_s},
                     {u"host"_s, u"10.0.0.2"_s},
                     {u"signIn"_s, u"token"_s},
                     {u"user"_s, u"root@pam"_s},
                     {u"tokenName"_s, u"slipway"_s},
                     {u"secret"_s, QString::fromLatin1(kSecret)},
                     {u"certificateSha256"_s, kPinned},
                     {u"ssh"_s, QJsonObject{{u"signIn"_s, u"password"_s},
                                            {u"user"_s, u"root"_s},
                                            {u"password"_s, QString::fromLatin1(kPassword)},
                                            {u"passphrase"_s, QString::fromLatin1(kPassphrase)}}},
                     {u"storage"_s, u"local-lvm"_s}};
    for (auto change = changes.begin(); change != changes.end(); ++change) {
        if (change.value().isUndefined())
            node.remove(change.key());
        else
            node.insert(change.key(), change.value());
    }
    return QJsonDocument(node).toJson(QJsonDocument::Compact);
}

void TestNodeRoutes::addShowEditRemove()
{
    QCOMPARE(ask("GET", u"/api/nodes"_s).json(), QJsonObject({{u"nodes"_s, QJsonArray()}}));
    const Answer added = ask("POST", u"/api/nodes"_s, nodeJson());
    QCOMPARE(added.status, 201);
    QCOMPARE(added.json().value("name"_L1).toString(), u"rack"_s);
    QCOMPARE(added.json().value("hasSecret"_L1).toBool(), true);
    QCOMPARE(m_nodes->node(u"rack"_s)->secret.reveal(), QByteArray(kSecret));

    QCOMPARE(ask("GET", u"/api/nodes"_s).json().value("nodes"_L1).toArray().size(), 1);
    QCOMPARE(ask("GET", u"/api/nodes/rack"_s).json(), added.json());
    const Answer edited = ask("PATCH", u"/api/nodes/rack"_s, R"({"storage":"tank"})");
    QCOMPARE(edited.status, 200);
    QCOMPARE(edited.json().value("storage"_L1).toString(), u"tank"_s);
    QCOMPARE(m_nodes->node(u"rack"_s)->storage, u"tank"_s);
    QCOMPARE(ask("DELETE", u"/api/nodes/rack"_s).status, 204);
    QCOMPARE(ask("GET", u"/api/nodes/rack"_s).status, 404);
}

void TestNodeRoutes::refusesWithFields_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("field");
    QTest::newRow("no JSON") << QByteArray("{{") << 400 << QString();
    QTest::newRow("an array") << QByteArray("[]") << 400 << QString();
    QTest::newRow("unknown field") << nodeJson({{u"colour"_s, u"red"_s}}) << 422 << u"colour"_s;
    QTest::newRow("port as text") << nodeJson({{u"port"_s, u"many"_s}}) << 422 << u"port"_s;
    QTest::newRow("port too big") << nodeJson({{u"port"_s, 70000}}) << 422 << u"port"_s;
    QTest::newRow("no host") << nodeJson({{u"host"_s, u""_s}}) << 422 << u"host"_s;
    QTest::newRow("name that climbs") << nodeJson({{u"name"_s, u"../x"_s}}) << 422 << u"name"_s;
    QTest::newRow("no secret") << nodeJson({{u"secret"_s, u""_s}}) << 422 << u"secret"_s;
}

void TestNodeRoutes::refusesWithFields()
{
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QString, field);
    for (const QString &path : {u"/api/nodes"_s, u"/api/nodes/test"_s}) {
        const Answer answer = ask("POST", path, body);
        QCOMPARE(answer.status, status);
        const Problem problem = problemFromJson(answer.status, answer.reply.body);
        QCOMPARE(problem.instance, path);
        if (field.isEmpty())
            continue;
        QCOMPARE(problem.fields.size(), 1);
        QCOMPARE(problem.fields.first().field, field);
        QVERIFY2(problem.error.message.contains(field), qPrintable(problem.error.message));
    }
    QVERIFY(m_nodes->nodes()->isEmpty());
    QCOMPARE(m_script->made, 0);
}

void TestNodeRoutes::nameTaken()
{
    QCOMPARE(ask("POST", u"/api/nodes"_s, nodeJson()).status, 201);
    const Answer again = ask("POST", u"/api/nodes"_s, nodeJson({{u"host"_s, u"10.0.0.9"_s}}));
    QCOMPARE(again.status, 409);
    QCOMPARE(problemFromJson(409, again.reply.body).fields.value(0).field, u"name"_s);
    QCOMPARE(m_nodes->node(u"rack"_s)->host, u"10.0.0.2"_s);
}

void TestNodeRoutes::unknownNode_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QString>("rest");
    QTest::newRow("show") << QByteArray("GET") << QString();
    QTest::newRow("edit") << QByteArray("PATCH") << QString();
    QTest::newRow("remove") << QByteArray("DELETE") << QString();
    QTest::newRow("remove by force") << QByteArray("DELETE") << u"?force=1"_s;
    QTest::newRow("test") << QByteArray("POST") << u"/test"_s;
    QTest::newRow("storages") << QByteArray("GET") << u"/storages"_s;
    QTest::newRow("nextid") << QByteArray("GET") << u"/nextid"_s;
}

void TestNodeRoutes::unknownNode()
{
    QFETCH(QByteArray, method);
    QFETCH(QString, rest);
    const Answer answer = ask(method, u"/api/nodes/nowhere"_s + rest, "{}");
    QCOMPARE(answer.status, 404);
    QVERIFY2(messageOf(answer.reply).contains(u"nowhere"), answer.reply.body.constData());
}

void TestNodeRoutes::editKeepsWhatIsAbsent()
{
    QCOMPARE(ask("POST", u"/api/nodes"_s, nodeJson()).status, 201);
    const Node before = m_nodes->node(u"rack"_s).value();
    QCOMPARE(ask("PATCH", u"/api/nodes/rack"_s, R"({"ssh":{"hostKeySha256":""},"bridge":"vmbr7"})").status,
             200);
    Node expected = before;
    expected.bridge = u"vmbr7"_s;
    QCOMPARE(m_nodes->node(u"rack"_s).value(), expected);
    // What an answer showed can be sent back.
    QCOMPARE(ask("PATCH", u"/api/nodes/rack"_s, ask("GET", u"/api/nodes/rack"_s).reply.body).status, 200);
    QCOMPARE(m_nodes->node(u"rack"_s).value(), expected);
    // The name is what containers know it by.
    QCOMPARE(ask("PATCH", u"/api/nodes/rack"_s, R"({"name":"other"})").status, 422);
}

void TestNodeRoutes::secretStaysWithItsMachine_data()
{
    QTest::addColumn<QJsonObject>("change");
    QTest::addColumn<QStringList>("fields"); // that must be sent again; empty: allowed
    const QString secret = u"secret"_s;
    const QString password = u"ssh.password"_s;
    const auto ssh = [](const QString &key, const QJsonValue &value) {
        return QJsonObject{{u"ssh"_s, QJsonObject{{key, value}}}};
    };
    QTest::newRow("host") << QJsonObject{{u"host"_s, u"evil.example"_s}} << QStringList{secret, password};
    QTest::newRow("host as an address of the browser")
        << QJsonObject{{u"host"_s, u"https://evil.example:8006/"_s}} << QStringList{secret, password};
    QTest::newRow("port") << QJsonObject{{u"port"_s, 9006}} << QStringList{secret};
    QTest::newRow("user") << QJsonObject{{u"user"_s, u"else@pve"_s}} << QStringList{secret};
    QTest::newRow("token") << QJsonObject{{u"tokenName"_s, u"other"_s}} << QStringList{secret};
    QTest::newRow("secret null") << QJsonObject{{u"host"_s, u"evil.example"_s}, {secret, QJsonValue::Null}}
                                 << QStringList{secret, password};
    QTest::newRow("secret dots") << QJsonObject{{u"host"_s, u"evil.example"_s}, {secret, u"••••••"_s}}
                                 << QStringList{secret, password};
    QTest::newRow("ssh host") << ssh(u"host"_s, u"evil.example"_s) << QStringList{password};
    QTest::newRow("ssh port") << ssh(u"port"_s, 2222) << QStringList{password};
    QTest::newRow("ssh user") << ssh(u"user"_s, u"else"_s) << QStringList{password};
    QTest::newRow("same host said again")
        << QJsonObject{{u"host"_s, u"10.0.0.2"_s}, {u"port"_s, 8006}} << QStringList();
    QTest::newRow("secrets sent again")
        << QJsonObject{{u"host"_s, u"10.0.0.3"_s},
                       {secret, QString::fromLatin1(kSecret)},
                       {u"ssh"_s, QJsonObject{{u"password"_s, QString::fromLatin1(kPassword)}}}}
        << QStringList();
    QTest::newRow("ssh said to be off")
        << QJsonObject{{u"ssh"_s,
                        QJsonObject{{u"enabled"_s, false}, {u"password"_s, u""_s}, {u"port"_s, 23}}}}
        << QStringList();
}

void TestNodeRoutes::secretStaysWithItsMachine()
{
    QFETCH(QJsonObject, change);
    QFETCH(QStringList, fields);
    QCOMPARE(ask("POST", u"/api/nodes"_s, nodeJson()).status, 201);
    const Node before = m_nodes->node(u"rack"_s).value();
    const Answer answer =
        ask("PATCH", u"/api/nodes/rack"_s, QJsonDocument(change).toJson(QJsonDocument::Compact));
    QCOMPARE(answer.status, fields.isEmpty() ? 200 : 422);
    QStringList named;
    for (const FieldError &error : problemFromJson(answer.status, answer.reply.body).fields) {
        named += error.field;
        QVERIFY2(error.message.contains(u"Enter it again"), qPrintable(error.message));
    }
    QCOMPARE(named, fields);
    QCOMPARE(m_nodes->node(u"rack"_s).value() == before,
             !fields.isEmpty() || QTest::currentDataTag() == QByteArray("same host said again"));
}

void TestNodeRoutes::nodeInUseIsNotRemovedUnasked()
{
    QCOMPARE(ask("POST", u"/api/nodes"_s, nodeJson()).status, 201);
    for (const QString &name : {u"web"_s, u"db"_s, u"elsewhere"_s}) {
        Container container;
        container.id = ContainerId{name};
        container.hostname = name;
        container.node = name == u"elsewhere" ? QString() : u"rack"_s;
        QVERIFY(m_containers->insertContainer(container));
    }
    const Answer refused = ask("DELETE", u"/api/nodes/rack"_s);
    QCOMPARE(refused.status, 409);
    QVERIFY2(messageOf(refused.reply).contains(u"2 containers"), refused.reply.body.constData());
    QVERIFY(messageOf(refused.reply).contains(u"web"));
    QVERIFY(!messageOf(refused.reply).contains(u"elsewhere"));
    QVERIFY(m_nodes->node(u"rack"_s));
    QCOMPARE(ask("DELETE", u"/api/nodes/rack?force=yes"_s).status, 400);
    QCOMPARE(ask("DELETE", u"/api/nodes/rack?force=1"_s).status, 204);
    QVERIFY(!m_nodes->node(u"rack"_s));
    QCOMPARE(m_containers->containers()->size(), 3);
}

void TestNodeRoutes::noSecretInAnyAnswer()
{
    m_script->preflight = [](const Node &) {
        Preflight preflight;
        preflight.fingerprints.certificateSha256 = kOther;
        return preflight;
    };
    m_script->failure = [](const Node &) {
        return Error{ErrorCode::HostFailed, u"Cannot list. Try again."_s, {}, false};
    };
    ask("POST", u"/api/nodes"_s, nodeJson());
    ask("POST", u"/api/nodes"_s, nodeJson());
    ask("POST", u"/api/nodes"_s, nodeJson({{u"port"_s, 0}}));
    ask("POST", u"/api/nodes"_s, nodeJson().chopped(1));
    ask("POST", u"/api/nodes"_s, nodeJson({{QString::fromLatin1(kPassword), 1}}).replace(kPassword, "x"));
    ask("POST", u"/api/nodes/test"_s, nodeJson());
    ask("POST", u"/api/nodes/rack/test"_s, "{}");
    ask("PATCH", u"/api/nodes/rack"_s, R"({"host":"10.0.0.3"})");
    ask("PATCH", u"/api/nodes/rack"_s, nodeJson({{u"name"_s, u"other"_s}}));
    ask("GET", u"/api/nodes"_s);
    ask("GET", u"/api/nodes/rack"_s);
    ask("GET", u"/api/nodes/rack/storages"_s);
    QVERIFY(m_heard.contains("hasSecret"));
    for (const char *marker : {kSecret, kPassword, kPassphrase})
        QVERIFY2(!m_heard.contains(marker), m_heard.constData());
}

void TestNodeRoutes::lookups_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("holds");
    QTest::newRow("storages") << u"storages"_s << 200 << QByteArray(R"("name":"local")");
    QTest::newRow("storages?content=vztmpl")
        << u"storages?content=vztmpl"_s << 200 << QByteArray(R"(["vztmpl"])");
    QTest::newRow("storages?content=nonsense")
        << u"storages?content=nonsense"_s << 400 << QByteArray("rootdir");
    QTest::newRow("bridges") << u"bridges"_s << 200 << QByteArray(R"("vmbr0")");
    QTest::newRow("templates") << u"templates"_s << 200 << QByteArray(R"("debian-12-standard")");
    QTest::newRow("cluster") << u"cluster"_s << 200 << QByteArray(R"({"nodes":[{)");
    QTest::newRow("nextid") << u"nextid"_s << 200 << QByteArray(R"({"vmid":105})");
    QTest::newRow("nonsense") << u"nonsense"_s << 404 << QByteArray();
}

void TestNodeRoutes::lookups()
{
    QFETCH(QString, path);
    QFETCH(int, status);
    QFETCH(QByteArray, holds);
    QCOMPARE(ask("POST", u"/api/nodes"_s, nodeJson()).status, 201);
    const Answer answer = ask("GET", u"/api/nodes/rack/"_s + path);
    QCOMPARE(answer.status, status);
    QVERIFY2(answer.reply.body.contains(holds), answer.reply.body.constData());
}

void TestNodeRoutes::sameQuestionIsPutOnce()
{
    QCOMPARE(ask("POST", u"/api/nodes"_s, nodeJson()).status, 201);
    m_script->isSilent = true;
    int answered = 0;
    for (int i = 0; i < 3; ++i)
        m_client->get(u"/api/nodes/rack/bridges"_s, this,
                      [&](const auto &reply) { answered += reply ? 1 : 0; });
    QTRY_COMPARE(m_script->asked, 1);
    m_script->isSilent = false;
    QTRY_COMPARE(answered, 3);
    QCOMPARE(m_script->asked, 1);
    QCOMPARE(ask("GET", u"/api/nodes/rack/bridges"_s).status, 200); // kept
    QCOMPARE(m_script->asked, 1);
    QCOMPARE(ask("GET", u"/api/nodes/rack/nextid"_s).status, 200);
    QCOMPARE(m_script->asked, 2);
}

void TestNodeRoutes::anEditMakesKnownAnswersVoid()
{
    QCOMPARE(ask("POST", u"/api/nodes"_s, nodeJson()).status, 201);
    QCOMPARE(ask("GET", u"/api/nodes/rack/nextid"_s).status, 200);
    QCOMPARE(ask("PATCH", u"/api/nodes/rack"_s, R"({"pveNode":"pve2"})").status, 200);
    QCOMPARE(ask("GET", u"/api/nodes/rack/nextid"_s).status, 200);
    QCOMPARE(m_script->asked, 2);
    QCOMPARE(m_script->made, 2);
    QCOMPARE(ask("DELETE", u"/api/nodes/rack"_s).status, 204);
    QCOMPARE(ask("GET", u"/api/nodes/rack/nextid"_s).status, 404);
    QTRY_COMPARE(m_script->alive, 0);
}

void TestNodeRoutes::clientThatLeavesEndsTheQuestion()
{
    QCOMPARE(ask("POST", u"/api/nodes"_s, nodeJson()).status, 201);
    m_script->isSilent = true;
    auto *leaving = new QObject;
    m_client->get(u"/api/nodes/rack/bridges"_s, leaving, [](const auto &) {});
    QTRY_COMPARE(m_script->asked, 1);
    delete leaving;
    QTRY_COMPARE(m_script->cancelled, 1);
    // As long as one waits it goes on.
    leaving = new QObject;
    bool isAnswered = false;
    m_client->get(u"/api/nodes/rack/bridges"_s, leaving, [](const auto &) {});
    m_client->get(u"/api/nodes/rack/bridges"_s, this,
                  [&](const auto &reply) { isAnswered = reply.has_value(); });
    QTRY_COMPARE(m_script->asked, 2);
    delete leaving;
    QCOMPARE(ask("GET", u"/api/nodes"_s).status, 200); // the server has heard of the other's end
    m_script->isSilent = false;
    QTRY_VERIFY(isAnswered);
    QCOMPARE(m_script->cancelled, 1);
}

void TestNodeRoutes::silentNodeHoldsUpNobodyElse()
{
    QCOMPARE(ask("POST", u"/api/nodes"_s, nodeJson()).status, 201);
    m_script->isSilent = true;
    QObject waiting;
    for (const auto *what : {"storages", "bridges", "templates", "cluster", "nextid"})
        m_client->get(u"/api/nodes/rack/"_s + QString::fromLatin1(what), &waiting, [](const auto &) {});
    QTRY_COMPARE(m_script->asked, 5);
    QCOMPARE(ask("GET", u"/api/nodes"_s).status, 200);
    QCOMPARE(ask("PATCH", u"/api/nodes/rack"_s, R"({"bridge":"vmbr1"})").status, 200);
    QCOMPARE(ask("POST", u"/api/nodes/test"_s, nodeJson({{u"name"_s, u"other"_s}})).status, 200);
    m_script->isSilent = false;
}

void TestNodeRoutes::tooManyQuestions()
{
    LookupLimits limits;
    limits.perNode = 2;
    start(limits);
    QCOMPARE(ask("POST", u"/api/nodes"_s, nodeJson()).status, 201);
    m_script->isSilent = true;
    QObject waiting;
    m_client->get(u"/api/nodes/rack/bridges"_s, &waiting, [](const auto &) {});
    m_client->get(u"/api/nodes/rack/nextid"_s, &waiting, [](const auto &) {});
    QTRY_COMPARE(m_script->asked, 2);
    QCOMPARE(ask("GET", u"/api/nodes/rack/cluster"_s).status, 503);
    m_script->isSilent = false;
    QTRY_COMPARE(ask("GET", u"/api/nodes/rack/cluster"_s).status, 200);
}

void TestNodeRoutes::nodeThatDoesNotAnswer()
{
    LookupLimits limits;
    limits.time = std::chrono::milliseconds(50);
    start(limits);
    QCOMPARE(ask("POST", u"/api/nodes"_s, nodeJson()).status, 201);
    m_script->isSilent = true;
    const Answer answer = ask("GET", u"/api/nodes/rack/bridges"_s);
    QCOMPARE(answer.status, 504);
    QVERIFY2(messageOf(answer.reply).contains(u"did not answer in time"), answer.reply.body.constData());
    m_script->isSilent = false;
    QCOMPARE(ask("GET", u"/api/nodes/rack/bridges"_s).status, 200); // a failure is not kept
}

void TestNodeRoutes::failuresOfTheNode_data()
{
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<int>("status");
    QTest::newRow("unavailable") << ErrorCode::Unavailable << 502;
    QTest::newRow("unauthorized") << ErrorCode::Unauthorized << 502; // not 401: our own token is good
    QTest::newRow("forbidden") << ErrorCode::Forbidden << 502;
    QTest::newRow("host failed") << ErrorCode::HostFailed << 502;
    QTest::newRow("protocol") << ErrorCode::Protocol << 502;
    QTest::newRow("not found") << ErrorCode::NotFound << 502; // not 404: our own node is there
    QTest::newRow("timeout") << ErrorCode::Timeout << 504;
}

void TestNodeRoutes::failuresOfTheNode()
{
    QFETCH(ErrorCode, code);
    QFETCH(int, status);
    QCOMPARE(ask("POST", u"/api/nodes"_s, nodeJson()).status, 201);
    m_script->failure = [code](const Node &) {
        return Error{code, u"Cannot list the bridges. Its own words. Do this."_s,
                     u"Permission check failed"_s, false};
    };
    const Answer answer = ask("GET", u"/api/nodes/rack/bridges"_s);
    QCOMPARE(answer.status, status);
    QCOMPARE(messageOf(answer.reply), u"Cannot list the bridges. Its own words. Do this."_s);
    QCOMPARE(answer.json().value("reason"_L1).toString(), u"Permission check failed"_s);
    QVERIFY(!answer.json().contains("fingerprints"_L1));
}

void TestNodeRoutes::changedCertificateShowsBoth()
{
    QCOMPARE(ask("POST", u"/api/nodes"_s, nodeJson()).status, 201);
    m_script->failure = [](const Node &) {
        return Error{ErrorCode::Forbidden, u"Cannot trust it. Another certificate. Compare."_s, {}, false};
    };
    m_script->preflight = [](const Node &) {
        Preflight preflight;
        preflight.fingerprints.certificateSha256 = kOther;
        return preflight;
    };
    const Answer answer = ask("GET", u"/api/nodes/rack/bridges"_s);
    QCOMPARE(answer.status, 502);
    const QJsonObject prints = answer.json().value("fingerprints"_L1).toObject();
    QCOMPARE(prints.value("certificateSha256"_L1).toString(), kOther);
    QCOMPARE(prints.value("pinned"_L1).toObject().value("certificateSha256"_L1).toString(), kPinned);
}

void TestNodeRoutes::testOfUnsavedAndStored()
{
    m_script->preflight = [](const Node &node) {
        Preflight preflight;
        preflight.version = node.name + u' ' + node.secret.revealText().left(8);
        preflight.checks = {{u"reach"_s, u"Reach"_s, PreflightCheck::State::Failed, u"Nothing there."_s, {}}};
        return preflight;
    };
    const Answer unsaved = ask("POST", u"/api/nodes/test"_s, nodeJson());
    QCOMPARE(unsaved.status, 200);
    QCOMPARE(unsaved.json().value("ok"_L1), QJsonValue(false));
    QCOMPARE(unsaved.json().value("version"_L1).toString(), u"rack 0b3c4d5e"_s);
    QCOMPARE(unsaved.json()
                 .value("fingerprints"_L1)
                 .toObject()
                 .value("pinned"_L1)
                 .toObject()
                 .value("certificateSha256"_L1)
                 .toString(),
             kPinned);
    QVERIFY(m_nodes->nodes()->isEmpty());
    QTRY_COMPARE(m_script->alive, 0);
    // Also before it has a name.
    QCOMPARE(ask("POST", u"/api/nodes/test"_s, nodeJson({{u"name"_s, u""_s}})).status, 200);

    QCOMPARE(ask("POST", u"/api/nodes"_s, nodeJson()).status, 201);
    const Answer stored = ask("POST", u"/api/nodes/rack/test"_s, "{}");
    QCOMPARE(stored.status, 200);
    QCOMPARE(preflightFromJson(stored.json()).checks.size(), 1);
    QCOMPARE(stored.json().value("version"_L1).toString(), u"rack 0b3c4d5e"_s);
}

void TestNodeRoutes::testBorrowsSecretsForTheirMachineOnly()
{
    QCOMPARE(ask("POST", u"/api/nodes"_s, nodeJson()).status, 201);
    m_script->preflight = [](const Node &node) {
        Preflight preflight;
        preflight.version = node.secret.revealText().left(8) + u' ' + node.host;
        return preflight;
    };
    const Answer same = ask("POST", u"/api/nodes/test"_s, R"({"name":"rack","storage":"tank"})");
    QCOMPARE(same.status, 200);
    QCOMPARE(same.json().value("version"_L1).toString(), u"0b3c4d5e 10.0.0.2"_s);
    const int made = m_script->made;
    const Answer other = ask("POST", u"/api/nodes/test"_s, R"({"name":"rack","host":"evil.example"})");
    QCOMPARE(other.status, 422);
    QCOMPARE(m_script->made, made);
}

QTEST_GUILESS_MAIN(TestNodeRoutes)
#include "tst_noderoutes.moc"
