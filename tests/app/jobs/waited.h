#pragma once
#include <QFuture>

namespace slipway::test {

inline constexpr int kLong = 60000; // ms; a bound for a loaded machine, not a wait

template<typename T>
T waited(QFuture<T> future)
{
    future.waitForFinished();
    return future.result();
}

} // namespace slipway::test
