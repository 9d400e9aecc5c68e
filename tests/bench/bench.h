#pragma once
#include <QElapsedTimer>
#include <QJsonArray>
#include <QString>
#include <algorithm>
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

/// The figures of one program. Options it reads: `--smoke` (tiny sizes, aims not judged) and `--json FILE`.
///
///     int main(int argc, char **argv)
///     {
///         Report report("parser", argc, argv);
///         const int events = report.smoke() ? 100 : 1'000'000;
///         report.add("100-byte events", speed / scanSpeed, "x memchr", atLeast(0.25));
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

} // namespace slipway::bench
