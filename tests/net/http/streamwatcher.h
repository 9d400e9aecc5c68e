#pragma once
#include "net/http/eventsource.h"
#include "tests/fakes/scriptedserver.h"
#include "tests/support/patience.h"
#include <QTest>
#include <QThread>
#include <functional>
#include <mutex>

namespace slipway::test {

using namespace slipway::http;
using namespace slipway::fakes;
using Kind = StreamError::Kind;
using State = StreamState;

// What a consumer sees, as one list of words: states, data of the events, the final error.
class Watcher : public QObject
{
public:
    explicit Watcher(EventSource &source)
    {
        connect(&source, &EventSource::stateChanged, this, [this, &source](State state) {
            QCOMPARE(source.state(), state);
            states.append(state);
            if (state == State::Waiting)
                waits.append({source.error(), source.nextAttemptInMs(), source.attempt()});
        });
        connect(&source, &EventSource::eventsReceived, this, [this](const EventBatch &batch) {
            ++batches;
            QVERIFY(!batch.isEmpty());
            for (const sse::Event &event : batch)
                data.append(event.data);
        });
        connect(&source, &EventSource::finished, this,
                [this](const StreamError &error) { finished.append(error); });
    }

    struct Wait
    {
        StreamError error;
        int ms;
        int attempt;
    };
    QList<State> states;
    QList<Wait> waits;
    QByteArrayList data;
    int batches = 0;
    QList<StreamError> finished;
};

inline EventSourceOptions quick()
{
    EventSourceOptions options;
    options.initialRetryMs = 10;
    options.maxRetryMs = 50;
    return options;
}

// A server on a thread of its own, for tests that block the main thread. The work goes through a mutex that
// ThreadSanitizer sees, unlike Qt's.
class ServerThread : public QObject
{
public:
    ServerThread()
    {
        m_thread.start();
        moveToThread(&m_thread);
        run([this] {
            server = new ScriptedServer;
            url = server->url();
        });
    }
    ~ServerThread() override
    {
        run([this] { delete server; });
        m_thread.quit();
        m_thread.wait();
    }
    void run(std::function<void()> work)
    {
        {
            const std::scoped_lock lock(m_mutex);
            m_work = std::move(work);
        }
        QMetaObject::invokeMethod(this, &ServerThread::runWork, Qt::BlockingQueuedConnection);
        const std::scoped_lock lock(m_mutex);
    }
    ScriptedServer *server = nullptr; // used on its thread only, by run()
    QUrl url;

private:
    void runWork()
    {
        const std::scoped_lock lock(m_mutex);
        m_work();
    }
    std::mutex m_mutex;
    std::function<void()> m_work;
    QThread m_thread;
};

} // namespace slipway::test
