// One LXC creation through slipwayd, from the request to the end of its stream, beside the same commands by
// hand (byhand.sh). Needs root and LXC; elsewhere the rows say why they are missing.
#include "app/hosts/lxc/lxchost.h"
#include "tests/bench/bench.h"
#include "tests/integration/daemon.h"
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <vector>

using namespace slipway;
using namespace slipway::bench;

namespace {

const QByteArray kScript = "#!/bin/sh\nfor i in 1 2 3; do echo \"line $i\"; done\n";

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// Seconds from the request to "done"; the container is deleted again, which is not counted.
double throughSlipway(const test::Daemon &daemon, const QString &lxcPath)
{
    const QJsonObject script{{QStringLiteral("name"), QStringLiteral("00-lines.sh")},
                             {QStringLiteral("content"), QString::fromLatin1(kScript)}};
    const QJsonObject request{{QStringLiteral("hostname"), QStringLiteral("bench")},
                              {QStringLiteral("source"), QStringLiteral("busybox")},
                              {QStringLiteral("rootPassword"), QStringLiteral("bench-secret")},
                              {QStringLiteral("scripts"), QJsonArray{script}}};
    QElapsedTimer timer;
    timer.start();
    const test::Reply created = daemon.ask("POST", "/api/containers", QJsonDocument(request).toJson());
    if (created.status != 201)
        qFatal("create: %d %s", created.status, created.body.constData());
    const QByteArray id = created.json().value(QStringLiteral("id")).toString().toLatin1();
    test::Stream stream = daemon.watch(id);
    if (!stream.client->readToEnd() || !stream.client->named("progress").last().data.contains("\"complete\""))
        qFatal("the creation failed: %s", stream.client->named("progress").last().data.constData());
    const double seconds = double(timer.nsecsElapsed()) / 1e9;
    if (daemon.ask("DELETE", "/api/containers/" + id).status != 204)
        qFatal("the container cannot be deleted");
    // What is still being deleted would slow down the next one.
    while (QFile::exists(lxcPath + QStringLiteral("/.slipway-removed")))
        QThread::msleep(10);
    return seconds;
}

/// The script prints how long the creation took, in seconds.
double byHand(const QString &lxcPath)
{
    QProcess process;
    process.setStandardErrorFile(lxcPath + QStringLiteral("/byhand.log"));
    process.start(QStringLiteral("sh"), {test::sourceDir() + QStringLiteral("/tests/bench/byhand.sh"),
                                         lxcPath, QStringLiteral("byhand")});
    process.waitForFinished(-1);
    if (process.exitCode() != 0) {
        QFile words(lxcPath + QStringLiteral("/byhand.log"));
        std::ignore = words.open(QIODevice::ReadOnly);
        qFatal("byhand.sh ended with %d: %s", process.exitCode(), words.readAll().constData());
    }
    return process.readAllStandardOutput().trimmed().toDouble();
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    Report report("pipeline", argc, argv);
    const Result<void> able = hosts::LxcHost().check();
    if (!able || report.smoke()) {
        const QString why = able ? QStringLiteral("a smoke run makes no containers") : able.error().message;
        std::printf("  skipped: %s\n", qUtf8Printable(why));
        return report.finish();
    }
    const QTemporaryDir dir;
    const QString lxcPath = dir.filePath(QStringLiteral("lxc"));
    QDir().mkpath(lxcPath);
    std::vector<double> ours;
    std::vector<double> theirs;
    std::vector<double> ratios;
    double cpu = 0;
    {
        test::Daemon daemon(
            dir.filePath(QStringLiteral("data")),
            {QStringLiteral("--host"), QStringLiteral("lxc"), QStringLiteral("--lxc-path"), lxcPath}, 0,
            dir.filePath(QStringLiteral("log")));
        if (!daemon.isServing())
            qFatal("slipwayd does not start");
        constexpr int Rounds = 9;
        for (int round = 0; round < Rounds; ++round) {
            const double cpuBefore = processCpuSeconds(daemon.process().processId());
            ours.push_back(throughSlipway(daemon, lxcPath));
            cpu += (processCpuSeconds(daemon.process().processId()) - cpuBefore) / Rounds;
            theirs.push_back(byHand(lxcPath));
            ratios.push_back(ours.back() / theirs.back());
        }
    }
    report.compare("a busybox container, request to ready", median(ours) * 1e3, "ms",
                   {QStringLiteral("by hand"), median(theirs) * 1e3, {}}, Ratio::OursToPeer, atMost(1.05),
                   "medians of 9, in turn");
    report.add("  pair by pair, median", median(ratios), "x");
    report.add("  CPU of slipwayd itself", cpu * 1e3, "ms", {}, "per creation and removal");
    return report.finish();
}
