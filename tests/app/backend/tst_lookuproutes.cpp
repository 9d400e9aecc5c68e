#include "tests/app/backend/nodeapitest.h"

using namespace slipway;
using namespace slipway::backend;

/// Nodes are tested and asked.
class TestLookupRoutes : public NodeApiTest
{
    Q_OBJECT

private slots:
    void init() { begin(); }
    void cleanup() { end(); }
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
};

void TestLookupRoutes::lookups_data()
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

void TestLookupRoutes::lookups()
{
    QFETCH(QString, path);
    QFETCH(int, status);
    QFETCH(QByteArray, holds);
    QCOMPARE(ask("POST", u"/api/nodes"_s, nodeJson()).status, 201);
    const Answer answer = ask("GET", u"/api/nodes/rack/"_s + path);
    QCOMPARE(answer.status, status);
    QVERIFY2(answer.reply.body.contains(holds), answer.reply.body.constData());
}

void TestLookupRoutes::sameQuestionIsPutOnce()
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

void TestLookupRoutes::anEditMakesKnownAnswersVoid()
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

void TestLookupRoutes::clientThatLeavesEndsTheQuestion()
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

void TestLookupRoutes::silentNodeHoldsUpNobodyElse()
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

void TestLookupRoutes::tooManyQuestions()
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

void TestLookupRoutes::nodeThatDoesNotAnswer()
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

void TestLookupRoutes::failuresOfTheNode_data()
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

void TestLookupRoutes::failuresOfTheNode()
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

void TestLookupRoutes::changedCertificateShowsBoth()
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

void TestLookupRoutes::testOfUnsavedAndStored()
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

void TestLookupRoutes::testBorrowsSecretsForTheirMachineOnly()
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

QTEST_GUILESS_MAIN(TestLookupRoutes)
#include "tst_lookuproutes.moc"
