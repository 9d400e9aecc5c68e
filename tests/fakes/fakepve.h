#pragma once
#include "tests/fakes/fakepvetypes.h"
#include <QByteArrayList>
#include <QSslCertificate>
#include <QUrl>
#include <memory>

namespace slipway::fakes {

/// A Proxmox VE node (or cluster) on 127.0.0.1, as pveproxy and its API answer: same shapes, same texts, same
/// manners on the wire, and every request checked against the rules of the API of that version.
///
/// Listens once constructed; runs in a thread of its own, so that a test may block. Every function may be
/// called from any thread and has taken effect when it returns. Hooks are called on further threads.
///
/// A new one has: node `pve` (bridge vmbr0), storage `local` (vztmpl, iso, backup; no rootdir) with one
/// Debian 12 template, storage `local-lvm` (rootdir, images), user root@pam with password "fakepve-root", no
/// tokens.
class FakePve
{
public:
    explicit FakePve(const FakePveOptions &options = {});
    ~FakePve();
    FakePve(const FakePve &) = delete;
    FakePve &operator=(const FakePve &) = delete;

    /// Empty when it listens; else why not (no `openssl` program, port taken).
    QString errorString() const;
    quint16 port() const;
    QUrl url(const QString &path = {}) const; ///< https://127.0.0.1:PORT + path
    QSslCertificate certificate() const;
    QString fingerprint() const; ///< SHA-256 of the certificate, "AB:CD:…", as Proxmox shows it
    /// False: connects are refused and open connections reset, as when pveproxy is down. True: the same port
    /// again.
    bool setReachable(bool reachable);
    void changeCertificate(); ///< a new key and certificate; open connections stay, new ones get it

    // Who may come in, and what they may do
    static QString defaultTemplate(); ///< volume id of the template a new one has
    void addUser(const QString &userId, const QString &password);
    void setOneTimePassword(const QString &userId,
                            const QString &code); ///< the ticket needs a second step then
    /// Value of the Authorization header: "PVEAPIToken=root@pam!id=uuid". With privilege separation it has no
    /// rights until granted some.
    QByteArray addToken(const QString &userId, const QString &tokenId, bool privilegeSeparation = true);
    /// `who` is a user or a token ("u@pam!id"). Replaces what `who` had on that path.
    void grant(const QString &who, const QString &path, const QStringList &privileges, bool propagate = true);
    void expireTickets();                        ///< all that were given out so far
    void advanceClock(std::chrono::seconds by);  ///< ages tickets, uptimes; task times too
    QByteArray ticketFor(const QString &userId); ///< as POST /access/ticket would give
    QByteArray csrfTokenFor(const QString &userId);

    // What there is
    void addNode(const QString &name, bool online = true);
    void setNodeOnline(const QString &name, bool online);            ///< off: every call to it is 595
    void addStorage(const QString &node, const PveStorage &storage); ///< replaces one with the same name
    void addBridge(const QString &node, const QString &name, bool active = true);
    void addPool(const QString &name);
    void addTemplate(const QString &node, const QString &volumeId, qint64 size = 126515062);
    void removeTemplate(const QString &node, const QString &volumeId);
    void addAppliance(const QString &file, const QString &os, const QString &headline = {});
    /// Makes or replaces a container without any task. Config keys as of the API.
    void addContainer(const PveContainer &container);
    std::optional<PveContainer> container(int vmid) const;
    QList<PveContainer> containers() const;
    void setIgnoresShutdown(int vmid, bool ignores = true); ///< "container did not stop"
    void setLock(int vmid, const QString &lock);            ///< "" unlocks
    void setAddress(int vmid, const QString &ipv4);         ///< what DHCP gives it, at once
    void setAddressDelay(std::chrono::milliseconds delay);  ///< of starts from now on
    QList<PveTask> tasks() const;                           ///< in the order they began
    void finishTask(const QString &upid, const QString &exitStatus = QStringLiteral("OK")); ///< a hanging one

    // What goes wrong
    void inject(const PveFault &fault); ///< faults are tried in the order they were injected
    void clearFaults();
    int pendingFaults() const; ///< injected ones that have not struck as often as they may
    void setHooks(const PveHooks &hooks);

    // What was asked
    QList<PveRequest> requests() const;
    /// Requests with this method whose path (after /api2/json) matches the whole regular expression.
    QList<PveRequest> requests(const QString &method, const QString &pathPattern) const;
    void forgetRequests();
    /// Every request that did not fit the API: "POST /nodes/pve/lxc: vmid: value must have …". Empty in a
    /// good test of a client.
    QStringList violations() const;
    /// Writes (POST, PUT, DELETE) that came more than once with the same parameters, logins left out.
    QStringList repeatedWrites() const;
    int connectionCount() const; ///< accepted so far
    int openConnections() const;
    /// Runs for every recorded request, on the thread of the server: be quick, call nothing of this class.
    void setRequestCallback(std::function<void(const PveRequest &)> callback);

private:
    class Thread;
    std::unique_ptr<Thread> m_thread;
};

/// A hook that runs a command of the shell, with PVE_EVENT, PVE_VMID, PVE_NODE, PVE_HOSTNAME, PVE_OSTEMPLATE,
/// PVE_NET0, PVE_PASSWORD, PVE_SSH_KEYS, PVE_UPID and PVE_CONFIG (JSON) in its environment. Its output goes
/// into the log of the task; a line "ipv4=10.0.3.7/24" is the address; another exit status than 0 fails the
/// task with its last line.
PveHooks::Hook hookCommand(const QString &command);

} // namespace slipway::fakes
