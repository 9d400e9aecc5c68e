#pragma once
#include <QElapsedTimer>
#include <QTimer>
#include <algorithm>

namespace slipway::test {

/// Ticks on the event loop of its thread and remembers the longest gap between two ticks: what a test asserts
/// when it says that the loop stayed alive. Start it before the work, read it after.
class LoopTicker
{
public:
    explicit LoopTicker(int intervalMs = 5)
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(intervalMs);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
            m_longest = std::max(m_longest, m_since.restart());
            ++m_ticks;
        });
        m_since.start();
        m_timer.start();
    }

    int ticks() const { return m_ticks; }
    /// Milliseconds, also of a gap that has not ended.
    qint64 longestGapMs() const { return std::max(m_longest, m_since.elapsed()); }

private:
    QTimer m_timer;
    QElapsedTimer m_since;
    qint64 m_longest = 0;
    int m_ticks = 0;
};

} // namespace slipway::test
