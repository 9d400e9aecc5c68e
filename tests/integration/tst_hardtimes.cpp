#include "tests/integration/daemon.h"
#include "tests/support/patience.h"

#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>
#include <cerrno>
#include <cstring>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace slipway;
using namespace slipway::test;

/// slipwayd where little works: no rights, no disk, no Redis, no port. What it says, and that nothing is
/// lost.
class TestHardTimes : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void unreadableDataDir();
    void lxcWithoutRights();
    void autoWithoutRights();
    void autoWhereTheKernelRefuses();
    void everyHostSaysWhy();
    void restartOnAnotherHost();
    void fullDisk();
    void theRootPasswordIsNotKept();

private:
    QString path(const char *name) const { return m_dir->filePath(QString::fromLatin1(name)); }
    QByteArray log() const;
    /// A directory of the user nobody, mode `mode`.
    QString nobodysDirectory(const char *name, mode_t mode) const;

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_mount;
};

namespace {

constexpr uid_t kNobody = 65534;

QString why(const char *program)
{
    if (::geteuid() != 0)
        return QStringLiteral("Only root may become another user.");
    if (QStandardPaths::findExecutable(QString::fromLatin1(program)).isEmpty())
        return QStringLiteral("%1 is not installed.").arg(QString::fromLatin1(program));
    return {};
}

QStringList asNobody(const QStringList &arguments)
{
    return QStringList{QStringLiteral("--reuid=65534"), QStringLiteral("--regid=65534"),
                       QStringLiteral("--clear-groups"), Daemon::program()} +
           arguments;
}

bool mayNobodyRun()
{
    QProcess tried;
    tried.start(QStringLiteral("setpriv"), asNobody({QStringLiteral("--version")}));
    return tried.waitForFinished(20'000) && tried.exitCode() == 0;
}

} // namespace

void TestHardTimes::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    m_dir = std::make_unique<QTemporaryDir>();
    QCOMPARE(::chmod(QFile::encodeName(m_dir->path()).constData(), 0755), 0);
}

void TestHardTimes::cleanup()
{
    if (!m_mount.isEmpty())
        ::umount2(QFile::encodeName(m_mount).constData(), MNT_DETACH);
    m_mount.clear();
}

