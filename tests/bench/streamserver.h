#pragma once
#include <QByteArray>
#include <sys/types.h>

namespace slipway::bench {

/// A process of its own that answers every connection to a port of loopback with one finished run as an event
/// stream: snapshot, `events` progress events as slipwayd sends them (log lines, some steps, one completion;
/// four in a millisecond), done. It only writes bytes made before, so that what is measured is the client.
class StreamServer
{
public:
    /// With `colours`, each line has two of them, as JSON escapes them.
    explicit StreamServer(int events, bool colours = false);
    ~StreamServer();
    StreamServer(const StreamServer &) = delete;
    StreamServer &operator=(const StreamServer &) = delete;
    quint16 port() const { return m_port; }

private:
    quint16 m_port = 0;
    pid_t m_child = -1;
};

} // namespace slipway::bench
