#include "widgets/text/workerthreads.h"

namespace slipway::text {

WorkerThreads::~WorkerThreads()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isEnding = true;
        m_jobs.clear();
    }
    m_changed.notify_all();
    for (std::thread &thread : m_threads)
        thread.join();
}

void WorkerThreads::start(std::function<void()> job)
{
    if (m_threads.empty()) {
        for (size_t i = 0; i < m_count; ++i)
            m_threads.emplace_back([this] { work(); });
    }
    {
        const std::lock_guard lock(m_mutex);
        m_jobs.push_back(std::move(job));
    }
    m_changed.notify_one();
}

void WorkerThreads::clear()
{
    const std::lock_guard lock(m_mutex);
    m_jobs.clear();
}

void WorkerThreads::work()
{
    for (;;) {
        std::function<void()> job;
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, [this] { return m_isEnding || !m_jobs.empty(); });
            if (m_jobs.empty())
                return;
            job = std::move(m_jobs.front());
            m_jobs.pop_front();
        }
        job();
    }
}

} // namespace slipway::text
