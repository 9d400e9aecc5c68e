#pragma once
#include "tests/bench/bench.h"
#include <QJsonObject>
#include <QProcess>
#include <QStringList>
#include <memory>

namespace slipway::bench {

/// Where tests/bench/run has put what the peers need (SLIPWAY_BENCH_PEERS), and otherwise why there is none:
/// node_modules of npm beside our scripts of tests/bench/peers, and nchan's module for nginx in `nchan`.
QString peerDirectory();
/// Why this cannot be used ("npm" or "nchan"); empty when it can.
QString peerProblem(const Report &report, const QString &what);

/// What a peer's script printed as its last line: a JSON object with "name" and figures.
struct PeerRun
{
    QString name;
    QJsonObject figures;
    QString problem;

    /// The figure under `key`, times `factor` to have our unit.
    Peer peer(const char *key, double factor = 1) const;
};

/// Runs a script of tests/bench/peers with node to its end. Called `name` where it cannot be.
PeerRun runPeer(const Report &report, const QString &name, const QString &script,
                const QStringList &arguments = {}, int timeoutMs = 300'000);

/// A peer that serves while this lives. It says where as its first line: {"name":…,"port":…}.
class PeerServer
{
public:
    PeerServer(const Report &report, const QString &name, const QString &script,
               const QStringList &arguments = {});
    /// Any other program that listens on `port`; waits until it does.
    PeerServer(const QString &name, const QString &program, const QStringList &arguments, quint16 port);
    ~PeerServer();
    PeerServer(const PeerServer &) = delete;
    PeerServer &operator=(const PeerServer &) = delete;

    bool isRunning() const { return problem.isEmpty(); }
    qint64 pid() const { return m_process.processId(); }
    Peer peer(std::optional<double> value) const { return {name, value, problem}; }

    QString name;
    QString problem;
    quint16 port = 0;

private:
    QProcess m_process;
};

/// A port of loopback that nothing listened on a moment ago.
quint16 freePort();

} // namespace slipway::bench
