#include "net/httpd/streamreaders.h"

namespace slipway::httpd {

StreamReaders::~StreamReaders()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_changed.notify_all();
    for (std::thread &thread : m_threads)
        thread.join();
}

void StreamReaders::start(std::function<void()> read)
{
    const std::lock_guard lock(m_mutex);
    m_reads.push_back(std::move(read));
    if (static_cast<int>(m_threads.size()) < m_wanted)
        m_threads.emplace_back([this] { work(); });
    m_changed.notify_one();
}

void StreamReaders::work()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_stop || !m_reads.empty(); });
        if (m_reads.empty())
            return;
        const std::function<void()> read = std::move(m_reads.front());
        m_reads.pop_front();
        lock.unlock();
        read();
        lock.lock();
    }
}

} // namespace slipway::httpd
