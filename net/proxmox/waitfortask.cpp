#include "net/proxmox/clientprivate.h"
#include "net/proxmox/tasklog.h"
#include "net/proxmox/texts.h"

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace slipway::proxmox {

namespace {

using Clock = Transport::Clock;

constexpr int pageSize = 500;
constexpr auto quickFor = 3s; // short tasks are over by then
constexpr auto quickInterval = 250ms;
constexpr auto stopPatience = 10s;

// What may be different a moment later: the rest is an answer.
bool isPassing(const ApiError &error)
{
    return !error.certificate && (error.code == ErrorCode::Unavailable || error.code == ErrorCode::Timeout ||
                                  error.code == ErrorCode::Protocol || error.status >= 500);
}

/// One waiting thread's way through a task.
class Follower
{
public:
    Follower(Client &client, const Upid &upid, const TaskWatch &watch, const Cancel &cancel)
        : m_client(client), m_upid(upid), m_watch(watch), m_cancel(cancel), m_begun(Clock::now()),
          m_deadline(m_begun + watch.timeout)
    {}

    Answer<TaskEnd> follow(Transport &transport);

private:
    std::optional<ApiError> poll(const Cancel &cancel);
    std::optional<ApiError> readLog(const Cancel &cancel);
    Answer<TaskEnd> outcome() const;
    Answer<TaskEnd> leave(Transport &transport, ErrorCode code);
    Answer<TaskEnd> giveUp(ApiError error) const;
    bool isOver() const { return m_status && m_isLogRead; }
    bool isCancelled() const { return m_cancel && m_cancel(); }
    Clock::time_point nextPoll() const
    {
        const auto now = Clock::now();
        return now + (now - m_begun < quickFor
                          ? std::min<std::chrono::milliseconds>(quickInterval, m_watch.interval)
                          : m_watch.interval);
    }

    Client &m_client;
    const Upid &m_upid;
    const TaskWatch &m_watch;
    const Cancel &m_cancel;
    const Clock::time_point m_begun;
    const Clock::time_point m_deadline;
    TaskLog m_log;
    std::optional<TaskStatus> m_status; ///< once it is over
    bool m_isLogRead = false;
};

// The state first and the log after it: what was written before the task ended is in the log by then.
std::optional<ApiError> Follower::poll(const Cancel &cancel)
{
    if (!m_status) {
        const Answer<TaskStatus> status = m_client.taskStatus(m_upid, cancel);
        if (!status)
            return status.error();
        if (!status->running)
            m_status = *status;
    }
    return readLog(cancel);
}

std::optional<ApiError> Follower::readLog(const Cancel &cancel)
{
    for (;;) {
        const Answer<QList<TaskLogLine>> lines = m_client.taskLog(m_upid, m_log.start(), pageSize, cancel);
        if (!lines)
            return lines.error();
        m_log.take(*lines, m_status.has_value(), m_watch.logLine);
        if (lines->size() < pageSize)
            break;
    }
    m_isLogRead = m_status.has_value();
    return std::nullopt;
}

Answer<TaskEnd> Follower::outcome() const
{
    if (m_status->isOk())
        return TaskEnd{m_upid, m_status->warnings(), m_status->exitStatus};
    return tl::unexpected(taskFailure(m_watch.purpose, m_status->exitStatus));
}

Answer<TaskEnd> Follower::giveUp(ApiError error) const
{
    error.mayHaveHappened = true;
    error.message = Texts::tr("Cannot follow the task any longer: %1. It perhaps goes on as %2. %3")
                        .arg(m_watch.purpose, m_upid.text(), error.message);
    return tl::unexpected(error);
}

Answer<TaskEnd> Follower::leave(Transport &transport, ErrorCode code)
{
    const auto until = Clock::now() + stopPatience;
    if (m_watch.stopTask && !m_status && m_client.stopTask(m_upid)) {
        while (!isOver() && transport.pause(std::min(until, Clock::now() + quickInterval), {}) &&
               Clock::now() < until)
            poll([until] { return Clock::now() >= until; });
    }
    ApiError error;
    error.code = code;
    error.mayHaveHappened = true; // the task was begun
    error.detail = m_status ? m_status->exitStatus : m_upid.text();
    const QString why = code == ErrorCode::Timeout ? Texts::tr("It took longer than allowed.")
                                                   : Texts::tr("It was cancelled.");
    const QString now = m_status ? Texts::tr("Its task on Proxmox has ended.")
                                 : Texts::tr("Its task on Proxmox perhaps goes on: %1.").arg(m_upid.text());
    error.message = Texts::tr("Cannot %1. %2 %3").arg(m_watch.purpose, why, now);
    return tl::unexpected(error);
}

Answer<TaskEnd> Follower::follow(Transport &transport)
{
    std::optional<Clock::time_point> failing;
    for (;;) {
        if (isCancelled())
            return leave(transport, ErrorCode::Cancelled);
        if (Clock::now() >= m_deadline)
            return leave(transport, ErrorCode::Timeout);
        const std::optional<ApiError> error =
            poll([this] { return isCancelled() || Clock::now() >= m_deadline; });
        if (!error) {
            failing.reset();
        } else if (error->code == ErrorCode::Cancelled) {
            if (isCancelled() || Clock::now() >= m_deadline)
                continue;
            return giveUp(*error); // the client is being destroyed
        } else if (!isPassing(*error)) {
            return giveUp(*error);
        } else if (Clock::now() - failing.value_or(Clock::now()) > m_watch.patience) {
            if (!m_status)
                return giveUp(*error);
            if (m_watch.logLine)
                m_watch.logLine(Texts::tr("(The rest of the task's log cannot be read.)"));
            return outcome();
        } else if (!failing) {
            failing = Clock::now();
        }
        if (isOver())
            return outcome();
        transport.pause(std::min(nextPoll(), m_deadline), m_cancel);
    }
}

} // namespace

Answer<TaskEnd> Client::waitForTask(const Upid &upid, const TaskWatch &watch, const Cancel &cancel)
{
    const Transport::Visit visit(d->transport);
    TaskWatch complete = watch;
    if (complete.purpose.isEmpty())
        complete.purpose = Texts::tr("finish the task %1").arg(upid.type);
    return Follower(*this, upid, complete, cancel).follow(d->transport);
}

} // namespace slipway::proxmox
