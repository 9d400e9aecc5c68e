#pragma once
#include "app/desktop/runhistory.h"
#include "app/domain/snapshot.h"

#include <limits>

namespace slipway::desktop {

/// The time of the machine that a run is told from, learnt from what it says: a desktop's clock may be
/// minutes off. The smallest distance ever seen between a time stamp and its arrival is taken for the
/// difference; before anything live came, that makes the last thing said be "now", which errs towards too
/// much time left.
class ServerClock
{
public:
    void heard(qint64 stampMs, qint64 localMs)
    {
        if (stampMs > 0)
            m_ahead = qMin(m_ahead, localMs - stampMs);
    }
    bool isSet() const { return m_ahead != std::numeric_limits<qint64>::max(); }
    qint64 at(qint64 localMs) const { return isSet() ? localMs - m_ahead : localMs; }

private:
    qint64 m_ahead = std::numeric_limits<qint64>::max();
};

/// Milliseconds that the rest of the run takes if it goes as the earlier ones did; -1 when nothing is known.
/// Parts that already took longer than usual count as nearly done. Pure.
qint64 remainingMs(const Snapshot &snapshot, const ExpectedTimes &expected, qint64 serverNowMs);

/// What stands under the bar while a run goes on: "about 1 min 10 s left", or how long it has been going on
/// where nobody knows. Empty before its first event and after its last.
QString timeCaption(const Snapshot &snapshot, const ExpectedTimes &expected, qint64 serverNowMs);

} // namespace slipway::desktop
