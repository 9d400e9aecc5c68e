#pragma once
#include "app/hosts/lxc/lxctools.h"
#include <QMutex>
#include <QSet>

namespace slipway::hosts {

/// Addresses for containers on a bridge of this machine.
///
/// With no bridge named: lxcbr0 when lxc-net has it up, else slipbr0, which is made when it is not there
/// (10.87.N.1/24, N the first that no interface or route of this machine uses) and masqueraded to the outside
/// with iptables or nft when `nat` is set. Every container gets a static address (from .254 down on lxcbr0,
/// away from the addresses dnsmasq gives first; from .2 up on our own), so that no DHCP client or server is
/// needed. Which ones are taken is read from the configurations below the lxcpath, from dnsmasq's leases and
/// the ARP table.
///
/// A bridge of ours and its NAT rules go with the last container that uses it. net.ipv4.ip_forward stays as
/// it is then: who else needs it by now cannot be told.
class LxcNetwork
{
public:
    struct Options
    {
        QString bridge;  ///< empty = choose as above; another name is made if it is not there
        int subnet = -1; ///< N of 10.87.N.0/24 for a bridge of ours; -1 = the first free one
        bool nat = true;
    };
    struct Lease
    {
        QString bridge;
        QString address; ///< 10.87.0.2
        QString gateway;
        int prefix = 24;
    };
    LxcNetwork(QString lxcPath, Options options)
        : m_lxcPath(std::move(lxcPath)), m_options(std::move(options))
    {}

    QString bridge() const; ///< the one that a new container would be on; it may not be there yet
    QString cidr() const;   ///< of that bridge; empty when it is not there
    /// An address for a new container, kept until release(). `call.log` hears what was changed on the
    /// machine.
    Result<Lease> acquire(HostCall &call);
    void release(const QString &address);
    /// Makes the bridge of a container's configuration again if it is not there (after a restart of the
    /// machine) and is one of ours.
    Result<void> restore(const QByteArray &config, HostCall &call);
    /// Takes down the bridge we would use, if it is one of ours, with its NAT rules.
    Result<void> removeBridge();
    /// The same, but only when no container is attached to it or configured for it, and none is being made.
    void removeUnused();

private:
    Result<void> removeOurs();
    QString ownBridge() const;
    bool isConfigured(const QString &bridge) const;
    Result<Lease> ensureBridge(HostCall &call);
    Result<Lease> makeBridge(const QString &name, HostCall &call);
    Result<Lease> makeBridge(const QString &name, const QString &gateway, HostCall &call);
    void enableNat(const Lease &bridge, HostCall &call);
    QSet<QString> takenAddresses() const;

    const QString m_lxcPath;
    const Options m_options;
    QMutex m_mutex;
    QSet<QString> m_reserved; // given, perhaps not in a configuration yet
};

} // namespace slipway::hosts
