#pragma once
#include <QCoreApplication>
#include <QEventLoop>
#include <optional>
#include <thread>

namespace slipway::test {

/// Runs a blocking call on a thread of its own, as the callers of the client do, while this thread serves its
/// event loop (on which the fake server lives).
template<typename Call>
auto blocking(Call call)
{
    using Value = decltype(call());
    std::optional<Value> value;
    QEventLoop loop;
    std::thread thread([&] {
        value.emplace(call());
        QMetaObject::invokeMethod(&loop, &QEventLoop::quit, Qt::QueuedConnection);
    });
    loop.exec();
    thread.join();
    return std::move(*value);
}

} // namespace slipway::test
