#include "widgets/text/workerthreads.h"

#include <QtGlobal>
#ifdef Q_OS_LINUX
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace slipway::text {

namespace {

/// The thread that draws goes first: on two cores two searching threads held it up for 80 ms at a time, now
/// for 8. While it sleeps they have all of both. Linux keeps this value per thread.
void stepBack()
{
#ifdef Q_OS_LINUX
    constexpr int kSteps = 5;
    const auto self = static_cast<id_t>(::syscall(SYS_gettid));
    ::setpriority(PRIO_PROCESS, self, ::getpriority(PRIO_PROCESS, self) + kSteps);
#endif
}

} // namespace

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
    stepBack();
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
