#include "net/httpd/router.h"

#include <QRegularExpression>
#include <QTest>

using namespace slipway::httpd;

class TestRouter : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void matches_data();
    void matches();
    void namesMethods();
};

static Router makeRouter()
{
    Router router;
    const Handler none = [](const Request &) -> Answer { return Response::empty(); };
    for (const char *pattern : {"/api/things", "/api/things/{id}", "/api/things/{id}/parts/{part}"})
        router.add("GET", QString::fromLatin1(pattern), Access::Authorised, none);
    router.add("POST", QStringLiteral("/api/things"), Access::Authorised, none);
    router.add("DELETE", QStringLiteral("/api/things/{id}"), Access::Authorised, none);
    return router;
}

void TestRouter::matches_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QString>("pattern"); // empty: none
    QTest::addColumn<QString>("id");
    const auto row = [](const char *name, const char *method, const char *path, const char *pattern,
                        const char *id = "") {
        QTest::newRow(name) << QByteArray(method) << QByteArray(path) << QString::fromLatin1(pattern)
                            << QString::fromUtf8(id);
    };
    row("plain", "GET", "/api/things", "/api/things");
    row("HEAD as GET", "HEAD", "/api/things", "/api/things");
    row("parameter", "GET", "/api/things/7", "/api/things/{id}", "7");
    row("two parameters", "GET", "/api/things/7/parts/x", "/api/things/{id}/parts/{part}", "7");
    row("escaped", "GET", "/api/things/a%20b", "/api/things/{id}", "a b");
    row("escaped slash makes no segment", "GET", "/api/things/a%2Fparts%2Fx", "/api/things/{id}",
        "a/parts/x");
    row("empty parameter", "GET", "/api/things/", "");
    row("trailing slash", "GET", "/api/things/7/", "");
    row("dot segments are not resolved", "GET", "/api/x/../things", "");
    row("case", "GET", "/API/things", "");
    row("root", "GET", "/", "");
}

void TestRouter::matches()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(QString, pattern);
    QFETCH(QString, id);
    const Router router = makeRouter();
    const Router::Match match = router.match(method, path);
    QCOMPARE(match.route ? match.route->pattern : QString(), pattern);
    QCOMPARE(match.params.value("id"), id);
}

void TestRouter::namesMethods()
{
    const Router router = makeRouter();
    QCOMPARE(router.match("PUT", "/api/things").allow, QByteArray("GET, HEAD, POST"));
    QCOMPARE(router.match("PUT", "/api/things/7").allow, QByteArray("GET, HEAD, DELETE"));
    QCOMPARE(router.match("PUT", "/nothing").allow, QByteArray());
}

QTEST_GUILESS_MAIN(TestRouter)
#include "tst_router.moc"
