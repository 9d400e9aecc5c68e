#include "app/domain/remainingtime.h"

#include "app/base/clock.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

namespace slipway {
namespace {

constexpr double kEaseMs = 3000; // a difference is made up for to two thirds in this time

QString tr(const char *text) { return QCoreApplication::translate("slipway::RemainingTime", text); }

/// What is left of a part: near its expected end ever less, and never nothing.
double restOf(qint64 expectedMs, qint64 elapsedMs)
{
    const auto expected = static_cast<double>(std::max<qint64>(1, expectedMs));
    const auto elapsed = static_cast<double>(std::max<qint64>(0, elapsedMs));
    if (elapsed <= 0.9 * expected)
        return expected - elapsed;
    return 0.1 * expected * std::exp(-(elapsed - 0.9 * expected) / expected);
}

qint64 since(const QString &timestamp, qint64 nowMs)
{
    const qint64 began = parseIsoTimestamp(timestamp.toLatin1());
    return began < 0 ? 0 : nowMs - began;
}

/// Of the scripts that have not completed; nothing when none of them is known from earlier runs.
std::optional<double> restOfScripts(const ExpectedDurations &expected, const Snapshot &snapshot, qint64 nowMs,
                                    qint64 scriptStartedMs)
{
    if (expected.scripts.isEmpty() || snapshot.scriptNames.isEmpty())
        return std::nullopt;
    qint64 elapsed = since(snapshot.currentStepStartedAt, nowMs); // of the active script
    for (const QString &name : snapshot.completedScripts)
        elapsed -= expected.scripts.value(name, 0);
    if (scriptStartedMs >= 0)
        elapsed = nowMs - scriptStartedMs;
    double rest = 0;
    for (const QString &name : snapshot.scriptNames) {
        const qint64 needs = expected.scripts.value(name, 0); // a new one: nothing to go by
        const StepState state = snapshot.scriptState(name);
        if (state == StepState::Pending)
            rest += static_cast<double>(needs);
        else if (state == StepState::Active && needs > 0)
            rest += restOf(needs, elapsed);
    }
    return rest;
}

} // namespace

void RemainingTime::setExpected(const ExpectedDurations &expected)
{
    if (m_expected == expected)
        return;
    m_expected = expected;
    reset();
}

void RemainingTime::reset()
{
    m_shown.reset();
    m_run.clear();
}

std::optional<qint64> RemainingTime::computed(const ExpectedDurations &expected, const Snapshot &snapshot,
                                              qint64 nowMs, qint64 scriptStartedMs)
{
    const std::optional<Step> current = stepFromName(snapshot.step);
    if (expected.runs < 1 || snapshot.isTerminal() || !current)
        return std::nullopt;
    double rest = 0;
    for (const Step step : kAllSteps) {
        const qint64 needs = expected.phases.value(stepName(step), 0);
        if (step > *current) {
            rest += static_cast<double>(needs);
        } else if (step == *current) {
            const auto scripts = step == Step::Syncing
                                     ? restOfScripts(expected, snapshot, nowMs, scriptStartedMs)
                                     : std::nullopt;
            rest += scripts ? *scripts
                            : (needs > 0 ? restOf(needs, since(snapshot.currentStepStartedAt, nowMs)) : 0);
        }
    }
    return static_cast<qint64>(std::llround(rest));
}

std::optional<qint64> RemainingTime::remaining(const Snapshot &snapshot, qint64 nowMs, qint64 scriptStartedMs)
{
    const std::optional<qint64> target = computed(m_expected, snapshot, nowMs, scriptStartedMs);
    if (!target) {
        reset();
        return std::nullopt;
    }
    const auto wanted = static_cast<double>(*target);
    if (!m_shown || m_run != snapshot.startedAt) {
        m_shown = wanted;
    } else {
        const auto passed = static_cast<double>(std::max<qint64>(0, nowMs - m_shownAt));
        const double counted = *m_shown - passed;
        m_shown = std::max(0.0, counted + (wanted - counted) * (1 - std::exp(-passed / kEaseMs)));
    }
    m_run = snapshot.startedAt;
    m_shownAt = nowMs;
    return static_cast<qint64>(std::llround(*m_shown));
}

QString remainingText(qint64 milliseconds)
{
    const qint64 seconds = std::max<qint64>(0, milliseconds) / 1000;
    if (seconds < 5)
        return tr("a few seconds left");
    if (seconds < 58)
        return tr("about %1 s left").arg((seconds + 2) / 5 * 5);
    if (seconds < 600) {
        const qint64 rounded = (seconds + 5) / 10 * 10;
        return rounded % 60 == 0 ? tr("about %1 min left").arg(rounded / 60)
                                 : tr("about %1 min %2 s left").arg(rounded / 60).arg(rounded % 60);
    }
    const qint64 minutes = (seconds + 30) / 60;
    if (minutes < 60)
        return tr("about %1 min left").arg(minutes);
    return tr("about %1 h %2 min left").arg(minutes / 60).arg(minutes % 60);
}

} // namespace slipway
