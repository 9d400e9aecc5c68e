#pragma once
#include "app/domain/runrecord.h"
#include <optional>

namespace slipway {

/// How long a run still takes, by what earlier ones took. Pure: the clock is the caller's; ask once or twice
/// a second. Never negative. A part that takes longer than expected still leaves the time of those after it,
/// and what it may still need itself shrinks without reaching nothing. What is said follows what is computed
/// within some seconds instead of jumping to it.
class RemainingTime
{
public:
    /// Nothing is known (runs is 0): remaining() says nothing.
    void setExpected(const ExpectedDurations &expected);
    const ExpectedDurations &expected() const { return m_expected; }

    /// Milliseconds, or nothing when that cannot be told: nothing is expected, the run has not begun, or is
    /// over. `nowMs` since the epoch, on the clock of the time stamps of `snapshot`. `scriptStartedMs`: when
    /// the active script began; below 0 = unknown: after what those before it usually take.
    std::optional<qint64> remaining(const Snapshot &snapshot, qint64 nowMs, qint64 scriptStartedMs = -1);
    /// The same without easing: what is computed from this moment alone.
    static std::optional<qint64> computed(const ExpectedDurations &expected, const Snapshot &snapshot,
                                          qint64 nowMs, qint64 scriptStartedMs = -1);
    void reset(); ///< another run: the next answer is not eased

private:
    ExpectedDurations m_expected;
    std::optional<double> m_shown;
    qint64 m_shownAt = 0;
    QString m_run; // startedAt of the run that m_shown is about
};

/// "about 1 min 10 s left", "a few seconds left": rounded so that it does not flicker.
QString remainingText(qint64 milliseconds);

} // namespace slipway
