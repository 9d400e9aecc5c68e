#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace slipway::text {

/// A few threads that take jobs in the order they were given. Started with the first job, joined by the
/// destructor, which drops jobs that have not begun and waits for those that have.
///
/// Not a QThreadPool: its hand-over is invisible to ThreadSanitizer unless Qt itself was built for it, and
/// this is the code that has to be seen.
class WorkerThreads
{
public:
    explicit WorkerThreads(size_t count) : m_count(count) {}
    ~WorkerThreads();
    WorkerThreads(const WorkerThreads &) = delete;
    WorkerThreads &operator=(const WorkerThreads &) = delete;

    size_t count() const { return m_count; }
    void start(std::function<void()> job);
    /// Drops the jobs that have not begun.
    void clear();

private:
    void work();

    const size_t m_count;
    std::mutex m_mutex; ///< guards the two below
    std::deque<std::function<void()>> m_jobs;
    bool m_isEnding = false;
    std::condition_variable m_changed;
    std::vector<std::thread> m_threads;
};

} // namespace slipway::text
