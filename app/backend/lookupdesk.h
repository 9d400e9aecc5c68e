#pragma once
#include "app/jobs/containerhost.h"
#include "net/httpd/message.h"
#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QPromise>
#include <QThreadPool>
#include <functional>
#include <vector>

namespace slipway::backend {

struct LookupLimits
{
    int threads = 24;
    int underWay = 64; ///< running and waiting for a thread; further ones: 503
    int perNode = 12;  ///< so that a node which does not answer leaves threads to the others
    std::chrono::milliseconds keep{4000};   ///< an answer is given again for so long
    std::chrono::milliseconds time{30'000}; ///< for one look-up
};

/// Where requests wait for a node's answer: on threads of their own, so that nothing else waits for a node
/// that is slow. The same question asked twice is put once; a good answer is kept for a few seconds; a
/// question that nobody waits for any more is cancelled. Lives on the server's thread.
class LookupDesk : public QObject
{
    Q_OBJECT
public:
    /// Blocks, on a pool thread; ends soon after the token is cancelled.
    using Work = std::function<httpd::Response(const CancelToken &cancel)>;

    explicit LookupDesk(LookupLimits limits = {}, QObject *parent = nullptr);
    ~LookupDesk() override; ///< cancels all and waits for the threads

    /// A look-up: `node` and the request's own path and query are the question.
    httpd::Answer ask(const httpd::Request &request, const QString &node, Work work);
    /// The same without sharing and keeping, with another limit in time.
    httpd::Answer askAnew(const httpd::Request &request, const QString &node, std::chrono::milliseconds time,
                          Work work);
    /// The node has changed: what is known about it, and what is being asked, is not given to later
    /// questions.
    void forget(const QString &node);

    int underWay() const { return m_underWay; }

private:
    struct Waiter
    {
        quint64 id = 0;
        QPromise<httpd::Response> promise;
    };
    struct Flight
    {
        QString node;
        QString key; ///< empty: not shared
        CancelToken cancel;
        std::vector<Waiter> waiters;
    };
    struct Kept
    {
        QString node;
        httpd::Response response;
        qint64 until = 0;
    };

    httpd::Answer begin(const httpd::Request &request, const QString &node, const QString &key,
                        std::chrono::milliseconds time, Work work);
    QFuture<httpd::Response> join(const std::shared_ptr<Flight> &flight, const httpd::Request &request);
    void leave(const std::shared_ptr<Flight> &flight, quint64 waiter);
    void land(const std::shared_ptr<Flight> &flight, const httpd::Response &response);

    const LookupLimits m_limits;
    QHash<QString, std::shared_ptr<Flight>> m_flights; // by key
    QList<std::shared_ptr<Flight>> m_all;
    QHash<QString, Kept> m_kept;
    QElapsedTimer m_clock;
    quint64 m_nextWaiter = 1;
    int m_underWay = 0;
    QThreadPool m_pool;
};

} // namespace slipway::backend
