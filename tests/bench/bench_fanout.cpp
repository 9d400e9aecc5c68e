// One run, a thousand watchers, its events over a real Redis: what a delivery costs the server, how many it
// can make and how late they come. The same publisher and the same subscriber program for slipwayd and its
// peers.
#include "tests/bench/contestants.h"
#include <array>

using namespace slipway;
using namespace slipway::bench;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr auto kTopic = "fan";
constexpr double kLateMs = 50; // p99 at which a rate counts as carried

struct Step
{
    double perSecond = 0; ///< events published
    Round round;
    double cpuSeconds = 0;

    double usPerDelivery() const
    {
        return round.deliveries > 0 ? cpuSeconds * 1e6 / double(round.deliveries) : 0;
    }
    double deliveriesPerSecond() const { return double(round.deliveries) / round.seconds; }
    bool isCarried() const { return round.complete == round.sampled && round.p99Ms <= kLateMs; }
};

struct Verdict
{
    QString problem; ///< it could not be judged
    double bytesPerSubscriber = 0;
    std::optional<Step> slow; ///< at the first rate
    std::optional<Step> top;  ///< the highest rate that was carried
};

Step play(Contestant &contestant, Subscribers &subscribers, double perSecond, double seconds)
{
    Pipeline pipeline(contestant.publishTo());
    const int total = std::max(1, int(perSecond * seconds));
    Step step;
    step.perSecond = perSecond;
    const double before = processCpuSeconds(contestant.pid());
    subscribers.begin(total, int(seconds * 1000) + 5'000);
    publishPaced(pipeline, total, perSecond, [&](int count) {
        QByteArray bytes;
        for (int i = 0; i < count; ++i)
            bytes += contestant.publication(kTopic, makeEvent());
        return bytes;
    });
    step.round = subscribers.finish();
    step.cpuSeconds = processCpuSeconds(contestant.pid()) - before;
    return step;
}

Verdict judge(Contestant &contestant, int readers, const QList<double> &rates, double seconds)
{
    Verdict verdict;
    contestant.prepare(kTopic);
    Audience audience;
    audience.port = contestant.port();
    audience.request = [&](int) { return contestant.request(kTopic); };
    audience.readers = readers / 10;
    Subscribers(audience).opened();  // threads, caches, compiled code: no subscriber's
    waitUntilIdle(contestant.pid()); // and slipwayd gives back what is free
    const qint64 before = memoryBytes("VmRSS", contestant.pid());
    audience.readers = readers;
    Subscribers subscribers(audience);
    if (const Opened opened = subscribers.opened(); opened.ok != readers) {
        verdict.problem = u"it opened %1 of %2 streams"_s.arg(opened.ok).arg(readers);
        return verdict;
    }
    play(contestant, subscribers, rates.first(), std::min(seconds, 0.5)); // warm
    verdict.bytesPerSubscriber = double(memoryBytes("VmRSS", contestant.pid()) - before) / readers;
    int failed = 0;
    for (const double perSecond : rates) {
        const Step step = play(contestant, subscribers, perSecond, seconds);
        std::fprintf(
            stderr,
            "    %-24s %4.0f events/s: %8.0f deliveries/s, %6.2f us CPU each, p50 %5.1f p99 %6.1f ms%s\n",
            qUtf8Printable(contestant.name()), perSecond, step.deliveriesPerSecond(), step.usPerDelivery(),
            step.round.p50Ms, step.round.p99Ms, step.isCarried() ? "" : ", not carried");
        if (!verdict.slow && step.round.complete == step.round.sampled)
            verdict.slow = step;
        failed = step.isCarried() ? 0 : failed + 1;
        if (failed == 2) // one may be the machine's
            break;
        if (failed == 0)
            verdict.top = step;
    }
    return verdict;
}

std::optional<double> of(const std::optional<Step> &step, double (Step::*figure)() const)
{
    return step ? std::optional((*step.*figure)()) : std::nullopt;
}

void compareWith(Report &report, const Contestant &contestant, const Verdict &ours, const Verdict &theirs,
                 double cheaper)
{
    const auto peer = [&](std::optional<double> value) {
        Peer made = contestant.peer(value);
        if (made.missing.isEmpty())
            made.missing = theirs.problem.isEmpty() ? u"it carried no rate"_s : theirs.problem;
        return made;
    };
    report.compare("1,000 subscribers, CPU per delivery", ours.top->usPerDelivery(), "us",
                   peer(of(theirs.top, &Step::usPerDelivery)), Ratio::PeerToOurs, atLeast(cheaper),
                   "each at the highest rate it carries");
    report.compare("1,000 subscribers, CPU per delivery, 25 events/s", ours.slow->usPerDelivery(), "us",
                   peer(of(theirs.slow, &Step::usPerDelivery)), Ratio::PeerToOurs, {},
                   "a write for each event and subscriber: mostly the kernel's TCP");
    report.compare("1,000 subscribers, deliveries", ours.top->deliveriesPerSecond(), "/s",
                   peer(of(theirs.top, &Step::deliveriesPerSecond)), Ratio::OursToPeer, atLeast(1));
    report.compare("1,000 subscribers, RSS each", ours.bytesPerSubscriber / 1000, "kB",
                   peer(theirs.slow ? std::optional(theirs.bytesPerSubscriber / 1000) : std::nullopt),
                   Ratio::PeerToOurs, atLeast(1));
}

void measureAll(Report &report, int redisPort)
{
    const double seconds = report.smoke() ? 0.1 : 4;
    const QList<double> rates = report.smoke()
                                    ? QList<double>{100}
                                    : QList<double>{25, 50, 100, 150, 200, 400, 600, 800, 1000, 1200, 1600};
    const auto run = [&](Contestant &contestant, int readers) {
        return contestant.problem().isEmpty() ? judge(contestant, readers, rates, seconds) : Verdict{};
    };

    // Each alone on the machine.
    const int thousand = report.smoke() ? 20 : 1000;
    QList<Point> costs;
    Verdict ours;
    for (const int readers : {thousand / 4, thousand, 3 * thousand}) {
        Slipwayd slipwayd(redisPort);
        Verdict verdict;
        if (readers == thousand)
            ours = verdict = run(slipwayd, readers);
        else
            verdict = judge(slipwayd, readers, {report.smoke() ? 100.0 : 400.0}, seconds);
        if (!verdict.slow || (readers == thousand && !verdict.top))
            giveUp("Not even the lowest rate was carried.");
        if (readers != thousand)
            costs.append({double(readers), verdict.slow->usPerDelivery()});
    }
    report.add("1,000 subscribers, CPU per delivery", ours.top->usPerDelivery(), "us", atMost(1),
               "at the highest rate carried; with numbering, storing and publishing again");
    report.add("1,000 subscribers, deliveries", ours.top->deliveriesPerSecond(), "/s");
    report.add("1,000 subscribers, p99", ours.top->round.p99Ms, "ms", atMost(50), "at that rate");
    report.add("1,000 subscribers, RSS each", ours.bytesPerSubscriber / 1000, "kB", atMost(15));
    report.growth("CPU per delivery at 400 events/s, subscribers", "us", costs);
    {
        BetterSse peer(report, redisPort);
        compareWith(report, peer, ours, run(peer, thousand), 8);
    }
    for (int attempt = 1;; ++attempt) {
        // Over Redis nchan now and then leaves some of a herd of streams without an answer.
        Nchan peer(report, redisPort);
        const Verdict theirs = run(peer, thousand);
        if (!theirs.problem.isEmpty() && attempt < 4)
            continue;
        compareWith(report, peer, ours, theirs, 12);
        break;
    }
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    Report report("fan-out over Redis", argc, argv);
    return runOverRedis(report, measureAll);
}
