#pragma once
#include <QtGlobal>
#include <functional>

namespace slipway::sse {

/// How long to wait before each attempt to reconnect. Pure: no timer, no clock.
///
/// The nth wait after the last success is the floor times 2^(n-1), plus up to a quarter of that at random (so
/// that a thousand clients do not come back in the same moment), never above the ceiling. The server's
/// `retry` is the floor: never less, and it wins over a lower ceiling.
class Backoff
{
public:
    /// Uniform in [0, 1). Null = QRandomGenerator::global().
    using Random = std::function<double()>;

    Backoff(qint64 floorMs, qint64 ceilingMs, Random random = {});

    /// The wait before the next attempt, in milliseconds; each call counts as one failure more.
    qint64 next();
    /// The connection works: the next wait is the shortest again.
    void reset() { m_failures = 0; }
    /// From a `retry` field.
    void setFloor(qint64 milliseconds);
    qint64 floor() const { return m_floor; }
    int failures() const { return m_failures; }

private:
    qint64 m_floor;
    qint64 m_ceiling;
    int m_failures = 0;
    Random m_random;
};

} // namespace slipway::sse
