#pragma once
#include <QElapsedTimer>
#include <QTimer>
#include <algorithm>
#ifdef Q_OS_LINUX
#include <ctime>
#endif

namespace slipway::test {

/// Longer than this in one turn, and the eye notices. Sanitizers make everything several times slower.
#ifdef SLIPWAY_SANITIZED
constexpr double kNoticedMs = 500;
#else
constexpr double kNoticedMs = 50;
#endif

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
            const double busy = threadMs();
            m_longestBusy = std::max(m_longestBusy, busy - m_busySince);
            m_busySince = busy;
            ++m_ticks;
        });
        m_since.start();
        m_busySince = threadMs();
        m_timer.start();
    }

    int ticks() const { return m_ticks; }
    /// Milliseconds, also of a gap that has not ended.
    qint64 longestGapMs() const { return std::max(m_longest, m_since.elapsed()); }
    /// The most that this thread computed between two ticks, in milliseconds of processor time. On a loaded
    /// machine the clock also counts the turns of others; this does not, so it can be held to what the eye
    /// notices. It does not see a loop that waits: ask for both.
    double longestBusyMs() const { return std::max(m_longestBusy, threadMs() - m_busySince); }

private:
    static double threadMs()
    {
#ifdef Q_OS_LINUX
        timespec spent{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
        return double(spent.tv_sec) * 1e3 + double(spent.tv_nsec) / 1e6;
#else
        return 0;
#endif
    }

    QTimer m_timer;
    QElapsedTimer m_since;
    qint64 m_longest = 0;
    double m_busySince = 0;
    double m_longestBusy = 0;
    int m_ticks = 0;
};

} // namespace slipway::test
