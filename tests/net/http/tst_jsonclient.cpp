#include "net/http/jsonclient.h"
#include "tests/fakes/scriptedserver.h"
#include "tests/support/patience.h"
#include <QRegularExpression>
#include <QTest>
#include <memory>
#include <optional>

using namespace slipway;
using namespace slipway::http;
using namespace slipway::fakes;

class TestJsonClient : public QObject
{
    Q_OBJECT

    using Answer = std::optional<Result<JsonReply>>;

    static JsonClient::Callback into(Answer &answer)
    {
        return [&answer](Result<JsonReply> result) {
            QVERIFY2(!answer.has_value(), "called twice");
            answer = std::move(result);
        };
    }

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void sendsAndReceives()
    {
        ScriptedServer server;
        JsonClient client;
        client.setBaseUrl(server.url(QStringLiteral("/prefix/")));
        client.setHeaders({{"Authorization", "Bearer abc"}, {"Cookie", "a=b"}});
        server.enqueue(Script::reply(200, "application/json", "{\"a\":1}", {{"Set-Cookie", "a=other"}}));
        server.enqueue(Script::reply(201, "application/json", "{}"));
        server.enqueue(Script::reply(204, {}, {}));
        server.enqueue(Script::reply(200, "application/json", "{}"));
        Answer get, post, remove, patch;
        client.get(QStringLiteral("/api/containers?x=1%2F2"), this, into(get));
        QTRY_VERIFY(get);
        QVERIFY(get->has_value());
        QCOMPARE((*get)->status, 200);
        QCOMPARE((*get)->body, "{\"a\":1}");
        QCOMPARE((*get)->contentType, "application/json");
        client.post(QStringLiteral("/api/containers"), "{\"hostname\":\"a\"}", this, into(post));
        QTRY_VERIFY(post);
        QCOMPARE((*post)->status, 201);
        client.remove(QStringLiteral("api/containers/1"), this, into(remove));
        QTRY_VERIFY(remove);
        QCOMPARE((*remove)->status, 204);
        QCOMPARE((*remove)->body, "");
        client.patch(QStringLiteral("/api/nodes/a"), "{\"port\":1}", this, into(patch));
        QTRY_VERIFY(patch);
        QCOMPARE((*patch)->status, 200);

        const QList<Request> requests = server.requests();
        QCOMPARE(requests.size(), 4);
        QCOMPARE(requests.at(3).method, "PATCH");
        QCOMPARE(requests.at(3).body, "{\"port\":1}");
        QCOMPARE(requests.at(0).method, "GET");
        QCOMPARE(requests.at(0).target, "/prefix/api/containers?x=1%2F2");
        QCOMPARE(requests.at(0).header("Authorization"), "Bearer abc");
        QCOMPARE(requests.at(1).method, "POST");
        QCOMPARE(requests.at(1).body, "{\"hostname\":\"a\"}");
        QCOMPARE(requests.at(1).header("Content-Type"), "application/json");
        QCOMPARE(requests.at(1).header("Cookie"), "a=b");
        QCOMPARE(requests.at(2).method, "DELETE");
        QCOMPARE(requests.at(2).target, "/prefix/api/containers/1");
    }

