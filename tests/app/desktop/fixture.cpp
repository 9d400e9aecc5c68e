#include "tests/app/desktop/fixture.h"

#include "app/base/clock.h"
#include "app/domain/progressevent.h"

#include <QFile>

namespace slipway::desktoptest {

namespace {

using fakes::Script;
constexpr qint64 kStart = 1'795'277'046'805; // 2026-11-21T16:04:06.805Z

/// Builds the stream of one run, number and time rising.
class Recorder
{
public:
    void add(ProgressEvent event, qint64 afterMs)
    {
        m_now += afterMs;
        event.seq = m_seq = m_seq.next();
        event.timestamp = QString::fromLatin1(isoTimestamp(m_now));
        m_bytes +=
            "event: progress\nid: " + QByteArray::number(m_seq.value) + "\ndata: " + toJson(event) + "\n\n";
    }
    void step(Step step, int percent, const char *message, qint64 afterMs)
    {
        add(ProgressEvent::makeStep(step, percent, QString::fromUtf8(message)), afterMs);
    }
    void log(const QByteArray &message, const char *script = "", qint64 afterMs = 70)
    {
        add(ProgressEvent::makeLog(QString::fromUtf8(message), QString::fromUtf8(script)), afterMs);
    }
    void script(const char *name, int index, int total, qint64 afterMs, bool starts)
    {
        ProgressEvent event =
            starts ? ProgressEvent::makeLog(QStringLiteral("Running script: %1 (%2/%3)")
                                                .arg(QLatin1StringView(name))
                                                .arg(index + 1)
                                                .arg(total),
                                            QString::fromLatin1(name))
                   : ProgressEvent::makeStep(
                         Step::Syncing, 65 + 25 * (index + 1) / total,
                         QStringLiteral("Script \"%1\" completed").arg(QLatin1StringView(name)));
        event.scriptName = QString::fromLatin1(name);
        event.scriptIndex = index;
        event.scriptTotal = total;
        add(event, afterMs);
    }
    const QByteArray &bytes() const { return m_bytes; }

private:
    QByteArray m_bytes;
    EventSeq m_seq;
    qint64 m_now = kStart;
};

constexpr const char *kPre = "00-pre-checks.sh";
constexpr const char *kUser = "01-setup-user.sh";
constexpr const char *kDocker = "02-docker-install.sh";

void recordBegin(Recorder &r)
{
    r.step(Step::Creating, 5, "Creating LXC container...", 0);
    r.log("Unpacking debian-12-standard (rootfs.tar.zst, 121 MB)", "", 420);
    r.step(Step::Creating, 20, "Container created", 1700);
    r.step(Step::Starting, 25, "Starting container...", 30);
    r.log("Waiting for an address on eth0", "", 900);
    r.log("Address 10.0.0.50/24", "", 2200);
    r.step(Step::Starting, 35, "Container started", 300);
    r.step(Step::Deploying, 40, "Deploying files...", 20);
    r.log("/etc/motd (replace)", "", 120);
    r.log("/etc/docker/daemon.json (backup)", "", 90);
    r.step(Step::Deploying, 60, "Files deployed", 580);
    ProgressEvent syncing =
        ProgressEvent::makeStep(Step::Syncing, 65, QStringLiteral("Running 3 setup scripts..."));
    syncing.scriptTotal = 3;
    syncing.scriptNames = {QLatin1StringView(kPre), QLatin1StringView(kUser), QLatin1StringView(kDocker)};
    r.add(syncing, 40);
    r.script(kPre, 0, 3, 20, true);
    r.log("\x1b[1;34m[INFO]\x1b[0m Debian GNU/Linux 12 (bookworm), amd64", kPre);
    r.log("\x1b[1;34m[INFO]\x1b[0m 2 cores, 2048 MB memory, 8 GB disk", kPre);
    r.log("\x1b[1;32m[ OK ]\x1b[0m network, DNS and clock", kPre, 310);
    r.script(kPre, 0, 3, 20, false);
    r.script(kUser, 1, 3, 20, true);
    r.log("\x1b[1;34m[INFO]\x1b[0m creating user coder (uid 1000)", kUser);
    r.log("\x1b[1;33m[WARN]\x1b[0m /home/coder exists already, keeping its files", kUser, 200);
    r.log("\x1b[1;32m[ OK ]\x1b[0m credentials saved for code-server", kUser, 180);
    r.script(kUser, 1, 3, 20, false);
    r.script(kDocker, 2, 3, 30, true);
    r.log("Get:1 https://download.docker.com/linux/debian bookworm InRelease [43.3 kB]", kDocker);
    r.log("Get:2 https://download.docker.com/linux/debian bookworm/stable amd64 Packages [31.0 kB]", kDocker);
    r.log("Fetched 74.3 kB in 0s (283 kB/s)", kDocker, 400);
    r.log("Reading package lists... Done", kDocker);
    r.log("The following NEW packages will be installed:", kDocker);
    r.log("  containerd.io docker-buildx-plugin docker-ce docker-ce-cli docker-compose-plugin", kDocker);
    for (const char *package :
         {"containerd.io", "docker-buildx-plugin", "docker-ce-cli", "docker-ce", "docker-compose-plugin"})
        r.log(QByteArray("Unpacking ") + package + " (5:27.3.1-1~debian.12~bookworm) ...", kDocker, 260);
}

void recordEnd(Recorder &r)
{
    r.log("\x1b[1;32m[ OK ]\x1b[0m docker 27.3.1 is running", kDocker, 900);
    r.script(kDocker, 2, 3, 20, false);
    r.step(Step::Finalizing, 92, "Discovering services...", 40);
    r.log("Found docker (systemd), code-server (systemd, port 8443)", "", 800);
    r.step(Step::Finalizing, 98, "Services discovered", 500);
    r.add(ProgressEvent::makeComplete(QStringLiteral("Container ready!")), 100);
}

void recordFailure(Recorder &r)
{
    r.log("Setting up docker-ce (5:27.3.1-1~debian.12~bookworm) ...", kDocker);
    r.log("\x1b[1;31mE: \x1b[0mFailed to fetch https://download.docker.com/…/docker-ce-rootless-extras.deb  "
          "503",
          kDocker, 300);
    r.log("\x1b[1;31m[ERROR]\x1b[0m cannot install docker: the mirror did not answer", kDocker);
    r.add(
        ProgressEvent::makeError(QStringLiteral("Script \"02-docker-install.sh\" failed with exit code 100")),
        60);
}

QByteArray services()
{
    return R"({"services":[{"name":"code-server","type":"systemd","port":8443,"status":"running","isSystem":false,)"
           R"("credentials":{"USER":"coder","PASSWORD":")" +
           Fixture::password() +
           R"("}},{"name":"postgres","type":"docker","port":5432,"status":"running","isSystem":false,)"
           R"("credentials":{"USER":"app","PASSWORD":"s4-second-marker","DATABASE":"app"}},)"
           R"({"name":"docker","type":"systemd","port":null,"status":"running","isSystem":true,"credentials":null}],)"
           R"("containerIp":"10.0.0.50"})";
}

