#include "app/desktop/timeleft.h"

#include "widgets/stepper/stepstate.h"

#include <QCoreApplication>
#include <QDateTime>

namespace slipway::desktop {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("slipway::desktop::TimeLeft", text); }

qint64 stampMs(const QString &iso)
{
    const QDateTime time = QDateTime::fromString(iso, Qt::ISODateWithMs);
    return time.isValid() ? time.toMSecsSinceEpoch() : -1;
}

/// What is left of the phase of the scripts: those that have not run, and the rest of the one that runs.
qint64 scriptsLeft(const Snapshot &snapshot, const ExpectedTimes &expected, qint64 inStep)
{
    qint64 left = 0;
    qint64 spent = inStep; // in the script that runs
    for (const QString &name : snapshot.scriptNames) {
        const qint64 usual = expected.scripts.value(name, 0);
        if (snapshot.completedScripts.contains(name))
            spent -= usual;
        else if (name != snapshot.activeScript)
            left += usual;
    }
    const qint64 active = expected.scripts.value(snapshot.activeScript, 0);
    return left + qMax<qint64>(0, active - qBound<qint64>(0, spent, active));
}

} // namespace

qint64 remainingMs(const Snapshot &snapshot, const ExpectedTimes &expected, qint64 serverNowMs)
{
    const auto current = stepFromName(snapshot.step);
    if (!expected.isKnown() || expected.phases.isEmpty() || !current || snapshot.isTerminal())
        return -1;
    qint64 left = 0;
    for (const Step step : kAllSteps) {
        const qint64 usual = expected.phases.value(QString(stepName(step)), 0);
        if (step > *current) {
            left += usual;
        } else if (step == *current) {
            const qint64 since = stampMs(snapshot.currentStepStartedAt);
            const qint64 inStep = since < 0 ? 0 : qMax<qint64>(0, serverNowMs - since);
            const bool byScript =
                step == Step::Syncing && !snapshot.scriptNames.isEmpty() && !expected.scripts.isEmpty();
            left += byScript ? scriptsLeft(snapshot, expected, inStep) : qMax<qint64>(0, usual - inStep);
        }
    }
    return left;
}

QString timeCaption(const Snapshot &snapshot, const ExpectedTimes &expected, qint64 serverNowMs)
{
    const qint64 started = stampMs(snapshot.startedAt);
    if (started < 0 || snapshot.isTerminal())
        return {};
    const qint64 left = remainingMs(snapshot, expected, serverNowMs);
    if (left < 0) {
        const qint64 seconds = qMax<qint64>(0, serverNowMs - started) / 1000;
        constexpr qint64 kMinute = 60;
        return seconds < kMinute ? tr("%1 s so far").arg(seconds)
                                 : tr("%1 so far").arg(stepper::durationText(seconds * 1000));
    }
    // Coarse on purpose: a number that jumps about each second is believed by nobody.
    constexpr qint64 kFew = 5000;
    if (left < kFew)
        return expected.totalMs > 0 && serverNowMs - started > expected.totalMs * 3 / 2
                   ? tr("longer than usual; nearly done")
                   : tr("a few seconds left");
    const qint64 grain = left < 60'000 ? 5000 : left < 600'000 ? 10'000 : 60'000;
    const qint64 rounded = (left + grain / 2) / grain * grain;
    return rounded < 60'000 ? tr("about %1 s left").arg(rounded / 1000)
                            : tr("about %1 left").arg(stepper::durationText(rounded));
}

} // namespace slipway::desktop
