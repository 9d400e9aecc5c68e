// Connections that are kept, cut, silent or refused, and calls that end early or are many.
#include "net/proxmox/client.h"
#include "tests/net/proxmox/blocking.h"
#include "tests/net/proxmox/pvescript.h"
#include "tests/support/patience.h"
#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTest>
#include <atomic>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using namespace slipway;
using namespace slipway::proxmox;
using namespace slipway::fakes;
using slipway::test::blocking;
using slipway::test::data;
using slipway::test::error;
using slipway::test::tokenOptions;
using HttpRequest = slipway::fakes::Request;

class TestClientConnections : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void trap01_afterAnErrorTheNextRequestHasAConnectionOfItsOwn()
    {
        ScriptedServer server;
        server.enqueue(data("[]"));
        server.enqueue(error(500, "no"));
        server.enqueue(data("[]"));
        Client client(tokenOptions(server.url()));
        QVERIFY(blocking([&] { return client.nodes(); }));
        QVERIFY(!blocking([&] { return client.nodes(); }));
        QVERIFY(blocking([&] { return client.nodes(); }));
        QCOMPARE(server.requests().at(0).connection, 1);
        QCOMPARE(server.requests().at(1).connection, 1); // reads share one as long as it is kept
        QCOMPARE(server.requests().at(2).connection, 2);
    }

    void trap04_aChangeIsSentOnceHoweverTheConnectionEnds_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<bool>("isReset");
        QTest::newRow("closed without a byte") << QByteArray() << false;
        QTest::newRow("reset without a byte") << QByteArray() << true;
        QTest::newRow("cut in the head") << QByteArray("HTTP/1.1 200 OK\r\nContent-") << false;
        QTest::newRow("cut in the body")
            << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"da") << false;
        QTest::newRow("reset in the body")
            << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"da") << true;
        QTest::newRow("no length, cut in the JSON") << QByteArray("HTTP/1.1 200 OK\r\n\r\n{\"da") << false;
    }
    void trap04_aChangeIsSentOnceHoweverTheConnectionEnds()
    {
        QFETCH(QByteArray, before);
        QFETCH(bool, isReset);
        ScriptedServer server;
        Script script;
        if (!before.isEmpty())
            script.send(before);
        server.setDefault(isReset ? script.reset() : script.close());
        Client client(tokenOptions(server.url()));
        const auto start = blocking([&] { return client.start(u"pve"_s, 105); });
        QVERIFY(!start);
        QVERIFY(start.error().mayHaveHappened);
        QVERIFY(!start.error().retryable);
        const auto removed = blocking([&] { return client.removeContainer(u"pve"_s, 105, true, false); });
        QVERIFY(!removed);
        QVERIFY(removed.error().mayHaveHappened);
        QCOMPARE(server.requests().size(), 2);
    }

    void trap04_aChangeNeverTakesAnIdleConnection()
    {
        ScriptedServer server;
        server.setDefault("/api2/json/nodes", data("[]"));
        server.setDefault(data('"' + test::upid("vzstart") + '"'));
        Client client(tokenOptions(server.url()));
        QVERIFY(blocking([&] { return client.nodes(); }));
        QVERIFY(blocking([&] { return client.start(u"pve"_s, 105); }));
        QVERIFY(blocking([&] { return client.nodes(); }));
        QVERIFY(blocking([&] { return client.stop(u"pve"_s, 105); }));
        QCOMPARE(server.requests().at(1).connection, 2);
        QCOMPARE(server.requests().at(2).connection, 1);
        QCOMPARE(server.requests().at(3).connection, 3);
    }

    void trap04_anIdleConnectionIsGivenUpBeforeProxmoxDoes()
    {
        ScriptedServer server;
        server.setDefault(data("[]"));
        Client client(tokenOptions(server.url()));
        QElapsedTimer sinceAnswer;
        QVERIFY(blocking([&] { return client.nodes(); }));
        sinceAnswer.start();
        QCOMPARE(server.openConnections(), 1);
        QTRY_COMPARE(server.openConnections(), 0);
        QVERIFY2(sinceAnswer.elapsed() > 1000, "it is kept for a while");
    }

    void readsAreRepeatedAFewTimes()
    {
        ScriptedServer server;
        server.enqueue(Script().close());
        server.enqueue(Script().send("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"da").close());
        server.enqueue(error(595, "No route to host"));
        server.enqueue(data("[]"));
        Client client(tokenOptions(server.url()));
        QVERIFY(blocking([&] { return client.nodes(); }));
        QCOMPARE(server.requests().size(), 4);

        server.setDefault(Script().close());
        const auto nodes = blocking([&] { return client.nodes(); });
        QVERIFY(!nodes);
        QCOMPARE(nodes.error().code, ErrorCode::Unavailable);
        QVERIFY(nodes.error().retryable);
        QVERIFY(!nodes.error().mayHaveHappened);
        QCOMPARE(server.requests().size(), 8);
    }

    void readsAreNotRepeatedAfterAnAnswer_data()
    {
        QTest::addColumn<int>("status");
        for (const int status : {301, 400, 401, 403, 404, 500, 501, 503})
            QTest::addRow("%d", status) << status;
    }
    void readsAreNotRepeatedAfterAnAnswer()
    {
        QFETCH(int, status);
        ScriptedServer server;
        server.setDefault(error(status, "no"));
        Client client(tokenOptions(server.url()));
        const auto nodes = blocking([&] { return client.nodes(); });
        QVERIFY(!nodes);
        QCOMPARE(nodes.error().status, status);
        QCOMPARE(server.requests().size(), 1);
    }

    void aSilentServerEndsAtTheTimeLimit()
    {
        ScriptedServer server;
        server.setDefault(Script::silence());
        ClientOptions options = tokenOptions(server.url());
        options.timeout = 600ms;
        Client client(options);
        QElapsedTimer time;
        time.start();
        const auto nodes = blocking([&] { return client.nodes(); });
        QVERIFY(!nodes);
        QCOMPARE(nodes.error().code, ErrorCode::Timeout);
        QVERIFY(!nodes.error().mayHaveHappened);
        QVERIFY(time.elapsed() >= 600);
        QVERIFY(time.elapsed() < test::kPatienceMs);
        const auto start = blocking([&] { return client.start(u"pve"_s, 105); });
        QVERIFY(!start);
        QCOMPARE(start.error().code, ErrorCode::Timeout);
        QVERIFY(start.error().mayHaveHappened);
        QTRY_COMPARE(server.openConnections(), 0);
    }

    void cancelIsSeenAtOnce()
    {
        ScriptedServer server;
        server.setDefault(Script::silence());
        Client client(tokenOptions(server.url()));
        std::atomic_bool isCancelled = false;
        connect(&server, &ScriptedServer::requestReceived, this, [&] { isCancelled = true; });
        const auto nodes = blocking([&] { return client.nodes([&] { return isCancelled.load(); }); });
        QVERIFY(!nodes);
        QCOMPARE(nodes.error().code, ErrorCode::Cancelled);
        QTRY_COMPARE(server.openConnections(), 0);
    }

    void destructionEndsWhatWaits()
    {
        ScriptedServer server;
        server.setDefault(Script::silence());
        auto client = std::make_unique<Client>(tokenOptions(server.url()));
        std::atomic_int ended = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 6; ++i)
            threads.emplace_back([&] {
                const auto nodes = client->nodes();
                if (!nodes && nodes.error().code == ErrorCode::Cancelled)
                    ++ended;
            });
        QTRY_COMPARE(server.requests().size(), 6);
        client.reset();
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(ended.load(), 6);
    }

    void manyThreadsAtOnce()
    {
        ScriptedServer server;
        server.setHandler([](const HttpRequest &request) {
            return request.method == "GET"
                       ? data("\"" + request.target + "\"")
                       : data('"' + test::upid("vzstart", request.target.split('/').at(6)) + '"');
        });
        Client client(tokenOptions(server.url()));
        std::atomic_int good = 0;
        QVERIFY(blocking([&] {
            std::vector<std::thread> threads;
            for (int t = 0; t < 16; ++t)
                threads.emplace_back([&, t] {
                    for (int i = 0; i < 10; ++i) {
                        const QString path = u"/x/%1/%2"_s.arg(t).arg(i);
                        const auto read = client.call({.path = path, .parameters = {}, .purpose = {}});
                        const auto start = client.start(u"pve"_s, 1000 + t);
                        if (read && read->toString() == u"/api2/json"_s + path && start &&
                            start->id == QString::number(1000 + t))
                            ++good;
                    }
                });
            for (std::thread &thread : threads)
                thread.join();
            return true;
        }));
        QCOMPARE(good.load(), 160);
    }

    void aRefusedConnectionSaysSo()
    {
        QUrl url;
        {
            ScriptedServer server;
            url = server.url();
        }
        Client client(tokenOptions(url));
        const auto start = blocking([&] { return client.start(u"pve"_s, 105); });
        QVERIFY(!start);
        QCOMPARE(start.error().code, ErrorCode::Unavailable);
        QVERIFY(start.error().retryable);
        QVERIFY(!start.error().mayHaveHappened);
    }
};

QTEST_GUILESS_MAIN(TestClientConnections)
#include "tst_clientconnections.moc"