const char *hostnameOf(Fixture::Run run)
{
    switch (run) {
    case Fixture::Run::Connecting:
        return "cache-02";
    case Fixture::Run::Streaming:
        return "web-01";
    case Fixture::Run::Complete:
        return "dev-07";
    case Fixture::Run::Error:
        return "ci-runner-03";
    }
    return "";
}

} // namespace

Fixture::Fixture(bool simulated) : m_simulated(simulated)
{
    QFile file(tokenFile());
    if (file.open(QIODevice::WriteOnly))
        file.write(token() + '\n');
    const QByteArray json = QByteArrayLiteral("application/json");
    const QByteArray host = simulated ? R"({"name":"simulated","simulated":true,"problem":null})"
                                      : R"({"name":"lxc","simulated":false,"problem":null})";
    m_server.setDefault("/api/health",
                        Script::reply(200, json, R"({"status":"ok","version":"0.1.0","host":)" + host + "}"));
    setTemplates();
    for (const Run run : {Run::Connecting, Run::Streaming, Run::Complete, Run::Error}) {
        const QByteArray base = "/api/containers/" + idOf(run);
        m_server.setDefault(base, Script::reply(200, json, row(run)));
        m_server.setDefault(base + "/progress", run == Run::Connecting
                                                    ? Script::silence()
                                                    : Script::eventStream(progressStream(run)));
        m_server.setDefault(base + "/services", Script::reply(200, json, services()));
        m_server.setDefault(base + "/rediscover", Script::reply(200, json, services()));
        m_server.setDefault(base + "/live", Script::reply(200, json, live("running")));
    }
    setContainers({Run::Connecting, Run::Streaming, Run::Complete, Run::Error});
    m_server.setDefault("/api/nodes", Script::reply(200, json, R"({"nodes":[]})"));
}

