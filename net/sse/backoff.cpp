#include "net/sse/backoff.h"
#include <QRandomGenerator>
#include <algorithm>

namespace slipway::sse {

namespace {
constexpr qint64 shortestMs = 10;        // `retry: 0` must not become a busy loop
constexpr qint64 shortestGrowthMs = 100; // nor stay one while every attempt fails
constexpr qint64 longestMs =
    24 * 3'600'000; // a larger `retry` is a mistake; also keeps the arithmetic in range
} // namespace

Backoff::Backoff(qint64 floorMs, qint64 ceilingMs, Random random)
    : m_floor(std::clamp(floorMs, shortestMs, longestMs)),
      m_ceiling(std::clamp(ceilingMs, shortestMs, longestMs)),
      m_random(random ? std::move(random) : [] { return QRandomGenerator::global()->generateDouble(); })
{}

qint64 Backoff::next()
{
    // The jitter comes on top, so the steps end at four fifths of the ceiling.
    const qint64 highest = std::max(m_floor, m_ceiling / 5 * 4);
    qint64 step = m_floor;
    if (m_failures > 0) {
        const int doublings = std::min(m_failures, 30);
        step = std::min(std::max(m_floor, shortestGrowthMs) << doublings, highest);
    }
    ++m_failures;
    return step + qint64(m_random() * double(step) / 4);
}

void Backoff::setFloor(qint64 milliseconds) { m_floor = std::clamp(milliseconds, shortestMs, longestMs); }

} // namespace slipway::sse
