// All that a creation needs, looked at one by one, for a person who sets a node up.
#include "app/hosts/proxmox/choices.h"
#include "app/hosts/proxmox/creation.h"
#include "app/hosts/proxmox/privileges.h"
#include "app/hosts/proxmox/proxmoxhost_p.h"

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

using State = PreflightCheck::State;

constexpr auto kProbeTime = std::chrono::seconds(8);

class Inspection
{
public:
    Inspection(Link &link, const CancelToken &cancel) : m_link(link), m_node(link.node()), m_cancel(cancel) {}
    Preflight run();

private:
    void certificate();
    bool signIn();
    void node();
    void storages();
    void bridge();
    void templates();
    void permissions();
    void vmid();
    void ssh();
    void pct(ssh::Session &session);
    void sameNode(ssh::Session &session);
    void skip(const QStringList &ids, const QString &why);

    void add(const QString &id, State state, const QString &message, const QStringList &details = {});
    void failed(const QString &id, const Error &error);

    Link &m_link;
    const Node &m_node;
    const CancelToken m_cancel;
    Preflight m_found;
    QString m_rootStorage, m_templateStorage, m_bridge;
    QList<proxmox::Storage> m_storages;
    bool m_isCluster = false;
};

QString titleOf(const QString &id)
{
    static const QMap<QString, QString> titles = {{u"reach"_s, u"Reachable"_s},
                                                  {u"version"_s, u"Version"_s},
                                                  {u"certificate"_s, u"Certificate"_s},
                                                  {u"signIn"_s, u"Sign-in"_s},
                                                  {u"permissions"_s, u"Permissions"_s},
                                                  {u"node"_s, u"Node"_s},
                                                  {u"rootStorage"_s, u"Storage for containers"_s},
                                                  {u"templates"_s, u"OS templates"_s},
                                                  {u"bridge"_s, u"Bridge"_s},
                                                  {u"vmid"_s, u"Free VMID"_s},
                                                  {u"ssh"_s, u"SSH"_s},
                                                  {u"pct"_s, u"pct"_s}};
    return titles.value(id, id);
}

void Inspection::add(const QString &id, State state, const QString &message, const QStringList &details)
{
    m_found.checks.append({id, titleOf(id), state, message, details});
}

void Inspection::failed(const QString &id, const Error &error)
{
    const bool isOverTime =
        error.code == ErrorCode::Cancelled && m_cancel.isExpired() && !m_cancel.wasAsked();
    if (isOverTime)
        return add(id, State::Failed, u"Cannot look. The node did not answer in time. Test it once more."_s);
    add(id, State::Failed, error.message, error.detail.isEmpty() ? QStringList() : QStringList(error.detail));
}

void Inspection::skip(const QStringList &ids, const QString &why)
{
    for (const QString &id : ids)
        add(id, State::Skipped, why);
}

/// Also fills the fingerprints in, whatever comes after.
void Inspection::certificate()
{
    const auto shown = proxmox::probeCertificate(m_node.host, m_node.port, kProbeTime, apiCancel(m_cancel));
    if (!shown) {
        failed(u"reach"_s, shown.error());
        add(u"certificate"_s, State::Skipped, u"Not looked at: the API cannot be reached."_s);
        return;
    }
    add(u"reach"_s, State::Ok, u"The API answers at %1, port %2."_s.arg(m_node.host).arg(m_node.port));
    Fingerprints &prints = m_found.fingerprints;
    prints.certificateSha256 = shown->fingerprint.text();
    prints.certificateSubject = shown->subject;
    prints.certificateNotAfter = shown->notAfter.toUTC().toString(Qt::ISODate);
    const auto pinned = proxmox::Fingerprint::parse(m_node.certificateSha256);
    prints.isCertificateTrusted = pinned ? *pinned == shown->fingerprint : shown->trusted;
    const QStringList both = {u"Shown now: %1"_s.arg(prints.certificateSha256),
                              pinned ? u"Trusted: %1"_s.arg(pinned->text()) : u"Trusted: none yet"_s};
    if (prints.isCertificateTrusted)
        add(u"certificate"_s, State::Ok,
            pinned ? u"It is the one that was trusted."_s
                   : u"The certificate authorities of this system vouch for it."_s);
    else if (pinned)
        add(u"certificate"_s, State::Failed,
            u"Cannot trust the certificate. It is another one than before. If nobody renewed it, somebody "
            u"may be "
            "listening: compare it with \"pvenode cert info\" on the node before you trust it."_s,
            both);
    else
        add(u"certificate"_s, State::Failed,
            u"Cannot trust the certificate yet. No authority of this system knows it, which is usual for "
            u"Proxmox. "
            "Compare it with \"pvenode cert info\" on the node, then trust it."_s,
            both);
}

