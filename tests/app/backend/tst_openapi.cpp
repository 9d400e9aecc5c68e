#include "app/backend/api.h"
#include "app/backend/nodeapi.h"
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
    void everyFieldOfANodeIsDescribed();
    void everyFieldOfAnOfferIsDescribed();
    void everyFieldOfATemplateIsDescribed();
    void referencesLeadSomewhere();

private:
    QJsonObject properties(const char *schema) const;
    static QJsonObject properties(const QJsonObject &of, const char *name);
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
    NodeHosts nodes(nullptr, *store, [](const Node &) { return nullptr; });
    store::TemplateLibrary templates(directory.path(), {});
    NodeApi nodeApi({*store, *store, nodes, pool});
    httpd::Router router = makeRouter({service, log, *store, streams, pool, templates,
                                       [] { return QJsonObject(); }, [] { return QByteArray(); }, 1});
    nodeApi.addTo(router);
    return router.routes();
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
        if (route.pattern.contains(QLatin1StringView("{id}")) ||
            route.pattern.contains(QLatin1StringView("{name}")))
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
    full.node = full.storage = full.templateStorage = full.bridge = full.pool = full.description =
        QStringLiteral("a");
    full.vmid = 100;
    full.network = {
        QStringLiteral("dhcp"), QStringLiteral("a"), QStringLiteral("auto"), QStringLiteral("a"), 1, true,
        {QStringLiteral("a")},  QStringLiteral("a")};
    full.features = {true, true, true};
    full.unprivileged = full.startOnBoot = true;
    full.swapMb = 1;
    full.sshPublicKeys = {QStringLiteral("a")};
    full.onFailure = OnFailure::Rollback;
    const QJsonObject sent = QJsonDocument::fromJson(toRequestJson(full)).object();
    const QJsonObject described = properties("CreateRequest");
    QCOMPARE(described.keys(), sent.keys());
    for (const char *inner : {"simulation", "network", "features"})
        QCOMPARE(properties(described, inner).keys(), sent.value(QLatin1StringView(inner)).toObject().keys());
}

void TestOpenApi::everyFieldOfANodeIsDescribed()
{
    Node full;
    full.secret = full.ssh.password = full.ssh.privateKey = full.ssh.passphrase = Secret(QByteArray("a"));
    const QJsonObject shown = toJson(full);
    QCOMPARE(properties("Node").keys(), shown.keys());
    const QString ssh = QStringLiteral("ssh");
    QCOMPARE(properties(properties("Node"), "ssh").keys(), shown.value(ssh).toObject().keys());
    // A request may hold what was shown, and secrets.
    QJsonObject sent = QJsonDocument::fromJson(toRequestJson(full)).object();
    QStringList keys = sent.keys() + shown.keys();
    keys.sort();
    keys.removeDuplicates();
    QCOMPARE(properties("NodeRequest").keys(), keys);
    QStringList sshKeys = sent.value(ssh).toObject().keys() + shown.value(ssh).toObject().keys();
    sshKeys.sort();
    sshKeys.removeDuplicates();
    QCOMPARE(properties(properties("NodeRequest"), "ssh").keys(), sshKeys);
}

void TestOpenApi::everyFieldOfAnOfferIsDescribed()
{
    QCOMPARE(properties("Storage").keys(), toJson(HostStorage()).keys());
    QCOMPARE(properties("Bridge").keys(), toJson(HostBridge()).keys());
    QCOMPARE(properties("OsTemplate").keys(), toJson(OsTemplate()).keys());
    QCOMPARE(properties("ClusterNode").keys(), toJson(HostNode()).keys());
    const QJsonObject preflight = toJson(Preflight());
    QCOMPARE(properties("Preflight").keys(), preflight.keys());
    QStringList prints = preflight.value(QLatin1StringView("fingerprints")).toObject().keys();
    prints.append(QStringLiteral("pinned")); // by the route
    prints.sort();
    QCOMPARE(properties("Fingerprints").keys(), prints);
}

void TestOpenApi::everyFieldOfATemplateIsDescribed()
{
    const auto with = [](const QJsonObject &object, QStringList more) {
        QStringList keys = object.keys() + more;
        keys.sort();
        return keys;
    };
    const QStringList ofRoute = {QStringLiteral("own"), QStringLiteral("revision"),
                                 QStringLiteral("shipped")};
    const Template entry;
    QCOMPARE(properties("TemplateSummary").keys(), with(toSummaryJson(entry), ofRoute));
    for (const char *schema : {"Template", "TemplateRequest"})
        QCOMPARE(properties(schema).keys(), with(toJson(entry), ofRoute));
    for (const char *schema : {"PackageBucket", "PackageBucketRequest"})
        QCOMPARE(properties(schema).keys(), with(toJson(PackageBucket()), {QStringLiteral("revision")}));
}

QJsonObject TestOpenApi::properties(const QJsonObject &of, const char *name)
{
    return of.value(QLatin1StringView(name)).toObject().value(QLatin1StringView("properties")).toObject();
}

QJsonObject TestOpenApi::properties(const char *schema) const
{
    const QJsonObject components = m_document.value(QLatin1StringView("components")).toObject();
    return properties(components.value(QLatin1StringView("schemas")).toObject(), schema);
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
