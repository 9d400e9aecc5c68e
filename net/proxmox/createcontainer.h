#pragma once
#include "net/proxmox/apierror.h"
#include "net/proxmox/parameters.h"
#include <QList>
#include <QStringList>
#include <optional>

namespace slipway::proxmox {

/// netN of a container.
struct NetworkInterface
{
    QString name = QStringLiteral("eth0");
    QString bridge = QStringLiteral("vmbr0");
    QString ip = {};  ///< "dhcp", "manual", "192.0.2.5/24", or empty
    QString ip6 = {}; ///< "auto", "dhcp", "manual", "2001:db8::5/64", or empty
    QString gateway = {};
    QString gateway6 = {};
    QString hardwareAddress = {};
    int vlan = 0; ///< 1–4094; 0 = none
    int mtu = 0;  ///< 64–65535; 0 = the bridge's
    bool firewall = false;
    /// `name=eth0,bridge=vmbr0,ip=…`. Invalid with what is wrong: an address without its prefix, a gateway
    /// that is no address…
    Result<QString> property() const;
};

/// `features`. Everything but nesting works only for the literal root@pam, and nothing does on a privileged
/// container for anybody else.
struct Features
{
    bool nesting = false;
    bool keyctl = false;
    bool fuse = false;
    bool mknod = false;
    QStringList mount = {};   ///< kinds of file system: "nfs", "cifs"
    QString property() const; ///< "nesting=1,keyctl=1"; empty when none is on
    bool needsRoot() const { return keyctl || fuse || mknod || !mount.isEmpty(); }
};

/// POST /nodes/{node}/lxc. A failed creation removes the container again, on the server.
struct CreateContainer
{
    QString node = {};
    int vmid = 0; ///< 100–999,999,999
    QString hostname = {};
    QString osTemplate = {};  ///< volume id
    QString rootStorage = {}; ///< must hold "rootdir"; never left to Proxmox, whose default "local" does not
    int rootGib = 8;
    int memoryMib = 512;
    int swapMib = 512;
    int cores = 1;
    bool unprivileged = true; ///< always sent: the default differs between 8 and 9
    bool onBoot = false;
    Features features = {};
    QList<NetworkInterface> networks = {}; ///< net0, net1…
    QStringList nameServers = {};
    QString searchDomain = {};
    Secret password = {};           ///< of root; 5 characters or more, or none
    QStringList sshPublicKeys = {}; ///< one line each
    QStringList tags = {};
    QString pool = {};
    QString timezone = {}; ///< "host", "Europe/Berlin"; empty = as in the template
    QString description = {};
    QStringList mountPoints = {}; ///< mp0, mp1…: property strings, e.g. "local-lvm:8,mp=/data"
    QStringList devices = {};     ///< dev0, dev1…: property strings, e.g. "/dev/dri/renderD128,gid=104"

    /// Checked as far as the schema tells; Invalid with one FieldError per wrong parameter (by the name
    /// Proxmox gives it).
    Answer<Parameters> parameters() const;
};

/// True for what Proxmox would take for a hash and store as it is: "$6$…".
bool looksLikePasswordHash(QByteArrayView password);

} // namespace slipway::proxmox