    void refusals_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<QString>("message"); // empty: any
        QTest::addColumn<bool>("retryable");
        QTest::newRow("problem") << 409
                                 << QByteArray(
                                        R"({"title":"Conflict","detail":"Cannot create a. It exists."})")
                                 << ErrorCode::Conflict << QStringLiteral("Cannot create a. It exists.")
                                 << false;
        QTest::newRow("error member")
            << 404 << QByteArray(R"({"error":"Container not found"})") << ErrorCode::NotFound
            << QStringLiteral("Container not found") << false;
        QTest::newRow("garbage") << 400 << QByteArray("{{{") << ErrorCode::Invalid << QString() << false;
        QTest::newRow("page of a proxy")
            << 502 << QByteArray("<html>Bad Gateway</html>") << ErrorCode::HostFailed << QString() << true;
        QTest::newRow("not signed in")
            << 401 << QByteArray() << ErrorCode::Unauthorized << QString() << false;
    }
    void refusals()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(ErrorCode, code);
        QFETCH(QString, message);
        QFETCH(bool, retryable);
        ScriptedServer server;
        server.enqueue(Script::reply(status, "application/problem+json", body));
        JsonClient client;
        client.setBaseUrl(server.url());
        Answer answer;
        client.get(QStringLiteral("/x"), this, into(answer));
        QTRY_VERIFY(answer);
        QVERIFY(!answer->has_value());
        QCOMPARE(answer->error().code, code);
        QVERIFY(!answer->error().message.isEmpty());
        if (!message.isEmpty())
            QCOMPARE(answer->error().message, message);
        QCOMPARE(answer->error().detail.toUtf8(), body);
        QCOMPARE(answer->error().retryable, retryable);
    }

    void redirectIsNotSignedIn()
    {
        ScriptedServer server;
        server.enqueue(Script::redirect("/login", 307));
        JsonClient client;
        client.setBaseUrl(server.url());
        Answer answer;
        client.get(QStringLiteral("/x"), this, into(answer));
        QTRY_VERIFY(answer);
        QCOMPARE(answer->error().code, ErrorCode::Unauthorized);
        QCOMPARE(server.requests().size(), 1);
    }

    void nothingListens()
    {
        ScriptedServer server;
        server.shutDown();
        JsonClient client;
        client.setBaseUrl(server.url());
        Answer answer;
        client.get(QStringLiteral("/x"), this, into(answer));
        QTRY_VERIFY(answer);
        QCOMPARE(answer->error().code, ErrorCode::Unavailable);
        QVERIFY(answer->error().retryable);
        QVERIFY(answer->error().message.contains(QStringLiteral("http://127.0.0.1:%1").arg(server.port())));
    }

    void answersLateOrCut_data()
    {
        QTest::addColumn<bool>("cut");
        QTest::newRow("never") << false;
        QTest::newRow("body cut short") << true;
    }
    void answersLateOrCut()
    {
        QFETCH(bool, cut);
        ScriptedServer server;
        server.setDefault(cut ? Script().send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\"").close()
                              : Script::silence());
        JsonClient client;
        client.setBaseUrl(server.url());
        client.setTimeout(cut ? 20'000 : 100);
        Answer answer;
        client.get(QStringLiteral("/x"), this, into(answer));
        QTRY_VERIFY(answer);
        QCOMPARE(answer->error().code, cut ? ErrorCode::Unavailable : ErrorCode::Timeout);
        QVERIFY(answer->error().retryable);
        QTRY_COMPARE(server.openConnections(), 0);
    }

    void partsOfAnAnswerAreSignsOfLife()
    {
        ScriptedServer server;
        Script slow = Script().send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n");
        for (const char part : {'a', 'b', 'c', 'd', 'e', 'f'})
            slow.pause(500).send(QByteArray(1, part));
        server.setDefault(slow);
        JsonClient client;
        client.setBaseUrl(server.url());
        client.setTimeout(2'500);
        Answer answer;
        client.get(QStringLiteral("/x"), this, into(answer));
        QTRY_VERIFY(answer);
        QVERIFY2(answer->has_value(), qPrintable(answer->has_value() ? QString() : answer->error().message));
        QCOMPARE((*answer)->body, "abcdef");
    }

    void whatHasNoAnswerIsKnown()
    {
        ScriptedServer server;
        server.setDefault(Script().waitFor("go").send("HTTP/1.1 204 No Content\r\n\r\n").close());
        JsonClient client;
        client.setBaseUrl(server.url());
        int changes = 0;
        connect(&client, &JsonClient::pendingChanged, this, [&changes] { ++changes; });
        Answer first, second;
        auto context = std::make_unique<QObject>();
        client.get(QStringLiteral("/a?x=1"), this, into(first));
        client.remove(QStringLiteral("/b"), context.get(), into(second));
        QTRY_COMPARE(server.requests().size(), 2);
        QCOMPARE(client.pending().size(), 2);
        QCOMPARE(client.pending().at(0).verb, "GET");
        QCOMPARE(client.pending().at(0).path, QStringLiteral("/a?x=1"));
        QCOMPARE(client.pending().at(1).verb, "DELETE");
        context.reset();
        QCOMPARE(client.pending().size(), 1);
        server.release("go");
        QTRY_VERIFY(first);
        QVERIFY(client.pending().isEmpty());
        QCOMPARE(changes, 4);
    }

    void contextDiesFirst()
    {
        ScriptedServer server;
        server.enqueue(Script::silence());
        JsonClient client;
        client.setBaseUrl(server.url());
        Answer answer;
        auto context = std::make_unique<QObject>();
        client.get(QStringLiteral("/x"), context.get(), into(answer));
        QTRY_COMPARE(server.requests().size(), 1);
        context.reset();
        QTRY_COMPARE(server.openConnections(), 0); // cancelled, not merely ignored
        QVERIFY(!answer);
    }

    void clientDiesFirst()
    {
        ScriptedServer server;
        server.enqueue(Script::silence());
        Answer answer;
        {
            JsonClient client;
            client.setBaseUrl(server.url());
            client.get(QStringLiteral("/x"), this, into(answer));
            QTRY_COMPARE(server.requests().size(), 1);
        }
        QTRY_COMPARE(server.openConnections(), 0);
        QVERIFY(!answer);
    }

    void clientDiesInItsCallback()
    {
        ScriptedServer server;
        server.setDefault(Script::reply(200, "application/json", "{}"));
        auto client = std::make_unique<JsonClient>();
        client->setBaseUrl(server.url());
        int calls = 0;
        for (int i = 0; i < 3; ++i) {
            client->get(QStringLiteral("/x"), this, [&](const Result<JsonReply> &) {
                ++calls;
                client.reset();
            });
        }
        QTRY_COMPARE(calls, 1);
        QTRY_COMPARE(server.openConnections(), 0);
        QCOMPARE(calls, 1);
    }

    void headerWithALineEndIsNotSent()
    {
        ScriptedServer server;
        server.enqueue(Script::reply(200, "application/json", "{}"));
        JsonClient client;
        client.setBaseUrl(server.url());
        client.setHeaders({{"X-Evil", "a\r\nX-Forged: b"}, {"X-Good", "c"}});
        Answer answer;
        client.get(QStringLiteral("/x"), this, into(answer));
        QTRY_VERIFY(answer);
        QVERIFY(!server.requests().constFirst().hasHeader("X-Forged"));
        QVERIFY(!server.requests().constFirst().hasHeader("X-Evil"));
        QCOMPARE(server.requests().constFirst().header("X-Good"), "c");
    }
};

QTEST_GUILESS_MAIN(TestJsonClient)
#include "tst_jsonclient.moc"
