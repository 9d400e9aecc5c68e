#pragma once
#include "app/hosts/lxc/lxcnetwork.h"
#include "app/hosts/lxc/rootfs.h"

namespace slipway::hosts {

/// The configuration of a new container (lxc.container.conf(5)). For busybox the template appends its own
/// part.
QByteArray lxcConfig(const ContainerSpec &spec, const QString &ref, const QString &directory,
                     const LxcNetwork::Lease &lease, RootfsSource::Kind kind);
/// This machine's name servers as a resolv.conf that works elsewhere: loopback ones are left out, and where
/// only those are, what systemd-resolved asks itself. Never empty.
QByteArray hostNameservers();
/// The resolv.conf of a new container: what was asked for, and hostNameservers() where it says nothing.
QByteArray resolvConf(const NetworkSpec &network);

/// Run with the new root file system as its root: $1 the hostname, $2 "busybox" or "other", stdin
/// resolv.conf.
extern const char kFinishScript[];
/// Likewise, stdin root's authorized_keys.
extern const char kKeysScript[];

} // namespace slipway::hosts
