#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace slipway::httpd {

/// A few threads for blocking reads, first come first served. Standard library only, so that ThreadSanitizer
/// sees every hand-over. Threads are made with the first read; the destructor finishes what was asked for.
class StreamReaders
{
public:
    explicit StreamReaders(int threads) : m_wanted(threads) {}
    ~StreamReaders();
    StreamReaders(const StreamReaders &) = delete;
    StreamReaders &operator=(const StreamReaders &) = delete;

    void start(std::function<void()> read);

private:
    void work();

    const int m_wanted;
    std::mutex m_mutex; // guards all below
    std::condition_variable m_changed;
    std::deque<std::function<void()>> m_reads;
    std::vector<std::thread> m_threads;
    bool m_stop = false;
};

} // namespace slipway::httpd
