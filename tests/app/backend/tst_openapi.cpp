#include "app/backend/api.h"
#include "app/backend/storesource.h"
#include "app/hosts/simulated/simulatedhost.h"
#include "app/store/sqlitestore.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;
using namespace slipway::backend;

/// The document and the routes are the same, read from either side.
class TestOpenApi : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void everyRouteIsDescribedAndNothingElse();
    void publicRoutesSaySo();
    void everyFieldOfARequestIsDescribed();
    void referencesLeadSomewhere();

private:
    QJsonObject m_document;
    QJsonObject operation(const httpd::Route &route) const;
    std::vector<httpd::Route> routes() const;
};

void TestOpenApi::initTestCase()
{
    QJsonParseError error;
    m_document = QJsonDocument::fromJson(openApiDocument(), &error).object();
    QVERIFY2(error.error == QJsonParseError::NoError, qPrintable(error.errorString()));
}

std::vector<httpd::Route> TestOpenApi::routes() const
{
    QTemporaryDir directory;
    const auto store = std::move(store::SqliteStore::open(directory.path()).value());
    NullBus bus;
    EventLog log(*store, bus);
    SingleHost hosts(std::make_shared<hosts::SimulatedHost>());
    StoreSource source(*store);
    httpd::StreamBroadcaster streams(source, {});
    ContainerService service(*store, log, hosts, {});
    QThreadPool pool;
    return makeRouter({service, log, *store, streams, pool, {}, [] { return QJsonObject(); }, 1}).routes();
}

QJsonObject TestOpenApi::operation(const httpd::Route &route) const
{
    return m_document.value(QLatin1StringView("paths"))
        .toObject()
        .value(route.pattern)
        .toObject()
        .value(QString::fromLatin1(route.method.toLower()))
        .toObject();
}

void TestOpenApi::everyRouteIsDescribedAndNothingElse()
{
    QStringList served;
    for (const httpd::Route &route : routes())
        served.append(QString::fromLatin1(route.method) + u' ' + route.pattern);
    QStringList described;
    const QJsonObject paths = m_document.value(QLatin1StringView("paths")).toObject();
    for (auto path = paths.begin(); path != paths.end(); ++path) {
        for (const QString &method : path.value().toObject().keys()) {
            if (method != QLatin1StringView("parameters"))
                described.append(method.toUpper() + u' ' + path.key());
        }
    }
    served.sort();
    described.sort();
    QVERIFY(served.size() >= 12);
    QCOMPARE(described, served);
}

void TestOpenApi::publicRoutesSaySo()
{
    for (const httpd::Route &route : routes()) {
        const QJsonObject described = operation(route);
        const bool needsNoToken = described.contains(QLatin1StringView("security"));
        QVERIFY2(needsNoToken == (route.access == httpd::Access::Public), qPrintable(route.pattern));
        const QJsonObject responses = described.value(QLatin1StringView("responses")).toObject();
        QVERIFY2(responses.contains(QLatin1StringView("401")) != needsNoToken, qPrintable(route.pattern));
        if (route.pattern.contains(QLatin1StringView("{id}")))
            QVERIFY2(responses.contains(QLatin1StringView("404")), qPrintable(route.pattern));
    }
}

void TestOpenApi::everyFieldOfARequestIsDescribed()
{
    ContainerSpec full;
    full.hostname = full.templateName = full.source = QStringLiteral("a");
    full.given = GivenFields::all();
    full.tags = full.packages = full.npmPackages = full.pipPackages = {QStringLiteral("a")};
    full.scripts = {{QStringLiteral("a"), "a"}};
    full.files = {{QStringLiteral("/a"), "a"}};
    full.rootPassword = Secret(QByteArray("a"));
    full.simulation = SimulationSpec();
    const QJsonObject sent = QJsonDocument::fromJson(toRequestJson(full)).object();
    const QJsonObject described = m_document.value(QLatin1StringView("components"))
                                      .toObject()
                                      .value(QLatin1StringView("schemas"))
                                      .toObject()
                                      .value(QLatin1StringView("CreateRequest"))
                                      .toObject()
                                      .value(QLatin1StringView("properties"))
                                      .toObject();
    QCOMPARE(described.keys(), sent.keys());
    const auto simulation = QLatin1StringView("simulation");
    QCOMPARE(described.value(simulation).toObject().value(QLatin1StringView("properties")).toObject().keys(),
             sent.value(simulation).toObject().keys());
}

void TestOpenApi::referencesLeadSomewhere()
{
    static const QRegularExpression reference(QStringLiteral("\"\\$ref\":\"#/components/(\\w+)/(\\w+)\""));
    auto found = reference.globalMatch(QString::fromUtf8(openApiDocument()));
    QVERIFY(found.hasNext());
    while (found.hasNext()) {
        const QRegularExpressionMatch match = found.next();
        QVERIFY2(m_document.value(QLatin1StringView("components"))
                     .toObject()
                     .value(match.captured(1))
                     .toObject()
                     .contains(match.captured(2)),
                 qPrintable(match.captured()));
    }
}

QTEST_GUILESS_MAIN(TestOpenApi)
#include "tst_openapi.moc"