QByteArray TestHardTimes::log() const
{
    QFile file(path("log"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString TestHardTimes::nobodysDirectory(const char *name, mode_t mode) const
{
    const QString directory = path(name);
    const QByteArray native = QFile::encodeName(directory);
    const bool made = QDir().mkpath(directory) && ::chown(native.constData(), kNobody, kNobody) == 0 &&
                      ::chmod(native.constData(), mode) == 0;
    return made ? directory : QString();
}

void TestHardTimes::unreadableDataDir()
{
    if (const QString skip = why("setpriv"); !skip.isEmpty())
        QSKIP(qPrintable(skip));
    if (!mayNobodyRun())
        QSKIP("The program lies where the user nobody cannot reach it.");
    for (const auto &[name, mode] : {std::pair("closed", mode_t(0)), {"readonly", mode_t(0555)}}) {
        const QString directory = nobodysDirectory(name, mode);
        QProcess process;
        process.start(
            QStringLiteral("setpriv"),
            asNobody({QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0"), QStringLiteral("--data-dir"),
                      directory, QStringLiteral("--host"), QStringLiteral("simulated")}));
        QVERIFY(process.waitForFinished(20'000));
        QCOMPARE(process.exitCode(), 1);
        const QByteArray error = process.readAllStandardError();
        QVERIFY2(error.startsWith("slipwayd: Cannot ") && error.contains(directory.toUtf8()),
                 error.constData());
        QCOMPARE(error.count('\n'), 1);
        QVERIFY(process.readAllStandardOutput().isEmpty());
    }
}

/// Serves what is stored, but says at once, and to everybody who asks, that nothing can be created.
void TestHardTimes::lxcWithoutRights()
{
    if (const QString skip = why("setpriv"); !skip.isEmpty())
        QSKIP(qPrintable(skip));
    if (!mayNobodyRun())
        QSKIP("The program lies where the user nobody cannot reach it.");
    const QString data = nobodysDirectory("data", 0700);
    Daemon daemon(data, {QStringLiteral("--host"), QStringLiteral("lxc")}, 0, path("log"), asNobody({}));
    QVERIFY2(daemon.isServing(), log().constData());
    const QByteArray says = "Cannot create LXC containers. This needs root. Start slipwayd as root";
    QTRY_COMPARE(log().count(says), 1);
    QCOMPARE(log().count('\n'), 1);
    const QJsonObject health = daemon.health();
    QCOMPARE(health.value(QStringLiteral("status")).toString(), QStringLiteral("degraded"));
    QVERIFY(QJsonDocument(health).toJson().contains(says));
    const Reply reply = daemon.ask("POST", "/api/containers", R"({"hostname":"web"})");
    QCOMPARE(reply.status, 503);
    QVERIFY2(reply.body.contains(says), reply.body.constData());
    QCOMPARE(daemon.ask("GET", "/api/containers").status, 200);
}

void TestHardTimes::autoWithoutRights()
{
    if (const QString skip = why("setpriv"); !skip.isEmpty())
        QSKIP(qPrintable(skip));
    if (!mayNobodyRun())
        QSKIP("The program lies where the user nobody cannot reach it.");
    const QString data = nobodysDirectory("data", 0700);
    Daemon daemon(data, {QStringLiteral("--host"), QStringLiteral("auto")}, 0, path("log"), asNobody({}));
    QVERIFY2(daemon.isServing(), log().constData());
    QTRY_VERIFY2(log().contains("Containers are simulated: nothing real is created. Chosen because LXC does "
                                "not work on this machine.") &&
                     log().contains("This needs root"),
                 log().constData());
    const QJsonObject host = daemon.health().value(QStringLiteral("host")).toObject();
    QCOMPARE(host.value(QStringLiteral("name")).toString(), QStringLiteral("simulated"));
    QVERIFY(host.value(QStringLiteral("reason")).toString().contains(QStringLiteral("This needs root")));
}

/// Root with all programs, but in a container that may not nest: what lxc-start would only find out in a run.
void TestHardTimes::autoWhereTheKernelRefuses()
{
    if (const QString skip = why("setpriv"); !skip.isEmpty())
        QSKIP(qPrintable(skip));
    const QStringList weak = {QStringLiteral("--bounding-set=-sys_admin,-net_admin"),
                              QStringLiteral("--inh-caps=-sys_admin,-net_admin"), Daemon::program()};
    Daemon daemon(
        path("data"),
        {QStringLiteral("--host"), QStringLiteral("auto"), QStringLiteral("--lxc-path"), path("lxc")}, 0,
        path("log"), weak);
    QVERIFY2(daemon.isServing(), log().constData());
    const QJsonObject host = daemon.health().value(QStringLiteral("host")).toObject();
    QCOMPARE(host.value(QStringLiteral("name")).toString(), QStringLiteral("simulated"));
    const QString reason = host.value(QStringLiteral("reason")).toString();
    if (reason.contains(QStringLiteral("is missing")) || reason.contains(QStringLiteral("control groups")))
        QSKIP(qPrintable(reason));
    QVERIFY2(reason.contains(QStringLiteral("namespaces")), qPrintable(reason));
    QTRY_VERIFY2(log().contains(reason.toUtf8()), log().constData());
}

void TestHardTimes::everyHostSaysWhy()
{
    for (const QString &name : {QStringLiteral("simulated"), QStringLiteral("lxc"), QStringLiteral("auto")}) {
        QFile::remove(path("log"));
        Daemon daemon(path("data"),
                      {QStringLiteral("--host"), name, QStringLiteral("--lxc-path"), path("lxc")}, 0,
                      path("log"));
        QVERIFY(daemon.isServing());
        const QJsonObject host = daemon.health().value(QStringLiteral("host")).toObject();
        const QString reason = host.value(QStringLiteral("reason")).toString();
        QVERIFY2(reason.startsWith(QStringLiteral("Chosen ")), qPrintable(reason));
        if (name != QStringLiteral("auto"))
            QCOMPARE(host.value(QStringLiteral("name")).toString(), name);
        QTRY_VERIFY2(log().contains(reason.toUtf8()), log().constData());
    }
}

/// The run of a simulation, the process killed, started again for LXC: no page waits for ever.
void TestHardTimes::restartOnAnotherHost()
{
    QByteArray id;
    {
        Daemon daemon(path("data"), {}, 0, path("log"));
        id = daemon.create("dream", {{QStringLiteral("linesPerSecond"), 5}, {QStringLiteral("lines"), 500}});
        Stream stream = daemon.watch(id);
        QVERIFY(stream.client->readUntil([&] { return stream.client->named("progress").size() > 12; }));
        daemon.process().kill();
        QVERIFY(daemon.process().waitForFinished(20'000));
    }
    Daemon daemon(
        path("data"),
        {QStringLiteral("--host"), QStringLiteral("lxc"), QStringLiteral("--lxc-path"), path("lxc")}, 0,
        path("log"));
    Stream stream = daemon.watch(id);
    QVERIFY(stream.client->readToEnd());
    const QByteArray last = stream.client->named("progress").last().data;
    QVERIFY2(last.contains("slipwayd was restarted while step") && last.contains("it was a simulation") &&
                 last.contains(R"("code":"interrupted")"),
             last.constData());
    const QJsonObject shown = daemon.ask("GET", "/api/containers/" + id).json();
    QCOMPARE(shown.value(QStringLiteral("lifecycle")).toString(), QStringLiteral("error"));
    QCOMPARE(daemon.ask("DELETE", "/api/containers/" + id).status, 204);
}

/// A run goes on while the disk is full, its readers are told, and when there is room again all of it is
/// there.
void TestHardTimes::fullDisk()
{
    if (::geteuid() != 0)
        QSKIP("Only root may mount the tmpfs that this test fills.");
    QVERIFY(QDir().mkpath(path("disk")));
    if (::mount("slipway-test", QFile::encodeName(path("disk")).constData(), "tmpfs", MS_NOSUID | MS_NODEV,
                "size=6m,mode=0755") != 0)
        QSKIP(std::strerror(errno));
    m_mount = path("disk");
    Daemon daemon(path("disk/data"), {}, 0, path("log"));
    QVERIFY(daemon.isServing());
    const QByteArray id =
        daemon.create("full", {{QStringLiteral("lines"), 12'000}, {QStringLiteral("linesPerSecond"), 3000}});
    Stream stream = daemon.watch(id);
    QVERIFY(stream.client->readUntil([&] { return stream.client->progressCount() > 50; }));
    QFile filler(path("disk/filler"));
    QVERIFY(filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
    const QByteArray block(4096, 'f');
    const auto isFull = [&] {
        while (filler.write(block) == block.size()) {
        }
        return !daemon.health()
                    .value(QStringLiteral("store"))
                    .toObject()
                    .value(QStringLiteral("problem"))
                    .isNull();
    };
    QTRY_VERIFY_WITH_TIMEOUT(isFull(), 60'000);
    const Reply health = daemon.ask("GET", "/api/health", {}, {});
    QVERIFY2(health.body.contains("degraded") && health.body.contains("is full"), health.body.constData());
    const Reply refused = daemon.ask("POST", "/api/containers", R"({"hostname":"another"})");
    QVERIFY2(refused.status == 503 && refused.body.contains("is full"), refused.body.constData());
    QCOMPARE(daemon.ask("GET", "/api/containers").status, 200);

    // Room for what this run writes. Its reader has gone on all the time.
    filler.close();
    QVERIFY(QFile::remove(filler.fileName()));
    QCOMPARE(::mount("slipway-test", QFile::encodeName(m_mount).constData(), "tmpfs", MS_REMOUNT, "size=64m"),
             0);
    QVERIFY(stream.client->readToEnd());
    const auto events = stream.client->named("progress");
    QVERIFY2(events.last().data.contains("\"complete\""), events.last().data.constData());
    for (qsizetype i = 0; i < events.size(); ++i)
        QCOMPARE(events[i].lastEventId, QByteArray::number(i + 1));
    Stream again = daemon.watch(id);
    QVERIFY(again.client->readToEnd());
    const auto stored = again.client->named("progress");
    QCOMPARE(stored.size(), events.size());
    for (qsizetype i = 0; i < events.size(); ++i)
        QCOMPARE(stored[i].data, events[i].data);
    QTRY_COMPARE(daemon.health().value(QStringLiteral("status")).toString(), QStringLiteral("ok"));
}

void TestHardTimes::theRootPasswordIsNotKept()
{
    const QByteArray marker = "M4rk3r-" + QByteArray::number(QCoreApplication::applicationPid()) + "-Geheim";
    QByteArray id;
    QByteArray shown;
    {
        Daemon daemon(path("data"), {QStringLiteral("--verbose")}, 0, path("log"));
        const Reply created =
            daemon.ask("POST", "/api/containers",
                       R"({"hostname":"quiet","rootPassword":")" + marker +
                           R"(","simulation":{"durationSeconds":0,"lines":9,"failAt":"finalizing"}})");
        QCOMPARE(created.status, 201);
        id = created.json().value(QStringLiteral("id")).toString().toLatin1();
        QVERIFY(daemon.watch(id).client->readToEnd());
        shown = created.body + daemon.ask("GET", "/api/containers/" + id).body +
                daemon.ask("GET", "/api/containers").body +
                daemon.ask("GET", "/api/containers/" + id + "/events").body;
        // Refused requests are answered without it, too.
        shown += daemon
                     .ask("POST", "/api/containers",
                          R"({"hostname":"quiet","cores":0,"rootPassword":")" + marker + R"("})")
                     .body;
        shown +=
            daemon.ask("POST", "/api/containers", R"({"hostname":"quiet","rootPassword":")" + marker).body;
        daemon.process().terminate();
        QVERIFY(daemon.process().waitForFinished(20'000));
    }
    QVERIFY(shown.contains("••••••"));
    QVERIFY2(!shown.contains(marker), shown.constData());
    QVERIFY(log().contains("POST"));
    QVERIFY2(!log().contains(marker), log().constData());
    const QDir data(path("data"));
    int files = 0;
    for (const QString &name : data.entryList(QDir::Files | QDir::Hidden)) {
        QFile file(data.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(!file.readAll().contains(marker), qPrintable(name));
        ++files;
    }
    QVERIFY(files >= 2);
}

QTEST_GUILESS_MAIN(TestHardTimes)
#include "tst_hardtimes.moc"
