#pragma once
#include "tests/bench/peers.h"
#include "tests/bench/publishers.h"
#include "tests/bench/subscribers.h"
#include "tests/integration/daemon.h"
#include "tests/net/redis/redisserver.h"
#include <QTemporaryDir>
#include <memory>
#include <optional>

namespace slipway::bench {

/// A server of event streams whose events come over Redis: ours or a peer's. What is the same work for all of
/// them is written against this.
class Contestant
{
public:
    virtual ~Contestant() = default;
    virtual QString name() const = 0;
    virtual QString problem() const { return {}; } ///< why it is not there; empty: it serves
    virtual qint64 pid() const = 0;                ///< whose CPU time and memory count
    virtual quint16 port() const = 0;
    virtual QByteArray request(const QByteArray &topic) const = 0;
    /// Makes `topic` known before anybody asks for it.
    virtual void prepare(const QByteArray &topic) = 0;
    /// Bytes that publish `event`, and where they go.
    virtual QByteArray publication(const QByteArray &topic, const QByteArray &event) const = 0;
    virtual quint16 publishTo() const = 0;
    Peer peer(std::optional<double> value) const { return {name(), value, problem()}; }
};

/// slipwayd with a data directory of its own. Each event is numbered, stored in SQLite and published again
/// with its number before a subscriber gets it, all of which counts.
class Slipwayd final : public Contestant
{
public:
    explicit Slipwayd(int redisPort, int streams = 4096);
    QString name() const override { return QStringLiteral("slipwayd"); }
    qint64 pid() const override { return m_daemon->process().processId(); }
    quint16 port() const override { return m_daemon->port(); }
    QByteArray request(const QByteArray &topic) const override;
    void prepare(const QByteArray &topic) override;
    QByteArray publication(const QByteArray &topic, const QByteArray &event) const override;
    quint16 publishTo() const override { return m_redisPort; }
    const QByteArray &token() const { return m_daemon->token(); }
    /// Blocks until event `seq` of `topic` is stored.
    void awaitStored(const QByteArray &topic, qint64 seq) const;

private:
    quint16 m_redisPort;
    QTemporaryDir m_dir;
    std::unique_ptr<test::Daemon> m_daemon;
};

class BetterSse final : public Contestant
{
public:
    BetterSse(const Report &report, int redisPort, int history = 0);
    QString name() const override { return m_server.name; }
    QString problem() const override { return m_server.problem; }
    qint64 pid() const override { return m_server.pid(); }
    quint16 port() const override { return m_server.port; }
    QByteArray request(const QByteArray &topic) const override;
    void prepare(const QByteArray &) override {}
    QByteArray publication(const QByteArray &topic, const QByteArray &event) const override;
    quint16 publishTo() const override { return m_redisPort; }

private:
    quint16 m_redisPort;
    PeerServer m_server;
};

class Nchan final : public Contestant
{
public:
    Nchan(const Report &report, int redisPort);
    QString name() const override { return QStringLiteral("nginx + nchan"); }
    QString problem() const override { return m_server ? m_server->problem : m_problem; }
    qint64 pid() const override; ///< of the worker
    quint16 port() const override { return m_port; }
    QByteArray request(const QByteArray &topic) const override;
    void prepare(const QByteArray &topic) override;
    QByteArray publication(const QByteArray &topic, const QByteArray &event) const override;
    quint16 publishTo() const override { return m_port; }

private:
    QTemporaryDir m_dir;
    quint16 m_port = 0;
    QString m_problem;
    std::unique_ptr<PeerServer> m_server;
};

/// What the main() of a bench with a Redis of its own returns: `measure` with its port, and the limit of open
/// descriptors as high as it goes. 77 (skipped, for ctest) where Redis is not installed.
int runOverRedis(Report &report, const std::function<void(Report &report, int redisPort)> &measure);

} // namespace slipway::bench
