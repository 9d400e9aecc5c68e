#pragma once
#include <QTest>

/// Qt's QTRY_VERIFY and QTRY_COMPARE give up after 5 s. A machine with two cores that compiles meanwhile, or
/// a sanitizer, takes that long now and then. Who waits for an event can wait longer: the test ends when it
/// comes.
namespace slipway::test {
constexpr int kPatienceMs = 30'000;
/// An event loop that stands still for longer is frozen, however busy the machine is.
#ifdef SLIPWAY_SANITIZED
constexpr qint64 kFrozenMs = 10'000;
#else
constexpr qint64 kFrozenMs = 2'000;
#endif
} // namespace slipway::test

#undef QTRY_VERIFY
#undef QTRY_VERIFY2
#undef QTRY_COMPARE
#define QTRY_VERIFY(expr) QTRY_VERIFY_WITH_TIMEOUT((expr), slipway::test::kPatienceMs)
#define QTRY_VERIFY2(expr, message) QTRY_VERIFY2_WITH_TIMEOUT((expr), (message), slipway::test::kPatienceMs)
#define QTRY_COMPARE(expr, expected) QTRY_COMPARE_WITH_TIMEOUT((expr), (expected), slipway::test::kPatienceMs)