void Fixture::setTemplates()
{
    const QByteArray json = QByteArrayLiteral("application/json");
    const auto head = [](const char *name, const char *title, const char *description, const char *tags,
                         int cores, int memoryMb, int diskGb) {
        return QByteArray(R"({"name":")") + name + R"(","title":")" + title + R"(","description":")" +
               description + R"(","tags":[)" + tags + R"(],"os":"debian-12-standard","cores":)" +
               QByteArray::number(cores) + R"(,"memoryMb":)" + QByteArray::number(memoryMb) +
               R"(,"diskGb":)" + QByteArray::number(diskGb) +
               R"(,"own":false,"shipped":true,"revision":"r1","warnings":[],)";
    };
    const QByteArray docker =
        head("docker", "Docker host", "Debian 12 with Docker Engine, Compose and a web IDE.",
             R"("docker","dev")", 2, 2048, 16);
    const QByteArray rest =
        head("web", "Web server", "nginx with a self-renewing certificate.", R"("web")", 1, 512, 8) +
        R"("buckets":[],"scripts":[],"files":0,"packages":1},)" +
        head("postgres", "PostgreSQL", "A database with nightly dumps and a user of its own.",
             R"("database")", 2, 1024, 16) +
        R"("buckets":[],"scripts":["00-install.sh","10-user.sh"],"files":1,"packages":2},)" +
        head("monitoring", "Monitoring", "Prometheus, node exporter and Grafana behind one address.",
             R"("web","metrics")", 2, 2048, 20) +
        R"("buckets":[],"scripts":["00-install.sh"],"files":2,"packages":3})";
    m_server.setDefault("/api/templates",
                        Script::reply(200, json,
                                      R"({"templates":[)" + docker +
                                          R"("buckets":["base"],"scripts":["00-pre-checks.sh"],"files":1,)"
                                          R"("packages":2},)" +
                                          rest + "]}"));
    m_server.setDefault(
        "/api/templates/docker",
        Script::reply(
            200, json,
            docker +
                R"("buckets":["base"],"source":"","unprivileged":null,"nesting":true,"keyctl":true,"fuse":null,)"
                R"("scripts":[{"name":"00-pre-checks.sh","timeoutSeconds":600,"enabled":true,"content":)"
                R"("#!/bin/bash\nset -euo pipefail\nlog_info \"checking the network\"\ngetent hosts deb.debian.org\n"}],)"
                R"("files":[{"path":"/etc/docker/daemon.json","policy":"backup","content":"{}\n"}],)"
                R"("packageLists":[{"name":"main","installer":"apt","packages":["curl","ca-certificates"]}]})"));
    m_server.setDefault(
        "/api/package-buckets",
        Script::reply(200, json,
                      R"({"buckets":[{"name":"base","apt":["git","htop","vim"],"npm":[],)"
                      R"("pip":["httpie"],"usedBy":["docker"],"revision":"b1"},)"
                      R"({"name":"node-tools","apt":["nodejs"],"npm":["pm2@5","yarn"],"pip":[],)"
                      R"("usedBy":[],"revision":"b2"}]})"));
}

QString Fixture::tokenFile() const { return m_directory.filePath(QStringLiteral("token")); }

QByteArray Fixture::idOf(Run run) { return QByteArray("fixture-") + QByteArray::number(int(run)); }

QByteArray Fixture::row(Run run) const
{
    static constexpr std::array<const char *, 4> lifecycles = {"pending", "creating", "ready", "error"};
    static constexpr std::array<int, 4> percents = {0, 82, 100, 82};
    const auto at = static_cast<size_t>(run);
    const QByteArray address = run == Run::Complete ? R"("10.0.0.50")" : "null";
    const QByteArray problem =
        run == Run::Error ? R"("Script \"02-docker-install.sh\" failed with exit code 100")" : "null";
    return R"({"id":")" + idOf(run) + R"(","hostname":")" + hostnameOf(run) +
           R"(","template":"docker","node":")" + (m_hasNode ? "pve" : "") + R"(","host":")" +
           (m_simulated ? "simulated"
            : m_hasNode ? "proxmox"
                        : "lxc") +
           R"(","simulated":)" + (m_simulated ? "true" : "false") + R"(,"lifecycle":")" + lifecycles.at(at) +
           R"(","address":)" + address + R"(,"hostRef":")" +
           (m_hasNode ? QByteArray("131-3f9a2c07") : QByteArray("slipway-") + hostnameOf(run)) +
           R"(","createdAt":")" + isoTimestamp(kStart - qint64(at) * 3'600'000) +
           R"(","finishedAt":null,"errorMessage":)" + problem + R"(,"percent":)" +
           QByteArray::number(percents.at(at)) + R"(,"step":null,"spec":{"hostname":")" + hostnameOf(run) +
           R"(","template":"docker","cores":2,"memoryMb":2048,"diskGb":16}})";
}

