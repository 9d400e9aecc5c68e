#include "app/hosts/proxmox/link.h"

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

QUrl endpointOf(const Node &node)
{
    QUrl url;
    url.setScheme(u"https"_s);
    url.setHost(node.host);
    url.setPort(node.port);
    return url;
}

} // namespace

proxmox::Cancel apiCancel(const CancelToken &cancel)
{
    return [cancel] { return cancel.isCancelled(); };
}

Error plainError(const proxmox::ApiError &error) { return error; } // NOLINT: the slice is the point

Result<ContainerRef> parsedRef(const QString &ref)
{
    if (const std::optional<ContainerRef> parsed = ContainerRef::parse(ref))
        return *parsed;
    return fail(ErrorCode::Invalid,
                u"Cannot find \"%1\" on Proxmox VE. That is not a name of ours for a container."_s.arg(ref));
}

ssh::Options sshOptions(const Node &node)
{
    ssh::Options options;
    options.host = node.ssh.host.isEmpty() ? node.host : node.ssh.host;
    options.port = node.ssh.port;
    options.user = node.ssh.user;
    options.hostKeySha256 = node.ssh.hostKeySha256;
    switch (node.ssh.signIn) {
    case Node::SshSignIn::Password:
        options.auth = ssh::Password{node.ssh.password};
        break;
    case Node::SshSignIn::Agent:
        options.auth = ssh::Agent{};
        break;
    case Node::SshSignIn::Key:
        options.auth = ssh::Key{node.ssh.privateKey, node.ssh.passphrase};
        break;
    }
    return options;
}

proxmox::ClientOptions clientOptions(const Node &node)
{
    proxmox::ClientOptions options;
    options.endpoint = endpointOf(node);
    if (node.signIn == Node::SignIn::Token)
        options.auth = proxmox::ApiToken{node.user + u'!' + node.tokenName, node.secret};
    else
        options.auth = proxmox::Login{node.user, node.secret};
    options.pinned = proxmox::Fingerprint::parse(node.certificateSha256).value_or(proxmox::Fingerprint());
    return options;
}

Link::Link(Node node, ProxmoxHost::Options options)
    : m_node(std::move(node)), m_options(std::move(options)), m_api(clientOptions(m_node)),
      m_gate(NodeGate::of(endpointOf(m_node).toString())), m_ssh(sshOptions(m_node)),
      m_pveNode(m_node.pveNode)
{}

Result<QString> Link::pveNode(const CancelToken &cancel)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_pveNode.isEmpty())
            return m_pveNode;
    }
    const auto nodes = m_api.nodes(apiCancel(cancel));
    if (!nodes)
        return tl::unexpected(plainError(nodes.error()));
    QString found;
    QStringList names;
    for (const proxmox::Node &node : *nodes)
        names.append(node.name);
    if (names.size() == 1) {
        found = names.first();
    } else { // of a cluster: the one that answers here says "local"
        proxmox::Request request;
        request.path = u"/cluster/status"_s;
        request.purpose = u"look up the nodes of the cluster"_s;
        const auto status = m_api.call(request, apiCancel(cancel));
        if (status) {
            for (const QJsonValue &entry : status->toArray()) {
                const QJsonObject object = entry.toObject();
                if (object.value("type"_L1).toString() == "node"_L1 &&
                    object.value("local"_L1).toVariant().toInt() == 1)
                    found = object.value("name"_L1).toString();
            }
        }
    }
    if (found.isEmpty())
        return fail(
            ErrorCode::Invalid,
            u"Cannot tell which node of the cluster to work on. There are: %1. Set \"pveNode\" of the node "
            "\"%2\" to one of them."_s.arg(names.isEmpty() ? u"none that may be seen"_s : names.join(u", "_s),
                                           m_node.name));
    const std::lock_guard lock(m_mutex);
    m_pveNode = found;
    return found;
}

Result<std::unique_ptr<PctShell>> Link::inside(int vmid)
{
    if (!m_node.ssh.isEnabled)
        return fail(
            ErrorCode::Invalid,
            u"Cannot look into container %1. SSH is switched off for the node \"%2\". Switch it on."_s.arg(
                QString::number(vmid), m_node.name));
    return std::make_unique<PctShell>(m_pools, m_ssh, m_options.pct, vmid);
}

Result<proxmox::ContainerConfig> Link::ours(const ContainerRef &ref, const CancelToken &cancel)
{
    const Result<QString> node = pveNode(cancel);
    if (!node)
        return tl::unexpected(node.error());
    const auto config = m_api.containerConfig(*node, ref.vmid, apiCancel(cancel));
    if (!config && config.error().cause == proxmox::Cause::NoSuchContainer)
        return fail(
            ErrorCode::NotFound,
            u"Cannot find container %1. It is gone from the node %2."_s.arg(QString::number(ref.vmid), *node),
            config.error().detail);
    if (!config)
        return tl::unexpected(plainError(config.error()));
    if (!isMarked(config->description(), ref))
        return fail(ErrorCode::NotFound, u"Cannot find our container %1. The one of that number on the node "
                                         u"%2 is another one, or somebody "
                                         "took the line \"Managed by Slipway\" out of its notes."_s.arg(
                                             QString::number(ref.vmid), *node));
    return *config;
}

proxmox::Answer<proxmox::TaskEnd> Link::follow(const proxmox::Upid &upid, const QString &purpose,
                                               HostCall &call, std::chrono::milliseconds timeout)
{
    proxmox::TaskWatch watch;
    watch.purpose = purpose;
    watch.logLine = [&call](const QString &line) { call.log(line.toUtf8()); };
    watch.timeout = timeout;
    watch.interval = std::min(std::chrono::milliseconds(1000), m_options.poll);
    return m_api.waitForTask(upid, watch, apiCancel(call.cancel));
}

} // namespace slipway::hosts
