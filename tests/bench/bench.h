#pragma once
#include <QElapsedTimer>
#include <QJsonArray>
#include <QList>
#include <QString>
#include <algorithm>
#include <functional>
#include <optional>

namespace slipway::bench {

/// What a figure has to reach.
struct Aim
{
    enum class Sense { AtLeast, AtMost };
    Sense sense;
    double value;
};
inline Aim atLeast(double value) { return {Aim::Sense::AtLeast, value}; }
inline Aim atMost(double value) { return {Aim::Sense::AtMost, value}; }

/// What somebody else's program made of the same work in the same run, in the unit of our figure. Without a
/// value it was not there to be measured, and `missing` says why.
struct Peer
{
    QString name;
    std::optional<double> value;
    QString missing;
};

/// Which of the two figures is above the line.
enum class Ratio {
    OursToPeer, ///< speeds ("4 times as fast"), and costs that may be somewhat higher ("at most 1.5 times")
    PeerToOurs  ///< costs that must be lower ("8 times cheaper")
};

/// What one item costs at one size of the work.
struct Point
{
    double size;
    double cost;
};

/// The figures of one program. Options it reads: `--smoke` (tiny sizes, aims not judged, no peer is started)
/// and `--json FILE`.
///
///     int main(int argc, char **argv)
///     {
///         Report report("parser", argc, argv);
///         const int events = report.smoke() ? 100 : 1'000'000;
///         report.add("100-byte events", speed, "MB/s", atLeast(50));
///         report.compare("100-byte events", speed, "MB/s", runPeer(report, "parse.mjs").peer("mbPerSecond"),
///                        Ratio::OursToPeer, atLeast(4));
///         return report.finish();
///     }
class Report
{
public:
    Report(const char *title, int argc, char **argv);

    bool smoke() const { return m_smoke; }
    /// Prints the figure at once and keeps it for the JSON. `note` says how it was measured.
    void add(const char *name, double value, const char *unit, std::optional<Aim> aim = {},
             const char *note = "");
    /// The same beside a peer's figure; the aim is one for the ratio. Where the peer is missing the row says
    /// so and nothing is judged.
    void compare(const char *name, double ours, const char *unit, const Peer &peer, Ratio ratio,
                 std::optional<Aim> aim = {}, const char *note = "");
    /// That cost grows linearly: what one item costs at rising sizes, a row each, and how many times more it
    /// is at the last size than at the first.
    void growth(const char *name, const char *unit, const QList<Point> &points,
                std::optional<Aim> aim = atMost(1.5));
    /// Writes the JSON; 0, or 1 when an aim was missed (never with --smoke).
    int finish();

private:
    QString m_title;
    QString m_jsonFile;
    bool m_smoke = false;
    bool m_missed = false;
    QJsonArray m_figures;
};

/// The best of `rounds` runs of `work`, in nanoseconds: on a shared machine the fastest run is the one that
/// was disturbed least.
template<typename Work>
qint64 bestNanoseconds(int rounds, Work work)
{
    qint64 best = -1;
    for (int round = 0; round < rounds; ++round) {
        QElapsedTimer timer;
        timer.start();
        work();
        const qint64 elapsed = std::max<qint64>(timer.nsecsElapsed(), 1);
        best = best < 0 ? elapsed : std::min(best, elapsed);
    }
    return best;
}

/// Ends the bench with a message (as printf), by an exception: servers and subscribers that run go with what
/// owns them. runBench() catches it.
[[noreturn]] void giveUp(const char *format, ...) __attribute__((format(printf, 1, 2)));
/// `bench` and its result; 1 when it gave up.
int runBench(const std::function<int()> &bench);

/// CPU time in seconds: of a process with all its threads (this one by default), of the calling thread. It
/// says on a busy machine what wall time says on an idle one. 0 when there is no such process.
double processCpuSeconds(qint64 pid = 0);
double threadCpuSeconds();
/// A value of /proc/PID/status in bytes: "VmRSS", "VmHWM". 0 when there is none.
qint64 memoryBytes(const char *key, qint64 pid = 0);
/// Until the process has done (nearly) nothing between two looks, or has ended; twenty looks at most.
void waitUntilIdle(qint64 pid, unsigned long lookMs = 500);

} // namespace slipway::bench