void Fixture::setContainers(const QList<Run> &runs)
{
    QByteArrayList rows;
    for (const Run run : runs)
        rows.append(row(run));
    m_server.setDefault("/api/containers", Script::reply(200, QByteArrayLiteral("application/json"),
                                                         R"({"containers":[)" + rows.join(',') + "]}"));
}

QByteArray Fixture::progressStream(Run run) const
{
    if (run == Run::Connecting)
        return {};
    Recorder recorder;
    recordBegin(recorder);
    if (run == Run::Complete)
        recordEnd(recorder);
    if (run == Run::Error)
        recordFailure(recorder);
    QByteArray bytes = "retry: 1000\n\n" + recorder.bytes();
    if (run == Run::Complete)
        bytes += "event: done\ndata: {\"reason\":\"complete\"}\n\n";
    if (run == Run::Error)
        bytes += "event: done\ndata: {\"reason\":\"error\"}\n\n";
    return bytes;
}

QByteArray Fixture::live(const QByteArray &power, const QByteArray &action, int cpuPercent)
{
    const bool isRunning = power == "running";
    const auto known = [isRunning](const char *number) { return QByteArray(isRunning ? number : "null"); };
    return R"({"power":")" + power + R"(","lock":"","task":"","cpuFraction":)" +
           (isRunning ? QByteArray::number(cpuPercent / 100.0) : QByteArray("null")) +
           R"(,"cores":2,"memoryBytes":)" + known("918552576") +
           R"(,"memoryTotalBytes":2147483648,"diskBytes":)" + known("6012954214") +
           R"(,"diskTotalBytes":17179869184,"netInBytes":)" + known("183500800") + R"(,"netOutBytes":)" +
           known("40265318") + R"(,"uptimeSeconds":)" + known("273900") +
           R"(,"displayName":"131","action":)" + action + "}";
}

QByteArray Fixture::shownCertificate()
{
    return QByteArrayLiteral("3F:8A:11:C4:5B:90:7E:D2:66:0C:AF:18:93:E1:4D:7B:"
                             "20:F5:8C:39:B6:A2:01:DE:74:4A:CB:95:1F:E8:60:2D");
}

QByteArray Fixture::shownHostKey()
{
    return QByteArrayLiteral("SHA256:uQ7nZ0v4kT2mW9xYb3LhE8pRcD5aFgJ1sV6oN+iXtKM");
}

QByteArray Fixture::preflight(Trust trust)
{
    const bool isTrusted = trust == Trust::Trusted;
    const auto check = [](const char *id, const char *title, const char *state, const QByteArray &message,
                          const QByteArray &details = {}) {
        return QByteArray(R"({"id":")") + id + R"(","title":")" + title + R"(","state":")" + state +
               R"(","message":")" + message + R"(","details":[)" + details + "]}";
    };
    QByteArrayList checks;
    checks << check("reach", "Reachable", "ok", "The API answers at 192.168.1.10, port 8006.");
    const QByteArray skipped = "Not looked at: nobody is signed in.";
    if (isTrusted) {
        checks << check("certificate", "Certificate", "ok", "It is the one that was trusted.")
               << check("signIn", "Sign-in", "ok", "Signed in with the API token slipway@pve!desk.")
               << check("version", "Version", "ok", "Proxmox VE 8.4.1.")
               << check("node", "Node", "ok", "Node pve is online.")
               << check("rootStorage", "Storage for containers", "ok",
                        "Containers go to \\\"local-lvm\\\" (lvmthin), 312 GiB free.")
               << check("templates", "OS templates", "ok", "3 OS templates are installed.")
               << check("bridge", "Bridge", "ok", "Containers are connected to vmbr0.")
               << check("permissions", "Permissions", "warning",
                        "Some things will not work. Give these permissions if they are wanted.",
                        R"("pveum acl modify /pool --tokens 'slipway@pve!desk' --roles PVEPoolUser")")
               << check("vmid", "Free VMID", "ok", "The next container gets the number 131.")
               << check("ssh", "SSH", "ok", "Signed in to 192.168.1.10 as root.")
               << check("pct", "pct", "ok", "pct works.");
    } else {
        checks << check("certificate", "Certificate", "failed",
                        "Cannot trust the certificate yet. No authority of this system knows it, which is "
                        "usual for "
                        "Proxmox. Compare it with \\\"pvenode cert info\\\" on the node, then trust it.",
                        "\"Shown now: " + shownCertificate() + "\",\"Trusted: none yet\"")
               << check("signIn", "Sign-in", "skipped",
                        "Not looked at: nothing secret is sent to a server that is not trusted.")
               << check("permissions", "Permissions", "skipped", skipped)
               << check("ssh", "SSH", "failed",
                        "Cannot sign in over SSH yet. Nobody has said that this host key is the node's. "
                        "Compare it, "
                        "then trust it.",
                        "\"Shown now: " + shownHostKey() + " (ssh-ed25519)\",\"Trusted: none yet\"")
               << check("pct", "pct", "skipped", "Not looked at: ssh is not signed in.");
    }
    return R"({"ok":)" + QByteArray(isTrusted ? "true" : "false") + R"(,"checks":[)" + checks.join(',') +
           R"(],"fingerprints":{"certificateSha256":")" + shownCertificate() +
           R"(","certificateSubject":"CN=pve.example.net, O=PVE Cluster Manager CA",)"
           R"("certificateNotAfter":"2028-03-14T09:30:00Z","certificateTrusted":)" +
           QByteArray(isTrusted ? "true" : "false") + R"(,"hostKeySha256":")" + shownHostKey() +
           R"(","hostKeyType":"ssh-ed25519"},"version":")" + (isTrusted ? "8.4.1" : "") + R"(","pveNode":")" +
           (isTrusted ? "pve" : "") + R"("})";
}

