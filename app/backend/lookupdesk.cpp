#include "app/backend/lookupdesk.h"

#include <QCoreApplication>
#include <QPointer>

namespace slipway::backend {

using httpd::Answer;
using httpd::Request;
using httpd::Response;

LookupDesk::LookupDesk(LookupLimits limits, QObject *parent) : QObject(parent), m_limits(limits)
{
    m_pool.setMaxThreadCount(limits.threads);
    m_clock.start();
}

LookupDesk::~LookupDesk()
{
    for (const auto &flight : std::as_const(m_all))
        flight->cancel.cancel();
    m_pool.clear();
    m_pool.waitForDone();
}

Answer LookupDesk::ask(const Request &request, const QString &node, Work work)
{
    const QString key = node + u'\n' + request.path + u'\n' + request.query.toString(QUrl::FullyEncoded);
    const auto kept = m_kept.constFind(key);
    if (kept != m_kept.cend() && kept->until > m_clock.elapsed())
        return kept->response;
    if (const auto flight = m_flights.value(key))
        return join(flight, request);
    return begin(request, node, key, m_limits.time, std::move(work));
}

Answer LookupDesk::askAnew(const Request &request, const QString &node, std::chrono::milliseconds time,
                           Work work)
{
    return begin(request, node, {}, time, std::move(work));
}

Answer LookupDesk::begin(const Request &request, const QString &node, const QString &key,
                         std::chrono::milliseconds time, Work work)
{
    const auto here =
        std::count_if(m_all.cbegin(), m_all.cend(), [&](const auto &flight) { return flight->node == node; });
    if (m_underWay >= m_limits.underWay || here >= m_limits.perNode) {
        const Error error{ErrorCode::Unavailable,
                          QCoreApplication::translate("backend",
                                                      "Cannot ask the node. Too many questions wait for "
                                                      "answers already. Try again in a moment."),
                          {},
                          true};
        return httpd::problem(Problem{503, error, {}, request.path}).with("Retry-After", "2");
    }
    auto flight = std::make_shared<Flight>();
    flight->node = node;
    flight->key = key;
    m_all.append(flight);
    if (!key.isEmpty())
        m_flights.insert(key, flight);
    ++m_underWay;
    QFuture<Response> answer = join(flight, request);
    // The limit begins with the work, not with the wait for a thread.
    m_pool.start([this, flight, time, token = flight->cancel, work = std::move(work)] {
        const Response response = work(token.limitedTo(time));
        QMetaObject::invokeMethod(
            this, [this, flight, response] { land(flight, response); }, Qt::QueuedConnection);
    });
    return answer;
}

QFuture<Response> LookupDesk::join(const std::shared_ptr<Flight> &flight, const Request &request)
{
    const quint64 id = m_nextWaiter++;
    Waiter &waiter = flight->waiters.emplace_back();
    waiter.id = id;
    waiter.promise.start();
    // Holds no request: the request holds this.
    if (request.whenGone)
        *request.whenGone = [self = QPointer(this), flight = std::weak_ptr(flight), id] {
            const auto still = flight.lock();
            if (self && still)
                self->leave(still, id);
        };
    return waiter.promise.future();
}

void LookupDesk::leave(const std::shared_ptr<Flight> &flight, quint64 waiter)
{
    const auto found = std::find_if(flight->waiters.begin(), flight->waiters.end(),
                                    [&](const Waiter &one) { return one.id == waiter; });
    if (found == flight->waiters.end())
        return;
    // Its end calls into the connection, which is just being destroyed: not from within that.
    auto promise = std::make_shared<QPromise<Response>>(std::move(found->promise));
    flight->waiters.erase(found);
    QMetaObject::invokeMethod(
        this, [promise] { promise->finish(); }, Qt::QueuedConnection);
    if (!flight->waiters.empty())
        return;
    flight->cancel.cancel();
    if (m_flights.value(flight->key) == flight)
        m_flights.remove(flight->key);
}

void LookupDesk::land(const std::shared_ptr<Flight> &flight, const Response &response)
{
    --m_underWay;
    m_all.removeOne(flight);
    // Not when the node was edited meanwhile: then the answer is one about how it was.
    if (!flight->key.isEmpty() && m_flights.value(flight->key) == flight) {
        m_flights.remove(flight->key);
        const qint64 now = m_clock.elapsed();
        m_kept.removeIf([now](const auto &entry) { return entry.value().until <= now; });
        if (response.status == 200)
            m_kept.insert(flight->key, {flight->node, response, now + m_limits.keep.count()});
    }
    for (Waiter &waiter : flight->waiters) {
        waiter.promise.addResult(response);
        waiter.promise.finish();
    }
}

void LookupDesk::forget(const QString &node)
{
    m_kept.removeIf([&](const auto &entry) { return entry.value().node == node; });
    m_flights.removeIf([&](const auto &entry) { return entry.value()->node == node; });
}

} // namespace slipway::backend
