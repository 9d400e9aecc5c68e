#include "app/backend/backend.h"

#include "app/backend/api.h"
#include "app/backend/containerfeed.h"
#include "app/backend/nodeapi.h"
#include "app/backend/redisbus.h"
#include "app/backend/storesource.h"
#include "app/backend/tokenfile.h"
#include "app/base/log.h"
#include "app/hosts/lxc/lxchost.h"
#include "app/hosts/proxmox/proxmoxhost.h"
#include "app/hosts/simulated/simulatedhost.h"
#include "app/jobs/containerservice.h"
#include "app/jobs/eventrelay.h"
#include "app/store/sqlitestore.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <future>

namespace slipway::backend {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kReadThreads = 4;
constexpr int kStreamGraceMs = 700;
constexpr qint64 kHostCheckMs = 30'000; // so long an answer of the host's check is good for /api/health

QString text(const char *source) { return QCoreApplication::translate("slipwayd", source); }

QJsonValue orNull(const QString &value) { return value.isEmpty() ? QJsonValue() : QJsonValue(value); }

} // namespace

Backend::Backend(Options options) : m_options(std::move(options)) { m_pool.setMaxThreadCount(kReadThreads); }

Backend::~Backend() { stop(); }

Result<quint16> Backend::start()
{
    // The host is looked at by processes of its own, the store waits for its disk: together they take half
    // the time (30 of 55 ms until it listens). Containers below the data directory come after it, as its mode
    // is the store's.
    const bool isBelow =
        QDir::cleanPath(m_options.lxcPath).startsWith(QDir::cleanPath(m_options.dataDir) + u'/');
    std::future<Result<void>> host =
        std::async(isBelow ? std::launch::deferred : std::launch::async, [this] { return openHost(); });
    for (const auto step : {&Backend::openStore, &Backend::openBus}) {
        if (const auto ok = (this->*step)(); !ok)
            return tl::unexpected(ok.error());
    }
    if (const auto ok = host.get(); !ok)
        return tl::unexpected(ok.error());
    auto token = loadOrCreateToken(m_options.tokenFile);
    if (!token)
        return tl::unexpected(token.error());
    if (const auto ok = openStreams(); !ok)
        return tl::unexpected(ok.error());
    m_hosts = std::make_unique<NodeHosts>(
        m_host, *m_nodes, [](const Node &node) { return std::make_shared<hosts::ProxmoxHost>(node); });
    m_nodeApi = std::make_unique<NodeApi>(NodeApi::Parts{*m_nodes, *m_store, *m_hosts, m_pool});
    m_service = std::make_unique<ContainerService>(*m_store, *m_log, *m_hosts,
                                                   ContainerService::Limits{m_options.parallelRuns});
    m_service->setResolver([&templates = *m_templates](const ContainerSpec &asked) -> Result<ContainerSpec> {
        if (asked.templateName.isEmpty() || asked.templateName == "default"_L1)
            return asked;
        return templates.complete(asked.templateName).map([&](const Template &base) {
            return withTemplate(asked, base);
        });
    });
    if (const auto recovered = m_service->recoverInterruptedRuns(); !recovered)
        return tl::unexpected(recovered.error());
    else if (*recovered > 0)
        qCWarning(lcBackend, "%d runs were interrupted when slipwayd stopped; their logs say so", *recovered);
    m_relay = std::make_unique<EventRelay>(*m_log, *m_store, *m_bus);
    m_relay->start();

    const ApiParts parts{*m_service,
                         *m_log,
                         *m_store,
                         *m_streams,
                         m_pool,
                         *m_templates,
                         [this] { return health(); },
                         [this] { return m_feed->list(); },
                         m_options.streams.streams};
    httpd::Router router = makeRouter(parts);
    m_nodeApi->addTo(router);
    m_server = std::make_unique<httpd::Server>(std::move(router), httpd::BearerGate(*std::move(token)),
                                               m_options.http);
    auto port = m_options.listenDescriptor >= 0
                    ? m_server->listen(httpd::FileDescriptor(m_options.listenDescriptor))
                    : m_server->listen(m_options.address, m_options.port);
    if (port)
        announceHost();
    if (port && !m_options.address.isLoopback())
        qCWarning(lcBackend).noquote()
            << text("Serving plain HTTP on %1: the token and all credentials travel "
                    "unencrypted. Put a TLS proxy in front or use 127.0.0.1.")
                   .arg(m_options.address.toString());
    return port;
}

Result<void> Backend::openStore()
{
    auto store = store::SqliteStore::open(m_options.dataDir);
    if (!store)
        return tl::unexpected(store.error());
    m_nodes = store->get();
    m_store = *std::move(store);
    m_templates = std::make_unique<store::TemplateLibrary>(m_options.dataDir, m_options.templatesDir);
    return {};
}

/// The log, and what listens to it.
Result<void> Backend::openStreams()
{
    m_log = std::make_unique<EventLog>(*m_store, *m_bus);
    m_source = std::make_unique<StoreSource>(*m_store);
    m_feed = std::make_unique<ContainerFeed>();
    m_topics = std::make_unique<SourceSwitch>(*m_feed, *m_source);
    m_streams = std::make_unique<httpd::StreamBroadcaster>(*m_topics, m_options.streams);
    if (auto read = m_store->eachContainer([this](const Container &known) { m_feed->keep(known); }); !read)
        return read;
    m_feed->begin([this](const httpd::StreamChunk &chunk) { m_streams->publish(kListTopic, {chunk}); });
    m_log->setListener([this](const QList<EventBatch> &batches) { publishTo(*m_streams, batches); });
    m_log->setWatcher({[this](const QList<Container> &changed) { m_feed->change(changed); },
                       [this](const ContainerId &id) { m_feed->remove(id); }});
    return {};
}