bool Inspection::signIn()
{
    m_link.api().forgetSilence(); // the server has just shown its certificate
    const auto version = m_link.api().version(apiCancel(m_cancel));
    if (!version) {
        failed(u"signIn"_s, plainError(version.error()));
        add(u"version"_s, State::Skipped, u"Not looked at: nobody is signed in."_s);
        return false;
    }
    add(u"signIn"_s, State::Ok,
        m_node.signIn == Node::SignIn::Token
            ? u"Signed in with the API token %1!%2."_s.arg(m_node.user, m_node.tokenName)
            : u"Signed in as %1."_s.arg(m_node.user));
    m_found.version = version->version;
    const int major = version->majorNumber();
    if (major >= 8)
        add(u"version"_s, State::Ok, u"Proxmox VE %1."_s.arg(version->version));
    else if (major == 7)
        add(u"version"_s, State::Warning,
            u"Proxmox VE %1 is past its end of life. Most things work; 8 and 9 are what is tested. Upgrade it."_s
                .arg(version->version));
    else
        add(u"version"_s, State::Failed,
            u"Cannot work with Proxmox VE %1. Version 8 or newer is needed. Upgrade it."_s.arg(
                version->version));
    return true;
}

void Inspection::node()
{
    const Result<QString> name = m_link.pveNode(m_cancel);
    if (!name)
        return failed(u"node"_s, name.error());
    m_found.pveNode = *name;
    const auto nodes = m_link.api().nodes(apiCancel(m_cancel));
    if (!nodes)
        return failed(u"node"_s, plainError(nodes.error()));
    QStringList names;
    m_isCluster = nodes->size() > 1;
    for (const proxmox::Node &node : *nodes) {
        names.append(node.name);
        if (node.name == *name)
            return add(u"node"_s, node.isOnline() ? State::Ok : State::Failed,
                       node.isOnline()
                           ? u"Node %1 is online."_s.arg(*name)
                           : u"Cannot work on node %1. It is offline. Start it, or choose another one."_s.arg(
                                 *name));
    }
    add(u"node"_s, State::Failed,
        u"Cannot find the node \"%1\". The cluster has no node of that name. Correct \"pveNode\"."_s.arg(
            *name),
        {u"Nodes: %1"_s.arg(names.join(u", "_s))});
}

void Inspection::storages()
{
    auto list = m_link.api().storages(m_found.pveNode, {}, apiCancel(m_cancel));
    if (!list)
        return failed(u"rootStorage"_s, plainError(list.error()));
    m_storages = *list;
    const Result<QString> chosen = chooseStorage(m_storages, u"rootdir"_s, {}, m_node.storage);
    if (!chosen) {
        // Several to choose from is no fault: then a request says which.
        const bool isOpen = m_node.storage.isEmpty() && chosen.error().code == ErrorCode::Invalid;
        return add(u"rootStorage"_s, isOpen ? State::Warning : State::Failed, chosen.error().message);
    }
    m_rootStorage = *chosen;
    for (const proxmox::Storage &storage : std::as_const(m_storages)) {
        if (storage.name == *chosen)
            add(u"rootStorage"_s, State::Ok,
                u"Containers go to \"%1\" (%2), %3 GiB free."_s.arg(*chosen, storage.type)
                    .arg(storage.available >> 30));
    }
}

