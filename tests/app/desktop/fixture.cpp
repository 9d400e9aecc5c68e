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
    m_server.setDefault(
        "/api/templates",
        Script::reply(200, json,
                      R"({"templates":[{"name":"docker","title":"Docker host","description":)"
                      R"("Debian 12 with Docker Engine, Compose and a web IDE.","cores":2,"memoryMb":2048,)"
                      R"("diskGb":16,"scripts":["00-pre-checks.sh"]},{"name":"web","title":"Web server",)"
                      R"("description":"nginx with a self-renewing certificate.","cores":1,"memoryMb":512,)"
                      R"("diskGb":8,"scripts":[]}]})"));
    for (const Run run : {Run::Connecting, Run::Streaming, Run::Complete, Run::Error}) {
        const QByteArray base = "/api/containers/" + idOf(run);
        m_server.setDefault(base, Script::reply(200, json, row(run)));
        m_server.setDefault(base + "/progress", run == Run::Connecting
                                                    ? Script::silence()
                                                    : Script::eventStream(progressStream(run)));
        m_server.setDefault(base + "/services", Script::reply(200, json, services()));
    }
    setContainers({Run::Connecting, Run::Streaming, Run::Complete, Run::Error});
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
           R"(","template":"docker","host":")" + (m_simulated ? "simulated" : "lxc") + R"(","simulated":)" +
           (m_simulated ? "true" : "false") + R"(,"lifecycle":")" + lifecycles.at(at) + R"(","address":)" +
           address + R"(,"hostRef":"slipway-)" + hostnameOf(run) + R"(","createdAt":")" +
           isoTimestamp(kStart - qint64(at) * 3'600'000) + R"(","finishedAt":null,"errorMessage":)" +
           problem + R"(,"percent":)" + QByteArray::number(percents.at(at)) +
           R"(,"step":null,"spec":{"hostname":")" + hostnameOf(run) +
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

} // namespace slipway::desktoptest