void Fixture::setNode(Trust trust)
{
    const QByteArray json = QByteArrayLiteral("application/json");
    const bool isOther = trust == Trust::Changed;
    m_hasNode = true;
    setContainers({Run::Connecting, Run::Streaming, Run::Complete, Run::Error});
    QByteArray certificate = trust == Trust::New ? QByteArray() : shownCertificate();
    QByteArray hostKey = trust == Trust::New ? QByteArray() : shownHostKey();
    if (isOther) {
        certificate.replace("3F:8A", "9C:07");
        hostKey.replace("uQ7n", "Bv1T");
    }
    m_server.setDefault(
        "/api/nodes",
        Script::reply(
            200, json,
            R"({"nodes":[{"name":"pve","host":"192.168.1.10","port":8006,"pveNode":"pve",)"
            R"("signIn":"token","user":"slipway@pve","tokenName":"desk","certificateSha256":")" +
                certificate +
                R"(","storage":"local-lvm","templateStorage":"","bridge":"vmbr0","hasSecret":true,)"
                R"("ssh":{"enabled":true,"host":"","port":22,"user":"root","signIn":"key","hostKeySha256":")" +
                hostKey + R"(","hasPassword":false,"hasPrivateKey":true,"hasPassphrase":false}}]})"));
    const auto answer = Script::reply(200, json, preflight(trust));
    m_server.setDefault("/api/nodes/test", answer);
    m_server.setDefault("/api/nodes/pve/test", answer);
    m_server.setDefault(
        "/api/nodes/pve/storages",
        Script::reply(
            200, json,
            R"({"storages":[{"name":"local","type":"dir","content":["vztmpl","iso","backup"],"active":true,)"
            R"("shared":false,"totalBytes":101000000000,"availableBytes":61000000000},)"
            R"({"name":"local-lvm","type":"lvmthin","content":["rootdir","images"],"active":true,)"
            R"("shared":false,"totalBytes":402000000000,"availableBytes":335000000000},)"
            R"({"name":"tank","type":"zfspool","content":["rootdir","images"],"active":true,)"
            R"("shared":false,"totalBytes":4000000000000,"availableBytes":2100000000000}]})"));
    m_server.setDefault(
        "/api/nodes/pve/bridges",
        Script::reply(
            200, json,
            R"({"bridges":[{"name":"vmbr0","comment":"uplink","cidr":"192.168.1.10/24","vlanAware":true},)"
            R"({"name":"vmbr1","comment":"storage","cidr":"10.10.0.1/24","vlanAware":false}]})"));
    m_server.setDefault(
        "/api/nodes/pve/templates",
        Script::reply(
            200, json,
            R"({"templates":[{"source":"local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst",)"
            R"("title":"debian-12-standard 12.7-1","storage":"local","bytes":126515062,"installed":true},)"
            R"({"source":"ubuntu-24.04-standard","title":"ubuntu-24.04-standard 24.04-2","storage":"",)"
            R"("bytes":141000000,"installed":false}]})"));
    m_server.setDefault("/api/nodes/pve/nextid", Script::reply(200, json, R"({"vmid":131})"));
}

} // namespace slipway::desktoptest
