#pragma once
#include "net/httpd/filedescriptor.h"
#include <QByteArray>
#include <functional>
#include <sys/types.h>

namespace slipway::bench {

/// steady_clock in nanoseconds: one clock for all processes of a machine.
qint64 nowNs();

/// Whose streams are read, and how.
struct Audience
{
    int readers = 0;
    quint16 port = 0;
    std::function<QByteArray(int reader)> request; ///< whole HTTP request of a reader
    /// Each of so many readers looks at every event, the others only count bytes: the measure must not be the
    /// load.
    int sampleEvery = 20;
    int timeoutMs = 30'000; ///< for opening
    int events = 0;         ///< of a replay that comes with the opening: begin() is to name the same
};

/// All streams asked for at once.
struct Opened
{
    qint64 ok = 0; ///< answered with 200
    double seconds = 0;
};

/// What arrived since the last round began. Of the sampled readers, unless it says otherwise.
struct Round
{
    qint64 deliveries = 0; ///< to all readers, by their bytes
    qint64 complete = 0;   ///< sampled readers that got all events
    qint64 sampled = 0;
    double p50Ms = 0; ///< from publication (`@t=` in the event) to its arrival
    double p99Ms = 0;
    double maxMs = 0;
    double doneP50Ms = 0; ///< from the opening of all to a reader's last event
    double doneP99Ms = 0;
    double doneMaxMs = 0;
    double seconds = 0; ///< from the first publication seen to the last arrival
};

/// Any number of event-stream readers in a process of their own, so that neither their time nor their memory
/// is counted for a server. One program for all servers: it counts events by `@t=NANOSECONDS` in their text
/// and cares for nothing else that is in a stream. Made by fork(): construct it before the process has
/// threads that hold locks, or at least from the only thread that works.
class Subscribers
{
public:
    explicit Subscribers(const Audience &audience);
    ~Subscribers(); ///< all leave
    Subscribers(const Subscribers &) = delete;
    Subscribers &operator=(const Subscribers &) = delete;

    /// Blocks until all streams are open.
    Opened opened();
    /// Begins a round: `events` for each reader. Counts from here on; finish() waits for its result, which
    /// comes when every sampled reader has all of them or after `timeoutMs`.
    void begin(int events, int timeoutMs);
    Round finish();

private:
    httpd::FileDescriptor m_commands;
    httpd::FileDescriptor m_results;
    pid_t m_child = -1;
};

} // namespace slipway::bench
