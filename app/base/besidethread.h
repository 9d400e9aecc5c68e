#pragma once
#include <functional>
#include <thread>
#ifdef __GLIBC__
#include <pthread.h>
#endif

namespace slipway {

/// Does one thing on a thread of its own that keeps off the processor its maker runs on, where there is
/// another one: for work of a few milliseconds that the maker will need soon and must not stand aside for.
///
/// Made, used and destroyed by one thread; `work` gets no arguments, gives no result and throws nothing: it
/// prepares what is found ready, or done again, by who needs it. So it is not an error if no thread can be
/// had.
class BesideThread
{
public:
    explicit BesideThread(std::function<void()> work);
    ~BesideThread() { wait(); }
    BesideThread(const BesideThread &) = delete;
    BesideThread &operator=(const BesideThread &) = delete;
    void wait(); ///< until the work is done

private:
#ifdef __GLIBC__
    std::function<void()> m_work;
    pthread_t m_thread = 0;
    bool m_runs = false;
#else
    std::thread m_thread;
#endif
};

} // namespace slipway
