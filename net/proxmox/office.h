#pragma once
#include "net/proxmox/transport.h"
#include <QNetworkAccessManager>
#include <QObject>
#include <QTimer>
#include <functional>
#include <vector>

class QNetworkReply;
class QSslError;
class QSslSocket;

namespace slipway::proxmox {

/// A manager with at most one exchange. Lives on the network thread.
class Lane : public QObject
{
    Q_OBJECT
public:
    explicit Lane(Fingerprint pinned);
    ~Lane() override;

    using ExchangePointer = Transport::ExchangePointer;
    /// `trusted` is called the moment the server may get bytes; `ended` once, from the event loop.
    void begin(const ExchangePointer &exchange, std::function<void()> trusted,
               std::function<void(Transport::Incoming, bool reusable)> ended);
    const ExchangePointer &exchange() const { return m_exchange; }
    void setIdle() { m_exchange.reset(); }
    QTimer &idleTimer() { return m_idle; }

private:
    void judge(const QList<QSslError> &errors);
    void look();
    void conclude();
    Transport::Incoming result();

    const Fingerprint m_pinned;
    QNetworkAccessManager m_manager;
    QNetworkReply *m_reply = nullptr;
    ExchangePointer m_exchange;
    std::function<void()> m_trusted;
    std::function<void(Transport::Incoming, bool)> m_ended;
    std::optional<CertificateProblem> m_problem;
    bool m_tooLarge = false;
    bool m_isConcluded = false;
    QTimer m_idle;
};

/// Looks at a server's certificate and hangs up. Lives on the network thread.
class Probe : public QObject
{
    Q_OBJECT
public:
    Probe(Transport::ExchangePointer exchange, std::function<void(Transport::Incoming)> ended);
    ~Probe() override;
    const Transport::ExchangePointer &exchange() const { return m_exchange; }

private:
    void end(Transport::Incoming incoming);
    const Transport::ExchangePointer m_exchange;
    std::function<void(Transport::Incoming)> m_ended;
    QSslSocket *const m_socket;
    QStringList m_reasons;
};

/// The network thread's half of a Transport: gives each exchange a lane, and keeps lanes for a while.
class Office : public QObject
{
    Q_OBJECT
public:
    Office(Transport &transport, Fingerprint pinned);
    ~Office() override;
    bool event(QEvent *event) override;

private:
    void begin(const Transport::ExchangePointer &exchange);
    void abandon(const Transport::ExchangePointer &exchange);
    void drop(Lane *lane);
    Lane *idleLane() const;

    Transport &m_transport;
    const Fingerprint m_pinned;
    std::vector<std::unique_ptr<Lane>> m_lanes;
    std::vector<std::unique_ptr<Probe>> m_probes;
};

} // namespace slipway::proxmox
