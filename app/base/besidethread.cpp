#include "app/base/besidethread.h"

#ifdef __GLIBC__
#include <sched.h>
#include <utility>
#else
#include <system_error>
#endif

namespace slipway {

#ifdef __GLIBC__

namespace {

/// Said before the thread exists, not by itself: on two processors beside the X server the scheduler put it
/// on its maker's in every third start and let that wait for up to 4 ms while the other had nothing to do;
/// once it runs it is too late to leave (35 ms until the desktop's first frame, 32 so; medians of 41 in
/// turn).
void keepOffThisProcessor(pthread_attr_t &attributes)
{
    const int here = ::sched_getcpu();
    cpu_set_t others;
    if (here < 0 || here >= CPU_SETSIZE || ::sched_getaffinity(0, sizeof others, &others) != 0)
        return;
    CPU_CLR(static_cast<size_t>(here), &others);
    if (CPU_COUNT(&others) > 0)
        ::pthread_attr_setaffinity_np(&attributes, sizeof others, &others);
}

} // namespace

BesideThread::BesideThread(std::function<void()> work) : m_work(std::move(work))
{
    pthread_attr_t attributes;
    if (::pthread_attr_init(&attributes) != 0)
        return;
    keepOffThisProcessor(attributes);
    const auto run = [](void *self) -> void * {
        static_cast<BesideThread *>(self)->m_work();
        return nullptr;
    };
    m_runs = ::pthread_create(&m_thread, &attributes, run, this) == 0;
    ::pthread_attr_destroy(&attributes);
}

void BesideThread::wait()
{
    if (std::exchange(m_runs, false))
        ::pthread_join(m_thread, nullptr);
}

#else

BesideThread::BesideThread(std::function<void()> work)
{
    try {
        m_thread = std::thread(std::move(work));
    } catch (const std::system_error &) {
        // Not prepared, then.
    }
}

void BesideThread::wait()
{
    if (m_thread.joinable())
        m_thread.join();
}

#endif

} // namespace slipway
