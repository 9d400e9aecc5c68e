#pragma once
#include "app/domain/remainingtime.h"

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

/// What stands under the bar while a run goes on: "about 1 min 10 s left", or how long it has been going on
/// where nobody knows. Empty before its first event and after its last. `time` knows what is expected.
QString timeCaption(const Snapshot &snapshot, RemainingTime &time, qint64 serverNowMs);

} // namespace slipway::desktop