Result<void> Backend::openBus()
{
    if (m_options.redisUrl.isEmpty()) {
        m_bus = std::make_unique<NullBus>();
        return {};
    }
    const auto url = redis::RedisUrl::parse(m_options.redisUrl);
    if (!url)
        return tl::unexpected(url.error());
    auto bus = std::make_unique<RedisBus>(*url, *m_store);
    m_redis = bus.get();
    m_bus = std::move(bus);
    return {};
}

Result<void> Backend::openHost()
{
    if (m_options.host != "simulated"_L1) {
        hosts::LxcHost::Options lxc;
        if (!m_options.lxcPath.isEmpty())
            lxc.lxcPath = m_options.lxcPath;
        lxc.dataDir = m_options.dataDir;
        m_host = std::make_shared<hosts::LxcHost>(std::move(lxc));
        const QString problem = hostProblem();
        if (problem.isEmpty() || m_options.host == "lxc"_L1) {
            m_hostReason = m_options.host == "lxc"_L1 ? text("Chosen by --host lxc.")
                                                      : text("Chosen because LXC works on this machine.");
            return {};
        }
        m_hostReason = text("Chosen because LXC does not work on this machine. %1").arg(problem);
    } else {
        m_hostReason = text("Chosen by --host simulated.");
    }
    m_host = std::make_shared<hosts::SimulatedHost>();
    m_hostCheckedAt = 0;
    return {};
}

/// Not before it serves: when it cannot, the reason for that is the only line.
void Backend::announceHost()
{
    const bool simulated = m_host->isSimulated();
    const QString what = simulated ? text("Containers are simulated: nothing real is created.")
                                   : text("Containers are created by LXC on this machine.");
    const QString problem = hostProblem();
    if (!problem.isEmpty())
        qCWarning(lcBackend).noquote() << m_hostReason << problem;
    else if (simulated && m_options.host != "simulated"_L1)
        qCWarning(lcBackend).noquote() << what << m_hostReason;
    else
        qCInfo(lcBackend).noquote() << what << m_hostReason;
}

QString Backend::hostProblem()
{
    const std::lock_guard lock(m_hostMutex);
    const qint64 at = QDateTime::currentMSecsSinceEpoch();
    if (m_hostCheckedAt == 0 || at - m_hostCheckedAt > kHostCheckMs) {
        const Result<void> ok = m_host->check();
        m_hostProblem = ok ? QString() : ok.error().message;
        m_hostCheckedAt = at;
    }
    return m_hostProblem;
}

QJsonObject Backend::health()
{
    const QString host = hostProblem();
    const QString store = m_log->storeError();
    const QString redis = m_redis ? m_redis->problem() : QString();
    const Result<QList<Node>> nodes = m_nodes->nodes(); // counted, not asked
    const bool well = host.isEmpty() && store.isEmpty() && redis.isEmpty();
    const QString redisState = !m_redis ? u"off"_s : redis.isEmpty() ? u"connected"_s : u"away"_s;
    return {{"status"_L1, well ? u"ok"_s : u"degraded"_s},
            {"version"_L1, QStringLiteral(SLIPWAY_VERSION)},
            {"host"_L1, QJsonObject{{"name"_L1, m_host->name()},
                                    {"simulated"_L1, m_host->isSimulated()},
                                    {"reason"_L1, m_hostReason},
                                    {"problem"_L1, orNull(host)}}},
            {"store"_L1, QJsonObject{{"problem"_L1, orNull(store)}}},
            {"redis"_L1, QJsonObject{{"state"_L1, redisState}, {"problem"_L1, orNull(redis)}}},
            {"nodes"_L1, nodes ? QJsonValue(nodes->size()) : QJsonValue()},
            {"streams"_L1, m_streams->stats().streams},
            {"activeRuns"_L1, m_service->activeRuns()}};
}

Result<QStringList> Backend::reload(const Options &options)
{
    auto token = loadOrCreateToken(options.tokenFile);
    if (!token)
        return tl::unexpected(token.error());
    m_server->setGate(httpd::BearerGate(*std::move(token)));
    QStringList said = {text("The token was read again from %1.").arg(options.tokenFile),
                        text("Templates are read with each request.")};
    QStringList later;
    for (auto it = options.values.cbegin(); it != options.values.cend(); ++it) {
        const bool isLive = it.key() == "token-file"_L1 || it.key() == "verbose"_L1;
        if (!isLive && it.value() != m_options.values.value(it.key()))
            later << it.key();
    }
    if (!later.isEmpty())
        said << text("These settings change with the next restart: %1.").arg(later.join(", "_L1));
    return said;
}

void Backend::stop()
{
    if (m_server)
        m_server->close();
    m_pool.waitForDone();
    m_relay.reset();
    // The runs' last words are stored and streamed before the streams end.
    m_service.reset();
    if (m_log) {
        if (const auto flushed = m_log->flush(); !flushed)
            qCWarning(lcBackend).noquote() << flushed.error().message;
    }
    if (m_streams)
        m_streams->close(kStreamGraceMs);
    m_server.reset();
    m_nodeApi.reset(); // ends the look-ups that go on
    if (m_log)
        m_log->setListener({});
    if (m_feed)
        m_feed->end();
    m_streams.reset();
    m_topics.reset();
    m_source.reset();
    m_log.reset();
    m_feed.reset();
    m_hosts.reset();
    m_host.reset();
    m_redis = nullptr;
    m_bus.reset();
    m_nodes = nullptr;
    m_templates.reset(); // under the lock of the store
    m_store.reset();
}

} // namespace slipway::backend
