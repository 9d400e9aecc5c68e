#include "net/http/networkthread.h"
#include <QCoreApplication>
#include <QEvent>
#include <QThread>
#include <mutex>
#include <utility>
#include <vector>

namespace slipway::http {

namespace {

// A queue of our own in front of Qt's, because ThreadSanitizer sees what a std::mutex orders and does not see
// what Qt's event queue does: with it, a race it reports is one of ours.
class Runner : public QObject
{
public:
    Runner()
    {
        m_thread.setObjectName(QStringLiteral("slipway-network"));
        moveToThread(&m_thread);
        m_thread.start();
    }
    ~Runner() override
    {
        m_thread.wait();
        const std::scoped_lock lock(m_mutex); // so that the thread's last access is seen to be before our end
    }

    QThread *workThread() { return &m_thread; }

    void add(std::function<void()> work)
    {
        const std::scoped_lock lock(m_mutex);
        m_work.push_back(std::move(work));
        if (m_work.size() == 1)
            QCoreApplication::postEvent(this, new QEvent(QEvent::User));
    }

    bool event(QEvent *event) override
    {
        if (event->type() != QEvent::User)
            return QObject::event(event);
        std::vector<std::function<void()>> work;
        {
            const std::scoped_lock lock(m_mutex);
            work = std::exchange(m_work, {});
        }
        for (const auto &run : work)
            run();
        return true;
    }

private:
    std::mutex m_mutex;
    std::vector<std::function<void()>> m_work;
    QThread m_thread;
};

std::mutex runnerMutex;
// Guarded by runnerMutex. Not owned by a static object: ::exit() without the end of the application must not
// destroy a running thread.
Runner *runner = nullptr;

void endThread()
{
    const std::scoped_lock lock(runnerMutex);
    if (!runner)
        return;
    runner->add([thread = runner->workThread()] { thread->quit(); }); // after what is queued already
    delete std::exchange(runner, nullptr);
}

template<typename Use>
void withRunner(Use use)
{
    if (!QCoreApplication::instance())
        return;
    const std::scoped_lock lock(runnerMutex);
    if (!runner) {
        runner = new Runner;
        qAddPostRoutine(endThread);
    }
    use(*runner);
}

} // namespace

void runOnNetworkThread(std::function<void()> work)
{
    withRunner([&work](Runner &r) { r.add(std::move(work)); });
}

void moveToNetworkThread(QObject *object)
{
    withRunner([object](Runner &r) { object->moveToThread(r.workThread()); });
}

} // namespace slipway::http
