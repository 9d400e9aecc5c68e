#include "net/httpd/requesthead.h"

#include <QRegularExpression>
#include <QTest>

using namespace slipway::httpd;

class TestRequestHead : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void accepts();
    void refuses_data();
    void refuses();
    void keepAlive_data();
    void keepAlive();
    void findsTheEnd_data();
    void findsTheEnd();
};

void TestRequestHead::accepts()
{
    const auto head = parseRequestHead("POST /a%20b?x=1 HTTP/1.1\r\nHost: h\r\nCONTENT-length:  12 \r\n"
                                       "Expect: 100-Continue\r\nX-Utf8: gr\xc3\xbc\xc3\x9f\r\n\r\n");
    QVERIFY(head);
    QCOMPARE(head->method, QByteArray("POST"));
    QCOMPARE(head->target, QByteArray("/a%20b?x=1"));
    QCOMPARE(head->minorVersion, 1);
    QCOMPARE(head->contentLength, 12);
    QVERIFY(head->expectsContinue);
    QVERIFY(head->keepAlive);
    QCOMPARE(head->field("x-utf8"), QByteArray("gr\xc3\xbc\xc3\x9f"));
}

void TestRequestHead::refuses_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const QByteArray &head, int status = 400) {
        QTest::newRow(name) << head << status;
    };
    row("no target", "GET HTTP/1.1\r\nHost: h\r\n\r\n");
    row("no version", "GET /\r\nHost: h\r\n\r\n");
    row("HTTP/2.0", "GET / HTTP/2.0\r\nHost: h\r\n\r\n", 505);
    row("HTTP/1.2", "GET / HTTP/1.2\r\nHost: h\r\n\r\n", 505);
    row("method not a token", "G@T / HTTP/1.1\r\nHost: h\r\n\r\n");
    row("absolute target", "GET http://h/ HTTP/1.1\r\nHost: h\r\n\r\n");
    row("space in target", "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n");
    row("raw byte in target", "GET /\xff HTTP/1.1\r\nHost: h\r\n\r\n");
    row("bare LF", "GET / HTTP/1.1\r\nHost: h\nX: y\r\n\r\n");
    row("bare CR", "GET / HTTP/1.1\r\nHost: h\rX: y\r\n\r\n");
    row("NUL", QByteArray("GET / HTTP/1.1\r\nHost: h\0h\r\n\r\n", 30));
    row("space before colon", "GET / HTTP/1.1\r\nHost : h\r\n\r\n");
    row("line folding", "GET / HTTP/1.1\r\nHost: h\r\n more\r\n\r\n");
    row("no Host", "GET / HTTP/1.1\r\n\r\n");
    row("two lengths", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n");
    row("list of lengths", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1, 1\r\n\r\n");
    row("negative length", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n");
    row("plus length", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +1\r\n\r\n");
    row("hex length", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0x1\r\n\r\n");
    row("overlong length", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999\r\n\r\n");
    row("length and chunked",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n");
    row("101 fields", "GET / HTTP/1.1\r\n" + QByteArray("X: y\r\n").repeated(101) + "\r\n", 431);
}

void TestRequestHead::refuses()
{
    QFETCH(QByteArray, head);
    QFETCH(int, status);
    const auto parsed = parseRequestHead(head);
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().status, status);
    QVERIFY(!parsed.error().detail.isEmpty());
}

void TestRequestHead::keepAlive_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<bool>("expected");
    QTest::newRow("1.1") << QByteArray("GET / HTTP/1.1\r\nHost: h\r\n\r\n") << true;
    QTest::newRow("1.1 close") << QByteArray("GET / HTTP/1.1\r\nHost: h\r\nConnection: foo, Close\r\n\r\n")
                               << false;
    QTest::newRow("1.0") << QByteArray("GET / HTTP/1.0\r\n\r\n") << false;
    QTest::newRow("1.0 keep-alive") << QByteArray("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n") << true;
}

void TestRequestHead::keepAlive()
{
    QFETCH(QByteArray, head);
    QFETCH(bool, expected);
    const auto parsed = parseRequestHead(head);
    QVERIFY(parsed);
    QCOMPARE(parsed->keepAlive, expected);
}

void TestRequestHead::findsTheEnd_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<int>("end");
    QTest::newRow("empty") << QByteArray() << -1;
    QTest::newRow("unfinished") << QByteArray("GET / HTTP/1.1\r\nHost: h\r\n\r") << -1;
    QTest::newRow("finished") << QByteArray("GET / HTTP/1.1\r\n\r\nrest") << 18;
    QTest::newRow("empty lines first") << QByteArray("\r\n\r\nGET / HTTP/1.1\r\n\r\n") << 22;
    QTest::newRow("only empty lines") << QByteArray("\r\n\r\n") << -1;
}

void TestRequestHead::findsTheEnd()
{
    QFETCH(QByteArray, input);
    QFETCH(int, end);
    QCOMPARE(headEnd(input), qsizetype(end));
}

QTEST_GUILESS_MAIN(TestRequestHead)
#include "tst_requesthead.moc"
