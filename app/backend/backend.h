#pragma once
#include "app/backend/options.h"
#include <QThreadPool>
#include <functional>
#include <memory>
#include <mutex>

namespace slipway {
class ContainerHost;
class ContainerService;
class EventBus;
class EventLog;
class EventRelay;
class EventStore;
class NodeStore;
} // namespace slipway

namespace slipway::store {
class TemplateLibrary;
} // namespace slipway::store

namespace slipway::backend {

class ContainerFeed;
class NodeApi;
class NodeHosts;
class RedisBus;
class SourceSwitch;
class StoreSource;

/// The whole of slipwayd but for the process: store, bus, log, host, service, streams and server, made in
/// that order and taken down in the other. Lives on the main thread.
class Backend
{
public:
    explicit Backend(Options options);
    ~Backend(); ///< stop(), if that was not called
    Backend(const Backend &) = delete;
    Backend &operator=(const Backend &) = delete;

    /// Opens everything and serves; returns the port. On an error nothing is left running.
    Result<quint16> start();
    /// No new requests; runs are cancelled and say so in their logs; streams end; what is queued is stored.
    /// Blocks, bounded by a few seconds.
    void stop();
    /// Takes over what can change while serving: the token file is read again. Says what was done, and which
    /// changes wait for a restart. On an error everything stays as it is.
    Result<QStringList> reload(const Options &options);

private:
    Result<void> openStore();
    Result<void> openBus();
    Result<void> openHost();
    Result<void> openStreams();
    void announceHost();
    QJsonObject health();
    QString hostProblem();

    Options m_options;
    QThreadPool m_pool;
    std::unique_ptr<EventStore> m_store;
    NodeStore *m_nodes = nullptr; // m_store, seen from its other side
    std::unique_ptr<store::TemplateLibrary> m_templates;
    std::unique_ptr<EventBus> m_bus;
    RedisBus *m_redis = nullptr; // m_bus, when it is one
    std::unique_ptr<ContainerFeed> m_feed;
    std::unique_ptr<EventLog> m_log;
    std::unique_ptr<StoreSource> m_source;
    std::unique_ptr<SourceSwitch> m_topics;
    std::unique_ptr<httpd::StreamBroadcaster> m_streams;
    std::shared_ptr<ContainerHost> m_host;
    std::unique_ptr<NodeHosts> m_hosts;
    std::unique_ptr<NodeApi> m_nodeApi;
    QString m_hostReason; ///< why this one
    std::unique_ptr<ContainerService> m_service;
    std::unique_ptr<EventRelay> m_relay;
    std::unique_ptr<httpd::Server> m_server;

    std::mutex m_hostMutex; // guards the two below: health is asked on pool threads
    QString m_hostProblem;
    qint64 m_hostCheckedAt = 0;
};

} // namespace slipway::backend
