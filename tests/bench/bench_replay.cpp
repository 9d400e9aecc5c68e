// Those who come late or all at once: what a herd costs that opens its streams in one moment, and when the
// last of fifty clients has a whole run. slipwayd and its peers with the same clients.
#include "tests/bench/contestants.h"
#include <algorithm>
#include <thread>
#include <vector>

using namespace slipway;
using namespace slipway::bench;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr auto kTopic = "fan";

struct Opening
{
    Opened opened;
    double cpuSeconds = 0;
    double msEach() const { return cpuSeconds * 1e3 / double(opened.ok); }
};

Audience audienceOf(const Contestant &contestant, int readers, int sampleEvery)
{
    Audience audience;
    audience.readers = readers;
    audience.port = contestant.port();
    audience.request = [&contestant](int) { return contestant.request(kTopic); };
    audience.sampleEvery = sampleEvery;
    return audience;
}

/// The best time of a few herds, as the first one also pays for what the server makes once, and their median
/// CPU time.
std::optional<Opening> openAll(Contestant &contestant, int readers, int herds)
{
    std::optional<Opened> best;
    std::vector<double> cpuSeconds;
    contestant.prepare(kTopic);
    for (int herd = 0; herd < herds; ++herd) {
        waitUntilIdle(contestant.pid(), 50); // closing the streams of the herd before is not opening
        const double before = processCpuSeconds(contestant.pid());
        Subscribers subscribers(audienceOf(contestant, readers, 20));
        const Opened opened = subscribers.opened();
        if (opened.ok != readers)
            continue;
        cpuSeconds.push_back(processCpuSeconds(contestant.pid()) - before);
        if (!best || opened.seconds < best->seconds)
            best = opened;
    }
    if (!best)
        return {};
    std::sort(cpuSeconds.begin(), cpuSeconds.end());
    return Opening{*best, cpuSeconds[cpuSeconds.size() / 2]};
}

/// Publishes a run and then reads it with all clients at once, each from the beginning.
template<typename Stored>
std::optional<Round> replay(Contestant &contestant, int clients, int events, Stored stored)
{
    contestant.prepare(kTopic);
    {
        Pipeline pipeline(contestant.publishTo());
        for (int i = 1; i <= events; ++i)
            pipeline.write(contestant.publication(kTopic, makeEvent(i == events)));
        stored(pipeline);
    }
    std::optional<Round> best;
    for (int i = 0; i < 3; ++i) {
        Audience audience = audienceOf(contestant, clients, 1);
        audience.events = events;
        Subscribers subscribers(audience);
        subscribers.opened();
        subscribers.begin(events, 20'000);
        const Round round = subscribers.finish();
        if (round.complete < clients)
            break;
        if (!best || round.doneP99Ms < best->doneP99Ms)
            best = round;
    }
    return best;
}

/// Peers have no way to ask; and nginx answers, which wants to be read.
void waitAWhile(Pipeline &pipeline)
{
    for (int i = 0; i < 30; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        pipeline.drain();
    }
}

std::optional<double> wall(const std::optional<Opening> &opening)
{
    return opening ? std::optional(opening->opened.seconds) : std::nullopt;
}

std::optional<double> p99(const std::optional<Round> &round)
{
    return round ? std::optional(round->doneP99Ms) : std::nullopt;
}

void openings(Report &report, int redisPort)
{
    const int thousand = report.smoke() ? 40 : 1000;
    const int herds = report.smoke() ? 1 : 5;
    std::optional<Opening> ours;
    QList<Point> costs;
    for (const int readers : {thousand / 4, thousand, 3 * thousand}) {
        Slipwayd slipwayd(redisPort);
        const auto opening = openAll(slipwayd, readers, readers < thousand ? 3 * herds : herds);
        if (!opening)
            giveUp("Not all of %d streams were opened.", readers);
        if (readers == thousand)
            ours = opening;
        costs.append({double(readers), opening->msEach()});
    }
    report.add("1,000 streams opened at once", ours->opened.seconds, "s", atMost(0.2), "to the last head");
    report.add("1,000 streams opened at once, CPU each", ours->msEach(), "ms", atMost(0.2));
    report.growth("CPU of opening a stream, streams at once", "ms", costs);
    const auto compareWith = [&](Contestant &peer) {
        const auto theirs = peer.problem().isEmpty() ? openAll(peer, thousand, herds) : std::nullopt;
        report.compare("1,000 streams opened at once", ours->opened.seconds, "s", peer.peer(wall(theirs)),
                       Ratio::PeerToOurs);
        report.compare("1,000 streams opened at once, CPU each", ours->msEach(), "ms",
                       peer.peer(theirs ? std::optional(theirs->msEach()) : std::nullopt), Ratio::PeerToOurs);
    };
    BetterSse node(report, redisPort);
    compareWith(node);
    Nchan nchan(report, redisPort);
    compareWith(nchan);
}

void replays(Report &report, int redisPort)
{
    const int events = report.smoke() ? 100 : 2000;
    const int fifty = report.smoke() ? 5 : 50;
    std::optional<double> ours;
    QList<Point> growth;
    for (const int clients : {fifty / 2, fifty, 4 * fifty}) {
        Slipwayd slipwayd(redisPort);
        const auto round =
            replay(slipwayd, clients, events, [&](Pipeline &) { slipwayd.awaitStored(kTopic, events + 1); });
        if (!round)
            giveUp("Not all of %d clients got the whole run.", clients);
        if (clients == fifty)
            ours = round->doneP99Ms;
        growth.append({double(clients), round->doneP99Ms / clients});
    }
    report.add("50 clients at once, 2,000 events each, p99", *ours, "ms", atMost(100),
               "from connecting to the last event");
    report.growth("replay of 2,000 events, p99 over clients, clients", "ms", growth);
    const auto compareWith = [&](Contestant &peer) {
        std::optional<double> theirs;
        if (peer.problem().isEmpty())
            theirs = p99(replay(peer, fifty, events, waitAWhile));
        Peer other = peer.peer(theirs);
        if (other.missing.isEmpty())
            other.missing = u"not all of its clients got the whole run"_s;
        report.compare("50 clients at once, 2,000 events each, p99", *ours, "ms", other, Ratio::PeerToOurs,
                       atLeast(1));
    };
    BetterSse node(report, redisPort, events);
    compareWith(node);
    Nchan nchan(report, redisPort);
    compareWith(nchan);
}

void measureAll(Report &report, int redisPort)
{
    openings(report, redisPort);
    replays(report, redisPort);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    Report report("opening and replay", argc, argv);
    return runOverRedis(report, measureAll);
}
