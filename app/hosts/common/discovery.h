#pragma once
#include "app/domain/service.h"
#include <QByteArray>
#include <QMap>

namespace slipway::hosts {

// The pure half: what was found, in; services, out. Kept apart so that it is tested without a container.

/// A process that listens: from the container's /proc/net/tcp{,6} and the descriptors of its processes.
struct Listener
{
    int port = 0;
    QString process; ///< comm, or the applet's name for busybox
    QString unit;    ///< systemd unit of its control group without ".service"; empty outside of one
    bool operator==(const Listener &) const = default;
};
/// Listening sockets of a /proc/net/tcp or tcp6: inode → port.
QMap<quint64, int> listeningSockets(QByteArrayView procNetTcp);
/// "foo" for "0::/lxc.payload.web/system.slice/foo.service" (any line of a /proc/PID/cgroup); else empty.
QString unitOfCgroup(QByteArrayView cgroup);
/// A file of credentials: KEY=VALUE, `export`, comments, 'single', "double" quotes (\\ \" \$ \` \n \r).
std::vector<Credential> parseCredentials(QByteArrayView file);
/// `systemctl list-units --plain --no-legend` → services: UNIT LOAD ACTIVE SUB DESCRIPTION.
QList<Service> parseUnits(QByteArrayView listing);
/// True for what belongs to the system itself rather than to what was installed.
bool isSystemUnit(const QString &name);
/// One list without a name twice: units, then listeners outside of units, then credentials. A file of
/// credentials belongs to the service of its name, else to that on its PORT, else it is a service by itself.
ServiceList mergeServices(QList<Service> units, const QList<Listener> &listeners,
                          const QMap<QString, std::vector<Credential>> &credentials);

// What the half that looks into a container has in common, whatever way it takes to get in.

/// For sh inside: the files of credentials, each as "SIZE NAME\n", its bytes, "\n".
extern const char kCredentialFiles[];
/// What that printed, by name of the service; of two directories with the same field the first counts.
QMap<QString, std::vector<Credential>> credentialFiles(const QByteArray &listing);
/// For sh inside: the units of systemd for parseUnits(); nothing where there is none.
extern const char kListUnits[];

} // namespace slipway::hosts
