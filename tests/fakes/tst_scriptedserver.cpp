// The fake is a program of its own and is tested like one: what it is told to do is what the peer sees.
#include "tests/fakes/scriptedserver.h"
#include "tests/support/patience.h"
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>

using namespace slipway::fakes;

class TestScriptedServer : public QObject
{
    Q_OBJECT

    static void request(QTcpSocket &socket, const ScriptedServer &server, const QByteArray &text)
    {
        socket.connectToHost(QStringLiteral("127.0.0.1"), server.port());
        socket.write(text);
    }

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void recordsTheRequestAndReplies()
    {
        ScriptedServer server;
        server.enqueue(Script::reply(201, "text/plain", "made"));
        QTcpSocket socket;
        request(socket, server, "POST /a?b=1 HTTP/1.1\r\nX-One: 1\r\nContent-Length: 3\r\n\r\nabc");
        QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState);
        const QByteArray answer = socket.readAll();
        QVERIFY2(answer.startsWith("HTTP/1.1 201 "), answer.constData());
        QVERIFY2(answer.endsWith("Content-Length: 4\r\nConnection: close\r\n\r\nmade"), answer.constData());
        QCOMPARE(server.requests().size(), 1);
        const Request seen = server.requests().constFirst();
        QCOMPARE(seen.method, "POST");
        QCOMPARE(seen.target, "/a?b=1");
        QCOMPARE(seen.header("x-one"), "1");
        QVERIFY(!seen.hasHeader("X-Two"));
        QCOMPARE(seen.body, "abc");
        QTRY_COMPARE(server.openConnections(), 0);
    }

    void choosesByPathThenQueueThenDefault()
    {
        ScriptedServer server;
        server.setDefault(Script::reply(200, "text/plain", "default"));
        server.enqueue(Script::reply(200, "text/plain", "queued"));
        server.enqueue("/p", Script::reply(200, "text/plain", "path"));
        const QByteArrayList expected{"path", "queued", "default"};
        for (const QByteArray &body : expected) {
            QTcpSocket socket;
            request(socket, server, "GET /p?q HTTP/1.1\r\n\r\n");
            QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState);
            QVERIFY(socket.readAll().endsWith(body));
        }
    }

    void sendsPiecesGatesAndResets()
    {
        ScriptedServer server;
        server.enqueue(Script().sendPieces("abcdef", 2).waitFor("go").send("g").reset());
        QTcpSocket socket;
        QByteArray got;
        int reads = 0;
        connect(&socket, &QTcpSocket::readyRead, this, [&] {
            got += socket.readAll();
            ++reads;
        });
        request(socket, server, "GET / HTTP/1.1\r\n\r\n");
        QTRY_COMPARE(got, "abcdef");
        QVERIFY(reads >= 1);
        QCOMPARE(server.openConnections(), 1);
        QSignalSpy failed(&socket, &QTcpSocket::errorOccurred);
        server.release("go");
        QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState);
        QCOMPARE(failed.size(), 1);
    }

    void keepsAliveForTheNextRequest()
    {
        ScriptedServer server;
        server.enqueue(Script().send("one").nextRequest());
        server.enqueue(Script().send("two").close());
        QTcpSocket socket;
        request(socket, server, "GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
        QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState);
        QCOMPARE(socket.readAll(), "onetwo");
        QCOMPARE(server.connectionCount(), 1);
        QCOMPARE(server.requests().size(), 2);
    }

    void refusesAfterShutDownAndComesBack()
    {
        ScriptedServer server;
        server.setDefault(Script::reply(200, "text/plain", "here"));
        server.shutDown();
        QTcpSocket refused;
        refused.connectToHost(QStringLiteral("127.0.0.1"), server.port());
        QTRY_COMPARE(refused.error(), QAbstractSocket::ConnectionRefusedError);
        QVERIFY(server.listenAgain());
        QTcpSocket socket;
        request(socket, server, "GET / HTTP/1.1\r\n\r\n");
        QTRY_VERIFY(socket.bytesAvailable() > 0);
        QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState);
    }
};

QTEST_GUILESS_MAIN(TestScriptedServer)
#include "tst_scriptedserver.moc"
