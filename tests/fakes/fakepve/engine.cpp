#include "tests/fakes/fakepve/engine.h"
#include <QHostAddress>
#include <QProcess>
#include <QUuid>

using namespace Qt::Literals::StringLiterals;

namespace slipway::fakes::pve {

Engine::Engine(const FakePveOptions &options)
    : addressDelay(options.addressDelay), m_options(options), m_server(*this),
      m_csrfSecret(QUuid::createUuid().toByteArray())
{
    Node node;
    node.name = options.node;
    node.bridges.insert(u"vmbr0"_s, true);
    node.storages.insert(u"local"_s, {.name = u"local"_s, .content = {u"vztmpl"_s, u"iso"_s, u"backup"_s}});
    node.storages.insert(u"local-lvm"_s, {.name = u"local-lvm"_s,
                                          .type = u"lvmthin"_s,
                                          .content = {u"rootdir"_s, u"images"_s},
                                          .total = 400LL << 30,
                                          .used = 40LL << 30});
    const QString file = u"debian-12-standard_12.7-1_amd64.tar.zst"_s;
    const QString volume = "local:vztmpl/"_L1 + file;
    node.volumes.insert(volume, {volume, 126515062, 1725000000, 0});
    nodes.insert(node.name, node);
    users.insert(u"root@pam"_s, {u"fakepve-root"_s, {}});
    appliances.append({file, u"debian-12"_s, u"Debian 12 Bookworm (standard)"_s});
    appliances.append({u"ubuntu-24.04-standard_24.04-2_amd64.tar.zst"_s, u"ubuntu-24.04"_s,
                       u"Ubuntu 24.04 Noble (standard)"_s});
    appliances.append({u"alpine-3.20-default_20240908_amd64.tar.xz"_s, u"alpine-3.20"_s,
                       u"LXC default image for alpine 3.20"_s});
}

Engine::~Engine()
{
    retire();
    waitForHooks();
}

bool Engine::setReachable(bool reachable)
{
    if (reachable)
        return m_server.isListening() || m_server.listen(QHostAddress::LocalHost, m_port);
    m_server.close();
    const QList<Connection *> open = findChildren<Connection *>(QString(), Qt::FindDirectChildrenOnly);
    for (Connection *connection : open)
        connection->reset();
    return true;
}

void Engine::retire()
{
    m_server.close();
    hooks = {};
}

void Engine::waitForHooks()
{
    std::vector<std::thread> threads;
    {
        const std::scoped_lock lock(m_hookMutex);
        threads.swap(m_hookThreads);
    }
    for (std::thread &thread : threads)
        thread.join();
}

QString Engine::start()
{
    if (m_options.tls) {
        const QString error = makeCertificate();
        if (!error.isEmpty())
            return error;
    }
    if (!m_server.listen(QHostAddress::LocalHost, m_options.port))
        return m_server.errorString();
    m_port = m_server.serverPort();
    return {};
}

// Key and certificate in PEM, nowhere on disk. In a thread of its own: where a process was started,
// ThreadSanitizer sees no hand-over any more.
static QByteArray runOpenssl(const QString &node)
{
    QByteArray pem;
    std::thread runner([&] {
        QProcess openssl;
        openssl.setProcessChannelMode(QProcess::SeparateChannels);
        openssl.start(u"openssl"_s,
                      {u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s,
                       u"ec_paramgen_curve:prime256v1"_s, u"-nodes"_s, u"-days"_s, u"730"_s, u"-subj"_s,
                       u"/OU=PVE Cluster Node/O=Proxmox Virtual Environment/CN=%1.example.org"_s.arg(node),
                       u"-addext"_s, u"subjectAltName=DNS:%1,DNS:localhost,IP:127.0.0.1"_s.arg(node),
                       u"-keyout"_s, u"-"_s, u"-out"_s, u"-"_s});
        if (openssl.waitForFinished(60000) && openssl.exitCode() == 0)
            pem = openssl.readAllStandardOutput();
    });
    runner.join();
    return pem;
}

QString Engine::makeCertificate()
{
    const QByteArray pem = runOpenssl(m_options.node);
    if (pem.isEmpty())
        return u"Cannot make a certificate. The program openssl is needed."_s;
    m_key = QSslKey(pem.mid(pem.indexOf("-----BEGIN PRIVATE KEY")), QSsl::Ec);
    m_certificate = QSslCertificate(pem.mid(pem.indexOf("-----BEGIN CERTIFICATE")));
    if (m_key.isNull() || m_certificate.isNull())
        return u"Cannot read the certificate that openssl made."_s;
    return {};
}

void Engine::Server::incomingConnection(qintptr descriptor)
{
    new Connection(m_engine, descriptor, ++m_engine.connectionCount); // deletes itself
}

int Engine::openConnections() const
{
    return int(findChildren<Connection *>(QString(), Qt::FindDirectChildrenOnly).size());
}

QDateTime Engine::now() const { return QDateTime::currentDateTimeUtc().addSecs(clockOffset.count()); }

int Engine::record(const Head &head, int connection)
{
    PveRequest request;
    request.number = ++lastRequest;
    request.connection = connection;
    request.method = head.method;
    request.path = head.path();
    if (request.path.startsWith("/api2/json"_L1))
        request.path = request.path.mid(10);
    request.parameters = decodeForm(head.query());
    request.head = head.lines;
    request.raw = head.target;
    requests.append(request);
    return request.number;
}

static PveRequest *findRequest(QList<PveRequest> &requests, int number)
{
    for (qsizetype i = requests.size(); i-- > 0;) {
        if (requests.at(i).number == number)
            return &requests[i];
    }
    return nullptr; // forgotten meanwhile
}

void Engine::recordBody(int record, const Parameters &parameters, const QByteArray &body, const QString &user)
{
    PveRequest *request = findRequest(requests, record);
    if (!request)
        return;
    request->parameters = parameters;
    request->user = user;
    if (!body.isEmpty())
        request->raw += '\n' + body;
}

void Engine::recordAnswer(int record, const Reply &reply)
{
    PveRequest *request = findRequest(requests, record);
    if (!request)
        return;
    request->status = reply.silent ? 0 : reply.status;
    request->reason = reply.reason;
    if (requestCallback)
        requestCallback(*request);
}

void Engine::violation(int record, const QString &text)
{
    const PveRequest *request = findRequest(requests, record);
    if (request)
        violations.append(QString::fromLatin1(request->method) + u' ' + request->path + ": "_L1 + text);
}

Reply Engine::handle(int record, const QByteArray &method, const QString &fullPath,
                     const Parameters &parameters, const QString &user)
{
    const QString path = fullPath.mid(10); // "/api2/json" was looked at before
    Call call{{}, user};
    const CallRule *rule = findCall(method, path, &call.p);
    if (!rule) {
        const QString text = u"Method '%1 %2' not implemented"_s.arg(QString::fromLatin1(method), path);
        violation(record, text);
        return Reply::fail(501, text);
    }
    for (auto value = parameters.begin(); value != parameters.end(); ++value) {
        const auto inPath = call.p.constFind(value.key());
        if (inPath != call.p.constEnd() && *inPath != *value) {
            violation(record, value.key() + " differs from the path"_L1);
            return Reply::badParameter(
                value.key(), u"duplicate parameter (already defined in URI) with conflicting values!"_s);
        }
        call.p.insert(value.key(), value.value());
    }
    const Errors errors = checkCall(*rule, call.p, m_options.version);
    for (auto error = errors.begin(); error != errors.end(); ++error)
        violation(record, error.key() + ": "_L1 + error.value().trimmed());

    PveFault after;
    if (const std::optional<Reply> reply = struck(method, path, call, &after))
        return *reply;
    const Route route = routes().value(rule->key());
    Reply reply;
    // Rights come before the parameters, as there.
    if (const std::optional<Reply> refused = checkedRoute(route, call)) {
        reply = *refused;
    } else if (!errors.isEmpty()) {
        reply = Reply::fail(400, u"Parameter verification failed."_s);
        reply.errors = errors;
    } else {
        reply = (this->*route.handler)(call);
    }
    if (reply.status == 401)
        reply.delay = std::max(reply.delay, m_options.heldBack401);
    reply.delay += after.time;
    if (after.kind == PveFault::Kind::Cut)
        reply.cutAfter = after.bytes;
    reply.silent = after.kind == PveFault::Kind::Silence;
    if (after.kind == PveFault::Kind::Answer && after.status != 200) {
        reply = Reply::fail(after.status, after.text);
        reply.bare = after.status >= 595;
    }
    return reply;
}

std::optional<Reply> Engine::checkedRoute(const Route &route, const Call &call) const
{
    if (!route.path.isEmpty()) {
        QString path = route.path;
        for (auto value = call.p.begin(); value != call.p.end(); ++value)
            path.replace(u'{' + value.key() + u'}', value.value());
        if (const std::optional<Reply> refused = denied(call.user, path, route.privileges, route.any))
            return refused;
    }
    if (call.p.contains(u"node"_s) && call.text("node") != "localhost"_L1) {
        const auto node = nodes.constFind(call.node());
        if (node == nodes.constEnd() && call.node().startsWith(m_options.node + u'.')) {
            // A DNS name resolves, and then its certificate is not that of a node.
            Reply reply = Reply::fail(596, u"tls_process_server_certificate: certificate verify failed"_s);
            reply.bare = true;
            return reply;
        }
        if (node == nodes.constEnd()) {
            return Reply::die(
                u"hostname lookup '%1' failed - failed to get address info for: %1: Name or service "
                "not known"_s.arg(call.node()));
        }
        if (!node->online) {
            Reply reply = Reply::fail(595, u"No route to host"_s);
            reply.bare = true;
            return reply;
        }
    }
    return {};
}

std::optional<PveFault> Engine::strike(const std::function<bool(const PveFault &)> &fits)
{
    for (PveFault &fault : faults) {
        if (fault.count == 0 || !fits(fault))
            continue;
        if (fault.skip > 0) {
            --fault.skip;
            continue;
        }
        if (fault.count > 0)
            --fault.count;
        return fault;
    }
    return {};
}

// A fault that answers at once gives its answer; one that lets the call happen comes back in `after`.
std::optional<Reply> Engine::struck(const QByteArray &method, const QString &path, const Call &call,
                                    PveFault *after)
{
    using Kind = PveFault::Kind;
    after->status = 200;
    const std::optional<PveFault> fault = strike([&](const PveFault &candidate) {
        if (candidate.kind >= Kind::TaskFails)
            return false;
        if (!candidate.method.isEmpty() && candidate.method.toLatin1() != method)
            return false;
        return candidate.pathPattern.isEmpty() ||
               QRegularExpression(QRegularExpression::anchoredPattern(candidate.pathPattern))
                   .match(path)
                   .hasMatch();
    });
    if (!fault)
        return {};
    QString text = fault->text;
    text.replace("{node}"_L1, call.node()).replace("{vmid}"_L1, call.text("vmid"));
    if (fault->kind == Kind::VmidTaken) {
        containers.insert(
            call.vmid(), {.vmid = call.vmid(), .node = call.node(), .config = {{u"hostname"_s, u"other"_s}}});
        if (!fault->takesEffect) // the early text: the create finds it by itself
            return {};
        return Reply::die(u"unable to create CT %1 - CT %1 already exists on node '%2'"_s.arg(
            call.text("vmid"), call.node()));
    }
    if (fault->takesEffect || fault->kind == Kind::Delay) {
        *after = *fault;
        after->text = text;
        if (fault->kind != Kind::Answer)
            after->status = 200;
        return {};
    }
    Reply reply = Reply::fail(fault->status, text);
    reply.bare = fault->status >= 595 || fault->status == 401;
    reply.silent = fault->kind == Kind::Silence;
    if (fault->kind == Kind::Cut)
        reply.cutAfter = fault->bytes;
    if (fault->status == 401)
        reply.delay = m_options.heldBack401;
    return reply;
}

const QMap<QString, Engine::Route> &Engine::routes()
{
    static const QString guest = u"/nodes/{node}/lxc/{vmid}"_s, vm = u"/vms/{vmid}"_s,
                         node = u"/nodes/{node}"_s;
    static const QString store = node + u"/storage/{storage}"_s, task = node + u"/tasks/{upid}"_s;
    static const QStringList audit{u"VM.Audit"_s}, power{u"VM.PowerMgmt"_s};
    static const QStringList storageAny{u"Datastore.Audit"_s, u"Datastore.AllocateSpace"_s};
    static const QStringList configAny{u"VM.Config.Disk"_s, u"VM.Config.CPU"_s, u"VM.Config.Memory"_s,
                                       u"VM.Config.Network"_s, u"VM.Config.Options"_s};
    static const QStringList allocateTemplate{u"Datastore.AllocateTemplate"_s};
    static const QString storagePath = u"/storage/{storage}"_s;
    static const QMap<QString, Route> all{
        {u"POST /access/ticket"_s, {&Engine::ticket, {}, {}}},
        {u"GET /access/permissions"_s, {&Engine::permissions, {}, {}}},
        {u"GET /version"_s, {&Engine::version, {}, {}}},
        {u"GET /nodes"_s, {&Engine::listNodes, {}, {}}},
        {u"GET "_s + node + u"/status"_s, {&Engine::nodeStatus, node, {u"Sys.Audit"_s}}},
        {u"GET "_s + node + u"/version"_s, {&Engine::version, {}, {}}},
        {u"GET /cluster/nextid"_s, {&Engine::nextId, {}, {}}},
        {u"GET /cluster/resources"_s, {&Engine::resources, {}, {}}},
        {u"GET /cluster/status"_s, {&Engine::clusterStatus, u"/"_s, {u"Sys.Audit"_s}}},
        {u"GET /cluster/tasks"_s, {&Engine::clusterTasks, {}, {}}},
        {u"GET /pools"_s, {&Engine::listPools, {}, {}}},
        {u"GET "_s + node + u"/storage"_s, {&Engine::listStorages, {}, {}}},
        {u"GET "_s + store + u"/status"_s, {&Engine::storageStatus, storagePath, storageAny, true}},
        {u"GET "_s + store + u"/content"_s, {&Engine::storageContent, storagePath, storageAny, true}},
        {u"POST "_s + store + u"/download-url"_s, {&Engine::downloadUrl, storagePath, allocateTemplate}},
        {u"GET "_s + node + u"/query-url-metadata"_s, {&Engine::urlMetadata, {}, {}}},
        {u"GET "_s + node + u"/network"_s, {&Engine::network, {}, {}}},
        {u"GET "_s + node + u"/aplinfo"_s, {&Engine::listAppliances, {}, {}}},
        {u"POST "_s + node + u"/aplinfo"_s, {&Engine::downloadAppliance, storagePath, allocateTemplate}},
        {u"GET "_s + node + u"/lxc"_s, {&Engine::listContainers, {}, {}}},
        {u"POST "_s + node + u"/lxc"_s, {&Engine::createContainer, {}, {}}},
        {u"GET "_s + guest, {&Engine::containerIndex, {}, {}}},
        {u"DELETE "_s + guest, {&Engine::destroyContainer, vm, {u"VM.Allocate"_s}}},
        {u"GET "_s + guest + u"/config"_s, {&Engine::containerConfig, vm, audit}},
        {u"PUT "_s + guest + u"/config"_s, {&Engine::changeConfig, vm, configAny, true}},
        {u"GET "_s + guest + u"/interfaces"_s, {&Engine::interfaces, vm, audit}},
        {u"GET "_s + guest + u"/status"_s, {&Engine::statusIndex, {}, {}}},
        {u"GET "_s + guest + u"/status/current"_s, {&Engine::statusCurrent, vm, audit}},
        {u"POST "_s + guest + u"/status/start"_s, {&Engine::startContainer, vm, power}},
        {u"POST "_s + guest + u"/status/stop"_s, {&Engine::stopContainer, vm, power}},
        {u"POST "_s + guest + u"/status/shutdown"_s, {&Engine::shutdownContainer, vm, power}},
        {u"POST "_s + guest + u"/status/reboot"_s, {&Engine::rebootContainer, vm, power}},
        {u"GET "_s + guest + u"/snapshot"_s, {&Engine::listSnapshots, vm, audit}},
        {u"POST "_s + guest + u"/snapshot"_s, {&Engine::makeSnapshot, vm, {u"VM.Snapshot"_s}}},
        {u"POST "_s + guest + u"/clone"_s, {&Engine::cloneContainer, vm, {u"VM.Clone"_s}}},
        {u"PUT "_s + guest + u"/resize"_s, {&Engine::resizeContainer, vm, {u"VM.Config.Disk"_s}, true}},
        {u"GET "_s + node + u"/tasks"_s, {&Engine::listTasks, {}, {}}},
        {u"GET "_s + task, {&Engine::taskIndex, {}, {}}},
        {u"DELETE "_s + task, {&Engine::stopTask, {}, {}}},
        {u"GET "_s + task + u"/status"_s, {&Engine::taskStatus, {}, {}}},
        {u"GET "_s + task + u"/log"_s, {&Engine::taskLog, {}, {}}},
    };
    return all;
}

} // namespace slipway::fakes::pve
