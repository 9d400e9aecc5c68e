#include "app/desktop/timeleft.h"

#include "app/base/clock.h"
#include "widgets/stepper/stepstate.h"

#include <QCoreApplication>

namespace slipway::desktop {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("slipway::desktop::TimeLeft", text); }

} // namespace

QString timeCaption(const Snapshot &snapshot, RemainingTime &time, qint64 serverNowMs)
{
    const qint64 started = parseIsoTimestamp(snapshot.startedAt.toLatin1());
    if (started < 0 || snapshot.isTerminal())
        return {};
    const qint64 soFar = qMax<qint64>(0, serverNowMs - started);
    const std::optional<qint64> left = time.remaining(snapshot, serverNowMs);
    if (!left) {
        constexpr qint64 kMinute = 60'000;
        return soFar < kMinute ? tr("%1 s so far").arg(soFar / 1000)
                               : tr("%1 so far").arg(stepper::durationText(soFar / 1000 * 1000));
    }
    constexpr qint64 kFew = 5000;
    const qint64 usual = time.expected().totalMs;
    return *left < kFew && usual > 0 && soFar > usual * 3 / 2 ? tr("longer than usual; nearly done")
                                                              : remainingText(*left);
}

} // namespace slipway::desktop
