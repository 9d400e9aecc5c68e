// Ten thousand open streams, a hundred of which get ten events a second: what the crowd costs that only
// waits.
#include "tests/bench/contestants.h"

using namespace slipway;
using namespace slipway::bench;

namespace {

constexpr int kEventsPerSecond = 10; // for each of the busy ones

struct Idle
{
    double cpuShare = 0; // of one core, in percent
    Round round;
    double bytesPerStream = 0;
};

QByteArray busyTopic(int number) { return "busy" + QByteArray::number(number); }

/// `streams` on one container that says nothing, but for `busy` of them on `containers` that do.
Idle measure(int redisPort, int streams, int busy, int containers, int seconds)
{
    Slipwayd slipwayd(redisPort, streams + 100);
    slipwayd.prepare("quiet");
    for (int i = 0; i < containers; ++i)
        slipwayd.prepare(busyTopic(i));
    Idle idle;
    const qint64 before = memoryBytes("VmRSS", slipwayd.pid());
    Audience audience;
    audience.readers = streams;
    audience.port = slipwayd.port();
    // Every n-th reader is sampled, so that the sampled ones are the busy ones.
    audience.sampleEvery = std::max(1, streams / busy);
    audience.request = [&](int reader) {
        const bool isBusy = reader % audience.sampleEvery == 0 && reader / audience.sampleEvery < busy;
        return slipwayd.request(isBusy ? busyTopic(reader / audience.sampleEvery % containers) : "quiet");
    };
    Subscribers subscribers(audience);
    if (const Opened opened = subscribers.opened(); opened.ok != streams)
        giveUp("%lld of %d streams were opened.", static_cast<long long>(opened.ok), streams);
    idle.bytesPerStream = double(memoryBytes("VmRSS", slipwayd.pid()) - before) / streams;

    Pipeline redis(slipwayd.publishTo());
    const int total = containers * kEventsPerSecond * seconds;
    const double cpu = processCpuSeconds(slipwayd.pid());
    const qint64 start = nowNs();
    subscribers.begin(kEventsPerSecond * seconds, seconds * 1000 + 5'000);
    int next = 0;
    publishPaced(redis, total, containers * kEventsPerSecond, [&](int count) {
        QByteArray bytes;
        for (int i = 0; i < count; ++i, ++next)
            bytes += slipwayd.publication(busyTopic(next % containers), makeEvent());
        return bytes;
    });
    idle.round = subscribers.finish();
    idle.cpuShare = (processCpuSeconds(slipwayd.pid()) - cpu) / (double(nowNs() - start) / 1e9) * 100;
    if (idle.round.complete != idle.round.sampled)
        giveUp("%lld of %lld busy streams got all events.", static_cast<long long>(idle.round.complete),
               static_cast<long long>(idle.round.sampled));
    return idle;
}

void measureAll(Report &report, int redisPort)
{
    if (report.smoke()) {
        const Idle idle = measure(redisPort, 40, 4, 2, 1);
        report.add("busy", idle.cpuShare, "% core");
        return;
    }
    const Idle together = measure(redisPort, 10'000, 100, 1, 16);
    report.add("10,000 streams, 100 busy on one container", together.cpuShare, "% core", atMost(10),
               "10 events/s to each; heartbeats included");
    report.add("  p99", together.round.p99Ms, "ms", atMost(20), "publication to arrival");
    Idle last;
    QList<Point> shares;
    for (const int streams : {1'000, 4'000, 10'000}) {
        last = measure(redisPort, streams, 100, 100, streams == 10'000 ? 16 : 6);
        shares.append({double(streams), last.cpuShare});
    }
    report.add("10,000 streams, 100 busy on 100 containers", last.cpuShare, "% core", atMost(10),
               "1,000 events/s over Redis, numbered, stored, published again");
    report.add("  p50", last.round.p50Ms, "ms");
    report.add("  p99", last.round.p99Ms, "ms", atMost(20), "publication to arrival");
    report.growth("the same, streams", "% core", shares, {});
    report.add("10,000 streams, RSS each", last.bytesPerStream / 1000, "kB", atMost(15));
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    Report report("many idle streams", argc, argv);
    return runOverRedis(report, measureAll);
}