void Inspection::templates()
{
    const Result<QString> storage = chooseStorage(m_storages, u"vztmpl"_s, {}, m_node.templateStorage);
    m_templateStorage = storage.value_or(QString());
    const auto installed = installedTemplates(m_link, m_found.pveNode, m_cancel);
    if (!installed)
        return failed(u"templates"_s, installed.error());
    QStringList titles;
    for (const proxmox::StorageContent &entry : *installed)
        titles.append(entry.volid);
    if (!titles.isEmpty())
        return add(u"templates"_s, State::Ok,
                   titles.size() == 1 ? u"1 OS template is installed."_s
                                      : u"%1 OS templates are installed."_s.arg(titles.size()),
                   titles);
    if (!storage)
        return failed(u"templates"_s, storage.error());
    add(u"templates"_s, State::Warning,
        u"No OS template is installed. The first creation downloads one to \"%1\"."_s.arg(*storage));
}

void Inspection::bridge()
{
    const auto list = m_link.api().bridges(m_found.pveNode, apiCancel(m_cancel));
    if (!list)
        return failed(u"bridge"_s, plainError(list.error()));
    const Result<QString> chosen = chooseBridge(*list, {}, m_node.bridge);
    if (!chosen)
        return failed(u"bridge"_s, chosen.error());
    m_bridge = *chosen;
    for (const proxmox::Bridge &bridge : *list) {
        if (bridge.name == m_bridge)
            return add(u"bridge"_s, bridge.active ? State::Ok : State::Warning,
                       bridge.active ? u"Containers are connected to %1."_s.arg(m_bridge)
                                     : u"The bridge %1 is not active. Containers will not start on it."_s.arg(
                                           m_bridge));
    }
    add(u"bridge"_s, State::Warning, u"Whether there is a bridge %1 could not be seen."_s.arg(m_bridge));
}

void Inspection::permissions()
{
    const auto has = m_link.api().permissions({}, apiCancel(m_cancel));
    if (!has)
        return failed(u"permissions"_s, plainError(has.error()));
    const QList<NeededPrivilege> missing = missingPrivileges(
        neededPrivileges(m_found.pveNode, m_rootStorage, m_templateStorage, m_bridge), *has);
    QStringList details;
    bool isNeeded = false;
    for (const NeededPrivilege &one : missing) {
        details.append(grantText(one, m_node));
        isNeeded = isNeeded || one.isNeeded;
    }
    if (missing.isEmpty())
        return add(u"permissions"_s, State::Ok, u"All that is needed is allowed."_s);
    const bool isNew = has->isEmpty() && m_node.signIn == Node::SignIn::Token;
    if (isNew)
        details.append(
            u"Or take away the token's privilege separation: pveum user token modify %1 %2 --privsep 0"_s.arg(
                m_node.user, m_node.tokenName));
    add(u"permissions"_s, isNeeded ? State::Failed : State::Warning,
        isNew
            ? u"Cannot do anything with this API token. It was given no permission yet. Give it these, on the node."_s
        : isNeeded ? u"Cannot create containers. Permissions are missing. Give these, on the node."_s
                   : u"Some things will not work. Give these permissions if they are wanted."_s,
        details);
}

void Inspection::vmid()
{
    const auto next = m_link.api().nextVmid(apiCancel(m_cancel));
    if (!next)
        return failed(u"vmid"_s, plainError(next.error()));
    add(u"vmid"_s, State::Ok, u"The next container gets the number %1."_s.arg(*next));
}

