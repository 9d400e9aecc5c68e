#include "tests/app/backend/nodeapitest.h"

using namespace slipway;
using namespace slipway::backend;

/// Nodes are added, shown, edited and removed.
class TestNodeRoutes : public NodeApiTest
{
    Q_OBJECT

private slots:
    void init() { begin(); }
    void cleanup() { end(); }
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
};

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

QTEST_GUILESS_MAIN(TestNodeRoutes)
#include "tst_noderoutes.moc"