void Inspection::ssh()
{
    if (!m_node.ssh.isEnabled)
        return skip({u"ssh"_s, u"pct"_s},
                    u"SSH is switched off: containers are made, but nothing can be put or run inside."_s);
    const ssh::Options &options = m_link.ssh();
    const auto key = ssh::probeHostKey(options.host, options.port, apiCancel(m_cancel), kProbeTime);
    if (!key) {
        failed(u"ssh"_s, key.error());
        return skip({u"pct"_s}, u"Not looked at: ssh does not answer."_s);
    }
    m_found.fingerprints.hostKeySha256 = key->sha256;
    m_found.fingerprints.hostKeyType = key->type;
    const auto session = ssh::Session::open(options, apiCancel(m_cancel));
    if (session) {
        add(u"ssh"_s, State::Ok, u"Signed in to %1 as %2."_s.arg(options.host, options.user));
        return pct(**session);
    }
    const ssh::Failure &why = session.error();
    const bool isKey = why.kind == ssh::Kind::HostKeyChanged || why.kind == ssh::Kind::HostKeyUnknown;
    if (isKey) {
        m_found.fingerprints.hostKeySha256 = why.presentedKey;
        m_found.fingerprints.hostKeyType = why.keyType;
        add(u"ssh"_s, State::Failed, why.message,
            {u"Shown now: %1 (%2)"_s.arg(why.presentedKey, why.keyType),
             why.pinnedKey.isEmpty() ? u"Trusted: none yet"_s : u"Trusted: %1"_s.arg(why.pinnedKey)});
    } else {
        failed(u"ssh"_s, why);
    }
    skip({u"pct"_s}, u"Not looked at: ssh is not signed in."_s);
}

void Inspection::pct(ssh::Session &session)
{
    const ssh::Command command = ssh::Command::raw(kNodePrefix + m_link.options().pct + " list");
    const auto said = session.exec(command, {}, apiCancel(m_cancel.limitedTo(std::chrono::seconds(20))));
    if (!said)
        return failed(u"pct"_s, said.error());
    if (said->exit.code == 0)
        return sameNode(session);
    const auto refusal = pctRefusal(said->exit.code, said->err, {});
    const QStringList words = {QString::fromUtf8(said->err.trimmed()).right(500)};
    if (said->exit.code == 127)
        return add(
            u"pct"_s, State::Failed,
            u"Cannot run pct. It is not on the machine that ssh leads to. Let \"ssh.host\" name a Proxmox VE "
            "node."_s,
            words);
    add(u"pct"_s, State::Failed,
        u"Cannot run pct as %1. It ended with exit code %2. Sign in as root, or allow it in sudoers: "
        u"NOPASSWD for "
        "pct."_s.arg(m_link.ssh().user)
            .arg(said->exit.code),
        words);
}

/// pct knows only the containers of the node that it runs on.
void Inspection::sameNode(ssh::Session &session)
{
    const auto said = session.exec({"hostname", "-s"}, {}, apiCancel(m_cancel));
    const QString name = said ? QString::fromUtf8(said->out.trimmed()) : QString();
    if (m_isCluster && said && said->exit.code == 0 && name != m_found.pveNode)
        return add(
            u"pct"_s, State::Failed,
            u"Cannot look into containers of node %1. ssh leads to %2, whose pct knows only its own. Let "
            "\"ssh.host\" name the node %1."_s.arg(m_found.pveNode, name));
    add(u"pct"_s, State::Ok, u"pct works."_s);
}

Preflight Inspection::run()
{
    certificate();
    const QStringList rest = {u"node"_s,   u"rootStorage"_s, u"templates"_s,
                              u"bridge"_s, u"permissions"_s, u"vmid"_s};
    if (!m_found.fingerprints.isCertificateTrusted) {
        skip({u"signIn"_s, u"version"_s},
             u"Not looked at: nothing secret is sent to a server that is not trusted."_s);
        skip(rest, u"Not looked at: nobody is signed in."_s);
    } else if (!signIn()) {
        skip(rest, u"Not looked at: nobody is signed in."_s);
    } else {
        node();
        if (m_found.pveNode.isEmpty()) {
            skip({u"rootStorage"_s, u"templates"_s, u"bridge"_s}, u"Not looked at: the node is not known."_s);
        } else {
            storages();
            templates();
            bridge();
        }
        permissions();
        vmid();
    }
    ssh();
    return m_found;
}

} // namespace

Preflight ProxmoxHost::preflight(const CancelToken &cancel) { return Inspection(d->link, cancel).run(); }

} // namespace slipway::hosts
